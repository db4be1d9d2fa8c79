// @ts-check
// Windows that no content script reaches: the empty page that a frame or a window holds while what
// it shall show is still loading. Their functions are as good a way out as this window's own, so
// they are wrapped here, before any script of the page can get at them. Frames come into being in
// calls that insert nodes, which are therefore watched, and are reached by getters, which are too.

import { isClear, listen } from './ask.js';
import {
  apply, at, isBranded, isObject, natives, nodeType, push,
} from './natives.js';
import { recheckClick } from './leaving.js';
import { settledMarkup, settleText, settleTree } from './resources.js';
import { isWrapped, wrap, wrapAccessor } from './wrap.js';

/** @typedef {import('./wrap.js').Realm} Realm */

/** Windows that have their wrappers, or are another site's. */
const known = new natives.WeakSet();

/** @type {(window: any) => void} */
let guard = () => {};

/** Windows that this page has opened, and frames in them: their own engines do not know this page. */
const opened = new natives.WeakSet();

/** @param {any} window @param {boolean} isOwn whether it stands for itself, and not in this page */
const meet = (window, isOwn) => {
  if (!isObject(window) || apply(natives.weakHas, known, [window])) return;
  apply(natives.weakAdd, known, [window]);
  if (isOwn) apply(natives.weakAdd, opened, [window]);
  // Another site's window lets nobody see its document.
  if (!isBranded(natives.windowDocument, window)) return;
  if (isOwn || !isWrapped(window)) guard(window);
  seeFrames(window);
};

/** Meets a frame's window, or one that this page has come upon. @param {any} window */
const see = (window) => meet(window, false);

/**
 * Meets a window that this page has opened. One that is empty may have a gate of its own, whose
 * engine knows nothing of this page: it gets the wrappers of this page as well.
 * @param {any} window
 */
export const seeOpened = (window) => meet(window, true);

/** @param {any} window */
const seeFrames = (window) => {
  if (!window) return;
  const count = apply(natives.windowLength, window, []);
  const isOwn = apply(natives.weakHas, opened, [window]);
  for (let index = 0; index < count; index += 1) meet(window[index], isOwn);
};

/** Elements that hold a window; and those that load what is text in them. */
const FRAMES = 'iframe,frame,object,embed';
const SHEETS = 'style,script[type=speculationrules i],script[type=module i],script[type=importmap i]';

/** @param {any} node @param {string} selector @returns {any} the first element in it, or itself */
const firstIn = (node, selector) => {
  const type = nodeType(node);
  if (type === 1) return apply(natives.matches, node, [selector]) ? node : apply(natives.elementQuery, node, [selector]);
  return type === 11 ? apply(natives.fragmentQuery, node, [selector]) : null;
};

/** @param {any} node @param {string} selector @returns {any[]} */
const allIn = (node, selector) => {
  /** @type {any[]} */
  const all = [];
  const isElement = nodeType(node) === 1;
  if (isElement && apply(natives.matches, node, [selector])) push(all, node);
  const found = apply(isElement ? natives.elementQueryAll : natives.fragmentQueryAll, node, [selector]);
  const count = apply(natives.nodeListLength, found, []);
  for (let index = 0; index < count; index += 1) push(all, apply(natives.nodeListItem, found, [index]));
  return all;
};

/** Whether a node can bring a frame or a script with it: most are leaves. @param {any} node */
const isWorthALook = (node) => {
  const type = nodeType(node);
  if (type !== 1) return type === 11;
  return apply(natives.firstChild, node, []) !== null || apply(natives.matches, node, [LOADERS]);
};
const LOADERS = `${FRAMES},${SHEETS},base`;

/** @param {any} node in a document */
const windowOf = (node) => {
  const document = apply(natives.ownerDocument, node, []) ?? node;
  return apply(natives.defaultView, document, []);
};

/** @param {any} element */
const isCustom = (element) => apply(natives.includes, apply(natives.localName, element, []), ['-']);

/** Whether an element runs code of the page's as it is inserted. @param {any} element */
const runs = (element) => apply(natives.localName, element, []) === 'script' || isCustom(element);

/** @param {any} element */
const holdsCustomElement = (element) => {
  const elements = allIn(element, '*');
  for (let index = 0; index < elements.length; index += 1) {
    if (isCustom(elements[index])) return true;
  }
  return false;
};

/**
 * A call that inserts nodes. Where scripts and custom elements come together with frames, they
 * wait until the frames have their wrappers: they run in the same order, with the same nodes in
 * place. (Where nothing is withheld they are left alone: an observer would see them come twice.)
 * @param {any} place where they are inserted
 * @param {any[]} nodes those that wait are replaced in it; a custom element with a frame in it cannot
 * @param {() => any} insert
 */
