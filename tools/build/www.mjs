/** Writes `dist/www/guard.js`: the guard as a script of the page itself, for the demo. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { engineFile } from "./engine.mjs";
import { configScript, gateScript, readMessages } from "./extension.mjs";
import { inRoot } from "./run.mjs";

/** @param {string} file */
const text = (file) => readFileSync(file, "utf8");

/** @param {string} name */
const ofExtension = (name) => text(inRoot("extension", name));

export function buildPageMode() {
  const parts = [
    text(inRoot("www", "page-mode.js")),
    `var chrome = entreNousPageMode(${JSON.stringify(readMessages())}, ${JSON.stringify(ofExtension("content.css"))});`,
    ofExtension("notice.js"),
    ofExtension("release.js"),
    text(engineFile("engine-glue.js")),
    text(engineFile("engine-wasm.js")),
    text(engineFile("engine-twin.js")),
    configScript({ demo: true }),
    ofExtension("twin-shim.js"),
    ofExtension("lookout.js"),
    ofExtension("page.js"),
    gateScript(),
  ];
  mkdirSync(inRoot("dist", "www"), { recursive: true });
  writeFileSync(inRoot("dist", "www", "guard.js"), `(function () {\n${parts.join("\n;\n")}\n})();\n`);
}
