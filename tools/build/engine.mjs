/** Builds the engine (the Rust crate as wasm, its glue, and its twin) and the module of the extension's own pages. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { glueScript, moduleScript } from "./glue.mjs";
import { FileFault } from "./json.mjs";
import { ROOT, inRoot, lockedVersion, run } from "./run.mjs";
import { twinScript } from "./twin.mjs";
import { withoutClaims } from "./wasm-sections.mjs";

const TARGET = "wasm32-unknown-unknown";

/** Off: they have no form in the twin, or would change the glue that it shares with the wasm. */
const FEATURES_OFF = ["reference-types", "multivalue", "nontrapping-fptoint"];

/** Those of them that the precompiled standard library claims all the same, and glue depends on. */
const CLAIMS_DROPPED = ["reference-types", "multivalue"];

const OUT = inRoot("target", "engine");
const BINARYEN = inRoot("node_modules", "binaryen");

/** What the engine consists of; the names are those of the content scripts. */
export const ENGINE_FILES = ["engine-glue.js", "engine-wasm.js", "engine-twin.js"];

/** Where the engine is that `make bench` measures: the product's, with what measures it. */
export const BENCH_ENGINE = inRoot("target", "bench-engine");

/** What the extension's own pages and its background import; they need no twin. */
export const PAGES_FILES = ["pages-module.js"];

const PAGES_OUT = inRoot("target", "pages");

/** @param {string} name */
export const pagesFile = (name) => join(PAGES_OUT, name);

/** @param {string} name @param {string} [out] */
export const engineFile = (name, out = OUT) => join(out, name);

/** Builds `target/tools/release/{bindgen,wbg-test-runner}`; quick when they are there. */
export async function buildTools() {
  const library = lockedVersion("wasm-bindgen");
  const tool = lockedVersion("wasm-bindgen-cli");
  if (library !== tool) {
    throw new FileFault(
      `wasm-bindgen is ${library}, but its command line is ${tool}: set the same version in Cargo.toml and tools/bindgen/Cargo.toml`,
    );
  }
  await run("cargo", ["build", "--quiet", "--release", "--locked", "-p", "entre-nous-bindgen", "--target-dir", "target/tools"]);
}

/** Builds `target/engine/engine-{glue,wasm,twin}.js`. */
export const buildEngine = () => build(OUT, "target/wasm", []);

/** Builds the same with the feature `bench`, apart from the product's. */
export const buildBenchEngine = () => build(BENCH_ENGINE, "target/bench-wasm", ["--features", "bench"]);

/** Builds `target/pages/pages-module.js`. */
export async function buildPages() {
  await buildTools();
  const compiled = await compile("entre-nous-pages", "target/wasm", []);
  await refresh(PAGES_OUT, PAGES_FILES, compiled, async (work) => {
    await bind(compiled, work);
    await optimise(work);
    writeFileSync(pagesFile("pages-module.js"), moduleScript(glueScript(readFileSync(work("engine.js"), "utf8")), wasmScript(work)));
  });
}

/**
 * @param {string} out  where the files go
 * @param {string} cargoTarget  cargo's own folder: in one, each of two builds would undo the other
 * @param {string[]} features
 */
async function build(out, cargoTarget, features) {
  await buildTools();
  const compiled = await compile("entre-nous", cargoTarget, features);
  await refresh(out, ENGINE_FILES, compiled, async (work) => {
    await bind(compiled, work);
    await Promise.all([optimise(work), twin(work)]);
    writeFileSync(engineFile("engine-glue.js", out), glueScript(readFileSync(work("engine.js"), "utf8")));
    writeFileSync(engineFile("engine-wasm.js", out), wasmScript(work));
    const script = twinScript(readFileSync(work("twin.js"), "utf8"), readFileSync(work("lowered.wasm")));
    writeFileSync(engineFile("engine-twin.js", out), script);
  });
}

/**
 * A crate as wasm.
 *
 * @param {string} crate
 * @param {string} cargoTarget
 * @param {string[]} features
 */
async function compile(crate, cargoTarget, features) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  // Paths of the machine would stand in panic messages, and make each machine's build another.
  const flags = [`${cargoHome}=/cargo`, `${ROOT}=/entre-nous`].map((pair) => `--remap-path-prefix=${pair}`);
  flags.push(`-Ctarget-feature=${FEATURES_OFF.map((feature) => `-${feature}`).join(",")}`);
  await run("cargo", [
    ...["build", "--quiet", "--release", "--locked", "--package", crate, "--lib"],
    ...["--target", TARGET, "--target-dir", cargoTarget, ...features],
    ...["--config", `target.${TARGET}.rustflags=${JSON.stringify(flags)}`],
  ]);
  return readFileSync(inRoot(cargoTarget, TARGET, "release", `${crate.replaceAll("-", "_")}.wasm`));
}

/** @typedef {(name: string) => string} Work  the path of a file in between */

/**
 * Makes the files anew, unless they are there and follow from this module.
 *
 * @param {string} out
 * @param {readonly string[]} files
 * @param {Uint8Array} compiled
 * @param {(work: Work) => Promise<void>} make
 */
async function refresh(out, files, compiled, make) {
  const stamp = stampOf(compiled);
  const stampFile = join(out, "stamp");
  const upToDate = existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
  if (upToDate && files.every((name) => existsSync(join(out, name)))) return;
  const folder = join(out, "work");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make((name) => join(folder, name));
  writeFileSync(stampFile, stamp);
}

/**
 * The module as wasm-bindgen leaves it, and its glue.
 *
 * @param {Uint8Array} compiled
 * @param {Work} work
 */
async function bind(compiled, work) {
  writeFileSync(work("in.wasm"), withoutClaims(compiled, CLAIMS_DROPPED));
  await run(inRoot("target", "tools", "release", "bindgen"), [
    ...[work("in.wasm"), "--target", "no-modules", "--no-typescript", "--out-dir", work(""), "--out-name", "engine"],
    ...["--remove-name-section", "--remove-producers-section"],
  ]);
}

/** @param {Work} work */
async function optimise(work) {
  await binaryen("wasm-opt", [work("engine_bg.wasm"), "-Oz", "--strip-target-features", "-o", work("engine.wasm")]);
}

/** @param {Work} work */
async function twin(work) {
  const lowering = ["--llvm-nontrapping-fptoint-lowering", "--signext-lowering"];
  await binaryen("wasm-opt", [work("engine_bg.wasm"), ...lowering, "-Oz", "-o", work("lowered.wasm")]);
  await binaryen("wasm2js", [work("lowered.wasm"), "-O", "-o", work("twin.js")]);
}

/** @param {Work} work */
const wasmScript = (work) => `entreNousEngine.wasm = "${readFileSync(work("engine.wasm")).toString("base64")}";\n`;

/**
 * @param {string} tool
 * @param {string[]} args
 */
const binaryen = (tool, args) => run(process.execPath, [join(BINARYEN, "bin", tool), ...args]);

/**
 * What the files follow from: the compiled module, and what turns it into them.
 *
 * @param {Uint8Array} compiled
 */
function stampOf(compiled) {
  const hash = createHash("sha256").update(compiled).update(lockedVersion("wasm-bindgen-cli"));
  hash.update(readFileSync(join(BINARYEN, "package.json")));
  for (const name of readdirSync(inRoot("tools", "build")).sort()) hash.update(readFileSync(inRoot("tools", "build", name)));
  return hash.digest("hex");
}
