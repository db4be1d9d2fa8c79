// Policies of an organisation, as the browsers read them from the disk.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { executable, launch } from "./harness.mjs";

/** @typedef {import("./harness.mjs").BrowserName} BrowserName */

/** The folder that is the browser's own for policies, and the place of a file under it. */
const PLACES = {
  chromium: { folder: "/etc/chromium", file: "policies/managed/entre-nous.json" },
  firefox: { folder: "/usr/lib/firefox-esr/distribution", file: "policies.json" },
};

/** What Firefox calls the extension; the manifest says it. */
const ID = "entre-nous@entre-nous.example";

/** Whether a test can give the browser a policy. @param {BrowserName} browser */
export function takesPolicies(browser) {
  const { folder } = PLACES[browser];
  return existsSync(folder) && spawnSync("unshare", ["--mount", "mount", "--bind", tmpdir(), folder]).status === 0;
}

/**
 * Runs `body`, for which the browser has a policy that nobody else on the machine sees: the folder is another in its own
 * namespace of mounts only.
 *
 * @template T
 * @param {BrowserName} browser
 * @param {string} policy  the text of its file
 * @param {() => Promise<T>} body  launches the browser
 * @returns {Promise<T>}
 */
export async function underPolicy(browser, policy, body) {
  const made = mkdtempSync(join(tmpdir(), "entre-nous-policy-"));
  const { folder, file } = PLACES[browser];
  mkdirSync(join(made, "etc", dirname(file)), { recursive: true });
  writeFileSync(join(made, "etc", file), policy);
  const program = join(made, "browser");
  const inside = `mount --bind ${join(made, "etc")} ${folder} && exec ${executable(browser)} "$@"`;
  writeFileSync(program, `#!/bin/sh\nexec unshare --mount sh -c '${inside}' sh "$@"\n`, { mode: 0o755 });
  const named = browser === "chromium" ? "CHROMIUM" : "FIREFOX";
  const usual = process.env[named];
  process.env[named] = program;
  try {
    return await body();
  } finally {
    if (usual === undefined) delete process.env[named];
    else process.env[named] = usual;
    rmSync(made, { recursive: true, force: true });
  }
}

/**
 * Runs `body` in a browser in which the organisation has set this for the extension.
 *
 * @param {BrowserName} browser
 * @param {string} extension  the folder of an unpacked extension
 * @param {object} settings
 * @param {(session: import("./harness.mjs").Session) => Promise<void>} body
 */
export async function underSettings(browser, extension, settings, body) {
  // Chromium makes the id of an unpacked extension from its folder.
  const trial = await launch(browser, { extension });
  const id = browser === "chromium" ? new URL(trial.popupUrl()).hostname : ID;
  await trial.close();
  const policy = browser === "chromium"
    ? { "3rdparty": { extensions: { [id]: settings } } }
    : { policies: { "3rdparty": { Extensions: { [id]: settings } } } };
  await underPolicy(browser, JSON.stringify(policy), async () => {
    const session = await launch(browser, { extension });
    try {
      await body(session);
    } finally {
      await session.close();
    }
  });
}
