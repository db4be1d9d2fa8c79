// The page of the register: it lists what happened, finds and erases what is about a person, says what is wrong with the
// chain, and is of use with thousands of entries.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { ENTRIES, entry, released, remember, write } from "./register.mjs";
import { HEARING, WITHHELD, copyOfExtension, field, forgetTold, hasHeard, html, script, startStage, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

/** A tab that is behind draws no frames. */
const BY_CLOCK = { polling: 100 };
const SAMIR = "samir.haddad@example.org";
const list = `<ul><li>Claire ${field()}</li><li>Samir ${field(SAMIR).replace('owner="claire"', 'owner="samir"')}</li></ul>`;
const stage = await startStage({ "/list": html(list, script("going-on.js")) });
after(() => stage.close());

/** @param {Page} page */
const isChecked = (page) => page.waitForFunction(() => performance.getEntriesByName("register-checked").length > 0, BY_CLOCK);

/** What the list shows of each entry. @param {Page} page @returns {Promise<string[]>} */
const rows = (page) =>
  page.$$eval("#rows > tr:not(.more)", (all) => all.map((row) => [...row.children].slice(2, 6).map((cell) => cell.textContent).join(" | ")));
/** @param {Page} page */
const numbers = (page) => page.$$eval("#rows > tr:not(.more)", (all) => all.map((row) => Number(row.firstElementChild?.textContent)));
/** @param {Page} page @param {string} id */
const textOf = (page, id) => page.$eval(`#${id}`, (each) => /** @type {HTMLElement} */ (each).innerText.trim());
/** @param {Page} page @param {string} id @param {RegExp} pattern */
const says = (page, id, pattern) =>
  page.waitForFunction((id, source) => new RegExp(source).test(document.getElementById(id)?.textContent ?? ""), BY_CLOCK, id, pattern.source);

forEachBrowser((browser) => {
  /** @type {ReturnType<typeof copyOfExtension>} */
  let copy;
  /** @type {Session} */
  let session;
  /** @type {Page} a page of the extension's own */
  let own;
  /** @type {Page} */
  let page;

  async function begin() {
    copy = copyOfExtension(browser, HEARING);
    session = await launch(browser, { extension: copy.folder });
    own = await session.openExtensionPage("why.html");
  }
  async function end() {
    await session?.close();
    copy.remove();
  }

  async function open(address = "register.html") {
    page = await session.openExtensionPage(address);
    await page.waitForSelector("[data-ready]");
    await isChecked(page);
    return page;
  }

  /** Has exports refused, and waits until the register has them. @param {string[]} names */
  async function refuse(names) {
    const site = await session.newPage(`${stage.network}/list`);
    await site.bringToFront();
    await hasHeard(site);
    for (const name of names) {
      await forgetTold(site);
      // @ts-ignore: a name of the stage
      await within(site.evaluate((name, to) => stageGoingOn.start(name, to), name, `${stage.collector}/got`), name);
      await told(site);
    }
    await site.close();
    await within(own.evaluate(async (count) => {
      const { readRegister } = await import(/** @type {string} */ ("./register-read.js"));
      for (;;) {
        const noted = new Promise((done) => { chrome.storage.local.onChanged.addListener(done); });
        if ((await readRegister()).records.length > count) break;
        await noted;
      }
    }, names.length), "the refusals are recorded");
  }

  /** @param {string} contact */
  async function look(contact) {
    await page.$eval("#contact", (each) => { /** @type {HTMLInputElement} */ (each).value = ""; });
    await page.type("#contact", contact);
    await page.keyboard.press("Enter");
  }

  /** @param {string} button @param {RegExp} named */
  async function saved(button, named) {
    for (const name of session.downloaded()) rmSync(join(session.downloads, name), { force: true });
    await page.click(button);
    return (await session.downloadFinished({ named })).text;
  }

  describe(`the page of the register, in ${browser}`, () => {
    before(begin);
    after(end);
    afterEach(() => page?.close());

    test("lists what was refused, and says that the chain holds", async () => {
      await refuse(["fetch, CSV in a blob", "file, blob"]);
      await open();
      const details = "Email × 2";
      assert.deepEqual(await rows(page), [
        `Refused | network.localhost | download | ${details}`,
        `Refused | network.localhost | request to another siteto collector.localhost | ${details}`,
        "Register begun | – | – | –",
      ]);
      assert.match(await textOf(page, "chain"), /^The chain holds\. Entries checked: 3, in \d+ ms\.$/);
      assert.match(await textOf(page, "head-digits"), /^[0-9a-f]{16}$/);
      assert.equal(await page.$eval("#notices", (each) => each.hasAttribute("hidden")), true);
      const figures = await page.$$eval("#figures tr", (all) => all.map((row) => [...row.children].slice(1).map((cell) => cell.textContent)));
      assert.deepEqual(figures, [["2", "0", "0", "0"]]);
      assert.equal(await textOf(page, "sites"), "network.localhost\n2");
      assert.ok(!(await page.content()).includes(WITHHELD));
    });

    test("says what it holds on a person, and erases it on request", async () => {
      await write(own, [entry("refused", { site: "network.localhost" })]);
      const pseudonym = await remember(own, WITHHELD);
      assert.match(pseudonym, /^[0-9a-f]{32}$/);
      await open();
      await look("Claire Vasseur");
      await says(page, "contact-fault", /neither/);
      await look("nobody@example.com");
      await says(page, "held-text", /Nothing is held/);
      assert.deepEqual(await rows(page), []);
      await look(` ${WITHHELD.toUpperCase()} `);
      await says(page, "held-text", /Entries about this person: 3, .*came from: network\.localhost.*Consents on record: 1/);
      assert.deepEqual(await numbers(page), [5, 3, 2]);
      assert.equal((await page.$$("#consent-list li")).length, 1);

      const answer = await saved("#answer", /^entre-nous-answer-.*\.txt$/);
      for (const part of ["Art. 15", "network.localhost", "5 | ", "Released by a person", "Email | Given on"]) assert.ok(answer.includes(part), `${part} in ${answer}`);
      assert.ok(!answer.toLowerCase().includes(WITHHELD));
      assert.equal((await saved("#save-csv", /\.csv$/)).includes(pseudonym), false);

      await page.click("#erase");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "keep");
      await page.keyboard.press("Escape");
      assert.equal(await page.$("dialog[open]"), null);
      await page.click("#erase");
      await page.click("#erase-now");
      await says(page, "done", /Entries concerned: 3. The proof is entry 6/);
      assert.deepEqual(await numbers(page), [6, 5, 4, 3, 2, 1]);
      assert.match(await textOf(page, "more-6"), /The person had asked for it\.\s+What these entries said: 5\s+The link of these entries to the person: 2–3/);
      assert.match(await textOf(page, "entry-5"), /Erased\. What it said is gone\./);
      await says(page, "chain", /The chain holds\. Entries checked: 6/);
      assert.equal(await page.$eval("#contact", (each) => /** @type {HTMLInputElement} */ (each).value), "");
      await look(WITHHELD);
      await says(page, "held-text", /Nothing is held/);
      const kept = await own.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
      assert.ok(!kept.toLowerCase().includes(WITHHELD));
    });

    test("has a consent withdrawn, and records that", async () => {
      await remember(own, SAMIR);
      await open();
      assert.equal((await page.$$("#consent-list li")).length, 1);
      await page.click("#consent-list button");
      await says(page, "consent-done", /Withdrawn/);
      assert.equal((await page.$$("#consent-list li")).length, 0);
      assert.match((await rows(page))[0] ?? "", /^Consent withdrawn/);
      await isChecked(page);
      await says(page, "chain", /The chain holds/);
    });

    test("withdraws the consent whose button was pressed, though another has ended meanwhile", async () => {
      const [first, second] = ["0", "f"].map((digit) => digit.repeat(32));
      for (const [owner, days] of [[first, 60], [second, 0]]) {
        const told = { type: "record", entry: { ...released(Number(days)), site: "network.localhost", owners: [owner] }, consents: [[owner, "email", 0]] };
        await own.evaluate((told) => chrome.runtime.sendMessage(told), told);
      }
      await open();
      assert.equal((await page.$$("#consent-list li")).length, 2);
      // The first counts for 30 days more.
      await page.evaluate(() => {
        const now = Date.now;
        Date.now = () => now() + 40 * 24 * 60 * 60 * 1000;
      });
      await page.click("#consent-list button");
      await says(page, "consent-done", /Withdrawn/);
      const kept = await own.evaluate(async () => {
        const { readRegister } = await import(/** @type {string} */ ("./register-read.js"));
        return (await readRegister()).consents.map((/** @type {{ pseudonym: string }} */ { pseudonym }) => pseudonym);
      });
      assert.deepEqual(kept, [second]);
      await own.evaluate((pseudonym) => chrome.runtime.sendMessage({ type: "consent-withdraw", pseudonym, kind: "email" }), second);
    });

    test("says how many entries were erased, though another was recorded since", async () => {
      await remember(own, SAMIR);
      await open();
      const [newest = 0] = await numbers(page);
      await look(SAMIR);
      const [, count] = /Entries about this person: (\d+)/.exec(await textOf(page, "held-text")) ?? [];
      await page.evaluate((told) => {
        const { sendMessage } = chrome.runtime;
        chrome.runtime.sendMessage = /** @type {any} */ (async (/** @type {any} */ message) => {
          if (message.type !== "register-erase") return sendMessage(message);
          if (document.body.dataset.tried === undefined) {
            document.body.dataset.tried = "";
            throw new Error("nobody hears it");
          }
          const answer = await sendMessage(message);
          await sendMessage({ type: "record", entry: told });
          return answer;
        });
      }, { ...entry("refused", { site: "network.localhost" }), id: "00000000000000ee" });
      const erase = async () => {
        await page.click("#erase");
        await page.click("#erase-now");
      };
      await erase();
      await says(page, "done", /Nothing was erased/);
      await erase();
      await says(page, "done", new RegExp(`Entries concerned: ${count}\\. The proof is entry ${newest + 1}`));
      assert.match(await textOf(page, `more-${newest + 1}`), /The person had asked for it/);
    });

    test("writes nothing that settings have to say while they cannot be read", async () => {
      await open();
      await page.evaluate(() => { chrome.storage.managed.get = /** @type {any} */ (async () => { throw new Error("unreadable"); }); });
      for (const name of session.downloaded()) rmSync(join(session.downloads, name), { force: true });
      await page.click("#save-processing");
      await says(page, "saved", /settings could not be read/);
      await look(SAMIR);
      await page.click("#answer");
      await says(page, "done", /settings could not be read/);
      assert.deepEqual(session.downloaded(), []);
      assert.match(await saved("#save-csv", /\.csv$/), /^\ufeffseq,/);
    });

    test("chooses entries, in the list, the picture and the files", async () => {
      await write(own, ENTRIES, { count: 230, daysAgo: (index, count) => (count - index) / 10 });
      await open();
      const all = (await numbers(page))[0] ?? 0;
      assert.equal(await textOf(page, "shown"), `1 to 100 of ${all}`);
      await page.select("#act", "redacted");
      assert.equal(await textOf(page, "shown"), "1 to 46 of 46");
      assert.ok((await rows(page)).every((row) => row.startsWith("Gone on without | network.example.org | ")));
      assert.equal(await textOf(page, "sites"), "network.example.org\n46");
      await page.select("#act", "");
      await page.select("#site", "www.linkedin.com");
      assert.equal(await textOf(page, "shown"), "1 to 100 of 138");
      const day = await page.evaluate(() => {
        const from = new Date(Date.now() - 5 * 24 * 60 * 60 * 1000);
        return [from.getFullYear(), from.getMonth() + 1, from.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
      });
      for (const id of ["from", "to"]) {
        await page.$eval(`#${id}`, (each, day) => {
          /** @type {HTMLInputElement} */ (each).value = day;
          each.dispatchEvent(new Event("change", { bubbles: true }));
        }, day);
      }
      const chosen = await numbers(page);
      assert.ok(chosen.length > 3 && chosen.length < 8, `${chosen}`);
      // One day is no wider than it would be among others.
      assert.ok(await page.$eval("#days", (picture) => (picture.querySelector("rect")?.getBoundingClientRect().width ?? 0) < picture.clientWidth / 10));
      assert.equal(await textOf(page, "last-day"), "");
      const csv = await saved("#save-csv", /\.csv$/);
      assert.deepEqual([...new Set(csv.split("\r\n").slice(1, -1).map((row) => Number(row.split(",")[0])))], [...chosen].reverse());
      const { filter } = JSON.parse((await saved("#save-jsonl", /\.jsonl$/)).split("\n")[0] ?? "");
      assert.equal(filter.site, "www.linkedin.com");
      assert.match(await saved("#save-processing", /\.html$/), /Record of processing activities/);
      await says(page, "saved", /written in \d+ ms/);
      await page.click("#clear");
      assert.equal(await textOf(page, "shown"), `1 to 100 of ${all}`);
    });

    test("is worked by the keyboard", async () => {
      await open();
      const [newest = 0] = await numbers(page);
      await page.focus("#rows [data-more]");
      await page.keyboard.press("Enter");
      assert.match(await textOf(page, `more-${newest}`), /What was decided, and why/);
      assert.equal(await page.$eval("#rows [data-more]", (each) => each.getAttribute("aria-expanded")), "true");
      await page.keyboard.press("Enter");
      assert.equal(await page.$(`#more-${newest}`), null);
      await page.focus("#pages-above [data-turn=older]");
      await page.keyboard.press("Enter");
      assert.equal((await numbers(page))[0], newest - 100);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.equal((await numbers(page)).at(-1), 1);
      await page.focus("#pages-below [data-turn=newest]");
      await page.keyboard.press("Enter");
      assert.equal((await numbers(page))[0], newest);
      assert.equal(await page.evaluate(() => document.activeElement?.id), "entries-heading");
    });

    test("says which entry was changed", async () => {
      await own.evaluate(async () => {
        const { ask, openStore } = await import(/** @type {string} */ ("./register-store.js"));
        const db = await openStore("register");
        const store = db.transaction("records", "readwrite").objectStore("records");
        const record = await ask(store.get(3));
        record.body = record.body.replace('"refused"', '"warned"');
        await ask(store.put(record));
        db.close();
      });
      await open();
      assert.match(await textOf(page, "chain"), /^The chain does not hold\./);
      assert.deepEqual(await page.$$eval("#findings li", (all) => all.map((each) => each.textContent)), ["Entry 3 was changed."]);
    });
  });

  describe(`the page of the register after another was set aside, in ${browser}`, () => {
    before(begin);
    after(end);

    test("says that more is held there, and has it deleted", async () => {
      await refuse(["fetch, CSV in a blob"]);
      await own.evaluate(async (told) => {
        const { ask, openStore } = await import(/** @type {string} */ ("./register-store.js"));
        const db = await openStore("register");
        await ask(db.transaction("records", "readwrite").objectStore("records").put({ seq: 3, link: "broken" }));
        db.close();
        await chrome.runtime.sendMessage({ type: "record", entry: told });
      }, { ...entry("refused"), id: "00000000000000ee" });
      await open();
      assert.equal((await page.$$("#notices a")).length, 1);
      await look(SAMIR);
      await says(page, "held-text", /^Entries in registers that were set aside: 1\.$/);
      assert.match(await saved("#answer", /\.txt$/), /Entries in registers that were set aside: 1\./);
      await page.click("#erase");
      assert.match(await textOf(page, "sure-aside"), /set aside .* are deleted/);
      await page.click("#erase-now");
      await says(page, "done", /Entries concerned: 1\. The proof is entry 3/);
      assert.equal((await page.$$("#notices a")).length, 0);
      await look(SAMIR);
      await says(page, "held-text", /Nothing is held/);
    });
  });

  describe(`the page of a large register, in ${browser}`, () => {
    before(begin);
    after(end);

    test("shows entries before it has read them all, and answers before it has checked them", async (t) => {
      await write(own, ENTRIES, { count: 10_000 });
      await open();
      const marks = await page.evaluate(() => performance.getEntriesByType("mark").map(({ name, startTime }) => ({ name, ms: Math.round(startTime) })));
      assert.deepEqual(marks.map(({ name }) => name), ["register-shown", "register-read", "register-checked"]);
      assert.equal((await numbers(page)).length, 100);
      assert.match(await textOf(page, "chain"), /Entries checked: 10,001/);
      const filtered = await page.evaluate(() => {
        const before = performance.now();
        const act = /** @type {HTMLSelectElement} */ (document.getElementById("act"));
        act.value = "redacted";
        act.dispatchEvent(new Event("change", { bubbles: true }));
        return Math.round(performance.now() - before);
      });
      assert.equal(await textOf(page, "shown"), "1 to 100 of 2,000");
      t.diagnostic(`${marks.map(({ name, ms }) => `${name} after ${ms} ms`).join(", ")}; a choice of 2,000 of them in ${filtered} ms`);
    });
  });
});
