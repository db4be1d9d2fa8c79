/** The page that opens after the installation: the start of what works it. */

import { openPage } from "./open-page.js";

await openPage((module) => module.welcome_page());
