// Plays both ends of the guard's private talk, as the first script of the page.
const stageForging = (() => {
  const node = document.createElement('i');
  const targets = [node, document, window];
  const own = new WeakSet();
  const heard = [];
  for (const target of targets) {
    for (const type of ['entre-nous-hello', 'ask', 'answer', 'stopped', 'read', 'content']) {
      target.addEventListener(type, (event) => { if (!own.has(event)) heard.push(`${type} ${event.detail}`); }, true);
    }
  }
  const say = (target, event) => {
    own.add(event);
    target.dispatchEvent(event);
  };
  return {
    heard,
    hello() {
      for (const target of [window, document, document.documentElement]) {
        say(target, new MouseEvent('entre-nous-hello', { relatedTarget: node, bubbles: true }));
      }
    },
    ask() {
      for (const target of targets) {
        say(target, new CustomEvent('ask', { detail: 'entre-nous/1 1\nstate\n', bubbles: true }));
        say(target, new CustomEvent('ask', { detail: 'entre-nous/1 1\nfetch\ntext\nhttp://elsewhere.example/\nnothing', bubbles: true }));
        say(target, new CustomEvent('read', { detail: 'blob:null/none', bubbles: true }));
      }
    },
    answer() {
      for (const target of targets) {
        for (let number = 1; number < 200; number += 1) {
          for (const word of ['permit', 'clear']) {
            say(target, new CustomEvent('answer', { detail: `entre-nous/1 ${number} ${word}`, bubbles: true }));
          }
        }
      }
    },
  };
})();
