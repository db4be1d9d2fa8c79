/**
 * Consents that are on record. One of an owner to the leaving of one kind has a part for each pseudonym that is known of
 * them. The parts have entry and field in common; they are renewed together, and end together.
 *
 * @typedef {import("./register-store.js").Consent} Consent
 * @typedef {[pseudonym: string, kind: string, field: number]} Pair  who consents to what; `field` numbers those that were named
 */

import { start } from "./pages-module.js";
import { ask } from "./register-store.js";

const PSEUDONYM = /^([0-9a-f]{32}){1,8}$/;
const KIND = /^[a-z]{1,20}$/;

/**
 * What a page tells of consents, as far as it has their form.
 *
 * @param {unknown} pairs
 * @returns {Pair[]}
 */
export function readPairs(pairs) {
  const isPair = (/** @type {unknown} */ pair) =>
    Array.isArray(pair) && PSEUDONYM.test(pair[0]) && KIND.test(pair[1]) && Number.isSafeInteger(pair[2]);
  return Array.isArray(pairs) ? pairs.filter(isPair) : [];
}

/**
 * Until when a consent counts. A shorter time that was chosen since it was given ends it too.
 *
 * @param {Consent} consent
 * @param {object} chosen
 */
function endOf({ given, until }, chosen) {
  return Math.min(until, start().register_consent_until(chosen, given) ?? 0);
}

/**
 * Those that count, with when they end.
 *
 * @param {Consent[]} all
 * @param {object} chosen
 */
export function counting(all, chosen) {
  return all.map((each) => ({ ...each, until: endOf(each, chosen) })).filter(({ until }) => until > Date.now());
}

/**
 * Those that count no more.
 *
 * @param {Consent[]} all
 * @param {object} chosen
 * @param {number} now
 */
export function ended(all, chosen, now) {
  return all.filter((each) => !(endOf(each, chosen) > now));
}

/**
 * Remembers the consent on which a release rests, if it rests on one.
 *
 * @param {IDBTransaction} transaction
 * @param {{ act?: string, ground?: { basis?: string, on?: string } }} entry
 * @param {Pair[]} pairs
 * @param {number} seq the entry's number
 * @param {object} chosen
 */
export async function rememberConsents(transaction, { act, ground }, pairs, seq, chosen) {
  if (act !== "overridden" || ground?.basis !== "consent") return;
  // At noon it is that day nearly everywhere, also where the clock is set to another place later.
  const given = Date.parse(`${ground.on}T12:00`);
  const until = start().register_consent_until(chosen, given);
  if (until === undefined || until <= Date.now()) return;
  const kept = transaction.objectStore("consents");
  for (const { kind, field, pseudonyms } of byField(pairs)) {
    const before = partsOf(await ask(kept.getAll()), kind, pseudonyms);
    const latest = before.reduce((one, other) => (other.given > one.given ? other : one), { given, until });
    for (const pseudonym of new Set([...pseudonyms, ...before.map((part) => part.pseudonym)])) {
      await ask(kept.put({ pseudonym, kind, field, given: latest.given, until: latest.until, seq }));
    }
  }
}

/**
 * Ends the consent that is kept under a pseudonym.
 *
 * @param {IDBTransaction} transaction
 * @param {string} pseudonym
 * @param {string} kind
 * @returns {Promise<string[]>} the pseudonyms of its owner; none where there is no such consent
 */
export async function endConsent(transaction, pseudonym, kind) {
  const kept = transaction.objectStore("consents");
  const ended = partsOf(await ask(kept.getAll()), kind, [pseudonym]);
  for (const part of ended) await ask(kept.delete([part.pseudonym, kind]));
  return ended.map((part) => part.pseudonym);
}

/**
 * All parts of the consents to a kind that have a part under one of these pseudonyms.
 *
 * @param {Consent[]} all
 * @param {string} kind
 * @param {string[]} pseudonyms
 */
function partsOf(all, kind, pseudonyms) {
  const ofKind = all.filter((part) => part.kind === kind);
  const known = ofKind.filter((part) => pseudonyms.includes(part.pseudonym));
  return ofKind.filter((part) => known.some(({ seq, field }) => part.seq === seq && part.field === field));
}

/** @param {Pair[]} pairs */
function byField(pairs) {
  /** @type {Map<string, { kind: string, field: number, pseudonyms: string[] }>} */
  const fields = new Map();
  for (const [pseudonym, kind, field] of pairs) {
    const known = fields.get(`${field} ${kind}`) ?? { kind, field, pseudonyms: [] };
    fields.set(`${field} ${kind}`, { ...known, pseudonyms: [...known.pseudonyms, pseudonym] });
  }
  return fields.values();
}
