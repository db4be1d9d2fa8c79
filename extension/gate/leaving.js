// @ts-check
// Links and windows that go where no `navigate` event tells of it: to another window, or out of
// the empty document that a frame begins with; and forms. What a person clicks on is heard in the
// isolated world, but a script can click on a link that stands in no document.

import {
  isAnybodyThere, isClear, listen, mayLeave, say,
} from './ask.js';
import {
  apply, at, construct, isBranded, isGecko, natives, nodeType, push, resolve,
} from './natives.js';
import { copyForm, textPart } from './parts.js';
import { LIST, mayLoadAll } from './resources.js';
import {
  rejected, wrap, wrapAccessor, wrapClass, wrapGuarded,
} from './wrap.js';

/**
 * @typedef {import('./wrap.js').Realm} Realm
 * @typedef {import('./parts.js').Part} Part
 */

// --- Navigation --------------------------------------------------------------------------------

// It is the isolated world that judges where a page goes. A browser that could not start its
// scripts starts this one all the same: then nothing goes anywhere.
/** @param {NavigateEvent} event */
const stopUnlessSomebodyIsThere = (event) => {
  const isWithin = apply(natives.sameDocument, apply(natives.destination, event, []), []);
  if (!isWithin && !isAnybodyThere()) apply(natives.preventDefault, event, []);
};

// --- Links -------------------------------------------------------------------------------------

/** @param {any} node */
const isLink = (node) => {
  const name = nodeType(node) === 1 ? apply(natives.localName, node, []) : '';
  return (name === 'a' || name === 'area') && (isBranded(natives.anchorHref, node)
    || isBranded(natives.areaHref, node) || isBranded(natives.svgLinkHref, node));
};

/** @param {any} node @returns {any} the link that a click on the node follows */
const linkAround = (node) => {
  for (let each = node; each;) {
    const type = nodeType(each);
    if (type === 0) return null;
    if (isLink(each)) return each;
    each = apply(natives.parentNode, each, [])
      ?? (type === 11 && isBranded(natives.shadowHost, each) ? apply(natives.shadowHost, each, []) : null);
  }
  return null;
};

/** @param {any} link @returns {string} */
const addressOf = (link) => {
  if (isBranded(natives.anchorHref, link)) return apply(natives.anchorHref, link, []);
  if (isBranded(natives.areaHref, link)) return apply(natives.areaHref, link, []);
  return resolve(apply(natives.svgText, apply(natives.svgLinkHref, link, []), []));
};

/** @param {any} element @param {string} name @returns {string} */
const attribute = (element, name) => apply(natives.getAttribute, element, [name]) ?? '';

/** @param {any} link */
const mayClick = (link) => {
  const address = addressOf(link);
  // What a `data:` or `blob:` link holds is judged as a file, when it is saved.
  if (address === '' || apply(natives.startsWith, address, ['data:'])
    || apply(natives.startsWith, address, ['blob:'])) return true;
  const pinged = attribute(link, 'ping');
  if (isClear(address)) return mayLoadAll(pinged, LIST);
  // The name of a window that is opened is known to what is loaded there.
  return mayLeave('link', address, [textPart(attribute(link, 'target'))])
    && mayLoadAll(pinged, LIST);
};

/** The click that goes on now, and the link that it follows. @type {{ event: any, link: any } | null} */
let clicked = null;

/** @param {any} event */
const prevent = (event) => {
  apply(natives.preventDefault, event, []);
  apply(natives.stopImmediatePropagation, event, []);
};

/**
 * Judges the click that goes on once more: its own listeners may change where its link leads to.
 */
export const recheckClick = () => {
  if (!clicked) return;
  const { event, link } = clicked;
  if (apply(natives.eventPhase, event, []) === 0) clicked = null;
  else if (!mayClick(link)) apply(natives.preventDefault, event, []);
};

/** @param {any} event */
const linkOf = (event) => {
  // The path crosses slots, which the tree of the target does not.
  const path = apply(natives.composedPath, event, []);
  for (let index = 0; index < path.length; index += 1) {
    if (isLink(path[index])) return path[index];
  }
  return null;
};

/** Where the isolated world hears the click as well. @param {any} event */
const hearClick = (event) => {
  listenInside(event);
  const link = linkOf(event);
  if (link) clicked = { event, link };
};

/** Where it does not. @param {any} event */
const judgeClick = (event) => {
  hearClick(event);
  if (clicked?.event === event && !mayClick(clicked?.link)) prevent(event);
};

