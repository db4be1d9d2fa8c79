// @ts-check
// The private channel to the isolated world, and the two questions that it carries.

import { apply, isGecko, natives } from './natives.js';
import { contentOf } from './parts.js';

/** @typedef {import('./parts.js').Part} Part */

const VERSION = 'entre-nous/1';

// The page never holds this node, so it can neither hear the questions nor forge an answer.
const node = document.createElement('i');
let answer = '';
let asked = 0;
let isHeard = false;

/** @param {EventTarget} target @param {string} type @param {(event: any) => void} listener @param {boolean} [capture] */
export const listen = (target, type, listener, capture = false) =>
  apply(natives.addEventListener, target, [type, listener, capture]);

/** Hears what the isolated world says by itself. @param {string} type @param {(detail: any) => void} listener */
export const hear = (type, listener) =>
  listen(node, type, (event) => listener(apply(natives.detail, event, [])));

/** Says something to the isolated world. @param {string} type @param {string} [detail] */
export const say = (type, detail = '') => {
  const event = new natives.CustomEvent(type, /** @type {any} */ ({ __proto__: null, detail }));
  apply(natives.dispatchEvent, node, [event]);
};

hear('answer', (detail) => {
  isHeard = true;
  answer = detail;
});
// The listener of the isolated world is there first, takes this one hello and stops it.
window.dispatchEvent(new natives.MouseEvent('entre-nous-hello', { relatedTarget: node }));

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
  say('ask', `${VERSION} ${number}\n${question}`);
  return answer === `${VERSION} ${number} ${expected}`;
};

/** Whether anybody is there to answer. */
export const isAnybodyThere = () => {
  isHeard = false;
  isClear('');
  return isHeard;
};

/**
 * Whether nothing that was seen here would be exported by going there: then a wrapper stands
 * aside and the native sees the very arguments of the caller.
 * @param {string} destination an absolute URL; empty: to this machine, or not known yet
 */
export const isClear = (destination) => isAnswered(`state\n${destination}`, 'clear');

/**
 * @param {string} channel @param {string} destination @param {Part[]} parts
 * @returns {boolean} whether every part may leave
 */
export const mayLeave = (channel, destination, parts) => {
  for (let index = 0; index < parts.length; index += 1) {
    let { encoding, payload } = /** @type {Part} */ (parts[index]);
    let url = '';
    if (encoding === 'blob' && isGecko) {
      ({ encoding, payload } = contentOf(payload));
    } else if (encoding === 'blob' && typeof payload !== 'string') {
      url = apply(natives.createObjectURL, natives.URL, [payload]);
      payload = url;
    }
    const may = isAnswered(`${channel}\n${encoding}\n${destination}\n${payload}`, 'permit');
    if (url) apply(natives.revokeObjectURL, natives.URL, [url]);
    if (!may) return false;
  }
  return true;
};
