/** The page behind "Why?": its texts, and the reason that the address names. */

import { fillTexts, text } from "./pages.js";

fillTexts();
document.title = `${text("why_title")} · ${text("extension_name")}`;
goToReason();
window.addEventListener("hashchange", goToReason);

/** The browser went there while the page was still empty; the style sheet marks it by `:target`. */
function goToReason() {
  const reason = document.getElementById(location.hash.slice(1));
  if (reason === null) return;
  reason.tabIndex = -1;
  reason.focus({ preventScroll: true });
  reason.scrollIntoView({ block: "center" });
}
