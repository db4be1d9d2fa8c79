/**
 * The background's wiring: the badge, the page that explains, the sites that the person added, and what pages have kept
 * back, as fingerprints. Nothing is judged here, and no value is kept.
 */

import { learn, newMemory, partitionOf, readNews, recallAll, textOf } from "./memory.js";
import { builtInPatterns, covers, grantedPatterns, patternOf } from "./sites.js";
import { onVeilChoice, veilChoices } from "./veil.js";

const BADGE_COLOUR = "#0f4c5c";

/** The browsers run dynamic scripts in the order of their ids; the gate must come after what answers it. */
const ENGINE_ID = "guard-1-engine";
const GATE_ID = "guard-2-gate";

/** @typedef {Record<string, unknown>} Message */

/**
 * What each frame of a tab keeps back, as last told. A frame that has gone is noticed when it no longer answers.
 * @type {Map<number, Map<number, number>>}
 */
const keptByTab = new Map();

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id || typeof message !== "object" || message === null) return false;
  const told = /** @type {Message} */ (message);
  switch (told.type) {
    case "count":
      // A page that is loaded ahead is not what its tab shows; it tells again when it is.
      if (isCount(told.withheld) && sender.tab?.id !== undefined && !isAhead(sender)) {
        void countKept(sender.tab.id, sender.frameId ?? 0, told.withheld);
      }
      return false;
    case "veiled":
      // Some frame of the tab has read what another has veiled.
      void askFrames(sender, told.wanted).then(answer, () => answer(null));
      return true;
    case "why":
      if (typeof told.reason === "string") void explain(told.reason, sender.tab);
      return false;
    case "tell":
      void tellAtTop(sender, told).then(answer, () => answer(false));
      return true;
    case "kept":
      if (sender.tab !== undefined) void remember(sender.tab, told).catch(() => undefined);
      return false;
    case "recall":
      if (sender.tab === undefined) return false;
      void knownAtFirst(sender.tab).then(answer, () => answer(null));
      return true;
    case "reveal":
      void confirmReveal(sender, told.token).then(answer, () => answer(false));
      return true;
    case "guard-site":
    case "unguard-site":
      if (!isOwnPage(sender) || typeof told.origin !== "string") return false;
      void (told.type === "guard-site" ? guardSite(told.origin) : unguardSite(told.origin))
        .then((done) => answer({ done }))
        .catch(() => answer({ done: false }));
      return true;
    default:
      return false;
  }
});

onVeilChoice(() => void tellVeilChoices().catch(() => undefined));

chrome.tabs.onRemoved.addListener((tabId) => keptByTab.delete(tabId));

chrome.windows.onRemoved.addListener(() => void forgetPrivate());

// The permission prompt may close the popup that asked, and people change permissions in the browser's settings too.
chrome.permissions.onAdded.addListener(() => void guardAddedSites());
chrome.permissions.onRemoved.addListener(() => void guardAddedSites());
// Chromium forgets dynamic scripts when an extension is updated.
chrome.runtime.onInstalled.addListener(() => void guardAddedSites());

/** @typedef {ReturnType<typeof partitionOf>} Partition */

/**
 * Read from the browser's memory once in each life of this script: nobody else writes there.
 * @type {Map<Partition, Promise<import("./memory.js").Memory>>}
 */
const memories = new Map();

/** @param {Partition} partition */
function memoryOf(partition) {
  let memory = memories.get(partition);
  if (!memory) {
    memories.set(partition, (memory = readMemory(partition)));
    memory.catch(() => memories.delete(partition));
  }
  return memory;
}

/**
 * @param {Partition} partition
 * @returns {Promise<import("./memory.js").Memory>}
 */
async function readMemory(partition) {
  const { [partition]: kept } = await chrome.storage.session.get(partition);
  if (kept) return /** @type {import("./memory.js").Memory} */ (kept);
  const memory = newMemory();
  // At once: this script may end before anything is kept back, and pages hold fingerprints under this key.
  await chrome.storage.session.set({ [partition]: memory });
  return memory;
}

/**
 * What a page is told as it begins. It goes on without what cannot be read.
 *
 * @param {chrome.tabs.Tab} tab
 */
async function knownAtFirst(tab) {
  const [memory, veil] = await Promise.allSettled([memoryOf(partitionOf(tab)), veilChoices()]);
  return {
    memory: memory.status === "fulfilled" ? textOf(recallAll(memory.value, Date.now())) : null,
    veil: veil.status === "fulfilled" ? veil.value : null,
  };
}

