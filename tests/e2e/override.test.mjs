// A person answers for an export: only where somebody may, for what they name, once, and never before the register has
// the entry.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { OPEN_NOTICE, goingOn, pressInNotice } from "./going-on.mjs";
import { PATIENCE, forEachBrowser, launch } from "./harness.mjs";
import { HEARING, WITHHELD, copyOfExtension, field, forgetTold, hasHeard, html, limit, script, startStage, told } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

const SAMIR = "samir.haddad@example.org";
const DAY_MS = 24 * 60 * 60 * 1000;
/** As clocks have it here, so many days from now. @param {number} days */
const day = (days) => new Date(Date.now() + days * DAY_MS).toLocaleDateString("sv");
const TODAY = day(0);

const PHONE = "+33 6 39 98 01 12";
const phone = field(PHONE).replace('kind="email"', 'kind="phone"');
const samir = field(SAMIR).replace('owner="claire"', 'owner="samir"');
const list = `<ul id="list"><li>Claire ${field()} ${phone}</li><li>Samir ${samir}</li></ul>`;
/** Controls whose server does the export: their requests hold ids only. */
const controls = `<section>${field()} <button id="press" data-contact-export="card"><b>CRM</b></button></section>
  <form action="/submitted" onsubmit="send('form'); return false">${field()} <button id="submit" data-contact-export="card">CRM</button></form>
  <script>
    const send = (id) => fetch(location.origin.replace('network.', 'collector.') + '/crm', { method: 'POST', body: id });
    document.getElementById('press').addEventListener('click', () => send('button'));
  </script>`;
const stage = await startStage({ "/list": html(list, script("going-on.js")), "/controls": html(controls) });
after(() => stage.close());

/** A background whose register can never be written. */
const UNWRITTEN = {
  ...OPEN_NOTICE,
  ...HEARING,
  "record.js": (/** @type {string} */ text) => text.replace('type: "record"', 'type: "unheard"'),
};

const CSV = (/** @type {string} */ claire, /** @type {string} */ samir) => `name;email;phone\r\nClaire;${claire};\r\nSamir;${samir};\r\nAmara;amara.okafor@example.net;\r\n`;

/**
 * The tab with the form, when it is there. Firefox does not tell the address of such a tab itself, and none can be asked
 * while it goes to another process.
 *
 * @param {Session} session
 */
async function formIn({ browser }) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    for (const page of await browser.pages()) {
      if ((await page.evaluate(() => location.pathname).catch(() => "")) === "/override.html") {
        page.setDefaultTimeout(PATIENCE);
        return page;
      }
    }
    await sleep(50);
  }
  throw new Error("no tab has the form");
}

