/**
 * Registers that were set aside. Nothing is written in them any more; what can be read of them can be looked at and
 * searched, until they are deleted.
 */

import { start } from "./pages-module.js";
import { ask, nameOf, numberOf, openStore, readContents } from "./register-store.js";

/**
 * The names of those that there are.
 *
 * @param {string} inUse the name of the one that is in use
 */
export async function setAside(inUse) {
  const names = (await indexedDB.databases()).map(({ name = "" }) => name);
  const older = names.filter((name) => name === nameOf(numberOf(name)) && numberOf(name) < numberOf(inUse));
  return older.sort((one, other) => numberOf(one) - numberOf(other));
}

/**
 * Deletes those in which nothing is young enough to be kept. When that cannot be read, those count that have been aside
 * for as long.
 *
 * @param {{ db: IDBDatabase, name: string }} inUse
 * @param {number} oldest in milliseconds
 */
export async function retainAside({ db, name: inUse }, oldest) {
  for (const name of await setAside(inUse)) {
    const newest = (await newestIn(name)) ?? (await beginningOf(db));
    if (newest < oldest) await deleteStore(name);
  }
}

/**
 * Which hold something on a person, and how many entries. What cannot be read cannot be searched.
 *
 * @param {string} inUse
 * @param {string} text their email address or telephone number
 */
export async function aboutPerson(inUse, text) {
  const found = { names: /** @type {string[]} */ ([]), entries: 0 };
  for (const name of await setAside(inUse)) {
    const contents = await reading(name, readContents);
    /** @type {number[] | null} */
    const entries = contents && start().register_find(contents, text);
    if (!entries?.length) continue;
    found.names.push(name);
    found.entries += entries.length;
  }
  return found;
}

/** @param {string} name @returns {Promise<void>} */
export function deleteStore(name) {
  return ask(indexedDB.deleteDatabase(name)).then(() => undefined);
}

/**
 * When the newest entry was written that tells of somebody; `null` where none can be read.
 *
 * @param {string} name
 */
function newestIn(name) {
  return reading(name, async (transaction) => {
    const newest = await ask(transaction.objectStore("records").index("at").openKeyCursor(null, "prev"));
    return newest && Number(newest.key);
  });
}

/**
 * When the register in use began. Where its beginning was erased already, before all that is kept.
 *
 * @param {IDBDatabase} db
 */
async function beginningOf(db) {
  const first = await ask(db.transaction("records").objectStore("records").get(1));
  return first === undefined ? -Infinity : Date.parse(JSON.parse(first.body).at);
}

/**
 * @template T
 * @param {string} name
 * @param {(transaction: IDBTransaction) => Promise<T>} read
 * @returns {Promise<T | null>} nothing where it cannot be read
 */
async function reading(name, read) {
  const db = await openStore(name).catch(() => null);
  try {
    return db && (await read(db.transaction(["records", "meta"])));
  } catch {
    return null;
  } finally {
    db?.close();
  }
}
