/** The audit of tools: the start of what works it. */

import { openPage } from "./open-page.js";

await openPage((module) => module.tools_page());