/** Tells all open pages what has been chosen about the veil. */
async function tellVeilChoices() {
  const veil = await veilChoices();
  for (const { id } of await chrome.tabs.query({ discarded: false })) {
    // A tab without a guard has nobody who hears it.
    if (id !== undefined) chrome.tabs.sendMessage(id, { type: "veil", veil }).catch(() => undefined);
  }
}

/**
 * Keeps a page's news, and passes them on to the other open pages of its partition.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Message} told
 */
async function remember(tab, told) {
  const news = readNews(told);
  if (news === null) return;
  const partition = partitionOf(tab);
  const memory = await memoryOf(partition);
  const recall = textOf(learn(memory, news, Date.now()));
  const tabs = await chrome.tabs.query({ discarded: false });
  for (const { id, incognito } of tabs) {
    if (id === undefined || partitionOf({ incognito }) !== partition) continue;
    // A tab without a guard has nobody who hears it.
    chrome.tabs.sendMessage(id, { type: "recall", memory: recall }).catch(() => undefined);
  }
  await chrome.storage.session.set({ [partition]: memory });
}

/** What was seen in private windows ends with the last of them. */
async function forgetPrivate() {
  if ((await chrome.windows.getAll()).some(({ incognito }) => incognito)) return;
  const partition = partitionOf({ incognito: true });
  memories.delete(partition);
  await chrome.storage.session.remove(partition);
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isCount(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** @param {chrome.runtime.MessageSender} sender */
function isAhead(sender) {
  return sender.documentLifecycle === "prerender";
}

/** @param {chrome.runtime.MessageSender} sender */
function isOwnPage(sender) {
  return sender.url?.startsWith(chrome.runtime.getURL("")) ?? false;
}

/**
 * @param {number} tabId
 * @param {number} frameId
 * @param {number} withheld
 */
async function countKept(tabId, frameId, withheld) {
  const frames = keptByTab.get(tabId) ?? new Map();
  keptByTab.set(tabId, frames);
  frames.set(frameId, withheld);
  const others = [...frames.keys()].filter((id) => id !== frameId);
  await Promise.all(
    others.map((id) =>
      chrome.tabs.sendMessage(tabId, { type: "summary" }, { frameId: id }).catch(() => frames.delete(id)),
    ),
  );
  const total = [...frames.values()].reduce((sum, kept) => sum + kept, 0);
  await showBadge(tabId, total).catch(() => {
    // The tab was closed meanwhile.
    keptByTab.delete(tabId);
  });
}

/**
 * @param {number} tabId
 * @param {number} total
 */
async function showBadge(tabId, total) {
  const text = total === 0 ? "" : total > 999 ? "999+" : String(total);
  const title =
    total === 0
      ? chrome.i18n.getMessage("action_title")
      : chrome.i18n.getMessage("action_title_count", [String(total)]);
  await Promise.all([
    chrome.action.setBadgeText({ tabId, text }),
    chrome.action.setBadgeBackgroundColor({ tabId, color: BADGE_COLOUR }),
    chrome.action.setBadgeTextColor({ tabId, color: "#ffffff" }),
    chrome.action.setTitle({ tabId, title }),
  ]);
}

/** The form of kinds, verdicts, channels and reasons; nothing of another form is passed on. */
const CODE = /^[a-z0-9-]{1,40}$/;

/**
 * Has a frame's notice shown by the page at the top of its tab.
 *
 * @param {chrome.runtime.MessageSender} sender
 * @param {Message} told
 * @returns {Promise<boolean>} whether it is shown there
 */
async function tellAtTop(sender, told) {
  const { outcome, channel, reason, fields } = told;
  // What is at the top of a tab is not the page that one which is loaded ahead belongs to.
  if (sender.tab?.id === undefined || !sender.frameId || isAhead(sender)) return false;
  if (!areCodes([outcome, channel, reason]) || !Array.isArray(fields)) return false;
  const known = fields.map(({ kind, verdict, reasons }) => ({ kind, verdict, reasons }));
  if (!known.every(({ kind, verdict, reasons }) => areCodes([kind, verdict]) && areCodes(reasons))) return false;
  const message = { type: "show", told: { outcome, channel, reason, fields: known } };
  return (await chrome.tabs.sendMessage(sender.tab.id, message, { frameId: 0 })) === true;
}

/** @param {unknown} codes */
function areCodes(codes) {
  return Array.isArray(codes) && codes.every((code) => typeof code === "string" && CODE.test(code));
}

/**
 * Asks all frames of a tab what some stand-ins stand for. This is the only way by which values come here, and they go
 * on at once.
 *
 * @param {chrome.runtime.MessageSender} sender
 * @param {unknown} wanted
 * @returns {Promise<{ table: unknown } | null>} what the first who knows any says; an empty table once all have heard and
 *   none does
 */
async function askFrames(sender, wanted) {
  if (sender.tab?.id === undefined || !Array.isArray(wanted)) return null;
  const table = await chrome.tabs.sendMessage(sender.tab.id, { type: "veiled", wanted });
  return { table: table ?? [] };
}

/**
 * Asks the page around one of our own frames whether the token is one that it gave out.
 *
 * @param {chrome.runtime.MessageSender} sender
 * @param {unknown} token
 * @returns {Promise<boolean>}
 */
async function confirmReveal(sender, token) {
  if (!isOwnPage(sender) || sender.tab?.id === undefined || typeof token !== "string") return false;
  return (await chrome.tabs.sendMessage(sender.tab.id, { type: "reveal", token })) === true;
}

/**
 * Opens the explanation, beside the tab that asked.
 *
 * @param {string} reason a reason code; anything else opens the top of the page
 * @param {chrome.tabs.Tab | undefined} tab
 */
async function explain(reason, tab) {
  const anchor = CODE.test(reason) ? `#${reason}` : "";
  const place = tab === undefined ? {} : { index: tab.index + 1, windowId: tab.windowId };
  await chrome.tabs.create({ url: chrome.runtime.getURL(`why.html${anchor}`), ...place });
}

/**
 * The popup has asked for the permission already: only a page with a person's click can.
 *
 * @param {string} origin
 * @returns {Promise<boolean>} whether the site is guarded from its next load on
 */
async function guardSite(origin) {
  if (patternOf(origin) === null) return false;
  await guardAddedSites();
  return (await grantedPatterns()).some((pattern) => covers(pattern, origin));
}

/**
 * @param {string} origin
 * @returns {Promise<boolean>} whether the site is no longer guarded from its next load on
 */
async function unguardSite(origin) {
  const pattern = patternOf(origin);
  if (pattern === null) return false;
  await chrome.permissions.remove({ origins: [pattern] });
  await guardAddedSites();
  return !(await grantedPatterns()).some((granted) => covers(granted, origin));
}

/** Calls may overlap (a message and an event for one click); each waits for the one before. */
let registering = Promise.resolve();

/** Makes the registered scripts match the sites that the person has added. */
function guardAddedSites() {
  registering = registering.catch(() => undefined).then(registerForAddedSites);
  return registering;
}

async function registerForAddedSites() {
  const builtIn = builtInPatterns();
  const added = (await grantedPatterns()).filter((pattern) => !builtIn.includes(pattern));
  const filter = { ids: [ENGINE_ID, GATE_ID] };
  const registered = await chrome.scripting.getRegisteredContentScripts(filter);
  if (added.length === 0) {
    if (registered.length > 0) await chrome.scripting.unregisterContentScripts(filter);
    return;
  }
  const scripts = scriptsFor(added, builtIn);
  if (registered.length === scripts.length) await chrome.scripting.updateContentScripts(scripts);
  else await chrome.scripting.registerContentScripts(scripts);
}

/**
 * The manifest's own two entries, for other sites. One registration for all of them: two patterns may cover one page,
 * and a page must be guarded once.
 *
 * @param {string[]} matches
 * @param {string[]} excludeMatches
 * @returns {chrome.scripting.RegisteredContentScript[]}
 */
function scriptsFor(matches, excludeMatches) {
  return (chrome.runtime.getManifest().content_scripts ?? []).map((script) => {
    const inPage = "world" in script && script.world === "MAIN";
    return {
      id: inPage ? GATE_ID : ENGINE_ID,
      matches,
      excludeMatches,
      js: (script.js ?? []).map(ownPath),
      css: (script.css ?? []).map(ownPath),
      world: inPage ? "MAIN" : "ISOLATED",
      allFrames: true,
      matchOriginAsFallback: true,
      runAt: "document_start",
      persistAcrossSessions: true,
    };
  });
}

/**
 * Firefox makes the manifest's paths absolute when it hands the manifest out, and then takes relative ones only.
 * @param {string} file
 */
function ownPath(file) {
  return new URL(file, chrome.runtime.getURL("/")).pathname.slice(1);
}
