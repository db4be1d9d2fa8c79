// Another extension that reads, observes and hooks: of what comes in responses of their own it gets no withheld value,
// but by ways that docs/threat-model.md names, and every other value. The page goes on working.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { contactInfo, contactRows } from "../../tools/answers.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { MOMENTS, allLooked, installScraper, lookAgain, makeScraper, waysTo } from "./scraper.mjs";
import { copyOfExtension, html, script, sendInPieces, startStage } from "./stage.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */
/** @typedef {Awaited<ReturnType<typeof launch>>} Session */
/** @typedef {{ slug: string, degree: "first" | "third", contacts: { kind: string, value: string, type?: string }[] }} Person */

/** How the page asks: see `stage/contact.js`. As it begins, the scraper's later scripts are not there yet. */
const WAYS = ["whole, as it begins", "whole", "streamed", "xhr-whole", "xhr-in-progress", "rows-streamed"];
const IN_PIECES = ["streamed", "xhr-in-progress", "rows-streamed"];
/** Of those that are tried with hooks, one that keeps the response first. */
const HOOKED_WAYS = ["cached", "streamed", "xhr-whole"];
const ALL_WAYS = [...new Set([...WAYS, ...HOOKED_WAYS])];

/** The connection's details are withheld, the other's are not. @type {readonly Person["degree"][]} */
const DEGREES = ["first", "third"];

/** What the response says in numbers, as the page writes it. */
const BIRTHDAY = "November 27";
const KINDS = ["address", "birthday", "email", "handle", "phone", "website"];

/** Ways to a withheld value that docs/threat-model.md gives up, by their names in `scraper/scrape.js`. */
const GIVEN_UP = [
  "natives of fetch, kept before us in MAIN",
  "natives of xhr, kept before us in MAIN",
  "xhr in another world in ISOLATED",
  "fetch from outside in ISOLATED",
  "cache in ISOLATED",
];

/** A kind that is known only once the page has written it, as the response has numbers: who observes gets it. */
const KNOWN_LATE = "birthday";

/** Somebody else for each way: what was withheld once is remembered. @param {string} way @param {Person["degree"]} degree @returns {Person} */
function personOf(way, degree) {
  const number = 10 + 2 * ALL_WAYS.indexOf(way) + DEGREES.indexOf(degree);
  return {
    slug: `vasseur-${number}`,
    degree,
    contacts: [
      { kind: "email", value: `claire.vasseur.${number}@example.com` },
      { kind: "phone", value: `+33 6 39 98 ${number} 01`, type: "mobile" },
      { kind: "website", value: `https://www.example.org/vasseur-${number}`, type: "portfolio" },
      { kind: "address", value: `${number} rue de l’Exemple, 69000 Lyon` },
      // Shorter than any stand-in.
      { kind: "handle", value: `cvass${number}` },
      { kind: "birthday", value: "2000-11-27" },
      ...(degree === "first" ? [{ kind: "connected", value: "2021-02-03" }] : []),
    ],
  };
}

const PEOPLE = ALL_WAYS.flatMap((way) => DEGREES.map((degree) => personOf(way, degree)));

/** By kind, as the page writes it. @param {Person} person @returns {Record<string, string>} */
const textsOf = ({ contacts }) => ({
  ...Object.fromEntries(contacts.filter(({ kind }) => KINDS.includes(kind)).map(({ kind, value }) => [kind, value])),
  birthday: BIRTHDAY,
});

const PAGE = html(
  `<section class="pv-top-card"><h1>Vasseur</h1><a id="top-card-text-details-contact-info" href="overlay/contact-info/">Contact info</a></section>
  <div class="artdeco-modal"></div><code id="received" hidden>nothing yet</code><code id="island" hidden></code>`,
  script("../../../www/network/rows.js") + script("contact.js"),
);

const stage = await startStage(Object.fromEntries(PEOPLE.map(({ slug }) => [`/in/${slug}/`, PAGE])), answer);
after(() => stage.close());

/** @param {import("node:http").IncomingMessage} _request @param {import("node:http").ServerResponse} response @param {URL} url */
function answer(_request, response, { pathname, searchParams }) {
  const asked = /^\/voyager\/api\/identity\/profiles\/([\w-]+)\/profileContactInfo$/.exec(pathname);
  const found = PEOPLE.find(({ slug }) => slug === (asked?.[1] ?? searchParams.get("of")));
  if (!found) return false;
  response.writeHead(200, { "content-type": asked ? "application/json" : "application/octet-stream", "cache-control": "no-store" });
  void sendInPieces(response, asked ? bodyFor(found) : rowsFor(found), 7);
  return true;
}

/** As the demo's network answers, with a handle. @param {Person} person */
function bodyFor(person) {
  /** @type {any} */
  const answer = contactInfo({ ...person, family: "ember" }, person.contacts);
  Object.assign(answer.included?.[1] ?? answer, { twitterHandles: [{ name: textsOf(person).handle }] });
  return JSON.stringify(answer);
}

/** @param {Person} person */
const rowsFor = (person) => contactRows({ ...person, family: "flagship" }, [{ kind: "profile" }, ...person.contacts], stage.network);

/** @typedef {"alone" | "before us" | "after us"} Order */
/** @type {readonly Order[]} */
const ORDERS = ["alone", "before us", "after us"];

/** @param {BrowserName} browser @param {string} folder of the scraper @param {string} ours @param {Order} order */
async function launchBeside(browser, folder, ours, order) {
  const session = await launch(browser, { extension: ours, installsLater: true });
  if (order === "after us") await session.installExtension(ours);
  await installScraper(stage, session, folder);
  if (order === "before us") await session.installExtension(ours);
  return session;
}

