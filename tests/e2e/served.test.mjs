// In Firefox a page that is served with withheld values never has them in its document: another extension that reads
// and observes finds none, whichever was installed first.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachBrowser, launch } from "./harness.mjs";
import { makeScraper, reportsAmong } from "./scraper.mjs";
import { WITHHELD, copyOfExtension, field, html, startStage, within } from "./stage.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

const PHONE = "+33 6 99 00 12 34";
const OPEN = "+33 6 99 00 56 78";
const LATER = "+33 6 99 00 90 12";

/** A profile of a member's, with its contact details. @param {string} name @param {string} degree @param {string} phone */
const profile = (name, degree, phone) => `<section class="pv-top-card"><h1>${name}</h1>
  <span class="distance-badge"><span class="dist-value">${degree}</span></span>
  <a id="top-card-text-details-contact-info" href="/in/${name}/overlay/contact-info/">Contact info</a></section>
  <div class="artdeco-modal"><section class="pv-contact-info__contact-type ci-vanity-url">
    <div class="pv-contact-info__ci-container"><a href="/in/${name}">linkedin.com/in/${name}</a></div></section>
  <section class="pv-contact-info__contact-type ci-phone"><header class="pv-contact-info__header">Phone</header>
    <div class="pv-contact-info__ci-container"><span>${phone}</span></div></section></div>`;

const ISLAND = JSON.stringify({ included: [{ emailAddress: WITHHELD, phone: PHONE }] });
const BODY = `<h1>Caf\u00e9</h1>${field()}<a href="mailto:${WITHHELD}" title="${WITHHELD.replace("@", "&#64;")}">Mail</a>
  ${profile("ada-example", "1st", PHONE)}
  <script type="application/json" id="island">${ISLAND}</script><code><!--${ISLAND}--></code>
  <input value="${WITHHELD}"><script>
    addEventListener("load", () => {
      const { included } = JSON.parse(document.getElementById("island").textContent);
      document.body.dataset.works = [document.querySelector("h1").textContent, included.length, typeof included[0].phone];
    });
  </script>`;
const PAGE = html(BODY);
const LATIN = html(BODY).replace('<meta charset="utf-8">', "");

/** @param {string} text @param {number} size @returns {string[]} */
const cut = (text, size) => text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];

/** Early programs of a page know a value of its own. */
const EARLY = `<script>
  const send = (body) => fetch(COLLECTOR, { method: "POST", mode: "no-cors", body }).then(() => "sent", () => "refused");
  send(VALUE).then((outcome) => document.documentElement.setAttribute("data-outcome", outcome));
</script>`;

const INNOCENT = html("<p title='a&amp;b'>Nobody's <b>details</b>: caf\u00e9 &#64; home</p><!-- a --><script>1 < 2</script>");

const PROSE = "<div class='entry'><h2>A heading</h2><p>Some words without any <a href='/there'>detail</a> of anybody's, 12 of them or so, in <b>a</b> paragraph that goes on for a while and then ends. Then another sentence, and one more.</p></div>";

