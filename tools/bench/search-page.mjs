/** The script of the page on which `make bench` measures the payload search: `search`. */

import { PEERS } from "./peers.mjs";
import { PLANTED, known, payload } from "./people.mjs";

/** @typedef {() => unknown} Call */

/** What the engine's scripts and the twin's shim leave. */
const { entreNousEngine, entreNousTwinWebAssembly } = /** @type {any} */ (globalThis);

/**
 * The least that one measured stretch takes, in milliseconds. The clock is exact to 5 µs; a longer
 * stretch would more often be interrupted by whatever else the computer does.
 */
const STRETCH = 1;
/** What takes longer than this, in microseconds, is measured in a few rounds only. */
const SLOW = 100_000;
const SLOW_ROUNDS = 3;

const newWasm = () => {
  const glue = entreNousEngine.glue(WebAssembly);
  const bytes = Uint8Array.from(atob(entreNousEngine.wasm), (character) => character.charCodeAt(0));
  const { memory } = glue.initSync({ module: new WebAssembly.Module(bytes) });
  return { glue, memory: /** @type {WebAssembly.Memory} */ (memory) };
};
const asWasm = () => newWasm().glue;
const asTwin = () => {
  const platform = entreNousTwinWebAssembly(entreNousEngine.twin);
  const glue = entreNousEngine.glue(platform);
  glue.initSync({ module: new platform.Module(new Uint8Array()) });
  return glue;
};

/** @param {import("./people.mjs").Detail[]} details */
const lines = (details) => details.map(({ kind, shown }) => `${kind} ${shown}`).join("\n");

/** Other kinds of values, which make the search look at words too. */
const TEXTS = "\naddress 12 Rue de l'Exemple, Paris\nwebsite janeroe.example/cv\nhandle jane-roe-ex\nbirthday March 14";

/** @param {Call} call @param {number} times @returns {number} in microseconds, of one call */
function timed(call, times) {
  const begin = performance.now();
  for (let index = 0; index < times; index += 1) call();
  return ((performance.now() - begin) * 1000) / times;
}

/**
 * Measures the calls in turns.
 * @param {Record<string, Call>} calls @param {number} rounds @returns {Record<string, number[]>} microseconds, by round
 */
function inTurns(calls, rounds) {
  const names = Object.keys(calls);
  const plans = names.map((name) => {
    const call = /** @type {Call} */ (calls[name]);
    // The first calls are slow, and say little of how many fit in a stretch.
    const first = timed(call, 1);
    const once = first > SLOW ? first : timed(call, Math.min(20, Math.ceil(20_000 / first)));
    return { repeats: Math.max(1, Math.ceil((STRETCH * 1000) / once)), rounds: once > SLOW ? SLOW_ROUNDS : rounds };
  });
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const which = (turn + round) % names.length;
      const name = /** @type {string} */ (names[which]);
      const plan = plans[which];
      if (plan && round < plan.rounds) times[name]?.push(timed(/** @type {Call} */ (calls[name]), plan.repeats));
    }
  }
  return times;
}

/** Whether all of these are found, and with `exactly` nothing else. @param {Iterable<number>} found @param {number[]} planted @param {boolean} exactly */
function agrees(found, planted, exactly) {
  const all = new Set(found);
  return planted.every((index) => all.has(index)) && (!exactly || all.size === planted.length);
}

const engines = { wasm: asWasm(), twin: asTwin() };
const encoder = new TextEncoder();

/**
 * What finds these details, by name. Built once for each number of details.
 * @param {number} count @param {boolean} hasTexts
 */
function searchers(count, hasTexts) {
  const text = lines(known(count)) + (hasTexts ? TEXTS : "");
  return { wasm: new engines.wasm.Bench(text), twin: new engines.twin.Bench(text) };
}

