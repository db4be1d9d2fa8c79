// @ts-check
// Links and windows that go where no `navigate` event tells of it: to another window, or out of
// the empty document that a frame begins with; and forms. What a person clicks on is heard in the
// isolated world, but a script can click on a link that stands in no document.

import {
  isAnybodyThere, isClear, listen, mayLeave, say,
} from './ask.js';
import {
  apply, at, construct, isBranded, natives, nodeType, push, resolve,
} from './natives.js';
import { copyForm, textPart } from './parts.js';
import { LIST, mayLoadAll } from './resources.js';
import {
  wrap, wrapAccessor, wrapClass,
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

/** @param {any} node @returns {any} the link that a click on the node follows */
const linkAround = (node) => {
  for (let each = node; each;) {
    const type = nodeType(each);
    if (type === 0) return null;
    const name = type === 1 ? apply(natives.localName, each, []) : '';
    if ((name === 'a' || name === 'area') && (isBranded(natives.anchorHref, each)
      || isBranded(natives.areaHref, each) || isBranded(natives.svgLinkHref, each))) return each;
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

/** @param {any} node */
const mayClick = (node) => {
  const link = linkAround(node);
  if (!link) return true;
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

/** @param {Realm} realm */
const guardLinks = ({ window }) => {
  wrap(window.HTMLElement.prototype, 'click', (native, self, args) =>
    (mayClick(self) ? apply(native, self, args) : undefined));

  wrap(window.EventTarget.prototype, 'dispatchEvent', (native, self, args) => {
    const event = at(args, 0);
    const isClick = isBranded(natives.eventType, event)
      && apply(natives.eventType, event, []) === 'click';
    return isClick && !mayClick(self) ? false : apply(native, self, args);
  });

  // What is clicked on in a closed shadow root is hidden from the listeners outside of it. These
  // stand before any of the page's.
  wrap(window.Element.prototype, 'attachShadow', (native, self, args) => {
    const root = apply(native, self, args);
    listenToForms(root);
    if (!apply(natives.shadowRoot, self, [])) {
      listen(root, 'click', stopClick, true);
      listen(root, 'auxclick', stopClick, true);
    }
    return root;
  });
};

/** @param {MouseEvent} event */
const stopClick = (event) => {
  if (mayClick(apply(natives.eventTarget, event, []))) return;
  apply(natives.preventDefault, event, []);
  apply(natives.stopImmediatePropagation, event, []);
};

// --- Forms -------------------------------------------------------------------------------------

// `navigate` comes too late for forms, and not at all for one to another window. So a form is
// judged in its `submit` event, heard before anybody else does: the page's listeners are asked at
// once, by an event that is made here, then the form is collected and judged, and what was judged
// is put in the place of whatever the listeners say when the browser collects it again.

/** What may leave: collected from a form, for these addresses. @type {WeakMap<any, { entries: FormData, address: string }>} */
const judged = new natives.WeakMap();

/** The submitter of the form whose `submit` event was heard last. @type {WeakMap<any, any>} */
const submitters = new natives.WeakMap();

/** Forms that are being collected, but not sent. */
const collected = new natives.WeakSet();

/** The events that are made here, for the page's own listeners. */
const ownEvents = new natives.WeakSet();

/** @param {any} form @param {any} submitter */
const addressOfForm = (form, submitter) => {
  const own = submitter ? attribute(submitter, 'formaction') : '';
  return own ? resolve(own, apply(natives.ownerDocument, form, [])) : apply(natives.formAction, form, []);
};

/** @param {any} form @param {any} submitter @returns {FormData} with what the page's listeners add */
const collect = (form, submitter) => {
  apply(natives.weakAdd, collected, [form]);
  try {
    return new natives.FormData(form, submitter);
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
  apply(natives.weakAdd, ownEvents, [own]);
  apply(natives.dispatchEvent, target, [own]);
  return !apply(natives.isPrevented, own, []);
};

/** @param {SubmitEvent} event */
const hearSubmit = (event) => {
  const form = apply(natives.eventTarget, event, []);
  if (apply(natives.weakHas, ownEvents, [event]) || !isBranded(natives.formAction, form)) return;
  // Nothing is sent by an event that a script made.
  if (!apply(natives.isTrusted, event, [])) return;
  const submitter = apply(natives.submitter, event, []);
  apply(natives.weakSet, submitters, [form, submitter]);
  apply(natives.weakDelete, judged, [form]);
  if (isClear(addressOfForm(form, submitter))) return;
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
  if (apply(natives.weakHas, ownEvents, [event]) || !isBranded(natives.formAction, form)
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
  if (isClear(address)) return;
  // Sent in a way that was not heard before, as by the method of a window that was not seen.
  const again = new natives.FormDataEvent('formdata', /** @type {any} */ (
    { __proto__: null, bubbles: true, formData }));
  hearInstead(event, form, again);
  if (!maySend(form, submitter, formData)) replaceEntries(formData, new natives.FormData());
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

  wrap(window.HTMLFormElement.prototype, 'submit', (native, self, args) => {
    if (!isBranded(natives.formAction, self)) return apply(native, self, args);
    apply(natives.weakDelete, submitters, [self]);
    apply(natives.weakDelete, judged, [self]);
    if (isClear(addressOfForm(self, null))) return apply(native, self, args);
    return maySend(self, null, collect(self, null)) ? apply(native, self, args) : undefined;
  });
};

/** @param {EventTarget} root a window or a shadow root, which these events do not leave */
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
  say('emptied');
};

/** @param {Realm} realm @param {(window: any) => void} seen told of each window that is opened */
const guardWindows = (realm, seen) => {
  const { window } = realm;
  /** @type {import('./wrap.js').Wrapper} */
  const open = (native, self, args) => {
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

  // A name stays with its window wherever that goes.
  wrapNameOf(window);
};

/** @param {any} window */
const wrapNameOf = (window) => {
  wrapAccessor(window, 'name', 'set', (native, self, args) => {
    if (isClear('')) return apply(native, self, args);
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
