/**
 * `make fuzz`: feeds each decoder for `TIME` seconds with inputs that libFuzzer makes up, guided by
 * the code that they reach. Fails when one panics, takes too long or too much memory, or breaks
 * what `fuzz/src/targets.rs` says of it; the input is then in `target/fuzz/failures`.
 *
 *     node tools/fuzz.mjs [--time=SECONDS] [TARGET …]
 *     node tools/fuzz.mjs TARGET --input=FILE     one input once more
 *
 * It needs no nightly compiler: the coverage pass is LLVM's, and libFuzzer is compiled from the
 * sources in its crate, which takes a C++ compiler.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inRoot } from "./build/run.mjs";

/** What one input may be, and may take. */
const MOST_BYTES = 16_384;
const MOST_SECONDS = 5;
const MOST_MEGABYTES = 512;

const COVERAGE = [
  "-Cpasses=sancov-module",
  ...["level=4", "inline-8bit-counters", "pc-table", "trace-compares"].map((option) => `-Cllvm-args=-sanitizer-coverage-${option}`),
];

const { values: { time, input }, positionals } = parseArgs({
  allowPositionals: true, options: { time: { type: "string", default: "30" }, input: { type: "string" } },
});
const OUT = inRoot("target", "fuzz");
const host = /^host: (.*)$/m.exec(spawnSync("rustc", ["-vV"], { encoding: "utf8" }).stdout)?.[1] ?? "";
const program = join(OUT, host, "fuzz", "fuzz");

/** @param {string} command @param {string[]} args @param {Record<string, string>} env @param {boolean} [isQuiet] */
const call = (command, args, env, isQuiet) =>
  spawnSync(command, args, { cwd: inRoot(), env: { ...process.env, ...env }, encoding: "utf8", stdio: ["ignore", "inherit", isQuiet ? "pipe" : "inherit"], maxBuffer: 2 ** 28 });

/** @param {string} name */
const folder = (name) => { mkdirSync(join(OUT, name), { recursive: true }); return join(OUT, name); };

// Named, so that build scripts and macros, which run at once, are compiled without the coverage.
const build = call("cargo", ["build", "--quiet", "--locked", "-p", "entre-nous-fuzz", "--profile", "fuzz", "--target", host, "--target-dir", OUT], {
  RUSTFLAGS: COVERAGE.join(" "),
});
if (build.status !== 0) process.exit(1);
const seeded = call(program, [], { ENTRE_NOUS_SEEDS: folder("seeds") }, true);
if (seeded.status !== 0) {
  console.error(seeded.stderr);
  process.exit(1);
}

const all = readdirSync(folder("seeds")).sort();
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length || !(Number(time) > 0)) {
  console.error(`fuzz: ${unknown.length ? `the targets are: ${all.join(", ")}` : "TIME is a number of seconds"}`);
  process.exit(2);
}

let failed = 0;
for (const name of positionals.length ? positionals : all) {
  const limits = [`-max_len=${MOST_BYTES}`, `-timeout=${MOST_SECONDS}`, `-rss_limit_mb=${MOST_MEGABYTES}`, `-malloc_limit_mb=${MOST_MEGABYTES}`];
  const failures = folder(join("failures", name));
  const inputs = input ? [input] : [`-max_total_time=${time}`, "-print_final_stats=1", `-artifact_prefix=${failures}/`, folder(join("corpus", name)), folder(join("seeds", name))];
  const { status, stderr } = call(program, [...limits, ...inputs], { ENTRE_NOUS_TARGET: name }, true);
  const count = (/** @type {RegExp} */ pattern) => Number(stderr.match(pattern)?.at(-1) ?? 0).toLocaleString("en");
  const ways = [...stderr.matchAll(/ cov: (\d+) /g)].at(-1)?.[1] ?? "?";
  console.log(`  ${name.padEnd(14)}${input ? "once" : `${time} s`.padStart(7)}  ${status === 0 ? "held" : "FAILED"}  ${count(/number_of_executed_units: (\d+)/).padStart(12)} inputs, ${ways} places reached, ${count(/peak_rss_mb: +(\d+)/)} MB at the most, slowest ${count(/slowest_unit_time_sec: (\d+)/)} s`);
  if (status !== 0) {
    failed += 1;
    console.log(stderr.split("\n").filter((line) => !/^#\d+\t|^INFO/.test(line)).slice(-60).join("\n"));
  }
}
process.exitCode = failed ? 1 : 0;
