// @ts-check
// The gate: runs in the page's own world, before any script of the page, and stands at the ways
// out. It holds no policy, no list of values and no secret: it asks the engine in the isolated
// world and then calls the native, or fails as the native would.
//
// Two rules hold all through this file, since the page may change every global after us:
//  1. Nothing is looked up on a global or a prototype after the first lines have run. Natives are
//     captured here and called through `apply`. No `for…of`, no spread, no destructuring of
//     arrays (they call the page's iterators), no `instanceof` (it asks the page's
//     `Symbol.hasInstance`), no index read or written beyond an array's own length (prototypes
//     can hold getters and setters there), no object without `__proto__: null` handed to a native.
//  2. What is judged is what is sent: each argument is coerced once, and the native gets the copy.
(() => {
  'use strict';

  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { create } = Object;
  const VERSION = 'entre-nous/1';

  /** @param {any} holder @param {string} name @returns {any} */
  const getterOf = (holder, name) => getOwnPropertyDescriptor(holder.prototype, name)?.get;
  /** @param {any} holder @param {string} name @returns {any} */
  const methodOf = (holder, name) => holder.prototype[name];

  const natives = {
    CustomEvent, DOMException, FormData, Promise, Request, TypeError, URL, URLSearchParams,
    ClipboardItem: globalThis.ClipboardItem,
    addEventListener: EventTarget.prototype.addEventListener,
    dispatchEvent: EventTarget.prototype.dispatchEvent,
    detail: getterOf(CustomEvent, 'detail'),
    eventType: getterOf(Event, 'type'),
    preventDefault: methodOf(Event, 'preventDefault'),
    destination: globalThis.navigation && getterOf(NavigateEvent, 'destination'),
    sameDocument: globalThis.navigation && getterOf(NavigationDestination, 'sameDocument'),
    currentEvent: getOwnPropertyDescriptor(globalThis, 'event')?.get,
    baseURI: getterOf(Node, 'baseURI'),
    ownerDocument: getterOf(Node, 'ownerDocument'),
    documentURI: getterOf(Document, 'documentURI'),
    parentNode: getterOf(Node, 'parentNode'),
    shadowHost: getterOf(ShadowRoot, 'host'),
    getAttribute: methodOf(Element, 'getAttribute'),
    querySelector: methodOf(Document, 'querySelector'),
    anchorHref: getterOf(HTMLAnchorElement, 'href'),
    areaHref: getterOf(HTMLAreaElement, 'href'),
    svgLinkHref: getterOf(SVGAElement, 'href'),
    svgText: getterOf(SVGAnimatedString, 'baseVal'),
    formAction: getterOf(HTMLFormElement, 'action'),
    createObjectURL: URL.createObjectURL,
    revokeObjectURL: URL.revokeObjectURL,
    href: getterOf(URL, 'href'),
    blobSize: getterOf(Blob, 'size'),
    blobType: getterOf(Blob, 'type'),
    blobSlice: methodOf(Blob, 'slice'),
    fileName: getterOf(File, 'name'),
    bufferLength: getterOf(ArrayBuffer, 'byteLength'),
    isView: ArrayBuffer.isView,
    Uint8Array,
    viewSet: methodOf(Uint8Array, 'set'),
    decode: methodOf(TextDecoder, 'decode'),
    paramsToString: methodOf(URLSearchParams, 'toString'),
    formHas: methodOf(FormData, 'has'),
    formAppend: methodOf(FormData, 'append'),
    formEntries: methodOf(FormData, 'entries'),
    formNext: /** @type {any} */ (getPrototypeOf(new FormData().entries())).next,
    streamLocked: getterOf(ReadableStream, 'locked'),
    serialize: methodOf(XMLSerializer, 'serializeToString'),
    serializer: new XMLSerializer(),
    requestUrl: getterOf(Request, 'url'),
    requestMethod: getterOf(Request, 'method'),
    requestHeaders: getterOf(Request, 'headers'),
    requestClone: methodOf(Request, 'clone'),
    requestText: methodOf(Request, 'text'),
    headersForEach: methodOf(Headers, 'forEach'),
    then: methodOf(Promise, 'then'),
    xhrOpen: methodOf(XMLHttpRequest, 'open'),
    xhrSetHeader: methodOf(XMLHttpRequest, 'setRequestHeader'),
    exceptionName: getterOf(DOMException, 'name'),
    itemTypes: globalThis.ClipboardItem && getterOf(ClipboardItem, 'types'),
    itemGetType: globalThis.ClipboardItem && methodOf(ClipboardItem, 'getType'),
    functionToString: Function.prototype.toString,
    includes: String.prototype.includes,
    startsWith: String.prototype.startsWith,
    weakGet: WeakMap.prototype.get,
    weakSet: WeakMap.prototype.set,
    mapGet: Map.prototype.get,
    mapSet: Map.prototype.set,
    mapDelete: Map.prototype.delete,
    setTimeout: setTimeout.bind(globalThis),
  };
  const { isArray } = Array;
  const arrayFrom = Array.from.bind(Array);
  const iteratorSymbol = Symbol.iterator;
  // `dataView` lengths are own getters of each typed array's shared prototype.
  const typedArray = getPrototypeOf(Uint8Array);
  const viewBuffer = getterOf(typedArray, 'buffer');
  const viewOffset = getterOf(typedArray, 'byteOffset');
  const viewLength = getterOf(typedArray, 'byteLength');
  const dataViewBuffer = getterOf(DataView, 'buffer');
  const dataViewOffset = getterOf(DataView, 'byteOffset');
  const dataViewLength = getterOf(DataView, 'byteLength');
  // Maps each byte to one character, without loss: see `Encoding::Bytes` in src/protocol.rs.
  const byteDecoder = new TextDecoder('x-user-defined');

  // --- The private channel -------------------------------------------------------------------

  // The page never holds this node, so it can neither hear the questions nor forge an answer.
  const node = document.createElement('i');
  let answer = '';
  let asked = 0;
  /** Whether anybody is there to answer. */
  let isHeard = false;
  /** Set by the isolated world when it stops a copy or a drag by itself. */
  let stoppedBeside = false;

  /** @param {EventTarget} target @param {string} type @param {(event: any) => void} listener */
  const listen = (target, type, listener) =>
    apply(natives.addEventListener, target, [type, listener]);

  listen(node, 'answer', (event) => {
    isHeard = true;
    answer = apply(natives.detail, event, []);
  });
  listen(node, 'stopped', () => { stoppedBeside = true; });
  // The listener of the isolated world is there first, takes this one hello and stops it.
  window.dispatchEvent(new MouseEvent('entre-nous-hello', { relatedTarget: node }));

  /**
   * Asks the engine. Whatever is not exactly the expected answer is none: with no engine, a dead
   * one, or one of another version, nothing is let out.
   * @param {string} question @param {string} expected
   */
  const isAnswered = (question, expected) => {
    asked += 1;
    // Its own, since the page's code can run meanwhile, as that of a custom element, and ask too.
    const number = asked;
    answer = '';
    const detail = `${VERSION} ${number}\n${question}`;
    const event = new natives.CustomEvent('ask', /** @type {any} */ ({ __proto__: null, detail }));
    apply(natives.dispatchEvent, node, [event]);
    return answer === `${VERSION} ${number} ${expected}`;
  };

  /**
   * Whether nothing that was seen here would be exported by going there: then a wrapper stands
   * aside and the native sees the very arguments of the caller.
   * @param {string} destination an absolute URL; empty: to this machine, or not known yet
   */
  const isClear = (destination) => isAnswered(`state\n${destination}`, 'clear');

  /**
   * @typedef {{ encoding: 'text' | 'bytes' | 'blob' | 'unreadable', payload: any }} Part
   * A piece of a payload. A blob is asked about by a URL under which the isolated world reads it.
   */

  /**
   * @param {string} channel @param {string} destination @param {Part[]} parts
   * @returns {boolean} whether every part may leave
   */
  const mayLeave = (channel, destination, parts) => {
    for (let index = 0; index < parts.length; index += 1) {
      let { encoding, payload } = /** @type {Part} */ (parts[index]);
      let url = '';
      if (encoding === 'blob' && isGecko) {
        ({ encoding, payload } = contentOf(payload));
      } else if (encoding === 'blob') {
        url = apply(natives.createObjectURL, natives.URL, [payload]);
        payload = url;
      }
      const may = isAnswered(`${channel}\n${encoding}\n${destination}\n${payload}`, 'permit');
      if (url) apply(natives.revokeObjectURL, natives.URL, [url]);
      if (!may) return false;
    }
    return true;
  };

  const isGecko = 'mozInnerScreenX' in globalThis;

  // --- Reading what would leave --------------------------------------------------------------

  /** @param {any[]} list @param {number} index */
  const at = (list, index) => (index < list.length ? list[index] : undefined);

  /** @template T @param {T[]} list @param {T} item */
  const push = (list, item) => {
    defineProperty(list, list.length, /** @type {any} */ (
      { __proto__: null, value: item, writable: true, enumerable: true, configurable: true }));
  };

  /**
   * Whether a getter or method of a platform class accepts the value: a check that no page can
   * answer for it.
   * @param {any} member @param {any} value @param {any[]} [args]
   */
  const isBranded = (member, value, args = []) => {
    try { apply(member, value, args); return true; } catch { return false; }
  };

  /** @param {any} url @returns {string} the absolute URL, or what was given if it is none */
  const resolve = (url) => {
    try {
      return apply(natives.href, new natives.URL(url, apply(natives.baseURI, document, [])), []);
    } catch {
      return '';
    }
  };

  /** Whether an address means the same wherever it is. @param {string} url */
  const isAbsolute = (url) => {
    try { new natives.URL(url); return true; } catch { return false; }
  };

  /** @param {any} value @returns {Part} */
  const textPart = (value) => ({ encoding: 'text', payload: value });

  /** @param {ArrayBuffer | Uint8Array} bytes @returns {Part} */
  const bytesPart = (bytes) =>
    ({ encoding: 'bytes', payload: apply(natives.decode, byteDecoder, [bytes]) });

  /**
   * Copies a form, entry by entry, and lists its parts.
   * @param {FormData} form @param {Part[]} parts
   */
  const copyForm = (form, parts) => {
    const copy = new natives.FormData();
    const entries = apply(natives.formEntries, form, []);
    let text = '';
    for (;;) {
      const step = apply(natives.formNext, entries, []);
      if (step.done) break;
      const name = step.value[0];
      const value = step.value[1];
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
  const copyView = (view) => {
    const isData = isBranded(dataViewLength, view);
    const buffer = apply(isData ? dataViewBuffer : viewBuffer, view, []);
    const offset = apply(isData ? dataViewOffset : viewOffset, view, []);
    const length = apply(isData ? dataViewLength : viewLength, view, []);
    const shown = new natives.Uint8Array(buffer, offset, length);
    // `slice` would ask the page's `Symbol.species`; `set` between typed arrays asks nobody.
    const copy = new natives.Uint8Array(length);
    apply(natives.viewSet, copy, [shown]);
    return copy;
  };

  /**
   * Takes a body as it is now: the copy that the native is given, and the parts to ask about.
   * @param {any} body
   * @returns {{ copy: any, parts: Part[], isStream: boolean, isUnreadBlob: boolean }}
   */
  const takeBody = (body) => {
    /** @type {Part[]} */
    const parts = [];
    let copy = body;
    let isStream = false;
    let isUnreadBlob = false;
    if (body === undefined || body === null) {
      push(parts, textPart(''));
    } else if (typeof body === 'object' || typeof body === 'function') {
      if (isBranded(natives.blobSize, body)) {
        push(parts, { encoding: 'blob', payload: body });
        isUnreadBlob = isGecko && apply(natives.weakGet, blobTexts, [body]) === undefined;
      } else if (isBranded(natives.formHas, body, [''])) {
        copy = copyForm(body, parts);
      } else if (isBranded(natives.paramsToString, body)) {
        const text = apply(natives.paramsToString, body, []);
        copy = new natives.URLSearchParams(text);
        push(parts, textPart(text));
      } else if (apply(natives.isView, ArrayBufferClass, [body])) {
        copy = copyView(body);
        push(parts, bytesPart(copy));
      } else if (isBranded(natives.bufferLength, body)) {
        copy = copyView(new natives.Uint8Array(body));
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
    return { copy, parts, isStream, isUnreadBlob };
  };
  const ArrayBufferClass = ArrayBuffer;

  // --- Wrapping, without a trace -------------------------------------------------------------

  /** From each wrapper to what it wraps, for `toString`. */
  const wrapped = new WeakMap();

  /**
   * Puts a wrapper in the place of a native, where there is one. A proxy keeps name, length,
   * prototype chain and `new`; the descriptor stays as it was.
   * @param {any} holder @param {string} name
   * @param {(native: any, self: any, args: any[]) => any} wrapper
   */
  const wrap = (holder, name, wrapper) => {
    const descriptor = holder && getOwnPropertyDescriptor(holder, name);
    if (!descriptor || typeof descriptor.value !== 'function') return;
    const native = descriptor.value;
    const proxy = new Proxy(native, /** @type {any} */ ({
      __proto__: null,
      /** @param {any} _ @param {any} self @param {any[]} args */
      apply: (_, self, args) => wrapper(native, self, args),
    }));
    apply(natives.weakSet, wrapped, [proxy, native]);
    defineProperty(holder, name, { ...descriptor, value: proxy });
  };

  /**
   * As `wrap`, standing aside where nothing is at stake.
   * @param {any} holder @param {string} name
   * @param {(native: any, self: any, args: any[]) => any} wrapper
   * @param {(self: any, args: any[]) => string} destinationOf must not call the page's code
   */
  const wrapGuarded = (holder, name, wrapper, destinationOf = () => '') =>
    wrap(holder, name, (native, self, args) =>
      (isClear(destinationOf(self, args))
        ? apply(native, self, args)
        : wrapper(native, self, args)));

  /**
   * The address that the first argument names, if it can be told without any coercion. It is put
   * in that argument's place: other arguments may yet change what it is relative to.
   * @param {any[]} args
   */
  const takeAddress = (args) => {
    const url = at(args, 0);
    if (typeof url !== 'string') {
      return isBranded(natives.requestUrl, url) ? apply(natives.requestUrl, url, []) : '';
    }
    const address = resolve(url);
    if (address && !isAbsolute(url)) args[0] = address;
    return address;
  };

  wrap(Function.prototype, 'toString', (native, self, args) =>
    apply(native, apply(natives.weakGet, wrapped, [self]) ?? self, args));

  // --- Blobs in Firefox ----------------------------------------------------------------------

  // The isolated world reads a blob through its URL; in Firefox the page's own `connect-src`
  // forbids it that. So there what a blob is made of is kept beside it, from the start, since it
  // may be made before anything is withheld.

  /** From each blob that was made by a constructor to its text, where it is text. */
  const blobTexts = new WeakMap();
  /** From each `blob:` URL to its blob. @type {Map<string, Blob>} */
  const blobsByUrl = new Map();
  /** How long a revoked URL is still known: many pages revoke right after the click. */
  const REVOKED_FOR = 10_000;

  /** @param {Blob} blob @returns {Part} */
  const contentOf = (blob) => {
    const text = apply(natives.weakGet, blobTexts, [blob]);
    return text === undefined ? { encoding: 'unreadable', payload: '' } : textPart(text);
  };

  /**
   * Makes a list iterate over its own items, whatever the page does to iteration.
   * @template T @param {T[]} list @returns {T[]}
   */
  const iterable = (list) => {
    const value = () => {
      let index = 0;
      return {
        __proto__: null,
        next: () => ({ __proto__: null, done: index >= list.length, value: at(list, index++) }),
      };
    };
    defineProperty(list, iteratorSymbol, /** @type {any} */ ({ __proto__: null, value }));
    return list;
  };

  /**
   * Takes the parts of a blob as they are now, and the text that they come to: undefined when
   * they are no text.
   * @param {any[]} given @returns {{ parts: any[], text: string | undefined }}
   */
  const takeBlobParts = (given) => {
    /** @type {any[]} */
    const parts = [];
    /** @type {string | undefined} */
    let text = '';
    for (let index = 0; index < given.length; index += 1) {
      const { copy, isBlob, isBytes } = takeBlobPart(given[index]);
      push(parts, copy);
      if (text === undefined) continue;
      let own;
      try {
        if (isBlob) own = apply(natives.weakGet, blobTexts, [copy]);
        else own = isBytes ? apply(natives.decode, strictDecoder, [copy]) : copy;
      } catch { /* no text */ }
      text = own === undefined ? undefined : text + own;
    }
    return { parts: iterable(parts), text };
  };
  const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** @param {any} part */
  const takeBlobPart = (part) => {
    const isObject = (typeof part === 'object' && part !== null) || typeof part === 'function';
    if (isObject && isBranded(natives.blobSize, part)) {
      return { copy: part, isBlob: true, isBytes: false };
    }
    if (isObject && apply(natives.isView, ArrayBufferClass, [part])) {
      return { copy: copyView(part), isBlob: false, isBytes: true };
    }
    if (isObject && isBranded(natives.bufferLength, part)) {
      return { copy: copyView(new natives.Uint8Array(part)), isBlob: false, isBytes: true };
    }
    return { copy: typeof part === 'string' ? part : `${part}`, isBlob: false, isBytes: false };
  };

  /** @param {'Blob' | 'File'} name */
  const wrapBlobClass = (name) => {
    const native = globalThis[name];
    const proxy = new Proxy(native, /** @type {any} */ ({
      __proto__: null,
      /** @param {any} target @param {any[]} args @param {any} newTarget */
      construct: (target, args, newTarget) => {
        // Another iterable than an array is read by the native alone, and so counts as unread.
        if (args.length > 0 && !isArray(args[0])) return construct(target, args, newTarget);
        const { parts, text } = takeBlobParts(args.length > 0 ? args[0] : []);
        if (args.length > 0) args[0] = parts;
        const blob = construct(target, args, newTarget);
        // Line ends may be changed on the way into a blob; no value holds one.
        if (text !== undefined) apply(natives.weakSet, blobTexts, [blob, text]);
        return blob;
      },
    }));
    apply(natives.weakSet, wrapped, [proxy, native]);
    defineProperty(native.prototype, 'constructor', {
      ...getOwnPropertyDescriptor(native.prototype, 'constructor'), value: proxy,
    });
    defineProperty(globalThis, name, {
      ...getOwnPropertyDescriptor(globalThis, name), value: proxy,
    });
  };

  if (isGecko) {
    wrapBlobClass('Blob');
    wrapBlobClass('File');
    wrap(URL, 'createObjectURL', (native, self, args) => {
      const url = apply(native, self, args);
      if (isBranded(natives.blobSize, at(args, 0))) {
        apply(natives.mapSet, blobsByUrl, [url, args[0]]);
      }
      return url;
    });
    wrap(URL, 'revokeObjectURL', (native, self, args) => {
      const url = args.length > 0 && typeof args[0] !== 'string' ? `${args[0]}` : at(args, 0);
      if (args.length > 0) args[0] = url;
      natives.setTimeout(() => apply(natives.mapDelete, blobsByUrl, [url]), REVOKED_FOR);
      return apply(native, self, args);
    });
    // The isolated world asks what is behind a URL that a navigation goes to.
    listen(node, 'read', (event) => {
      const blob = apply(natives.mapGet, blobsByUrl, [apply(natives.detail, event, [])]);
      const { encoding, payload } = blob ? contentOf(blob) : { encoding: 'unreadable', payload: '' };
      const detail = `${encoding}\n${payload}`;
      const reply = new natives.CustomEvent('content', /** @type {any} */ ({ __proto__: null, detail }));
      apply(natives.dispatchEvent, node, [reply]);
    });
  }

  /** @param {any} error */
  const rejected = (error) => new natives.Promise((_, reject) => reject(error));
  const notAllowed = () =>
    new natives.DOMException('The request is not allowed.', 'NotAllowedError');
  /** What `fetch` says when the network fails, in the browser's own words. */
  const failedToFetch = () => new natives.TypeError(
    isGecko ? 'NetworkError when attempting to fetch resource.' : 'Failed to fetch');

  // --- fetch ---------------------------------------------------------------------------------

  wrapGuarded(globalThis, 'fetch', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    /** @type {Request} */
    let request;
    /** @type {ReturnType<typeof takeBody>} */
    let body;
    try {
      const input = args[0];
      const init = at(args, 1);
      const hasInit = (typeof init === 'object' && init !== null) || typeof init === 'function';
      const given = hasInit ? init.body : undefined;
      body = takeBody(given);
      // The options inherit from the page's, so that none is lost; only the body is ours.
      const options = !hasInit || given === undefined || given === null ? init : create(init, {
        // @ts-ignore: a prototype of null is not in the type of descriptors
        __proto__: null, body: { __proto__: null, value: body.copy },
      });
      const isRequest = isBranded(natives.requestUrl, input);
      request = construct(natives.Request, options === undefined ? [input] : [input, options]);
      const method = apply(natives.requestMethod, request, []);
      if (isRequest && (given === undefined || given === null)) {
        // The body, if any, is inside the request that was given.
        body.isStream = method !== 'GET' && method !== 'HEAD';
      }
    } catch (error) {
      return rejected(error);
    }
    if (body.isUnreadBlob) {
      // Here there is time to read it.
      body.parts = [];
      body.isStream = true;
    }
    const url = apply(natives.requestUrl, request, []);
    let headers = `${apply(natives.requestMethod, request, [])}\n`;
    apply(natives.headersForEach, apply(natives.requestHeaders, request, []), [
      (/** @type {string} */ value, /** @type {string} */ name) => {
        headers += `${name}: ${value}\n`;
      },
    ]);
    push(body.parts, textPart(headers));
    if (!mayLeave('fetch', url, body.parts)) return rejected(failedToFetch());
    if (!body.isStream) return apply(native, self, [request]);
    // A body that cannot be read at once is read first, from a copy, then judged, then sent.
    return new natives.Promise((resolvePromise, rejectPromise) => {
      // As text, since a page's `then` can put something else in the place of any object. What is
      // none comes with the mark of what could not be decoded.
      const text = apply(natives.requestText, apply(natives.requestClone, request, []), []);
      apply(natives.then, text, [
        (/** @type {string} */ read) => {
          const isText = !apply(natives.includes, read, ['\ufffd']);
          if (mayLeave('fetch', url, [isText ? textPart(read) : { encoding: 'unreadable', payload: '' }])) {
            resolvePromise(apply(native, self, [request]));
          } else {
            rejectPromise(failedToFetch());
          }
        },
        rejectPromise,
      ]);
    });
  }, (_, args) => takeAddress(args));

  // --- XMLHttpRequest ------------------------------------------------------------------------

  /**
   * What was opened, and by which arguments: an XMLHttpRequest does not tell.
   * @type {WeakMap<XMLHttpRequest, { url: string, args: any[], headers: [string, string][] }>}
   */
  const opened = new WeakMap();

  wrap(XMLHttpRequest.prototype, 'open', (native, self, args) => {
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

  wrap(XMLHttpRequest.prototype, 'setRequestHeader', (native, self, args) => {
    if (args.length < 2) return apply(native, self, args);
    const name = `${args[0]}`;
    const value = `${args[1]}`;
    const result = apply(native, self, [name, value]);
    const record = apply(natives.weakGet, opened, [self]);
    if (record) push(record.headers, [name, value]);
    return result;
  });

  /**
   * Whether the request is open and not yet sent. The native looks at this before it looks at
   * the name of a header, and refuses an empty name.
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

  wrapGuarded(XMLHttpRequest.prototype, 'send', (native, self, args) => {
    const { copy, parts, isStream } = takeBody(at(args, 0));
    const given = args.length === 0 ? [] : [copy];
    if (!canBeSent(self)) return apply(native, self, given);
    // Looked up after the body was taken: the body's own code may have opened it anew.
    const record = apply(natives.weakGet, opened, [self]);
    const url = record ? record.url : '';
    // Without a record another frame's `open` was called on it, and nobody can tell what for.
    if (isStream || !record) push(parts, { encoding: 'unreadable', payload: '' });
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
    if (!isClear(url) && !mayLeave('xhr', url, parts)) {
      // Fails as a lost connection does, events and errors included: the native itself is sent to
      // an address inside this browser at which there is nothing.
      const isAsync = !record || record.args.length < 3 || record.args[2];
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
  });

  // --- Beacons -------------------------------------------------------------------------------

  wrapGuarded(Navigator.prototype, 'sendBeacon', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const url = typeof args[0] === 'string' ? args[0] : `${args[0]}`;
    const { copy, parts, isStream } = takeBody(at(args, 1));
    if (isStream) push(parts, { encoding: 'unreadable', payload: '' });
    if (!mayLeave('beacon', resolve(url), parts)) return false;
    return apply(native, self, args.length === 1 ? [url] : [url, copy]);
  }, (_, args) => takeAddress(args));

  // --- Navigation without the isolated world --------------------------------------------------

  // It is the isolated world that judges where a page goes. A browser that could not start its
  // scripts starts this one all the same: then nothing goes anywhere.
  if (globalThis.navigation) {
    const judge = (/** @type {NavigateEvent} */ event) => {
      const isWithin = apply(natives.sameDocument, apply(natives.destination, event, []), []);
      isHeard = false;
      isClear('');
      if (!isHeard && !isWithin) apply(natives.preventDefault, event, []);
    };
    apply(natives.addEventListener, globalThis.navigation, ['navigate', judge, true]);
  }

  // --- Links and forms that open elsewhere ---------------------------------------------------

  // Going to another window fires no `navigate` in this one. What a person clicks on is heard in
  // the isolated world, but a script can click on a link that stands in no document, and `submit()`
  // fires no event at all.

  /** @param {any} node @returns {string} the address of the link that a click on it follows */
  const addressOfLinkAround = (node) => {
    for (let each = node; each;) {
      if (isBranded(natives.anchorHref, each)) return apply(natives.anchorHref, each, []);
      if (isBranded(natives.areaHref, each)) return apply(natives.areaHref, each, []);
      if (isBranded(natives.svgLinkHref, each)) {
        return resolve(apply(natives.svgText, apply(natives.svgLinkHref, each, []), []));
      }
      if (!isBranded(natives.parentNode, each)) return '';
      each = apply(natives.parentNode, each, [])
        ?? (isBranded(natives.shadowHost, each) ? apply(natives.shadowHost, each, []) : null);
    }
    return '';
  };

  /** @param {any} node */
  const mayClick = (node) => {
    const address = addressOfLinkAround(node);
    // What a `data:` or `blob:` link holds is judged as a file, when it is saved.
    return address === '' || apply(natives.startsWith, address, ['data:'])
      || apply(natives.startsWith, address, ['blob:']) || isClear(address) || mayLeave('link', address, [textPart('')]);
  };

  wrap(HTMLElement.prototype, 'click', (native, self, args) =>
    (mayClick(self) ? apply(native, self, args) : undefined));

  wrap(EventTarget.prototype, 'dispatchEvent', (native, self, args) => {
    const event = at(args, 0);
    const isClick = isBranded(natives.eventType, event)
      && apply(natives.eventType, event, []) === 'click';
    return isClick && !mayClick(self) ? false : apply(native, self, args);
  });

  /** @param {any} form */
  const opensElsewhere = (form) => {
    let target = apply(natives.getAttribute, form, ['target']);
    if (!target) {
      const base = apply(natives.querySelector, document, ['base[target]']);
      target = base && apply(natives.getAttribute, base, ['target']);
    }
    return !!target && target !== '_self';
  };

  wrapGuarded(HTMLFormElement.prototype, 'submit', (native, self, args) => {
    if (!isBranded(natives.formAction, self)) return apply(native, self, args);
    // Nor does leaving the empty document that a frame begins with.
    const from = apply(natives.documentURI, apply(natives.ownerDocument, self, []), []);
    if (!opensElsewhere(self) && from !== 'about:blank') return apply(native, self, args);
    /** @type {Part[]} */
    const parts = [];
    copyForm(new natives.FormData(self), parts);
    if (!mayLeave('form', apply(natives.formAction, self, []), parts)) return undefined;
    return apply(native, self, args);
  });

  // --- Clipboard and drag --------------------------------------------------------------------

  wrapGuarded(globalThis.Clipboard?.prototype, 'writeText', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    let text;
    try { text = `${args[0]}`; } catch (error) { return rejected(error); }
    if (!mayLeave('clipboard', '', [textPart(text)])) return rejected(notAllowed());
    return apply(native, self, [text]);
  });

  /**
   * The same content in a blob that no page's `then` makes a promise of.
   * @param {Blob} blob
   */
  const withoutThen = (blob) => {
    const type = apply(natives.blobType, blob, []);
    const copy = apply(natives.blobSlice, blob, [0, apply(natives.blobSize, blob, []), type]);
    return defineProperty(copy, 'then', /** @type {any} */ ({ __proto__: null, value: undefined })) && copy;
  };

  wrapGuarded(globalThis.Clipboard?.prototype, 'write', (native, self, args) => {
    const isObject = typeof args[0] === 'object' || typeof args[0] === 'function';
    if (args.length === 0 || !isObject || args[0] === null) return apply(native, self, args);
    // Another iterable is asked for its items once, here.
    let given;
    try {
      given = isArray(args[0]) ? args[0] : arrayFrom(args[0]);
    } catch (error) {
      return rejected(error);
    }
    return new natives.Promise((resolvePromise, rejectPromise) => {
      /** @type {{ type: string, blob: Blob | undefined }[][]} */
      const items = [];
      let waiting = 1;
      const settle = () => {
        waiting -= 1;
        if (waiting > 0) return;
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
        if (mayLeave('clipboard', '', parts)) resolvePromise(apply(native, self, [iterable(copies)]));
        else rejectPromise(notAllowed());
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
              // What a page's `then` puts in a blob's place is none.
              try { settle(); } catch (error) { rejectPromise(error); }
            }, rejectPromise,
          ]);
        }
      }
      settle();
    });
  });

  /** Which of the two uses of a DataTransfer is going on. */
  const transferChannel = () => {
    const event = natives.currentEvent && apply(natives.currentEvent, globalThis, []);
    return event && apply(natives.eventType, event, []) === 'dragstart' ? 'drag' : 'clipboard';
  };

  // What the page's own copy and drag handlers set is judged as it is set. Refused, it is simply
  // not there: the native has no other way to fail.
  wrapGuarded(DataTransfer.prototype, 'setData', (native, self, args) => {
    if (args.length < 2) return apply(native, self, args);
    const format = `${args[0]}`;
    const data = `${args[1]}`;
    if (mayLeave(transferChannel(), '', [textPart(data)])) {
      return apply(native, self, [format, data]);
    }
    stoppedBeside = true;
    return undefined;
  });

  wrapGuarded(DataTransferItemList.prototype, 'add', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const data = at(args, 0);
    const isFile = args.length === 1 && isBranded(natives.blobSize, data);
    const text = isFile ? data : `${data}`;
    /** @type {Part} */
    const part = isFile ? { encoding: 'blob', payload: data } : textPart(text);
    if (mayLeave(transferChannel(), '', [part])) {
      return apply(native, self, isFile ? [data] : [text, at(args, 1)]);
    }
    stoppedBeside = true;
    return null;
  });

  // The copy that it starts is judged where the event is heard; a handler that was stopped there
  // must not look like a success here.
  wrapGuarded(Document.prototype, 'execCommand', (native, self, args) => {
    stoppedBeside = false;
    const done = apply(native, self, args);
    return done && !stoppedBeside;
  });
})();
