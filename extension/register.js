/**
 * The register's one writer, in the background: appends, erases, remembers consents. Each of these is one transaction, and
 * is acknowledged only once it is on the disk. `src/register/` decides what is written.
 *
 * @typedef {import("./register-store.js").Point} Point
 * @typedef {import("./register-store.js").Consent} Consent
 * @typedef {import("./register-store.js").Stored} Stored
 * @typedef {import("./consents.js").Pair} Pair
 * @typedef {{ recorded: number | null, fault?: string }} Answer
 * @typedef {{ entry: { id?: unknown, act?: string, ground?: { basis?: string, on?: string } }, consents: Pair[], answer: (answer: Answer) => void }} Waiting
 * @typedef {{ put: Stored[], anchor?: Point }} Step
 */

import { counting, endConsent, ended, readPairs, rememberConsents } from "./consents.js";
import { start } from "./pages-module.js";
import { randomHex } from "./random.js";
import { aboutPerson, deleteStore, retainAside } from "./register-aside.js";
import { BEFORE_ALL, VERSION, isFull, isSame, openInUse } from "./register-open.js";
import { HEAD, ask, lastPoint, readContents, written } from "./register-store.js";
import { choices } from "./settings.js";

/** How many entries one transaction takes. */
const MOST_AT_ONCE = 100;
const HOUR_MS = 60 * 60 * 1000;

/** The store, while it is open. @type {ReturnType<typeof openInUse> | null} */
let opened = null;
/** Why nothing could be written the last time. @type {"full" | "unavailable" | null} */
let fault = null;
/** @type {Waiting[]} */
const waiting = [];
let isWriting = false;
let retainedAt = 0;

/**
 * Writes an entry that a page tells.
 *
 * @param {unknown} entry
 * @param {unknown} [consents] who consents to what: remembered if the entry's ground is a consent
 * @returns {Promise<Answer>} the entry's number once it is on the disk; the same for one that is told again
 */
export function record(entry, consents) {
  if (typeof entry !== "object" || entry === null) return Promise.resolve({ recorded: null, fault: "form" });
  return new Promise((answer) => {
    waiting.push({ entry, consents: readPairs(consents), answer });
    if (!isWriting) void writeWaiting();
  });
}

/** What pages are told: the store that is in use, and whether anything keeps entries from being written. */
export async function registerState() {
  const name = await open().then(
    (store) => store.name,
    () => null,
  );
  return { name, fault: name === null ? "unavailable" : fault };
}

/** The key of the pseudonyms. */
export async function registerKey() {
  return (await open()).key;
}

/**
 * When the owners of some details consented to their leaving, as far as that still counts.
 *
 * @param {{ kind: string, owners: string[] }[]} fields
 * @returns {Promise<(number | null)[]>} for each, in milliseconds since 1970
 */
export async function consentsTo(fields) {
  const [{ db }, chosen] = await Promise.all([open(), choices()]);
  const all = counting(await ask(db.transaction("consents").objectStore("consents").getAll()), chosen);
  return fields.map((field) => {
    const given = all.filter(({ pseudonym, kind }) => kind === field.kind && field.owners.includes(pseudonym));
    return given.length === 0 ? null : Math.max(...given.map((each) => each.given));
  });
}

function open() {
  if (opened === null) {
    const opening = (opened = openInUse());
    const forget = () => {
      if (opened === opening) opened = null;
    };
    opening.then(({ db }) => {
      db.onclose = forget;
      db.onversionchange = () => {
        db.close();
        forget();
      };
    }, forget);
  }
  return opened;
}

/** The change that was asked for last. @type {Promise<unknown>} */
let changing = Promise.resolve();

/**
 * Changes the store in one transaction, once all changes that were asked for before are done.
 *
 * @template T
 * @param {(transaction: IDBTransaction) => Promise<T>} body
 * @returns {Promise<T>}
 */
function change(body) {
  const changed = changing.then(() => changeNow(body));
  changing = changed.catch(() => undefined);
  return changed;
}

