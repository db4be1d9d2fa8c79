// The demo as the end-to-end tests use it: its server that counts, a browser with or without the
// extension, one page, and what came of each way out.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer } from "../../tools/server.mjs";
import { PATIENCE, launch } from "./harness.mjs";
import { HEARING, copyOfExtension, hasHeard, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("../../tools/server.mjs").Received} Received */
/** @typedef {{ slug: string, name: string, email: string, phone: string }} Person */

/**
 * What a call came to: what it gave back or threw, by its type and name.
 * @typedef {{ gave?: string, threw?: string }} Outcome
 */

/**
 * `target`: the server, by default the collector; `told`: whether a notice is to be waited for.
 * @typedef {{ target?: string, told?: boolean }} Options
 */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** In front of everything that the tests send to see that nothing else is under way. */
const SENTINEL = "/sentinel";

/** What the network's own pages ask it for. */
const ASKED_BY_PAGE = /^\/(api\/contact-info|voyager\/api|flagship-web)\//;

/** What the clipboard holds before each try. */
export const CLIPBOARD_BEFORE = "what the person had copied before";

/** The people of the demo's network, by their first name in lower case. */
export const PEOPLE = readPeople();

/** @returns {Record<string, Person>} */
function readPeople() {
  const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(ROOT, "www/network", name), "utf8"));
  const contacts = read("contacts.json");
  return Object.fromEntries(
    read("people.json").map((/** @type {{ slug: string, name: string }} */ { slug, name }) => {
      const valueOf = (/** @type {string} */ kind) =>
        contacts[slug].find((/** @type {{ kind: string }} */ each) => each.kind === kind)?.value;
      const key = name.split(" ")[0].normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      return [key, { slug, name, email: valueOf("email"), phone: valueOf("phone") }];
    }),
  );
}

/**
 * A request without what differs from one to the next by nature.
 * @param {Received} entry
 */
function comparable({ method, url, contentType, body, byteLength }) {
  const boundary = /boundary=(\S+)/.exec(contentType)?.[1];
  const plain = (/** @type {string} */ text) => (boundary ? text.replaceAll(boundary, "BOUNDARY") : text);
  return {
    method,
    url,
    contentType: plain(contentType),
    body: plain(body),
    byteLength: boundary ? Buffer.byteLength(plain(body)) : byteLength,
  };
}

/** One browser at the demo. */
export class Demo {
  /**
   * @param {BrowserName} name
   * @param {{ server: Awaited<ReturnType<typeof startServer>>, guarded: boolean }} options
   */
  static async start(name, { server, guarded }) {
    const copy = guarded ? copyOfExtension(name, HEARING) : null;
    const session = await launch(name, { extension: copy?.folder ?? null });
    await session.allowClipboard(server.origins.network);
    return new Demo(server, session, await session.newPage(), copy);
  }

  /**
   * @param {Awaited<ReturnType<typeof startServer>>} server
   * @param {import("./harness.mjs").Session} session
   * @param {Page} page
   * @param {ReturnType<typeof copyOfExtension> | null} copy  what guards it
   */
  constructor(server, session, page, copy) {
    this.server = server;
    this.session = session;
    this.page = page;
    this.copy = copy;
    this.collector = server.origins.collector;
    /** The custodian's own host. */
    this.custodian = `${server.origins.network}/api/x`;
    /** Says `opened`, with the page, when a page opens a tab. */
    this.tabs = new EventEmitter();
    page.browser().on("targetcreated", async (/** @type {import("puppeteer-core").Target} */ target) => {
      // It may be closed again by now.
      const opened = await target.page().catch(() => null);
      if (opened) this.tabs.emit("opened", opened);
    });
  }

  async close() {
    await this.session.close();
    this.copy?.remove();
  }

  /**
   * Loads a person's contact details anew.
   * @param {Person} person
   * @param {string} [query]
   */
  async show(person, query = "") {
    await this.page.goto(`${this.server.origins.network}/in/${person.slug}/overlay/contact-info/${query}`);
    await this.#shown(person);
    if (this.copy) await hasHeard(this.page);
  }

