/**
 * The few bytes of the wasm binary format that the build rewrites: the list of features that a
 * module claims to use, in its custom section `target_features`.
 */

const HEADER = 8;
const CUSTOM = 0;
const SECTION = "target_features";

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {{ value: number, next: number }}
 */
function readLeb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > 28) throw new Error(`broken number at byte ${at} of the wasm module`);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
}

/**
 * @param {number} value
 * @returns {number[]}
 */
function leb(value) {
  const bytes = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value ? low | 0x80 : low);
  } while (value);
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function readName(bytes, at) {
  const length = readLeb(bytes, at);
  const next = length.next + length.value;
  return { name: Buffer.from(bytes.subarray(length.next, next)).toString("utf8"), next };
}

/** @param {string} name */
function nameBytes(name) {
  const text = Buffer.from(name, "utf8");
  return [...leb(text.length), ...text];
}

/**
 * The module without the claim to use `features`. The precompiled standard library claims more
 * than it uses, and wasm-bindgen shapes its glue by the claims.
 *
 * @param {Uint8Array} bytes
 * @param {readonly string[]} features
 * @returns {Uint8Array}
 */
export function withoutClaims(bytes, features) {
  /** @type {Uint8Array[]} */
  const parts = [bytes.subarray(0, HEADER)];
  for (let at = HEADER; at < bytes.length; ) {
    const size = readLeb(bytes, at + 1);
    const end = size.next + size.value;
    const name = bytes[at] === CUSTOM ? readName(bytes, size.next) : undefined;
    parts.push(name?.name === SECTION ? section(bytes.subarray(name.next, end), features) : bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/**
 * @param {Uint8Array} content
 * @param {readonly string[]} dropped
 */
function section(content, dropped) {
  const count = readLeb(content, 0);
  /** @type {number[][]} */
  const kept = [];
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    const prefix = /** @type {number} */ (content[at]);
    const { name, next } = readName(content, at + 1);
    if (!dropped.includes(name)) kept.push([prefix, ...nameBytes(name)]);
    at = next;
  }
  const body = [...nameBytes(SECTION), ...leb(kept.length), ...kept.flat()];
  return Uint8Array.from([CUSTOM, ...leb(body.length), ...body]);
}
