// @ts-check
// What is handed to other programs: files, the share sheet, notifications.

import { isClear, mayLeave } from './ask.js';
import {
  apply, at, construct, isArray, isBranded, isObject, natives, push, resolve, withTaken,
} from './natives.js';
import { takeBody, textPart, unreadablePart, whenRead } from './parts.js';
import {
  notAllowed, rejected, wrap, wrapAccessor, wrapClass, wrapGuarded, wrapGuardedClass,
} from './wrap.js';

/**
 * @typedef {import('./wrap.js').Realm} Realm
 * @typedef {import('./parts.js').Part} Part
 */

// --- Files -------------------------------------------------------------------------------------

/** How much of what was written last is judged together with what is written next. */
const TAIL = 4096;

/** From each stream to the end of what was written to it. @type {WeakMap<object, string>} */
const tails = new natives.WeakMap();

/** Streams that end within the page: what goes into them is judged where it comes out. */
const withinPage = new natives.WeakSet();

/** From each writer to its stream. */
const streams = new natives.WeakMap();

/** Where a stream leads that is no file. @type {WeakMap<object, { channel: string, destination: string }>} */
const outlets = new natives.WeakMap();
const FILE = { channel: 'download', destination: '' };

/** @param {any} stream */
const outletOf = (stream) => apply(natives.weakGet, outlets, [stream]) ?? FILE;

/** @param {any} stream @param {string} destination */
export const leadsTo = (stream, destination) =>
  apply(natives.weakSet, outlets, [stream, { channel: 'socket', destination }]);

/**
 * What is written, with what was written before it, since a value may be written in pieces.
 * @param {object} stream @param {any} data @param {Part[]} parts
 */
const takeChunk = (stream, data, parts) => {
  const isCommand = isObject(data) && !isBranded(natives.blobSize, data)
    && !isBranded(natives.viewLength, data) && !isBranded(natives.dataViewLength, data)
    && !isBranded(natives.bufferLength, data);
  const content = isCommand ? data.data : data;
  const taken = takeBody(content);
  for (let index = 0; index < taken.parts.length; index += 1) push(parts, taken.parts[index]);
  if (taken.isStream) push(parts, unreadablePart());
  if (typeof taken.copy === 'string') {
    const text = (apply(natives.weakGet, tails, [stream]) ?? '') + taken.copy;
    push(parts, textPart(text));
    const from = text.length > TAIL ? text.length - TAIL : 0;
    apply(natives.weakSet, tails, [stream, apply(natives.slice, text, [from])]);
  }
  if (!isCommand) return taken.copy;
  return withTaken(data, /** @type {any} */ ({ __proto__: null, data: content === undefined ? undefined : taken.copy }));
};

/**
 * @param {Realm} realm @param {any} native @param {any} self @param {any[]} args @param {any} stream
 */
const write = (realm, native, self, args, stream) => {
  /** @type {Part[]} */
  const parts = [];
  let copy;
  try { copy = takeChunk(stream, args[0], parts); } catch (error) { return rejected(realm, error); }
  const { channel, destination } = outletOf(stream);
  const judge = () => (mayLeave(channel, destination, parts)
    ? apply(native, self, [copy]) : rejected(realm, notAllowed(realm)));
  /** @type {any} */
  let outcome;
  /** @type {(value: any) => void} */
  let settle = (value) => { outcome = value; };
  const isHeld = whenRead(parts, () => settle(judge()));
  return isHeld ? new realm.Promise((done) => { settle = done; }) : outcome;
};

/**
 * A stream of which nothing comes out before all has been judged.
 * @param {Realm} realm @param {any} sink
 */
