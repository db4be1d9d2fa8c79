// Show: a person sees the value, in a picture of the screen too; the page and other extensions find it nowhere. A button
// of the tests' own calls what the engine calls.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE, executable, forEachBrowser, launch } from "./harness.mjs";
import { distanceOf } from "./reading.mjs";
import { copyOfExtension, html, limit, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */

const VALUE = "nadia.brandt@example.org";
const OTHER = "oscar.lindqv@example.org";
/** Longer than what a press is held up for. */
const SETTLED = 3200;

/** Beside the guard, in its world: a mark with a button, whose value the page does not hold. */
const BUTTON = `
const put = () => {
  const slot = document.querySelector('#slot');
  if (!slot) return;
  const mark = document.createElement('test-mark');
  mark.style.cssText = 'display: inline-block; padding: 2px';
  const root = mark.attachShadow({ mode: 'closed', delegatesFocus: true });
  const button = document.createElement('button');
  button.textContent = 'Show';
  root.append(button);
  const say = (hint) => document.documentElement.setAttribute('data-hint', hint);
  const { show } = entreNousReveal({ message: (key) => chrome.i18n.getMessage(key), hint: say });
  const press = (event) => show(event, mark, 'email', '${VALUE}');
  // Where the page's own events come too.
  for (const type of ['click', 'keydown']) mark.addEventListener(type, press);
  slot.append(mark);
  document.documentElement.setAttribute('data-page', chrome.runtime.getURL('reveal.html'));
};
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', put); else put();
`;

/** Another extension, which looks when the page bids it. */
const SCRAPER = {
  "manifest.json": JSON.stringify({
    manifest_version: 3, name: "Scraper", version: "1.0",
    content_scripts: [{ matches: ["<all_urls>"], js: ["scrape.js"], all_frames: true, match_about_blank: true }],
    browser_specific_settings: { gecko: { id: "scraper@scraper.example", data_collection_permissions: { required: ["none"] } } },
  }),
  "scrape.js": `addEventListener('look', () => {
    const element = document.querySelector('entre-nous-reveal');
    const root = element?.openOrClosedShadowRoot ?? globalThis.chrome?.dom?.openOrClosedShadowRoot(element);
    const frame = root?.querySelector('iframe');
    let inner = 'none';
    try { inner = String(frame?.contentWindow?.document?.body?.innerHTML); } catch (error) { inner = error.name; }
    document.documentElement.setAttribute('data-looked', JSON.stringify({
      frame: frame?.localName, document: frame?.contentDocument === null ? 'null' : String(frame?.contentDocument), inner,
      html: frame?.outerHTML.includes('${VALUE}') ?? null,
    }));
  });
  addEventListener('press', () => document.querySelector('test-mark').click());`,
};

const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-src 'self'; require-trusted-types-for 'script'">`;
const SLOT = '<p id="away">Somewhere else</p><textarea id="field"></textarea><div id="around"><span id="slot"></span></div>';
const stage = await startStage({
  "/show": html(SLOT, POLICY),
  "/open": html(SLOT),
  "/large": html('<iframe src="/show" width="700" height="500"></iframe>'),
  "/small": html('<iframe src="/show" width="200" height="120"></iframe>'),
});
after(() => stage.close());

/**
 * Programs in the place of those that the browser would open.
 * @param {BrowserName} browser
 */
function standInPrograms(browser) {
  const folder = mkdtempSync(join(tmpdir(), "entre-nous-programs-"));
  const log = join(folder, "opened");
  const program = (/** @type {string} */ name, /** @type {string} */ text) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const mailer = program("xdg-email", `echo "$*" >> '${log}'`);
  const { PATH, FIREFOX } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  if (browser === "firefox") {
    const handlers = { defaultHandlersVersion: {}, mimeTypes: {}, schemes: { mailto: { action: 2, ask: false, handlers: [{ name: "mailer", path: mailer }] } } };
    writeFileSync(join(folder, "handlers.json"), JSON.stringify(handlers));
    process.env.FIREFOX = program("firefox", `profile=
for each in "$@"; do [ "$last" = --profile ] && profile="$each"; last="$each"; done
mkdir -p "$profile" && cp '${folder}/handlers.json' "$profile/"
exec '${executable("firefox")}' "$@"`);
  }
  return {
    opened: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
    remove() {
      process.env.PATH = PATH;
      if (FIREFOX === undefined) delete process.env.FIREFOX;
      else process.env.FIREFOX = FIREFOX;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

forEachBrowser((browser) => {
  describe(`show, in ${browser}`, () => {
    const withButton = { "manifest.json": (/** @type {string} */ text) => text.replace('"page.js"', '"page.js", "button.js"') };
    const copy = copyOfExtension(browser, {
      ...withButton,
      // A busy machine needs longer to press or to take a picture than a person.
      "press.js": limit("SETTLED_AFTER_MS", "500", "3000"),
      "reveal.js": limit("STAYS_MS", "15_000", "120_000"),
    });
    writeFileSync(join(copy.folder, "button.js"), BUTTON);
    /** @type {ReturnType<typeof standInPrograms>} */
    let programs;
    const scraper = mkdtempSync(join(tmpdir(), "entre-nous-scraper-"));
    for (const [name, text] of Object.entries(SCRAPER)) writeFileSync(join(scraper, name), text);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    /** @type {Page} */
    let reader;
    /** @type {Page} */
    let page;
    before(async () => {
      programs = standInPrograms(browser);
      session = await launch(browser, { extension: copy.folder });
      await session.browser.installExtension(scraper);
      await session.allowClipboard(stage.network);
      reader = await session.newPage();
    });
    after(async () => {
      await session.close();
      copy.remove();
      programs.remove();
      rmSync(scraper, { recursive: true });
    });
    beforeEach(async () => {
      const last = page;
      page = await session.newPage(`${stage.network}/show`);
      await last?.close();
      await page.waitForSelector("test-mark");
    });

    const press = () => page.click("test-mark");
    const isOpen = () => page.evaluate(() => document.querySelector("entre-nous-reveal") !== null);
    const picture = () => page.screenshot({ encoding: "base64", clip: { x: 0, y: 0, width: 420, height: 340 } });
    /** @param {string} text */
    const isSeen = async (text) => (await distanceOf(reader, await picture(), text)) < 0.1;

    /** Waits for the value in the picture. */
    async function appears() {
      const end = Date.now() + PATIENCE;
      while (!(await isSeen(VALUE))) assert.ok(Date.now() < end, "the value is in the picture");
    }

    async function showIt() {
      await press();
      await appears();
    }

    // Sooner than it goes by itself; and it may go behind another tab.
    const isHidden = () => page.waitForFunction(() => document.querySelector("entre-nous-reveal") === null, { polling: 100 });

    /** @param {string} hint */
    async function isHinted(hint) {
      await page.waitForFunction((hint) => document.documentElement.dataset.hint === hint, {}, hint);
      assert.equal(await isOpen(), false, "nothing is shown");
    }

    test("a picture after a press has the value, and what the page can read has not", async () => {
      await page.evaluate(() => {
        const heard = /** @type {string[]} */ ([]);
        Object.assign(window, { heard });
        addEventListener("message", ({ origin, data }) => heard.push(`${origin} ${data}`));
      });
      assert.equal(await isSeen(VALUE), false, "before");
      await showIt();
      const shot = await picture();
      const [right, wrong] = [await distanceOf(reader, shot, VALUE), await distanceOf(reader, shot, OTHER)];
      assert.ok(right < 0.02 && wrong > 0.3, `the value at ${right}, another at ${wrong}`);
      const found = await page.evaluate((value) => {
        const roots = [document.documentElement];
        for (const root of roots) {
          for (const each of root.querySelectorAll("*")) if (each.shadowRoot) roots.push(/** @type {any} */ (each.shadowRoot));
        }
        return {
          texts: [...roots.map((root) => root.innerHTML), document.documentElement.outerHTML, document.body.innerText, document.title]
            .filter((text) => text.includes(value)).length,
          frames: window.length,
          root: document.querySelector("entre-nous-reveal")?.shadowRoot,
          entries: performance.getEntries().filter(({ name }) => name.includes("extension:")).length,
          search: [value, value.slice(0, 5)].some((text) => [false, true].some((inFrames) => {
            try {
              // @ts-ignore: both browsers have it
              return window.find(text, false, false, true, false, inFrames);
            } catch {
              // Firefox lets no page search in frames of another origin.
              return false;
            }
          })),
          // @ts-ignore: see above
          heard: window.heard,
        };
      }, VALUE);
      assert.deepEqual(found, { texts: 0, frames: 0, root: null, entries: 0, search: false, heard: [] });
    });

    test("what a script does reveals nothing, another extension's included", async () => {
      const tries = await page.evaluate(() => {
        const mark = /** @type {HTMLElement} */ (document.querySelector("test-mark"));
        const options = { bubbles: true, composed: true, cancelable: true, detail: 1 };
        mark.click();
        mark.dispatchEvent(new MouseEvent("click", options));
        mark.dispatchEvent(new PointerEvent("click", options));
        mark.dispatchEvent(new KeyboardEvent("keydown", { ...options, key: "Enter" }));
        window.dispatchEvent(new Event("press"));
        return [document.querySelector("entre-nous-reveal"), document.documentElement.dataset.hint];
      });
      assert.deepEqual(tries.map((each) => each ?? null), [null, null]);
    });

    /** What a page can do about the button, and undo. @type {Record<string, string>} */
    const DISGUISES = {
      "covered": "const cover = document.createElement('div'); cover.id = 'cover'; cover.style.cssText = 'position: fixed; inset: 0'; document.body.append(cover)",
      "transparent": "around.style.opacity = '0.05'",
      "made transparent by a filter": "around.style.filter = 'opacity(5%)'",
      "tiny": "around.style.cssText = 'transform: scale(0.3); transform-origin: 0 0'",
    };
    for (const [name, disguise] of Object.entries(DISGUISES)) {
      test(`a button that is ${name} shows nothing, and says so`, async () => {
        await page.goto(`${stage.network}/open`);
        await page.waitForSelector("test-mark");
        await page.evaluate((script) => new Function("around", script)(document.querySelector("#around")), disguise);
        const { x, y } = await page.$eval("test-mark", (each) => {
          const { left, top, width, height } = each.getBoundingClientRect();
          return { x: left + width / 2, y: top + height / 2 };
        });
        if (name === "covered") {
          // The pointer would not reach it.
          await page.focus("test-mark");
          await sleep(SETTLED);
          await page.keyboard.press("Enter");
        } else {
          await page.mouse.click(x, y);
        }
        await isHinted("unclear");
      });
    }

    test("a button that came under a resting pointer counts half a second later", async () => {
      const { x, y } = await page.$eval("test-mark", (each) => {
        const { left, top, width, height } = each.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      });
      await page.mouse.move(x + 300, y);
      await page.$eval("#around", (each) => Object.assign(/** @type {HTMLElement} */ (each).style, { position: "relative", left: "300px" }));
      await page.mouse.down();
      await page.mouse.up();
      await isHinted("unclear");
      await sleep(SETTLED);
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForSelector("entre-nous-reveal");
    });

    test("the keyboard shows it, goes round in it, hides it, and is back where it was", async () => {
      await page.focus("test-mark");
      await sleep(SETTLED);
      await page.keyboard.press("Enter");
      await appears();
      assert.equal(await page.evaluate(() => document.activeElement?.localName), "entre-nous-reveal");
      // "Write to them" and back to "Close".
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await isHidden();
      assert.equal(await page.evaluate(() => document.activeElement?.localName), "test-mark");
    });

    test("copy, cut, drag and \"select all\" take nothing", async () => {
      await page.goto(`${stage.network}/open`);
      await page.waitForSelector("test-mark");
      await page.evaluate(() => {
        const took = /** @type {string[]} */ ([]);
        Object.assign(window, { took });
        for (const type of ["dragstart", "dragenter", "drop", "copy", "cut"]) addEventListener(type, () => took.push(type), true);
      });
      // The clipboard holds what is put there first.
      await page.evaluate(() => navigator.clipboard.writeText("before"));
      await showIt();
      await page.keyboard.down("Control");
      await page.keyboard.press("a");
      await page.keyboard.up("Control");
      await session.pressCopy(page);
      await session.pressCut(page);
      const { x, y } = await page.$eval("test-mark", (each) => {
        const { left, bottom } = each.getBoundingClientRect();
        return { x: left, y: bottom };
      });
      // The line with the value, over to the page's own field.
      await page.mouse.move(x + 40, y + 52);
      await page.mouse.down();
      await page.mouse.move(x + 200, y + 54, { steps: 4 });
      await page.mouse.move(60, 60, { steps: 4 });
      await page.mouse.up();
      assert.equal(await isSeen(VALUE), true, "it has been there all the time");
      await page.keyboard.press("Escape");
      await isHidden();
      await page.focus("#field");
      await session.pressPaste(page);
      const field = await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.querySelector("#field")).value);
      assert.equal(await field.jsonValue(), "before");
      // @ts-ignore: see above
      assert.deepEqual(await page.evaluate(() => window.took), []);
    });

    /** @type {Record<string, () => Promise<unknown>>} */
    const ENDS = {
      "on Escape": () => page.keyboard.press("Escape"),
      "on a press elsewhere": () => page.mouse.click(900, 600),
      "when the page goes on within itself": () => page.evaluate(() => history.pushState(null, "", "/show?more")),
      "when its anchor goes": () => page.evaluate(() => document.querySelector("test-mark")?.remove()),
      "when the page hides its anchor": () => page.evaluate(() => document.querySelector("#around")?.setAttribute("hidden", "")),
      "when the page changes its element": () => page.evaluate(() => document.querySelector("entre-nous-reveal")?.setAttribute("style", "opacity: 0")),
      "when the page puts something into it": () => page.evaluate(() => document.querySelector("entre-nous-reveal")?.append("here")),
      "when the page moves it": () => page.evaluate(() => document.body.append(/** @type {Node} */ (document.querySelector("entre-nous-reveal")))),
    };
    for (const [name, end] of Object.entries(ENDS)) {
      test(`it hides ${name}`, async () => {
        await showIt();
        await end();
        await isHidden();
        assert.equal(await isSeen(VALUE), false);
      });
    }

    test("it hides when another tab comes to the front", async () => {
      await showIt();
      const other = await session.newPage(`${stage.collector}/told`);
      await other.bringToFront();
      await isHidden();
      await other.close();
    });

    test("it hides by itself", async () => {
      const usual = copyOfExtension(browser, withButton);
      writeFileSync(join(usual.folder, "button.js"), BUTTON);
      const other = await launch(browser, { extension: usual.folder });
      try {
        const page = await other.newPage(`${stage.network}/show`);
        await page.waitForSelector("test-mark");
        const begun = Date.now();
        await page.click("test-mark");
        await page.waitForSelector("entre-nous-reveal");
        await page.waitForFunction(() => document.querySelector("entre-nous-reveal") === null);
        const lasted = Date.now() - begun;
        assert.ok(lasted > 14_000 && lasted < 60_000, `after ${lasted} ms`);
      } finally {
        await other.close();
        usual.remove();
      }
    });

    test("\"Write to them\" opens the mail program, and the page hears nothing of it", async () => {
      await page.evaluate(() => {
        const heard = /** @type {string[]} */ ([]);
        Object.assign(window, { heard });
        // @ts-ignore: both browsers have it
        navigation.addEventListener("navigate", ({ destination }) => heard.push(destination.url));
        addEventListener("securitypolicyviolation", ({ blockedURI }) => heard.push(blockedURI));
      });
      const tabs = (await session.browser.pages()).length;
      await showIt();
      const { x, y } = await page.$eval("test-mark", (each) => {
        const { left, bottom } = each.getBoundingClientRect();
        return { x: left, y: bottom };
      });
      // Its button counts once it has been seen for a moment.
      const end = Date.now() + PATIENCE;
      while (programs.opened().length === 0 && Date.now() < end) {
        await page.mouse.click(x + 80, y + 170);
        await sleep(1000);
      }
      assert.equal(programs.opened()[0], `mailto:${VALUE}`);
      assert.equal((await session.browser.pages()).length, tabs, "no tab is left over");
      // @ts-ignore: see above
      assert.deepEqual(await page.evaluate(() => [...window.heard, location.pathname]), ["/show"]);
    });

    test("a page that frames the extension's page has it show nothing", async () => {
      await page.goto(`${stage.network}/open`);
      await page.waitForSelector("test-mark");
      await page.evaluate((value) => {
        const frame = document.createElement("iframe");
        frame.style.cssText = "position: fixed; left: 0; top: 130px; width: 340px; height: 200px";
        frame.addEventListener("load", () => {
          for (let count = 0; count < 3; count += 1) {
            const { port1, port2 } = new MessageChannel();
            frame.contentWindow?.postMessage("0".repeat(32), "*", [port2]);
            port1.onmessage = () => { document.documentElement.dataset.heard = "yes"; };
            port1.postMessage({ kind: "email", value, staysMs: 15_000 });
          }
          document.documentElement.dataset.framed = "yes";
        });
        frame.src = document.documentElement.dataset.page ?? "";
        document.body.append(frame);
      }, OTHER);
      await page.waitForSelector("[data-framed]");
      // As long as a frame of our own takes, and more.
      await sleep(1500);
      assert.equal(await isSeen(OTHER), false);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.heard), undefined);
      await page.$eval("iframe", (each) => each.remove());
      await showIt();
    });

    test("the page's address is not that which everybody knows", { skip: browser === "firefox" && "there it is random, and lasts as long as the installation" }, async () => {
      await page.goto(`${stage.network}/open`);
      await page.waitForSelector("test-mark");
      const known = session.extensionUrl("reveal.html");
      const answers = await page.evaluate(async (known) => {
        const answer = (/** @type {string} */ url) => fetch(url).then(() => "answers", () => "does not");
        return [await answer(known), await answer(document.documentElement.dataset.page ?? "")];
      }, known);
      assert.deepEqual(answers, ["does not", "answers"]);
    });

    test("another extension finds the frame, and nothing in it", async () => {
      await showIt();
      await page.evaluate(() => window.dispatchEvent(new Event("look")));
      const looked = JSON.parse(await page.$eval("html", (each) => each.getAttribute("data-looked") ?? ""));
      assert.deepEqual({ ...looked, inner: "" }, { frame: "iframe", document: "null", inner: "", html: false });
      assert.match(looked.inner, /^(SecurityError|TypeError|undefined)$/);
    });

    test("a frame that is large enough shows it in itself, and a small one says that it is not", async () => {
      for (const [path, isShown] of /** @type {const} */ ([["/large", true], ["/small", false]])) {
        await page.goto(`${stage.network}${path}`);
        const frame = await (await page.waitForSelector("iframe"))?.contentFrame();
        const mark = await frame?.waitForSelector("test-mark");
        await mark?.click();
        if (isShown) await appears();
        else await frame?.waitForSelector("[data-hint=small]");
        assert.equal((await frame?.$("entre-nous-reveal")) !== null, isShown);
      }
    });
  });
});
