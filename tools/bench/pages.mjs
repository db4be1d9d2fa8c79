/** The pages of `make bench`, and what runs in them. */

import { createServer } from "node:http";
import { field, html } from "../../tests/e2e/stage.mjs";

/** @typedef {{ calls: number, isWaitedFor?: boolean, make?: () => any, call: (made: any) => void }} Case */

/** How many texts the pages have that are read. */
export const TEXTS = 10_000;

/** Keeps natives, before the extension's scripts run. */
export function keepNatives() {
  const setter = (/** @type {any} */ prototype, /** @type {string} */ name) => Object.getOwnPropertyDescriptor(prototype, name)?.set;
  Object.assign(window, { natives: { fetch: window.fetch, text: setter(CharacterData.prototype, "data"), read: Response.prototype.text } });
}

/** The script of the pages: `bench`. It is put there as text, so it uses no name from outside. */
function pageScript() {
  const sink = `http://sink.localhost:${location.port}/sink`;
  const host = () => /** @type {HTMLElement} */ (document.getElementById("host"));
  /** @type {Promise<unknown>[]} */
  const waiting = [];
  const into = (/** @type {() => Node} */ make) => ({ make: () => ({ place: host(), node: make() }) });
  const leaf = () => document.createElement("span");
  const tree = () => Object.assign(document.createElement("div"), { innerHTML: "<p><b>Name</b> and <i>title</i></p><ul><li>1</li><li>2</li></ul>" });
  const attached = (/** @type {string} */ name) => () => host().appendChild(document.createElement(name));
  const port = new MessageChannel().port1;
  /** @type {Record<string, Case>} */
  const cases = {
    "fetch()": { calls: 10, isWaitedFor: true, call: () => waiting.push(fetch(sink)) },
    "XMLHttpRequest open + send": {
      calls: 10, isWaitedFor: true, make: () => new XMLHttpRequest(),
      call: (made) => { made.open("GET", sink); made.send(); waiting.push(new Promise((done) => { made.onloadend = done; })); },
    },
    "sendBeacon()": { calls: 10, isWaitedFor: true, call: () => navigator.sendBeacon(sink, "seen") },
    // A script that is in no document loads nothing.
    "setAttribute('src', …)": { calls: 300, make: () => document.createElement("script"), call: (made) => made.setAttribute("src", "https://elsewhere.example/a.js") },
    "setAttribute('class', …)": { calls: 3000, make: attached("span"), call: (made) => made.setAttribute("class", "wide") },
    "appendChild, a leaf": { calls: 2000, ...into(leaf), call: ({ place, node }) => place.appendChild(node) },
    "appendChild, a small tree": { calls: 500, ...into(tree), call: ({ place, node }) => place.appendChild(node) },
    "textContent =": { calls: 2000, make: attached("p"), call: (made) => { made.textContent = "Some words"; } },
    "innerHTML =, no address": { calls: 500, make: attached("p"), call: (made) => { made.innerHTML = "Some <b>words</b> <i>here</i>"; } },
    "innerHTML =, a link": { calls: 500, make: attached("p"), call: (made) => { made.innerHTML = "Some <a href='/there'>words</a>"; } },
    "MessagePort postMessage(null)": { calls: 1000, call: () => port.postMessage(null) },
    "MessagePort postMessage({…})": { calls: 500, call: () => port.postMessage({ id: 17, name: "seen", list: [1, 2, 3] }) },
    contentWindow: { calls: 3000, make: () => document.querySelector("iframe"), call: (made) => made.contentWindow },
    "click() on a button": { calls: 300, make: attached("button"), call: (made) => made.click() },
    "window.name = (one question)": { calls: 300, call: () => { window.name = "bench"; } },
  };

  /** @param {() => void} call @param {number} begin @returns {number} in microseconds */
  const timed = (call, begin = performance.now()) => { call(); return (performance.now() - begin) * 1000; };
  const { natives } = /** @type {any} */ (window);
  const question = () => { window.name = "bench"; };

  const bench = {
    names: Object.keys(cases),
    isWrapped: () => natives.fetch !== window.fetch,
    canCompile: () => { try { return !!new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); } catch { return false; } },
    /** The microseconds of one call. @param {string} name */
    measure: async (name) => {
      const { calls, isWaitedFor, make = () => undefined, call } = /** @type {Case} */ (cases[name]);
      const made = Array.from({ length: calls }, make);
      let sum = 0;
      if (!isWaitedFor) sum = timed(() => { for (let index = 0; index < calls; index += 1) call(made[index]); });
      else for (const each of made) {
        sum += timed(() => call(each));
        await Promise.all(waiting.splice(0));
        await new Promise((done) => setTimeout(done));
      }
      host().replaceChildren();
      return sum / calls;
    },
    /** The microseconds of a wrapped and of a native call with the same body, in turns. @param {number} bytes @param {number} calls */
    fetches: async (bytes, calls) => {
      let body = "";
      for (let id = 1000; body.length < bytes; id += 1) {
        body += JSON.stringify({ id, name: `Person ${id}`, mail: `person.${id}@example.org`, phone: `+1 202 555 ${id}` });
      }
      const ways = [{ call: window.fetch, times: [0] }, { call: natives.fetch, times: [0] }];
      for (let index = 0; index < calls; index += 1) {
        for (const { call, times } of index % 2 ? ways : ways.toReversed()) {
          /** @type {any} */
          let answer;
          times.push(timed(() => { answer = call.call(window, sink, { method: "POST", body }); }));
          await (await answer).text();
        }
      }
      return ways.map(({ times }) => times.slice(1));
    },
    /** Whether a request with this text is refused. @param {string} text */
    refuses: (text) => fetch(sink, { method: "POST", body: text }).then(() => false, () => true),
    /** Reading everything again, and the least that reading it takes. @param {number} round */
    rereads: (round) => {
      history.replaceState(null, "", `/read-again-${round}`);
      const read = timed(question);
      /** @type {(string | null)[]} */
      const texts = [];
      const floor = timed(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) texts.push(walker.currentNode.nodeValue);
      });
      return { read, floor, count: texts.length };
    },
    /** A question after one text has changed, and after a text has changed that is nowhere. @param {string} selector @param {number} calls */
    changes: (selector, calls) => {
      const shown = document.querySelector(selector)?.firstChild;
      const own = shown?.nodeValue;
      const times = [document.createTextNode(""), shown].map((text) => timed(() => {
        for (let index = 0; index < calls; index += 1) {
          natives.text.call(text, `someone.${index}@example.org`);
          question();
        }
      }) / calls);
      natives.text.call(shown, own);
      question();
      return { nowhere: times[0] ?? NaN, shown: times[1] ?? NaN };
    },
    /** Contact fields that are new to the page: until a question is answered they are read and veiled. @param {number} count */
    veils: (count) => {
      const list = document.createElement("ul");
      list.innerHTML = Array.from({ length: count }, (_, id) =>
        `<li><b>Person ${id}</b> <span data-contact-visibility="1st-degree" data-contact-kind="email" data-contact-owner="p${id}">person.${id}@example.org</span></li>`).join("");
      document.body.append(list);
      const time = timed(question);
      const isVeiled = !list.innerHTML.includes("@example.org");
      return { time, isVeiled };
    },
    /** Reading a response that brings contact values, by the page's function and by the browser's own. @param {number} bytes @param {number} calls */
    sources: async (bytes, calls) => {
      const url = `/voyager/api/identity/profiles/claire/profileContactInfo?bytes=${bytes}`;
      const { text } = Response.prototype;
      /** @type {number[][]} */
      const times = [[], []];
      for (let index = 0; index < 2 * calls; index += 1) {
        const response = await fetch(url);
        // Time for the body to come: what is measured is reading it.
        await new Promise((done) => setTimeout(done, 30));
        const isNative = index % 2 === 1;
        const begin = performance.now();
        await (isNative ? natives.read : text).call(response);
        (times[isNative ? 1 : 0] ?? []).push((performance.now() - begin) * 1000);
      }
      return { times, isVeiled: !(await (await fetch(url)).text()).includes("claire@example.org") };
    },
    /** The first question, then the same again. */
    first: () => [timed(question), timed(question)],
  };
  Object.assign(window, { bench });
}

