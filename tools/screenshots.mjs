/**
 * Pictures of all that the extension shows, in docs/images: each page in English and French, in light and dark, as
 * Chromium draws it, with the demo's invented people.
 *
 *     node tools/screenshots.mjs [NAME…]     needs the demo's build; without names, all
 */

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PEOPLE } from "../tests/e2e/demo.mjs";
import { launch } from "../tests/e2e/harness.mjs";
import { entry, write } from "../tests/e2e/register.mjs";
import { makeScraper } from "../tests/e2e/scraper.mjs";
import { copyOfExtension } from "../tests/e2e/stage.mjs";
import { inRoot } from "./build/run.mjs";
import { startServer } from "./server.mjs";

/** @typedef {import("../tests/e2e/harness.mjs").Page} Page */
/** @typedef {import("../tests/e2e/harness.mjs").Session} Session */
/** @typedef {{ session: Session, language: string, network: string, collector: string }} Place */
/** @typedef {{ width: number, height: number, isWindow?: boolean, open(place: Place): Promise<Page> }} Picture */

const LANGUAGES = ["en", "fr"];
const THEMES = ["light", "dark"];
const SOON = { timeout: 20_000 };
/** How long the register has been kept that is shown. */
const WEEKS = 8;
const TAB = { width: 920, height: 600 };
/** Not all of the page, but what stands in the window. */
const WINDOW = { width: 1280, height: 800, isWindow: true };

/** A page of the extension's own, once it says that it is shown. @param {string} path @param {string} [sign] */
const own = (path, sign = "[data-ready]") => ({
  ...TAB,
  open: async (/** @type {Place} */ { session }) => {
    const page = await session.openExtensionPage(path);
    await page.waitForSelector(sign, SOON);
    return page;
  },
});

/** @type {Record<string, Picture>} */
const PICTURES = {
  // First: what other pictures refuse is in it too.
  register: { width: 1120, height: 1460, isWindow: true, open: openRegister },
  welcome: own("welcome.html"),
  options: { ...TAB, open: openOptions },
  why: own("why.html", "h1:not(:empty)"),
  tools: { ...TAB, open: openTools },
  notice: { ...WINDOW, open: openRefused },
  popup: { width: 380, height: 100, open: openPopup },
  override: { ...TAB, open: openOverride },
  refusal: { ...WINDOW, height: 1000, open: openRefusal },
  show: { ...WINDOW, open: openShown },
  "going-on": { ...WINDOW, open: openGoneOn },
};

/** With another profile for one kind. @param {Place} place */
async function openOptions(place) {
  const page = await own("options.html").open(place);
  await page.select("#kind-phone", "strict");
  await page.waitForFunction(async () => "settings" in (await chrome.storage.local.get("settings")), SOON);
  // Without what says that it was saved, and the focus.
  await page.reload();
  await page.waitForSelector("[data-ready]", SOON);
  return page;
}

/** After some weeks of work. @param {Place} place */
async function openRegister(place) {
  const ways = [
    entry("refused"), entry("refused", { channel: "fetch", to: "crm.example.com" }), entry("redacted"),
    entry("refused", { site: "network.example.org", channel: "clipboard" }), entry("warned"), entry("redacted", { channel: "fetch", to: "crm.example.com" }),
    entry("refused", { channel: "control" }), entry("overridden", { site: "network.example.org", channel: "fetch", to: "crm.example.com" }),
  ];
  // More on some days than on others, and nothing at weekends.
  const days = Array.from({ length: WEEKS * 7 }, (_, day) => (day % 7 > 4 ? 0 : 1 + ((day * day) % 11) % 6)).flatMap((count, day) => Array(count).fill(WEEKS * 7 - day));
  const page = await own("register.html").open(place);
  await write(page, ways, { count: days.length, daysAgo: (index) => days[index] ?? 0 });
  await page.reload();
  await page.waitForFunction(() => performance.getEntriesByName("register-checked").length > 0, SOON);
  return page;
}

/** With another extension that can read and send. @param {Place} place */
async function openTools(place) {
  const { session, collector } = place;
  const tool = makeScraper({ collector, values: [], name: "Contact collector", moments: [], permissions: ["scripting", "cookies"] });
  const id = await session.browser.installExtension(tool.folder);
  const page = await own("tools.html").open(place);
  await page.waitForSelector("#tools article", SOON);
  await session.browser.uninstallExtension(id);
  tool.remove();
  return page;
}

/** A list of which some details are kept back, and the notice that says so. @param {Place} place */
async function openRefused({ session, language, network }) {
  const page = await session.newPage(`${network}/events/rhone-fair/?lang=${language}`);
  await page.waitForSelector("#prospectpad-list-csv", SOON);
  await page.waitForSelector("entre-nous-mark", SOON);
  await page.click("#prospectpad-list-csv");
  await noticed(page);
  return page;
}

/** Waits for a notice that stands still. @param {Page} page */
const noticed = (page) =>
  page.waitForFunction(() => {
    const card = document.querySelector("entre-nous-notice")?.shadowRoot;
    return card?.querySelector("h2") && !card.querySelector("[aria-disabled]:not([hidden])") && card.getAnimations().length === 0;
  }, SOON);

