/**
 * Which sites are guarded: the manifest's own, and those that the person added.
 *
 * The host permissions are the only record of the added sites. So what the browser's own settings show, what a
 * person takes back there, and what is guarded can never disagree.
 */

/** @returns {string[]} the match patterns that the manifest guards from the start */
export function builtInPatterns() {
  const scripts = chrome.runtime.getManifest().content_scripts ?? [];
  return [...new Set(scripts.flatMap((script) => script.matches ?? []))];
}

/** @returns {Promise<string[]>} the match patterns that the browser lets the extension run on */
export async function grantedPatterns() {
  return (await chrome.permissions.getAll()).origins ?? [];
}

/**
 * The pattern of one site. It has no port: Firefox knows none in match patterns, and a pattern without one covers
 * every port in both browsers.
 *
 * @param {string} address an absolute URL or an origin
 * @returns {string | null} null for everything but http and https
 */
export function patternOf(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  const guardable = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "";
  return guardable ? `${url.protocol}//${url.hostname}/*` : null;
}

/**
 * Whether a pattern as the browsers list them (`https://host/*`, `https://*.host/*`, `*://*` + `/*`, `<all_urls>`)
 * covers a page.
 *
 * @param {string} pattern
 * @param {string} address an absolute URL
 */
export function covers(pattern, address) {
  const { protocol, hostname } = new URL(address);
  if (pattern === "<all_urls>") return true;
  const parts = /^(\*|https?):\/\/([^/]+)\//.exec(pattern);
  if (parts === null) return false;
  const [, scheme, host = ""] = parts;
  if (scheme !== "*" && `${scheme}:` !== protocol) return false;
  if (host === "*") return true;
  if (!host.startsWith("*.")) return host.replace(/:(\d+|\*)$/, "") === hostname;
  return hostname === host.slice(2) || hostname.endsWith(host.slice(1));
}
