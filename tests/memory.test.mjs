// What the background remembers: fingerprints, for a time, each partition's apart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LASTS_MS, MOST_FINGERPRINTS, learn, newMemory, partitionOf, readNews, recallAll, textOf } from "../extension/memory.js";

const NOW = 1_800_000_000_000;
const NETWORK = ["network.example", "cdn.example"];

/** @param {number} number */
const print = (number) => number.toString(16).padStart(32, "0");

/** @param {number} by @param {number[]} kept @param {number[]} [freed] */
const news = (by, kept, freed = [], custodian = NETWORK) => ({
  by,
  groups: [{ kind: "email", custodian, prints: kept.map(print).join(""), freed: freed.map(print).join("") }],
  own: "",
});

/** The fingerprints that a new page is told. @param {import("../extension/memory.js").Memory} memory */
const remembered = (memory, now = NOW) =>
  recallAll(memory, now).groups.flatMap(({ prints }) => (prints.match(/.{40}/g) ?? []).map((each) => parseInt(each.slice(0, 32), 16)));

test("a key is fresh for each memory, and 128 bits", () => {
  assert.match(newMemory().key, /^[0-9a-f]{32}$/);
  assert.notEqual(newMemory().key, newMemory().key);
});

test("private windows are kept apart", () => {
  assert.notEqual(partitionOf({ incognito: true }), partitionOf({ incognito: false }));
});

test("what was told is remembered once, with its custodian and its end", () => {
  const memory = newMemory();
  learn(memory, news(1, [7, 8]), NOW);
  learn(memory, news(2, [7]), NOW);
  assert.deepEqual(remembered(memory), [7, 8]);
  const [group, ...more] = recallAll(memory, NOW).groups;
  assert.deepEqual(more, []);
  assert.deepEqual([group?.kind, group?.custodian], ["email", NETWORK]);
  const end = parseInt(group?.prints.slice(32, 40) ?? "", 16);
  assert.equal(end, (NOW + LASTS_MS) / 1000);
});

test("other pages are told what is new only, and by whom", () => {
  const memory = newMemory();
  learn(memory, news(1, [7]), NOW);
  const recall = learn(memory, news(2, [8]), NOW);
  assert.deepEqual([recall.key, recall.by], [memory.key, 2]);
  assert.deepEqual(recall.groups.map(({ prints }) => prints.slice(0, 32)), [print(8)]);
});

test("a page is told in lines", () => {
  const memory = newMemory();
  learn(memory, news(1, [7]), NOW);
  const recall = recallAll(memory, NOW);
  const prints = recall.groups[0]?.prints ?? "";
  assert.equal(textOf(recall), [memory.key, "", "email network.example cdn.example", prints, ""].join("\n"));
  assert.equal(textOf({ ...recall, by: 2, groups: [] }), `${memory.key}\n2`);
});

test("custodians are not mixed", () => {
  const memory = newMemory();
  learn(memory, news(1, [7]), NOW);
  learn(memory, news(2, [7], [], ["other.example"]), NOW);
  assert.deepEqual(recallAll(memory, NOW).groups.map(({ custodian }) => custodian), [NETWORK, ["other.example"]]);
});

test("a page takes back what it alone has said", () => {
  const memory = newMemory();
  learn(memory, news(1, [7, 8]), NOW);
  learn(memory, news(2, [8]), NOW);
  const recall = learn(memory, news(1, [], [7, 8]), NOW);
  assert.deepEqual(remembered(memory), [8]);
  assert.equal(recall.groups[0]?.freed, print(7));
  learn(memory, news(2, [], [8]), NOW);
  assert.deepEqual(remembered(memory), [8]);
});

test("the viewer's own is forgotten, whoever told", () => {
  const memory = newMemory();
  learn(memory, news(1, [7, 8]), NOW);
  learn(memory, news(2, [7], [], ["other.example"]), NOW);
  const recall = learn(memory, { by: 3, groups: [], own: print(7) }, NOW);
  assert.deepEqual(remembered(memory), [8]);
  assert.deepEqual(recall.groups.map(({ freed }) => freed), [print(7), print(7)]);
});

test("it ends after a time, counted from when it was told last", () => {
  const memory = newMemory();
  learn(memory, news(1, [7, 8]), NOW);
  learn(memory, news(2, [8]), NOW + 1000);
  assert.deepEqual(remembered(memory, NOW + LASTS_MS - 1), [7, 8]);
  assert.deepEqual(remembered(memory, NOW + LASTS_MS), [8]);
  assert.deepEqual(remembered(memory, NOW + LASTS_MS + 1000), []);
  assert.deepEqual(memory.groups, []);
});

test("the newest are kept", () => {
  const memory = newMemory();
  const many = Array.from({ length: MOST_FINGERPRINTS - 1 }, (_, index) => index + 10);
  learn(memory, news(1, many), NOW + 1);
  learn(memory, news(1, [1, 2, 3]), NOW);
  assert.deepEqual(remembered(memory, NOW + 1).sort((a, b) => a - b), [3, ...many]);
});

test("what is no news is not taken for any", () => {
  assert.deepEqual(readNews({ type: "kept", ...news(1, [7]) }), news(1, [7]));
  const [group] = news(1, [7]).groups;
  for (const broken of [
    {},
    { ...news(1, [7]), by: "1" },
    { ...news(1, [7]), own: "jane@example.com" },
    { ...news(1, [7]), groups: {} },
    ...[{ kind: "website" }, { custodian: "a" }, { custodian: [{}] }, { custodian: ["a\nb"] }, { prints: "7" }, { freed: "jane.roe@example.com, no digits!" }].map(
      (part) => ({ ...news(1, []), groups: [{ ...group, ...part }] }),
    ),
  ]) {
    assert.equal(readNews(broken), null, JSON.stringify(broken));
  }
});
