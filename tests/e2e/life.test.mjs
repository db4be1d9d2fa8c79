// A guard that comes late, goes before its page does, or whose page comes, goes and comes back: nothing
// that is kept back leaves meanwhile, and the person is told.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { OPEN_NOTICE, pressInNotice } from "./going-on.mjs";
import { PATIENCE, forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, carries, copyOfExtension, field, forgetTold, html, script, startStage, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */

const OPEN_TO_ALL = "amara.okafor@example.net";
const WAYS = script("ways.js");
/** Their port is known when the server is there: the page is told it by its own address. */
const EARLY = `<a id="link" target="_blank">link</a>
  <form target="_blank"><input name="a" value="${WITHHELD}"><button id="send">Send</button></form>
  <script>
    const collector = "http://collector.localhost:" + location.port;
    document.querySelector("#link").href = collector + "/link?${WITHHELD}";
    document.querySelector("form").action = collector + "/form";
  </script>`;
const stage = await startStage({
  "/plain": html(field(), WAYS),
  "/public": html("<p>Nobody's contact details.</p>", WAYS),
  "/ahead": html(`${field()}${field("b@example.com")}<a id="go" href="/three">three</a>
    <script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/three"], "eagerness": "immediate" }] }</script>`),
  "/kept": html(field() + field("b@example.com") + field("c@example.com"), WAYS),
  "/around": () => html(`<p>Around</p><iframe src="${stage.prospect}/plain" style="width: 1px; height: 1px; border: 0"></iframe>`),
  "/early": {
    half: html("").replace("</body></html>", `${field()}<p id="text">${WITHHELD}</p>${EARLY}`),
    rest: "<p>The rest.</p></body></html>",
  },
  "/three": html(`${field()}${field("b@example.com")}${field("c@example.com")}<script>addEventListener("load", () => fetch("/out-there"))</script>`, WAYS),
});
after(() => stage.close());

const ASKING = ["fetch-json", "fetch-formdata", "fetch-request", "xhr-async", "xhr-sync", "beacon-blob", "clipboard-write-text"];
/** @param {string[]} ways @param {string} outcome */
const each = (ways, outcome) => ways.map((way) => `${way} ${outcome}`);

/** @param {Page | import("puppeteer-core").Frame} page @param {string} value @param {string} to @returns {Promise<string[]>} */
async function tryAll(page, value, to = stage.collector) {
  const outcome = await within(
    // @ts-ignore: a name of the stage
    page.evaluate((value, to) => stageWays.run(stageWays.asking, value, to), value, to),
    "all ways",
  );
  return outcome.trim().split("\n");
}

/** Waits until nothing leaves any more. @param {Page} page */
async function allRefused(page) {
  const end = Date.now() + PATIENCE;
  while ((await tryAll(page, OPEN_TO_ALL)).some((each) => each.endsWith(" passed")) && Date.now() < end) await sleep(50);
}

/**
 * What the notice in a page says; the copies of the extension leave its shadow root open.
 * @param {Page} page @param {string} [part]  what it says at last
 */
async function noticeText(page, part = "") {
  const says = await page.waitForFunction(
    (part) => {
      const root = document.querySelector("entre-nous-notice")?.shadowRoot;
      return root?.querySelector("[role=alert]")?.childElementCount && root.textContent?.includes(part) ? root : null;
    },
    {},
    part,
  );
  return await /** @type {import("puppeteer-core").JSHandle<ShadowRoot>} */ (says).evaluate((root) => {
    const texts = [...root.querySelectorAll("h2, p, button:not([hidden])")];
    return texts.map((each) => each.textContent);
  });
}

/** The badge of the only other tab. @param {Session} session */
async function badgeFrom(session) {
  const own = await session.openExtensionPage("popup.html");
  const badge = () =>
    own.evaluate(async () => {
      const { id } = (await chrome.tabs.getCurrent()) ?? {};
      const tab = (await chrome.tabs.query({})).find((each) => each.id !== id);
      return await chrome.action.getBadgeText({ tabId: tab?.id });
    });
  return {
    /** Waits until it is so, and a moment to see whether it stays so. @param {string} wanted */
    is: async (wanted) => {
      const end = Date.now() + PATIENCE;
      while ((await badge()) !== wanted && Date.now() < end) await sleep(50);
      await sleep(300);
      assert.equal(await badge(), wanted);
    },
  };
}

/**
 * What the popup says of the only other tab. @param {Session} session
 */
async function popupText(session) {
  const popup = await session.openPopup();
  try {
    await session.lookAgain(popup, `${stage.network}/plain`);
    return await popup.evaluate(() => [...document.querySelectorAll("#state, button:not([hidden])")].map((each) => /** @type {HTMLElement} */ (each).innerText).join("\n"));
  } finally {
    await popup.close();
  }
}


forEachBrowser((browser) => {
  const copy = copyOfExtension(browser, {
    ...OPEN_NOTICE,
    "page.js": (text) => text.replace("requestIdleCallback(keepTexts,", `requestIdleCallback(() => { keepTexts(); document.documentElement.setAttribute("data-texts", ""); },`),
  });
  after(() => copy.remove());

  describe(`a guard that is removed from under its page, in ${browser}`, () => {
    test("what is at stake is refused, with words where somebody is left to say them; a reload ends it", async () => {
      const session = await launch(browser, { extension: copy.folder });
      try {
        await session.allowClipboard(stage.network);
        const page = await session.newPage(`${stage.network}/plain`);
        stage.takeArrived();
        assert.deepEqual(await tryAll(page, OPEN_TO_ALL), each(ASKING, "passed"));
        await stage.arrivals(6);
        // The words that it may need are kept.
        await page.waitForSelector("[data-texts]");
        await session.uninstallExtension();
        await allRefused(page);
        stage.takeArrived();

        // What holds nothing withheld is not let out either: nobody hears any more what others keep back.
        for (const value of [WITHHELD, OPEN_TO_ALL]) assert.deepEqual(await tryAll(page, value), each(ASKING, "refused"));
        assert.deepEqual(stage.takeArrived(), []);
        // In Firefox the old script is dead, and nobody is left to say anything.
        if (browser === "chromium") {
          assert.match(await told(page), /^refused \S+ orphaned$/);
          const said = await noticeText(page, "Not let out: copy.");
          assert.deepEqual(said, [
            "Kept back",
            "Not let out: copy.",
            "Entre Nous was updated or removed while this page was open. To be safe, what needs checking is not let out of this page.",
            "Save your work and reload the page. If this stays, restart the browser.",
            "Reload the page",
            "Close",
          ]);
          // Its own site, and a page with nothing at stake, go on.
          assert.deepEqual((await tryAll(page, WITHHELD, stage.network)).slice(0, 6), each(ASKING.slice(0, 6), "passed"));
          // A field that is shown now has its mark, and the engine lives on.
          await page.bringToFront();
          await page.evaluate((field) => document.body.insertAdjacentHTML("beforeend", field), field("new@example.com"));
          await page.waitForFunction(() => document.querySelectorAll("entre-nous-mark").length === 2);
          await forgetTold(page);
          assert.deepEqual(await tryAll(page, "new@example.com"), each(ASKING, "refused"));
          assert.match(await told(page), / orphaned$/);

          await Promise.all([page.waitForNavigation(), pressInNotice(page, /^Reload the page$/)]);
        }
      } finally {
        await session.close();
      }
    });

    test("installed again: the page that stayed open is refused everything until it is reloaded, and asks for that", async () => {
      const session = await launch(browser, { extension: copy.folder });
      try {
        await session.allowClipboard(stage.network);
        const page = (await session.browser.pages())[0] ?? (await session.newPage());
        await page.goto(`${stage.network}/plain`);
        assert.equal(await page.$("[data-told]"), null);
        await session.uninstallExtension();
        await sleep(500);
        await session.installExtension(copy.folder);
        await sleep(1000);
        if (browser === "firefox") assert.equal(await told(page), "late  late");
        else assert.match(await popupText(session), /the page was opened before\. Reload it\.\s+Reload the page/);
        await page.bringToFront();
        stage.takeArrived();
        assert.deepEqual(await tryAll(page, WITHHELD), each(ASKING, "refused"));
        await page.reload();
        assert.deepEqual(await tryAll(page, WITHHELD), each(ASKING, "refused"));
        assert.match(await told(page), / withheld$/);
        assert.deepEqual(stage.takeArrived(), []);
      } finally {
        await session.close();
      }
    });

    test("a page with nothing at stake goes on as long as its engine lives", async () => {
      const session = await launch(browser, { extension: copy.folder });
      try {
        await session.allowClipboard(stage.network);
        const page = await session.newPage(`${stage.network}/public`);
        await session.uninstallExtension();
        if (browser === "firefox") await allRefused(page);
        else await sleep(500);
        assert.deepEqual(await tryAll(page, OPEN_TO_ALL), each(ASKING, browser === "chromium" ? "passed" : "refused"));
        assert.equal(await page.$("[data-told]"), null);
      } finally {
        await session.close();
      }
    });
  });

  describe(`a page that was open before the guard, in ${browser}`, () => {
    test("asks to be reloaded, and is guarded after that", async () => {
      const session = await launch(browser, { extension: copy.folder, installsLater: true });
      try {
        const page = (await session.browser.pages())[0] ?? (await session.newPage());
        await page.goto(`${stage.network}/plain`);
        await session.installExtension(copy.folder);
        await sleep(1000);
        if (browser === "firefox") {
          assert.equal(await told(page), "late  late");
          assert.deepEqual((await noticeText(page)).slice(0, 2), [
            "Not guarded from the start",
            "This page was open before Entre Nous was. Scripts that ran meanwhile may get a contact detail past it until the page is reloaded.",
          ]);
          assert.match(await popupText(session), /Only partly active on this page[^]*Reload the page/);
          await page.bringToFront();
          await Promise.all([page.waitForNavigation(), pressInNotice(page, /^Reload the page$/)]);
        } else {
          // Chromium runs nothing there.
          assert.match(await popupText(session), /Not active on this page\s+This site is guarded, but the page was opened before\. Reload it\.\s+Reload the page/);
          await page.bringToFront();
          await page.reload();
        }
        assert.equal(await page.$("[data-told]"), null);
        await session.allowClipboard(stage.network);
        stage.takeArrived();
        assert.deepEqual(await tryAll(page, WITHHELD), each(ASKING, "refused"));
        assert.match(await told(page), / withheld$/);
        assert.deepEqual(stage.takeArrived(), []);
        assert.match(await popupText(session), /^Active on this page/);
      } finally {
        await session.close();
      }
    });
  });

  describe(`a page that goes and comes back, in ${browser}`, () => {
    /** @type {Session} */
    let session;
    /** @type {Page} */
    let page;
    before(async () => {
      session = await launch(browser, { extension: copy.folder });
      await session.allowClipboard(stage.network);
      page = (await session.browser.pages())[0] ?? (await session.newPage());
    });
    after(() => session.close());

    test("is guarded as it was, and its badge counts its own", async () => {
      await page.goto(`${stage.network}/kept`);
      const badge = await badgeFrom(session);
      await badge.is("3");
      await page.bringToFront();
      await page.evaluate(() => Reflect.set(window, "wasLeft", true));
      await page.goto(`${stage.network}/plain`);
      await badge.is("1");
      await page.bringToFront();
      await page.evaluate(() => history.back());
      await page.waitForFunction(() => Reflect.get(window, "wasLeft") === true);
      await badge.is("3");
      await page.bringToFront();
      stage.takeArrived();
      assert.deepEqual(await tryAll(page, "b@example.com"), each(ASKING, "refused"));
      assert.match(await told(page), / withheld$/);
      assert.deepEqual(stage.takeArrived(), []);
    });

    test("a page that is loaded ahead counts when it is shown", { skip: browser === "firefox" && "Firefox loads no page ahead" }, async () => {
      stage.takeArrived();
      await page.goto(`${stage.network}/ahead`);
      // It tells when it is there.
      await stage.arrivals();
      const badge = await badgeFrom(session);
      await badge.is("2");
      await page.bringToFront();
      // The page that was loaded ahead takes the place of the frame, which no longer navigates then.
      await page.click("#go");
      await page.waitForFunction(() => /** @type {any} */ (performance.getEntriesByType("navigation")[0]).activationStart > 0);
      await badge.is("3");
      await page.bringToFront();
      stage.takeArrived();
      assert.deepEqual(await tryAll(page, "c@example.com"), each(ASKING, "refused"));
      assert.deepEqual(stage.takeArrived(), []);
    });
  });

  describe(`where and when a notice is shown, in ${browser}`, () => {
    /** @type {Session} */
    let session;
    before(async () => {
      session = await launch(browser, { extension: copy.folder });
      for (const origin of [stage.network, stage.prospect]) await session.allowClipboard(origin);
    });
    after(() => session.close());

    /** @param {Page} page */
    const frameOf = async (page) => {
      const frame = await page.waitForFrame(`${stage.prospect}/plain`);
      await frame.waitForSelector("[data-contact-kind]");
      return frame;
    };

    test("a frame's notice is shown by the page around it", async () => {
      const page = await session.newPage(`${stage.network}/around`);
      const frame = await frameOf(page);
      stage.takeArrived();
      // @ts-ignore: a name of the stage
      assert.equal(await frame.evaluate((value, to) => stageWays.asking["fetch-json"](value, to), WITHHELD, stage.collector), "refused");
      assert.equal(await told(page), "refused fetch withheld");
      assert.deepEqual((await noticeText(page)).slice(0, 2), ["Kept back", "Not let out: Email (request to another site)."]);
      await sleep(1500);
      assert.equal(await frame.$("[data-told], entre-nous-notice"), null);
      assert.deepEqual(stage.takeArrived(), []);
      await page.close();
    });

    test("by the frame itself where nobody guards the page around it", async () => {
      const page = await session.newPage(`${stage.collector}/around`);
      const frame = await frameOf(page);
      // @ts-ignore: a name of the stage
      assert.equal(await frame.evaluate((value, to) => stageWays.asking["fetch-json"](value, to), WITHHELD, stage.collector), "refused");
      await frame.waitForSelector("[data-told='refused fetch withheld']");
      await frame.waitForSelector("entre-nous-notice");
      await page.close();
    });

    test("what is pressed while the page is still loading is refused", async () => {
      const page = await session.newPage();
      stage.takeArrived();
      const loaded = page.goto(`${stage.network}/early`);
      await page.waitForSelector("#send");
      await page.waitForFunction(() => document.readyState === "loading");
      for (const [act, channel] of /** @type {const} */ ([
        [() => page.click("#link"), "link"],
        [() => page.click("#send"), "form"],
        [async () => {
          await page.evaluate(() => getSelection()?.selectAllChildren(/** @type {Element} */ (document.querySelector("#text"))));
          await session.pressCopy(page);
        }, "clipboard"],
      ])) {
        await within(act(), channel);
        assert.equal(await told(page), `refused ${channel} withheld`);
        await forgetTold(page);
      }
      assert.equal(await page.evaluate(() => document.readyState), "loading");
      stage.sendRest();
      await loaded;
      await sleep(500);
      assert.deepEqual(stage.takeArrived().filter((each) => carries(each)), []);
      await page.close();
    });

    test("the notice's own button reloads a page that nothing else may leave", async () => {
      const shortened = (/** @type {string} */ text) => (text.includes("twin") ? "entreNousEngine.twin = undefined;" : text.slice(0, text.length / 2).concat('";'));
      const broken = copyOfExtension(browser, { ...OPEN_NOTICE, "engine-wasm.js": shortened, "engine-twin.js": shortened });
      const other = await launch(browser, { extension: broken.folder });
      try {
        const page = await other.newPage(`${stage.network}/public`);
        // @ts-ignore: a name of the stage
        assert.equal(await page.evaluate((to) => stageWays.asking["fetch-json"]("nothing", to), stage.collector), "refused");
        assert.equal(await told(page), "refused fetch engine-missing");
        // A page that reloads itself is refused, and so is a press that a script makes.
        await page.evaluate(() => {
          Reflect.set(window, "wasThere", true);
          const buttons = document.querySelector("entre-nous-notice")?.shadowRoot?.querySelectorAll("button:not([hidden])");
          /** @type {HTMLElement} */ (buttons?.[0]).click();
          location.reload();
        });
        await sleep(500);
        assert.equal(await page.evaluate(() => Reflect.get(window, "wasThere")), true);
        await Promise.all([page.waitForNavigation(), pressInNotice(page, /^Reload the page$/)]);
        assert.equal(await page.evaluate(() => Reflect.get(window, "wasThere")), undefined);
      } finally {
        await other.close();
        broken.remove();
      }
    });
  });
});
