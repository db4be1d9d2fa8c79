// A verifier of registers, written from docs/register.md alone: it shares nothing with the product.
//
//     node tests/verify.mjs FILE [HEAD]

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @typedef {{ seq: number, link: string }} Point */
/** @typedef {Point & { digest: string, body: string | undefined }} Record */

const RECORD = /^\{"seq":(0|[1-9]\d*),"digest":"([0-9a-f]{64})","link":"([0-9a-f]{64})"(?:,"body":(.+))?\}$/s;

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex");

/** @param {any} point @returns {boolean} */
const isPoint = (point) => Number.isSafeInteger(point?.seq) && point.seq >= 0 && /^[0-9a-f]{64}$/.test(point?.link);

/**
 * What is wrong with a register; nothing if it is whole.
 *
 * @param {string} text
 * @param {string} [noted] a link that was noted elsewhere
 * @returns {string[]}
 */
export function verify(text, noted) {
  const lines = text.replace(/^\ufeff/, "").split("\n").map((line) => line.replace(/\r$/, ""));
  const header = readHeader(lines[0] ?? "");
  if (typeof header === "string") return [header];
  const records = lines.slice(1).filter((line) => line !== "").map(readRecord);
  const { hasThrough, named } = erasures(records);
  /** @type {string[]} */
  const wrong = [];
  if (header.anchor.seq > hasThrough) wrong.push(`no erasure names the beginning up to ${header.anchor.seq}`);

  /** @type {{ seq: number, link: string | null }} */
  let last = header.anchor;
  for (const record of records) {
    const due = last.seq + 1;
    if (record === null) {
      wrong.push(`unreadable where ${due} is due`);
      last = { seq: due, link: null };
      continue;
    }
    const { seq, link, digest, body } = record;
    if (seq < due) {
      wrong.push(`${seq} is in the wrong place`);
      continue;
    }
    if (seq > due) wrong.push(`missing from ${due} to ${seq - 1}`);
    else if (last.link !== null && link !== sha256(`entre-nous register 1\n${last.link}\n${seq}\n${digest}`)) wrong.push(`${seq} does not follow`);
    const isErased = named(seq);
    if (body === undefined && !isErased && header.filter === undefined) wrong.push(`${seq} has no body`);
    if (body !== undefined && sha256(body) !== digest) wrong.push(`${seq} was changed`);
    else if (body !== undefined && isErased) wrong.push(`${seq} was erased and is there`);
    last = { seq, link };
  }
  if (last.seq !== header.head.seq || last.link !== header.head.link) wrong.push(`the end is not ${header.head.seq}`);
  const links = [header.anchor.link, ...records.map((record) => record?.link)];
  if (noted !== undefined && !links.includes(noted)) wrong.push("the noted head is not in it");
  return wrong;
}

/** @param {string} line @returns {{ anchor: Point, head: Point, filter?: object } | string} */
function readHeader(line) {
  try {
    const header = JSON.parse(line);
    const isKnown = header.register === 1 && isPoint(header.anchor) && isPoint(header.head);
    return isKnown ? header : "no register";
  } catch {
    return "no register";
  }
}

/** @param {string} line @returns {Record | null} */
function readRecord(line) {
  const [, seq, digest = "", link = "", body] = RECORD.exec(line) ?? [];
  return seq === undefined ? null : { seq: Number(seq), digest, link, body };
}

/** What the erasures in the records name. @param {(Record | null)[]} records */
function erasures(records) {
  let hasThrough = 0;
  /** @type {[number, number][]} */
  const ranges = [];
  for (const record of records) {
    if (!record?.body) continue;
    let erased;
    try {
      ({ erased } = JSON.parse(record.body));
    } catch {
      continue;
    }
    if (typeof erased !== "object" || erased === null) continue;
    const before = record.seq - 1;
    hasThrough = Math.max(hasThrough, Math.min(before, erased.through ?? 0));
    for (const [from, to] of erased.bodies ?? []) ranges.push([from, Math.min(before, to)]);
  }
  return {
    hasThrough,
    named: (/** @type {number} */ seq) => seq <= hasThrough || ranges.some(([from, to]) => from <= seq && seq <= to),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file = "", head] = process.argv;
  const wrong = verify(readFileSync(file, "utf8"), head);
  console.log(wrong.length === 0 ? "The register is whole." : wrong.join("\n"));
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
