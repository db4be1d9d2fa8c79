/**
 * Every way out of a page that the demo's prospecting tool knows, each done exactly as such tools do it.
 * `run(value, collectorOrigin)` gives what the platform's own call gives: its return value, its promise or its error.
 *
 * `ends` says where a value can be looked for afterwards: at the collector by a call (`sent`), at the collector by
 * leaving this page (`left`), in a file (`saved`), on the clipboard (`copied`), in a drop (`dragged`), on paper (`printed`).
 * `person` marks the ways that wait for a person's own key or mouse.
 *
 * @typedef {'sent' | 'left' | 'saved' | 'copied' | 'dragged' | 'printed'} WayEnd
 * @typedef {object} Way
 * @property {string} label
 * @property {WayEnd} ends
 * @property {boolean} [person]
 * @property {(value: string, collectorOrigin: string) => unknown} run
 */
var prospectWays = (() => {
  const language = new URLSearchParams(location.search).get('lang') ?? navigator.language;
  const french = language.toLowerCase().startsWith('fr');
  /** @type {(en: string, fr: string) => string} */
  const say = (en, fr) => (french ? fr : en);

  /** A place for helper elements that is neither hidden nor made inert by an open modal dialog. */
  function stage() {
    const pad = document.getElementById('prospectpad-stage');
    // An empty stage is not displayed: whether it can be is a question to what it stands in.
    if (pad?.parentElement?.checkVisibility()) return pad;
    return [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
  }

  /** @type {(url: string, body: BodyInit, headers?: Record<string, string>) => Promise<Response>} */
  const post = (url, body, headers) => fetch(url, { method: 'POST', body, ...(headers === undefined ? {} : { headers }) });

  /** @param {string} value */
  const asJson = (value) => JSON.stringify({ source: 'ProspectPad', contacts: [{ contact: value }] });

  /** @param {string} value */
  const asCsv = (value) => `source,contact\r\nProspectPad,"${value.replaceAll('"', '""')}"\r\n`;

  /** @param {string} value */
  const asForm = (value) => {
    const data = new FormData();
    data.append('source', 'ProspectPad');
    data.append('contact', value);
    return data;
  };

  /** @type {(collector: string, path: string, value: string) => string} */
  const withQuery = (collector, path, value) => `${collector}${path}?contact=${encodeURIComponent(value)}`;

  /** @type {(collector: string, value: string, method: string, enctype?: string) => {form: HTMLFormElement, button: HTMLButtonElement}} */
  function makeForm(collector, value, method, enctype = 'application/x-www-form-urlencoded') {
    const form = document.createElement('form');
    form.action = `${collector}/form`;
    form.method = method;
    form.enctype = enctype;
    form.className = 'prospect-helper';
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = 'contact';
    input.value = value;
    const button = document.createElement('button');
    button.type = 'submit';
    button.textContent = 'Send';
    form.append(input, button);
    stage().append(form);
    removeLater(form);
    return { form, button };
  }

  /** @type {(href: string, name?: string) => HTMLAnchorElement} */
  function makeLink(href, name) {
    const link = document.createElement('a');
    link.href = href;
    if (name !== undefined) link.download = name;
    link.textContent = 'ProspectPad';
    link.className = 'prospect-helper';
    return link;
  }

  /** @type {(parts: BlobPart[], type: string) => string} */
  function blobUrl(parts, type) {
    const url = URL.createObjectURL(new Blob(parts, { type }));
    setTimeout(() => URL.revokeObjectURL(url), 2000);
    return url;
  }

  /** A submitted form or a clicked link must outlive the statement that used it. @param {Element} element */
  function removeLater(element) {
    setTimeout(() => element.remove(), 1000);
  }

  /** @type {<T extends HTMLElement>(element: T) => T} */
  function attached(element) {
    stage().append(element);
    removeLater(element);
    return element;
  }

  /** @type {(collector: string, body: XMLHttpRequestBodyInit, type?: string) => Promise<number>} */
  function sendXhr(collector, body, type) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${collector}/xhr`);
      if (type !== undefined) request.setRequestHeader('content-type', type);
      request.addEventListener('load', () => done(request.status));
      request.addEventListener('error', fail);
      request.addEventListener('abort', fail);
      request.send(body);
    });
  }

  /** @type {(value: string, command: 'copy' | 'cut') => boolean} */
  function commandOnTextarea(value, command) {
    const area = document.createElement('textarea');
    area.className = 'prospect-helper';
    area.setAttribute('aria-label', 'ProspectPad');
    area.value = value;
    stage().append(area);
    area.select();
    try {
      return document.execCommand(command);
    } finally {
      area.remove();
    }
  }

  /** @param {Node} node */
  function select(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
  }

  /** A visible helper with a stable id, of which there is one at a time. @type {(id: string, text: string) => HTMLElement} */
  function visibleHelper(id, text) {
    document.getElementById(id)?.remove();
    const box = document.createElement('p');
    box.id = id;
    box.className = 'prospect-visible-helper';
    box.textContent = text;
    stage().append(box);
    return box;
  }

  /** @satisfies {Record<string, Way>} */
  const ways = {
    'fetch-text': {
      label: say('fetch, text', 'fetch, texte'), ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, `contact: ${value}`),
    },
    'fetch-json': {
      label: 'fetch, JSON', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, asJson(value), { 'content-type': 'application/json' }),
    },
    'fetch-form': {
      label: 'fetch, URLSearchParams', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, new URLSearchParams({ source: 'ProspectPad', contact: value })),
    },
    'fetch-formdata': {
      label: 'fetch, FormData', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, asForm(value)),
    },
    'fetch-blob': {
      label: 'fetch, Blob', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, new Blob([asCsv(value)], { type: 'text/csv' })),
    },
    'fetch-bytes': {
      label: 'fetch, Uint8Array', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, new TextEncoder().encode(value)),
    },
    'fetch-buffer': {
      label: 'fetch, ArrayBuffer', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, new TextEncoder().encode(value).buffer),
    },
    'fetch-dataview': {
      label: 'fetch, DataView', ends: 'sent',
      run: (value, collector) => post(`${collector}/fetch`, new DataView(new TextEncoder().encode(value).buffer)),
    },
    'fetch-request': {
      label: say('fetch, Request object', 'fetch, objet Request'), ends: 'sent',
      run: (value, collector) => fetch(new Request(`${collector}/fetch`, { method: 'POST', body: asJson(value) })),
    },
    'fetch-query': {
      label: say('fetch, in the address', 'fetch, dans l’adresse'), ends: 'sent',
      run: (value, collector) => fetch(withQuery(collector, '/fetch', value)),
    },
    'xhr-async': {
      label: 'XMLHttpRequest', ends: 'sent',
      run: (value, collector) => sendXhr(collector, asJson(value), 'application/json'),
    },
    'xhr-formdata': {
      label: 'XMLHttpRequest, FormData', ends: 'sent',
      run: (value, collector) => sendXhr(collector, asForm(value)),
    },
    'xhr-sync': {
      label: say('XMLHttpRequest, synchronous', 'XMLHttpRequest, synchrone'), ends: 'sent',
      run(value, collector) {
        const request = new XMLHttpRequest();
        request.open('POST', `${collector}/xhr`, false);
        request.send(value);
        return request.status;
      },
    },
    'beacon-text': {
      label: say('Beacon, text', 'Beacon, texte'), ends: 'sent',
      run: (value, collector) => navigator.sendBeacon(`${collector}/beacon`, value),
    },
    'beacon-blob': {
      label: 'Beacon, Blob', ends: 'sent',
      run: (value, collector) => navigator.sendBeacon(`${collector}/beacon`, new Blob([asJson(value)], { type: 'text/plain' })),
    },
    'beacon-formdata': {
      label: 'Beacon, FormData', ends: 'sent',
      run: (value, collector) => navigator.sendBeacon(`${collector}/beacon`, asForm(value)),
    },
    'form-submit-click': {
      label: say('Form, button clicked', 'Formulaire, bouton cliqué'), ends: 'left',
      run: (value, collector) => makeForm(collector, value, 'post').button.click(),
    },
    'form-submit-method': {
      label: 'form.submit()', ends: 'left',
      run: (value, collector) => makeForm(collector, value, 'post').form.submit(),
    },
    'form-request-submit': {
      label: 'form.requestSubmit()', ends: 'left',
      run: (value, collector) => makeForm(collector, value, 'post').form.requestSubmit(),
    },
    'form-multipart': {
      label: say('Form, multipart', 'Formulaire, multipart'), ends: 'left',
      run: (value, collector) => makeForm(collector, value, 'post', 'multipart/form-data').button.click(),
    },
    'form-get': {
      label: say('Form, GET', 'Formulaire, GET'), ends: 'left',
      run: (value, collector) => makeForm(collector, value, 'get').button.click(),
    },
    'location-assign': {
      label: 'location.assign()', ends: 'left',
      run: (value, collector) => location.assign(withQuery(collector, '/location', value)),
    },
    'location-replace': {
      label: 'location.replace()', ends: 'left',
      run: (value, collector) => location.replace(withQuery(collector, '/location', value)),
    },
    'location-href': {
      label: 'location.href = …', ends: 'left',
      run(value, collector) {
        location.href = withQuery(collector, '/location', value);
      },
    },
    'link-click': {
      label: say('Link in the page', 'Lien dans la page'), ends: 'left',
      run: (value, collector) => attached(makeLink(withQuery(collector, '/link', value))).click(),
    },
    'link-detached': {
      label: say('Link outside the page', 'Lien hors de la page'), ends: 'left',
      run: (value, collector) => makeLink(withQuery(collector, '/link', value)).click(),
    },
    'download-blob-attached': {
      label: say('File, link in the page', 'Fichier, lien dans la page'), ends: 'saved',
      run: (value) => attached(makeLink(blobUrl([value], 'text/plain'), 'contact.txt')).click(),
    },
    'download-blob-detached': {
      label: say('File, link outside the page', 'Fichier, lien hors de la page'), ends: 'saved',
      run: (value) => makeLink(blobUrl([value], 'text/plain'), 'contact.txt').click(),
    },
    'download-blob-dispatch': {
      label: say('File, dispatched click', 'Fichier, clic simulé'), ends: 'saved',
      run: (value) =>
        makeLink(blobUrl([value], 'text/plain'), 'contact.txt').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })),
    },
    'download-csv': {
      label: say('CSV file', 'Fichier CSV'), ends: 'saved',
      // Spreadsheets take the text for Latin-1 unless it begins with a byte order mark.
      run: (value) => attached(makeLink(blobUrl(['\ufeff', asCsv(value)], 'text/csv'), 'contacts.csv')).click(),
    },
    'download-data': {
      label: say('data: file', 'Fichier data:'), ends: 'saved',
      run: (value) => attached(makeLink(`data:text/csv;charset=utf-8,${encodeURIComponent(asCsv(value))}`, 'contacts.csv')).click(),
    },
    'download-data-base64': {
      label: say('data: file, base64', 'Fichier data:, base64'), ends: 'saved',
      run(value) {
        const bytes = String.fromCharCode(...new TextEncoder().encode(value));
        return attached(makeLink(`data:text/plain;base64,${btoa(bytes)}`, 'contact.txt')).click();
      },
    },
    'clipboard-write-text': {
      label: 'clipboard.writeText()', ends: 'copied',
      run: (value) => navigator.clipboard.writeText(value),
    },
    'clipboard-write': {
      label: 'clipboard.write()', ends: 'copied',
      run: (value) => navigator.clipboard.write([new ClipboardItem({ 'text/plain': new Blob([value], { type: 'text/plain' }) })]),
    },
    'exec-copy': {
      label: say('execCommand, text area', 'execCommand, zone de texte'), ends: 'copied',
      run: (value) => commandOnTextarea(value, 'copy'),
    },
    'exec-copy-editable': {
      label: say('execCommand, editable text', 'execCommand, texte modifiable'), ends: 'copied',
      run(value) {
        const box = document.createElement('div');
        box.className = 'prospect-helper';
        box.contentEditable = 'true';
        box.textContent = value;
        stage().append(box);
        select(box);
        try {
          return document.execCommand('copy');
        } finally {
          box.remove();
        }
      },
    },
    'copy-event-set': {
      label: say('copy event, set by the tool', 'Événement copy, rempli par l’outil'), ends: 'copied',
      run(value) {
        /** @param {ClipboardEvent} event */
        const fill = (event) => {
          event.clipboardData?.setData('text/plain', value);
          event.preventDefault();
        };
        document.addEventListener('copy', fill, { once: true });
        try {
          // Browsers copy nothing, and tell no listener, while nothing is selected.
          return commandOnTextarea('ProspectPad', 'copy');
        } finally {
          document.removeEventListener('copy', fill);
        }
      },
    },
    'copy-selection': {
      label: say('Select, then Ctrl+C', 'Sélection, puis Ctrl+C'), ends: 'copied', person: true,
      run(value) {
        const box = visibleHelper('prospect-selection', value);
        select(box);
        return box;
      },
    },
    cut: {
      label: say('Cut', 'Couper'), ends: 'copied',
      run: (value) => commandOnTextarea(value, 'cut'),
    },
    drag: {
      label: say('Drag out', 'Glisser'), ends: 'dragged', person: true,
      run(value) {
        const box = visibleHelper('prospect-drag', say('Drag me', 'Glissez-moi'));
        box.draggable = true;
        box.addEventListener('dragstart', (event) => event.dataTransfer?.setData('text/plain', value));
        return box;
      },
    },
    print: {
      label: say('Print the page', 'Imprimer la page'), ends: 'printed',
      run: () => window.print(),
    },
  };
  return /** @type {Record<string, Way>} */ (ways);
})();
