// Every way to read what a response brings, each giving the text that the page got; and what a page
// sees of a body besides its text, as plain data. Run by sources.test.mjs.
'use strict';
var stageReading = (() => {
  const decoded = (bytes) => new TextDecoder().decode(bytes);
  const joined = (chunks) => {
    const all = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let offset = 0;
    for (const chunk of chunks) { all.set(chunk, offset); offset += chunk.byteLength; }
    return decoded(all);
  };
  /** All that a reader gives. */
  const drained = async (reader, read = () => reader.read()) => {
    const chunks = [];
    for (;;) {
      const { done, value } = await read();
      if (done) return joined(chunks);
      chunks.push(value);
    }
  };
  const frame = () => {
    const each = document.createElement('iframe');
    document.body.append(each);
    return each.contentWindow;
  };

  const fetches = {
    'text': async (url) => (await fetch(url)).text(),
    'json': async (url) => JSON.stringify(await (await fetch(url)).json()),
    'arrayBuffer': async (url) => decoded(await (await fetch(url)).arrayBuffer()),
    'blob': async (url) => (await (await fetch(url)).blob()).text(),
    'bytes': async (url) => decoded(await (await fetch(url)).bytes()),
    'a reader': async (url) => drained((await fetch(url)).body.getReader()),
    'a reader with buffers of its own': async (url) => {
      const reader = (await fetch(url)).body.getReader({ mode: 'byob' });
      return drained(reader, () => reader.read(new Uint8Array(7)));
    },
    'a reader with large buffers': async (url) => {
      const reader = (await fetch(url)).body.getReader({ mode: 'byob' });
      return drained(reader, () => reader.read(new Uint8Array(1 << 20)));
    },
    'a reader, made and asked at once': async (url) => drained((await fetch(url)).body.getReader()),
    'for await': async (url) => { const chunks = []; for await (const chunk of (await fetch(url)).body) chunks.push(chunk); return joined(chunks); },
    'pipeTo': async (url) => { const chunks = []; await (await fetch(url)).body.pipeTo(new WritableStream({ write(chunk) { chunks.push(chunk); } })); return joined(chunks); },
    'pipeThrough': async (url) => {
      let text = '';
      const reader = (await fetch(url)).body.pipeThrough(new TextDecoderStream()).getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) text += step.value;
      return text;
    },
    'textStream': async (url) => {
      const response = await fetch(url);
      if (!response.textStream) return response.text();
      let text = '';
      const reader = response.textStream().getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) text += step.value;
      return text;
    },
    'both branches of a tee': async (url) => {
      const [one, other] = (await fetch(url)).body.tee();
      const texts = await Promise.all([drained(one.getReader()), drained(other.getReader())]);
      return texts[0] === texts[1] ? texts[0] : texts.join('≠');
    },
    'a clone': async (url) => (await fetch(url)).clone().text(),
    'a clone of a clone, and all of them': async (url) => {
      const one = await fetch(url);
      const other = one.clone();
      const texts = await Promise.all([other.clone().text(), one.text(), other.text()]);
      return new Set(texts).size === 1 ? texts[0] : texts.join('≠');
    },
    'a clone after the body was looked at': async (url) => {
      const one = await fetch(url);
      const { body } = one;
      const other = one.clone();
      const texts = await Promise.all([other.text(), one.text()]);
      return body.locked && one.body !== body && texts[0] === texts[1] ? texts[0] : texts.join('≠');
    },
    'a response made of the body': async (url) => new Response((await fetch(url)).body).text(),
    'a response made of the response': async (url) => { const one = await fetch(url); return new Response(one.body, one).text(); },
    'a request': async (url) => (await fetch(new Request(url))).text(),
    'POST': async (url) => (await fetch(url, { method: 'POST', body: '{}' })).text(),
    'the text method of a frame': async (url) => frame().Response.prototype.text.call(await fetch(url)),
    'the body getter of a frame': async (url) => {
      const { get } = Object.getOwnPropertyDescriptor(frame().Response.prototype, 'body');
      return drained(get.call(await fetch(url)).getReader());
    },
    'the fetch of a frame': async (url) => (await frame().fetch(url)).text(),
    'a cache': async (url) => {
      const cache = await caches.open('stage');
      await cache.put(url, await fetch(url));
      const text = await (await cache.match(url)).text();
      await caches.delete('stage');
      return text;
    },
    'a cache that fetches': async (url) => {
      const cache = await caches.open('stage');
      await cache.add(url);
      const text = await (await caches.match(url)).text();
      await caches.delete('stage');
      return text;
    },
    'led there': async (url) => (await fetch(`/led?${encodeURIComponent(url)}`)).text(),
    'an escaped address': async (url) => (await fetch(url.replace('graphql', 'graph%71l'))).text(),
    'a getter for then on objects': async (url) => {
      const seen = [];
      Object.defineProperty(Object.prototype, 'then', { configurable: true, get() {
        if (this instanceof ArrayBuffer) seen.push(decoded(this));
        if (this?.value instanceof Uint8Array) seen.push(decoded(this.value));
        return undefined;
      } });
      try { return [await (await fetch(url)).text(), ...seen].join(''); } finally { delete Object.prototype.then; }
    },
    'prototypes and classes replaced': async (url) => {
      const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
      /** @type {unknown[]} */
      const heard = [];
      const replaced = [];
      const replace = (holder, name, value) => {
        replaced[replaced.length] = [holder, name, getOwnPropertyDescriptor(holder, name)];
        defineProperty(holder, name, { value, configurable: true, writable: true });
      };
      const hear = (native) => function (...args) {
        for (let index = 0; index < args.length; index += 1) heard[heard.length] = args[index];
        return apply(native, this, args);
      };
      const response = await fetch(url);
      const restore = () => {
        for (let index = replaced.length - 1; index >= 0; index -= 1) defineProperty(...replaced[index]);
      };
      for (const [holder, names] of [
        [ReadableStream.prototype, ['getReader', 'pipeTo', 'tee']], [WritableStream.prototype, ['getWriter']], [ReadableStreamDefaultReader.prototype, ['read']],
        [ReadableByteStreamController.prototype, ['enqueue', 'close', 'error']], [getPrototypeOf(Uint8Array.prototype), ['set', 'slice', 'subarray']],
        [TextDecoder.prototype, ['decode']], [TextEncoder.prototype, ['encode']], [String.prototype, ['startsWith', 'slice', 'includes']],
        [RegExp.prototype, ['exec', 'test']], [WeakMap.prototype, ['get', 'set', 'has']], [Array.prototype, ['push']],
      ]) for (const name of names) replace(holder, name, hear(holder[name]));
      for (const name of ['Response', 'ReadableStream', 'WritableStream', 'AbortController', 'TextDecoder', 'Uint8Array']) replace(window, name, class {});
      let text;
      try { text = await response.text(); } finally { restore(); }
      return [text, ...heard.map((each) => (ArrayBuffer.isView(each) ? decoded(each) : String(each))).filter((each) => each.includes('@'))].join('');
    },
  };

  /** Whatever is read of a request, at any time; what was there before the end comes first. */
  const request = (url, type, read, { method = 'GET', use = () => {}, from = new XMLHttpRequest(), isEarlyTold = true } = {}) => new Promise((done, fail) => {
    const early = [];
    from.open(method, url);
    from.responseType = type;
    from.onreadystatechange = () => {
      if (from.readyState === 4) return;
      try { if (from.response) early.push(`early: ${from.response}`); } catch (error) { early.push(error.name); }
    };
    from.onload = async () => { try { done((isEarlyTold ? early.join('') : '') + await read(from)); } catch (error) { fail(error); } };
    from.onerror = () => fail(new TypeError('a request failed'));
    use(from);
    from.send(method === 'GET' ? null : '{}');
  });
  const same = (each) => each.response === each.response;

  const requests = {
    'xhr, responseText': (url) => request(url, '', (each) => each.responseText),
    'xhr, response': (url) => request(url, '', (each) => each.response),
    'xhr, text': (url) => request(url, 'text', (each) => (each.response === each.responseText ? each.response : 'two')),
    'xhr, json': (url) => request(url, 'json', (each) => (same(each) ? JSON.stringify(each.response) : 'another object')),
    'xhr, arraybuffer': (url) => request(url, 'arraybuffer', (each) => (same(each) && each.response instanceof ArrayBuffer ? decoded(each.response) : 'another object')),
    'xhr, blob': (url) => request(url, 'blob', (each) => (same(each) && each.response instanceof Blob ? each.response.text() : 'another object')),
    'xhr, POST': (url) => request(url, '', (each) => each.responseText, { method: 'POST' }),
    'xhr, a type set late': (url) => request(url, '', (each) => each.response.text(), { use: (each) => {
      each.addEventListener('readystatechange', () => { if (each.readyState === 2) each.responseType = 'blob'; });
    } }),
    'xhr, in another encoding': (url) => request(url, '', (each) => each.responseText, { use: (each) => each.overrideMimeType('text/plain; charset=utf-16le') }),
    'xhr, synchronous': (url) => { const each = new XMLHttpRequest(); each.open('GET', url, false); each.send(); return each.responseText; },
    'xhr, synchronous, in another encoding': (url) => {
      const each = new XMLHttpRequest();
      each.open('GET', url, false);
      each.overrideMimeType('text/plain; charset=utf-16le');
      each.send();
      return each.response;
    },
    'xhr, used again': async (url) => {
      const from = new XMLHttpRequest();
      const first = await request(url, '', (each) => each.response, { from });
      const second = await request(url, 'json', (each) => JSON.stringify(each.response), { from });
      from.onreadystatechange = from.onload = null;
      from.open('GET', url);
      from.responseType = '';
      from.open('GET', url, false);
      from.send();
      return first === second && from.responseText === first ? first : [first, second, from.responseText].join('≠');
    },
    'xhr, used again at once to wait': async (url) => {
      const from = new XMLHttpRequest();
      await request(url, '', (each) => each.response, { from });
      from.onreadystatechange = from.onload = null;
      from.open('GET', url, false);
      from.send();
      return from.responseText;
    },
    'xhr, led there': (url) => request(`/led?${encodeURIComponent(url)}`, '', (each) => each.responseText),
    'xhr, led there, bytes': (url) => request(`/led?${encodeURIComponent(url)}`, 'arraybuffer', (each) => decoded(each.response)),
    'xhr, opened by a frame': (url) => request(url, '', (each) => each.responseText, { use: (each) => frame().XMLHttpRequest.prototype.open.call(each, 'GET', url) }),
    'xhr of a frame': (url) => request(url, '', (each) => each.responseText, { from: new (frame().XMLHttpRequest)() }),
  };

  /** Ways by which the page gets nothing of it: the native cannot be read in time, or another window asks. */
  const nothing = {
    'xhr, the getter of a frame': (url) => request(url, '', (each) =>
      Object.getOwnPropertyDescriptor(frame().XMLHttpRequest.prototype, 'responseText').get.call(each)),
    'xhr, document': (url) => request(url, 'document', (each) => String(each.response ?? each.responseXML)),
    'xhr, led there, json': (url) => request(`/led?${encodeURIComponent(url)}`, 'json', (each) => String(each.response)),
    'xhr, led there, blob': (url) => request(`/led?${encodeURIComponent(url)}`, 'blob', (each) => String(each.response)),
  };

  const seen = async (look) => {
    try { return await look(); } catch (error) { return `${error?.name}: ${error?.message}`; }
  };
  const broken = {
    'broken': async (url) => (await fetch(`${url}&broken`)).text(),
    'broken, JSON': async (url) => (await fetch(`${url}&broken`)).json(),
    'broken, a blob': async (url) => (await fetch(`${url}&broken`)).blob(),
    'broken, a reader': async (url) => drained((await fetch(`${url}&broken`)).body.getReader()),
    'broken, a pipe': async (url) => (await fetch(`${url}&broken`)).body.pipeTo(new WritableStream()),
  };

  /** What a page sees of a body besides its text. */
  const behaviours = {
    ...broken,
    'used': async (url) => { const one = await fetch(url); const before = one.bodyUsed; const reading = one.text(); const after = one.bodyUsed; await reading; return [before, after, one.bodyUsed]; },
    'used by a reader': async (url) => { const one = await fetch(url); const { body } = one; const reader = body.getReader(); const before = one.bodyUsed; const reading = reader.read(); const after = one.bodyUsed; await reading; return [body === one.body, body.locked, before, after]; },
    'looked at': async (url) => { const one = await fetch(url); const { body } = one; return [body instanceof ReadableStream, body.locked, one.bodyUsed, String(body), await one.text().then(() => 'read')]; },
    'read twice': async (url) => { const one = await fetch(url); await one.text(); return one.text(); },
    'read twice at once': async (url) => { const one = await fetch(url); one.text().catch(() => {}); return one.json(); },
    'read while locked': async (url) => { const one = await fetch(url); one.body.getReader(); return one.text(); },
    'read after a lock that was given back': async (url) => { const one = await fetch(url); const reader = one.body.getReader(); reader.releaseLock(); return typeof await one.text(); },
    'cloned after reading': async (url) => { const one = await fetch(url); await one.text(); return one.clone(); },
    'cloned while locked': async (url) => { const one = await fetch(url); one.body.getReader(); return one.clone(); },
    'the clone': async (url) => { const one = await fetch(url); one.body; const other = one.clone(); return [other.url === one.url, other.status, other.bodyUsed, other.type, other.headers.get('content-type')]; },
    'the blob': async (url) => { const { type, size } = await (await fetch(url)).blob(); return [type, size]; },
    'a form': async (url) => (await fetch(url)).formData(),
    'cancelled': async (url) => { const one = await fetch(url); const said = await one.body.cancel('why'); return [said, one.bodyUsed, await seen(() => one.text())]; },
    'a reader cancelled': async (url) => { const one = await fetch(url); const reader = one.body.getReader(); await reader.read(); await reader.cancel(); const { done } = await reader.read(); return [done, one.bodyUsed]; },
    'aborted': async (url) => { const control = new AbortController(); const one = await fetch(`${url}&never`, { signal: control.signal }); const reading = one.text(); setTimeout(() => control.abort(), 50); return reading; },
    'aborted with a reason': async (url) => { const control = new AbortController(); const one = await fetch(`${url}&never`, { signal: control.signal }); const reading = one.json(); setTimeout(() => control.abort(new RangeError('mine')), 50); return reading; },
    'aborted before it is read': async (url) => { const control = new AbortController(); const one = await fetch(`${url}&never`, { signal: control.signal }); control.abort(); return one.text(); },
    'aborted, a reader': async (url) => { const control = new AbortController(); const one = await fetch(`${url}&never`, { signal: control.signal }); const reader = one.body.getReader(); setTimeout(() => control.abort(), 50); for (;;) if ((await reader.read()).done) return 'ended'; },
    'xhr, broken': (url) => new Promise((done) => {
      const each = new XMLHttpRequest();
      each.open('GET', `${url}&broken`);
      each.onloadend = ({ type }) => done([type, each.response, each.responseText, each.status]);
      each.send();
    }),
    'no JSON': async (url) => (await fetch(`${url}&text`)).json(),
    'nothing': async (url) => { const one = await fetch(`${url}&empty`); return [await one.text(), one.bodyUsed]; },
    'nothing, by a reader with buffers': async (url) => { const reader = (await fetch(`${url}&empty`)).body.getReader({ mode: 'byob' }); const { done, value } = await reader.read(new Uint8Array(4)); return [done, value.byteLength]; },
    'no body': async (url) => { const one = await fetch(`${url}&none`); return [one.status, one.body === null, await one.text(), one.bodyUsed]; },
    'HEAD': async (url) => { const one = await fetch(url, { method: 'HEAD' }); return [one.status, await one.text()]; },
    'kinds': async (url) => { const one = await fetch(url); const reading = one.text(); await reading; return [reading instanceof Promise, (await (await fetch(url)).arrayBuffer()) instanceof ArrayBuffer, (await (await fetch(url)).json()) instanceof Object]; },
    'chunks': async (url) => { const { value } = await (await fetch(url)).body.getReader().read(); return [value instanceof Uint8Array, value.byteOffset]; },
    'on another this': async () => Response.prototype.text.call({}),
    'a body on another this': () => Object.getOwnPropertyDescriptor(Response.prototype, 'body').get.call({}),
    'xhr, texts of another type': (url) => request(url, 'json', (each) => seen(() => each.responseText)),
    'xhr, documents of another type': (url) => request(url, 'blob', (each) => seen(() => each.responseXML)),
    'xhr, a document of a text': (url) => request(url, '', (each) => String(each.responseXML), { isEarlyTold: false }),
    'xhr, its type': (url) => request(url, 'json', (each) => each.responseType, { use: (each) => { each.responseType = 'nonsense'; } }),
    'xhr, its type at the end': (url) => request(url, 'json', (each) => seen(() => { each.responseType = 'text'; return 'set'; })),
    'xhr, no JSON': (url) => request(`${url}&text`, 'json', (each) => String(each.response)),
    'xhr, nothing': async (url) => [await request(`${url}&empty`, '', (each) => each.response), await request(`${url}&empty`, 'json', (each) => String(each.response)), await request(`${url}&empty`, 'arraybuffer', (each) => each.response.byteLength)],
    'xhr, no body': async (url) => [await request(`${url}&none`, '', (each) => each.response), await request(`${url}&none`, 'blob', (each) => each.response.size)],
    'xhr, the blob': (url) => request(url, 'blob', (each) => [each.response.type, each.response.size].join()),
    'xhr, before it is sent': () => { const each = new XMLHttpRequest(); const one = each.response; each.responseType = 'json'; return [one, each.response, each.responseXML === undefined]; },
    'xhr, documents of another type before it is sent': () => { const each = new XMLHttpRequest(); each.responseType = 'json'; return each.responseXML; },
    'xhr, aborted': (url) => new Promise((done) => {
      const each = new XMLHttpRequest();
      each.open('GET', `${url}&never`);
      each.onabort = () => setTimeout(() => done([each.response, each.readyState, each.responseType]));
      each.onreadystatechange = () => { if (each.readyState === 2) each.abort(); };
      each.send();
    }),
    'xhr, sent twice': (url) => { const each = new XMLHttpRequest(); each.open('GET', url); each.send(); try { each.send(); } finally { each.abort(); } },
    'xhr, not open': () => { const each = new XMLHttpRequest(); each.send(); },
    'xhr, a type for one that waits': (url) => { const each = new XMLHttpRequest(); each.open('GET', url, false); each.responseType = 'json'; },
    'xhr, waiting with a type': (url) => { const each = new XMLHttpRequest(); each.responseType = 'json'; each.open('GET', url, false); },
    'xhr, events': (url) => new Promise((done) => {
      const each = new XMLHttpRequest();
      const events = [];
      for (const type of ['readystatechange', 'loadstart', 'load', 'error', 'abort', 'loadend']) each.addEventListener(type, () => events.push(`${type} ${each.readyState} ${each.status}`));
      each.onloadend = () => done(events.filter((one, index) => one !== events[index - 1]));
      each.open('GET', url);
      each.send();
    }),
  };

  const tried = async (ways, url) => {
    const results = {};
    for (const [name, way] of Object.entries(ways)) {
      const late = new Promise((done) => { setTimeout(() => done('has no end'), 60_000); });
      results[name] = await Promise.race([seen(() => way(url)), late]);
    }
    return JSON.stringify(results);
  };
  return {
    ways: (url) => tried({ ...fetches, ...requests }, url),
    nothing: (url) => tried(nothing, url),
    broken: (url) => tried(broken, url),
    behaviours: (url) => tried(behaviours, url),
  };
})();
