// @ts-check
// Responses that bring contact values, as the rules of the sites name them: which they are, and
// what the page gets of them.

import { veiledBody } from './ask.js';
import { apply, match, natives } from './natives.js';

// Nothing of the page's has run yet when these are made.
const patterns = entreNousResponses.map(({ path, query }) => ({
  path: new RegExp(`^${path.split('*').map((part) => part.replace(/[^\w/]/g, '\\$&')).join('[^/]+')}/?$`),
  query,
}));

/** What the page reads as text has no byte order mark, nor has what the engine reads. */
const decoder = new TextDecoder('utf-8');
const strictDecoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** @param {string} text */
const unescaped = (text) => {
  try {
    return natives.decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** @param {string} url */
const matchesAny = (url) => {
  // An address that holds its own content can be long.
  if (!apply(natives.startsWith, url, ['http'])) return false;
  const parsed = new natives.URL(url);
  const path = unescaped(apply(natives.urlPath, parsed, []));
  const query = unescaped(apply(natives.urlQuery, parsed, []));
  for (let index = 0; index < patterns.length; index += 1) {
    const pattern = /** @type {typeof patterns[0]} */ (patterns[index]);
    if (match(pattern.path, path) && apply(natives.includes, query, [pattern.query])) return true;
  }
  return false;
};

/** A page that waits for text asks for it often. */
let lastUrl = '';
let isLastSource = false;

/** Whether a response from this address may bring contact values. @param {string} url as the browser writes it */
export const isSource = (url) => {
  if (url !== lastUrl) {
    isLastSource = matchesAny(url);
    lastUrl = url;
  }
  return isLastSource;
};

/** @param {any} bytes */
export const textOf = (bytes) => apply(natives.decode, decoder, [bytes]);
/** @param {string} text @returns {Uint8Array} */
export const bytesOfText = (text) => apply(natives.encode, encoder, [text]);

/**
 * What the page gets of a body: the very bytes, others, or, where nobody has read them, none.
 * @param {string} url @param {Uint8Array} bytes
 * @returns {Uint8Array | undefined}
 */
export const veiledBytes = (url, bytes) => {
  if (apply(natives.viewLength, bytes, []) === 0) return bytes;
  /** @type {string} */
  let text;
  // What is no text is read by nobody.
  try { text = apply(natives.decode, strictDecoder, [bytes]); } catch { return undefined; }
  const veiled = veiledBody(url, text);
  if (veiled === undefined) return undefined;
  return veiled === text ? bytes : bytesOfText(veiled);
};
