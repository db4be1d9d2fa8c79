// @ts-check
// The private channel to the isolated world, and the three questions that it carries.

import { apply, isGecko, natives } from './natives.js';
import { bytesOf, contentOf, replacers } from './parts.js';

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
 * Asks the engine, and gives what it says to just this. Whatever is not exactly an expected answer
 * is none: with no engine, a dead one, or one of another version, nothing is let out.
 * @param {string} question @returns {string}
 */
const ask = (question) => {
  asked += 1;
  // Its own, since the page's code can run meanwhile, as that of a custom element, and ask too.
  const number = asked;
  answer = '';
  say('ask', `${VERSION} ${number}\n${question}`);
  const head = `${VERSION} ${number} `;
  return apply(natives.startsWith, answer, [head]) ? apply(natives.slice, answer, [head.length]) : '';
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
export const isClear = (destination) => ask(`state\n${destination}`) === 'clear';

/** What comes before the content that may leave in the place of what was asked about. */
const INSTEAD = 'instead\n';

/**
 * Puts the content of an answer in the place of a part, where the answer has any.
 * @param {string} said @param {string} encoding of what was asked about
 * @param {((content: any) => boolean) | undefined} replace
 */
const isReplaced = (said, encoding, replace) => {
  if (!replace || !apply(natives.startsWith, said, [INSTEAD])) return false;
  const content = apply(natives.slice, said, [INSTEAD.length]);
  return replace(encoding === 'text' ? content : bytesOf(content));
};

/**
 * Where a person has chosen to go on without the withheld fields, a part that can be replaced is.
 * @param {string} channel @param {string} destination @param {Part[]} parts
 * @returns {boolean} whether every part may leave
 */
export const mayLeave = (channel, destination, parts) => {
  for (let index = 0; index < parts.length; index += 1) {
    const part = /** @type {Part} */ (parts[index]);
    let { encoding, payload } = part;
    let url = '';
    if (encoding === 'blob' && isGecko) {
      ({ encoding, payload } = contentOf(payload));
    } else if (encoding === 'blob' && typeof payload !== 'string') {
      url = apply(natives.createObjectURL, natives.URL, [payload]);
      payload = url;
    }
    const replace = apply(natives.weakGet, replacers, [part]);
    const way = `${channel}\n${encoding}${replace ? ' replaceable' : ''}`;
    const said = ask(`${way}\n${destination}\n${payload}`);
    if (url) apply(natives.revokeObjectURL, natives.URL, [url]);
    if (said !== 'permit' && !isReplaced(said, encoding, replace)) return false;
  }
  return true;
};

/** What comes before the body that the page gets in the place of one with withheld values. */
const VEILED = 'veiled\n';

/**
 * What the page gets of a response that brings contact values: the body itself where it may stand
 * as it came, nothing without an answer.
 * @param {string} url of the response @param {string} body
 * @returns {string | undefined}
 */
export const veiledBody = (url, body) => {
  const said = ask(`source\n${url}\n${body}`);
  if (said === 'same') return body;
  return apply(natives.startsWith, said, [VEILED]) ? apply(natives.slice, said, [VEILED.length]) : undefined;
};
