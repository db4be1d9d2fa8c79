/** What others would find known details with. Each is made ready once, and then searches texts. */

import { AhoCorasick } from "@monyone/aho-corasick/fast";
import { findPhoneNumbersInText } from "libphonenumber-js";
import { LinkifyIt } from "linkify-it";
import { byHand } from "./by-hand.mjs";

/** @typedef {import("./people.mjs").Detail} Detail */
/** @typedef {(text: string) => Set<number>} Search */
/** @typedef {{ finds: Detail["kind"][], ready: (details: Detail[]) => Search }} Peer */

/** How people write a number of eleven digits that begins with 1. @param {string} digits */
function spellings(digits) {
  const [area = "", exchange = "", line = ""] = /^1(...)(...)(....)$/.exec(digits)?.slice(1) ?? [];
  const separated = [" ", "-", ".", ""].flatMap((between) => [[area, exchange, line].join(between), `1${between}${[area, exchange, line].join(between)}`]);
  return [...new Set([...separated, `(${area}) ${exchange}-${line}`, `(${area}) ${exchange} ${line}`])];
}

/** All written-out forms of a detail, in lower case. @param {Detail} detail */
const forms = ({ kind, shown }) =>
  kind === "email" ? [shown, shown.replace("@", "%40"), shown.replace("@", "\\u0040")].map((form) => form.toLowerCase()) : spellings(shown.replace(/\D/g, ""));

/** By one form of each detail. @param {Detail[]} details @param {(detail: Detail) => string[]} each */
const positions = (details, each) => new Map(details.flatMap((detail, index) => each(detail).map((form) => [form, index])));

/** Looks each candidate up. @param {Iterable<string>} candidates @param {Map<string, number>} known @param {Set<number>} found */
function lookUp(candidates, known, found = new Set()) {
  for (const candidate of candidates) {
    const index = known.get(candidate);
    if (index !== undefined) found.add(index);
  }
  return found;
}

/** @param {string} text @param {RegExp} pattern @param {(match: string) => string} canonical */
const matches = function* (text, pattern, canonical) {
  for (const [match] of text.matchAll(pattern)) yield canonical(match);
};

const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;
const PHONE = /\+?\(?\d[\d ().\-/]{5,22}\d/g;

/** @type {Record<string, Peer>} */
export const PEERS = {
  "RegExp + Set": {
    finds: ["email", "phone"],
    ready: (details) => {
      const emails = positions(details, ({ kind, shown }) => (kind === "email" ? [shown.toLowerCase()] : []));
      const phones = positions(details, ({ kind, shown }) => (kind === "phone" ? [shown.replace(/\D/g, ""), shown.slice(2)] : []));
      return (text) => {
        const found = lookUp(matches(text, EMAIL, (match) => match.toLowerCase()), emails);
        return lookUp(matches(text, PHONE, (match) => match.replace(/\D/g, "")), phones, found);
      };
    },
  },
  "the same by hand in JavaScript": { finds: ["email", "phone"], ready: byHand },
  "Aho-Corasick, all spellings": {
    finds: ["email", "phone"],
    ready: (details) => {
      const known = positions(details, forms);
      const automaton = new AhoCorasick([...known.keys()]);
      return (text) => lookUp(automaton.matchInText(text.toLowerCase()).map(({ keyword }) => keyword), known);
    },
  },
  "libphonenumber-js": {
    finds: ["phone"],
    ready: (details) => {
      const known = positions(details, ({ kind, shown }) => (kind === "phone" ? [shown] : []));
      return (text) => lookUp(findPhoneNumbersInText(text, "US").map(({ number }) => number.number), known);
    },
  },
  "linkify-it": {
    finds: ["email"],
    ready: (details) => {
      const known = positions(details, ({ kind, shown }) => (kind === "email" ? [shown.toLowerCase()] : []));
      const linkify = new LinkifyIt({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true });
      linkify.add("http:", null).add("https:", null).add("ftp:", null).add("//", null);
      return (text) => lookUp((linkify.match(text) ?? []).map(({ text: link }) => link.toLowerCase().replace(/^mailto:/, "")), known);
    },
  },
};
