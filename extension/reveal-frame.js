/**
 * The page in the frame: draws the value that comes over the port of the extension's own content script, and nothing
 * else. `reveal.js` has the other side, and how the two find each other.
 *
 * The value is drawn, not written: text would be found by the browser's search, and could be selected and dragged. The
 * drawing's label is for screen readers; this document is open to nobody but the extension.
 */

import { addressOf } from "./reveal-address.js";
import { fillTexts, text } from "./pages.js";

/** @typedef {{ kind: string, value: string, staysMs: number }} Told */

/** What opens the program can be pressed once it has been in sight for so long. */
const READY_AFTER_MS = 500;
/** Whoever else sends messages here is not believed, and not listened to for ever. */
const MOST_STRANGERS = 5;

/** @template {HTMLElement} [T=HTMLElement] @param {string} id */
const byId = (id) => /** @type {T} */ (document.getElementById(id));
const canvas = /** @type {HTMLCanvasElement} */ (byId("value"));
const opening = byId("open");
const closing = byId("close");

/** @type {MessagePort | null} */
let port = null;
let greetings = 0;
let isKeyDown = false;
let isClosing = false;

fillTexts();
window.addEventListener("message", (event) => void meet(event));
for (const type of ["copy", "cut", "dragstart", "contextmenu", "selectstart"]) {
  window.addEventListener(type, (event) => event.preventDefault(), { capture: true });
}

/** @param {MessageEvent} event */
async function meet({ data, ports, source }) {
  const [offered] = ports;
  if (port !== null || typeof data !== "string" || offered === undefined || source !== window.parent) return;
  greetings += 1;
  if (greetings > MOST_STRANGERS) return;
  const isOurs = await chrome.runtime.sendMessage({ type: "reveal", token: data }).catch(() => false);
  if (isOurs !== true || port !== null) return;
  port = offered;
  port.onmessage = ({ data }) => show(/** @type {Told} */ (data));
}

/** @param {Told} told */
function show({ kind, value, staysMs }) {
  const name = text(`kind_${kind}`) || text("kind_other");
  byId("kind").textContent = name;
  byId("shown").hidden = false;
  canvas.setAttribute("aria-label", value);
  drawAtEverySize(value);
  offerToOpen(kind, value);
  closing.addEventListener("click", close);
  // In a frame that is small, the value must not be scrolled away for it.
  closing.focus({ preventScroll: true });
  byId("status").textContent = text("reveal_status", [name, String(staysMs / 1000)]);
  countDown(staysMs);
  listen(value);
}

/** A key goes up where it went down: what is behind must not hear the half of a press. */
function close() {
  isClosing = true;
  // Chromium waits for ever for its answer to a key whose frame went meanwhile.
  if (!isKeyDown) setTimeout(() => port?.postMessage("closed"));
}

/** @param {string} value */
function listen(value) {
  for (const feature of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(feature).addEventListener("change", () => draw(value));
  }
  window.addEventListener("blur", () => port?.postMessage("blurred"));
  window.addEventListener("keyup", () => {
    isKeyDown = false;
    if (isClosing) close();
  });
  window.addEventListener("keydown", (event) => {
    isKeyDown = true;
    if (event.key === "Escape") close();
    // The key that showed it may still be down.
    if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
    if (event.key === "Tab") keepFocus(event);
  });
}

/** What comes after it in the page has nothing to do with it. @param {KeyboardEvent} tab */
function keepFocus(tab) {
  const buttons = [opening, closing].filter((each) => !each.hidden);
  const index = buttons.findIndex((each) => each === document.activeElement);
  tab.preventDefault();
  buttons[(index + (tab.shiftKey ? -1 : 1) + buttons.length) % buttons.length]?.focus();
}

/**
 * A scroll bar beside it may come with its own height.
 * @param {string} value
 */
