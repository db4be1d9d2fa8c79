// Every text that the product asks for exists, in every language, and no text is left over.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LOCALES = join(ROOT, "extension/_locales");

/** @typedef {{ message: string, placeholders?: Record<string, { content: string }> }} Entry */

/** @type {Map<string, Record<string, Entry>>} */
const languages = new Map(
  readdirSync(LOCALES).map((language) => [
    language,
    JSON.parse(readFileSync(join(LOCALES, language, "messages.json"), "utf8")),
  ]),
);
const english = languages.get("en") ?? {};

/** Texts whose key is built from a code, with every code that there is. */
const FAMILIES = {
  kind: ["email", "phone", "address", "birthday", "handle", "website", "other"],
  verdict: ["allow", "warn", "withhold"],
  reason: [
    "seen-as-owner",
    "seen-as-first-degree",
    "seen-as-second-degree",
    "seen-further",
    "distance-unknown",
    "declared-only-me",
    "declared-1st-degree",
    "declared-2nd-degree",
    "declared-everyone",
    "declaration-ignored",
    "contradiction",
    "exception-possible",
    "remembered",
    "kept-veiled",
    "unveiled-by-person",
    "unveiled-by-organisation",
  ],
  refusal: [
    "withheld",
    "unreadable",
    "too-large",
    "engine-missing",
    "engine-failed",
    "version-mismatch",
    "bad-question",
    "unsettled",
    "too-often",
    "orphaned",
  ],
  tool_reach: ["never", "on-action", "any-time"],
  tool_way: [
    "debugger",
    "page",
    "unnamed-pages",
    "responses",
    "requests",
    "session",
    "saved-page",
    "screen",
    "page-on-click",
    "screen-on-click",
    "screen-chosen",
    "clipboard",
  ],
  tool_veil: ["none", "reading", "page", "until-shown", "copying"],
  tool_sends: ["server", "program", "file"],
  register_act: ["began", "refused", "redacted", "warned", "overridden", "withdrawn", "erased", "set-aside"],
  register_basis: ["consent", "given-directly", "other"],
  register_loss: ["unreadable", "missing", "cut-off"],
  register_why: ["retention", "request"],
  register_finding: [
    "unreadable",
    "gap",
    "order",
    "changed",
    "link",
    "body-missing",
    "owner-missing",
    "owner-unknown",
    "restored",
    "beginning-missing",
    "cut-off",
    "head-differs",
  ],
  tool_fact: ["kaspr", "lusha", "profile-extractor", "page-extractor"],
  channel: ["fetch", "xhr", "beacon", "form", "navigation", "link", "download", "clipboard", "drag", "socket", "message", "resource", "share", "picture", "control", "print"],
};
const familyKeys = Object.entries(FAMILIES).flatMap(([family, codes]) =>
  codes.map((code) => `${family}_${code.replaceAll("-", "_")}`),
);

/**
 * @param {string} folder
 * @param {RegExp} name
 * @returns {string[]}
 */
function filesUnder(folder, name) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** In the sources, keys stand whole, as string literals or attributes. */
const KEY =
  /["'`]((?:language|extension|action|kind|verdict|reason|refusal|channel|mark|notice|popup|reveal|tools|veil|why|options|register|welcome|override)_[a-z0-9_]*[a-z0-9])["'`]/g;
const KEY_IN_MANIFEST = /__MSG_(\w+?)__/g;

/** @type {Map<string, string>} key → one file that asks for it */
const used = new Map();
/** @type {[string[], RegExp][]} */
const sources = [
  [filesUnder("extension", /^(?!engine-).*\.(js|html)$/), KEY],
  [filesUnder("src", /\.rs$/), KEY],
  [filesUnder("pages/src", /\.rs$/), KEY],
  [[join(ROOT, "extension/manifest.json")], KEY_IN_MANIFEST],
];
for (const [files, pattern] of sources) {
  for (const file of files) {
    for (const [, key = ""] of readFileSync(file, "utf8").matchAll(pattern)) {
      // The sources put family and code together.
      if (!Object.hasOwn(FAMILIES, key)) used.set(key, file);
    }
  }
}

test("there are texts in eight languages", () => {
  assert.deepEqual([...languages.keys()].sort(), ["de", "en", "es", "fr", "it", "nl", "pl", "pt"]);
});

test("every text that a source asks for exists in every language", () => {
  for (const [language, texts] of languages) {
    const missing = [...used].filter(([key]) => !(key in texts));
    assert.deepEqual(missing, [], `missing in ${language}`);
  }
});

test("every code of every family has its text in every language, and no other", () => {
  const family = new RegExp(`^(${Object.keys(FAMILIES).join("|")})_`);
  for (const [language, texts] of languages) {
    const there = Object.keys(texts).filter((key) => family.test(key));
    assert.deepEqual(there.sort(), [...familyKeys].sort(), language);
  }
});

test("no text is left over", () => {
  const known = new Set([...used.keys(), ...familyKeys]);
  for (const [language, texts] of languages) {
    assert.deepEqual(
      Object.keys(texts).filter((key) => !known.has(key)),
      [],
      `unused in ${language}`,
    );
  }
});

test("a text has the same placeholders in every language, and uses each", () => {
  for (const [language, texts] of languages) {
    for (const [key, { message, placeholders = {} }] of Object.entries(texts)) {
      const where = `${key} in ${language}`;
      const contents = Object.fromEntries(Object.entries(placeholders).map(([name, { content }]) => [name, content]));
      const inEnglish = Object.entries(english[key]?.placeholders ?? {}).map(([name, { content }]) => [name, content]);
      assert.deepEqual(contents, Object.fromEntries(inEnglish), where);
      const named = [...message.matchAll(/\$([A-Za-z0-9_]+)\$/g)].map(([, name = ""]) => name.toLowerCase());
      assert.deepEqual([...new Set(named)].sort(), Object.keys(placeholders).sort(), where);
    }
  }
});

test("no text is empty, and the store takes the description", () => {
  for (const [language, texts] of languages) {
    const empty = Object.keys(texts).filter((key) => texts[key]?.message.trim() === "");
    assert.deepEqual(empty, [], language);
    const description = texts["extension_description"]?.message ?? "";
    assert.ok(description.length <= 132, `${language}: ${description.length} characters, of 132 at most`);
  }
});

test("a French text has no breakable space before double punctuation", () => {
  const loose = Object.entries(languages.get("fr") ?? {}).filter(([, { message }]) => / [:;!?»]|« /.test(message));
  assert.deepEqual(loose, []);
});

test("a page whose extension is gone has kept the words for every way out and every kind", () => {
  const page = readFileSync(join(ROOT, "extension/page.js"), "utf8");
  // Paper is blanked by its own event, of which no notice tells.
  const wanted = familyKeys.filter((key) => /^(channel|kind|verdict)_/.test(key) && key !== "channel_print");
  assert.deepEqual(wanted.filter((key) => !page.includes(`'${key}'`)), []);
});
