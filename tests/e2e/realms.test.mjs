// Fresh natives: those of frames and windows as soon as they exist, reached in every way. Without the
// extension each gets the value out; with it none does.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, carries, copyOfExtension, field, getsOut, html, script, startStage, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */

const NOW = (/** @type {string} */ realm) => `<script>stageRealms.now(${realm})</script>`;
/** The page of the name, its frames and the scripts after them as the parser meets them. @type {Record<string, string>} */
const PARSED = {
  "no src": `<iframe></iframe>${NOW("window[0]")}`,
  "about:blank": `<iframe src="about:blank"></iframe>${NOW("window[0]")}`,
  "src, never answered": `<iframe src="/slow"></iframe>${NOW("window[0]")}`,
  "src, answered late": `<iframe src="/late"></iframe>${NOW("window[0]")}`,
  "src with nothing to show": `<iframe src="/none"></iframe>${NOW("window[0]")}`,
  "srcdoc": `<iframe srcdoc="text"></iframe>${NOW("window[0]")}`,
  "javascript:": `<iframe src="javascript:'text'"></iframe>${NOW("window[0]")}`,
  "data:": `<iframe src="data:text/html,text"></iframe>${NOW("window[0]")}`,
  "frames[0]": `<iframe src="/slow"></iframe>${NOW("frames[0]")}`,
  "its name on the window": `<iframe src="/slow" name="name1"></iframe>${NOW("window.name1")}`,
  "its name as a variable": `<iframe src="/slow" name="name1"></iframe>${NOW("name1")}`,
  "its name on the document": `<iframe src="/slow" name="name1"></iframe>${NOW("document.name1")}`,
  "contentWindow": `<iframe src="/slow" id="one"></iframe>${NOW("one.contentWindow")}`,
  "the last of many": `${'<iframe src="/slow"></iframe>'.repeat(3)}${NOW("window[2]")}`,
  "a sandbox without scripts": `<iframe sandbox="allow-same-origin" src="/slow"></iframe>${NOW("window[0]")}`,
  "in a declared shadow root": `<div id="host"><template shadowrootmode="open"><iframe src="/slow"></iframe></template></div>${NOW("host.shadowRoot.firstChild.contentWindow")}`,
  "the script in a declared shadow root": `<div id="host"><template shadowrootmode="open"><iframe src="/slow"></iframe>${NOW("host.shadowRoot.firstChild.contentWindow")}</template></div>`,
  "written by a script": `<script>document.write('<iframe src="/slow"></iframe>'); stageRealms.now(window[0])</script>`,
  "written by a script, with a script": `<script>document.write('<iframe src="/slow"></iframe><script>stageRealms.now(window[0])<\\/script>')</script>`,
  "written in pieces": `<script>document.write('<ifra'); document.write('me src="/slow"></iframe>'); stageRealms.now(window[0])</script>`,
  "a handler of an image after it": `<iframe src="/slow"></iframe><img src="data:," onerror="stageRealms.now(window[0])">`,
  "a handler of its own": `<iframe srcdoc="text" onload="stageRealms.now(this.contentWindow)"></iframe>`,
  "srcdoc with a script": `<iframe srcdoc="<script>parent.stageRealms.now(window)</script>"></iframe>`,
  "srcdoc with a frame and a script": `<iframe srcdoc="<iframe src='/slow'></iframe><script>parent.stageRealms.now(window[0])</script>"></iframe>`,
  "object": `<object type="text/html" data="/slow"></object>${NOW("window[0]")}`,
  "embed": `<embed type="text/html" src="/slow">${NOW("window[0]")}`,
  "a custom element after it": `<script>customElements.define('x-after', class extends HTMLElement { connectedCallback() { stageRealms.now(window[0]); } })</script><iframe src="/slow"></iframe><x-after></x-after>`,
  "in a noscript, taken out": `<template id="kept"><iframe src="/slow"></iframe></template><script>document.body.append(kept.content); stageRealms.now(window[0])</script>`,
  "before the field": `<iframe src="/slow"></iframe>`,
};
/** What the script of each page needs, from the address. */
const BEGIN = "<script>stageRealms.begin(...decodeURIComponent(location.search.slice(1)).split(' '))</script>";
/** In this one the script stands in the head, so there is no body yet; the value comes after the frame. */
const BEFORE = `${BEGIN}<iframe src="/slow"></iframe><script>var early = window[0], send = early && early.fetch</script>${field()}${NOW("{ fetch: (...args) => send.apply(early, args) }")}`;

/** Ends the page that is waited for. */
let arrivedAtEnd = () => {};
/** The scripts of frames and handlers get a moment. */
const END = "<script>setTimeout(() => stageRealms.end().then(() => fetch('/end')), 400)</script>";

