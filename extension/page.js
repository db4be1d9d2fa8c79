// @ts-check
// The isolated world's side of the guard: starts the engine, answers the gate, and stops by
// itself what needs no wrapper. It judges nothing: every answer comes from the engine, and where
// none comes the answer is no.
//
// The order of the first statements is a security matter: the listener for the hello must stand
// before gate.js runs, and gate.js before any script of the page.
(() => {
  'use strict';

  const VERSION = 'entre-nous/1';
  /** The smallest wasm module: magic and version. Compiling it tells whether the page lets us. */
  const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

  /** Before the page can navigate within itself: a later path may be another owner's. */
  const LOADED_PATH = location.pathname;

  /**
   * @typedef {{ kind: string, verdict: string, reasons: string[] }} Told
   * @typedef {{ line: string, refusal?: string, about: Told[], overridable?: number[], account?: Account }} Reply
   */

  /** Where the demo runs this as a script of the page, there is none. */
  const hadExtension = chrome.runtime.id !== undefined;
  /** Chromium lets this script go on when the extension is updated or removed. */
  const isOrphaned = () => hadExtension && chrome.runtime?.id === undefined;
  /** In Firefox such a script is dead, and what is open gets new ones. */
  const isGecko = 'mozInnerScreenX' in window;

  /** What an orphan may have to say: by then it gets no texts. Those of marks too. */
  const ORPHANS_TEXTS = [
    'language_tag', 'extension_name', 'notice_heading_refused', 'notice_refused', 'notice_refused_fields',
    'refusal_orphaned', 'notice_next_reload', 'notice_reload', 'notice_close', 'mark_label',
    'veil_label', 'veil_show', 'veil_show_label',
    'kind_email', 'kind_phone', 'kind_address', 'kind_birthday', 'kind_handle', 'kind_website', 'kind_other',
    'verdict_allow', 'verdict_warn', 'verdict_withhold',
    'channel_fetch', 'channel_xhr', 'channel_beacon', 'channel_form', 'channel_navigation', 'channel_link',
    'channel_download', 'channel_clipboard', 'channel_drag', 'channel_socket', 'channel_message',
    'channel_resource', 'channel_share', 'channel_picture', 'channel_control',
  ];
  /** @type {Map<string, string>} */
  const keptTexts = new Map();
  /** Characters without a meaning hold the places of what is put into a text. */
  const PLACES = ['\uE000', '\uE001', '\uE002'];

  const keepTexts = () => {
    if (!hadExtension || isGecko) return;
    try {
      for (const key of ORPHANS_TEXTS) keptTexts.set(key, chrome.i18n.getMessage(key, PLACES));
    } catch { /* orphaned already */ }
  };

  const host = {
    /** Never throws: the engine would not survive it. @param {string} key @param {string[]} [substitutions] */
    message: (key, substitutions = []) => {
      try {
        if (!isOrphaned()) return chrome.i18n.getMessage(key, substitutions);
      } catch { /* orphaned */ }
      return (keptTexts.get(key) ?? '').replace(/[\uE000-\uE002]/g, (place) => substitutions[PLACES.indexOf(place)] ?? '');
    },
    /** @param {object} message */
    send: (message) => {
      if (/** @type {any} */ (message).type === 'count') lastCount = message;
      // An orphan has nobody to send to.
      try { void chrome.runtime.sendMessage(message)?.catch?.(() => {}); } catch { /* orphaned */ }
    },
    /** @param {Event} _press @param {Element} _at @param {string} _kind @param {string} _value */
    reveal: (_press, _at, _kind, _value) => {},
    canReveal: false,
    /** @param {{ stand_in: string }[]} table */
    keepVeiled: (table) => { veiled.here.push(...table); },
    veiledByOthers: () => veiled.byOthers(),
    /** @param {string[]} wanted */
    askOthers: (wanted) => veiled.askOthers(wanted),
    // A frame cannot reload the page around it.
    ...(window === window.top && { reload: () => navigation.reload() }),
  };
  /** What the engine said last; it says it once only. @type {object | null} */
  let lastCount = null;

  const notice = entreNousNotice(host);

  /**
   * Firefox runs this in pages that are open when the extension is installed or updated. What ran
   * there before may have kept natives, so that only a new load guards the page as a whole.
   */
  const isLate = hadExtension && window === window.top && document.readyState !== 'loading'
    && /^https?:$/.test(location.protocol);
  if (isLate) notice.show({ outcome: 'late', channel: '', reason: 'late', fields: [] });

  // --- The engine ----------------------------------------------------------------------------

  /** @type {any} */
  let engine = null;
  /** @type {'wasm' | 'twin' | 'none'} */
  let engineKind = 'none';
  let started = false;
  let replaced = false;
  /** Why there is no engine. */
  let failure = 'engine-missing';
  let refusedCount = 0;
  let toldCount = 0;
  /** What other pages kept back, as the background told it; a new engine must learn it all. */
  /** @type {string[]} */
  const memories = [];
  /**
   * What people have chosen, as the background told it. The demo's script of the page has no background, and nobody
   * who could choose. @type {object | null}
   */
  let choices = hadExtension ? null : {};
  /** The key of the register's pseudonyms. @type {string | null} */
  let registerKey = null;
  /** In Firefox: what the stand-ins stand for that this document was served with. @type {unknown[] | null} */
  let served = null;

  /** Two cases whose answers are known: an engine that gets one wrong is not trusted. */
  const KNOWN_ANSWERS = ['first', 'further'].map((distance) => ({
    case: {
      fields: [{
        kind: 'email',
        shown: 'known@answer.example',
        evidence: [{ sighting: { distance, 'exception-possible': false } }],
      }],
      question: `${VERSION} 1\nfetch\ntext\nhttps://elsewhere.example/\nKnown%40Answer.example`,
    },
    answer: `${VERSION} 1 ${distance === 'first' ? 'refuse withheld' : 'permit'}`,
  }));

  /** @param {MutationRecord[]} records of what others have seen so far */
  const newEngine = (records) => {
    let platform = WebAssembly;
    /** @type {'wasm' | 'twin'} */
    let kind = 'wasm';
    try {
      new WebAssembly.Module(EMPTY_MODULE);
    } catch {
      // The page's Content-Security-Policy forbids wasm, in Chromium even to us.
      platform = entreNousTwinWebAssembly(entreNousEngine.twin);
      kind = 'twin';
    }
    const bindings = entreNousEngine.glue(platform);
    bindings.initSync({ module: kind === 'twin' ? EMPTY_MODULE : wasmBytes() });
    for (const known of KNOWN_ANSWERS) {
      if (JSON.parse(bindings.rehearse(JSON.stringify(known.case))).answer !== known.answer) {
        throw new Error('The engine does not know a known answer.');
      }
    }
    engine = new bindings.Engine(entreNousConfig, host, LOADED_PATH, records);
    for (const memory of memories) engine.recall(memory);
    if (choices) engine.choose(choices, false);
    if (registerKey) engine.learn_register_key(registerKey);
    if (served) engine.learn_served(served);
    // What one before it has put into the document.
    if (veiled.here.length > 0) engine.learn_veiled([...veiled.here]);
    engineKind = kind;
  };

  const wasmBytes = () => {
    const fromBase64 = /** @type {any} */ (Uint8Array).fromBase64;
    if (fromBase64) return fromBase64.call(Uint8Array, entreNousEngine.wasm);
    return Uint8Array.from(atob(entreNousEngine.wasm), (character) => character.charCodeAt(0));
  };

  const dropEngine = () => {
    // Two would veil for each other. One that is dead beyond that has stopped by itself.
    try { engine?.free(); } catch { /* dead */ }
    engine = null;
    engineKind = 'none';
  };

  /** Starts the engine when it is first needed. */
  const start = () => {
    if (started) return;
    started = true;
    const records = lookout.end();
    try {
      newEngine(records);
    } catch {
      dropEngine();
    }
  };

  const lookout = entreNousLookout(start, () => { if (engine) withEngine((each) => each.wake()); });

  /**
   * Calls the engine. One that throws is dead, since its memory can be in any state: it is
   * replaced once, by a new one that reads the page again. After that there is none.
   * @template T @param {(engine: any) => T} call @returns {T | null}
   */
  const withEngine = (call) => {
    start();
    while (engine) {
      try {
        return call(engine);
      } catch {
        dropEngine();
        failure = 'engine-failed';
        if (replaced) break;
        replaced = true;
        try { newEngine([]); } catch { dropEngine(); }
      }
    }
    return null;
  };

  const { record, report } = entreNousRecord(async (message) => (isOrphaned() ? {} : chrome.runtime.sendMessage(message)));
  /** Nothing is recorded of private windows, and nothing withheld leaves them. */
  const isRecorded = hadExtension && chrome.extension?.inIncognitoContext !== true;
  /** @param {Account} account */
  const tellRegister = (account) => { if (hadExtension) void report(account); };
  const release = entreNousRelease({ withEngine, report: tellRegister });
  // What is held goes with the page.
  window.addEventListener('pagehide', () => notice.withdraw());

  /** @param {string} question @returns {Reply} */
  const ask = (question) => {
    // A frame that was taken out of its page sees nothing of it any more, while its functions may
    // still be held by that page.
    if (window.parent === null) return { line: '', refusal: 'engine-missing', about: [] };
    const reply = withEngine((each) => /** @type {Reply} */ (each.answer(question))) ?? withoutEngine(question);
    return isOrphaned() ? asOrphan(question, reply) : reply;
  };

  /** For which ways it was recorded that there is no engine: once each, or a page could fill the register. */
  const recordedWithout = new Set();

  /** @param {string} question @returns {Reply} */
  const withoutEngine = (question) => {
    const channel = question.split('\n', 2)[1] ?? '';
    const isNews = !['state', 'source'].includes(channel) && !recordedWithout.has(channel);
    recordedWithout.add(channel);
    return {
      line: '', refusal: failure, about: [],
      ...(isNews && { account: { act: 'refused', channel, refusal: failure, fields: [], owners: [] } }),
    };
  };

  /**
   * An orphan no longer hears what other pages keep back, and its rules may be old ones. So only
   * what the engine calls clear goes on; all else waits until the page is loaded again.
   * @param {string} question @param {Reply} reply @returns {Reply}
   */
  const asOrphan = (question, reply) => {
    const [head = '', channel = '', , destination = ''] = question.split('\n', 4);
    // What comes in is kept from the page as before.
    if (channel === 'state' || channel === 'source' || isClear(destination)) return reply;
    return { line: `${head} refuse orphaned`, refusal: 'orphaned', about: reply.about };
  };

  /**
   * Tells the person what happened, after the answer has been given: a notice that fails must
   * not change an answer.
   * @param {string} channel @param {Omit<Reply, 'line'>} reply
   * @param {() => Held | undefined} [hold] takes what was refused, to go on without what is withheld
   */
  const tell = (channel, { refusal, about, overridable, account }, hold) => {
    if (account) tellRegister(account);
    if (!refusal && about.length === 0) return;
    if (refusal) refusedCount += 1;
    toldCount += 1;
    const turn = toldCount;
    // A frame's notice is shown by another page, which has nothing of what was refused.
    const isHere = refusal === 'withheld' && window === window.top && !isOrphaned();
    const held = isHere ? hold?.() : undefined;
    const mayOverride = isHere && isRecorded && overridable;
    // Another engine numbers other details.
    const judge = engine;
    // Who answers, and whether anybody may release it, is not known before.
    void heard.then(() => setTimeout(() => show({
      outcome: refusal ? 'refused' : 'warned',
      channel,
      reason: refusal ?? 'withheld',
      fields: about,
      answerable: answerable(),
      // What has been told more by now takes the place of this.
      ...(held && turn === toldCount && { offer: release.offer(held, mayGo, tellGone) }),
      ...(mayOverride && judge === engine && turn === toldCount && (held || channel === 'control')
        && { override: override.offer(channel, overridable, held) }),
    })));
  };

  /** Who in the organisation answers for what is kept back. */
  const answerable = () => withEngine((each) => /** @type {string | undefined} */ (each.answerable()));

  /** Whether what is left of something refused may leave now. @param {Held} held @param {string[]} rests */
  const mayGo = (held, rests) => rests.every((rest) => {
    const reply = ask(rest);
    const may = reply.line === `${VERSION} 0 permit`;
    // Refused anew, it may be offered anew: with less.
    if (!may) tell(held.channel, reply, () => ({ ...held, questions: rests }));
    return may;
  });

  const override = entreNousOverride({
    withEngine, record, send: host.send, tell: (each) => notice.show(/** @type {any} */ (each)), mayGo,
  });

  /** @param {'released' | 'armed' | 'failed'} outcome @param {string} channel @param {Counts} counts */
  const tellGone = (outcome, channel, counts) => notice.show({
    outcome, channel, reason: 'withheld', fields: [], counts,
  });

  /** How long a notice waits for what people have chosen, in milliseconds. */
  const HEARD_WITHIN = 1000;

  /** How long a frame waits to hear that its notice is shown, in milliseconds. */
  const SHOWN_WITHIN = 1000;

  /**
   * A frame may be hidden or a few pixels small, so its notices are shown by the page at the top,
   * where that one is guarded too. Kinds and codes go there, and nothing else.
   * @param {Parameters<typeof notice.show>[0]} told
   */
  const show = async (told) => {
    let isShown = false;
    if (window !== window.top) {
      try {
        const unheard = new Promise((resolve) => { setTimeout(resolve, SHOWN_WITHIN); });
        isShown = await Promise.race([chrome.runtime.sendMessage({ type: 'tell', ...told }), unheard]) === true;
      } catch { /* nobody is there */ }
    }
    if (!isShown) notice.show(told);
  };

  // The demo's script of the page has no frame of its own to show anything in.
  if (hadExtension) {
    const { show: reveal } = entreNousReveal({
      message: host.message,
      hint: (reason) => void show({ outcome: 'unshown', channel: 'show', reason, fields: [] }),
    });
    Object.assign(host, { reveal, canReveal: true });
  }

  /** Numbers for the questions that are asked here, beside those of the gate. */
  let asked = 0;

  /** @type {MayLeave} */
  const mayLeave = (channel, destination, encoding, payload, hold) => {
    asked += 1;
    const reply = ask(`${VERSION} ${asked}\n${channel}\n${encoding}\n${destination}\n${payload}`);
    tell(channel, reply, hold);
    return reply.line === `${VERSION} ${asked} permit`;
  };

  /** Whether nothing that was seen here would be exported by going there. @param {string} url */
  const isClear = (url) => window.parent !== null && withEngine((each) => each.is_clear(url)) === true;

  // --- The gate's questions ------------------------------------------------------------------

  /** @type {EventTarget | null} */
  let gate = null;

  window.addEventListener('entre-nous-hello', (event) => {
    event.stopImmediatePropagation();
    const node = /** @type {MouseEvent} */ (event).relatedTarget;
    if (!node) return;
    gate = node;
    node.addEventListener('emptied', () => listen());
    node.addEventListener('ask', (asking) => {
      const question = /** @type {CustomEvent} */ (asking).detail;
      if (typeof question !== 'string') return;
      const reply = ask(question);
      node.dispatchEvent(new CustomEvent('answer', { detail: reply.line }));
      const channel = question.split('\n', 2)[1] ?? '';
      // Nothing leaves by these.
      if (channel === 'state' || channel === 'source') return;
      const counts = release.takeReleased(question, reply.line);
      if (counts) setTimeout(() => tellGone('released', channel, counts));
      tell(channel, reply, () => (channel === 'clipboard' ? release.ofCopy() : release.ofRequest(question)));
    });
    node.addEventListener('copy', release.beginCopy);
    node.addEventListener('copied', (said) => release.addToCopy(String(/** @type {CustomEvent} */ (said).detail)));
  }, { once: true, capture: true });

  /** @param {Event} event */
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    gate?.dispatchEvent(new CustomEvent('stopped'));
  };

  // --- What leaves without a call that the gate could wrap --------------------------------------

  // In this order: a press is stopped before anything else hears of it.
  entreNousControls({ seesNothing: lookout.seesNothing, withEngine, isOrphaned, tell, stop });

  const veiled = entreNousVeiled({ hadExtension, isGecko, windows: lookout.windows, withEngine, stop });
  const navigation = entreNousNavigation({ mayLeave, isClear, stop, release, gate: () => gate, isGecko });
  const copying = entreNousCopying({ mayLeave, stop, release, withEngine, report: tellRegister });

  // `document.open()` takes all listeners off the window: then these are put back. What is there
  // already is not put there twice.
  const listen = () => {
    navigation.listen();
    copying.listen();
  };
  listen();
  // Another frame's script may have emptied it, unheard.
  new MutationObserver(listen).observe(document, { childList: true });

  // --- Marks ---------------------------------------------------------------------------------

  const QUIET = 'data-entre-nous-quiet';
  /** @param {Event} event */
  const endQuiet = ({ currentTarget }) => /** @type {Element} */ (currentTarget).removeAttribute(QUIET);

  // Escape takes away what a mark says, until the pointer or the focus comes to it anew.
  window.addEventListener('keydown', ({ isTrusted, key }) => {
    if (!isTrusted || key !== 'Escape') return;
    // A form or picture of the page can have the method's name.
    for (const mark of Document.prototype.querySelectorAll.call(document, 'entre-nous-mark:is(:hover, :focus-within)')) {
      mark.setAttribute(QUIET, '');
      // Firefox says that the pointer has left when only what was under it has gone.
      for (const type of ['pointerenter', 'focusin']) mark.addEventListener(type, endQuiet);
    }
  }, { capture: true, passive: true });

  // --- What other pages kept back, and what people have chosen -------------------------------

  /** @param {unknown} memory */
  const recall = (memory) => {
    if (typeof memory !== 'string') return;
    memories.push(memory);
    // An engine that starts later learns it then.
    if (started) withEngine((each) => each.recall(memory));
  };

  /**
   * @param {object | null | undefined} told
   * @param {boolean} [anew] whether what other pages kept back before no longer counts
   */
  const choose = (told, anew = false) => {
    if (!told) return;
    choices = told;
    if (anew) memories.length = 0;
    if (started) withEngine((each) => each.choose(told, anew));
  };

  /** @param {unknown} key */
  const learnRegisterKey = (key) => {
    if (typeof key !== 'string') return;
    registerKey = key;
    if (started) withEngine((each) => each.learn_register_key(key));
  };

  /** How often it was heard that people have chosen something else. */
  let choicesHeard = 0;

  /** @returns {Promise<void>} */
  const askWhatIsKnown = async () => {
    try {
      const before = choicesHeard;
      const known = await chrome.runtime.sendMessage({ type: 'recall' });
      // The answer may be older than what was heard meanwhile.
      if (choicesHeard !== before) return askWhatIsKnown();
      recall(known?.memory);
      choose(known?.choices);
      learnRegisterKey(known?.registerKey);
    } catch { /* An orphaned script has nobody to ask. */ }
  };

  /** When a notice can say all that it has to; without an answer it says the rest. */
  const heard = Promise.race([askWhatIsKnown(), new Promise((resolve) => { setTimeout(resolve, HEARD_WITHIN); })]);

  /** The rest of the document waits for this. */
  const askForServed = async () => {
    try {
      const table = await chrome.runtime.sendMessage({ type: 'served' });
      if (!Array.isArray(table)) return;
      served = table;
      if (started) withEngine((each) => each.learn_served(table));
      else start();
      await chrome.runtime.sendMessage({ type: 'learnt' });
    } catch { /* orphaned: the values stay hidden */ }
  };

  if (hadExtension && isGecko) void askForServed();

  /** A page that was out of sight may have heard nothing, and its tab's badge is another's. */
  const comeBack = () => {
    void askWhatIsKnown();
    if (lastCount) host.send(lastCount);
  };
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) comeBack();
  });
  document.addEventListener('prerenderingchange', comeBack, { once: true });

  // --- Badge and popup -----------------------------------------------------------------------

  const summary = () => withEngine((each) => each.summary()) ?? { site: '', veil: 'on', fields: [] };

  chrome.runtime.onMessage.addListener((message, _sender, respond) => {
    if (message?.type === 'recall') recall(message.memory);
    if (message?.type === 'choices') {
      choicesHeard += 1;
      choose(message.choices, message.anew);
    }
    if (message?.type === 'veiled') {
      const table = veiled.here.filter((each) => message.wanted.includes(each.stand_in));
      // One answer counts: that of somebody who knows.
      if (table.length > 0) respond(table);
    }
    if (message?.type === 'show') {
      // Nothing but codes has come.
      notice.show({ ...message.told, answerable: answerable() });
      respond(true);
    }
    if (message?.type !== 'summary') return;
    const { site, veil, fields } = summary();
    respond({
      version: entreNousConfig.version, engine: engineKind, isLate, site, veil, fields, refused: refusedCount,
    });
  });

  // Marks and the veil are wanted without any question being asked, where there is something for
  // them; at once, since a value is not to stand in the page for as long as that is being parsed.
  // It takes about a millisecond, which no answer needs to wait for.
  requestIdleCallback(keepTexts, { timeout: 1000 });
  // The engine would say so. What the badge shows may be of the page before.
  if (!started && lookout.begin() && lookout.isTopmost()) host.send({ type: 'count', withheld: 0 });
})();
