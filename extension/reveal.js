/**
 * Show: a person looks at a value that the page does not hold, in a frame of the extension's own origin, which neither
 * the page nor another extension can read.
 *
 * Nothing of the value is in the page's document: the frame gets it over a port. Who is at its ends:
 *
 * 1. The port goes to the frame's window with the extension's origin as the only one that may take it, so that nobody
 *    gets it who has navigated the frame elsewhere. A random token goes along.
 * 2. The frame asks the background whether the token is one of ours, and the background asks the content scripts of the
 *    tab. Messages of the extension's own parts reach nobody else, so that no page can pose as us and have the frame
 *    show something.
 * 3. Whose token it is puts the value into the port when it is asked, once.
 *
 * @typedef {{ message(key: string, substitutions?: string[]): string, hint(reason: Hint): void }} RevealHost
 * @typedef {"unclear" | "small" | "unanswered" | "orphaned"} Hint  why nothing is shown
 */

/**
 * @param {RevealHost} host
 * @returns {{ show(event: Event, anchor: Element, kind: string, value: string): void, hide(): void }}  neither throws
 */
function entreNousReveal(host) {
  const HTML = "http://www.w3.org/1999/xhtml";
  const PAGE = "reveal.html";

  const STAYS_MS = 15_000;
  /** How long the frame may take to load and to ask. */
  const ANSWERS_WITHIN_MS = 3000;
  /** Some things that end it are told by no event. */
  const LOOKS_EVERY_MS = 200;

  /** In CSS pixels. Where there is less room, as on a page that is zoomed in, it is smaller, down to the least. */
  const WIDTH = 340;
  const HEIGHT = 200;
  const LEAST_WIDTH = 280;
  const LEAST_HEIGHT = 150;
  const GAP = 6;
  const EDGE = 8;

  /** Whatever the page's own styles say; `all` leaves out `direction` and `unicode-bidi`. */
  const HOST_STYLE = [
    ["all", "initial"],
    ["direction", "ltr"],
    ["unicode-bidi", "isolate"],
    ["display", "block"],
    ["position", "fixed"],
    ["inset", "0"],
    ["z-index", "2147483647"],
    ["pointer-events", "none"],
  ];
  const FRAME_STYLE = [
    ["position", "fixed"],
    ["border", "0"],
    ["border-radius", "10px"],
    ["box-shadow", "0 8px 28px rgb(0 0 0 / .3)"],
    ["pointer-events", "auto"],
  ];

  /**
   * @typedef {object} Shown
   * @property {HTMLElement} element
   * @property {ShadowRoot} root
   * @property {HTMLIFrameElement} frame
   * @property {Element} anchor
   * @property {HTMLElement | undefined} cameFrom  what had the press
   * @property {string} address  of the page then
   * @property {string} token
   * @property {{ kind: string, value: string } | null} held  until it is handed over
   * @property {MessagePort | null} port
   * @property {AbortController} ends
   */
  /** @type {Shown | null} */
  let shown = null;

  const press = entreNousPress();

  chrome.runtime.onMessage.addListener((message, _sender, answer) => {
    if (message?.type === "reveal" && shown !== null && message.token === shown.token) answer(handOver(shown));
  });

  return { show, hide };

  /**
   * @param {Event} event
   * @param {Element} anchor
   * @param {string} kind
   * @param {string} value
   */
  function show(event, anchor, kind, value) {
    try {
      const judged = press.judge(event, anchor);
      if (judged === "forged") return;
      const hint = judged === "unclear" ? judged : isOrphaned() ? "orphaned" : isRoomy() ? null : "small";
      if (hint !== null) return host.hint(hint);
      hide();
      const path = event.composedPath();
      const cameFrom = path.find((each) => each instanceof HTMLElement && each.tabIndex >= 0) ?? anchor;
      open(anchor, /** @type {HTMLElement | undefined} */ (cameFrom), { kind, value });
    } catch {
      fail("unanswered");
    }
  }

  function hide() {
    if (shown === null) return;
    const { element, root, cameFrom, port, ends } = shown;
    shown = null;
    try {
      ends.abort();
      port?.close();
      const hadFocus = root.activeElement !== null;
      element.remove();
      if (hadFocus && cameFrom?.isConnected) cameFrom.focus({ preventScroll: true });
    } catch {
      // The page has gone from under it.
    }
  }

  /** @param {Hint} hint */
  function fail(hint) {
    hide();
    try {
      host.hint(hint);
    } catch {
      // Nobody is left to say it.
    }
  }

  function isOrphaned() {
    return chrome.runtime?.id === undefined;
  }

  function isRoomy() {
    const { width, height } = room();
    return width >= LEAST_WIDTH && height >= LEAST_HEIGHT;
  }

  /** The size that the frame can have. */
  function room() {
    const { width, height } = viewport();
    return { width: Math.min(WIDTH, width - 2 * EDGE), height: Math.min(HEIGHT, height - 2 * EDGE) };
  }

  /** Without scroll bars; a person may have enlarged a part of it with two fingers. */
  function viewport() {
    const { width, height, scale } = /** @type {VisualViewport} */ (visualViewport);
    return { width: width * scale, height: height * scale };
  }

  /**
   * @param {Element} anchor
   * @param {HTMLElement | undefined} cameFrom
   * @param {{ kind: string, value: string }} held
   */
  function open(anchor, cameFrom, held) {
    const element = make("entre-nous-reveal");
    const root = element.attachShadow({ mode: "closed" });
    const frame = /** @type {HTMLIFrameElement} */ (make("iframe"));
    style(element, HOST_STYLE);
    style(frame, FRAME_STYLE);
    frame.title = host.message("reveal_title");
    frame.referrerPolicy = "no-referrer";
    const opened = { element, root, frame, anchor, cameFrom, address: location.href, token: newToken(), held, port: null, ends: new AbortController() };
    shown = opened;
    frame.addEventListener("load", () => greet(opened), { once: true });
    frame.src = chrome.runtime.getURL(PAGE);
    root.append(frame);
    (modalAround(anchor) ?? document.documentElement).append(element);
    element.popover = "manual";
    element.showPopover();
    place(opened);
    watch(opened);
  }

  /** @param {string} tag */
  function make(tag) {
    return /** @type {HTMLElement} */ (document.createElementNS(HTML, tag));
  }

  /**
   * @param {HTMLElement} element
   * @param {string[][]} styles
   */
  function style(element, styles) {
    for (const [name = "", value = ""] of styles) element.style.setProperty(name, value, "important");
  }

  function newToken() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Everything outside an open modal dialog is inert. @param {Element} anchor */
  function modalAround(anchor) {
    for (let each = /** @type {Node | null} */ (anchor); each !== null; each = each.parentNode ?? (each instanceof ShadowRoot ? each.host : null)) {
      if (each instanceof HTMLDialogElement && each.matches(":modal")) return each;
    }
    return null;
  }

  /** Hands the port to the frame, if it is still the extension's. @param {Shown} opened */
  function greet(opened) {
    if (opened !== shown) return;
    const { port1, port2 } = new MessageChannel();
    opened.port = port1;
    port1.onmessage = ({ data }) => {
      if (opened !== shown) return;
      if (data === "blurred") hideIfLeft();
      else hide();
    };
    const origin = chrome.runtime.getURL("").replace(/\/$/, "");
    opened.frame.contentWindow?.postMessage(opened.token, origin, [port2]);
  }

  /**
   * @param {Shown} opened
   * @returns {boolean} whether the frame gets it
   */
  function handOver({ port, held, frame, element, ends }) {
    if (port === null || held === null || shown === null) return false;
    shown.held = null;
    port.postMessage({ ...held, staysMs: STAYS_MS });
    frame.focus();
    after(STAYS_MS, hide, ends.signal);
    return true;
  }

  /**
   * @param {number} ms
   * @param {() => void} then
   * @param {AbortSignal} signal
   */
  function after(ms, then, signal) {
    const timer = setTimeout(then, ms);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** Beside its anchor, and all of it in the viewport. @param {Shown} opened */
  function place({ anchor, frame }) {
    const { left, right, top, bottom } = anchor.getBoundingClientRect();
    const size = room();
    style(frame, [["width", `${size.width}px`], ["height", `${size.height}px`]]);
    // A page may zoom its document.
    const zoom = frame.getBoundingClientRect().width / size.width || 1;
    const [width, height] = [size.width * zoom, size.height * zoom];
    const x = getComputedStyle(anchor).direction === "rtl" ? right - width : left;
    const above = top - GAP - height;
    const within = viewport();
    const y = bottom + GAP + height > within.height - EDGE && above >= EDGE ? above : bottom + GAP;
    const kept = (/** @type {number} */ at, /** @type {number} */ most) => `${Math.max(EDGE, Math.min(at, most - EDGE)) / zoom}px`;
    style(frame, [["left", kept(x, within.width - width)], ["top", kept(y, within.height - height)]]);
  }

  /** All that ends it. @param {Shown} opened */
  function watch(opened) {
    const { element, anchor, address, ends: { signal } } = opened;
    const options = { capture: true, passive: true, signal };
    // Whoever changes it, hides it or moves it is not us.
    const observer = new MutationObserver(hide);
    observer.observe(element, { attributes: true, childList: true });
    const look = () => {
      const isThere = element.isConnected && element.matches(":popover-open") && anchor.isConnected && anchor.checkVisibility();
      if (!isThere || isOrphaned() || location.href !== address) hide();
      else place(opened);
    };
    const looking = setInterval(look, LOOKS_EVERY_MS);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      clearInterval(looking);
    });
    after(ANSWERS_WITHIN_MS, () => {
      if (opened.held !== null) fail("unanswered");
    }, signal);

    window.addEventListener("pointerdown", ({ isTrusted, target }) => {
      if (isTrusted && target !== element) hide();
    }, options);
    window.addEventListener("keydown", ({ isTrusted, key }) => {
      if (isTrusted && key === "Escape") hide();
    }, options);
    window.addEventListener("blur", hideIfLeft, { signal });
    document.addEventListener("visibilitychange", hide, options);
    for (const type of ["pagehide", "popstate", "hashchange", "beforeprint"]) window.addEventListener(type, hide, options);
    /** @type {any} */ (window).navigation?.addEventListener("currententrychange", hide, { signal });
  }

  /**
   * Hides when the focus has left the window, or has gone to another frame. A page that pulls it back into a dialog of
   * its own takes nothing away.
   */
  function hideIfLeft() {
    // By then the focus is where it goes.
    setTimeout(() => {
      if (shown === null) return;
      const isInFrame = document.activeElement instanceof HTMLIFrameElement;
      if (!document.hasFocus() || isInFrame) hide();
    });
  }
}
