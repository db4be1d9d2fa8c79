/** The popup: the start of what works it. */

import { openPage } from "./open-page.js";

await openPage((module) => module.popup_page(frameIds));

/**
 * The frames that the browser lets the extension into. Listing them otherwise needs the permission to follow all
 * browsing; this needs only the click that opened the popup. The browser takes a script by its source, which no
 * WebAssembly has.
 *
 * @param {number} tabId
 * @returns {Promise<number[]>}
 */
async function frameIds(tabId) {
  try {
    // At once: a page may load for long.
    const results = await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func: () => true, injectImmediately: true });
    return results.map((result) => result.frameId);
  } catch {
    return [];
  }
}
