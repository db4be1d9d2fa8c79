// @ts-check
// What an XMLHttpRequest has received, where that brings contact values: nothing before the end,
// then what the page gets of it, in the form that the page has asked for. The native is asked for
// bytes, since a blob and a document cannot be read at once; what the page has asked for is kept on
// another request, which is never sent and says what the native says while there is nothing yet.

import {
  apply, at, construct, isBranded, isObject, iterable, natives, resolve,
} from './natives.js';
import {
  bytesOfText, isSource, textOf, veiledBytes,
} from './sources.js';
import { wrap, wrapAccessor } from './wrap.js';

/** @typedef {import('./wrap.js').Realm} Realm */

/**
 * A request for contact values: `asked` has the type that the page has asked for, `made` what it
 * got of what came, by that type.
 * @typedef {{ asked: XMLHttpRequest, bytes: Uint8Array | undefined, made: any }} Asked
 */

/** What was opened. @type {WeakMap<XMLHttpRequest, { url: string, isAsync: boolean }>} */
const opened = new natives.WeakMap();
/** Requests of which the native was asked for bytes. @type {WeakMap<XMLHttpRequest, Asked>} */
const askedForBytes = new natives.WeakMap();
/** Requests that have ended at such an address all the same. @type {WeakMap<XMLHttpRequest, Asked>} */
const ledThere = new natives.WeakMap();

const DONE = 4;

/** The type of a blob made of it. @param {XMLHttpRequest} self */
const essence = (self) => {
  /** @type {string} */
  const type = apply(natives.xhrHeader, self, ['content-type']) ?? '';
  const end = apply(natives.indexOf, type, [';']);
  // The default is the native's.
  return apply(natives.lowerCase, apply(natives.trim, end < 0 ? type : apply(natives.slice, type, [0, end]), []), []) || 'text/xml';
};

/** What a request has brought, as bytes; nothing if that cannot be told. @param {XMLHttpRequest} self */
const receivedBytes = (self) => {
  const type = apply(natives.xhrType, self, []);
  if (type !== '' && type !== 'text' && type !== 'arraybuffer') return undefined;
  const received = apply(natives.xhrResponse, self, []);
  if (received === null) return undefined;
  if (type === 'arraybuffer') return new natives.Uint8Array(received);
  return apply(natives.includes, received, ['\ufffd']) ? undefined : bytesOfText(received);
};

