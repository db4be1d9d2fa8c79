// The demo's contact details at their source: what its pages get of them, as the engine veils them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { startServer } from "../../tools/server.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { copyOfExtension } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {{ slug: string, values: string[] }} Person */

const SCREEN = "com.linkedin.sdui.flagshipnav.profile.ProfileContactDetailsOverlay";
const NAVIGATION = `/flagship-web/rsc-action/actions/navigation?screenId=${SCREEN}&sduiid=${SCREEN}`;

/** Of the 1st degree: none of these may reach the page. The first in Voyager's JSON, the second in rows. @type {Person[]} */
const CONNECTIONS = [
  { slug: "claire-vasseur-3a7b", values: ["claire.vasseur@example.com", "+33 6 39 98 01 12", "example.org/vasseur"] },
  { slug: "lena-brandt-17fe", values: ["lena.brandt@example.org", "+33 1 99 00 73 05", "example.com/brandt", "Holunderweg 12"] },
];
/** Of the 3rd degree, normalised. @type {Person[]} */
const OTHERS = [
  { slug: "amara-okafor-55d2", values: ["amara.okafor@example.net", "+44 7700 900142"] },
  { slug: "grace-whitcombe-0a6d", values: ["grace.whitcombe@example.com", "(503) 555-0147"] },
];

const server = await startServer({ port: 0 });
after(() => server.close());

/** Both answers about a person. @param {string} slug @returns {{ path: string, body?: string }[]} */
const asking = (slug) => [
  { path: `/voyager/api/identity/profiles/${slug}/profileContactInfo` },
  { path: NAVIGATION, body: JSON.stringify({ vanityName: slug }) },
];

/** What the network answers. @param {{ path: string, body?: string }} asked @returns {Promise<string>} */
async function answered({ path, body }) {
  const headers = { host: `network.localhost:${server.port}` };
  const sent = request({ host: "127.0.0.1", port: server.port, path, method: body ? "POST" : "GET", headers });
  sent.end(body);
  const [response] = await once(sent, "response");
  response.setEncoding("utf8");
  return (await response.toArray()).join("");
}

/** What the page reads of it. @param {Page} page @param {{ path: string, body?: string }} asked @returns {Promise<string>} */
const read = (page, asked) =>
  page.evaluate(async ({ path, body }) => (await fetch(path, { method: body ? "POST" : "GET", body })).text(), asked);

/** Opens a person's contact details by the page's own link, and gives what is shown of them. @param {Page} page @param {Person} person */
async function shown(page, { slug, values }) {
  await page.evaluate((slug) => {
    /** @type {HTMLElement | null} */ (document.querySelector(`a[href="/in/${slug}/overlay/contact-info/"]`))?.click();
  }, slug);
  const overlay = "#artdeco-modal-outlet .section-info, dialog[open] [data-testid='dialog-content']";
  // The profile's row is in all of them, with the person's address in it.
  await page.waitForFunction((overlay, slug) => document.querySelector(overlay)?.textContent?.includes(slug), {}, overlay, slug);
  return page.evaluate((overlay, values) => {
    const { textContent, innerHTML } = /** @type {Element} */ (document.querySelector(overlay));
    return { rows: textContent ?? "", found: values.filter((value) => innerHTML.includes(value)) };
  }, overlay, values);
}

forEachBrowser((browser) => {
  describe(`the demo's contact details at their source, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    /** @type {Page} */
    let page;
    before(async () => { session = await launch(browser, { extension: copy.folder }); page = await session.newPage(); });
    after(async () => { await session.close(); copy.remove(); });
    /** @param {Person} person */
    const visit = ({ slug }) => page.goto(`${server.origins.network}/in/${slug}/?csp=none`);

    for (const person of CONNECTIONS) {
      test(`of a 1st-degree connection no value comes, in the same length: ${person.slug}`, async () => {
        await visit(person);
        for (const asked of asking(person.slug)) {
          const answer = await answered(asked);
          const text = await read(page, asked);
          for (const value of person.values) {
            assert.ok(answer.includes(value), `${value} is in the answer`);
            assert.ok(!text.includes(value), `${value} is not in what the page reads`);
          }
          assert.equal(Buffer.byteLength(text), Buffer.byteLength(answer));
        }
      });

      test(`the page of a 1st-degree connection works as before, without a value: ${person.slug}`, async () => {
        await visit(person);
        const { rows, found } = await shown(page, person);
        assert.match(rows, /Connected since/);
        assert.match(rows, /\(Mobile\)/);
        assert.deepEqual(found, []);
      });
    }

    for (const person of OTHERS) {
      test(`of the 3rd degree all comes as it is: ${person.slug}`, async () => {
        await visit(person);
        for (const asked of asking(person.slug)) assert.equal(await read(page, asked), await answered(asked));
        assert.deepEqual((await shown(page, person)).found, person.values);
      });
    }
  });
});
