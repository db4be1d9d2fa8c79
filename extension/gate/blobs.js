// @ts-check
// In Firefox, what a blob is made of is kept beside it from the start, since it may be made before
// anything is withheld: see parts.js.

import { hear, say } from './ask.js';
import {
  apply, at, construct, isArray, isBranded, isGecko, isObject, iterable, natives, push,
} from './natives.js';
import {
  blobContents, blobsByUrl, bytesPart, contentOf, copyBytes, isBuffer, isView, textPart,
} from './parts.js';
import { wrap, wrapClass } from './wrap.js';

/** How long a revoked URL is still known: many pages revoke right after the click. */
const REVOKED_FOR = 10_000;
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @typedef {import('./parts.js').Part} Part */

/** @param {any} part @returns {{ copy: any, content: Part | undefined }} the content if it is known */
const takeBlobPart = (part) => {
  if (isObject(part) && isBranded(natives.blobSize, part)) {
    return { copy: part, content: apply(natives.weakGet, blobContents, [part]) };
  }
  if (isObject(part) && (isView(part) || isBuffer(part))) {
    const copy = copyBytes(part);
    try {
      return { copy, content: textPart(apply(natives.decode, strictDecoder, [copy])) };
    } catch {
      return { copy, content: bytesPart(copy) };
    }
  }
  const copy = typeof part === 'string' ? part : `${part}`;
  return { copy, content: textPart(copy) };
};

/** @param {Part} content as bytes, each a character */
const asBytes = ({ encoding, payload }) =>
  (encoding === 'text' ? bytesPart(apply(natives.encode, encoder, [payload])).payload : payload);

/**
 * Takes the parts of a blob as they are now, and what they come to: undefined when one of them is
 * not known.
 * @param {any[]} given @returns {{ parts: any[], content: Part | undefined }}
 */
const takeBlobParts = (given) => {
  /** @type {any[]} */
  const parts = [];
  /** @type {Part | undefined} */
  let content = textPart('');
  for (let index = 0; index < given.length; index += 1) {
    const taken = takeBlobPart(given[index]);
    push(parts, taken.copy);
    if (!content || !taken.content) content = undefined;
    else if (content.encoding === taken.content.encoding) {
      content = { encoding: content.encoding, payload: content.payload + taken.content.payload };
    } else content = { encoding: 'bytes', payload: asBytes(content) + asBytes(taken.content) };
  }
  return { parts: iterable(parts), content };
};

/** @param {any} native @param {any[]} args @param {any} newTarget */
const makeBlob = (native, args, newTarget) => {
  // Another iterable than an array is read by the native alone, and so counts as unread.
  if (args.length > 0 && !isArray(args[0])) return construct(native, args, newTarget);
  const { parts, content } = takeBlobParts(args.length > 0 ? args[0] : []);
  if (args.length > 0) args[0] = parts;
  const blob = construct(native, args, newTarget);
  // Line ends may be changed on the way into a blob; no value holds one.
  if (content) apply(natives.weakSet, blobContents, [blob, content]);
  return blob;
};

/** @param {import('./wrap.js').Realm} realm */
export const guardBlobs = ({ window }) => {
  if (!isGecko) return;
  wrapClass(window, 'Blob', makeBlob);
  wrapClass(window, 'File', makeBlob);
  wrap(window.URL, 'createObjectURL', (native, self, args) => {
    const url = apply(native, self, args);
    if (isBranded(natives.blobSize, at(args, 0))) apply(natives.mapSet, blobsByUrl, [url, args[0]]);
    return url;
  });
  wrap(window.URL, 'revokeObjectURL', (native, self, args) => {
    const url = args.length > 0 && typeof args[0] !== 'string' ? `${args[0]}` : at(args, 0);
    if (args.length > 0) args[0] = url;
    natives.setTimeout(() => apply(natives.mapDelete, blobsByUrl, [url]), REVOKED_FOR);
    return apply(native, self, args);
  });
};

// The isolated world asks what is behind a URL that a navigation goes to.
hear('read', (url) => {
  const { encoding, payload } = contentOf(url);
  say('content', `${encoding}\n${payload}`);
});
