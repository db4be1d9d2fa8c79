// Every way out of a page that has no button in the demo (those are in exports.test.mjs): it leads
// out without the guard, the guard refuses it for the right reason, and lets the rest through:
// what holds nothing withheld, and what goes back to the custodian.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { PATIENCE, forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, carries, copyOfExtension, field, html, script, startStage, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./stage.mjs").Arrived} Arrived */
/** @typedef {{ channel: string, has?: unknown, only?: string[], press?: boolean, datagram?: boolean, quiet?: boolean, own?: boolean, uncaught?: boolean | string[], anywhere?: boolean }} Way */

/** @type {Record<string, Way>} */
const WAYS = (() => {
  const context = createContext({});
  runInContext(readFileSync(fileURLToPath(new URL("stage/ways-out.js", import.meta.url)), "utf8"), context);
  return context.stageWaysOut.ways;
})();

/** What a browser has not. Named here, so that no way is left out unnoticed. @type {Record<string, string[]>} */
const ABSENT = {
  chromium: ["fetch, a stream", "link, icon", "link, manifest", "navigator.share"],
  firefox: [
    "WebSocketStream, address", "WebSocketStream, protocol", "WebSocketStream, written", "fetch, a stream", "fetchLater", "link, manifest", "navigator.share",
    "ping of a link", "speculation rules", "style, attributeStyleMap",
  ],
};

/** Where the destination decides: a custodian gets back what is its own. */
const BY_DESTINATION = ["fetch", "xhr", "beacon", "form", "navigation", "link", "socket", "resource"];

const HARMLESS = "harmless";

const stage = await startStage({
  "/ways-out": html(field(), script("ways-out.js")),
  "/empty": html(""),
  "/handler": html(""),
  "/service-worker.js": `
    const to = decodeURIComponent(location.search.slice(1));
    onmessage = ({ data }) => { fetch(to + '/got', { method: 'POST', mode: 'no-cors', body: String(data) }); };
  `,
});
after(() => stage.close());

/** @template T @param {() => T | Promise<T>} look @param {number} [timeout] @returns {Promise<T | undefined>} what is found, if anything */
async function eventually(look, timeout = PATIENCE) {
  for (const end = Date.now() + timeout; ; await sleep(15)) {
    const found = await look();
    if (found || Date.now() > end) return found || undefined;
  }
}

/** What was told in the page, in a frame of it that has its origin, or in its small window. @param {Page} page @returns {Promise<string>} */
const toldIn = (page) =>
  page
    .evaluate(() => {
      // @ts-ignore: only Chromium has it
      const all = [window, window.documentPictureInPicture?.window, ...Array.from(window, (_, index) => window[index])];
      for (const each of all) {
        try {
          const told = each?.document.documentElement.getAttribute("data-told");
          if (told) return told;
        } catch { /* of another origin */ }
      }
      return "";
    })
    .catch(() => "");

let tries = 0;

/**
 * Tries a way in a page of its own. `out` tells how the value was seen to get out, if it was.
 * @param {Page} page @param {string} name @param {string} value
 * @param {(out: () => string) => Promise<unknown>} until  what is waited for
 * @param {string} [host]  where it leads to
 */
async function tryWay(page, name, value, until, host = stage.collector) {
  const way = WAYS[name];
  assert.ok(way, name);
  tries += 1;
  const path = `/out-${tries}`;
  const to = `${host}${path}`;
  /** What the page itself has seen of it. */
  let seen = { seen: "", threw: "" };
  const out = () => {
    const arrived = stage.arrivedSince().find((each) => {
      if (way.datagram) return each.method === "DATAGRAM";
      return `${each.url}\n${each.body}`.includes(`${path}/`) && carries(each, value);
    });
    return arrived ? `${arrived.method} ${arrived.url}` : carriesText(seen.seen, value) ? `read: ${seen.seen}` : "";
  };
  await page.goto(`${stage.network}/ways-out`);
  stage.takeArrived();
  // @ts-ignore: a name of the stage
  const trying = page.evaluate((name, value, to) => stageWaysOut.run(name, value, to), name, value, to);
  // A way that leaves the page takes the answer with it.
  const tried = within(trying, name).then((each) => { seen = each; }, () => {});
  if (way.press) {
    await tried;
    await page.mouse.click(50, 50);
  }
  await until(out);
  await Promise.race([tried, sleep(100)]);
  return { out, threw: () => seen.threw };
}

/** @param {string} text @param {string} value */
const carriesText = (text, value) => text.includes(value);

/** Waits for a harmless request: what was on its way has arrived before it. @param {Page} page */
async function harmlessArrives(page) {
  const path = `/marker-${tries}`;
  await page.evaluate((url) => fetch(url, { method: "POST", mode: "no-cors", body: "nothing" }).then(() => {}, () => {}), `${stage.collector}${path}`);
  const marker = await eventually(() => stage.arrivedSince().some(({ url }) => url === path));
  assert.ok(marker, "the harmless request after it did not arrive");
  await sleep(60);
}

