/** The page on which a person answers for an export: the start of what works it. */

import { openPage } from "./open-page.js";

await openPage((module) => module.override_page());
