/**
 * What people have chosen about the veil, as the browser keeps it. What it comes to on a site is the engine's matter
 * (`src/veil/setting.rs`).
 */

const OFF = "veilOff";
const ORGANISATION = "veil";

/** @typedef {{ off: string[], organisation: unknown }} VeilChoices the hosts for which the person has turned it off */

/**
 * Fails where either cannot be read: then the veil stays on.
 *
 * @returns {Promise<VeilChoices>}
 */
export async function veilChoices() {
  const [{ [OFF]: off = [] }, organisation] = await Promise.all([chrome.storage.local.get(OFF), fromOrganisation()]);
  return { off: /** @type {string[]} */ (off), organisation };
}

/** What the organisation has set; null where it has not. */
async function fromOrganisation() {
  try {
    return (await chrome.storage.managed.get(ORGANISATION))[ORGANISATION] ?? null;
  } catch (error) {
    // Firefox says so where there is no organisation.
    if (error instanceof Error && /manifest not found/i.test(error.message)) return null;
    throw error;
  }
}

/**
 * The person's choice for a host.
 *
 * @param {string} host
 * @param {boolean} isOn
 */
export async function turnVeil(host, isOn) {
  const { [OFF]: off = [] } = await chrome.storage.local.get(OFF);
  const others = /** @type {string[]} */ (off).filter((each) => each !== host);
  await chrome.storage.local.set({ [OFF]: isOn ? others : [...others, host] });
}

/** @param {() => void} changed is called after each change of a choice */
export function onVeilChoice(changed) {
  chrome.storage.onChanged.addListener((changes, area) => {
    if ((area === "local" && OFF in changes) || (area === "managed" && ORGANISATION in changes)) changed();
  });
}
