// @ts-check
/**
 * What a person takes from the page by hand: copy, cut, drag and print.
 *
 * @param {object} page
 * @param {MayLeave} page.mayLeave
 * @param {(event: Event) => void} page.stop
 * @param {ReturnType<typeof entreNousRelease>} page.release
 * @param {<T>(call: (engine: any) => T) => T | null} page.withEngine
 * @param {(account: Account) => void} page.report  tells the register
 */
function entreNousCopying({ mayLeave, stop, release, withEngine, report }) {
  /** What a copy would take: of a text field, or of the page as plain and as rich text. */
  const selected = () => {
    const field = document.activeElement;
    const selection = getSelection();
    let inField = "";
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
      // Types without a selection have none to copy.
      const { selectionStart, selectionEnd, value } = field;
      if (selectionStart !== null) inField = value.slice(selectionStart, selectionEnd ?? undefined);
    }
    const rich = document.createElement("div");
    for (let index = 0; index < (selection?.rangeCount ?? 0); index += 1) {
      rich.append(/** @type {Selection} */ (selection).getRangeAt(index).cloneContents());
    }
    return { inField, plain: String(selection ?? ""), rich };
  };

  /** @param {ReturnType<typeof selected>} what */
  const textOf = ({ inField, plain, rich }) => {
    // In rich text the addresses of links stand in attributes.
    const links = [...rich.querySelectorAll("[href]")].map((link) => link.getAttribute("href") ?? "");
    return [plain, ...(inField === "" ? [] : [inField]), ...links].join("\n");
  };

  /** @param {ReturnType<typeof selected>} what */
  const holdSelection = ({ inField, plain, rich }) => {
    if (inField !== "") return release.ofSelection(inField);
    for (const mark of rich.querySelectorAll("entre-nous-mark")) mark.remove();
    for (const kept of rich.querySelectorAll("[data-entre-nous-kept]")) kept.removeAttribute("data-entre-nous-kept");
    return release.ofSelection(plain, rich.innerHTML);
  };

  /** @param {Event} event */
  const judgeCopy = (event) => {
    if (release.isOwnCopy(event)) return;
    if (event.eventPhase === Event.CAPTURING_PHASE) release.beginCopy();
    // A page that prevents the default copies what it has set itself: that was judged as it was
    // set, by the gate.
    if (event.defaultPrevented) return;
    let may = false;
    try {
      const what = selected();
      // To cut is to take away as well, which only the page's own field can do.
      may = mayLeave("clipboard", "", "text", textOf(what), () => (event.type === "copy" ? holdSelection(what) : undefined));
    } finally {
      if (!may) stop(event);
    }
  };

  /** @param {Event} event */
  const judgeDrag = (event) => {
    if (event.defaultPrevented) return;
    let may = false;
    try {
      const transfer = /** @type {DragEvent} */ (event).dataTransfer;
      const texts = [...transfer?.types ?? []].map((type) => transfer?.getData(type) ?? "");
      may = mayLeave("drag", "", "text", texts.join("\n"));
    } finally {
      if (!may) stop(event);
    }
  };

  // `beforeprint` cannot be cancelled: content.css blanks what is marked. With no engine, all is.
  const blankForPrint = () => {
    const blanked = withEngine((each) => ({ account: /** @type {Account | null} */ (each.mark_for_print()) }));
    if (!blanked) document.documentElement.setAttribute("data-entre-nous-kept", "");
    else if (blanked.account) report(blanked.account);
  };

  return {
    /** Puts the listeners there that a document loses with its content. */
    listen: () => {
      // Heard on the way down, before the page can hide the event from us, and again on the way up,
      // since the page may have changed the selection meanwhile.
      for (const capture of [true, false]) {
        window.addEventListener("copy", judgeCopy, { capture });
        window.addEventListener("cut", judgeCopy, { capture });
        window.addEventListener("dragstart", judgeDrag, { capture });
      }
      window.addEventListener("beforeprint", blankForPrint);
    },
  };
}
