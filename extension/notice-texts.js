// @ts-check
/**
 * What a notice says, in the person's language: what was kept back, why, and what to do next. Never a value, never a name.
 *
 * @typedef {{ kind: string, verdict: string, reasons: string[] }} NoticeField
 * @typedef {{ stay: number, contacts?: number, go: number }} NoticeCounts  details that stay, of how many contacts, and others that go
 * @typedef {{ heading: string, what: string, why: string[], next: string, who?: string }} NoticeTexts
 */

/** @param {(key: string, substitutions?: string[]) => string} message */
function entreNousNoticeTexts(message) {
  /** Reasons that fit into a glance; the page behind "Why?" has room for the rest. */
  const REASONS_SHOWN = 3;

  /** What a person can do, by why it was refused. @type {Record<string, string>} */
  const NEXT_STEP = {
    withheld: "notice_next_withheld",
    unreadable: "notice_next_unreadable",
    "too-large": "notice_next_too_large",
    "engine-missing": "notice_next_reload",
    "engine-failed": "notice_next_reload",
    "version-mismatch": "notice_next_reload",
    "bad-question": "notice_next_reload",
    unsettled: "notice_next_again",
    "too-often": "notice_next_wait",
    orphaned: "notice_next_reload",
  };
  const RELOAD = "notice_next_reload";

  /** What a person can do where nothing could be shown to them. @type {Record<string, string>} */
  const NEXT_TO_SEE = { unclear: "notice_next_again", small: "notice_next_room" };

  /** Each text for one detail, and for several. @type {Record<string, [one: string, several: string]>} */
  const BY_COUNT = {
    details: ["notice_details_one", "notice_details_other"],
    contacts: ["notice_contacts_one", "notice_contacts_other"],
    release: ["notice_release_one", "notice_release_other"],
    offered: ["notice_offered_one", "notice_offered_other"],
    armed: ["notice_armed_one", "notice_armed_other"],
    stayed: ["notice_stayed_one", "notice_stayed_other"],
  };
  /** What has become of it, by its channel. @type {Record<string, string>} */
  const RELEASED = { download: "notice_released_download", clipboard: "notice_released_clipboard" };

  /** The same, where all of it has gone. @type {Record<string, string>} */
  const OVERRIDDEN = { download: "notice_released_download", clipboard: "notice_overridden_clipboard" };

  return { textsOf, counted, firstReasons, isForReload };

  /** Whether only a reload mends it. @param {string} reason */
  function isForReload(reason) {
    return (NEXT_STEP[reason] ?? RELOAD) === RELOAD;
  }

  /**
   * @param {Notice} notice
   * @param {NoticeField[]} fields
   */
  function textsOf(notice, fields) {
    switch (notice.outcome) {
      case "late": return lateTexts();
      case "warned": return warnedTexts(notice, fields);
      case "unshown": return unshownTexts(notice);
      case "released": case "armed": case "failed": return releasedTexts(notice);
      case "granted": return grantedTexts(notice);
      case "overridden": return { heading: message("notice_heading_overridden"), what: message(OVERRIDDEN[notice.channel] ?? ""), why: [], next: "" };
      default: return refusedTexts(notice, fields);
    }
  }

  /**
   * The text for one or for several.
   *
   * @param {string} name
   * @param {number} count
   * @param {string[]} [substitutions]
   */
  function counted(name, count, substitutions = [String(count)]) {
    const [one = "", several = ""] = BY_COUNT[name] ?? [];
    const isOne = new Intl.PluralRules(message("language_tag") || "en").select(count) === "one";
    return message(isOne ? one : several, substitutions);
  }

  /** "3 details of 2 contacts". @param {NoticeCounts} counts */
  function whatStays({ stay, contacts }) {
    const details = counted("details", stay);
    return contacts === undefined ? details : message("notice_details_of", [details, counted("contacts", contacts)]);
  }

  /** What has gone on without them, or is about to. @param {Notice} notice */
  function releasedTexts({ outcome, channel, counts = { stay: 0, go: 0 } }) {
    const { stay, go } = counts;
    const stayed = go > 0
      ? message("notice_went", [String(go), String(go + stay), String(stay)])
      : counted("stayed", stay, [whatStays(counts)]);
    if (outcome === "failed") return { heading: message("notice_heading_refused"), what: message("notice_failed"), why: [], next: message("notice_next_failed") };
    if (outcome === "armed") {
      return { heading: message("notice_heading_armed"), what: counted("armed", stay, [whatStays(counts)]), why: [], next: message("notice_next_armed") };
    }
    return { heading: message("notice_heading_released"), what: message(RELEASED[channel] ?? "notice_released_request"), why: [stayed], next: "" };
  }

  /** The register has it. @param {Notice} notice */
  function grantedTexts({ offer }) {
    return {
      heading: message("notice_heading_granted"),
      what: message("notice_granted"),
      why: [],
      next: message(offer ? "notice_next_granted" : "notice_heading_armed"),
    };
  }

  /**
   * @param {Notice} notice
   * @param {NoticeField[]} fields
   */
  function refusedTexts({ channel, reason = "", offer, answerable }, fields) {
    const by = message(`channel_${channel}`);
    const kept = fields.filter((field) => field.verdict === "withhold");
    const named = kinds(kept.length > 0 ? kept : fields);
    const reasons = reason === "withheld" ? reasonTexts(kept) : [];
    return {
      heading: message("notice_heading_refused") || message("extension_name") || "Entre Nous",
      what: named === "" ? message("notice_refused", [by]) : message("notice_refused_fields", [named, by]),
      why: reasons.length > 0 ? reasons : [message(`refusal_${reason.replaceAll("-", "_")}`)],
      next: offer ? counted("offered", offer.stay, [whatStays(offer)]) : message(NEXT_STEP[reason] ?? RELOAD),
      who: answerable ? message("notice_answerable", [answerable]) : "",
    };
  }

  /**
   * @param {Notice} notice
   * @param {NoticeField[]} fields
   */
  function warnedTexts({ channel }, fields) {
    const careful = fields.filter((field) => field.verdict === "warn");
    const told = careful.length > 0 ? careful : fields;
    return {
      heading: message("notice_heading_warned") || message("extension_name") || "Entre Nous",
      what: message("notice_warned_fields", [kinds(told), message(`channel_${channel}`)]),
      why: reasonTexts(told),
      next: message("notice_next_warned"),
    };
  }

  /** Nothing was refused: the guard began after the page. */
  function lateTexts() {
    return {
      heading: message("notice_heading_late") || message("extension_name") || "Entre Nous",
      what: message("notice_late"),
      why: [],
      next: message(RELOAD),
    };
  }

  /** A person wanted to look at a detail. @param {Notice} notice */
  function unshownTexts({ reason }) {
    const texts = /** @type {Record<string, string>} */ ({
      unclear: "notice_unshown_unclear", small: "notice_unshown_small", orphaned: "refusal_orphaned",
    });
    return {
      heading: message("notice_heading_unshown") || message("extension_name") || "Entre Nous",
      what: message(texts[reason] ?? "notice_unshown_unanswered"),
      why: [],
      next: message(NEXT_TO_SEE[reason] ?? RELOAD),
    };
  }

  /** @param {NoticeField[]} fields */
  function kinds(fields) {
    const names = fields.map(({ kind }) => message(`kind_${kind}`) || message("kind_other"));
    return [...new Set(names)].filter((name) => name !== "").join(", ");
  }

  /**
   * Of each field the first reason, which is the one that counts most.
   * @param {NoticeField[]} fields
   */
  function firstReasons(fields) {
    return [...new Set(fields.flatMap(({ reasons }) => reasons.slice(0, 1)))];
  }

  /**
   * Where details are kept back for different reasons, each sentence says for which.
   * @param {NoticeField[]} fields
   */
  function reasonTexts(fields) {
    const codes = firstReasons(fields);
    return codes
      .slice(0, REASONS_SHOWN)
      .map((code) => {
        const sentence = message(`reason_${code.replaceAll("-", "_")}`);
        const concerned = fields.filter(({ reasons }) => reasons[0] === code);
        return codes.length > 1 && sentence !== "" ? message("notice_reason", [kinds(concerned), sentence]) : sentence;
      })
      .filter((sentence) => sentence !== "");
  }
}
