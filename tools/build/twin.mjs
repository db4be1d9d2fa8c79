/** Makes the twin: the module as a plain script, for pages whose CSP refuses wasm. */

import binaryen from "binaryen";
import { transformSync } from "esbuild";
import { FileFault } from "./json.mjs";

/**
 * @typedef {{ name: string, params: boolean[], result: boolean }} Wide
 *   a function that takes or returns 64-bit integers; `true` marks which
 */

/**
 * The functions at the border of a module that carry 64-bit integers. JavaScript sees a `BigInt`
 * there when the module is wasm, and two halves when it is the output of wasm2js.
 *
 * @param {Uint8Array} wasm
 * @returns {{ imports: Map<string, Wide[]>, exports: Wide[] }}
 */
function wideFunctions(wasm) {
  const module = binaryen.readBinary(wasm);
  /** @type {Map<string, Wide[]>} */
  const imports = new Map();
  /** @type {Wide[]} */
  const exports = [];
  /** @type {(name: string, info: any) => Wide | undefined} */
  const wide = (name, { params, results }) => {
    const kinds = [...binaryen.expandType(params)].map((type) => type === binaryen.i64);
    return kinds.includes(true) || results === binaryen.i64 ? { name, params: kinds, result: results === binaryen.i64 } : undefined;
  };
  for (let index = 0; index < module.getNumFunctions(); index++) {
    const info = /** @type {any} */ (binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
    const found = info.module && wide(info.base, info);
    if (found) imports.set(info.module, [...(imports.get(info.module) ?? []), found]);
  }
  for (let index = 0; index < module.getNumExports(); index++) {
    const info = binaryen.getExportInfo(module.getExportByIndex(index));
    if (info.kind !== binaryen.ExternalFunction) continue;
    const found = wide(info.name, binaryen.getFunctionInfo(module.getFunction(info.value)));
    if (found) exports.push(found);
  }
  module.dispose();
  return { imports, exports };
}

/** @param {Wide} wide */
function importAdapter({ name, params, result }) {
  const given = params.flatMap((is64, index) => (is64 ? [`a${index}`, `h${index}`] : [`a${index}`]));
  const passed = params.map((is64, index) => (is64 ? `joined(a${index}, h${index})` : `a${index}`));
  const call = `from[${JSON.stringify(name)}](${passed.join(", ")})`;
  return `${JSON.stringify(name)}: function (${given.join(", ")}) { return ${result ? `low(${call})` : call}; }`;
}

/** @param {Wide} wide */
function exportAdapter({ name, params, result }) {
  const given = params.map((_, index) => `a${index}`);
  const passed = params.map((is64, index) => (is64 ? `low(a${index}), high` : `a${index}`));
  const call = `narrow[${JSON.stringify(name)}](${passed.join(", ")})`;
  return `${JSON.stringify(name)}: function (${given.join(", ")}) { return ${result ? `joined(${call}, high)` : call}; }`;
}

/**
 * The output of wasm2js (an ES module that instantiates itself) as `engine-twin.js`: a function
 * that takes the imports of the module and returns the exports of a fresh instance.
 *
 * @param {string} script  what wasm2js wrote
 * @param {Uint8Array} wasm  what it read
 * @returns {string}
 */
export function twinScript(script, wasm) {
  const { imports, exports } = wideFunctions(wasm);
  const end = script.indexOf("\nvar retasmFunc = asmFunc({");
  if (end < 0) throw new FileFault("wasm2js wrote something else than this was made for: tools/build/twin.mjs must follow it");
  const body = script.slice(0, end).replace(/^import .*;\n/gm, "").replace(/^\s+/gm, "");
  if (/^(import|export)\b/m.test(body)) throw new FileFault("wasm2js left an import or an export: tools/build/twin.mjs must follow it");
  const adapted = [...imports].map(
    ([from, wide]) =>
      `${JSON.stringify(from)}: (function (from) { return Object.assign({}, from, {\n${wide.map(importAdapter).join(",\n")}\n}); })(imports[${JSON.stringify(from)}])`,
  );
  return small(`entreNousEngine.twin = function (imports) {
${body}
// A 64-bit integer crosses the border as a BigInt; the code above takes and gives its halves.
var high = 0;
function low(value) { high = Number(BigInt.asIntN(32, value >> 32n)); return Number(BigInt.asIntN(32, value)); }
function joined(low, high) { return BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)); }
var env = {
setTempRet0: function (value) { high = value; },
getTempRet0: function () { return high; }
};
var narrow = asmFunc(Object.assign({}, imports, { ${["env: env", ...adapted].join(",\n")} }));
return Object.assign({}, narrow, {
${exports.map(exportAdapter).join(",\n")}
});
};
`);
}

/**
 * With short names and without blanks: each process in which a guarded page is opened reads all of it, whether the twin
 * is needed there or not.
 *
 * @param {string} script
 */
const small = (script) => transformSync(script, { minify: true, target: "esnext", charset: "utf8" }).code;
