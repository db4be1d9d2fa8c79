// @ts-check
// What the browser gives, taken before any script of the page has run. Nothing in the gate looks
// anything up on a global or a prototype after these lines, but to put a wrapper there.

export const {
  apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys,
} = Reflect;
export const { create } = Object;
export const { isArray } = Array;
/** Asks an iterable for its items, by the page's own code. */
export const arrayFrom = Array.from.bind(Array);
export const iteratorSymbol = Symbol.iterator;
export const isGecko = 'mozInnerScreenX' in globalThis;

/** @param {any} holder @param {string} name @returns {any} */
const getterOf = (holder, name) => holder && getOwnPropertyDescriptor(holder.prototype, name)?.get;
/** @param {any} holder @param {string} name @returns {any} */
const setterOf = (holder, name) => holder && getOwnPropertyDescriptor(holder.prototype, name)?.set;
/** @param {any} holder @param {string} name @returns {any} */
const methodOf = (holder, name) => holder?.prototype[name];
/** Classes that not every browser has. @type {any} */
const world = globalThis;
const streamController = world.ReadableByteStreamController;
// The getters of lengths stand on the prototype that all typed arrays share.
const typedArray = /** @type {any} */ (getPrototypeOf(Uint8Array));

export const natives = {
  AbortController, Array, ArrayBuffer, Blob, CustomEvent, DOMException, FormData, FormDataEvent, MouseEvent, Map, Promise, Proxy, Request, Set, SubmitEvent,
  TransformStream, TypeError, Uint8Array, URL, URLSearchParams, WeakMap, WeakSet, WritableStream,
  ClipboardItem: world.ClipboardItem,
  MutationObserver,

  // Events.
  addEventListener: methodOf(EventTarget, 'addEventListener'),
  dispatchEvent: methodOf(EventTarget, 'dispatchEvent'),
  detail: getterOf(CustomEvent, 'detail'),
  eventType: getterOf(Event, 'type'),
  eventTarget: getterOf(Event, 'target'),
  eventPhase: getterOf(Event, 'eventPhase'),
  composedPath: methodOf(Event, 'composedPath'),
  isTrusted: /** @type {any} */ (getOwnPropertyDescriptor(new Event(''), 'isTrusted')).get,
  isPrevented: getterOf(Event, 'defaultPrevented'),
  preventDefault: methodOf(Event, 'preventDefault'),
  stopImmediatePropagation: methodOf(Event, 'stopImmediatePropagation'),
  submitter: getterOf(SubmitEvent, 'submitter'),
  eventFormData: getterOf(FormDataEvent, 'formData'),
  destination: world.navigation && getterOf(NavigateEvent, 'destination'),
  sameDocument: world.navigation && getterOf(NavigationDestination, 'sameDocument'),
  currentEvent: getOwnPropertyDescriptor(globalThis, 'event')?.get,
  observe: methodOf(MutationObserver, 'observe'),
  recordTarget: getterOf(MutationRecord, 'target'),
  disconnect: methodOf(MutationObserver, 'disconnect'),

  // Windows and documents.
  windowDocument: /** @type {any} */ (getOwnPropertyDescriptor(globalThis, 'document')).get,
  windowLength: /** @type {any} */ (getOwnPropertyDescriptor(globalThis, 'length')).get,
  defaultView: getterOf(Document, 'defaultView'),
  documentWrite: methodOf(Document, 'write'),
  documentURI: getterOf(Document, 'documentURI'),
  readyState: getterOf(Document, 'readyState'),
  implementation: getterOf(Document, 'implementation'),
  createDocument: methodOf(DOMImplementation, 'createHTMLDocument'),
  createElement: methodOf(Document, 'createElement'),
  adoptNode: methodOf(Document, 'adoptNode'),
  createComment: methodOf(Document, 'createComment'),

  // Nodes.
  baseURI: getterOf(Node, 'baseURI'),
  nodeType: getterOf(Node, 'nodeType'),
  isConnected: getterOf(Node, 'isConnected'),
  ownerDocument: getterOf(Node, 'ownerDocument'),
  parentNode: getterOf(Node, 'parentNode'),
  rootNode: methodOf(Node, 'getRootNode'),
  nextSibling: getterOf(Node, 'nextSibling'),
  firstChild: getterOf(Node, 'firstChild'),
  cloneNode: methodOf(Node, 'cloneNode'),
  replaceChildren: methodOf(Element, 'replaceChildren'),
  textContent: getterOf(Node, 'textContent'),
  replaceChild: methodOf(Node, 'replaceChild'),
  shadowHost: getterOf(ShadowRoot, 'host'),
  shadowRoot: getterOf(Element, 'shadowRoot'),
  getAttribute: methodOf(Element, 'getAttribute'),
  setAttribute: methodOf(Element, 'setAttribute'),
  setText: setterOf(Node, 'textContent'),
  localName: getterOf(Element, 'localName'),
  matches: methodOf(Element, 'matches'),
  rangeContainer: getterOf(Range, 'commonAncestorContainer'),
  elementQueryAll: methodOf(Element, 'querySelectorAll'),
  fragmentQueryAll: methodOf(DocumentFragment, 'querySelectorAll'),
  elementQuery: methodOf(Element, 'querySelector'),
  fragmentQuery: methodOf(DocumentFragment, 'querySelector'),
  nodeListLength: getterOf(NodeList, 'length'),
  nodeListItem: methodOf(NodeList, 'item'),
  attributeName: getterOf(Attr, 'localName'),
  attributeOwner: getterOf(Attr, 'ownerElement'),
  attributeValue: getterOf(Attr, 'value'),
  setAttributeValue: setterOf(Attr, 'value'),
  attributeNames: methodOf(Element, 'getAttributeNames'),
  trustedHtml: methodOf(world.TrustedHTML, 'toString'),
  trustedUrl: methodOf(world.TrustedScriptURL, 'toString'),
  trustedScript: methodOf(world.TrustedScript, 'toString'),
  templateContent: getterOf(HTMLTemplateElement, 'content'),
  innerHTML: getterOf(Element, 'innerHTML'),
  setInnerHTML: setterOf(Element, 'innerHTML'),

  // Links and forms.
  anchorHref: getterOf(HTMLAnchorElement, 'href'),
  areaHref: getterOf(HTMLAreaElement, 'href'),
  svgLinkHref: getterOf(SVGAElement, 'href'),
  svgText: getterOf(SVGAnimatedString, 'baseVal'),
  formAction: getterOf(HTMLFormElement, 'action'),
  formHas: methodOf(FormData, 'has'),
  formAppend: methodOf(FormData, 'append'),
  formDelete: methodOf(FormData, 'delete'),
  formEntries: methodOf(FormData, 'entries'),
  formNext: /** @type {any} */ (getPrototypeOf(new FormData().entries())).next,

  // Bodies.
  createObjectURL: URL.createObjectURL,
  revokeObjectURL: URL.revokeObjectURL,
  href: getterOf(URL, 'href'),
  urlPath: getterOf(URL, 'pathname'),
  urlQuery: getterOf(URL, 'search'),
  blobSize: getterOf(Blob, 'size'),
  blobType: getterOf(Blob, 'type'),
  blobSlice: methodOf(Blob, 'slice'),
  blobText: methodOf(Blob, 'text'),
  fileName: getterOf(File, 'name'),
  bufferLength: getterOf(ArrayBuffer, 'byteLength'),
  sharedLength: getterOf(world.SharedArrayBuffer, 'byteLength'),
  isView: ArrayBuffer.isView,
  viewSet: methodOf(Uint8Array, 'set'),
  viewBuffer: getterOf(typedArray, 'buffer'),
  viewOffset: getterOf(typedArray, 'byteOffset'),
  viewLength: getterOf(typedArray, 'byteLength'),
  dataViewBuffer: getterOf(DataView, 'buffer'),
  dataViewOffset: getterOf(DataView, 'byteOffset'),
  dataViewLength: getterOf(DataView, 'byteLength'),
  decode: methodOf(TextDecoder, 'decode'),
  encode: methodOf(TextEncoder, 'encode'),
  paramsToString: methodOf(URLSearchParams, 'toString'),
  streamLocked: getterOf(ReadableStream, 'locked'),
  sinkLocked: getterOf(WritableStream, 'locked'),
  pipeTo: methodOf(ReadableStream, 'pipeTo'),
  streamCancel: methodOf(ReadableStream, 'cancel'),
  streamEnqueue: methodOf(streamController, 'enqueue'),
  streamClose: methodOf(streamController, 'close'),
  streamFail: methodOf(streamController, 'error'),
  byobRequest: getterOf(streamController, 'byobRequest'),
  byobRespond: methodOf(world.ReadableStreamBYOBRequest, 'respond'),
  transformReadable: getterOf(TransformStream, 'readable'),
  transformWritable: getterOf(TransformStream, 'writable'),
  enqueue: methodOf(TransformStreamDefaultController, 'enqueue'),
  fail: methodOf(TransformStreamDefaultController, 'error'),
  serialize: methodOf(XMLSerializer, 'serializeToString'),
  serializer: new XMLSerializer(),

  // Requests.
  requestUrl: getterOf(Request, 'url'),
  requestMethod: getterOf(Request, 'method'),
  requestHeaders: getterOf(Request, 'headers'),
  requestClone: methodOf(Request, 'clone'),
  requestText: methodOf(Request, 'text'),
  headersForEach: methodOf(Headers, 'forEach'),
  xhrOpen: methodOf(XMLHttpRequest, 'open'),
  xhrSetHeader: methodOf(XMLHttpRequest, 'setRequestHeader'),
  exceptionName: getterOf(DOMException, 'name'),
  abort: methodOf(AbortController, 'abort'),
  abortSignal: getterOf(AbortController, 'signal'),

  // Responses.
  responseUrl: getterOf(Response, 'url'),
  responseHeaders: getterOf(Response, 'headers'),
  responseBody: getterOf(Response, 'body'),
  responseUsed: getterOf(Response, 'bodyUsed'),
  headersGet: methodOf(Headers, 'get'),
  xhrReadyState: getterOf(XMLHttpRequest, 'readyState'),
  xhrUrl: getterOf(XMLHttpRequest, 'responseURL'),
  xhrHeader: methodOf(XMLHttpRequest, 'getResponseHeader'),
  xhrResponse: getterOf(XMLHttpRequest, 'response'),
  xhrType: getterOf(XMLHttpRequest, 'responseType'),
  setXhrType: setterOf(XMLHttpRequest, 'responseType'),
  overrideMimeType: methodOf(XMLHttpRequest, 'overrideMimeType'),

  // Connections and messages.
  socketUrl: getterOf(WebSocket, 'url'),
  streamUrl: getterOf(world.WebSocketStream, 'url'),
  structuredClone,
  workerScript: getterOf(world.ServiceWorker, 'scriptURL'),

  // Clipboard.
  itemTypes: getterOf(world.ClipboardItem, 'types'),
  itemGetType: methodOf(world.ClipboardItem, 'getType'),

  // Files.
  handleKind: getterOf(world.FileSystemHandle, 'kind'),

  // Canvases.
  contextCanvas: getterOf(CanvasRenderingContext2D, 'canvas'),
  offscreenCanvas: getterOf(world.OffscreenCanvasRenderingContext2D, 'canvas'),

  // The language itself.
  then: methodOf(Promise, 'then'),
  resolved: Promise.resolve(),
  functionToString: methodOf(Function, 'toString'),
  exec: methodOf(RegExp, 'exec'),
  includes: methodOf(String, 'includes'),
  startsWith: methodOf(String, 'startsWith'),
  indexOf: methodOf(String, 'indexOf'),
  slice: methodOf(String, 'slice'),
  charCodeAt: methodOf(String, 'charCodeAt'),
  lowerCase: methodOf(String, 'toLowerCase'),
  trim: methodOf(String, 'trim'),
  decodeURIComponent,
  stringValue: methodOf(String, 'valueOf'),
  weakGet: methodOf(WeakMap, 'get'),
  weakSet: methodOf(WeakMap, 'set'),
  weakDelete: methodOf(WeakMap, 'delete'),
  weakHas: methodOf(WeakSet, 'has'),
  weakAdd: methodOf(WeakSet, 'add'),
  weakRemove: methodOf(WeakSet, 'delete'),
  mapGet: methodOf(Map, 'get'),
  mapHas: methodOf(Map, 'has'),
  mapSet: methodOf(Map, 'set'),
  mapDelete: methodOf(Map, 'delete'),
  mapForEach: methodOf(Map, 'forEach'),
  setForEach: methodOf(Set, 'forEach'),
  setHas: methodOf(Set, 'has'),
  setAdd: methodOf(Set, 'add'),
  setTimeout: setTimeout.bind(globalThis),
};

