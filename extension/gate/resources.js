// @ts-check
// Addresses that the page loads by itself: set by property, by attribute, by markup or by style.
// Refused, the address is put out of the world instead, so that loading fails as it does without
// a network. (What no script can catch stands in docs/ways-out.md.)

import { isClear, mayLeave } from './ask.js';
import {
  apply, at, construct, isBranded, isGecko, isObject, iterable, match, natives, nodeType, ownKeys,
  resolve,
} from './natives.js';
import { recheckClick } from './leaving.js';
import { isBuffer, isView, textIn, textPart } from './parts.js';
import {
  insecure, rejected, takeAddress, wrap, wrapAccessor, wrapGuarded, wrapGuardedClass,
} from './wrap.js';

/** @typedef {import('./wrap.js').Realm} Realm */

/** At which nothing is to be had. */
const NOWHERE = 'blob:null/refused';

/**
 * How an attribute leads out: an address that is loaded; one of a frame, which can hold a page of
 * its own; several addresses; a style; a name or a text that another document gets; where a page goes on to.
 * @typedef {'address' | 'frame' | 'addresses' | 'style' | 'text' | 'refresh'} Sort
 */

/** By the element's name, `*` for any, and by the attribute's. @type {Record<string, Record<string, Sort>>} */
const ATTRIBUTES = /** @type {any} */ ({
  __proto__: null,
  '*': { __proto__: null, src: 'address', srcset: 'addresses', poster: 'address', background: 'address', style: 'style' },
  meta: { __proto__: null, content: 'refresh' },
  link: { __proto__: null, href: 'address', imagesrcset: 'addresses' },
  image: { __proto__: null, href: 'address' },
  feimage: { __proto__: null, href: 'address' },
  use: { __proto__: null, href: 'address' },
  script: { __proto__: null, href: 'address' },
  object: { __proto__: null, data: 'frame', name: 'text', codebase: 'address' },
  embed: { __proto__: null, src: 'frame', name: 'text' },
  iframe: { __proto__: null, src: 'frame', srcdoc: 'text', name: 'text' },
  frame: { __proto__: null, src: 'frame', name: 'text' },
});

/** The properties that stand for them, by the class that has them. @type {[string, string, string][]} */
const PROPERTIES = [
  ['HTMLImageElement', 'src', 'src'], ['HTMLImageElement', 'srcset', 'srcset'],
  ['HTMLScriptElement', 'src', 'src'],
  ['HTMLLinkElement', 'href', 'href'], ['HTMLLinkElement', 'imageSrcset', 'imagesrcset'],
  ['HTMLMediaElement', 'src', 'src'], ['HTMLVideoElement', 'poster', 'poster'],
  ['HTMLSourceElement', 'src', 'src'], ['HTMLSourceElement', 'srcset', 'srcset'],
  ['HTMLTrackElement', 'src', 'src'], ['HTMLInputElement', 'src', 'src'],
  ['HTMLIFrameElement', 'src', 'src'], ['HTMLIFrameElement', 'srcdoc', 'srcdoc'], ['HTMLIFrameElement', 'name', 'name'],
  ['HTMLFrameElement', 'src', 'src'], ['HTMLFrameElement', 'name', 'name'],
  ['HTMLObjectElement', 'data', 'data'], ['HTMLObjectElement', 'name', 'name'], ['HTMLObjectElement', 'codeBase', 'codebase'],
  ['HTMLEmbedElement', 'src', 'src'], ['HTMLEmbedElement', 'name', 'name'],
  ['HTMLBodyElement', 'background', 'background'],
];

/** What the names of style properties hold that can name an address. Firefox has them on a prototype. */
const STYLES = [
  'ackground', 'mage', 'lip', 'ontent', 'ursor', 'ilter', 'istStyle', 'ist-style', 'ask', 'ath', 'hape', 'arker', 'fill',
  'troke', 'cssText',
];

/** @param {string} text @param {string} start */
const startsWith = (text, start) => apply(natives.startsWith, text, [start]);

