// Every way out of the demo, end to end: kept back for who stands near or at an unknown distance,
// unchanged for the rest. The network's pages have script hashes only and Trusted Types.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { startServer } from "../../tools/server.mjs";
import { CLIPBOARD_BEFORE, Demo, PEOPLE } from "./demo.mjs";
import { forEachBrowser } from "./harness.mjs";

const { amara, camille, claire, grace, hugo, ines, lena, tomas } = PEOPLE;

/** What each way comes to when it is refused: the native's own failure. */
const REFUSED = {
  "fetch-text": { threw: "TypeError" },
  "fetch-json": { threw: "TypeError" },
  "fetch-form": { threw: "TypeError" },
  "fetch-formdata": { threw: "TypeError" },
  "fetch-blob": { threw: "TypeError" },
  "fetch-bytes": { threw: "TypeError" },
  "fetch-buffer": { threw: "TypeError" },
  "fetch-dataview": { threw: "TypeError" },
  "fetch-request": { threw: "TypeError" },
  "fetch-query": { threw: "TypeError" },
  "xhr-async": { threw: "ProgressEvent error" },
  "xhr-formdata": { threw: "ProgressEvent error" },
  "xhr-sync": { threw: "DOMException NetworkError 19" },
  "beacon-text": { gave: "false" },
  "beacon-blob": { gave: "false" },
  "beacon-formdata": { gave: "false" },
  "form-submit-click": { gave: "undefined" },
  "form-submit-method": { gave: "undefined" },
  "form-request-submit": { gave: "undefined" },
  "form-multipart": { gave: "undefined" },
  "form-get": { gave: "undefined" },
  "location-assign": { gave: "undefined" },
  "location-replace": { gave: "undefined" },
  "location-href": { gave: "undefined" },
  "link-click": { gave: "undefined" },
  "link-detached": { gave: "undefined" },
  "download-blob-attached": { gave: "undefined" },
  "download-blob-detached": { gave: "undefined" },
  // The event itself was not cancelled: the navigation that it started was.
  "download-blob-dispatch": { gave: "true" },
  "download-csv": { gave: "undefined" },
  "download-data": { gave: "undefined" },
  "download-data-base64": { gave: "undefined" },
  "clipboard-write-text": { threw: "DOMException NotAllowedError 0" },
  "clipboard-write": { threw: "DOMException NotAllowedError 0" },
  "exec-copy": { gave: "false" },
  "exec-copy-editable": { gave: "false" },
  "copy-event-set": { gave: "false" },
  cut: { gave: "false" },
};
/** @type {[string, object][]} */
const WAYS = Object.entries(REFUSED);
/** Those that wait for a person's key or mouse, or for paper, have tests of their own below. */
const BY_HAND = ["copy-selection", "drag", "print"];

/** One of each sort, for the second page family: its overlay is a modal dialog. */
const FEW = ["fetch-json", "xhr-async", "beacon-text", "form-submit-click", "location-assign", "link-click",
  "download-csv", "clipboard-write-text", "exec-copy", "cut"];

/** One way of each sort, for the spellings. */
const SPELT = ["fetch-text", "fetch-formdata", "xhr-async", "beacon-text", "form-multipart", "link-click", "download-csv",
  "clipboard-write-text"];

const SPELLINGS = [
  "CLAIRE.VASSEUR@EXAMPLE.COM",
  "mailto:Claire.Vasseur@Example.com",
  "claire.vasseur%40example.com",
  "claire%2Evasseur%40example%2Ecom",
  '{"contact":"claire.vasseur\\u0040example.com"}',
  '"Vasseur","claire.vasseur@example.com"\r\n"Okafor","amara.okafor@example.net"\r\n',
  '--x\r\ncontent-disposition: form-data; name="contact"\r\n\r\nclaire.vasseur@example.com\r\n--x--\r\n',
  "+33639980112",
  "06 39 98 01 12",
  "06.39.98.01.12",
  "0639980112",
  "0033 6 39 98 01 12",
  "+33 (0)6 39 98 01 12",
  "tel:+33-6-39-98-01-12",
  "https://www.example.org/vasseur",
];

