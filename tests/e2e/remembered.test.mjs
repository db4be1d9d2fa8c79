// What one page keeps back, a page of another site keeps back too; and what is remembered of it
// holds no value. The last test prints what it costs.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import { PATIENCE, forEachBrowser, launch } from "./harness.mjs";
import { carries, copyOfExtension, field, forgetTold, html, script, startStage, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */

/** Each test has a value of its own: they share a browser, and what it remembers. */
let shown = "";
const stage = await startStage({
  // The path tells the rules for LinkedIn whose page it is.
  "/in/amara/": () => html(shown),
  "/tool": html("<p>Nobody's contact details.</p>", script("ways.js")),
  "/echo.js": "onmessage = ({ data, source }) => source.postMessage(data);",
});
after(() => stage.close());

const PHONE = "+33 6 39 98 01 77";
/** A field that is a telephone number, by the project's own marker. @param {string} value */
const phone = (value) => field(value).replace('kind="email"', 'kind="phone"');
/** A profile that proves its detail to be open to everyone. @param {string} email */
const open = (email) => `<section class="pv-top-card"><h1>Amara</h1><span class="distance-badge"><span class="dist-value">3rd</span></span>
  <a id="top-card-text-details-contact-info" href="/in/amara/overlay/contact-info/">Contact info</a></section>
  <div class="artdeco-modal"><section class="pv-contact-info__contact-type ci-email"><h3 class="pv-contact-info__header">Email</h3>
  <div class="pv-contact-info__ci-container"><a href="mailto:${email}">${email}</a></div></section></div>`;

/** Tries one way. @param {Page} page @param {string} value @returns {Promise<"passed" | "refused">} */
async function tryOne(page, value, to = stage.collector) {
  return await within(
    // @ts-ignore: a name of the stage
    page.evaluate((value, to) => stageWays.asking["fetch-json"](value, to), value, to),
    "fetch",
  );
}

/** Waits until a page has heard of a value: the background tells it a moment later. @param {Page} page @param {string} value */
async function hasHeardOf(page, value) {
  const end = Date.now() + PATIENCE;
  while ((await tryOne(page, value)) !== "refused") {
    if (Date.now() > end) assert.fail("the page has not heard of it");
    await sleep(50);
  }
  stage.takeArrived();
}

/** Tries all ways that ask. @param {Page} page @param {string} value @returns {Promise<string[]>} */
async function tryAll(page, value) {
  const outcome = await within(
    // @ts-ignore: a name of the stage
    page.evaluate((value, to) => stageWays.run(stageWays.asking, value, to), value, stage.collector),
    "all ways",
  );
  return outcome.trim().split("\n").map((/** @type {string} */ line) => line.replace(/^.* /, ""));
}

forEachBrowser((browser) => {
  describe(`what other pages kept back, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    before(async () => { session = await launch(browser, { extension: copy.folder }); });
    after(async () => { await session.close(); copy.remove(); });

    /** @param {string} body */
    const show = async (body) => {
      shown = body;
      return await session.newPage(`${stage.network}/in/amara/`);
    };

    for (const [kind, make, value, spelling] of /** @type {const} */ ([
      ["an email address", field, "one@example.com", "ONE+news%40example.com"],
      ["a telephone number", phone, PHONE, "06.39.98.01.77"],
    ])) {
      test(`${kind} passes before it was seen, and is refused after that, in a tab that was open and in a new one`, async () => {
        const tool = await session.newPage(`${stage.prospect}/tool`);
        await session.allowClipboard(stage.prospect);
        stage.takeArrived();
        assert.equal(await tryOne(tool, value), "passed");
        await stage.arrivals();
        assert.equal(stage.takeArrived().filter((each) => carries(each, value)).length, 1);

        await show(make(value));
        await hasHeardOf(tool, value);
        await forgetTold(tool);
        for (const written of [value, spelling]) {
          const outcomes = await tryAll(tool, written);
          assert.deepEqual(outcomes, outcomes.map(() => "refused"));
        }
        assert.match(await told(tool), /^refused \S+ withheld$/);
        const fresh = await session.newPage(`${stage.prospect}/tool`);
        await hasHeardOf(fresh, spelling);
        assert.equal(await tryOne(fresh, "somebody.else@example.com"), "passed");
        await stage.arrivals();
        assert.deepEqual(stage.takeArrived().filter((each) => carries(each, value)), []);
      });
    }

    test("it passes to the site that holds it", async () => {
      await show(field("two@example.com"));
      const tool = await session.newPage(`${stage.prospect}/tool`);
      await hasHeardOf(tool, "two@example.com");
      const echo = await tool.evaluate(async (to) => (await fetch(to, { method: "POST", body: "two@example.com" })).text(), `${stage.network}/echo`);
      assert.match(echo, /two@example\.com/);
    });

    /** Ways that end at the page's own site, which is no custodian of what it did not show. */
    const OWN = {
      "history.pushState": (/** @type {string} */ value) => {
        const before = location.href;
        history.pushState(null, "", `/tool?contact=${encodeURIComponent(value)}`);
        return location.href === before ? "refused" : "passed";
      },
      "history.replaceState": (/** @type {string} */ value) => {
        const before = location.href;
        history.replaceState(null, "", `/tool?again=${encodeURIComponent(value)}`);
        return location.href === before ? "refused" : "passed";
      },
      "registerProtocolHandler, on another site": (/** @type {string} */ value) => {
        try { navigator.registerProtocolHandler("web+stage", `/tool?contact=${encodeURIComponent(value)}&url=%s`); } catch { return "refused"; }
        return "passed";
      },
      "BroadcastChannel": (/** @type {string} */ value) =>
        new Promise((done) => {
          const [from, to] = [new BroadcastChannel("stage"), new BroadcastChannel("stage")];
          /** @type {unknown[]} */
          const got = [];
          to.onmessage = ({ data }) => {
            got.push(data);
            if (data === "last") done(got.includes(value) ? "passed" : "refused");
          };
          from.postMessage(value);
          from.postMessage("last");
        }),
      "ServiceWorker.postMessage, on another site": async (/** @type {string} */ value) => {
        const registration = await navigator.serviceWorker.register("/echo.js", { scope: "/echo/" });
        const worker = registration.installing ?? registration.waiting ?? registration.active;
        const answer = new Promise((done) => { navigator.serviceWorker.onmessage = ({ data }) => done(data); });
        navigator.serviceWorker.startMessages();
        for (const each of [value, "last"]) worker?.postMessage(each);
        return (await answer) === value ? "passed" : "refused";
      },
    };
    for (const [name, way] of Object.entries(OWN)) {
      test(`it does not pass to the page's own site by ${name}`, async () => {
        const value = `${name.replace(/[^a-z]+/gi, ".").toLowerCase()}@example.com`;
        const tool = await session.newPage(`${stage.prospect}/tool`);
        assert.equal(await within(tool.evaluate(way, value), name), "passed");
        await show(field(value));
        const other = await session.newPage(`${stage.prospect}/tool`);
        await hasHeardOf(other, value);
        assert.equal(await within(other.evaluate(way, value), name), "refused");
        assert.equal(await within(other.evaluate(way, "harmless"), name), "passed");
      });
    }

    test("a detail that is open to everyone passes from every page", async () => {
      await show(open("three@example.net") + field("four@example.com"));
      const tool = await session.newPage(`${stage.prospect}/tool`);
      await hasHeardOf(tool, "four@example.com");
      assert.equal(await tryOne(tool, "three@example.net"), "passed");
      await stage.arrivals();
      stage.takeArrived();
    });

    test("what a page takes back passes again", async () => {
      const page = await show(open("five@example.net").replace("3rd", "1st"));
      const tool = await session.newPage(`${stage.prospect}/tool`);
      await hasHeardOf(tool, "five@example.net");
      await page.evaluate(() => { for (const each of document.querySelectorAll(".dist-value")) each.textContent = "3rd"; });
      const end = Date.now() + PATIENCE;
      while ((await tryOne(tool, "five@example.net")) !== "passed" && Date.now() < end) await sleep(50);
      assert.equal(await tryOne(tool, "five@example.net"), "passed");
      await stage.arrivals(2);
      stage.takeArrived();
    });

    test("where it is kept there is no value, no name and no address of a page", async () => {
      const values = ["six@example.com", "+33 6 39 98 01 66"];
      await show(field(values[0]) + phone(values[1] ?? ""));
      const tool = await session.newPage(`${stage.prospect}/tool`);
      for (const value of values) await hasHeardOf(tool, value);
      const own = await session.openExtensionPage("popup.html");
      const kept = await own.evaluate(async () => JSON.stringify(await chrome.storage.session.get(null)));
      assert.match(kept, /"key":"[0-9a-f]{32}"/);
      assert.ok((kept.match(/"[0-9a-f]{32}":\{/g) ?? []).length > values.length);
      for (const part of [...values, "six", "example.com", "639980166", "0639980166", "39980166", "claire", "amara"]) {
        assert.ok(!kept.includes(part), part);
      }
      // @ts-ignore: the pages' own world has no such thing
      assert.equal(await tool.evaluate(() => typeof globalThis.chrome?.storage), "undefined");
      const lasting = await own.evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));
      assert.deepEqual(Object.keys(JSON.parse(lasting)).sort(), ["registerHead", "registerName"]);
      await own.close();
    });

    test("a page of the extension's measures what it costs", async (t) => {
      const own = await session.openExtensionPage("popup.html");
      const measured = await own.evaluate(async () => {
        const prints = Array.from({ length: 5000 }, () => crypto.randomUUID().replaceAll("-", "")).join("");
        const group = { kind: "email", custodian: ["network.localhost"], prints, freed: "" };
        const ask = async () => {
          const start = performance.now();
          const { memory } = await chrome.runtime.sendMessage({ type: "recall" });
          return { time: performance.now() - start, memory: String(memory) };
        };
        const median = async () => {
          const times = [];
          for (let each = 0; each < 21; each += 1) times.push((await ask()).time);
          return times.sort((a, b) => a - b)[10] ?? 0;
        };
        const few = await median();
        await chrome.runtime.sendMessage({ type: "kept", by: 1, groups: [group], own: "" });
        const { memory } = await ask();
        const many = await median();
        // Fingerprints stand on every third line from the fourth on.
        const digits = memory.split("\n").reduce((sum, line, index) => sum + (index % 3 === 0 && index > 0 ? line.length : 0), 0);
        const kept = JSON.stringify(await chrome.storage.session.get("memory")).length;
        return { few, many, count: digits / 40, message: memory.length, kept };
      });
      const { few, many, count, message, kept } = measured;
      t.diagnostic(`${browser}: asking what is remembered takes ${few.toFixed(1)} ms, with ${count} fingerprints ${many.toFixed(1)} ms`);
      t.diagnostic(`${browser}: bytes per fingerprint: ${(message / count).toFixed(1)} in the message, ${(kept / count).toFixed(1)} kept`);
      assert.equal(count, 5000);
      await own.close();
    });
  });
});
