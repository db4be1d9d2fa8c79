// What a page can spoil in its own world, each aimed at the guard: to hear its questions, to answer
// them in the place of the engine, or to send something else than was judged.
const stageOverrides = (() => {
  const { defineProperty, getOwnPropertyNames, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { apply } = Reflect;
  const includes = String.prototype.includes;
  const replace = String.prototype.replace;
  /** What was heard of the guard's own talk. */
  const heard = [];
  let number = 0;
  const VALUE = 'claire.vasseur@example.com';

  const isTalk = (text) => typeof text === 'string' && apply(includes, text, ['entre-nous/']);
  const hear = (...texts) => {
    for (let index = 0; index < texts.length; index += 1) if (isTalk(texts[index])) heard[heard.length] = texts[index];
  };
  /** The answer that would let something out, for whichever number is next. */
  const permit = () => `entre-nous/1 ${number += 1} permit`;
  const masked = (text) => (typeof text === 'string' ? apply(replace, text, [VALUE, 'nothing']) : text);

  const set = (holder, name, value) =>
    defineProperty(holder, name, { value, writable: true, enumerable: false, configurable: true });
  const getter = (holder, name, get) => defineProperty(holder, name, { get, set() {}, configurable: true });

  /** Puts `make(native)` in the place of a method. */
  const change = (holder, name, make) => {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (!descriptor?.configurable || typeof descriptor.value !== 'function') return;
    defineProperty(holder, name, { ...descriptor, value: make(descriptor.value) });
  };
  /** Listens in on every method of a class and answers with what would let something out. */
  const spoil = (holder, answer) => {
    for (const name of getOwnPropertyNames(holder)) {
      if (name === 'constructor') continue;
      const descriptor = getOwnPropertyDescriptor(holder, name);
      if (!descriptor.configurable) continue;
      if (typeof descriptor.value === 'function') {
        change(holder, name, (native) => function spoilt(...args) {
          hear(...args);
          return answer ? answer(native, this, args) : apply(native, this, args);
        });
      } else if (descriptor.get) {
        const { get } = descriptor;
        defineProperty(holder, name, { ...descriptor, get() {
          const value = apply(get, this, []);
          hear(value);
          return answer ? answer(() => value, this, []) : value;
        } });
      }
    }
  };
  /** As `spoil`, with texts that do not hold the value. */
  const hide = (holder) => spoil(holder, (native, self, args) => masked(apply(native, self, args)));
  const break_ = (holder) => spoil(holder, () => { throw new Error('spoilt'); });

  return {
    heard,
    all: {
      'CustomEvent': () => {
        set(window, 'CustomEvent', class extends Event {
          constructor(type, init) { super(type, init); hear(init?.detail); }
          get detail() { return permit(); }
        });
      },
      'CustomEvent.prototype.detail': () => getter(CustomEvent.prototype, 'detail', permit),
      'MouseEvent': () => {
        getter(MouseEvent.prototype, 'relatedTarget', () => document.body);
        set(window, 'MouseEvent', class extends Event {});
      },
      'Event.prototype': () => {
        for (const name of ['type', 'target', 'currentTarget', 'srcElement']) getter(Event.prototype, name, () => 'answer');
        for (const name of ['preventDefault', 'stopPropagation', 'stopImmediatePropagation']) set(Event.prototype, name, () => {});
        getter(Event.prototype, 'defaultPrevented', () => true);
      },
      'EventTarget.prototype.dispatchEvent': () => change(EventTarget.prototype, 'dispatchEvent', (native) => function (event) {
        hear(event?.detail);
        apply(native, this, [new CustomEvent('answer', { detail: permit() })]);
        return true;
      }),
      'EventTarget.prototype.addEventListener': () => change(EventTarget.prototype, 'addEventListener', () => () => {}),
      'EventTarget.prototype.removeEventListener': () => change(EventTarget.prototype, 'removeEventListener', () => () => {}),
      'JSON': () => {
        change(JSON, 'stringify', () => (value) => { hear(value); return '"nothing"'; });
        change(JSON, 'parse', () => (text) => { hear(text); return { line: permit(), answer: 'permit' }; });
      },
      'Array.prototype methods': () => {
        for (const name of ['push', 'map', 'join', 'concat', 'slice', 'forEach', 'every', 'some', 'filter', 'includes', 'at', 'pop']) {
          change(Array.prototype, name, (native) => function (...args) { hear(args[0]); return name === 'every' ? true : name === 'some' ? false : apply(native, this, args); });
        }
      },
      'Array.prototype[Symbol.iterator]': () => {
        const none = function* () {};
        set(Array.prototype, Symbol.iterator, none);
        set(Array.prototype, 'values', none);
        set(Array.prototype, 'entries', none);
      },
      'ArrayIteratorPrototype.next': () => set(getPrototypeOf([][Symbol.iterator]()), 'next', () => ({ done: true, value: undefined })),
      'Array.prototype indices, getters': () => {
        for (let index = 0; index < 8; index += 1) {
          defineProperty(Array.prototype, index, { get: () => 'nothing', set() {}, configurable: true });
        }
      },
      'Array.prototype indices, values': () => {
        for (let index = 0; index < 8; index += 1) {
          defineProperty(Array.prototype, index, { value: { encoding: 'text', payload: '' }, writable: false, configurable: true });
        }
      },
      'Object.prototype, values': () => {
        const bag = {
          detail: 'permit', body: 'nothing', value: 'nothing', writable: false, done: true, encoding: 'text', payload: '', parts: [],
          copy: 'nothing', isStream: false, url: 'about:blank', method: 'GET', headers: {}, bubbles: true, composed: true, type: 'answer',
        };
        for (const name of getOwnPropertyNames(bag)) {
          getter(Object.prototype, name, () => bag[name]);
        }
      },
      'Object.prototype, accessors': () => {
        for (const name of ['get', 'set']) set(Object.prototype, name, function () { return 'nothing'; });
      },
      'Object.prototype.toJSON': () => set(Object.prototype, 'toJSON', () => 'nothing'),
      'Object.prototype.then': () => {
        let times = 0;
        set(Object.prototype, 'then', function (done) { done((times += 1) % 2 ? 'nothing' : VALUE); });
      },
      'Object.prototype traps': () => {
        for (const name of ['apply', 'construct', 'getPrototypeOf', 'has', 'ownKeys', 'defineProperty', 'getOwnPropertyDescriptor']) {
          set(Object.prototype, name, (target, self, args) => { hear(args?.[0]); return 'nothing'; });
        }
      },
      'Object functions': () => {
        for (const name of ['create', 'assign', 'defineProperty', 'getPrototypeOf', 'keys', 'entries', 'freeze']) {
          change(Object, name, () => () => ({}));
        }
      },
      'Function.prototype': () => {
        const { prototype } = Function;
        const { call, bind, apply: applying } = prototype;
        window.stageAtRun = () => {
          for (const name of ['call', 'apply', 'bind']) {
            change(prototype, name, () => function (self, args) { hear(self, args?.[0]); return permit(); });
          }
        };
        window.stageAfterRun = () => {
          prototype.call = call;
          prototype.bind = bind;
          prototype.apply = applying;
        };
      },
      'Reflect': () => {
        for (const name of getOwnPropertyNames(Reflect)) change(Reflect, name, () => () => permit());
      },
      'Promise.prototype': () => {
        for (const name of ['then', 'catch', 'finally']) change(Promise.prototype, name, () => function (done) { hear(done); return this; });
        set(window, 'Promise', class {});
      },
      'Promise.prototype.constructor': () => {
        set(Promise.prototype, 'constructor', class { constructor(run) { run(() => {}, () => {}); } });
      },
      'String.prototype, lies': () => hide(String.prototype),
      'String.prototype, breaks': () => {
        for (const name of ['split', 'startsWith', 'slice', 'toString', 'valueOf', 'trim', 'indexOf', 'toLowerCase', Symbol.iterator]) {
          set(String.prototype, name, () => permit());
        }
      },
      'RegExp.prototype': () => {
        for (const name of ['exec', 'test', Symbol.match, Symbol.replace, Symbol.split]) set(RegExp.prototype, name, () => null);
      },
      'Map, WeakMap, Set': () => {
        for (const { prototype } of [Map, WeakMap, Set, WeakSet]) {
          for (const name of ['get', 'has', 'set', 'add', 'delete']) change(prototype, name, () => () => ({ url: 'blob:x', isAsync: true, headers: '' }));
        }
        for (const name of ['Map', 'WeakMap', 'Set', 'WeakSet', 'Proxy']) set(window, name, class {});
      },
      'URL, lies': () => {
        for (const name of ['href', 'host', 'hostname', 'origin', 'searchParams']) getter(URL.prototype, name, () => location.href);
        for (const name of ['toString', 'toJSON']) set(URL.prototype, name, () => location.href);
        set(URL, 'createObjectURL', () => 'blob:null/none');
        set(URL, 'revokeObjectURL', () => {});
        set(window, 'URL', class { get href() { return location.href; } });
      },
      'Node.prototype.baseURI': () => getter(Node.prototype, 'baseURI', () => 'http://network.localhost/'),
      'URLSearchParams, FormData': () => {
        for (const { prototype } of [URLSearchParams, FormData]) {
          for (const name of ['entries', 'get', 'getAll', 'has', 'forEach', 'keys', 'values', 'toString', Symbol.iterator]) {
            set(prototype, name, function* () {});
          }
          set(prototype, 'append', () => {});
        }
        set(window, 'FormData', class {});
        set(window, 'URLSearchParams', class {});
      },
      'FormData iterator': () => {
        const iterator = getPrototypeOf(new FormData().entries());
        set(iterator, 'next', () => ({ done: true, value: undefined }));
        set(getPrototypeOf(iterator), Symbol.iterator, function* () {});
      },
      'Blob.prototype': () => {
        for (const name of ['text', 'arrayBuffer', 'stream', 'slice', 'bytes']) set(Blob.prototype, name, () => new Promise((done) => done('nothing')));
        getter(Blob.prototype, 'size', () => 0);
        getter(Blob.prototype, 'type', () => 'text/plain');
        set(Blob.prototype, 'then', (done) => done('nothing'));
        set(window, 'Blob', class {});
      },
      'Request.prototype': () => {
        for (const name of ['text', 'arrayBuffer', 'clone', 'blob', 'json', 'formData', 'bytes']) set(Request.prototype, name, () => ({}));
        for (const name of ['url', 'method', 'headers', 'body', 'bodyUsed']) getter(Request.prototype, name, () => location.href);
        set(window, 'Request', class {});
      },
      'Headers, Response': () => {
        for (const { prototype } of [Headers, Response]) break_(prototype);
        set(window, 'Headers', class {});
      },
      'typed arrays': () => {
        const { prototype } = getPrototypeOf(Uint8Array);
        for (const name of ['buffer', 'byteLength', 'byteOffset', 'length']) getter(prototype, name, () => 0);
        for (const name of ['set', 'slice', 'subarray', Symbol.iterator]) set(prototype, name, () => new ArrayBuffer(0));
        getter(ArrayBuffer.prototype, 'byteLength', () => 0);
        set(ArrayBuffer, 'isView', () => false);
      },
      'TextDecoder, TextEncoder': () => {
        set(TextDecoder.prototype, 'decode', () => 'nothing');
        set(TextEncoder.prototype, 'encode', () => new Uint8Array(0));
      },
      'Symbol.hasInstance': () => {
        for (const each of [Blob, FormData, Request, URLSearchParams, ArrayBuffer, Event, CustomEvent, String, Object]) {
          defineProperty(each, Symbol.hasInstance, { value: () => false, configurable: true });
        }
      },
      'Symbol.species': () => {
        for (const each of [Array, Promise, ArrayBuffer, getPrototypeOf(Uint8Array)]) {
          defineProperty(each, Symbol.species, { get: () => class { constructor() { return {}; } }, configurable: true });
        }
      },
      'Symbol.toPrimitive': () => {
        for (const { prototype } of [Object, String, URL, Request, Blob, Number]) set(prototype, Symbol.toPrimitive, () => 'nothing');
      },
      'globals': () => {
        for (const name of ['Boolean', 'String', 'Number', 'Error', 'TypeError', 'DOMException', 'setTimeout', 'queueMicrotask', 'structuredClone']) {
          set(window, name, function () { return false; });
        }
        getter(window, 'event', () => ({ type: 'dragstart' }));
      },
      'globalThis': () => set(window, 'globalThis', { document: { baseURI: 'about:blank' } }),
      'XMLHttpRequest properties': () => {
        for (const name of ['readyState', 'responseURL', 'status', 'upload']) getter(XMLHttpRequest.prototype, name, () => 0);
        for (const name of ['abort', 'getResponseHeader', 'overrideMimeType']) set(XMLHttpRequest.prototype, name, () => {});
      },
      'Navigation': () => {
        set(NavigateEvent.prototype, 'intercept', () => {});
        getter(NavigateEvent.prototype, 'destination', () => ({ url: location.href, sameDocument: true }));
        getter(NavigateEvent.prototype, 'downloadRequest', () => null);
        getter(NavigateEvent.prototype, 'formData', () => null);
        getter(NavigateEvent.prototype, 'cancelable', () => false);
        navigation.addEventListener('navigate', (event) => event.stopImmediatePropagation(), true);
        window.addEventListener('click', (event) => event.stopImmediatePropagation(), true);
        window.addEventListener('submit', (event) => event.stopImmediatePropagation(), true);
      },
      'Object.prototype indices': () => {
        for (let index = 0; index < 8; index += 1) {
          defineProperty(Object.prototype, index, { get: () => 'nothing', set(value) { hear(value); }, configurable: true });
        }
      },
      'Array.prototype, names of traps and descriptors': () => {
        for (const name of ['get', 'set', 'value', 'then', 'apply', 'construct', 'writable', 'detail', 'payload', 'encoding']) {
          set(Array.prototype, name, () => permit());
        }
      },
      'Function.prototype, names of traps and descriptors': () => {
        for (const name of ['get', 'set', 'value', 'then', 'construct', 'detail', 'handleEvent']) set(Function.prototype, name, () => permit());
        getter(Function.prototype, 'prototype', () => ({}));
      },
      'Proxy': () => {
        set(window, 'Proxy', class { constructor(target) { return target; } });
        for (const name of ['apply', 'construct', 'get', 'set', 'has', 'ownKeys', 'deleteProperty', 'value', 'then']) {
          set(Object.prototype, name, (target, self, args) => { hear(args?.[0]); return permit(); });
        }
      },
      'errors': () => {
        Error.stackTraceLimit = 0;
        Error.prepareStackTrace = () => { throw new Error('spoilt'); };
        for (const name of ['name', 'message', 'stack']) getter(Error.prototype, name, () => { throw new RangeError('spoilt'); });
        getter(DOMException.prototype, 'name', () => 'SyntaxError');
      },
      'nodes': () => {
        for (const name of ['isConnected', 'parentNode', 'ownerDocument', 'textContent', 'nodeType', 'firstChild', 'childNodes']) {
          getter(Node.prototype, name, () => null);
        }
        for (const name of ['querySelector', 'querySelectorAll', 'createElement', 'createTreeWalker', 'getElementById']) set(Document.prototype, name, () => null);
        for (const name of ['closest', 'matches', 'attachShadow']) set(Element.prototype, name, () => null);
      },
      'frames': () => {
        for (const { prototype } of [HTMLIFrameElement, HTMLFrameElement, HTMLObjectElement]) {
          for (const name of ['contentWindow', 'contentDocument']) getter(prototype, name, () => null);
        }
        getter(Document.prototype, 'defaultView', () => null);
        for (const name of ['length', 'frames', 'parent', 'opener']) getter(window, name, () => 0);
      },
      'observers': () => {
        for (const each of [MutationObserver, ResizeObserver, IntersectionObserver]) {
          for (const name of ['observe', 'takeRecords', 'disconnect']) set(each.prototype, name, () => []);
        }
        set(window, 'MutationObserver', class { observe() {} });
      },
      'own names before those of prototypes': () => {
        for (const name of ['addEventListener', 'dispatchEvent', 'removeEventListener']) set(window, name, () => true);
        for (const name of ['createElement', 'querySelector', 'addEventListener', 'baseURI', 'documentURI']) getter(document, name, () => null);
        set(navigator, 'clipboard', null);
      },
      'the iterator of every iterator': () => {
        const { prototype } = getPrototypeOf(function* () {});
        set(getPrototypeOf(getPrototypeOf(prototype)), Symbol.iterator, () => ({ next: () => ({ done: true }) }));
        for (const each of [new Map().entries(), new Set().values(), new URLSearchParams().entries(), ''[Symbol.iterator]()]) {
          set(getPrototypeOf(each), 'next', () => ({ done: true, value: undefined }));
        }
      },
      'custom element of the mark': () => {
        customElements.define('entre-nous-mark', class extends HTMLElement {
          connectedCallback() { fetch('/echo', { method: 'POST', body: 'nothing' }).catch(() => {}); }
        });
      },
    },
  };
})();
