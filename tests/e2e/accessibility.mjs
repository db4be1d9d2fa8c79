// What is amiss for people who see, point or read in another way: what axe finds, and what it does not judge. Each look
// gives sentences, and none where all is well.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @typedef {import("./harness.mjs").Page} Page */

/** WCAG 2.0 to 2.2, levels A and AA, and what axe calls best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** The rules that look at colours, and those that look at sizes. */
export const OF_COLOUR = ["color-contrast", "link-in-text-block"];
export const OF_SIZE = ["target-size", "scrollable-region-focusable"];

/** A window of 1280 by 1024 pixels at 400 %. */
export const ZOOMED = { width: 320, height: 256 };
export const USUAL = { width: 1280, height: 900 };

/** More than any page here has controls. */
const MOST_STOPS = 200;
/** What stands in one line need not be on one pixel row. */
const IN_LINE = 4;

const SCRIPTS = {
  axe: readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8"),
  stageLooks: readFileSync(new URL("stage/looks.js", import.meta.url), "utf8"),
};

/** Puts a script into a page that has not got it yet. @param {Page} page @param {keyof typeof SCRIPTS} name */
async function ensure(page, name) {
  if (!(await page.evaluate((name) => name in globalThis, name))) await page.evaluate(SCRIPTS[name]);
}

/**
 * Calls one of the looks of `stage/looks.js`.
 * @param {Page} page @param {"cutOff" | "begin" | "end" | "controls" | "stop" | "moving"} name @param {string} ours
 * @returns {Promise<any>}
 */
async function look(page, name, ours) {
  await ensure(page, "stageLooks");
  // @ts-ignore: a name of the stage
  return await page.evaluate((name, ours) => stageLooks[name](ours), name, ours);
}

/**
 * What axe finds. Of texts whose ground it cannot tell, the contrast is measured here.
 *
 * @param {Page} page
 * @param {string} ours  a selector; `html` for the page as a whole
 * @param {readonly string[]} [rules]  those that may judge otherwise than before; without it, all
 * @returns {Promise<string[]>}
 */
export async function violations(page, ours, rules) {
  await ensure(page, "stageLooks");
  await ensure(page, "axe");
  return await page.evaluate(
    async (ours, runOnly) => {
      const context = ours === "html" ? document : { include: [[ours]] };
      // @ts-ignore: the name that axe gives itself
      const { violations, incomplete } = await axe.run(context, {
        runOnly, resultTypes: ["violations", "incomplete"], elementRef: true, iframes: false,
        // What is in a frame is looked at as a page of its own.
        rules: { "frame-tested": { enabled: false } },
      });
      /** @param {any} rule */
      const sentences = ({ id, nodes }) =>
        nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`);
      /** @param {any} rule */
      const untold = ({ id, nodes }) =>
        // @ts-ignore: a name of the stage
        ({ id, nodes: id === "color-contrast" ? nodes.filter((/** @type {any} */ { element }) => !stageLooks.isReadable(element)) : nodes });
      return [...violations, ...incomplete.map(untold)].flatMap(sentences);
    },
    ours,
    rules ? { type: "rule", values: [...rules] } : { type: "tag", values: TAGS },
  );
}

/** What has to be scrolled sideways, or is cut off. @param {Page} page @param {string} ours @returns {Promise<string[]>} */
export const cutOff = (page, ours) => look(page, "cutOff", ours);

/** What moves by itself. @param {Page} page @param {string} ours @returns {Promise<string[]>} */
export const moving = (page, ours) => look(page, "moving", ours);

/**
 * Goes through with the Tab key: what it does not come to, comes to in another order than that in which it stands, or
 * does not show to have the focus.
 *
 * @param {Page} page @param {string} ours @returns {Promise<string[]>}
 */
export async function keyboard(page, ours) {
  const stops = await stopsOf(page, ours);
  const names = stops.map(({ name }) => name);
  const missed = (await look(page, "controls", ours)).filter((/** @type {string} */ name) => !names.includes(name));
  return [
    ...stops.flatMap(({ name, faults }) => faults.map((fault) => `${name} ${fault}`)),
    ...missed.map((/** @type {string} */ name) => `${name} is not reached`),
    ...stops.slice(1).flatMap((stop, index) => (follows(/** @type {Stop} */ (stops[index]), stop) ? [] : [`${stop.name} comes after ${stops[index]?.name}`])),
  ];
}

/** @typedef {{ name: string, faults: string[], left: number, right: number, top: number, bottom: number }} Stop */

/**
 * @param {Page} page @param {string} ours
 * @returns {Promise<Stop[]>}
 */
async function stopsOf(page, ours) {
  await page.bringToFront();
  await look(page, "begin", ours);
  /** @type {Stop[]} */
  const stops = [];
  for (let count = 0; count < MOST_STOPS; count += 1) {
    await page.keyboard.press("Tab");
    /** @type {Stop | null} */
    const stop = await look(page, "stop", ours);
    const isSame = (/** @type {Stop | undefined} */ other) => other !== undefined && other.name === stop?.name && other.top === stop.top && other.left === stop.left;
    // A date has several stops of its own.
    if (isSame(stops.at(-1))) continue;
    // Around again, or past what is ours.
    if (stop === null ? stops.length > 0 : stops.some(isSame)) break;
    if (stop !== null) stops.push(stop);
  }
  await look(page, "end", ours);
  return stops;
}

/** Whether one is read after another: at its right in the same line, or below it. @param {Stop} one @param {Stop} other */
const follows = (one, other) => (other.top >= one.bottom - IN_LINE ? true : other.bottom > one.top + IN_LINE && other.left >= one.right - IN_LINE);
