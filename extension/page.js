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
   * @typedef {{ line: string, refusal?: string, about: Told[] }} Reply
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
    keepVeiled: (table) => { veiledHere.push(...table); },
    veiledByOthers: () => veiledByOthers(),
    /** @param {string[]} wanted */
    askOthers: (wanted) => askOthers(wanted),
    // A frame cannot reload the page around it.
    ...(window === window.top && {
      reload: () => {
        isReloading = true;
        location.reload();
      },
    }),
  };
  /** What the engine said last; it says it once only. @type {object | null} */
  let lastCount = null;
  /** By the person, in the notice: this may be what ends a time in which nothing may leave. */
  let isReloading = false;

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
  /** What stands in the document in the places of values, as the engine told it. @type {{ stand_in: string }[]} */
  const veiledHere = [];
  /** What other pages kept back, as the background told it; a new engine must learn it all. */
  /** @type {string[]} */
  const memories = [];
  /** What people have chosen about the veil, as the background told it. @type {object | null} */
  let veilChoices = null;
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
    if (veilChoices) engine.choose_veil(veilChoices);
    if (served) engine.learn_served(served);
    // What one before it has put into the document.
    if (veiledHere.length > 0) engine.learn_veiled([...veiledHere]);
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

  const release = entreNousRelease({ withEngine });
  // What is held goes with the page.
  window.addEventListener('pagehide', () => notice.withdraw());

  /** @param {string} question @returns {Reply} */
  const ask = (question) => {
    // A frame that was taken out of its page sees nothing of it any more, while its functions may
    // still be held by that page.
    if (window.parent === null) return { line: '', refusal: 'engine-missing', about: [] };
    const reply = withEngine((each) => /** @type {Reply} */ (each.answer(question)))
      ?? { line: '', refusal: failure, about: [] };
    return isOrphaned() ? asOrphan(question, reply) : reply;
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
   * @param {string} channel @param {{ refusal?: string, about: Told[] }} reply
   * @param {() => Held | undefined} [hold] takes what was refused, to go on without what is withheld
   */
  const tell = (channel, { refusal, about }, hold) => {
    if (!refusal && about.length === 0) return;
    if (refusal) refusedCount += 1;
    toldCount += 1;
    const turn = toldCount;
    // A frame's notice is shown by another page, which has nothing of what was refused.
    const held = refusal === 'withheld' && window === window.top && !isOrphaned() ? hold?.() : undefined;
    setTimeout(() => show({
      outcome: refusal ? 'refused' : 'warned',
      channel,
      reason: refusal ?? 'withheld',
      fields: about,
      // What has been told more by now takes the place of this.
      ...(held && turn === toldCount && { offer: release.offer(held, mayGo, tellGone) }),
    }));
  };

  /** Whether what is left of something refused may leave now. @param {Held} held @param {string[]} rests */
  const mayGo = (held, rests) => rests.every((rest) => {
    const reply = ask(rest);
    const may = reply.line === `${VERSION} 0 permit`;
    // Refused anew, it may be offered anew: with less.
    if (!may) tell(held.channel, reply, () => ({ ...held, questions: rests }));
    return may;
  });

  /** @param {'released' | 'armed' | 'failed'} outcome @param {string} channel @param {Counts} counts */
  const tellGone = (outcome, channel, counts) => notice.show({
    outcome, channel, reason: 'withheld', fields: [], counts,
  });

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

  /**
   * @param {string} channel @param {string} destination
   * @param {string} encoding as the protocol names it @param {string} payload
   * @param {() => Held | undefined} [hold]
   */
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

  // --- Controls whose server does the export -------------------------------------------------

  /** How long what follows a press that was told of counts as the same press, in milliseconds. */
  const ONE_PRESS = 1000;
  /** @type {{ at?: EventTarget, refusal?: string, time: number }} */
  let toldLast = { time: -Infinity };

  /**
   * Stops an event of a press on a control that would export what is kept back. Without an engine
   * there is nobody to know a control; what it would send is refused then.
   * @param {Event} event @param {EventTarget[]} path @param {boolean} isLast  whether it does the deed
   */
  const judgePress = (event, path, isLast) => {
    // Where no field was ever seen no control takes one: no press waits for the engine's start.
    if (lookout.seesNothing()) return;
    /** @type {{ refusal?: string, about: Told[] } | null} */
    const reply = withEngine((each) => each.judge_control(path) ?? null);
    if (!reply) return;
    if (isOrphaned()) reply.refusal = 'orphaned';
    const { refusal } = reply;
    if (!refusal && !isLast) return;
    const [at] = path;
    const isSame = toldLast.at === at && toldLast.refusal === refusal;
    if (!isSame || event.timeStamp - toldLast.time > ONE_PRESS) tell('control', reply);
    toldLast = { at, refusal, time: event.timeStamp };
    if (!refusal) return;
    if (isLast) stop(event);
    // The default of the others is focus and the like, and touch that is prevented scrolls nothing.
    else event.stopImmediatePropagation();
  };

  // A page can act on any event of a press, so each is stopped before the page hears of it.
  for (const type of ['pointerdown', 'mousedown', 'touchstart', 'pointerup', 'mouseup', 'touchend',
    'keydown', 'keypress', 'keyup', 'click', 'dblclick', 'auxclick']) {
    window.addEventListener(type, (event) => {
      const { key, button } = /** @type {KeyboardEvent & MouseEvent} */ (event);
      // The right button opens a menu.
      if (key === undefined ? button === 2 : key !== 'Enter' && key !== ' ') return;
      judgePress(event, event.composedPath(), type.endsWith('click'));
    }, { capture: true, passive: type.startsWith('touch') });
  }

  // A script can submit a form by its control without a click.
  window.addEventListener('submit', (event) => {
    // The form's own fields may have any name, that of a property too.
    const parentOf = Object.getOwnPropertyDescriptor(Node.prototype, 'parentNode')?.get;
    /** @type {Node[]} */
    const path = [];
    for (let node = /** @type {Node | null} */ (event.submitter ?? event.composedPath()[0]); node;) {
      path.push(node);
      node = parentOf?.call(node) ?? (node instanceof ShadowRoot ? node.host : null);
    }
    judgePress(event, path, true);
  }, { capture: true });

  // --- Marks ---------------------------------------------------------------------------------

  const QUIET = 'data-entre-nous-quiet';
  /** @param {Event} event */
  const endQuiet = ({ currentTarget }) => /** @type {Element} */ (currentTarget).removeAttribute(QUIET);

  // Escape takes away what a mark says, until the pointer or the focus comes to it anew.
  window.addEventListener('keydown', ({ isTrusted, key }) => {
    if (!isTrusted || key !== 'Escape') return;
    for (const mark of document.querySelectorAll('entre-nous-mark:is(:hover, :focus-within)')) {
      mark.setAttribute(QUIET, '');
      // Firefox says that the pointer has left when only what was under it has gone.
      for (const type of ['pointerenter', 'focusin']) mark.addEventListener(type, endQuiet);
    }
  }, { capture: true, passive: true });

  // --- The veil ------------------------------------------------------------------------------

  /** What the engine puts in the place of a withheld value (see src/veil/stand_in.rs). */
  const STAND_IN = /[\u{e0200}-\u{e0eff}]{3}/u;

  // A document that two frames' scripts can reach is veiled by its own engine only; the other has to know what stands
  // in it, at once. In Chromium the isolated world is one for all frames of an origin. In Firefox each frame has its
  // own, and they can hand each other objects by an event: the page's scripts and other extensions may have the object
  // as well, and the browser lets them read nothing of it. What nobody tells at once, the background asks for.
  const KIN = 'entreNousVeiled';
  const ASKED = 'entre-nous-veiled';
  if (hadExtension && isGecko) {
    window.addEventListener(ASKED, (event) => {
      event.stopImmediatePropagation();
      // An object, and none of its texts by themselves: those anybody could read.
      try { /** @type {any} */ (event).detail.table = veiledHere; } catch { /* the page's own event */ }
    }, { capture: true });
  } else if (hadExtension) {
    Object.defineProperty(window, KIN, { value: veiledHere });
  }

  /** @param {any} each another window that the page's scripts can reach @returns {object[]} */
  const tableOf = (each) => {
    const asked = { table: each[KIN] ?? [] };
    if (isGecko) each.dispatchEvent(new CustomEvent(ASKED, { detail: asked }));
    return asked.table;
  };

  const veiledByOthers = () => lookout.windows().filter((each) => each !== window).map(tableOf);

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
    const answer = await chrome.runtime.sendMessage({ type: 'veiled', wanted });
    // Asking again, for what is still unknown, has its turn in this.
    isAsking = false;
    if (!Array.isArray(answer?.table)) return;
    withEngine((each) => (answer.table.length > 0 ? each.learn_veiled(answer.table) : each.give_up(wanted)));
  };

  /** Where the address of a link is a detail: a letter, a call, a website. What holds one beside others is judged. */
  const VEILED_ADDRESS = new RegExp(`^\\s*[a-z]+:(?://)?${STAND_IN.source}`, 'iu');

  // Such a link leads nowhere while it is veiled: the person is shown what it stands for, and can go on from there.
  window.addEventListener('click', (event) => {
    const link = event.composedPath().find((each) => each instanceof Element && each.matches('a[href], area[href]'));
    if (!event.isTrusted || !(link instanceof Element)) return;
    let address = link.getAttribute('href') ?? '';
    // As a page finds it in the property of a link.
    try { address = decodeURI(address); } catch { /* then as it is */ }
    if (!VEILED_ADDRESS.test(address)) return;
    stop(event);
    withEngine((each) => each.show(event, link, address));
  }, { capture: true });

  // Heard last, as the page may still add to it. Only its custodian gets a value back.
  window.addEventListener('formdata', (event) => {
    const { formData, target } = event;
    if (!(target instanceof HTMLFormElement)) return;
    const entries = [...formData];
    if (!entries.some(([, value]) => typeof value === 'string' && STAND_IN.test(value))) return;
    // A field of the form can have this name.
    const action = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'action')?.get?.call(target);
    for (const name of new Set(entries.map(([each]) => each))) formData.delete(name);
    for (const [name, value] of entries) {
      const back = typeof value === 'string' ? withEngine((each) => each.put_back(action, value)) : null;
      formData.append(name, /** @type {string} */ (back ?? value));
    }
  });

  // --- Navigation: forms, location, links, downloads -----------------------------------------

  /** @param {FormData | null | undefined} form @returns {[('text' | 'blob'), string | Blob][]} */
  const partsOf = (form) => {
    let text = '';
    /** @type {[('text' | 'blob'), string | Blob][]} */
    const parts = [];
    // Spread, since Firefox's `entries()` cannot be iterated from here.
    for (const [name, value] of form ? [...form] : []) {
      if (typeof value === 'string') {
        text += `${name}\n${value}\n`;
      } else {
        text += `${name}\n${value.name}\n`;
        parts.push(['blob', value]);
      }
    }
    parts.push(['text', text]);
    return parts;
  };

  /**
   * @param {string} channel @param {string} url
   * @param {'text' | 'blob'} encoding @param {string | Blob} value
   */
  const mayLeaveAsPart = (channel, url, encoding, value) => {
    if (typeof value === 'string') return mayLeave(channel, url, encoding, value);
    const address = URL.createObjectURL(value);
    try {
      return mayLeave(channel, url, encoding, address);
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  /** @param {string} url a `blob:` URL @param {string} [name] where it is saved under one */
  const mayLeaveAsFile = (url, name = '') => {
    if (!isGecko || !gate) return mayLeave('download', '', 'blob', url, () => release.ofFile(name, 'blob', url));
    // In Firefox the page's `connect-src` keeps us from reading it; the gate has its content.
    let content = '';
    const hear = (/** @type {Event} */ event) => {
      content = String(/** @type {CustomEvent} */ (event).detail);
    };
    gate.addEventListener('content', hear, { once: true });
    gate.dispatchEvent(new CustomEvent('read', { detail: url }));
    gate.removeEventListener('content', hear);
    const end = content.indexOf('\n');
    const encoding = end < 0 ? 'unreadable' : content.slice(0, end);
    const payload = content.slice(end + 1);
    return mayLeave('download', '', encoding, payload, () => release.ofFile(name, encoding, payload));
  };

  /** @param {any} event a NavigateEvent */
  const mayNavigate = (event) => {
    const url = String(event.destination.url);
    if (event.downloadRequest !== null && event.downloadRequest !== undefined) {
      const name = String(event.downloadRequest);
      const mayName = mayLeave('download', '', 'text', name);
      if (url.startsWith('blob:')) return mayName && mayLeaveAsFile(url, name);
      return mayName && mayLeave('download', url, 'text', '', () => release.ofDataUrl(name, url));
    }
    if (url.startsWith('blob:')) return mayLeaveAsFile(url);
    const channel = event.formData ? 'form' : 'navigation';
    return partsOf(event.formData).every(([encoding, value]) =>
      mayLeaveAsPart(channel, url, encoding, value));
  };

  // Chromium's types know the Navigation API, Firefox has it from 147 on.
  /** @type {any} */ (window).navigation?.addEventListener('navigate', (/** @type {any} */ event) => {
    if (release.isOwnFile(String(event.destination.url))) {
      // The page is not to know its address.
      event.stopImmediatePropagation();
      return;
    }
    // What cannot be stopped is the person's own going back. Within one document, an address that
    // a script writes into the history is sent as the page is loaded anew.
    if (!event.cancelable || event.hashChange) return;
    const { destination, navigationType } = event;
    if (isReloading && navigationType === 'reload') {
      isReloading = false;
      return;
    }
    const isWritten = navigationType === 'push' || navigationType === 'replace';
    if (destination.sameDocument && !(isWritten && destination.url !== location.href)) return;
    let may = false;
    try {
      may = destination.sameDocument ? mayLeave('navigation', String(destination.url), 'text', '')
        : mayNavigate(event);
    } finally {
      if (!may) stop(event);
    }
    // On the way down: at its target too such a listener is heard before any of the page's.
  }, { capture: true });

  /** @param {Element} link */
  const opensElsewhere = (link) => {
    // Leaving the empty document that a frame begins with fires no `navigate` either.
    if (link.ownerDocument.documentURI === 'about:blank') return true;
    const target = link.getAttribute('target')
      || document.querySelector('base[target]')?.getAttribute('target') || '';
    return !['', '_self', '_top', '_parent'].includes(target);
  };

  /** @param {EventTarget} each @returns {each is HTMLAnchorElement | HTMLAreaElement | SVGAElement} */
  const isLink = (each) => (each instanceof HTMLAnchorElement || each instanceof HTMLAreaElement
    || each instanceof SVGAElement) && each.hasAttribute('href');

  /** The shadow root of an element, a closed one too. @param {any} element @returns {ShadowRoot | null} */
  const rootOf = (element) => (element instanceof HTMLElement
    ? element.shadowRoot ?? /** @type {any} */ (element).openOrClosedShadowRoot
      ?? /** @type {any} */ (chrome).dom?.openOrClosedShadowRoot(element) ?? null
    : null);

  /** @param {string} url */
  const mayPing = (url) => isClear(url) || mayLeave('resource', url, 'text', '');

  // A link that opens elsewhere fires no `navigate` here, nor do the addresses that it pings.
  /** @param {Event} event */
  const judgeClick = (event) => {
    // What the click passes in a closed root is hidden out here: it is heard there too.
    for (const each of event.composedPath()) {
      const root = rootOf(each);
      if (root?.mode === 'closed') for (const type of CLICKS) root.addEventListener(type, judgeClick, { capture: true });
    }
    const { ctrlKey, metaKey, shiftKey, button } = /** @type {MouseEvent} */ (event);
    const link = event.composedPath().find(isLink);
    if (!link) return;
    const pinged = link.getAttribute('ping') ?? '';
    const leaves = ctrlKey || metaKey || shiftKey || button === 1 || opensElsewhere(link);
    if (!leaves && pinged === '') return;
    const { href } = link;
    const url = typeof href === 'string' ? href : new URL(href.baseVal, document.baseURI).href;
    let may = false;
    try {
      // The name of a window that is opened is known to what is loaded there.
      may = (!leaves || mayLeave('link', url, 'text', link.getAttribute('target') ?? ''))
        && pinged.split(/\s+/).every((each) => each === '' || mayPing(new URL(each, document.baseURI).href));
    } finally {
      if (!may) stop(event);
    }
  };
  const CLICKS = ['click', 'auxclick'];

  // --- Copy, cut and drag --------------------------------------------------------------------

  /** What a copy would take: of a text field, or of the page as plain and as rich text. */
  const selected = () => {
    const field = document.activeElement;
    const selection = getSelection();
    let inField = '';
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
      // Types without a selection have none to copy.
      const { selectionStart, selectionEnd, value } = field;
      if (selectionStart !== null) inField = value.slice(selectionStart, selectionEnd ?? undefined);
    }
    const rich = document.createElement('div');
    for (let index = 0; index < (selection?.rangeCount ?? 0); index += 1) {
      rich.append(/** @type {Selection} */ (selection).getRangeAt(index).cloneContents());
    }
    return { inField, plain: String(selection ?? ''), rich };
  };

  /** @param {ReturnType<typeof selected>} what */
  const textOf = ({ inField, plain, rich }) => {
    // In rich text the addresses of links stand in attributes.
    const links = [...rich.querySelectorAll('[href]')].map((link) => link.getAttribute('href') ?? '');
    return [plain, ...(inField === '' ? [] : [inField]), ...links].join('\n');
  };

  /** @param {ReturnType<typeof selected>} what */
  const holdSelection = ({ inField, plain, rich }) => {
    if (inField !== '') return release.ofSelection(inField);
    for (const mark of rich.querySelectorAll('entre-nous-mark')) mark.remove();
    for (const kept of rich.querySelectorAll('[data-entre-nous-kept]')) kept.removeAttribute('data-entre-nous-kept');
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
      may = mayLeave('clipboard', '', 'text', textOf(what), () => (event.type === 'copy' ? holdSelection(what) : undefined));
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
      const texts = [...transfer?.types ?? []].map((type) => transfer?.getData(type) ?? '');
      may = mayLeave('drag', '', 'text', texts.join('\n'));
    } finally {
      if (!may) stop(event);
    }
  };


  // --- Print ---------------------------------------------------------------------------------

  // `beforeprint` cannot be cancelled: content.css blanks what is marked. With no engine, all is.
  const blankForPrint = () => {
    const blanked = withEngine((each) => { each.mark_for_print(); return true; });
    if (!blanked) document.documentElement.setAttribute('data-entre-nous-kept', '');
  };

  // --- Listening -----------------------------------------------------------------------------

  // `document.open()` takes all listeners off the window: then these are put back. What is there
  // already is not put there twice.
  const listen = () => {
    for (const type of CLICKS) window.addEventListener(type, judgeClick, { capture: true });
    // Heard on the way down, before the page can hide the event from us, and again on the way up,
    // since the page may have changed the selection meanwhile.
    for (const capture of [true, false]) {
      window.addEventListener('copy', judgeCopy, { capture });
      window.addEventListener('cut', judgeCopy, { capture });
      window.addEventListener('dragstart', judgeDrag, { capture });
    }
    window.addEventListener('beforeprint', blankForPrint);
  };
  listen();
  // Another frame's script may have emptied it, unheard.
  new MutationObserver(listen).observe(document, { childList: true });

  // --- What other pages kept back, and what people have chosen ---------------------------------------

  /** @param {unknown} memory */
  const recall = (memory) => {
    if (typeof memory !== 'string') return;
    memories.push(memory);
    // An engine that starts later learns it then.
    if (started) withEngine((each) => each.recall(memory));
  };

  /** @param {object | null | undefined} choices */
  const chooseVeil = (choices) => {
    if (!choices) return;
    veilChoices = choices;
    if (started) withEngine((each) => each.choose_veil(choices));
  };

  const askWhatIsKnown = async () => {
    try {
      const known = await chrome.runtime.sendMessage({ type: 'recall' });
      recall(known?.memory);
      chooseVeil(known?.veil);
    } catch { /* An orphaned script has nobody to ask. */ }
  };

  void askWhatIsKnown();

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
    if (message?.type === 'veil') chooseVeil(message.veil);
    if (message?.type === 'veiled') {
      const table = veiledHere.filter((each) => message.wanted.includes(each.stand_in));
      // One answer counts: that of somebody who knows.
      if (table.length > 0) respond(table);
    }
    if (message?.type === 'show') {
      notice.show(message.told);
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
