/**
 * Whether a press is a person's own, on something that they could see: what stands against a page that leads them to
 * press on what they would not.
 *
 * A thing that has just come under the pointer was not aimed at. Nobody else says when that was, so the pointer's and
 * the focus's arrivals are remembered. Where none is known, the press itself is the arrival, and the next one counts.
 *
 * @typedef {"clear" | "unclear" | "forged"} Judged
 * @typedef {{ target: EventTarget | undefined, at: number, rect: DOMRect | null, isAimed: boolean }} Arrival
 */

/**
 * @returns {{ judge(event: Event, anchor: Element): Judged }}
 */
function entreNousPress() {
  const SETTLED_AFTER_MS = 500;
  /** An event that is kept and handed over later is no press any more. */
  const FRESH_MS = 1000;
  const LEAST_WIDTH = 24;
  const LEAST_HEIGHT = 14;
  const LEAST_OPACITY = 0.8;
  /** In CSS pixels, on each side: marks grow a little where they are pointed at. */
  const MAY_MOVE = 4;
  /** In CSS pixels: some events of one place tell it rounded. */
  const RESTS_WITHIN = 1;

  /** Where the pointer was last moved to. A finger is moved nowhere before it presses. */
  let pointer = { x: -Infinity, y: -Infinity };
  /** @type {Arrival} */
  let pointed = { target: undefined, at: 0, rect: null, isAimed: false };
  /** @type {Arrival} */
  let focused = pointed;

  // All on the way down, before the page hears of it.
  const options = { capture: true, passive: true };
  window.addEventListener("pointermove", (event) => {
    if (event.isTrusted) pointer = { x: event.screenX, y: event.screenY };
  }, options);
  window.addEventListener("pointerover", (event) => {
    if (!event.isTrusted) return;
    // Browsers say so too of what comes under a pointer that rests; that was not aimed at.
    const isAimed = Math.abs(event.screenX - pointer.x) > RESTS_WITHIN || Math.abs(event.screenY - pointer.y) > RESTS_WITHIN;
    pointed = arrivalAt(event.composedPath()[0], event.timeStamp, isAimed);
  }, options);
  window.addEventListener("focusin", (event) => {
    // A focus that a script gives is trusted too: time alone counts.
    if (event.isTrusted) focused = arrivalAt(event.composedPath()[0], event.timeStamp, false);
  }, options);

  return { judge };

  /**
   * `forged`: no person did it, or not now. `unclear`: a person did, perhaps without meaning it.
   *
   * @param {Event} event  while it is being dispatched
   * @param {Element} anchor  what the press was on
   * @returns {Judged}
   */
  function judge(event, anchor) {
    const { clientX, clientY, detail, key, repeat } = /** @type {MouseEvent & KeyboardEvent} */ (event);
    const isKey = event.type === "keydown" && (key === "Enter" || key === " ") && !repeat;
    if (!event.isTrusted || !(isKey || event.type === "click")) return "forged";
    if (performance.now() - event.timeStamp > FRESH_MS) return "forged";

    // A click without a count was made by a key, or by a program that helps people.
    const byPointer = event.type === "click" && detail > 0;
    const isSettled = hasSettled(byPointer ? pointed : focused, event.timeStamp, anchor, byPointer);
    const known = arrivalAt(anchor, event.timeStamp, false);
    if (!isSettled && byPointer) pointed = known;
    if (!isSettled && !byPointer) focused = known;
    const points = [centreOf(anchor)];
    if (byPointer) points.push({ x: clientX, y: clientY });
    return isSettled && isRendered(anchor) && points.every((point) => isOnTop(anchor, point)) ? "clear" : "unclear";
  }

  /**
   * @param {EventTarget | undefined} target
   * @param {number} at
   * @param {boolean} isAimed
   * @returns {Arrival}
   */
  function arrivalAt(target, at, isAimed) {
    return { target, at, rect: target instanceof Element ? target.getBoundingClientRect() : null, isAimed };
  }

  /**
   * Whether the pointer or the focus was there for long enough, or the pointer was moved there, and nothing moved since.
   *
   * @param {Arrival} arrival
   * @param {number} now
   * @param {Element} anchor
   * @param {boolean} mustStay  who presses a key aims at no place
   */
  function hasSettled({ target, at, rect, isAimed }, now, anchor, mustStay) {
    if (!(target instanceof Element) || !anchor.contains(target) || rect === null) return false;
    if (!isAimed && now - at < SETTLED_AFTER_MS) return false;
    if (!mustStay) return true;
    const { left, top, right, bottom } = target.getBoundingClientRect();
    const moves = [left - rect.left, top - rect.top, right - rect.right, bottom - rect.bottom];
    return moves.every((move) => Math.abs(move) <= MAY_MOVE);
  }

  /** The part of it that is in the viewport. @param {Element} anchor */
  function visiblePart(anchor) {
    const { left, top, right, bottom } = anchor.getBoundingClientRect();
    return { left: Math.max(0, left), top: Math.max(0, top), right: Math.min(innerWidth, right), bottom: Math.min(innerHeight, bottom) };
  }

  /** @param {Element} anchor */
  function centreOf(anchor) {
    const { left, top, right, bottom } = visiblePart(anchor);
    return { x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  /** @param {Element} anchor */
  function isRendered(anchor) {
    const { left, top, right, bottom } = visiblePart(anchor);
    return anchor.isConnected && right - left >= LEAST_WIDTH && bottom - top >= LEAST_HEIGHT
      && anchor.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && opacityOf(anchor) >= LEAST_OPACITY;
  }

  /** With everything around it. @param {Element} anchor */
  function opacityOf(anchor) {
    let opacity = 1;
    for (let each = /** @type {Element | null} */ (anchor); each !== null; each = parentOf(each)) {
      const style = getComputedStyle(each);
      opacity *= Number(style.opacity);
      // A filter can take it away as well.
      if (style.filter.includes("opacity(")) return 0;
    }
    return opacity;
  }

  /** As it is rendered: through slots and shadow roots. @param {Element} element @returns {Element | null} */
  function parentOf(element) {
    const { assignedSlot, parentNode } = element;
    const parent = assignedSlot ?? parentNode;
    if (parent instanceof ShadowRoot) return parent.host;
    return parent instanceof Element ? parent : null;
  }

  /**
   * @param {Element} anchor
   * @param {{ x: number, y: number }} point
   */
  function isOnTop(anchor, { x, y }) {
    const root = anchor.getRootNode();
    const hit = root instanceof Document || root instanceof ShadowRoot ? root.elementFromPoint(x, y) : null;
    return hit !== null && anchor.contains(hit);
  }
}
