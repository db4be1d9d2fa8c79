// A page that works against the guard, and a guard of which a part is missing: kept back, always.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE, forEachBrowser, launch } from "./harness.mjs";
import { HEARING, WITHHELD, carries, copyOfExtension, field, getsOut, hasHeard, html, script, startStage, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */

const APPLY = "<script>stageOverrides.all[decodeURIComponent(location.search.slice(1))]?.();</script>";

const IN_FRAMES = { blank: "blank@example.com", srcdoc: "srcdoc@example.com", src: "src@example.com" };

const stage = await startStage({
  "/framed": html(field(IN_FRAMES.src)),
  "/plain": html(field(), script("ways.js")),
  "/public": html("<p>Nobody's contact details.</p>", script("ways.js")),
  "/strict": html(field(), script("ways.js")),
  "/in/amara/": html(ofThirdDegree("amara.okafor@example.net"), script("ways.js")),
  "/forging": html(field(), script("forging.js") + "<script>stageForging.hello()</script>" + script("ways.js")),
  "/tricks": html(field(), script("tricks.js")),
  "/spoilt": html(field(), script("ways.js") + script("overrides.js") + APPLY),
});
after(() => stage.close());

/** A profile that is open to everyone, in the words of the rules for LinkedIn. @param {string} email */
function ofThirdDegree(email) {
  return `<section class="pv-top-card"><h1>Amara</h1><span class="distance-badge"><span class="dist-value">3rd</span></span>
    <a id="top-card-text-details-contact-info" href="/in/amara/overlay/contact-info/">Contact info</a></section>
    <div class="artdeco-modal"><section class="pv-contact-info__contact-type ci-email">
    <h3 class="pv-contact-info__header">Email</h3>
    <div class="pv-contact-info__ci-container"><a href="mailto:${email}">${email}</a></div></section></div>`;
}

/** The names of the overrides, which only the page can list. @param {Page} page @returns {Promise<string[]>} */
async function namesOfOverrides(page) {
  await page.goto(`${stage.network}/spoilt`);
  // @ts-ignore: a name of the stage
  return await page.evaluate(() => Object.keys(stageOverrides.all));
}

/**
 * @param {Page} page @param {"asking" | "leaving"} ways @param {string} value
 * @param {boolean} [isTold]  whether a notice tells of each: silence is waited for in vain then
 * @returns {Promise<string[]>}
 */
async function tryWays(page, ways, value = WITHHELD, isTold = true) {
  const outcome = await within(
    page.evaluate(
      // @ts-ignore: a name of the stage
      (ways, value, to, silentAfter) => stageWays.run(stageWays[ways], value, to, silentAfter),
      ways,
      value,
      stage.collector,
      isTold ? PATIENCE : 5000,
    ),
    ways,
  );
  return outcome.trim().split("\n");
}

const ASKING = ["fetch-json", "fetch-formdata", "fetch-request", "xhr-async", "xhr-sync", "beacon-blob", "clipboard-write-text"];
const LEAVING = ["download-blob-detached", "form-submit-method"];
/** @param {string[]} ways @param {string} outcome */
const each = (ways, outcome) => ways.map((way) => `${way} ${outcome}`);

/**
 * @param {Page} page
 * @param {boolean} [isTold] whether there is anybody to tell it: nothing else is heard of a form that is not sent
 */
async function everythingIsRefused(page, value = WITHHELD, isTold = true) {
  assert.deepEqual(await tryWays(page, "asking", value), each(ASKING, "refused"));
  const [download, form] = await tryWays(page, "leaving", value, isTold);
  assert.deepEqual([download, form], [`${LEAVING[0]} refused`, `${LEAVING[1]} ${isTold ? "refused" : "was silent"}`]);
  assert.deepEqual(stage.takeArrived(), []);
}

forEachBrowser((browser) => {
  describe(`a hostile page, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); await session.allowClipboard(stage.network); });
    after(async () => { await session.close(); copy.remove(); });

    test("spoils its own world: what is kept back is kept back, and it hears nothing", async (t) => {
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

    test("plays the guard: it gets no answer and makes none", async () => {
      const page = await session.newPage(`${stage.network}/forging`);
      stage.takeArrived();
      for (const act of ["hello", "ask", "answer"]) {
        // @ts-ignore: a name of the stage
        await page.evaluate((act) => stageForging[act](), act);
      }
      await everythingIsRefused(page);
      assert.match(await told(page), / withheld$/);
      // @ts-ignore: a name of the stage
      assert.deepEqual(await page.evaluate(() => stageForging.heard), []);
    });

    // Each with a value that no other page has shown: the first tries are to pass.
    for (const [kind, value, properties] of /** @type {[string, string, object][]} */ ([
      ["about:blank", IN_FRAMES.blank, {}],
      ["srcdoc", IN_FRAMES.srcdoc, { srcdoc: html(field(IN_FRAMES.srcdoc)) }],
      ["src", IN_FRAMES.src, { src: "/framed" }],
    ])) {
      test(`a value in a frame, ${kind}: the page around it cannot take it`, async () => {
        const page = await session.newPage(`${stage.network}/public`);
        stage.takeArrived();
        assert.deepEqual(await tryWays(page, "asking", value), each(ASKING, "passed"));
        await stage.arrivals(6);
        stage.takeArrived();
        await page.evaluate(
          async ({ properties, field }) => {
            /** @type {HTMLIFrameElement} */
            const frame = Object.assign(document.createElement("iframe"), properties);
            const loaded = new Promise((done) => { frame.onload = done; });
            document.body.append(frame);
            if (Object.keys(properties).length > 0) await loaded;
            else frame.contentDocument?.body.insertAdjacentHTML("beforeend", field);
          },
          { properties, field: field(value) },
        );
        await everythingIsRefused(page, value);
      });
    }

    test("comes back from its own history: what was kept back still is", async () => {
      const page = await session.newPage(`${stage.network}/plain`);
      await everythingIsRefused(page);
      await page.goto(`${stage.network}/public`);
      await page.goBack();
      assert.equal(new URL(page.url()).pathname, "/plain");
      stage.takeArrived();
      await everythingIsRefused(page);
    });

    test("document.open() takes away every listener: a copy is refused still", async () => {
      const page = await session.newPage(`${stage.network}/plain`);
      await page.bringToFront();
      await page.evaluate(() => navigator.clipboard.writeText("before"));
      await page.evaluate(() => { document.open(); document.write("<textarea autofocus></textarea>"); document.close(); });
      const area = await page.waitForSelector("textarea");
      await area?.evaluate((each, value) => { each.value = value; each.focus(); each.select(); }, WITHHELD);
      await session.pressCopy(page);
      await page.evaluate(() => { /** @type {any} */ (document).execCommand("copy"); });
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "before");
    });

    test("says one thing and sends another: it is judged by what it sends", async (t) => {
      const page = await session.newPage();
      for (const sort of /** @type {const} */ (["leaking", "quiet"])) {
        for (const name of await namesOfTricks(page, sort)) {
          await t.test(name, async () => {
            stage.takeArrived();
            const isKnown = await tryTrick(page, sort, name);
            const isTold = sort === "leaking" && LEAVES.test(name) && (await toldAnywhere(page).then(() => true, () => false));
            // What is on its way when no end is known gets a moment.
            if (!isTold && !isKnown) await sleep(250);
            await tidy(session, page);
            assert.deepEqual(stage.takeArrived().filter(gotOut).map(({ method, url, body }) => `${method} ${url} ${body.slice(0, 200)}`), []);
            if (sort === "leaking" && LEAVES.test(name)) assert.ok(isTold, "no notice");
          });
        }
      }
    });
  });
});

/** What makes an engine that throws, the first `times` times; it tells the tests how many were made. @param {number} times */
const throwing = (times) => `
;entreNousEngine.glue = ((glue) => {
  let made = 0;
  let asked = 0;
  return (platform) => {
    const bindings = glue(platform);
    const { answer } = bindings.Engine.prototype;
    document.documentElement.setAttribute('data-engines', made += 1);
    bindings.Engine.prototype.answer = function (question) {
      if ((asked += 1) <= ${times}) throw new Error('thrown by the test');
      return answer.call(this, question);
    };
    return bindings;
  };
})(entreNousEngine.glue);
`;

forEachBrowser((browser) => {
  describe(`a guard in parts, in ${browser}`, () => {
    /**
     * Runs a test with an extension that was changed.
     * @param {string} name @param {Parameters<typeof copyOfExtension>[1]} edits
     * @param {(session: Awaited<ReturnType<typeof launch>>) => Promise<void>} body
     */
    const testWith = (name, edits, body) =>
      test(name, async () => {
        const copy = copyOfExtension(browser, edits);
        const session = await launch(browser, { extension: copy.folder });
        try {
          await session.allowClipboard(stage.network);
          stage.takeArrived();
          await body(session);
        } finally {
          await session.close();
          copy.remove();
        }
      });
    /** @param {string} text */
    const truncated = (text) => text.slice(0, text.length / 2);
    /** Half of what it holds, in a script that runs. @param {string} text */
    const shortened = (text) => (text.includes("twin") ? "entreNousEngine.twin = undefined;" : text.slice(0, text.length / 2).concat('";'));

    // A file that cannot be parsed costs Firefox the scripts after it too: that is the test after next.
    testWith("no engine: nothing leaves, and the person is told why", { "engine-wasm.js": shortened, "engine-twin.js": shortened }, async (session) => {
      for (const path of ["/plain", "/strict", "/public"]) {
        const page = await session.newPage(`${stage.network}${path}`);
        await everythingIsRefused(page, "nothing");
        await page.waitForSelector("[data-told='refused form engine-missing']");
        await page.waitForSelector("entre-nous-notice");
        assert.equal(new URL(page.url()).pathname, path);
      }
      assert.deepEqual(session.downloaded(), []);
    });

    testWith("an engine that always throws: replaced once, then nothing leaves", { "engine-glue.js": (text) => text + throwing(Infinity) }, async (session) => {
      const page = await session.newPage(`${stage.network}/plain`);
      await everythingIsRefused(page, "nothing");
      assert.match(await told(page), / engine-failed$/);
      assert.equal(await page.evaluate(() => document.documentElement.getAttribute("data-engines")), "2");
      assert.deepEqual(session.downloaded(), []);
    });

    testWith("an engine that throws once: its replacement judges", { ...HEARING, "engine-glue.js": (text) => text + throwing(1) }, async (session) => {
      const page = await session.newPage(`${stage.network}/plain`);
      await everythingIsRefused(page);
      assert.match(await told(page), / withheld$/);
      const other = await session.newPage(`${stage.network}/in/amara/`);
      await hasHeard(other);
      assert.deepEqual(await tryWays(other, "asking", "amara.okafor@example.net"), each(ASKING, "passed"));
      for (const each of [page, other]) {
        assert.equal(await each.evaluate(() => document.documentElement.getAttribute("data-engines")), "2");
      }
      await stage.arrivals(6);
      assert.equal(stage.takeArrived().filter((each) => carries(each, "amara.okafor@example.net")).length, 6);
    });

    /** @type {Record<string, Record<string, (text: string) => string>>} */
    const nobody = {
      "nobody answers": { "page.js": () => "" },
      "scripts that cannot be parsed": { "engine-wasm.js": truncated, "engine-twin.js": truncated },
    };
    for (const [name, edits] of Object.entries(nobody)) {
      testWith(`${name}: nothing leaves`, edits, async (session) => {
        const page = await session.newPage(`${stage.network}/public`);
        // Chromium runs `page.js` all the same when a script before it cannot be parsed.
        const isTold = browser === "chromium" && name !== "nobody answers";
        await everythingIsRefused(page, "nothing", isTold);
        assert.equal(new URL(page.url()).pathname, "/public");
        assert.deepEqual(session.downloaded(), []);
      });
    }

    testWith("a gate of another version: nothing leaves", { "gate.js": (text) => text.replace('"entre-nous/1"', '"entre-nous/9"') }, async (session) => {
      const page = await session.newPage(`${stage.network}/public`);
      assert.deepEqual(await tryWays(page, "asking", "nothing"), each(ASKING, "refused"));
      assert.match(await told(page), / version-mismatch$/);
      assert.deepEqual(stage.takeArrived(), []);
    });
  });
});

/** The tricks of which no statement of the page hears the end: only the notice tells it. */
const LEAVES = /^(a (detached )?(form|link)|an |a fresh frame, (form|link))/;

/** Waits for a notice in the page or in a frame of it. @param {Page} page */
const toldAnywhere = (page) =>
  page.waitForFunction(
    () =>
      [window, ...Array.from(window, (_, index) => window[index])].some((each) =>
        each?.document.documentElement.hasAttribute("data-told"),
      ),
    { polling: 20 },
  );

/** Whether it is the value, or stands for it where it cannot be read. @param {import("./stage.mjs").Arrived} arrived */
const gotOut = (arrived) => carries(arrived) || arrived.url.includes("unreadable");

/** Only the tricks that the pattern TRICKS finds: for one at a time. */
const wanted = (/** @type {string} */ name) => new RegExp(process.env.TRICKS ?? "").test(name);

/** @param {Page} page @param {"leaking" | "quiet"} sort @returns {Promise<string[]>} */
async function namesOfTricks(page, sort) {
  await page.goto(`${stage.network}/tricks`);
  // @ts-ignore: a name of the stage
  return (await page.evaluate((sort) => Object.keys(stageTricks[sort]), sort)).filter(wanted);
}

/** Closes all windows but this one. @param {Awaited<ReturnType<typeof launch>>} session @param {Page} page */
async function tidy(session, page) {
  for (const other of await session.browser.pages()) if (other !== page) await other.close().catch(() => {});
}

/**
 * Tries a trick in a page of its own, which then sends something harmless: what the trick sends
 * has arrived before it.
 * @param {Page} page @param {string} sort @param {string} name @returns {Promise<boolean>} whether its end is known
 */
async function tryTrick(page, sort, name) {
  await page.goto(`${stage.network}/tricks`);
  const trying = page.evaluate(
    async ({ sort, name, value, to, last }) => {
      // @ts-ignore: a name of the stage
      const tried = stageTricks[sort][name](value, to);
      await Promise.race([tried, new Promise((_, fail) => setTimeout(fail, 50_000, new Error("no end")))]);
      // Fails where the trick has cost the page its guard.
      await fetch(last, { method: "POST", body: "nothing" }).catch(() => {});
      return typeof tried?.then === "function";
    },
    { sort, name, value: WITHHELD, to: stage.collector, last: `${stage.network}/echo` },
  );
  // The page may be gone with what it sends.
  return await within(trying, name).catch((error) => { if (/within|no end/.test(error.message)) throw error; return false; });
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
          await stage.arrivals(6);
        });
      }
    });

    test("the tricks work", async (t) => {
      const page = await session.newPage();
      for (const name of await namesOfTricks(page, "leaking")) {
        await t.test(name, () => getsOut(stage, gotOut, () => tryTrick(page, "leaking", name), () => tidy(session, page)));
      }
    });
  });
});
