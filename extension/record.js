// @ts-check
/**
 * Tells the register what was refused, warned of or let go. An entry has kinds and codes, and pseudonyms of owners: the
 * engine makes it. The background acknowledges what it has written to the disk; until then it is told again.
 */

/** @typedef {{ act: string, channel: string, fields: object[], owners: string[], refusal?: string, ground?: object }} Account what the engine tells the register, and what a person adds */

/** @param {(message: object) => Promise<any>} send to the background */
function entreNousRecord(send) {
  /** How long to wait before each further try, in milliseconds: the background may be starting, or be ending. */
  const WAITS = [100, 400, 1600, 6400];

  /** How often it is tried after that for as long as the page lives, in milliseconds. */
  const PATIENT_WAIT = 30_000;

  /** What may be otherwise in a moment. */
  const PASSING = ["full", "unavailable"];

  return { record, report };

  /**
   * Tells it, and says how it came out within seconds: somebody waits for it.
   *
   * @param {Account} account
   * @param {[pseudonym: string, kind: string, field: number][]} [consents]  to be remembered with it
   * @returns {Promise<boolean>} whether the register holds it
   */
  async function record(account, consents) {
    return (await tried(messageOf(account, consents))) === true;
  }

  /** Tells it for as long as the page lives. @param {Account} account */
  async function report(account) {
    const message = messageOf(account);
    while ((await tried(message)) === null) await wait(PATIENT_WAIT);
  }

  /** @param {Account} account @param {[string, string, number][]} [consents] */
  function messageOf(account, consents) {
    return { type: "record", entry: { id: newId(), site: site(), rules: entreNousConfig.rules, ...account }, consents };
  }

  /** @param {object} message @returns {Promise<boolean | null>} whether it is written; null where that may be otherwise in a moment */
  async function tried(message) {
    for (const next of [...WAITS, 0]) {
      const answer = await send(message).catch(() => null);
      if (typeof answer?.recorded === "number") return true;
      // Another no is for good: nothing is recorded of private windows.
      if (answer && !PASSING.includes(answer.fault)) return false;
      await wait(next);
    }
    return null;
  }

  /** @param {number} milliseconds @returns {Promise<void>} */
  function wait(milliseconds) {
    return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
  }

  /** By it the background knows what it was told before. */
  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** The host of this frame. One without an address has that of the page around it. */
  function site() {
    let host = "";
    for (let each = /** @type {Window} */ (window); ; each = each.parent) {
      try {
        host = each.location.hostname || host;
      } catch {
        // Of another site.
        return host;
      }
      if (each === each.parent || host !== "") return host;
    }
  }
}
