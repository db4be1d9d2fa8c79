// Going on without them: what was refused for some withheld fields goes without just those, once a
// person has pressed the notice's button, and for nobody else.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer } from "../../tools/server.mjs";
import { OPEN_NOTICE, goingOn, noticeButton, pressInNotice } from "./going-on.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { HEARING, WITHHELD, carries, copyOfExtension, field, forgetTold, hasHeard, html, script, startStage, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

const PHONE = "+33 6 39 98 01 12";
const SAMIR = "samir.haddad@example.org";
const AMARA = "amara.okafor@example.net";
const WITHHELD_HERE = [WITHHELD, PHONE, SAMIR];

const CSV = `name;email;phone\r\nClaire;;\r\nSamir;;\r\nAmara;${AMARA};\r\n`;
const JSON_REST = JSON.stringify({
  source: "stage",
  contacts: [["Claire", ""], ["Samir", ""], ["Amara", AMARA]].map(([name, email]) => ({ name, email, phone: "" })),
});
const FORM = `name=Claire&email=&name=Samir&email=&name=Amara&email=${encodeURIComponent(AMARA)}`;
const CARD = [["Claire", ""], ["Samir", ""], ["Amara", AMARA]]
  .map(([name, email]) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nEMAIL:${email}\r\nEND:VCARD\r\n`).join("");

/** What of a request goes on. @type {Record<string, { body: string, type?: string, stay?: string }>} */
const SENT = {
  "fetch, JSON": { body: JSON_REST, type: "application/json" },
  "fetch, form": { body: FORM, type: "application/x-www-form-urlencoded;charset=UTF-8", stay: "2 details of 2 contacts" },
  "fetch, CSV in a blob": { body: CSV, type: "text/csv" },
  "fetch, CSV in bytes": { body: CSV, type: "text/csv" },
  "fetch, JSON in a request": { body: JSON_REST },
  "XMLHttpRequest, JSON": { body: JSON_REST, type: "application/json" },
  "XMLHttpRequest, form": { body: FORM, type: "application/x-www-form-urlencoded;charset=UTF-8", stay: "2 details of 2 contacts" },
  "XMLHttpRequest, vCard": { body: CARD, type: "text/vcard", stay: "2 details of 2 contacts" },
  "beacon, JSON": { body: JSON_REST },
  "beacon, CSV in a blob": { body: CSV, type: "text/csv" },
  "beacon, form": { body: FORM, type: "application/x-www-form-urlencoded;charset=UTF-8", stay: "2 details of 2 contacts" },
};
const SAVED = ["file, blob", "file, data:", "file, data: in base64"];
const COPIED = ["clipboard, writeText()", "clipboard, write()", "clipboard, a copy event", "clipboard, the selection"];
const REFUSED_ONLY = ["fetch, FormData", "fetch, the address too", "clipboard, a type of its own"];

const phone = field(PHONE).replace('kind="email"', 'kind="phone"');
const samir = field(SAMIR).replace('owner="claire"', 'owner="samir"');
const list = `<ul id="list"><li>Claire ${field()} ${phone}</li><li>Samir ${samir}</li><li>Amara <b>${AMARA}</b></li></ul>`;

const stage = await startStage({
  "/list": html(list, script("going-on.js")),
  "/around": html('<iframe src="/list" width="600" height="400"></iframe>'),
});
after(() => stage.close());

const GO_ON = /^Go on/;

/** @param {Page} page */
async function press(page) {
  await forgetTold(page);
  await pressInNotice(page, GO_ON);
}

/** @param {Page} page */
const noticeSays = (page) =>
  page.evaluate(() => {
    const root = document.querySelector("entre-nous-notice")?.shadowRoot;
    return [...(root?.querySelectorAll("h2, p, button:not([hidden])") ?? [])].map((each) => each.textContent).join("\n");
  });

/** Waits until the notice says something. @param {Page} page @param {string} text */
const says = (page, text) =>
  page.waitForFunction((text) => document.querySelector("entre-nous-notice")?.shadowRoot?.querySelector("[role=alert]")?.textContent?.includes(text), {}, text)
    .catch(async () => assert.fail(`not "${text}" but:\n${await noticeSays(page)}`));

forEachBrowser((browser) => {
  describe(`going on without them, in ${browser}`, () => {
    const copy = copyOfExtension(browser, { ...OPEN_NOTICE, ...HEARING });
    /** @type {Session} */
    let session;
    /** @type {Page} */
    let page;
    /** A browser that remembers nothing. */
    async function renew() {
      await session?.close();
      session = await launch(browser, { extension: copy.folder });
      await session.allowClipboard(stage.network);
      page = await session.newPage();
    }
    before(renew);
    after(async () => {
      await session?.close();
      copy.remove();
    });
    const { open, start, arrived, refused } = goingOn(stage, () => ({ session, page }));


    /** @param {string} name */
    const channelOf = (name) => ({ fetch: "fetch", XMLHttpRequest: "xhr", beacon: "beacon", file: "download", clipboard: "clipboard" })[/** @type {"fetch"} */ (name.split(",")[0])] ?? "";

    test("every way is tried", async () => {
      await open();
      // @ts-ignore: a name of the stage
      const ways = await page.evaluate(() => Object.keys(stageGoingOn.ways));
      assert.deepEqual(ways, [...Object.keys(SENT), ...SAVED, ...COPIED, ...REFUSED_ONLY]);
    });

    for (const [name, { body, type, stay = "3 details of 2 contacts" }] of Object.entries(SENT)) {
      test(name, async () => {
        await open();
        const channel = channelOf(name);
        const failed = await refused(name, channel);
        await says(page, `${stay} stay here`);
        await press(page);
        assert.equal(await told(page), `armed ${channel} withheld`);
        assert.deepEqual(arrived(), [], "nothing leaves by the press alone");

        await forgetTold(page);
        assert.notEqual(await start(name), failed);
        await stage.arrivals(1);
        while (stage.arrivedSince().every(({ method }) => method === "OPTIONS")) await stage.arrivals(stage.arrivedSince().length + 1);
        const [request, ...more] = arrived();
        assert.deepEqual(more, []);
        assert.equal(request?.body, body);
        if (type) assert.equal(request?.contentType, type);
        assert.equal(await told(page), `released ${channel} withheld`);

        // Once only.
        assert.equal(await refused(name, channel), failed);
      });
    }

    for (const name of SAVED) {
      test(name, async () => {
        await open();
        await refused(name, "download");
        await says(page, "3 details of 2 contacts stay here");
        await press(page);
        assert.equal(await told(page), "released download withheld");
        const saved = await session.downloadFinished({ named: /^prospects\.csv$/ });
        assert.equal(saved.text, CSV);
        await refused(name, "download");
        assert.deepEqual(session.downloaded(), ["prospects.csv"]);
      });
    }

    for (const name of COPIED) {
      test(name, async () => {
        await open();
        await page.evaluate(() => navigator.clipboard.writeText("before"));
        await refused(name, "clipboard");
        await says(page, "3 details of 2 contacts stay here");
        await press(page);
        assert.equal(await told(page), "released clipboard withheld");
        // @ts-ignore: a name of the stage
        const texts = await page.evaluate(() => stageGoingOn.clipboard());
        const plain = texts["text/plain"].replaceAll("\r\n", "\n");
        const rich = texts["text/html"] ?? "";
        for (const value of WITHHELD_HERE) assert.ok(!`${plain}${rich}`.includes(value), `${value} in ${plain}${rich}`);
        if (name.endsWith("the selection")) assert.match(plain, /Claire +\n? *Samir +\n? *Amara amara\.okafor@example\.net/);
        else assert.equal(plain, CSV.replaceAll("\r\n", "\n"));
        assert.equal(rich.includes(AMARA), name !== "clipboard, writeText()", rich);
        assert.equal(rich.includes("<td>Samir</td>"), /write\(\)|event/.test(name), rich);
      });
    }

    for (const name of REFUSED_ONLY) {
      test(`only refused: ${name}`, async () => {
        await open();
        await refused(name, channelOf(name));
        await says(page, "ask the owner");
        assert.doesNotMatch(await noticeSays(page), /Go on/);
      });
    }

    test("the page gets no hold of the file that is saved", async () => {
      await open();
      await page.evaluate(() => {
        const all = /** @type {any} */ (window);
        all.heard = [];
        for (const capture of [true, false]) {
          all.navigation.addEventListener("navigate", (/** @type {any} */ event) => all.heard.push(event.destination.url), { capture });
          for (const type of ["click", "copy"]) addEventListener(type, (event) => all.heard.push(event.composedPath().length), { capture });
        }
      });
      await refused("file, blob", "download");
      await press(page);
      await session.downloadFinished({ named: /^prospects\.csv$/ });
      // The press itself goes by on the way down; what comes of it does not.
      // @ts-ignore: a name of this test
      assert.deepEqual((await page.evaluate(() => window.heard)).filter((each) => typeof each === "string"), []);
    });

    test("in a frame nothing is offered", async () => {
      await page.goto(`${stage.network}/around`);
      const frame = await page.waitForFrame((each) => each.url().endsWith("/list"));
      await frame.waitForSelector("entre-nous-mark");
      // @ts-ignore: a name of the stage
      await within(frame.evaluate((to) => stageGoingOn.start("fetch, JSON", to), `${stage.collector}/got`), "fetch");
      assert.equal(await told(page), "refused fetch withheld");
      await says(page, "ask the owner");
      assert.doesNotMatch(await noticeSays(page), /Go on/);
    });

    test("a script's press does nothing", async () => {
      await open();
      await refused("fetch, JSON", "fetch");
      await /** @type {any} */ (await noticeButton(page, GO_ON)).evaluate((/** @type {HTMLElement} */ button) => {
        button.click();
        for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
          button.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
        }
        button.focus();
        for (const type of ["keydown", "keyup"]) button.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, composed: true }));
      });
      await refused("fetch, JSON", "fetch");
      // The offer stands still.
      await press(page);
      assert.equal(await told(page), "armed fetch withheld");
    });

    test("what is changed since does not profit", async () => {
      await open();
      await refused("fetch, JSON", "fetch");
      await press(page);
      assert.equal(await told(page), "armed fetch withheld");
      for (const other of ["fetch, form", "XMLHttpRequest, JSON", "beacon, JSON", "fetch, FormData"]) {
        await refused(other, channelOf(other));
      }
      assert.notEqual(await start("fetch, JSON"), "TypeError");
      assert.equal((await arrived()).filter((each) => carries(each)).length, 0);
    });

    test("the keyboard reaches the button, and what has come of it is announced", async () => {
      await open();
      await refused("clipboard, writeText()", "clipboard");
      await noticeButton(page, GO_ON);
      await forgetTold(page);
      for (let tab = 0; tab < 20; tab += 1) {
        await page.keyboard.press("Tab");
        const text = await page.evaluate(() => document.querySelector("entre-nous-notice")?.shadowRoot?.activeElement?.textContent ?? "");
        if (/^Go on/.test(text)) break;
      }
      await page.keyboard.press("Enter");
      assert.equal(await told(page), "released clipboard withheld");
      await says(page, "The rest is on the clipboard.");
      assert.equal(await page.evaluate(() => document.querySelector("entre-nous-notice")?.shadowRoot?.activeElement?.textContent), "Close");
    });

    test("another refusal takes the offer's place", async () => {
      await open();
      await refused("fetch, JSON", "fetch");
      await noticeButton(page, GO_ON);
      await refused("fetch, FormData", "fetch");
      await says(page, "ask the owner");
      assert.doesNotMatch(await noticeSays(page), /Go on/);
    });

    test("what is withheld only since then stops the rest, and is offered anew with less", async () => {
      await renew();
      await open();
      await refused("fetch, JSON", "fetch");
      await press(page);
      assert.equal(await told(page), "armed fetch withheld");
      const show = (/** @type {string} */ markup) => page.evaluate((markup) => document.body.insertAdjacentHTML("beforeend", markup), markup);
      await show(field(AMARA).replace('owner="claire"', 'owner="amara"'));
      await refused("fetch, JSON", "fetch");
      await says(page, "4 details of 3 contacts stay here");
    });

    test("a file of which more is withheld at the press is refused again, and offered with less", async () => {
      await renew();
      await open();
      await refused("file, blob", "download");
      await noticeButton(page, GO_ON);
      await page.evaluate((markup) => document.body.insertAdjacentHTML("beforeend", markup), field(AMARA).replace('owner="claire"', 'owner="amara"'));
      await press(page);
      assert.equal(await told(page), "refused download withheld");
      await says(page, "1 detail of 1 contact stays here");
      assert.deepEqual(session.downloaded(), []);
      await press(page);
      assert.equal(await told(page), "released download withheld");
      const saved = await session.downloadFinished({ named: /^prospects\.csv$/ });
      assert.equal(saved.text, CSV.replace(AMARA, ""));
    });

    test("of what only another page has shown nothing is offered", async () => {
      // The tests before have shown Amara's address as one that is withheld.
      await open();
      await hasHeard(page);
      await refused("fetch, JSON", "fetch");
      await says(page, "ask the owner");
      assert.doesNotMatch(await noticeSays(page), /Go on/);
    });

    test("the demo: 47 of 50 went, 3 stayed", async () => {
      const demo = await startServer({ port: 0 });
      try {
        await renew();
        await page.goto(`${demo.origins.network}/events/rhone-fair/?lang=en`);
        await page.waitForFunction(() => document.querySelectorAll("[data-entre-nous-kept]").length === 3);
        await hasHeard(page);
        await page.click("#prospectpad-list-csv");
        await says(page, "3 details of 3 contacts stay here");
        await press(page);
        await says(page, "47 of 50 details went, 3 stayed here.");
        const { text } = await session.downloadFinished({ named: /^attendees\.csv$/ });
        const rows = text.trimEnd().split("\r\n").slice(1);
        assert.deepEqual([rows.length, rows.filter((row) => row.endsWith(",")).length], [50, 3]);

        await page.click("#prospectpad-list-send");
        await press(page);
        assert.deepEqual(demo.received(), []);
        await page.click("#prospectpad-list-send");
        await page.waitForFunction(() => document.querySelector("#prospectpad-received")?.textContent?.includes("50 people, 47 of them with an email address."));
      } finally {
        await demo.close();
      }
    });
  });
});
