// The register: what it acknowledges stays, whatever happens to the background, the browser, the disk's files and the
// clock; and it holds no value and no name.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { verify } from "../verify.mjs";
import { PATIENCE, forEachBrowser, launch } from "./harness.mjs";
import { HEARING, WITHHELD, copyOfExtension, field, hasHeard, html, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */

const TABS = 8;
/** That are acknowledged; each round begins some of them. */
const EXPORTS = 1000;
const PER_TAB = 40;
const NAME = "Claire-Anne Vasseur-Lindqvist";

/** What the pages say has been acknowledged, by the entries' ids. @type {Set<string>} */
const acknowledged = new Set();
const arrivals = new EventEmitter();
/** Waits until so many are acknowledged. @param {number} count */
async function acknowledgements(count) {
  while (acknowledged.size < count) await once(arrivals, "acknowledged", { signal: AbortSignal.timeout(PATIENCE) });
}

/** Tries so many exports, one after the other; it says what is acknowledged. */
const EXPORTING = `<script>
  addEventListener("message", ({ data }) => {
    if (String(data).startsWith("acknowledged ")) fetch("/acknowledged?" + data.split(" ")[1], { keepalive: true }).catch(() => {});
  });
  const channel = new MessageChannel();
  async function exportAll(count) {
    for (let done = 0; done < count; done += 1) {
      await fetch("http://collector.localhost:" + location.port + "/crm", { method: "POST", body: "${WITHHELD}" }).catch(() => {});
      // A timer would wait for a second in a tab that is behind.
      await new Promise((resolve) => { channel.port1.onmessage = resolve; channel.port2.postMessage(null); });
    }
  }
</script>`;
const stage = await startStage(
  {
    "/one": html(`<p>${NAME}</p>${field()}`),
    "/exporting": html(`<h1>${NAME}</h1>${field()}`, EXPORTING),
  },
  (_, response, { pathname, search }) => {
    if (pathname !== "/acknowledged") return false;
    acknowledged.add(search.slice(1));
    arrivals.emit("acknowledged");
    response.writeHead(204).end();
    return true;
  },
);
after(() => stage.close());

/** Begins to export from all tabs at once. @param {Session} session @param {number} perTab */
async function exportFromTabs(session, perTab) {
  const tabs = [];
  for (let tab = 0; tab < TABS; tab += 1) tabs.push(await session.newPage(`${stage.network}/exporting`));
  // @ts-ignore: a name of the stage
  await Promise.all(tabs.map((tab) => tab.evaluate((count) => { void exportAll(count); }, perTab)));
}

/** The page's part that tells the register also tells the page what was acknowledged. */
const TELLS_ACKNOWLEDGED = {
  "record.js": (/** @type {string} */ text) => text.replace(
    'if (typeof answer?.recorded === "number") return true;',
    `if (typeof answer?.recorded === "number") {
        window.postMessage("acknowledged " + message.entry.id, "*");
        return true;
      }`,
  ),
};

/** @param {string} id */
const refused = (id, site = "network.localhost") => ({
  id, act: "refused", site, channel: "fetch", to: "crm.example", refusal: "withheld", owners: [],
  fields: [{ kind: "email", count: 1, verdict: "withhold", reasons: ["declared-1st-degree"] }],
});

const DAY_MS = 24 * 60 * 60 * 1000;
/** As a ground has it. @param {number} count */
const daysAgo = (count) => new Date(Date.now() - count * DAY_MS).toISOString().slice(0, 10);

/** A release with the owner's consent. @param {string[]} owners */
const released = (owners, on = daysAgo(15)) => ({
  ...refused(newId()), act: "overridden", refusal: undefined, owners, ground: { basis: "consent", on, how: "By letter" },
});

/** A fresh id. */
const newId = () => Array.from({ length: 4 }, () => randomInt(0x10000).toString(16).padStart(4, "0")).join("");

/** @param {Page} page @param {object} entry @param {object} [more] @returns {Promise<any>} */
const tell = (page, entry, more = {}) =>
  page.evaluate((message) => chrome.runtime.sendMessage(message), { type: "record", entry, ...more });

/** @param {Page} page @param {object} message @returns {Promise<any>} */
const send = (page, message) => page.evaluate((message) => chrome.runtime.sendMessage(message), message);

/**
 * The register as one of the extension's pages reads it, its export, and what the extension itself finds.
 * @param {Page} page @param {string} [aside]
 * @returns {Promise<{ bodies: any[], records: any[], text: string, findings: any[], consents: any[], fault: string | null, setAside: string[], head: any }>}
 */
const contents = async (page, aside) => {
  const read = await page.evaluate(async (aside) => {
    // @ts-ignore: a module of the extension
    const { readRegister } = await import("./register-read.js");
    // @ts-ignore: a module of the extension
    const { start } = await import("./pages-module.js");
    const all = await readRegister(aside);
    const choices = { person: null, veilOff: [], organisation: null };
    return {
      ...all,
      text: start().register_export(all, "jsonl", {}, choices),
      findings: start().register_verify(all).findings,
    };
  }, aside);
  const bodies = read.records.flatMap((/** @type {any} */ { body }) => (body === undefined ? [] : JSON.parse(body)));
  return { ...read, bodies };
};

/** Both verifiers find nothing. @param {Awaited<ReturnType<typeof contents>>} register */
function isWhole({ text, findings }) {
  assert.deepEqual(findings, []);
  assert.deepEqual(verify(text), []);
}

/** Ends Chromium's background at once, when it lives. @param {Session} session */
async function endBackground(session) {
  const target = await session.browser.waitForTarget((each) => each.type() === "service_worker" && each.url().endsWith("/background.js"), { timeout: PATIENCE });
  const gone = new Promise((resolve) => {
    session.browser.on("targetdestroyed", (each) => { if (each === target) resolve(undefined); });
  });
  const cdp = await session.browser.target().createCDPSession();
  const { targetInfos } = await cdp.send("Target.getTargets");
  for (const { type, url, targetId } of targetInfos) {
    if (type === "service_worker" && url === target.url()) await cdp.send("Target.closeTarget", { targetId });
  }
  await gone;
}

/** The bytes of all files under a folder. @param {string} folder @returns {Generator<Buffer>} */
function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield readFileSync(join(entry.parentPath, entry.name));
  }
}

