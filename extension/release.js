// @ts-check
/**
 * Going on without them: what a refused export can go on as once a person has pressed the notice's button.
 *
 * A file and a clipboard are written here, since the page's own call has failed already, and the page gets nothing of
 * what is written. A request is left to the page, which alone hears the answer to it: the engine is told to let what is
 * left pass when the page asks for exactly the same again, once.
 *
 * All is held in memory only, by the notice that offers it. What is left is asked about like anything else, at the
 * moment at which it leaves.
 *
 * @typedef {{ line: string, refusal?: string, about: { kind: string, verdict: string, reasons: string[] }[] }} ReleaseReply
 *
 * @typedef {object} Held  a refused export
 * @property {string} channel
 * @property {string[]} questions  one for each of its parts, with what was behind `blob:` URLs
 * @property {(rests: string[]) => "released" | "armed" | "failed"} go  does it with what is left, each judged already
 * @property {boolean} isLater  whether it is judged when the page asks again
 *
 * @typedef {{ stay: number, contacts?: number, go: number }} Counts
 * @typedef {Counts & { rests: string[], account: Account }} Offered
 *
 * @typedef {(channel: string, destination: string, encoding: string, payload: string, hold?: () => Held | undefined) => boolean} MayLeave
 *   asks the engine, with the encoding as the protocol names it, and tells the person; `hold` takes what was refused
 */

/**
 * @param {object} page
 * @param {<T>(call: (engine: any) => T) => T | null} page.withEngine
 * @param {(account: Account) => void} page.report  tells the register
 */
