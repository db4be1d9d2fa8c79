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

  /** What has been received, in whatever form. @param {any} received */
  async function textOf(received) {
    if (received instanceof Blob) return received.text();
    // Of another window or world perhaps.
    if (String(received) === "[object ArrayBuffer]") return new TextDecoder().decode(received);
    return typeof received === "string" ? received : JSON.stringify(received);
  }

  const looks = [];
  function lookInto(how, received) {
    const end = async () => look(how, await textOf(await received));
    looks.push(end());
  }

  /** What comes over the network, in the page's world: by what is there as it comes, and by what is there now. */
  function hook() {
    const now = hooks in globalThis ? "after us" : "before us";
    const { fetch: native, Response: { prototype: { clone, text } }, XMLHttpRequest: { prototype } } = globalThis;
    const { open } = prototype;
    const received = Object.getOwnPropertyDescriptor(prototype, "response").get;
    globalThis.fetch = async (...args) => {
      const response = await native(...args);
      lookInto("hook of fetch", response.clone().text());
      lookInto(`natives of fetch, kept ${now}`, text.call(clone.call(response)));
      return response;
    };
    prototype.open = function (...args) {
      this.addEventListener("load", () => {
        lookInto("hook of xhr", this.response);
        lookInto(`natives of xhr, kept ${now}`, received.call(this));
        // An event can bring it into another world, as nothing can bring a response there.
        dispatchEvent(new MouseEvent("scraper-hands", { relatedTarget: this }));
      });
      return open.apply(this, args);
    };
  }

  /** In Firefox the page's objects can be seen from outside, past all that the page's world has put on them. */
  function hookFromOutside() {
    const page = window.wrappedJSObject;
    const { fetch: native } = page;
    const see = exportFunction((response) => lookInto("fetch from outside", XPCNativeWrapper(response).clone().text()), page);
    const fetch = (input, options) => {
      const promise = native.call(page, input, options);
      promise.then(see);
      return promise;
    };
    exportFunction(fetch, page, { defineAs: "fetch" });
  }

  /** What the page has kept of what it got. */
  async function lookIntoCaches() {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) lookInto("cache", (await cache.match(request)).text());
    }
  }

  if (world === "ISOLATED" && moment === "document_start") {
    addEventListener("scraper-tells", ({ detail }) => chrome.runtime.sendMessage(JSON.parse(detail)));
  }
  if (hooks && world === "MAIN") hook();
  if (hooks && world === "ISOLATED") {
    addEventListener("scraper-hands", ({ relatedTarget }) => lookInto("xhr in another world", relatedTarget.response));
    if (window.wrappedJSObject) hookFromOutside();
  }
  new MutationObserver(observe).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    characterDataOldValue: true,
    attributes: true,
    attributeOldValue: true,
  });
  for (const event of ["DOMContentLoaded", "load"]) addEventListener(event, read);
  addEventListener("scraper-look", async () => {
    if (hooks) await lookIntoCaches();
    await Promise.allSettled(looks);
    read();
    tell("looked again");
  });
  read();
  tell("looked");
})
