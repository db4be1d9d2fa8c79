/** Puts the extension together, for each browser, out of one manifest. */

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";
import { ENGINE_FILES, PAGES_FILES, engineFile, pagesFile } from "./engine.mjs";
import { FileFault, readJson } from "./json.mjs";
import { inRoot, productVersion } from "./run.mjs";

/** @typedef {"chromium" | "firefox"} Target */
/** @typedef {Record<string, { message: string, placeholders?: Record<string, { content: string }> }>} Messages */

/** @type {readonly Target[]} */
export const TARGETS = ["chromium", "firefox"];

const SOURCE = inRoot("extension");
const RULES = inRoot("src", "sites", "rules");

/** Firefox compiles wasm in a content script whatever the page's CSP says: it needs no twin. */
const TWIN_FILES = ["engine-twin.js", "twin-shim.js"];

/** Firefox knows no schema of what an administrator sets. */
const MANAGED_SCHEMA = "managed-schema.json";

/** Only Firefox lets an extension change a page before its document is made. */
const FILTER_FILES = ["served.js", "charset.js"];
const FILTER_PERMISSIONS = ["webRequest", "webRequestBlocking", "webRequestFilterResponse"];

/** A content script is one file: this one is joined from the files of `extension/gate`. */
const GATE = "gate.js";

/** What the demo's build guards besides the sites of the manifest, and what it takes them for. */
const DEMO_MATCHES = ["http://network.localhost/*", "http://prospect.localhost/*"];
const DEMO_HOSTS = { "network.localhost": "linkedin" };
/** It opens no page of its own accord: it is for looking at others. */
const DEMO_EDITION = "export const WELCOMES = false;\n";
const DEMO_ANNOUNCE = "demo-announce.js";

/**
 * The text of `config.js`.
 *
 * @param {{ demo: boolean }} options
 * @returns {string}
 */
export function configScript({ demo }) {
  const config = {
    version: productVersion(),
    rules: rulesVersion(),
    hosts: demo ? DEMO_HOSTS : {},
    scopes: scopesOfRules(),
  };
  return `var entreNousConfig = Object.freeze(${JSON.stringify(config, null, 2)});\n`;
}

/** A name for the rules as they are now: the register says by which ones it was judged. */
function rulesVersion() {
  const hash = createHash("sha256");
  for (const name of readdirSync(RULES).sort()) hash.update(readFileSync(join(RULES, name)));
  return hash.digest("hex").slice(0, 12);
}

/** All rule files, as they are written. @returns {any[]} */
const ruleFiles = () =>
  readdirSync(RULES).filter((name) => name.endsWith(".json")).sort().map((name) => readJson(join(RULES, name)));

/**
 * What a scope of any rule is, for those who must know it before the engine starts.
 *
 * @returns {{ selector: string, attributes: string[] }}
 */
