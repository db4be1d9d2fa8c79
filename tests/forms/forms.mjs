/**
 * Every form in which contact details leave a page, written by other code than that which reads them:
 * documents with one contact in them, and what wraps a document.
 */

import { createHash } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";

/**
 * @typedef {{ name: string, email: string, phone: string }} Contact  the phone in E.164
 * @typedef {string | Buffer} Content
 */

const utf8 = (/** @type {Content} */ content) => Buffer.from(content);
const escapeHtml = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? "");
const national = (/** @type {string} */ phone) => `0${phone.slice(3)}`;
const grouped = (/** @type {string} */ phone) => `${phone.slice(0, 3)} ${(phone.slice(3).match(/../g) ?? []).join(" ")}${phone.length % 2 ? "" : phone.at(-1)}`;
const digest = (/** @type {string} */ kind, /** @type {string} */ text) => createHash(kind).update(text).digest();

// --- Zip ---------------------------------------------------------------------------------------

function crc32(/** @type {Buffer} */ bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** @param {Record<string, Content>} files */
export function zip(files) {
  const locals = [];
  const entries = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(utf8(content)), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(utf8(content).length, 18);
    head.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from("PK\x03\x04"), head, name, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    entries.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), head, place, name);
    offset += 4 + head.length + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}

// --- Structured binary formats -------------------------------------------------------------------

function varint(/** @type {bigint} */ number) {
  const bytes = [];
  for (; number > 127n; number >>= 7n) bytes.push(Number(number & 127n) | 128);
  return Buffer.from([...bytes, Number(number)]);
}
const field = (/** @type {number} */ number, /** @type {Content} */ content) =>
  Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(utf8(content).length)), utf8(content)]);
function uint64(/** @type {string} */ digits) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(digits));
  return bytes;
}
/** Up to 255 bytes. */
const packed = (/** @type {string} */ text) => Buffer.concat([Buffer.from([0xd9, Buffer.byteLength(text)]), Buffer.from(text)]);
const item = (/** @type {string} */ text) => Buffer.concat([Buffer.from([0x78, Buffer.byteLength(text)]), Buffer.from(text)]);

