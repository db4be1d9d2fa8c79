// @ts-check
/**
 * An export of withheld details that a person answers for. They name the details and the ground on a page of the
 * extension's own; here is what becomes of it in the page that was refused.
 *
 * The order is a promise: nothing may leave before the register has acknowledged the entry. So the engine is told last.
 *
 * @typedef {{ channel: string, ids: number[], held?: Held, engine: any }} Refused  what could be let go; nothing is held of
 *   what a control would export
 */

/**
 * @param {object} page
 * @param {<T>(call: (engine: any) => T) => T | null} page.withEngine
 * @param {ReturnType<typeof entreNousRecord>["record"]} page.record
 * @param {(message: object) => void} page.send
 * @param {(notice: object) => void} page.tell  shows a notice
 * @param {(held: Held, rests: string[]) => boolean} page.mayGo  whether it may leave now
 */
function entreNousOverride({ withEngine, record, send, tell, mayGo }) {
  /** How long a person may take to answer, in milliseconds. */
  const ASKED_FOR = 30 * 60_000;

  /** What the person may be asked about, by the secret that the asking page has. @type {Map<string, Refused>} */
  const asked = new Map();

  chrome.runtime.onMessage.addListener((message, sender, answer) => {
    if (message?.type !== "override-ask" && message?.type !== "override-go") return false;
    const refused = isAskingPage(sender) ? asked.get(message.token) : undefined;
    if (refused === undefined) {
      answer(null);
      return false;
    }
    if (message.type === "override-ask") {
      answer(whatIsAsked(refused));
      return false;
    }
    // Once, whatever comes of it.
    asked.delete(message.token);
    void go(refused, message.ids, message.ground).then((outcome) => answer({ outcome }));
    return true;
  });

  return { offer };

  /**
   * What has the person asked, beside this page. Nothing where they could not release it: what it is made of is not
   * understood, or more is in it than this page shows.
   *
   * @param {string} channel
   * @param {number[]} ids  the details that are withheld
   * @param {Held} [held]  what was refused; nothing where a control does the export
   * @returns {(() => void) | undefined}
   */
  function offer(channel, ids, held) {
    // A new engine would number other details.
    const refused = { channel, ids, ...(held && { held }), engine: withEngine((each) => each) };
    return withNamed(refused, ids) === null ? undefined : () => begin(refused);
  }

  /** @param {Refused} refused */
  function begin(refused) {
    const token = crypto.randomUUID();
    asked.set(token, refused);
    setTimeout(() => asked.delete(token), ASKED_FOR);
    send({ type: "override", token });
  }

  /**
   * What would leave with the named details in it. Null where it cannot be had.
   *
   * @param {Refused} refused
   * @param {number[]} named
   * @returns {{ ids: number[], rests: string[], account: Account } | null}
   */
  function withNamed({ ids, held }, named) {
    const [all, some] = [ids, named].map((each) => Uint32Array.from(each));
    return withEngine((each) => (held ? each.with_named(held.questions, all, some) : each.control_with_named(all, some)) ?? null);
  }

  /** @param {chrome.runtime.MessageSender} sender */
  function isAskingPage({ id, url = "" }) {
    return id === chrome.runtime.id && url.startsWith(chrome.runtime.getURL("override.html"));
  }

  /** @param {Refused} refused */
  function isSameEngine({ engine }) {
    return withEngine((each) => each === engine) === true;
  }

  /** @param {Refused} refused */
  function whatIsAsked(refused) {
    if (!isSameEngine(refused)) return null;
    const { channel, ids } = refused;
    return withEngine((each) => ({
      channel, site: location.hostname, fields: each.to_name(Uint32Array.from(ids)), answerable: each.answerable() ?? null,
    }));
  }

  /**
   * @param {Refused} refused
   * @param {number[]} named
   * @param {object} ground
   * @returns {Promise<"done" | "failed" | "unrecorded">}
   */
  async function go(refused, named, ground) {
    const { channel, held } = refused;
    const ready = isSameEngine(refused) ? withNamed(refused, named) : null;
    if (ready === null) return "failed";
    const { rests, account } = ready;
    const ids = Uint32Array.from(ready.ids);
    if (!(await record({ ...account, ground }, consentsOf(ids)))) return "unrecorded";
    // Only now, and only if nothing has changed: see the promise above.
    const may = isSameEngine(refused)
      && withEngine((each) => (held ? each.override_once(rests, ids) : each.override_control(ids)));
    if (!may) return "failed";
    if (held?.isLater) held.go(rests);
    tell({
      outcome: "granted", channel, reason: "withheld", fields: [],
      ...(held && !held.isLater && { offer: offerOf(held, rests) }),
    });
    return "done";
  }

  /** Whose consent, and to what, an entry with that ground would be. @param {Uint32Array} ids */
  function consentsOf(ids) {
    /** @type {{ kind: string, owners: string[] }[]} */
    const named = withEngine((each) => each.to_name(ids)) ?? [];
    return named.flatMap(({ kind, owners }, index) =>
      owners.map((pseudonym) => /** @type {[string, string, number]} */ ([pseudonym, kind, index])));
  }

  /** What a file or the clipboard gets is written in the press. @param {Held} held @param {string[]} rests */
  function offerOf(held, rests) {
    return {
      label: held.channel === "download" ? "notice_take_download" : "notice_take_clipboard",
      stay: 0, go: 0, questions: rests, isLater: false,
      press: () => {
        if (!mayGo(held, rests)) return;
        const outcome = held.go(rests);
        tell({ outcome: outcome === "failed" ? "failed" : "overridden", channel: held.channel, reason: "withheld", fields: [] });
      },
    };
  }
}
