// Calls of every API that the gate wraps, each giving all that a page can see of it as plain data.
// `innocent.test.mjs` runs them with and without the extension and compares.
'use strict';
var stageCalls = (() => {
  /** @typedef {(to: string) => unknown} Call `to` is the origin of the server that echoes */

  const seen = (error) => ({ thrown: error?.name ?? String(error), message: String(error?.message ?? error) });
  const shape = (text) => text.replace(/-{4,}[\w-]+|WebKitFormBoundary\w+/g, 'BOUNDARY');
  /** What the server saw, without what is random in it. */
  const echoed = async (response) => {
    const got = JSON.parse(await response.text());
    const { body, contentType, method, header } = got;
    return {
      status: response.status, type: response.type, redirected: response.redirected,
      used: response.bodyUsed, method, header, body: shape(body), contentType: shape(contentType),
    };
  };
  const post = async (to, init) => echoed(await fetch(`${to}/echo`, { method: 'POST', ...init }));
  const form = () => {
    const data = new FormData();
    data.append('a', '1');
    data.append('f', new File(['file text'], 'f.txt', { type: 'text/plain' }));
    return data;
  };
  const stream = (text) => new ReadableStream({
    start(controller) { controller.enqueue(new TextEncoder().encode(text)); controller.close(); },
  });

  const fetches = {
    'fetch without arguments': () => fetch(),
    'fetch of a bad address': () => fetch('http://'),
    'fetch of a symbol': () => fetch(Symbol('x')),
    'fetch with credentials in the address': (to) => fetch(to.replace('//', '//a:b@')),
    'fetch is async even when it fails': () => { const p = fetch('http://'); p.catch(() => {}); return p instanceof Promise; },
    'fetch GET': async (to) => echoed(await fetch(`${to}/echo?x=1`)),
    'fetch of a URL object': async (to) => echoed(await fetch(new URL('/echo', to))),
    'fetch of an object with toString': async (to) => echoed(await fetch({ toString: () => `${to}/echo` })),
    'fetch a string': (to) => post(to, { body: 'text' }),
    'fetch an empty string': (to) => post(to, { body: '' }),
    'fetch null': (to) => post(to, { body: null }),
    'fetch a number': (to) => post(to, { body: 12 }),
    'fetch an object': (to) => post(to, { body: {} }),
    'fetch an array': (to) => post(to, { body: [1, 2] }),
    'fetch parameters': (to) => post(to, { body: new URLSearchParams({ a: 'b c', é: '&' }) }),
    'fetch a form': (to) => post(to, { body: form() }),
    'fetch a blob': (to) => post(to, { body: new Blob(['blob'], { type: 'text/x-blob' }) }),
    'fetch a blob without a type': (to) => post(to, { body: new Blob(['blob']) }),
    'fetch bytes': (to) => post(to, { body: new Uint8Array([104, 105]) }),
    'fetch part of a buffer': (to) => post(to, { body: new Uint8Array([1, 104, 105, 2]).subarray(1, 3) }),
    'fetch a buffer': (to) => post(to, { body: new Uint8Array([104, 105]).buffer }),
    'fetch a data view': (to) => post(to, { body: new DataView(new Uint8Array([104, 105]).buffer) }),
    'fetch a stream without duplex': (to) => post(to, { body: stream('s') }),
    'fetch headers': (to) => post(to, { body: 'x', headers: { 'X-Stage': 'yes', 'Content-Type': 'text/x-own' } }),
    'fetch a bad header': (to) => post(to, { body: 'x', headers: { 'bad name': 'x' } }),
    'fetch GET with a body': (to) => fetch(`${to}/echo`, { body: 'x' }),
    'fetch a forbidden method': (to) => fetch(`${to}/echo`, { method: 'TRACE' }),
    'fetch a method in small letters': async (to) => echoed(await fetch(`${to}/echo`, { method: 'put', body: 'x' })),
    'fetch a bad mode': (to) => fetch(`${to}/echo`, { mode: 'navigate' }),
    'fetch no-cors': async (to) => { const r = await fetch(`${to}/echo`, { mode: 'no-cors' }); return [r.type, r.status, r.ok]; },
    'fetch already aborted': (to) => fetch(`${to}/echo`, { signal: AbortSignal.abort() }),
    'fetch aborted with a reason': (to) => fetch(`${to}/echo`, { signal: AbortSignal.abort(new RangeError('mine')) }),
    'fetch aborted later': (to) => {
      const control = new AbortController();
      const answer = fetch(`${to}/slow`, { signal: control.signal });
      control.abort();
      return answer;
    },
    'fetch keepalive': (to) => post(to, { body: 'k', keepalive: true }),
    'fetch a request': async (to) => echoed(await fetch(new Request(`${to}/echo`, { method: 'POST', body: 'r' }))),
    'fetch a request with other options': async (to) =>
      echoed(await fetch(new Request(`${to}/echo`, { method: 'POST', body: 'r' }), { body: 'other' })),
    'fetch a request that is used up': async (to) => {
      const request = new Request(`${to}/echo`, { method: 'POST', body: 'r' });
      await request.text();
      return fetch(request);
    },
    'fetch uses a request up': async (to) => {
      const request = new Request(`${to}/echo`, { method: 'POST', body: 'r' });
      await fetch(request);
      return request.bodyUsed;
    },
    'fetch options are read in order': async (to) => {
      const order = [];
      const init = {};
      for (const key of ['method', 'body', 'headers', 'signal', 'mode']) {
        Object.defineProperty(init, key, {
          enumerable: true, get() { order.push(key); return { method: 'POST', body: 'o' }[key]; },
        });
      }
      await fetch(`${to}/echo`, init);
      return order;
    },
    'fetch of data': async () => (await fetch('data:text/plain,hello')).text(),
    'fetch of a blob address': async () => (await fetch(URL.createObjectURL(new Blob(['b'])))).text(),
    'fetch on another this': (to) => fetch.call(undefined, `${to}/echo`).then(echoed),
    'fetch on a wrong this': (to) => fetch.call({}, `${to}/echo`),
  };

  /** @param {string} to @param {(request: XMLHttpRequest) => void} use */
  const request = (to, use, path = '/echo') => new Promise((done) => {
    const each = new XMLHttpRequest();
    const events = [];
    for (const type of ['readystatechange', 'loadstart', 'load', 'error', 'abort', 'timeout', 'loadend']) {
      each.addEventListener(type, () => events.push(`${type} ${each.readyState} ${each.status}`));
    }
    for (const type of ['loadstart', 'load', 'loadend', 'error']) {
      each.upload.addEventListener(type, () => events.push(`upload ${type}`));
    }
    each.addEventListener('loadend', () => {
      let got = null;
      try { const { body, method, contentType, header } = JSON.parse(each.responseText); got = [method, header, shape(body), shape(contentType)]; } catch { /* no text */ }
      done({ events: events.filter((e, i) => e !== events[i - 1]), got, url: each.responseURL.replace(to, ''), statusText: each.statusText });
    });
    each.open('POST', `${to}${path}`);
    use(each);
  });

  const requests = {
    'xhr sends text': (to) => request(to, (each) => each.send('text')),
    'xhr sends nothing': (to) => request(to, (each) => each.send()),
    'xhr sends null': (to) => request(to, (each) => each.send(null)),
    'xhr sends undefined': (to) => request(to, (each) => each.send(undefined)),
    'xhr sends a number': (to) => request(to, (each) => each.send(7)),
    'xhr sends a form': (to) => request(to, (each) => each.send(form())),
    'xhr sends parameters': (to) => request(to, (each) => each.send(new URLSearchParams('a=b'))),
    'xhr sends a blob': (to) => request(to, (each) => each.send(new Blob(['b'], { type: 'text/x-blob' }))),
    'xhr sends bytes': (to) => request(to, (each) => each.send(new Uint8Array([104, 105]))),
    'xhr sends a document': (to) => request(to, (each) => each.send(new DOMParser().parseFromString('<a/>', 'text/xml'))),
    'xhr sends headers': (to) => request(to, (each) => { each.setRequestHeader('X-Stage', 'a'); each.setRequestHeader('x-stage', 'b'); each.send('x'); }),
    'xhr is aborted': (to) => request(to, (each) => { each.send('x'); each.abort(); }, '/slow'),
    'xhr times out': (to) => request(to, (each) => { each.timeout = 50; each.send('x'); }, '/slow'),
    'xhr GET ignores its body': async (to) => {
      const each = new XMLHttpRequest();
      each.open('GET', `${to}/echo`, false);
      each.send('ignored');
      return JSON.parse(each.responseText).body;
    },
    'xhr synchronous': (to) => {
      const each = new XMLHttpRequest();
      each.open('POST', `${to}/echo`, false);
      each.send('sync');
      return [each.status, JSON.parse(each.responseText).body];
    },
    'xhr synchronous to nobody': () => {
      const each = new XMLHttpRequest();
      each.open('POST', 'http://localhost:1/', false);
      each.send('sync');
    },
    'xhr as a buffer': (to) => new Promise((done) => {
      const each = new XMLHttpRequest();
      each.open('POST', `${to}/echo`);
      each.responseType = 'arraybuffer';
      each.onload = () => done(each.response.byteLength > 0);
      each.send('x');
    }),
    'xhr is not open': () => new XMLHttpRequest().send('x'),
    'xhr header is not open': () => new XMLHttpRequest().setRequestHeader('a', 'b'),
    'xhr is sent twice': (to) => { const each = new XMLHttpRequest(); each.open('POST', `${to}/slow`); each.send('x'); try { each.send('x'); } finally { each.abort(); } },
    'xhr open without arguments': () => new XMLHttpRequest().open(),
    'xhr open with one': () => new XMLHttpRequest().open('GET'),
    'xhr open of a bad method': () => new XMLHttpRequest().open('A B', '/'),
    'xhr open of a bad address': () => new XMLHttpRequest().open('GET', 'http://'),
    'xhr open of a symbol': () => new XMLHttpRequest().open('GET', Symbol('s')),
    'xhr open gives': (to) => String(new XMLHttpRequest().open('GET', to)),
    'xhr bad header': (to) => { const each = new XMLHttpRequest(); each.open('GET', to); each.setRequestHeader('a b', 'c'); },
    'xhr on a wrong this': () => XMLHttpRequest.prototype.send.call({}, 'x'),
  };

  const others = {
    'beacon text': (to) => navigator.sendBeacon(`${to}/echo`, 'b'),
    'beacon nothing': (to) => navigator.sendBeacon(`${to}/echo`),
    'beacon a form': (to) => navigator.sendBeacon(`${to}/echo`, form()),
    'beacon bytes': (to) => navigator.sendBeacon(`${to}/echo`, new Uint8Array([1])),
    'beacon without arguments': () => navigator.sendBeacon(),
    'beacon to a bad address': () => navigator.sendBeacon('http://'),
    'beacon to another scheme': () => navigator.sendBeacon('ftp://localhost/'),
    'beacon too large': (to) => navigator.sendBeacon(`${to}/echo`, 'x'.repeat(70_000)),
    'beacon a stream': (to) => navigator.sendBeacon(`${to}/echo`, stream('x')),
    'beacon on a wrong this': (to) => navigator.sendBeacon.call({}, to),
    'clipboard without arguments': () => navigator.clipboard.writeText(),
    'clipboard text gives': async () => String(await navigator.clipboard.writeText('text')),
    'clipboard write without arguments': () => navigator.clipboard.write(),
    'clipboard write of no list': () => navigator.clipboard.write(1),
    'clipboard item gives': async () => String(await navigator.clipboard.write([new ClipboardItem({ 'text/plain': new Blob(['x'], { type: 'text/plain' }) })])),
    'clipboard on a wrong this': () => Clipboard.prototype.writeText.call({}, 'x'),
    'setData gives': () => String(new DataTransfer().setData('text/plain', 'x')),
    'setData keeps': () => { const t = new DataTransfer(); t.setData('text', 'x'); return [t.getData('text/plain'), [...t.types]]; },
    'setData with one argument': () => new DataTransfer().setData('text'),
    'items.add of text': () => { const t = new DataTransfer(); const item = t.items.add('x', 'text/plain'); return [item.kind, item.type, t.items.length]; },
    'items.add twice': () => { const t = new DataTransfer(); t.items.add('x', 'text/plain'); t.items.add('y', 'text/plain'); },
    'items.add of a file': () => { const t = new DataTransfer(); return t.items.add(new File(['x'], 'n')).kind; },
    'items.add without arguments': () => new DataTransfer().items.add(),
    'execCommand of nothing': () => document.execCommand('nonsense'),
    'execCommand without arguments': () => document.execCommand(),
    'copy event': () => {
      const order = [];
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = 'text';
      area.select();
      const hear = (event) => { order.push([event.type, event.eventPhase, event.defaultPrevented, event.isTrusted]); };
      for (const target of [window, document, area]) for (const capture of [true, false]) target.addEventListener('copy', hear, { capture });
      const done = document.execCommand('copy');
      for (const target of [window, document, area]) for (const capture of [true, false]) target.removeEventListener('copy', hear, { capture });
      area.remove();
      return [done, order];
    },
    'blob': async () => { const b = new Blob(['a', new Uint8Array([98]), new Blob(['c']), 1, null], { type: 'Text/X', endings: 'native' }); return [b.size, b.type, await b.text()]; },
    'blob of nothing': () => [new Blob().size, new Blob([]).size, new Blob(undefined).size],
    'blob of no list': () => new Blob('text'),
    'blob of an iterable': async () => new Blob(new Set(['x', 'y'])).text(),
    'blob without new': () => Blob(['x']),
    'blob of an object': async () => new Blob([{ toString: () => 'own' }]).text(),
    'blob with a bad option': () => new Blob([], { endings: 'other' }),
    'file': async () => { const f = new File(['x'], 'n.txt', { type: 'text/plain', lastModified: 5 }); return [f.name, f.type, f.lastModified, f.size, await f.text()]; },
    'file without a name': () => new File(['x']),
    'a class of blobs': async () => { class Own extends Blob { more() { return 1; } } const o = new Own(['x']); return [o instanceof Own, o instanceof Blob, o.more(), o.constructor === Own, await o.text()]; },
    'a blob is made by its class': () => { const b = new Blob(); return [b.constructor === Blob, Object.getPrototypeOf(b) === Blob.prototype, b.slice().constructor === Blob, Object.prototype.toString.call(b)]; },
    'a blob of another realm': () => { const f = document.body.appendChild(document.createElement('iframe')); const b = new f.contentWindow.Blob(['x']); const r = [b instanceof Blob, b.size]; f.remove(); return r; },
    'createObjectURL': () => URL.createObjectURL(new Blob(['x'])).replace(/[0-9a-f-]{36}/, 'UUID').replace(/:\d+/, ''),
    'createObjectURL of nothing': () => URL.createObjectURL(),
    'createObjectURL of text': () => URL.createObjectURL('x'),
    'revokeObjectURL gives': () => String(URL.revokeObjectURL('blob:x')),
    'revokeObjectURL of nothing': () => URL.revokeObjectURL(),
    'navigate is heard': () => {
      const heard = [];
      const hear = (event) => { heard.push([event.navigationType, event.cancelable, event.defaultPrevented, event.hashChange]); };
      navigation.addEventListener('navigate', hear);
      location.hash = `x${stageCalls.round = (stageCalls.round ?? 0) + 1}`;
      navigation.removeEventListener('navigate', hear);
      return heard;
    },
    'a click on a link': () => {
      const order = [];
      const link = document.body.appendChild(document.createElement('a'));
      link.href = 'mailto:nobody@example.com';
      link.addEventListener('click', (event) => { order.push([event.defaultPrevented, event.isTrusted]); event.preventDefault(); });
      link.click();
      link.remove();
      return order;
    },
    'a click gives': () => String(document.createElement('button').click()),
    'a click on a wrong this': () => HTMLElement.prototype.click.call({}),
    'a dispatched click': () => { const b = document.createElement('b'); b.onclick = (event) => event.preventDefault(); return [b.dispatchEvent(new Event('click', { cancelable: true })), b.dispatchEvent(new Event('click'))]; },
    'dispatchEvent without arguments': () => document.dispatchEvent(),
    'dispatchEvent of no event': () => document.dispatchEvent({ type: 'click' }),
    'dispatchEvent twice at once': () => { const e = new Event('x'); let thrown; document.addEventListener('x', () => { try { document.dispatchEvent(e); } catch (error) { thrown = error.name; } }, { once: true }); document.dispatchEvent(e); return thrown; },
    'submit on a wrong this': () => HTMLFormElement.prototype.submit.call({}),
    'submit of a form in no document': () => String(document.createElement('form').submit()),
    'forged hello is heard by the page': () => {
      let heard = 0;
      addEventListener('entre-nous-hello', () => { heard += 1; }, { once: true });
      dispatchEvent(new MouseEvent('entre-nous-hello'));
      return heard;
    },
    'globals': () => Object.getOwnPropertyNames(window).filter((name) => /nous|^chrome$/i.test(name)).filter((name) => name !== 'chrome'),
    'children of the document': () => [...document.documentElement.children].map((each) => each.localName),
  };

  /** How each wrapped function looks. */
  const WRAPPED = {
    'fetch': () => [window, 'fetch'], 'open': () => [XMLHttpRequest.prototype, 'open'], 'send': () => [XMLHttpRequest.prototype, 'send'],
    'setRequestHeader': () => [XMLHttpRequest.prototype, 'setRequestHeader'], 'sendBeacon': () => [Navigator.prototype, 'sendBeacon'],
    'writeText': () => [Clipboard.prototype, 'writeText'], 'write': () => [Clipboard.prototype, 'write'], 'setData': () => [DataTransfer.prototype, 'setData'],
    'add': () => [DataTransferItemList.prototype, 'add'], 'execCommand': () => [Document.prototype, 'execCommand'], 'Blob': () => [window, 'Blob'],
    'File': () => [window, 'File'], 'createObjectURL': () => [URL, 'createObjectURL'], 'revokeObjectURL': () => [URL, 'revokeObjectURL'],
    'toString': () => [Function.prototype, 'toString'], 'click': () => [HTMLElement.prototype, 'click'],
    'dispatchEvent': () => [EventTarget.prototype, 'dispatchEvent'], 'submit': () => [HTMLFormElement.prototype, 'submit'],
  };
  const looks = Object.fromEntries(Object.entries(WRAPPED).map(([name, find]) => [`the look of ${name}`, () => {
    const [holder, key] = find();
    const { value, ...descriptor } = Object.getOwnPropertyDescriptor(holder, key);
    let built;
    try { built = typeof Reflect.construct(Object, [], value); } catch (error) { built = error.name; }
    return {
      descriptor, name: value.name, length: value.length, text: Function.prototype.toString.call(value), own: value.toString(), string: `${value}`,
      // Sorted: Firefox lists them in the order in which they were first looked at.
      proto: Object.getPrototypeOf(value) === Function.prototype, keys: Reflect.ownKeys(value).map(String).sort(), type: typeof value,
      hasPrototype: Object.hasOwn(value, 'prototype'), built, tag: Object.prototype.toString.call(value),
      position: Object.getOwnPropertyNames(holder).filter((each) => !/^stage|^on/.test(each)).indexOf(key) >= 0,
    };
  }]));

  const all = { ...fetches, ...requests, ...others, ...looks };
  return {
    all,
    /** @param {string} to */
    async run(to) {
      /** @type {Record<string, unknown>} */
      const results = {};
      for (const [name, call] of Object.entries(all)) {
        try { results[name] = await call(to); } catch (error) { results[name] = seen(error); }
      }
      return JSON.stringify(results);
    },
  };
})();
