// A profile that asks for its contact details in one way or another, and shows them as LinkedIn's older pages do: they
// are added, removed, added again and written anew. Run by scraped.test.mjs, with the demo's `rows.js`.
'use strict';
const stageContact = (() => {
  const SCREEN = 'com.linkedin.sdui.flagshipnav.profile.ProfileContactDetailsOverlay';
  const slug = location.pathname.split('/')[2];
  const address = `/voyager/api/identity/profiles/${slug}/profileContactInfo`;
  const errors = [];
  addEventListener('error', ({ message }) => errors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));

  let pieces = 0;
  /** What has come so far of JSON stands in the page, as it comes. */
  const showSoFar = (text) => {
    pieces += 1;
    if (text.startsWith('{')) document.querySelector('#received').firstChild.nodeValue = text;
  };

  const readInPieces = async (response) => {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      text += decoder.decode(step.value, { stream: true });
      showSoFar(text);
    }
    return text;
  };

  const request = (type, use = () => {}) => new Promise((done, fail) => {
    const asked = new XMLHttpRequest();
    asked.open('GET', address);
    asked.responseType = type;
    asked.onload = () => done(asked.response);
    asked.onerror = () => fail(new Error('nothing came'));
    use(asked);
    asked.send();
  });

  const birthdayOf = ({ month, day }) =>
    new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month - 1, day));

  /** What Voyager's JSON says: the kind and the text of each detail. */
  const ofVoyager = (answer) => {
    document.querySelector('#island').textContent = JSON.stringify(answer);
    const info = answer.included?.find(({ $type }) => $type.endsWith('ContactInfo')) ?? answer;
    return [
      ['email', info.emailAddress],
      ['phone', info.phoneNumbers[0].number],
      ['website', info.websites[0].url],
      ['address', info.address],
      ['handle', info.twitterHandles[0].name],
      ['birthday', birthdayOf(info.birthDateOn)],
    ];
  };

  /** What the rows of a server-driven page say. */
  const ofRows = async (text) => {
    const rows = await demoRows.read(new Response(text));
    const propertiesOf = (reference) => demoRows.resolved(rows, reference)[3];
    return propertiesOf('$0').children.map((line) => {
      const { viewTrackingSpecs: { viewName }, children } = propertiesOf(line);
      const { url, date, children: shown } = propertiesOf(children);
      const kind = viewName.replace('contact-', '');
      return [kind, date ? birthdayOf(date) : url?.replace('mailto:', '') ?? demoRows.resolved(rows, shown)];
    });
  };

  /** How a page may ask: each gives the kind and the text of each detail. */
  const WAYS = {
    whole: async () => ofVoyager(await (await fetch(address)).json()),
    streamed: async () => ofVoyager(JSON.parse(await readInPieces(await fetch(address)))),
    'xhr-whole': async () => ofVoyager(await request('json')),
    'xhr-in-progress': async () => ofVoyager(JSON.parse(await request('', (asked) => {
      asked.onprogress = () => showSoFar(asked.responseText);
    }))),
    cached: async () => {
      const cache = await caches.open('contacts');
      await cache.put(address, await fetch(address));
      return ofVoyager(await (await cache.match(address)).json());
    },
    'rows-streamed': async () => {
      const url = `/flagship-web/rsc-action/actions/navigation?screenId=${SCREEN}&of=${slug}`;
      return ofRows(await readInPieces(await fetch(url, { method: 'POST', body: '{}' })));
    },
  };

  const CLASSES = { email: 'ci-email', phone: 'ci-phone', website: 'ci-websites', address: 'ci-address', handle: 'ci-ims', birthday: 'ci-birthday' };
  const PREFIXES = { email: 'mailto:', phone: 'tel:', website: '' };

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [each, value] of Object.entries(attributes)) element.setAttribute(each, value);
    element.append(...children);
    return element;
  };

  /** A detail as a link where there is one to make, in a title, and in a field and an attribute beside it. */
  const sectionOf = ([kind, text]) => {
    const prefix = PREFIXES[kind];
    const shown = prefix === undefined ? make('span', {}, text) : make('a', { href: prefix + text.replaceAll(' ', '') }, text);
    const section = make('section', { class: `pv-contact-info__contact-type ${CLASSES[kind]}` },
      make('h3', { class: 'pv-contact-info__header' }, kind),
      make('div', { class: 'pv-contact-info__ci-container', title: text }, shown));
    // What is short is nobody's where it stands alone.
    if (kind === 'birthday' || kind === 'handle') return section;
    section.append(make('input', { type: 'hidden', value: text }));
    section.setAttribute('data-row', JSON.stringify({ [kind]: text }));
    return section;
  };

  const nextTask = () => new Promise((done) => { setTimeout(done); });

  const show = async (details) => {
    const overlay = document.querySelector('.artdeco-modal');
    for (let round = 0; round < 2; round += 1) {
      overlay.replaceChildren(...details.map(sectionOf));
      await nextTask();
    }
    for (const { firstChild } of overlay.querySelectorAll('.pv-contact-info__ci-container :is(a, span)')) {
      const { nodeValue } = firstChild;
      firstChild.nodeValue = '…';
      firstChild.nodeValue = nodeValue;
    }
    await nextTask();
  };

  /** Asks, shows, and says what stands in the page then. */
  const run = async (way) => {
    try {
      await show((await WAYS[way]()).filter(([kind]) => kind in CLASSES));
    } catch (error) {
      errors.push(String(error));
    }
    const rows = [...document.querySelectorAll('.artdeco-modal > section')];
    return {
      rows: rows.map((row) => row.querySelector('h3').textContent),
      empty: rows.filter((row) => row.querySelector('a, span').textContent === '').length,
      marked: rows.filter((row) => row.querySelector('entre-nous-mark')).length,
      pieces,
      errors,
    };
  };

  /** Where the address says how, the page asks once it has been parsed. */
  const done = new Promise((end) => {
    const way = new URLSearchParams(location.search).get('way');
    if (way) addEventListener('DOMContentLoaded', () => end(run(way)));
  });
  return { run, done };
})();
