// The welcome page: it opens after the installation, and teaches by what is tried.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

/** A tab that is behind draws no frames. */
const BY_CLOCK = { polling: 100 };

/** What the page says of what is chosen. @param {Page} page */
const lesson = (page) =>
  page.evaluate(() => {
    const seen = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).map((each) => each.textContent?.trim());
    return { possible: seen("#possible .possible .audience"), verdict: seen("#verdict").join(), strict: seen("#strict").length === 1 };
  });

const NOTHING = { possible: [], verdict: "", strict: false };
const FROM_FIRST = ["1st-degree connections", "1st and 2nd degree", "Everyone"];

forEachBrowser((browser) => {
  describe(`the welcome page, in ${browser}`, () => {
    // The demo's build, which the others look at, opens nothing by itself.
    const copy = copyOfExtension(browser, { "edition.js": (text) => text.replace("false", "true") });
    /** @type {Session} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    test("opens after the installation", async () => {
      const page = await session.openExtensionPage("popup.html");
      const isOpen = () => chrome.extension.getViews({ type: "tab" }).some(({ location }) => location.pathname === "/welcome.html");
      await page.waitForFunction(isOpen, BY_CLOCK);
    });

    test("teaches what follows from being shown a detail, by the keyboard too", async () => {
      const page = await session.openExtensionPage("welcome.html");
      await page.waitForSelector("[data-ready]");
      await page.bringToFront();
      assert.deepEqual(await lesson(page), { possible: FROM_FIRST, verdict: "Kept back", strict: false });
      await page.focus("[value=first]");
      const first = await page.$eval("#shown", (each) => each.textContent);
      await page.keyboard.press("ArrowDown");
      assert.deepEqual(await lesson(page), NOTHING);
      assert.notEqual(await page.$eval("[role=status] #shown", (each) => each.textContent), first);
      await page.click("[value='2nd-degree']");
      assert.deepEqual(await lesson(page), { possible: FROM_FIRST.slice(1), verdict: "Careful", strict: true });
      await page.click("[value=everyone]");
      await page.click("[value=further]");
      assert.deepEqual(await lesson(page), { possible: ["Everyone"], verdict: "May leave", strict: false });
      await page.click("[value=unknown]");
      assert.deepEqual(await lesson(page), { possible: ["Only me", ...FROM_FIRST], verdict: "Kept back", strict: false });
      await page.click("[value=owner]");
      assert.deepEqual(await lesson(page), { possible: ["Only me", ...FROM_FIRST], verdict: "May leave", strict: false });
    });

    test("leads on, and is led to", async () => {
      const links = (/** @type {Page} */ page) => page.$$eval("a", (all) => all.map((each) => each.getAttribute("href")));
      assert.deepEqual(await links(await session.openExtensionPage("welcome.html")), ["options.html", "why.html"]);
      assert.deepEqual(await links(await session.openExtensionPage("popup.html")), ["options.html", "register.html", "welcome.html", "why.html", "tools.html"]);
    });
  });
});