function entreNousRelease({ withEngine, report }) {
  const VERSION = "entre-nous/1";
  /** How long the browser may take to read a file that is saved, in milliseconds. */
  const SAVED_WITHIN = 60_000;
  /** What a copy can be made of by `setData` as it was meant. */
  const COPIED_TYPES = ["text/plain", "text/html"];

  /** Types, encodings and payloads of what the page copies now. @type {[string, string, string][]} */
  let copied = [];
  /** Writes a released content in the place of a copy. @type {((event: ClipboardEvent) => void) | null} */
  let copyInstead = null;
  /** The address of the file that is being saved. */
  let savedUrl = "";
  /** What stays of that which the engine was told to let pass. @type {Counts | null} */
  let armed = null;

  return { ofFile, ofDataUrl, ofCopy, ofSelection, ofRequest, offer, beginCopy, addToCopy, isOwnCopy, isOwnFile, takeReleased };

  /**
   * @param {string} channel
   * @param {string} encoding
   * @param {string} payload
   */
  function question(channel, encoding, payload) {
    return `${VERSION} 0\n${channel}\n${encoding} replaceable\n\n${payload}`;
  }

  /** The content of a question, as it goes into a blob. @param {string} asked @returns {string | Uint8Array<ArrayBuffer>} */
  function contentOf(asked) {
    const [, , encoding = ""] = asked.split("\n", 3);
    let at = -1;
    for (let line = 0; line < 4; line += 1) at = asked.indexOf("\n", at + 1);
    const payload = asked.slice(at + 1);
    return encoding.startsWith("bytes") ? bytesOf(payload) : payload;
  }

  /** The bytes that characters stand for: see `Encoding::Bytes` in src/protocol.rs. @param {string} characters */
  function bytesOf(characters) {
    const bytes = new Uint8Array(characters.length);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = characters.charCodeAt(index);
    return bytes;
  }

  /** @param {string} asked with a `blob:` URL that can be read now @returns {string | undefined} */
  function readOut(asked) {
    return withEngine((engine) => engine.read_out(asked)) ?? undefined;
  }

  // --- Files ---------------------------------------------------------------------------------------

  /**
   * @param {string} name
   * @param {string} encoding
   * @param {string} payload
   * @param {string} [type]
   * @returns {Held | undefined}
   */
  function ofFile(name, encoding, payload, type = "") {
    // A file without a name gets one of its address, which would be another one.
    if (name === "") return undefined;
    const asked = readOut(question("download", encoding, payload));
    return asked === undefined ? undefined : {
      channel: "download",
      questions: [asked],
      isLater: false,
      go: ([rest = ""]) => save(name, contentOf(rest), type),
    };
  }

  /**
   * @param {string} name
   * @param {string} url
   * @returns {Held | undefined}
   */
  function ofDataUrl(name, url) {
    const [, type = "", base64, data = ""] = /^data:([^,]*?)(;base64)?,([^#]*)/is.exec(url) ?? [];
    const bytes = data.replace(/%([0-9a-f]{2})/gi, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16)));
    try {
      const characters = base64 === undefined ? bytes : atob(bytes);
      // As `Encoding::Bytes` has them.
      const high = (/** @type {string} */ each) => String.fromCharCode(each.charCodeAt(0) + 0xf700);
      return ofFile(name, "bytes", characters.replace(/[\x80-\xff]/g, high), type);
    } catch {
      // No base64.
      return undefined;
    }
  }

  /**
   * @param {string} name
   * @param {string | Uint8Array<ArrayBuffer>} content
   * @param {string} type
   */
  function save(name, content, type) {
    savedUrl = URL.createObjectURL(new Blob([content], { type: type || "application/octet-stream" }));
    const url = savedUrl;
    setTimeout(() => URL.revokeObjectURL(url), SAVED_WITHIN);
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    // In no document, where no listener of the page hears it.
    link.click();
    return /** @type {const} */ ("released");
  }

  /** Whether a navigation is the file that is saved here: it was judged already. @param {string} url */
  function isOwnFile(url) {
    return savedUrl !== "" && url === savedUrl;
  }

  // --- The clipboard -------------------------------------------------------------------------------

  function beginCopy() {
    copied = [];
  }

  /** What the gate says of one type: its name, encoding and payload. @param {string} said */
  function addToCopy(said) {
    const [type = "", encoding = ""] = said.split("\n", 2);
    copied.push([type.toLowerCase(), encoding, said.slice(type.length + encoding.length + 2)]);
  }

  /** What the page copies, of which a part was refused. The handler that does it may add more yet. @returns {Held | undefined} */
  function ofCopy() {
    const types = copied;
    for (const each of types) {
      if (each[1] !== "blob") continue;
      // Its URL lives no longer than this statement.
      const asked = readOut(question("clipboard", "blob", each[2]));
      if (asked === undefined) return undefined;
      [, each[1], each[2]] = ["", "bytes", asked.slice(question("clipboard", "bytes", "").length)];
    }
    return heldCopy(types);
  }

  /**
   * @param {string} text
   * @param {string} [html]
   */
  function ofSelection(text, html = "") {
    return heldCopy(html === "" ? [["text/plain", "text", text]] : [["text/plain", "text", text], ["text/html", "text", html]]);
  }

  /** @param {[string, string, string][]} types @returns {Held} */
  function heldCopy(types) {
    return {
      channel: "clipboard",
      get questions() {
        if (types.some(([type]) => !COPIED_TYPES.includes(type === "text" ? "text/plain" : type))) return [];
        return types.map(([, encoding, payload]) => question("clipboard", encoding, payload));
      },
      isLater: false,
      go: (rests) => copy(rests.map((rest, index) => [types[index]?.[0] ?? "", contentOf(rest)])),
    };
  }

  /** @param {[string, string | Uint8Array<ArrayBuffer>][]} contents */
  function copy(contents) {
    let isDone = false;
    copyInstead = (event) => {
      // The page hears nothing of it.
      event.stopImmediatePropagation();
      event.preventDefault();
      for (const [type, content] of contents) {
        event.clipboardData?.setData(type, typeof content === "string" ? content : new TextDecoder().decode(content));
      }
      isDone = true;
    };
    // `navigator.clipboard` answers later, asks for a permission, and is not on every page.
    try { document.execCommand("copy"); } finally { copyInstead = null; }
    return isDone ? "released" : "failed";
  }

  /** Whether a copy is one that is made here; then it is done. @param {Event} event */
  function isOwnCopy(event) {
    if (copyInstead === null || event.type !== "copy") return false;
    copyInstead(/** @type {ClipboardEvent} */ (event));
    return true;
  }

  // --- Requests ------------------------------------------------------------------------------------

  /** @param {string} asked by the gate @returns {Held | undefined} */
  function ofRequest(asked) {
    const [, channel = "", encoding = ""] = asked.split("\n", 3);
    if (!encoding.endsWith(" replaceable")) return undefined;
    const refused = readOut(asked);
    return refused === undefined ? undefined : {
      channel,
      questions: [refused],
      isLater: true,
      go: ([rest = ""]) => {
        withEngine((engine) => engine.arm(refused, rest));
        return "armed";
      },
    };
  }

  /**
   * What the engine has let pass, if an answer says that it has.
   * @param {string} asked
   * @param {string} line
   */
  function takeReleased(asked, line) {
    const [head = ""] = asked.split("\n", 1);
    if (armed === null || !line.startsWith(`${head} instead\n`)) return null;
    const counts = armed;
    armed = null;
    return counts;
  }

  // --- What is offered -----------------------------------------------------------------------------

  /**
   * What the notice can offer for what was refused: how much stays, and what the press does. Null where there is
   * nothing to offer.
   *
   * @param {Held} held
   * @param {(held: Held, rests: string[]) => boolean} mayLeave  judges what is left, and tells where it may not leave
   * @param {(outcome: "released" | "armed" | "failed", channel: string, counts: Counts) => void} done
   */
  function offer(held, mayLeave, done) {
    const { questions } = held;
    /** @type {any} */
    let engine = null;
    const offered = questions.length === 0 ? null : withEngine((each) => {
      engine = each;
      return /** @type {Offered | undefined} */ (each.offer(questions)) ?? null;
    });
    if (offered === null) return undefined;
    const { rests, account, ...counts } = offered;
    return {
      ...counts,
      questions,
      isLater: held.isLater,
      press: () => {
        // A new engine may know less of what the page has shown.
        const isSame = withEngine((each) => each === engine) ?? false;
        if (!isSame) {
          done("failed", held.channel, counts);
          return;
        }
        if (!held.isLater && !mayLeave(held, rests)) return;
        const outcome = held.go(rests);
        if (outcome === "armed") armed = counts;
        // What is armed is told by the engine, once it goes.
        if (outcome === "released") report(account);
        done(outcome, held.channel, counts);
      },
    };
  }
}
