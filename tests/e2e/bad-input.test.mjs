// Broken, huge and hostile input: a clear outcome each, nothing let out, the page still alive.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, carries, copyOfExtension, field, forgetTold, html, startStage, told } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */

const MANY = 10_000;
/** @param {number} index */
const nth = (index) => `person.${index}@many.example`;
const marked = (/** @type {string} */ value, /** @type {string} */ visibility, owner = "claire") =>
  `<p data-contact-visibility="${visibility}" data-contact-kind="email" data-contact-owner="${owner}">${value}</p>`;

const stage = await startStage({
  "/one": html(field()),
  "/many": () => html(Array.from({ length: MANY }, (_, index) => marked(nth(index), "only-me", `p${index}`)).join("")),
  "/unknown-token": html(marked(WITHHELD, "friends-and-family")),
  "/no-token": html(marked(WITHHELD, "")),
  "/capitals": html(marked(WITHHELD.toUpperCase(), " 1ST-Degree ")),
  "/zero-width": html(marked([...WITHHELD].join("\u200b"), "1st-degree")),
  "/right-to-left": html(`<div dir="rtl">${marked(`\u202e${WITHHELD}\u202c`, "1st-degree")}</div>`),
  "/attribute": html(`<p data-contact-visibility="1st-degree" data-contact-kind="email"><a href="mailto:${WITHHELD}?subject=x">write</a></p>`),
  "/nested": html(`<iframe srcdoc="<iframe srcdoc='${field().replaceAll('"', "")}'></iframe>"></iframe>`),
  "/unclosed": html(`<table><p><b data-contact-visibility="1st-degree" data-contact-kind="email"><i>${WITHHELD}<div>`),
});
after(() => stage.close());

/**
 * Sends a body by `fetch`, and says how that ended.
 * @param {Page} page @param {string} body
 * @returns {Promise<string>} "arrived", or the error's name
 */
const send = (page, body) =>
  page.evaluate(
    async (to, body) => {
      try {
        return await (await fetch(to, { method: "POST", body })).text();
      } catch (error) {
        return /** @type {Error} */ (error).name;
      }
    },
    `${stage.collector}/bad`,
    body,
  );

/** @param {Page} page @param {string} body */
async function isKeptBack(page, body, reason = "withheld") {
  stage.takeArrived();
  assert.equal(await send(page, body), "TypeError");
  assert.equal(await told(page), `refused fetch ${reason}`);
  await forgetTold(page);
  assert.deepEqual(stage.takeArrived().filter((each) => carries(each)), []);
}

/** @type {Record<string, string>} */
const MALFORMED = {
  "JSON without an end": `{"contacts":[{"email":"${WITHHELD}"`,
  "JSON with a broken escape": `{"a":"\\uZZ","email":"${WITHHELD.replace("@", "\\u0040")}`,
  "JSON with a lone surrogate": `{"a":"\ud800","email":"${WITHHELD}"}`,
  "CSV with an open quote": `name;email\n"Claire;"${WITHHELD}\n"""`,
  "a form with broken escapes": `a=%&b=%zz&email=${encodeURIComponent(WITHHELD)}&%`,
  "a form without names": `=&&=${encodeURIComponent(WITHHELD)}`,
  "multipart without a boundary": `Content-Disposition: form-data; name="e"\n\n${WITHHELD}`,
  "text with control characters": `\u0001\u0002${WITHHELD}\u0003`,
};

forEachBrowser((browser) => {
  describe(`bad input, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    test("a malformed payload hides nothing, and a malformed one of others passes", async (t) => {
      const page = await session.newPage(`${stage.network}/one`);
      for (const [name, body] of Object.entries(MALFORMED)) {
        await t.test(name, async () => {
          await isKeptBack(page, body);
          const innocent = body.replaceAll("claire", "somebody");
          assert.notEqual(innocent, body);
          assert.equal(await send(page, innocent), "arrived");
        });
      }
    });

    for (const path of ["/unknown-token", "/no-token", "/capitals", "/zero-width", "/right-to-left", "/attribute", "/unclosed"]) {
      test(`a field in hostile markup is kept back: ${path}`, async () => {
        await isKeptBack(await session.newPage(`${stage.network}${path}`), `to: ${WITHHELD}`);
      });
    }

    test("a field in a frame of a frame is kept back", async () => {
      const page = await session.newPage(`${stage.network}/nested`);
      await page.waitForFunction(() => frames[0]?.frames[0]?.document.querySelector("[data-contact-visibility]"));
      await isKeptBack(page, WITHHELD);
    });

    test("50 MB are read to their end, and 70 MB are refused unread", async (t) => {
      const page = await session.newPage(`${stage.network}/one`);
      /** @param {number} megabytes @param {string} tail */
      const sendLarge = async (megabytes, tail) => {
        const [outcome, took] = await page.evaluate(
          async (to, megabytes, tail) => {
            const body = "name;city;12345\n".repeat(65_536 * megabytes) + tail;
            const start = performance.now();
            try {
              return [await (await fetch(to, { method: "POST", body })).text(), performance.now() - start];
            } catch (error) {
              return [/** @type {Error} */ (error).name, performance.now() - start];
            }
          },
          `${stage.collector}/large`,
          megabytes,
          tail,
        );
        t.diagnostic(`${megabytes} MB ending in ${JSON.stringify(tail)}: ${outcome} after ${Math.round(Number(took))} ms`);
        return outcome;
      };
      stage.takeArrived();
      assert.equal(await sendLarge(50, WITHHELD), "TypeError");
      assert.equal(await told(page), "refused fetch withheld");
      await forgetTold(page);
      assert.equal(await sendLarge(70, ""), "TypeError");
      assert.equal(await told(page), "refused fetch too-large");
      assert.deepEqual(stage.takeArrived(), []);
      assert.equal(await sendLarge(50, "nobody"), "arrived");
      assert.equal(stage.takeArrived().at(-1)?.bytes, 50 * 1024 * 1024 + "nobody".length);
    });

    test(`a page with ${MANY} fields is read, and each is kept back`, async (t) => {
      const page = await session.newPage();
      const start = performance.now();
      await page.goto(`${stage.network}/many`);
      await isKeptBack(page, nth(MANY - 1));
      t.diagnostic(`loaded, read and refused after ${Math.round(performance.now() - start)} ms`);
      await isKeptBack(page, nth(0));
      assert.equal(await send(page, nth(MANY)), "arrived");
      assert.equal(await page.$$eval("entre-nous-mark", (marks) => marks.length), MANY);
    });
  });
});
