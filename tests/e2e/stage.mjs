// Pages of the tests' own, under the hosts that the demo's build guards, and a server that keeps
// what reaches it; copies of the demo's extension, to break them.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PATIENCE } from "./harness.mjs";
import { acceptDatagrams, acceptWebSockets } from "./sockets.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {import("./harness.mjs").Page} Page */
/** @typedef {{ method: string, url: string, contentType: string, body: string, bytes: number, headers: string }} Arrived */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const KEPT_OF_A_BODY = 1 << 20;

/** A script of `tests/e2e/stage/`, to be put into a page. @param {string} name */
export const script = (name) =>
  `<script>${readFileSync(join(ROOT, "tests/e2e/stage", name), "utf8").replaceAll("</", "<\\/")}</script>`;

/** The email address that the pages of the tests withhold. */
export const WITHHELD = "claire.vasseur@example.com";

/** A field that the project's own marker withholds. @param {string} [value] */
export const field = (value = WITHHELD) =>
  `<span data-contact-visibility="1st-degree" data-contact-kind="email" data-contact-owner="claire">${value}</span>`;

/**
 * A page: its scripts come before anything else of it.
 * @param {string} body @param {string} [head]
 */
export const html = (body, head = "") =>
  `<!doctype html><html lang="en"><head>${head}<meta charset="utf-8"><title>Stage</title>` +
  `<link rel="icon" href="data:,"></head><body>${body}</body></html>`;

/** Pages of the collector's, by the end of their path; most say what they are told. */
const TELL = "const tell = (body) => fetch('told', { method: 'POST', body });";
/** @type {Record<string, string>} */
const TELLING = {
  relay: html(
    `<script>${TELL}
      onmessage = ({ data, ports }) => {
        tell(String(data));
        if (ports[0]) ports[0].onmessage = ({ data }) => tell(String(data));
      };
      opener?.postMessage('here', '*');
    </script>`,
  ),
  name: html(`<script>${TELL} tell(window.name);</script>`),
  // A page that is not guarded, around one that is.
  around: html('<iframe></iframe><script>frames[0].location = "http://prospect.localhost:" + location.port + "/plain";</script>'),
};

/**
 * @param {Record<string, string | (() => string) | { half: string, rest: string }>} pages  by path; the rest of one that
 *   is sent by halves waits for `sendRest`
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse, url: URL) => boolean} [answer]
 *   a test's own part of the sites: whether it has answered
 */