/** @type {Awaited<ReturnType<typeof startStage>>} */
const stage = await startStage({
  "/utf-8": PAGE,
  "/pieces": { type: "text/html; charset=utf-8", pieces: cut(PAGE, 97) },
  "/latin": { type: "text/html; charset=iso-8859-1", pieces: cut(LATIN, 501).map((piece) => Buffer.from(piece, "latin1")) },
  "/open": html(`${profile("bob-example", "3rd", OPEN)}<p>${WITHHELD}</p>`),
  "/hidden": html(`<div hidden>${profile("bob-example", "3rd", PHONE)}</div>`),
  "/frames": () => html(`<iframe src="/utf-8"></iframe><iframe src="${stage.prospect}/one"></iframe>`),
  "/one": html(field()),
  "/plain": html(field()),
  "/early": () => html(field(), EARLY.replace("COLLECTOR", JSON.stringify(`${stage.collector}/early`)).replace("VALUE", JSON.stringify(WITHHELD))),
  "/innocent": INNOCENT,
  "/innocent-latin": { type: "text/html", pieces: [Buffer.from(INNOCENT.replace('<meta charset="utf-8">', ""), "latin1"), Buffer.from([0x81, 0xff, 0xc3])] },
  "/late-distance": html(`${profile("bob-example", "", LATER)}<script>const prove = () => { document.querySelector(".dist-value").textContent = "3rd"; };</script>`),
  "/nothing-100": html(PROSE.repeat(450)),
  "/nothing-1000": html(PROSE.replace("Some", "Some words and ".repeat(140)).repeat(450)),
  "/thousand": html(Array.from({ length: 1000 }, (_, index) => `<p>${field(`a${index}@example.com`)}</p>`).join("")),
  "/halves": { half: html(field()).replace("</body></html>", ""), rest: "<p id='rest'>Rest</p></body></html>" },
});
after(() => stage.close());

const VALUES = [WITHHELD, PHONE, OPEN];

/**
 * What the scraper has come by in a page.
 *
 * @param {Page} page @param {string} url
 */
async function scrapedFrom(page, url) {
  stage.takeArrived();
  await page.goto(url);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 1500)));
  for (const frame of page.frames()) await frame.evaluate(() => void dispatchEvent(new Event("scraper-look")));
  const looked = () => reportsAmong(stage.arrivedSince()).filter(({ moment, how }) => moment === "injected" && how === "looked");
  await within((async () => { while (looked().length < 2) await stage.arrivals(stage.arrivedSince().length + 1); })(), "the scraper's looks");
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
  const reports = reportsAmong(stage.takeArrived());
  return { got: [...new Set(reports.filter(({ value }) => value).map(({ value }) => value))], reports };
}

