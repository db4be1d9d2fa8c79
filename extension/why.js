/** The page behind "Why?": the start of what works it. */

import { openPage } from "./open-page.js";

await openPage((module) => module.why_page());