/** @type {Record<string, (address: string, value: string) => void>} */
const TO_ANOTHER_WINDOW = {
  "a link outside the page": (address, value) => {
    const link = document.createElement("a");
    link.href = `${address}?contact=${encodeURIComponent(value)}`;
    link.target = "_blank";
    link.click();
  },
  "inside a link outside the page, a dispatched click": (address, value) => {
    const link = document.createElement("a");
    link.href = `${address}?contact=${encodeURIComponent(value)}`;
    link.target = "_blank";
    const inside = document.createElement("b");
    link.append(inside);
    inside.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  },
  "an area of a map": (address, value) => {
    const area = document.createElement("area");
    area.href = `${address}?contact=${encodeURIComponent(value)}`;
    area.target = "_blank";
    document.body.append(area);
    area.click();
  },
  "a link that the page's base sends elsewhere": (address, value) => {
    const base = document.createElement("base");
    base.target = "_blank";
    document.head.append(base);
    const link = document.createElement("a");
    link.href = `${address}?contact=${encodeURIComponent(value)}`;
    document.body.append(link);
    link.click();
  },
  "form.submit()": (address, value) => {
    const form = document.createElement("form");
    form.action = address;
    form.target = "_blank";
    const input = document.createElement("input");
    input.name = "contact";
    input.value = value;
    form.append(input);
    document.body.append(form);
    form.submit();
  },
  "a button of a form": (address, value) => {
    const form = document.createElement("form");
    const button = document.createElement("button");
    button.formAction = address;
    button.formTarget = "_blank";
    const input = document.createElement("input");
    input.name = "contact";
    input.value = value;
    form.append(input, button);
    document.body.append(form);
    button.click();
  },
};

/** @typedef {import("./demo.mjs").Person} Person */

/** @type {Record<string, string>} */
const DISTANCE = {
  [claire.slug]: "1st degree",
  [hugo.slug]: "unknown distance",
  [lena.slug]: "1st degree, server-driven page",
  [ines.slug]: "unknown distance, server-driven page",
};

/** @param {string} way @returns {"sent" | "left" | "saved" | "copied"} */
function endOf(way) {
  if (/^(form|location|link)-/.test(way)) return "left";
  if (way.startsWith("download-")) return "saved";
  if (/^(clipboard|exec|copy)-|^cut$/.test(way)) return "copied";
  return "sent";
}

const server = await startServer({ port: 0 });
after(() => server.close());

