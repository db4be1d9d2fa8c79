// @ts-check
// Connections that stay open.

import { isClear, mayLeave } from './ask.js';
import { leadsTo } from './handing.js';
import {
  apply, arrayFrom, at, construct, create, defineProperty, isBranded, isObject, iterable, natives, ownKeys, push,
  resolve, withTaken,
} from './natives.js';
import {
  inOrder, takeBody, textPart, unreadablePart,
} from './parts.js';
import {
  insecure, takeAddress, wrap, wrapAccessor, wrapClass, wrapGuarded, wrapGuardedClass,
} from './wrap.js';

/**
 * @typedef {import('./wrap.js').Realm} Realm
 * @typedef {import('./parts.js').Part} Part
 */

/**
 * A text, or the texts of any iterable, taken once.
 * @param {any} given @returns {string | string[]}
 */
const takeTexts = (given) => {
  if (!isObject(given)) return `${given}`;
  const items = arrayFrom(given);
  for (let index = 0; index < items.length; index += 1) items[index] = `${items[index]}`;
  return iterable(items);
};

/** @param {string | string[]} texts */
const joined = (texts) => {
  if (typeof texts === 'string') return texts;
  let text = '';
  for (let index = 0; index < texts.length; index += 1) text += `${texts[index]}\n`;
  return text;
};

/** Where each sort of connection fails without a network. @type {Record<string, string>} */
const REFUSED = /** @type {any} */ ({
  __proto__: null,
  EventSource: 'blob:null/refused',
  WebSocket: 'ws://localhost:1/',
  WebSocketStream: 'ws://localhost:1/',
  WebTransport: 'https://localhost:1/',
});

/**
 * A connection whose second argument are protocols or options.
 * @param {Realm} realm @param {string} name
 */
const guardConnection = (realm, name) => {
  wrapClass(realm.window, name, (native, args, newTarget) => {
    if (args.length === 0) return construct(native, args, newTarget);
    const address = takeAddress(undefined, args);
    if (isClear(address)) return recorded(construct(native, args, newTarget), address);
    const url = typeof args[0] === 'string' ? args[0] : `${args[0]}`;
    const second = at(args, 1);
    /** @type {any} */
    let more = second;
    let text = '';
    if (name === 'WebSocket' && second !== undefined) {
      more = takeTexts(second);
      text = joined(more);
    } else if (name === 'WebSocketStream' && isObject(second) && second.protocols !== undefined) {
      const protocols = takeTexts(second.protocols);
      text = joined(protocols);
      more = withTaken(second, /** @type {any} */ ({ __proto__: null, protocols }));
    }
    // Refused, it fails as a connection does: at a port that no browser connects to.
    const may = mayLeave('socket', resolve(url), [textPart(text)]);
    if (!may) return construct(native, [REFUSED[name]], newTarget);
    return recorded(construct(native, args.length > 1 ? [url, more] : [url], newTarget), resolve(url));
  });
};

/** @param {any} connection @param {string} address */
const recorded = (connection, address) => {
  apply(natives.weakSet, transports, [connection, address]);
  return connection;
};

/**
 * @param {Realm} realm @param {any} holder @param {(self: any) => string} destinationOf
 */
const guardSend = (realm, holder, destinationOf) => {
  wrapGuarded(holder?.prototype, 'send', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const { copy, parts, isStream } = takeBody(args[0]);
    if (isStream) push(parts, unreadablePart());
    inOrder(self, parts, () => {
      if (!mayLeave('socket', destinationOf(self), parts)) {
        throw new realm.DOMException('The message was not sent.', 'InvalidStateError');
      }
      apply(native, self, [copy]);
    });
    return undefined;
  }, destinationOf);
};

/** @param {any} socket */
const urlOfSocket = (socket) =>
  (isBranded(natives.socketUrl, socket) ? apply(natives.socketUrl, socket, []) : '');

// --- Streams -----------------------------------------------------------------------------------

/** From each transport, and each part of it, to its address. @type {WeakMap<object, string>} */
const transports = new natives.WeakMap();

