// A page that tries again and again gets no more answers: the guard is no oracle.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, copyOfExtension, field, forgetTold, html, startStage, told } from "./stage.mjs";

const stage = await startStage({ "/plain": html(field()) });
after(() => stage.close());

forEachBrowser((browser) => {
  describe(`a page that floods the guard, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    test("a withheld and a harmless value get one answer, until some time has passed", async () => {
      const page = await session.newPage(`${stage.network}/plain`);
      /** @param {string[]} values */
      const beacons = (values) =>
        page.evaluate((to, values) => values.map((value) => navigator.sendBeacon(to, value)), `${stage.collector}/beacon`, values);

      assert.deepEqual(await beacons([WITHHELD, "harmless"]), [false, true]);
      assert.match(await told(page), / withheld$/);
      await stage.arrivals();
      stage.takeArrived();

      assert.deepEqual(new Set(await beacons(Array(1000).fill(WITHHELD))), new Set([false]));
      await forgetTold(page);
      assert.deepEqual(await beacons([WITHHELD, "harmless", ""]), [false, false, false]);
      // Notices come a moment later than the answers; this is the last of them.
      await page.waitForFunction(() => / too-often$/.test(document.documentElement.getAttribute("data-told") ?? ""));
      assert.deepEqual(stage.takeArrived(), []);

      const back = await page.evaluate(async (to) => (await fetch(to)).status, `${stage.network}/echo`);
      assert.equal(back, 200);
      // The time that the guard takes is the bucket's own matter (src/flood.rs); the tests cannot wait for it.
    });
  });
});
