/** Writes `dist/www/guard.js`: the guard as a script of the page itself, for the demo. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { ENGINE_FILES, engineFile } from "./engine.mjs";
import { configScript, gateScript, readMessages } from "./extension.mjs";
import { readJson } from "./json.mjs";
import { inRoot } from "./run.mjs";

/** @param {string} file */
const text = (file) => readFileSync(file, "utf8");

/** What only an extension can do: to show something in a frame of its own. */
const OF_EXTENSION_ONLY = ["press.js", "reveal.js"];

/** The scripts of the isolated world, in their order. @returns {string[]} */
function isolatedScripts() {
  /** @type {{ world: string, js: string[] }[]} */
  const scripts = readJson(inRoot("extension", "manifest.json")).content_scripts;
  return scripts.filter(({ world }) => world === "ISOLATED").flatMap(({ js }) => js);
}

/** @param {string} name */
function scriptText(name) {
  if (name === "config.js") return configScript({ demo: true });
  return text(ENGINE_FILES.includes(name) ? engineFile(name) : inRoot("extension", name));
}

export function buildPageMode() {
  const scripts = isolatedScripts().filter((name) => !OF_EXTENSION_ONLY.includes(name));
  const style = text(inRoot("extension", "content.css"));
  const parts = [
    text(inRoot("www", "page-mode.js")),
    `var chrome = entreNousPageMode(${JSON.stringify(readMessages())}, ${JSON.stringify(style)});`,
    ...scripts.map(scriptText),
    gateScript(),
  ];
  mkdirSync(inRoot("dist", "www"), { recursive: true });
  writeFileSync(inRoot("dist", "www", "guard.js"), `(function () {\n${parts.join("\n;\n")}\n})();\n`);
}
