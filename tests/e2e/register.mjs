// Registers for the tests: entries of every act, written as the background writes them.

/** @typedef {import("./harness.mjs").Page} Page */

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * An entry as a page tells it.
 * @param {string} act @param {object} [more]
 */
export function entry(act, more = {}) {
  const reasons = ["seen-as-first-degree"];
  const fields = [
    { kind: "email", count: 3, verdict: act === "warned" ? "warn" : "withhold", distance: "first", reasons },
    { kind: "phone", count: 1, verdict: "withhold", reasons: ["distance-unknown", "contradiction"] },
  ];
  return {
    act, site: "www.linkedin.com", channel: "download", rules: "3f2a9c01b7de",
    ...(act === "refused" && { refusal: "withheld" }),
    ...(act === "overridden" && { ground: { basis: "consent", on: "2024-05-03", how: "By letter, at the fair." } }),
    fields, ...more,
  };
}

/** A release with the owner's consent, with an id of its own. @param {number} [days]  how long ago that was given */
export function released(days = 0) {
  const on = new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  const id = Math.random().toString(16).slice(2, 18).padEnd(16, "0");
  return { id, ...entry("overridden", { ground: { basis: "consent", on, how: "By letter, at the fair." } }) };
}

/** Of every act that pages tell, and of several sites. */
export const ENTRIES = [
  entry("refused"),
  entry("refused", { channel: "fetch", to: "crm.example.com" }),
  entry("redacted", { site: "network.example.org" }),
  entry("warned", { site: "people-and-contacts.of-a-company-with-a-long-name.example", channel: "clipboard" }),
  entry("overridden"),
];

/**
 * Writes entries one behind the other, all at once.
 *
 * @param {Page} page  one of the extension's own
 * @param {object[]} entries  over and over again
 * @param {{ count?: number, daysAgo?: (index: number, count: number) => number }} [options]  when each was written
 * @returns {Promise<void>}
 */
export async function write(page, entries, { count = entries.length, daysAgo = (index, count) => (count - index) / 30 } = {}) {
  const times = Array.from({ length: count }, (_, index) => Date.now() - daysAgo(index, count) * DAY_MS);
  await page.evaluate(async (entries, times) => {
    const modules = ["./pages-module.js", "./register-store.js"].map((name) => import(name));
    const [{ start }, { HEAD, ask, lastPoint, openStore, written }] = await Promise.all(modules);
    const { name } = await chrome.runtime.sendMessage({ type: "register-state" });
    const db = await openStore(name);
    const hex = (/** @type {number} */ bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const head = await written(db, async (/** @type {IDBTransaction} */ transaction) => {
      let last = await lastPoint(transaction);
      for (const [index, at] of times.entries()) {
        const told = JSON.stringify({ id: hex(8), ...entries[index % entries.length] });
        const [{ record, fault }] = start().register_append(last, [told], at, "0.1.0");
        if (fault) throw new Error(`${fault}: ${told}`);
        transaction.objectStore("records").add(record);
        last = { seq: record.seq, link: record.link };
      }
      await ask(transaction.objectStore("meta").count());
      return last;
    });
    db.close();
    await chrome.storage.local.set({ [HEAD]: head });
  }, entries, times);
}

/**
 * Has the background write an entry about somebody whom an entry is about already, with their consent.
 *
 * @param {Page} page  one of the extension's own
 * @param {string} contact
 * @returns {Promise<string>} their pseudonym
 */
export async function remember(page, contact) {
  return await page.evaluate(async (told, contact) => {
    const modules = ["./pages-module.js", "./register-read.js"].map((name) => import(name));
    const [{ start }, { readRegister }] = await Promise.all(modules);
    const { records, ...others } = await readRegister();
    const one = (/** @type {any} */ record) => record.owners.map((/** @type {any} */ owner) => ({ ...record, owners: [owner] }));
    const theirs = records.flatMap(one).find((/** @type {any} */ record) => start().register_find({ ...others, records: [record] }, contact).length > 0);
    const { pseudonym } = theirs.owners[0];
    const message = { type: "record", entry: { ...told, owners: [pseudonym] }, consents: [[pseudonym, "email", 0]] };
    const { recorded } = await chrome.runtime.sendMessage(message);
    if (typeof recorded !== "number") throw new Error("not recorded");
    return pseudonym;
  }, { ...released(), site: "network.localhost" }, contact);
}
