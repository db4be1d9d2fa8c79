/** What the guard found on the page in front, or why it is not active there. */

import { fillTexts, text } from "./pages.js";
import { turnVeil } from "./settings.js";
import { covers, grantedPatterns, patternOf } from "./sites.js";

/**
 * @typedef {{ kind: string, verdict: string, reasons: string[] }} Field
 * @typedef {{ version: string, engine: "wasm" | "twin" | "none", isLate: boolean, site: string, veil: "on" | "locked-on" | "off" | "locked-off", fields: Field[], refused: number }} Summary
 */

const KINDS = ["email", "phone", "address", "birthday", "handle", "website", "other"];
/** The order of the list: what matters most is at the top. */
const VERDICTS = ["withhold", "warn", "allow"];
const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

fillTexts();
byId("version").textContent = chrome.runtime.getManifest().version;
byId("reload").addEventListener("click", () => void reload());
byId("guard").addEventListener("click", () => void guard());
byId("unguard").addEventListener("click", () => void unguard());
byId("veil-switch").addEventListener("change", () => void veil());
await render();

async function activeTab() {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab;
}

async function render() {
  const tab = await activeTab();
  const tabId = tab?.id;
  const address = tab?.url ?? "";
  const pattern = patternOf(address);
  byId("site").textContent = pattern === null ? "" : new URL(address).hostname;
  for (const button of document.querySelectorAll("button")) button.hidden = true;
  byId("fields").hidden = true;
  byId("numbers").hidden = true;
  byId("veil").hidden = true;

  const granted = await grantedPatterns();
  byId("unguard").hidden = pattern === null || !granted.includes(pattern);
  const own = tabId === undefined ? null : await summaryOf(tabId, 0);
  if (tabId !== undefined && own !== null) {
    const summary = await wholePage(tabId, own);
    const lasting = pattern === null || granted.some((each) => covers(each, address));
    showActive(summary, lasting);
  } else if (tabId === undefined || pattern === null || !(await takesScripts(tabId))) {
    showState(text("popup_inactive"), text("popup_browser_page"));
  } else if (granted.some((each) => covers(each, address))) {
    showState(text("popup_inactive"), text("popup_needs_reload"));
    byId("reload").hidden = false;
  } else {
    showState(text("popup_inactive"), text("popup_not_guarded"));
    byId("guard").hidden = false;
  }
}

/**
 * @param {number} tabId
 * @param {number} frameId
 * @returns {Promise<Summary | null>} null where no guard answers
 */
async function summaryOf(tabId, frameId) {
  try {
    const summary = await chrome.tabs.sendMessage(tabId, { type: "summary" }, { frameId });
    return summary !== null && typeof summary === "object" && Array.isArray(summary.fields) ? summary : null;
  } catch {
    return null;
  }
}

/**
 * Sites put parts of a page into frames; people see one page.
 *
 * @param {number} tabId
 * @param {Summary} top
 * @returns {Promise<Summary>}
 */
async function wholePage(tabId, top) {
  const inFrames = await Promise.all(
    (await frameIds(tabId)).filter((id) => id !== 0).map((id) => summaryOf(tabId, id)),
  );
  const parts = [top, ...inFrames.filter((part) => part !== null)];
  return {
    ...top,
    engine: parts.some((part) => part.engine === "none") ? "none" : top.engine,
    fields: parts.flatMap((part) => part.fields),
    refused: parts.reduce((sum, part) => sum + part.refused, 0),
  };
}

/**
 * The frames that the browser lets the extension into. Listing them otherwise needs the permission to follow all
 * browsing; this needs only the click that opened the popup.
 *
 * @param {number} tabId
 * @returns {Promise<number[]>}
 */
async function frameIds(tabId) {
  try {
    const results = await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func: () => true });
    return results.map((result) => result.frameId);
  } catch {
    return [];
  }
}

/**
 * Browsers keep extensions out of some web pages too, such as their own stores.
 * @param {number} tabId
 */
async function takesScripts(tabId) {
  return (await frameIds(tabId)).length > 0;
}

/**
 * @param {Summary} summary
 * @param {boolean} lasting whether the site is guarded when it loads again
 */
