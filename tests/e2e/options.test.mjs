// The page of options: what is chosen there is kept, by pointer and by keyboard; what the organisation has set is shown
// as locked, and what of that nobody can read is reported.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { takesPolicies, underSettings } from "./policy.mjs";
import { copyOfExtension } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

/** A tab that is behind draws no frames. */
const BY_CLOCK = { polling: 100 };
const ADDED = "crm.example.com";

/** @param {Session} session */
async function openOptions(session) {
  const page = await session.openExtensionPage("options.html");
  await page.waitForSelector("[data-ready]");
  return page;
}

/** What is kept of the person's choices. @param {Page} page */
const kept = (page) => page.evaluate(() => chrome.storage.local.get(["settings", "veilOff"]));

/** Waits until this is kept among the person's settings. @param {Page} page @param {string} name @param {unknown} value */
const isKept = (page, name, value) =>
  page.waitForFunction(async (name, value) => {
    const { settings } = /** @type {any} */ (await chrome.storage.local.get());
    return JSON.stringify(settings?.[name]) === JSON.stringify(value);
  }, BY_CLOCK, name, value);

/** Waits until the page says it. @param {Page} page @param {string} text */
const says = (page, text) =>
  page.waitForFunction((text) => document.querySelector("#status")?.textContent === text, BY_CLOCK, text);

