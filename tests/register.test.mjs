// A verifier that was written from docs/register.md finds sound what the product writes, and finds what was tampered with.
// `tests/register.rs` keeps the files as the product writes them now.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { verify } from "./verify.mjs";

const FOLDER = new URL("register_of/", import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"));

/** @param {string} name */
const read = (name) => readFileSync(new URL(name, FOLDER), "utf8");

test("there are files of every sort", () => {
  assert.deepEqual(files.sort(), ["example.jsonl", "filtered.jsonl", "long-lived.jsonl", "newer.jsonl"]);
});

for (const name of files) {
  const text = read(name);
  const lines = text.trimEnd().split("\n");
  const join = (/** @type {string[]} */ changed) => `${changed.join("\n")}\n`;

  test(`${name} is whole, however it was saved`, () => {
    const head = JSON.parse(lines[0] ?? "").head.link;
    assert.deepEqual(verify(text, head), []);
    assert.deepEqual(verify(`\ufeff${text.replaceAll("\n", "\r\n")}`), []);
    assert.deepEqual(verify(text, "0".repeat(63) + "1"), ["the noted head is not in it"]);
  });

  test(`every line of ${name} that is gone, twice there or moved is found`, () => {
    for (let index = 1; index < lines.length; index += 1) {
      const line = lines[index] ?? "";
      assert.notDeepEqual(verify(join(lines.toSpliced(index, 1))), [], `without ${line}`);
      assert.notDeepEqual(verify(join(lines.toSpliced(index, 0, line))), [], `twice ${line}`);
      if (index > 1) assert.notDeepEqual(verify(join(lines.toSpliced(index, 1).toSpliced(index - 1, 0, line))), [], `moved ${line}`);
    }
  });

  test(`every character of ${name} that is another is found`, () => {
    for (const [index, line] of lines.entries()) {
      // What the filter says is in no hash.
      if (index === 0 && line.includes('"filter"')) continue;
      for (let at = 0; at < line.length; at += 1) {
        const other = `${line.slice(0, at)}${line[at] === "7" ? "8" : "7"}${line.slice(at + 1)}`;
        assert.notDeepEqual(verify(join(lines.with(index, other))), [], other);
      }
    }
  });
}

test("a body that no erasure names is missed", () => {
  const text = read("newer.jsonl").replace(/,"body":\{"v":2.*/, "}");
  assert.deepEqual(verify(text), ["2 has no body"]);
});