/**
 * What a form in a shadow root fires does not leave that root. A press does, and comes first.
 * @param {any} event
 */
const listenInside = (event) => {
  const path = apply(natives.composedPath, event, []);
  for (let index = 0; index < path.length; index += 1) {
    if (nodeType(path[index]) === 11) listenToForms(path[index]);
  }
};

/** The parts of an address, and what else decides where a link leads to. */
const PARTS = [
  'href', 'target', 'ping', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash', 'username', 'password',
];

/** @param {Realm} realm */
const guardLinks = ({ window }) => {
  /** A click that a script makes. @param {any} node @param {() => any} click @param {any} refused */
  const clicking = (node, click, refused) => {
    const link = linkAround(node);
    if (!link || isClear('')) return click();
    if (!mayClick(link)) return refused;
    listen(link, 'click', judgeClick, true);
    return click();
  };
  wrap(window.HTMLElement.prototype, 'click', (native, self, args) =>
    clicking(self, () => apply(native, self, args), undefined));

  wrap(window.EventTarget.prototype, 'dispatchEvent', (native, self, args) => {
    const event = at(args, 0);
    const isClick = isBranded(natives.eventType, event)
      && apply(natives.eventType, event, []) === 'click';
    return isClick ? clicking(self, () => apply(native, self, args), false) : apply(native, self, args);
  });

  for (let index = 0; index < PARTS.length; index += 1) {
    const part = /** @type {string} */ (PARTS[index]);
    /** @param {any} owner */
    const recheck = (owner) => wrapAccessor(owner.prototype, part, 'set', (native, self, args) => {
      const result = apply(native, self, args);
      recheckClick();
      return result;
    });
    recheck(window.HTMLAnchorElement);
    recheck(window.HTMLAreaElement);
    recheck(window.HTMLBaseElement);
  }

  // What is clicked on in a closed shadow root is hidden from the listeners outside of it. These
  // stand before any of the page's.
  wrap(window.Element.prototype, 'attachShadow', (native, self, args) => {
    const root = apply(native, self, args);
    listenToForms(root);
    if (!apply(natives.shadowRoot, self, [])) {
      listen(root, 'click', judgeClick, true);
      listen(root, 'auxclick', judgeClick, true);
    }
    return root;
  });
};

// --- Forms -------------------------------------------------------------------------------------

// `navigate` comes too late for forms, and not at all for one to another window. So a form is
// judged in its `submit` event, heard before anybody else does: the page's listeners are asked at
// once, by an event that is made here, then the form is collected and judged, and what was judged
// is put in the place of whatever the listeners say when the browser collects it again. Firefox
// fires no second `submit` within the first; but it collects once only, and can still be kept from
// sending after that. So there a form is judged in its `formdata` event.

/** What may leave: collected from a form, for these addresses. @type {WeakMap<any, { entries: FormData, address: string }>} */
const judged = new natives.WeakMap();

/** The submitter of the form whose `submit` event was heard last. @type {WeakMap<any, any>} */
const submitters = new natives.WeakMap();

/** Forms that are being collected, but not sent. */
const collected = new natives.WeakSet();

/** @param {any} form @param {any} submitter */
const addressOfForm = (form, submitter) => {
  const own = submitter ? attribute(submitter, 'formaction') : '';
  return own ? resolve(own, apply(natives.ownerDocument, form, [])) : apply(natives.formAction, form, []);
};

const ownWindow = window;

/** Whether a form that is sent there takes nothing out. @param {string} address */
const staysHere = (address) => apply(natives.startsWith, address, ['javascript:']) || isClear(address);

/** @param {any} form @param {any} submitter @returns {FormData} with what the page's listeners add */
const collect = (form, submitter) => {
  apply(natives.weakAdd, collected, [form]);
  try {
    // A frame's own gate must know as well that nothing is sent yet. If the page has put something
    // else there, that gate judges what is sent.
    const view = apply(natives.defaultView, apply(natives.ownerDocument, form, []), []);
    const Own = view && view !== ownWindow ? view.FormData : natives.FormData;
    return new Own(form, submitter);
  } finally {
    apply(natives.weakRemove, collected, [form]);
  }
};

/** @param {any} form @param {any} submitter @param {FormData} given */
const maySend = (form, submitter, given) => {
  const address = addressOfForm(form, submitter);
  // The name of a window that is opened is known to what is loaded there.
  const target = (submitter && attribute(submitter, 'formtarget')) || attribute(form, 'target');
  /** @type {Part[]} */
  const parts = [textPart(target)];
  const entries = copyForm(given, parts);
  if (!mayLeave('form', address, parts)) return false;
  apply(natives.weakSet, judged, [form, { entries, address }]);
  return true;
};