// --- Documents -----------------------------------------------------------------------------------

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Documents with one contact in them. @type {Record<string, (contact: Contact) => Content>} */
export const DOCUMENTS = {
  "plain text": ({ name, email, phone }) => `${name}, ${email}, ${grouped(phone)}`,
  "CSV": ({ name, email, phone }) => `id,name,email,phone\r\n7,${name},${email},${phone}\r\n`,
  "CSV, guarded and quoted": ({ name, email, phone }) => `\ufeff"id";"name";"email";"phone"\r\n"7";"${name}";"=""${email}""";"'${phone}"\r\n`,
  "TSV, code of its own": ({ name, email, phone }) => `7\t${name}\t${email}\t${phone.slice(1, 3)}\t${phone.slice(3)}\n`,
  "JSON": (contact) => JSON.stringify({ contact }),
  "JSON, number": ({ email, phone }) => JSON.stringify({ email, phone: Number(phone) }),
  "JSON, all escaped": ({ email, phone }) => `{"e":"${[...`${email} ${phone}`].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"}`,
  "GraphQL": ({ email, phone }) => JSON.stringify({ query: `mutation { add(email: "${email}", phone: "${national(phone)}") { id } }` }),
  "form": ({ name, email, phone }) => `${new URLSearchParams({ name, email, phone: grouped(phone) })}`,
  "HTML, references": ({ email, phone }) => `<p>${email.replace("@", "&#64;").replace(".", "&period;")} ${grouped(phone).replace("+", "&#x2B;").replaceAll(" ", "&nbsp;")}</p>`,
  "HTML, links": ({ name, email, phone }) => `<a href="mailto:${encodeURIComponent(email)}">${escapeHtml(name)}</a> <a href="tel:${phone}">call</a>`,
  "HTML, tags within": ({ email, phone }) => `<td>${email.replace("@", "<wbr>@<b>")}</b></td><td>${grouped(phone).replace(" ", "</span> <span class='x'>")}</td>`,
  "vCard 2.1": ({ name, email, phone }) => `BEGIN:VCARD\r\nVERSION:2.1\r\nN:${name}\r\nEMAIL;INTERNET;ENCODING=QUOTED-PRINTABLE:${email.replace("@", "=40").replace(".", "=\r\n.")}\r\nTEL;CELL:${phone}\r\nEND:VCARD\r\n`,
  "vCard 4, folded": ({ name, email, phone }) => `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:${name}\r\nitem1.EMAIL:${email.replace("@", "\r\n @")}\r\nTEL;VALUE=uri:tel:${phone.slice(0, 6)}\r\n ${phone.slice(6)}\r\nEND:VCARD\r\n`,
  "RFC 822": ({ email, phone }) => `From: me@example.net\r\nTo: ${email}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCall ${phone.replace("+", "=2B").slice(0, 9)}=\r\n${phone.replace("+", "=2B").slice(9)}\r\n`,
  "RFC 822, base64": ({ email, phone }) => `To: nobody@example.net\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n${(Buffer.from(`Please write to ${email} or call ${grouped(phone)}, with all that has been agreed upon lately.`).toString("base64").match(/.{1,76}/g) ?? []).join("\r\n")}\r\n`,
  "spelled out": ({ email, phone }) => `${email.replace("@", " [at] ").replaceAll(".", " (dot) ")} / ${grouped(phone).replaceAll(" ", ".")}`,
  "unseen characters": ({ email, phone }) => `${[...email].join("\u200b")} ${[...phone].join("\u00ad")}`,
  "full width": ({ email, phone }) => [...`${email} ${phone}`].map((sign) => (sign === " " ? "\u3000" : String.fromCharCode(sign.charCodeAt(0) + 0xfee0))).join(""),
  "SHA-256": ({ email, phone }) => JSON.stringify({ em: digest("sha256", email).toString("hex"), ph: digest("sha256", phone).toString("hex") }),
  "SHA-1": ({ email, phone }) => `em=${digest("sha1", email).toString("hex").toUpperCase()}&ph=${digest("sha1", phone.slice(1)).toString("hex")}`,
  "MD5": ({ email, phone }) => `${digest("md5", email).toString("hex")}\n${digest("md5", phone).toString("hex")}\n`,
  "SHA-256 in base64": ({ email, phone }) => JSON.stringify([digest("sha256", email).toString("base64"), digest("sha256", phone).toString("base64url")]),
  "Protocol Buffers": ({ name, email, phone }) => field(2, Buffer.concat([field(1, name), field(2, email), Buffer.from([3 << 3]), varint(BigInt(phone))])),
  "MessagePack": ({ name, email, phone }) => Buffer.concat([Buffer.from([0x83]), packed("name"), packed(name), packed("email"), packed(email), packed("phone"), Buffer.from([0xcf]), uint64(phone.slice(1))]),
  "CBOR": ({ name, email, phone }) => Buffer.concat([Buffer.from([0xa3]), item("name"), item(name), item("email"), item(email), item("phone"), Buffer.from([0x1b]), uint64(phone.slice(1))]),
  "XLSX": ({ name, email, phone }) => zip({
    "[Content_Types].xml": `${XML}<Types/>`,
    "xl/sharedStrings.xml": `${XML}<sst count="2"><si><t>${name}</t></si><si><r><rPr><b/><sz val="11"/></rPr><t>${email.split("@")[0]}</t></r><r><rPr><sz val="11"/><color theme="1"/></rPr><t xml:space="preserve">@${email.split("@")[1]}</t></r></si></sst>`,
    "xl/worksheets/sheet1.xml": `${XML}<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>${phone.slice(1)}</v></c></row></sheetData></worksheet>`,
  }),
  "ODS": ({ name, email, phone }) => zip({
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": `${XML}<office:document-content><table:table-row><table:table-cell><text:p>${name}</text:p></table:table-cell><table:table-cell><text:p>${email.replace("@", "<text:span>@</text:span>")}</text:p></table:table-cell><table:table-cell><text:p>${grouped(phone)}</text:p></table:table-cell></table:table-row></office:document-content>`,
  }),
};

