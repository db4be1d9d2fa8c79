/** The page of the register: the start of what works it. */

import { openPage } from "./open-page.js";
import { readNewest, readRegister } from "./register-read.js";
import { choices } from "./settings.js";

await openPage((module) => module.register_page(readRegister, readNewest, choices));