forEachBrowser((browser) => {
  describe(`an export that a person answers for, in ${browser}`, () => {
    /** @type {ReturnType<typeof copyOfExtension>} */
    let copy;
    /** @type {Session} */
    let session;
    /** @type {Page} */
    let page;
    /** @type {Page} a page of the extension's own */
    let own;

    /** @param {Record<string, (text: string) => string>} edits */
    async function begin(edits) {
      copy = copyOfExtension(browser, edits);
      session = await launch(browser, { extension: copy.folder });
      await session.allowClipboard(stage.network);
      own = await session.openExtensionPage("why.html");
      page = await session.newPage();
    }
    async function end() {
      await session?.close();
      copy.remove();
    }

    const { open, start, arrived, refused } = goingOn(stage, () => ({ session, page }));

    /** @param {"allowed" | "forbidden"} overrides @param {string} [path] */
    async function openWhere(overrides, path) {
      await own.evaluate((settings) => chrome.storage.local.set({ settings }), { overrides });
      await open(path);
      await hasHeard(page);
    }

    /** What the notice's buttons say. */
    const buttons = () =>
      page.evaluate(() => [...document.querySelector("entre-nous-notice")?.shadowRoot?.querySelectorAll("button:not([hidden])") ?? []].map((each) => each.textContent ?? ""));

    /** The page on which the person is asked. */
    async function asked() {
      await pressInNotice(page, /^Release with a ground/);
      const form = await formIn(session);
      await form.waitForFunction(() => document.documentElement.dataset.ready === "");
      return form;
    }

    /**
     * Names the first of the details, with a ground.
     * @param {Page} form @param {string} basis @param {string} how @param {string} [on]  a day
     */
    async function answer(form, basis, how, on = basis === "other" ? "" : TODAY) {
      await form.bringToFront();
      await form.click("#list input");
      await form.click(`#ground [value=${basis}]`);
      await form.$eval("#on", (each, on) => { /** @type {HTMLInputElement} */ (each).value = on; }, on);
      await form.type("#how", how);
      await form.click("#form [type=submit]");
    }

    /** What the register has of an act. @param {string} act @returns {Promise<any[]>} */
    const entries = (act) =>
      own.evaluate(async (wanted) => {
        const { readRegister } = await import(/** @type {string} */ ("./register-read.js"));
        const { records } = await readRegister();
        return records.map((/** @type {{ body: string }} */ { body }) => JSON.parse(body)).filter((/** @type {{ act: string }} */ { act }) => act === wanted);
      }, act);
    const overrides = () => entries("overridden");
    const controlsRefused = async () => (await entries("refused")).filter(({ channel }) => channel === "control");

    describe("with a register", () => {
      // A key comes up a command later than it goes down.
      before(() => begin({ ...OPEN_NOTICE, ...HEARING, "controls.js": limit("ONE_PRESS", "1000", "60_000") }));
      after(end);

      test("nobody is asked where nobody may", async () => {
        await openWhere("forbidden");
        await refused("fetch, CSV in a blob", "fetch");
        const shown = await buttons();
        assert.ok(shown.length > 0 && shown.every((label) => !/ground/.test(label)), `${shown}`);
      });

      test("a request: what was named goes, once, when the page asks again", async () => {
        await openWhere("allowed");
        await refused("fetch, CSV in a blob", "fetch");
        const form = await asked();
        assert.deepEqual(await form.$$eval("#list .value", (all) => all.map((each) => each.textContent)), [WITHHELD, PHONE, SAMIR]);
        await forgetTold(page);
        await answer(form, "consent", "By letter, at the fair.");
        assert.equal(await told(page), "granted fetch withheld");
        assert.deepEqual(arrived(), [], "nothing leaves by that alone");
        const [entry, ...others] = await overrides();
        assert.deepEqual(others, []);
        assert.deepEqual(entry.ground, { basis: "consent", on: TODAY, how: "By letter, at the fair." });
        assert.deepEqual(entry.fields.map((/** @type {any} */ { kind, count }) => [kind, count]), [["email", 1]]);
        assert.ok(entry.owners.length > 0);

        await start("fetch, CSV in a blob");
        await stage.arrivals(1);
        assert.deepEqual(arrived().map(({ body }) => body), [CSV(WITHHELD, "")]);
        await refused("fetch, CSV in a blob", "fetch");
      });

      test("a file: what was named is saved in one press", async () => {
        await openWhere("allowed");
        await refused("file, blob", "download");
        const form = await asked();
        // The owner's consent is on record by now.
        assert.match(await form.$eval("#list label", (each) => each.textContent ?? ""), /Consent on record since/);
        await forgetTold(page);
        await answer(form, "given-directly", "She handed me her card.");
        assert.equal(await told(page), "granted download withheld");
        assert.deepEqual(session.downloaded(), []);
        await pressInNotice(page, /^Save the file$/);
        const saved = await session.downloadFinished({ named: /^prospects\.csv$/ });
        assert.equal(saved.text, CSV(WITHHELD, ""));
        await refused("file, blob", "download");
        assert.deepEqual(session.downloaded(), ["prospects.csv"]);
      });

      test("the clipboard: what was named is copied in one press", async () => {
        await openWhere("allowed");
        await refused("clipboard, writeText()", "clipboard");
        await forgetTold(page);
        await answer(await asked(), "other", "A request of the person concerned.");
        assert.equal(await told(page), "granted clipboard withheld");
        await pressInNotice(page, /^Copy$/);
        // @ts-ignore: a name of the stage
        const texts = await page.evaluate(() => stageGoingOn.clipboard());
        assert.equal(texts["text/plain"].replaceAll("\r\n", "\n"), CSV(WITHHELD, "").replaceAll("\r\n", "\n"));
      });

      test("a copy that cannot be made again is not offered, as that would be nothing's or another's release", async () => {
        await openWhere("allowed");
        await refused("clipboard, a type of its own", "clipboard");
        assert.doesNotMatch((await buttons()).join(), /ground/);
      });

      describe("a control", () => {
        /** @param {string} id */
        const press = (id) => page.click(`#${id}`);
        const enter = async (/** @type {string} */ id) => {
          await page.focus(`#${id}`);
          await page.keyboard.press("Enter");
        };

        /** @param {string} id */
        async function grant(id) {
          await openWhere("allowed", "/controls");
          await press(id);
          assert.equal(await told(page), "refused control withheld");
          const form = await asked();
          await forgetTold(page);
          // All that the control takes is named already.
          await form.bringToFront();
          await form.click("#ground [value=other]");
          await form.type("#how", "A request of the person concerned.");
          await form.click("#form [type=submit]");
          assert.equal(await told(page), "granted control withheld");
          await page.bringToFront();
          assert.deepEqual(arrived(), [], "nothing leaves by that alone");
          await forgetTold(page);
        }

        for (const [name, id, by, again] of /** @type {const} */ ([
          ["a press", "press", press, press], ["Enter", "press", enter, enter],
          ["a press that submits a form", "submit", press, press], ["Enter, which submits a form", "submit", enter, press],
        ])) {
          test(`exports by ${name}, once`, async () => {
            await grant(id);
            const before = (await controlsRefused()).length;
            await by(id);
            await stage.arrivals(1);
            assert.deepEqual(arrived().map(({ body }) => body), [id === "press" ? "button" : "form"]);
            assert.equal(await page.evaluate(() => document.documentElement.dataset.told), undefined);
            await again(id);
            assert.equal(await told(page), "refused control withheld");
            assert.deepEqual(arrived(), []);
            // What comes behind all of these.
            await page.evaluate((to, value) => fetch(to, { method: "POST", body: value }).catch(() => undefined), stage.collector, WITHHELD);
            while (!(await entries("refused")).slice(-1).some(({ channel }) => channel === "fetch")) await new Promise(setImmediate);
            assert.equal((await controlsRefused()).length, before + 1, "the press that was granted is no refusal");
          });
        }

        test("does nothing for a script", async () => {
          await grant("submit");
          for (const id of ["press", "submit"]) {
            await page.evaluate((id) => document.getElementById(id)?.click(), id);
            assert.equal(await told(page), "refused control withheld");
            await forgetTold(page);
          }
          // Within the same second it is told no more.
          await page.evaluate((to) => {
            document.forms[0]?.requestSubmit(document.getElementById("submit"));
            return fetch(`${to}/after`, { method: "POST", body: "after" });
          }, stage.collector);
          assert.deepEqual(arrived().map(({ body }) => body), ["after"]);
        });
      });

      test("words with a contact detail in them are not recorded, and nothing leaves", async () => {
        await openWhere("allowed");
        await refused("fetch, CSV in a blob", "fetch");
        const before = (await overrides()).length;
        const form = await asked();
        await answer(form, "consent", `She wrote from ${WITHHELD}`);
        await form.waitForFunction(() => /Take the email address/.test(document.querySelector("#problem")?.textContent ?? ""));
        assert.equal((await overrides()).length, before);
        await form.close();
        await refused("fetch, CSV in a blob", "fetch");
      });

      test("a consent has a day that has come, and says how it was given", async () => {
        await openWhere("allowed");
        await refused("fetch, CSV in a blob", "fetch");
        const before = (await overrides()).length;
        const form = await asked();
        await answer(form, "consent", "By letter.", day(2));
        await form.waitForFunction(() => /Give the day: today at the latest/.test(document.querySelector("#problem")?.textContent ?? ""));
        for (const [id, value] of [["on", ""], ["how", ""]]) {
          await form.$eval("#on", (each, on) => { /** @type {HTMLInputElement} */ (each).value = on; }, TODAY);
          await form.$eval(`#${id}`, (each, value) => { /** @type {HTMLInputElement} */ (each).value = value ?? ""; }, value);
          await form.click("#form [type=submit]");
          assert.equal(await form.evaluate((id) => document.querySelector(":invalid:not(form, fieldset)")?.id === id, id), true, id);
        }
        assert.equal((await overrides()).length, before);
        await form.close();
      });

      test("a page that was loaded anew knows nothing of it", async () => {
        await openWhere("allowed");
        await refused("fetch, CSV in a blob", "fetch");
        const form = await asked();
        await page.reload();
        await answer(form, "consent", "By letter.");
        await form.waitForFunction(() => /does not know this export/.test(document.querySelector("#problem")?.textContent ?? ""));
        await form.close();
      });
    });

    describe("in a page that hears late what people have chosen", () => {
      before(() => begin({
        ...OPEN_NOTICE,
        "background.js": (text) => text.replace("void knownAtFirst(sender.tab)", "void new Promise((done) => setTimeout(done, 500)).then(() => knownAtFirst(sender.tab))"),
        "page.js": (text) => text.replace("HEARD_WITHIN = 1000", "HEARD_WITHIN = 60_000"),
      }));
      after(end);

      test("what was refused before can be released too", async () => {
        await own.evaluate(() => chrome.storage.local.set({ settings: { overrides: "allowed" } }));
        await open();
        await refused("fetch, CSV in a blob", "fetch");
        await (await asked()).close();
      });
    });

    describe("with a register that cannot be written", () => {
      before(() => begin(UNWRITTEN));
      after(end);

      test("nothing leaves", async () => {
        await openWhere("allowed");
        await refused("fetch, CSV in a blob", "fetch");
        const form = await asked();
        await answer(form, "consent", "By letter.");
        await form.waitForFunction(() => /could not be written/.test(document.querySelector("#problem")?.textContent ?? ""));
        await refused("fetch, CSV in a blob", "fetch");
      });
    });
  });
});
