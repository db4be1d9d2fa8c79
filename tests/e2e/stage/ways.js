// A handful of ways out of a page. Whatever they need beside the ways themselves is taken at the
// start, so that a page that spoils its own world can still try them.
const stageWays = (() => {
  const { assign, hasOwn } = Object;
  const { apply } = Reflect;
  const take = (object, name) => object[name].bind(object);
  const createElement = take(document, 'createElement');
  const appendTo = Node.prototype.append ?? Element.prototype.append;
  const append = (node) => apply(appendTo, document.body, [node]);
  const click = HTMLElement.prototype.click;
  const submit = HTMLFormElement.prototype.submit;
  const { fetch: send, XMLHttpRequest: Xhr, Blob: Content, FormData: Form, Request: Asking, Promise: Later } = window;
  const createObjectURL = take(URL, 'createObjectURL');
  const beacon = take(navigator, 'sendBeacon');
  const writeText = navigator.clipboard && take(navigator.clipboard, 'writeText');
  const formSet = Form.prototype.append;
  const open = Xhr.prototype.open;
  const xhrSend = Xhr.prototype.send;
  const { navigation } = window;
  const later = take(window, 'setTimeout');
  const { MutationObserver: Watcher } = window;
  const watch = Watcher.prototype.observe;
  const { documentElement } = document;
  const attribute = take(documentElement, 'getAttribute');
  const { includes } = String.prototype;

  let silentAfter = 0;
  /** Waits until a navigation was stopped. Of a form that is not sent only the notice tells. */
  const stopped = (channel, start) => new Later((done) => {
    later(() => done('was silent'), silentAfter);
    // Of another way it may be told only now.
    const look = () => { if (apply(includes, attribute('data-told') ?? '', [channel])) done('refused'); };
    apply(watch, new Watcher(look), [documentElement, { attributes: true }]);
    navigation.onnavigateerror = () => done('refused');
    navigation.onnavigatesuccess = () => done('passed');
    start();
  });
  const promised = async (start) => {
    try { await start(); return 'passed'; } catch { return 'refused'; }
  };
  const xhr = (to, body, isAsync) => new Later((done) => {
    const request = new Xhr();
    request.onload = () => done('passed');
    request.onerror = () => done('refused');
    apply(open, request, ['POST', `${to}/xhr`, isAsync]);
    try { apply(xhrSend, request, [body]); } catch { done('refused'); }
  });
  const json = (value) => `{"contact":"${value}"}`;
  const element = (name, properties) => assign(createElement(name), properties);

  return {
    /** What a notice told, once one is shown. */
    told: () => new Later((done) => {
      const look = () => { if (attribute('data-told') !== null) done(attribute('data-told')); };
      apply(watch, new Watcher(look), [documentElement, { attributes: true }]);
      look();
    }),
    asking: {
      'fetch-json': (value, to) => promised(() => send(`${to}/fetch`, { method: 'POST', body: json(value) })),
      'fetch-formdata': (value, to) => promised(() => {
        const form = new Form();
        apply(formSet, form, ['contact', value]);
        return send(`${to}/fetch`, { method: 'POST', body: form });
      }),
      'fetch-request': (value, to) => promised(() => send(new Asking(`${to}/fetch`, { method: 'POST', body: json(value) }))),
      'xhr-async': (value, to) => xhr(to, json(value), true),
      'xhr-sync': (value, to) => xhr(to, json(value), false),
      'beacon-blob': (value, to) => (beacon(`${to}/beacon`, new Content([json(value)])) ? 'passed' : 'refused'),
      'clipboard-write-text': (value) => promised(() => writeText(value)),
    },
    // These end where no statement of the page hears of it, when they pass.
    leaving: {
      'download-blob-detached': (value) => stopped('download', () => {
        const link = element('a', { href: createObjectURL(new Content([value])), download: 'contact.txt' });
        apply(click, link, []);
      }),
      'form-submit-method': (value, to) => stopped('form', () => {
        const form = element('form', { action: `${to}/form`, method: 'post' });
        apply(appendTo, form, [element('input', { name: 'contact', value })]);
        append(form);
        apply(submit, form, []);
      }),
    },
    /** Tries ways one after the other; gives a text, since a spoilt world spoils objects too. */
    async run(ways, value, to, milliseconds = 5000) {
      silentAfter = milliseconds;
      let outcome = '';
      // What would keep the tests from calling this.
      window.stageAtRun?.();
      for (const name in ways) {
        if (!hasOwn(ways, name)) continue;
        outcome += `${name} ${await ways[name](value, to)}\n`;
      }
      window.stageAfterRun?.();
      return outcome;
    },
  };
})();
