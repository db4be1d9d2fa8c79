/**
 * ProspectPad: the side panel that a prospecting tool puts into other people's pages. It reads the contact details that
 * the page shows, and offers every way out. It sends nothing before a button is pressed.
 */
(() => {
  const { h } = demoDom;
  const { t, origin } = demoText;

  /** @typedef {{kind: 'email' | 'phone' | 'website' | 'birthday' | 'address', value: string}} FoundField */
  /** @typedef {{method: string, url: string, contentType: string, body: string, byteLength: number}} CollectedRequest */

  /** Kinds by the icons of both page families, since labels are in the account's language. @type {[string, FoundField['kind']][]} */
  const kindIcons = [
    ['[data-test-icon="envelope-medium"], #envelope-medium', 'email'],
    ['[data-test-icon="phone-handset-medium"], #phone-handset-small', 'phone'],
    ['[data-test-icon="link-medium"], #link-medium', 'website'],
    ['[data-test-icon="calendar-medium"], #calendar-medium', 'birthday'],
    ['#location-marker-medium', 'address'],
  ];
  /** @type {FoundField['kind'][]} */
  const kinds = ['email', 'phone', 'website', 'birthday', 'address'];
  const beside = location.hostname === 'prospect.localhost';

  /** A value without its type: "+33 … (Mobile)". @param {string} text */
  const withoutType = (text) => text.replace(/\s*\([^()\d]+\)\s*$/, '').trim();

  /** @type {(element: Element) => string} */
  function valueOf(element) {
    const href = element.getAttribute('href') ?? '';
    if (href.startsWith('mailto:')) return decodeURIComponent(href.slice('mailto:'.length).split('?')[0] ?? '');
    return withoutType(element.textContent ?? '');
  }

  /** @type {(root: ParentNode) => FoundField[]} */
  function readOverlay(root) {
    /** @type {FoundField[]} */
    const fields = [];
    for (const [selector, kind] of kindIcons) {
      for (const mark of root.querySelectorAll(selector)) {
        const line = mark.parentElement;
        const value = line?.querySelector('a[href^="mailto:"], .pv-contact-info__ci-container, p:nth-of-type(2)');
        if (value) fields.push({ kind, value: valueOf(value) });
      }
    }
    return fields;
  }

  /** @type {(root: ParentNode) => FoundField[]} */
  function readMarked(root) {
    return [...root.querySelectorAll('[data-contact-kind], [data-anonymize="email"], [data-anonymize="phone"], a[href^="mailto:"], a[href^="tel:"]')].map((element) => {
      const kind = element.getAttribute('data-contact-kind') ?? element.getAttribute('data-anonymize') ?? '';
      const known = kinds.find((each) => each === kind) ?? (element.getAttribute('href')?.startsWith('tel:') ? 'phone' : 'email');
      return { kind: known, value: valueOf(element) };
    });
  }

  /** @type {() => FoundField[]} */
  function readPage() {
    if (beside) {
      const row = document.querySelector('input[name="prospect"]:checked')?.closest('tr');
      return row ? readMarked(row) : [];
    }
    const overlay = document.querySelector('dialog[open] [data-testid="dialog-content"], #artdeco-modal-outlet .artdeco-modal');
    if (overlay !== null) return readOverlay(overlay);
    const lead = document.querySelector('[data-sn-view-name="lead-contact-info"]');
    return lead === null ? [] : readMarked(lead);
  }

  /** @typedef {{name: string, company: string, email: string}} Listed */

  /** A list of people with their email addresses. @type {() => Listed[]} */
  function readList() {
    return [...document.querySelectorAll('[data-view-name="event-attendees"] .entity-result')].map((row) => ({
      name: row.querySelector('.row__name')?.textContent ?? '',
      company: row.querySelector('.entity-result__primary-subtitle')?.textContent ?? '',
      email: readMarked(row)[0]?.value ?? '',
    }));
  }

  /** @param {string} text */
  const asCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  /** @param {Listed[]} listed */
  function saveList(listed) {
    const rows = [['name', 'company', 'email'], ...listed.map(({ name, company, email }) => [name, company, email])];
    const url = URL.createObjectURL(new Blob([rows.map((row) => `${row.map(asCell).join(',')}\r\n`).join('')], { type: 'text/csv' }));
    h('a', { href: url, download: 'attendees.csv' }).click();
    URL.revokeObjectURL(url);
    showResult('list-csv', t('pad.list.csv'), t('pad.result.saved'));
  }

  /** @param {Listed[]} listed */
  async function sendList(listed) {
    let words;
    try {
      const body = JSON.stringify({ source: 'ProspectPad', contacts: listed });
      const response = await fetch(`${origin('collector')}/list`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      words = t('pad.result.status', String(response.status));
    } catch (error) {
      words = errorInWords(error);
    }
    showResult('list-send', t('pad.list.send'), words);
    await lookAtServer();
  }

  /** What the server got of a list, in words. @type {(body: string) => string | false} */
  function listInWords(body) {
    try {
      /** @type {Listed[]} */
      const contacts = JSON.parse(body).contacts;
      if (contacts.some(({ email }) => email === undefined)) return false;
      return t('pad.list.received', String(contacts.length), String(contacts.filter(({ email }) => email).length));
    } catch {
      // No list.
      return false;
    }
  }

  /** @type {FoundField[]} */
  let fields = [];
  let chosen = 0;

  const list = h('div', { id: 'prospectpad-fields', class: 'pad-fields', role: 'radiogroup', 'aria-labelledby': 'prospectpad-fields-title' });
  const result = h('p', { id: 'prospectpad-result', class: 'pad-result', role: 'status' }, t('pad.result.none'));
  const received = h('div', { id: 'prospectpad-received', class: 'pad-received', role: 'status' }, h('p', {}, t('pad.server.unknown')));
  const paste = h('textarea', { id: 'prospectpad-paste', class: 'pad-paste', rows: '2' });
  const dropText = h('span', {}, t('pad.drop'));
  const drop = h('div', { id: 'prospectpad-drop', class: 'pad-drop' }, dropText);
  const body = h('div', { id: 'prospectpad-body', class: 'pad-body' });
  const toggle = h('button', { type: 'button', id: 'prospectpad-toggle', class: 'pad-toggle', 'aria-controls': 'prospectpad-body', click: () => open(body.hidden !== false) });
  const pad = h('aside', { id: 'prospectpad', class: 'pad', 'aria-label': t('pad.name') },
    h('div', { class: 'pad-head' }, h('b', {}, t('pad.name')), toggle), body);

  /** @param {boolean} wanted */
  function open(wanted) {
    body.hidden = !wanted;
    pad.classList.toggle('pad--shut', !wanted);
    toggle.textContent = t(wanted ? 'pad.hide' : 'pad.show');
    toggle.setAttribute('aria-expanded', String(wanted));
  }

  function showFields() {
    if (fields.length === 0) {
      list.replaceChildren(h('p', { class: 'pad-quiet' }, t(beside ? 'pad.none.row' : 'pad.none')));
      return;
    }
    list.replaceChildren(...fields.map((field, index) => {
      const radio = h('input', { type: 'radio', name: 'prospectpad-field', value: String(index), change: () => { chosen = index; } });
      radio.checked = index === chosen;
      return h('label', { class: 'pad-field', 'data-kind': field.kind }, radio, h('span', { class: 'pad-quiet' }, t(`kind.${field.kind}`)), h('span', { class: 'pad-value' }, field.value));
    }));
  }

  const listBox = h('div', { id: 'prospectpad-list', class: 'pad-main' });

  /** The buttons for a list, where the page is one. */
  function lookAtList() {
    const listed = readList();
    const count = String(listed.length);
    if (listBox.dataset.count === count) return;
    listBox.dataset.count = count;
    listBox.hidden = listed.length === 0;
    listBox.replaceChildren(
      h('p', { class: 'pad-wide' }, t('pad.list', count, String(listed.filter(({ email }) => email).length))),
      h('button', { type: 'button', id: 'prospectpad-list-csv', class: 'pad-primary', click: () => saveList(readList()) }, t('pad.list.csv')),
      h('button', { type: 'button', id: 'prospectpad-list-send', class: 'pad-way pad-wide', click: () => void sendList(readList()) }, t('pad.list.send')));
  }

  /** Keeps up with the page. What was found stays on the list until somebody else's details are found. */
  function look() {
    const modal = [...document.querySelectorAll('dialog:modal')].at(-1);
    const home = modal ?? document.body;
    // All but an open modal dialog is inert: the panel has to move in to be of use.
    if (pad.parentElement !== home) home.append(pad);
    lookAtList();
    const found = readPage();
    if (found.length === 0 || JSON.stringify(found) === JSON.stringify(fields)) return;
    fields = found;
    chosen = Math.max(0, found.findIndex((field) => field.kind === 'email'));
    showFields();
  }

  /** @type {(outcome: unknown, way: Way) => string} */
  function inWords(outcome, way) {
    if (outcome instanceof Response) return t('pad.result.status', String(outcome.status));
    if (typeof outcome === 'number') return t('pad.result.status', String(outcome));
    if (typeof outcome === 'boolean') return t(outcome ? 'pad.result.true' : 'pad.result.false');
    if (way.person) return t(way.ends === 'dragged' ? 'pad.result.drag' : 'pad.result.select');
    if (way.ends === 'saved' || way.ends === 'left') return t(`pad.result.${way.ends}`);
    return t('pad.result.done');
  }

  /** @param {unknown} error */
  function errorInWords(error) {
    if (error instanceof ProgressEvent) return t('pad.result.error', 'XMLHttpRequest error');
    return t('pad.result.error', error instanceof Error || error instanceof DOMException ? error.name : String(error));
  }

  /** @type {(id: string, way: Way) => Promise<void>} */
  async function use(id, way) {
    const field = fields[chosen];
    if (field === undefined && way.ends !== 'printed') {
      result.textContent = t(beside ? 'pad.none.row' : 'pad.none');
      return;
    }
    let words;
    try {
      words = inWords(await way.run(field?.value ?? '', origin('collector')), way);
    } catch (error) {
      words = errorInWords(error);
    }
    showResult(id, way.label, words);
    if (way.ends === 'left') {
      // These calls say nothing of whether the page will go: being here a moment later does.
      await new Promise((done) => setTimeout(done, 1200));
      if (result.dataset.way === id) showResult(id, way.label, t('pad.result.stayed'));
    }
    await lookAtServer();
  }

  /**
   * Sends ids only, as tools do whose own server reads the rest. What the server took, it says itself.
   * @param {string[]} ids
   */
  async function exportByIds(ids) {
    let words = t(beside ? 'pad.none.row' : 'pad.none.person');
    if (ids.length > 0) {
      try {
        const response = await fetch(`${origin('collector')}/crm`, { method: 'POST', body: JSON.stringify({ ids }) });
        const { exported } = await response.json();
        words = t('pad.exported', String(exported));
      } catch (error) {
        words = errorInWords(error);
      }
    }
    result.replaceChildren(h('b', {}, t('pad.export')), ' ', words);
    result.dataset.way = 'export';
    await lookAtServer();
  }

  /** The person whom the page is about, by the id that is in its address; beside the network, the one who is chosen. */
  function chosenIds() {
    const row = document.querySelector('input[name="prospect"]:checked');
    const id = beside ? row?.getAttribute('value') : /^\/(?:in|sales\/lead)\/([\w-]+)/.exec(location.pathname)?.[1];
    return id ? [id] : [];
  }

  /** @type {(id: string, label: string, words: string) => void} */
  function showResult(id, label, words) {
    result.replaceChildren(h('b', {}, label), ' ', words);
    result.dataset.way = id;
  }

  async function lookAtServer() {
    try {
      const response = await fetch(`${origin('collector')}/received`);
      /** @type {CollectedRequest[]} */
      const all = await response.json();
      const requests = all.filter((request) => request.method !== 'OPTIONS').reverse();
      received.dataset.count = String(requests.length);
      if (requests.length === 0) {
        received.replaceChildren(h('p', { class: 'pad-nothing' }, t('pad.server.nothing')));
        return;
      }
      received.replaceChildren(h('ol', { reversed: true }, ...requests.map((request) => h('li', {},
        h('span', { class: 'pad-quiet' }, `${request.method} ${request.url}`),
        h('p', { class: 'pad-nothing' }, listInWords(request.body)),
        request.body !== '' && h('pre', {}, request.body.slice(0, 600))))));
    } catch {
      delete received.dataset.count;
      received.replaceChildren(h('p', {}, t('pad.server.silent')));
    }
  }

  async function emptyServer() {
    try {
      await fetch(`${origin('collector')}/received`, { method: 'DELETE' });
    } catch {
      // The look that follows says that the server does not answer.
    }
    await lookAtServer();
  }

  /** @type {(id: string, label: string, className: string) => HTMLElement} */
  function wayButton(id, label, className) {
    const way = /** @type {Way} */ (prospectWays[id]);
    return h('button', { type: 'button', class: className, 'data-way': id, click: () => void use(id, way) }, label);
  }

  /** @param {WayEnd} ends */
  function group(ends) {
    return h('fieldset', {}, h('legend', {}, t(`pad.group.${ends}`)),
      ...Object.entries(prospectWays).filter(([, way]) => way.ends === ends).map(([id, way]) => {
        const button = wayButton(id, way.label, 'pad-way');
        button.id = `way-${id}`;
        return button;
      }));
  }

  drop.addEventListener('dragover', (event) => event.preventDefault());
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    dropText.textContent = text === '' ? t('pad.dropped.nothing') : t('pad.dropped', text);
  });

  const allWays = h('details', { id: 'prospectpad-ways', class: 'pad-ways' },
    h('summary', {}, t('pad.ways'), ' ', h('span', { class: 'pad-quiet' }, `(${Object.keys(prospectWays).length})`)),
    group('sent'), group('left'), group('saved'), group('copied'), group('dragged'), group('printed'));
  allWays.open = beside;

  body.append(
    listBox,
    h('h2', { id: 'prospectpad-fields-title' }, t('pad.fields')), list,
    h('div', { class: 'pad-main' },
      wayButton('fetch-json', t('pad.crm'), 'pad-primary'),
      wayButton('download-csv', t('pad.csv'), 'pad-way'),
      wayButton('clipboard-write-text', t('pad.copy'), 'pad-way'),
      h('button', { type: 'button', id: 'prospectpad-export', class: 'pad-way pad-wide', click: () => void exportByIds(chosenIds()) }, t('pad.export'))),
    h('h2', {}, t('pad.result')), result,
    h('h2', {}, t('pad.server')), received,
    h('div', { class: 'pad-row' },
      h('button', { type: 'button', id: 'prospectpad-refresh', class: 'pad-way', click: () => void lookAtServer() }, t('pad.refresh')),
      h('button', { type: 'button', id: 'prospectpad-clear', class: 'pad-way', click: () => void emptyServer() }, t('pad.clear'))),
    allWays,
    h('div', { id: 'prospectpad-stage', class: 'pad-stage' }),
    h('label', { class: 'pad-quiet', for: 'prospectpad-paste' }, t('pad.paste')), paste,
    drop);
  open(matchMedia('(min-width: 1080px)').matches);
  showFields();
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['open', 'href'] });
  document.addEventListener('change', look);
  // ProspectPad's own page has such buttons in its table.
  document.addEventListener('click', (event) => {
    const ids = event.target instanceof Element && event.target.closest('[data-export-ids]')?.getAttribute('data-export-ids');
    if (ids) void exportByIds(ids.split(' '));
  });
})();
