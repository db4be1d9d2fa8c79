/**
 * The notice in the page: what was kept back, why, and what to do next. Never a value, never a name.
 *
 * It runs as a content script and as a script of the page itself, under any Content-Security-Policy: it makes nodes
 * by hand (Trusted Types refuse `innerHTML`) and styles them by the CSSOM (`style-src` refuses `<style>`).
 *
 * @typedef {{ message(key: string, substitutions?: string[]): string, send(message: object): void, reload?(): void }} NoticeHost
 * @typedef {NoticeCounts & { label?: string, questions: string[], isLater: boolean, press(): void }} NoticeOffer  to go on without them, or as the label says
 *
 * @typedef {object} Notice
 * @property {"refused" | "warned" | "late" | "released" | "armed" | "failed" | "unshown" | "granted" | "overridden"} outcome
 * @property {string} channel
 * @property {string} reason
 * @property {NoticeField[]} fields
 * @property {NoticeOffer} [offer]  of what was refused
 * @property {NoticeCounts} [counts]  of what has gone on, or is about to
 * @property {() => void} [override]  lets the person answer for what was refused
 * @property {string | null | undefined} [answerable]  who in the organisation answers for the refusal
 */

/**
 * One notice for the document. `show` never throws: whoever calls it has already refused, and must stay so. `withdraw`
 * takes back what is offered.
 *
 * @param {NoticeHost} host
 * @returns {{ show(notice: Notice): void, withdraw(): void }}
 */
