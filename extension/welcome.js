/** The page that opens after the installation: its texts, and the start of what works it. */

import { start } from "./pages-module.js";
import { fillTexts } from "./pages.js";

fillTexts();
start().welcome_page();
document.documentElement.dataset.ready = "";
