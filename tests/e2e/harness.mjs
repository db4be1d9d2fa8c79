// The browsers of the end-to-end tests, behind one face: a fresh profile each, the extension
// installed before any page opens, downloads in a folder of their own.

import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer from "puppeteer-core";

/** @typedef {"chromium" | "firefox"} BrowserName */
/** @typedef {import("puppeteer-core").Page} Page */

/**
 * @typedef {object} Options
 * @property {string | null} [extension]  folder of an unpacked extension
 * @property {boolean} [installsLater]  whether a test installs it by itself
 * @property {boolean} [headless]
 * @property {boolean} [handleSignals]  whether Ctrl+C ends the browser and this process at once
 * @property {boolean} [givesPermissions]  whether Firefox gives optional permissions without a question
 * @property {number} [sleepsAfter]  after how many milliseconds Firefox ends an idle background
 * @property {string} [folder]  of the profile: it stays there, and what was kept in it is there again at the next launch
 * @property {string} [downloads]  folder for downloads; by default a new one, removed at the end
 */

/** @type {readonly BrowserName[]} */
export const BROWSERS = ["chromium", "firefox"];

/**
 * How long a test waits for what must come, in milliseconds. It costs time only where that never comes: on a busy machine
 * a browser may do nothing for many seconds.
 */
export const PATIENCE = 60_000;

/** A fixed UUID stands in for the random one that Firefox gives an extension's own pages. */
const FIREFOX_UUID = "5e0e7f3c-2d64-4c5e-9a3f-8f6d0c1b2a39";

const CHROMIUM_ARGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a download in progress is called. */
const PARTIAL = /\.(crdownload|part|tmp)$|^\.(com\.google|org\.chromium)/;

/**
 * The path of a browser, which the environment can name.
 *
 * @param {BrowserName} name
 */
export function executable(name) {
  const [wanted, usual] =
    name === "chromium" ? [process.env.CHROMIUM, "chromium"] : [process.env.FIREFOX, "firefox-esr"];
  const program = wanted || usual;
  if (program.includes("/")) return program;
  const found = (process.env.PATH ?? "").split(":").map((folder) => join(folder, program)).find((file) => existsSync(file));
  if (!found) throw new Error(`${program} is not on the PATH: run make setup, or name it by ${name.toUpperCase()}`);
  return found;
}

/**
 * Runs `body` for each browser, or for those that BROWSERS names.
 *
 * @param {(name: BrowserName) => void} body
 */
export function forEachBrowser(body) {
  const wanted = process.env.BROWSERS?.split(/[\s,]+/);
  for (const name of BROWSERS) if (!wanted || wanted.includes(name)) body(name);
}

/**
 * @param {BrowserName} name
 * @param {Options} [options]
 */