/** @param {any} element @param {string} attribute in small letters @returns {Sort | undefined} */
const sortOf = (element, attribute) => {
  const own = ATTRIBUTES[apply(natives.lowerCase, apply(natives.localName, element, []), [])];
  return (own && own[attribute]) || /** @type {any} */ (ATTRIBUTES['*'])[attribute];
};

/** @param {string} address */
const mayLoad = (address) => address === '' || startsWith(address, 'data:') || startsWith(address, 'blob:')
  || isClear(address) || mayLeave('resource', address, [textPart('')]);

/** The addresses in a list, as that of `srcset` or `ping`, and in a style sheet. */
export const LIST = /[^\s,]\S*/g;
const STYLE = /(?:url|src)\(\s*([^"'\s)][^)]*)|"([^"]*)"|'([^']*)'/gi;

const REFRESH = /url\s*=\s*["']?([^"']*)/gi;

/**
 * @param {string} text @param {RegExp} pattern of one address @param {Document} [base]
 */
export const mayLoadAll = (text, pattern, base) => {
  if (text === '' || isClear('')) return true;
  pattern.lastIndex = 0;
  for (let found = match(pattern, text); found; found = match(pattern, text)) {
    // Each group is one way of writing it; with none it is all that was found.
    const given = at(found, 1) ?? at(found, 2) ?? at(found, 3) ?? found[0];
    const from = pattern.lastIndex;
    if (!mayLoad(resolve(given, base))) return false;
    // Asking may have run the page's code, and this again.
    pattern.lastIndex = from;
  }
  return true;
};

/**
 * Whether what an attribute says may be loaded.
 * @param {Sort} sort @param {string} value @param {Document} base
 */
const mayBeSet = (sort, value, base) => {
  if (sort === 'text') return isClear('') || mayLeave('message', '', [textPart(value)]);
  if (sort === 'style') return mayStyle(value, base);
  if (sort === 'refresh') {
    REFRESH.lastIndex = 0;
    const found = match(REFRESH, value);
    const address = found ? resolve(found[1], base) : '';
    return address === '' || isClear(address) || mayLeave('navigation', address, [textPart('')]);
  }
  if (sort === 'addresses') return mayLoadAll(value, LIST, base);
  const address = resolve(value, base);
  const isOwnText = startsWith(address, 'data:') || startsWith(address, 'blob:');
  if (!isOwnText) return mayLoad(address);
  // A picture in memory goes nowhere. A document in memory has an origin of its own, and scripts.
  if (sort === 'address' || isClear('')) return true;
  return mayLeave('message', address, [startsWith(address, 'blob:')
    ? { encoding: 'blob', payload: address } : textPart('')]);
};

/**
 * @param {any} element @param {string} name in small letters @param {any} value
 * @returns {any} what is set in the end
 */
const settled = (element, name, value) => {
  const sort = sortOf(element, name);
  if (!sort) return value;
  if (name === 'srcdoc') return settledPage(element, value);
  const text = isObject(value) ? `${value}` : value;
  if (typeof text !== 'string' || text === '') return value;
  if (mayBeSet(sort, text, apply(natives.ownerDocument, element, []))) {
    // An object that is more than its text, as a TrustedScriptURL is, must stay one.
    return isTrusted(value) ? value : text;
  }
  return sort === 'address' || sort === 'frame' ? NOWHERE : '';
};

/**
 * The page of a frame. Where scripts of another origin run in it, its text is a message to them.
 * @param {any} frame @param {any} value
 */
const settledPage = (frame, value) => {
  const sandbox = apply(natives.getAttribute, frame, ['sandbox']) ?? '';
  const after = settledMarkup(value);
  if (typeof after === 'symbol') return after;
  const isOpaque = apply(natives.includes, sandbox, ['allow-scripts'])
    && !apply(natives.includes, sandbox, ['allow-same-origin']);
  return !isOpaque || isClear('') || mayLeave('message', '', [textPart(`${after}`)]) ? after : '';
};

/** Whether it is one of the browser's own typed texts, which never change. @param {any} value */
const isTrusted = (value) => isObject(value) && (isBranded(natives.trustedUrl, value)
  || isBranded(natives.trustedHtml, value) || isBranded(natives.trustedScript, value));

/** Names of attributes that are worth a second look, in small letters. */
const WATCHED = /** @type {any} */ ({
  __proto__: null, src: 1, srcset: 1, poster: 1, background: 1, style: 1, href: 1, imagesrcset: 1, data: 1, name: 1,
  srcdoc: 1, codebase: 1, content: 1,
});

/** @param {any} name @returns {string} the watched attribute that it names, else empty */
const watched = (name) => {
  if (typeof name !== 'string') return '';
  if (WATCHED[name]) return name;
  if (name.length > 12) return '';
  const small = apply(natives.lowerCase, name, []);
  const local = startsWith(small, 'xlink:') ? apply(natives.slice, small, [6]) : small;
  return WATCHED[local] ? local : '';
};

/** @param {Realm} realm */
const guardAttributes = ({ window }) => {
  for (let index = 0; index < PROPERTIES.length; index += 1) {
    const [owner, property, attribute] = /** @type {any} */ (PROPERTIES[index]);
    wrapAccessor(window[owner]?.prototype, property, 'set', (native, self, args) =>
      (args.length > 0 && nodeType(self) === 1
        ? apply(native, self, [settled(self, attribute, args[0])]) : apply(native, self, args)));
  }
  const element = window.Element.prototype;
  wrap(element, 'setAttribute', (native, self, args) => {
    if (args.length < 2 || nodeType(self) !== 1) return apply(native, self, args);
    if (isObject(args[0])) args[0] = `${args[0]}`;
    const name = watched(args[0]);
    if (name) args[1] = settled(self, name, args[1]);
    const result = apply(native, self, args);
    recheckClick();
    return result;
  });
  wrap(element, 'setAttributeNS', (native, self, args) => {
    if (args.length < 3 || nodeType(self) !== 1) return apply(native, self, args);
    if (isObject(args[1])) args[1] = `${args[1]}`;
    const qualified = args[1];
    const colon = typeof qualified === 'string' ? apply(natives.indexOf, qualified, [':']) : -1;
    const name = watched(colon < 0 ? qualified : apply(natives.slice, qualified, [colon + 1]));
    if (name) args[2] = settled(self, name, args[2]);
    const result = apply(native, self, args);
    recheckClick();
    return result;
  });

  /** An attribute that is a node of its own; and the text of a style sheet. @type {import('./wrap.js').Wrapper} */
  const setValue = (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const type = nodeType(self);
    if (type === 2) {
      const owner = apply(natives.attributeOwner, self, []);
      const name = owner ? watched(apply(natives.attributeName, self, [])) : '';
      const result = apply(native, self, name ? [settled(owner, name, args[0])] : args);
      recheckClick();
      return result;
    }
    const holder = type === 3 ? apply(natives.parentNode, self, []) : self;
    if (nodeType(holder) !== 1 || apply(natives.localName, holder, []) !== 'style') return apply(native, self, args);
    if (isObject(args[0])) args[0] = `${args[0]}`;
    return typeof args[0] !== 'string' || mayStyle(args[0]) ? apply(native, self, args) : undefined;
  };
  wrapAccessor(window.Attr.prototype, 'value', 'set', setValue);
  wrapAccessor(window.Node.prototype, 'nodeValue', 'set', setValue);
  wrapAccessor(window.Node.prototype, 'textContent', 'set', setValue);
  wrapAccessor(window.CharacterData.prototype, 'data', 'set', setValue);
  /** @param {any} holder @param {(self: any) => any} elementOf */
  const guardAdding = (holder, elementOf) => (/** @type {string} */ method) =>
    wrap(holder, method, (native, self, args) => {
      const attribute = at(args, 0);
      const owner = elementOf(self);
      const name = nodeType(attribute) === 2
        ? watched(apply(natives.attributeName, attribute, [])) : '';
      if (name && owner) {
        const value = apply(natives.attributeValue, attribute, []);
        const settledValue = settled(owner, name, value);
        if (settledValue !== value) apply(natives.setAttributeValue, attribute, [settledValue]);
      }
      return apply(native, self, args);
    });
  const toElement = guardAdding(element, (self) => (nodeType(self) === 1 ? self : null));
  toElement('setAttributeNode');
  toElement('setAttributeNodeNS');
  wrapAccessor(element, 'attributes', 'get', (native, self, args) => {
    const list = apply(native, self, args);
    apply(natives.weakSet, owners, [list, self]);
    return list;
  });
  const toList = guardAdding(window.NamedNodeMap.prototype, (self) => isObject(self) && apply(natives.weakGet, owners, [self]));
  toList('setNamedItem');
  toList('setNamedItemNS');

  // `href` of an image in SVG is an object with a text of its own.
  for (let index = 0; index < SVG.length; index += 1) {
    wrapAccessor(window[/** @type {string} */ (SVG[index])]?.prototype, 'href', 'get', (native, self, args) => {
      const text = apply(native, self, args);
      apply(natives.weakSet, owners, [text, self]);
      return text;
    });
  }
  wrapAccessor(window.SVGAnimatedString.prototype, 'baseVal', 'set', (native, self, args) => {
    const owner = isObject(self) && apply(natives.weakGet, owners, [self]);
    return apply(native, self, owner && args.length > 0 ? [settled(owner, 'href', args[0])] : args);
  });
};
const SVG = ['SVGImageElement', 'SVGFEImageElement', 'SVGUseElement', 'SVGScriptElement'];
/** From what stands for an attribute to its element. */
const owners = new natives.WeakMap();

// --- Markup ------------------------------------------------------------------------------------

/** Where markup is looked at without being loaded. @type {Document | undefined} */
let inert;
const SELECTOR = '[src],[srcset],[poster],[background],[style],[href],[imagesrcset],[data],[name],[srcdoc],[codebase],meta[content],'
  + '[*|href],style,template,'
  + 'script[type=speculationrules i],script[type=module i],script[type=importmap i]';

/**
 * Judges what an element would load, and puts out of the world what may not be.
 * @param {any} element @returns {boolean} whether anything was changed
 */
const settleElement = (element) => {
  let changed = !settleText(element);
  const attributes = apply(natives.attributeNames, element, []);
  for (let index = 0; index < attributes.length; index += 1) {
    const name = watched(attributes[index]);
    if (!name) continue;
    const value = apply(natives.getAttribute, element, [attributes[index]]);
    const after = settled(element, name, value);
    if (after === value) continue;
    changed = true;
    apply(natives.setAttribute, element, [attributes[index], after]);
  }
  return changed;
};

/** @param {any} root an element or a fragment @returns {boolean} whether anything in it was changed */
export const settleTree = (root) => {
  const isElement = nodeType(root) === 1;
  let changed = isElement && settleElement(root);
  const found = apply(isElement ? natives.elementQueryAll : natives.fragmentQueryAll, root, [SELECTOR]);
  const count = apply(natives.nodeListLength, found, []);
  for (let index = 0; index < count; index += 1) {
    const element = apply(natives.nodeListItem, found, [index]);
    const isTemplate = isBranded(natives.templateContent, element);
    if (isTemplate ? settleTree(apply(natives.templateContent, element, [])) : settleElement(element)) changed = true;
  }
  return changed;
};

/** Sorts of scripts that name addresses as text. */
const NAMING_SCRIPTS = /** @type {any} */ ({ __proto__: null, speculationrules: 1, module: 1, importmap: 1 });

/**
 * Empties a style sheet or a script that may not be loaded.
 * @param {any} element @returns {boolean} whether it was left as it is
 */
export const settleText = (element) => {
  const name = apply(natives.localName, element, []);
  if (name === 'style') {
    if (mayStyle(apply(natives.textContent, element, []))) return true;
  } else {
    if (name !== 'script') return true;
    const type = apply(natives.lowerCase, apply(natives.getAttribute, element, ['type']) ?? '', []);
    if (!NAMING_SCRIPTS[type] || isClear('')) return true;
    if (mayLeave('resource', '', [textPart(apply(natives.textContent, element, []))])) return true;
  }
  apply(natives.setText, element, ['']);
  return false;
};

const ownDocument = document;

/** Words without which markup loads nothing. */
const LOADING = ['src', 'href', 'style', 'data', 'poster', 'background', 'speculationrules', 'name', 'refresh'];

/**
 * @param {any} markup text or TrustedHTML @returns {any} what is put into the page in the end
 */
export const settledMarkup = (markup) => {
  if (markup === null || markup === undefined || typeof markup === 'symbol') return markup;
  const text = typeof markup === 'string' ? markup : `${markup}`;
  const given = isTrusted(markup) ? markup : text;
  if (!apply(natives.includes, text, ['<'])) return given;
  const small = apply(natives.lowerCase, text, []);
  let isLoading = false;
  for (let index = 0; index < LOADING.length; index += 1) {
    if (apply(natives.includes, small, [LOADING[index]])) isLoading = true;
  }
  if (!isLoading || isClear('')) return given;
  inert ??= /** @type {Document} */ (
    apply(natives.createDocument, apply(natives.implementation, ownDocument, []), ['']));
  const template = apply(natives.createElement, inert, ['template']);
  apply(natives.setInnerHTML, template, [given]);
  return settleTree(apply(natives.templateContent, template, []))
    ? apply(natives.innerHTML, template, []) : given;
};

// --- Styles and others -------------------------------------------------------------------------

/** Without one of these no style names an address; a backslash can hide them. */
const NAMING = ['url', 'image', 'src', '@', '\\'];

/** @param {string} text */
const canLoad = (text) => {
  const small = apply(natives.lowerCase, text, []);
  for (let index = 0; index < NAMING.length; index += 1) {
    if (apply(natives.includes, small, [NAMING[index]])) return true;
  }
  return false;
};

/** @param {string} text @param {Document} [base] */
const mayStyle = (text, base) => {
  if (!canLoad(text) || isClear('')) return true;
  // What is written with escapes is judged as a whole.
  return apply(natives.includes, text, ['\\'])
    ? mayLeave('resource', '', [textPart(text)]) : mayLoadAll(text, STYLE, base);
};

/** @param {Realm} realm */
const guardStyles = (realm) => {
  const { window } = realm;
  /** @param {any} holder */
  const guardProperties = (holder) => {
    const names = holder ? ownKeys(holder.prototype) : [];
    for (let index = 0; index < names.length; index += 1) {
      const name = /** @type {string} */ (names[index]);
      let canName = false;
      for (let each = 0; each < STYLES.length && typeof name === 'string'; each += 1) {
        if (apply(natives.includes, name, [STYLES[each]])) canName = true;
      }
      if (!canName) continue;
      wrapAccessor(holder.prototype, name, 'set', (native, self, args) => {
        if (isObject(at(args, 0))) args[0] = `${args[0]}`;
        if (typeof at(args, 0) !== 'string') return apply(native, self, args);
        return mayStyle(args[0]) ? apply(native, self, args) : undefined;
      });
    }
  };
  guardProperties(window.CSSStyleDeclaration);
  guardProperties(window.CSSStyleProperties);
  /** @param {any} holder @param {string} name @param {number} place of the text @param {() => any} refuse */
  const guardText = (holder, name, place, refuse) => wrapGuarded(holder?.prototype, name, (native, self, args) => {
    if (args.length <= place || typeof args[place] === 'symbol') return apply(native, self, args);
    args[place] = `${args[place]}`;
    return mayStyle(args[place]) ? apply(native, self, args) : refuse();
  });
  const nothing = () => undefined;
  const fail = () => { throw insecure(realm); };
  guardText(window.CSSStyleDeclaration, 'setProperty', 1, nothing);
  guardText(window.CSSStyleProperties, 'setProperty', 1, nothing);
  guardText(window.CSSStyleSheet, 'insertRule', 0, fail);
  guardText(window.CSSStyleSheet, 'addRule', 1, fail);
  guardText(window.CSSStyleSheet, 'replaceSync', 0, fail);
  guardText(window.CSSStyleSheet, 'replace', 0, () => rejected(realm, insecure(realm)));
  guardText(window.CSSGroupingRule, 'insertRule', 0, fail);
  guardText(window.StylePropertyMap, 'set', 1, nothing);
  guardText(window.StylePropertyMap, 'append', 1, nothing);
  // Keyframes are copied once, with the strings in them.
  /** @param {any} keyframes @returns {{ copy: any, may: boolean }} */
  const takeKeyframes = (keyframes) => {
    if (!isObject(keyframes)) return { copy: keyframes, may: true };
    const copy = apply(natives.structuredClone, undefined, [keyframes]);
    return { copy, may: mayStyle(textIn(copy)) };
  };
  wrapGuarded(window.Element.prototype, 'animate', (native, self, args) => {
    const { copy, may } = takeKeyframes(at(args, 0));
    if (!may) throw insecure(realm);
    return apply(native, self, args.length > 1 ? [copy, args[1]] : [copy]);
  });
  wrapGuarded(window.KeyframeEffect?.prototype, 'setKeyframes', (native, self, args) => {
    const { copy, may } = takeKeyframes(at(args, 0));
    if (!may) throw insecure(realm);
    return apply(native, self, [copy]);
  });
  wrapGuardedClass(window, 'KeyframeEffect', (native, args, newTarget) => {
    if (args.length < 2) return construct(native, args, newTarget);
    const { copy, may } = takeKeyframes(args[1]);
    if (!may) throw insecure(realm);
    args[1] = copy;
    return construct(native, args, newTarget);
  });
  wrapGuardedClass(window, 'FontFace', (native, args, newTarget) => {
    if (args.length < 2) return construct(native, args, newTarget);
    const source = at(args, 1);
    if (isObject(source) && (isView(source) || isBuffer(source))) return construct(native, args, newTarget);
    args[1] = `${source}`;
    if (!mayStyle(args[1])) throw insecure(realm);
    return construct(native, args, newTarget);
  });
};

/**
 * In Chromium the properties of an element's style cannot be wrapped. What they were set to is
 * undone before the browser draws again, and so before it loads anything, unless the page has it
 * computed in the same statement.
 * @param {Realm} realm
 */
const watchStyles = ({ document }) => {
  const observer = new natives.MutationObserver((records) => {
    for (let index = 0; index < records.length; index += 1) {
      const element = apply(natives.recordTarget, records[index], []);
      const style = apply(natives.getAttribute, element, ['style']);
      if (style && !mayStyle(style)) apply(natives.setAttribute, element, ['style', '']);
    }
  });
  const what = { __proto__: null, subtree: true, attributes: true, attributeFilter: iterable(['style']) };
  apply(natives.observe, observer, [document, /** @type {any} */ (what)]);
};

/** @param {Realm} realm */
export const guardResources = (realm) => {
  const { window } = realm;
  guardAttributes(realm);
  guardStyles(realm);
  if (!isGecko) watchStyles(realm);
  wrapGuardedClass(window, 'Audio', (native, args, newTarget) => {
    const url = `${args[0]}`;
    return construct(native, [mayLoad(resolve(url, realm.document)) ? url : NOWHERE], newTarget);
  }, takeAddress);
  wrapGuarded(window.Worklet?.prototype, 'addModule', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const url = `${args[0]}`;
    return mayLoad(resolve(url, realm.document)) ? apply(native, self, [url, at(args, 1)])
      : rejected(realm, new realm.DOMException('The module could not be loaded.', 'AbortError'));
  }, takeAddress);
};
