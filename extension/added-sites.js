/**
 * Guards the sites that the person has added, by scripts that are registered for them.
 *
 * The host permissions are the only record of these sites. So what the browser's own settings show, what a person takes
 * back there, and what is guarded can never disagree.
 */

/** The browsers run dynamic scripts in the order of their ids; the gate must come after what answers it. */
const ENGINE_ID = "guard-1-engine";
const GATE_ID = "guard-2-gate";

/**
 * The popup has asked for the permission already: only a page with a person's click can.
 *
 * @param {string} origin
 * @returns {Promise<boolean>} whether the site is guarded from its next load on
 */
export async function guardSite(origin) {
  const pattern = patternOf(origin);
  if (pattern === null) return false;
  await guardAddedSites();
  return await chrome.permissions.contains({ origins: [pattern] });
}

/**
 * @param {string} origin
 * @returns {Promise<boolean>} whether the site is no longer guarded from its next load on
 */
export async function unguardSite(origin) {
  const pattern = patternOf(origin);
  if (pattern === null) return false;
  await chrome.permissions.remove({ origins: [pattern] });
  await guardAddedSites();
  return !(await chrome.permissions.contains({ origins: [pattern] }));
}

/** Calls may overlap (a message and an event for one click); each waits for the one before. */
let registering = Promise.resolve();

/** Makes the registered scripts match the sites that the person has added. */
export function guardAddedSites() {
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
 * The manifest's own two entries, for other sites; the demo's build has one more, for itself. One registration for all
 * of them: two patterns may cover one page, and a page must be guarded once.
 *
 * @param {string[]} matches
 * @param {string[]} excludeMatches
 * @returns {chrome.scripting.RegisteredContentScript[]}
 */
function scriptsFor(matches, excludeMatches) {
  return (chrome.runtime.getManifest().content_scripts ?? []).slice(0, 2).map((script) => {
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

/** @returns {string[]} the match patterns that the manifest guards from the start */
function builtInPatterns() {
  const scripts = chrome.runtime.getManifest().content_scripts ?? [];
  return [...new Set(scripts.flatMap((script) => script.matches ?? []))];
}

/** @returns {Promise<string[]>} the match patterns that the browser lets the extension run on */
async function grantedPatterns() {
  return (await chrome.permissions.getAll()).origins ?? [];
}

/**
 * The pattern of one site. It has no port: Firefox knows none in match patterns, and a pattern without one covers
 * every port in both browsers.
 *
 * @param {string} address an absolute URL or an origin
 * @returns {string | null} null for everything but http and https
 */
function patternOf(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  const guardable = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "";
  return guardable ? `${url.protocol}//${url.hostname}/*` : null;
}
