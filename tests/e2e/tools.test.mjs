// The audit of tools lists what can read on the guarded sites, by facts; and the policy that it makes keeps just that
// off them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { takesPolicies, underPolicy } from "./policy.mjs";
import { SCRAPER_NAME, makeScraper, reportsAmong } from "./scraper.mjs";
import { WITHHELD, copyOfExtension, field, html, startStage, told } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */

/** What is not withheld, so that nothing but a policy keeps it from another extension. */
const OPEN = "open.detail@example.net";

const stage = await startStage({ "/one": html(`${field()}<p>${OPEN}</p>`) });
after(() => stage.close());

const COLLECTOR = `${stage.collector}/scraped`;
const TOLD = { collector: COLLECTOR, values: [OPEN] };

/** No test can answer the browser's question: these have the permission from the start. */
const looking = {
  "manifest.json": (/** @type {string} */ text) => {
    const manifest = JSON.parse(text);
    manifest.permissions.push(...manifest.optional_permissions);
    delete manifest.optional_permissions;
    return JSON.stringify(manifest);
  },
};

/** @param {Session} session */
async function openTools(session) {
  const page = await session.openExtensionPage("tools.html");
  await page.waitForSelector("[data-ready]");
  return page;
}

/** @param {Page} page @param {string} selector @returns {Promise<string[]>} */
const texts = (page, selector) =>
  page.evaluate(
    (selector) => [...document.querySelectorAll(selector)].map((each) => /** @type {HTMLElement} */ (each).innerText.trim()).filter((text) => text),
    selector,
  );

/** The entries: name, reach, ways to read, sites, where to they send. @param {Page} page */
const entries = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("#tools article")].map((article) => {
      const rows = [...article.querySelectorAll("dl > div")].map((row) => {
        const items = row.querySelectorAll("dd > ul > li");
        const said = items.length > 0 ? [...items].map((item) => item.firstChild?.textContent) : [row.querySelector("dd")?.textContent];
        return [row.querySelector("dt")?.textContent, said.join("; ")];
      });
      return { name: article.querySelector("h3")?.textContent, reach: article.querySelector(".reach")?.textContent, ...Object.fromEntries(rows) };
    }),
  );

/** @param {Page} page @param {string} hold @returns {Promise<string>} */
const policyFor = (page, hold) =>
  page.evaluate((hold) => {
    /** @type {HTMLElement} */ (document.querySelector(`[value=${hold}]`)).click();
    return document.querySelector("#policy-text")?.textContent ?? "";
  }, hold);

const SITES = "network.localhost, prospect.localhost";
const SERVER = "any server: no permission is needed for that";

