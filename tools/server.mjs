/**
 * The demo's one server. Three hosts on one port, told apart by the Host header:
 *
 * - `network.localhost`: an invented professional network, under a Content-Security-Policy of the kind that
 *   LinkedIn sends (script hashes only, Trusted Types);
 * - `prospect.localhost`: a prospecting tool's own site;
 * - `collector.localhost`: the server that such a tool sends its harvest to. It records all that reaches it.
 *
 * `*.localhost` resolves to this machine in Chromium and Firefox without any set-up.
 */
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { contactInfo, contactRows } from './answers.mjs';

/**
 * One request as it reached a host.
 * @typedef {object} Received
 * @property {string} method
 * @property {string} url path and query, as sent
 * @property {string} contentType empty when the request had none
 * @property {string} body the body read as UTF-8, at most the first `BODY_KEPT` bytes of it
 * @property {number} byteLength length of the whole body, in bytes
 */

/**
 * @typedef {object} DemoServer
 * @property {number} port
 * @property {{network: string, prospect: string, collector: string}} origins
 * @property {() => Received[]} received what reached the collector, preflights included
 * @property {() => Received[]} receivedByNetwork what reached the network beside its pages
 * @property {(match: (entry: Received) => boolean) => Promise<Received>} arrival the first such request at either, once
 *   it is there
 * @property {() => void} clear forgets both
 * @property {() => Promise<void>} close
 */

const DEFAULT_PORT = 8127;
const BODY_KEPT = 1024 * 1024;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WWW = resolve(ROOT, 'www');
const ASSET_TYPES = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/**
 * @param {{port?: number, host?: string, guardScriptPath?: string}} [options]
 *   `port` 0 takes any free one; `guardScriptPath` is the bundle that `?guard=page` puts into a page
 * @returns {Promise<DemoServer>} rejects when the port cannot be had
 */
