// Packed and binary payloads: looked into, whether they are bytes, a blob or a file. What holds a
// withheld value stays, what holds others' goes as it was.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { DOCUMENTS, WRAPPINGS } from "../forms/forms.mjs";
import { forEachBrowser, launch } from "./harness.mjs";
import { WITHHELD, copyOfExtension, field, forgetTold, html, startStage, told } from "./stage.mjs";

/** @typedef {import("./harness.mjs").Page} Page */

/** @param {string} email */
const contact = (email) => ({ name: "Somebody", email, phone: "+33639980199" });
/** @param {string} name @returns {(email: string) => Buffer} */
const documented = (name) => (email) => Buffer.from(DOCUMENTS[name]?.(contact(email)) ?? "");

/** @type {Record<string, (email: string) => Buffer>} */
const PACKED = {
  "XLSX": documented("XLSX"),
  "ODS": documented("ODS"),
  "gzip": (email) => gzipSync(documented("CSV")(email)),
  "UTF-16": (email) => Buffer.from(WRAPPINGS["UTF-16 with a mark"]?.wrap(`${documented("CSV")(email)}`) ?? ""),
  "Windows-1252": (email) => Buffer.from(`caf\xe9;${email}\r\nM\xfcnchen;and more of it\r\n`, "latin1"),
  "Protocol Buffers": documented("Protocol Buffers"),
  "MessagePack": documented("MessagePack"),
};
const OTHER = "nobody.known@example.org";

const stage = await startStage({ "/one": html(field()) });
after(() => stage.close());

/**
 * Sends bytes or saves them, from the page.
 * @param {Page} page @param {"bytes" | "blob" | "file"} how @param {Buffer} content
 * @returns {Promise<string>} "arrived", "saved", or the error's name
 */
const leave = (page, how, content) =>
  page.evaluate(
    async (to, how, base64) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      if (how === "file") {
        const href = URL.createObjectURL(new Blob([bytes.subarray(0, 9), bytes.subarray(9)]));
        Object.assign(document.createElement("a"), { href, download: "export.bin" }).click();
        return "saved";
      }
      const body = how === "bytes" ? bytes : new Blob([bytes], { type: "application/octet-stream" });
      try {
        return await (await fetch(to, { method: "POST", body })).text();
      } catch (error) {
        return /** @type {Error} */ (error).name;
      }
    },
    `${stage.collector}/packed`,
    how,
    content.toString("base64"),
  );

const sha256 = (/** @type {Buffer} */ bytes) => createHash("sha256").update(bytes).digest("hex");

forEachBrowser((browser) => {
  describe(`packed payloads, in ${browser}`, () => {
    const copy = copyOfExtension(browser);
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let session;
    /** @type {Page} */
    let page;
    before(async () => {
      session = await launch(browser, { extension: copy.folder });
      page = await session.newPage(`${stage.network}/one`);
    });
    after(async () => { await session.close(); copy.remove(); });

    for (const [name, pack] of Object.entries(PACKED)) {
      for (const how of /** @type {const} */ (["bytes", "blob"])) {
        test(`${name} in ${how === "blob" ? "a blob" : how} is looked into`, async () => {
          stage.takeArrived();
          assert.equal(await leave(page, how, pack(WITHHELD)), "TypeError");
          assert.equal(await told(page), "refused fetch withheld");
          await forgetTold(page);
          assert.deepEqual(stage.takeArrived(), []);
          const others = pack(OTHER);
          assert.equal(await leave(page, how, others), "arrived");
          assert.deepEqual(stage.takeArrived().filter(({ method }) => method === "POST").map(({ bytes }) => bytes), [others.length]);
        });
      }
      test(`${name} in a file is looked into`, async () => {
        await leave(page, "file", pack(WITHHELD));
        assert.equal(await told(page), "refused download withheld");
        await forgetTold(page);
      });
    }

    // One only: browsers ask before a page saves a second file by itself.
    test("a file with others' values is saved as it was", async () => {
      const others = documented("XLSX")(OTHER);
      await leave(page, "file", others);
      const { name } = await session.downloadFinished({ named: /^export/ });
      assert.equal(sha256(readFileSync(join(session.downloads, name))), sha256(others));
      assert.deepEqual(session.downloaded(), [name]);
    });

    test("a picture is not, and stays while something is kept back", async () => {
      const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
      assert.equal(await leave(page, "blob", picture), "TypeError");
      assert.equal(await told(page), "refused fetch unreadable");
      await forgetTold(page);
    });
  });
});