function entreNousNotice(host) {
  const HTML = "http://www.w3.org/1999/xhtml";
  const SVG = "http://www.w3.org/2000/svg";

  /** A live region must have been there for a moment before its text, or screen readers stay silent. */
  const ANNOUNCE_AFTER_MS = 50;
  /** An offer can be taken once it has stood for so long, so that nobody takes one that came under the pointer. */
  const READY_AFTER_MS = 500;
  /** A burst of equal refusals is told once; a person who tries again later is told again. */
  const REPEAT_AFTER_MS = 1000;

  /** Whatever the page's own styles say of unknown elements; `all` leaves out `direction` and `unicode-bidi`. */
  const HOST_STYLE = [
    ["all", "initial"],
    ["direction", "ltr"],
    ["unicode-bidi", "isolate"],
    ["display", "block"],
    ["position", "fixed"],
    ["inset", "auto 0 0 0"],
    ["z-index", "2147483647"],
    ["pointer-events", "none"],
  ];
  /** But for these, which a reader may change; the card sets its own. */
  const LEFT_TO_READERS = ["letter-spacing", "word-spacing", "line-height"];

  /** For a browser that takes no style sheet object from a content script: plain, but readable. */
  const PLAIN_CARD_STYLE = [
    ["margin", "16px 16px 16px auto"],
    ["max-width", "360px"],
    ["padding", "14px 16px"],
    ["border", "1px solid #0f4c5c"],
    ["background", "#ffffff"],
    ["color", "#16262c"],
    ["font", "14px/1.45 system-ui, sans-serif"],
    ["pointer-events", "auto"],
  ];

  const SHEET = `
    .card {
      --paper: #ffffff; --ink: #16262c; --soft: #46585f; --line: #d3dce0; --accent: #0f4c5c; --on-accent: #ffffff;
      box-sizing: border-box; max-width: 400px; margin: 16px 16px 16px auto; padding: 14px 16px;
      max-height: calc(100vh - 32px); overflow: auto; pointer-events: auto; text-align: start;
      font: 14px/1.45 system-ui, sans-serif; letter-spacing: normal; word-spacing: normal; color: var(--ink); background: var(--paper);
      border: 1px solid var(--line); border-inline-start: 4px solid var(--accent); border-radius: 10px;
      box-shadow: 0 8px 28px rgb(0 0 0 / .22); overflow-wrap: anywhere;
    }
    .card.warned { --accent: #8a5200; }
    .card.released { --accent: #1d6b3c; }
    .heading { display: flex; gap: 8px; align-items: center; margin: 0; font-size: 15px; font-weight: 650; color: var(--accent); }
    .heading svg { flex: none; width: 20px; height: 20px; }
    p { margin: 6px 0 0; }
    .what { font-weight: 600; }
    .next { color: var(--soft); }
    .buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }
    button {
      box-sizing: border-box; min-height: 32px; padding: 4px 14px; font: inherit; font-weight: 600; cursor: pointer;
      color: var(--accent); background: transparent; border: 1px solid var(--accent); border-radius: 8px;
    }
    button.first { color: var(--on-accent); background: var(--accent); }
    button[aria-disabled="true"] { opacity: .6; cursor: default; }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      .card {
        --paper: #18242a; --ink: #eef3f5; --soft: #b6c4ca; --line: #3a4b53; --accent: #7fd0e3; --on-accent: #0b2027;
        box-shadow: 0 8px 28px rgb(0 0 0 / .6);
      }
      .card.warned { --accent: #f2c06a; }
      .card.released { --accent: #84d6a3; }
    }
    @media (prefers-reduced-motion: no-preference) {
      @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
      .card { animation: rise .18s ease-out; }
    }
    @media (max-width: 480px) {
      .card {
        max-width: none; margin: 0; border-radius: 12px 12px 0 0; border-inline: 0; border-block-end: 0;
        border-block-start: 4px solid var(--accent); padding-block-end: max(14px, env(safe-area-inset-bottom));
      }
      button { flex: 1; min-height: 40px; }
    }
    @media print { .card { display: none; } }
  `;

  /** How each outcome looks. @type {Record<string, string>} */
  const CARDS = { warned: "warned", late: "warned", released: "released", armed: "released", granted: "released", overridden: "released" };

  /** @type {ReturnType<typeof build> | null} */
  let parts = null;
  /** @type {MutationObserver | null} */
  let observer = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let announcement;
  let saidLast = "";
  let saidAt = 0;
  let whyReason = "";
  /** @type {NoticeOffer | null} */
  let offered = null;
  /** @type {(() => void) | null} */
  let overriding = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let readiness;
  /** @type {EventTarget | null} */
  let cameFrom = null;

  const { textsOf, counted, firstReasons, isForReload } = entreNousNoticeTexts(message);

  return { show, withdraw };

  /** @param {Notice} notice */
  function show(notice) {
    try {
      const { outcome } = notice;
      const refused = outcome === "refused" || outcome === "late";
      const fields = Array.isArray(notice.fields) ? notice.fields : [];
      const shown = (parts ??= build());
      whyReason = (outcome === "warned" ? firstReasons(fields)[0] : outcome === "unshown" ? "" : notice.reason) ?? "";
      shown.card.className = `card ${CARDS[outcome] ?? ""}`;
      // What only a reload mends is offered first.
      const reloads = refused && host.reload !== undefined && isForReload(whyReason);
      shown.reload.hidden = !reloads;
      shown.reload.textContent = message("notice_reload") || "↻";
      offer(notice.offer ?? null);
      overriding = notice.override ?? null;
      shown.override.hidden = overriding === null;
      shown.override.textContent = message("notice_override") || "…";
      shown.why.className = reloads || offered || CARDS[outcome] === "released" ? "" : "first";
      // Nobody is left who could open the explanation.
      shown.why.hidden = ["orphaned", ""].includes(whyReason) || ["granted", "overridden"].includes(outcome);
      shown.why.textContent = message("notice_why") || "?";
      shown.close.textContent = message("notice_close") || "×";
      const wasThere = shown.element.isConnected;
      place(true);
      say(textsOf(notice, fields), wasThere);
      watchDialogs();
    } catch {
      // The export is refused all the same; only the explanation is missing.
    }
  }

  /**
   * @param {string} key
   * @param {string[]} [substitutions]
   */
  function message(key, substitutions) {
    try {
      return host.message(key, substitutions) || "";
    } catch {
      // An extension that is updated or removed leaves its content scripts without texts.
      return "";
    }
  }

  /** Takes back what is offered. */
  function withdraw() {
    try {
      overriding = null;
      offer(null);
    } catch {
      // There is no button yet.
    }
  }

  /**
   * Offers to go on without what is kept back. The same refusal again changes nothing.
   *
   * @param {NoticeOffer | null} offer
   */
  function offer(offer) {
    const isSame = offer !== null && offered !== null && offer.questions.length === offered.questions.length
      && offer.questions.every((question, index) => question === offered?.questions[index]);
    if (!isSame) clearTimeout(readiness);
    offered = offer;
    if (parts === null) return;
    const { release, close, root } = parts;
    if (offer === null && root.activeElement === release) close.focus();
    release.hidden = offer === null;
    if (offer === null || isSame) return;
    release.textContent = (offer.label ? message(offer.label) : counted("release", offer.stay)) || "→";
    release.setAttribute("aria-disabled", "true");
    readiness = setTimeout(() => release.removeAttribute("aria-disabled"), READY_AFTER_MS);
  }

  /** @param {MouseEvent} click */
  function takeOffer({ isTrusted, detail }) {
    // The second click of two was on what stood there before.
    const isReady = parts?.release.getAttribute("aria-disabled") === null && detail < 2;
    if (!isTrusted || !isReady || offered === null) return;
    const { press } = offered;
    // Once, whatever comes of it.
    offer(null);
    press();
  }

  /**
   * @param {NoticeTexts} texts
   * @param {boolean} wasThere
   */
  function say({ heading, what, why, next, who = "" }, wasThere) {
    const shown = /** @type {NonNullable<typeof parts>} */ (parts);
    const said = [heading, what, ...why, next, who].join("\n");
    const now = Date.now();
    if (wasThere && said === saidLast && now - saidAt < REPEAT_AFTER_MS) return;
    saidLast = said;
    saidAt = now;
    clearTimeout(announcement);
    announcement = setTimeout(
      () => {
        const title = make("h2", "heading");
        title.append(emblem(), heading);
        shown.alert.replaceChildren(
          title,
          ...[["what", what], ...why.map((sentence) => ["why", sentence]), ["next", next], ["next", who]]
            .filter(([, sentence]) => sentence !== "")
            .map(([name, sentence]) => make("p", name, sentence)),
        );
      },
      wasThere ? 0 : ANNOUNCE_AFTER_MS,
    );
  }

  /**
   * @param {string} tag
   * @param {string} [className]
   * @param {string} [content]
   */
  function make(tag, className = "", content = "") {
    const element = /** @type {HTMLElement} */ (document.createElementNS(HTML, tag));
    if (className !== "") element.className = className;
    if (content !== "") element.textContent = content;
    return element;
  }

  /** The extension's emblem: two circles, and what lies between them. */
  function emblem() {
    const svg = document.createElementNS(SVG, "svg");
    set(svg, { viewBox: "0 0 24 24", "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": "2" });
    for (const cx of ["8.5", "15.5"]) {
      svg.append(set(document.createElementNS(SVG, "circle"), { cx, cy: "12", r: "7" }));
    }
    const lens = set(document.createElementNS(SVG, "path"), { d: "M12 5.94a7 7 0 0 1 0 12.12a7 7 0 0 1 0-12.12z", fill: "currentColor" });
    svg.append(lens);
    return svg;
  }

  /**
   * @param {Element} element
   * @param {Record<string, string>} attributes
   */
  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  /** The element that carries the notice, or a plain one where the page has claimed the name for an element of its own. */
  function newRoot() {
    try {
      const named = make("entre-nous-notice");
      if (!named.matches(":defined")) return { element: named, root: named.attachShadow({ mode: "closed" }) };
    } catch {
      // The page's element allows no shadow root.
    }
    const plain = make("div");
    return { element: plain, root: plain.attachShadow({ mode: "closed" }) };
  }

  function build() {
    const { element, root } = newRoot();
    for (const [name = "", value = ""] of HOST_STYLE) element.style.setProperty(name, value, "important");
    for (const name of LEFT_TO_READERS) element.style.removeProperty(name);

    const card = make("div", "card");
    set(card, { lang: message("language_tag") || "en", dir: "ltr" });
    const alert = set(make("div"), { role: "alert" });
    const buttons = make("div", "buttons");
    const reload = set(make("button", "first"), { type: "button" });
    const release = /** @type {HTMLElement} */ (set(make("button", "first"), { type: "button" }));
    const why = set(make("button"), { type: "button" });
    const closing = set(make("button"), { type: "button" });
    const override = /** @type {HTMLElement} */ (set(make("button"), { type: "button" }));
    buttons.append(reload, release, override, why, closing);
    card.append(alert, buttons);
    root.append(card);
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [sheet];
    } catch {
      for (const [name = "", value = ""] of PLAIN_CARD_STYLE) card.style.setProperty(name, value);
    }

    reload.addEventListener("click", ({ isTrusted }) => {
      if (isTrusted) host.reload?.();
    });
    release.addEventListener("click", takeOffer);
    override.addEventListener("click", ({ isTrusted }) => {
      if (isTrusted) overriding?.();
    });
    why.addEventListener("click", () => {
      try {
        host.send({ type: "why", reason: whyReason });
      } catch {
        // Without the extension behind it there is nobody to open the explanation.
      }
    });
    closing.addEventListener("click", close);
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    });
    card.addEventListener("focusin", ({ relatedTarget }) => {
      if (relatedTarget !== null && !root.contains(/** @type {Node} */ (relatedTarget))) cameFrom = relatedTarget;
    });
    // A page that closes its dialog on a click outside, or pulls the focus back into it, must not take these for its own.
    for (const type of ["click", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend",
      "keydown", "keyup", "keypress", "focusin", "focusout"]) {
      element.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    }
    return { element, card, alert, reload: /** @type {HTMLElement} */ (reload), release, override, why: /** @type {HTMLElement} */ (why), close: /** @type {HTMLElement} */ (closing), root };
  }

  /**
   * Everything outside an open modal dialog is inert, so the notice belongs inside it.
   * Where dialogs lie on each other, the focus is in the topmost.
   *
   * @returns {Element | null} null while the document has no root yet
   */
  function rightParent() {
    const dialogs = [...document.querySelectorAll("dialog")].filter((dialog) => dialog.matches(":modal"));
    const active = document.activeElement;
    const focused = dialogs.filter((dialog) => active !== parts?.element && dialog.contains(active));
    return focused.at(-1) ?? dialogs.at(-1) ?? document.documentElement;
  }

  /**
   * Puts the notice where it can be seen and used: in the right parent, above everything in the top layer.
   *
   * @param {boolean} raise also when it is in its place: something may have been opened over it
   */
  function place(raise) {
    if (parts === null) return;
    const { element, root } = parts;
    const parent = rightParent();
    const moves = element.parentNode !== parent;
    if (!moves && (!raise || root.activeElement !== null)) return;
    if (moves) parent?.append(element);
    if (typeof element.showPopover !== "function" || !element.isConnected) return;
    element.popover = "manual";
    if (element.matches(":popover-open")) element.hidePopover();
    element.showPopover();
  }

  /** While the notice is open, dialogs may open over it, or close with it inside. */
  function watchDialogs() {
    if (observer !== null) return;
    observer = new MutationObserver((records) => {
      try {
        const removed = records.some((record) => [...record.removedNodes].includes(/** @type {Node} */ (parts?.element)));
        // A page that takes the notice itself away gets its way until the next refusal.
        if (removed && parts?.element.isConnected === false) {
          withdraw();
          unwatch();
        }
        else place(false);
      } catch {
        // The next refusal puts it in its place.
      }
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["open"] });
  }

  function unwatch() {
    observer?.disconnect();
    observer = null;
  }

  function close() {
    unwatch();
    withdraw();
    clearTimeout(announcement);
    saidLast = "";
    if (parts === null) return;
    const hadFocus = parts.root.activeElement !== null;
    parts.element.remove();
    parts.alert.replaceChildren();
    if (hadFocus && cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
    cameFrom = null;
  }
}
