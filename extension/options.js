/** The page of options: its texts, and the start of what works it. */

import { start } from "./pages-module.js";
import { fillTexts } from "./pages.js";
import { choices } from "./settings.js";

fillTexts();
await start().options_page(choices);
document.documentElement.dataset.ready = "";