  /**
   * Goes on to another person's contact details by the page's own links: no page is loaded.
   * @param {Person} person
   */
  async goOn(person) {
    await this.page.evaluate((slug) => {
      const press = (/** @type {string} */ selector) => {
        const found = document.querySelector(selector);
        if (!(found instanceof HTMLElement)) throw new Error(`nothing to press: ${selector}`);
        found.click();
      };
      const close = document.querySelector(".artdeco-modal__dismiss, dialog[open] button");
      if (close instanceof HTMLElement) close.click();
      press(`a[href="/in/${slug}/"]`);
      press(`a[href="/in/${slug}/overlay/contact-info/"]`);
    }, person.slug);
    await this.#shown(person);
  }

  /** @param {Person} person */
  async #shown({ slug }) {
    await this.page.waitForFunction(
      // The row with the person's address comes with all others, and is never veiled.
      (slug) =>
        location.pathname.includes(slug) &&
        document.querySelector("#artdeco-modal-outlet .artdeco-modal, dialog[open]")?.textContent?.includes(slug),
      // Another tab may be in front, and no frames be drawn here.
      { polling: 100 },
      slug,
    );
  }

  /**
   * Tries a way out, as a button that a person presses, and waits until it was told of, or, without
   * `told`, until it is done; then sends something permitted, so that whatever else was sent has
   * come before it.
   *
   * @param {string} way
   * @param {string} value
   * @param {Options} [options]
   * @returns {Promise<{ outcome: Outcome, notices: number }>}
   */
  async #try(way, value, { target = this.collector, told = false } = {}) {
    const tried = await this.page.evaluateHandle(
      ({ way, value, target, told, sentinel, limit }) => {
        document.querySelector("entre-nous-notice")?.remove();
        const notices = () => document.querySelectorAll("entre-nous-notice").length;
        /** @type {Promise<void>} */
        const noticed = new Promise((done) => {
          const observer = new MutationObserver(() => {
            if (notices() === 0) return;
            observer.disconnect();
            done();
          });
          observer.observe(document, { childList: true, subtree: true });
        });
        /** @param {any} given */
        const nameOf = (given) => {
          if (given instanceof DOMException) return `DOMException ${given.name} ${given.code}`;
          if (given instanceof Error) return given.name;
          if (given instanceof Event) return `${given.constructor.name} ${given.type}`;
          if (given instanceof Response) return `Response ${given.status}`;
          if (given instanceof Node) return "Node";
          return String(given);
        };
        /** @returns {Promise<{ outcome: Outcome, notices: number }>} */
        const run = async () => {
          /** @type {Outcome} */
          let outcome;
          try {
            // @ts-ignore: a name of the demo's page
            outcome = { gave: nameOf(await prospectWays[way].run(value, target)) };
          } catch (error) {
            outcome = { threw: nameOf(error) };
          }
          if (told) await Promise.race([noticed, new Promise((done) => setTimeout(done, limit))]);
          await fetch(sentinel);
          return { outcome, notices: notices() };
        };
        // A script's own call has no person behind it for sure: Firefox may take that away again
        // from a script that is run by automation, and then copies nothing.
        const button = document.createElement("button");
        button.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 20px; height: 20px; z-index: 2147483647";
        ([...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body).append(button);
        /** @type {ReturnType<typeof run>} */
        const done = new Promise((resolve, reject) => {
          button.addEventListener("click", () => {
            button.remove();
            run().then(resolve, reject);
          });
        });
        // In an object, or it would be waited for before anybody has pressed.
        return { done };
      },
      { way, value, target, told, sentinel: `${this.collector}${SENTINEL}`, limit: PATIENCE },
    );
    await this.page.mouse.click(10, 10);
    const result = await tried.evaluate(({ done }) => done);
    await tried.dispose();
    return result;
  }

  /** What has arrived beside the tests' own, preflights included, and forgets it. */
  takeArrived() {
    const all = [...this.server.received(), ...this.server.receivedByNetwork()];
    this.server.clear();
    return all.filter(({ url }) => !url.startsWith(SENTINEL) && !ASKED_BY_PAGE.test(url));
  }

  /** A request, once it is there, that is neither a preflight nor one of the tests' own or the page's. */
  async arrival() {
    const isExport = (/** @type {Received} */ { method, url }) =>
      method !== "OPTIONS" && !url.startsWith(SENTINEL) && !ASKED_BY_PAGE.test(url);
    return await within(this.server.arrival(isExport), "the request's arrival");
  }

  /**
   * Sees to it that a way is refused: told of in one notice, and nothing arrives.
   * @param {string} way
   * @param {string} value
   * @returns {Promise<Outcome>}
   */
  async refused(way, value) {
    this.takeArrived();
    const { pathname } = new URL(this.page.url());
    const { outcome, notices } = await this.#try(way, value, { told: true });
    assert.deepEqual(this.takeArrived(), [], "nothing arrives");
    assert.equal(notices, 1, `one notice is shown; the call came to ${JSON.stringify(outcome)}`);
    assert.equal(new URL(this.page.url()).pathname, pathname, "the page stays");
    return outcome;
  }

  /**
   * Takes a way that sends, and gives what came of it.
   * @param {string} way
   * @param {string} value
   * @param {Options} [options]
   */
  async sent(way, value, options) {
    this.takeArrived();
    const { outcome, notices } = await this.#try(way, value, options);
    const first = comparable(await this.arrival());
    const all = this.takeArrived().filter(({ method }) => method !== "OPTIONS");
    assert.equal(all.length, 1, "one request arrives");
    return { outcome, notices, request: first };
  }

  /**
   * Takes a way that leaves the page, and gives what came of it.
   * @param {string} way
   * @param {string} value
   * @param {Options} [options]
   */
  async left(way, value, { target = this.collector } = {}) {
    this.takeArrived();
    await Promise.all([
      this.page.waitForNavigation(),
      this.page.evaluate(
        (way, value, target) => {
          // @ts-ignore: a name of the demo's page
          prospectWays[way].run(value, target);
        },
        way,
        value,
        target,
      ),
    ]);
    const first = comparable(await this.arrival());
    assert.equal(this.takeArrived().length, 1, "one request arrives");
    return { request: first };
  }

  /**
   * Takes a way that saves a file, and gives what came of it.
   * @param {string} way
   * @param {string} value
   * @param {Options} [options]
   */
  async saved(way, value, options) {
    this.forgetDownloads();
    const { outcome, notices } = await this.#try(way, value, options);
    return { outcome, notices, file: await this.session.downloadFinished({ named: /^contacts?\./ }) };
  }

  forgetDownloads() {
    for (const name of this.session.downloaded()) rmSync(join(this.session.downloads, name), { force: true });
  }

  /** What is saved beside a harmless file that is saved now. */
  async savedBesideSentinel() {
    const before = this.session.downloaded();
    await this.page.evaluate(() => {
      const link = document.createElement("a");
      link.href = "data:text/plain,sentinel";
      link.download = "sentinel.txt";
      link.click();
    });
    await this.session.downloadFinished({ before, named: /^sentinel/ });
    return this.session.downloaded().filter((name) => !name.startsWith("sentinel"));
  }

  /**
   * Takes a way that copies, and gives what came of it.
   * @param {string} way
   * @param {string} value
   * @param {Options} [options]
   */
  async copied(way, value, options) {
    await this.fillClipboard();
    const { outcome, notices } = await this.#try(way, value, options);
    return { outcome, notices, clipboard: await this.clipboard() };
  }

  async fillClipboard() {
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), CLIPBOARD_BEFORE);
  }

  /** @returns {Promise<string>} */
  async clipboard() {
    return await this.page.evaluate(() => navigator.clipboard.readText());
  }

  /**
   * What a way comes to, whatever else it does.
   * @param {string} way
   * @param {string} value
   * @param {string} [target]
   */
  async outcome(way, value, target) {
    return (await this.#try(way, value, { target })).outcome;
  }

  /**
   * Whether the page in front is another than a person's.
   * @param {Person} person
   */
  isElsewhere({ slug }) {
    return !this.page.url().includes(slug);
  }

  /**
   * Selects what an element holds.
   * @param {string} selector
   */
  async select(selector) {
    await this.page.evaluate((selector) => {
      const element = document.querySelector(selector);
      if (element === null) throw new Error(`nothing to select: ${selector}`);
      getSelection()?.selectAllChildren(element);
    }, selector);
  }

  /**
   * Drags an element with the mouse to a place that takes what is dropped.
   * @param {string} selector
   * @returns {Promise<{ started: string | null, dropped: string[] }>} what the drag carried, null when
   *   it was stopped, and what was dropped
   */
  async drag(selector) {
    const { x, y } = await this.page.evaluate((selector) => {
      const element = document.querySelector(selector);
      if (element === null) throw new Error(`nothing to drag: ${selector}`);
      element.scrollIntoView({ block: "center" });
      const place = document.createElement("div");
      place.id = "test-drop";
      place.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 60px; height: 60px; z-index: 2147483000";
      place.addEventListener("dragover", (event) => event.preventDefault());
      place.addEventListener("drop", (event) => {
        event.preventDefault();
        place.dataset.dropped = event.dataTransfer?.getData("text/plain") ?? "";
      });
      document.getElementById("test-drop")?.remove();
      document.body.append(place);
      window.addEventListener("dragstart", (event) => {
        place.dataset.started = event.dataTransfer?.getData("text/plain") ?? "";
      }, { once: true });
      window.addEventListener("dragend", () => { place.dataset.ended = ""; }, { once: true });
      const box = element.getBoundingClientRect();
      return { x: box.x + Math.min(20, box.width / 2), y: box.y + box.height / 2 };
    }, selector);
    const { mouse } = this.page;
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x - 5, y - 15, { steps: 3 });
    await mouse.move(20, 20, { steps: 5 });
    // The place has to say that it takes a drop before there can be one.
    await mouse.move(40, 40, { steps: 5 });
    await mouse.up();
    // Headless Firefox starts a drag and never ends it.
    if (this.session.name === "chromium") {
      await this.page.waitForFunction(() => {
        const { started, ended } = /** @type {HTMLElement} */ (document.getElementById("test-drop")).dataset;
        return started === undefined || ended !== undefined;
      });
    }
    return await this.page.evaluate(() => {
      const { started, dropped } = /** @type {HTMLElement} */ (document.getElementById("test-drop")).dataset;
      return { started: started ?? null, dropped: dropped === undefined ? [] : [dropped] };
    });
  }

  /**
   * Clicks on a link that carries a value, so that it opens in another tab.
   * @param {string} value
   * @param {"Control" | "Shift" | "middle" | "_blank"} how
   */
  async follow(value, how) {
    await this.page.evaluate(
      (href, target) => {
        document.querySelector("entre-nous-notice")?.remove();
        document.getElementById("test-link")?.remove();
        const link = document.createElement("a");
        link.id = "test-link";
        link.href = href;
        link.target = target;
        link.textContent = "a link";
        link.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 2147483000";
        document.body.append(link);
      },
      `${this.collector}/link?contact=${encodeURIComponent(value)}`,
      how === "_blank" ? how : "",
    );
    const isKey = how === "Control" || how === "Shift";
    if (isKey) await this.page.keyboard.down(how);
    await this.page.click("#test-link", { button: how === "middle" ? "middle" : "left" });
    if (isKey) await this.page.keyboard.up(how);
  }

  /**
   * Clicks on a link to the page's person by this scheme; what was not stopped goes no further than
   * the test: no program for letters or calls is opened.
   * @param {string} scheme
   */
  async write(scheme) {
    await this.page.evaluate((scheme) => {
      document.querySelector("entre-nous-notice")?.remove();
      document.getElementById("test-link")?.remove();
      const shown = document.querySelector("a[href^='mailto:']");
      const link = document.createElement("a");
      link.id = "test-link";
      link.href = scheme === "tel" ? "tel:+33639980112" : /** @type {HTMLAnchorElement} */ (shown).href;
      link.textContent = "a link";
      link.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 2147483000";
      document.body.append(link);
      // Chromium alone tells of such a navigation.
      const fires = !("mozInnerScreenX" in window);
      const target = fires ? /** @type {any} */ (window).navigation : window;
      target.addEventListener(fires ? "navigate" : "click", (/** @type {Event} */ event) => {
        link.dataset.heard = String(event.defaultPrevented);
        event.preventDefault();
      }, { once: true });
    }, scheme);
    await this.page.click("#test-link");
    const heard = await this.page.evaluate(() => document.getElementById("test-link")?.dataset.heard);
    return { heard: heard !== undefined, prevented: heard === "true" };
  }

  /** Takes the notice away, so that another can be seen to come. */
  async forgetNotice() {
    await this.page.evaluate(() => document.querySelector("entre-nous-notice")?.remove());
  }

  async noticed() {
    await this.page.waitForSelector("entre-nous-notice");
  }

  /** Whether there is a notice, once something permitted has gone out. */
  async hasNotice() {
    return await this.page.evaluate(async (sentinel) => {
      await fetch(sentinel);
      return document.querySelector("entre-nous-notice") !== null;
    }, `${this.collector}${SENTINEL}`);
  }
}
