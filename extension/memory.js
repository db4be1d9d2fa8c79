/**
 * What pages have kept back in this browser session: fingerprints under a key, never values. Where it is kept is
 * `background.js`'s matter; here is only what becomes of it.
 *
 * @typedef {{ seen: number, by: number | null }} Entry when it was told last, and by which page; null: by several
 * @typedef {{ kind: string, custodian: string[], entries: Record<string, Entry> }} Held
 * @typedef {{ key: string, groups: Held[] }} Memory
 *
 * @typedef {{ kind: string, custodian: string[], prints: string, freed: string }} Group
 * @typedef {{ by: number, groups: Group[], own: string }} News what a page tells
 * @typedef {{ key: string, by?: number, groups: Group[] }} Recall what a page is told
 */

import { randomHex } from "./random.js";

/** Long enough for a working day with its tabs, short enough that nobody has to wait for tomorrow. */
export const LASTS_MS = 8 * 60 * 60 * 1000;

/** The newest are kept. */
export const MOST_FINGERPRINTS = 5000;

const PRINT_DIGITS = 32;
const KINDS = ["email", "phone"];

/**
 * Private windows have a memory and a key of their own: what is seen there is not known elsewhere, nor the other way
 * round.
 *
 * @param {{ incognito: boolean }} tab
 * @returns {"memory" | "private-memory"} where its memory is kept
 */
export function partitionOf(tab) {
  return tab.incognito ? "private-memory" : "memory";
}

/** @returns {Memory} */
export function newMemory() {
  return { key: randomHex(16), groups: [] };
}

/**
 * Takes a page's news into the memory.
 *
 * @param {Memory} memory changed
 * @param {News} news
 * @param {number} now
 * @returns {Recall} what other pages are to be told
 */
export function learn(memory, news, now) {
  /** @type {Recall} */
  const recall = { key: memory.key, by: news.by, groups: [] };
  for (const { kind, custodian, prints, freed } of news.groups) {
    const held = groupOf(memory, kind, custodian);
    const kept = each(prints);
    for (const print of kept) {
      const known = held.entries[print];
      held.entries[print] = { seen: now, by: !known || known.by === news.by ? news.by : null };
    }
    // A page takes back what it has said itself; what another has said too stays.
    const gone = each(freed).filter((print) => held.entries[print]?.by === news.by);
    for (const print of gone) delete held.entries[print];
    recall.groups.push({ kind, custodian, prints: withEnds(kept, () => now), freed: gone.join("") });
  }
  const own = each(news.own);
  for (const held of memory.groups) {
    const gone = own.filter((print) => print in held.entries);
    for (const print of gone) delete held.entries[print];
    if (gone.length > 0) recall.groups.push({ kind: held.kind, custodian: held.custodian, prints: "", freed: gone.join("") });
  }
  shorten(memory, now);
  return recall;
}

/**
 * All that is remembered, for a page that has just been opened.
 *
 * @param {Memory} memory changed
 * @param {number} now
 * @returns {Recall}
 */
export function recallAll(memory, now) {
  shorten(memory, now);
  const groups = memory.groups.map(({ kind, custodian, entries }) => {
    const prints = withEnds(Object.keys(entries), (print) => entries[print]?.seen ?? 0);
    return { kind, custodian, prints, freed: "" };
  });
  return { key: memory.key, groups };
}

/**
 * As the engine reads it (`Recall::read` in `src/memory.rs`).
 *
 * @param {Recall} recall
 */
export function textOf({ key, by, groups }) {
  const lines = groups.flatMap(({ kind, custodian, prints, freed }) => [[kind, ...custodian].join(" "), prints, freed]);
  return [key, by ?? "", ...lines].join("\n");
}

/**
 * @param {unknown} message
 * @returns {News | null} null where it is none
 */
export function readNews(message) {
  const { by, groups, own } = /** @type {Partial<News>} */ (message);
  if (typeof by !== "number" || !isPrints(own) || !Array.isArray(groups) || !groups.every(isGroup)) return null;
  return { by, groups, own };
}

/**
 * @param {unknown} value
 * @returns {value is Group}
 */
function isGroup(value) {
  if (typeof value !== "object" || value === null) return false;
  const { kind, custodian, prints, freed } = /** @type {Partial<Group>} */ (value);
  return KINDS.includes(kind ?? "") && Array.isArray(custodian) && custodian.every((host) => /^\S+$/.test(host))
    && isPrints(prints) && isPrints(freed);
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isPrints(value) {
  return typeof value === "string" && value.length % PRINT_DIGITS === 0 && /^[0-9a-f]*$/.test(value);
}

/**
 * @param {Memory} memory
 * @param {string} kind
 * @param {string[]} custodian
 */
function groupOf(memory, kind, custodian) {
  const hosts = custodian.join(" ");
  let held = memory.groups.find((each) => each.kind === kind && each.custodian.join(" ") === hosts);
  if (!held) memory.groups.push((held = { kind, custodian, entries: {} }));
  return held;
}

/** @param {string} prints */
function each(prints) {
  return prints.match(new RegExp(`.{${PRINT_DIGITS}}`, "g")) ?? [];
}

/**
 * Each fingerprint with the second at which it ends.
 *
 * @param {string[]} prints
 * @param {(print: string) => number} seen
 */
function withEnds(prints, seen) {
  return prints
    .map((print) => print + Math.ceil((seen(print) + LASTS_MS) / 1000).toString(16).padStart(8, "0"))
    .join("");
}

/**
 * Drops what is too old, and the oldest of what is too much.
 *
 * @param {Memory} memory
 * @param {number} now
 */
function shorten(memory, now) {
  const all = memory.groups.flatMap(({ entries }) => Object.entries(entries).map(([print, { seen }]) => ({ entries, print, seen })));
  all.sort((a, b) => a.seen - b.seen);
  for (const [index, { entries, print, seen }] of all.entries()) {
    if (seen + LASTS_MS <= now || index < all.length - MOST_FINGERPRINTS) delete entries[print];
  }
  memory.groups = memory.groups.filter(({ entries }) => Object.keys(entries).length > 0);
}
