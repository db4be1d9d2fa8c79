/**
 * What the extension costs, in headless Chromium: prints each figure beside a baseline of the same
 * run, then all goals and whether they are held, which it also writes to `target/bench.json`. It
 * fails when something could not be measured or found something else than it must, and never
 * because something is slow. docs/performance.md explains the lines.
 *
 *     node tools/bench.mjs [search|page]     all, or one half
 *
 * One browser has the demo's extension. The same pages are opened under a host that it guards and
 * under one that it does not, in turns, so that what else the computer does meets both.
 */

import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { launch } from "../tests/e2e/harness.mjs";
import { WITHHELD } from "../tests/e2e/stage.mjs";
import { goal, reportGoals } from "./bench/goals.mjs";
import { SCRIPTS, TEXTS, keepNatives, server } from "./bench/pages.mjs";
import { payloadSearch, searchScript } from "./bench/search.mjs";
import { median, quantile } from "./bench/statistics.mjs";
import { inRoot } from "./build/run.mjs";

/** @typedef {import("../tests/e2e/harness.mjs").Page} Page */

const ROUNDS = 21;
/** Pages that are opened in a process of their own, for each figure. */
const OPENED = 9;
const [GUARDED, FREE] = ["network", "free"];

/** @type {string[]} */
const failures = [];
const check = (/** @type {unknown} */ isTrue, /** @type {string} */ what) => { if (!isTrue) failures.push(what); };

/** @param {number} value in microseconds */
const shown = (value) => (Math.abs(value) >= 1000 ? `${(value / 1000).toFixed(2)} ms` : `${value.toFixed(value < 10 ? 3 : 1)} µs`);

/** @param {string} title @param {string} baseline */
const heading = (title, baseline) =>
  console.log(`\n${title}\n${"".padEnd(44)}${"measured".padStart(11)}${baseline.padStart(14)}${(baseline && "ratio").padStart(9)}   quartiles`);

/**
 * Prints one figure: the medians, the median of the rounds' ratios, and the quartiles of these, or of
 * the rounds where there is no baseline. A goal is one of the ratio, of what is added to a base, or of the
 * microseconds.
 * @param {string} what @param {number[]} values in microseconds @param {number[] | null} base
 * @param {{ name: string, ratio?: number, added?: number, time?: number }} [limit]
 */
function figure(what, values, base, limit) {
  const value = median(values);
  const rounds = base ? values.map((each, index) => each / (base[index] ?? NaN)) : values;
  const ratio = base ? median(rounds) : NaN;
  check(values.length && rounds.length && rounds.every(Number.isFinite), `not measured: ${what}`);
  const format = (/** @type {number} */ each) => (base ? each.toFixed(2) : shown(each));
  if (limit?.ratio) goal(limit.name, ratio, { most: limit.ratio });
  if (limit?.added) goal(limit.name, ratio - 1, { most: limit.added });
  if (limit?.time) {
    const [unit, microseconds] = limit.time < 1000 ? [" µs", 1] : [" ms", 1000];
    goal(limit.name, value / microseconds, { most: limit.time / microseconds, unit });
  }
  console.log(
    `  ${what.padEnd(42)}${shown(value).padStart(11)}${(base ? shown(median(base)) : "").padStart(14)}` +
      `${(base ? ratio.toFixed(ratio < 2 ? 3 : 1) : "").padStart(9)}   ${format(quantile(rounds, 0.25))} – ${format(quantile(rounds, 0.75))}`);
}

const part = process.argv[2];
if (part !== undefined && part !== "search" && part !== "page") throw new Error("bench: name search or page, or nothing");
if (!existsSync(inRoot("dist/demo-chromium"))) throw new Error("dist/demo-chromium is not there: run make extension");
SCRIPTS["/search.js"] = await searchScript();
await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const session = await launch("chromium", { extension: inRoot("dist/demo-chromium") });

/** A page in a tab, and so a process, of its own. @param {string | undefined} host @param {string} path */
async function open(host, path) {
  const page = await session.newPage();
  await page.evaluateOnNewDocument(keepNatives);
  await page.goto(`http://${host}.localhost:${port}${path}`);
  return page;
}

/** @param {Page} page @param {string} code of the page's script @returns {Promise<any>} */
const run = (page, code) => page.evaluate(code);

/**
 * Measures the guarded and the other one in turns; the first rounds do not count.
 * @param {number} rounds @param {(which: 0 | 1) => Promise<number>} measure @returns {Promise<[number[], number[]]>}
 */
async function inTurns(rounds, measure) {
  /** @type {[number[], number[]]} */
  const times = [[], []];
  for (let round = -2; round < rounds; round += 1) {
    for (const turn of /** @type {const} */ ([0, 1])) {
      const which = round % 2 ? turn : turn === 0 ? 1 : 0;
      const time = await measure(which);
      if (round >= 0) times[which].push(time);
    }
  }
  return times;
}

