// @ts-check
// Bodies of responses that bring contact values. The page reads another response in their place:
// its body is read from the true one only when the page reads it, held until the end, and veiled.
// So all that a body can be asked for is answered by the native itself, errors and locks included.

import {
  apply, construct, getPrototypeOf, isBranded, isGecko, isObject, natives, push,
} from './natives.js';
import { isSource, veiledBytes } from './sources.js';
import { wrap, wrapAccessor } from './wrap.js';

/** @typedef {import('./wrap.js').Realm} Realm */

/**
 * What stands for a response: what the page reads, and what went wrong in reading the true one.
 * @typedef {{ response: Response, reading: { isFailed: boolean, error: any } }} Veiled
 */

/** @type {WeakMap<Response, Veiled>} */
const veiledResponses = new natives.WeakMap();

/** How a broken connection ends a body. @param {Realm} realm */
const broken = (realm) => new realm.TypeError(isGecko ? 'Error in input stream' : 'network error');

/** What Firefox then says to who asked for all of it, whether or not there was such a header. @param {Realm} realm */
const brokenOff = (realm) =>
  new realm.TypeError('Content-Length header of network response exceeds response Body.');

/**
 * Reads a body to its end, into a sink of our own: what a promise brings, a page's `then` sees first.
 * @param {ReadableStream} body @param {AbortSignal} signal
 * @param {(bytes: Uint8Array) => void} done @param {(error: any) => void} fail
 */
const readAll = (body, signal, done, fail) => {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  const write = (/** @type {Uint8Array} */ chunk) => {
    push(chunks, chunk);
    length += apply(natives.viewLength, chunk, []);
  };
  const end = () => {
    const bytes = new natives.Uint8Array(length);
    let offset = 0;
    for (let index = 0; index < chunks.length; index += 1) {
      const chunk = /** @type {Uint8Array} */ (chunks[index]);
      apply(natives.viewSet, bytes, [chunk, offset]);
      offset += apply(natives.viewLength, chunk, []);
    }
    done(bytes);
  };
  const sink = new natives.WritableStream(/** @type {any} */ ({ __proto__: null, write }));
  const piped = apply(natives.pipeTo, body, [sink, { __proto__: null, signal }]);
  apply(natives.then, piped, [end, fail]);
};

/**
 * The body that the page reads.
 * @param {Realm} realm @param {any} ReadableStream of that realm
 * @param {() => ReadableStream} bodyOf the true one, which is another after each cloning
 * @param {(bytes: Uint8Array) => Uint8Array | undefined} veil
 * @param {Veiled['reading']} reading
 * @returns {ReadableStream}
 */
const bodyInstead = (realm, ReadableStream, bodyOf, veil, reading) => {
  let isBegun = false;
  let isOver = false;
  const aborter = new natives.AbortController();

  /** @param {any} controller */
  const pull = (controller) => {
    if (isBegun) return;
    isBegun = true;
    const fail = (/** @type {any} */ error) => {
      if (isOver) return;
      isOver = true;
      reading.isFailed = true;
      reading.error = error;
      apply(natives.streamFail, controller, [error]);
    };
    readAll(bodyOf(), apply(natives.abortSignal, aborter, []), (bytes) => {
      if (isOver) return;
      const veiled = veil(bytes);
      if (!veiled) {
        fail(broken(realm));
        return;
      }
      isOver = true;
      if (apply(natives.viewLength, veiled, []) > 0) apply(natives.streamEnqueue, controller, [veiled]);
      apply(natives.streamClose, controller, []);
      // A reader that brings its own buffer waits for it to come back.
      const request = apply(natives.byobRequest, controller, []);
      if (request) apply(natives.byobRespond, request, [0]);
    }, fail);
  };

  /** @param {any} reason */
  const cancel = (reason) => {
    isOver = true;
    if (!isBegun) return apply(natives.streamCancel, bodyOf(), [reason]);
    return apply(natives.abort, aborter, [reason]);
  };

  const source = { __proto__: null, type: 'bytes', pull, cancel };
  return construct(ReadableStream, [source, { __proto__: null, highWaterMark: 0 }]);
};