const inserting = (place, nodes, insert) => {
  settleByBase(place, nodes);
  let isWatched = false;
  for (let index = 0; index < nodes.length; index += 1) {
    if (isWorthALook(nodes[index])) isWatched = true;
  }
  if (!isWatched || nodeType(place) === 0 || !apply(natives.isConnected, place, [])) return insert();
  let hasFrames = false;
  let isLate = false;
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (!isWorthALook(node)) continue;
    const sheets = firstIn(node, SHEETS) ? allIn(node, SHEETS) : [];
    for (let each = 0; each < sheets.length; each += 1) settleText(sheets[each]);
    if (firstIn(node, FRAMES)) hasFrames = true;
    if (firstIn(node, LATE)) isLate = true;
  }
  /** @type {{ element: any, mark: any }[]} */
  const waiting = [];
  const isWaiting = hasFrames && !isClear('');
  for (let index = 0; isWaiting && index < nodes.length; index += 1) {
    const node = nodes[index];
    const type = nodeType(node);
    if (type !== 1 && type !== 11) continue;
    const elements = allIn(node, '*');
    for (let each = 0; each < elements.length; each += 1) {
      const element = elements[each];
      if (!runs(element) || firstIn(element, FRAMES)) continue;
      const mark = apply(natives.createComment, apply(natives.ownerDocument, element, []), ['']);
      const parent = apply(natives.parentNode, element, []);
      if (element === node) nodes[index] = mark;
      else if (parent) apply(natives.replaceChild, parent, [mark, element]);
      push(waiting, { element, mark });
    }
  }
  try {
    return insert();
  } finally {
    const view = windowOf(place);
    seeFrames(view);
    if (isLate) seeLater(view, LATE_LOOKS);
    for (let index = 0; index < waiting.length; index += 1) {
      const { element, mark } = /** @type {any} */ (waiting[index]);
      const parent = apply(natives.parentNode, mark, []);
      if (parent) apply(natives.replaceChild, parent, [element, mark]);
    }
    recheckClick();
  }
};
const LATE = 'object,embed';

/** Windows of plugins come into being a little later. @param {any} view @param {number} times */
const seeLater = (view, times) => {
  seeFrames(view);
  if (times > 0) natives.setTimeout(() => seeLater(view, times - 1), LATE_EVERY);
};
const LATE_LOOKS = 50;
const LATE_EVERY = 10;

/**
 * Where relative addresses are another site's, what was set in another document leads elsewhere
 * here.
 * @param {any} place @param {any[]} nodes
 */
const settleByBase = (place, nodes) => {
  if (nodeType(place) === 0) return;
  const document = apply(natives.ownerDocument, place, []) ?? place;
  if (apply(natives.baseURI, document, []) === apply(natives.documentURI, document, []) || isClear('')) return;
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    const type = nodeType(node);
    if ((type === 1 || type === 11) && apply(natives.ownerDocument, node, []) !== document) {
      apply(natives.adoptNode, document, [node]);
      settleTree(node);
    }
  }
};

/** Where a call has what it inserts, if all that it is given. */
const ALL = -1;

/**
 * Methods that insert nodes, by the class that has them, and where they are given the node: what
 * else they are given says where, and stays as it is.
 * @type {[string, string[], number][]}
 */
const INSERTING = [
  ['Node', ['appendChild', 'insertBefore', 'replaceChild'], 0],
  ['Element', ['append', 'prepend', 'replaceChildren', 'before', 'after', 'replaceWith'], ALL],
  ['Element', ['moveBefore'], 0],
  ['Element', ['insertAdjacentElement'], 1],
  ['Document', ['append', 'prepend', 'replaceChildren'], ALL],
  ['Document', ['moveBefore'], 0],
  ['DocumentFragment', ['append', 'prepend', 'replaceChildren'], ALL],
  ['DocumentFragment', ['moveBefore'], 0],
  ['CharacterData', ['before', 'after', 'replaceWith'], ALL],
  ['DocumentType', ['before', 'after', 'replaceWith'], ALL],
];

/** Methods and setters that put markup into the page: the class, the name, the place of the text. @type {[string, string, number][]} */
const PARSING = [
  ['Element', 'innerHTML', -1], ['Element', 'outerHTML', -1], ['ShadowRoot', 'innerHTML', -1],
  ['Element', 'insertAdjacentHTML', 1], ['Element', 'setHTMLUnsafe', 0], ['ShadowRoot', 'setHTMLUnsafe', 0],
  ['Range', 'createContextualFragment', 0], ['DOMParser', 'parseFromString', 0],
];