export async function launch(name, options = {}) {
  const { extension = null, headless = true, handleSignals = true } = options;
  const profile = options.folder ?? mkdtempSync(join(tmpdir(), `entre-nous-${name}-`));
  const downloads = options.downloads ? resolve(options.downloads) : join(profile, "downloads");
  mkdirSync(downloads, { recursive: true });
  const start = name === "chromium" ? startChromium : startFirefox;
  const { givesPermissions = false, sleepsAfter } = options;
  const folders = { profile: join(profile, "profile"), downloads };
  const keeps = options.folder !== undefined;
  const browser = await start({ ...folders, headless, extension, handleSignals, givesPermissions, sleepsAfter, keeps });
  const session = new Session(name, browser, options.folder ? null : profile, folders);
  try {
    for (const page of await browser.pages()) page.setDefaultTimeout(PATIENCE);
    if (extension && !options.installsLater) await session.installExtension(extension);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** @typedef {{ profile: string, downloads: string, headless: boolean, extension: string | null, handleSignals: boolean, givesPermissions: boolean, sleepsAfter?: number | undefined, keeps: boolean }} Start */

/** @param {boolean} handled */
const signals = (handled) => ({ handleSIGINT: handled, handleSIGTERM: handled, handleSIGHUP: handled });

/** @param {Start} options */
function startChromium({ profile, downloads, headless, handleSignals }) {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return puppeteer.launch({
    browser: "chrome",
    executablePath: executable("chromium"),
    timeout: PATIENCE,
    headless,
    // Installing an extension is possible over a pipe only.
    pipe: true,
    enableExtensions: true,
    userDataDir: profile,
    ...signals(handleSignals),
    defaultViewport: headless ? { width: 1280, height: 900 } : null,
    downloadBehavior: { policy: "allow", downloadPath: downloads },
    args: [...CHROMIUM_ARGS, ...asRoot],
  });
}

/** @param {Start} options */
function startFirefox({ profile, downloads, headless, extension, handleSignals, givesPermissions, sleepsAfter, keeps }) {
  mkdirSync(profile, { recursive: true });
  const id = extension && addonId(extension);
  return puppeteer.launch({
    browser: "firefox",
    executablePath: executable("firefox"),
    timeout: PATIENCE,
    headless,
    userDataDir: profile,
    ...signals(handleSignals),
    defaultViewport: headless ? { width: 1280, height: 900 } : null,
    // The extension's own pages are closed to automation without it, and the browser's own too.
    args: ["-remote-allow-system-access"],
    extraPrefsFirefox: {
      ...(id && { "extensions.webextensions.uuids": JSON.stringify({ [id]: FIREFOX_UUID }) }),
      ...(sleepsAfter !== undefined && { "extensions.background.idle.timeout": sleepsAfter }),
      // What is installed for a test goes with the browser; so would all that it has kept.
      ...(keeps && { "extensions.webextensions.keepStorageOnUninstall": true, "extensions.webextensions.keepUuidOnUninstall": true }),
      ...(givesPermissions && { "extensions.webextOptionalPermissionPrompts": false }),
      "browser.download.dir": downloads,
      "browser.download.folderList": 2,
      "browser.download.useDownloadDir": true,
      "browser.download.always_ask_before_handling_new_types": false,
      "browser.download.alwaysOpenPanel": false,
      // Reading the clipboard would wait for a person's click.
      "dom.events.testing.asyncClipboard": true,
      // What the tests start counts as a press; on a busy machine its end comes late.
      "dom.user_activation.transient.timeout": PATIENCE,
      "permissions.default.desktop-notification": 1,
      // There is no desktop that could show them.
      "alerts.useSystemBackend": false,
      // Connections between peers, and to a relay server, on this machine.
      "media.peerconnection.ice.loopback": true,
    },
  });
}

/** @param {string} folder */
function addonId(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  return /** @type {string} */ (manifest.browser_specific_settings.gecko.id);
}

/** One running browser. */
export class Session {
  /** The extension's id in Chromium, its UUID in Firefox; null without an extension. */
  #extensionHost = /** @type {string | null} */ (null);
  #extensionId = "";
  #folder;
  #profile;
  /** @type {Page | undefined} */
  #preferences;

  /**
   * @param {BrowserName} name
   * @param {import("puppeteer-core").Browser} browser
   * @param {string | null} folder  removed at the end
   * @param {{ profile: string, downloads: string }} folders
   */
  constructor(name, browser, folder, { profile, downloads }) {
    this.name = name;
    this.browser = browser;
    this.downloads = downloads;
    this.#folder = folder;
    this.#profile = profile;
  }

  /** @param {string} folder */
  async installExtension(folder) {
    const id = await this.browser.installExtension(resolve(folder));
    this.#extensionId = id;
    this.#extensionHost = this.name === "chromium" ? id : FIREFOX_UUID;
  }

  async uninstallExtension() {
    await this.browser.uninstallExtension(this.#extensionId);
    this.#extensionHost = null;
  }

  /**
   * A new tab, at `url` when one is given.
   *
   * @param {string} [url]
   * @returns {Promise<Page>}
   */
  async newPage(url) {
    const page = await this.#openPage();
    if (url) await page.goto(url);
    return page;
  }

  async #openPage() {
    const page = await this.browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    return page;
  }

  /**
   * The address of one of the extension's own pages.
   *
   * @param {string} path
   */
  extensionUrl(path) {
    if (!this.#extensionHost) throw new Error("no extension is installed");
    return `${this.name === "chromium" ? "chrome" : "moz"}-extension://${this.#extensionHost}/${path}`;
  }

  popupUrl() {
    return this.extensionUrl("popup.html");
  }

  /**
   * A new tab with one of the extension's own pages.
   *
   * @param {string} path
   * @returns {Promise<Page>}
   */
  async openExtensionPage(path) {
    const page = await this.#openPage();
    if (this.name === "chromium") {
      await page.goto(this.extensionUrl(path));
    } else {
      // Firefox sends no load event for such a page, and `goto` would wait for it: this is the
      // navigation below `goto`, which ends when Firefox answers the command.
      const { browsingContext } = /** @type {any} */ (page.mainFrame());
      await browsingContext.navigate(this.extensionUrl(path), "complete");
    }
    return page;
  }

  /**
   * A new tab with the popup, which has found no page yet: it asks for the tab in front, which in a test is its own. So a
   * test has it ask again, for another.
   */
  async openPopup() {
    const popup = await this.openExtensionPage("popup.html");
    await popup.waitForSelector("[data-ready]");
    return popup;
  }

  /**
   * Has a popup ask again, for the tab that was opened last before it.
   *
   * @param {Page} popup
   * @param {string} url  of that tab: Firefox does not tell it
   * @param {boolean} [isLetIn]  whether the browser lets the extension into it without the click that opens a popup
   */
  async lookAgain(popup, url, isLetIn = false) {
    await popup.evaluate(async (url, isLetIn) => {
      const own = await chrome.tabs.getCurrent();
      const tab = { ...(await chrome.tabs.query({})).filter(({ id }) => id !== own?.id).at(-1), url };
      chrome.tabs.query = /** @type {any} */ (async () => [tab]);
      if (!isLetIn) chrome.scripting.executeScript = /** @type {any} */ (async () => [{ frameId: 0 }]);
      // @ts-ignore: the address of a module of the extension
      await import("./popup.js?again");
    }, url, isLetIn);
  }

  /** Lets the pages of `origin` read and write the clipboard. */
  async allowClipboard(/** @type {string} */ origin) {
    if (this.name === "firefox") return;
    await this.browser
      .defaultBrowserContext()
      .overridePermissions(origin, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  }

  /** Lets the pages of `origin` show notifications. */
  async allowNotifications(/** @type {string} */ origin) {
    // In Firefox all pages may: see its preferences above.
    if (this.name === "firefox") return;
    await this.browser.defaultBrowserContext().overridePermissions(origin, ["notifications"]);
  }

  /** Ctrl+C, as a person presses it. */
  async pressCopy(/** @type {Page} */ page) {
    await this.#withControl(page, "c");
  }

  /** Ctrl+X, as a person presses it. */
  async pressCut(/** @type {Page} */ page) {
    await this.#withControl(page, "x");
  }

  /** Ctrl+V, as a person presses it. */
  async pressPaste(/** @type {Page} */ page) {
    await this.#withControl(page, "v");
  }

  /**
   * @param {Page} page
   * @param {"c" | "x" | "v"} key
   */
  async #withControl(page, key) {
    await page.keyboard.down("Control");
    await page.keyboard.press(key);
    await page.keyboard.up("Control");
  }

  /**
   * Has a page see these preferences of a person's: in Firefox every page does, and forced colours are left out.
   *
   * @param {Page} page
   * @param {{ dark?: boolean, still?: boolean, forced?: boolean }} wanted  `still`: no motion; `forced`: the system's colours
   */
  async prefer(page, { dark = false, still = false, forced = false }) {
    const features = { "prefers-color-scheme": dark ? "dark" : "light", "prefers-reduced-motion": still ? "reduce" : "no-preference" };
    if (this.name === "chromium") {
      const all = { ...features, "forced-colors": forced ? "active" : "none" };
      const cdp = await page.createCDPSession();
      // What puppeteer has for it does not know forced colours.
      await cdp.send("Emulation.setEmulatedMedia", { features: Object.entries(all).map(([name, value]) => ({ name, value })) });
      return;
    }
    if (this.#preferences === undefined) {
      this.#preferences = await this.#openPreferences();
      await page.bringToFront();
    }
    await this.#preferences.evaluate((dark, still) => {
      // @ts-ignore: Firefox's own
      const { prefs } = Services;
      prefs.setIntPref("layout.css.prefers-color-scheme.content-override", dark ? 0 : 1);
      prefs.setIntPref("ui.prefersReducedMotion", still ? 1 : 0);
    }, dark, still);
    await page.waitForFunction((all) => all.every((each) => matchMedia(each).matches), {}, Object.entries(features).map(([name, value]) => `(${name}: ${value})`));
  }

  /** A page of Firefox's own, which may set preferences. */
  async #openPreferences() {
    const page = await this.browser.newPage();
    const { browsingContext } = /** @type {any} */ (page.mainFrame());
    await browsingContext.navigate("about:config", "complete");
    return page;
  }

  /** The finished downloads' names. */
  downloaded() {
    const names = readdirSync(this.downloads);
    const finished = names.filter((name) => !PARTIAL.test(name));
    if (finished.length === names.length) return names;
    // Firefox holds the place of a download with an empty file, beside a partial one of another name.
    return finished.filter((name) => statSync(join(this.downloads, name), { throwIfNoEntry: false })?.size !== 0);
  }

  /**
   * Waits until a download that was not there `before` is finished. Where its name is known, `named`
   * keeps the names apart that Firefox gives a download in between.
   *
   * @param {{ before?: readonly string[], named?: RegExp, timeout?: number }} [options]  in milliseconds
   * @returns {Promise<{ name: string, text: string }>}
   */
  async downloadFinished({ before = [], named = /./, timeout = PATIENCE } = {}) {
    const end = Date.now() + timeout;
    let last = -1;
    for (;;) {
      const [name] = this.downloaded().filter((each) => !before.includes(each) && named.test(each));
      // Gone again: Firefox lists a download by a name of its own before it gives it the final one.
      const size = name === undefined ? -1 : (statSync(join(this.downloads, name), { throwIfNoEntry: false })?.size ?? -1);
      // The same size twice: Firefox gives an empty download its final name from the start.
      if (name !== undefined && size >= 0 && size === last) return { name, text: readFileSync(join(this.downloads, name), "utf8") };
      last = size;
      if (Date.now() > end) throw new Error(`no download was finished within ${timeout} ms`);
      await sleep(50);
    }
  }

  async close() {
    try {
      await this.browser.close();
    } finally {
      if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }

  /** Ends the browser with all its processes at once: it can do nothing any more. */
  async kill() {
    const process_ = this.browser.process();
    if (!process_?.pid) throw new Error("there is no process");
    const ended = process_.exitCode === null && process_.signalCode === null ? once(process_, "exit") : null;
    process.kill(-process_.pid, "SIGKILL");
    await ended;
    await this.browser.disconnect().catch(() => undefined);
    // At its end puppeteer puts back what it has changed in the profile; the next start would find half of it.
    const isPutBack = () => !existsSync(this.#profile) || !readdirSync(this.#profile).some((name) => name.endsWith(".puppeteer"));
    for (const end = Date.now() + PATIENCE; !isPutBack() && Date.now() < end;) await sleep(20);
  }
}