function drawAtEverySize(value) {
  let drawn = "";
  const drawAgain = () => {
    const size = `${canvas.clientWidth} ${window.devicePixelRatio}`;
    if (size === drawn) return;
    drawn = size;
    draw(value);
  };
  drawAgain();
  new ResizeObserver(drawAgain).observe(canvas);
  // The browser's zoom may leave its size as it was.
  window.addEventListener("resize", drawAgain);
}

/** @param {string} value */
function draw(value) {
  const style = getComputedStyle(canvas);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const scale = window.devicePixelRatio;
  const width = canvas.clientWidth;
  const lineHeight = parseFloat(style.lineHeight);
  // With the system's colours Chromium has no `font` of it.
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.font = font;
  const lines = linesOf(value, pen, width);
  canvas.style.height = `${lines.length * lineHeight}px`;
  // This empties it, and forgets how to draw.
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(lines.length * lineHeight * scale);
  pen.scale(scale, scale);
  pen.font = font;
  pen.fillStyle = style.color;
  pen.textBaseline = "middle";
  const isRtl = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(value);
  pen.direction = isRtl ? "rtl" : "ltr";
  for (const [index, line] of lines.entries()) pen.fillText(line, isRtl ? width : 0, (index + 0.5) * lineHeight);
}

/**
 * Broken at spaces, and within what is too long for a line.
 *
 * @param {string} value
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 */
function linesOf(value, pen, width) {
  const fits = (/** @type {string} */ line) => pen.measureText(line).width <= width;
  /** @type {string[]} */
  const lines = [];
  for (const part of value.split(/\r?\n/)) {
    let line = "";
    for (const word of part.match(/\S+\s*|\s+/g) ?? []) {
      if (fits((line + word).trimEnd())) {
        line += word;
        continue;
      }
      if (line !== "") lines.push(line);
      line = "";
      for (const { segment } of new Intl.Segmenter().segment(word)) {
        if (!fits(line + segment)) {
          lines.push(line);
          line = "";
        }
        line += segment;
      }
    }
    lines.push(line);
  }
  return lines;
}

/**
 * The person's own program or a new tab, with the value: that is what the detail is for.
 *
 * @param {string} kind
 * @param {string} value
 */
function offerToOpen(kind, value) {
  const address = addressOf(kind, value);
  if (address === null) return;
  opening.hidden = false;
  opening.textContent = text(/** @type {Record<string, string>} */ ({ email: "reveal_write", phone: "reveal_call", website: "reveal_visit" })[kind] ?? "");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let readiness;
  // Chromium knows whether something covers it; Firefox only whether it is in sight at all.
  const options = { threshold: 1, trackVisibility: true, delay: 100 };
  new IntersectionObserver((entries) => {
    const entry = /** @type {IntersectionObserverEntry & { isVisible?: boolean }} */ (entries.at(-1));
    clearTimeout(readiness);
    opening.setAttribute("aria-disabled", "true");
    if (!entry.isIntersecting || entry.isVisible === false) return;
    readiness = setTimeout(() => opening.removeAttribute("aria-disabled"), READY_AFTER_MS);
    // The button itself is half transparent meanwhile, which counts as hard to see.
  }, options).observe(document.body);
  opening.addEventListener("click", ({ isTrusted }) => {
    if (!isTrusted || opening.hasAttribute("aria-disabled")) return;
    if (kind === "website") window.open(address, "_blank", "noopener,noreferrer");
    // Not in this frame, which the page's policy binds. The page hears no `navigate` event of what another origin begins.
    else window.open(address, "_top");
  });
}

/** @param {number} staysMs */
function countDown(staysMs) {
  const end = performance.now() + staysMs;
  const left = byId("left");
  const tell = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = text("reveal_hides", [String(seconds)]);
  };
  tell();
  setInterval(tell, 1000);
  byId("bar").animate({ transform: ["scaleX(1)", "scaleX(0)"] }, { duration: staysMs, fill: "forwards" });
}
