// A page on which nothing is of interest goes without an engine, and nothing is missed for that: what
// comes later, in whatever way, and what has gone again by the time the engine starts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { configScript } from "../../tools/build/extension.mjs";
import { inRoot } from "../../tools/build/run.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, copyOfExtension, field, html, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */

/** The lookout by itself, as a script of the page: `found` counts what it tells. */
const LOOKOUT = `<script>
  ${configScript({ demo: true })}
  ${readFileSync(inRoot("extension", "lookout.js"), "utf8")}
  let found = 0;
  const lookout = entreNousLookout(() => { found += 1; });
</script>`;
const NOTHING = '<h2>Nothing</h2><p>Some words, <a href="/there">a link</a>, <img name="querySelector" alt=""></p><form><input name="closest"></form>';
const stage = await startStage({
  "/lookout": html(`${NOTHING}<iframe src="/empty"></iframe>`, LOOKOUT),
  "/empty": html("<p>Nothing.</p>"),
  "/nothing": html(NOTHING),
  "/around": html('<p>Around.</p><iframe src="/nothing"></iframe>'),
});
after(() => stage.close());

/** Each brings something of interest, some of them for no longer than a statement. @type {Record<string, string>} */
const COMES = {
  "a field that is inserted": `document.body.insertAdjacentHTML("beforeend", FIELD)`,
  "a field within something that is inserted": `document.body.insertAdjacentHTML("beforeend", "<ul><li>" + FIELD + "</li></ul>")`,
  "a field in a frame": `frames[0].document.body.insertAdjacentHTML("beforeend", FIELD)`,
  "an attribute": `document.body.querySelector("p").setAttribute("data-contact-visibility", "1st-degree")`,
  "a link that is turned into a contact": `document.body.querySelector("a").href = "mailto:${WITHHELD}"`,
  "a field that has gone again": `document.body.insertAdjacentHTML("beforeend", FIELD); document.body.lastElementChild.remove()`,
  "a field in a frame that has gone again": `frames[0].document.body.insertAdjacentHTML("beforeend", FIELD); frames[0].document.body.lastElementChild.remove()`,
};

forEachBrowser((name) => {
  describe("the lookout", () => {
    /** @type {Session} */
    let session;
    /** @type {ReturnType<typeof copyOfExtension>} */
    let copy;

    before(async () => {
      // A mark of its own tells that the engine has started.
      copy = copyOfExtension(name, {
        "page.js": (text) => text.replace("const records = lookout.end();", (line) => `${line} document.documentElement.setAttribute('data-started', '');`),
      });
      session = await launch(name, { extension: copy.folder });
    });
    after(async () => {
      await session?.close();
      copy?.remove();
    });

    /** @param {string} address */
    const open = async (address) => {
      const page = await session.newPage();
      await page.goto(address, { waitUntil: "load" });
      return page;
    };

    test("sees what comes, at once, and keeps the records of what has gone", async () => {
      for (const [what, comes] of Object.entries(COMES)) {
        const page = await open(`${stage.network}/lookout`);
        const seen = await page.evaluate(`(async () => {
          const FIELD = ${JSON.stringify(field())};
          const isQuiet = lookout.begin() && lookout.seesNothing() && found === 0;
          document.body.querySelector("p").firstChild.data = "Other words";
          document.body.querySelector("p").title = "A title";
          await null;
          const isQuietStill = lookout.seesNothing() && found === 0;
          ${comes};
          await null;
          const told = found;
          const nodes = lookout.end().flatMap(({ target, addedNodes }) => [target, ...addedNodes]);
          const { selector } = entreNousConfig.scopes;
          const isKept = nodes.some((node) => node.nodeType === 1 && (Element.prototype.matches.call(node, selector)
            || Element.prototype.querySelector.call(node, selector)));
          return { isQuiet, isQuietStill, told, isKept, isOver: !lookout.seesNothing() };
        })()`);
        assert.deepEqual(seen, { isQuiet: true, isQuietStill: true, told: 1, isKept: true, isOver: true }, what);
        await page.close();
      }
    });

    test("sees what comes in the same statement as a question", async () => {
      const page = await open(`${stage.network}/lookout`);
      const seen = await page.evaluate(`(() => {
        lookout.begin();
        document.body.insertAdjacentHTML("beforeend", ${JSON.stringify(field())});
        return [lookout.seesNothing(), found];
      })()`);
      assert.deepEqual(seen, [false, 1]);
      await page.close();
    });

    test("has the engine started where it cannot look", async () => {
      const page = await open(`${stage.network}/lookout`);
      const seen = await page.evaluate(`(() => {
        Document.prototype.querySelector = () => { throw new Error("no selector that this browser knows"); };
        return [lookout.begin(), found];
      })()`);
      assert.deepEqual(seen, [false, 1]);
      await page.close();
    });

    /** @param {Page | import("puppeteer-core").Frame} frame */
    const isStarted = (frame) => frame.evaluate(() => document.documentElement.hasAttribute("data-started"));

    test("no engine is started on a page and in a frame where nothing is of interest, nor by a press", async () => {
      const page = await open(`${stage.network}/around`);
      const [frame] = page.frames().filter((each) => each.url().endsWith("/nothing"));
      assert.ok(frame);
      await frame.click("h2");
      assert.equal(await isStarted(frame), false);
      await page.goto(`${stage.network}/nothing`);
      await page.click("p, h2");
      assert.equal(await isStarted(page), false);
      await page.evaluate("fetch('/none')");
      assert.equal(await isStarted(page), true, "a question starts it");
      await page.close();
    });

    for (const pause of ["", "await null;", "await new Promise((done) => setTimeout(done));"]) {
      test(`a field that has gone again by the time the engine starts is kept back${pause && `, after: ${pause}`}`, async () => {
        const page = await open(`${stage.network}/nothing`);
        assert.equal(await isStarted(page), false);
        const refused = await page.evaluate(`(async () => {
          const FIELD = ${JSON.stringify(field())};
          ${COMES["a field that has gone again"]};
          ${pause}
          const send = (body) => fetch(${JSON.stringify(`${stage.collector}/x`)}, { method: "POST", body }).then(() => "sent", () => "refused");
          return [await send(${JSON.stringify(WITHHELD)}), await send("nobody")];
        })()`);
        assert.deepEqual(refused, ["refused", "sent"]);
        await page.close();
      });
    }
  });
});
