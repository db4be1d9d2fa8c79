/**
 * Reads the rows in which a server-driven page gets its parts, as they come: each is an identifier, a colon, a tag of
 * capital letters or none, and JSON to the end of the line; or `T`, a length in bytes, a comma, and that many bytes.
 */
const demoRows = (() => {
  const COLON = 0x3a;
  const COMMA = 0x2c;
  const LINE_FEED = 0x0a;
  const TEXT = 0x54;

  /** @type {(one: Uint8Array, other: Uint8Array) => Uint8Array<ArrayBuffer>} */
  function joined(one, other) {
    const both = new Uint8Array(one.length + other.length);
    both.set(one);
    both.set(other, one.length);
    return both;
  }

  /** @param {Uint8Array} bytes */
  const decode = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

  /**
   * The first row, if all of it is there.
   * @param {Uint8Array} bytes
   * @returns {{id: string, value: unknown, length: number} | null} `length` in bytes
   */
  function firstRow(bytes) {
    const colon = bytes.indexOf(COLON);
    if (colon < 0) return null;
    const id = decode(bytes.subarray(0, colon));
    if (bytes[colon + 1] === TEXT) {
      const comma = bytes.indexOf(COMMA, colon);
      if (comma < 0) return null;
      const end = comma + 1 + Number.parseInt(decode(bytes.subarray(colon + 2, comma)), 16);
      if (bytes.length < end) return null;
      return { id, value: decode(bytes.subarray(comma + 1, end)), length: end };
    }
    const end = bytes.indexOf(LINE_FEED, colon);
    if (end < 0) return null;
    const json = decode(bytes.subarray(colon + 1, end)).replace(/^[A-Z]+/, '');
    return { id, value: JSON.parse(json), length: end + 1 };
  }

  /**
   * @param {Response} response
   * @returns {Promise<Map<string, unknown>>}
   */
  async function read(response) {
    /** @type {Map<string, unknown>} */
    const rows = new Map();
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    let rest = new Uint8Array();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest = joined(rest, value);
      for (let row = firstRow(rest); row !== null; row = firstRow(rest)) {
        rows.set(row.id, row.value);
        rest = rest.subarray(row.length);
      }
    }
    if (rest.length > 0) throw new Error('a row has no end');
    return rows;
  }

  /**
   * What a value is, once the references in it are followed.
   * @type {(rows: Map<string, unknown>, value: unknown) => unknown}
   */
  function resolved(rows, value) {
    const [, id] = typeof value === 'string' ? /^\$L?([0-9a-f]+)$/.exec(value) ?? [] : [];
    if (id === undefined) return value;
    if (!rows.has(id)) throw new Error(`there is no row ${id}`);
    return resolved(rows, rows.get(id));
  }

  return { read, resolved };
})();
