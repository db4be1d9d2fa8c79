// Responses that bring contact values: what the page gets of them, by every way of reading.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension, html, script, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").BrowserName} BrowserName */

const SOURCE = "/voyager/api/graphql?id=1";
const VALUE = "claire.vasseur@example.com";
const BODY = JSON.stringify({ name: "Claire Vasseur é 😀", emailAddress: { emailAddress: VALUE } });
/** What the engine of these tests makes of it. */
const INSTEAD = BODY.replace(VALUE, "x".repeat(VALUE.length));
const HALF = Math.floor(BODY.length / 2);

const stage = await startStage({ "/": html("<p>Nobody's contact details.</p>", script("reading.js")) }, answer);
after(() => stage.close());

/**
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {URL} url
 */
function answer(request, response, { pathname, search, searchParams }) {
  if (pathname === "/led") {
    response.writeHead(302, { location: decodeURIComponent(search.slice(1)) }).end();
    return true;
  }
  if (decodeURIComponent(pathname) !== "/voyager/api/graphql" && pathname !== "/other") return false;
  const has = (/** @type {string} */ name) => searchParams.has(name);
  if (has("none")) {
    response.writeHead(204).end();
    return true;
  }
  const type = has("text") ? "text/plain" : "Application/JSON; Charset=UTF-8";
  // A request that is read again has to be made again.
  response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
  if (request.method === "HEAD" || has("empty")) response.end();
  else if (has("text")) response.end("no JSON");
  else if (has("bytes")) response.end(Buffer.from([...Buffer.from(BODY), 0xff]));
  else if (has("broken") || has("never")) {
    response.write(BODY.slice(0, HALF));
    if (has("broken")) setTimeout(() => response.destroy(), 20);
  } else if (has("whole")) response.end(BODY);
  else sendInPieces(response, BODY);
  return true;
}

/** @param {import("node:http").ServerResponse} response @param {string} body */
async function sendInPieces(response, body) {
  for (let at = 0; at < body.length; at += HALF) {
    response.write(body.slice(at, at + HALF));
    await sleep(15);
  }
  response.end();
}

/** @param {Page} page @param {"ways" | "nothing" | "behaviours"} what @param {string} path @returns {Promise<Record<string, unknown>>} */
// @ts-ignore: a name of the stage
const tried = async (page, what, path) => JSON.parse(await page.evaluate((what, path) => stageReading[what](path), what, path));

/** Makes the engine answer as these tests ask: `answering` is the body of a function of the response's body. @param {string} answering */
const engineThat = (answering) => (/** @type {string} */ text) => `${text}
;entreNousEngine.glue = ((glue) => (platform) => {
  const bindings = glue(platform);
  const { answer } = bindings.Engine.prototype;
  let asked = 0;
  bindings.Engine.prototype.answer = function (question) {
    const [head, channel, about, type, ...lines] = question.split('\\n');
    if (channel !== 'source') return answer.call(this, question);
    asked += 1;
    document.documentElement.setAttribute('data-asked', [asked, about, type].join('\\n'));
    const said = ((body) => { ${answering} })(lines.join('\\n'));
    return { line: head + ' ' + said, about: [] };
  };
  return bindings;
})(entreNousEngine.glue);
`;

const VEILING = `return 'veiled\\n' + body.replaceAll('${VALUE}', 'x'.repeat(${VALUE.length}));`;
const SAME = "return 'same';";

