/** What pages of the extension read of the register. They ask the background to change it. */

import { counting } from "./consents.js";
import { setAside } from "./register-aside.js";
import { HEAD, IN_USE, ask, isPoint, openStore, readAll, readContents } from "./register-store.js";
import { choices } from "./settings.js";

/**
 * @typedef {import("./register-store.js").Contents} Contents
 * @typedef {import("./register-store.js").Consent} Consent
 * @typedef {import("./register-store.js").Point} Point
 */

/**
 * All of the register: what `start().register_verify` and its like take.
 *
 * @param {string} [aside] the name of one that was set aside
 * @returns {Promise<Contents & { head: Point | null, consents: Consent[], fault: string | null, setAside: string[] }>} the
 *   consents that count; why nothing can be written, if that is so; the names of the registers that cannot be read, or not wholly
 */
export async function readRegister(aside) {
  // The background begins it where there is none.
  const { name, fault } = await chrome.runtime.sendMessage({ type: "register-state" });
  // First: what is appended meanwhile must not seem to be missing.
  const { [HEAD]: noted } = await chrome.storage.local.get(HEAD);
  const head = isPoint(noted) ? noted : null;
  if (name === null && aside === undefined) {
    return { records: [], anchor: null, key: null, head: null, consents: [], fault, setAside: [] };
  }
  const db = await openStore(aside ?? name);
  try {
    const transaction = db.transaction(["records", "meta", "consents"]);
    const [contents, given] = await Promise.all([readContents(transaction), readAll(transaction.objectStore("consents"))]);
    // Unless it is known how long they last, none counts.
    const chosen = await choices().catch(() => null);
    const consents = chosen === null ? [] : counting(given, chosen);
    return { ...contents, head: aside === undefined ? head : null, consents, fault, setAside: await setAside(name) };
  } finally {
    db.close();
  }
}

/**
 * The newest records, for those who do not wait for all.
 *
 * @param {number} count
 * @returns {Promise<Contents & { head: null }>}
 */
export async function readNewest(count) {
  const none = { records: [], anchor: null, key: null, head: null };
  const { [IN_USE]: name } = await chrome.storage.local.get(IN_USE);
  if (typeof name !== "string") return none;
  const db = await openStore(name);
  try {
    const records = db.transaction("records").objectStore("records");
    const last = await ask(records.openKeyCursor(null, "prev"));
    if (last === null) return none;
    return { ...none, records: await ask(records.getAll(IDBKeyRange.lowerBound(Number(last.key) - count, true))) };
  } finally {
    db.close();
  }
}
