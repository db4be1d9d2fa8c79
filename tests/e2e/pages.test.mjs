// Where what works the extension's own pages cannot start, each of them says so.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension } from "./stage.mjs";

/** As in a browser without WebAssembly. */
const NO_MODULE = { "pages-module.js": () => 'export function start() { throw new Error("there is no WebAssembly"); }' };

forEachBrowser((browser) => {
  describe(`pages that cannot start, in ${browser}`, () => {
    const copy = copyOfExtension(browser, NO_MODULE);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    // The frame that shows a value needs no module.
    for (const file of readdirSync(copy.folder).filter((name) => name.endsWith(".html") && name !== "reveal.html")) {
      test(file, async () => {
        const page = await session.openExtensionPage(file);
        await page.waitForSelector("[data-ready]");
        const said = await page.$$eval("[role=alert]", (all) => all.filter((each) => each.checkVisibility()).map((each) => each.textContent));
        assert.deepEqual(said, ["This page could not start. Reload it; if this stays, restart the browser."]);
        assert.notEqual(await page.$eval("h1", (heading) => heading.textContent), "", "its texts are there");
        await page.close();
      });
    }
  });
});