forEachBrowser((browser) => {
  if (browser !== "firefox") return;

  describe("a page as it is served, in firefox", () => {
    const copy = copyOfExtension(browser);
    const scraper = makeScraper({ collector: `${stage.collector}/scraped`, values: VALUES });
    after(() => { copy.remove(); scraper.remove(); });

    describe("by itself", () => {
      /** @type {Awaited<ReturnType<typeof launch>>} */
      let session;
      /** @type {Awaited<ReturnType<typeof launch>>} */
      let free;
      before(async () => {
        session = await launch(browser, { extension: copy.folder });
        free = await launch(browser);
      });
      after(async () => { await session.close(); await free.close(); });

      for (const path of ["/innocent", "/innocent-latin", "/open"]) {
        test(`${path}, in which nothing is withheld, comes as it was sent`, async () => {
          const [guarded, unguarded] = await Promise.all([session, free].map(async (each) => {
            const page = await each.newPage(`${stage.network}${path}`);
            return page.evaluate(() => {
              for (const mark of document.querySelectorAll("entre-nous-mark")) mark.remove();
              document.documentElement.removeAttribute("data-entre-nous");
              const [{ decodedBodySize }] = /** @type {any} */ (performance.getEntriesByType("navigation"));
              return [document.characterSet, document.documentElement.outerHTML, decodedBodySize];
            });
          }));
          assert.deepEqual(guarded, unguarded);
        });
      }

      test("what is withheld has its mark, and is refused in whatever form it leaves", async () => {
        const page = await session.newPage(`${stage.network}/utf-8`);
        await page.waitForSelector("entre-nous-mark");
        stage.takeArrived();
        const outcomes = await page.evaluate(async (to, value) => {
          const shown = document.querySelector("[data-contact-kind]")?.textContent ?? "";
          const send = (/** @type {string} */ body) => fetch(to, { method: "POST", mode: "no-cors", body }).then(() => "sent", () => "refused");
          return [shown.includes(value), await send(shown), await send(value), await send("nothing")];
        }, stage.collector, WITHHELD);
        assert.deepEqual(outcomes, [false, "refused", "refused", "sent"]);
        await page.close();
      });

      test("the site gets back what stands for a value, as the value", async () => {
        const page = await session.newPage(`${stage.network}/utf-8`);
        await page.waitForSelector("entre-nous-mark");
        const echoed = await page.evaluate(async () => {
          const body = document.querySelector("[data-contact-kind]")?.textContent ?? "";
          return (await (await fetch("/echo", { method: "POST", body })).json()).body;
        });
        assert.equal(echoed, WITHHELD);
        await page.close();
      });

      test("a program that stands first in a page, and knows the value by itself, cannot send it", async () => {
        stage.takeArrived();
        const page = await session.newPage(`${stage.network}/early`);
        await page.waitForSelector("[data-outcome]");
        assert.equal(await page.evaluate(() => document.documentElement.getAttribute("data-outcome")), "refused");
        assert.deepEqual(stage.takeArrived(), []);
        await page.close();
      });

      test("a value whose audience is proven later comes back", async () => {
        const page = await session.newPage(`${stage.network}/late-distance`);
        await page.waitForSelector("entre-nous-mark");
        assert.equal(await page.evaluate((value) => document.documentElement.outerHTML.includes(value), LATER), false);
        // @ts-ignore: a name of the page
        await page.evaluate(() => prove());
        await page.waitForFunction((value) => document.querySelector(".ci-phone")?.textContent?.includes(value), {}, LATER);
        await page.close();
      });

      test("a page that comes by halves is shown, and its first half has no value in it", async () => {
        const page = await session.newPage();
        const loaded = page.goto(`${stage.network}/halves`);
        await page.waitForSelector("[data-contact-kind]", { timeout: 10_000 });
        assert.equal(await page.evaluate((value) => document.documentElement.outerHTML.includes(value), WITHHELD), false);
        assert.equal(await page.evaluate(() => document.readyState), "loading");
        stage.sendRest();
        await loaded;
        assert.equal(await page.evaluate(() => document.getElementById("rest")?.textContent), "Rest");
        await page.close();
      });
    });

    test("a page that is opened while the background sleeps is veiled", async () => {
      const telling = copyOfExtension(browser, {
        "manifest.json": (text) => text.replace("default-src 'none'", "default-src 'none'; connect-src *").replace('"storage"', '"storage", "http://collector.localhost/*"'),
        "served.js": (text) => `${text}\nvoid fetch("${stage.collector}/awake", { mode: "no-cors" });`,
      });
      const session = await launch(browser, { extension: telling.folder, sleepsAfter: 500, installsLater: true });
      try {
        await session.browser.installExtension(scraper.folder);
        await session.installExtension(telling.folder);
        const page = await session.newPage();
        const woken = () => stage.arrivedSince().filter(({ url }) => url === "/awake").length;
        for (let round = 0; round < 2; round += 1) {
          stage.takeArrived();
          await page.goto("about:blank");
          await page.evaluate(() => new Promise((done) => setTimeout(done, 3000)));
          stage.takeArrived();
          await page.goto(`${stage.network}/one`);
          await page.evaluate(() => new Promise((done) => setTimeout(done, 1000)));
          assert.equal(woken(), 1);
          assert.deepEqual(reportsAmong(stage.arrivedSince()).filter(({ value }) => value), []);
          assert.notEqual(reportsAmong(stage.arrivedSince()).length, 0);
        }
      } finally {
        await session.close();
        telling.remove();
      }
    });

    test("what it costs is printed", async (t) => {
      const timed = copyOfExtension(browser, {
        "manifest.json": (text) => text.replace("default-src 'none'", "default-src 'none'; connect-src *"),
        "served.js": (text) => text
          .replace("const veiled = bindings.veil_served(", "const began = performance.now(); const veiled = bindings.veil_served(")
          .replace("begin = veiled?.next", "says(`${path}, ${source.length} characters: read and veiled`, began); begin = veiled?.next")
          .replace("async function startEngine() {", "async function startEngine() { const began = performance.now(); try { return await startIt(); } finally { says('the engine is started', began); } }\nasync function startIt() {")
          .concat(`\nfunction says(what, began) {
            void fetch("${stage.collector}/cost", { method: "POST", mode: "no-cors", body: what + ": " + Math.round(performance.now() - began) + " ms" });
          }`),
      });
      const session = await launch(browser, { extension: timed.folder });
      const free = await launch(browser);
      try {
        stage.takeArrived();
        const paths = ["/nothing-100", "/nothing-100", "/nothing-1000", "/nothing-1000", "/thousand", "/thousand"];
        for (const [who, each] of /** @type {const} */ ([["guarded", session], ["not guarded", free]])) {
          for (const path of paths) {
            const page = await each.newPage(`${stage.network}${path}`);
            const [start, end] = await page.evaluate(() => {
              const [{ responseStart, domInteractive }] = /** @type {any} */ (performance.getEntriesByType("navigation"));
              return [responseStart, domInteractive];
            });
            t.diagnostic(`${path}, ${who}: from the first byte to the whole document: ${Math.round(end - start)} ms`);
            await page.close();
          }
        }
        const costs = stage.takeArrived().filter(({ url }) => url === "/cost");
        for (const { body } of costs) t.diagnostic(body);
        assert.equal(costs.length, paths.length + 1);
      } finally {
        await session.close();
        await free.close();
        timed.remove();
      }
    });

    test("with an engine that cannot start a page comes as it was sent", async () => {
      const broken = copyOfExtension(browser, { "engine-wasm.js": () => "entreNousEngine.wasm = 'AAAA';" });
      const session = await launch(browser, { extension: broken.folder });
      try {
        const page = await session.newPage(`${stage.network}/one`);
        assert.equal(await page.evaluate((value) => document.body.textContent?.includes(value), WITHHELD), true);
      } finally {
        await session.close();
        broken.remove();
      }
    });

    for (const order of /** @type {const} */ (["before us", "after us", "without us"])) {
      describe(`beside a scraper installed ${order}`, () => {
        /** @type {Awaited<ReturnType<typeof launch>>} */
        let session;
        before(async () => {
          session = await launch(browser, { extension: copy.folder, installsLater: true });
          if (order === "after us") await session.installExtension(copy.folder);
          await session.browser.installExtension(scraper.folder);
          if (order === "before us") await session.installExtension(copy.folder);
        });
        after(() => session.close());

        for (const path of ["/utf-8", "/pieces", "/latin", "/frames"]) {
          test(`of ${path} it gets nothing that is withheld`, async () => {
            const page = await session.newPage();
            const { got, reports } = await scrapedFrom(page, `${stage.network}${path}`);
            const expected = order === "without us" ? [WITHHELD, PHONE] : [];
            assert.deepEqual(got.sort(), expected.sort(), JSON.stringify(reports.filter(({ value }) => value)));
            for (const frame of page.frames()) {
              const works = await frame.evaluate(() => document.body.dataset.works);
              if (/utf-8|pieces|latin/.test(frame.url())) assert.equal(works, "Caf\u00e9,1,string");
            }
            await page.close();
          });
        }

        test("of a guarded page in a frame of one that is not guarded it gets what is in the served page", async () => {
          const page = await session.newPage();
          const { got } = await scrapedFrom(page, `${stage.collector}/around`);
          assert.deepEqual(got, [WITHHELD]);
          await page.close();
        });

        test("it gets what may leave", async () => {
          const page = await session.newPage();
          const { got } = await scrapedFrom(page, `${stage.network}/open`);
          assert.deepEqual(got.sort(), [OPEN, WITHHELD].sort());
          await page.close();
        });
      });
    }
  });
});
