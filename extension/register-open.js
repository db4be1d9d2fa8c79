/**
 * Opens the register that is in use, or begins one. What cannot be read any more is set aside and stays where it is; what
 * is gone or was cut off is noticed by the head that was noted apart. Either is the new entry's matter to say.
 *
 * @typedef {import("./register-store.js").Point} Point
 * @typedef {{ why: "unreadable" | "missing" | "cut-off" } & Point} Lost
 */

import { start } from "./pages-module.js";
import { randomHex } from "./random.js";
import { HEAD, IN_USE, ask, isPoint, lastPoint, nameOf, numberOf, openStore, written } from "./register-store.js";

export const VERSION = chrome.runtime.getManifest().version;
export const BEFORE_ALL = { seq: 0, link: "0".repeat(64) };
/** How many stores in a row are tried. */
const MOST_STORES = 5;

/** @returns {Promise<{ db: IDBDatabase, name: string, key: string, last: Point }>} `last` is what the register ends with */
export async function openInUse() {
  const { [IN_USE]: inUse, [HEAD]: noted } = await chrome.storage.local.get([IN_USE, HEAD]);
  const head = isPoint(noted) ? noted : null;
  const first = numberOf(inUse);
  for (let number = first; ; number += 1) {
    const name = nameOf(number);
    try {
      return { name, ...(await openTwice(name, head, number > first)) };
    } catch (error) {
      // A full disk opens no other store either.
      if (isFull(error) || number === first + MOST_STORES) throw error;
    }
  }
}

/**
 * What fails in passing must not end a register.
 *
 * @param {Parameters<typeof openOne>} what
 */
function openTwice(...what) {
  return openOne(...what).catch((error) => {
    if (isFull(error)) throw error;
    return openOne(...what);
  });
}

/** @param {unknown} error */
export function isFull(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/**
 * @param {string} name
 * @param {Point | null} head
 * @param {boolean} isNext whether the one before cannot be read
 */
async function openOne(name, head, isNext) {
  const db = await openStore(name);
  try {
    const { last, key, lost } = await examine(db, head, isNext);
    if (last !== null && lost === null) return { db, key: String(key), last };
    const begun = await begin(db, lost, key);
    await chrome.storage.local.set({ [IN_USE]: name, [HEAD]: begun.last });
    return { db, key: begun.key, last: begun.last };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * @param {IDBDatabase} db
 * @param {Point | null} head
 * @param {boolean} isNext
 * @returns {Promise<{ last: Point | null, key: unknown, lost: Lost | null }>}
 */
async function examine(db, head, isNext) {
  const transaction = db.transaction(["records", "meta", "consents"]);
  const [last, key] = await Promise.all([lastPoint(transaction), ask(transaction.objectStore("meta").get("key"))]);
  if (last !== null && !/^[0-9a-f]{32}$/.test(String(key))) throw new Error("a register without its key");
  if (last === null) {
    const lost = isNext ? { why: /** @type {const} */ ("unreadable"), ...(head ?? BEFORE_ALL) } : head && { why: /** @type {const} */ ("missing"), ...head };
    return { last, key, lost };
  }
  const isThere = head === null || head.seq < last.seq ? await holds(transaction, head) : isSame(head, last);
  return { last, key, lost: isThere || head === null ? null : { why: "cut-off", ...head } };
}

/**
 * Whether nothing in the register speaks against the head. Its record may have been erased with all before it.
 *
 * @param {IDBTransaction} transaction
 * @param {Point | null} head
 */
async function holds(transaction, head) {
  const there = head && (await ask(transaction.objectStore("records").get(head.seq)).catch(() => null));
  return !isPoint(there) || head === null || isSame(there, head);
}

/** @param {Point} one @param {Point} other */
export function isSame(one, other) {
  return one.seq === other.seq && one.link === other.link;
}

/**
 * Writes the entry that a register begins with, or that tells of a loss.
 *
 * @param {IDBDatabase} db
 * @param {Lost | null} lost
 * @param {unknown} before the key that is there
 */
function begin(db, lost, before) {
  return written(db, async (transaction) => {
    const key = typeof before === "string" ? before : randomHex(16);
    const last = (await lastPoint(transaction)) ?? BEFORE_ALL;
    const record = start().register_begin(last, lost, Date.now(), VERSION);
    await ask(transaction.objectStore("meta").put(key, "key"));
    await ask(transaction.objectStore("records").add(record));
    return { key, last: { seq: record.seq, link: record.link } };
  });
}