forEachBrowser((browser) => {
  /**
   * @param {string} answering @param {(session: Awaited<ReturnType<typeof launch>>, page: Page) => Promise<void>} body
   */
  const withEngine = async (answering, body) => {
    const copy = copyOfExtension(browser, { "engine-glue.js": engineThat(answering) });
    const session = await launch(browser, { extension: copy.folder });
    try {
      await body(session, await session.newPage(`${stage.network}/`));
    } finally {
      await session.close();
      copy.remove();
    }
  };

  describe(`responses that bring contact values, in ${browser}`, () => {
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let free;
    /** @type {Page} */
    let unguarded;
    before(async () => { free = await launch(browser); unguarded = await free.newPage(`${stage.network}/`); });
    after(() => free.close());

    test("every way of reading gets what the engine makes of it, and nothing else", async (t) => {
      await withEngine(VEILING, async (_, page) => {
        for (const sent of ["", "&whole"]) {
          const found = await tried(page, "ways", SOURCE + sent);
          assert.ok(Object.keys(found).length > 40);
          for (const [name, text] of Object.entries(found)) {
            await t.test(`${name}${sent}`, () => assert.equal(text, INSTEAD));
          }
          for (const [name, text] of Object.entries(await tried(page, "nothing", SOURCE + sent))) {
            await t.test(`${name}${sent}`, () => assert.doesNotMatch(String(text), /claire|@/));
          }
        }
        const [, about, type] = (await page.evaluate(() => document.documentElement.getAttribute("data-asked") ?? "")).split("\n");
        assert.equal(about, `${stage.network}${SOURCE}&whole`);
        assert.equal(type?.toLowerCase(), "application/json; charset=utf-8");
      });
    });

    test("without the extension, every way gets the value", async (t) => {
      const found = await tried(unguarded, "ways", SOURCE);
      for (const [name, text] of Object.entries(found)) {
        // Read in another encoding it is something else, and Chromium makes another object of JSON each time.
        if (name.endsWith("in another encoding") || text === "another object") continue;
        await t.test(name, () => assert.ok(String(text).includes(VALUE)));
      }
    });

    test("what the engine leaves as it is comes as it is, and is asked for as if nothing were there", async (t) => {
      await withEngine(SAME, async (_, page) => {
        for (const [name, text] of Object.entries(await tried(page, "ways", SOURCE))) {
          await t.test(name, () => assert.equal(text, BODY));
        }
        const expected = await tried(unguarded, "behaviours", SOURCE);
        const found = await tried(page, "behaviours", SOURCE);
        for (const name of Object.keys(expected)) await t.test(name, () => assert.deepEqual(found[name], expected[name]));
      });
    });

    test("what nobody has read ends as a broken connection does", async (t) => {
      const broken = await tried(unguarded, "behaviours", SOURCE);
      for (const [name, answering, path] of /** @type {const} */ ([
        ["no answer", "return '';", SOURCE],
        ["another word", "return 'permit';", SOURCE],
        ["a body without the word", "return 'same ' + body;", SOURCE],
        ["an engine that fails", "throw new Error('thrown by the test');", SOURCE],
        ["no text", SAME, `${SOURCE}&bytes`],
      ])) {
        await t.test(name, async () => {
          await withEngine(answering, async (_, page) => {
            const found = await tried(page, "ways", path);
            for (const [way, text] of Object.entries(found)) assert.doesNotMatch(String(text), /claire|Vasseur|has no end/, way);
            // Without any engine no request is made.
            if (name === "an engine that fails") return;
            assert.equal(found["text"], broken["broken"]);
            assert.equal(found["json"], broken["broken, JSON"]);
            assert.equal(found["a reader"], broken["broken, a reader"]);
            assert.match(String(found["xhr, response"]), /^$/);
            assert.match(String(found["xhr, json"]), /^null$/);
          });
        });
      }
    });

    test("what failed can be tried again", async () => {
      await withEngine(`return asked === 1 ? '' : 'same';`, async (_, page) => {
        const [first, second] = await page.evaluate(async (path) => {
          const read = async () => (await fetch(path)).text().catch((error) => error.name);
          return [await read(), await read()];
        }, SOURCE);
        assert.deepEqual([first, second], ["TypeError", BODY]);
      });
    });

    test("other addresses are not asked about", async () => {
      await withEngine(VEILING, async (_, page) => {
        const others = ["/other?id=1", "/voyager/api/graphql/more?id=1", "/x/voyager/api/graphql?id=1"];
        const found = await page.evaluate(async (others) => {
          const texts = [];
          for (const other of others) texts.push(await (await fetch(other)).text());
          return { texts, asked: document.documentElement.getAttribute("data-asked") };
        }, others);
        assert.equal(found.texts[0], BODY);
        assert.equal(found.asked, null);
      });
    });
  });
});
