// @ts-check
// Messages over ports and to workers, and what workers are made of. A worker's scripts are out of
// reach, so what crosses to them counts as having left, unless they are the site's own.
//
// `postMessage` of a window is not among them. A window of this origin is guarded as this one is;
// another site's window gives the page a function of its own, which nobody can replace; and a
// wrapper would change the `source` of a message that one window sends by another's function.

import { isClear, mayLeave } from './ask.js';
import {
  apply, arrayFrom, at, construct, isBranded, isObject, iterable, iteratorSymbol, natives, push, resolve, withTaken,
} from './natives.js';
import { inOrder, listParts, textPart } from './parts.js';
import {
  insecure, rejected, takeAddress, wrap, wrapClass, wrapGuarded,
} from './wrap.js';

/**
 * @typedef {import('./wrap.js').Realm} Realm
 * @typedef {import('./parts.js').Part} Part
 */

/**
 * Takes a message as it is now.
 * @param {any} message @param {any[]} handed what is handed over with it
 */
const takeMessage = (message, handed) => {
  /** @type {Part[]} */
  const parts = [];
  const clone = apply(natives.structuredClone, undefined, [
    [message, handed], { __proto__: null, transfer: iterable(handed) }]);
  listParts(clone[0], parts);
  return { message: clone[0], transfer: iterable(clone[1]), parts };
};

/** What needs no look: no value is one. @param {any} message */
const isPlain = (message) => message === undefined || message === null || typeof message === 'boolean';

/**
 * @param {any} holder @param {(self: any) => string} destinationOf must not call the page's code
 */
const guardPort = (holder, destinationOf) => {
  wrap(holder?.prototype, 'postMessage', (native, self, args) => {
    if (isPlain(at(args, 0))) return apply(native, self, args);
    const destination = destinationOf(self);
    if (args.length === 0 || isClear(destination)) return apply(native, self, args);
    const options = at(args, 1);
    // What is no list and no options is refused by the native, and so is a port that is to hand itself over.
    if (options !== undefined && options !== null && !isObject(options)) return apply(native, self, args);
    const isList = isObject(options) && typeof options[iteratorSymbol] === 'function';
    const given = isList ? options : options?.transfer;
    const handed = isObject(given) ? arrayFrom(given) : [];
    for (let index = 0; index < handed.length; index += 1) {
      if (handed[index] === self) return apply(native, self, [null, iterable(handed)]);
    }
    const taken = takeMessage(args[0], handed);
    inOrder(self, taken.parts, () => {
      if (!mayLeave('message', destination, taken.parts)) return;
      apply(native, self, [taken.message, { __proto__: null, transfer: taken.transfer }]);
    });
    return undefined;
  });
};

// --- Workers -----------------------------------------------------------------------------------

/** Where each worker's script comes from; empty where this page made it. */
const scripts = new natives.WeakMap();
/** Whether this page has made a worker of its own text, which can hear what is broadcast. */
let hasOwnWorkers = false;

/** @param {any} worker */
const scriptOf = (worker) => (isObject(worker) && apply(natives.weakGet, scripts, [worker])) || '';

/** @param {string} address */
const isOwnText = (address) => apply(natives.startsWith, address, ['blob:'])
  || apply(natives.startsWith, address, ['data:']);

/** @param {Realm} realm @param {string} name */
const guardWorkerClass = (realm, name) => {
  if (!realm.window[name]) return;
  /** @param {any} worker @param {string} address */
  const record = (worker, address) => {
    if (isOwnText(address)) hasOwnWorkers = true;
    apply(natives.weakSet, scripts, [worker, isOwnText(address) ? '' : address]);
    return worker;
  };
  wrapClass(realm.window, name, (native, args, newTarget) => {
    if (args.length === 0) return construct(native, args, newTarget);
    if (typeof args[0] !== 'string' && !isBranded(natives.href, args[0])) args[0] = `${args[0]}`;
    const address = takeAddress(undefined, args) || '';
    if (isClear(isOwnText(address) ? '' : address)) {
      return record(construct(native, args, newTarget), address);
    }
    // Of a worker's options only its name is the page's own text. They are taken in this order.
    const options = at(args, 1);
    const taken = /** @type {any} */ ({ __proto__: null });
    if (isObject(options)) {
      const { credentials } = options;
      if (credentials !== undefined) taken.credentials = `${credentials}`;
    }
    const given = isObject(options) ? options.name : name === 'SharedWorker' ? options : undefined;
    const own = given === undefined ? '' : `${given}`;
    if (given !== undefined) taken.name = own;
    if (isObject(options)) {
      const { type } = options;
      if (type !== undefined) taken.type = `${type}`;
    }
    /** @type {Part[]} */
    const parts = [textPart(own)];
    if (apply(natives.startsWith, address, ['blob:'])) push(parts, { encoding: 'blob', payload: address });
    if (!mayLeave('message', address, parts)) throw insecure(realm);
    const first = address || args[0];
    return record(construct(native, [first, isObject(options) ? withTaken(options, taken) : taken], newTarget), address);
  });
};

/** @param {Realm} realm */
export const guardMessages = (realm) => {
  const { window } = realm;
  guardWorkerClass(realm, 'Worker');
  guardWorkerClass(realm, 'SharedWorker');
  guardPort(window.Worker, scriptOf);
  guardPort(window.ServiceWorker, (worker) =>
    (isBranded(natives.workerScript, worker) ? apply(natives.workerScript, worker, []) : ''));
  guardPort(window.BroadcastChannel, () => (hasOwnWorkers ? '' : realm.origin));
  // Nobody can tell where the other end of a port is.
  guardPort(window.MessagePort, () => '');

  wrapGuarded(window.ServiceWorkerContainer?.prototype, 'register', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    let address;
    let scope;
    try {
      address = typeof args[0] === 'string' ? args[0] : `${args[0]}`;
      const given = isObject(at(args, 1)) ? args[1].scope : undefined;
      scope = given === undefined ? undefined : `${given}`;
    } catch (error) {
      return rejected(realm, error);
    }
    if (!mayLeave('message', resolve(address), [textPart(scope ?? '')])) return rejected(realm, insecure(realm));
    return apply(native, self, [address, withTaken(at(args, 1), /** @type {any} */ ({ __proto__: null, ...(scope === undefined ? null : { scope }) }))]);
  }, takeAddress);
};
