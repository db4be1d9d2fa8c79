/**
 * The audit of tools: which installed extensions can read contact details on the guarded sites, and the policy that
 * keeps them off. The pages' module judges; this page asks the browser, and shows.
 */

import { start } from "./pages-module.js";
import { fillTexts, text } from "./pages.js";
import { builtInPatterns, grantedPatterns } from "./sites.js";

/**
 * @typedef {{ fact: string, source: string }} Known
 * @typedef {{ id: string, name: string, version: string, enabled: boolean, reach: string, ways: { way: string, veil: string }[], sites: string[], sends: string[], known?: Known }} Finding
 * @typedef {{ findings: Finding[], others: number }} Audit
 */

const PERMISSION = { permissions: /** @type {["management"]} */ (["management"]) };
const BROWSER = chrome.runtime.getURL("").startsWith("moz-") ? "firefox" : "chromium";
/** What a policy file is called where the browser looks for it. */
const POLICY_FILE = BROWSER === "firefox" ? "policies.json" : "entre-nous.json";

/** The listed tools. @type {string[]} */
let listed = [];
/** The guarded sites. @type {string[]} */
let guarded = [];

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

fillTexts();
document.title = `${text("tools_title")} · ${text("extension_name")}`;
byId("policy-place").textContent = text(BROWSER === "firefox" ? "tools_policy_firefox" : "tools_policy_chromium");
byId("browser-limit").textContent = text(BROWSER === "firefox" ? "tools_limit_firefox" : "tools_limit_chromium");
byId("look").addEventListener("click", () => void ask());
byId("stop").addEventListener("click", () => void stop());
byId("hold").addEventListener("change", showPolicy);
byId("copy").addEventListener("click", () => void copyPolicy());
byId("download").addEventListener("click", downloadPolicy);

const engine = startEngine();
if (engine === null) {
  say("tools_failed");
} else {
  guarded = [...new Set([...builtInPatterns(), ...(await grantedPatterns())])];
  holdOf("all").hidden = BROWSER !== "firefox";
  byId("policy").hidden = false;
  showPolicy();
  if (await chrome.permissions.contains(PERMISSION).catch(() => false)) await look();
  else byId("ask").hidden = false;
}
document.documentElement.dataset.ready = "";

function startEngine() {
  try {
    return start();
  } catch {
    return null;
  }
}

/** @param {string} key @param {string[]} [substitutions] */
function say(key, substitutions) {
  byId("status").textContent = text(key, substitutions);
}

async function ask() {
  // Nothing may be awaited before: the browser wants the click.
  const given = await chrome.permissions.request(PERMISSION).catch(() => false);
  if (!given) return say("tools_refused");
  byId("ask").hidden = true;
  await look();
  byId("stop").focus();
}

async function look() {
  if (typeof chrome.management?.getAll !== "function") return say("tools_no_api");
  try {
    show(engine?.audit_tools({ browser: BROWSER, ownId: chrome.runtime.id, guarded, ...(await installed()) }));
  } catch {
    say("tools_failed");
  }
}

async function stop() {
  if (!(await chrome.permissions.remove(PERMISSION).catch(() => false))) return say("tools_kept");
  byId("list").hidden = true;
  byId("tools").replaceChildren();
  byId("ask").hidden = false;
  offerListed([]);
  say("tools_stopped");
  byId("look").focus();
}

/** What the browser tells of all extensions, and how it words what it tells in sentences only. */
async function installed() {
  const tools = await chrome.management.getAll();
  // Firefox has no such sentences, and lists the sites of content scripts with the others.
  if (typeof chrome.management.getPermissionWarningsById !== "function") return { tools };
  const [all, many, ...warnings] = await Promise.all([
    wordingOf(["<all_urls>"]),
    wordingOf(["a", "b", "c", "d", "e"].map((name) => `https://${name}.example/*`)),
    ...tools.map(({ id }) => chrome.management.getPermissionWarningsById(id)),
  ]);
  return {
    tools: tools.map((tool, index) => ({ ...tool, warnings: warnings[index] })),
    wording: { allSites: all, manySites: many },
  };
}

/**
 * The sentences for an extension with scripts on these sites.
 * @param {string[]} matches
 */
function wordingOf(matches) {
  const manifest = { manifest_version: 3, name: "-", version: "1", content_scripts: [{ matches, js: ["-.js"] }] };
  return chrome.management.getPermissionWarningsByManifest(JSON.stringify(manifest));
}