/** What a control shows, and what is said beside it. @param {Page} page @param {string} selector */
const shown = (page, selector) =>
  page.$eval(selector, (each) => {
    const control = /** @type {HTMLInputElement} */ (each);
    const around = each.closest("fieldset");
    const notes = [each, around].flatMap((of) => (of?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    const seen = notes.map((id) => document.getElementById(id)).filter((note) => note?.checkVisibility());
    const isChosen = control.type === "radio" || control.type === "checkbox";
    return { value: isChosen ? control.checked : control.value, disabled: control.disabled, note: seen.map((note) => note?.textContent).join(" ") };
  });

const LOCKED = "Set by your organisation.";

forEachBrowser((browser) => {
  describe(`the page of options, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    after(() => copy.remove());

    describe("of a person", () => {
      /** @type {Session} */
      let session;
      /** @type {Page} */
      let page;
      before(async () => { session = await launch(browser, { extension: copy.folder, givesPermissions: true }); });
      after(() => session.close());
      beforeEach(async () => { page = await openOptions(session); });
      afterEach(async () => {
        await page.evaluate(() => chrome.storage.local.remove(["settings", "veilOff"]));
        await page.close();
      });

      test("what is chosen is kept, said, and shown when the page is opened again", async () => {
        assert.deepEqual(await shown(page, "[value=standard]"), { value: true, disabled: false, note: "" });
        await page.click("[value=strict]");
        await says(page, "Saved.");
        assert.deepEqual(await kept(page), { settings: { profile: "strict" } });
        await page.select("#kind-phone", "standard");
        await page.select("[id='site-www.linkedin.com']", "strict");
        await page.click("#overrides");
        const all = { profile: "strict", kinds: { phone: "standard" }, sites: { "www.linkedin.com": "strict" }, overrides: "allowed" };
        await isKept(page, "overrides", "allowed");
        assert.deepEqual(await kept(page), { settings: all });
        await page.close();
        page = await openOptions(session);
        assert.equal((await shown(page, "[value=strict]")).value, true);
        assert.equal((await shown(page, "#kind-phone")).value, "standard");
        assert.equal((await shown(page, "#kind-email")).value, "");
        assert.equal(await page.$eval("#kind-email option", (each) => each.textContent), "As above: Strict");
        assert.equal((await shown(page, "[id='site-www.linkedin.com']")).value, "strict");
        assert.equal((await shown(page, "#overrides")).value, true);
      });

      test("what was read before a choice does not undo it", async () => {
        // The first that are read from now on come after all else.
        await page.evaluate(() => {
          const { getAll } = chrome.permissions;
          const first = new Promise((go) => Object.assign(window, { go }));
          let asked = 0;
          Object.assign(chrome.permissions, { getAll: async () => {
            asked += 1;
            const isFirst = asked === 1;
            const granted = await Reflect.apply(getAll, chrome.permissions, []);
            document.documentElement.dataset.asked = "";
            if (isFirst) await first;
            return granted;
          } });
          return chrome.storage.local.set({ veilOff: ["veiled.example"] });
        });
        await page.waitForSelector("[data-asked]");
        await page.click("[value=strict]");
        await isKept(page, "profile", "strict");
        await page.waitForSelector("[id='veil-veiled.example']");
        // @ts-ignore: see above
        await page.evaluate(() => window.go());
        await page.select("#kind-phone", "standard");
        await isKept(page, "kinds", { phone: "standard" });
        assert.deepEqual((await kept(page)).settings, { profile: "strict", kinds: { phone: "standard" } });
      });

      test("everything can be chosen with the keyboard alone", async () => {
        await page.bringToFront();
        const focused = () => page.evaluate(() => document.activeElement?.id || /** @type {any} */ (document.activeElement)?.value);
        /** Goes on to the control. @param {string} wanted */
        const goTo = async (wanted) => {
          for (let count = 0; count < 40 && (await focused()) !== wanted; count += 1) await page.keyboard.press("Tab");
          assert.equal(await focused(), wanted);
        };
        await goTo("standard");
        await page.keyboard.press("ArrowDown");
        await says(page, "Saved.");
        await goTo("kind-email");
        await page.keyboard.press("ArrowDown");
        await goTo("overrides");
        await page.keyboard.press(" ");
        await goTo("consent-days");
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("Tab");
        await isKept(page, "consentDays", 91);
        assert.deepEqual(await kept(page), { settings: { profile: "strict", kinds: { email: "standard" }, overrides: "allowed", consentDays: 91 } });
        assert.equal(await focused(), "retention-days");
      });

      test("a change from elsewhere is shown at once, and takes no focus away", async () => {
        await page.focus("#kind-email");
        await page.evaluate(() => chrome.storage.local.set({ settings: { kinds: { email: "strict" }, retentionDays: 30 }, veilOff: ["veiled.example"] }));
        await page.waitForSelector("[id='veil-veiled.example']");
        assert.equal((await shown(page, "#kind-email")).value, "strict");
        assert.equal((await shown(page, "#retention-days")).value, "30");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "kind-email");
        await page.click("[id='veil-veiled.example']");
        await says(page, "Saved.");
        assert.deepEqual((await kept(page)).veilOff, []);
        assert.equal(await page.evaluate(() => document.activeElement?.id), "veil-heading");
      });

      test("while the choices cannot be read nothing is chosen over them", async () => {
        await page.evaluate(() => {
          chrome.storage.managed.get = /** @type {any} */ (async () => { throw new Error("unreadable"); });
        });
        const elsewhere = { kinds: { email: "strict" }, retentionDays: 30 };
        await page.evaluate((settings) => chrome.storage.local.set({ settings }), elsewhere);
        await page.waitForSelector("#unread:not([hidden])");
        await page.focus("#overrides");
        await page.keyboard.press(" ");
        await page.click("#overrides");
        assert.equal((await shown(page, "#overrides")).value, false);
        assert.deepEqual(await kept(page), { settings: elsewhere });
        assert.equal(await page.$eval("#choices", (each) => /** @type {HTMLElement} */ (each).inert), true);
      });

      test("days out of their limits are said to be so, and not kept", async () => {
        for (const [id, typed, limits] of [["consent-days", "366", "0 to 365"], ["retention-days", "0", "1 to 1095"], ["retention-days", "", "1 to 1095"]]) {
          await page.$eval(`#${id}`, (each) => /** @type {HTMLInputElement} */ (each).select());
          await page.keyboard.press("Backspace");
          await page.type(`#${id}`, typed ?? "");
          await page.keyboard.press("Tab");
          await page.waitForSelector(`#${id}-fault:not([hidden])`);
          assert.match((await shown(page, `#${id}`)).note, new RegExp(`^Enter a whole number from ${limits}\\.`));
          assert.deepEqual(await kept(page), {});
        }
      });

      test("a site is added with the browser's permission, and removed", async () => {
        if (browser === "chromium") await pretendPermissions(page);
        for (const [typed, fault] of [["no site", "This is not the address of a site."], ["www.linkedin.com/in/", "This site is guarded already."]]) {
          await page.$eval("#add-address", (each, typed) => { /** @type {HTMLInputElement} */ (each).value = typed; }, typed ?? "");
          await page.click("#add button");
          assert.equal(await page.$eval("#add-fault:not([hidden])", (each) => each.textContent), fault);
        }
        await page.$eval("#add-address", (each) => /** @type {HTMLInputElement} */ (each).select());
        await page.type("#add-address", `${ADDED}/people`);
        await page.keyboard.press("Enter");
        await says(page, `${ADDED} is guarded. Reload its open pages.`);
        const row = () => page.$$eval("#site-list li", (rows, host) => rows.find((row) => row.querySelector(".host")?.textContent === host)?.querySelector(".state")?.textContent, ADDED);
        assert.equal(await row(), "added");
        assert.ok((await page.evaluate(() => chrome.permissions.getAll())).origins?.includes(`https://${ADDED}/*`));
        await page.click(`[id='remove-${ADDED}']`);
        await says(page, `${ADDED} is no longer guarded.`);
        assert.equal(await row(), undefined);
        assert.equal((await page.evaluate(() => chrome.permissions.getAll())).origins?.includes(`https://${ADDED}/*`), false);
        assert.equal(await page.evaluate(() => document.activeElement?.id), "sites-heading");
      });

      test("a permission that is not given adds nothing", async () => {
        await page.evaluate(() => { chrome.permissions.request = /** @type {any} */ (async () => false); });
        await page.type("#add-address", ADDED);
        await page.click("#add button");
        await says(page, "The permission was not given, so the site is not guarded.");
      });
    });

    describe("under an organisation", { skip: !takesPolicies(browser) && "nobody may give the browser a policy here" }, () => {
      test("what it has set is locked, and the rest is the person's", async () => {
        const settings = { profile: "strict", kinds: { phone: "strict" }, sites: { "www.linkedin.com": "strict" }, overrides: "allowed", consentDays: 0, answerable: "Data protection, extension 12", veil: "on" };
        await underSettings(browser, copy.folder, settings, async (session) => {
          const page = await openOptions(session);
          // Chromium reads it after the extension has started.
          await page.waitForSelector("#profile-lock:not([hidden])");
          assert.deepEqual(await shown(page, "[value=strict]"), { value: true, disabled: true, note: LOCKED });
          for (const selector of ["#kind-phone", "#kind-email", "[id='site-www.linkedin.com']"]) {
            assert.deepEqual(await shown(page, selector), { value: "strict", disabled: true, note: LOCKED });
          }
          assert.deepEqual(await shown(page, "#overrides"), { value: true, disabled: true, note: LOCKED });
          assert.deepEqual(await shown(page, "#consent-days"), { value: "0", disabled: true, note: `From 0 to 365. With 0, each release needs its ground anew. ${LOCKED}` });
          assert.equal((await shown(page, "#retention-days")).disabled, false);
          assert.equal(await page.$eval("#answerable", (each) => each.textContent), settings.answerable);
          assert.deepEqual(await page.$$eval("#veil-note, #veil-lock:not([hidden])", (all) => all.map((each) => each.textContent)), ["It is on for every guarded site.", LOCKED]);
          assert.equal(await page.$("#faults:not([hidden])"), null);
        });
      });

      test("what nobody can read is reported, and the stricter holds", async () => {
        const settings = { profile: "lax", overrides: "yes", consentDays: 1000, kinds: { fax: "strict" }, profil: "strict" };
        // Chromium passes on what its schema names.
        const names = ["consentDays", "kinds.fax", "overrides", ...(browser === "firefox" ? ["profil"] : []), "profile"];
        await underSettings(browser, copy.folder, settings, async (session) => {
          const page = await openOptions(session);
          await page.waitForSelector("#profile-lock:not([hidden])");
          const faults = await page.$$eval("#faults:not([hidden])[role=alert] li", (all) => all.map((each) => each.textContent));
          assert.deepEqual(faults, names.map((name) => `Your organisation’s setting “${name}” cannot be read. The stricter default holds.`));
          assert.deepEqual(await shown(page, "[value=strict]"), { value: true, disabled: true, note: LOCKED });
          assert.equal((await shown(page, "#overrides")).value, false);
          assert.equal((await shown(page, "#consent-days")).value, "0");
        });
      });
    });
  });
});

/**
 * No test can answer Chromium's question: the page is told of permissions that nobody gave.
 * @param {Page} page
 */
async function pretendPermissions(page) {
  await page.evaluate(async () => {
    const { origins = [] } = await chrome.permissions.getAll();
    /** @param {string[]} others */
    const keep = (others) => { origins.splice(0, origins.length, ...others); return true; };
    Object.assign(chrome.permissions, {
      getAll: async () => ({ origins }),
      // As the browser does: only within a press.
      request: async (/** @type {any} */ asked) => navigator.userActivation.isActive && keep([...origins, ...asked.origins]),
      remove: async (/** @type {any} */ given) => keep(origins.filter((each) => !given.origins.includes(each))),
    });
    const { sendMessage } = chrome.runtime;
    Object.assign(chrome.runtime, { sendMessage: async (/** @type {any} */ message) => (message.type === "guard-site" ? { done: true } : sendMessage(message)) });
  });
}
