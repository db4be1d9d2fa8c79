// @ts-check
// Reading what would leave, as it is now: the copy that the native is given, and what is asked
// about it.

import {
  apply, getOwnPropertyDescriptor, isBranded, isGecko, isObject, iterable, natives, ownKeys, push,
} from './natives.js';

/**
 * @typedef {{ encoding: 'text' | 'bytes' | 'blob' | 'unreadable', payload: any }} Part
 * A piece of a payload. A blob's payload is the Blob, or the `blob:` URL of one.
 *
 * @typedef {{ copy: any, parts: Part[], isStream: boolean }} Taken
 */

/** @param {any} value @returns {Part} */
export const textPart = (value) => ({ encoding: 'text', payload: value });

/** @returns {Part} */
export const unreadablePart = () => ({ encoding: 'unreadable', payload: '' });

// Maps each byte to one character, without loss: see `Encoding::Bytes` in src/protocol.rs.
const byteDecoder = new TextDecoder('x-user-defined');

/** @param {ArrayBuffer | Uint8Array} bytes @returns {Part} */
export const bytesPart = (bytes) =>
  ({ encoding: 'bytes', payload: apply(natives.decode, byteDecoder, [bytes]) });

// --- Blobs -----------------------------------------------------------------------------------

// The isolated world reads a blob through its URL; in Firefox the page's own `connect-src` forbids
// it that. So there what a blob is made of is kept beside it: see blobs.js.

/** From each blob whose content is known to that. Used in Firefox only. @type {WeakMap<Blob, Part>} */
export const blobContents = new natives.WeakMap();
/** From each `blob:` URL to its blob. Used in Firefox only. @type {Map<string, Blob>} */
export const blobsByUrl = new natives.Map();

/** @param {Blob | string | undefined} blob or its URL @returns {Part} */
export const contentOf = (blob) => {
  const known = typeof blob === 'string' ? apply(natives.mapGet, blobsByUrl, [blob]) : blob;
  return (known && apply(natives.weakGet, blobContents, [known])) ?? unreadablePart();
};

/** @param {Part} part */
const isUnread = (part) => isGecko && part.encoding === 'blob' && typeof part.payload !== 'string'
  && apply(natives.weakGet, blobContents, [part.payload]) === undefined;

/**
 * Calls `done` once all blobs among the parts can be read: at once where they can be now.
 * @param {Part[]} parts @param {() => void} done
 * @returns {boolean} whether that is later, so that the payload is held meanwhile
 */
export const whenRead = (parts, done) => {
  let waiting = 1;
  let isHeld = false;
  const settle = () => {
    waiting -= 1;
    if (waiting === 0) done();
  };
  for (let index = 0; index < parts.length; index += 1) {
    const part = /** @type {Part} */ (parts[index]);
    if (!isUnread(part)) continue;
    waiting += 1;
    isHeld = true;
    apply(natives.then, apply(natives.blobText, part.payload, []), [
      (/** @type {string} */ text) => {
        // What is no text comes with the mark of what could not be decoded, and stays unread.
        if (!apply(natives.includes, text, ['\ufffd'])) {
          apply(natives.weakSet, blobContents, [part.payload, textPart(text)]);
        }
        settle();
      },
      settle,
    ]);
  }
  settle();
  return isHeld;
};

/** What waits behind something held, by where it goes. @type {WeakMap<object, (() => void)[]>} */
const queues = new natives.WeakMap();

/**
 * As `whenRead`, for things that must arrive in the order in which they were sent: what comes after
 * something held waits behind it.
 * @param {object} target @param {Part[]} parts @param {() => void} done
 */
export const inOrder = (target, parts, done) => {
  const waiting = apply(natives.weakGet, queues, [target]);
  if (waiting) {
    push(waiting, () => inOrder(target, parts, done));
    return;
  }
  /** @type {(() => void)[]} */
  const queue = [];
  let isHeld = false;
  isHeld = whenRead(parts, () => {
    if (!isHeld) {
      done();
      return;
    }
    apply(natives.weakDelete, queues, [target]);
    try { done(); } catch { /* nobody waits for it any more */ }
    for (let index = 0; index < queue.length; index += 1) /** @type {() => void} */ (queue[index])();
  });
  if (isHeld) apply(natives.weakSet, queues, [target, queue]);
};