/** @param {Realm} realm */
const guardStreams = ({ window }) => {
  // Told before any of the page's own code is.
  wrapAccessor(window.WebSocketStream?.prototype, 'opened', 'get', (native, self, args) => {
    const opening = apply(native, self, args);
    apply(natives.then, opening, [
      (/** @type {any} */ opened) => leadsTo(opened.writable, apply(natives.streamUrl, self, [])), () => {}]);
    return opening;
  });
  const transport = window.WebTransport?.prototype;
  wrapAccessor(transport, 'datagrams', 'get', (native, self, args) => {
    const datagrams = apply(native, self, args);
    apply(natives.weakSet, transports, [datagrams, apply(natives.weakGet, transports, [self]) ?? '']);
    return datagrams;
  });
  /** @type {import('./wrap.js').Wrapper} */
  const open = (native, self, args) => {
    const opening = apply(native, self, args);
    apply(natives.then, opening, [(/** @type {any} */ stream) => {
      const address = apply(natives.weakGet, transports, [self]) ?? '';
      if (isBranded(natives.sinkLocked, stream)) leadsTo(stream, address);
      else apply(natives.weakSet, transports, [stream, address]);
    }, () => {}]);
    return opening;
  };
  wrap(transport, 'createUnidirectionalStream', open);
  wrap(transport, 'createBidirectionalStream', open);
  for (let index = 0; index < DUPLEX.length; index += 1) {
    const name = /** @type {string} */ (DUPLEX[index]);
    wrapAccessor(window[name]?.prototype, 'writable', 'get', (native, self, args) => {
      const stream = apply(native, self, args);
      leadsTo(stream, apply(natives.weakGet, transports, [self]) ?? '');
      return stream;
    });
  }
};
const DUPLEX = ['WebTransportDatagramDuplexStream', 'WebTransportBidirectionalStream'];

// --- WebRTC ------------------------------------------------------------------------------------

/**
 * A configuration whose servers are taken once, and the text in them.
 * @param {any} given
 */
const takeServers = (given) => {
  const servers = isObject(given) ? given.iceServers : undefined;
  if (!isObject(servers)) return { configuration: given, text: '' };
  /** @type {any[]} */
  const items = arrayFrom(servers);
  let text = '';
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (!isObject(item)) continue;
    const copy = create(null);
    const names = ['urls', 'url', 'username', 'credential', 'credentialType'];
    for (let each = 0; each < names.length; each += 1) {
      const name = /** @type {string} */ (names[each]);
      const value = item[name];
      if (value === undefined) continue;
      copy[name] = takeTexts(value);
      text += `${joined(copy[name])}\n`;
    }
    defineProperty(items, index, /** @type {any} */ ({ __proto__: null, value: copy }));
  }
  const configuration = withTaken(given, /** @type {any} */ ({ __proto__: null, iceServers: iterable(items) }));
  return { configuration, text };
};

/** @param {Realm} realm */
const guardPeers = (realm) => {
  const { window } = realm;
  wrapGuardedClass(window, 'RTCPeerConnection', (native, args, newTarget) => {
    const { configuration, text } = takeServers(args[0]);
    if (!mayLeave('socket', '', [textPart(text)])) throw insecure(realm);
    return construct(native, [configuration], newTarget);
  });
  const prototype = window.RTCPeerConnection?.prototype;
  wrapGuarded(prototype, 'setConfiguration', (native, self, args) => {
    const { configuration, text } = takeServers(at(args, 0));
    if (!mayLeave('socket', '', [textPart(text)])) throw insecure(realm);
    return apply(native, self, [configuration]);
  });
  wrapGuarded(prototype, 'createDataChannel', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const label = `${args[0]}`;
    const options = at(args, 1);
    const given = isObject(options) ? options.protocol : undefined;
    const protocol = given === undefined ? '' : `${given}`;
    if (!mayLeave('socket', '', [textPart(label), textPart(protocol)])) throw insecure(realm);
    return apply(native, self, [label, withTaken(options, /** @type {any} */ ({ __proto__: null, protocol }))]);
  });
  // What the other side is told of this connection can hold any text.
  wrapGuarded(prototype, 'addIceCandidate', (native, self, args) => {
    const given = at(args, 0);
    const candidate = isObject(given) ? given.candidate : undefined;
    if (candidate === undefined || candidate === null) return apply(native, self, args);
    const text = `${candidate}`;
    if (!mayLeave('socket', '', [textPart(text)])) throw insecure(realm);
    return apply(native, self, [withTaken(given, /** @type {any} */ ({ __proto__: null, candidate: text }))]);
  });
  guardSend(realm, window.RTCDataChannel, () => '');
};

/** @param {Realm} realm */
export const guardSockets = (realm) => {
  const names = /** @type {string[]} */ (ownKeys(REFUSED));
  for (let index = 0; index < names.length; index += 1) {
    guardConnection(realm, /** @type {string} */ (names[index]));
  }
  guardSend(realm, realm.window.WebSocket, urlOfSocket);
  guardStreams(realm);
  guardPeers(realm);
};