/** @param {Realm} realm */
export const guardReceived = (realm) => {
  const {
    XMLHttpRequest, ArrayBuffer, Blob, JSON: { parse },
  } = realm.window;
  const { prototype } = XMLHttpRequest;

  /** @param {XMLHttpRequest} self @returns {Asked} */
  const recordOf = (self) => {
    const asked = construct(XMLHttpRequest, []);
    apply(natives.setXhrType, asked, [apply(natives.xhrType, self, [])]);
    return { asked, bytes: undefined, made: undefined };
  };

  /** Lets the native have the page's own type again. @param {XMLHttpRequest} self @param {string} type */
  const giveBack = (self, type) => {
    apply(natives.setXhrType, self, [type]);
    apply(natives.weakDelete, askedForBytes, [self]);
  };

  wrap(prototype, 'open', (native, self, args) => {
    const record = isObject(self) ? apply(natives.weakGet, askedForBytes, [self]) : undefined;
    const isAsync = args.length < 3 || args[2] === true;
    const type = record ? apply(natives.xhrType, record.asked, []) : '';
    // A type can be given back to what is open only, and what is opened to be waited for may have none.
    const isEarly = record !== undefined && !isAsync && type === '';
    if (isEarly) {
      apply(native, self, [at(args, 0), at(args, 1)]);
      giveBack(self, type);
    }
    const result = apply(native, self, args);
    if (record && !isEarly) giveBack(self, type);
    apply(natives.weakDelete, ledThere, [self]);
    apply(natives.weakSet, opened, [self, { url: resolve(at(args, 1)), isAsync }]);
    return result;
  });

  wrap(prototype, 'send', (native, self, args) => {
    const record = isObject(self) ? apply(natives.weakGet, opened, [self]) : undefined;
    if (record && isSource(record.url) && !apply(natives.weakGet, askedForBytes, [self])) {
      if (record.isAsync) {
        apply(natives.weakSet, askedForBytes, [self, recordOf(self)]);
        apply(natives.setXhrType, self, ['arraybuffer']);
      } else {
        // As text alone, and in no other encoding.
        try { apply(natives.overrideMimeType, self, ['text/plain;charset=utf-8']); } catch { /* already sent */ }
      }
    }
    return apply(native, self, args);
  });

  wrapAccessor(prototype, 'responseType', 'get', (native, self, args) =>
    apply(native, (isObject(self) && apply(natives.weakGet, askedForBytes, [self])?.asked) || self, args));
  wrapAccessor(prototype, 'responseType', 'set', (native, self, args) => {
    const record = isObject(self) ? apply(natives.weakGet, askedForBytes, [self]) : undefined;
    if (!record) return apply(native, self, args);
    // Fails once something has come.
    apply(native, self, ['arraybuffer']);
    return apply(native, record.asked, args);
  });

  /** The record of a request whose answer brings contact values. @param {any} self @returns {Asked | undefined} */
  const sourceOf = (self) => {
    if (!isBranded(natives.xhrUrl, self)) return undefined;
    const known = apply(natives.weakGet, askedForBytes, [self]) ?? apply(natives.weakGet, ledThere, [self]);
    if (known) return known;
    if (!isSource(apply(natives.xhrUrl, self, []))) return undefined;
    const record = recordOf(self);
    if (apply(natives.xhrReadyState, self, []) === DONE) apply(natives.weakSet, ledThere, [self, record]);
    return record;
  };

  /** What the page gets of all that came, once. @param {XMLHttpRequest} self @param {Asked} record */
  const bytesFor = (self, record) => {
    if (!record.bytes) {
      const received = receivedBytes(self);
      const url = apply(natives.xhrUrl, self, []);
      // Asked for there, it may have been led elsewhere.
      const bytes = received && isSource(url) ? veiledBytes(url, received) : received;
      if (bytes) record.bytes = bytes;
    }
    return record.bytes;
  };

  /** @param {XMLHttpRequest} self @param {string} type @param {Uint8Array} bytes @returns {any} */
  const make = (self, type, bytes) => {
    if (type === '' || type === 'text') return textOf(bytes);
    if (type === 'arraybuffer') {
      const buffer = construct(ArrayBuffer, [apply(natives.viewLength, bytes, [])]);
      apply(natives.viewSet, new natives.Uint8Array(buffer), [bytes]);
      return buffer;
    }
    if (type === 'blob') return construct(Blob, [iterable([bytes]), { __proto__: null, type: essence(self) }]);
    if (type !== 'json') return null;
    try { return apply(parse, undefined, [textOf(bytes)]); } catch { return null; }
  };

  /** @param {'response' | 'responseText'} name */
  const give = (name) => wrapAccessor(prototype, name, 'get', (native, self, args) => {
    const record = sourceOf(self);
    if (!record) return apply(native, self, args);
    const type = apply(natives.xhrType, record.asked, []);
    const isText = type === '' || type === 'text';
    const bytes = apply(natives.xhrReadyState, self, []) === DONE && (isText || name === 'response')
      ? bytesFor(self, record) : undefined;
    if (!bytes) return apply(native, record.asked, args);
    if (record.made === undefined) record.made = make(self, type, bytes);
    return record.made;
  });
  give('response');
  give('responseText');
  wrapAccessor(prototype, 'responseXML', 'get', (native, self, args) => apply(native, sourceOf(self)?.asked ?? self, args));
};