export async function startServer(options = {}) {
  const { port = DEFAULT_PORT, host = '127.0.0.1' } = options;
  const guardScriptPath = options.guardScriptPath ?? resolve(ROOT, 'dist/www/guard.js');
  /** @type {Received[]} */
  let collected = [];
  /** @type {Received[]} */
  let custodial = [];
  const arrivals = new EventEmitter();

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      process.stderr.write(`${request.method} ${request.url}: ${error}\n`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('The demo server could not answer this request.');
    });
  });

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async function handle(request, response) {
    const url = new URL(request.url ?? '/', 'http://demo.invalid');
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (name === 'collector.localhost') return collect(request, response, url);
    if (name === 'prospect.localhost') return answerProspect(request, response, url);
    if (name === 'network.localhost') return answerNetwork(request, response, url);
    response.writeHead(302, { location: `${origins().network}/` });
    response.end();
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {URL} url
   */
  async function collect(request, response, url) {
    const origin = request.headers.origin;
    const headers = {
      // Beacons carry credentials, and a browser then refuses a plain `*`.
      'access-control-allow-origin': origin ?? '*',
      ...(origin === undefined ? {} : { 'access-control-allow-credentials': 'true' }),
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-allow-methods': request.headers['access-control-request-method'] ?? '*',
      'cache-control': 'no-store',
      vary: 'origin',
    };
    if (url.pathname === '/received') {
      if (request.method === 'DELETE') collected = [];
      answerJson(response, collected, headers);
      return;
    }
    if (url.pathname === '/favicon.ico') {
      response.writeHead(404, headers);
      response.end();
      return;
    }
    const entry = await readRequest(request);
    collected.push(entry);
    arrivals.emit('arrival');
    if (request.headers['sec-fetch-mode'] === 'navigate') {
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' });
      response.end(collectorPage(entry, request.headers.referer));
      return;
    }
    if (url.pathname === '/crm' && request.method === 'POST') {
      // Here a real one would look its contacts up by their ids.
      answerJson(response, { exported: countIds(entry.body) }, headers);
      return;
    }
    response.writeHead(200, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end('received');
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {URL} url
   */
  async function answerNetwork(request, response, url) {
    const path = url.pathname;
    if (path === '/received-by-network') {
      if (request.method === 'DELETE') custodial = [];
      return answerJson(response, custodial);
    }
    if (ASKED_BY_PAGES.test(path)) {
      const entry = await readRequest(request);
      custodial.push(entry);
      arrivals.emit('arrival');
      return answerApi(response, path, entry, origins().network);
    }
    if (path.startsWith('/assets/')) return answerAsset(response, path);
    if (path === '/empty') return answerPage(request, response, 'network/empty.html', url, { policy: true });
    const status = (await isNetworkPage(path)) ? 200 : 404;
    return answerPage(request, response, 'network/page.html', url, { policy: true, status });
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {URL} url
   */
  async function answerProspect(request, response, url) {
    if (url.pathname.startsWith('/assets/')) return answerAsset(response, url.pathname);
    if (url.pathname !== '/') return answerNotFound(response);
    return answerPage(request, response, 'prospect/index.html', url, { policy: false });
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {string} file
   * @param {URL} url
   * @param {{policy: boolean, status?: number}} how
   */
  async function answerPage(request, response, file, url, how) {
    let html = await readFile(resolve(WWW, file), 'utf8');
    // A guard in the page starts before the page's own words are chosen, and asks the document for its language.
    html = html.replace('<html lang="en">', `<html lang="${pageLanguage(request, url)}">`);
    const guard = url.searchParams.get('guard') === 'page' ? await guardScript(guardScriptPath) : undefined;
    if (guard === null) {
      html = html.replace(/<body[^>]*>/, (tag) => `${tag}\n<p class="guard-missing" role="alert">${GUARD_MISSING}</p>`);
    }
    const page = await inlineScripts(html, typeof guard === 'string' ? guard : '');
    /** @type {Record<string, string>} */
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
    if (how.policy && url.searchParams.get('csp') !== 'none') {
      headers['content-security-policy'] = contentSecurityPolicy(page.hashes);
    }
    response.writeHead(how.status ?? 200, headers);
    response.end(page.html);
  }

  function origins() {
    const address = server.address();
    const actual = address !== null && typeof address === 'object' ? address.port : port;
    return {
      network: `http://network.localhost:${actual}`,
      prospect: `http://prospect.localhost:${actual}`,
      collector: `http://collector.localhost:${actual}`,
    };
  }

  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    port: address.port,
    origins: origins(),
    received: () => [...collected],
    receivedByNetwork: () => [...custodial],
    async arrival(match) {
      for (;;) {
        const found = [...collected, ...custodial].find(match);
        if (found !== undefined) return found;
        await once(arrivals, 'arrival');
      }
    },
    clear() {
      collected = [];
      custodial = [];
    },
    close() {
      return new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
    },
  };
}

/** What the network's pages ask for, as LinkedIn's do or in their own way. */
const ASKED_BY_PAGES = /^\/(api|voyager\/api|flagship-web)\//;

const GUARD_MISSING =
  'The guard has not been built yet: run <code>make demo</code> and load this page again. ' +
  'Le garde n’est pas encore construit&nbsp;: lancez <code>make demo</code>, puis rechargez cette page.';

/**
 * The language that the page's own script will choose too.
 * @param {import('node:http').IncomingMessage} request
 * @param {URL} url
 * @returns {'en' | 'fr'}
 */
function pageLanguage(request, url) {
  const wanted = url.searchParams.get('lang') ?? request.headers['accept-language'] ?? '';
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/**
 * The guard as a script of the page, which then says of itself that it runs. The two stand in one script, so that
 * a guard that failed to start is not announced.
 * @param {string} path
 * @returns {Promise<string | null>} null when it has not been built
 */
async function guardScript(path) {
  try {
    const code = await readFile(path, 'utf8');
    return `${code}\n;document.documentElement.dataset.entreNous ??= 'page';\n`;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Puts every `<script data-inline="path">` into the page and hashes what a browser will run.
 * @param {string} html
 * @param {string} first code that comes before every other script; empty for none
 * @returns {Promise<{html: string, hashes: string[]}>}
 */
async function inlineScripts(html, first) {
  /** @type {string[]} */
  const hashes = [];
  /** @type {(code: string) => string} */
  const script = (code) => {
    // The only two spellings that end or disturb a script element; in string, template and pattern they mean the same.
    const text = code.replace(/<(?=\/script|!--)/gi, '\\x3c');
    hashes.push(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    return `<script>${text}</script>`;
  };
  let out = '';
  let rest = html;
  if (first !== '') {
    const head = html.indexOf('<head>') + '<head>'.length;
    out = `${html.slice(0, head)}\n${script(first)}`;
    rest = html.slice(head);
  }
  const placeholder = /<script( type="application\/json" id="[\w-]+")? data-inline="([\w./-]+)"><\/script>/;
  for (let found = placeholder.exec(rest); found !== null; found = placeholder.exec(rest)) {
    const code = await readFile(resolve(WWW, found[2]), 'utf8');
    out += rest.slice(0, found.index);
    out += found[1] === undefined ? script(code) : `<script${found[1]}>${code.replaceAll('<', '\\u003c')}</script>`;
    rest = rest.slice(found.index + found[0].length);
  }
  return { html: out + rest, hashes };
}

/**
 * @param {string[]} hashes
 * @returns {string}
 */
function contentSecurityPolicy(hashes) {
  return [
    "default-src 'none'",
    `script-src 'report-sample' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    'connect-src *',
    'form-action *',
    "frame-src 'self' blob: data:",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
async function isNetworkPage(path) {
  if (path === '/' || path === '/mynetwork/' || path === '/search/' || path === '/events/rhone-fair/') return true;
  const profile = /^\/(?:in|sales\/lead)\/([\w-]+)(?:\/(?:overlay\/contact-info\/?)?)?$/.exec(path);
  if (profile === null) return false;
  /** @type {{slug: string}[]} */
  const people = JSON.parse(await readFile(resolve(WWW, 'network/people.json'), 'utf8'));
  return people.some((person) => person.slug === profile[1]);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {string} path
 * @param {Received} entry
 * @param {string} origin of the network
 */
async function answerApi(response, path, entry, origin) {
  const asked = /^\/(api\/contact-info|voyager\/api\/identity\/profiles)\/([\w-]+)(?:\/profileContactInfo)?$/.exec(path);
  const isNavigation = path === '/flagship-web/rsc-action/actions/navigation';
  if (asked === null && !isNavigation) return answerJson(response, { ok: true });
  const slug = asked?.[2] ?? vanityName(entry.body);
  const contacts = JSON.parse(await readFile(resolve(WWW, 'network/contacts.json'), 'utf8'));
  /** @type {import('./answers.mjs').Person[]} */
  const people = JSON.parse(await readFile(resolve(WWW, 'network/people.json'), 'utf8'));
  const person = people.find((each) => each.slug === slug);
  if (person === undefined || !Object.hasOwn(contacts, slug)) return answerNotFound(response);
  const fields = contacts[slug];
  if (isNavigation) return answerInPieces(response, contactRows(person, fields, origin));
  if (path.startsWith('/api/')) return answerJson(response, { slug, fields });
  return answerJson(response, contactInfo(person, fields), { 'content-type': 'application/vnd.linkedin.normalized+json+2.1; charset=utf-8' });
}

/**
 * Whose details a server-driven page asks for.
 * @param {string} body
 * @returns {string}
 */
function vanityName(body) {
  try {
    return String(JSON.parse(body).vanityName);
  } catch {
    return '';
  }
}

/**
 * Sends rows as they would come over a network: cut anywhere.
 * @param {import('node:http').ServerResponse} response
 * @param {string} rows
 */
async function answerInPieces(response, rows) {
  const bytes = Buffer.from(rows);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
  for (let at = 0; at < bytes.length; at += PIECE) {
    await new Promise((done) => response.write(bytes.subarray(at, at + PIECE), done));
  }
  response.end();
}
const PIECE = 250;

/**
 * @param {import('node:http').ServerResponse} response
 * @param {string} path
 */
async function answerAsset(response, path) {
  const file = resolve(WWW, `.${path.slice('/assets'.length)}`);
  const type = ASSET_TYPES.get(extname(file));
  if (type === undefined || !file.startsWith(WWW + sep)) return answerNotFound(response);
  try {
    const bytes = await readFile(file);
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(bytes);
  } catch {
    answerNotFound(response);
  }
}

/** @param {import('node:http').ServerResponse} response */
function answerNotFound(response) {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('There is nothing at this address.');
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {unknown} value
 * @param {Record<string, string>} [headers]
 */
function answerJson(response, value, headers = {}) {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(value));
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Received>}
 */
async function readRequest(request) {
  /** @type {Buffer[]} */
  const kept = [];
  let byteLength = 0;
  for await (const chunk of request) {
    const room = BODY_KEPT - byteLength;
    if (room > 0) kept.push(chunk.subarray(0, room));
    byteLength += chunk.length;
  }
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    contentType: request.headers['content-type'] ?? '',
    body: Buffer.concat(kept).toString('utf8'),
    byteLength,
  };
}

/**
 * How many contacts a request asks for by their ids.
 * @param {string} body
 * @returns {number}
 */
function countIds(body) {
  try {
    const { ids } = JSON.parse(body);
    return Array.isArray(ids) ? ids.length : 0;
  } catch {
    return 0;
  }
}

/**
 * What a person sees whose browser was led to the collector.
 * @param {Received} entry
 * @param {string | undefined} referer
 * @returns {string}
 */
function collectorPage(entry, referer) {
  const back = referer !== undefined && /^http:\/\/(network|prospect)\.localhost[:/]/.test(referer) ? referer : '';
  const link = back === '' ? '' : `<p><a href="${escapeHtml(back)}">Back to the demo / Retour à la démonstration</a></p>`;
  return `<!doctype html>
<html lang="en"><head><title>Receiving server</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  :root { color-scheme: light dark; }
  body { color: CanvasText; background: Canvas; font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid; border-radius: .5rem; }
</style></head><body><main>
<h1>This reached the receiving server</h1>
<p lang="fr">Voici ce que le serveur a reçu.</p>
<pre>${escapeHtml(`${entry.method} ${entry.url}\n${entry.body}`.trim())}</pre>
${link}</main></body></html>`;
}

/**
 * @param {string} text
 * @returns {string}
 */
function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** @param {string[]} words */
async function runFromCommandLine(words) {
  const at = words.indexOf('--port');
  const port = at === -1 ? DEFAULT_PORT : Number(words[at + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    process.stderr.write('--port takes a number from 0 to 65535.\n');
    process.exitCode = 2;
    return;
  }
  try {
    const server = await startServer({ port });
    process.stdout.write(
      `Network:           ${server.origins.network}/\n` +
        `Prospecting tool:  ${server.origins.prospect}/\n` +
        `Receiving server:  ${server.origins.collector}/received\n`,
    );
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const sentence =
      code === 'EADDRINUSE' ? `Port ${port} is in use. Choose another: node tools/server.mjs --port 8128` : message;
    process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runFromCommandLine(process.argv.slice(2));
}