/** Whether any file has the text, in either encoding that browsers keep texts in. @param {string} folder @param {string} text */
function isAnywhere(folder, text) {
  const forms = [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")];
  for (const bytes of filesUnder(folder)) if (forms.some((form) => bytes.includes(form))) return true;
  return false;
}

/** Opens the store that is in use, in a page of the extension. */
const WITH_STORE = `globalThis.withStore = (mode, body) => new Promise((resolve, reject) => {
  const request = indexedDB.open("register");
  request.onerror = () => reject(request.error);
  request.onsuccess = async () => {
    const transaction = request.result.transaction(["records", "meta", "consents"], mode);
    transaction.oncomplete = () => { request.result.close(); resolve(); };
    transaction.onabort = () => reject(transaction.error);
    body(transaction);
  };
});`;

forEachBrowser((browser) => {
  describe(`the register, in ${browser}`, () => {
    const copy = copyOfExtension(browser, TELLS_ACKNOWLEDGED);
    after(() => copy.remove());

    test(`${EXPORTS} exports from ${TABS} tabs while the browser is killed again and again: nothing acknowledged is lost`, async () => {
      const folder = mkdtempSync(join(tmpdir(), `entre-nous-register-${browser}-`));
      try {
        acknowledged.clear();
        const perRound = PER_TAB * TABS;
        while (acknowledged.size < EXPORTS - perRound) {
          const session = await launch(browser, { extension: copy.folder, folder });
          const before = acknowledged.size;
          await exportFromTabs(session, PER_TAB);
          // In the midst of it.
          await acknowledgements(before + 1 + randomInt(perRound - 1));
          await sleep(randomInt(20));
          await session.kill();
        }
        const session = await launch(browser, { extension: copy.folder, folder });
        const before = acknowledged.size;
        await exportFromTabs(session, PER_TAB);
        await acknowledgements(before + perRound);
        assert.ok(acknowledged.size >= EXPORTS);
        const page = await session.openExtensionPage("popup.html");
        const register = await contents(page);
        isWhole(register);
        const ids = register.bodies.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length, "no entry twice");
        const lost = [...acknowledged].filter((id) => !ids.includes(id));
        assert.deepEqual(lost, [], `${acknowledged.size} acknowledged, ${ids.length} there`);
        assert.deepEqual(register.bodies.filter(({ act }) => act === "set-aside"), []);
        assert.deepEqual(register.setAside, []);
        const kept = JSON.stringify([register, await page.evaluate(() => chrome.storage.local.get(null)), await page.evaluate(() => chrome.storage.session.get(null))]);
        await session.browser.close();

        for (const text of [WITHHELD, WITHHELD.split("@")[0] ?? "", NAME, "Lindqvist"]) {
          assert.ok(!kept.includes(text), `${text} is kept`);
          assert.ok(!isAnywhere(folder, text), `${text} is in the profile`);
        }
        assert.ok(isAnywhere(folder, "network.localhost"), "the search finds what is there");
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      }
    });

    describe("in one browser", () => {
      const altered = copyOfExtension(browser, {
        ...HEARING,
        // A store that cannot be opened at first.
        "register-open.js": (text) => text.replace("const db = await openStore(name);", `if (!globalThis.hasFailed) {
    globalThis.hasFailed = true;
    throw new DOMException("", "UnknownError");
  }
  const db = await openStore(name);`),
        "register.js": (text) => text
          // A clock that is set back by ten days at every other entry.
          .replace("const now = Date.now();\n  /** @type {({ record", "const now = Date.now() - 864e6 * (last.seq % 2);\n  /** @type {({ record")
          // A disk that is full for the entries of one site.
          .replace("await ask(records.add(each.record));", `await ask(records.add(each.record));
    if (JSON.stringify(told.entry).includes("full.localhost")) throw new DOMException("", "QuotaExceededError");`),
      });
      after(() => altered.remove());
      /** @type {Session} */
      let session;
      /** @type {Page} */
      let page;
      beforeEach(async ({ name }) => {
        const sleeps = name.startsWith("a background that is ended") ? { sleepsAfter: 100 } : {};
        session = await launch(browser, { extension: altered.folder, ...sleeps });
        page = await session.openExtensionPage("popup.html");
        await page.evaluate(WITH_STORE);
      });
      afterEach(() => session.close());

      test("what is told again is written once; what has another form is not written", async () => {
        const entry = refused(newId());
        const first = await tell(page, entry);
        assert.equal(typeof first.recorded, "number");
        assert.deepEqual(await tell(page, entry), first);
        assert.deepEqual(await Promise.all([tell(page, entry), tell(page, entry)]), [first, first]);
        const wrong = { ...refused(newId()), channel: "owl post" };
        assert.deepEqual(await tell(page, wrong), { recorded: null, fault: "form" });
        for (const none of [null, 1, {}, []]) assert.equal((await tell(page, /** @type {any} */ (none))).recorded, null);
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.bodies.map(({ act }) => act), ["began", "refused"]);
        assert.deepEqual(register.setAside, []);
      });

      test("the order is the chain's, whatever the clock says", async () => {
        for (let count = 0; count < 6; count += 1) await tell(page, refused(newId()));
        const register = await contents(page);
        isWhole(register);
        const times = register.bodies.map(({ at }) => at);
        assert.notDeepEqual(times, times.toSorted());
        assert.deepEqual(register.records.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7]);
      });

      test("what is older than is now chosen is erased at once, and the chain still verifies", async () => {
        for (let count = 0; count < 4; count += 1) await tell(page, refused(newId()));
        await page.evaluate(() => chrome.storage.local.set({ settings: { retentionDays: 5 } }));
        await page.waitForFunction(async () => {
          // @ts-ignore: a module of the extension
          const { readRegister } = await import("./register-read.js");
          return (await readRegister()).records.length === 6;
        }, { polling: 100 });
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.bodies.map(({ act }) => act), ["began", "refused", "refused", "erased"]);
        assert.deepEqual(register.bodies.at(-1).erased, { why: "retention", bodies: [[2, 2], [4, 4]], owners: [] });
      });

      test("where there is no room nothing is acknowledged, and that is said until there is", async () => {
        assert.deepEqual(await tell(page, refused(newId(), "full.localhost")), { recorded: null, fault: "full" });
        assert.equal((await contents(page)).fault, "full");
        assert.deepEqual(await tell(page, refused(newId())), { recorded: 2 });
        const register = await contents(page);
        isWhole(register);
        assert.equal(register.fault, null);
      });

      test("a background that is ended loses nothing that it has acknowledged", async () => {
        /** @type {string[]} */
        const ids = [];
        for (let round = 0; round < 5; round += 1) {
          const some = Array.from({ length: 20 }, newId);
          ids.push(...some);
          const telling = Promise.all(some.map((id) => tellUntilHeard(refused(id))));
          if (browser === "chromium") await endBackground(session);
          await telling;
          // Firefox ends an idle one by itself.
          if (browser === "firefox") await sleep(300);
        }
        // What it has just been woken by may not be heard.
        const register = await contentsOnceAwake();
        isWhole(register);
        const there = register.bodies.filter(({ act }) => act === "refused").map(({ id }) => id);
        assert.deepEqual(there.toSorted(), ids.toSorted());

        async function contentsOnceAwake() {
          for (;;) {
            const read = await contents(page).catch(() => null);
            if (read) return read;
          }
        }

        /** As `record.js` does. @param {any} entry */
        async function tellUntilHeard(entry) {
          const hear = () => page.evaluate((message) => chrome.runtime.sendMessage(message).catch(() => null), { type: "record", entry });
          for (let answer = await hear(); typeof answer?.recorded !== "number"; answer = await hear()) await sleep(50);
        }
      });

      test("a store that is gone is noticed, and the next entry says so", async () => {
        for (let count = 0; count < 3; count += 1) await tell(page, refused(newId()));
        const { head } = await contents(page);
        await page.evaluate(() => new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase("register");
          request.onsuccess = () => resolve(undefined);
          request.onerror = () => reject(request.error);
        }));
        await tell(page, refused(newId()));
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.bodies.map(({ act, lost }) => [act, lost]), [["set-aside", { why: "missing", ...head }], ["refused", undefined]]);
      });

      test("a store whose end is cut off is noticed", async () => {
        for (let count = 0; count < 3; count += 1) await tell(page, refused(newId()));
        const { head } = await contents(page);
        await page.evaluate(`withStore("readwrite", (transaction) => transaction.objectStore("records").delete(4))`);
        const cut = await contents(page);
        assert.deepEqual(cut.findings, [{ code: "cut-off", last: 3, head: 4 }]);
        await tell(page, refused(newId()));
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.bodies.slice(3).map(({ act, lost }) => [act, lost]), [["set-aside", { why: "cut-off", ...head }], ["refused", undefined]]);
      });

      test("a record that is damaged is found, and the rest reads", async () => {
        for (let count = 0; count < 4; count += 1) await tell(page, refused(newId()));
        await page.evaluate(`withStore("readwrite", (transaction) => {
          const records = transaction.objectStore("records");
          records.put({ seq: 2, nothing: true });
          const request = records.get(4);
          request.onsuccess = () => records.put({ ...request.result, body: request.result.body.replace("crm.example", "other.example") });
        })`);
        await tell(page, refused(newId()));
        const register = await contents(page);
        assert.deepEqual(register.findings, [{ code: "unreadable", seq: 2 }, { code: "changed", seq: 4 }]);
        assert.deepEqual(register.records.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6]);
        assert.deepEqual(register.setAside, []);
        assert.notDeepEqual(verify(register.text), []);
      });

      test("a store that cannot be gone on with is set aside, and stays to be read", async () => {
        for (let count = 0; count < 3; count += 1) await tell(page, refused(newId()));
        const { head } = await contents(page);
        await page.evaluate(`withStore("readwrite", (transaction) => transaction.objectStore("records").put({ seq: 4, link: "broken" }))`);
        assert.deepEqual(await tell(page, refused(newId())), { recorded: 2 });
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.setAside, ["register"]);
        assert.deepEqual(register.bodies.map(({ act, lost }) => [act, lost]), [["set-aside", { why: "unreadable", ...head }], ["refused", undefined]]);
        const old = await contents(page, "register");
        assert.deepEqual(old.bodies.map(({ act }) => act), ["began", "refused", "refused"]);
        assert.deepEqual(old.findings, [{ code: "unreadable", seq: 4 }]);
      });

      /** Has an export refused that has a person's address in it, and waits until that is recorded. */
      async function refusedOnPage() {
        const guarded = await session.newPage(`${stage.network}/one`);
        await guarded.waitForSelector("entre-nous-mark");
        await hasHeard(guarded);
        await guarded.evaluate((to, value) => fetch(to, { method: "POST", body: value }).catch(() => undefined), stage.collector, WITHHELD);
        await page.waitForFunction(async () => {
          // @ts-ignore: a module of the extension
          const { readRegister } = await import("./register-read.js");
          return (await readRegister()).records.length > 1;
        }, { polling: 100 });
      }

      /** Makes the store one that cannot be gone on with, and has another begun. @param {number} seq its next record's */
      async function setAside(seq) {
        await page.evaluate(`withStore("readwrite", (transaction) => transaction.objectStore("records").put({ seq: ${seq}, link: "broken" }))`);
        assert.deepEqual(await tell(page, refused(newId())), { recorded: 2 });
        assert.deepEqual((await contents(page)).setAside, ["register"]);
      }

      test("a register that was set aside is kept no longer than its entries would be", async () => {
        // Ten days old.
        await tell(page, refused(newId()));
        await setAside(3);
        const names = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
        await page.evaluate(() => chrome.storage.local.set({ settings: { retentionDays: 5 } }));
        await page.waitForFunction(async () => (await indexedDB.databases()).length === 1, { polling: 100 });
        assert.deepEqual(await names(), ["register-2"]);
        assert.deepEqual((await contents(page)).setAside, []);
      });

      test("who is erased is not in registers that were set aside either", async () => {
        await refusedOnPage();
        await tell(page, refused(newId()));
        await setAside(4);
        assert.deepEqual(await send(page, { type: "register-erase", text: "nobody@example.com" }), { erased: 0, entry: null });
        assert.deepEqual((await contents(page)).setAside, ["register"]);
        assert.deepEqual(await send(page, { type: "register-erase", text: WITHHELD }), { erased: 1, entry: 3 });
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.setAside, []);
        assert.deepEqual(register.bodies.at(-1).erased, { why: "request", bodies: [], owners: [] });
      });

      test("changes that come at once do not fail each other", async () => {
        const pseudonyms = ["1", "2", "3"].map((digit) => digit.repeat(32));
        for (const each of pseudonyms) await tell(page, released([each]), { consents: [[each, "email", 0]] });
        const told = [
          ...Array.from({ length: 24 }, () => ({ type: "record", entry: refused(newId()) })),
          ...Array.from({ length: 8 }, (_, index) => ({ type: "register-erase", text: `nobody-${index}@example.com` })),
          ...pseudonyms.map((pseudonym) => ({ type: "consent-withdraw", pseudonym, kind: "email" })),
        ];
        const answers = await page.evaluate((told) => Promise.all(told.map(async (message, index) => {
          // Each has what has become too old erased.
          if (index % 4 === 0) await chrome.storage.local.set({ settings: { retentionDays: 5 + (index % 8) / 4 } });
          return chrome.runtime.sendMessage(message);
        })), told);
        const failed = answers.filter((answer) => answer.fault !== undefined || answer.recorded === null || answer.withdrawn === false);
        assert.deepEqual(failed, []);
        await page.waitForFunction(async () => {
          // @ts-ignore: a module of the extension
          const { readRegister } = await import("./register-read.js");
          const { records } = await readRegister();
          return records.some((/** @type {{ body?: string }} */ { body }) => body?.includes('"why":"retention"'));
        }, { polling: 100 });
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual([register.fault, register.setAside, register.consents], [null, [], []]);
      });

      test("a consent counts from its day on, and no longer than is chosen now", async () => {
        const owner = "a".repeat(32);
        const on = daysAgo(20);
        assert.equal((await tell(page, released([owner], on), { consents: [[owner, "email", 0]] })).recorded, 2);
        /** @returns {Promise<(number | null)[]>} */
        const given = () => send(page, { type: "consents", fields: [{ kind: "email", owners: [owner] }] });
        const [since] = await given();
        assert.equal(await page.evaluate((since) => new Date(since).toLocaleDateString("sv"), since ?? 0), on);
        const [consent] = (await contents(page)).consents;
        assert.equal(consent.until - consent.given, 90 * DAY_MS);
        await page.evaluate(() => chrome.storage.local.set({ settings: { consentDays: 21 } }));
        assert.deepEqual(await given(), [since]);
        await page.evaluate(() => chrome.storage.local.set({ settings: { consentDays: 19 } }));
        assert.deepEqual(await given(), [null]);
        assert.deepEqual((await contents(page)).consents, []);
        await tell(page, released([owner], daysAgo(30)), { consents: [[owner, "email", 0]] });
        assert.deepEqual(await given(), [null]);
      });

      test("a consent is withdrawn under all pseudonyms of its owner, and nobody else's", async () => {
        const [email = "", phone = "", other = ""] = ["1", "2", "3"].map((digit) => digit.repeat(32));
        await tell(page, released([email, phone, other]), { consents: [[email, "email", 0], [phone, "email", 0], [phone, "phone", 1], [other, "email", 2]] });
        // The telephone number is not shown there.
        await tell(page, released([email]), { consents: [[email, "email", 3]] });
        assert.deepEqual(await send(page, { type: "consent-withdraw", pseudonym: email, kind: "email" }), { withdrawn: true });
        const register = await contents(page);
        isWhole(register);
        assert.deepEqual(register.consents.map(({ pseudonym, kind }) => [pseudonym, kind]), [[phone, "phone"], [other, "email"]]);
        assert.equal(register.bodies.at(-1).owners.length, 2);
        const fields = [email, phone, other].map((owner) => ({ kind: "email", owners: [owner] }));
        assert.deepEqual((await send(page, { type: "consents", fields })).map((/** @type {unknown} */ since) => since !== null), [false, false, true]);
      });

      test("a person is found and erased by what they give; their consent can be withdrawn", async () => {
        await refusedOnPage();
        const [, about] = (await contents(page)).records;
        const [{ pseudonym }] = about.owners;
        assert.deepEqual(await tell(page, released([pseudonym]), { consents: [[pseudonym, "email", 0], [pseudonym, "phone", 1]] }), { recorded: 3 });
        assert.deepEqual((await contents(page)).consents.map(({ kind, seq }) => [kind, seq]), [["email", 3], ["phone", 3]]);

        assert.deepEqual(await send(page, { type: "consent-withdraw", pseudonym, kind: "phone" }), { withdrawn: true });
        assert.deepEqual(await send(page, { type: "consent-withdraw", pseudonym, kind: "phone" }), { withdrawn: false });
        const withdrawn = await contents(page);
        isWhole(withdrawn);
        assert.deepEqual(withdrawn.consents.map(({ kind }) => kind), ["email"]);
        assert.deepEqual(withdrawn.bodies.map(({ act }) => act), ["began", "refused", "overridden", "withdrawn"]);

        assert.deepEqual(await send(page, { type: "register-erase", text: "Claire" }), { erased: null, fault: "no-contact-detail" });
        assert.deepEqual(await send(page, { type: "register-erase", text: "nobody@example.com" }), { erased: 0, entry: null });
        assert.deepEqual(await send(page, { type: "register-erase", text: WITHHELD.toUpperCase() }), { erased: 3, entry: 5 });
        const erased = await contents(page);
        isWhole(erased);
        assert.deepEqual(erased.consents, []);
        assert.deepEqual(erased.bodies.map(({ act }) => act), ["began", "refused", "erased"]);
        assert.ok(!JSON.stringify(erased).includes(pseudonym));
        assert.deepEqual(await send(page, { type: "register-erase", text: WITHHELD }), { erased: 0, entry: null });
      });
    });
  });
});
