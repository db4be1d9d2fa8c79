// A person guards the site of the page in front with the popup, and guards it no longer.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension, html, startStage, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */

const stage = await startStage({ "/page": html("<p>Nothing."), "/waiting": html('<p id="there"></p><script src="/slow"></script>') });
after(() => stage.close());

/** As a click on the toolbar's button would let it in. */
const LET_IN = {
  "manifest.json": (/** @type {string} */ text) => JSON.stringify({ ...JSON.parse(text), host_permissions: ["http://network.localhost/*"] }),
};

/**
 * The popup over the tab that was opened last.
 * @param {Session} session @param {string} url @param {boolean} [isLetIn]  whether the browser lets the extension into it without a click
 */
async function popupOver(session, url, isLetIn = false) {
  const popup = await session.openPopup();
  await session.lookAgain(popup, url, isLetIn);
  return popup;
}

/** What it says, and what it offers. @param {Page} popup */
const said = (popup) =>
  popup.evaluate(() => ({
    heading: document.querySelector("#state-heading")?.textContent,
    buttons: [...document.querySelectorAll("button:not([hidden])")].map(({ id }) => id),
    focused: document.activeElement?.id,
  }));

/** @param {Page} popup @param {string} id */
const offers = (popup, id) => popup.waitForSelector(`#${id}:not([hidden])`);

forEachBrowser((browser) => {
  test(`a site that is guarded from the start stays so, in ${browser}`, async () => {
    const copy = copyOfExtension(browser);
    const session = await launch(browser, { extension: copy.folder });
    try {
      const url = `${stage.network}/page`;
      await session.newPage(url);
      assert.deepEqual(await said(await popupOver(session, url)), { heading: "Active on this page", buttons: [], focused: "" });
    } finally {
      await session.close();
      copy.remove();
    }
  });

  test(`is shown while its page still loads, in ${browser}`, async () => {
    const copy = copyOfExtension(browser, LET_IN);
    const session = await launch(browser, { extension: copy.folder });
    try {
      const url = `${stage.network}/waiting`;
      const page = await session.newPage();
      // It has no end.
      page.goto(url, { timeout: 0 }).catch(() => {});
      await page.waitForSelector("#there");
      const popup = await within(popupOver(session, url, true), "the popup");
      assert.deepEqual(await said(popup), { heading: "Active on this page", buttons: [], focused: "" });
    } finally {
      await session.close();
      copy.remove();
    }
  });

  // Chromium gives a permission to a person only.
  describe(`a site that is guarded by the popup, in ${browser}`, { skip: browser === "chromium" }, () => {
    const copy = copyOfExtension(browser);
    const url = `${stage.collector}/page`;
    /** @type {Session} */
    let session;
    /** @type {Page} */
    let page;
    before(async () => {
      session = await launch(browser, { extension: copy.folder, givesPermissions: true });
      page = await session.newPage(url);
    });
    after(async () => { await session.close(); copy.remove(); });

    test("is guarded once it is loaded again", async () => {
      const popup = await popupOver(session, url);
      assert.deepEqual(await said(popup), { heading: "Not active on this page", buttons: ["guard"], focused: "" });
      await popup.click("#guard");
      await offers(popup, "reload");
      assert.deepEqual(await said(popup), { heading: "Not active on this page", buttons: ["reload", "unguard"], focused: "reload" });
      await popup.close();
      await page.reload();
      const again = await popupOver(session, url);
      assert.deepEqual(await said(again), { heading: "Active on this page", buttons: ["unguard"], focused: "" });
      await again.close();
    });

    test("is not guarded any more once that is taken back", async () => {
      const popup = await popupOver(session, url);
      await popup.click("#unguard");
      await popup.waitForSelector("#unguard[hidden]");
      assert.deepEqual(await popup.evaluate(async () => (await chrome.permissions.getAll()).origins?.filter((each) => each.includes("collector"))), []);
      await popup.close();
      await page.reload();
      const again = await popupOver(session, url);
      assert.deepEqual(await said(again), { heading: "Not active on this page", buttons: ["guard"], focused: "" });
      await again.close();
    });
  });
});
