/** Sends what the scripts in the pages tell, from where no guard of a page sees it. */

const config = fetch(chrome.runtime.getURL("config.json")).then((response) => response.json());

/** One after the other: once a report has come, all before it have. */
let sent = Promise.resolve();

function send(report) {
  const post = async () => {
    const { collector } = await config;
    await fetch(collector, { method: "POST", mode: "no-cors", body: JSON.stringify(report) });
  };
  sent = sent.then(post, post);
  return sent;
}

/** Runs in the page: what a script that is put into it later finds. */
function find(values) {
  const text = `${document.documentElement.outerHTML}\n${document.documentElement.textContent}`;
  return values.filter((value) => text.includes(value));
}

async function inject(tabId, how) {
  const { values } = await config;
  for (const world of ["ISOLATED", "MAIN"]) {
    const target = { tabId, allFrames: true };
    const results = await chrome.scripting.executeScript({ target, world, func: find, args: [values] }).catch(() => []);
    const found = results.flatMap(({ result }) => result ?? []);
    for (const value of found) await send({ world, moment: "injected", how: "read", value, url: "" });
    if (results.length > 0) await send({ world, moment: "injected", how, value: "", url: "" });
  }
}

chrome.runtime.onMessage.addListener((report, { tab }) => {
  void send(report);
  const { world, moment, how } = report;
  if (how === "looked again" && world === "ISOLATED" && moment === "document_start") void inject(tab.id, how);
});

chrome.tabs.onUpdated.addListener((tabId, { status }) => {
  if (status === "complete" && chrome.scripting) void inject(tabId, "looked");
});

void send({ world: "", moment: "background", how: "ready", value: "", url: "" });
