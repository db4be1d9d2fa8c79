// @ts-check
/**
 * Looks out for anything that the engine would read, so that it need not be started where there is nothing. It judges
 * nothing: it asks by the scope selectors of all rules, of whatever site, and whoever asks a question starts the engine
 * in any case.
 *
 * It watches the documents that the engine would watch. What comes and goes again between two statements of ours stands
 * in the records of the observers, which the engine is given as it starts.
 *
 * Natives are taken from the prototypes: an element's name can stand in the place of a document's or a form's own method.
 */

/**
 * @param {() => void} found  is called once, as soon as there is something, or when this cannot be told
 * @param {() => void} changed  is called at each change of the own document after that
 */
function entreNousLookout(found, changed) {
  const { selector, attributes } = entreNousConfig.scopes;

  /**
   * Browsers call observers in the order in which these were made. So this one is made before any of another
   * extension's that runs after us, and goes on when the lookout ends: whoever is called after it finds what the engine
   * has made of the change.
   */
  const first = new MutationObserver((records) => {
    if (isOut) look(records);
    else if (isOver) changed();
  });

  /** @type {Map<Document, MutationObserver>} */
  const watched = new Map();
  /** @type {MutationRecord[]} */
  let unread = [];
  let isOut = false;
  let isOver = false;

  /** The window's document; none where it is of another origin. @param {Window} each @returns {Document | null} */
  const documentOf = (each) => {
    try { return each.document; } catch { return null; }
  };

  const topmost = () => {
    /** @type {Window} */
    let each = window;
    while (each.parent && each.parent !== each && documentOf(each.parent)) each = each.parent;
    return each;
  };

  /** All windows whose documents can be reached from one downwards, that one first. @param {Window} each @returns {Window[]} */
  const reachable = (each) => (documentOf(each)
    ? [each, ...Array.from({ length: each.length }, (_, index) => /** @type {any} */ (each)[index]).flatMap(reachable)]
    : []);

  /** @param {Node} node @returns {node is Element} */
  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

  /** @param {Node} node whether it is a scope or lies in one */
  const liesIn = (node) => isElement(node) && Element.prototype.closest.call(node, selector) !== null;
  /** @param {Node} node whether it is a scope or holds one */
  const holds = (node) => isElement(node) && (Element.prototype.matches.call(node, selector)
    || (node.firstElementChild !== null && Element.prototype.querySelector.call(node, selector) !== null));

  /**
   * Each node is looked at once as it comes, with all that is in it by then: a page that is being parsed adds to its body
   * again and again.
   * @param {MutationRecord[]} records
   */
  const haveInterest = (records) => {
    /** Looked at, with all that is in them. @type {Set<Node>} */
    const added = new Set();
    /** Of which it is known that they lie in no scope. @type {Set<Node>} */
    const around = new Set();
    const isWithin = (/** @type {Node} */ node) => !around.has(node) && !!around.add(node) && liesIn(node);
    return records.some(({ type, target, addedNodes, attributeName }) => {
      if (type === 'attributes') return attributes.includes(attributeName ?? '') && (liesIn(target) || holds(target));
      const isCovered = added.has(target);
      for (const node of addedNodes) {
        if (!isCovered && holds(node)) return true;
        added.add(node);
      }
      return type === 'childList' && !isCovered && isWithin(target);
    });
  };

  const watch = () => {
    for (const { document: each } of reachable(topmost())) {
      if (watched.has(each)) continue;
      if (Document.prototype.querySelector.call(each, selector)) return false;
      const isOwn = each === document;
      const observer = isOwn ? first : new MutationObserver((records) => { look(records); });
      observer.observe(each, { childList: true, subtree: true, characterData: true, ...(isOwn ? { attributes: true } : { attributeFilter: attributes }) });
      watched.set(each, observer);
    }
    return true;
  };

  /** @param {MutationRecord[]} records @returns {boolean} whether there is still nothing */
  const look = (records) => {
    if (!isOut) return false;
    try {
      if (!haveInterest(records) && watch()) return true;
    } catch { /* then nobody knows what there is */ }
    unread.push(...records);
    found();
    return false;
  };

  const taken = () => [...watched.values()].flatMap((observer) => observer.takeRecords());

  return {
    /** Begins to look out. */
    begin: () => {
      isOut = true;
      return look([]);
    },
    /** Whether there is nothing, and there was nothing since the beginning. */
    seesNothing: () => look(taken()),
    isTopmost: () => topmost() === window,
    /** All windows whose documents the page's scripts can reach. */
    windows: () => reachable(topmost()),
    /** Ends it; gives what the engine has not heard of. @returns {MutationRecord[]} */
    end: () => {
      const records = [...unread, ...taken()];
      for (const observer of watched.values()) if (observer !== first) observer.disconnect();
      // Where it found something at once it has not begun.
      if (!watched.has(document)) first.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
      watched.clear();
      unread = [];
      isOut = false;
      isOver = true;
      return records;
    },
  };
}
