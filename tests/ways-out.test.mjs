// docs/ways-out.md and the tests name the same ways out of a page: what the table promises is tried
// in a browser, and what is tried there is in the table.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const TESTS = fileURLToPath(new URL(".", import.meta.url));
const COLUMNS = ["way", "Chromium", "Firefox", "caught where", "before it happens", "test"];
/** Where the ways are that have a table of their own. */
const TABLE = "e2e/stage/ways-out.js";

/** @type {Record<string, { uncaught?: boolean | string[] }>} */
const ways = (() => {
  const context = createContext({});
  runInContext(readFileSync(join(TESTS, TABLE), "utf8"), context);
  return context.stageWaysOut.ways;
})();

/** The cells of a table's line. @param {string} line */
const cells = (line) => line.split("|").slice(1, -1).map((cell) => cell.trim());

/** The rows of every table of the document that has these columns. */
function rows() {
  const lines = readFileSync(join(TESTS, "../docs/ways-out.md"), "utf8").split("\n");
  /** @type {string[][]} */
  const found = [];
  let isInside = false;
  for (const line of lines) {
    if (!line.startsWith("|")) isInside = false;
    else if (cells(line).join() === COLUMNS.join()) isInside = true;
    else if (isInside && !/^[|:\- ]+$/.test(line)) found.push(cells(line));
  }
  return found;
}

/** The names in a row's last column, each between backticks. @param {string[]} row */
const testsOf = (row) => [...(row.at(-1) ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

/** Every other test of the project, to look a name up in. */
const otherTests = () =>
  readdirSync(TESTS, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(m?js|rs|json)$/.test(name) && name !== TABLE)
    .map((name) => readFileSync(join(TESTS, name), "utf8"));

test("docs/ways-out.md has a table of ways, and each row is whole", () => {
  assert.ok(rows().length > 0, `no table with the columns ${COLUMNS.join(" | ")}`);
  for (const row of rows()) {
    assert.equal(row.length, COLUMNS.length, row.join(" | "));
    for (const [index, cell] of row.entries()) assert.notEqual(cell, "", `${COLUMNS[index]} of: ${row.join(" | ")}`);
  }
});

test("each row names a test that there is", () => {
  const texts = otherTests();
  for (const row of rows()) {
    const named = testsOf(row);
    assert.ok(named.length > 0, `no test named: ${row[0]}`);
    for (const name of named) {
      const isQuoted = (/** @type {string} */ text) => ['"', "'", "`"].some((mark) => text.includes(`${mark}${name}${mark}`));
      assert.ok(name in ways || texts.some(isQuoted), `no such test: ${name}`);
    }
  }
});

test("each way that is tried has a row", () => {
  const named = new Set(rows().flatMap(testsOf));
  assert.deepEqual(Object.keys(ways).filter((name) => !named.has(name)), []);
});

test("no way's name would break the table", () => {
  assert.deepEqual(Object.keys(ways).filter((name) => /[`|]/.test(name)), []);
});
