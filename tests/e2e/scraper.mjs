// Another extension: it takes contact details off pages and sends them from its background. The audit must list it,
// and the veil must leave it nothing.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ world: "ISOLATED" | "MAIN" | "", moment: string, how: string, value: string, url: string }} Report */

/**
 * @typedef {object} ScraperOptions
 * @property {string} collector  where its background posts each {@link Report}
 * @property {readonly string[]} values  what it looks for
 * @property {readonly string[]} [matches]  where its content scripts run
 * @property {readonly string[]} [hosts]  its host permissions
 * @property {readonly string[]} [permissions]
 * @property {readonly string[]} [moments]
 * @property {readonly ("ISOLATED" | "MAIN")[]} [worlds]
 * @property {string} [hooks]  a global of the page by which its scripts know that our gate stands; then they also look
 *   into what the page asks for
 * @property {string} [name]
 */

const SOURCE = fileURLToPath(new URL("scraper", import.meta.url));

export const SCRAPER_NAME = "Test scraper";

/** Firefox's id of it; Chromium makes one of the folder's path. */
export const SCRAPER_ID = "scraper@entre-nous.example";

/** When its scripts begin. */
export const MOMENTS = ["document_start", "document_end", "document_idle"];
/** @type {readonly ("ISOLATED" | "MAIN")[]} */
const WORLDS = ["ISOLATED", "MAIN"];

const NETWORK = ["http://network.localhost/*", "http://prospect.localhost/*"];

/**
 * The scraper in a folder of its own, for both browsers.
 *
 * @param {ScraperOptions} options
 */
export function makeScraper({
  collector,
  values,
  matches = NETWORK,
  hosts = NETWORK,
  permissions = ["scripting"],
  moments = MOMENTS,
  worlds = WORLDS,
  hooks = "",
  name = SCRAPER_NAME,
}) {
  const folder = mkdtempSync(join(tmpdir(), "entre-nous-scraper-"));
  const write = (/** @type {string} */ file, /** @type {string} */ text) => writeFileSync(join(folder, file), text);
  const body = readFileSync(join(SOURCE, "scrape.js"), "utf8").trimEnd();
  cpSync(join(SOURCE, "background.js"), join(folder, "background.js"));
  write("config.json", JSON.stringify({ collector, values }));
  const scripts = moments.flatMap((moment) =>
    worlds.map((world) => {
      const file = `${world}-${moment}.js`.toLowerCase();
      write(file, `${body}(${JSON.stringify({ world, moment, values, hooks })});\n`);
      return { matches, js: [file], run_at: moment, world, all_frames: true, match_origin_as_fallback: true };
    }),
  );
  const manifest = {
    manifest_version: 3,
    name,
    version: "1.2.3",
    background: { service_worker: "background.js", scripts: ["background.js"] },
    ...(scripts.length > 0 && { content_scripts: scripts }),
    permissions,
    host_permissions: [...hosts, `${new URL(collector).protocol}//${new URL(collector).hostname}/*`],
    // Without its own, Firefox would ask the collector by https.
    content_security_policy: { extension_pages: "script-src 'self'" },
    browser_specific_settings: { gecko: { id: SCRAPER_ID, data_collection_permissions: { required: ["none"] } } },
  };
  write("manifest.json", JSON.stringify(manifest, null, 2));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * What the scraper has told, of what has arrived at the stage.
 *
 * @param {readonly { method: string, body: string }[]} arrived
 * @returns {Report[]}
 */
export function reportsAmong(arrived) {
  return arrived.filter(({ method, body }) => method === "POST" && body.startsWith('{"world"')).map(({ body }) => JSON.parse(body));
}

/** @typedef {Awaited<ReturnType<typeof import("./stage.mjs").startStage>>} Stage */

/**
 * Installs it, and waits until its background listens.
 *
 * @param {Stage} stage @param {import("./harness.mjs").Session} session @param {string} folder
 */
export async function installScraper(stage, session, folder) {
  stage.takeArrived();
  await session.browser.installExtension(folder);
  while (!reportsAmong(stage.arrivedSince()).some(({ how }) => how === "ready")) await stage.arrivals(stage.arrivedSince().length + 1);
}

/**
 * Waits until every script of the scraper's usual ones has said so, in the only page that is open, and one that it puts
 * there later.
 *
 * @param {Stage} stage  where nothing has been taken since the page was opened
 * @param {string} [how]
 */
export async function allLooked(stage, how = "looked") {
  const looks = () => new Set(reportsAmong(stage.arrivedSince()).filter((each) => each.how === how).map(({ world, moment }) => `${world} ${moment}`));
  while (looks().size < (MOMENTS.length + 1) * WORLDS.length) await stage.arrivals(stage.arrivedSince().length + 1);
}

/**
 * Lets all of them look once more, and gives what they have come by until then.
 *
 * @param {Stage} stage @param {import("./harness.mjs").Page} page
 * @returns {Promise<Report[]>}
 */
export async function lookAgain(stage, page) {
  await allLooked(stage);
  await page.evaluate(() => dispatchEvent(new Event("scraper-look")));
  await allLooked(stage, "looked again");
  return reportsAmong(stage.takeArrived());
}

/**
 * The ways by which the scraper came by a value.
 *
 * @param {readonly Report[]} reports @param {string} value
 */
export function waysTo(reports, value) {
  const found = reports.filter((each) => each.value === value);
  return [...new Set(found.map(({ how, world, moment }) => `${how} in ${world}, ${moment}`))].sort();
}
