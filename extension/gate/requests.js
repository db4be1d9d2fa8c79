// @ts-check
// fetch, fetchLater, XMLHttpRequest and beacons.

import { isClear, mayLeave } from './ask.js';
import {
  apply, at, construct, isAbsolute, isBranded, isGecko, isObject, natives, push, resolve, withTaken,
} from './natives.js';
import {
  makeReplaceable, takeBody, textPart, unreadablePart, whenRead,
} from './parts.js';
import {
  notAllowed, rejected, takeAddress, wrap, wrapGuarded,
} from './wrap.js';

/**
 * @typedef {import('./wrap.js').Realm} Realm
 * @typedef {import('./parts.js').Part} Part
 */

/** What `fetch` says when the network fails, in the browser's own words. @param {Realm} realm */
const failedToFetch = (realm) => new realm.TypeError(
  isGecko ? 'NetworkError when attempting to fetch resource.' : 'Failed to fetch');

/**
 * The same request with another body.
 * @param {Request} request @param {any} body @returns {Request}
 */
const withBody = (request, body) => construct(natives.Request, [request, { __proto__: null, body }]);

/**
 * Makes the one request that is judged and sent.
 * @param {any[]} args those of `fetch`
 * @returns {{ request: Request, url: string, parts: Part[], isStream: boolean }}
 */
const takeRequest = (args) => {
  const input = args[0];
  const init = at(args, 1);
  const given = isObject(init) ? init.body : undefined;
  const { copy, parts, isStream } = takeBody(given);
  const hasBody = given !== undefined && given !== null;
  // The options inherit from the page's, so that none is lost; only the body is ours.
  const options = hasBody ? withTaken(init, /** @type {any} */ ({ __proto__: null, body: copy })) : init;
  const isRequest = isBranded(natives.requestUrl, input);
  const request = construct(natives.Request, options === undefined ? [input] : [input, options]);
  const method = apply(natives.requestMethod, request, []);
  let head = `${method}\n`;
  apply(natives.headersForEach, apply(natives.requestHeaders, request, []), [
    (/** @type {string} */ value, /** @type {string} */ name) => { head += `${name}: ${value}\n`; },
  ]);
  const taken = {
    request,
    url: apply(natives.requestUrl, request, []),
    parts,
    // A body may be inside the request that was given.
    isStream: isStream || (isRequest && !hasBody && method !== 'GET' && method !== 'HEAD'),
  };
  makeReplaceable(copy, parts, (body) => { taken.request = withBody(request, body); });
  push(parts, textPart(head));
  return taken;
};

/** @param {Realm} realm */
const guardFetch = (realm) => {
  wrapGuarded(realm.window, 'fetch', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    /** @type {ReturnType<typeof takeRequest>} */
    let taken;
    try { taken = takeRequest(args); } catch (error) { return rejected(realm, error); }
    const { url, parts, isStream } = taken;
    const judge = () => mayLeave('fetch', url, parts);
    const go = () => apply(native, self, [taken.request]);
    if (isStream) {
      // A body that cannot be read at once is read first, from a copy, then judged, then sent.
      // As text, since a page's `then` can put something else in the place of any object. What is
      // none comes with the mark of what could not be decoded.
      if (!judge()) return rejected(realm, failedToFetch(realm));
      return new realm.Promise((done, fail) => {
        const { request } = taken;
        const text = apply(natives.requestText, apply(natives.requestClone, request, []), []);
        apply(natives.then, text, [
          (/** @type {string} */ read) => {
            const isText = !apply(natives.includes, read, ['\ufffd']);
            const held = [isText ? textPart(read) : unreadablePart()];
            if (isText) makeReplaceable(read, held, (body) => { taken.request = withBody(request, body); });
            if (mayLeave('fetch', url, held)) done(go());
            else fail(failedToFetch(realm));
          },
          fail,
        ]);
      });
    }
    /** @type {any} */
    let outcome;
    /** @type {(value: any) => void} */
    let settle = (value) => { outcome = value; };
    const isHeld = whenRead(parts, () => {
      settle(judge() ? go() : rejected(realm, failedToFetch(realm)));
    });
    return isHeld ? new realm.Promise((done) => { settle = done; }) : outcome;
  }, takeAddress);

  // What is sent when the page is left can be read now or never.
  wrapGuarded(realm.window, 'fetchLater', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const taken = takeRequest(args);
    const { url, parts, isStream } = taken;
    if (isStream) push(parts, unreadablePart());
    if (!mayLeave('fetch', url, parts)) throw notAllowed(realm);
    const init = at(args, 1);
    const later = isObject(init) ? init.activateAfter : undefined;
    return apply(native, self, [taken.request, { __proto__: null, activateAfter: later }]);
  }, takeAddress);
};

// --- XMLHttpRequest ----------------------------------------------------------------------------

/**
 * What was opened, and by which arguments: an XMLHttpRequest does not tell.
 * @type {WeakMap<XMLHttpRequest, { url: string, args: any[], headers: [string, string][] }>}
 */
const opened = new natives.WeakMap();

