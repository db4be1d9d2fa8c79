// @ts-check
/**
 * What becomes of stand-ins beyond the engine's own document: other frames are told of them, a link whose address is one
 * shows what it stands for, and a form that goes to their custodian gets the values back.
 *
 * @param {object} page
 * @param {boolean} page.hadExtension
 * @param {boolean} page.isGecko
 * @param {() => Window[]} page.windows  whose documents this script can reach
 * @param {<T>(call: (engine: any) => T) => T | null} page.withEngine
 * @param {(event: Event) => void} page.stop
 */
function entreNousVeiled({ hadExtension, isGecko, windows, withEngine, stop }) {
  /** What stands in the document in the places of values, as the engine told it. @type {{ stand_in: string }[]} */
  const here = [];

  /** What the engine puts in the place of a withheld value (see src/veil/stand_in.rs). */
  const STAND_IN = /[\u{e0200}-\u{e0eff}]{3}/u;

  // A document that two frames' scripts can reach is veiled by its own engine only; the other has to know what stands
  // in it, at once. In Chromium the isolated world is one for all frames of an origin. In Firefox each frame has its
  // own, and they can hand each other objects by an event: the page's scripts and other extensions may have the object
  // as well, and the browser lets them read nothing of it. What nobody tells at once, the background asks for.
  const KIN = "entreNousVeiled";
  const ASKED = "entre-nous-veiled";
  if (hadExtension && isGecko) {
    window.addEventListener(ASKED, (event) => {
      event.stopImmediatePropagation();
      // An object, and none of its texts by themselves: those anybody could read.
      try { /** @type {any} */ (event).detail.table = here; } catch { /* the page's own event */ }
    }, { capture: true });
  } else if (hadExtension) {
    Object.defineProperty(window, KIN, { value: here });
  }

  /** @param {any} each another window that the page's scripts can reach @returns {object[]} */
  const tableOf = (each) => {
    const asked = { table: each[KIN] ?? [] };
    if (isGecko) each.dispatchEvent(new CustomEvent(ASKED, { detail: asked }));
    return asked.table;
  };

  const byOthers = () => windows().filter((each) => each !== window).map(tableOf);

  let isAsking = false;
  /**
   * Only who has heard that nobody knows gives up: until then what may be anything does not leave.
   * @param {string[]} wanted stand-ins @returns {boolean} whether there are any to ask
   */
  const askOthers = (wanted) => {
    if (hadExtension && !isAsking) {
      isAsking = true;
      void hearOf(wanted).catch(() => {}).finally(() => { isAsking = false; });
    }
    return hadExtension;
  };

  /** @param {string[]} wanted */
  const hearOf = async (wanted) => {
    const answer = await chrome.runtime.sendMessage({ type: "veiled", wanted });
    // Asking again, for what is still unknown, has its turn in this.
    isAsking = false;
    if (!Array.isArray(answer?.table)) return;
    withEngine((each) => (answer.table.length > 0 ? each.learn_veiled(answer.table) : each.give_up(wanted)));
  };

  /** Where the address of a link is a detail: a letter, a call, a website. What holds one beside others is judged. */
  const VEILED_ADDRESS = new RegExp(`^\\s*[a-z]+:(?://)?${STAND_IN.source}`, "iu");

  // Such a link leads nowhere while it is veiled: the person is shown what it stands for, and can go on from there.
  window.addEventListener("click", (event) => {
    const link = event.composedPath().find((each) => each instanceof Element && each.matches("a[href], area[href]"));
    if (!event.isTrusted || !(link instanceof Element)) return;
    let address = link.getAttribute("href") ?? "";
    // As a page finds it in the property of a link.
    try { address = decodeURI(address); } catch { /* then as it is */ }
    if (!VEILED_ADDRESS.test(address)) return;
    stop(event);
    withEngine((each) => each.show(event, link, address));
  }, { capture: true });

  // Heard last, as the page may still add to it. Only its custodian gets a value back.
  window.addEventListener("formdata", (event) => {
    const { formData, target } = event;
    if (!(target instanceof HTMLFormElement)) return;
    const entries = [...formData];
    if (!entries.some(([, value]) => typeof value === "string" && STAND_IN.test(value))) return;
    // A field of the form can have this name.
    const action = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "action")?.get?.call(target);
    for (const name of new Set(entries.map(([each]) => each))) formData.delete(name);
    for (const [name, value] of entries) {
      const back = typeof value === "string" ? withEngine((each) => each.put_back(action, value)) : null;
      formData.append(name, /** @type {string} */ (back ?? value));
    }
  });

  return { here, byOthers, askOthers };
}
