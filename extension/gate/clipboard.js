// @ts-check
// The clipboard, and what a page sets itself for a copy or a drag.

import { hear, mayLeave, say } from './ask.js';
import {
  apply, arrayFrom, at, create, defineProperty, isArray, isBranded, isGecko, iterable, natives, push,
} from './natives.js';
import {
  contentOf, textPart, unreadablePart, whenRead,
} from './parts.js';
import { notAllowed, rejected, wrapGuarded } from './wrap.js';

/**
 * @typedef {import('./wrap.js').Realm} Realm
 * @typedef {import('./parts.js').Part} Part
 */

/** Set when the isolated world stops a copy or a drag by itself. */
let stoppedBeside = false;
hear('stopped', () => { stoppedBeside = true; });

/**
 * The same content in a blob that no page's `then` makes a promise of.
 * @param {Blob} blob
 */
const withoutThen = (blob) => {
  const type = apply(natives.blobType, blob, []);
  const copy = apply(natives.blobSlice, blob, [0, apply(natives.blobSize, blob, []), type]);
  return defineProperty(copy, 'then', /** @type {any} */ ({ __proto__: null, value: undefined })) && copy;
};

// A clipboard holds one content in several types, and each is judged by itself. Were one refused,
// the isolated world needs all of them to go on without the withheld fields.

/** A new content begins. */
const beginCopy = () => say('copy');

/** @param {string} type @param {Part} part a text, or a blob by its URL */
const addToCopy = (type, { encoding, payload }) => say('copied', `${type}\n${encoding}\n${payload}`);

/** Which of the two uses of a DataTransfer is going on. */
const transferChannel = () => {
  const event = natives.currentEvent && apply(natives.currentEvent, ownWindow, []);
  return event && apply(natives.eventType, event, []) === 'dragstart' ? 'drag' : 'clipboard';
};
const ownWindow = globalThis;

/**
 * @param {{ type: string, blob: Blob | undefined }[][]} items @param {Part[]} parts
 */
const mayBeCopied = (items, parts) => {
  beginCopy();
  /** @type {string[]} */
  const urls = [];
  // Several items at once are left to their refusal.
  const types = items.length === 1 ? /** @type {{ type: string, blob: Blob }[]} */ (items[0]) : [];
  for (let index = 0; index < types.length; index += 1) {
    const { type, blob } = /** @type {{ type: string, blob: Blob }} */ (types[index]);
    if (isGecko) {
      addToCopy(type, contentOf(blob));
    } else {
      const url = apply(natives.createObjectURL, natives.URL, [blob]);
      push(urls, url);
      addToCopy(type, { encoding: 'blob', payload: url });
    }
  }
  const may = mayLeave('clipboard', '', parts);
  for (let index = 0; index < urls.length; index += 1) apply(natives.revokeObjectURL, natives.URL, [urls[index]]);
  return may;
};

/** @param {Realm} realm */
const guardClipboardApi = (realm) => {
  const prototype = realm.window.Clipboard?.prototype;
  wrapGuarded(prototype, 'writeText', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    let text;
    try { text = `${args[0]}`; } catch (error) { return rejected(realm, error); }
    beginCopy();
    addToCopy('text/plain', textPart(text));
    if (!mayLeave('clipboard', '', [textPart(text)])) return rejected(realm, notAllowed(realm));
    return apply(native, self, [text]);
  });

  wrapGuarded(prototype, 'write', (native, self, args) => {
    const isObject = typeof args[0] === 'object' || typeof args[0] === 'function';
    if (args.length === 0 || !isObject || args[0] === null) return apply(native, self, args);
    // Another iterable is asked for its items once, here.
    /** @type {any[]} */
    let given;
    try {
      given = isArray(args[0]) ? args[0] : arrayFrom(args[0]);
    } catch (error) {
      return rejected(realm, error);
    }
    return new realm.Promise((resolvePromise, rejectPromise) => {
      /** @type {{ type: string, blob: Blob | undefined }[][]} */
      const items = [];
      let waiting = 1;
      const judge = () => {
        /** @type {Part[]} */
        const parts = [];
        /** @type {ClipboardItem[]} */
        const copies = [];
        for (let index = 0; index < items.length; index += 1) {
          const types = /** @type {{ type: string, blob: Blob | undefined }[]} */ (items[index]);
          const contents = create(null);
          for (let each = 0; each < types.length; each += 1) {
            const { type, blob } = /** @type {{ type: string, blob: Blob }} */ (types[each]);
            contents[type] = withoutThen(blob);
            push(parts, { encoding: 'blob', payload: blob });
          }
          push(copies, new natives.ClipboardItem(contents));
        }
        whenRead(parts, () => {
          if (mayBeCopied(items, parts)) resolvePromise(apply(native, self, [iterable(copies)]));
          else rejectPromise(notAllowed(realm));
        });
      };
      const settle = () => {
        waiting -= 1;
        if (waiting > 0) return;
        // What a page's `then` puts in a blob's place is none.
        try { judge(); } catch (error) { rejectPromise(error); }
      };
      const count = given.length;
      for (let index = 0; index < count; index += 1) {
        const item = given[index];
        const types = apply(natives.itemTypes, item, []);
        /** @type {{ type: string, blob: Blob | undefined }[]} */
        const contents = [];
        push(items, contents);
        for (let each = 0; each < types.length; each += 1) {
          const content = { type: types[each], blob: /** @type {Blob | undefined} */ (undefined) };
          push(contents, content);
          waiting += 1;
          apply(natives.then, apply(natives.itemGetType, item, [content.type]), [
            (/** @type {Blob} */ blob) => {
              content.blob = blob;
              settle();
            }, rejectPromise,
          ]);
        }
      }
      settle();
    });
  });
};

/** @param {Realm} realm */
export const guardClipboard = (realm) => {
  guardClipboardApi(realm);
  const { window } = realm;

  // What the page's own copy and drag handlers set is judged as it is set. Refused, it is simply
  // not there: the native has no other way to fail.
  wrapGuarded(window.DataTransfer.prototype, 'setData', (native, self, args) => {
    if (args.length < 2) return apply(native, self, args);
    const format = `${args[0]}`;
    const data = `${args[1]}`;
    const channel = transferChannel();
    if (channel === 'clipboard') addToCopy(format, textPart(data));
    if (mayLeave(channel, '', [textPart(data)])) return apply(native, self, [format, data]);
    stoppedBeside = true;
    return undefined;
  });

  wrapGuarded(window.DataTransferItemList.prototype, 'add', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const data = at(args, 0);
    const isFile = args.length === 1 && isBranded(natives.blobSize, data);
    const text = isFile ? data : `${data}`;
    /** @type {Part} */
    const part = isFile ? { encoding: 'blob', payload: data } : textPart(text);
    const channel = transferChannel();
    // A file beside the texts cannot be put there again.
    const type = isFile ? '' : `${at(args, 1)}`;
    if (channel === 'clipboard') addToCopy(type, isFile ? unreadablePart() : part);
    if (mayLeave(channel, '', [part])) return apply(native, self, isFile ? [data] : [text, type]);
    stoppedBeside = true;
    return null;
  });

  // The copy that it starts is judged where the event is heard; a handler that was stopped there
  // must not look like a success here.
  wrapGuarded(window.Document.prototype, 'execCommand', (native, self, args) => {
    stoppedBeside = false;
    const done = apply(native, self, args);
    return done && !stoppedBeside;
  });
};
