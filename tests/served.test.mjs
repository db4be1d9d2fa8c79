// What the bytes of a page are as text, and that they come back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { charsetOf, decode, encode } from "../extension/charset.js";

/** @param {string} text */
const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("the charset is the byte order mark's, else the header's, else the page's own", () => {
  for (const [type, page, expected] of /** @type {const} */ ([
    ["text/html; charset=utf-8", "", "utf-8"],
    ['text/html;charset="ISO-8859-1"', "", "windows-1252"],
    ["text/html; charset=us-ascii", '<meta charset="utf-8">', "windows-1252"],
    ["text/html; charset=iso-8859-1", "\xef\xbb\xbf<html>", "utf-8"],
    ["text/html; charset=utf-8", "\xff\xfe<\0", null],
    ["text/html; charset=shift_jis", '<meta charset="utf-8">', null],
    ["text/html; charset=nobody-knows", '<meta charset="utf-8">', "utf-8"],
    ["text/html", "<meta charset=utf8>", "utf-8"],
    ["text/html", '<meta http-equiv="content-type" content="text/html; charset=utf-8">', "utf-8"],
    ["text/html", "<!-- <meta charset=koi8-r> --><meta charset=utf-8>", "utf-8"],
    ["text/html", '<meta charset="utf-16">', "utf-8"],
    ["text/html", '<meta charset="koi8-r">', null],
    ["text/html", `${" ".repeat(1024)}<meta charset=utf-8>`, undefined],
    ["", "<p>", undefined],
  ])) {
    assert.equal(charsetOf(type, bytes(page)), expected, `${type} ${page}`);
  }
});

test("all bytes come back as they were", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  assert.deepEqual(encode(decode(all, "windows-1252"), "windows-1252"), all);
  const text = bytes("\xef\xbb\xbf<p>\xc3\xa9");
  assert.deepEqual(encode(decode(text, "utf-8"), "utf-8"), text);
});
