// A page that keeps its contacts in a list of its own and makes the document agree with it, again and again: rows move,
// come, go and change, and each node is changed as little as can be.
const stageVdom = (() => {
  /** @typedef {{ key: number, name: string, email: string }} Row */

  /** The page's own nodes, by the key of their row. */
  const nodes = new Map();
  let writes = 0;

  const make = ({ key }) => {
    const item = document.createElement('li');
    item.className = 'h-card';
    item.append(document.createElement('b'), document.createTextNode(': '), document.createElement('a'));
    item.firstChild.append('');
    item.lastChild.append('');
    item.lastChild.className = 'u-email';
    item.dataset.key = String(key);
    nodes.set(key, { item, name: null, email: null });
    return nodes.get(key);
  };

  /** As frameworks do, it compares with what it wrote last, and never with what stands in the document. */
  const render = (list, rows) => {
    const wanted = new Set(rows.map(({ key }) => key));
    for (const [key, { item }] of nodes) {
      if (wanted.has(key)) continue;
      list.removeChild(item);
      nodes.delete(key);
    }
    let before = null;
    for (const row of [...rows].reverse()) {
      const node = nodes.get(row.key) ?? make(row);
      if (node.name !== row.name) { node.name = row.name; node.item.firstChild.firstChild.nodeValue = row.name; writes += 1; }
      if (node.email !== row.email) {
        node.email = row.email;
        const link = node.item.querySelector('a');
        link.firstChild.nodeValue = row.email;
        link.setAttribute('href', `mailto:${row.email}`);
        writes += 2;
      }
      if (node.item.nextElementSibling !== before || !node.item.isConnected) { list.insertBefore(node.item, before); writes += 1; }
      before = node.item;
    }
  };

  /** Runs for some time; says what it saw. */
  const run = async ({ kept, open, milliseconds }) => {
    const list = document.createElement('ul');
    document.body.append(list);
    const seen = new Set();
    let records = 0;
    const look = (text) => { for (const value of kept) if (text.includes(value)) seen.add(value); };
    new MutationObserver((all) => { records += all.length; }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    let rounds = 0;
    const wrong = [];
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      const rows = [...kept, ...open].map((email, key) => ({ key, name: `Row ${key} ${rounds % 7 === key % 7 ? '*' : ''}`, email }))
        .filter(({ key }) => (rounds + key) % 5 !== 0)
        .sort((one, other) => ((one.key + rounds) % 11) - ((other.key + rounds) % 11));
      render(list, rows);
      rounds += 1;
      // The next task: whatever was to be veiled has been.
      await new Promise((done) => { setTimeout(done, 50); });
      look(list.innerHTML);
      const shown = [...list.children].map(({ dataset }) => Number(dataset.key));
      if (String(shown) !== String(rows.map(({ key }) => key))) wrong.push(`order in round ${rounds}`);
      for (const { key, email } of rows) {
        const link = nodes.get(key).item.querySelector('a');
        const isOpen = open.includes(email);
        if (isOpen !== (link.textContent === email && link.getAttribute('href') === `mailto:${email}`)) wrong.push(`row ${key} in round ${rounds}`);
      }
    }
    return { rounds, writes, records, seen: [...seen], wrong: wrong.slice(0, 5), marks: document.querySelectorAll('entre-nous-mark').length };
  };

  return { run };
})();