/** @type {Map<string, ReturnType<typeof searchers>>} */
const made = new Map();
/** @param {number} count @param {boolean} hasTexts */
function searchersOf(count, hasTexts) {
  const name = `${count} ${hasTexts}`;
  const ready = made.get(name) ?? searchers(count, hasTexts);
  made.set(name, ready);
  return ready;
}

const search = {
  /** How long it takes to make details ready, in microseconds. @param {number} count @param {number} rounds */
  builds: (count, rounds) => {
    const text = lines(known(count));
    const build = (/** @type {any} */ glue) => () => new glue.Bench(text).free();
    return inTurns({ wasm: build(engines.wasm), twin: build(engines.twin) }, rounds);
  },
  /**
   * The engine and the floors on one payload.
   * @param {string} kind @param {number} bytes @param {number} count of known details @param {{ rounds: number, hasTexts?: boolean, hasTwin?: boolean }} options
   */
  ours: (kind, bytes, count, { rounds, hasTexts = false, hasTwin = true }) => {
    const { text, planted } = payload(kind, bytes);
    const { wasm, twin } = searchersOf(count, hasTexts);
    wasm.keep(text);
    const target = new Uint8Array(text.length * 3);
    /** @type {Record<string, Call>} */
    const calls = {
      scan: () => wasm.findKept(), table: () => wasm.tablePerByte(), encodeInto: () => encoder.encodeInto(text, target),
      wasm: () => wasm.find(text), ...(hasTwin && { twin: () => twin.find(text) }),
    };
    const isRight = [wasm.findKept(), wasm.find(text), twin.find(text)].every((found) => agrees(found, planted, true));
    const times = inTurns(calls, rounds);
    wasm.keep("");
    return { bytes: text.length, isRight, times };
  },
  /**
   * By how many bytes an engine's memory grows as it searches a payload that lies in it already.
   * @param {string} kind @param {number} bytes @param {number} count of known details
   */
  memory: (kind, bytes, count) => {
    const { glue, memory } = newWasm();
    const searcher = new glue.Bench(lines(known(count)));
    searcher.keep(payload(kind, bytes).text);
    const before = memory.buffer.byteLength;
    searcher.findKept();
    return memory.buffer.byteLength - before;
  },
  /** The scan with few values and with many. @param {string} kind @param {number} bytes @param {number} rounds */
  growth: (kind, bytes, rounds) => {
    const { text } = payload(kind, bytes);
    const [few, many] = [searchersOf(10, false).wasm, searchersOf(100_000, false).wasm];
    for (const each of [few, many]) each.keep(text);
    const times = inTurns({ few: () => few.findKept(), many: () => many.findKept() }, rounds);
    return { bytes: text.length, times };
  },
  /**
   * The engine beside its peers, from the same string.
   * @param {string} kind @param {number} bytes @param {number} count of known details @param {{ rounds: number, peers: string[] }} options
   */
  peers: (kind, bytes, count, { rounds, peers }) => {
    const { text, planted } = payload(kind, bytes);
    const details = known(count);
    const { wasm, twin } = searchersOf(count, false);
    /** @type {Record<string, Call>} */
    const calls = { wasm: () => wasm.find(text), twin: () => twin.find(text) };
    /** @type {string[]} */
    const wrong = [];
    /** @type {Record<string, number>} */
    const builds = {};
    for (const name of peers) {
      const { finds, ready } = /** @type {import("./peers.mjs").Peer} */ (PEERS[name]);
      const begin = performance.now();
      const find = ready(details);
      builds[name] = (performance.now() - begin) * 1000;
      const sought = planted.filter((index) => finds.includes(/** @type {import("./people.mjs").Detail} */ (PLANTED[index]).kind));
      if (!agrees(find(text), sought, false)) wrong.push(name);
      calls[name] = () => find(text);
    }
    if (![wasm.find(text), twin.find(text)].every((found) => agrees(found, planted, true))) wrong.push("the engine");
    return { bytes: text.length, wrong, builds, times: inTurns(calls, rounds) };
  },
};
Object.assign(globalThis, { search });