// --- Bodies ----------------------------------------------------------------------------------

/**
 * Copies a form's entries, and lists its parts.
 * @param {FormData} form @param {Part[]} parts
 * @param {(name: string, value: any) => void} [each] told of every entry
 */
export const copyForm = (form, parts, each) => {
  const copy = new natives.FormData();
  const entries = apply(natives.formEntries, form, []);
  let text = '';
  for (;;) {
    const step = apply(natives.formNext, entries, []);
    if (step.done) break;
    const name = step.value[0];
    const value = step.value[1];
    if (each) each(name, value);
    if (typeof value === 'string') {
      text += `${name}\n${value}\n`;
      apply(natives.formAppend, copy, [name, value]);
    } else {
      const fileName = apply(natives.fileName, value, []);
      text += `${name}\n${fileName}\n`;
      push(parts, { encoding: 'blob', payload: value });
      apply(natives.formAppend, copy, [name, value, fileName]);
    }
  }
  push(parts, textPart(text));
  return copy;
};

/** @param {any} view @returns {Uint8Array} a copy of what the view shows */
export const copyView = (view) => {
  const isData = isBranded(natives.dataViewLength, view);
  const buffer = apply(isData ? natives.dataViewBuffer : natives.viewBuffer, view, []);
  const offset = apply(isData ? natives.dataViewOffset : natives.viewOffset, view, []);
  const length = apply(isData ? natives.dataViewLength : natives.viewLength, view, []);
  const shown = new natives.Uint8Array(buffer, offset, length);
  // `slice` would ask the page's `Symbol.species`; `set` between typed arrays asks nobody.
  const copy = new natives.Uint8Array(length);
  apply(natives.viewSet, copy, [shown]);
  return copy;
};

/** @param {any} value */
export const isView = (value) => apply(natives.isView, natives.ArrayBuffer, [value]);

/** @param {any} value */
export const isBuffer = (value) =>
  isBranded(natives.bufferLength, value) || isBranded(natives.sharedLength, value);

/** Bytes as they are now. @param {any} value a view or a buffer */
export const copyBytes = (value) => copyView(isView(value) ? value : new natives.Uint8Array(value));

/**
 * Takes a body as it is now.
 * @param {any} body @returns {Taken}
 */
export const takeBody = (body) => {
  /** @type {Part[]} */
  const parts = [];
  let copy = body;
  let isStream = false;
  if (body === undefined || body === null) {
    push(parts, textPart(''));
  } else if (isObject(body)) {
    if (isBranded(natives.blobSize, body)) {
      push(parts, { encoding: 'blob', payload: body });
    } else if (isBranded(natives.formHas, body, [''])) {
      copy = copyForm(body, parts);
    } else if (isBranded(natives.paramsToString, body)) {
      const text = apply(natives.paramsToString, body, []);
      copy = new natives.URLSearchParams(text);
      push(parts, textPart(text));
    } else if (isView(body) || isBuffer(body)) {
      copy = copyBytes(body);
      push(parts, bytesPart(copy));
    } else if (isBranded(natives.streamLocked, body)) {
      isStream = true;
    } else if (isBranded(natives.baseURI, body)) {
      // A document, which only XMLHttpRequest sends as such.
      push(parts, textPart(apply(natives.serialize, natives.serializer, [body])));
    } else {
      copy = `${body}`;
      push(parts, textPart(copy));
    }
  } else {
    copy = `${body}`;
    push(parts, textPart(copy));
  }
  return { copy, parts, isStream };
};

// --- What can leave in the place of a body ------------------------------------------------------

/**
 * From a part that is all of a body to what puts another content in its place, and says whether
 * that could be done exactly.
 * @type {WeakMap<Part, (content: string | Uint8Array) => boolean>}
 */
