/** The page of the register: its texts, and the start of what works it. */

import { start } from "./pages-module.js";
import { fillTexts } from "./pages.js";
import { readNewest, readRegister } from "./register-read.js";
import { choices } from "./settings.js";

fillTexts();
await start().register_page(readRegister, readNewest, choices);
document.documentElement.dataset.ready = "";