/** @param {any} markup */
const holdsFrame = (markup) => {
  if (typeof markup === 'symbol') return false;
  const text = apply(natives.lowerCase, `${markup}`, []);
  for (let index = 0; index < FRAME_TAGS.length; index += 1) {
    if (apply(natives.includes, text, [FRAME_TAGS[index]])) return true;
  }
  return false;
};
const FRAME_TAGS = ['<iframe', '<frame', '<object', '<embed'];

/** @param {any} parent */
const childrenOf = (parent) => {
  /** @type {any[]} */
  const nodes = [];
  for (let each = apply(natives.firstChild, parent, []); each; each = apply(natives.nextSibling, each, [])) push(nodes, each);
  return nodes;
};

/** @param {Realm} realm */
const guardInserting = ({ window }) => {
  for (let index = 0; index < INSERTING.length; index += 1) {
    const [owner, names, place] = /** @type {any} */ (INSERTING[index]);
    for (let each = 0; each < names.length; each += 1) {
      wrap(window[owner].prototype, names[each], (native, self, args) => {
        if (place === ALL) return inserting(self, args, () => apply(native, self, args));
        if (args.length <= place) return apply(native, self, args);
        const node = [args[place]];
        return inserting(self, node, () => {
          args[place] = node[0];
          return apply(native, self, args);
        });
      });
    }
  }
  wrap(window.Range.prototype, 'insertNode', (native, self, args) => {
    const place = isBranded(natives.rangeContainer, self) ? apply(natives.rangeContainer, self, []) : null;
    return inserting(place, args, () => apply(native, self, args));
  });
  wrap(window.Range.prototype, 'surroundContents', (native, self, args) => {
    const place = isBranded(natives.rangeContainer, self) ? apply(natives.rangeContainer, self, []) : null;
    const result = inserting(place, args, () => apply(native, self, args));
    // What is surrounded is moved, and frames begin anew by that.
    seeFrames(windowOf(place));
    return result;
  });
  for (let index = 0; index < PARSING.length; index += 1) {
    const [owner, name, text] = /** @type {any} */ (PARSING[index]);
    /** @type {import('./wrap.js').Wrapper} */
    const parse = (native, self, args) => {
      const place = text < 0 ? 0 : text;
      if (args.length <= place) return apply(native, self, args);
      for (let index = 0; index < place; index += 1) {
        if (isObject(args[index])) args[index] = `${args[index]}`;
      }
      args[place] = settledMarkup(args[place]);
      // An element that is replaced is in no document afterwards.
      const view = nodeType(self) !== 0 && apply(natives.isConnected, self, []) ? windowOf(self) : null;
      if (view && name === 'innerHTML' && nodeType(self) === 1 && !isCustom(self)
        && holdsFrame(args[0]) && !isClear('')) {
        // Custom elements would run before the call ends: those that come, and those that leave.
        // (Where nothing is withheld their order is left as it is.)
        const holder = apply(natives.cloneNode, self, [false]);
        apply(native, holder, args);
        const nodes = childrenOf(holder);
        if (holdsCustomElement(self)) apply(natives.replaceChildren, self, []);
        return inserting(self, nodes, () => apply(natives.replaceChildren, self, nodes));
      }
      const result = apply(native, self, args);
      if (view) seeFrames(view);
      return result;
    };
    if (text < 0) wrapAccessor(window[owner]?.prototype, name, 'set', parse);
    else wrap(window[owner]?.prototype, name, parse);
  }
  /** @type {import('./wrap.js').Wrapper} */
  const parseWhole = (native, self, args) => {
    if (args.length > 0) args[0] = settledMarkup(args[0]);
    return apply(native, self, args);
  };
  wrap(window.Document, 'parseHTMLUnsafe', parseWhole);
  wrap(window.Document, 'parseHTML', parseWhole);
  wrap(window.Document.prototype, 'execCommand', (native, self, args) => {
    const isMarkup = typeof at(args, 0) === 'string' && apply(natives.lowerCase, args[0], []) === 'inserthtml';
    if (!isMarkup) return apply(native, self, args);
    if (args.length > 2) args[2] = settledMarkup(args[2]);
    const result = apply(native, self, args);
    seeFrames(windowOf(self));
    return result;
  });
};

// --- document.write ----------------------------------------------------------------------------