/** Closes what a way has opened. @param {Awaited<ReturnType<typeof launch>>} session @param {Page} page */
async function cleared(session, page) {
  for (const each of await session.browser.pages()) if (each !== page) await each.close().catch(() => {});
  // Firefox does not tell that a page has loaded that comes after one with an `object` in it.
  await page.evaluate(() => document.body?.replaceChildren()).catch(() => {});
}

forEachBrowser((browser) => {
  const absent = ABSENT[browser] ?? [];
  const names = Object.keys(WAYS).filter((name) => !absent.includes(name));
  // A regular expression picks some of them, while one works on them.
  const { WAYS: picked = "" } = process.env;
  const chosen = names.filter((name) => new RegExp(picked).test(name));

  for (const guarded of [false, true]) {
    describe(`ways out, ${guarded ? "with" : "without"} the guard, in ${browser}`, () => {
      const copy = copyOfExtension(browser);
      /** @type {Awaited<ReturnType<typeof launch>>} */
      let session;
      /** @type {Page} */
      let page;
      before(async () => {
        session = await launch(browser, guarded ? { extension: copy.folder } : {});
        await session.allowNotifications(stage.network);
        page = await session.newPage();
      });
      after(async () => { await session.close(); copy.remove(); });

      if (!guarded) {
        test("what the browser has not is named", async () => {
          await page.goto(`${stage.network}/ways-out`);
          // @ts-ignore: a name of the stage
          const found = await page.evaluate(() => stageWaysOut.absent());
          const elsewhere = Object.keys(WAYS).filter((name) => WAYS[name]?.only?.includes(browser) === false);
          assert.deepEqual([...found, ...elsewhere].sort(), [...absent].sort());
        });
      }

      for (const name of chosen) {
        const way = WAYS[name] ?? { channel: "" };
        /** @param {string} value @param {(out: () => string) => Promise<unknown>} until @param {string} [host] */
        const tried = async (value, until, host) => {
          try { return await tryWay(page, name, value, until, host); } finally { await cleared(session, page); }
        };
        /** @param {string} value @param {string} [host] */
        const arrives = async (value, host) => {
          let told = "";
          let [hasArrived, thrown] = ["", ""];
          const end = Date.now() + PATIENCE;
          // A frame or a window of its own may cut off a navigation: it is tried again, and may take longer then.
          for (let turn = 5000; !hasArrived && !told && Date.now() < end; turn *= 2) {
            const { out, threw } = await tried(value, async (out) => { await eventually(out, turn); told = await toldIn(page); }, host);
            [hasArrived, thrown] = [out(), threw()];
          }
          assert.ok(hasArrived, `it did not arrive; told: ${told || "nothing"}, thrown: ${thrown || "nothing"}`);
          assert.doesNotMatch(told, /^refused/);
        };
        /** @param {string} value what is said only when it is asked a second time */
        const isQuiet = async (value) => {
          const { out } = await tried(value, () => eventually(() => stage.arrivedSince().length > 0));
          if (value === WITHHELD) assert.equal(out(), "");
          assert.ok(stage.takeArrived().length > 0, "nothing at all has arrived");
        };

        if (!guarded) {
          test(name, () => (way.quiet ? isQuiet(WITHHELD) : arrives(WITHHELD)));
        } else if (way.own) {
          test(`not refused on the custodian's own site: ${name}`, () => arrives(WITHHELD));
        } else if (way.uncaught === true || (way.uncaught && way.uncaught.includes(browser))) {
          test(`not caught, as docs/ways-out.md says: ${name}`, () => arrives(WITHHELD));
        } else {
          test(`refused: ${name}`, async () => {
            let told = "";
            const { out, threw } = await tried(WITHHELD, async (out) => {
              await eventually(async () => out() || (await toldIn(page)), way.quiet ? 500 : PATIENCE);
              told = await toldIn(page);
              if (!out()) await harmlessArrives(page);
            });
            assert.equal(out(), "", "it got out");
            if (!way.quiet || told) assert.equal(told, `refused ${way.channel} withheld`);
            assert.match(threw(), /^(|(TypeError|DOMException|Event|ErrorEvent|ProgressEvent) .*)$/, "fails as no native does");
          });
          test(`not refused with nothing withheld in it: ${name}`, async () => {
            if (way.quiet) await isQuiet(HARMLESS);
            else await arrives(HARMLESS);
          });
          if (!way.anywhere && !way.quiet && BY_DESTINATION.includes(way.channel)) {
            test(`not refused to the custodian: ${name}`, () => arrives(WITHHELD, stage.network));
          }
        }
      }
    });
  }
});
