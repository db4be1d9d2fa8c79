/**
 * The payload search in a page: the engine as wasm and as its twin, beside its peers and the floors,
 * in turns on the same payloads. All of them must find what was planted.
 */

import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { BENCH_ENGINE, ENGINE_FILES, engineFile } from "../build/engine.mjs";
import { inRoot } from "../build/run.mjs";
import { goal } from "./goals.mjs";
import { median, ratio } from "./statistics.mjs";

/** @typedef {Record<string, number[]>} Times by name, in microseconds */

const SIZES = /** @type {const} */ ([["5 KB", 5_000, 41], ["500 KB", 500_000, 41], ["10 MB", 10_000_000, 7]]);
const COUNTS = [10, 1_000, 100_000];
/** The most that a scan may take of what the table-per-byte loop does; small payloads have no goal. */
const SCAN_GOALS = /** @type {Record<string, number>} */ ({ JSON: 0.25, CSV: 0.667, digits: 2.5, emails: 2.5 });
const VERDICT_GOALS = /** @type {Record<string, number>} */ ({ JSON: 2.5, CSV: 4 });
const GROWTH_GOALS = /** @type {Record<string, number>} */ ({ JSON: 1.2, CSV: 1.5 });
const PEER_GOALS = /** @type {Record<string, number>} */ ({
  "RegExp + Set": 10, "the same by hand in JavaScript": 3, "Aho-Corasick, all spellings": 15, "libphonenumber-js": 250,
});
const QUICK = ["RegExp + Set", "the same by hand in JavaScript", "linkify-it"];
const ALL = [...Object.keys(PEER_GOALS), "linkify-it"];
/** Which peers run where: the slow ones only where they end in some seconds. */
const CONTESTS = /** @type {[string, number, number, number, string[]][]} */ ([
  ["5 KB", 5_000, 1_000, 21, ALL],
  ["500 KB", 500_000, 10, 21, QUICK.concat("Aho-Corasick, all spellings")],
  ["500 KB", 500_000, 1_000, 21, ALL],
  ["500 KB", 500_000, 100_000, 21, QUICK],
  ["10 MB", 10_000_000, 1_000, 3, QUICK],
]);

/** The page's script: the engine, and what drives it. */
export async function searchScript() {
  const { outputFiles } = await build({
    entryPoints: [inRoot("tools", "bench", "search-page.mjs")], bundle: true, write: false, format: "iife", platform: "browser", target: "chrome123",
  });
  const parts = [...ENGINE_FILES.map((name) => engineFile(name, BENCH_ENGINE)), inRoot("extension", "twin-shim.js")];
  return [...parts.map((file) => readFileSync(file, "utf8")), outputFiles[0]?.text].join("\n");
}

const speed = (/** @type {number} */ bytes, /** @type {number[]} */ times = []) => {
  const megabytes = bytes / median(times);
  return megabytes.toFixed(megabytes < 10 ? 2 : 0).padStart(12);
};
const counted = (/** @type {number} */ count) => count.toLocaleString("en").padStart(8);

/**
 * @param {(code: string) => Promise<any>} run  runs code in the page
 * @param {(isTrue: unknown, what: string) => void} check
 */
export async function payloadSearch(run, check) {
  await scans(run, check);
  await growth(run);
  await contests(run, check);
  await large(run, check);
}

/** @type {typeof payloadSearch} */
async function scans(run, check) {
  console.log(`\nSearching a payload, MB/s: in wasm's memory, from a string\n${"".padEnd(26)}${"values".padStart(8)}${["scan", "table loop", "encodeInto", "wasm", "twin"].map((name) => name.padStart(12)).join("")}   scan ÷ table, wasm ÷ encodeInto`);
  /** @type {Record<string, [scan: number, verdict: number]>} */
  const worst = {};
  /** @param {string} kind @param {typeof SIZES[number]} size @param {number} count @param {object} [options] @param {string} [note] */
  async function one(kind, [size, length, rounds], count, options, note = "") {
    const hasTwin = length < 1e7 || count === 1_000;
    const { bytes, isRight, times } = await run(`search.ours(${JSON.stringify(kind)}, ${length}, ${count}, ${JSON.stringify({ rounds, hasTwin, ...options })})`);
    check(isRight, `${kind}, ${size}, ${count} values: wasm and twin find what was planted and nothing else`);
    const [scan, verdict] = [ratio(times.scan, times.table), ratio(times.wasm, times.encodeInto)];
    console.log(`  ${`${kind}, ${size}${note}`.padEnd(24)}${counted(count)}${["scan", "table", "encodeInto", "wasm", "twin"].map((name) => (times[name] ? speed(bytes, times[name]) : "".padStart(12))).join("")}${scan.toFixed(2).padStart(15)}${verdict.toFixed(2).padStart(18)}`);
    if (length >= 500_000 && count === 1_000 && !options) {
      const [most, mostVerdict] = worst[kind] ?? [0, 0];
      worst[kind] = [Math.max(scan, most), Math.max(verdict, mostVerdict)];
    }
  }
  for (const kind of Object.keys(SCAN_GOALS)) {
    for (const size of SIZES) for (const count of size[0] === "10 MB" ? [1_000] : COUNTS) await one(kind, size, count);
  }
  await one("JSON, escaped", SIZES[1], 1_000);
  await one("JSON", SIZES[1], 1_000, { hasTexts: true }, " and texts");
  for (const [kind, most] of Object.entries(SCAN_GOALS)) goal(`scan ÷ table-per-byte loop: ${kind}, the slower of 500 KB and 10 MB`, worst[kind]?.[0] ?? NaN, { most });
  for (const [kind, most] of Object.entries(VERDICT_GOALS)) goal(`string to verdict ÷ encodeInto: ${kind}, the slower of 500 KB and 10 MB`, worst[kind]?.[1] ?? NaN, { most });
}