/** What an application does as it starts: it takes data, and builds the page from it. */
function application() {
  const rows = JSON.parse(JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, title: `Entry ${id}`, words: "some words ".repeat(20) }))));
  const list = document.body.appendChild(document.createElement("ul"));
  for (const { id, title, words } of rows) {
    const row = list.appendChild(document.createElement("li"));
    row.setAttribute("class", "row");
    row.setAttribute("data-id", id);
    const link = row.appendChild(document.createElement("a"));
    link.setAttribute("href", `/entry/${id}`);
    link.textContent = title;
    row.appendChild(document.createElement("p")).innerHTML = `<b>${words}</b><i>${words.toUpperCase()}</i>`;
  }
  for (let round = 0; round < 30; round += 1) rows.sort((/** @type {any} */ a, /** @type {any} */ b) => `${a.words}${a.id}`.localeCompare(`${b.words}${b.id}`));
}

const SCRIPT = `<script>(${pageScript})()</script>`;
const FRAME = '<iframe src="/frame"></iframe>';
const texts = (/** @type {(id: number) => string} */ one, count = TEXTS) => Array.from({ length: count }, (_, id) => one(id)).join("");
const still = `<main>${texts((id) => `<section><h2>Part ${id}</h2><p>Some words, and <a href="/part/${id}">a link</a>.</p></section>`, 500)}</main>`;