/** @param {Realm} realm @param {() => void} afterOpening a document that had been closed is emptied by it */
const guardWriting = ({ window }, afterOpening) => {
  /** @type {import('./wrap.js').Wrapper} */
  const write = (native, self, args) => {
    let isText = true;
    let text = '';
    for (let index = 0; index < args.length; index += 1) {
      if (isObject(args[index]) || typeof args[index] === 'symbol') isText = false;
      else text += `${args[index]}`;
    }
    const wasLoaded = isBranded(natives.readyState, self) && apply(natives.readyState, self, []) !== 'loading';
    const finish = () => {
      if (wasLoaded) afterOpening();
      const view = isBranded(natives.readyState, self) && apply(natives.defaultView, self, []);
      if (view) seeFrames(view);
    };
    if (!isText || args.length === 0) {
      for (let index = 0; index < args.length; index += 1) args[index] = settledMarkup(args[index]);
      const result = apply(native, self, args);
      finish();
      return result;
    }
    // A script in it runs before the call ends: what comes before is written, and looked at, first.
    let rest = settledMarkup(text);
    for (;;) {
      const next = apply(natives.indexOf, apply(natives.lowerCase, rest, []), ['<script', 1]);
      if (next < 0) break;
      apply(natives.documentWrite, self, [apply(natives.slice, rest, [0, next])]);
      finish();
      rest = apply(natives.slice, rest, [next]);
    }
    const result = apply(native, self, [rest]);
    finish();
    return result;
  };
  wrap(window.Document.prototype, 'write', write);
  wrap(window.Document.prototype, 'writeln', write);
};

// --- Reaching ----------------------------------------------------------------------------------

/** Getters and methods that give a window or a document of a frame. @type {[string, string, 'get' | 'value'][]} */
const REACHING = [
  ['HTMLIFrameElement', 'contentWindow', 'get'], ['HTMLIFrameElement', 'contentDocument', 'get'],
  ['HTMLFrameElement', 'contentWindow', 'get'], ['HTMLFrameElement', 'contentDocument', 'get'],
  ['HTMLObjectElement', 'contentWindow', 'get'], ['HTMLObjectElement', 'contentDocument', 'get'],
  ['HTMLIFrameElement', 'getSVGDocument', 'value'], ['HTMLObjectElement', 'getSVGDocument', 'value'],
  ['HTMLEmbedElement', 'getSVGDocument', 'value'],
  ['MessageEvent', 'source', 'get'], ['DocumentPictureInPicture', 'window', 'get'],
  ['DocumentPictureInPictureEvent', 'window', 'get'],
];

/** @param {Realm} realm */
const guardReaching = ({ window }) => {
  for (let index = 0; index < REACHING.length; index += 1) {
    const [owner, name, sort] = /** @type {any} */ (REACHING[index]);
    /** @type {import('./wrap.js').Wrapper} */
    const reach = (native, self, args) => {
      const reached = apply(native, self, args);
      // A check that fails costs an exception: a window is asked for first, and once only.
      if (isObject(reached) && !apply(natives.weakHas, known, [reached])) {
        const isDocument = isBranded(natives.readyState, reached);
        see(isDocument ? apply(natives.defaultView, reached, []) : reached);
        if (isDocument) apply(natives.weakAdd, known, [reached]);
      }
      return reached;
    };
    if (sort === 'get') wrapAccessor(window[owner]?.prototype, name, 'get', reach);
    else wrap(window[owner]?.prototype, name, reach);
  }
  wrap(window.DocumentPictureInPicture?.prototype, 'requestWindow', (native, self, args) => {
    const opening = apply(native, self, args);
    // Heard before any of the page's.
    apply(natives.then, opening, [seeOpened, () => {}]);
    return opening;
  });
};

/**
 * @param {Realm} realm
 * @param {{ guardWindow: (window: any) => void, afterOpening: () => void }} how
 */
export const guardRealms = (realm, { guardWindow, afterOpening }) => {
  guard = guardWindow;
  apply(natives.weakAdd, known, [realm.window]);
  guardInserting(realm);
  guardWriting(realm, afterOpening);
  guardReaching(realm);
  // Frames that stand in the page's own source: the parser stops at each script of the page, and
  // lets this run before it.
  const observer = new natives.MutationObserver(() => seeFrames(realm.window));
  apply(natives.observe, observer, [realm.document, /** @type {any} */ ({ __proto__: null, childList: true, subtree: true })]);
  listen(realm.document, 'DOMContentLoaded', () => apply(natives.disconnect, observer, []));
};
