/**
 * Each example of forms.mjs as a case for an engine: with the contact withheld it must be refused for both details,
 * with somebody else withheld it must leave. Run as a program it prints one case a line, for tests/forms.rs.
 */

import { pathToFileURL } from "node:url";
import { examples } from "./forms.mjs";

/** @type {import("./forms.mjs").Contact} */
const JANE = { name: "Jane Roe", email: "jane.roe@example.com", phone: "+33612345678" };
/** The same letters and digits, nearly. @type {import("./forms.mjs").Contact} */
const OTHER = { name: "Janet Roe", email: "janet.roe@example.com", phone: "+33612345687" };

/** @param {string | Buffer} payload @returns {string} as it crosses between the scripts */
function question(payload) {
  if (typeof payload === "string") return `entre-nous/1 1\ndownload\ntext\n\n${payload}`;
  const characters = payload.toString("latin1").replace(/[\x80-\xff]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xf700));
  return `entre-nous/1 1\ndownload\nbytes\n\n${characters}`;
}

/** @param {import("./forms.mjs").Contact} contact */
const withheld = ({ email, phone }) => [["email", email], ["phone", phone]].map(([kind, shown]) => ({ kind, shown }));

/**
 * @typedef {{ name: string, input: { fields: { kind: string, shown: string }[], question: string }, kinds: string[] }} Case
 *   with the kinds of what must be refused
 * @returns {Iterable<Case>}
 */
export function* cases() {
  for (const { name, payload } of examples(JANE)) {
    const asked = question(payload);
    yield { name, input: { fields: withheld(JANE), question: asked }, kinds: ["email", "phone"] };
    yield { name: `${name}, of somebody else`, input: { fields: withheld(OTHER), question: asked }, kinds: [] };
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const each of cases()) process.stdout.write(`${JSON.stringify(each)}\n`);
}
