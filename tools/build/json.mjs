/** Reading JSON files so that a fault is named with its file and line. */

import { readFileSync } from "node:fs";
import { relative } from "node:path";

const TOKEN =
  /\s*([{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true|false|null)/y;

/** A fault of a file that a person wrote: shown without a stack. */
export class FileFault extends Error {}

/**
 * @param {string} file
 * @returns {any}
 */
export function readJson(file) {
  const text = readFileSync(file, "utf8");
  const fault = findFault(text);
  if (fault) throw new FileFault(`${relative(process.cwd(), file)}:${lineOf(text, fault.at)}: ${fault.message}`);
  return JSON.parse(text);
}

/**
 * @param {string} text
 * @param {number} at
 */
function lineOf(text, at) {
  return text.slice(0, at).split("\n").length;
}

/**
 * The first fault of `text` as JSON. `JSON.parse` names no position in half of its errors, and
 * takes the last of two equal keys without a word.
 *
 * @param {string} text
 * @returns {{ at: number, message: string } | undefined}
 */
export function findFault(text) {
  let at = 0;

  /** @returns {{ token: string, at: number }} */
  const next = () => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (!match) throw { at: start, message: start < text.length ? "this is not JSON" : "the file ends too early" };
    at = TOKEN.lastIndex;
    return { token: /** @type {string} */ (match[1]), at: start };
  };

  /** @param {{ token: string, at: number }} first */
  const value = (first) => {
    if (first.token === "{") members("}", true);
    else if (first.token === "[") members("]", false);
    else if (/^[\]},:]$/.test(first.token)) throw { at: first.at, message: `a value is missing before "${first.token}"` };
  };

  /**
   * @param {string} end
   * @param {boolean} named
   */
  const members = (end, named) => {
    const names = new Set();
    let token = next();
    if (token.token === end) return;
    for (;;) {
      if (named) {
        if (!token.token.startsWith('"')) throw { at: token.at, message: `a name in quotes is missing before ${token.token}` };
        const name = JSON.parse(token.token);
        if (names.has(name)) throw { at: token.at, message: `the name ${token.token} stands here twice` };
        names.add(name);
        const colon = next();
        if (colon.token !== ":") throw { at: colon.at, message: `":" is missing before ${colon.token}` };
        token = next();
      }
      value(token);
      const after = next();
      if (after.token === end) return;
      if (after.token !== ",") throw { at: after.at, message: `"," or "${end}" is missing before ${after.token}` };
      token = next();
    }
  };

  try {
    value(next());
    const rest = /\S/.exec(text.slice(at));
    return rest ? { at: at + rest.index, message: "there is something after the end" } : undefined;
  } catch (fault) {
    if (fault instanceof Error) throw fault;
    return /** @type {{ at: number, message: string }} */ (fault);
  }
}
