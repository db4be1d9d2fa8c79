// The one table of cases, and contact details in every form, through the engine as wasm and as its
// twin. tests/table.rs and tests/forms.rs run the same on the host.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { cases } from "./forms/rehearsal.mjs";

const ROOT = new URL("..", import.meta.url);
const TABLE = new URL("tests/table/", ROOT);

/** @param {string} path */
const text = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** @typedef {{ name: string, input: unknown, expected: unknown }} Row */

const scripts = [
  "target/engine/engine-glue.js",
  "target/engine/engine-wasm.js",
  "target/engine/engine-twin.js",
  "extension/twin-shim.js",
].map(text);
const { engine, twinWebAssembly } = new Function(
  `${scripts.join("\n")}\nreturn { engine: entreNousEngine, twinWebAssembly: entreNousTwinWebAssembly };`,
)();

const asWasm = () => {
  const glue = engine.glue(WebAssembly);
  glue.initSync({ module: Buffer.from(engine.wasm, "base64") });
  return glue;
};
const asTwin = () => {
  const platform = twinWebAssembly(engine.twin);
  const glue = engine.glue(platform);
  glue.initSync({ module: new platform.Module() });
  return glue;
};
const engines = { wasm: asWasm(), twin: asTwin() };

const files = readdirSync(TABLE).filter((name) => name.endsWith(".json")).sort();
const rows = files.flatMap((file) => {
  /** @type {Row[]} */
  const all = JSON.parse(readFileSync(new URL(file, TABLE), "utf8"));
  return all.map((row) => ({ file, ...row }));
});

test("the table has cases", () => assert.ok(rows.length > 0));

for (const [kind, glue] of Object.entries(engines)) {
  for (const { file, name, input, expected } of rows) {
    test(`${kind}, ${file}: ${name}`, () => {
      assert.deepEqual(JSON.parse(glue.rehearse(JSON.stringify(input))), expected);
    });
  }
}

for (const [kind, glue] of Object.entries(engines)) {
  test(`${kind}: every form is found and other people's are not`, () => {
    const wrong = [];
    let count = 0;
    for (const { name, input, kinds } of cases()) {
      count += 1;
      const { answer, about } = JSON.parse(glue.rehearse(JSON.stringify(input)));
      const found = about.map((/** @type {{ kind: string }} */ each) => each.kind);
      const expected = kinds.length ? "entre-nous/1 1 refuse withheld" : "entre-nous/1 1 permit";
      if (answer !== expected || `${found}` !== `${kinds}`) wrong.push(`${name}: ${answer} ${found}`);
    }
    assert.ok(count > 4000);
    assert.deepEqual(wrong, []);
  });
}

test("memory that has grown is read and written alike", () => {
  const [first] = rows;
  const blanks = " ".repeat(20 * 1024 * 1024);
  for (const [kind, glue] of Object.entries(engines)) {
    const grown = glue.rehearse(JSON.stringify(first?.input) + blanks);
    assert.deepEqual(JSON.parse(grown), first?.expected, kind);
  }
});

test("an instance has nothing of another", () => {
  const [first] = rows;
  const fresh = asTwin();
  assert.deepEqual(JSON.parse(fresh.rehearse(JSON.stringify(first?.input))), first?.expected);
  assert.notEqual(fresh, engines.twin);
});
