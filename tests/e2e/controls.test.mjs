// Controls whose server does the export: their requests hold ids only, so that nothing but the
// press itself can be stopped. What reaches the server is counted.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startServer } from "../../tools/server.mjs";
import { PEOPLE } from "./demo.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { HEARING, copyOfExtension, field, hasHeard, html, limit, startStage, told, within } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */

/** Sends the ids of the control whenever one of the events reaches it. @param {string[]} events */
const exporter = (events) => `<script>
  const COLLECTOR = location.origin.replace('network.', 'collector.');
  const sent = [];
  const send = (ids, by) => sent.push(fetch(COLLECTOR + '/crm?by=' + by, { method: 'POST', body: JSON.stringify({ ids }) }));
  let notices = 0;
  new MutationObserver(() => { notices += 1; }).observe(document.documentElement, { attributeFilter: ['data-told'] });
  for (const type of ${JSON.stringify(events)}) {
    document.addEventListener(type, (event) => {
      const control = event.composedPath().find((each) => each.dataset?.ids);
      if (control) send(control.dataset.ids, type);
    }, true);
  }
</script>`;

/** @param {string} id @param {string} what @param {string} [attributes] */
const button = (id, what, attributes = "") => `<button id="${id}" data-ids="${id}" ${attributes}>${what}</button>`;

const TABLE = `<table><tbody>
  <tr><td><input type="checkbox" id="choose-nobody"></td><td>Nobody's</td><td>${button("row-nobody", "<b>CRM</b>", "data-contact-export=row")}</td></tr>
  <tr><td><input type="checkbox" id="choose-claire"></td><td>${field()}</td><td>${button("row-claire", "<b>CRM</b>", "data-contact-export=row")}</td></tr>
  <tr><td><input type="checkbox" id="choose-other"></td><td>Nobody's</td><td></td></tr>
  </tbody></table>
  ${button("selection", "CRM", "data-contact-export=selection")}
  ${button("list", "CRM", "data-contact-export=list")}
  ${button("words", "Exporter vers HubSpot")}
  ${button("other-words", "Enregistrer")}
  <div id="host"></div>`;

/** @param {string} id */
const form = (id) =>
  `<form action="/submitted" target="elsewhere" onsubmit="send('${id}', 'submit'); return false"><p>${id === "form-claire" ? field() : "Nobody's"}</p>
  <section>${id === "form-claire" ? field() : "Nobody's"}<button id="${id}" data-contact-export="card">CRM</button></section></form>`;

const EARLY = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "keydown", "keypress", "keyup", "auxclick", "touchstart"];

const stage = await startStage({
  "/table": html(TABLE + exporter(["click"])),
  "/early": html(TABLE + exporter(EARLY)),
  "/quiet": html(TABLE.replace(field(), "Nobody's") + exporter(EARLY)),
  "/forms": html(form("form-nobody") + form("form-claire") + exporter([])),
});
after(() => stage.close());

