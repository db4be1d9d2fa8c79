/**
 * The background's wiring: the badge, the page that explains, the sites that the person added, and what pages have kept
 * back, as fingerprints. Nothing is judged here, and no value is kept.
 */

import { guardAddedSites, guardSite, unguardSite } from "./added-sites.js";
import { countKept } from "./badge.js";
import { WELCOMES } from "./edition.js";
import { partitionOf } from "./memory.js";
import { forgetKept, forgetPrivate, recallOf, remember } from "./partitions.js";
import { consentsTo, erasePerson, record, registerKey, registerState, retain, withdrawConsent } from "./register.js";
import { choices, onChoice } from "./settings.js";

/** @typedef {Record<string, unknown>} Message */

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
    case "override":
      if (typeof told.token === "string" && sender.tab !== undefined) void askToName(sender.tab, told.token);
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
    case "record":
      if (sender.tab?.incognito) {
        answer({ recorded: null, private: true });
        return false;
      }
      void record(told.entry, told.consents).then(answer);
      return true;
    case "register-state":
      if (!isOwnPage(sender)) return false;
      void registerState().then(answer);
      return true;
    case "register-erase":
      if (!isOwnPage(sender) || typeof told.text !== "string") return false;
      void erasePerson(told.text).then(answer);
      return true;
    case "consents":
      if (!isOwnPage(sender) || !Array.isArray(told.fields)) return false;
      void consentsTo(told.fields).then(answer, () => answer([]));
      return true;
    case "consent-withdraw":
      if (!isOwnPage(sender) || typeof told.pseudonym !== "string" || typeof told.kind !== "string") return false;
      void withdrawConsent(told.pseudonym, told.kind).then(answer);
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

void retain().catch(() => undefined);

let telling = Promise.resolve();

onChoice((isOfVeil) => {
  telling = telling.then(() => tellChoices(!isOfVeil)).catch(() => undefined);
  // Entries may have to go earlier now.
  if (!isOfVeil) void retain().catch(() => undefined);
});

chrome.windows.onRemoved.addListener(() => void forgetPrivate());

// The permission prompt may close the popup that asked, and people change permissions in the browser's settings too.
chrome.permissions.onAdded.addListener(() => void guardAddedSites());
chrome.permissions.onRemoved.addListener(() => void guardAddedSites());
// Chromium forgets dynamic scripts when an extension is updated.
chrome.runtime.onInstalled.addListener(({ reason }) => {
  void guardAddedSites();
  if (WELCOMES && reason === "install") void chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
});

/**
 * What a page is told as it begins. It goes on without what cannot be read.
 *
 * @param {chrome.tabs.Tab} tab
 */
async function knownAtFirst(tab) {
  const [memory, chosen, key] = await Promise.allSettled([
    recallOf(partitionOf(tab)), choices(), tab.incognito ? null : registerKey(),
  ]);
  return {
    memory: memory.status === "fulfilled" ? memory.value : null,
    choices: chosen.status === "fulfilled" ? chosen.value : null,
    registerKey: key.status === "fulfilled" ? key.value : null,
  };
}

/**
 * Tells all open pages what has been chosen. Each time waits for the one before: what comes last must be what holds.
 *
 * @param {boolean} anew whether pages may keep back something else now. Of what is remembered nobody knows which setting
 *   was why: it is forgotten, and the pages tell again.
 */
async function tellChoices(anew) {
  if (anew) await forgetKept();
  const tabs = await chrome.tabs.query({ discarded: false });
  const message = { type: "choices", choices: await choices(), anew };
  for (const { id } of tabs) {
    // A tab without a guard has nobody who hears it.
    if (id !== undefined) chrome.tabs.sendMessage(id, message).catch(() => undefined);
  }
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
 * Opens the page on which a person names details and a ground, beside the tab that asked.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {string} token
 */
async function askToName({ id, index, windowId }, token) {
  if (id === undefined) return;
  const query = new URLSearchParams({ tab: String(id), token });
  const url = chrome.runtime.getURL(`override.html?${query}`);
  await chrome.tabs.create({ url, index: index + 1, windowId, openerTabId: id });
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

