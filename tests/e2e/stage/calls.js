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

  /** What an answer is read by, and how. */
  const answered = (to) => fetch(`${to}/echo`, { method: 'POST', body: '{"a":1}' });
  const taken = async (response, read) => { const { bodyUsed } = response; const got = await read(response); return [bodyUsed, response.bodyUsed, got]; };
  const size = (bytes) => bytes.byteLength;
  const readings = {
    'an answer, text': async (to) => taken(await answered(to), async (each) => typeof await each.text()),
    'an answer, JSON': async (to) => taken(await answered(to), async (each) => (await each.json()).body),
    'an answer, bytes': async (to) => taken(await answered(to), async (each) => [size(await each.arrayBuffer()) > 0, each.arrayBuffer.name]),
    'an answer, a blob': async (to) => taken(await answered(to), async (each) => (await each.blob()).type),
    'an answer, a form': async (to) => (await answered(to)).formData(),
    'an answer, no JSON': async () => (await fetch('data:text/plain,no')).json(),
    'an answer, twice': async (to) => { const one = await answered(to); await one.text(); return one.json(); },
    'an answer, locked': async (to) => { const one = await answered(to); one.body.getReader(); return one.text(); },
    'an answer, its body': async (to) => taken(await answered(to), async (each) => { const { body } = each; return [body === each.body, body.locked, size((await body.getReader().read()).value) > 0, body.locked]; }),
    'an answer, its body by bytes': async (to) => { const reader = (await answered(to)).body.getReader({ mode: 'byob' }); return size((await reader.read(new Uint8Array(3))).value); },
    'an answer, its body cancelled': async (to) => { const one = await answered(to); return [await one.body.cancel('why'), one.bodyUsed]; },
    'an answer, its body in a pipe': async (to) => { let all = ''; await (await answered(to)).body.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write(text) { all += text; } })); return JSON.parse(all).body; },
    'an answer, cloned': async (to) => { const one = await answered(to); const { body } = one; const other = one.clone(); return [body === one.body, body.locked, (await other.json()).body, one.bodyUsed, (await one.json()).body]; },
    'an answer, cloned after reading': async (to) => { const one = await answered(to); await one.text(); return one.clone(); },
    'an answer, aborted while read': async (to) => { const control = new AbortController(); const one = await fetch(`${to}/echo`, { method: 'POST', body: 'x'.repeat(1 << 20), signal: control.signal }); const reading = one.text().then(() => 'read', (error) => error.name); control.abort(); return ['read', 'AbortError'].includes(await reading); },
    'an answer, the order of what is read': async (to) => { const order = []; const one = await answered(to); const reading = one.text().then(() => order.push('text')); order.push('asked'); await Promise.all([reading, Promise.resolve().then(() => order.push('soon'))]); return order; },
    'an answer, its own promise': async (to) => { const one = await answered(to); const reading = one.text(); return [reading instanceof Promise, Object.getPrototypeOf(reading) === Promise.prototype, typeof await reading]; },
    'an answer that a page makes': async () => { const one = new Response('{"a":1}'); return [one.url, await one.clone().json(), await one.text()]; },
    'an answer on a wrong this': async () => [await Response.prototype.text.call({}).catch(seen), await Response.prototype.json.call(null).catch(seen), outcome(() => Response.prototype.clone.call({})), outcome(() => Reflect.get(Response.prototype, 'body', {}))],
    'an answer without a body': async (to) => { const one = await fetch(`${to}/none`); return [one.body, await one.text(), one.bodyUsed]; },
    'xhr, its types': (to) => new Promise((done) => {
      const types = ['', 'text', 'json', 'arraybuffer', 'blob', 'document'];
      const results = [];
      const next = () => {
        const type = types.shift();
        if (type === undefined) { done(results); return; }
        const each = new XMLHttpRequest();
        each.open('POST', `${to}/echo`);
        each.responseType = type;
        each.onload = () => {
          results.push([each.responseType, typeof each.response, Object.prototype.toString.call(each.response), outcome(() => typeof each.responseText), outcome(() => String(each.responseXML)), outcome(() => { each.responseType = 'text'; })]);
          next();
        };
        each.send('{"a":1}');
      };
      next();
    }),
    'xhr, what there is before the end': (to) => new Promise((done) => {
      const each = new XMLHttpRequest();
      const states = [[each.response, each.responseText, each.responseXML]];
      each.onreadystatechange = () => states.push([each.readyState, typeof each.response, each.responseText === each.response, each.responseXML, outcome(() => { each.responseType = each.readyState < 3 ? 'text' : ''; })]);
      each.onloadend = () => done(states.filter((one, index) => JSON.stringify(one) !== JSON.stringify(states[index - 1])));
      each.open('POST', `${to}/echo`);
      each.send('x');
    }),
    'xhr, its answer on a wrong this': () => ['response', 'responseText', 'responseXML', 'responseType'].map((name) => outcome(() => Reflect.get(XMLHttpRequest.prototype, name, {}))),
    'xhr, a type that is none': () => { const each = new XMLHttpRequest(); each.responseType = 'nonsense'; return each.responseType; },
    'xhr, a type for one that waits': (to) => { const each = new XMLHttpRequest(); each.open('GET', to, false); each.responseType = 'json'; },
    'xhr, another encoding': (to) => { const each = new XMLHttpRequest(); each.open('GET', `${to}/echo`, false); each.overrideMimeType('text/plain; charset=x-user-defined'); each.send(); return typeof each.responseText; },
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

  // --- APIs beyond requests ------------------------------------------------------------------

  const soon = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const once = (target, ...types) => new Promise((done) => { for (const type of types) target.addEventListener(type, done, { once: true }); });
  const made = (tag, properties) => Object.assign(document.createElement(tag), properties);
  /** Gives what a call gives, or how it fails. */
  const outcome = (call) => { try { const got = call(); return got === undefined ? 'undefined' : got; } catch (error) { return seen(error); } };
  const outcomes = (...all) => all.map(outcome);
  /** What a page sees when an argument is coerced. */
  const recorder = () => {
    const order = [];
    const record = (name, text) => ({ toString() { order.push(name); return text; } });
    return { order, record };
  };
  /** Runs with something in the document for as long. */
  const within = async (node, use) => { document.body.append(node); try { return await use(node); } finally { node.remove(); } };
  const frameFor = (use, properties = {}) => within(made('iframe', properties), use);
  const ws = (to) => to.replace('http', 'ws');
  const workerUrl = () => URL.createObjectURL(new Blob(['onmessage = ({ data, ports }) => (ports[0] ?? self).postMessage(data)'], { type: 'text/javascript' }));
  const sharedUrl = () => URL.createObjectURL(new Blob(['onconnect = ({ ports: [port] }) => { port.onmessage = ({ data }) => port.postMessage(data); }'], { type: 'text/javascript' }));
  const describeEvent = ({ type, data, origin, source, ports, isTrusted }) => ({ type, data, origin: origin && 'some', own: source === window, ports: ports?.length, isTrusted });
  const described = (holder, name) => {
    const found = Object.getOwnPropertyDescriptor(holder, name);
    if (!found) return null;
    const { get, set, value, ...rest } = found;
    const one = (each) => typeof each === 'function' && [each.name, each.length, Function.prototype.toString.call(each), Reflect.ownKeys(each).map(String).sort(), Object.hasOwn(each, 'prototype')];
    return { ...rest, get: one(get), set: one(set), value: one(value) };
  };

  const windows = {
    'open without activation gives': () => { const w = window.open('about:blank', '_blank', 'noopener'); return w === null; },
    'open of a bad address': () => open('http://'),
    'open of a symbol': () => open(Symbol('x')),
    'open coerces in order': () => { const { order, record } = recorder(); outcome(() => open(record('url', 'http://'), record('target', 'x'), record('features', ''))); return order; },
    'open with a throwing address': () => open({ toString() { throw new RangeError('mine'); } }),
    'open on a wrong this': () => window.open.call({}, ''),
    'open into a frame': () => frameFor((frame) => { frame.name = 'opened-frame'; return [open('', 'opened-frame') === frame.contentWindow, open('about:blank', 'opened-frame') === frame.contentWindow]; }),
    'open into itself by an empty address': () => open('', '_self') === window,
    'open with noopener into a new one': () => open('', '', 'noopener'),
    'document.open of three': () => outcomes(() => document.open('http://', '', ''), () => typeof document.open('', '_self', '')),
    'fetchLater': (to) => [typeof fetchLater, outcome(() => fetchLater(`${to}/echo`).activated)],
    'fetchLater without arguments': () => fetchLater(),
    'fetchLater of a bad address': () => fetchLater('http://'),
    'fetchLater of a bad time': (to) => fetchLater(`${to}/echo`, { activateAfter: -1 }),
    'fetchLater of a stream': (to) => fetchLater(`${to}/echo`, { method: 'POST', body: stream('x'), duplex: 'half' }),
    'fetchLater aborted': (to) => fetchLater(`${to}/echo`, { signal: AbortSignal.abort() }),
    'history.pushState': () => { history.pushState({ a: [1] }, '', '#pushed'); const r = [history.state, location.hash, history.length > 1]; history.replaceState(null, '', '#'); return r; },
    'history.pushState fails': () => outcomes(() => history.pushState(), () => history.pushState(null), () => history.pushState(() => {}, ''), () => history.pushState(null, '', 'http://elsewhere.example/').x, () => history.pushState(null, '', 'http://')).map((each) => each.thrown),
    'history.pushState coerces in order': () => { const { order, record } = recorder(); history.replaceState({ get x() { order.push('state'); return 1; } }, record('title', ''), record('url', '#')); return order; },
    'history.replaceState of undefined': () => [String(history.replaceState(undefined, '')), history.state],
    'window.name': () => {
      const results = [];
      for (const each of ['text', 5, null, undefined, { toString: () => 'own' }, '']) { window.name = each; results.push(window.name); }
      return results;
    },
    'window.name of a symbol': () => { window.name = Symbol('x'); },
    'window.name, looks': () => [described(window, 'name'), 'name' in window, delete window.name, 'name' in window],
    'location assigned a bad address': () => outcomes(() => { location.href = 'http://'; }, () => { location = 'http://'; }, () => location.assign('http://'), () => location.replace('http://'), () => location.assign(), () => location.assign(Symbol('x'))),
    'location assigned a fragment': () => { location.href = '#one'; const a = location.hash; location.assign('#two'); const b = location.hash; location.replace('#'); return [a, b]; },
    'location of an empty frame': () => frameFor((frame) => [frame.contentWindow.location.href, frame.contentDocument.URL, frame.contentDocument.readyState, frame.contentWindow.origin === origin]),
    'notification': () => [typeof Notification, outcome(() => Notification.permission), outcome(() => Notification.length), outcome(() => new Notification()), outcome(() => Notification('x')), outcome(() => Reflect.ownKeys(Notification).map(String).sort())],
    'notification gives': () => { const each = new Notification('title', { body: 'body', tag: 'x' }); const r = [each.title, each.body, each.tag, each instanceof Notification]; each.close(); return r; },
    'notification coerces in order': () => { const { order, record } = recorder(); new Notification(record('title', 'x'), { body: record('body', ''), tag: record('tag', ''), lang: record('lang', '') }); return order; },
    'notification, a class of it': () => { class Own extends Notification {} const each = new Own('x'); each.close(); return [each instanceof Own, each.constructor === Own, Notification.prototype.constructor === Notification]; },
    'registerProtocolHandler fails': () => outcomes(() => navigator.registerProtocolHandler(), () => navigator.registerProtocolHandler('http', '/%s'), () => navigator.registerProtocolHandler('web+x', '/none'), () => navigator.registerProtocolHandler('web+x', 'http://elsewhere.example/%s')).map((each) => each.thrown),
    'share': () => [typeof navigator.share, typeof navigator.canShare, outcome(() => navigator.canShare({ text: 'x' }))],
    'service worker': async () => [typeof navigator.serviceWorker, await outcome(() => navigator.serviceWorker.register().catch(({ name }) => name)), await outcome(() => navigator.serviceWorker.register('/none.js').catch(({ name }) => name)), await outcome(() => navigator.serviceWorker.register('http://elsewhere.example/').catch(({ name }) => name))],
    'service worker on a wrong this': () => ServiceWorkerContainer.prototype.register.call({}, '/x').catch(seen),
  };

  const messages = {
    'postMessage to itself': async () => { const heard = once(window, 'message'); const gives = window.postMessage({ a: [1, new Date(0)] }, '*'); return [String(gives), describeEvent(await heard)]; },
    'postMessage is heard later, in order': async () => {
      const order = [];
      const heard = new Promise((done) => { let count = 0; window.addEventListener('message', function hear({ data }) { order.push(data); if ((count += 1) === 3) { window.removeEventListener('message', hear); done(); } }); });
      postMessage('first', '*'); order.push('called'); window.postMessage('second', location.origin); queueMicrotask(() => order.push('microtask')); postMessage('third', { targetOrigin: '/' });
      await heard;
      return order;
    },
    'postMessage fails': () => outcomes(() => postMessage(), () => postMessage('x', 'nonsense'), () => postMessage(() => {}, '*'), () => postMessage(Symbol('x'), '*'), () => postMessage('x', '*', 5), () => postMessage('x', { targetOrigin: 'nonsense' }), () => postMessage('x', '*', [{}]), () => postMessage(document.body, '*'), () => postMessage('x', Symbol('x'))),
    'postMessage of a throwing getter': () => postMessage({ get x() { throw new RangeError('mine'); } }, '*'),
    'postMessage of a proxy': () => postMessage(new Proxy({}, {}), '*'),
    'postMessage transfers': async () => { const heard = once(window, 'message'); const buffer = new ArrayBuffer(8); postMessage(buffer, '*', [buffer]); const { data } = await heard; return [buffer.byteLength, buffer.detached, data.byteLength]; },
    'postMessage transfers twice': () => { const buffer = new ArrayBuffer(8); postMessage(buffer, '*', [buffer, buffer]); },
    'postMessage transfers a port': async () => { const { port1, port2 } = new MessageChannel(); const heard = once(window, 'message'); postMessage('x', { targetOrigin: '*', transfer: [port2] }); const event = await heard; event.ports[0].postMessage('by port'); const got = await new Promise((done) => { port1.onmessage = ({ data }) => done(data); }); return [event.ports.length, got, Object.isFrozen(event.ports)]; },
    'postMessage reads its options in order': async () => { const { order } = recorder(); const heard = once(window, 'message'); postMessage({ get data() { order.push('data'); return 1; } }, { get targetOrigin() { order.push('targetOrigin'); return '*'; }, get transfer() { order.push('transfer'); return []; }, get includeUserActivation() { order.push('includeUserActivation'); return false; } }); await heard; return order; },
    'postMessage of everything': async () => { const heard = once(window, 'message'); const loop = { b: new Blob(['x']), m: new Map([[1, new Set([2])]]), e: new RangeError('r'), d: new Date(0), r: /x/g, u: undefined, n: 10n, f: new Uint8Array([1]) }; loop.self = loop; postMessage(loop, '*'); const { data } = await heard; return [data.self === data, await data.b.text(), [...data.m.keys()], data.e.name, data.d.getTime(), String(data.r), 'u' in data, String(data.n), [...data.f]]; },
    'postMessage of another realm': () => frameFor(async (frame) => { const heard = once(frame.contentWindow, 'message'); frame.contentWindow.postMessage('x', '*'); const event = await heard; return [event.data, event.source === window, event.origin === origin, event instanceof MessageEvent, event instanceof frame.contentWindow.MessageEvent]; }),
    'postMessage to a foreign frame': async (to) => { const frame = made('iframe', { src: `${to}/listen` }); document.body.append(frame); await once(frame, 'load'); const gives = outcomes(() => frame.contentWindow.postMessage('x', '*'), () => frame.contentWindow.postMessage('x', 'http://elsewhere.example'), () => frame.contentWindow.postMessage()); frame.remove(); return gives; },
    'postMessage, looks of a foreign one': async (to) => { const frame = made('iframe', { src: `${to}/listen` }); document.body.append(frame); await once(frame, 'load'); const w = frame.contentWindow; const r = outcomes(() => typeof w.postMessage, () => w.postMessage.name, () => w.postMessage === w.postMessage, () => typeof w.fetch); frame.remove(); return r; },
    'a channel': async () => { const { port1, port2 } = new MessageChannel(); const heard = new Promise((done) => { port2.onmessage = done; }); const gives = port1.postMessage({ x: 1 }); const { data, source, origin } = await heard; return [String(gives), data, source, origin]; },
    'a channel fails': () => { const { port1 } = new MessageChannel(); return outcomes(() => port1.postMessage(), () => port1.postMessage(() => {}), () => port1.postMessage('x', 5), () => port1.postMessage('x', [port1]), () => MessagePort.prototype.postMessage.call({}, 'x'), () => MessageChannel(), () => new MessagePort()); },
    'a channel that is closed': () => { const { port1 } = new MessageChannel(); port1.close(); return String(port1.postMessage('x')); },
    'a channel, in order': async () => { const { port1, port2 } = new MessageChannel(); const order = []; for (let n = 0; n < 5; n += 1) port1.postMessage(n); await new Promise((done) => { port2.onmessage = ({ data }) => { order.push(data); if (data === 4) done(); }; }); return order; },
    'a broadcast': async () => { const a = new BroadcastChannel('calls'); const b = new BroadcastChannel('calls'); const heard = once(b, 'message'); const gives = a.postMessage([1]); const { data } = await heard; a.close(); b.close(); return [String(gives), data, a.name, outcome(() => a.postMessage(1)), outcome(() => b.postMessage())]; },
    'a broadcast fails': () => outcomes(() => new BroadcastChannel(), () => BroadcastChannel('x'), () => new BroadcastChannel(Symbol('x')), () => new BroadcastChannel('x').postMessage(() => {}), () => BroadcastChannel.prototype.postMessage.call({}, 1)),
    'a broadcast, a class of it': () => { class Own extends BroadcastChannel {} const each = new Own('x'); each.close(); return [each instanceof Own, each instanceof BroadcastChannel, each.constructor === Own, BroadcastChannel.prototype.constructor === BroadcastChannel]; },
    'a worker': async () => { const each = new Worker(workerUrl()); const heard = once(each, 'message'); const gives = each.postMessage({ a: 1 }); const { data } = await heard; each.terminate(); return [String(gives), data]; },
    'a worker with a port': async () => { const each = new Worker(workerUrl(), { name: 'x' }); const { port1, port2 } = new MessageChannel(); const heard = new Promise((done) => { port1.onmessage = ({ data }) => done(data); }); each.postMessage('x', [port2]); const got = await heard; each.terminate(); return got; },
    'a worker fails': () => outcomes(() => new Worker(), () => Worker('x'), () => new Worker('http://'), () => new Worker('http://elsewhere.example/x.js').x, () => new Worker('x', { type: 'other' }), () => Worker.prototype.postMessage.call({}, 1), () => new Worker(workerUrl()).postMessage(), () => new Worker(workerUrl()).postMessage(() => {})).map((each) => each.thrown ?? each),
    'a worker that is not there': async () => { const each = new Worker('/none.js'); const event = await once(each, 'error'); return [event.type, event.constructor.name]; },
    'a worker, a class of it': () => { class Own extends Worker { more() { return 1; } } const each = new Own(workerUrl()); each.terminate(); return [each instanceof Own, each instanceof Worker, each.more(), each.constructor === Own, Object.prototype.toString.call(each), Worker.prototype.constructor === Worker]; },
    'a worker coerces in order': () => { const { order, record } = recorder(); new Worker(record('url', workerUrl()), { name: record('name', ''), get type() { order.push('type'); return 'classic'; }, get credentials() { order.push('credentials'); return 'omit'; } }).terminate(); return order; },
    'a shared worker': async () => { const each = new SharedWorker(sharedUrl()); const heard = new Promise((done) => { each.port.onmessage = ({ data }) => done(data); }); each.port.postMessage('x'); return heard; },
    'a shared worker fails': () => outcomes(() => new SharedWorker(), () => SharedWorker('x'), () => new SharedWorker('http://')),
    'a socket fails': () => outcomes(() => new WebSocket(), () => WebSocket('ws://x'), () => new WebSocket('http://').x, () => new WebSocket('ftp://x/').x, () => new WebSocket('ws://x/#y').x, () => new WebSocket('ws://localhost/', ['a', 'a']).x, () => new WebSocket('ws://localhost/', 'a b').x, () => WebSocket.prototype.send.call({}, 'x')).map((each) => each.thrown ?? each),
    'a socket, constants': () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, Reflect.ownKeys(WebSocket).map(String).sort(), WebSocket.length, WebSocket.prototype.constructor === WebSocket],
    'a socket, before it is open': (to) => { const each = new WebSocket(ws(to)); const r = [each.readyState, each.binaryType, each.url.replace(/:\d+/, ''), each.protocol, each.extensions, each.bufferedAmount, ...outcomes(() => each.send('x'), () => each.send(), () => { each.binaryType = 'other'; return each.binaryType; }, () => each.close(5), () => each.close(1000, 'x'.repeat(200)))]; each.close(); return [...r, each.readyState]; },
    'a socket': async (to) => {
      const each = new WebSocket(`${ws(to)}/echo`, ['chosen', 'other']);
      const events = [];
      for (const type of ['open', 'message', 'error', 'close']) each.addEventListener(type, ({ data, code, wasClean }) => events.push([type, data, code, wasClean, each.readyState]));
      await once(each, 'open');
      const gives = String(each.send('text'));
      await once(each, 'message');
      each.binaryType = 'arraybuffer';
      each.send(new Uint8Array([104, 105]));
      const { data } = await once(each, 'message');
      each.close();
      await once(each, 'close');
      return [gives, events.map(([type, got, , , state]) => [type, typeof got === 'object' ? got.byteLength : got, state]), data.byteLength, each.protocol, outcome(() => each.send('late'))];
    },
    'a socket sends everything': async (to) => {
      const each = new WebSocket(`${ws(to)}/echo`);
      each.binaryType = 'arraybuffer';
      await once(each, 'open');
      const got = [];
      for (const data of ['', 5, null, undefined, { toString: () => 'own' }, new Blob(['blob']), new Uint8Array([104, 105]).buffer, new DataView(new ArrayBuffer(2)), new URLSearchParams('a=b')]) {
        const heard = once(each, 'message');
        each.send(data);
        const { data: back } = await heard;
        got.push(typeof back === 'string' ? back : [...new Uint8Array(back)]);
      }
      each.close();
      return got;
    },
    'a socket to nobody': async () => { const each = new WebSocket('ws://localhost:1/'); const order = []; each.onerror = () => order.push('error'); const { code, wasClean, reason } = await once(each, 'close'); return [order, code, wasClean, reason, each.readyState]; },
    'a socket, a class of it': (to) => { class Own extends WebSocket { more() { return 1; } } const each = new Own(ws(to)); each.close(); return [each instanceof Own, each instanceof WebSocket, each.more(), each.constructor === Own, Object.prototype.toString.call(each)]; },
    'a socket coerces in order': (to) => { const { order, record } = recorder(); new WebSocket(record('url', ws(to)), { * [Symbol.iterator]() { order.push('list'); yield record('first', 'a'); yield record('second', 'b'); } }).close(); return order; },
    'a socket by Reflect.construct': (to) => { function Other() {} const each = Reflect.construct(WebSocket, [ws(to)], Other); const r = [each instanceof Other, each instanceof WebSocket]; Object.getOwnPropertyDescriptor(WebSocket.prototype, 'close').value.call(each); return r; },
    'an event source fails': () => outcomes(() => new EventSource(), () => EventSource('x'), () => new EventSource('http://').x, () => new EventSource(Symbol('x'))).map((each) => each.thrown ?? each),
    'an event source': async (to) => { const each = new EventSource(`${to}/echo`, { withCredentials: true }); const r = [each.readyState, each.url.replace(to, ''), each.withCredentials, EventSource.OPEN, each.OPEN]; const event = await once(each, 'error'); r.push(event.type, each.readyState); each.close(); return [...r, each.readyState]; },
    'an event source, a class of it': (to) => { class Own extends EventSource {} const each = new Own(to); each.close(); return [each instanceof Own, each.constructor === Own, EventSource.prototype.constructor === EventSource]; },
    'a connection': () => { const each = new RTCPeerConnection({ iceServers: [{ urls: 'stun:localhost:1' }] }); const channel = each.createDataChannel('label', { ordered: false, protocol: 'p' }); const r = [each.signalingState, each.getConfiguration().iceServers.length, channel.label, channel.readyState, channel.ordered, channel.protocol, outcome(() => channel.send('x')).thrown, outcome(() => channel.send()).thrown]; each.close(); return [...r, each.signalingState, outcome(() => each.createDataChannel('x')).thrown]; },
    'a connection fails': () => outcomes(() => RTCPeerConnection(), () => new RTCPeerConnection(5), () => new RTCPeerConnection({ iceServers: [{ urls: 'nonsense' }] }), () => new RTCPeerConnection({ iceServers: [{ urls: 'turn:x' }] }), () => new RTCPeerConnection({ iceTransportPolicy: 'x' }), () => new RTCPeerConnection().createDataChannel(), () => RTCPeerConnection.prototype.createDataChannel.call({}, 'x')).map((each) => each.thrown ?? each),
    'a connection, a class of it': () => { class Own extends RTCPeerConnection {} const each = new Own(); each.close(); return [each instanceof Own, each.constructor === Own, RTCPeerConnection.prototype.constructor === RTCPeerConnection, RTCPeerConnection.length, Reflect.ownKeys(RTCPeerConnection).map(String).sort()]; },
    'a connection and a channel': async () => {
      const a = new RTCPeerConnection();
      const b = new RTCPeerConnection();
      a.onicecandidate = ({ candidate }) => candidate && b.addIceCandidate(candidate).catch(() => {});
      b.onicecandidate = ({ candidate }) => candidate && a.addIceCandidate(candidate).catch(() => {});
      const channel = a.createDataChannel('x');
      await a.setLocalDescription();
      await b.setRemoteDescription(a.localDescription);
      await b.setLocalDescription();
      await a.setRemoteDescription(b.localDescription);
      const r = [a.signalingState, b.signalingState, a.localDescription.type, channel.readyState];
      a.close();
      b.close();
      return r;
    },
    'a transport fails': () => outcomes(() => typeof WebTransport, () => new WebTransport(), () => new WebTransport('http://localhost/').x, () => WebTransport('x')).map((each) => each.thrown ?? each),
  };

  const canvasOf = (width = 40, height = 20) => made('canvas', { width, height });
  const pictures = {
    'canvas text gives': () => { const c = canvasOf().getContext('2d'); return outcomes(() => c.fillText('x', 1, 10), () => c.strokeText('x', 1, 10, 5), () => c.fillText(), () => c.fillText('x', 1), () => c.fillText(Symbol('x'), 1, 1), () => CanvasRenderingContext2D.prototype.fillText.call({}, 'x', 1, 1)); },
    'canvas text coerces in order': () => { const order = []; const c = canvasOf().getContext('2d'); const number = (name) => ({ valueOf() { order.push(name); return 1; } }); c.fillText({ toString() { order.push('text'); return 'x'; } }, number('x'), number('y'), number('width')); return order; },
    'canvas text is drawn': () => { const draw = (text) => { const c = canvasOf(); c.getContext('2d').fillText(text, 1, 10); return c.toDataURL(); }; return [draw('x') === draw('x'), draw('x') === draw('y'), draw(5) === draw('5'), draw({ toString: () => 'x' }) === draw('x'), draw(undefined) === draw('undefined'), draw('x').length]; },
    'canvas toDataURL': () => { const c = canvasOf(2, 2); return [c.toDataURL(), c.toDataURL('image/x'), c.toDataURL('image/jpeg', 0.5).slice(0, 20), canvasOf(0, 0).toDataURL(), ...outcomes(() => HTMLCanvasElement.prototype.toDataURL.call({}))]; },
    'canvas toBlob': async () => { const order = []; const c = canvasOf(2, 2); const blob = await new Promise((done) => { const gives = c.toBlob((b) => { order.push('called'); done(b); }); order.push(String(gives)); }); const none = await new Promise((done) => canvasOf(0, 0).toBlob(done)); return [order, blob.type, blob.size > 0, none, blob.constructor === Blob, ...outcomes(() => c.toBlob(), () => c.toBlob(5))]; },
    'canvas getImageData': () => { const c = canvasOf(2, 2).getContext('2d'); c.fillStyle = '#f00'; c.fillRect(0, 0, 1, 1); const d = c.getImageData(0, 0, 2, 2); return [[...d.data], d.width, d.height, d.constructor === ImageData, ...outcomes(() => c.getImageData(), () => c.getImageData(0, 0, 0, 1))]; },
    'canvas that is tainted': async (to) => {
      const image = made('img', { src: `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"><foreignObject width="5" height="5"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject></svg>` });
      await image.decode();
      const c = canvasOf();
      c.getContext('2d').drawImage(image, 0, 0);
      return outcomes(() => c.toDataURL().slice(0, 10), () => c.toBlob(() => {}), () => c.getContext('2d').getImageData(0, 0, 1, 1).width);
    },
    'canvas drawImage': () => { const c = canvasOf(); return outcomes(() => c.getContext('2d').drawImage(canvasOf(), 0, 0), () => c.getContext('2d').drawImage(), () => c.getContext('2d').drawImage(canvasOf(0, 0), 0, 0), () => c.getContext('2d').drawImage({}, 0, 0)); },
    'canvas in no document': async () => { const c = new OffscreenCanvas(4, 4); c.getContext('2d').fillText('x', 0, 4); const blob = await c.convertToBlob(); const bitmap = c.transferToImageBitmap(); return [blob.type, blob.size > 0, bitmap.width, outcome(() => OffscreenCanvas(1, 1)), outcome(() => new OffscreenCanvas()), await new OffscreenCanvas(0, 0).convertToBlob().catch(({ name }) => name)]; },
    'canvas handed over': () => { const c = canvasOf(); const o = c.transferControlToOffscreen(); return [o.width, outcome(() => c.getContext('2d')).thrown, outcome(() => c.transferControlToOffscreen()).thrown]; },
    'canvas stream': () => { const s = canvasOf().captureStream?.(); return [s?.getTracks().length, s?.constructor.name]; },
    'image bitmap': async () => { const b = await createImageBitmap(canvasOf(3, 4)); return [b.width, b.height, await createImageBitmap().catch(({ name }) => name), await createImageBitmap({}).catch(({ name }) => name)]; },
  };

  /** Runs with a file in the page's own store. */
  const withFile = async (use) => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('calls.txt', { create: true });
    try { return await use(handle, root); } finally { await root.removeEntry('calls.txt').catch(() => {}); }
  };
  const files = {
    'a file is written': () => withFile(async (handle) => { const w = await handle.createWritable(); const gives = [String(await w.write('text')), String(await w.write({ type: 'write', position: 1, data: 'E' })), String(await w.seek(4)), String(await w.write(new Blob(['!']))), String(await w.write(new Uint8Array([33]))), String(await w.truncate(5))]; await w.close(); return [gives, await (await handle.getFile()).text()]; }),
    'a file is written wrong': () => withFile(async (handle) => { const all = []; for (const data of [undefined, { type: 'other' }, { type: 'write' }, { type: 'seek' }, Symbol('x')]) { const w = await handle.createWritable(); all.push(await Promise.resolve().then(() => w.write(data)).then(() => 'done', ({ name }) => name)); await w.abort().catch(() => {}); } return all; }),
    'a file by a writer': () => withFile(async (handle) => { const w = await handle.createWritable(); const writer = w.getWriter(); const r = [w.locked, writer.constructor === WritableStreamDefaultWriter, String(await writer.write('x')), outcome(() => w.getWriter()).thrown]; await writer.close(); return [...r, await (await handle.getFile()).text()]; }),
    'a file by a pipe': () => withFile(async (handle) => { const w = await handle.createWritable(); const gives = await stream('piped').pipeTo(w); return [String(gives), await (await handle.getFile()).text()]; }),
    'a file that is aborted': () => withFile(async (handle) => { const w = await handle.createWritable(); await w.write('x'); await w.abort(); return [(await handle.getFile()).size, await w.write('y').catch((error) => error?.name ?? String(error))]; }),
    'a file by another realm': () => withFile((handle) => frameFor(async (frame) => { const w = await handle.createWritable(); await frame.contentWindow.FileSystemWritableFileStream.prototype.write.call(w, 'x'); await w.close(); return (await handle.getFile()).text(); })),
    'a file, its name': () => withFile(async (handle, root) => [handle.kind, handle.name, await root.getFileHandle('none').catch(({ name }) => name), await root.getFileHandle('a/b', { create: true }).catch(({ name }) => name), await root.getFileHandle().catch(({ name }) => name)]),
    'file dialogs': async () => [typeof showSaveFilePicker, typeof showDirectoryPicker, await outcome(() => FileSystemFileHandle.prototype.createWritable.call({}).catch(({ name }) => name))],
    'a stream by a writer': async () => { const got = []; const w = new WritableStream({ write(chunk) { got.push(chunk); } }); const writer = w.getWriter(); await writer.ready; const r = [String(await writer.write('x')), String(await writer.close()), w.locked]; return [got, r, await writer.write('y').catch(({ name }) => name)]; },
    'a stream fails': async () => [outcome(() => new WritableStream().getWriter.call({})), outcome(() => new WritableStreamDefaultWriter()), outcome(() => new WritableStreamDefaultWriter({})), await new ReadableStream().pipeTo().catch(({ name }) => name), await ReadableStream.prototype.pipeTo.call({}, new WritableStream()).catch(({ name }) => name)],
    'a stream by a pipe': async () => { const got = []; await stream('abc').pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write(chunk) { got.push(chunk); } })); const source = stream('x'); const end = source.pipeTo(new WritableStream(), { preventClose: true }); const locked = source.locked; await end; return [got, locked, source.locked]; },
    'local storage': () => { localStorage.setItem('calls', { toString: () => 'own' }); localStorage.calls2 = 5; const r = [localStorage.getItem('calls'), localStorage.calls2, ...outcomes(() => localStorage.setItem('x'), () => Storage.prototype.setItem.call({}, 'a', 'b'))]; localStorage.clear(); return r; },
    'cookies': () => { document.cookie = 'calls=1'; const has = document.cookie.includes('calls=1'); document.cookie = 'calls=; max-age=0'; return [has, document.cookie.includes('calls'), described(Document.prototype, 'cookie')]; },
  };

  /** Properties that name an address, or hold one. */
  const ADDRESSES = [['img', 'src'], ['img', 'srcset'], ['img', 'lowsrc'], ['img', 'longDesc'], ['a', 'href'], ['a', 'ping'], ['area', 'href'], ['area', 'ping'], ['link', 'href'], ['link', 'imageSrcset'], ['script', 'src'], ['iframe', 'src'], ['iframe', 'srcdoc'], ['frame', 'src'], ['embed', 'src'], ['object', 'data'], ['object', 'codeBase'], ['source', 'src'], ['source', 'srcset'], ['video', 'src'], ['video', 'poster'], ['audio', 'src'], ['track', 'src'], ['input', 'src'], ['input', 'formAction'], ['button', 'formAction'], ['form', 'action'], ['form', 'target'], ['base', 'href'], ['body', 'background'], ['blockquote', 'cite'], ['meta', 'content'], ['html', 'manifest']];
  const properties = Object.fromEntries(ADDRESSES.map(([tag, name]) => [`${tag}.${name}`, () => {
    // In a document of its own, so that nothing is loaded.
    const other = document.implementation.createHTMLDocument('');
    const results = [];
    for (const value of ['x?y', '', null, undefined, 5, 'data:,x', 'http://', { toString: () => 'own' }, ' \n x']) {
      const element = other.createElement(tag);
      try { element[name] = value; } catch (error) { results.push(seen(error)); }
      results.push([String(element[name]), element.getAttribute(name), element.outerHTML]);
    }
    const element = other.createElement(tag);
    const thrown = outcomes(() => { element[name] = Symbol('x'); }, () => { element[name] = { toString() { throw new RangeError('mine'); } }; });
    const holder = Object.getPrototypeOf(element);
    return { results, thrown, in: name in element, own: Object.hasOwn(element, name), deleted: delete element[name], descriptor: described(holder, name), wrong: outcomes(() => holder[name], () => { Object.getOwnPropertyDescriptor(holder, name)?.set.call({}, 'x'); }) };
  }]));

  const attributes = {
    'setAttribute gives': () => { const e = made('img'); return outcomes(() => e.setAttribute('alt', 'x'), () => e.setAttribute('alt'), () => e.setAttribute(), () => e.setAttribute('a b', 'x'), () => e.setAttribute('alt', Symbol('x')), () => Element.prototype.setAttribute.call({}, 'a', 'b'), () => e.outerHTML); },
    'setAttribute coerces in order': () => { const { order, record } = recorder(); made('img').setAttribute(record('name', 'alt'), record('value', 'x')); return order; },
    'setAttribute in capitals': () => { const e = made('a'); e.setAttribute('HREF', 'x'); return [e.outerHTML, e.getAttributeNames()]; },
    'setAttributeNS': () => { const e = document.createElementNS('http://www.w3.org/2000/svg', 'a'); return outcomes(() => e.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', '#x'), () => e.setAttributeNS(null, 'a:b', 'x'), () => e.setAttributeNS('x'), () => e.href.baseVal, () => e.outerHTML); },
    'attribute nodes': () => { const e = made('img'); const a = document.createAttribute('alt'); a.value = 'x'; const r = [e.setAttributeNode(a), e.alt]; a.value = 'y'; r.push(e.alt); a.nodeValue = 'z'; r.push(e.alt); a.textContent = null; r.push(e.alt); r.push(outcome(() => made('p').setAttributeNode(a)).thrown, e.attributes.alt === a, a.ownerElement === e); const b = document.createAttribute('alt'); r.push(e.attributes.setNamedItem(b) === a, e.removeAttributeNode(b) === b, e.attributes.length); return r; },
    'attribute nodes fail': () => { const e = made('img'); return outcomes(() => e.setAttributeNode(), () => e.setAttributeNode({}), () => e.attributes.setNamedItem({}), () => Attr.prototype.cloneNode.call({}), () => e.removeAttributeNode(document.createAttribute('x')), () => { document.createAttribute('x').value = Symbol('x'); }); },
    'attribute values, looks': () => ['value', 'nodeValue', 'textContent'].map((name) => [described(Attr.prototype, name), described(Node.prototype, name)]),
    'toggleAttribute': () => { const e = made('a'); return [e.toggleAttribute('ping'), e.toggleAttribute('ping', true), e.toggleAttribute('ping'), e.outerHTML]; },
    'dataset and style are attributes': () => { const e = made('p'); e.dataset.x = 'y'; e.style.color = 'red'; e.className = 'c'; return [e.outerHTML, outcome(() => { e.dataset['a-b'] = 1; })]; },
    'an attribute is observed': async () => { const e = made('a'); const records = []; const o = new MutationObserver((all) => records.push(...all.map(({ attributeName, oldValue }) => [attributeName, oldValue]))); o.observe(e, { attributes: true, attributeOldValue: true }); e.href = '#1'; e.setAttribute('href', '#2'); e.getAttributeNode('href').value = '#3'; e.removeAttribute('href'); await soon(0); return records; },
    'an attribute of a custom element': () => { const heard = []; const name = `calls-attribute-${Math.random().toString(36).slice(2)}`; customElements.define(name, class extends HTMLElement { static observedAttributes = ['src']; attributeChangedCallback(...args) { heard.push(args); } }); const e = made(name); e.setAttribute('src', 'a'); e.setAttribute('src', 'b'); e.removeAttribute('src'); e.innerHTML = '<i>'; return heard; },
    'innerHTML': () => { const e = made('div'); const r = []; for (const each of ['<p>x', '', null, undefined, 5, { toString: () => '<b>y' }, '<script>window.callsRan = 1<\/script>']) { e.innerHTML = each; r.push(e.innerHTML); } return [r, typeof window.callsRan]; },
    'innerHTML fails': () => outcomes(() => { made('div').innerHTML = Symbol('x'); }, () => { document.createElementNS('x', 'y').innerHTML = '<a>'; }, () => { Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML').set.call({}, 'x'); }, () => { made('div').innerHTML = { toString() { throw new RangeError('mine'); } }; }),
    'innerHTML scripts do not run in the document': () => within(made('div'), (e) => { e.innerHTML = '<script>window.callsRan = 2<\/script>'; return [typeof window.callsRan, e.firstChild.localName]; }),
    'innerHTML of a template and a shadow root': () => { const t = made('template'); t.innerHTML = '<p>x'; const root = made('div').attachShadow({ mode: 'open' }); root.innerHTML = '<p>y'; return [t.content.childNodes.length, t.childNodes.length, root.innerHTML, described(ShadowRoot.prototype, 'innerHTML'), described(Element.prototype, 'innerHTML'), described(Element.prototype, 'outerHTML')]; },
    'outerHTML': () => { const outer = made('div'); outer.innerHTML = '<p>a</p>'; const p = outer.firstChild; p.outerHTML = '<b>b</b>'; return [outer.innerHTML, p.isConnected, ...outcomes(() => { document.documentElement.outerHTML = 'x'; }, () => { made('p').outerHTML = 'x'; }, () => { p.outerHTML = null; })]; },
    'insertAdjacentHTML': () => { const outer = made('div'); const p = outer.appendChild(made('p')); return [...outcomes(() => p.insertAdjacentHTML('beforebegin', '<a>'), () => p.insertAdjacentHTML('AfterEnd', '<b>'), () => p.insertAdjacentHTML('nonsense', 'x'), () => p.insertAdjacentHTML('beforeend'), () => made('p').insertAdjacentHTML('beforebegin', 'x'), () => p.insertAdjacentHTML('beforeend', null)), outer.innerHTML]; },
    'insertAdjacentHTML coerces in order': () => { const { order, record } = recorder(); made('p').insertAdjacentHTML(record('where', 'beforeend'), record('text', 'x')); return order; },
    'setHTMLUnsafe': () => { const e = made('div'); return [...outcomes(() => e.setHTMLUnsafe('<p><template shadowrootmode=open>x</template>'), () => e.setHTMLUnsafe(), () => e.setHTMLUnsafe(null)), e.innerHTML, typeof Document.parseHTMLUnsafe, typeof e.setHTML]; },
    'parsing': () => [new DOMParser().parseFromString('<p>x', 'text/html').body.innerHTML, ...outcomes(() => new DOMParser().parseFromString('x'), () => new DOMParser().parseFromString('x', 'y').x), document.createRange().createContextualFragment('<i>x').firstChild.localName, ...outcomes(() => document.createRange().createContextualFragment())],
    'document.write in a frame': () => frameFor((frame) => { const d = frame.contentDocument; const r = outcomes(() => d.write('<p>a', '<p>b'), () => d.writeln('c'), () => d.write(), () => d.write(5, null), () => d.close(), () => Document.prototype.write.call({}, 'x'), () => d.write(Symbol('x'))); return [r, d.body.innerHTML, d.readyState]; }),
    'document.write runs scripts at once': () => frameFor((frame) => { const d = frame.contentDocument; d.write('<script>window.ran = 1<\/script><p>x'); const ran = frame.contentWindow.ran; d.close(); return [ran, d.body.innerHTML]; }),
    'document.write in XML': () => outcomes(() => new DOMParser().parseFromString('<a/>', 'text/xml').write('x'), () => document.implementation.createHTMLDocument('').write('x')),
    'document.open in a frame': () => frameFor((frame) => { const d = frame.contentDocument; let heard = 0; frame.contentWindow.addEventListener('x', () => { heard += 1; }); const same = d.open() === d; frame.contentWindow.dispatchEvent(new Event('x')); d.close(); return [same, heard, frame.contentDocument === d, d.URL === document.URL]; }),
  };

  const insertion = {
    'insertions give': () => { const outer = made('div'); const a = made('a'); const b = made('b'); const c = made('i'); const r = [outer.appendChild(a) === a, outer.insertBefore(b, a) === b, outer.replaceChild(c, a) === a, String(outer.append('text', made('u'))), String(outer.prepend('first')), String(b.before('x')), String(b.after('y')), String(c.replaceWith('z')), outer.insertAdjacentElement('beforeend', a) === a, String(outer.insertAdjacentText('beforeend', 't')), outer.removeChild(a) === a]; return [r, outer.innerHTML, String(outer.replaceChildren()), outer.innerHTML]; },
    'insertions fail': () => { const outer = made('div'); const inner = outer.appendChild(made('p')); return outcomes(() => inner.appendChild(outer), () => outer.appendChild(), () => outer.appendChild('x'), () => outer.insertBefore(made('p'), made('p')), () => outer.insertBefore(made('p')), () => outer.replaceChild(made('p'), made('p')), () => document.appendChild(made('p')), () => new Text('x').appendChild(made('p')), () => outer.append(Symbol('x')), () => outer.insertAdjacentElement('nonsense', inner), () => made('p').insertAdjacentElement('beforebegin', inner), () => outer.insertAdjacentElement('beforeend', 'x'), () => Node.prototype.appendChild.call({}, inner), () => inner.append(outer), () => outer.removeChild(made('p'))); },
    'insertions take texts': () => { const outer = made('div'); outer.append(null, undefined, 5, { toString: () => 'own' }); return [outer.childNodes.length, outer.textContent]; },
    'insertions coerce in order': () => { const { order, record } = recorder(); made('div').append(record('first', 'a'), made('p'), record('second', 'b')); return order; },
    'insertions with many arguments': () => { const outer = made('div'); outer.append(...Array.from({ length: 300 }, (_, n) => made('i', { id: n }))); outer.prepend(...outer.childNodes); return [outer.childNodes.length, outer.firstChild.id, outer.lastChild.id]; },
    'insertions are observed': async () => within(made('div'), async (outer) => { const records = []; const o = new MutationObserver((all) => records.push(...all.map((r) => [r.addedNodes.length, r.removedNodes.length, r.previousSibling?.nodeName ?? null, r.nextSibling?.nodeName ?? null]))); o.observe(outer, { childList: true, subtree: true }); outer.append(made('a'), made('b')); outer.firstChild.remove(); outer.innerHTML = '<i></i><u></u>'; outer.replaceChildren(made('p')); const f = new DocumentFragment(); f.append(made('a'), made('b')); outer.append(f); await soon(0); return records; }),
    'custom elements react in order': () => { const order = []; const name = `calls-react-${Math.random().toString(36).slice(2)}`; customElements.define(name, class extends HTMLElement { constructor() { super(); order.push('made'); } connectedCallback() { order.push(`connected ${this.id} ${document.querySelectorAll(name).length}`); } disconnectedCallback() { order.push(`disconnected ${this.id}`); } }); return within(made('div'), (outer) => { outer.append(made(name, { id: 1 }), made(name, { id: 2 })); order.push('appended'); outer.innerHTML = `<${name} id=3></${name}><iframe></iframe><${name} id=4></${name}>`; order.push('markup'); outer.insertBefore(outer.lastChild, outer.firstChild); order.push('moved'); return order; }); },
    'scripts run in order': () => { window.callsOrder = []; const script = (text) => made('script', { textContent: text }); return within(made('div'), (outer) => { const f = new DocumentFragment(); f.append(script('callsOrder.push(1, document.querySelectorAll(".calls-after").length)'), made('iframe'), script('callsOrder.push(2, document.querySelectorAll("iframe").length, typeof window[0])'), made('p', { className: 'calls-after' })); outer.append(f); callsOrder.push('after'); const nested = made('p'); nested.append(script('callsOrder.push(3)'), made('iframe')); outer.append(nested, script('callsOrder.push(4)')); return callsOrder; }); },
    'frames load in order': () => { const order = []; return within(made('div'), async (outer) => { const frame = made('iframe'); frame.onload = () => order.push('load'); order.push('before'); outer.append(frame); order.push('after'); queueMicrotask(() => order.push('microtask')); await soon(50); return order; }); },
    'a script that removes a frame': () => { window.callsSeen = []; return within(made('div', { id: 'calls-host' }), (outer) => { const f = new DocumentFragment(); f.append(made('iframe'), made('script', { textContent: 'callsSeen.push(window.length); document.querySelector("#calls-host iframe").remove(); callsSeen.push(window.length)' }), made('p')); outer.append(f); return [callsSeen, outer.innerHTML]; }); },
    'ranges': () => { const outer = made('div'); outer.innerHTML = 'a<b>b</b>c'; const range = document.createRange(); range.selectNode(outer.childNodes[1]); const r = outcomes(() => range.insertNode(made('i')), () => range.surroundContents(made('u')), () => range.insertNode(), () => range.insertNode({}), () => range.surroundContents(document), () => Range.prototype.insertNode.call({}, made('p'))); return [r, outer.innerHTML, range.extractContents().childNodes.length, outer.innerHTML]; },
    'moveBefore': () => within(made('div'), (outer) => { const a = made('a'); const b = made('b'); outer.append(a, b); return [typeof outer.moveBefore, ...outcomes(() => outer.moveBefore(b, a), () => outer.moveBefore(b), () => outer.moveBefore(made('p'), a), () => outer.moveBefore(a, null)), outer.innerHTML]; }),
    'cloning': () => { const outer = made('div'); outer.innerHTML = '<iframe src="about:blank"></iframe><img alt="x">'; const copy = outer.cloneNode(true); return [copy.outerHTML, copy.isEqualNode(outer), document.importNode(outer, false).outerHTML, outcome(() => document.importNode(document)), outcome(() => document.adoptNode(document))]; },
    'execCommand inserts': () => within(made('div', { contentEditable: 'true' }), (host) => { host.focus(); return [document.execCommand('insertHTML', false, '<b>x</b>'), host.innerHTML, document.execCommand('insertText', false, 'y'), host.textContent]; }),
    'a frame, its window': () => frameFor((frame) => { const w = frame.contentWindow; const r = [w === frame.contentWindow, w === window[window.length - 1], frame.contentDocument === w.document, frame.contentDocument.defaultView === w, w.frameElement === frame, w.parent === window, w.top === top, w.length, Object.prototype.toString.call(w), w.closed, w.fetch === w.fetch, w.fetch === fetch, typeof w.fetch, w.eval('this') === w]; frame.remove(); return [...r, frame.contentWindow, frame.contentDocument, w.closed, w.document === null, w.parent]; }),
    'a frame, its functions': () => frameFor(({ contentWindow: w }) => [w.fetch.name, w.fetch.length, Object.getPrototypeOf(w.fetch) === w.Function.prototype, w.XMLHttpRequest.prototype.constructor === w.XMLHttpRequest, w.Function.prototype.toString.call(w.fetch), w.Array.from([1]) instanceof w.Array, new w.Blob(['x']) instanceof w.Blob, new w.Blob() instanceof Blob]),
    'a frame, moved': () => frameFor((frame) => { const w = frame.contentWindow; const host = made('div'); document.body.append(host); host.append(frame); const r = [frame.contentWindow === w, frame.contentWindow === window[window.length - 1], w.closed]; host.remove(); return r; }),
    'a frame, not in a document': () => { const frame = made('iframe'); return [frame.contentWindow, frame.contentDocument, frame.getSVGDocument(), ...outcomes(() => Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow').get.call({}))]; },
    'a frame, of another origin': async (to) => { const frame = made('iframe', { src: `${to.replace('network', 'collector')}/listen` }); document.body.append(frame); await once(frame, 'load'); const w = frame.contentWindow; const r = [frame.contentDocument, w === window[window.length - 1], typeof w, ...outcomes(() => w.document, () => w.fetch, () => { w.x = 1; }, () => w.location.href, () => w.parent === window, () => w.closed, () => w.length, () => Reflect.ownKeys(w).map(String).sort(), () => Object.getPrototypeOf(w), () => String(w))]; frame.remove(); return r; },
    'a frame, named': () => frameFor((frame) => [frames['calls-frame'] === frame.contentWindow, document['calls-frame'] === frame.contentWindow, 'calls-frame' in window, Object.keys(window).includes('0')], { name: 'calls-frame' }),
    'a frame of srcdoc': () => frameFor(async (frame) => { await once(frame, 'load'); return [frame.contentDocument.body.innerHTML, frame.contentDocument.URL, frame.contentWindow.callsIn]; }, { srcdoc: '<script>window.callsIn = typeof fetch<\/script>text' }),
    'a frame is put before a script': () => within(made('div'), (around) => {
      const mark = around.appendChild(made('script'));
      mark.type = 'text/plain';
      mark.textContent = 'text';
      const [before, after] = [made('iframe'), made('iframe')];
      const gives = [around.insertBefore(before, mark) === before, around.insertBefore(after, null) === after];
      const replaced = around.replaceChild(made('iframe'), mark) === mark;
      return [gives, replaced, [...around.children].map((each) => each.localName)];
    }),
    'a frame and a script in one fragment are told of once': async () => {
      const around = document.body.appendChild(made('div'));
      const records = [];
      const observer = new MutationObserver((list) => { for (const { addedNodes, removedNodes } of list) records.push([[...addedNodes].map((each) => each.nodeName), [...removedNodes].map((each) => each.nodeName)]); });
      observer.observe(around, { childList: true, subtree: true });
      const script = made('script');
      script.type = 'text/plain';
      const fragment = document.createDocumentFragment();
      fragment.append(made('iframe'), script, made('calls-nobody'));
      around.append(fragment);
      await Promise.resolve();
      observer.disconnect();
      around.remove();
      return records;
    },
    'a frame that is loaded': () => frameFor(async (frame) => { const before = frame.contentWindow; await once(frame, 'load'); return [before === frame.contentWindow, typeof frame.contentWindow.fetch, frame.contentWindow.fetch.name, frame.contentWindow.Function.prototype.toString.call(frame.contentWindow.fetch)]; }, { src: '/late' }),
    'a frame that is loaded keeps what it was given': () => frameFor(async (frame) => { frame.contentWindow.given = 1; const { document: first } = frame.contentWindow; await once(frame, 'load'); return [frame.contentWindow.given, frame.contentDocument === first]; }, { src: '/late' }),
    'an object and an embed': () => within(made('object'), (each) => [each.contentWindow, each.contentDocument, outcome(() => each.getSVGDocument()), outcome(() => made('embed').getSVGDocument()), described(HTMLObjectElement.prototype, 'contentWindow'), described(HTMLIFrameElement.prototype, 'contentWindow'), described(HTMLIFrameElement.prototype, 'contentDocument')]),
    'attachShadow': () => { const host = made('div'); const root = host.attachShadow({ mode: 'closed' }); return [host.shadowRoot, root.mode, root.host === host, root.constructor === ShadowRoot, ...outcomes(() => host.attachShadow({ mode: 'open' }), () => made('img').attachShadow({ mode: 'open' }), () => made('div').attachShadow(), () => made('div').attachShadow({}), () => made('div').attachShadow({ mode: 'x' }), () => Element.prototype.attachShadow.call({}, { mode: 'open' }))]; },
    'attachShadow reads its options in order': () => { const order = []; const option = (name, value) => ({ get: () => { order.push(name); return value; }, enumerable: true }); made('div').attachShadow(Object.defineProperties({}, { serializable: option('serializable', false), mode: option('mode', 'open'), delegatesFocus: option('delegatesFocus', false), clonable: option('clonable', false), slotAssignment: option('slotAssignment', 'named') })); return order; },
    'a closed shadow root by its internals': () => { const name = `calls-internals-${Math.random().toString(36).slice(2)}`; customElements.define(name, class extends HTMLElement { constructor() { super(); this.root = this.attachShadow({ mode: 'closed' }); this.internals = this.attachInternals(); } }); const e = made(name); return [e.internals.shadowRoot === e.root, e.shadowRoot]; },
    'styles': () => { const { style } = made('p'); const r = []; for (const value of ['red', '', null, undefined, 'nonsense', 'url(x)']) { style.background = value; style.cssText ||= ''; r.push(style.background); } return [r, ...outcomes(() => style.setProperty('color', 'red', 'important'), () => style.setProperty(), () => style.setProperty('color', Symbol('x')), () => style.getPropertyPriority('color'), () => { style.cssText = 'color: blue; background-image: url("x")'; return style.cssText; }, () => CSSStyleDeclaration.prototype.setProperty.call({}, 'a', 'b'))]; },
    'style rules': () => within(made('style'), (element) => { const { sheet } = element; const r = outcomes(() => sheet.insertRule('p { color: red }'), () => sheet.insertRule('i {}', 1), () => sheet.insertRule('b {}', 9), () => sheet.insertRule('nonsense'), () => sheet.insertRule(), () => sheet.insertRule('@import "x"', 2), () => sheet.addRule('u', 'color: red'), () => CSSStyleSheet.prototype.insertRule.call({}, 'p {}'), () => sheet.cssRules.length); const rule = sheet.cssRules[0]; rule.style.backgroundImage = 'none'; rule.selectorText = 'u'; return [r, rule.cssText, outcome(() => sheet.deleteRule(9)).thrown]; }),
    'style sheets that are made': async () => { const sheet = new CSSStyleSheet(); const same = await sheet.replace('p { color: red }') === sheet; const r = [same, sheet.cssRules.length, String(sheet.replaceSync('i {} b {}')), sheet.cssRules.length, ...outcomes(() => sheet.replaceSync(), () => CSSStyleSheet(), () => { document.adoptedStyleSheets = [5]; })]; document.adoptedStyleSheets = [sheet]; const count = document.adoptedStyleSheets.length; document.adoptedStyleSheets = []; return [...r, count]; },
    'style elements': () => within(made('style'), (element) => { element.textContent = 'p { color: red }'; const one = element.sheet.cssRules.length; element.append('i { color: red }'); element.firstChild.data = 'b {} u {}'; return [one, element.sheet.cssRules.length, element.innerHTML]; }),
    'computed styles': () => within(made('p'), (element) => { element.style.setProperty('--own', 'url("x")'); element.style.backgroundImage = 'url("data:,x")'; return [getComputedStyle(element).backgroundImage, element.style.getPropertyValue('--own'), element.attributeStyleMap?.get('--own')?.toString()]; }),
    'fonts': () => { const face = new FontFace('x', 'url("data:,x")'); return [face.family, face.status, ...outcomes(() => FontFace('x', 'y'), () => new FontFace(), () => new FontFace('x', '').status)]; },
    'a form is submitted': () => within(made('form', { action: 'javascript:void 0' }), (form) => { const order = []; form.innerHTML = '<input name=a value=b><button name=c value=d></button>'; for (const type of ['submit', 'formdata']) form.addEventListener(type, (event) => { order.push([type, event.submitter?.name, event.defaultPrevented, event.isTrusted]); if (type === 'submit' && order.length < 3) event.preventDefault(); }); const gives = outcomes(() => form.requestSubmit(), () => form.requestSubmit(form.lastChild), () => form.requestSubmit(form.firstChild), () => form.requestSubmit(made('button')), () => HTMLFormElement.prototype.requestSubmit.call({})); return [gives, order]; }),
    'a form, its data': () => within(made('form'), (form) => { const order = []; form.innerHTML = '<input name=a value=b><input type=submit name=s value=t>'; form.addEventListener('formdata', ({ formData }) => { order.push('formdata'); formData.append('x', 'y'); }); const data = [...new FormData(form)]; return [data, [...new FormData(form, form.lastChild)], order, ...outcomes(() => new FormData({}), () => new FormData(form, made('button')), () => FormData())]; }),
    'a form is invalid': () => within(made('form'), (form) => { const order = []; form.innerHTML = '<input required>'; form.addEventListener('submit', (event) => { order.push('submit'); event.preventDefault(); }); form.firstChild.addEventListener('invalid', () => order.push('invalid')); form.requestSubmit(); return order; }),
    'a form by its button': () => within(made('form'), (form) => { const order = []; form.innerHTML = '<button></button>'; form.addEventListener('click', () => order.push('click')); form.addEventListener('submit', (event) => { order.push('submit'); event.preventDefault(); }); form.firstChild.click(); return order; }),
    'timers take texts': async () => { window.callsTimed = 0; setTimeout('callsTimed += 1'); setTimeout(() => { callsTimed += 1; }); await soon(20); return [callsTimed, typeof setTimeout('')]; },
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
  /** Functions of classes and of the window that may be wrapped, by where they stand. */
  const MORE_WRAPPED = {
    window: ['open', 'fetchLater', 'EventSource', 'WebSocket', 'WebTransport', 'RTCPeerConnection', 'RTCDataChannel', 'postMessage', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'Worker', 'SharedWorker', 'Notification', 'OffscreenCanvas', 'Request', 'FormData', 'Image', 'Audio', 'FontFace', 'CSSStyleSheet', 'XMLHttpRequest', 'DOMParser', 'setTimeout', 'setInterval', 'createImageBitmap', 'showSaveFilePicker', 'importScripts', 'ClipboardItem', 'MutationObserver', 'ShadowRoot', 'HTMLIFrameElement', 'PaymentRequest', 'PresentationRequest'],
    Element: ['setAttribute', 'setAttributeNS', 'setAttributeNode', 'setAttributeNodeNS', 'toggleAttribute', 'insertAdjacentHTML', 'insertAdjacentElement', 'append', 'prepend', 'before', 'after', 'replaceWith', 'replaceChildren', 'setHTMLUnsafe', 'attachShadow', 'moveBefore'],
    Node: ['appendChild', 'insertBefore', 'replaceChild', 'cloneNode'],
    Document: ['write', 'writeln', 'open', 'close', 'append', 'prepend', 'replaceChildren', 'importNode', 'adoptNode', 'createElement'],
    DocumentFragment: ['append', 'prepend', 'replaceChildren'],
    CharacterData: ['before', 'after', 'replaceWith'],
    Range: ['insertNode', 'surroundContents', 'createContextualFragment'],
    NamedNodeMap: ['setNamedItem', 'setNamedItemNS'],
    HTMLFormElement: ['requestSubmit', 'submit'],
    HTMLCanvasElement: ['toDataURL', 'toBlob', 'getContext', 'captureStream', 'transferControlToOffscreen'],
    CanvasRenderingContext2D: ['fillText', 'strokeText', 'drawImage', 'getImageData', 'putImageData'],
    OffscreenCanvasRenderingContext2D: ['fillText', 'strokeText', 'drawImage', 'getImageData'],
    OffscreenCanvas: ['convertToBlob', 'transferToImageBitmap'],
    CSSStyleDeclaration: ['setProperty'],
    CSSStyleSheet: ['insertRule', 'addRule', 'replace', 'replaceSync'],
    MessagePort: ['postMessage'], BroadcastChannel: ['postMessage'], Worker: ['postMessage'], WebSocket: ['send'], RTCDataChannel: ['send'],
    RTCPeerConnection: ['createDataChannel', 'setConfiguration', 'setRemoteDescription', 'addIceCandidate'],
    ServiceWorkerContainer: ['register'], ServiceWorker: ['postMessage'], History: ['pushState', 'replaceState'], Navigation: ['navigate'],
    Navigator: ['share', 'registerProtocolHandler', 'sendBeacon'], ServiceWorkerRegistration: ['showNotification'],
    FileSystemFileHandle: ['createWritable'], FileSystemWritableFileStream: ['write', 'seek', 'truncate'], WritableStream: ['getWriter'], WritableStreamDefaultWriter: ['write'], ReadableStream: ['pipeTo', 'pipeThrough'],
    Response: ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData', 'clone', 'textStream'], XMLHttpRequest: ['abort', 'overrideMimeType'],
    Storage: ['setItem'], XSLTProcessor: ['transformToFragment'], HTMLMediaElement: ['play', 'load'],
  };
  for (const [holder, names] of Object.entries(MORE_WRAPPED)) {
    for (const name of names) WRAPPED[`${holder}.${name}`] = () => [holder === 'window' ? window : window[holder]?.prototype, name];
  }
  /** Accessors that may be wrapped. */
  const ACCESSORS = {
    Element: ['innerHTML', 'outerHTML', 'shadowRoot', 'id'], ShadowRoot: ['innerHTML'], Node: ['textContent', 'nodeValue'], CharacterData: ['data'], Attr: ['value'],
    HTMLElement: ['innerText', 'outerText', 'style', 'title'], HTMLScriptElement: ['text', 'src', 'textContent'], HTMLAnchorElement: ['href', 'host', 'hostname', 'pathname', 'search', 'hash', 'text'],
    HTMLIFrameElement: ['contentWindow', 'contentDocument', 'src', 'srcdoc'], HTMLFrameElement: ['contentWindow', 'contentDocument', 'src'], HTMLObjectElement: ['contentWindow', 'contentDocument', 'data'],
    Document: ['defaultView', 'cookie', 'domain', 'adoptedStyleSheets', 'location'], MessageEvent: ['source', 'data'], CSSStyleDeclaration: ['cssText', 'background', 'backgroundImage'],
    CSSStyleProperties: ['backgroundImage'], CSSStyleRule: ['style', 'selectorText'], CSSRule: ['cssText'], SVGAnimatedString: ['baseVal'], SVGImageElement: ['href'], DOMTokenList: ['value'],
    Response: ['body', 'bodyUsed', 'url'], XMLHttpRequest: ['response', 'responseText', 'responseXML', 'responseType', 'responseURL'],
    window: ['name', 'frames', 'parent', 'top', 'opener', 'length', 'location', 'navigation', 'onmessage'], UIEvent: ['view'],
  };
  const accessors = {};
  for (const [holder, names] of Object.entries(ACCESSORS)) {
    for (const name of names) accessors[`the look of ${holder}.${name}, an accessor`] = () => described(holder === 'window' ? window : window[holder].prototype, name);
  }
  /** How a class behaves that is called, made, or taken as a base. */
  const CLASSES = ['EventSource', 'WebSocket', 'RTCPeerConnection', 'MessageChannel', 'BroadcastChannel', 'Worker', 'SharedWorker', 'Notification', 'OffscreenCanvas', 'Blob', 'File', 'Request', 'XMLHttpRequest', 'FormData', 'Image', 'Audio', 'FontFace', 'CSSStyleSheet', 'DOMParser', 'HTMLIFrameElement', 'MutationObserver', 'WritableStream', 'MessagePort', 'ShadowRoot', 'DataTransfer'];
  const classes = Object.fromEntries(CLASSES.map((name) => [`the class ${name}`, () => {
    const each = window[name];
    function Other() {}
    const built = (make) => { try { const one = make(); one.close?.(); one.terminate?.(); return [Object.prototype.toString.call(one), one instanceof each, one instanceof Other]; } catch (error) { return seen(error); } };
    return {
      called: built(() => each()), bare: built(() => new each()), reflected: built(() => Reflect.construct(each, [], Other)),
      derived: built(() => new (class extends each {})()), bound: built(() => new (each.bind())()), proxied: built(() => new (new Proxy(each, {}))()),
      prototype: described(each, 'prototype'), constructor: each.prototype.constructor === each, base: Object.getPrototypeOf(each).name,
      statics: Reflect.ownKeys(each).map(String).sort(), members: Reflect.ownKeys(each.prototype).map(String).sort(), instance: outcome(() => Object.create(each.prototype) instanceof each),
      global: Object.keys(Object.getOwnPropertyDescriptor(window, name)).sort(), text: Function.prototype.toString.call(each), name: each.name, length: each.length,
    };
  }]));
  const looks = Object.fromEntries(Object.entries(WRAPPED).map(([name, find]) => [`the look of ${name}`, () => {
    const [holder, key] = find();
    const { value, ...descriptor } = Object.getOwnPropertyDescriptor(holder, key);
    let derived;
    try { derived = typeof class extends value {}; } catch (error) { derived = error.name; }
    let built;
    try { built = typeof Reflect.construct(Object, [], value); } catch (error) { built = error.name; }
    return {
      descriptor, name: value.name, length: value.length, text: Function.prototype.toString.call(value), own: value.toString(), string: `${value}`,
      // Sorted: Firefox lists them in the order in which they were first looked at.
      proto: Object.getPrototypeOf(value) === Function.prototype, keys: Reflect.ownKeys(value).map(String).sort(), type: typeof value,
      hasPrototype: Object.hasOwn(value, 'prototype'), built, derived, isFrozen: [Object.isFrozen(value), Object.isExtensible(value)], tag: Object.prototype.toString.call(value),
      position: Object.getOwnPropertyNames(holder).filter((each) => !/^stage|^on/.test(each)).indexOf(key) >= 0,
    };
  }]));

  const all = { ...fetches, ...readings, ...requests, ...others, ...windows, ...messages, ...pictures, ...files, ...properties, ...attributes, ...insertion, ...looks, ...accessors, ...classes };
  return {
    all,
    /** @param {string} to */
    async run(to) {
      /** @type {Record<string, unknown>} */
      const results = {};
      for (const [name, call] of Object.entries(all)) {
        try { results[name] = await Promise.race([call(to), soon(60_000).then(() => 'has no end')]); } catch (error) { results[name] = seen(error); }
      }
      return JSON.stringify(results);
    },
  };
})();
