// @ts-check
/**
 * Stops the press on a control whose server does the export: no request of such an export holds what is kept back.
 *
 * @param {object} page
 * @param {() => boolean} page.seesNothing  whether no field was ever seen
 * @param {<T>(call: (engine: any) => T) => T | null} page.withEngine
 * @param {() => boolean} page.isOrphaned
 * @param {(channel: string, reply: ControlReply) => void} page.tell
 * @param {(event: Event) => void} page.stop
 *
 * @typedef {{ refusal?: string, is_answered_for?: boolean, about: { kind: string, verdict: string, reasons: string[] }[] }} ControlReply
 */
function entreNousControls({ seesNothing, withEngine, isOrphaned, tell, stop }) {
  /** How long what follows a press that was told of counts as the same press, in milliseconds. */
  const ONE_PRESS = 1000;
  /** @type {{ at?: EventTarget, refusal?: string, time: number }} */
  let toldLast = { time: -Infinity };
  /**
   * What can follow the event that did the deed, in the same press, and how often. In Chromium the gate has a second
   * `submit` in the place of the browser's.
   * @returns {Map<string, number>}
   */
  const restOfPress = () => new Map([["pointerup", 1], ["mouseup", 1], ["touchend", 1], ["keyup", 1], ["submit", 2]]);
  /** The press that a person answers for. @type {{ path: EventTarget[], time: number, rest: Map<string, number> } | null} */
  let answeredFor = null;

  /** Whether it belongs to that press. @param {Event} event @param {EventTarget | undefined} at */
  const isAnsweredFor = ({ type, timeStamp }, at) => {
    if (answeredFor === null || at === undefined) return false;
    const { path, time, rest } = answeredFor;
    const left = rest.get(type) ?? 0;
    if (left === 0 || !path.includes(at) || timeStamp - time > ONE_PRESS) return false;
    rest.set(type, left - 1);
    return true;
  };

  /**
   * Stops an event of a press on a control that would export what is kept back. Without an engine
   * there is nobody to know a control; what it would send is refused then.
   * @param {Event} event @param {EventTarget[]} path @param {boolean} isLast  whether it does the deed
   */
  const judgePress = (event, path, isLast) => {
    // Where no field was ever seen no control takes one: no press waits for the engine's start.
    if (seesNothing()) return;
    const [at] = path;
    if (isAnsweredFor(event, at)) return;
    // A script can submit a form by a control that nobody has pressed.
    const isTheirs = event.isTrusted && event.type !== "submit";
    /** @type {ControlReply | null} */
    const reply = withEngine((each) => each.judge_control(path, isLast, isTheirs) ?? null);
    if (!reply) return;
    if (reply.is_answered_for && !isOrphaned()) {
      if (isLast) {
        answeredFor = { path, time: event.timeStamp, rest: restOfPress() };
        toldLast = { time: -Infinity };
      }
      return;
    }
    if (isOrphaned()) reply.refusal = "orphaned";
    const { refusal } = reply;
    if (!refusal && !isLast) return;
    const isSame = toldLast.at === at && toldLast.refusal === refusal;
    if (!isSame || event.timeStamp - toldLast.time > ONE_PRESS) tell("control", reply);
    toldLast = { at, refusal, time: event.timeStamp };
    if (!refusal) return;
    if (isLast) stop(event);
    // The default of the others is focus and the like, and touch that is prevented scrolls nothing.
    else event.stopImmediatePropagation();
  };

  // A page can act on any event of a press, so each is stopped before the page hears of it.
  for (const type of ["pointerdown", "mousedown", "touchstart", "pointerup", "mouseup", "touchend",
    "keydown", "keypress", "keyup", "click", "dblclick", "auxclick"]) {
    window.addEventListener(type, (event) => {
      const { key, button } = /** @type {KeyboardEvent & MouseEvent} */ (event);
      // The right button opens a menu.
      if (key === undefined ? button === 2 : key !== "Enter" && key !== " ") return;
      judgePress(event, event.composedPath(), type.endsWith("click"));
    }, { capture: true, passive: type.startsWith("touch") });
  }

  // A script can submit a form by its control without a click.
  window.addEventListener("submit", (event) => {
    // The form's own fields may have any name, that of a property too.
    const parentOf = Object.getOwnPropertyDescriptor(Node.prototype, "parentNode")?.get;
    /** @type {Node[]} */
    const path = [];
    for (let node = /** @type {Node | null} */ (event.submitter ?? event.composedPath()[0]); node;) {
      path.push(node);
      node = parentOf?.call(node) ?? (node instanceof ShadowRoot ? node.host : null);
    }
    judgePress(event, path, true);
  }, { capture: true });
}