/** @param {any[]} list @param {number} index */
export const at = (list, index) => (index < list.length ? list[index] : undefined);

/** Adds to a list without asking setters of the page's. @template T @param {T[]} list @param {T} item */
export const push = (list, item) => {
  defineProperty(list, list.length, /** @type {any} */ (
    { __proto__: null, value: item, writable: true, enumerable: true, configurable: true }));
};

/** @param {any} value */
export const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/**
 * Whether a getter or method of a platform class accepts the value: a check that no page can
 * answer for it.
 * @param {any} member undefined where the browser has no such class
 * @param {any} value @param {any[]} [args]
 */
export const isBranded = (member, value, args = []) => {
  if (!member) return false;
  try { apply(member, value, args); return true; } catch { return false; }
};

/**
 * The address, absolute and as the browser writes it; empty if it is none.
 * @param {any} url @param {Document} [base] whose base it is relative to
 * @returns {string}
 */
export const resolve = (url, base = ownDocument) => {
  try {
    return apply(natives.href, new natives.URL(url, apply(natives.baseURI, base, [])), []);
  } catch {
    return '';
  }
};
const ownDocument = document;

/** Whether an address means the same wherever it is. @param {string} url */
export const isAbsolute = (url) => {
  try { new natives.URL(url); return true; } catch { return false; }
};

/**
 * Options that say what the given ones say, but for some that were taken from them already. A
 * proxy, since what is given may be a platform object, whose getters serve nobody else.
 * @param {any} given @param {Record<string, any>} taken a null-prototype object
 */
export const withTaken = (given, taken) => new natives.Proxy(taken, /** @type {any} */ ({
  __proto__: null,
  /** @param {any} _ @param {string} name */
  get: (_, name) => (getOwnPropertyDescriptor(taken, name) || !isObject(given) ? taken[name] : given[name]),
}));

/** The kind of a node: 1 an element, 2 an attribute, 3 a text, 11 a fragment; 0 if it is none. @param {any} value */
export const nodeType = (value) => {
  if (!isObject(value)) return 0;
  try { return apply(natives.nodeType, value, []); } catch { return 0; }
};

/** @param {RegExp} pattern one of this script's own, global @param {string} text @returns {any[] | null} */
export const match = (pattern, text) => apply(natives.exec, pattern, [text]);

/**
 * Makes a list iterate over its own items, whatever the page does to iteration.
 * @template T @param {T[]} list @returns {T[]}
 */
export const iterable = (list) => {
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
