/** Where things are, and how the build calls other programs. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FileFault } from "./json.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** @param {...string} parts */
export const inRoot = (...parts) => join(ROOT, ...parts);

/**
 * Runs a program to its end; what it prints is shown.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
export function run(program, args) {
  // Flags from outside would take the place of the build's own.
  const { RUSTFLAGS: _, CARGO_ENCODED_RUSTFLAGS: __, ...env } = process.env;
  return new Promise((resolve, reject) => {
    spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] })
      .on("error", (error) => reject(new FileFault(`${program} could not be started: ${error.message}`)))
      .on("close", (code, signal) =>
        code === 0 ? resolve() : reject(new FileFault(`${program} ended with ${signal ?? code}: ${args.join(" ")}`)),
      );
  });
}

/**
 * The version of the product: that of the root package.
 *
 * @returns {string}
 */
export function productVersion() {
  const text = readFileSync(inRoot("Cargo.toml"), "utf8");
  const version = /^\[package\]\s*$(?:\n(?!\[).*)*?\nversion\s*=\s*"([^"]+)"/m.exec(text)?.[1];
  if (!version) throw new FileFault("Cargo.toml: the root package has no version");
  return version;
}

/**
 * The one version of a crate that Cargo.lock names.
 *
 * @param {string} name
 * @returns {string}
 */
export function lockedVersion(name) {
  const lock = readFileSync(inRoot("Cargo.lock"), "utf8");
  const versions = [...lock.matchAll(/^name = "(.+)"\nversion = "(.+)"/gm)].filter((entry) => entry[1] === name);
  if (versions.length !== 1) throw new FileFault(`Cargo.lock names ${versions.length} versions of ${name}, not one`);
  return /** @type {string} */ (versions[0]?.[2]);
}