export const replacers = new natives.WeakMap();

/** The bytes that characters stand for: see `Encoding::Bytes`. @param {string} characters */
export const bytesOf = (characters) => {
  const bytes = new natives.Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index += 1) {
    // The lowest eight bits are the byte, whichever half it is of.
    bytes[index] = apply(natives.charCodeAt, characters, [index]);
  }
  return bytes;
};

/**
 * A body of the same kind with another content; nothing where it would not be just that.
 * @param {any} body one that was taken @param {any} content
 */
const bodyLike = (body, content) => {
  if (typeof body === 'string') return content;
  if (isBranded(natives.paramsToString, body)) {
    const made = new natives.URLSearchParams(content);
    return apply(natives.paramsToString, made, []) === content ? made : undefined;
  }
  if (isBranded(natives.blobSize, body)) {
    const type = apply(natives.blobType, body, []);
    return new natives.Blob(iterable([content]), /** @type {any} */ ({ __proto__: null, type }));
  }
  return isView(body) ? content : undefined;
};

/** Whether a body that was taken is all in one part, of which the same kind can be made. @param {any} body */
const isOnePart = (body) => typeof body === 'string' || (isObject(body)
  && (isBranded(natives.paramsToString, body) || isBranded(natives.blobSize, body) || isView(body)));

/**
 * Lets another content leave in the place of a body, once a person has chosen that.
 * @param {any} body the copy that was taken @param {Part[]} parts that were taken with it
 * @param {(body: any) => void} put
 */
export const makeReplaceable = (body, parts, put) => {
  if (!isOnePart(body)) return;
  apply(natives.weakSet, replacers, [parts[0], (/** @type {any} */ content) => {
    try {
      const made = bodyLike(body, content);
      if (made !== undefined) put(made);
      return made !== undefined;
    } catch {
      return false;
    }
  }]);
};

// --- Objects -----------------------------------------------------------------------------------

/**
 * Lists all that stands in a structured clone: it has no code of the page's in it, but its
 * prototypes are the page's.
 * @param {any} value @param {Part[]} parts
 */
export const listParts = (value, parts) => {
  const seen = new natives.Set();
  let text = '';
  /** @param {any} each */
  const walk = (each) => {
    if (!isObject(each)) {
      // Numbers too: a telephone number can be one.
      if (typeof each !== 'symbol') text += `${each}\n`;
      return;
    }
    if (apply(natives.setHas, seen, [each])) return;
    apply(natives.setAdd, seen, [each]);
    if (isBranded(natives.blobSize, each)) {
      if (isBranded(natives.fileName, each)) walk(apply(natives.fileName, each, []));
      push(parts, { encoding: 'blob', payload: each });
    } else if (isView(each) || isBuffer(each)) {
      push(parts, bytesPart(copyBytes(each)));
    } else if (isBranded(natives.streamLocked, each)) {
      push(parts, unreadablePart());
    } else if (isBranded(natives.stringValue, each)) {
      walk(apply(natives.stringValue, each, []));
    } else if (isBranded(natives.mapHas, each, [''])) {
      apply(natives.mapForEach, each, [(/** @type {any} */ item, /** @type {any} */ key) => { walk(key); walk(item); }]);
    } else if (isBranded(natives.setHas, each, [''])) {
      apply(natives.setForEach, each, [walk]);
    } else {
      const keys = ownKeys(each);
      for (let index = 0; index < keys.length; index += 1) {
        const key = /** @type {string} */ (keys[index]);
        const descriptor = getOwnPropertyDescriptor(each, key);
        walk(key);
        if (descriptor && 'value' in descriptor) walk(descriptor.value);
      }
    }
  };
  walk(value);
  push(parts, textPart(text));
};

/** All text in a structured clone. @param {any} value */
export const textIn = (value) => {
  /** @type {Part[]} */
  const parts = [];
  listParts(value, parts);
  return /** @type {Part} */ (parts[parts.length - 1]).payload;
};
