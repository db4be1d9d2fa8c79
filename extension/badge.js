/** How much the frames of a tab keep back, on the extension's button. */

const BADGE_COLOUR = "#0f4c5c";

/**
 * What each frame of a tab keeps back, as last told. A frame that has gone is noticed when it no longer answers.
 * @type {Map<number, Map<number, number>>}
 */
const keptByTab = new Map();

chrome.tabs.onRemoved.addListener((tabId) => keptByTab.delete(tabId));

/**
 * @param {number} tabId
 * @param {number} frameId
 * @param {number} withheld
 */
export async function countKept(tabId, frameId, withheld) {
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