// --- Wrappings -----------------------------------------------------------------------------------

/** What a document is in when it leaves; those that take text only are given no bytes. */
export const WRAPPINGS = /** @type {Record<string, { takesText?: boolean, wrap: (content: any) => Content }>} */ ({
  "nothing": { wrap: (content) => content },
  "JSON": { takesText: true, wrap: (text) => JSON.stringify({ id: 7, body: text, more: [true, null] }) },
  "form": { takesText: true, wrap: (text) => `a=1&body=${encodeURIComponent(text).replaceAll("%20", "+")}&z=` },
  "HTML": { takesText: true, wrap: (text) => `<html><body><pre title="x">${escapeHtml(text)}</pre></body></html>` },
  "UTF-16 with a mark": { takesText: true, wrap: (text) => Buffer.from(`\ufeff${text}`, "utf16le") },
  "UTF-16, the highest first": { takesText: true, wrap: (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16() },
  "base64": { wrap: (content) => `{"file":"${utf8(content).toString("base64")}"}` },
  "base64url, behind a word": { takesText: true, wrap: (content) => `token=x${utf8(content).toString("base64url")}` },
  "data URI": { wrap: (content) => `<img src="data:application/octet-stream;base64,${utf8(content).toString("base64")}">` },
  "gzip": { wrap: (content) => gzipSync(content) },
  "zlib": { wrap: (content) => deflateSync(content) },
  "deflate": { wrap: (content) => deflateRawSync(content) },
  "zip": { wrap: (content) => zip({ "export/contacts.bin": content }) },
  "multipart": { wrap: (content) => Buffer.concat([Buffer.from(`--x${content.length}\r\nContent-Disposition: form-data; name="id"\r\n\r\n7\r\n--x${content.length}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`), utf8(content), Buffer.from(`\r\n--x${content.length}--\r\n`)]) },
  "Protocol Buffers": { wrap: (content) => Buffer.concat([Buffer.from([1 << 3, 7]), field(2, content)]) },
});

/**
 * @typedef {{ name: string, payload: Content }} Example
 * @param {Contact} contact
 * @returns {Iterable<Example>} the contact in every document, in every wrapping, in every other
 */
export function* examples(contact) {
  for (const [document, write] of Object.entries(DOCUMENTS)) {
    for (const [inner, { takesText, wrap }] of Object.entries(WRAPPINGS)) {
      const written = write(contact);
      if (takesText && typeof written !== "string") continue;
      const wrapped = wrap(written);
      for (const [outer, { takesText, wrap }] of Object.entries(WRAPPINGS)) {
        if (inner === "nothing" && outer !== "nothing") continue;
        if (takesText && typeof wrapped !== "string") continue;
        yield { name: `${document} in ${inner} in ${outer}`, payload: wrap(wrapped) };
      }
    }
    // At the beginning, in the middle and at the end of a large export.
    const written = write(contact);
    if (typeof written !== "string") continue;
    const rows = (/** @type {number} */ count) => "8;Nobody Known;nobody.known@example.net;+49 30 9018200\n".repeat(count);
    for (const [before, after] of /** @type {const} */ ([[0, 1], [1, 0], [0, 4000], [1100, 2900], [1190, 10], [4000, 0]])) {
      yield { name: `${document}, ${before} rows before and ${after} after`, payload: `${rows(before)}\n${written}\n${rows(after)}` };
    }
  }
}
