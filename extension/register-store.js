/**
 * Where the register is kept: databases of the extension's own, of which the last one made is in use. What is in them is
 * for `src/register/` to say.
 *
 * @typedef {{ seq: number, link: string }} Point a record's number and link
 * @typedef {{ seq: number, id?: string, at?: number, digest: string, link: string, body?: string, owners: { pseudonym: string, salt: string }[] }} Stored
 * @typedef {{ pseudonym: string, kind: string, field: number, given: number, until: number, seq: number }} Consent times in milliseconds; `field` is one of those that were named for the entry `seq`
 * @typedef {{ records: object[], anchor: Point | null, key: string | null }} Contents what is no record is there by its number only
 */

const FIRST = "register";
/** In `storage.local`: which database is in use, and the last record that was acknowledged. */
export const IN_USE = "registerName";
export const HEAD = "registerHead";

/** @param {number} number */
export const nameOf = (number) => (number === 1 ? FIRST : `${FIRST}-${number}`);

/** @param {unknown} name @returns {number} */
export function numberOf(name) {
  const [, number = "1"] = /^register-([1-9]\d{0,5})$/.exec(String(name)) ?? [];
  return Number(number);
}

/**
 * Opens a database, or makes it. No version is asked for, so that one which a newer version of the extension has made
 * opens too.
 *
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
export async function openStore(name) {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => {
    const records = request.result.createObjectStore("records", { keyPath: "seq" });
    records.createIndex("id", "id", { unique: true });
    records.createIndex("at", "at");
    request.result.createObjectStore("meta");
    request.result.createObjectStore("consents", { keyPath: ["pseudonym", "kind"] });
  };
  return ask(request);
}

/**
 * The result of a request. One that fails does not end its transaction: whoever asks decides.
 *
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      event.stopPropagation();
      reject(request.error);
    };
  });
}

/**
 * Runs `body` in one transaction, and gives what it gives once all of it is on the disk. What `body` waits for may only
 * be requests of the transaction.
 *
 * @template T
 * @param {IDBDatabase} db
 * @param {(transaction: IDBTransaction) => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function written(db, body) {
  const transaction = db.transaction(["records", "meta", "consents"], "readwrite", { durability: "strict" });
  const end = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
  // It is waited for below; until then its failure is nobody's.
  end.catch(() => undefined);
  try {
    const result = await body(transaction);
    transaction.commit();
    await end;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself: that tells why.
      await end;
    }
    throw error;
  }
}

/**
 * All of a store, but for what cannot be read.
 *
 * @param {IDBObjectStore} store
 * @returns {Promise<any[]>}
 */
export async function readAll(store) {
  try {
    return await ask(store.getAll());
  } catch {
    const all = [];
    for (const key of await ask(store.getAllKeys())) all.push(await ask(store.get(key)).catch(() => ({ seq: key })));
    return all;
  }
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<Contents>}
 */
export async function readContents(transaction) {
  const meta = transaction.objectStore("meta");
  const [records, anchor = null, key = null] = await Promise.all([
    readAll(transaction.objectStore("records")), ask(meta.get("anchor")), ask(meta.get("key")),
  ]);
  return { records, anchor, key };
}

/**
 * The last record's place; the anchor's where there is none; `null` in a store that has neither.
 *
 * @param {IDBTransaction} transaction
 * @returns {Promise<Point | null>}
 */
export async function lastPoint(transaction) {
  const cursor = await ask(transaction.objectStore("records").openCursor(null, "prev"));
  const last = cursor === null ? await ask(transaction.objectStore("meta").get("anchor")) : cursor.value;
  if (last === undefined) return null;
  if (!isPoint(last)) throw new Error("the last record is none");
  return { seq: last.seq, link: last.link };
}

/**
 * @param {unknown} value
 * @returns {value is Point}
 */
export function isPoint(value) {
  const { seq, link } = /** @type {Partial<Point>} */ (value ?? {});
  return Number.isSafeInteger(seq) && /^[0-9a-f]{64}$/.test(String(link));
}
