/** What the build changes in the glue that wasm-bindgen writes for `--target no-modules`. */

import { FileFault } from "./json.mjs";

const OWN_ADDRESS_END = "location.href).toString();\n    }\n";

/**
 * Cuts `text` from `from` up to `to`; fails when either is not there exactly once, since then
 * wasm-bindgen writes something else than this was made for.
 *
 * @param {string} text
 * @param {string} from
 * @param {string} to
 */
function cut(text, from, to) {
  const start = text.indexOf(from);
  const end = text.indexOf(to, start + from.length);
  if (start < 0 || end < 0 || text.indexOf(from, start + 1) >= 0) {
    throw new FileFault(`the glue of this wasm-bindgen has no single "${from}" … "${to}": tools/build/glue.mjs must follow it`);
  }
  return text.slice(0, start) + text.slice(end);
}

/**
 * The glue as `engine-glue.js`: a factory that is given its `WebAssembly`, so that the twin can
 * stand in for it, and that gives a fresh instance at each call.
 *
 * @param {string} glue
 * @returns {string}
 */
export function glueScript(glue) {
  let text = glue;
  // The asynchronous loader: it is not used, and it is the only code here that could fetch.
  text = cut(text, "    async function __wbg_load(", "    function initSync(");
  text = cut(text, "    let __wbg_init_promise;", "    return Object.assign(__wbg_init, ");
  text = text.replace("return Object.assign(__wbg_init, ", "return Object.assign(");
  // It looks for its own address in `document.currentScript`, which a page can forge by a name.
  text = cut(text, "    let script_src;", OWN_ADDRESS_END).replace(OWN_ADDRESS_END, "");
  return factory(quickStrings(freshViews(text)));
}

const CHARACTER_BY_CHARACTER = `        for (; offset < len; offset++) {
            const code = arg.charCodeAt(offset);
            if (code > 0x7F) break;
            mem[ptr + offset] = code;
        }
        if (offset !== len) {
            if (offset !== 0) {
                arg = arg.slice(offset);
            }
`;

/** From how many characters on `encodeInto` is quicker than a loop. */
const LONG = 128;

/**
 * The glue takes a string into memory character by character while it is ASCII. Here a long one goes
 * there at once; what has no room, since it is not all ASCII, follows as it does in the glue.
 *
 * @param {string} text
 */
function quickStrings(text) {
  const parts = text.split(CHARACTER_BY_CHARACTER);
  if (parts.length !== 2) {
    throw new FileFault("the glue of this wasm-bindgen passes strings in another way: tools/build/glue.mjs must follow it");
  }
  return parts.join(`        let read = 0;
        if (len < ${LONG}) {
            for (; offset < len; offset++) {
                const code = arg.charCodeAt(offset);
                if (code > 0x7F) break;
                mem[ptr + offset] = code;
            }
            read = offset;
        } else {
            ({ read, written: offset } = cachedTextEncoder.encodeInto(arg, mem.subarray(ptr, ptr + len)));
        }
        if (read !== arg.length) {
            arg = arg.slice(read);
`);
}

/**
 * Growing memory detaches the old buffer of a wasm memory, and leaves that of a twin as it is.
 * The glue looks whether its cached view was detached; here it looks whether the buffer changed,
 * which is true in both.
 *
 * @param {string} text
 */
function freshViews(text) {
  const stale =
    /(cached\w+Memory0) === null \|\| (?:\1\.byteLength === 0|\1\.buffer\.detached === true \|\| \(\1\.buffer\.detached === undefined && \1\.buffer !== wasm\.memory\.buffer\))/g;
  const patched = text.replace(stale, "$1 === null || $1.buffer !== wasm.memory.buffer");
  if (/\.byteLength === 0|\.detached/.test(patched) || !/buffer !== wasm\.memory\.buffer/.test(patched)) {
    throw new FileFault("the glue of this wasm-bindgen keeps views of memory in another way: tools/build/glue.mjs must follow it");
  }
  return patched;
}

/** @param {string} text */
function factory(text) {
  return `var entreNousEngine = {\n  glue: function (WebAssembly) {\n${text}\n    return wasm_bindgen;\n  },\n};\n`;
}

/**
 * Glue and module as one ES module: a service worker can import nothing later than at its start.
 *
 * @param {string} glue
 * @param {string} wasm
 */
export function moduleScript(glue, wasm) {
  return `${glue}${wasm}
let bindings;

export function start() {
  if (bindings) return bindings;
  const glue = entreNousEngine.glue(WebAssembly);
  glue.initSync({ module: Uint8Array.from(atob(entreNousEngine.wasm), (sign) => sign.charCodeAt(0)) });
  entreNousEngine.wasm = "";
  return (bindings = glue);
}
`;
}