export async function startStage(pages, answer = () => false) {
  /** @type {Arrived[]} */
  let arrived = [];
  const arrivals = new EventEmitter();
  /** @type {(() => void)[]} */
  let waiting = [];

  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const parsed = new URL(url, "http://stage.invalid");
    const { pathname } = parsed;
    const cors = {
      "access-control-allow-origin": headers.origin ?? "*",
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
      "access-control-allow-methods": headers["access-control-request-method"] ?? "*",
      "access-control-expose-headers": "*",
      // Firefox keeps no page to go back to that must not be stored.
      "cache-control": pathname.startsWith("/kept") ? "no-cache" : "no-store",
    };
    const entry = { method, url, contentType: headers["content-type"] ?? "", ...(await read(request)) };
    const all = JSON.stringify(headers);
    const isSite = /^(network|prospect)\./.test(headers.host ?? "");
    if (pathname === "/favicon.ico") {
      response.writeHead(404, cors).end();
    } else if (pathname === "/echo") {
      const { "x-stage": header = "" } = headers;
      response.writeHead(200, { ...cors, "content-type": "text/plain", "x-echo": "yes" });
      response.end(JSON.stringify({ ...entry, header }));
    } else if (pathname === "/slow") {
      // Answered by nobody: for requests that are aborted, and frames that stay empty.
      request.on("close", () => response.destroy());
    } else if (pathname === "/late") {
      setTimeout(() => response.writeHead(200, { ...cors, "content-type": "text/html" }).end("late"), 300);
    } else if (pathname === "/none") {
      response.writeHead(204, cors).end();
    } else if (pathname === "/listen") {
      response.writeHead(200, { ...cors, "content-type": "text/html" }).end(LISTENING);
    } else if (isSite && answer(request, response, parsed)) {
      // It has its answer.
    } else if (isSite && pages[pathname] !== undefined) {
      const page = pages[pathname];
      // Under `/strict` as LinkedIn has it: no wasm, not even of a content script in Chromium.
      const policy = pathname.startsWith("/strict") ? { "content-security-policy": "script-src 'unsafe-inline'" } : {};
      const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
      response.writeHead(200, { ...cors, ...policy, "content-type": `${type}; charset=utf-8` });
      if (typeof page === "object") {
        response.write(page.half);
        waiting.push(() => response.end(page.rest));
      } else {
        response.end(typeof page === "string" ? page : page());
      }
    } else if (isSite && !pathname.startsWith("/out-")) {
      response.writeHead(404, cors).end();
    } else {
      arrived.push({ ...entry, headers: all });
      arrivals.emit("arrival");
      response.writeHead(200, { ...cors, "content-type": "text/html" });
      response.end(TELLING[pathname.split("/").at(-1) ?? ""] ?? "arrived");
    }
  });
  const keep = (/** @type {string} */ method, /** @type {string} */ url, /** @type {string} */ body, sent = "") => {
    arrived.push({ method, url, contentType: "", body, bytes: body.length, headers: sent });
    arrivals.emit("arrival");
  };
  const endWebSockets = acceptWebSockets(server, keep);
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const endDatagrams = await acceptDatagrams(port, keep);

  return {
    /** Where the pages are. */
    network: `http://network.localhost:${port}`,
    /** Another guarded site, with the same pages. */
    prospect: `http://prospect.localhost:${port}`,
    /** A server of nobody's that keeps what it gets. */
    collector: `http://collector.localhost:${port}`,
    /** What has arrived at the collector, or at the network under `/out-…`, since the last call, preflights included. */
    takeArrived() {
      const all = arrived;
      arrived = [];
      return all;
    },
    /** What has arrived since `takeArrived` was called last. */
    arrivedSince: () => arrived,
    sendRest() {
      for (const send of waiting) send();
      waiting = [];
    },
    /** Waits until so many requests have arrived, preflights included. */
    async arrivals(count = 1) {
      const signal = AbortSignal.timeout(PATIENCE);
      while (arrived.length < count) await once(arrivals, "arrival", { signal });
    },
    async close() {
      endWebSockets();
      endDatagrams();
      server.closeAllConnections();
      await new Promise((done) => server.close(() => done(undefined)));
    },
  };
}

/**
 * Sends a text as it comes over a network: cut anywhere, within characters too.
 * @param {import("node:http").ServerResponse} response @param {string | Buffer} text @param {number} pieces
 */
export async function sendInPieces(response, text, pieces) {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const piece = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += piece) {
    response.write(bytes.subarray(at, at + piece));
    // Or else they could go together.
    await sleep(15);
  }
  response.end();
}

/** A page of the collector's that passes on every message it gets, by whatever it was sent. */
const LISTENING = `<!doctype html><link rel="icon" href="data:,"><script>
  const described = async (data) => {
    if (data instanceof Blob) return data.text();
    if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return new TextDecoder().decode(data);
    if (data instanceof Map || data instanceof Set) data = [...data];
    if (typeof data !== 'object' || data === null) return String(data);
    const all = [];
    for (const [name, value] of Object.entries(data)) all.push(name, await described(value));
    return [data.name, data.message, ...all].join(' ');
  };
  onmessage = async ({ data, ports }) => {
    for (const port of ports) port.onmessage = onmessage;
    fetch('/heard', { method: 'POST', body: await described(data) });
  };
</script>`;

/** @param {import("node:http").IncomingMessage} request */
async function read(request) {
  /** @type {Buffer[]} */
  const kept = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (bytes < KEPT_OF_A_BODY) kept.push(chunk);
    bytes += chunk.length;
  }
  return { body: Buffer.concat(kept).toString("utf8").slice(0, KEPT_OF_A_BODY), bytes };
}

/** Tells the tests what the closed shadow root of the notice does not show them. */
const TELLING_NOTICE = `
;entreNousNotice = ((make) => (host) => {
  const notice = make(host);
  return { ...notice, show(told) {
    document.documentElement.setAttribute('data-told', [told.outcome, told.channel, told.reason].join(' '));
    notice.show(told);
  } };
})(entreNousNotice);
`;

