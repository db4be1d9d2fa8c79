/**
 * What the bytes of a page are as text, as far as that is known here: UTF-8, and windows-1252, which is what browsers
 * take Latin-1 and ASCII for. In the second each byte is one letter, so that the bytes come back whatever they meant.
 */

/** @typedef {"utf-8" | "windows-1252"} Charset */

/** How far browsers look for a declaration in the page itself, in bytes. */
const DECLARED_WITHIN = 1024;

/**
 * @param {string} type  the Content-Type
 * @param {Uint8Array} bytes
 * @returns {Charset | null | undefined}  null for any other, nothing where none is declared
 */
export function charsetOf(type, bytes) {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) return null;
  const sent = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(type)?.[1];
  if (sent !== undefined && isKnown(sent)) return named(sent);
  const declared = declaredIn(bytes);
  // One that could be read cannot be in UTF-16.
  if (declared !== undefined && isKnown(declared)) return /^utf-16/i.test(declared) ? "utf-8" : named(declared);
  return undefined;
}

/** @param {Uint8Array} bytes */
function declaredIn(bytes) {
  const text = decode(bytes.subarray(0, DECLARED_WITHIN), "windows-1252").replace(/<!--.*?-->/gs, "");
  return /<meta\s[^>]*?charset\s*=\s*["']?\s*([^"'\s;/>]+)/i.exec(text)?.[1];
}

/** @param {string} label */
function encodingOf(label) {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** @param {string} label */
const isKnown = (label) => encodingOf(label) !== null;

/** @param {string} label @returns {Charset | null} */
function named(label) {
  const encoding = encodingOf(label);
  return encoding === "utf-8" || encoding === "windows-1252" ? encoding : null;
}

/** @param {Uint8Array} bytes @param {Charset} charset */
export function decode(bytes, charset) {
  return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
}

/** @type {Map<string, number> | undefined} */
let byLetter;

/** @param {string} text @param {Charset} charset @returns {Uint8Array} */
export function encode(text, charset) {
  if (charset === "utf-8") return new TextEncoder().encode(text);
  byLetter ??= new Map(Array.from(decode(Uint8Array.from({ length: 256 }, (_, byte) => byte), charset), (letter, byte) => [letter, byte]));
  const letters = byLetter;
  return Uint8Array.from(text, (letter) => letters.get(letter) ?? 0x3f);
}