const judging = (realm, sink) => {
  /** @type {any[]} */
  const chunks = [];
  return new natives.TransformStream(/** @type {any} */ ({
    __proto__: null,
    transform: (/** @type {any} */ chunk) => {
      /** @type {Part[]} */
      const parts = [];
      push(chunks, { copy: takeChunk(sink, chunk, parts), parts });
    },
    flush: (/** @type {any} */ controller) => {
      for (let index = 0; index < chunks.length; index += 1) {
        const { channel, destination } = outletOf(sink);
        if (mayLeave(channel, destination, chunks[index].parts)) continue;
        apply(natives.fail, controller, [notAllowed(realm)]);
        return;
      }
      for (let index = 0; index < chunks.length; index += 1) {
        apply(natives.enqueue, controller, [chunks[index].copy]);
      }
    },
  }));
};

/** Classes whose `writable` leads to a `readable` of the same page. */
const TRANSFORMS = [
  'TransformStream', 'CompressionStream', 'DecompressionStream', 'TextEncoderStream', 'TextDecoderStream',
];

/** @param {Realm} realm */
const guardFiles = (realm) => {
  const { window } = realm;
  wrapClass(window, 'WritableStream', (native, args, newTarget) => {
    const stream = construct(native, args, newTarget);
    apply(natives.weakAdd, withinPage, [stream]);
    return stream;
  });
  for (let index = 0; index < TRANSFORMS.length; index += 1) {
    const name = /** @type {string} */ (TRANSFORMS[index]);
    wrapAccessor(window[name]?.prototype, 'writable', 'get', (native, self, args) => {
      const stream = apply(native, self, args);
      apply(natives.weakAdd, withinPage, [stream]);
      return stream;
    });
  }
  /** @param {any} stream */
  const leadsOut = (stream) => isBranded(natives.sinkLocked, stream)
    && !apply(natives.weakHas, withinPage, [stream]);

  wrap(window.WritableStream.prototype, 'getWriter', (native, self, args) => {
    const writer = apply(native, self, args);
    if (leadsOut(self)) apply(natives.weakSet, streams, [writer, self]);
    return writer;
  });
  wrap(window.WritableStreamDefaultWriter.prototype, 'write', (native, self, args) => {
    const stream = isObject(self) && apply(natives.weakGet, streams, [self]);
    if (!stream || isClear('')) return apply(native, self, args);
    return write(realm, native, self, [at(args, 0)], stream);
  });
  wrapGuarded(window.FileSystemWritableFileStream?.prototype, 'write', (native, self, args) =>
    (args.length === 0 || !isBranded(natives.sinkLocked, self)
      ? apply(native, self, args) : write(realm, native, self, args, self)));

  wrap(window.ReadableStream.prototype, 'pipeTo', (native, self, args) => {
    const sink = at(args, 0);
    if (!leadsOut(sink) || isClear('')) return apply(native, self, args);
    const held = judging(realm, sink);
    const out = apply(natives.pipeTo, apply(natives.transformReadable, held, []), [sink]);
    const into = apply(native, self, [apply(natives.transformWritable, held, []), at(args, 1)]);
    apply(natives.then, into, [undefined, () => {}]);
    return out;
  });
  wrap(window.ReadableStream.prototype, 'pipeThrough', (native, self, args) => {
    const pair = at(args, 0);
    if (!isObject(pair)) return apply(native, self, args);
    const { readable, writable } = pair;
    const taken = withTaken(null, /** @type {any} */ ({ __proto__: null, readable, writable }));
    if (!leadsOut(writable) || isClear('')) return apply(native, self, [taken, at(args, 1)]);
    throw notAllowed(realm);
  });

  // The name of a file leaves with it.
  /** @type {import('./wrap.js').Wrapper} */
  const byName = (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    /** @type {any[]} */
    const copy = [];
    let text = '';
    try {
      for (let index = 0; index < args.length; index += 1) {
        const item = typeof args[index] === 'number' ? `${args[index]}` : args[index];
        push(copy, item);
        if (typeof item === 'string') text += `${item}\n`;
        else if (index === 0 && !isBranded(natives.handleKind, item)) {
          copy[0] = `${item}`;
          text += `${copy[0]}\n`;
        }
      }
    } catch (error) {
      return rejected(realm, error);
    }
    return mayLeave('download', '', [textPart(text)])
      ? apply(native, self, copy) : rejected(realm, notAllowed(realm));
  };
  wrapGuarded(window.FileSystemDirectoryHandle?.prototype, 'getFileHandle', byName);
  wrapGuarded(window.FileSystemDirectoryHandle?.prototype, 'getDirectoryHandle', byName);
  wrapGuarded(window.FileSystemHandle?.prototype, 'move', byName);
  wrapGuarded(window, 'showSaveFilePicker', (native, self, args) => {
    const given = isObject(at(args, 0)) ? args[0].suggestedName : undefined;
    if (given === undefined) return apply(native, self, args);
    let name;
    try { name = `${given}`; } catch (error) { return rejected(realm, error); }
    if (!mayLeave('download', '', [textPart(name)])) return rejected(realm, notAllowed(realm));
    return apply(native, self, [withTaken(args[0], /** @type {any} */ ({ __proto__: null, suggestedName: name }))]);
  });
};

