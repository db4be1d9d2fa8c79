// What a page exports where only some of it is withheld, by every way that can go on without that.
// Each start gives what the page itself sees of the outcome.
var stageGoingOn = (() => {
  const rows = [
    ['Claire', 'claire.vasseur@example.com', '+33 6 39 98 01 12'],
    ['Samir', 'samir.haddad@example.org', ''],
    ['Amara', 'amara.okafor@example.net', ''],
  ];
  const csv = ['name;email;phone', ...rows.map((row) => row.join(';')), ''].join('\r\n');
  const json = JSON.stringify({ source: 'stage', contacts: rows.map(([name, email, phone]) => ({ name, email, phone })) });
  const form = () => new URLSearchParams(rows.flatMap(([name, email]) => [['name', name], ['email', email]]));
  const card = rows.map(([name, email]) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nEMAIL:${email}\r\nEND:VCARD\r\n`).join('');
  const table = `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

  /** What the page sees, as a word. */
  const seen = async (promise) => {
    try {
      const value = await promise;
      return value instanceof Response ? `${value.status}` : `${value}`;
    } catch (error) {
      return error.name;
    }
  };
  const post = (to, body, type) => seen(fetch(to, { method: 'POST', body, ...(type && { headers: { 'content-type': type } }) }));
  const xhr = (to, body, type) => seen(new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', to);
    if (type) request.setRequestHeader('content-type', type);
    request.onload = () => done(request.status);
    request.onerror = () => fail(new DOMException('', 'error'));
    request.send(body);
  }));
  const beacon = async (to, body) => `${navigator.sendBeacon(to, body)}`;
  const csvBlob = () => new Blob([csv], { type: 'text/csv' });

  const save = async (href) => {
    const link = document.createElement('a');
    link.href = href;
    link.download = 'prospects.csv';
    link.click();
    return 'undefined';
  };

  const ways = {
    'fetch, JSON': (to) => post(to, json, 'application/json'),
    'fetch, form': (to) => post(to, form()),
    'fetch, CSV in a blob': (to) => post(to, csvBlob()),
    'fetch, CSV in bytes': (to) => post(to, new TextEncoder().encode(csv), 'text/csv'),
    'fetch, JSON in a request': (to) => seen(fetch(new Request(to, { method: 'POST', body: json }))),
    'XMLHttpRequest, JSON': (to) => xhr(to, json, 'application/json'),
    'XMLHttpRequest, form': (to) => xhr(to, form()),
    'XMLHttpRequest, vCard': (to) => xhr(to, card, 'text/vcard'),
    'beacon, JSON': (to) => beacon(to, json),
    'beacon, CSV in a blob': (to) => beacon(to, csvBlob()),
    'beacon, form': (to) => beacon(to, form()),
    'file, blob': async () => {
      const url = URL.createObjectURL(csvBlob());
      await save(url);
      URL.revokeObjectURL(url);
      return 'undefined';
    },
    'file, data:': () => save(`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`),
    'file, data: in base64': () => save(`data:text/csv;base64,${btoa(csv)}`),
    'clipboard, writeText()': () => seen(navigator.clipboard.writeText(csv)),
    'clipboard, write()': () => seen(navigator.clipboard.write([new ClipboardItem({
      'text/plain': new Blob([csv], { type: 'text/plain' }), 'text/html': new Blob([table], { type: 'text/html' }),
    })])),
    'clipboard, a copy event': async () => {
      const copy = (event) => {
        event.clipboardData.setData('text/plain', csv);
        event.clipboardData.setData('text/html', table);
        event.preventDefault();
      };
      document.addEventListener('copy', copy, { once: true });
      return `${document.execCommand('copy')}`;
    },
    'clipboard, the selection': async () => {
      getSelection().selectAllChildren(document.getElementById('list'));
      return `${document.execCommand('copy')}`;
    },
    // Not understood well enough to be written again.
    'fetch, FormData': (to) => {
      const data = new FormData();
      data.append('contacts', csv);
      return post(to, data);
    },
    'fetch, the address too': (to) => post(`${to}?email=claire.vasseur%40example.com`, json),
    'clipboard, a type of its own': async () => {
      const copy = (event) => {
        event.clipboardData.setData('text/plain', csv);
        event.clipboardData.setData('application/x-contacts', csv);
        event.preventDefault();
      };
      document.addEventListener('copy', copy, { once: true });
      return `${document.execCommand('copy')}`;
    },
  };

  return {
    ways,
    start: (name, to) => ways[name](to),
    /** The text that the clipboard holds of each type. */
    async clipboard() {
      const [item] = await navigator.clipboard.read();
      const texts = {};
      for (const type of item?.types ?? []) texts[type] = await (await item.getType(type)).text();
      return texts;
    },
  };
})();
