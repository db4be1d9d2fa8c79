// Responses that bring contact values: what the page gets of them, by every way of reading.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension, html, script, sendInPieces, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {import("./harness.mjs").BrowserName} BrowserName */

const SOURCE = "/voyager/api/graphql?id=1";
const VALUE = "claire.vasseur@example.com";
const BODY = JSON.stringify({ name: "Claire Vasseur é 😀", emailAddress: { emailAddress: VALUE } });
/** What an engine of these tests makes of it. */
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
  else void sendInPieces(response, BODY, 3);
  return true;
}

/** @param {Page} page @param {"ways" | "nothing" | "broken" | "behaviours"} what @param {string} path @returns {Promise<Record<string, unknown>>} */
// @ts-ignore: a name of the stage
const tried = async (page, what, path) => JSON.parse(await page.evaluate((what, path) => stageReading[what](path), what, path));

/** An engine that answers as the address of the response says; the last that it was asked stands on the page. */
const answeringAsAsked = (/** @type {string} */ text) => `${text}
;entreNousEngine.glue = ((glue) => (platform) => {
  const bindings = glue(platform);
  const { answer } = bindings.Engine.prototype;
  let refused = 0;
  bindings.Engine.prototype.answer = function (question) {
    const [head, channel, url, ...lines] = question.split('\\n');
    if (channel !== 'source') return answer.call(this, question);
    document.documentElement.setAttribute('data-asked', url);
    const body = lines.join('\\n');
    const said = {
      veil: () => 'veiled\\n' + body.replaceAll('${VALUE}', 'x'.repeat(${VALUE.length})),
      same: () => 'same',
      nothing: () => '',
      permit: () => 'permit',
      wordless: () => 'same ' + body,
      later: () => ((refused += 1) === 1 ? '' : 'same'),
      fail: () => { throw new Error('thrown by the test'); },
    }[new URL(url).searchParams.get('as')];
    return { line: head + ' ' + said(), about: [] };
  };
  return bindings;
})(entreNousEngine.glue);
`;

forEachBrowser((browser) => {
  describe(`responses that bring contact values, in ${browser}`, () => {
    const copy = copyOfExtension(browser, { "engine-glue.js": answeringAsAsked });
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let guarded;
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let free;
    /** @type {Page} */
    let page;
    /** @type {Page} */
    let unguarded;
    before(async () => {
      guarded = await launch(browser, { extension: copy.folder });
      free = await launch(browser);
      page = await guarded.newPage(`${stage.network}/`);
      unguarded = await free.newPage(`${stage.network}/`);
    });
    after(async () => {
      await guarded.close();
      await free.close();
      copy.remove();
    });

    test("every way of reading gets what the engine makes of it, and nothing else", async (t) => {
      const found = await tried(page, "ways", `${SOURCE}&as=veil`);
      assert.ok(Object.keys(found).length > 40);
      for (const [name, text] of Object.entries(found)) await t.test(name, () => assert.equal(text, INSTEAD));
      for (const [name, text] of Object.entries(await tried(page, "nothing", `${SOURCE}&as=veil`))) {
        await t.test(name, () => assert.doesNotMatch(String(text), /claire|@/));
      }
      const url = await page.evaluate(() => document.documentElement.getAttribute("data-asked"));
      assert.equal(url, `${stage.network}${SOURCE}&as=veil`);
    });

    test("without the extension, every way gets the value", async (t) => {
      for (const [name, text] of Object.entries(await tried(unguarded, "ways", SOURCE))) {
        // Read in another encoding it is something else, and Chromium makes another object of JSON each time.
        if (name.endsWith("in another encoding") || text === "another object") continue;
        await t.test(name, () => assert.ok(String(text).includes(VALUE)));
      }
    });

    test("what the engine leaves as it is comes as it is", async (t) => {
      const found = await tried(page, "ways", `${SOURCE}&as=same&whole`);
      for (const [name, text] of Object.entries(found)) await t.test(name, () => assert.equal(text, BODY));
    });

    test("a body that is read by us looks and fails as any other", async (t) => {
      const expected = await tried(unguarded, "behaviours", `${SOURCE}&as=same`);
      const found = await tried(page, "behaviours", `${SOURCE}&as=same`);
      for (const name of Object.keys(expected)) await t.test(name, () => assert.deepEqual(found[name], expected[name]));
    });

    test("what failed can be tried again", async () => {
      const [first, second] = await page.evaluate(async (path) => {
        const read = async () => (await fetch(path)).text().catch((error) => error.name);
        return [await read(), await read()];
      }, `${SOURCE}&as=later`);
      assert.deepEqual([first, second], ["TypeError", BODY]);
    });

    test("other addresses are not asked about", async () => {
      await page.evaluate(() => document.documentElement.removeAttribute("data-asked"));
      const others = ["/other?as=veil", "/voyager/api/graphql/more", "/x/voyager/api/graphql", "/other?/voyager/api/graphql&as=veil"];
      const found = await page.evaluate(async (others) => {
        const texts = [];
        for (const other of others) texts.push(await (await fetch(other)).text());
        return { texts, asked: document.documentElement.getAttribute("data-asked") };
      }, others);
      assert.deepEqual(found, { texts: [BODY, "", "", BODY], asked: null });
    });

    // The last needs an engine no more.
    test("what nobody has read ends as a broken connection does", async (t) => {
      const broken = await tried(unguarded, "broken", SOURCE);
      for (const as of ["nothing", "permit", "wordless", "same&bytes", "fail"]) {
        await t.test(as, async () => {
          const found = await tried(page, "ways", `${SOURCE}&whole&as=${as}`);
          for (const [way, text] of Object.entries(found)) assert.doesNotMatch(String(text), /claire|Vasseur|has no end/, way);
          // Without any engine no request is made.
          if (as === "fail") return;
          assert.equal(found["text"], broken["broken"]);
          assert.equal(found["json"], broken["broken, JSON"]);
          assert.equal(found["a reader"], broken["broken, a reader"]);
          assert.equal(found["xhr, response"], "");
          assert.equal(found["xhr, json"], "null");
        });
      }
    });
  });
});
