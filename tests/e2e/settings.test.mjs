// What people choose reaches open pages at once; and until a page has heard it, what calls for care stays.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { OPEN_NOTICE } from "./going-on.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { takesPolicies, underSettings } from "./policy.mjs";
import { HEARING, copyOfExtension, forgetTold, hasHeard, html, startStage, told } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

/** Shown to somebody of the 2nd degree. */
const PHONE = "+33 6 39 98 01 12";
const profile = `
  <section class="pv-top-card"><h2>Amara</h2><span class="distance-badge"><span class="dist-value">2nd</span></span>
    <a id="top-card-text-details-contact-info" href="/in/amara/overlay/contact-info/">Contact info</a></section>
  <div class="artdeco-modal"><section class="pv-contact-info__contact-type ci-phone"><h3 class="pv-contact-info__header">Phone</h3>
    <div class="pv-contact-info__ci-container"><span>${PHONE}</span></div></section></div>`;
const stage = await startStage({ "/in/amara/": html(profile), "/around": html(`<iframe src="/in/amara/"></iframe>`) });
after(() => stage.close());

/** @param {Page | import("puppeteer-core").Frame} page @returns {Promise<boolean>} */
const mayLeave = (page) =>
  page.evaluate((to, value) => fetch(to, { method: "POST", body: value }).then(() => true, () => false), stage.collector, PHONE);

/** Waits until all pages judge the phone so. @param {Page} own @param {string} verdict */
const judged = (own, verdict) =>
  own.waitForFunction(async (verdict) => {
    const tabs = await chrome.tabs.query({});
    const all = await Promise.allSettled(tabs.map(({ id = 0 }) => chrome.tabs.sendMessage(id, { type: "summary" }, { frameId: 0 })));
    const verdicts = all.flatMap((each) => (each.status === "fulfilled" ? each.value.fields.map((/** @type {{ verdict: string }} */ field) => field.verdict) : []));
    return verdicts.length === 2 && verdicts.every((each) => each === verdict);
  // Its tab is behind, where no frames are drawn.
  }, { polling: 100 }, verdict);

forEachBrowser((browser) => {
  describe(`settings, in ${browser}`, () => {
    /** @type {ReturnType<typeof copyOfExtension>} */
    let copy;
    /** @type {Session} */
    let session;
    /** @type {Page} */
    let own;
    /** @param {Record<string, (text: string) => string>} [edits] */
    async function begin(edits) {
      copy = copyOfExtension(browser, edits);
      session = await launch(browser, { extension: copy.folder });
      own = await session.openExtensionPage("why.html");
    }
    async function end() {
      await session?.close();
      copy.remove();
    }
    const set = (/** @type {object} */ settings) => own.evaluate((settings) => chrome.storage.local.set({ settings }), settings);

    describe("that are heard", () => {
      before(() => begin(HEARING));
      after(end);

      test("reach open pages at once, and loosen at once", async () => {
        const pages = [await session.newPage(`${stage.network}/in/amara/`), await session.newPage(`${stage.network}/in/amara/`)];
        for (const page of pages) await hasHeard(page);
        await judged(own, "warn");
        for (const page of pages) assert.equal(await mayLeave(page), true);
        for (const settings of [{ profile: "strict" }, { kinds: { phone: "strict" } }, { sites: { "network.localhost": "strict" } }]) {
          await set(settings);
          await judged(own, "withhold");
          for (const page of pages) assert.equal(await mayLeave(page), false, JSON.stringify(settings));
          await set({ kinds: { email: "strict" }, sites: { "elsewhere.example": "strict" } });
          await judged(own, "warn");
          for (const page of pages) assert.equal(await mayLeave(page), true);
        }
      });
    });

    describe("that change while a page asks for them", () => {
      before(() => begin({
        "background.js": (text) => text.replace(/tab\.incognito \? null : registerKey\(\),/, `new Promise((resolve) => {
          chrome.storage.session.onChanged.addListener((changes) => { if ("go" in changes) resolve(null); });
          void chrome.storage.session.set({ asked: globalThis.asked = (globalThis.asked ?? 0) + 1 });
        }),`),
      }));
      after(end);
      const asked = (/** @type {number} */ times) =>
        own.waitForFunction(async (times) => (await chrome.storage.session.get("asked")).asked === times, { polling: 100 }, times);
      const answer = (/** @type {number} */ time) => own.evaluate((go) => chrome.storage.session.set({ go }), time);

      test("hold, and not what the page is answered", async () => {
        const page = await session.newPage(`${stage.network}/in/amara/`);
        await asked(1);
        await set({ profile: "strict" });
        await forgetTold(page);
        await page.waitForFunction((to, value) =>
          fetch(to, { method: "POST", body: value }).then(() => false, () => document.documentElement.dataset.told === "refused fetch withheld"),
        { polling: 100 }, stage.collector, PHONE);
        await answer(1);
        // The page sees that the answer may be old.
        await asked(2);
        await answer(2);
        assert.equal(await mayLeave(page), false);
      });
    });

    describe("of an organisation", { skip: !takesPolicies(browser) && "nobody may give the browser a policy here" }, () => {
      test("name who answers for a refusal, in the page's notice and for a frame", async () => {
        const copy = copyOfExtension(browser, OPEN_NOTICE);
        await underSettings(browser, copy.folder, { profile: "strict", answerable: "Data protection, extension 12" }, async (session) => {
          own = await session.openExtensionPage("why.html");
          // Chromium reads it some seconds after the extension has started; a minute, if it has much else to do.
          await own.waitForFunction(async () => "answerable" in (await chrome.storage.managed.get()), { polling: 200 });
          for (const path of ["/in/amara/", "/around"]) {
            const page = await session.newPage(`${stage.network}${path}`);
            const refusing = page.frames().at(-1) ?? page.mainFrame();
            const isNamed = () => page.evaluate(() => /Data protection, extension 12/.test(document.querySelector("entre-nous-notice")?.shadowRoot?.textContent ?? ""));
            while (!(await isNamed())) await mayLeave(refusing);
          }
        });
        copy.remove();
      });
    });

    describe("that nobody tells", () => {
      before(() => begin({ "background.js": (text) => text.replace('case "recall":', 'case "unheard":') }));
      after(end);

      test("what calls for care stays, and the notice says why", async () => {
        const page = await session.newPage(`${stage.network}/in/amara/`);
        await forgetTold(page);
        assert.equal(await mayLeave(page), false);
        assert.equal(await told(page), "refused fetch unsettled");
      });
    });
  });
});
