/**
 * Stands in for the extension where there is none: the guard as a script of the page itself. It
 * gives page.js and notice.js the few parts of `chrome` that they call, and the marks their look.
 *
 * @param {Record<string, Record<string, { message: string, placeholders?: Record<string, { content: string }> }>>} languages
 * @param {string} look the text of content.css
 */
function entreNousPageMode(languages, look) {
  const root = document.documentElement;
  root.dataset.entreNous = "page";

  // The page's Content-Security-Policy could refuse a style element; a sheet object it cannot.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  document.adoptedStyleSheets.push(sheet);

  const wanted = [root.lang, ...navigator.languages].map((tag) => tag.split("-")[0] ?? "");
  const messages = languages[wanted.find((tag) => Object.hasOwn(languages, tag)) ?? "en"] ?? {};

  /**
   * @param {string} text
   * @param {string[]} values
   */
  function numbered(text, values) {
    return text.replace(/\$(?:\$|([1-9]))/g, (_, digit) => (digit ? (values[Number(digit) - 1] ?? "") : "$"));
  }

  /**
   * As the browsers do it: `$NAME$` stands for a placeholder, `$1` to `$9` for what is handed over.
   *
   * @param {string} key
   * @param {string | string[]} [substitutions]
   */
  function getMessage(key, substitutions = []) {
    const entry = messages[key];
    if (!entry) return "";
    const values = [substitutions].flat();
    const placeholders = Object.entries(entry.placeholders ?? {});
    const text = entry.message.replace(/\$(\w+)\$/g, (whole, name) => {
      const found = placeholders.find(([placeholder]) => placeholder.toLowerCase() === name.toLowerCase());
      return found ? found[1].content : whole;
    });
    return numbered(text, values);
  }

  return {
    i18n: { getMessage, getUILanguage: () => root.lang || navigator.language },
    runtime: {
      // There is no badge to count on, and no page of the extension to open.
      sendMessage: async () => {},
      onMessage: { addListener() {} },
    },
  };
}
