/** The page on which a person answers for an export: its texts, and the start of what works it. */

import { start } from "./pages-module.js";
import { fillTexts } from "./pages.js";

fillTexts();
await start().override_page();
document.documentElement.dataset.ready = "";