async function wrappedCalls() {
  heading("A wrapped call where nothing is withheld", "not guarded");
  const pages = [await open(GUARDED, "/calls"), await open(FREE, "/calls")];
  const [guarded, free] = await Promise.all(pages.map((page) => run(page, "bench.isWrapped()")));
  check(guarded && !free, "the guarded page is guarded and the other is not");
  for (const name of await run(/** @type {Page} */ (pages[0]), "bench.names")) {
    figure(name, ...(await inTurns(ROUNDS, (which) => run(/** @type {Page} */ (pages[which]), `bench.measure(${JSON.stringify(name)})`))));
  }
  for (const page of pages) await page.close();
}

async function verdicts() {
  heading("fetch() of JSON to another site where a value is withheld: hook and verdict and all", "its native");
  for (const [engine, path] of [["wasm", "/withheld"], ["twin", "/strict/withheld"]]) {
    const page = await open(GUARDED, path ?? "");
    check((await run(page, "bench.canCompile()")) === (engine === "wasm"), `${engine}: the page allows wasm, or forbids it`);
    for (const [name, bytes, calls] of /** @type {const} */ ([["5 KB", 5_000, 150], ["500 KB", 500_000, 40]])) {
      await run(page, `bench.fetches(${bytes}, 20)`);
      const [wrapped, native] = await run(page, `bench.fetches(${bytes}, ${calls})`);
      const limit = { name: `hook and verdict on 5 KB ÷ the native fetch(): ${engine}`, added: 0.07 };
      figure(`${name}, ${engine}`, wrapped, native, bytes === 5_000 ? limit : undefined);
    }
    check(await run(page, `bench.refuses("to ${WITHHELD}")`), `${engine}: a withheld value is refused`);
    check(!(await run(page, 'bench.refuses("to nobody")')), `${engine}: another text is not`);
    await page.close();
  }
}

/** The extension's own statements in a trace, by the frame and the script: outermost ones, in microseconds. @param {Page} page */
async function ownTime(page) {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(await page.tracing.stop()));
  const own = (/** @type {any} */ { name, args }) => (name === "EvaluateScript" || name === "FunctionCall")
    && args.data?.frame && args.data.url?.startsWith(session.extensionUrl("")) && !args.data.url.endsWith("/demo-announce.js");
  const top = /** @type {any} */ (page.mainFrame())._id;
  /** @type {Record<"top" | "sub", Map<string, number>>} */
  const sums = { top: new Map(), sub: new Map() };
  let end = 0;
  for (const { ts, dur, args: { data } } of traceEvents.filter(own).sort((/** @type {any} */ a, /** @type {any} */ b) => a.ts - b.ts)) {
    if (ts < end) continue;
    end = ts + dur;
    const sum = sums[data.frame === top ? "top" : "sub"];
    const script = data.url.split("/").at(-1);
    sum.set(script, (sum.get(script) ?? 0) + dur);
  }
  return sums;
}

async function pageLoads() {
  heading("Loading a page on which nothing is of interest, with a frame, in a new process", "not guarded");
  for (const path of ["/still", "/application"]) {
    const times = await inTurns(OPENED + 4, async (which) => {
      const page = await open([GUARDED, FREE][which], path);
      const [time] = await run(page, "performance.getEntriesByType('navigation').map((each) => each.loadEventEnd - each.responseStart)");
      await page.close();
      return time * 1000;
    });
    figure(`from the first byte to load, ${path}`, ...times, { name: `page load, guarded ÷ not: ${path}`, ratio: 1.01 });
  }
  /** @type {Record<string, Record<"top" | "sub", Map<string, number>>[]>} */
  const all = { "a new process": [], "the same process, loaded again": [] };
  let strangers = 0;
  for (let round = 0; round < OPENED; round += 1) {
    for (const host of round < 2 ? [GUARDED, FREE] : [GUARDED]) {
      const page = await session.newPage();
      for (const loads of Object.values(all)) {
        await page.tracing.start({ categories: ["devtools.timeline"] });
        await page.goto(`http://${host}.localhost:${port}/still`);
        await new Promise((done) => setTimeout(done, 200));
        const sums = await ownTime(page);
        if (host === GUARDED) loads.push(sums);
        else strangers += sums.top.size + sums.sub.size;
      }
      await page.close();
    }
  }
  for (const [where, loads] of Object.entries(all)) {
    heading(`The scripts' own time on /still, in ${where}, of a trace`, "");
    for (const [frame, name, time] of /** @type {const} */ ([["top", "the top frame", 10_000], ["sub", "a sub-frame", 2_000]])) {
      const frames = loads.map((sums) => sums[frame]);
      check(frames.every((sums) => sums.get("page.js") && sums.get("gate.js")), `own time in ${name}, ${where}`);
      figure(name, frames.map((sums) => [...sums.values()].reduce((a, b) => a + b, 0)), null, { name: `our scripts' own time in ${name}, ${where}`, time });
      for (const script of new Set(frames.flatMap((sums) => [...sums.keys()]))) {
        figure(`  ${script}`, frames.map((sums) => sums.get(script) ?? 0), null);
      }
    }
  }
  goal("our scripts on a site that is not guarded", strangers, { most: 0 });
}

