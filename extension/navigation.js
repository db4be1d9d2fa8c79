// @ts-check
/**
 * What leaves as a page goes elsewhere: forms, `location`, links, downloads.
 *
 * @param {object} page
 * @param {MayLeave} page.mayLeave
 * @param {(url: string) => boolean} page.isClear
 * @param {(event: Event) => void} page.stop
 * @param {ReturnType<typeof entreNousRelease>} page.release
 * @param {() => EventTarget | null} page.gate
 * @param {boolean} page.isGecko
 */
function entreNousNavigation({ mayLeave, isClear, stop, release, gate, isGecko }) {
  /** By the person, in the notice: this may be what ends a time in which nothing may leave. */
  let isReloading = false;

  /** @param {FormData | null | undefined} form @returns {[('text' | 'blob'), string | Blob][]} */
  const partsOf = (form) => {
    let text = "";
    /** @type {[('text' | 'blob'), string | Blob][]} */
    const parts = [];
    // Spread, since Firefox's `entries()` cannot be iterated from here.
    for (const [name, value] of form ? [...form] : []) {
      if (typeof value === "string") {
        text += `${name}\n${value}\n`;
      } else {
        text += `${name}\n${value.name}\n`;
        parts.push(["blob", value]);
      }
    }
    parts.push(["text", text]);
    return parts;
  };

  /**
   * @param {string} channel @param {string} url
   * @param {'text' | 'blob'} encoding @param {string | Blob} value
   */
  const mayLeaveAsPart = (channel, url, encoding, value) => {
    if (typeof value === "string") return mayLeave(channel, url, encoding, value);
    const address = URL.createObjectURL(value);
    try {
      return mayLeave(channel, url, encoding, address);
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  /** @param {string} url a `blob:` URL @param {string} [name] where it is saved under one */
  const mayLeaveAsFile = (url, name = "") => {
    const asked = gate();
    if (!isGecko || !asked) return mayLeave("download", "", "blob", url, () => release.ofFile(name, "blob", url));
    // In Firefox the page's `connect-src` keeps us from reading it; the gate has its content.
    let content = "";
    const hear = (/** @type {Event} */ event) => {
      content = String(/** @type {CustomEvent} */ (event).detail);
    };
    asked.addEventListener("content", hear, { once: true });
    asked.dispatchEvent(new CustomEvent("read", { detail: url }));
    asked.removeEventListener("content", hear);
    const end = content.indexOf("\n");
    const encoding = end < 0 ? "unreadable" : content.slice(0, end);
    const payload = content.slice(end + 1);
    return mayLeave("download", "", encoding, payload, () => release.ofFile(name, encoding, payload));
  };

  /** @param {any} event a NavigateEvent */
  const mayNavigate = (event) => {
    const url = String(event.destination.url);
    if (event.downloadRequest !== null && event.downloadRequest !== undefined) {
      const name = String(event.downloadRequest);
      const mayName = mayLeave("download", "", "text", name);
      if (url.startsWith("blob:")) return mayName && mayLeaveAsFile(url, name);
      return mayName && mayLeave("download", url, "text", "", () => release.ofDataUrl(name, url));
    }
    if (url.startsWith("blob:")) return mayLeaveAsFile(url);
    const channel = event.formData ? "form" : "navigation";
    return partsOf(event.formData).every(([encoding, value]) =>
      mayLeaveAsPart(channel, url, encoding, value));
  };

  // Chromium's types know the Navigation API, Firefox has it from 147 on.
  /** @type {any} */ (window).navigation?.addEventListener('navigate', (/** @type {any} */ event) => {
    if (release.isOwnFile(String(event.destination.url))) {
      // The page is not to know its address.
      event.stopImmediatePropagation();
      return;
    }
    // What cannot be stopped is the person's own going back. Within one document, an address that
    // a script writes into the history is sent as the page is loaded anew.
    if (!event.cancelable || event.hashChange) return;
    const { destination, navigationType } = event;
    if (isReloading && navigationType === "reload") {
      isReloading = false;
      return;
    }
    const isWritten = navigationType === "push" || navigationType === "replace";
    if (destination.sameDocument && !(isWritten && destination.url !== location.href)) return;
    let may = false;
    try {
      may = destination.sameDocument ? mayLeave("navigation", String(destination.url), "text", "")
        : mayNavigate(event);
    } finally {
      if (!may) stop(event);
    }
    // On the way down: at its target too such a listener is heard before any of the page's.
  }, { capture: true });

  /** @param {Element} link */
  const opensElsewhere = (link) => {
    // Leaving the empty document that a frame begins with fires no `navigate` either.
    if (link.ownerDocument.documentURI === "about:blank") return true;
    const target = link.getAttribute("target")
      || document.querySelector("base[target]")?.getAttribute("target") || "";
    return !["", "_self", "_top", "_parent"].includes(target);
  };

  /** @param {EventTarget} each @returns {each is HTMLAnchorElement | HTMLAreaElement | SVGAElement} */
  const isLink = (each) => (each instanceof HTMLAnchorElement || each instanceof HTMLAreaElement
    || each instanceof SVGAElement) && each.hasAttribute("href");

  /** The shadow root of an element, a closed one too. @param {any} element @returns {ShadowRoot | null} */
  const rootOf = (element) => (element instanceof HTMLElement
    ? element.shadowRoot ?? /** @type {any} */ (element).openOrClosedShadowRoot
      ?? /** @type {any} */ (chrome).dom?.openOrClosedShadowRoot(element) ?? null
    : null);

  /** @param {string} url */
  const mayPing = (url) => isClear(url) || mayLeave("resource", url, "text", "");

  // A link that opens elsewhere fires no `navigate` here, nor do the addresses that it pings.
  /** @param {Event} event */
  const judgeClick = (event) => {
    // What the click passes in a closed root is hidden out here: it is heard there too.
    for (const each of event.composedPath()) {
      const root = rootOf(each);
      if (root?.mode === "closed") for (const type of CLICKS) root.addEventListener(type, judgeClick, { capture: true });
    }
    const { ctrlKey, metaKey, shiftKey, button } = /** @type {MouseEvent} */ (event);
    const link = event.composedPath().find(isLink);
    if (!link) return;
    const pinged = link.getAttribute("ping") ?? "";
    const leaves = ctrlKey || metaKey || shiftKey || button === 1 || opensElsewhere(link);
    if (!leaves && pinged === "") return;
    const { href } = link;
    const url = typeof href === "string" ? href : new URL(href.baseVal, document.baseURI).href;
    let may = false;
    try {
      // The name of a window that is opened is known to what is loaded there.
      may = (!leaves || mayLeave("link", url, "text", link.getAttribute("target") ?? ""))
        && pinged.split(/\s+/).every((each) => each === "" || mayPing(new URL(each, document.baseURI).href));
    } finally {
      if (!may) stop(event);
    }
  };
  const CLICKS = ["click", "auxclick"];

  return {
    /** Puts the listeners there that a document loses with its content. */
    listen: () => {
      for (const type of CLICKS) window.addEventListener(type, judgeClick, { capture: true });
    },
    reload: () => {
      isReloading = true;
      location.reload();
    },
  };
}
