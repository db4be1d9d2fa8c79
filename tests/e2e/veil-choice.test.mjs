// The person turns the veil off for a site and on again; the organisation can lock it. Whatever is chosen, nothing leaves.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { takesPolicies, underSettings } from "./policy.mjs";
import { copyOfExtension, field, html, startStage, WITHHELD } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */

const stage = await startStage({ "/one": html(field()) });
after(() => stage.close());

/** Waits until the page shows the value to its scripts, or does not. @param {Page} page @param {boolean} wanted */
const shows = (page, wanted) =>
  page.waitForFunction((value, wanted) => document.body.textContent?.includes(value) === wanted, { polling: 100 }, WITHHELD, wanted);

/** @param {Page} page @returns {Promise<boolean>} */
const mayLeave = (page) =>
  page.evaluate((to, value) => fetch(to, { method: "POST", body: value }).then(() => true, () => false), stage.collector, WITHHELD);

/**
 * The popup over the page's tab, once the page has heard what was chosen.
 * @param {Session} session @param {string} setting
 */
async function popupOf(session, setting) {
  const popup = await session.openPopup();
  const hasHeard = async (/** @type {string} */ setting) => {
    const tabs = await chrome.tabs.query({});
    const all = await Promise.allSettled(tabs.map(({ id = 0 }) => chrome.tabs.sendMessage(id, { type: "summary" }, { frameId: 0 })));
    return all.some((each) => each.status === "fulfilled" && each.value?.veil === setting);
  };
  // Chromium hands out a policy some seconds after the extension has started.
  await popup.waitForFunction(hasHeard, { polling: 100 }, setting);
  await session.lookAgain(popup, `${stage.network}/one`);
  return popup;
}

/** What the popup's switch shows. @param {Page} popup */
const switchOf = (popup) =>
  popup.$eval("#veil-switch", (each) => {
    const { checked, disabled, labels } = /** @type {HTMLInputElement} */ (each);
    return { checked, disabled, label: labels?.[0]?.innerText.trim(), note: document.querySelector("#veil-note")?.textContent };
  });

/** The reasons of the veil that are given for the field. @param {Page} popup @returns {Promise<string[]>} */
const reasons = (popup) =>
  popup.evaluate(async () => {
    const [tab] = await chrome.tabs.query({});
    const { fields } = await chrome.tabs.sendMessage(/** @type {number} */ (tab?.id), { type: "summary" }, { frameId: 0 });
    return fields.flatMap((/** @type {{ reasons: string[] }} */ each) => each.reasons.filter((reason) => reason.includes("veiled")));
  });

const LABEL = "Veil what is kept back on this site";
const READABLE = "Other extensions can read it on the page.";
const ORGANISATIONS = "Set by your organisation.";

forEachBrowser((browser) => {
  describe(`the choice of the veil, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    after(() => copy.remove());

    describe("by the person", () => {
      /** @type {Session} */
      let session;
      before(async () => { session = await launch(browser, { extension: copy.folder }); });
      after(() => session.close());

      test("off for a site, at once and from then on, and on again", async () => {
        const page = await session.newPage(`${stage.network}/one`);
        await shows(page, false);
        const popup = await popupOf(session, "on");
        assert.deepEqual(await switchOf(popup), { checked: true, disabled: false, label: LABEL, note: "" });
        assert.deepEqual(await reasons(popup), []);

        await popup.click("#veil-switch");
        await shows(page, true);
        assert.deepEqual(await switchOf(popup), { checked: false, disabled: false, label: LABEL, note: READABLE });
        assert.deepEqual(await reasons(popup), ["unveiled-by-person"]);
        assert.equal(await mayLeave(page), false);
        assert.deepEqual(await popup.evaluate(() => chrome.storage.local.get("veilOff")), { veilOff: ["network.localhost"] });

        await page.reload();
        await shows(page, true);
        assert.equal(await mayLeave(page), false);
        await page.goto(`${stage.prospect}/one`);
        await shows(page, false);
        await page.goto(`${stage.network}/one`);
        await shows(page, true);

        await popup.click("#veil-switch");
        await shows(page, false);
        assert.deepEqual(await reasons(popup), []);
        assert.deepEqual(await popup.evaluate(() => chrome.storage.local.get("veilOff")), { veilOff: [] });
      });
    });

    describe("by the organisation", { skip: !takesPolicies(browser) && "nobody may give the browser a policy here" }, () => {
      /** @param {unknown} veil @param {(session: Session, page: Page) => Promise<void>} body */
      const under = (veil, body) =>
        underSettings(browser, copy.folder, { veil }, async (session) => body(session, await session.newPage(`${stage.network}/one`)));

      for (const veil of ["on", "maybe"]) {
        test(`locked on by ${veil}`, async () => {
          await under(veil, async (session, page) => {
            const popup = await popupOf(session, "locked-on");
            assert.deepEqual(await switchOf(popup), { checked: true, disabled: true, label: LABEL, note: ORGANISATIONS });
            // Though the person had chosen otherwise before.
            await popup.evaluate(() => chrome.storage.local.set({ veilOff: ["network.localhost"] }));
            await page.reload();
            await shows(page, false);
            await popupOf(session, "locked-on");
            assert.deepEqual(await reasons(popup), ["kept-veiled"]);
          });
        });
      }

      test("locked off", async () => {
        await under("off", async (session, page) => {
          await shows(page, true);
          const popup = await popupOf(session, "locked-off");
          assert.deepEqual(await switchOf(popup), { checked: false, disabled: true, label: LABEL, note: `${READABLE} ${ORGANISATIONS}` });
          assert.deepEqual(await reasons(popup), ["unveiled-by-organisation"]);
          assert.equal(await mayLeave(page), false);
        });
      });
    });
  });
});