const stage = await startStage({
  "/end": () => { arrivedAtEnd(); return ""; },
  "/plain": html("<p>Nothing."),
  "/realms": html(field(), script("realms.js")),
  ...Object.fromEntries(
    Object.entries(PARSED).map(([name, body], index) => [
      `/parsed/${index}`,
      html((name === "before the field" ? BEFORE : `${field()}${BEGIN}${body}`) + END, script("realms.js")),
    ]),
  ),
});
after(() => stage.close());

/** What a browser does not do even without the extension. @type {Record<BrowserName, RegExp>} */
const NOT_IN = {
  chromium: /^(inserted by: XSLT|of a pending frame: Worker|parsed: (javascript:|object|embed)|of a (pending )?frame that is gone, on the page: EventSource)$/,
  firefox: new RegExp(
    "^(frame: (javascript: with a text|object, (at once|pending|pending, later)|embed, pending, later|in a declared, closed shadow root|made by a (link|form))" +
      "|window: open\\(javascript:\\)|parsed: (javascript:|object|embed)|of .*: (fetchLater|poster)|of a pending frame: meta refresh" +
      "|of a (pending )?frame that is gone, on the page: EventSource)$",
  ),
};

/**
 * Runs one, in a page of its own.
 * @param {Page} page @param {string} name @returns {Promise<boolean>} whether its end is known
 */
async function run(page, name) {
  if (name.startsWith("parsed: ")) {
    const path = `/parsed/${Object.keys(PARSED).indexOf(name.slice(8))}`;
    const ended = new Promise((done) => { arrivedAtEnd = () => done(true); });
    // Not waited for: with a frame that is never answered it has no end.
    page.goto(`${stage.network}${path}?${encodeURIComponent(`${WITHHELD} ${stage.collector}`)}`, { timeout: 0 }).catch(() => {});
    await within(ended, name);
    return true;
  }
  await page.goto(`${stage.network}/realms`);
  // @ts-ignore: a name of the stage
  const running = page.evaluate((name, value, to) => stageRealms.run(name, value, to), name, WITHHELD, stage.collector);
  // The page may be gone with what it sends.
  return await within(running, name).catch((error) => { if (/within/.test(error.message)) throw error; return false; });
}

/** @param {Page} page @returns {Promise<string[]>} */
async function namesOf(page) {
  await page.goto(`${stage.network}/realms`);
  // @ts-ignore: a name of the stage
  const names = await page.evaluate(() => Object.keys(stageRealms.all));
  return [...names, ...Object.keys(PARSED).map((name) => `parsed: ${name}`)];
}

/** Closes all windows but the first, and ends what that one is still about to load. @param {Awaited<ReturnType<typeof launch>>} session @param {Page} page */
async function tidy(session, page) {
  for (const other of await session.browser.pages()) if (other !== page) await other.close().catch(() => {});
  await page.goto("about:blank").catch(() => {});
}

/** What no guard in a page can catch, as docs/ways-out.md says. The tests say that it still gets out. */
const UNCAUGHT = {
  chromium: /^of (a pending|an empty) frame: (import\(\)|location|document\.location)|: postMessage( to another site)?$/,
  firefox: /^of (a pending|an empty) frame: (import\(\)|location|document\.location)|: postMessage( to another site)?$|^parsed: the last of many$/,
};

/** Only the names that the pattern REALMS finds: for one at a time. */
const wanted = (/** @type {string} */ name) => new RegExp(process.env.REALMS ?? "").test(name);

forEachBrowser((browser) => {
  describe(`fresh natives, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    test("get nothing out", async (t) => {
      const page = await session.newPage();
      for (const name of (await namesOf(page)).filter(wanted)) {
        if (UNCAUGHT[browser].test(name)) continue;
        await t.test(name, async () => {
          stage.takeArrived();
          // What is on its way when no end is known gets a moment.
          if (!(await run(page, name))) await sleep(300);
          await tidy(session, page);
          assert.deepEqual(stage.takeArrived().filter((each) => carries(each)).map(({ method, url, body }) => `${method} ${url} ${body}`), []);
        });
      }
    });
  });

  describe(`what no guard in a page can catch, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    test("gets out", async (t) => {
      const page = await session.newPage();
      for (const name of (await namesOf(page)).filter(wanted)) {
        if (!UNCAUGHT[browser].test(name) || NOT_IN[browser].test(name)) continue;
        await t.test(name, () => getsOut(stage, (each) => carries(each), () => run(page, name), () => tidy(session, page)));
      }
    });
  });

  describe(`fresh natives without a guard, in ${browser}`, () => {
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser); });
    after(() => session.close());

    test("get the value out", async (t) => {
      const page = await session.newPage();
      for (const name of (await namesOf(page)).filter(wanted)) {
        if (NOT_IN[browser].test(name)) continue;
        await t.test(name, () => getsOut(stage, (each) => carries(each), () => run(page, name), () => tidy(session, page)));
      }
    });
  });
});
