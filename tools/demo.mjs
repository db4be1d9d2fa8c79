/**
 * The demo: serves it on this machine and opens a browser with the extension.
 *
 *     node tools/demo.mjs [chromium|firefox] [--once]
 *
 * Ends when the browser is closed, or on Ctrl+C. `--once`, and CI, end it after the screenshot
 * that is taken where there is no display. PORT is the port, 8127 by default.
 */

import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BROWSERS, launch } from "../tests/e2e/harness.mjs";
import { inRoot } from "./build/run.mjs";
import { startServer } from "./server.mjs";

const args = process.argv.slice(2);
const once = args.includes("--once") || Boolean(process.env.CI);
const wanted = args.find((arg) => !arg.startsWith("-")) ?? "chromium";
const name = BROWSERS.find((browser) => browser === wanted);
if (!name) {
  console.error(`demo: BROWSER is ${wanted}; it can be ${BROWSERS.join(" or ")}`);
  process.exit(2);
}

const extension = inRoot("dist", `demo-${name}`);
const server = await serve();
const address = `${server.origins.network}/`;
console.log(`The demo is served at ${address}`);

if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) await showBrowser(name);
else await showScreenshot(name);
await server.close();

async function serve() {
  try {
    return await startServer(process.env.PORT ? { port: Number(process.env.PORT) } : {});
  } catch (error) {
    console.error(`demo: it could not be served: ${error instanceof Error ? error.message : error}. PORT=0 make demo takes any free port.`);
    process.exit(1);
  }
}

/** @param {import("../tests/e2e/harness.mjs").BrowserName} browser */
async function showBrowser(browser) {
  const session = await launch(browser, { extension, headless: false, handleSignals: false });
  const [first] = await session.browser.pages();
  const page = first ?? (await session.newPage());
  await page.goto(address);
  console.log("Close the browser, or press Ctrl+C here, to end the demo.");
  await Promise.race([interrupted(), new Promise((resolve) => session.browser.once("disconnected", resolve))]);
  await session.close();
}

/** @param {import("../tests/e2e/harness.mjs").BrowserName} browser */
async function showScreenshot(browser) {
  console.log("There is no display here, so no window is opened. To see the demo by hand, open the address above in a browser");
  console.log("on this machine, with the extension loaded:");
  console.log(`  Chromium: chrome://extensions, switch on "Developer mode", "Load unpacked": ${inRoot("dist", "demo-chromium")}`);
  console.log(`  Firefox:  about:debugging#/runtime/this-firefox, "Load Temporary Add-on": ${inRoot("dist", "demo-firefox", "manifest.json")}`);
  const picture = inRoot("target", `demo-${browser}.png`);
  mkdirSync(inRoot("target"), { recursive: true });
  const session = await launch(browser, { extension, handleSignals: false });
  try {
    const page = await session.newPage(address);
    // The marks are put on after the page has drawn itself.
    await sleep(1000);
    await page.screenshot({ path: /** @type {`${string}.png`} */ (picture) });
  } finally {
    await session.close();
  }
  console.log(`A picture of it is in ${picture}`);
  if (once) return;
  console.log("Press Ctrl+C to end the demo.");
  await interrupted();
}

/** @returns {Promise<void>} */
function interrupted() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
  });
}
