/** Sends what the scripts in the pages tell, from where no guard of a page sees it. */

const config = fetch(chrome.runtime.getURL("config.json")).then((response) => response.json());

async function send(report) {
  const { collector } = await config;
  await fetch(collector, { method: "POST", mode: "no-cors", body: JSON.stringify(report) });
}

chrome.runtime.onMessage.addListener((report) => void send(report));

/** Runs in the page: what a script that is put into it later finds. */
function find(values) {
  const text = `${document.documentElement.outerHTML}\n${document.documentElement.textContent}`;
  return values.filter((value) => text.includes(value));
}

chrome.tabs.onUpdated.addListener(async (tabId, { status }) => {
  const { values } = await config;
  if (status !== "complete" || !chrome.scripting) return;
  for (const world of ["ISOLATED", "MAIN"]) {
    const target = { tabId, allFrames: true };
    const results = await chrome.scripting.executeScript({ target, world, func: find, args: [values] }).catch(() => []);
    const found = results.flatMap(({ result }) => result ?? []);
    for (const value of found) await send({ world, moment: "injected", how: "read", value, url: "" });
    if (results.length > 0) await send({ world, moment: "injected", how: "looked", value: "", url: "" });
  }
});
