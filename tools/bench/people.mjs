/**
 * Invented people, and payloads with their details. Only the page of the benchmark uses it.
 *
 * Who is known and who is not never share a detail: the telephone numbers have the area code 555,
 * which nobody has, and go on with other digits; but for the first three, which stand in payloads
 * and are numbers of films, since libphonenumber finds only what a country gives out.
 */

/** @typedef {{ kind: "email" | "phone", shown: string }} Detail */

const FIRST = ["ada", "ben", "cleo", "dan", "eva", "finn", "gita", "hugo", "ines", "jon", "kim", "lea"];
const LAST = ["adler", "bloom", "castel", "dorn", "egan", "faber", "grant", "holm", "ito", "jansen", "keller", "lopes"];
const CITIES = ["Lyon", "Porto", "Leeds", "Graz", "Turin", "Ghent"];
const WORDS = "met at the fair and asked for the new price list call back in spring about the second order of the year".split(" ");

/** The known details that payloads have: each at its own place. @type {Detail[]} */
export const PLANTED = [
  { kind: "email", shown: "jane.roe@example.com" },
  { kind: "phone", shown: "+12025550143" },
  { kind: "email", shown: "j.doe+list@example.net" },
  { kind: "phone", shown: "+12025550177" },
];

/** Known details, half emails and half phones; first those that payloads have. @param {number} count @returns {Detail[]} */
export function known(count) {
  const details = [...PLANTED];
  for (let id = 0; details.length < count; id += 1) {
    details.push({ kind: "email", shown: `${name(id).join(".")}.${id}@known-${id % 997}.example` });
    details.push({ kind: "phone", shown: `+15552${String(id).padStart(6, "0")}` });
  }
  return details.slice(0, count);
}

/** A first and a last name. @param {number} id */
const name = (id) => [/** @type {string} */ (FIRST[id % FIRST.length]), /** @type {string} */ (LAST[(id * 7 + 3) % LAST.length])];

/** Evenly spread numbers, the same in each run. @param {number} id */
const spread = (id) => Math.imul(id + 1, 0x9e3779b1) >>> 0;

/** A telephone number of nobody who is known. @param {number} id */
const phone = (id) => `${3 + (spread(id) % 7)}${String(spread(id + 7) % 1_000_000).padStart(6, "0")}`;

/** @param {string} text @param {number} count */
const note = (text, count) => Array.from({ length: count }, (_, index) => WORDS[(text.length * 5 + index * 3) % WORDS.length]).join(" ");

/** One row of each payload. @type {Record<string, (id: number, planted?: Detail) => string>} */
const ROWS = {
  JSON: (id, planted) => {
    const [first, last] = name(id);
    const row = { id, firstName: first, lastName: last, emailAddress: `${first}.${last}.${id}@example.org`, phoneNumber: `+1 555 ${phone(id).replace(/(...)/, "$1 ")}`,
      city: CITIES[id % CITIES.length], note: note(`${last}${id}`, 30), connected: id % 3 > 0, url: `https://example.org/people/${last}-${id}` };
    if (planted) row[planted.kind === "email" ? "emailAddress" : "phoneNumber"] = planted.shown;
    return `${JSON.stringify(row)},\n`;
  },
  "JSON, escaped": (id, planted) => (ROWS.JSON?.(id, planted) ?? "").replace(" the ", id % 20 ? " the " : '\\n\\"the\\" '),
  CSV: (id, planted) => {
    const [first, last] = name(id);
    const [email, number] = [`${first}.${last}.${id}@example.org`, `+1 (555) ${phone(id).replace(/(...)/, "$1-")}`];
    return `${id};${first};${last};${planted?.kind === "email" ? planted.shown : email};${planted?.kind === "phone" ? planted.shown : number};${CITIES[id % CITIES.length]}\r\n`;
  },
  digits: (id, planted) => `${planted?.kind === "phone" ? planted.shown : `555${phone(id)}`}\n`,
  emails: (id, planted) => `${planted?.kind === "email" ? planted.shown : `${name(id).join(".")}.${id}@known-${id % 997}.example`.replace("@", ".x@")}\n`,
};

export const KINDS = Object.keys(ROWS);

/**
 * A payload of about so many bytes, and the positions of the known details in it.
 * @param {string} kind @param {number} bytes
 */
export function payload(kind, bytes) {
  const row = /** @type {(id: number, planted?: Detail) => string} */ (ROWS[kind]);
  const count = Math.max(PLANTED.length * 2, Math.round(bytes / (row(1000).length + 2)));
  const planted = new Map(PLANTED.map((_, index) => [Math.floor(((index + 0.5) * count) / PLANTED.length), index]));
  const rows = Array.from({ length: count }, (_, id) => row(id, PLANTED[planted.get(id) ?? -1]));
  const text = rows.join("");
  return { text, planted: PLANTED.flatMap(({ shown }, index) => (text.includes(shown) ? [index] : [])) };
}
