/**
 * In Firefox: veils the pages of guarded sites as they are served, so that what is withheld never enters the document.
 * A page is held until its end, read by the engine, and given on: the very bytes where nothing is kept back in it.
 *
 * Nothing is judged here. What stand-ins stand for lives in this script's memory only, until the page's own engine
 * asks for it.
 */

import { charsetOf, decode, encode } from "./charset.js";
import { partitionOf, recallAll, textOf } from "./memory.js";
import { choices } from "./settings.js";

/** Larger pages are given on as they come: reading one would stop all others for too long. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A page that says nothing more for so long is given on as far as it has come, in milliseconds. */
const PAUSE_MS = 3000;

/** And so is one that goes on for so long: it may be meant to be read while it comes. */
const MOST_MS = 10_000;

/** How long the rest of a page waits for its engine to know what its stand-ins stand for. */
const LEARNT_WITHIN_MS = 2000;

const PAGES = { urls: ["http://*/*", "https://*/*"], types: ["main_frame", "sub_frame"] };

/** `chrome.webRequest` as Firefox has it. */
const { onHeadersReceived, filterResponseData } = /** @type {any} */ (chrome.webRequest);

/**
 * @typedef {{ stand_in: string, text: string }} Entry  what a stand-in stands for; the engine that wrote it says more
 */

/**
 * @typedef {object} Served
 * @property {string} url  see `plain`
 * @property {Entry[]} table
 * @property {() => void} learnt
 */

/** What the engines of pages are to be told, by tab and frame. @type {Map<string, Served>} */
const served = new Map();

/** @param {number | undefined} tabId @param {number | undefined} frameId */
const placeOf = (tabId = -1, frameId = 0) => `${tabId} ${frameId}`;

/** @param {string} place @param {number | undefined} tabId */
const isIn = (place, tabId) => place.startsWith(`${tabId} `);

/** An address as requests and documents have it alike. @param {string | undefined} address */
function plain(address = "about:blank") {
  const url = new URL(address);
  url.hash = url.username = url.password = "";
  return url.href;
}

// --- The engine ------------------------------------------------------------------------------

/** @type {Promise<EntreNousGlue> | null} */
let starting = null;

/** The engine's scripts are those of the pages: plain ones, which make globals. @param {string} file */
const load = (file) =>
  new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = chrome.runtime.getURL(file);
    script.addEventListener("load", () => loaded(undefined));
    script.addEventListener("error", () => failed(new Error(`${file} was not loaded`)));
    document.head.append(script);
  });

async function startEngine() {
  if (!("entreNousEngine" in globalThis)) {
    for (const file of ["config.js", "engine-glue.js", "engine-wasm.js"]) await load(file);
  }
  const bindings = entreNousEngine.glue(WebAssembly);
  const fromBase64 = /** @type {any} */ (Uint8Array).fromBase64;
  bindings.initSync({ module: fromBase64.call(Uint8Array, entreNousEngine.wasm) });
  return bindings;
}

function engine() {
  starting ??= startEngine();
  starting.catch(() => { starting = null; });
  return starting;
}

/**
 * What other pages kept back.
 *
 * @param {boolean} incognito
 */
async function memoryOf(incognito) {
  const partition = partitionOf({ incognito });
  const { [partition]: memory } = await chrome.storage.session.get(partition);
  return memory ? textOf(recallAll(/** @type {import("./memory.js").Memory} */ (memory), Date.now())) : undefined;
}

/**
 * @param {string} source @param {string} url @param {boolean} incognito @param {boolean} hasLetters
 * @returns {Promise<{ head: string, rest: string, table: Entry[] } | undefined>}
 */
async function veil(source, url, incognito, hasLetters) {
  // Where nobody can say what was chosen, the veil stays on.
  const [bindings, memory, chosen] = await Promise.all([engine(), memoryOf(incognito), choices().catch(() => null)]);
  try {
    return bindings.veil_served(entreNousConfig, chosen, { url, memory, hasLetters }, source);
  } catch (error) {
    // Its memory can be in any state: the next page gets a new one.
    starting = null;
    throw error;
  }
}

// --- Pages -----------------------------------------------------------------------------------

/**
 * @param {{ name: string, value?: string }[]} headers @param {string} wanted
 * @returns {string}
 */
function header(headers, wanted) {
  return headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? "";
}

onHeadersReceived.addListener(
  (/** @type {any} */ { requestId, tabId, frameId, url, incognito = false, statusCode, responseHeaders = [] }) => {
    const type = header(responseHeaders, "content-type");
    const isRedirect = statusCode >= 300 && statusCode < 400;
    const isFile = /^\s*attachment/i.test(header(responseHeaders, "content-disposition"));
    if (!/^\s*text\/html\s*(;|$)/i.test(type) || isRedirect || isFile) return;
    // The frame's page before has had its time to ask.
    served.delete(placeOf(tabId, frameId));
    // It takes as long as the page may need to come.
    engine().catch(() => undefined);
    hold(filterResponseData(requestId), { type, place: placeOf(tabId, frameId), url, incognito });
  },
  PAGES,
  ["blocking", "responseHeaders"],
);

