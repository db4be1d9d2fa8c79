/**
 * The page whose exports can go on (`stage/going-on.js`), and the notice that offers it.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { forgetTold, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

/** So that tests can read the notice and press in it. */
export const OPEN_NOTICE = {
  "notice.js": (/** @type {string} */ text) => text.replaceAll('mode: "closed"', 'mode: "open"'),
};

/**
 * A button of the notice, once it can be pressed.
 *
 * @param {Page} page
 * @param {RegExp} label
 */
export const noticeButton = (page, label) =>
  page.waitForFunction((source) => {
    const buttons = document.querySelector("entre-nous-notice")?.shadowRoot?.querySelectorAll("button");
    return [...(buttons ?? [])].find((each) => new RegExp(source).test(each.textContent ?? "") && !each.hidden && !each.hasAttribute("aria-disabled"));
  }, {}, label.source);

/**
 * A press, as a person makes it.
 *
 * @param {Page} page
 * @param {RegExp} label
 */
export async function pressInNotice(page, label) {
  await page.bringToFront();
  const button = await noticeButton(page, label);
  await /** @type {any} */ (button).click();
}

/**
 * @param {Awaited<ReturnType<typeof import("./stage.mjs").startStage>>} stage  serves the page as `/list`
 * @param {() => { session: Session, page: Page }} now
 */
export function goingOn(stage, now) {
  /** What has arrived at the collector, but for preflights. */
  const arrived = () => stage.takeArrived().filter(({ method }) => method !== "OPTIONS");

  /** Starts a way. @param {string} name @returns {Promise<unknown>} what the page has of it */
  // @ts-ignore: a name of the stage
  const start = (name) => within(now().page.evaluate((name, to) => stageGoingOn.start(name, to), name, `${stage.collector}/got`), name);

  return {
    arrived,
    start,

    /** A fresh page, and no file from before. @param {string} [path] */
    async open(path = "/list") {
      const { session, page } = now();
      for (const name of session.downloaded()) rmSync(join(session.downloads, name), { force: true });
      await page.goto(`${stage.network}${path}`);
      await page.bringToFront();
      stage.takeArrived();
    },

    /** Starts a way and sees it refused. @param {string} name @param {string} channel */
    async refused(name, channel) {
      await forgetTold(now().page);
      const outcome = await start(name);
      assert.equal(await told(now().page), `refused ${channel} withheld`);
      assert.deepEqual(arrived(), [], "refused, and yet it arrived");
      return outcome;
    },
  };
}