/** Presses a button of the notice. @param {Page} page @param {string} language @param {string} key  of its label */
async function press(page, language, key) {
  await page.bringToFront();
  const button = await page.waitForFunction((label) => {
    const buttons = document.querySelector("entre-nous-notice")?.shadowRoot?.querySelectorAll("button:not([hidden], [aria-disabled])");
    return [...(buttons ?? [])].find((each) => each.textContent === label);
  }, SOON, messages(language)[key]?.message ?? "");
  await /** @type {import("puppeteer-core").ElementHandle} */ (button).click();
}

/** Of which the rest has gone. @param {Place} place */
async function openGoneOn(place) {
  const page = await openRefused(place);
  await press(page, place.language, "notice_release_other");
  await page.waitForFunction(
    (heading) => document.querySelector("entre-nous-notice")?.shadowRoot?.querySelector("h2")?.textContent === heading,
    SOON, messages(place.language).notice_heading_released?.message ?? "",
  );
  return page;
}

/** The contact details of one person, all kept back. @param {Place} place */
async function openDetails({ session, language, network }) {
  const page = await session.newPage(`${network}/in/${PEOPLE.claire?.slug}/overlay/contact-info/?lang=${language}`);
  await page.waitForSelector("entre-nous-mark", SOON);
  return page;
}

/** A tool has tried to send one of them. @param {Place} place */
async function openRefusal(place) {
  const page = await openDetails(place);
  await page.waitForSelector("#prospectpad-fields input", SOON);
  await page.click("[data-way=fetch-json]");
  await page.mouse.move(600, 700);
  await noticed(page);
  await page.waitForSelector("#prospectpad-received[data-count]", SOON);
  return page;
}

/** One of them is looked at. @param {Place} place */
async function openShown(place) {
  const page = await openDetails(place);
  // Website, telephone, email, birthday: at the end of each mark is its button.
  const [, , email] = await page.$$(".artdeco-modal entre-nous-mark");
  const { x, y, width, height } = (await email?.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width - 20, y + height / 2);
  // What has just come under the pointer was not aimed at.
  await sleep(600);
  await page.mouse.click(x + width - 20, y + height / 2);
  const frame = await page.waitForFrame((each) => each.url().endsWith("/reveal.html"), SOON);
  await frame.waitForSelector("#open:not([hidden], [aria-disabled])", SOON);
  return page;
}

/** Over the contact details of one person. @param {Place} place */
async function openPopup(place) {
  const guarded = await openDetails(place);
  const { session } = place;
  const url = guarded.url();
  const popup = await session.openPopup();
  await session.lookAgain(popup, url);
  await guarded.close();
  return popup;
}

/** Where releases are allowed: the page to which the notice leads. @param {Place} place */
async function openOverride(place) {
  const { session, language } = place;
  const allowing = await own("options.html").open(place);
  await allowing.evaluate(() => chrome.storage.local.set({ settings: { overrides: "allowed" } }));
  const refused = await openRefused(place);
  await press(refused, language, "notice_override");
  const target = await session.browser.waitForTarget((each) => each.url().includes("/override.html"), SOON);
  const page = /** @type {Page} */ (await target.page());
  await page.waitForSelector("[data-ready]", SOON);
  await allowing.evaluate(() => chrome.storage.local.remove("settings"));
  await allowing.close();
  return page;
}

/** @param {string} language */
const textsOf = (language) => readFileSync(inRoot("extension", "_locales", language, "messages.json"), "utf8");

/** @param {string} language @returns {Record<string, { message: string }>} */
const messages = (language) => JSON.parse(textsOf(language));

/** @param {string} language */
const editsFor = (language) => ({
  // So that it can be waited for, and pressed.
  "notice.js": (/** @type {string} */ text) => text.replaceAll('mode: "closed"', 'mode: "open"'),
  // Chromium asks a person only.
  "manifest.json": (/** @type {string} */ text) => {
    const manifest = JSON.parse(text);
    manifest.permissions.push(...manifest.optional_permissions);
    delete manifest.optional_permissions;
    return JSON.stringify(manifest);
  },
  "register-open.js": (/** @type {string} */ text) => text.replace("lost, Date.now(),", `lost, Date.now() - ${WEEKS * 7} * 24 * 60 * 60 * 1000,`),
  // Whatever the browser's language is.
  ...(language !== "en" && { "_locales/en/messages.json": () => textsOf(language) }),
});

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(PICTURES, name));
if (unknown.length > 0) {
  console.error(`screenshots: there is no ${unknown.join(", ")}; there are ${Object.keys(PICTURES).join(", ")}`);
  process.exit(2);
}
const server = await startServer({ port: 0 });
for (const language of LANGUAGES) {
  const copy = copyOfExtension("chromium", editsFor(language));
  const session = await launch("chromium", { extension: copy.folder });
  const { network, collector } = server.origins;
  try {
    for (const [name, picture] of Object.entries(PICTURES)) {
      if (wanted.length === 0 || wanted.includes(name)) await take(name, picture, { session, language, network, collector });
    }
  } finally {
    await session.close();
    copy.remove();
  }
}
await server.close();

/** @param {string} name @param {Picture} picture @param {Place} place */
async function take(name, { width, height, isWindow = false, open }, place) {
  const page = await open(place);
  for (const theme of THEMES) {
    await page.setViewport({ width, height });
    await place.session.prefer(page, { dark: theme === "dark", still: true });
    const path = inRoot("docs", "images", `${name}-${place.language}-${theme}.webp`);
    await page.screenshot({ path: /** @type {`${string}.webp`} */ (path), quality: 70, fullPage: !isWindow });
    console.log(relative(inRoot(), path));
  }
  await page.close();
}
