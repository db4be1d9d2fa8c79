// Everything that the extension shows can be read and used by people with other eyes, hands and settings: by axe in
// light and dark, in both languages; zoomed in, by the keyboard, without motion, in the system's own colours, and beside
// text that runs from right to left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startServer } from "../../tools/server.mjs";
import { OF_COLOUR, OF_SIZE, USUAL, ZOOMED, cutOff, keyboard, moving, violations } from "./accessibility.mjs";
import { PEOPLE } from "./demo.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { ENTRIES, write } from "./register.mjs";
import { makeScraper } from "./scraper.mjs";
import { copyOfExtension, field, html, limit, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").Session} Session */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LANGUAGES = ["en", "fr"];

/** @param {string} visibility @param {string} value */
const shown = (visibility, value) => field(value).replace("1st-degree", visibility);
/** A profile with its overlay: the badge says how far away its owner is. @param {string} degree @param {string} kind @param {string} value */
const profile = (degree, kind, value) => `
  <section class="pv-top-card"><h2>Amara</h2><span class="distance-badge"><span class="dist-value">${degree}</span></span>
    <a id="top-card-text-details-contact-info" href="/in/amara/overlay/contact-info/">Contact info</a></section>
  <div class="artdeco-modal"><section class="pv-contact-info__contact-type ci-${kind}"><h3 class="pv-contact-info__header">${kind}</h3>
    <div class="pv-contact-info__ci-container"><span>${value}</span></div></section></div>`;
const WITHHELD_LIST = `<ul>${["a", "b", "c"].map((name) => `<li>Somebody: ${shown("1st-degree", `${name}@example.com`)}</li>`).join("")}</ul>`;
/** @param {string} inner */
const main = (inner) => html(`<main><h1>Stage</h1>${inner}</main>`);

const stage = await startStage({
  "/bare": main("<p>Nobody's contact details.</p>"),
  "/withheld": main(WITHHELD_LIST),
  "/in/amara/": main(profile("3rd", "phone", "+33 6 39 98 01 12")),
  "/in/amara/2": main(profile("2nd", "email", "amara.second@example.net")),
  "/rtl": main(`${WITHHELD_LIST}<p>${shown("1st-degree", "d@example.com")}</p>`).replace("<html", '<html dir="rtl"'),
});
const demo = await startServer({ port: 0 });
after(async () => {
  await stage.close();
  await demo.close();
});

/** What the notice can tell. @type {Record<string, object>} */
const NOTICES = (() => {
  const email = { kind: "email", verdict: "withhold", reasons: ["seen-as-first-degree"] };
  const phone = { kind: "phone", verdict: "withhold", reasons: ["distance-unknown"] };
  const counts = { stay: 3, contacts: 2, go: 47 };
  return {
    "that something is kept back": { outcome: "refused", channel: "clipboard", reason: "withheld", fields: [email, phone] },
    "that the rest can go": { outcome: "refused", channel: "download", reason: "withheld", fields: [email], offer: { ...counts, questions: ["one"], isLater: false } },
    "that only a reload helps": { outcome: "refused", channel: "fetch", reason: "engine-failed", fields: [] },
    "to be careful": { outcome: "warned", channel: "fetch", reason: "withheld", fields: [{ ...email, verdict: "warn" }] },
    "that it came late": { outcome: "late", channel: "", reason: "late", fields: [] },
    "that the rest has gone": { outcome: "released", channel: "download", reason: "withheld", fields: [], counts },
    "to press again": { outcome: "armed", channel: "fetch", reason: "withheld", fields: [], counts },
    "that nothing has left": { outcome: "failed", channel: "download", reason: "withheld", fields: [], counts },
    "that there is no room": { outcome: "unshown", channel: "show", reason: "small", fields: [] },
  };
})();

/** Beside the guard, in its world: shows what a page asks for. */
const TELLER = `
addEventListener('tell', () => {
  const told = JSON.parse(document.documentElement.dataset.tell);
  if (told.offer) told.offer.press = () => {};
  const host = { message: (key, substitutions) => chrome.i18n.getMessage(key, substitutions), send() {}, reload() {} };
  entreNousNotice(host).show(told);
});`;

/** axe sees no closed shadow root. */
const opened = (/** @type {string} */ text) => text.replaceAll('mode: "closed"', 'mode: "open"');

/** A copy of the extension that axe can look into, in one language whatever the browser's is. @param {BrowserName} browser @param {string} language */
const openCopy = (browser, language) =>
  copyOfExtension(browser, {
    "notice.js": (text) => opened(text) + TELLER,
    "reveal.js": opened,
    "engine-glue.js": (text) => text.replace('ShadowRootMode = ["open", "closed"]', 'ShadowRootMode = ["open", "open"]'),
    ...(language !== "en" && { "_locales/en/messages.json": () => readFileSync(join(ROOT, "extension/_locales", language, "messages.json"), "utf8") }),
    // In Chromium no test can answer the browser's question.
    ...(browser === "chromium" && { "manifest.json": withAllPermissions }),
  });

/** @param {string} text */
function withAllPermissions(text) {
  const manifest = JSON.parse(text);
  manifest.permissions.push(...manifest.optional_permissions);
  delete manifest.optional_permissions;
  return JSON.stringify(manifest);
}

/**
 * `ours`: which part of the page is the extension's; `usual` and `zoomed`: the sizes at which it is seen; `isModal`: the Tab
 * key has nowhere to come from.
 * @typedef {{ ours?: string, isModal?: boolean, usual?: { width: number, height: number }, zoomed?: { width: number, height: number }, open(session: Session): Promise<Page> }} Surface
 */

/** What the popup is told of the page in front. @param {string} engine @param {object[]} fields @param {boolean} isLate */
const summary = (engine, fields = [], isLate = false) => ({ version: "1", engine, isLate, site: "", veil: isLate ? "locked-off" : "on", fields, refused: 2 });
const KINDS = ["email", "phone", "address", "birthday", "handle", "website", "other"];
const FIELDS = KINDS.map((kind, index) => ({ kind, verdict: ["withhold", "warn", "allow"][index % 3], reasons: ["seen-as-first-degree"] }));
const LONG_HOST = "people-and-contacts.of-a-company-with-a-long-name.example";

/** @param {object | null} told  null: nobody guards it @param {boolean} isGranted */
const popup = (told, isGranted = false) => ({
  usual: { width: 380, height: 600 },
  /** @param {Session} session */
  async open(session) {
    const page = await session.openPopup();
    await page.evaluate(async (told, isGranted, host) => {
      Object.assign(chrome.tabs, { query: async () => [{ id: 1, url: `https://${host}/` }], sendMessage: async () => told });
      Object.assign(chrome.scripting, { executeScript: async () => [{ frameId: 0 }] });
      Object.assign(chrome.permissions, { getAll: async () => ({ origins: isGranted ? [`https://${host}/*`] : [] }) });
      // @ts-ignore: the address of a module of the extension
      await import("./popup.js?again");
    }, told, isGranted, LONG_HOST);
    return page;
  },
});

/** @param {string} path */
const own = (path) => ({ open: (/** @type {Session} */ session) => session.openExtensionPage(path) });

/** @param {Session} session */
async function openTools(session) {
  const page = await session.openExtensionPage("tools.html");
  await page.waitForSelector("[data-ready]");
  if (await page.$("#ask:not([hidden])")) await page.click("#look");
  await page.waitForSelector("#list:not([hidden])");
  return page;
}

/** Before the permission is given. @param {Session} session */
async function openToolsThatAsk(session) {
  const page = await session.newPage();
  if (session.name === "chromium") {
    await page.evaluateOnNewDocument(() => { chrome.permissions.contains = /** @type {any} */ (async () => false); });
    await page.goto(session.extensionUrl("tools.html"));
    await page.waitForSelector("#ask:not([hidden])");
    return page;
  }
  await page.close();
  const own = await session.openExtensionPage("tools.html");
  await own.waitForSelector("#ask:not([hidden])");
  return own;
}

/** With another extension that has many ways to read. @param {Session} session */
async function openToolsWithOne(session) {
  const permissions = ["scripting", "activeTab", "cookies", "webRequest", "nativeMessaging", "clipboardRead", "downloads"];
  const scraper = makeScraper({ collector: `${stage.collector}/scraped`, values: [], name: "KASPR", moments: [], permissions });
  const id = await session.browser.installExtension(scraper.folder);
  try {
    const page = await openTools(session);
    await page.waitForSelector("#tools article");
    return page;
  } finally {
    await session.browser.uninstallExtension(id);
    scraper.remove();
  }
}

/** With entries of every act, one of them opened, and somebody who was looked for. @param {Session} session */
async function openRegister(session) {
  const page = await session.openExtensionPage("register.html");
  await page.waitForSelector("[data-ready]");
  if ((await page.$$("#rows tr")).length < ENTRIES.length) {
    await write(page, ENTRIES, { daysAgo: (index, count) => (count - index) / 2 });
    await page.close();
    return await openRegister(session);
  }
  await page.click("#rows [data-more]");
  await page.click("summary");
  await page.waitForFunction(() => performance.getEntriesByName("register-checked").length > 0);
  return page;
}

/** Before somebody's request is carried out. @param {Session} session */
async function openErasure(session) {
  const page = await openRegister(session);
  await page.evaluate(() => {
    for (const id of ["held", "answer", "erase"]) document.getElementById(id)?.removeAttribute("hidden");
    /** @type {HTMLElement} */ (document.getElementById("erase")).click();
  });
  await page.waitForSelector("dialog[open]");
  return page;
}

/** The page of the frame, as the top one. @param {Session} session */
async function openRevealed(session) {
  const page = await session.openExtensionPage("reveal.html");
  await page.evaluate(() => {
    Object.assign(chrome.runtime, { sendMessage: async () => true });
    const { port1, port2 } = new MessageChannel();
    window.postMessage("token", "*", [port2]);
    port1.postMessage({ kind: "email", value: "somebody.with.a.long.name@a-long-domain.example.org", staysMs: 15_000 });
    Object.assign(window, { port1 });
  });
  await page.waitForSelector("#open:not([aria-disabled])");
  return page;
}

/** Once it says that it is shown. @param {string} path */
const ready = (path) => ({
  open: async (/** @type {Session} */ session) => {
    const page = await session.openExtensionPage(path);
    await page.waitForSelector("[data-ready]");
    return page;
  },
});

/** With all that an organisation and a person may have set, rightly or wrongly. @param {Session} session */
async function openOptionsOfMany(session) {
  const page = await ready("options.html").open(session);
  await page.evaluate(async (host) => {
    const set = { profile: "strict", kinds: { phone: "standard" }, overrides: "yes", retentionDays: 30, profil: "strict", answerable: `Data protection at ${host}` };
    Object.assign(chrome.storage.managed, { get: async () => set });
    Object.assign(chrome.permissions, { getAll: async () => ({ origins: [`https://${host}/*`, "https://*.example.org/*"] }) });
    await chrome.storage.local.set({ veilOff: [host], settings: { sites: { "elsewhere.example": "strict" } } });
  }, LONG_HOST);
  await page.waitForSelector("#faults:not([hidden])");
  await page.evaluate(() => {
    // Not by keys: where a tab is not in front, Firefox shows no focus there afterwards.
    const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
    field("add-address").value = "no site";
    field("add-address").form?.requestSubmit();
    field("consent-days").value = "999";
    field("consent-days").dispatchEvent(new Event("change"));
  });
  await page.waitForSelector("#consent-days-fault:not([hidden])");
  await page.evaluate(() => chrome.storage.local.remove(["settings", "veilOff"]));
  return page;
}

/** On which a person answers, as if a page knew what was refused. @param {Session} session */
async function openOverride(session) {
  const page = await ready("override.html?tab=1&token=a").open(session);
  await page.evaluate(async () => {
    const fields = [
      { id: 1, kind: "email", value: "somebody.with.a.long.name@a-long-domain.example.org", owners: ["00".repeat(16)] },
      { id: 2, kind: "phone", value: "+33 6 39 98 01 12", owners: [] },
    ];
    Object.assign(chrome.tabs, { sendMessage: async () => ({ channel: "fetch", site: "network.example", fields, answerable: "Data protection" }) });
    Object.assign(chrome.runtime, { sendMessage: async () => [Date.UTC(2026, 10, 1), null] });
    document.getElementById("gone")?.remove();
    // @ts-ignore: the address of a module of the extension
    await import("./override-page.js?again");
  });
  await page.click("#ground [value=given-directly]");
  await page.click("#form [type=submit]");
  await page.waitForSelector("#problem span");
  return page;
}

/** With a choice that keeps the detail from being shown. @param {Session} session */
async function openWelcomeOfNothing(session) {
  const page = await ready("welcome.html").open(session);
  await page.click("[value=only-me]");
  await page.waitForSelector("#learnt[hidden]");
  return page;
}

const FRAME = { usual: { width: 340, height: 200 }, zoomed: { width: 304, height: 164 } };

/** Shows a notice, alone. @param {Page} page @param {object} notice */
async function tell(page, notice) {
  await page.evaluate((notice) => {
    document.querySelector("entre-nous-notice")?.remove();
    document.documentElement.dataset.tell = JSON.stringify(notice);
    window.dispatchEvent(new Event("tell"));
  }, notice);
}

/** Waits until its text is there, its buttons are awake and it has come to rest. @param {Page} page */
const noticeIsReady = (page) =>
  page.waitForFunction(() => {
    const root = document.querySelector("entre-nous-notice")?.shadowRoot;
    return root?.querySelector("h2") && !root.querySelector("[aria-disabled]:not([hidden])") && root.getAnimations().length === 0;
  });

/** Says why, since it has the focus. @param {string} path @param {string} verdict */
const markOf = (path, verdict) => ({
  ours: "entre-nous-mark",
  /** @param {Session} session */
  async open(session) {
    const page = await session.newPage(`${stage.network}${path}`);
    await page.waitForFunction((verdict) => document.querySelector("entre-nous-mark")?.shadowRoot?.querySelector(`[part~=${verdict}]`), {}, verdict);
    await focusMark(page);
    return page;
  },
});

/** Gives the first mark the focus, so that it says why. @param {Page} page */
async function focusMark(page) {
  await page.waitForFunction(() => {
    const root = document.querySelector("entre-nous-mark")?.shadowRoot;
    /** @type {HTMLElement | null | undefined} */ (root?.querySelector("[part~=chip]"))?.focus();
    return root?.querySelector("[part=reason]")?.getClientRects().length === 1;
  });
}

/** @type {Record<string, Surface>} */
const SURFACES = {
  "the popup on a page of the browser's": { usual: { width: 380, height: 600 }, open: (session) => session.openPopup() },
  "the popup on a page with details": popup(summary("wasm", FIELDS), true),
  "the popup without an engine": popup(summary("none")),
  "the popup that came late": popup(summary("wasm", [], true)),
  "the popup on a page that nobody guards": popup(null),
  "the page behind Why?": own("why.html"),
  "the page behind Why? at a reason": own("why.html#withheld"),
  "the audit before the permission": { open: openToolsThatAsk },
  "the audit with nothing found": { open: openTools },
  "the audit with a tool": { open: openToolsWithOne },
  "the page of options": ready("options.html"),
  "the page of options with all that may be set": { open: openOptionsOfMany },
  "the welcome page": ready("welcome.html"),
  "the welcome page with nothing to see": { open: openWelcomeOfNothing },
  "the page on which a person answers": { open: openOverride },
  "the page on which a person answers, too late": ready("override.html"),
  "the register": { open: openRegister },
  "the question before an erasure": { open: openErasure, ours: "#sure", isModal: true },
  "the frame before its value": { ...own("reveal.html"), ...FRAME },
  "the frame with its value": { open: openRevealed, ...FRAME },
  "a mark of what is kept back": markOf("/withheld", "withhold"),
  "a mark of what takes care": markOf("/in/amara/2", "warn"),
  "a mark of what may leave": markOf("/in/amara/", "allow"),
};

/** @param {{ left: number, right: number, top: number, bottom: number }} box @param {{ width: number, height: number }} [size] */
const isWithin = ({ left, right, top, bottom }, { width, height } = USUAL) => left >= 0 && top >= 0 && right <= width && bottom <= height && left < right;

/** The demo's pages. */
const DEMO = (() => {
  const { claire, lena } = PEOPLE;
  const network = (/** @type {string} */ path) => `${demo.origins.network}${path}`;
  return Object.entries({
    start: network("/"),
    connections: network("/mynetwork/"),
    search: network("/search/"),
    event: network("/events/rhone-fair/"),
    profile: network(`/in/${claire?.slug}/`),
    "contact info": network(`/in/${claire?.slug}/overlay/contact-info/`),
    "profile of the newer kind": network(`/in/${lena?.slug}/`),
    "contact info of the newer kind": network(`/in/${lena?.slug}/overlay/contact-info/`),
    lead: network("/sales/lead/LD-20417"),
    "page of nobody": network("/in/nobody/"),
    "empty page": network("/empty"),
    "prospecting tool's page": `${demo.origins.prospect}/`,
    "receiving server's page": `${demo.origins.collector}/received-by-navigation`,
  });
})();

forEachBrowser((browser) => {
  for (const language of LANGUAGES) {
    describe(`for everybody, in ${browser}, in ${language}`, () => {
      const copy = openCopy(browser, language);
      /** @type {Session} */
      let session;
      before(async () => { session = await launch(browser, { extension: copy.folder, givesPermissions: true }); });
      after(async () => { await session.close(); copy.remove(); });

      /** Looks at what is open in every way. @param {string} name @param {Page} page @param {Omit<Surface, "open">} surface */
      async function holds(name, page, { ours = "html", isModal = false, usual = USUAL, zoomed = ZOOMED }) {
        await page.setViewport(usual);
        await session.prefer(page, {});
        const inLight = await violations(page, ours);
        // No word of a language decides about these.
        const isFirst = language === LANGUAGES[0];
        const byKeys = isFirst && !isModal ? await keyboard(page, ours) : [];
        await page.setViewport(zoomed);
        await session.prefer(page, { dark: true });
        if (ours === "entre-nous-mark") await focusMark(page);
        const inDark = await violations(page, ours, [...OF_COLOUR, ...OF_SIZE]);
        const narrow = await cutOff(page, ours);
        const forced = isFirst && browser === "chromium" ? await inSystemColours(page, ours) : [];
        assert.deepEqual({ name, inLight, byKeys, inDark, narrow, forced }, { name, inLight: [], byKeys: [], inDark: [], narrow: [], forced: [] });
      }

      /** @param {Page} page @param {string} ours */
      async function inSystemColours(page, ours) {
        await session.prefer(page, { forced: true });
        return await violations(page, ours, OF_COLOUR);
      }

      for (const [name, surface] of Object.entries(SURFACES)) {
        test(name, async () => {
          const page = await surface.open(session);
          await holds(name, page, surface);
          await page.close();
        });
      }

      test("the notice, whatever it tells", async () => {
        const page = await session.newPage(`${stage.network}/bare`);
        for (const [name, notice] of Object.entries(NOTICES)) {
          await tell(page, notice);
          await noticeIsReady(page);
          await holds(name, page, { ours: "entre-nous-notice" });
        }
        await page.close();
      });
    });
  }

  describe(`for everybody in their own way, in ${browser}`, () => {
    const copy = openCopy(browser, "en");
    /** @type {Session} */
    let session;
    /** @type {Page} */
    let page;
    before(async () => { session = await launch(browser, { extension: copy.folder, givesPermissions: true }); });
    after(async () => { await session.close(); copy.remove(); });
    afterEach(async () => { await page.close(); });

    /** @param {string} part @param {string} [of] */
    const boxes = (part, of = "entre-nous-mark") =>
      page.evaluate((part, of) => [...document.querySelectorAll(of)].map((each) => {
        const found = each.shadowRoot?.querySelector(part);
        const { left, right, top, bottom } = /** @type {Element} */ (found).getBoundingClientRect();
        return { left, right, top, bottom, direction: getComputedStyle(/** @type {Element} */ (found)).direction };
      }), part, of);

    test("nothing moves for whoever wants it still, and for others it does", async () => {
      for (const still of [false, true]) {
        page = await session.newPage(`${stage.network}/bare`);
        await session.prefer(page, { still });
        // Before it has come to its end.
        await moving(page, "html");
        const notice = await page.evaluate((notice) => {
          document.documentElement.dataset.tell = notice;
          window.dispatchEvent(new Event("tell"));
          // @ts-ignore: a name of the stage
          return stageLooks.moving("entre-nous-notice");
        }, JSON.stringify(NOTICES["to be careful"]));
        await page.close();
        page = await openRevealed(session);
        await session.prefer(page, { still });
        const frame = await moving(page, "html");
        await page.close();
        page = await ready("welcome.html").open(session);
        await session.prefer(page, { still });
        await moving(page, "html");
        const picture = await page.evaluate(() => {
          /** @type {HTMLElement | null} */ (document.querySelector("[value=second]"))?.click();
          // @ts-ignore: a name of the stage
          return stageLooks.moving("#picture");
        });
        assert.deepEqual([notice.length, frame.length, picture.length], still ? [0, 0, 0] : [1, 1, 1]);
        if (!still) await page.close();
      }
    });

    test("marks and notice are in place and readable where text runs from right to left", async () => {
      page = await session.newPage(`${stage.network}/rtl`);
      await page.waitForFunction(() => document.querySelectorAll("entre-nous-mark").length === 4);
      const besides = await page.evaluate(() => [...document.querySelectorAll("li")].map((item) => {
        const range = document.createRange();
        range.selectNode(/** @type {Node} */ (item.firstChild));
        const mark = /** @type {Element} */ (item.querySelector("entre-nous-mark"));
        return range.getBoundingClientRect().left - mark.getBoundingClientRect().right;
      }));
      for (const gap of besides) assert.ok(gap > 4 && gap < 20, `the mark is ${gap} pixels to the left of what is before it`);
      for (const box of await boxes("[part~=chip]")) assert.ok(isWithin(box) && box.direction === "ltr", JSON.stringify(box));
      await focusMark(page);
      const [reason] = await boxes("[part=reason]");
      assert.ok(reason && isWithin(reason) && reason.direction === "ltr", JSON.stringify(reason));
      await tell(page, NOTICES["that the rest can go"] ?? {});
      const [card] = await boxes(".card", "entre-nous-notice");
      assert.ok(card && isWithin(card) && card.direction === "ltr", JSON.stringify(card));
    });

    test("what a mark says stays while the pointer is on it, goes on Escape, and is there for the next time", async () => {
      page = await session.newPage(`${stage.network}/withheld`);
      await page.waitForSelector("entre-nous-mark");
      const isSaid = async () => ((await boxes("[part=reason]"))[0]?.right ?? 0) > 0;
      const [chip] = await boxes("[part~=chip]");
      assert.ok(chip && !(await isSaid()));
      await page.mouse.move(chip.left + 20, chip.top + 5);
      const [reason] = await boxes("[part=reason]");
      assert.ok(reason && isWithin(reason), JSON.stringify(reason));
      // Across the gap, pixel by pixel.
      await page.mouse.move(chip.left + 20, reason.bottom - 5, { steps: Math.ceil(reason.bottom - chip.top) });
      assert.equal(await isSaid(), true, "it stays");
      await page.keyboard.press("Escape");
      assert.equal(await isSaid(), false, "it goes");
      await page.mouse.move(600, 600);
      await page.mouse.move(chip.left + 20, chip.top + 5);
      assert.equal(await isSaid(), true, "the pointer is back");
      await page.mouse.move(600, 600);
      await focusMark(page);
      assert.equal(await isSaid(), true, "the focus is there");
      await page.keyboard.press("Escape");
      assert.equal(await isSaid(), false, "it goes again");
    });

    // Firefox gives no page the system's colours by a preference alone.
    test("in the system's own colours symbols are seen, and where the focus is", { skip: browser === "firefox" }, async () => {
      for (const name of ["the popup on a page with details", "the audit with a tool", "the page of options", "the welcome page", "the frame with its value", "a mark of what is kept back"]) {
        const { ours = "html", usual = USUAL, open } = /** @type {Surface} */ (SURFACES[name]);
        page = await open(session);
        await page.setViewport(usual);
        await session.prefer(page, { forced: true });
        assert.deepEqual([name, ...(await keyboard(page, ours))], [name]);
        if (name.startsWith("the frame")) assert.match(await page.$eval("canvas", (each) => each.getContext("2d")?.font ?? ""), /^600 18px /, "the value is as large as ever");
        if (name.startsWith("a mark")) break;
        await page.close();
      }
      await tell(page, NOTICES["that the rest can go"] ?? {});
      await noticeIsReady(page);
      assert.deepEqual(await keyboard(page, "entre-nous-notice"), []);
      const colours = await page.evaluate(() => {
        const chip = /** @type {Element} */ (document.querySelector("entre-nous-mark")?.shadowRoot?.querySelector("[part~=chip]"));
        return [getComputedStyle(chip, "::before").backgroundColor, getComputedStyle(chip).color, getComputedStyle(chip).backgroundColor];
      });
      assert.equal(colours[0], colours[1], "the symbol has the colour of the text");
      assert.notEqual(colours[0], colours[2], "and not that of the ground");
    });
  });

  describe(`for whoever zooms in, in ${browser}`, () => {
    // Whether a press counts is told by what a closed shadow root says of it.
    const copy = copyOfExtension(browser, {
      "reveal.js": (text) => limit("STAYS_MS", "15_000", "120_000")(opened(text)),
    });
    /** @type {Session} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    for (const size of [ZOOMED, { width: 320, height: 180 }]) {
      test(`a detail can be shown in ${size.width} by ${size.height} pixels`, async () => {
        const page = await session.newPage(`${stage.network}/withheld`);
        await page.setViewport(size);
        const mark = await page.waitForSelector("entre-nous-mark");
        await mark?.scrollIntoView();
        const { x, y, height } = /** @type {import("puppeteer-core").BoundingBox} */ (await mark?.boundingBox());
        // At this width the button is in a line of its own.
        await page.mouse.click(x + 20, y + height - 8);
        // The frame gets the focus with its value.
        await page.waitForFunction(() => document.activeElement?.localName === "entre-nous-reveal");
        const { frame, ...room } = await page.evaluate(() => ({
          frame: document.querySelector("entre-nous-reveal")?.shadowRoot?.querySelector("iframe")?.getBoundingClientRect().toJSON(),
          width: document.documentElement.clientWidth,
          height: document.documentElement.clientHeight,
        }));
        assert.ok(isWithin(frame, room), `${JSON.stringify(frame)} in ${JSON.stringify(room)}`);
        assert.deepEqual(await violations(page, "entre-nous-reveal"), []);
        await page.close();
      });
    }
  });

  // Its marks are looked at above; here are no engines to start.
  describe(`the demo's pages, for everybody, in ${browser}`, () => {
    /** @type {Session} */
    let session;
    before(async () => { session = await launch(browser, {}); });
    after(async () => { await session.close(); });

    for (const [name, address] of DEMO) {
      test(name, async () => {
        const page = await session.newPage(`${address}?lang=en`);
        await page.waitForNetworkIdle({ idleTime: 100 });
        await session.prefer(page, {});
        const inLight = await violations(page, "html");
        await page.goto(`${address}?lang=fr`);
        await page.waitForNetworkIdle({ idleTime: 100 });
        await page.setViewport(ZOOMED);
        await session.prefer(page, { dark: true });
        const inDark = await violations(page, "html");
        const narrow = await cutOff(page, "html");
        await page.close();
        assert.deepEqual({ inLight, inDark, narrow }, { inLight: [], inDark: [], narrow: [] });
      });
    }
  });
});
