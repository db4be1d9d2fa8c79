/**
 * What people have chosen, as the browser keeps it. What it comes to is for `src/settings.rs` to say.
 */

const PERSON = "settings";
const VEIL_OFF = "veilOff";

/**
 * @typedef {{ person: object | null, veilOff: string[], organisation: object | null }} Choices the hosts for which the
 *   person has turned the veil off are apart from what else they have set
 */

/**
 * Fails where anything cannot be read: then the strictest holds.
 *
 * @returns {Promise<Choices>}
 */
export async function choices() {
  const [{ [PERSON]: person = null, [VEIL_OFF]: veilOff = [] }, organisation] = await Promise.all([
    chrome.storage.local.get([PERSON, VEIL_OFF]),
    fromOrganisation(),
  ]);
  return { person: /** @type {object | null} */ (person), veilOff: /** @type {string[]} */ (veilOff), organisation };
}

/** What the organisation has set; null where there is none. */
async function fromOrganisation() {
  try {
    return await chrome.storage.managed.get(null);
  } catch (error) {
    // Firefox says so where there is no organisation.
    if (error instanceof Error && /manifest not found/i.test(error.message)) return null;
    throw error;
  }
}

/** @param {(isOfVeil: boolean) => void} changed is called after each change of a choice: of the veil on a site only, or of others */
export function onChoice(changed) {
  chrome.storage.onChanged.addListener((changes, area) => {
    if (area === "managed" || (area === "local" && PERSON in changes)) changed(false);
    else if (area === "local" && VEIL_OFF in changes) changed(true);
  });
}
