// @ts-check
// Wrapping, without a trace: a proxy keeps name, length, prototype chain and `new`, and the
// property's descriptor stays as it was.

import { isAnybodyThere, isClear } from './ask.js';
import {
  apply, at, construct, defineProperty, getOwnPropertyDescriptor, isAbsolute, isBranded, natives,
  ownKeys, resolve,
} from './natives.js';

/**
 * One global object and what is made of its own kind. There is one for the window that this
 * script runs in, and one for each window that no content script reaches: see realms.js.
 * @typedef {{
 *   window: any, document: Document, origin: string, Promise: PromiseConstructor,
 *   TypeError: TypeErrorConstructor, DOMException: typeof DOMException, isForeign: boolean,
 * }} Realm
 *
 * @typedef {(native: any, self: any, args: any[]) => any} Wrapper
 */

/** From each wrapper to what it wraps, for `toString`. */
const wrapped = new natives.WeakMap();

/** @param {any} native @param {any} handler a null-prototype object */
const wrapperOf = (native, handler) => {
  const proxy = new natives.Proxy(native, handler);
  // What is wrapped twice looks as what is underneath.
  apply(natives.weakSet, wrapped, [proxy, apply(natives.weakGet, wrapped, [native]) ?? native]);
  return proxy;
};

/** The realm that is being given its wrappers. @type {Realm | undefined} */
let current;

/** @param {Realm} realm @param {() => void} install */
export const within = (realm, install) => {
  const before = current;
  current = realm;
  install();
  current = before;
};

/**
 * Whether the wrappers of a window that this page has opened are to stand aside: it has come to a
 * document of its own, with a gate of its own, and outlives this page, whose engine is gone.
 * @param {Realm | undefined} realm
 */
const isOutlived = (realm) => realm !== undefined && realm.isForeign
  && apply(natives.windowDocument, realm.window, []) !== realm.document && !isAnybodyThere();

/** @param {any} native @param {Wrapper} wrapper */
const functionOf = (native, wrapper) => {
  const realm = current;
  return wrapperOf(native, {
    __proto__: null,
    /** @param {any} _ @param {any} self @param {any[]} args */
    apply: (_, self, args) =>
      (isOutlived(realm) ? apply(native, self, args) : wrapper(native, self, args)),
  });
};

/** @param {any} holder @param {string | symbol} name @param {any} descriptor @param {string} key @param {any} value */
const redefine = (holder, name, descriptor, key, value) => {
  const changed = /** @type {any} */ ({ __proto__: null });
  const keys = ownKeys(descriptor);
  for (let index = 0; index < keys.length; index += 1) {
    const each = /** @type {string} */ (keys[index]);
    changed[each] = each === key ? value : descriptor[each];
  }
  defineProperty(holder, name, changed);
};

/**
 * Puts a wrapper in the place of a method, where there is one.
 * @param {any} holder @param {string} name @param {Wrapper} wrapper
 */
export const wrap = (holder, name, wrapper) => {
  const descriptor = holder && getOwnPropertyDescriptor(holder, name);
  if (!descriptor || typeof descriptor.value !== 'function') return;
  redefine(holder, name, descriptor, 'value', functionOf(descriptor.value, wrapper));
};

/**
 * Puts a wrapper in the place of a property's getter or setter, where there is one.
 * @param {any} holder @param {string} name @param {'get' | 'set'} which @param {Wrapper} wrapper
 */
export const wrapAccessor = (holder, name, which, wrapper) => {
  const descriptor = holder && getOwnPropertyDescriptor(holder, name);
  if (!descriptor || typeof descriptor[which] !== 'function' || !descriptor.configurable) return;
  redefine(holder, name, descriptor, which, functionOf(descriptor[which], wrapper));
};

/**
 * As `wrap`, standing aside where nothing is at stake.
 * @param {any} holder @param {string} name @param {Wrapper} wrapper
 * @param {(self: any, args: any[]) => string} destinationOf must not call the page's code
 */
export const wrapGuarded = (holder, name, wrapper, destinationOf = nowhere) =>
  wrap(holder, name, (native, self, args) =>
    (isClear(destinationOf(self, args)) ? apply(native, self, args) : wrapper(native, self, args)));
const nowhere = () => '';

/**
 * Puts a wrapper in the place of a class, under all its names.
 * @param {any} holder @param {string} name
 * @param {(native: any, args: any[], newTarget: any) => any} wrapper what `new` does
 */
export const wrapClass = (holder, name, wrapper) => {
  const native = holder[name];
  if (typeof native !== 'function') return;
  const realm = current;
  const proxy = wrapperOf(native, {
    __proto__: null,
    /** @param {any} target @param {any[]} args @param {any} newTarget */
    construct: (target, args, newTarget) =>
      (isOutlived(realm) ? construct(target, args, newTarget) : wrapper(target, args, newTarget)),
  });
  const constructor = getOwnPropertyDescriptor(native.prototype, 'constructor');
  // `Audio` and its like have the prototype of another class.
  if (constructor?.value === native) redefine(native.prototype, 'constructor', constructor, 'value', proxy);
  const names = [name, `webkit${name}`];
  for (let index = 0; index < names.length; index += 1) {
    const each = /** @type {string} */ (names[index]);
    const descriptor = getOwnPropertyDescriptor(holder, each);
    if (descriptor?.value === native) redefine(holder, each, descriptor, 'value', proxy);
  }
};

/**
 * As `wrapClass`, standing aside where nothing is at stake.
 * @param {any} holder @param {string} name
 * @param {(native: any, args: any[], newTarget: any) => any} wrapper
 * @param {(self: any, args: any[]) => string} destinationOf must not call the page's code
 */
export const wrapGuardedClass = (holder, name, wrapper, destinationOf = nowhere) =>
  wrapClass(holder, name, (native, args, newTarget) =>
    (args.length === 0 || isClear(destinationOf(undefined, args))
      ? construct(native, args, newTarget) : wrapper(native, args, newTarget)));

/**
 * The address that the first argument names, if it can be told without any coercion. It is put
 * in that argument's place: other arguments may yet change what it is relative to.
 * @param {unknown} _ @param {any[]} args
 */
export const takeAddress = (_, args) => {
  const url = at(args, 0);
  if (typeof url !== 'string') {
    if (isBranded(natives.href, url)) return apply(natives.href, url, []);
    return isBranded(natives.requestUrl, url) ? apply(natives.requestUrl, url, []) : '';
  }
  const address = resolve(url);
  if (address && !isAbsolute(url)) args[0] = address;
  return address;
};

/** @param {Realm} realm */
export const wrapLook = ({ window }) => {
  wrap(window.Function.prototype, 'toString', (native, self, args) =>
    apply(native, apply(natives.weakGet, wrapped, [self]) ?? self, args));
};

/** Whether a window has its wrappers already. @param {any} window */
export const isWrapped = (window) => {
  // A proxy says no name of its own.
  const { toString } = window.Function.prototype;
  return !apply(natives.includes, apply(natives.functionToString, toString, []), ['toString']);
};

// --- How natives fail --------------------------------------------------------------------------

/** @param {Realm} realm @param {any} error */
export const rejected = (realm, error) => new realm.Promise((_, reject) => reject(error));
/** @param {Realm} realm */
export const notAllowed = (realm) =>
  new realm.DOMException('The request is not allowed.', 'NotAllowedError');
/** @param {Realm} realm */
export const insecure = (realm) => new realm.DOMException('The operation is insecure.', 'SecurityError');