async function firstVerdicts() {
  heading("The first verdict after the engine is asked for, in a new process", "once more");
  for (const [engine, path, time] of /** @type {const} */ ([["wasm", "/first", 5_000], ["twin", "/strict/first", 25_000]])) {
    /** @type {number[][]} */
    const times = [[], []];
    for (let round = 0; round < OPENED; round += 1) {
      const page = await open(GUARDED, path);
      (await run(page, "firstTimes")).forEach((/** @type {number} */ time, /** @type {number} */ which) => times[which]?.push(time));
      await page.close();
    }
    figure(engine, times[0] ?? [], times[1] ?? [], { name: `first verdict after the engine is asked for: ${engine}`, time });
  }
}

async function reading() {
  heading(`Reading a page of ${TEXTS.toLocaleString("en")} texts again`, "TreeWalker");
  for (const [name, path] of [["addresses in running text", "/text"], [`${(TEXTS / 2).toLocaleString("en")} fields that are withheld`, "/fields"]]) {
    const page = await open(GUARDED, path ?? "");
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await run(page, `bench.rereads(${round})`));
    check(times.every(({ count }) => count >= TEXTS), `${name}: the texts are there`);
    figure(name ?? "", times.slice(3).map(({ read }) => read), times.slice(3).map(({ floor }) => floor), { name: `reading the page ÷ TreeWalker: ${name}`, ratio: 2.5 });
    await page.close();
  }
  heading("A changed text: what it adds to the next question", "");
  for (const [name, path, selector, calls] of /** @type {const} */ ([
    ["in running text", "/text", "p", 200],
    ["in the only field", "/withheld", "[data-contact-visibility]", 50],
    ["in one of many fields", "/fields", "[data-contact-visibility]", 5],
  ])) {
    const page = await open(GUARDED, path);
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await run(page, `bench.changes("${selector}", ${calls})`));
    figure(name, times.slice(3).map((each) => each.shown - each.nowhere), null, { name: `a changed text: ${name}`, time: 3 });
    await page.close();
  }
}

async function veiling() {
  heading("Reading and veiling 1,000 contact fields that are new", "reading alone");
  const page = await open(GUARDED, "/empty");
  /** @type {number[][]} */
  const times = [[], []];
  for (let round = 0; round < 7; round += 1) {
    const { time, isVeiled } = await run(page, "bench.veils(1000)");
    check(isVeiled, "1,000 fields: veiled");
    times[0]?.push(time);
    times[1]?.push((await run(page, `bench.rereads(${round})`)).read);
    await run(page, "document.querySelector('ul').remove()");
  }
  figure("1,000 fields", times[0]?.slice(1) ?? [], times[1]?.slice(1) ?? []);
  await page.close();
  heading("Reading a response that brings contact values", "native text()");
  for (const [name, bytes, calls] of /** @type {const} */ ([["5 KB", 5_000, 40], ["1 MB", 1_000_000, 15]])) {
    const other = await open(GUARDED, "/empty");
    const outcome = await run(other, `bench.sources(${bytes}, ${calls})`);
    check(outcome.isVeiled, `a response of ${name}: veiled`);
    figure(name, outcome.times[0].slice(2), outcome.times[1].slice(2));
    await other.close();
  }
}

async function searches() {
  const page = await open(FREE, "/search");
  await payloadSearch((code) => run(page, code), check);
  await page.close();
}

console.log(`Goals in milliseconds mean an idle computer. This one has ${availableParallelism()} cores; in the last minute ${loadavg()[0]?.toFixed(1)} programs wanted one.`);
try {
  if (part !== "page") await searches();
  if (part !== "search") {
    await wrappedCalls();
    await verdicts();
    await pageLoads();
    await firstVerdicts();
    await reading();
    await veiling();
  }
  for (const name of reportGoals()) check(false, `not measured: ${name}`);
} finally {
  await session.close();
  server.closeAllConnections();
  server.close();
}
for (const failure of failures) console.error(`bench: ${failure}`);
process.exitCode = failures.length ? 1 : 0;