/**
 * Whether the request is open and not yet sent. The native looks at this before it looks at the
 * name of a header, and refuses an empty name.
 * @param {XMLHttpRequest} request
 */
const canBeSent = (request) => {
  try {
    apply(natives.xhrSetHeader, request, ['', '']);
    return true;
  } catch (error) {
    return isBranded(natives.exceptionName, error)
      && apply(natives.exceptionName, error, []) === 'SyntaxError';
  }
};

/** @param {Realm} realm */
const guardXhr = ({ window }) => {
  const { prototype } = window.XMLHttpRequest;

  wrap(prototype, 'open', (native, self, args) => {
    if (args.length < 2) return apply(native, self, args);
    // A symbol is no text: the native says so best.
    if (typeof args[0] === 'symbol' || typeof args[1] === 'symbol') return apply(native, self, args);
    // Coerced here, in the order of the native, so that native and record are told the same.
    for (let index = 0; index < args.length && index < 5; index += 1) {
      const isGiven = index < 2 || (args[index] !== undefined && args[index] !== null);
      if (index === 2) args[2] = !!args[2];
      else if (isGiven && typeof args[index] !== 'string') args[index] = `${args[index]}`;
    }
    const url = resolve(args[1]);
    if (url && !isAbsolute(args[1])) args[1] = url;
    /** @type {any[]} */
    const copy = [];
    for (let index = 0; index < args.length; index += 1) push(copy, args[index]);
    const result = apply(native, self, args);
    apply(natives.weakSet, opened, [self, { url, args: copy, headers: [] }]);
    return result;
  });

  wrap(prototype, 'setRequestHeader', (native, self, args) => {
    if (args.length < 2) return apply(native, self, args);
    const name = `${args[0]}`;
    const value = `${args[1]}`;
    const result = apply(native, self, [name, value]);
    const record = apply(natives.weakGet, opened, [self]);
    if (record) push(record.headers, [name, value]);
    return result;
  });

  // What is held is not sent any more.
  wrap(prototype, 'abort', (native, self, args) => {
    const record = isObject(self) && apply(natives.weakGet, opened, [self]);
    if (record) apply(natives.weakSet, opened, [self, { url: record.url, args: record.args, headers: record.headers }]);
    return apply(native, self, args);
  });

  wrapGuarded(prototype, 'send', (native, self, args) => {
    const { copy, parts, isStream } = takeBody(at(args, 0));
    const given = args.length === 0 ? [] : [copy];
    makeReplaceable(copy, parts, (body) => { given[0] = body; });
    if (!canBeSent(self)) return apply(native, self, given);
    // Looked up after the body was taken: the body's own code may have opened it anew.
    const record = apply(natives.weakGet, opened, [self]);
    const url = record ? record.url : '';
    const isAsync = !record || record.args.length < 3 || record.args[2];
    // Without a record another frame's `open` was called on it, and nobody can tell what for.
    if (isStream || !record) push(parts, unreadablePart());
    if (record) {
      let head = '';
      for (let index = 0; index < record.args.length; index += 1) {
        // The address is judged as the destination.
        if (index !== 1) head += `${record.args[index]}\n`;
      }
      for (let index = 0; index < record.headers.length; index += 1) {
        head += `${record.headers[index][0]}: ${record.headers[index][1]}\n`;
      }
      push(parts, textPart(head));
    }
    const send = () => {
      if (!isClear(url) && !mayLeave('xhr', url, parts)) {
        // Fails as a lost connection does, events and errors included: the native itself is sent
        // to an address inside this browser at which there is nothing.
        apply(natives.xhrOpen, self, ['GET', 'blob:null/refused', isAsync]);
        return apply(native, self, []);
      }
      if (record) {
        // Opened once more, as recorded: another frame's methods may have changed it unheard.
        apply(natives.xhrOpen, self, record.args);
        for (let index = 0; index < record.headers.length; index += 1) {
          apply(natives.xhrSetHeader, self, record.headers[index]);
        }
      }
      return apply(native, self, given);
    };
    if (!isAsync) return send();
    whenRead(parts, () => {
      // Held, it may have been opened anew or aborted meanwhile.
      if (apply(natives.weakGet, opened, [self]) === record) send();
    });
    return undefined;
  });
};

// --- Beacons -----------------------------------------------------------------------------------

/** @param {Realm} realm */
const guardBeacon = ({ window }) => {
  wrapGuarded(window.Navigator.prototype, 'sendBeacon', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const url = typeof args[0] === 'string' ? args[0] : `${args[0]}`;
    const { copy, parts, isStream } = takeBody(at(args, 1));
    let body = copy;
    makeReplaceable(copy, parts, (made) => { body = made; });
    if (isStream) push(parts, unreadablePart());
    let isQueued = false;
    const isHeld = whenRead(parts, () => {
      isQueued = mayLeave('beacon', resolve(url), parts)
        && apply(native, self, args.length === 1 ? [url] : [url, body]);
    });
    // Held, it is queued here as it would be there.
    return isHeld || isQueued;
  }, takeAddress);
};

/** @param {Realm} realm */
export const guardRequests = (realm) => {
  guardFetch(realm);
  guardXhr(realm);
  guardBeacon(realm);
};