function scopesOfRules() {
  const selectors = ruleFiles().flatMap(({ rules }) => rules.map((/** @type {any} */ rule) => rule.scope));
  const selector = selectors.join(", ");
  const named = [...selector.matchAll(/\[\s*([\w-]+)/g)].map(([, name]) => name ?? "");
  return { selector, attributes: [...new Set(["class", "id", ...named])].sort() };
}

/**
 * The responses that the rules of the sites name: the gate has to know where to look, and nothing
 * of how they are read.
 *
 * @returns {{ path: string, query: string }[]}
 */
function responsePatterns() {
  return ruleFiles().flatMap(({ responses = [] }) =>
    responses.map((/** @type {{ path: string, query?: string }} */ { path, query = "" }) => ({ path, query })));
}

/**
 * The text of `gate.js`: without comments and indentation, since every guarded frame reads it.
 *
 * @returns {string}
 */
export function gateScript() {
  const entryPoints = [join(SOURCE, "gate", GATE)];
  const { outputFiles } = buildSync({
    entryPoints, bundle: true, format: "iife", target: "esnext", charset: "utf8", minifyWhitespace: true, write: false,
    define: { entreNousResponses: JSON.stringify(responsePatterns()) },
  });
  return outputFiles[0]?.text ?? "";
}

/**
 * The messages of every language; fails when one lacks a key that another has.
 *
 * @returns {Record<string, Messages>}
 */
export function readMessages() {
  const folder = join(SOURCE, "_locales");
  /** @type {Record<string, Messages>} */
  const languages = {};
  for (const name of readdirSync(folder).sort()) languages[name] = readJson(join(folder, name, "messages.json"));
  const keys = new Set(Object.values(languages).flatMap((messages) => Object.keys(messages)));
  const missing = Object.entries(languages).flatMap(([language, messages]) =>
    [...keys].filter((key) => !Object.hasOwn(messages, key)).map((key) => `${language}: ${key}`),
  );
  if (missing.length) throw new FileFault(`extension/_locales: missing messages: ${missing.join(", ")}`);
  return languages;
}

/**
 * Writes `dist/TARGET` (with `demo`, `dist/demo-TARGET`) for both targets, and, without `demo`,
 * a zip of each.
 *
 * @param {{ demo: boolean }} options
 */
export function buildExtension({ demo }) {
  for (const target of TARGETS) {
    const folder = inRoot("dist", demo ? `demo-${target}` : target);
    fill(folder, target, demo);
    if (!demo) writeFileSync(inRoot("dist", `entre-nous-${target}-${productVersion()}.zip`), zip(folder));
  }
}

/**
 * @param {string} folder
 * @param {Target} target
 * @param {boolean} demo
 */
function fill(folder, target, demo) {
  const manifest = manifestFor(target, demo);
  const dropped = target === "firefox" ? [...TWIN_FILES, MANAGED_SCHEMA] : FILTER_FILES;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const notes = /(^|\/)(manifest\.json|.*\.d\.ts|.*\.md|tsconfig\.json)$/;
  cpSync(SOURCE, folder, {
    recursive: true,
    filter: (from) => !notes.test(from) && !dropped.includes(relative(SOURCE, from)) && relative(SOURCE, from) !== "gate",
  });
  writeFileSync(join(folder, GATE), gateScript());
  for (const name of ENGINE_FILES) if (!dropped.includes(name)) cpSync(engineFile(name), join(folder, name));
  for (const name of PAGES_FILES) cpSync(pagesFile(name), join(folder, name));
  writeFileSync(join(folder, "config.js"), configScript({ demo }));
  if (demo) {
    cpSync(inRoot("www", DEMO_ANNOUNCE), join(folder, DEMO_ANNOUNCE));
    writeFileSync(join(folder, "edition.js"), DEMO_EDITION);
  }
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  checkReferences(folder, manifest);
}

/**
 * @param {Target} target
 * @param {boolean} demo
 * @returns {any}
 */
function manifestFor(target, demo) {
  const manifest = readJson(join(SOURCE, "manifest.json"));
  manifest.version = productVersion();
  if (target === "firefox") {
    delete manifest.storage;
    for (const script of manifest.content_scripts) {
      script.js = script.js?.filter((/** @type {string} */ name) => !TWIN_FILES.includes(name));
    }
    manifest.background.scripts.push("served.js");
    manifest.permissions.push(...FILTER_PERMISSIONS);
  }
  if (demo) {
    for (const script of manifest.content_scripts) script.matches.push(...DEMO_MATCHES);
    manifest.content_scripts.push({
      matches: DEMO_MATCHES,
      js: [DEMO_ANNOUNCE],
      run_at: "document_start",
      world: "ISOLATED",
    });
  }
  return manifest;
}

/**
 * Fails when the manifest names a file that is not there or a message that does not exist: the
 * browsers say so only when they load it, and `web-ext lint` says nothing of the messages.
 *
 * @param {string} folder
 * @param {any} manifest
 */
function checkReferences(folder, manifest) {
  /** @type {string[]} */
  const texts = [];
  JSON.stringify(manifest, (_, value) => (typeof value === "string" && texts.push(value), value));
  const missing = texts.filter((text) => /^[\w./-]+\.(js|css|html|png|svg|json)$/.test(text) && !existsSync(join(folder, text)));
  if (missing.length) throw new FileFault(`extension/manifest.json names files that are not there: ${missing.join(", ")}`);
  const messages = readMessages()[manifest.default_locale] ?? {};
  const unknown = texts.flatMap((text) => /^__MSG_(.+)__$/.exec(text)?.[1] ?? []).filter((key) => !Object.hasOwn(messages, key));
  if (unknown.length) throw new FileFault(`extension/manifest.json names messages that do not exist: ${unknown.join(", ")}`);
}

/**
 * The files of a folder as a zip that is the same at each build: in order of name, with one time.
 *
 * @param {string} folder
 */
function zip(folder) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const name of /** @type {string[]} */ (readdirSync(folder, { recursive: true })).sort()) {
    const file = join(folder, name);
    if (statSync(file).isFile()) files[name] = readFileSync(file);
  }
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
}