// --- Other programs ----------------------------------------------------------------------------

/**
 * Options whose texts are taken once, and those texts.
 * @param {any} given @param {string[]} names
 */
const takeOptions = (given, names) => {
  const taken = /** @type {any} */ ({ __proto__: null });
  let text = '';
  for (let index = 0; index < names.length; index += 1) {
    const name = /** @type {string} */ (names[index]);
    const value = isObject(given) ? given[name] : undefined;
    if (value === undefined) continue;
    taken[name] = `${value}`;
    text += `${taken[name]}\n`;
  }
  return { options: withTaken(given, taken), text };
};

/** The texts of a notification, in the order in which the native takes them: beside them its icons are addresses that the browser loads. */
const NOTIFICATION_TEXTS = ['badge', 'body', 'icon', 'image', 'lang', 'tag'];

/** @param {Realm} realm */
const guardPrograms = (realm) => {
  const { window } = realm;
  wrapGuarded(window.Navigator.prototype, 'share', (native, self, args) => {
    const given = at(args, 0);
    try {
      const { options, text } = takeOptions(given, ['title', 'text', 'url']);
      /** @type {Part[]} */
      const parts = [textPart(text)];
      const files = isObject(given) ? given.files : undefined;
      if (isObject(files)) {
        if (!isArray(files)) push(parts, unreadablePart());
        else for (let index = 0; index < files.length; index += 1) push(parts, { encoding: 'blob', payload: files[index] });
      }
      return mayLeave('share', '', parts) ? apply(native, self, [options]) : rejected(realm, notAllowed(realm));
    } catch (error) {
      return rejected(realm, error);
    }
  });

  wrapGuardedClass(window, 'Notification', (native, args, newTarget) => {
    const title = `${args[0]}`;
    const { options, text } = takeOptions(at(args, 1), NOTIFICATION_TEXTS);
    if (!mayLeave('share', '', [textPart(title), textPart(text)])) {
      throw new realm.TypeError('The notification was not shown.');
    }
    return construct(native, [title, options], newTarget);
  });
  wrapGuarded(window.ServiceWorkerRegistration?.prototype, 'showNotification', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    try {
      const title = `${args[0]}`;
      const { options, text } = takeOptions(at(args, 1), NOTIFICATION_TEXTS);
      return mayLeave('share', '', [textPart(title), textPart(text)])
        ? apply(native, self, [title, options])
        : rejected(realm, new realm.TypeError('The notification was not shown.'));
    } catch (error) {
      return rejected(realm, error);
    }
  });

  wrapGuarded(window.Navigator.prototype, 'registerProtocolHandler', (native, self, args) => {
    if (args.length < 2) return apply(native, self, args);
    const scheme = `${args[0]}`;
    const url = `${args[1]}`;
    if (!mayLeave('share', resolve(url, realm.document), [textPart(scheme)])) throw notAllowed(realm);
    return apply(native, self, [scheme, url]);
  });
};

/** @param {Realm} realm */
export const guardHanding = (realm) => {
  guardFiles(realm);
  guardPrograms(realm);
};
