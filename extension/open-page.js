/** How each of the extension's own pages starts. */

import { start } from "./pages-module.js";
import { fillTexts, text } from "./pages.js";

/**
 * Fills in a page's texts and starts what works it. Where that cannot start, the page says so.
 *
 * @param {(module: { [exported: string]: any }) => unknown} work  gives a promise if the page is shown only later
 */
export async function openPage(work) {
  fillTexts();
  try {
    await work(start());
  } catch (error) {
    const notice = document.createElement("p");
    notice.className = "failed";
    notice.setAttribute("role", "alert");
    notice.textContent = text("extension_page_failed");
    document.querySelector("main")?.prepend(notice);
    throw error;
  } finally {
    document.documentElement.dataset.ready = "";
  }
}