/**
 * Lets the page's own listeners hear an event that they do not hear from the browser.
 * @param {Event} event @param {any} target @param {Event} own made in its place
 * @returns {boolean} whether nobody prevented it
 */
const hearInstead = (event, target, own) => {
  apply(natives.stopImmediatePropagation, event, []);
  apply(natives.dispatchEvent, target, [own]);
  return !apply(natives.isPrevented, own, []);
};

/** @param {SubmitEvent} event */
const hearSubmit = (event) => {
  const form = apply(natives.eventTarget, event, []);
  // Nothing is sent by an event that a script made, as here.
  if (!apply(natives.isTrusted, event, []) || !isBranded(natives.formAction, form)) return;
  const submitter = apply(natives.submitter, event, []);
  apply(natives.weakSet, submitters, [form, submitter]);
  apply(natives.weakDelete, judged, [form]);
  if (isGecko) return;
  if (staysHere(addressOfForm(form, submitter))) return;
  const again = new natives.SubmitEvent('submit', /** @type {any} */ (
    { __proto__: null, bubbles: true, cancelable: true, submitter }));
  let may = false;
  try {
    may = hearInstead(event, form, again) && maySend(form, submitter, collect(form, submitter));
  } finally {
    if (!may) apply(natives.preventDefault, event, []);
  }
};

/**
 * Fires when the browser collects what it sends; in Chromium once more for `navigate`.
 * @param {FormDataEvent} event
 */
const hearFormData = (event) => {
  const form = apply(natives.eventTarget, event, []);
  if (!apply(natives.isTrusted, event, []) || !isBranded(natives.formAction, form)
    || apply(natives.weakHas, collected, [form])) return;
  const submitter = apply(natives.weakGet, submitters, [form]) ?? null;
  const address = addressOfForm(form, submitter);
  const formData = apply(natives.eventFormData, event, []);
  const known = apply(natives.weakGet, judged, [form]);
  if (known && known.address === address) {
    apply(natives.stopImmediatePropagation, event, []);
    replaceEntries(formData, known.entries);
    return;
  }
  if (staysHere(address)) return;
  // In Firefox; and where it was sent in a way that was not heard before, as by the method of a
  // window that was not seen.
  const again = new natives.FormDataEvent('formdata', /** @type {any} */ (
    { __proto__: null, bubbles: true, formData }));
  hearInstead(event, form, again);
  if (maySend(form, submitter, formData)) return;
  replaceEntries(formData, new natives.FormData());
  if (isGecko) leaveOut(form);
};

/**
 * Keeps a form from being sent: in Firefox one that is in no document when it has been collected
 * is not. It is put back before anything else happens.
 * @param {any} form
 */
const leaveOut = (form) => {
  const parent = apply(natives.parentNode, form, []);
  if (!parent) return;
  const place = apply(natives.createComment, apply(natives.ownerDocument, form, []), ['']);
  apply(natives.replaceChild, parent, [place, form]);
  apply(natives.then, natives.resolved, [() => {
    const around = apply(natives.parentNode, place, []);
    if (around) apply(natives.replaceChild, around, [form, place]);
  }]);
};

/** @param {FormData} formData @param {FormData} entries */
const replaceEntries = (formData, entries) => {
  /** @type {string[]} */
  const names = [];
  copyForm(formData, [], (name) => push(names, name));
  for (let index = 0; index < names.length; index += 1) apply(natives.formDelete, formData, [names[index]]);
  copyForm(entries, [], (name, value) => {
    apply(natives.formAppend, formData, typeof value === 'string'
      ? [name, value] : [name, value, apply(natives.fileName, value, [])]);
  });
};

/** @param {Realm} realm */
const guardForms = ({ window }) => {
  // The same event tells of a `FormData` that a script makes of a form, and then nothing leaves
  // yet. A form that is being collected cannot be sent at the same time.
  wrapClass(window, 'FormData', (native, args, newTarget) => {
    const form = at(args, 0);
    if (!isBranded(natives.formAction, form)) return construct(native, args, newTarget);
    apply(natives.weakAdd, collected, [form]);
    try {
      return construct(native, args, newTarget);
    } finally {
      apply(natives.weakRemove, collected, [form]);
    }
  });

  wrap(window.HTMLFormElement.prototype, 'requestSubmit', (native, self, args) => {
    if (nodeType(self) === 1) listenToForms(apply(natives.rootNode, self, []));
    return apply(native, self, args);
  });

  wrap(window.HTMLFormElement.prototype, 'submit', (native, self, args) => {
    if (!isBranded(natives.formAction, self)) return apply(native, self, args);
    apply(natives.weakDelete, submitters, [self]);
    apply(natives.weakDelete, judged, [self]);
    if (staysHere(addressOfForm(self, null))) return apply(native, self, args);
    return maySend(self, null, collect(self, null)) ? apply(native, self, args) : undefined;
  });
};

