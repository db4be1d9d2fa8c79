// Where nothing is withheld, and towards the custodian always, a page sees what it would see
// without the extension: values, errors, events and their order, and how functions look.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension, field, html, script, startStage } from "./stage.mjs";

const CALLS = script("calls.js");
const stage = await startStage({
  "/nobody": html("<p>Nobody's contact details.</p>", CALLS),
  "/withheld": html(field(), CALLS),
});
after(() => stage.close());

/**
 * What the page sees of every call.
 * @param {import("puppeteer-core").Page} page @param {string} path @param {string} to
 * @returns {Promise<Record<string, unknown>>}
 */
async function results(page, path, to) {
  await page.goto(`${stage.network}${path}`);
  // @ts-ignore: a name of the stage
  return JSON.parse(await page.evaluate((to) => stageCalls.run(to), to));
}

/** Where something is withheld, what runs with a frame in one call does so after the frame has its wrappers. */
const OUT_OF_ORDER = ["custom elements react in order", "a frame and a script in one fragment are told of once"];

/**
 * Where something is withheld, some arguments are taken before the native sees them, and a fault in
 * them names what took them: the sort and the rest of the message are the same.
 * @param {any} result @param {string} path
 * @returns {any}
 */
function comparable(result, path) {
  if (path !== "/withheld" || typeof result !== "object" || result === null) return result;
  if (Array.isArray(result)) return result.map((each) => comparable(each, path));
  return Object.fromEntries(Object.entries(result).map(([key, value]) => [
    key,
    key === "message" && typeof value === "string"
      ? value.replace(/^(Failed to (construct|execute|set) [^:]*|Request constructor|Window\.fetch): /, "")
      : comparable(value, path),
  ]));
}

forEachBrowser((browser) => {
  describe(`a page that does nothing wrong, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let guarded;
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let free;
    before(async () => {
      guarded = await launch(browser, { extension: copy.folder });
      free = await launch(browser);
      for (const session of [guarded, free]) await session.allowClipboard(stage.network);
    });
    after(async () => {
      await guarded.close();
      await free.close();
      copy.remove();
    });

    for (const [name, path, to] of /** @type {const} */ ([
      ["sees no difference to another site", "/nobody", "collector"],
      ["sees no difference to its own site", "/nobody", "network"],
      ["sees no difference to the custodian, where something is withheld", "/withheld", "network"],
    ])) {
      test(name, async (t) => {
        const target = to === "collector" ? stage.collector : stage.network;
        const expected = await results(await free.newPage(), path, target);
        const found = await results(await guarded.newPage(), path, target);
        assert.deepEqual(Object.keys(found), Object.keys(expected));
        assert.ok(Object.keys(expected).length >= 550);
        for (const call of Object.keys(expected)) {
          if (path === "/withheld" && OUT_OF_ORDER.includes(call)) continue;
          await t.test(call, () => assert.deepEqual(comparable(found[call], path), comparable(expected[call], path)));
        }
      });
    }
  });
});