/** @param {(code: string) => Promise<any>} run */
async function growth(run) {
  console.log(`\nThe cost of more values${"10 values".padStart(30)}${"100,000".padStart(14)}   ratio`);
  for (const [kind, most] of Object.entries(GROWTH_GOALS)) {
    const { bytes, times } = await run(`search.growth("${kind}", 500_000, 41)`);
    const grown = ratio(times.many, times.few);
    console.log(`  ${`scan of ${kind}, 500 KB, MB/s`.padEnd(40)}${speed(bytes, times.few)}${speed(bytes, times.many).padStart(14)}${grown.toFixed(2).padStart(8)}`);
    goal(`time at 100 000 values ÷ at 10: ${kind}`, grown, { most });
  }
  for (const count of COUNTS) {
    const times = await run(`search.builds(${count}, 5)`);
    console.log(`  ${`making ${count.toLocaleString("en")} values ready, ms`.padEnd(40)}${(median(times.wasm) / 1000).toFixed(2).padStart(12)} wasm${(median(times.twin) / 1000).toFixed(2).padStart(9)} twin`);
  }
}

/** @type {typeof payloadSearch} */
async function contests(run, check) {
  console.log("\nFrom a string, beside others, MB/s; in brackets how many times faster wasm is, and the twin. Left out: Aho-Corasick at 100,000\nvalues (it takes minutes to be built), it and libphonenumber-js at 10 MB (minutes), and linkify-it\nwith CSV, where it finds no address beside a semicolon.");
  /** @type {Record<string, number>} */
  const least = {};
  let twin = Infinity;
  for (const [size, length, count, rounds, named] of CONTESTS) {
    for (const kind of ["JSON", "CSV"]) {
      const peers = named.filter((name) => kind === "JSON" || name !== "linkify-it");
      const { bytes, wrong, builds, times } = await run(`search.peers("${kind}", ${length}, ${count}, ${JSON.stringify({ rounds, peers })})`);
      check(!wrong.length, `${kind}, ${size}, ${count} values: all find what was planted, also ${wrong.join(", ")}`);
      console.log(`  ${kind}, ${size}, ${count.toLocaleString("en")} values:${speed(bytes, times.wasm)} wasm${speed(bytes, times.twin)} twin`);
      for (const name of peers) {
        const faster = ratio(times[name], times.wasm);
        const twinFaster = ratio(times[name], times.twin);
        console.log(`    ${name.padEnd(34)}${speed(bytes, times[name])}   (${faster.toFixed(1)}, ${twinFaster.toFixed(1)})   made ready in ${(builds[name] / 1000).toFixed(1)} ms`);
        if (length !== 500_000 || count !== 1_000) continue;
        least[name] = Math.min(least[name] ?? Infinity, faster);
        if (name === "RegExp + Set") twin = Math.min(twin, twinFaster);
      }
    }
  }
  for (const [name, times] of Object.entries(PEER_GOALS)) goal(`times faster than ${name}: the lesser of JSON and CSV`, least[name] ?? NaN, { least: times });
  goal("twin, times faster than RegExp + Set: the lesser of JSON and CSV", twin, { least: 3 });
}

/** @type {typeof payloadSearch} */
async function large(run, check) {
  const { bytes, isRight, times } = await run('search.ours("CSV", 50_000_000, 1_000, { rounds: 1 })');
  check(isRight, "CSV, 50 MB: wasm and twin find what was planted and nothing else");
  console.log(`\nAn export of ${Math.round(bytes / 1e6)} MB of CSV stops the page for ${Math.round(median(times.wasm) / 1000)} ms (wasm), ${Math.round(median(times.twin) / 1000)} ms (twin); encodeInto alone ${Math.round(median(times.encodeInto) / 1000)} ms.`);
  const grown = await run('search.memory("CSV", 50_000_000, 1_000)');
  check(Number.isFinite(grown), "how the memory grows");
  console.log(`Beside the payload itself the search takes ${(grown / 1e6).toFixed(1)} MB of memory.`);
}