forEachBrowser((name) => {
  describe(name, () => {
    /** @type {Demo} */
    let guarded;
    /** @type {Demo} */
    let bare;
    before(async () => {
      guarded = await Demo.start(name, { server, guarded: true });
      bare = await Demo.start(name, { server, guarded: false });
    });
    after(async () => {
      await guarded?.close();
      await bare?.close();
    });

    test("every way of the demo is tried", async () => {
      await bare.show(amara);
      // @ts-ignore: a name of the demo's page
      const ways = await bare.page.evaluate(() => Object.entries(prospectWays).map(([id, { ends }]) => [id, ends]));
      const named = [...WAYS.map(([way]) => [way, endOf(way)]), ...BY_HAND.map((way) => [way, undefined])];
      assert.deepEqual(ways.map(([id]) => id).sort(), named.map(([id]) => id).sort());
      for (const [id, ends] of ways) if (!BY_HAND.includes(id)) assert.equal(ends, endOf(id), id);
    });

    for (const [person, ways] of /** @type {[Person, typeof WAYS][]} */ ([
      [claire, WAYS],
      [hugo, WAYS],
      [lena, WAYS.filter(([way]) => FEW.includes(way))],
      [ines, WAYS.filter(([way]) => FEW.includes(way))],
    ])) {
      describe(`kept back: ${DISTANCE[person.slug]}`, () => {
        before(() => guarded.show(person));
        for (const [way, failure] of ways) {
          test(way, async () => {
            const end = endOf(way);
            if (end === "copied") {
              // Browsers let only the page in front copy.
              await guarded.page.bringToFront();
              await guarded.fillClipboard();
            }
            if (end === "saved") guarded.forgetDownloads();
            assert.deepEqual(await guarded.refused(way, person.email), failure);
            if (end === "copied") assert.equal(await guarded.clipboard(), CLIPBOARD_BEFORE);
            if (end === "saved") assert.deepEqual(await guarded.savedBesideSentinel(), []);
          });
        }
      });
    }

    describe("unchanged: 3rd degree, in a document that has shown a 1st-degree connection too", () => {
      for (const [way] of WAYS) {
        test(way, async () => {
          if (bare.isElsewhere(amara)) await bare.show(amara);
          if (guarded.isElsewhere(amara)) await showBoth(claire, amara);
          await unchanged(way, amara.email, { told: true });
        });
      }
      for (const [way] of WAYS.filter(([way]) => FEW.includes(way) && endOf(way) !== "left")) {
        test(`${way}, server-driven page`, async () => {
          if (bare.isElsewhere(grace)) await bare.show(grace);
          if (guarded.isElsewhere(grace)) await showBoth(lena, grace);
          await unchanged(way, grace.phone);
        });
      }
    });

    describe("unchanged: the custodian's own traffic with a 1st-degree value", () => {
      before(async () => {
        await guarded.show(claire);
        await bare.show(claire);
      });
      // The network's own script takes a link of its page to the network for one of its own.
      const taken = (/** @type {string} */ way) => way !== "link-click" && ["sent", "left"].includes(endOf(way));
      for (const [way] of WAYS.filter(([way]) => taken(way))) {
        test(way, async () => {
          if (guarded.isElsewhere(claire)) await guarded.show(claire);
          if (bare.isElsewhere(claire)) await bare.show(claire);
          await unchanged(way, claire.email, { target: guarded.custodian });
        });
      }
    });

    /**
     * @param {Person} near
     * @param {Person} far
     */
    async function showBoth(near, far) {
      await guarded.show(near);
      await guarded.goOn(far);
      await guarded.page.bringToFront();
    }

    /**
     * Sees to it that a way gives the same, and delivers the same, as without the extension.
     * @param {string} way
     * @param {string} value
     * @param {import("./demo.mjs").Options} [options]
     */
    async function unchanged(way, value, options = {}) {
      const end = endOf(way);
      await bare.page.bringToFront();
      const expected = await bare[end](way, value, { ...options, told: false });
      await guarded.page.bringToFront();
      const notices = options.told ? 1 : 0;
      assert.deepEqual(await guarded[end](way, value, options), { ...expected, ...("notices" in expected && { notices }) });
      // So that the comparison is not one of two failures.
      if (end === "saved") assert.ok("file" in expected && expected.file.text.length > 0);
      if (end === "copied") assert.equal("clipboard" in expected && expected.clipboard, value);
    }

    test("the 2nd degree leaves, with a notice of care", async () => {
      await guarded.show(tomas);
      await bare.show(tomas);
      for (const way of ["fetch-json", "xhr-sync", "beacon-formdata", "download-csv", "clipboard-write-text", "exec-copy", "form-get"]) {
        await unchanged(way, tomas.email, { told: true });
      }
    });

    test("the viewer's own details leave, with no notice", async () => {
      await guarded.show(camille);
      await bare.show(camille);
      for (const way of ["fetch-json", "xhr-sync", "beacon-formdata", "download-csv", "clipboard-write-text", "exec-copy", "form-get"]) {
        await unchanged(way, camille.email);
      }
    });

    test("a refused call fails as one does whose server is out of reach", async () => {
      const closed = createServer().listen(0, "127.0.0.1");
      await once(closed, "listening");
      const { port } = /** @type {import("node:net").AddressInfo} */ (closed.address());
      closed.close();
      await once(closed, "close");
      await bare.show(claire);
      for (const [way, failure] of WAYS.filter(([way]) => /^(fetch|xhr)-/.test(way))) {
        assert.deepEqual(await bare.outcome(way, claire.email, `http://collector.localhost:${port}`), failure, way);
      }
    });

    describe("other spellings of a 1st-degree value are kept back", () => {
      before(() => guarded.show(claire));
      for (const spelling of SPELLINGS) {
        test(JSON.stringify(spelling), async () => {
          await guarded.page.bringToFront();
          await guarded.fillClipboard();
          guarded.forgetDownloads();
          for (const way of SPELT) await guarded.refused(way, spelling);
          assert.equal(await guarded.clipboard(), CLIPBOARD_BEFORE);
          assert.deepEqual(await guarded.savedBesideSentinel(), []);
        });
      }
      test("what is only like it passes", async () => {
        for (const other of ["06 39 98 01 13", "claire.vasseur@example.org", "Claire Vasseur"]) {
          const { notices, request } = await guarded.sent("fetch-text", other);
          assert.deepEqual([notices, request.body], [0, `contact: ${other}`]);
        }
      });
    });

    describe("by a person's own hand", () => {
      test("a tool's selection and Ctrl+C", async () => {
        await guarded.show(claire);
        await copyOf("copy-selection", claire, CLIPBOARD_BEFORE);
        await showBoth(claire, amara);
        await copyOf("copy-selection", amara, amara.email);
      });

      test("the value as the page shows it, and Ctrl+C", async () => {
        const shown = ".artdeco-modal a[href^='mailto:']";
        await guarded.show(claire);
        await copyOf(shown, claire, CLIPBOARD_BEFORE);
        await copyOf(".artdeco-modal", claire, CLIPBOARD_BEFORE);
        await showBoth(claire, amara);
        await copyOf(shown, amara, amara.email);
        await guarded.show(lena);
        await copyOf("dialog[open] a[href^='mailto:']", lena, CLIPBOARD_BEFORE);
      });

      test("something else than the value, and Ctrl+C", async () => {
        await guarded.show(claire);
        await guarded.page.bringToFront();
        await guarded.fillClipboard();
        await guarded.select("#pv-contact-info");
        await guarded.session.pressCopy(guarded.page);
        assert.equal(await guarded.clipboard(), claire.name);
        assert.equal(await guarded.hasNotice(), false);
      });

      /**
       * @param {string} what  a way, or a selector
       * @param {Person} person
       * @param {string} expected
       */
      async function copyOf(what, { email }, expected) {
        await guarded.page.bringToFront();
        await guarded.fillClipboard();
        await guarded.forgetNotice();
        if (what.includes(" ") || what.startsWith(".")) await guarded.select(what);
        else await guarded.outcome(what, email);
        await guarded.session.pressCopy(guarded.page);
        await guarded.noticed();
        assert.equal(await guarded.clipboard(), expected);
      }

      // The mouse is a real one. In headless Firefox nothing is ever dropped: there the data that the
      // drag starts with is all there is to see.
      test("drag and drop", async () => {
        const dropped = (/** @type {string} */ value) => (name === "chromium" ? [value] : []);
        await guarded.show(claire);
        await guarded.page.bringToFront();
        await guarded.outcome("drag", claire.email);
        assert.deepEqual(await guarded.drag("#prospect-drag"), { started: "", dropped: dropped("") });
        await guarded.noticed();
        await guarded.forgetNotice();
        // The native drag of a link would carry its address, of which the veil leaves nothing to take hold of.
        assert.deepEqual(await guarded.drag(".artdeco-modal a[href^='mailto:']"), { started: null, dropped: [] });

        await showBoth(claire, amara);
        await guarded.outcome("drag", amara.email);
        assert.deepEqual(await guarded.drag("#prospect-drag"), { started: amara.email, dropped: dropped(amara.email) });
      });

      for (const how of /** @type {const} */ (["Control", "Shift", "middle", "_blank"])) {
        test(`a link in a new tab: ${how}`, async () => {
          await guarded.show(claire);
          await guarded.page.bringToFront();
          guarded.takeArrived();
          const before = (await guarded.session.browser.pages()).length;
          await guarded.follow(claire.email, how);
          await guarded.noticed();
          assert.equal(await guarded.hasNotice(), true);
          assert.deepEqual(guarded.takeArrived(), []);
          assert.equal((await guarded.session.browser.pages()).length, before);

          await showBoth(claire, amara);
          guarded.takeArrived();
          const opened = once(guarded.tabs, "opened");
          await guarded.follow(amara.email, how);
          assert.equal((await guarded.arrival()).url, `/link?contact=${encodeURIComponent(amara.email)}`);
          await (await opened)[0].close();
        });
      }

      test("a letter or a call to the person", async () => {
        await guarded.show(claire);
        await guarded.page.bringToFront();
        for (const scheme of ["mailto", "tel"]) {
          // The person is shown the detail first, and writes or calls from there.
          assert.deepEqual(await guarded.write(scheme), { heard: false, prevented: false }, scheme);
          await guarded.page.waitForSelector("entre-nous-reveal");
          assert.equal(await guarded.hasNotice(), false, scheme);
          await guarded.page.keyboard.press("Escape");
          await guarded.page.waitForSelector("entre-nous-reveal", { hidden: true });
          // What comes under a resting pointer is not pressed on purpose.
          await guarded.page.mouse.move(640, 640);
        }
        await showBoth(claire, amara);
        assert.deepEqual(await guarded.write("mailto"), { heard: true, prevented: false });
      });
    });

    // Such a click or submission fires no `navigate` in the page that it starts from.
    for (const [what, run] of Object.entries(TO_ANOTHER_WINDOW)) {
      test(`to another window, by script: ${what}`, async () => {
        await guarded.show(claire);
        await guarded.page.bringToFront();
        guarded.takeArrived();
        const before = (await guarded.session.browser.pages()).length;
        await guarded.page.evaluate(run, `${guarded.collector}/window`, claire.email);
        await guarded.noticed();
        assert.equal(await guarded.hasNotice(), true);
        assert.deepEqual(guarded.takeArrived(), []);
        assert.equal((await guarded.session.browser.pages()).length, before);

        await showBoth(claire, amara);
        guarded.takeArrived();
        const opened = once(guarded.tabs, "opened");
        await guarded.page.evaluate(run, `${guarded.collector}/window`, amara.email);
        assert.equal((await guarded.arrival()).url, `/window?contact=${encodeURIComponent(amara.email)}`);
        await (await opened)[0].close();
      });
    }

    test("on paper, what is kept back is blank", async () => {
      await guarded.show(claire);
      await bare.show(claire);
      const values = [claire.email, claire.phone, "www.example.org/vasseur", "March 14"];
      const [blank, full] = [await paper(guarded.page), await paper(bare.page)];
      for (const value of values) {
        assert.equal(full.includes(squeezed(value)), true, value);
        assert.equal(blank.includes(squeezed(value)), false, value);
      }
      assert.equal(blank.includes(squeezed(claire.name)), true);

      await guarded.show(hugo);
      const unknown = await paper(guarded.page);
      assert.deepEqual([hugo.name, hugo.email].map((text) => unknown.includes(squeezed(text))), [true, false]);

      await guarded.show(lena);
      const modal = await paper(guarded.page);
      assert.deepEqual([lena.name, lena.email].map((text) => modal.includes(squeezed(text))), [true, false]);

      await showBoth(claire, amara);
      const further = await paper(guarded.page);
      assert.deepEqual([amara.name, amara.email, amara.phone].map((text) => further.includes(squeezed(text))), [true, true, true]);
    });

    test("one owner's evidence never reaches another", async () => {
      await guarded.show(amara);
      const passes = async () => assert.equal((await guarded.sent("fetch-json", amara.email)).request.method, "POST");
      const kept = () => guarded.refused("fetch-json", claire.email);
      await passes();
      await guarded.goOn(claire);
      await kept();
      await passes();
      await guarded.goOn(amara);
      await kept();
      await passes();
      await guarded.goOn(hugo);
      await guarded.refused("fetch-json", hugo.email);
      await kept();
      await passes();
    });

    test("badge and popup tell kinds and verdicts, never a value or a name", async () => {
      await showBoth(claire, amara);
      const popup = await guarded.session.openPopup();
      try {
        const told = await popup.evaluate(async () => {
          for (const { id } of await chrome.tabs.query({})) {
            if (id === undefined) continue;
            // Only the demo's tab answers.
            const summary = await chrome.tabs.sendMessage(id, { type: "summary" }, { frameId: 0 }).catch(() => null);
            if (summary) return { id, summary };
          }
          throw new Error("no tab answers");
        });
        const { site, fields } = told.summary;
        assert.equal(site, "network.localhost");
        assert.deepEqual(
          fields.map((/** @type {any} */ { kind, verdict }) => `${kind} ${verdict}`).sort(),
          ["birthday withhold", "email warn", "email withhold", "phone allow", "phone withhold", "website allow", "website withhold"],
        );
        await popup.waitForFunction(async (id) => (await chrome.action.getBadgeText({ tabId: id })) === "4", { polling: 50 }, told.id);

        await popup.evaluate(async (id) => {
          const tab = { ...(await chrome.tabs.get(id)), id };
          chrome.tabs.query = /** @type {any} */ (async () => [tab]);
          // The page's script once more, now that it finds the demo's tab.
          // @ts-ignore: the address of a module of the extension
          await import("./popup.js?again");
        }, told.id);
        const text = await popup.evaluate(() => document.body.innerText);
        const html = await popup.evaluate(() => document.documentElement.outerHTML);
        assert.match(text, /Kept back/);
        assert.match(text, /Birthday/);
        for (const { slug, name, email, phone } of [claire, amara]) {
          for (const never of [name, slug, email, phone, phone.replaceAll(" ", ""), "March 14"]) {
            assert.equal(JSON.stringify(told).includes(never), false, never);
            assert.equal(html.includes(never), false, never);
          }
        }
      } finally {
        await popup.close();
      }
    });

    test("the guard as a script of the page", async () => {
      await bare.show(claire, "?guard=page");
      await bare.page.bringToFront();
      await bare.page.waitForFunction(() => document.getElementById("guard-status")?.textContent?.includes("script of this page"));
      assert.deepEqual(await bare.refused("fetch-json", claire.email), REFUSED["fetch-json"]);
      assert.deepEqual(await bare.refused("form-submit-click", claire.email), REFUSED["form-submit-click"]);
      const style = await bare.page.evaluate(() => {
        const marks = [...document.querySelectorAll(".artdeco-modal entre-nous-mark")];
        return marks.map((mark) => getComputedStyle(mark).display);
      });
      assert.deepEqual(style, ["inline-block", "inline-block", "inline-block", "inline-block"]);
      await bare.goOn(amara);
      assert.equal((await bare.sent("fetch-json", amara.email)).request.method, "POST");
      await bare.refused("fetch-json", claire.email);
      const blank = await paper(bare.page);
      assert.deepEqual([amara.email, claire.email].map((text) => blank.includes(squeezed(text))), [true, false]);
    });
  });
});

/** @param {string} text */
function squeezed(text) {
  return text.replace(/\s+/g, "");
}

/**
 * The words of a page as it comes on paper, without any blanks: lines break where they like.
 * @param {import("./harness.mjs").Page} page
 */
async function paper(page) {
  const pdf = await page.pdf({ format: "A3" });
  return squeezed(execFileSync("pdftotext", ["-raw", "-", "-"], { input: pdf, encoding: "utf8" }));
}
