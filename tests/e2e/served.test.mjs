// In Firefox a page that is served with withheld values never has them in its document: another extension that reads
// and observes finds none, whichever was installed first.

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { forEachBrowser, launch } from "./harness.mjs";
import { MOMENTS, allLooked, installScraper, makeScraper, reportsAmong } from "./scraper.mjs";
import { WITHHELD, copyOfExtension, field, html, limit, sendInPieces, startStage, within } from "./stage.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

const PHONE = "+33 6 99 00 12 34";
const OPEN = "+33 6 99 00 56 78";
const LATER = "+33 6 99 00 90 12";
/** Of a kind that other pages are not told of. */
const SECOND = "9 rue de l'Exemple, 69000 Lyon";

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

/** Notes what was in the document, be it for a moment only. */
const WATCH = `<script>
  const seen = [];
  new MutationObserver((records) => {
    for (const { oldValue, addedNodes } of records) seen.push(oldValue, ...[...addedNodes].map((node) => node.outerHTML ?? node.nodeValue));
  }).observe(document, { subtree: true, childList: true, characterData: true, characterDataOldValue: true, attributes: true, attributeOldValue: true });
</script>`;

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
  "/open": html(`${profile("bob-example", "3rd", OPEN)}<p>${WITHHELD}</p>`),
  "/hidden": html(`<div hidden>${profile("bob-example", "3rd", PHONE)}</div>`),
  "/frames": () => html(`<iframe src="/utf-8"></iframe><iframe src="${stage.prospect}/one"></iframe>`),
  "/mixed": html('<iframe src="/utf-8"></iframe><iframe src="/allowed"></iframe>'),
  "/allowed": html(profile("bob-example", "3rd", OPEN)),
  "/two": html(`${field()}<iframe src="/second"></iframe>`),
  "/second": html(`<span data-contact-visibility="1st-degree" data-contact-kind="address" data-contact-owner="samir">${SECOND}</span>`),
  "/own-address": html(`${field()}<a id="own" href="/letters?to=${WITHHELD}">Letters</a><a id="other" href="https://elsewhere.example/?to=${WITHHELD}">Elsewhere</a>`),
  "/links": html('<a id="link" download="letter.html" href="/letter">Letter</a><a id="attached" href="/attached">Attached</a>'),
  "/letter": html(field()),
  "/one": html(field(), WATCH),
  "/plain": html(field()),
  "/early": () => html(field(), EARLY.replace("COLLECTOR", JSON.stringify(`${stage.collector}/early`)).replace("VALUE", JSON.stringify(WITHHELD))),
  "/innocent": INNOCENT,
  "/late-distance": html(`${profile("bob-example", "", LATER)}<script>const prove = () => { document.querySelector(".dist-value").textContent = "3rd"; };</script>`),
  "/nothing-100": html(PROSE.repeat(450)),
  "/nothing-1000": html(PROSE.replace("Some", "Some words and ".repeat(140)).repeat(450)),
  "/thousand": html(Array.from({ length: 1000 }, (_, index) => `<p>${field(`a${index}@example.com`)}</p>`).join("")),
  "/halves": { half: html(field()).replace("</body></html>", ""), rest: "<p id='rest'>Rest</p></body></html>" },
}, answer);
after(() => stage.close());

/** Pages with headers of their own, by path: their type, what they are, and in how many pieces they come. */
/** @type {Record<string, { type: string, body: string | Buffer, pieces?: number, headers?: Record<string, string> }>} */
const SPECIAL = {
  "/pieces": { type: "text/html; charset=utf-8", body: PAGE, pieces: 50 },
  "/latin": { type: "text/html; charset=iso-8859-1", body: Buffer.from(LATIN, "latin1"), pieces: 7 },
  "/innocent-latin": {
    type: "text/html",
    body: Buffer.concat([Buffer.from(INNOCENT.replace('<meta charset="utf-8">', ""), "latin1"), Buffer.from([0x81, 0xff, 0xc3])]),
    pieces: 2,
  },
  "/innocent-packed": { type: "text/html; charset=utf-8", body: gzipSync(INNOCENT), headers: { "content-encoding": "gzip" } },
  "/packed": { type: "text/html; charset=utf-8", body: gzipSync(html(field(), WATCH)), headers: { "content-encoding": "gzip" } },
  "/attached": { type: "text/html; charset=utf-8", body: html(field()), headers: { "content-disposition": 'attachment; filename="attached.html"' } },
  "/plain-text": { type: "text/plain; charset=utf-8", body: html(field()) },
};
let revalidated = 0;
const requests = new EventEmitter();

/** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {URL} url */
function answer(request, response, { pathname }) {
  requests.emit(pathname);
  const special = SPECIAL[pathname];
  if (special) {
    const { type, body, pieces, headers } = special;
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers, ...(!pieces && { "content-length": Buffer.byteLength(body) }) });
    if (pieces) void sendInPieces(response, body, pieces);
    else response.end(body);
    return true;
  }
  if (pathname !== "/revalidated") return false;
  const isKnown = request.headers["if-none-match"] !== undefined;
  if (isKnown) revalidated += 1;
  response.writeHead(isKnown ? 304 : 200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache", etag: '"1"' });
  response.end(isKnown ? undefined : html(field(), WATCH));
  return true;
}

const VALUES = [WITHHELD, PHONE, OPEN];

/** Whether a value is in a page that watches itself, or was there. @param {Page} page @param {string} [value] */
const entered = (page, value = WITHHELD) =>
  // @ts-ignore: a name of the page
  page.evaluate((value) => `${seen.join("\n")}${document.documentElement.outerHTML}`.includes(value), value);

/**
 * Waits until every script of the scraper in every guarded frame has said so.
 *
 * @param {readonly string[]} urls  of the frames
 * @param {string} how
 */
async function allFramesLooked(urls, how) {
  const looks = () => new Set(reportsAmong(stage.arrivedSince())
    .filter((each) => each.how === how && urls.includes(each.url))
    .map(({ url, world, moment }) => `${url} ${world} ${moment}`));
  const wait = async () => {
    while (looks().size < urls.length * MOMENTS.length * 2) await stage.arrivals(stage.arrivedSince().length + 1);
  };
  await within(wait(), `the scraper's looks into ${urls}`);
  await allLooked(stage, how);
}

/**
 * What the scraper has come by in a page with so many guarded frames.
 *
 * @param {Page} page @param {string} url @param {number} count
 */
async function scrapedFrom(page, url, count = 1) {
  stage.takeArrived();
  await page.goto(url);
  const guarded = () => page.frames().filter((frame) => /^http:..(network|prospect)/.test(frame.url()));
  while (guarded().length < count) await sleep(20);
  const urls = guarded().map((frame) => frame.url());
  await allFramesLooked(urls, "looked");
  for (const frame of guarded()) await frame.evaluate(() => void dispatchEvent(new Event("scraper-look")));
  await allFramesLooked(urls, "looked again");
  const reports = reportsAmong(stage.takeArrived());
  return { got: [...new Set(reports.filter(({ value }) => value).map(({ value }) => value))].sort(), reports };
}

/**
 * What becomes of a value that a page sends once its engine has heard what stands in other documents: until then
 * nothing leaves.
 *
 * @param {Page} page @param {string} value
 */
const sentOnceHeard = (page, value) =>
  page.evaluate(async (to, value) => {
    const send = (/** @type {string} */ body) => fetch(to, { method: "POST", mode: "no-cors", body }).then(() => "sent", () => "refused");
    while (await send("nothing") === "refused") await new Promise((next) => setTimeout(next));
    return send(value);
  }, stage.collector, value);