/** Whether a response has no body to be read. @param {Response} response */
const isInUse = (response) => {
  const body = apply(natives.responseBody, response, []);
  return body === null || apply(natives.streamLocked, body, []) || apply(natives.responseUsed, response, []);
};

const READERS = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData'];

/** @param {Realm} realm */
export const guardResponses = (realm) => {
  const { Response, ReadableStream, JSON: { parse } } = realm.window;
  const { prototype } = Response;
  const { text, json } = prototype;
  const typeError = realm.TypeError.prototype;

  /**
   * What stands for a response that brings contact values; nothing for any other, and for one
   * without a body or with one that is in use already: the native says so.
   * @param {any} self @returns {Veiled | undefined}
   */
  const veiledOf = (self) => {
    const known = apply(natives.weakGet, veiledResponses, [self]);
    if (known || !isBranded(natives.responseUrl, self)) return known;
    const url = apply(natives.responseUrl, self, []);
    if (!isSource(url)) return undefined;
    if (isInUse(self)) return undefined;
    const bodyOf = () => apply(natives.responseBody, self, []);
    const type = apply(natives.headersGet, apply(natives.responseHeaders, self, []), ['content-type']) ?? '';
    const reading = { isFailed: false, error: undefined };
    const instead = bodyInstead(realm, ReadableStream, bodyOf, (bytes) => veiledBytes(url, bytes), reading);
    const headers = type === '' ? { __proto__: null } : { __proto__: null, 'content-type': type };
    const veiled = { response: construct(Response, [instead, { __proto__: null, headers }]), reading };
    apply(natives.weakSet, veiledResponses, [self, veiled]);
    return veiled;
  };

  /**
   * Why a body could not be read: the native gives the reason of one that a page has made in the
   * words of another fault.
   * @param {Veiled} veiled @param {any} error what the native says
   */
  const faultOf = ({ reading }, error) => {
    if (!reading.isFailed) return error;
    const isBroken = isObject(reading.error) && getPrototypeOf(reading.error) === typeError;
    if (isGecko) return isBroken ? brokenOff(realm) : error;
    return isBroken ? error : reading.error;
  };

  for (let index = 0; index < READERS.length; index += 1) {
    wrap(prototype, /** @type {string} */ (READERS[index]), (native, self, args) => {
      const veiled = veiledOf(self);
      if (!veiled) return apply(native, self, args);
      // Chromium would say in an error of JSON what has ended the body.
      const isJson = native === json && !isInUse(veiled.response);
      const read = apply(isJson ? text : native, veiled.response, args);
      return new realm.Promise((done, fail) => {
        const end = isJson ? (/** @type {string} */ value) => {
          try { done(apply(parse, undefined, [value])); } catch (error) { fail(error); }
        } : done;
        apply(natives.then, read, [end, (/** @type {any} */ error) => fail(faultOf(veiled, error))]);
      });
    });
  }
  wrap(prototype, 'textStream', (native, self, args) => apply(native, veiledOf(self)?.response ?? self, args));
  wrapAccessor(prototype, 'body', 'get', (native, self, args) => apply(native, veiledOf(self)?.response ?? self, args));
  // Asked for often, and of what was not read yet it is as the native says.
  wrapAccessor(prototype, 'bodyUsed', 'get', (native, self, args) =>
    apply(native, apply(natives.weakGet, veiledResponses, [self])?.response ?? self, args));

  wrap(prototype, 'clone', (native, self, args) => {
    const veiled = apply(natives.weakGet, veiledResponses, [self]);
    // What is not read yet is told by its address, as its clone will be.
    if (!veiled) return apply(native, self, args);
    const response = apply(native, veiled.response, args);
    const clone = apply(native, self, args);
    apply(natives.weakSet, veiledResponses, [clone, { response, reading: veiled.reading }]);
    return clone;
  });
};
