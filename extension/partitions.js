/**
 * The memory of what pages have kept back, in the browser's memory: one for private windows, one for all others.
 */

import { learn, newMemory, partitionOf, readNews, recallAll, textOf } from "./memory.js";

/** @typedef {ReturnType<typeof partitionOf>} Partition */

/** @type {readonly Partition[]} */
const PARTITIONS = ["memory", "private-memory"];

/**
 * Read from the browser's memory once in each life of this script: nobody else writes there.
 * @type {Map<Partition, Promise<import("./memory.js").Memory>>}
 */
const memories = new Map();

/** @param {Partition} partition */
function memoryOf(partition) {
  let memory = memories.get(partition);
  if (!memory) {
    memories.set(partition, (memory = readMemory(partition)));
    memory.catch(() => memories.delete(partition));
  }
  return memory;
}

/**
 * @param {Partition} partition
 * @returns {Promise<import("./memory.js").Memory>}
 */
async function readMemory(partition) {
  const { [partition]: kept } = await chrome.storage.session.get(partition);
  if (kept) return /** @type {import("./memory.js").Memory} */ (kept);
  const memory = newMemory();
  // At once: this script may end before anything is kept back, and pages hold fingerprints under this key.
  await chrome.storage.session.set({ [partition]: memory });
  return memory;
}

/**
 * All that a partition remembers, as a page is told it.
 *
 * @param {Partition} partition
 */
export async function recallOf(partition) {
  return textOf(recallAll(await memoryOf(partition), Date.now()));
}

/** Forgets what all pages have kept back. */
export async function forgetKept() {
  await Promise.all(PARTITIONS.map(forgetGroups));
}

/** @param {Partition} partition */
async function forgetGroups(partition) {
  if (!(partition in (await chrome.storage.session.get(partition)))) return;
  const memory = await memoryOf(partition);
  memory.groups = [];
  await chrome.storage.session.set({ [partition]: memory });
}

/**
 * Keeps a page's news, and passes them on to the other open pages of its partition.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Record<string, unknown>} told
 */
export async function remember(tab, told) {
  const news = readNews(told);
  if (news === null) return;
  const partition = partitionOf(tab);
  const memory = await memoryOf(partition);
  const recall = textOf(learn(memory, news, Date.now()));
  const tabs = await chrome.tabs.query({ discarded: false });
  for (const { id, incognito } of tabs) {
    if (id === undefined || partitionOf({ incognito }) !== partition) continue;
    // A tab without a guard has nobody who hears it.
    chrome.tabs.sendMessage(id, { type: "recall", memory: recall }).catch(() => undefined);
  }
  await chrome.storage.session.set({ [partition]: memory });
}

/** What was seen in private windows ends with the last of them. */
export async function forgetPrivate() {
  if ((await chrome.windows.getAll()).some(({ incognito }) => incognito)) return;
  const partition = partitionOf({ incognito: true });
  memories.delete(partition);
  await chrome.storage.session.remove(partition);
}