/** @param {Audit} audit */
function show({ findings, others }) {
  const readers = findings.filter(({ enabled, reach }) => enabled && reach !== "never");
  if (readers.length === 0) say("tools_none");
  else say("tools_some", [String(readers.length)]);
  byId("tools").replaceChildren(...findings.map(entry));
  byId("others").textContent = text("tools_others", [String(others)]);
  byId("list").hidden = false;
  offerListed(findings.map(({ id }) => id));
}

/** @param {Finding} finding */
function entry({ name, version, enabled, reach, ways, sites, sends, known }) {
  const item = document.createElement("li");
  const article = element("article");
  const heading = element("h3", name);
  const state = element("p", text(`tool_reach_${keyOf(reach)}`));
  state.className = `reach ${reach}`;
  if (!enabled) state.append(` · ${text("tools_off")}`);
  const facts = document.createElement("dl");
  if (known !== undefined) {
    const link = /** @type {HTMLAnchorElement} */ (element("a", text("tools_source")));
    Object.assign(link, { href: known.source, target: "_blank", rel: "noreferrer" });
    facts.append(row("tools_known", [element("p", `${text(`tool_fact_${keyOf(known.fact)}`)} `, link)]));
  }
  if (ways.length > 0) facts.append(row("tools_reads", [list(ways.map(access))]));
  if (sites.length > 0) facts.append(row("tools_sites", [element("p", sites.map(siteName).join(", "))]));
  facts.append(row("tools_sends", [list(sends.map((each) => element("li", text(`tool_sends_${keyOf(each)}`))))]));
  facts.append(row("tools_version", [element("p", version)]));
  article.append(heading, state, facts);
  item.append(article);
  return item;
}

/** @param {{ way: string, veil: string }} access */
function access({ way, veil }) {
  const item = element("li", text(`tool_way_${keyOf(way)}`));
  const note = element("p", text(`tool_veil_${keyOf(veil)}`));
  note.className = veil === "none" ? "veil open" : "veil";
  item.append(note);
  return item;
}

/** @param {string} host */
function siteName(host) {
  return host === "*" ? text("tools_all_sites") : host;
}

/** @param {string} code */
function keyOf(code) {
  return code.replaceAll("-", "_");
}

/**
 * @param {string} key
 * @param {HTMLElement[]} content
 */
function row(key, content) {
  const made = document.createElement("div");
  const value = document.createElement("dd");
  value.append(...content);
  made.append(element("dt", text(key)), value);
  return made;
}

/** @param {HTMLElement[]} items */
function list(items) {
  const made = document.createElement("ul");
  made.append(...items);
  return made;
}

/**
 * @param {string} tag
 * @param {...(string | Node)} content
 */
function element(tag, ...content) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

/** @param {string} value */
function holdOf(value) {
  const input = byId("hold").querySelector(`[value=${value}]`);
  return /** @type {HTMLLabelElement} */ (input?.closest("label"));
}

/**
 * A policy for the listed tools is offered where there are any.
 * @param {string[]} ids
 */
function offerListed(ids) {
  listed = ids;
  holdOf("listed").hidden = ids.length === 0;
  choose(ids.length === 0 ? "others" : "listed");
}

/** @param {string} hold */
function choose(hold) {
  /** @type {HTMLInputElement} */ (holdOf(hold).control).checked = true;
  showPolicy();
}

function showPolicy() {
  const chosen = /** @type {HTMLInputElement | null} */ (byId("hold").querySelector(":checked"));
  const order = { browser: BROWSER, hold: chosen?.value ?? "others", ownId: chrome.runtime.id, guarded, tools: listed };
  byId("policy-text").textContent = engine?.policy_for_tools(order) ?? text("tools_policy_none");
  byId("policy-status").textContent = "";
}

async function copyPolicy() {
  const copied = await navigator.clipboard.writeText(byId("policy-text").textContent ?? "").then(
    () => true,
    () => false,
  );
  byId("policy-status").textContent = text(copied ? "tools_copied" : "tools_copy_failed");
}

function downloadPolicy() {
  const href = URL.createObjectURL(new Blob([`${byId("policy-text").textContent}\n`], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href, download: POLICY_FILE }).click();
  URL.revokeObjectURL(href);
}
