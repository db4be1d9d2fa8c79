/**
 * What the engine does, written by hand in plain JavaScript: candidates, made canonical, looked up.
 * It undoes no escapes and folds nothing but ASCII letters, so it does less than the engine.
 */

/** @typedef {import("./people.mjs").Detail} Detail */

const [AT, PLUS, DASH, DOT, ZERO, NINE, UNDERSCORE, PERCENT, APOSTROPHE] = [64, 43, 45, 46, 48, 57, 95, 37, 39];
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 19;
const MOST_PUNCTUATION = 6;
const FILTER_BITS = 22;

const isDigit = (/** @type {number} */ code) => code >= ZERO && code <= NINE;
const isLetter = (/** @type {number} */ code) => (code | 32) >= 97 && (code | 32) <= 122;
const isInDomain = (/** @type {number} */ code) => isLetter(code) || isDigit(code) || code === DOT || code === DASH;
const isInLocal = (/** @type {number} */ code) => isInDomain(code) || code === PLUS || code === UNDERSCORE || code === PERCENT || code === APOSTROPHE;
/** Blank, dot, dash, slash, brackets, plus. */
const isPunctuation = (/** @type {number} */ code) => code === 32 || (code >= 40 && code <= 47 && code !== 42 && code !== 44) || code === 91 || code === 93;
const withoutTag = (/** @type {string} */ local) => local.split("+", 1)[0] || local;

/** The national and the international digits of a number. @param {string} digits */
const readings = (digits) => {
  const plain = digits.replace(/^0+/, "");
  return plain.length > 10 && plain.startsWith("1") ? [plain, plain.slice(1)] : [plain];
};

/** Ready to find these details. @param {Detail[]} details @returns {(text: string) => Set<number>} */
export function byHand(details) {
  /** @type {Map<string, Map<string, number>>} */
  const domains = new Map();
  /** @type {Map<string, number>} */
  const numbers = new Map();
  const filter = new Uint8Array(1 << FILTER_BITS);
  const place = (/** @type {number} */ ending) => Math.imul(ending, 0x9e3779b1) >>> (32 - FILTER_BITS);
  details.forEach(({ kind, shown }, index) => {
    if (kind === "email") {
      const [local = "", domain = ""] = shown.toLowerCase().split("@");
      const locals = domains.get(domain) ?? new Map();
      domains.set(domain, locals.set(withoutTag(local), index));
      return;
    }
    for (const digits of readings(shown.replace(/\D/g, ""))) {
      numbers.set(digits, index);
      filter[place(Number(digits.slice(-FEWEST_DIGITS)))] = 1;
    }
  });

  /** @param {string} text @param {number} at @param {Set<number>} found @returns {number} where the domain ends */
  function email(text, at, found) {
    let end = at + 1;
    while (end < text.length && isInDomain(text.charCodeAt(end))) end += 1;
    let last = end;
    while (last > at && !isLetter(text.charCodeAt(last - 1)) && !isDigit(text.charCodeAt(last - 1))) last -= 1;
    const locals = domains.get(text.slice(at + 1, last).toLowerCase());
    if (!locals) return end;
    let start = at;
    while (start > 0 && isInLocal(text.charCodeAt(start - 1))) start -= 1;
    const index = locals.get(withoutTag(text.slice(start, at).toLowerCase()));
    if (index !== undefined) found.add(index);
    return end;
  }

  return (text) => {
    const found = new Set();
    /** Where the groups of digits begin and end that go on as one number. @type {number[]} */
    const groups = [];
    let count = 0;
    let ending = 0;
    for (let position = 0; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      if (code === AT) {
        position = email(text, position, found) - 1;
        continue;
      }
      if (!isDigit(code)) continue;
      const start = position;
      const before = groups.at(-1) ?? -Infinity;
      let isOne = start - before <= MOST_PUNCTUATION;
      for (let gap = before; isOne && gap < start; gap += 1) isOne = isPunctuation(text.charCodeAt(gap));
      if (!isOne) groups.length = count = ending = 0;
      for (let digit = code; isDigit(digit); digit = text.charCodeAt(position += 1)) {
        ending = (ending % 1_000_000) * 10 + digit - ZERO;
        count += 1;
      }
      groups.push(start, position);
      position -= 1;
      if (count < FEWEST_DIGITS || !filter[place(ending)]) continue;
      let digits = "";
      for (let group = groups.length - 2; group >= 0 && digits.length <= MOST_DIGITS; group -= 2) {
        digits = text.slice(groups[group], groups[group + 1]) + digits;
        for (const reading of readings(digits)) {
          const index = numbers.get(reading);
          if (index !== undefined) found.add(index);
        }
      }
    }
    return found;
  };
}