/** @param {EventTarget} root a window, or the root of a tree that these events do not leave */
const listenToForms = (root) => {
  listen(root, 'submit', hearSubmit, true);
  listen(root, 'formdata', hearFormData, true);
};

// --- Windows -----------------------------------------------------------------------------------

/**
 * Listens where `document.open()` takes listeners away.
 * @param {Realm} realm
 */
export const listenAround = ({ window }) => {
  if (window.navigation) listen(window.navigation, 'navigate', stopUnlessSomebodyIsThere, true);
  listenToForms(window);
  listen(window, 'click', hearClick, true);
  listen(window, 'keydown', listenInside, true);
  say('emptied');
};

/** @param {Realm} realm @param {(window: any) => void} seen told of each window that is opened */
const guardWindows = (realm, seen) => {
  const { window } = realm;
  /** @type {import('./wrap.js').Wrapper} */
  const open = (native, self, args) => {
    if (typeof at(args, 0) === 'symbol' || typeof at(args, 1) === 'symbol') return apply(native, self, args);
    const given = at(args, 0);
    // The native takes the texts in this order.
    const url = given === undefined ? '' : `${given}`;
    const name = at(args, 1) === undefined ? '' : `${args[1]}`;
    const features = at(args, 2) === undefined ? '' : `${args[2]}`;
    const address = url === '' ? '' : resolve(url, realm.document);
    const isBlob = apply(natives.startsWith, address, ['blob:']);
    /** @type {Part[]} */
    const parts = [isBlob ? { encoding: 'blob', payload: address } : textPart('')];
    // The name stays with the window wherever that goes.
    if (!mayLeave('navigation', address, parts) || !mayLeave('message', '', [textPart(name)])) return null;
    return apply(native, self, [address === '' ? url : address, at(args, 1) === undefined ? '_blank' : name, features]);
  };
  const addressOfOpen = (/** @type {any} */ _, /** @type {any[]} */ args) => {
    const url = at(args, 0);
    if (url === undefined || url === '') return '';
    return typeof url === 'string' ? resolve(url, realm.document) : '';
  };
  /** @type {import('./wrap.js').Wrapper} */
  const watch = (native, self, args) => {
    const isPlain = (at(args, 1) === undefined || typeof args[1] === 'string') && isClear(addressOfOpen(self, args));
    const opened = isPlain ? apply(native, self, args) : open(native, self, args);
    if (opened) seen(opened);
    return opened;
  };
  wrap(window, 'open', watch);

  // `document.open(url, name, features)` is another name of `window.open`. With fewer arguments it
  // empties the document, and takes all listeners off it: ours are put back.
  wrap(window.Document.prototype, 'open', (native, self, args) => {
    if (args.length > 2) return watch(native, self, args);
    const result = apply(native, self, args);
    listenAround(realm);
    return result;
  });

  // Where a document is loaded, the event that this fires is heard; in an empty one there is none.
  wrapGuarded(window.Navigation?.prototype, 'navigate', (native, self, args) => {
    if (args.length === 0) return apply(native, self, args);
    const url = `${args[0]}`;
    if (mayLeave('navigation', resolve(url, realm.document), [textPart('')])) return apply(native, self, [url, at(args, 1)]);
    const refused = rejected(realm, new realm.DOMException('The navigation was stopped.', 'AbortError'));
    return { committed: refused, finished: refused };
  });

  // A name stays with its window wherever that goes.
  wrapNameOf(window);
};

/** @param {any} window */
const wrapNameOf = (window) => {
  wrapAccessor(window, 'name', 'set', (native, self, args) => {
    if (isClear('') || typeof at(args, 0) === 'symbol') return apply(native, self, args);
    const name = `${at(args, 0)}`;
    return mayLeave('message', '', [textPart(name)]) ? apply(native, self, [name]) : undefined;
  });
};

/** @param {Realm} realm @param {(window: any) => void} seen */
export const guardLeaving = (realm, seen) => {
  guardLinks(realm);
  guardForms(realm);
  guardWindows(realm, seen);
  listenAround(realm);
};