forEachBrowser((browser) => {
  describe(`controls whose server does the export, in ${browser}`, () => {
    const copy = copyOfExtension(browser, {
      // The parts of a press come one by one here.
      "controls.js": limit("ONE_PRESS", "1000", "60_000"),
    });
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    /** @type {Page} */
    let page;
    before(async () => {
      session = await launch(browser, { extension: copy.folder });
    });
    after(async () => {
      await session.close();
      copy.remove();
    });
    beforeEach(async () => {
      page = await session.newPage();
      stage.takeArrived();
    });

    /** @param {string} path */
    const open = (path) => page.goto(`${stage.network}${path}`);

    /** The exports that have arrived, by their events in any order, once all that was sent is there. */
    async function arrived() {
      // @ts-ignore: a name of the stage
      await page.evaluate(() => Promise.allSettled(sent));
      return stage.takeArrived().filter(({ url, method }) => url.startsWith("/crm") && method === "POST").map(({ url, body }) => `${url.slice(8)} ${body}`);
    }

    /** @param {string} id */
    async function isStopped(id) {
      assert.equal(await within(told(page), "the notice"), "refused control withheld");
      assert.deepEqual(await arrived(), [], `nothing of ${id} arrives`);
      // @ts-ignore: a name of the stage
      assert.equal(await page.evaluate(() => notices), 1, "one press, one notice");
    }

    /** @param {string} id */
    async function isSent(id, by = "click") {
      assert.deepEqual(await arrived(), [`${by} ${JSON.stringify({ ids: id })}`]);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.told), undefined);
    }

    /** @type {Record<string, (id: string) => Promise<unknown>>} */
    const PRESSES = {
      "a press of the mouse": (id) => page.click(`#${id} b`),
      "Enter": (id) => page.focus(`#${id}`).then(() => page.keyboard.press("Enter")),
      "the space bar": (id) => page.focus(`#${id}`).then(() => page.keyboard.press(" ")),
      "click()": (id) => page.evaluate((id) => document.getElementById(id)?.click(), id),
      "an event that a script made": (id) =>
        page.evaluate((id) => document.getElementById(id)?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })), id),
    };
    for (const [name, press] of Object.entries(PRESSES)) {
      test(`${name} exports a row that keeps nothing back, and not one that does`, async () => {
        await open("/table");
        await press("row-nobody");
        await isSent("row-nobody");
        await press("row-claire");
        await isStopped("row-claire");
      });
    }

    test("a page that acts on the first event of a press gets none of it", async () => {
      for (const press of [PRESSES["a press of the mouse"], PRESSES.Enter, PRESSES["the space bar"]]) {
        await open("/early");
        await press?.("row-claire");
        await isStopped("row-claire");
      }
    });

    test("a page that keeps nothing back hears every event", async () => {
      await open("/quiet");
      await page.click("#row-claire");
      assert.deepEqual((await arrived()).map((each) => each.split(" ")[0]).sort(), ["click", "mousedown", "mouseup", "pointerdown", "pointerup"]);
      await page.click("#list", { button: "middle" });
      assert.equal((await arrived()).length, 5);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.told), undefined);
    });

    test("the middle button is stopped, the menu of the right one is not", async () => {
      await open("/early");
      await page.evaluate(() => {
        addEventListener("contextmenu", (event) => {
          event.preventDefault();
          document.body.dataset.menu = "yes";
        });
      });
      await page.click("#row-claire", { button: "right" });
      assert.equal(await page.evaluate(() => document.body.dataset.menu), "yes");
      assert.ok((await arrived()).every((each) => !each.startsWith("click")));
      assert.equal(await page.evaluate(() => document.documentElement.dataset.told), undefined);
      await page.click("#row-claire", { button: "middle" });
      await isStopped("row-claire");
    });

    test("a selection exports what is chosen", async () => {
      await open("/table");
      await page.click("#choose-nobody");
      await page.click("#selection");
      await isSent("selection");
      await page.click("#choose-claire");
      await page.click("#selection");
      await isStopped("selection");
    });

    test("a selection of nobody may be everybody", async () => {
      await open("/table");
      await page.click("#selection");
      await isStopped("selection");
    });

    test("a list exports all that the page has shown", async () => {
      await open("/table");
      await page.evaluate(() => document.querySelector("[data-contact-visibility]")?.closest("tr")?.remove());
      await page.click("#list");
      await isStopped("list");
    });

    test("a tool's button is known by its words, and other words pass", async () => {
      await open("/table");
      await page.click("#other-words");
      await isSent("other-words");
      await page.click("#words");
      await isStopped("words");
    });

    test("a button in an open shadow root is known too", async () => {
      await open("/table");
      await page.evaluate(() => {
        const root = document.getElementById("host")?.attachShadow({ mode: "open" });
        const button = document.createElement("button");
        button.dataset.ids = "shadow";
        button.textContent = "Export to CRM";
        root?.append(button);
      });
      await page.click("#host >>> button");
      await isStopped("shadow");
    });

    for (const [name, submit] of /** @type {const} */ ([
      ["pressed", (/** @type {string} */ id) => page.click(`#${id}`)],
      ["asked for by a script", (/** @type {string} */ id) =>
        page.evaluate((id) => {
          const button = /** @type {HTMLButtonElement} */ (document.getElementById(id));
          button.form?.requestSubmit(button);
        }, id)],
    ])) {
      test(`a form by such a control, ${name}, is not submitted`, async () => {
        await open("/forms");
        await submit("form-nobody");
        await isSent("form-nobody", "submit");
        await submit("form-claire");
        await isStopped("form-claire");
      });
    }
  });

  describe(`the demo's export by ids, in ${browser}`, () => {
    const copy = copyOfExtension(browser, HEARING);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    /** @type {Awaited<ReturnType<typeof startServer>>} */
    let server;
    before(async () => {
      server = await startServer({ port: 0 });
      session = await launch(browser, { extension: copy.folder });
    });
    after(async () => {
      await session.close();
      await server.close();
      copy.remove();
    });
    const exports = () => server.received().filter(({ url, method }) => url === "/crm" && method === "POST").map(({ body }) => body);

    /** @param {Page} page @param {string} text */
    const waitFor = (page, text) =>
      page.waitForFunction((text) => document.body.textContent?.includes(text), {}, text);

    test("the panel's button exports who is open to everyone, and not who is not", async () => {
      const { amara, claire } = PEOPLE;
      assert.ok(amara && claire);
      const page = await session.newPage();
      for (const [person, stopped] of /** @type {const} */ ([[claire, true], [amara, false]])) {
        server.clear();
        await page.goto(`${server.origins.network}/in/${person.slug}/overlay/contact-info/?lang=fr`);
        // What is kept back does not stand there.
        await page.waitForSelector(".artdeco-modal a[href^='mailto:']");
        await hasHeard(page);
        await page.click("#prospectpad-export");
        if (stopped) {
          assert.equal(await told(page), "refused control withheld");
          await page.evaluate((to) => fetch(`${to}/last`), server.origins.collector);
          assert.deepEqual(exports(), []);
        } else {
          await waitFor(page, "Le serveur a exporté 1 contact(s).");
          assert.deepEqual(exports(), [JSON.stringify({ ids: [person.slug] })]);
        }
      }
    });

    test("the table's buttons are stopped, in both languages", async () => {
      const page = await session.newPage();
      for (const [language, name] of /** @type {const} */ ([["en", "Export all to CRM"], ["fr", "Tout exporter vers le CRM"]])) {
        for (const at of ["#prospect-export button", "#row-only-me button"]) {
          server.clear();
          await page.goto(`${server.origins.prospect}/?lang=${language}`);
          await waitFor(page, name);
          await page.click(at);
          assert.equal(await told(page), "refused control withheld");
          await page.evaluate((to) => fetch(`${to}/last`), server.origins.collector);
          assert.deepEqual(exports(), []);
        }
      }
    });
  });
});