/** @typedef {{ type: string, place: string, url: string, incognito: boolean }} Page */

/**
 * Holds a page until its end.
 *
 * @param {any} filter  a `StreamFilter`
 * @param {Page} page
 */
function hold(filter, page) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const held = [];
  let size = 0;
  let isHeld = true;
  /** @type {Served | undefined} */
  let entry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  // A page that is gone takes nothing any more.
  const giveOnInPart = () => void giveOn(false).catch(() => undefined);
  const end = setTimeout(giveOnInPart, MOST_MS);

  /** @returns {boolean} whether it was held until now */
  const stopHolding = () => {
    const wasHeld = isHeld;
    isHeld = false;
    clearTimeout(pause);
    clearTimeout(end);
    return wasHeld;
  };

  const letGo = () => {
    for (const chunk of held) filter.write(chunk);
    filter.disconnect();
  };

  /** @param {boolean} isWhole */
  const giveOn = async (isWhole) => {
    if (!stopHolding()) return;
    const chunks = held.length;
    const bytes = await new Blob(held).bytes();
    const read = isWhole ? bytes.length : bytes.lastIndexOf(TAG_END) + 1;
    const veiled = await veiledOf(bytes.subarray(0, read), page).catch(() => null);
    if (veiled) {
      filter.write(veiled.head);
      entry = { url: plain(page.url), table: veiled.table, learnt: () => {} };
      const isLearnt = learnt(page.place, entry);
      if (veiled.canWait) await isLearnt;
      filter.write(veiled.rest);
      filter.write(bytes.subarray(read));
      // What has come meanwhile follows.
      held.splice(0, chunks);
    }
    letGo();
  };

  filter.ondata = (/** @type {{ data: ArrayBuffer }} */ { data }) => {
    held.push(new Uint8Array(data));
    size += data.byteLength;
    if (!isHeld) return;
    clearTimeout(pause);
    if (size <= MOST_BYTES) pause = setTimeout(giveOnInPart, PAUSE_MS);
    else if (stopHolding()) letGo();
  };
  filter.onstop = () => void giveOn(true).catch(() => undefined);
  // The page is not wanted any more.
  filter.onerror = () => {
    stopHolding();
    // By now the frame may have another.
    if (entry && served.get(page.place) === entry) served.delete(page.place);
  };
}

/** The end of a tag, in every encoding that is read. */
const TAG_END = ">".charCodeAt(0);

/**
 * A page with stand-ins in it; null where nothing is kept back in it, or it cannot be read.
 *
 * @param {Uint8Array} bytes @param {Page} page
 */
async function veiledOf(bytes, { type, url, incognito }) {
  const declared = charsetOf(type, bytes);
  if (declared === null) return null;
  const charset = declared ?? "windows-1252";
  const text = decode(bytes, charset);
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const veiled = await veil(text.slice(mark.length), url, incognito, charset === "utf-8");
  if (!veiled) return null;
  return {
    head: encode(mark + veiled.head, charset),
    rest: encode(veiled.rest, charset),
    table: veiled.table,
    // Where no encoding is declared, the browser makes no document before it has seen nearly all of it.
    canWait: declared !== undefined,
  };
}

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Waits until the page's engine knows what the stand-ins stand for: before, a script of the page could send a value
 * that it holds itself, and nobody would know it. The engine asks as soon as the page has begun.
 *
 * @param {string} place @param {Served} entry
 */
async function learnt(place, entry) {
  served.set(place, entry);
  await new Promise((learnt) => {
    entry.learnt = () => learnt(undefined);
    setTimeout(learnt, LEARNT_WITHIN_MS);
  });
}

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  if (message?.type === "veiled") tellOther(sender, message.wanted, answer);
  const place = placeOf(sender.tab?.id, sender.frameId);
  const entry = served.get(place);
  if (!entry || plain(sender.url) !== entry.url) return false;
  if (message?.type === "served") answer(entry.table);
  if (message?.type === "learnt") {
    served.delete(place);
    entry.learnt();
  }
  return false;
});

/**
 * Another frame of the tab has read what the engine of a page does not know yet. Where nothing is said here, those that
 * know have their turn.
 *
 * @param {chrome.runtime.MessageSender} sender @param {unknown} wanted @param {(told: { table: Entry[] }) => void} answer
 */
function tellOther({ tab }, wanted, answer) {
  if (tab?.id === undefined || !Array.isArray(wanted)) return;
  const table = [...served]
    .filter(([place]) => isIn(place, tab.id))
    .flatMap(([, entry]) => entry.table)
    .filter(({ stand_in }) => wanted.includes(stand_in))
    .map(({ stand_in, text }) => ({ stand_in, text }));
  if (table.length > 0) answer({ table });
}

chrome.tabs.onRemoved.addListener((tabId) => {
  for (const place of served.keys()) if (isIn(place, tabId)) served.delete(place);
});