forEachBrowser((browser) => {
  describe(`the audit of tools, in ${browser}`, () => {
    describe("with the permission", () => {
      const copy = copyOfExtension(browser, looking);
      const scripts = makeScraper({ ...TOLD, hosts: [] });
      /** @type {Session} */
      let session;
      before(async () => (session = await launch(browser, { extension: copy.folder })));
      after(async () => { await session.close(); copy.remove(); scripts.remove(); });

      test("nothing is found where nothing else is installed", async () => {
        const page = await openTools(session);
        assert.deepEqual(await texts(page, "#status"), ["No other extension can read contact details on the guarded sites."]);
        assert.deepEqual(await entries(page), []);
        assert.equal((await texts(page, "#hold label:not([hidden])")).includes("Those in the list"), false);
        await page.close();
      });

      test("a tool with nothing but content scripts is listed with its facts, and is gone when it is", async () => {
        const id = await session.browser.installExtension(scripts.folder);
        const page = await openTools(session);
        assert.deepEqual(await texts(page, "#status"), ["Extensions that can read contact details: 1"]);
        assert.deepEqual(await entries(page), [
          {
            name: SCRAPER_NAME,
            reach: "Can read at any time",
            "Can read": "The pages of these sites, at any time",
            On: SITES,
            "Can send to": SERVER,
            Version: "1.2.3",
          },
        ]);
        const policy = await policyFor(page, "listed");
        const settings = JSON.parse(policy).policies ?? JSON.parse(policy);
        assert.deepEqual(Object.keys(settings.ExtensionSettings), [id]);
        await session.browser.uninstallExtension(id);
        await page.close();
        const again = await openTools(session);
        assert.deepEqual(await entries(again), []);
        await again.close();
      });

      const rights = ["scripting", "activeTab", "cookies", "webRequest", "nativeMessaging", "clipboardRead", "downloads"];
      test("each of its permissions is said", async () => {
        const rich = makeScraper({ ...TOLD, name: "KASPR", moments: [], permissions: browser === "chromium" ? [...rights, "debugger"] : rights });
        const id = await session.browser.installExtension(rich.folder);
        const page = await openTools(session);
        const [entry] = await entries(page);
        const ways = [
          ...(browser === "chromium" ? ["Everything in every page, by the browser’s debugger"] : []),
          "The pages of these sites, at any time",
          "What the page sends to the site",
          "The cookies that keep you signed in",
          "What you have copied",
        ];
        assert.equal(entry?.["Can read"], ways.join("; "));
        assert.equal(entry?.["Can send to"], [SERVER, "programs on this computer", "files on this computer"].join("; "));
        assert.match(entry?.["Known"] ?? "", /SAN-2024-020.*Source$/);
        await session.browser.uninstallExtension(id);
        rich.remove();
        await page.close();
      });

      test("a tool that only a click lets in, and one that cannot read, are told apart", async () => {
        const onClick = makeScraper({ ...TOLD, name: "On click", moments: [], hosts: [], permissions: ["activeTab", "scripting"] });
        const id = await session.browser.installExtension(onClick.folder);
        const page = await openTools(session);
        assert.deepEqual((await entries(page)).map(({ name, reach }) => [name, reach]), [["On click", "Can read when you act"]]);
        await session.browser.uninstallExtension(id);
        onClick.remove();
        const harmless = makeScraper({ ...TOLD, name: "Harmless", moments: [], hosts: [], permissions: ["storage"] });
        const other = await session.browser.installExtension(harmless.folder);
        await page.close();
        const again = await openTools(session);
        assert.deepEqual(await entries(again), []);
        assert.deepEqual(await texts(again, "#others"), ["Other installed extensions, which cannot: 1"]);
        await session.browser.uninstallExtension(other);
        harmless.remove();
        await again.close();
      });

      test("a tool on more sites than the browser names is listed all the same", async () => {
        const many = ["a", "b", "c", "d"].map((name) => `https://${name}.example/*`);
        const wide = makeScraper({ ...TOLD, name: "Wide", hosts: [], matches: ["http://network.localhost/*", ...many], permissions: [] });
        const id = await session.browser.installExtension(wide.folder);
        const page = await openTools(session);
        const [entry] = await entries(page);
        assert.equal(
          entry?.["Can read"],
          browser === "chromium" ? "Pages of several sites that the browser does not name" : "The pages of these sites, at any time",
        );
        await session.browser.uninstallExtension(id);
        wide.remove();
        await page.close();
      });

      test("the policy is copied and downloaded as it is shown", async () => {
        const page = await openTools(session);
        const policy = await policyFor(page, "others");
        await page.click("#copy");
        await page.waitForFunction(() => document.querySelector("#policy-status")?.textContent === "Copied.");
        await page.evaluate(() => {
          const field = document.createElement("textarea");
          document.body.append(field);
          field.focus();
        });
        await session.pressPaste(page);
        assert.equal(await page.$eval("textarea", (field) => field.value), policy);
        await page.click("#download");
        const file = await session.downloadFinished({ named: /\.json$/ });
        assert.equal(file.name, browser === "firefox" ? "policies.json" : "entre-nous.json");
        assert.equal(file.text, `${policy}\n`);
        await page.close();
      });
    });

    describe("without the permission", () => {
      const copy = copyOfExtension(browser);
      const scraper = makeScraper(TOLD);
      /** @type {Session} */
      let session;
      before(async () => (session = await launch(browser, { extension: copy.folder })));
      after(async () => { await session.close(); copy.remove(); scraper.remove(); });

      test("the page asks first, and says what was refused", async () => {
        await session.browser.installExtension(scraper.folder);
        const page = await openTools(session);
        assert.deepEqual(await texts(page, "#ask button"), ["Show my extensions"]);
        assert.deepEqual(await texts(page, "#tools li"), []);
        assert.equal(await page.evaluate(() => typeof chrome.management?.getAll), "undefined");
        await page.evaluate(() => (chrome.permissions.request = /** @type {any} */ (async () => false)));
        await page.click("#look");
        await page.waitForFunction(() => document.querySelector("#status")?.textContent);
        assert.deepEqual(await texts(page, "#status"), ["The permission was not given. Nothing was looked at."]);
        assert.deepEqual(await texts(page, "#ask button"), ["Show my extensions"]);
        // A browser that gives the permission and has no list.
        await page.evaluate(() => (chrome.permissions.request = /** @type {any} */ (async () => true)));
        await page.click("#look");
        await page.waitForFunction(() => document.querySelector("#status")?.textContent?.startsWith("This browser"));
        await page.close();
      });

      // Chromium gives a permission to a person only.
      test("what is given is given back when the person stops looking", { skip: browser === "chromium" }, async () => {
        const giving = await launch(browser, { extension: copy.folder, givesPermissions: true });
        try {
          await giving.browser.installExtension(scraper.folder);
          const page = await openTools(giving);
          await page.click("#look");
          await page.waitForSelector("#tools article");
          assert.deepEqual((await entries(page)).map(({ name }) => name), [SCRAPER_NAME]);
          assert.equal(await page.evaluate(() => chrome.permissions.contains({ permissions: ["management"] })), true);
          await page.click("#stop");
          await page.waitForFunction(() => document.querySelector("#status")?.textContent?.startsWith("The permission was given back"));
          assert.equal(await page.evaluate(() => chrome.permissions.contains({ permissions: ["management"] })), false);
          assert.deepEqual(await entries(page), []);
          assert.deepEqual(await texts(page, "#ask button"), ["Show my extensions"]);
        } finally {
          await giving.close();
        }
      });

      test("the popup leads to it", async () => {
        const popup = await session.openExtensionPage("popup.html");
        const href = await popup.evaluate(() => document.querySelector("footer a[data-i18n=popup_tools]")?.getAttribute("href"));
        assert.equal(href, "tools.html");
        await popup.close();
      });
    });

    policies(browser);
  });
});

