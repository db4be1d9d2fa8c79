// @ts-check
// Text that is drawn on a canvas and then read out as a picture. Each canvas is remembered with
// the text that was drawn on it; reading it out is judged by that.

import { mayLeave } from './ask.js';
import {
  apply, at, isBranded, isObject, natives,
} from './natives.js';
import { textPart } from './parts.js';
import {
  insecure, rejected, wrap, wrapGuarded,
} from './wrap.js';

/** @typedef {import('./wrap.js').Realm} Realm */

/** How much text of one canvas is remembered; what was drawn last counts. */
const REMEMBERED = 100_000;

/** From each canvas, and each picture made of one, to its text. @type {WeakMap<object, { glued: string, lines: string }>} */
const drawn = new natives.WeakMap();

/** @param {any} picture */
const textOf = (picture) => (isObject(picture) && apply(natives.weakGet, drawn, [picture])) || null;

/** @param {any} picture @param {string} glued @param {string} lines */
const remember = (picture, glued, lines) => {
  const before = textOf(picture);
  const keep = (/** @type {string} */ text) =>
    (text.length > REMEMBERED ? apply(natives.slice, text, [text.length - REMEMBERED]) : text);
  apply(natives.weakSet, drawn, [picture, {
    glued: keep((before?.glued ?? '') + glued),
    lines: keep(`${before?.lines ?? ''}\n${lines}`),
  }]);
};

/** @param {any} context */
const canvasOf = (context) => {
  if (isBranded(natives.contextCanvas, context)) return apply(natives.contextCanvas, context, []);
  return isBranded(natives.offscreenCanvas, context) ? apply(natives.offscreenCanvas, context, []) : null;
};

/** @param {any} picture */
const mayBeRead = (picture) => {
  const text = textOf(picture);
  // Drawn letter by letter, a value stands in the glued text; beside other text, in the lines.
  return !text || mayLeave('picture', '', [textPart(text.glued), textPart(text.lines)]);
};

/** @param {Realm} realm @param {any} prototype of a context */
const guardContext = (realm, prototype) => {
  if (!prototype) return;
  /** @type {import('./wrap.js').Wrapper} */
  const draw = (native, self, args) => {
    if (args.length === 0 || typeof args[0] === 'symbol') return apply(native, self, args);
    if (typeof args[0] !== 'string') args[0] = `${args[0]}`;
    const canvas = canvasOf(self);
    if (canvas) remember(canvas, args[0], args[0]);
    return apply(native, self, args);
  };
  wrap(prototype, 'fillText', draw);
  wrap(prototype, 'strokeText', draw);
  wrap(prototype, 'drawImage', (native, self, args) => {
    const text = textOf(at(args, 0));
    const canvas = text && canvasOf(self);
    if (canvas) remember(canvas, text.glued, text.lines);
    return apply(native, self, args);
  });
  wrapGuarded(prototype, 'getImageData', (native, self, args) => {
    if (!mayBeRead(canvasOf(self))) throw insecure(realm);
    return apply(native, self, args);
  });
};

/** @param {Realm} realm */
export const guardPictures = (realm) => {
  const { window } = realm;
  guardContext(realm, window.CanvasRenderingContext2D?.prototype);
  guardContext(realm, window.OffscreenCanvasRenderingContext2D?.prototype);
  /** @type {import('./wrap.js').Wrapper} */
  const readOut = (native, self, args) => {
    if (!mayBeRead(self)) throw insecure(realm);
    return apply(native, self, args);
  };
  const canvas = window.HTMLCanvasElement.prototype;
  wrapGuarded(canvas, 'toDataURL', readOut);
  wrapGuarded(canvas, 'toBlob', readOut);
  wrapGuarded(canvas, 'captureStream', readOut);
  const offscreen = window.OffscreenCanvas?.prototype;
  wrapGuarded(offscreen, 'convertToBlob', (native, self, args) =>
    (mayBeRead(self) ? apply(native, self, args) : rejected(realm, insecure(realm))));
  wrapGuarded(offscreen, 'transferToImageBitmap', readOut);
  wrapGuarded(window, 'createImageBitmap', (native, self, args) =>
    (mayBeRead(at(args, 0)) ? apply(native, self, args) : rejected(realm, insecure(realm))));
};
