/**
 * What a tool can do in a page: reads all of it, again and again, and observes every change. It tells the background
 * of each value that it is looking for, once for each way in which it came by it.
 *
 * `tests/e2e/scraper.mjs` makes one script of this for each moment and world.
 */
(function scrape({ world, moment, values, hooks }) {
  const told = new Set();

  /** The page's world has no way to the background: the isolated one passes on what it says. */
  function tell(how, value = "") {
    const report = { world, moment, how, value, url: location.href };
    if (world === "MAIN") dispatchEvent(new CustomEvent("scraper-tells", { detail: JSON.stringify(report) }));
    else chrome.runtime.sendMessage(report);
  }

  function look(how, text) {
    for (const value of values) {
      const key = `${how} ${value}`;
      if (told.has(key) || !(text.includes(value) || text.includes(encodeURIComponent(value)))) continue;
      told.add(key);
      tell(how, value);
    }
  }

  function shadowOf(element) {
    if (world === "MAIN") return element.shadowRoot;
    return globalThis.chrome?.dom?.openOrClosedShadowRoot(element) ?? element.openOrClosedShadowRoot ?? null;
  }

  function textsOf(root, texts = []) {
    // A document has no text of its own.
    texts.push(root.textContent ?? root.documentElement?.textContent ?? "");
    for (const element of root.querySelectorAll("*")) {
      for (const { value } of element.attributes) texts.push(value);
      if (typeof element.value === "string") texts.push(element.value);
      if (element.localName === "template") textsOf(element.content, texts);
      const shadow = shadowOf(element);
      if (shadow) textsOf(shadow, texts);
    }
    return texts;
  }

  const read = () => look("read", textsOf(document).join("\n"));

  /** Old values and removed nodes say what a veil has taken away. */
  function observe(records) {
    for (const { oldValue, target, addedNodes, removedNodes } of records) {
      if (oldValue) look("old-value", oldValue);
      if (target.nodeValue) look("observed", target.nodeValue);
      for (const node of addedNodes) look("observed", textOfNode(node));
      for (const node of removedNodes) look("removed", textOfNode(node));
    }
    // Whoever is called first of all that observe still finds what has just been written.
    look("observed", textsOf(document).join("\n"));
  }

  function textOfNode(node) {
    if (node.nodeType === Node.ELEMENT_NODE) return `${node.outerHTML}\n${textsOf(node).join("\n")}`;
    return node.nodeValue ?? node.textContent ?? "";
  }

  /** What comes over the network, in the page's world. */
  function hook() {
    const { fetch: native, XMLHttpRequest: { prototype: { open } } } = globalThis;
    globalThis.fetch = async (...args) => {
      const response = await native(...args);
      void response.clone().text().then((text) => look("fetched", text));
      return response;
    };
    XMLHttpRequest.prototype.open = function (...args) {
      this.addEventListener("load", () => {
        if (this.responseType === "" || this.responseType === "text") look("fetched", this.responseText);
        if (this.responseType === "json") look("fetched", JSON.stringify(this.response));
      });
      return open.apply(this, args);
    };
  }

  if (world === "ISOLATED" && moment === "document_start") {
    addEventListener("scraper-tells", ({ detail }) => chrome.runtime.sendMessage(JSON.parse(detail)));
  }
  if (world === "MAIN" && hooks) hook();
  new MutationObserver(observe).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    characterDataOldValue: true,
    attributes: true,
    attributeOldValue: true,
  });
  for (const event of ["DOMContentLoaded", "load"]) addEventListener(event, read);
  addEventListener("scraper-look", () => {
    read();
    tell("looked");
  });
  read();
  tell("looked");
})
