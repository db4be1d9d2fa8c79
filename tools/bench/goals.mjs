/** The goals that `make bench` measures against, and what it says of them at its end. */

import { writeFileSync } from "node:fs";
import { inRoot } from "../build/run.mjs";

/** @typedef {{ name: string, value: number, goal: string, held: boolean }} Goal */

/** @type {Goal[]} */
const goals = [];

/**
 * Notes what was measured: a goal is the most that it may be, or the least.
 * @param {string} name @param {number} value @param {{ most?: number, least?: number, unit?: string }} limit
 */
export function goal(name, value, { most, least, unit = "" }) {
  const held = least === undefined ? value <= Number(most) : value >= least;
  goals.push({ name, value: Number(value.toPrecision(4)), goal: `${least === undefined ? "≤" : "≥"} ${least ?? most}${unit}`, held });
}

/** Prints them all, writes them to `target/bench.json`, and names those that were not measured. */
export function reportGoals() {
  console.log(`\n${"Goals".padEnd(80)}${"measured".padStart(10)}   goal`);
  for (const { name, value, goal: limit, held } of goals) {
    console.log(`  ${name.padEnd(78)}${String(value).padStart(10)}   ${limit.padEnd(11)} ${held ? "held" : "short"}`);
  }
  console.log(`${goals.filter(({ held }) => held).length} of ${goals.length} held`);
  writeFileSync(inRoot("target", "bench.json"), `${JSON.stringify(goals, null, 2)}\n`);
  return goals.filter(({ value }) => !Number.isFinite(value)).map(({ name }) => name);
}