/** The file that the other browser's build alone has. */
const ELSEWHERE = { chromium: "served.js", firefox: "engine-twin.js" };

/** @param {string} name @param {string} from @param {string} to @returns {(text: string) => string} sets one of its limits */
export const limit = (name, from, to) => (text) => text.replace(`${name} = ${from}`, `${name} = ${to}`);

/**
 * Where the extension waits for another process or a person, and then does without: on a busy machine tests would see
 * that, and are about something else.
 */
const PATIENT = {
  "page.js": limit("SHOWN_WITHIN", "1000", "60_000"),
  "press.js": limit("FRESH_MS", "1000", "60_000"),
  "reveal.js": limit("ANSWERS_WITHIN_MS", "3000", "60_000"),
  "served.js": limit("LEARNT_WITHIN_MS", "2000", "60_000"),
};

/**
 * A copy of the demo's extension that tells the tests of its notices, and is changed as asked.
 * @param {BrowserName} browser
 * @param {Record<string, (text: string) => string>} [edits]  by file; those that the browser's build has not are left out
 */
export function copyOfExtension(browser, edits = {}) {
  const folder = mkdtempSync(join(tmpdir(), "entre-nous-copy-"));
  cpSync(join(ROOT, "dist", `demo-${browser}`), folder, { recursive: true });
  const change = (/** @type {string} */ name, /** @type {(text: string) => string} */ edit) => {
    const file = join(folder, name);
    const before = readFileSync(file, "utf8");
    const text = edit(before);
    if (text === before) throw new Error(`nothing was changed in ${name}`);
    writeFileSync(file, text);
  };
  change("notice.js", (text) => text + TELLING_NOTICE);
  for (const [name, edit] of [...Object.entries(PATIENT), ...Object.entries(edits)]) {
    if (name === ELSEWHERE[browser]) continue;
    change(name, edit);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** For copies whose pages say when they have heard what other pages kept back and what people have chosen. */
export const HEARING = {
  "page.js": (/** @type {string} */ text) =>
    text.replace("learnRegisterKey(known?.registerKey);", '$&\n      document.documentElement.setAttribute("data-heard", "");'),
};

/** A page of such a copy: before, the strictest holds. @param {Page} page */
export const hasHeard = (page) => page.waitForSelector("[data-heard]");

/** What the last notice told: outcome, channel and reason. @param {Page} page @returns {Promise<string>} */
export async function told(page) {
  const element = await page.waitForSelector("[data-told]");
  return (await element?.evaluate((each) => each.getAttribute("data-told"))) ?? "";
}

/** @param {Page} page */
export const forgetTold = (page) => page.evaluate(() => document.documentElement.removeAttribute("data-told"));

/**
 * @template T @param {Promise<T>} promise @param {string} what @returns {Promise<T>}
 */
export async function within(promise, what) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what}: not within ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Tries until what is looked for has arrived: a page can try as often as it likes, and a navigation of its own or a window
 * that is closed meanwhile may cut off one try.
 *
 * @param {{ takeArrived(): Arrived[] }} stage
 * @param {(arrived: Arrived) => boolean} isIt
 * @param {() => Promise<unknown>} attempt
 * @param {() => Promise<void>} tidy  after each
 */
export async function getsOut(stage, isIt, attempt, tidy) {
  const end = Date.now() + PATIENCE;
  let found = false;
  /** @type {unknown} */
  let failed;
  stage.takeArrived();
  // Each time it may take longer.
  for (let turn = 3000; !found && Date.now() < end; turn *= 2) {
    await attempt().catch((error) => { failed = error; });
    for (const late = Date.now() + turn; !(found ||= stage.takeArrived().some(isIt)) && Date.now() < late;) await sleep(20);
    await tidy();
  }
  assert.ok(found, `it got out; what failed: ${failed}`);
}

/** Whether a request carries the value, in whatever part. @param {Arrived} arrived @param {string} value */
export function carries({ url, body, headers }, value = WITHHELD) {
  return [url, body, headers].some((text) => text.includes(value) || text.includes(encodeURIComponent(value)));
}