/**
 * @template T
 * @param {(transaction: IDBTransaction) => Promise<T>} body
 * @returns {Promise<T>}
 */
async function changeNow(body, mayOpenAnew = true) {
  try {
    const store = await open();
    const { result, last } = await written(store.db, async (transaction) => {
      if (!isSame(store.last, (await lastPoint(transaction)) ?? BEFORE_ALL)) throw new Error("it ends with another record");
      return { result: await body(transaction), last: (await lastPoint(transaction)) ?? BEFORE_ALL };
    });
    fault = null;
    store.last = last;
    noteHead(last);
    return result;
  } catch (error) {
    fault = isFull(error) ? "full" : "unavailable";
    if (fault === "full" || !mayOpenAnew) throw error;
    // The browser may have closed it, it has broken, or somebody was at it: opening it anew tells.
    const store = await opened?.catch(() => null);
    store?.db.close();
    opened = null;
    await noting;
    return changeNow(body, false);
  }
}

/** The last record that is on the disk, until it is noted. @type {Point | null} */
let unnoted = null;
let noting = Promise.resolve();

/**
 * Notes the head apart from the store, so that one whose end was cut off is known.
 *
 * @param {Point} head
 */
function noteHead(head) {
  const isWaiting = unnoted !== null;
  unnoted = head;
  if (isWaiting) return;
  noting = noting.then(async () => {
    const noted = { [HEAD]: unnoted };
    unnoted = null;
    await chrome.storage.local.set(noted).catch(() => undefined);
  });
}

async function writeWaiting() {
  isWriting = true;
  while (waiting.length > 0) await writeSome(waiting.splice(0, MOST_AT_ONCE));
  isWriting = false;
  const since = Date.now() - retainedAt;
  if (since > HOUR_MS || since < 0) await retain().catch(() => undefined);
}

/** @param {Waiting[]} batch */
async function writeSome(batch) {
  /** @type {Answer[]} */
  let answers = [];
  try {
    // Unless it is known how long consents last, none is remembered.
    const chosen = batch.some((told) => told.consents.length > 0) ? await choices().catch(() => null) : null;
    answers = await change((transaction) => append(transaction, batch, chosen));
  } catch {
    // Said by `fault`.
  }
  batch.forEach(({ answer }, index) => answer(answers[index] ?? { recorded: null, fault: fault ?? "unavailable" }));
}

/**
 * @param {IDBTransaction} transaction
 * @param {Waiting[]} batch
 * @param {object | null} chosen
 * @returns {Promise<Answer[]>}
 */
async function append(transaction, batch, chosen) {
  const records = transaction.objectStore("records");
  const ids = batch.map(({ entry }) => entry.id);
  const known = await Promise.all(ids.map((id) => (typeof id === "string" ? ask(records.index("id").getKey(id)) : undefined)));
  const fresh = batch.filter((_, index) => known[index] === undefined && ids.indexOf(ids[index]) === index);
  const last = (await lastPoint(transaction)) ?? BEFORE_ALL;
  const now = Date.now();
  /** @type {({ record: Stored } | { fault: string })[]} */
  const made = start().register_append(last, fresh.map(({ entry }) => JSON.stringify(entry)), now, VERSION);
  /** @type {Map<unknown, Answer>} */
  const answers = new Map();
  for (const [index, told] of fresh.entries()) {
    const each = made[index];
    if (each === undefined || "fault" in each) {
      answers.set(told.entry.id, { recorded: null, fault: each?.fault ?? "form" });
      continue;
    }
    await ask(records.add(each.record));
    if (chosen !== null) await rememberConsents(transaction, told.entry, told.consents, each.record.seq, chosen);
    answers.set(told.entry.id, { recorded: each.record.seq });
  }
  return ids.map((id, index) => {
    const before = known[index];
    return before === undefined ? (answers.get(id) ?? { recorded: null, fault: "form" }) : { recorded: Number(before) };
  });
}