/** @param {BrowserName} browser */
function policies(browser) {
  const skip = !takesPolicies(browser) && "nobody may give the browser a policy here";

  describe("its policy", { skip }, () => {
    const copy = copyOfExtension(browser, looking);
    // It runs on one site more, which nobody guards.
    const matches = ["http://network.localhost/*", "http://collector.localhost/*"];
    const scraper = makeScraper({ ...TOLD, matches });
    after(() => { copy.remove(); scraper.remove(); });

    /**
     * The policy as the page makes it, with the scraper installed.
     * @param {string} hold
     */
    async function made(hold) {
      const session = await launch(browser, { extension: copy.folder });
      try {
        await session.browser.installExtension(scraper.folder);
        return await policyFor(await openTools(session), hold);
      } finally {
        await session.close();
      }
    }

    /**
     * Whether the scraper and the guard get at a page.
     * @param {string} policy
     */
    const under = (policy) =>
      underPolicy(browser, policy, async () => {
        const session = await launch(browser, { extension: copy.folder });
        try {
          await session.browser.installExtension(scraper.folder);
          stage.takeArrived();
          const page = await session.newPage(`${stage.network}/one`);
          const sent = await page.evaluate(
            (to, value) => fetch(to, { method: "POST", body: value }).then(() => true, () => false),
            `${stage.collector}/sent`,
            WITHHELD,
          );
          if (!sent) assert.equal(await told(page), "refused fetch withheld");
          await page.goto(`${stage.collector}/listen`);
          // There the scraper works under every policy, and tells after all that it found before.
          const isElsewhere = (/** @type {import("./scraper.mjs").Report} */ { url, how }) => how === "looked" && url.startsWith(stage.collector);
          while (!reportsAmong(stage.arrivedSince()).some(isElsewhere)) await stage.arrivals(stage.arrivedSince().length + 1);
          const scraperReads = reportsAmong(stage.takeArrived()).some(({ value }) => value === OPEN);
          return { scraperReads, isGuarded: !sent };
        } finally {
          await session.close();
        }
      });

    test("without it the scraper reads, and the page is guarded", async () => {
      assert.deepEqual(await under("{}"), { scraperReads: true, isGuarded: true });
    });

    for (const hold of ["listed", "others"]) {
      test(`for ${hold} it keeps the scraper off the page, and the guard on it`, async () => {
        assert.deepEqual(await under(await made(hold)), { scraperReads: false, isGuarded: true });
      });
    }

    if (browser === "firefox") {
      test("for all it keeps every extension off, this one too", async () => {
        assert.deepEqual(await under(await made("all")), { scraperReads: false, isGuarded: false });
      });
    }
  });
}