forEachBrowser((browser) => {
  if (browser !== "firefox") {
    test("a page as it is served", { skip: "Chromium lets no extension change one" });
    return;
  }

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

      for (const path of ["/innocent", "/innocent-latin", "/innocent-packed", "/open", "/plain-text"]) {
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
        await page.waitForSelector("[data-contact-kind]");
        assert.equal(await page.evaluate((value) => document.documentElement.outerHTML.includes(value), WITHHELD), false);
        assert.equal(await page.evaluate(() => document.readyState), "loading");
        stage.sendRest();
        await loaded;
        assert.equal(await page.evaluate(() => document.getElementById("rest")?.textContent), "Rest");
        await page.close();
      });

      test("a page that comes packed is veiled", async () => {
        const page = await session.newPage(`${stage.network}/packed`);
        await page.waitForSelector("entre-nous-mark");
        assert.equal(await entered(page), false);
        await page.close();
      });

      test("a page of which the browser has a copy that its server calls current is veiled", async () => {
        for (const times of [0, 1]) {
          const page = await session.newPage(`${stage.network}/revalidated`);
          await page.waitForSelector("entre-nous-mark");
          assert.deepEqual([revalidated, await entered(page)], [times, false]);
          await page.close();
        }
      });

      test("an address of the site itself stays as it is", async () => {
        const page = await session.newPage(`${stage.network}/own-address`);
        await page.waitForSelector("entre-nous-mark");
        assert.deepEqual(
          await page.evaluate((value) => ["own", "other"].map((id) => document.getElementById(id)?.getAttribute("href")?.includes(value)), WITHHELD),
          [true, false],
        );
        await page.close();
      });

      for (const [id, name] of [["attached", "attached.html"], ["link", "letter.html"]]) {
        test(`what is saved as a file is what was sent: ${id}`, async () => {
          const page = await session.newPage(`${stage.network}/links`);
          await page.click(`#${id}`);
          const { text } = await session.downloadFinished({ named: new RegExp(`^${name}$`) });
          assert.equal(text, html(field()));
          await page.close();
        });
      }

      test("what stands for a value in one frame is told from what does in another", async () => {
        const page = await session.newPage(`${stage.network}/two`);
        await page.waitForSelector("entre-nous-mark");
        const inner = await page.waitForFrame((frame) => frame.url().endsWith("/second"));
        await inner.waitForSelector("entre-nous-mark");
        const echoed = () => {
          const body = document.querySelector("[data-contact-kind]")?.textContent ?? "";
          return fetch("/echo", { method: "POST", body }).then((response) => response.json()).then(({ body }) => body);
        };
        assert.deepEqual([await page.evaluate(echoed), await inner.evaluate(echoed)], [WITHHELD, SECOND]);
        assert.equal(await sentOnceHeard(page, SECOND), "refused");
        await page.close();
      });
    });

    test("what the engine of a frame has not asked for yet is known to the one around it", async () => {
      const deaf = copyOfExtension(browser, {
        "page.js": (text) => text.replace("if (hadExtension && isGecko) void askForServed", "if (hadExtension && isGecko && window === window.top) void askForServed"),
        "served.js": limit("LEARNT_WITHIN_MS", "60_000", "2000"),
      });
      const session = await launch(browser, { extension: deaf.folder });
      try {
        const page = await session.newPage(`${stage.network}/two`);
        const outcome = await sentOnceHeard(page, SECOND);
        assert.equal(outcome, "refused");
      } finally {
        await session.close();
        deaf.remove();
      }
    });

    test("a page that is left while it is held takes nothing from the next", async () => {
      const holding = copyOfExtension(browser, {
        "served.js": (text) => limit("MOST_MS", "10_000", "60_000")(limit("PAUSE_MS", "3000", "60_000")(text)),
      });
      const session = await launch(browser, { extension: holding.folder });
      try {
        const page = await session.newPage(`${stage.network}/links`);
        const asked = once(requests, "/halves");
        await page.evaluate(() => { location.href = "/halves"; });
        await asked;
        await page.evaluate(() => { location.href = "/one"; });
        await page.waitForSelector("entre-nous-mark");
        assert.equal(await entered(page), false);
        stage.sendRest();
      } finally {
        await session.close();
        holding.remove();
      }
    });

    test("a page that never ends is shown", async () => {
      const impatient = copyOfExtension(browser, {
        "served.js": (text) => limit("MOST_MS", "10_000", "200")(limit("PAUSE_MS", "3000", "60_000")(text)),
      });
      const session = await launch(browser, { extension: impatient.folder });
      try {
        const page = await session.newPage();
        const loaded = page.goto(`${stage.network}/halves`);
        await page.waitForSelector("[data-contact-kind]");
        assert.equal(await page.evaluate((value) => document.documentElement.outerHTML.includes(value), WITHHELD), false);
        stage.sendRest();
        await loaded;
      } finally {
        await session.close();
        impatient.remove();
      }
    });

    test("where the veil is turned off a page comes as it was sent", async () => {
      const off = copyOfExtension(browser, {
        "settings.js": (text) => text.replace("export async function choices() {", "export async function choices() { return { person: null, veilOff: ['network.localhost'], organisation: null };"),
        "manifest.json": (text) => text.replace("default-src 'none'", "default-src 'none'; connect-src *"),
        "served.js": (text) => text.replace("if (!veiled) return null;", `void fetch("${stage.collector}/" + (veiled ? "veiled" : "as-sent"), { mode: "no-cors" }); if (!veiled) return null;`),
      });
      stage.takeArrived();
      const session = await launch(browser, { extension: off.folder });
      try {
        const page = await session.newPage(`${stage.network}/one`);
        await stage.arrivals();
        assert.deepEqual([await entered(page), ...stage.takeArrived().map(({ url }) => url)], [true, "/as-sent"]);
      } finally {
        await session.close();
        off.remove();
      }
    });

    test("a page that is opened while the background sleeps is veiled", async () => {
      const telling = copyOfExtension(browser, {
        "manifest.json": (text) => text.replace("default-src 'none'", "default-src 'none'; connect-src *").replace('"storage"', '"storage", "http://collector.localhost/*"'),
        "served.js": (text) => `${text}
          navigator.sendBeacon("${stage.collector}/awake");
          chrome.runtime.onSuspend.addListener(() => navigator.sendBeacon("${stage.collector}/asleep"));`,
      });
      const session = await launch(browser, { extension: telling.folder, sleepsAfter: 500, installsLater: true });
      try {
        await installScraper(stage, session, scraper.folder);
        await session.installExtension(telling.folder);
        const page = await session.newPage();
        const states = () => stage.arrivedSince().map(({ url }) => url).filter((url) => url === "/awake" || url === "/asleep");
        const asleep = async () => {
          while (states().at(-1) !== "/asleep") await stage.arrivals(stage.arrivedSince().length + 1);
        };
        for (let round = 0; round < 2; round += 1) {
          await page.goto("about:blank");
          await within(asleep(), "the background's sleep");
          stage.takeArrived();
          await page.goto(`${stage.network}/one`);
          await allLooked(stage);
          assert.ok(states().includes("/awake"));
          assert.deepEqual(reportsAmong(stage.arrivedSince()).filter(({ value }) => value), []);
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
          .replace("return bindings.veil_served(", "const began = performance.now(); const veiled = bindings.veil_served(")
          .replace("hasLetters }, source);", "hasLetters }, source); says(`${url}, ${source.length} characters: read and veiled`, began); return veiled;")
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
          await installScraper(stage, session, scraper.folder);
          if (order === "before us") await session.installExtension(copy.folder);
        });
        after(() => session.close());

        for (const [path, frames, open] of /** @type {const} */ ([
          ["/utf-8", 1, false], ["/pieces", 1, false], ["/latin", 1, false], ["/frames", 3, false], ["/mixed", 3, true],
        ])) {
          test(`of ${path} it gets what may leave, and nothing that is withheld`, async () => {
            const page = await session.newPage();
            const { got, reports } = await scrapedFrom(page, `${stage.network}${path}`, frames);
            const expected = [...(open ? [OPEN] : []), ...(order === "without us" ? [WITHHELD, PHONE] : [])];
            assert.deepEqual(got, expected.sort(), JSON.stringify(reports.filter(({ value }) => value)));
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
          assert.deepEqual(got, [OPEN, WITHHELD].sort());
          await page.close();
        });
      });
    }
  });
});
