// Another extension: it takes contact details off pages and sends them from its background. The audit must list it,
// and the veil must leave it nothing.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ world: "ISOLATED" | "MAIN", moment: string, how: string, value: string, url: string }} Report */

/**
 * @typedef {object} ScraperOptions
 * @property {string} collector  where its background posts each {@link Report}
 * @property {readonly string[]} values  what it looks for
 * @property {readonly string[]} [matches]  where its content scripts run
 * @property {readonly string[]} [hosts]  its host permissions
 * @property {readonly string[]} [permissions]
 * @property {readonly string[]} [moments]
 * @property {readonly ("ISOLATED" | "MAIN")[]} [worlds]
 * @property {boolean} [hooks]  whether its script in the page's world wraps `fetch` and `XMLHttpRequest`
 * @property {string} [name]
 */

const SOURCE = fileURLToPath(new URL("scraper", import.meta.url));

export const SCRAPER_NAME = "Test scraper";

/** Firefox's id of it; Chromium makes one of the folder's path. */
export const SCRAPER_ID = "scraper@entre-nous.example";

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
  moments = ["document_start", "document_end", "document_idle"],
  worlds = ["ISOLATED", "MAIN"],
  hooks = false,
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
