/** The bytes of each script that a guarded page loads, against the budgets below. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { FileFault, readJson } from "./build/json.mjs";
import { inRoot } from "./build/run.mjs";

/** Bytes as the browser reads them from disk. A script without a budget is a failure. */
const BUDGETS = /** @type {Record<string, number>} */ ({
  "notice-texts.js": 10_000,
  "notice.js": 18_000,
  "record.js": 4_000,
  "release.js": 12_000,
  "override.js": 6_000,
  "press.js": 8_000,
  "reveal.js": 12_000,
  "engine-glue.js": 89_000,
  // A third of the engine reads and redacts formats: zip, deflate, digests, tables, binary messages. A twentieth takes
  // served pages apart, which only Firefox's background has any use for.
  "engine-wasm.js": 1_450_000,
  "engine-twin.js": 2_110_000,
  "config.js": 4_000,
  "twin-shim.js": 2_000,
  "lookout.js": 6_000,
  "controls.js": 6_000,
  "veiled.js": 6_000,
  "navigation.js": 9_000,
  "copying.js": 5_000,
  // A third of it is the life cycle: what is said and judged when the extension is gone, or came late.
  "page.js": 24_000,
  "gate.js": 101_000,
  "content.css": 6_000,
});

/** The whole of one page's load, in each browser. */
const TOTAL_BUDGETS = /** @type {Record<string, number>} */ ({
  chromium: 3_860_000,
  firefox: 1_760_000,
});

/** @param {...(string | number)} cells */
function line(...cells) {
  const [name, raw, gzip, budget, note] = cells.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell));
  console.log(`  ${String(name).padEnd(18)}${String(raw).padStart(11)}${String(gzip).padStart(11)}${String(budget).padStart(11)}  ${note ?? ""}`);
}

let over = 0;
try {
  for (const [target, totalBudget] of Object.entries(TOTAL_BUDGETS)) over += report(target, totalBudget);
} catch (error) {
  if (!(error instanceof FileFault)) throw error;
  console.error(`size: ${error.message}`);
  process.exit(1);
}
if (over) {
  console.error(`size: ${over} over budget; the budgets stand in tools/size.mjs`);
  process.exit(1);
}

/**
 * @param {string} target
 * @param {number} totalBudget
 * @returns {number} how many are over budget
 */
function report(target, totalBudget) {
  const folder = inRoot("dist", target);
  if (!existsSync(folder)) throw new FileFault(`${folder} is not there: run make extension`);
  const manifest = readJson(join(folder, "manifest.json"));
  let total = 0;
  let totalGzip = 0;
  let count = 0;
  for (const script of manifest.content_scripts) {
    console.log(`${target}, ${script.world ?? "ISOLATED"}`);
    line("", "bytes", "gzip", "budget");
    for (const name of [...(script.css ?? []), ...(script.js ?? [])]) {
      const bytes = readFileSync(join(folder, name));
      const gzip = gzipSync(bytes, { level: 9 }).length;
      const budget = BUDGETS[name] ?? 0;
      const isOver = bytes.length > budget;
      line(name, bytes.length, gzip, budget, isOver ? "OVER" : "");
      total += bytes.length;
      totalGzip += gzip;
      count += isOver ? 1 : 0;
    }
  }
  const isOver = total > totalBudget;
  line("all", total, totalGzip, totalBudget, isOver ? "OVER" : "");
  return count + (isOver ? 1 : 0);
}