/**
 * What the page shows once it has asked, and what the scraper has come by.
 * @param {Session} session @param {Person} person @param {string} way
 */
async function visit(session, { slug }, way) {
  const [name = "", beginning] = way.split(", ");
  stage.takeArrived();
  const page = await session.newPage(`${stage.network}/in/${slug}/${beginning ? `?way=${name}` : ""}`);
  await allLooked(stage);
  // @ts-ignore: a name of the stage
  const outcome = await page.evaluate((way) => (way ? stageContact.run(way) : stageContact.done), beginning ? "" : name);
  const reports = await lookAgain(stage, page);
  await page.close();
  return { outcome, reports };
}

/**
 * The ways in which the scraper comes by whatever is there.
 * @param {readonly string[]} hows @param {readonly string[]} [moments]
 */
const everywhere = (hows, moments = MOMENTS) => hows.flatMap((how) => moments.map((moment) => `${how}, ${moment}`));

/** @param {string} way */
const readingAndObserving = (way) =>
  ["ISOLATED", "MAIN"].flatMap((world) => [
    `read in ${world}, injected`,
    ...everywhere(["observed", "old-value", "read", "removed"].map((how) => `${how} in ${world}`), way.includes("begins") ? MOMENTS.slice(0, 1) : MOMENTS),
  ]);

/** @param {string} way @param {BrowserName} browser */
const hooking = (way, browser) =>
  everywhere(
    way.startsWith("xhr")
      ? ["hook of xhr in MAIN", "natives of xhr in MAIN", "xhr in another world in ISOLATED"]
      : [
          "hook of fetch in MAIN",
          "natives of fetch in MAIN",
          ...(browser === "firefox" ? ["fetch from outside in ISOLATED"] : []),
          ...(way === "cached" ? ["cache in ISOLATED"] : []),
        ],
  );

/**
 * Compares, kind by kind, what the scraper got with what it may get.
 * @param {Awaited<ReturnType<typeof visit>>["reports"]} reports @param {Person} person
 * @param {(kind: string, found: readonly string[]) => string[]} wrong what is wrong with the ways to one value
 */
function judge(reports, person, wrong) {
  const all = Object.entries(textsOf(person)).map(([kind, text]) => [kind, wrong(kind, waysTo(reports, text))]);
  assert.deepEqual(Object.fromEntries(all.filter(([, each]) => (each?.length ?? 0) > 0)), {});
}

/** What it must not have got. @param {string} kind @param {readonly string[]} found @returns {string[]} */
const taken = (kind, found) =>
  found.filter((each) => {
    if (GIVEN_UP.some((name) => each.startsWith(`${name}, `))) return false;
    return !(kind === KNOWN_LATE && /^(observed|old-value) /.test(each));
  });

/**
 * A browser with the scraper, and with ours or without.
 * @param {BrowserName} browser @param {Order} order
 * @param {{ hooks?: string, edits?: Parameters<typeof copyOfExtension>[1] }} [options]
 */
function beside(browser, order, { hooks = "", edits = {} } = {}) {
  const copy = copyOfExtension(browser, edits);
  const scraper = makeScraper({ collector: `${stage.collector}/scraped`, values: PEOPLE.flatMap((each) => Object.values(textsOf(each))), hooks });
  const it = { session: /** @type {Session} */ (/** @type {unknown} */ (undefined)) };
  before(async () => { it.session = await launchBeside(browser, scraper.folder, copy.folder, order); });
  after(async () => { await it.session.close(); copy.remove(); scraper.remove(); });
  return it;
}

forEachBrowser((browser) => {
  for (const order of ORDERS) {
    const isGuarded = order !== "alone";
    /** @param {Person} person */
    const isFree = ({ degree }) => !isGuarded || degree === "third";
    /** @param {Person} person */
    const what = (person) => `${isFree(person) ? "all" : "nothing"} of a ${person.degree}-degree profile`;
    /** @param {any} outcome */
    const works = ({ rows, empty, marked, errors }) =>
      assert.deepEqual({ rows: rows.sort(), empty, marked, errors }, { rows: KINDS, empty: 0, marked: isGuarded ? KINDS.length : 0, errors: [] });

    describe(`a scraper that was installed ${order}, in ${browser}`, () => {
      const it = beside(browser, order);
      for (const way of WAYS) {
        for (const person of DEGREES.map((degree) => personOf(way, degree))) {
          test(`gets ${what(person)} that is asked for ${way}, and the page works`, async () => {
            const { outcome, reports } = await visit(it.session, person, way);
            works(outcome);
            if (!isGuarded && IN_PIECES.includes(way)) assert.ok(outcome.pieces > 1, `${outcome.pieces} pieces`);
            judge(reports, person, isFree(person) ? (_, found) => readingAndObserving(way).filter((each) => !found.includes(each)) : taken);
          });
        }
      }
    });

    // Whose script is first is the browser's choice: what was kept from before us says so.
    describe(`hooks of a scraper that was installed ${order}, in ${browser}`, () => {
      const it = beside(browser, order, { hooks: "stageGateStands", edits: { "gate.js": (text) => `${text}\n;window.stageGateStands = true;` } });
      for (const way of HOOKED_WAYS) {
        for (const person of DEGREES.map((degree) => personOf(way, degree))) {
          test(`get ${what(person)} that is asked for ${way}, and the page works`, async () => {
            const { outcome, reports } = await visit(it.session, person, way);
            works(outcome);
            judge(reports, person, isFree(person) ? (kind, found) => {
              const ways = found.map((each) => each.replace(/, kept (before|after) us/, ""));
              // Its numbers are no text before the page has written it.
              return kind === "birthday" ? [] : hooking(way, browser).filter((each) => !ways.includes(each));
            } : taken);
          });
        }
      }
    });
  }
});
