/**
 * The build. Run by make; by hand:
 *
 *     node tools/build.mjs tools       target/tools/release/{bindgen,wbg-test-runner}
 *     node tools/build.mjs engine      target/engine/engine-{glue,wasm,twin}.js, and the pages' module
 *     node tools/build.mjs pages       target/pages/pages-module.js
 *     node tools/build.mjs bench       target/bench-engine: the engine with what measures it
 *     node tools/build.mjs extension   dist/{chromium,firefox} and a zip of each; needs the engine
 *     node tools/build.mjs extension --demo   dist/demo-{chromium,firefox}
 *     node tools/build.mjs www         dist/www/guard.js; needs the engine
 *
 * Several can be named at once; they run in the order given.
 */

import { buildBenchEngine, buildEngine, buildPages, buildTools } from "./build/engine.mjs";
import { buildExtension } from "./build/extension.mjs";
import { FileFault } from "./build/json.mjs";
import { buildPageMode } from "./build/www.mjs";

const args = process.argv.slice(2);
const demo = args.includes("--demo");

/** @type {Record<string, () => void | Promise<void>>} */
const PARTS = {
  tools: buildTools,
  engine: () => buildEngine().then(buildPages),
  pages: buildPages,
  bench: buildBenchEngine,
  extension: () => buildExtension({ demo }),
  www: buildPageMode,
};

const named = args.filter((arg) => arg !== "--demo");
const unknown = named.filter((name) => !Object.hasOwn(PARTS, name));
if (!named.length || unknown.length) {
  console.error(`build: name one of: ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
try {
  for (const name of named) await PARTS[name]?.();
} catch (error) {
  if (!(error instanceof FileFault)) throw error;
  console.error(`build: ${error.message}`);
  process.exit(1);
}
