/** The page of options: the start of what works it. */

import { openPage } from "./open-page.js";
import { choices } from "./settings.js";

await openPage((module) => module.options_page(choices));
