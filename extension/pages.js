/** What the extension's own pages share: their texts. */

/**
 * @param {string} key
 * @param {string[]} [substitutions]
 * @returns {string}
 */
export function text(key, substitutions) {
  return chrome.i18n.getMessage(key, substitutions);
}

/**
 * Fills in every text of a page: `data-i18n="key"` for the content, `data-i18n-label="key"` for `aria-label`.
 * The language is the texts' own: where the browser's is not among them, they are in English.
 */
export function fillTexts() {
  document.documentElement.lang = text("language_tag");
  for (const element of document.querySelectorAll("[data-i18n]")) {
    element.textContent = text(element.getAttribute("data-i18n") ?? "");
  }
  for (const element of document.querySelectorAll("[data-i18n-label]")) {
    element.setAttribute("aria-label", text(element.getAttribute("data-i18n-label") ?? ""));
  }
}