/** By path; those under `/strict` forbid wasm, and so get the twin. @type {Record<string, string>} */
const PAGES = {
  "/calls": html(`${SCRIPT}<div id="host" hidden></div>${FRAME}`),
  "/frame": html("<p>A frame in which nothing is of interest.</p>"),
  ...Object.fromEntries(["", "/strict"].flatMap((path) => [
    [`${path}/withheld`, html(SCRIPT + field())],
    [`${path}/first`, html(`${SCRIPT}${field()}<script>firstTimes = bench.first()</script>`)],
  ])),
  "/still": html(still + FRAME),
  "/application": html(`${still}<script>(${application})()</script>${FRAME}`),
  "/search": html('<script src="/search.js"></script>'),
  "/text": html(`${SCRIPT}${texts((id) => `<p>person.${id}@example.org or +1 202 555 ${1000 + id}</p>`)}`),
  "/empty": html(SCRIPT),
  "/fields": html(`${SCRIPT}<ul>${texts((id) => `<li><b>Person ${id}</b>${field(`person.${id}@example.org`)}</li>`, TEXTS / 2)}</ul>`),
};

/** What an address of LinkedIn's answers, with as many bytes of other texts as are asked for. @param {string} path */
function contactInfo(path) {
  const bytes = /profileContactInfo\?bytes=(\d+)/.exec(path)?.[1];
  if (!bytes) return undefined;
  const others = [];
  for (let size = 0; size < Number(bytes); size += 90) others.push({ id: others.length, title: `Entry ${others.length}`, words: "some words of no interest to anybody" });
  return JSON.stringify({ emailAddress: "claire@example.org", phoneNumbers: [{ number: "+33 6 39 98 01 12" }], connectedAt: 1_500_000_000_000, others });
}

/** By path; filled by whoever has built them. @type {Record<string, string>} */
export const SCRIPTS = {};

/** Serves the pages under every host. */
export const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const path = request.url ?? "";
    response.writeHead(200, {
      "content-type": `${path in SCRIPTS ? "text/javascript" : "text/html"}; charset=utf-8`, "access-control-allow-origin": "*", "cache-control": "no-store",
      // Pages that are kept apart get a clock that is exact to 5 µs.
      "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp",
      ...(path.startsWith("/strict") && { "content-security-policy": "script-src 'unsafe-inline'" }),
    });
    response.end(SCRIPTS[path] ?? PAGES[path] ?? contactInfo(path) ?? "seen");
  });
});