function showActive(summary, lasting) {
  const kept = summary.fields.filter((field) => verdictOf(field) === "withhold").length;
  byId("kept").textContent = String(kept);
  byId("refused").textContent = String(summary.refused);
  byId("numbers").hidden = false;
  if (summary.engine === "none") showState(text("popup_all_refused"), text("popup_engine_none"));
  else if (summary.isLate) showState(text("popup_partly"), text("notice_late"));
  else if (!lasting) showState(text("popup_active"), text("popup_until_reload"));
  else showState(text("popup_active"), summary.fields.length === 0 ? text("popup_no_fields") : "");
  byId("state").classList.toggle("alarm", summary.engine === "none");
  byId("reload").hidden = summary.engine !== "none" && !summary.isLate;
  byId("fields").hidden = summary.fields.length === 0;
  byId("field-list").replaceChildren(...groups(summary.fields).map(row));
  byId("veil").hidden = summary.engine === "none";
  showVeil(summary);
}

/** @param {Summary} summary */
function showVeil({ site, veil }) {
  const isLocked = veil.startsWith("locked");
  const isOn = veil.endsWith("on");
  const button = /** @type {HTMLInputElement} */ (byId("veil-switch"));
  button.checked = isOn;
  button.disabled = isLocked;
  button.dataset.site = site;
  const notes = [isOn ? "" : text("popup_veil_off"), isLocked ? text("popup_set_by_organisation") : ""];
  byId("veil-note").textContent = notes.filter((note) => note !== "").join(" ");
}

/**
 * @param {string} heading
 * @param {string} sentence
 */
function showState(heading, sentence) {
  byId("state-heading").textContent = heading;
  byId("state-text").textContent = sentence;
  byId("state-text").hidden = sentence === "";
  byId("state").classList.remove("alarm");
}

/** @param {Field} field */
function kindOf({ kind }) {
  return KINDS.includes(kind) ? kind : "other";
}

/** @param {Field} field */
function verdictOf({ verdict }) {
  return VERDICTS.includes(verdict) ? verdict : "withhold";
}

/**
 * A list of connections has hundreds of fields that differ in nothing that may be shown here.
 *
 * @param {Field[]} fields
 */
function groups(fields) {
  /** @type {Map<string, { field: Field, count: number }>} */
  const found = new Map();
  for (const field of fields) {
    const key = [kindOf(field), verdictOf(field), ...field.reasons].join(" ");
    const group = found.get(key) ?? { field, count: 0 };
    group.count += 1;
    found.set(key, group);
  }
  const rank = (/** @type {Field} */ field) => VERDICTS.indexOf(verdictOf(field)) * 10 + KINDS.indexOf(kindOf(field));
  return [...found.values()].sort((a, b) => rank(a.field) - rank(b.field));
}

/** @param {{ field: Field, count: number }} group */
function row({ field, count }) {
  const kind = kindOf(field);
  const verdict = verdictOf(field);
  const item = document.createElement("li");
  const name = element("span", "kind", text(`kind_${kind}`));
  if (count > 1) name.append(element("span", "count", ` × ${count}`));
  const word = element("span", `verdict ${verdict}`, text(`verdict_${verdict}`));
  word.prepend(icon(verdict));
  const sentences = field.reasons.map((code) => text(`reason_${code.replaceAll("-", "_")}`));
  const reason = sentences.filter((each) => each !== "").join(" ");
  item.append(icon(kind), name, word);
  if (reason !== "") item.append(element("p", "reason", reason));
  return item;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} content
 */
function element(tag, className, content) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}

/** @param {string} name a symbol of `icons/symbols.svg` */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `icons/symbols.svg#${name}`);
  svg.append(use);
  return svg;
}

async function reload() {
  const tab = await activeTab();
  if (tab?.id !== undefined) await chrome.tabs.reload(tab.id);
  window.close();
}

async function guard() {
  const address = (await activeTab())?.url ?? "";
  const pattern = patternOf(address);
  if (pattern === null) return;
  if (!(await chrome.permissions.request({ origins: [pattern] }))) return;
  await chrome.runtime.sendMessage({ type: "guard-site", origin: new URL(address).origin });
  await render();
  byId("reload").focus();
}

async function unguard() {
  const address = (await activeTab())?.url ?? "";
  if (patternOf(address) === null) return;
  await chrome.runtime.sendMessage({ type: "unguard-site", origin: new URL(address).origin });
  await render();
}

async function veil() {
  const { checked, dataset } = /** @type {HTMLInputElement} */ (byId("veil-switch"));
  await turnVeil(dataset.site ?? "", checked);
  byId("veil-note").textContent = checked ? "" : text("popup_veil_off");
}
