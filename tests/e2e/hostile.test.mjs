// A page that works against the guard, and a guard of which a part is missing: kept back, always.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, carries, copyOfExtension, field, forgetTold, html, script, startStage, told } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */

const APPLY = "<script>stageOverrides.all[decodeURIComponent(location.search.slice(1))]?.();</script>";

const stage = await startStage({
  "/plain": html(field(), script("ways.js")),
  "/public": html("<p>Nobody's contact details.</p>", script("ways.js")),
  "/tricks": html(field(), script("tricks.js")),
  "/spoilt": html(field(), script("ways.js") + script("overrides.js") + APPLY),
});
after(() => stage.close());

/** The names of the overrides, which only the page can list. @param {Page} page @returns {Promise<string[]>} */
async function namesOfOverrides(page) {
  await page.goto(`${stage.network}/spoilt`);
  // @ts-ignore: a name of the stage
  return await page.evaluate(() => Object.keys(stageOverrides.all));
}

/** @param {Page} page @param {"asking" | "leaving"} ways @param {string} value @returns {Promise<string[]>} */
async function tryWays(page, ways, value = WITHHELD) {
  const outcome = await page.evaluate(
    // @ts-ignore: a name of the stage
    (ways, value, to) => stageWays.run(stageWays[ways], value, to),
    ways,
    value,
    stage.collector,
  );
  return outcome.trim().split("\n");
}

const ASKING = ["fetch-json", "fetch-formdata", "fetch-request", "xhr-async", "xhr-sync", "beacon-blob", "clipboard-write-text"];
const LEAVING = ["download-blob-detached", "form-submit-method"];
/** @param {string[]} ways @param {string} outcome */
const each = (ways, outcome) => ways.map((way) => `${way} ${outcome}`);

/** @param {Page} page */
async function everythingIsRefused(page, value = WITHHELD) {
  assert.deepEqual(await tryWays(page, "asking", value), each(ASKING, "refused"));
  assert.deepEqual(await tryWays(page, "leaving", value), each(LEAVING, "refused"));
  assert.deepEqual(stage.takeArrived(), []);
}

forEachBrowser((browser) => {
  describe(`a page that spoils its own world, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); await session.allowClipboard(stage.network); });
    after(async () => { await session.close(); copy.remove(); });

    test("keeps nothing from being kept back, and hears nothing", async (t) => {
      const page = await session.newPage();
      for (const name of await namesOfOverrides(page)) {
        await t.test(name, async () => {
          await page.goto(`${stage.network}/spoilt?${encodeURIComponent(name)}`);
          stage.takeArrived();
          await everythingIsRefused(page);
          assert.match(await told(page), name.startsWith("custom element") ? / (withheld|engine-failed)$/ : / withheld$/);
          // @ts-ignore: a name of the stage
          assert.equal(await page.evaluate(() => stageOverrides.heard.length), 0);
        });
      }
      assert.deepEqual(session.downloaded(), []);
    });

    test("is judged by what it sends", async (t) => {
      const page = await session.newPage();
      for (const sort of /** @type {const} */ (["leaking", "quiet"])) {
        for (const name of await namesOfTricks(page, sort)) {
          await t.test(name, async () => {
            stage.takeArrived();
            await tryTrick(page, sort, name);
            assert.deepEqual(stage.takeArrived().filter((each) => carries(each)), []);
          });
        }
      }
    });
  });
});

/** @param {Page} page @param {"leaking" | "quiet"} sort @returns {Promise<string[]>} */
async function namesOfTricks(page, sort) {
  await page.goto(`${stage.network}/tricks`);
  // @ts-ignore: a name of the stage
  return await page.evaluate((sort) => Object.keys(stageTricks[sort]), sort);
}

/**
 * Tries a trick in a page of its own, which then sends something harmless: what the trick sends
 * has arrived before it.
 * @param {Page} page @param {string} sort @param {string} name
 */
async function tryTrick(page, sort, name) {
  await page.goto(`${stage.network}/tricks`);
  await page.evaluate(
    async ({ sort, name, value, to, last }) => {
      // @ts-ignore: a name of the stage
      const tried = stageTricks[sort][name](value, to);
      await Promise.race([tried, new Promise((_, fail) => setTimeout(fail, 10_000, new Error("no end")))]);
      // Fails where the trick has cost the page its guard.
      await fetch(last, { method: "POST", body: "nothing" }).catch(() => {});
    },
    { sort, name, value: WITHHELD, to: stage.collector, last: `${stage.network}/echo` },
  );
}

forEachBrowser((browser) => {
  describe(`without a guard, in ${browser}`, () => {
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser); await session.allowClipboard(stage.network); });
    after(() => session.close());

    test("the spoilt pages can send", async (t) => {
      const page = await session.newPage();
      for (const name of await namesOfOverrides(page)) {
        await t.test(name, async () => {
          await page.goto(`${stage.network}/spoilt?${encodeURIComponent(name)}`);
          stage.takeArrived();
          assert.deepEqual(await tryWays(page, "asking"), each(ASKING, "passed"));
        });
      }
    });

    test("the tricks work", async (t) => {
      const page = await session.newPage();
      for (const name of await namesOfTricks(page, "leaking")) {
        await t.test(name, async () => {
          stage.takeArrived();
          await tryTrick(page, "leaking", name);
          await stage.arrival();
          assert.ok(stage.takeArrived().some((each) => carries(each)));
        });
      }
    });
  });
});