/**
 * Ends a consent before its time, under all pseudonyms of its owner, and writes that down.
 *
 * @param {string} pseudonym
 * @param {string} kind
 * @returns {Promise<{ withdrawn: boolean, fault?: string }>}
 */
export async function withdrawConsent(pseudonym, kind) {
  const fields = [{ kind, count: 1, verdict: "withhold", reasons: [] }];
  try {
    return await change(async (transaction) => {
      const owners = await endConsent(transaction, pseudonym, kind);
      if (owners.length === 0) return { withdrawn: false };
      const entry = { id: randomHex(8), act: "withdrawn", fields, owners };
      const [answer] = await append(transaction, [{ entry, consents: [], answer: () => undefined }], null);
      // Nothing ends that is not written down.
      if (typeof answer?.recorded !== "number") throw new Error("a withdrawal that cannot be written");
      return { withdrawn: true };
    });
  } catch {
    return { withdrawn: false, fault: fault ?? "unavailable" };
  }
}

/**
 * Erases what is about a person who gives an email address or a telephone number, the consents too. Of registers that
 * were set aside those go altogether that hold something on them.
 *
 * @param {string} text
 * @returns {Promise<{ erased: number | null, entry?: number | null, fault?: string }>} how many entries were about
 *   them, and the number of the one that says so
 */
export async function erasePerson(text) {
  try {
    const aside = await aboutPerson((await open()).name, text);
    // First: the entry tells of what is done.
    for (const name of aside.names) await deleteStore(name);
    return await change(async (transaction) => {
      const kept = transaction.objectStore("consents");
      const [contents, given, last] = await Promise.all([
        readContents(transaction), ask(kept.getAll()), lastPoint(transaction),
      ]);
      const pseudonyms = given.map((/** @type {Consent} */ { pseudonym }) => pseudonym);
      /** @type {{ entries: number, step?: Step, pseudonyms: string[] } | null} */
      const forgotten = start().register_erase(contents, text, pseudonyms, aside.entries, last ?? BEFORE_ALL, Date.now(), VERSION);
      if (forgotten === null) return { erased: null, fault: "no-contact-detail" };
      for (const { pseudonym, kind } of given) {
        if (forgotten.pseudonyms.includes(pseudonym)) await endConsent(transaction, pseudonym, kind);
      }
      if (forgotten.step) await take(transaction, forgotten.step);
      return { erased: forgotten.entries, entry: forgotten.step?.put.at(-1)?.seq ?? null };
    });
  } catch {
    return { erased: null, fault: fault ?? "unavailable" };
  }
}

/** Erases what is older than the settings let it become, and the consents that have ended. */
export async function retain() {
  const now = Date.now();
  retainedAt = now;
  const chosen = await choices();
  const oldest = start().register_oldest(chosen, now);
  const old = IDBKeyRange.upperBound(oldest, true);
  const store = await open();
  await retainAside(store, oldest);
  const looking = store.db.transaction(["records", "consents"]);
  const [endedBefore, isAny] = await Promise.all([
    ask(looking.objectStore("consents").getAll()).then((all) => ended(all, chosen, now)),
    ask(looking.objectStore("records").index("at").getKey(old)),
  ]);
  if (endedBefore.length === 0 && isAny === undefined) return;
  await change(async (transaction) => {
    const kept = transaction.objectStore("consents");
    for (const { pseudonym, kind } of ended(await ask(kept.getAll()), chosen, now)) await ask(kept.delete([pseudonym, kind]));
    const [contents, last] = await Promise.all([readContents(transaction), lastPoint(transaction)]);
    /** @type {Step | null} */
    const step = start().register_retention(contents, chosen, last ?? BEFORE_ALL, now, VERSION);
    if (step) await take(transaction, step);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @param {Step} step
 */
async function take(transaction, { put, anchor }) {
  const records = transaction.objectStore("records");
  for (const each of put) await ask(records.put(each));
  if (anchor === undefined) return;
  await ask(records.delete(IDBKeyRange.upperBound(anchor.seq)));
  await ask(transaction.objectStore("meta").put(anchor, "anchor"));
}
