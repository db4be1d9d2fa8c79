/** Elements without markup strings: the demo's pages run under Trusted Types. */
const demoDom = (() => {
  /**
   * @typedef {string | Node | boolean | null | undefined} Child a condition that does not hold adds nothing
   * @typedef {Record<string, string | boolean | ((event: Event) => void)>} Attributes a function is a listener
   */

  /**
   * @template {Element} E
   * @param {E} element
   * @param {Attributes} attributes
   * @param {Child[]} children
   * @returns {E}
   */
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false) element.setAttribute(name, value);
    }
    for (const child of children) {
      if (typeof child === 'string' || child instanceof Node) element.append(child);
    }
    return element;
  }

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Attributes} [attributes]
   * @param {...Child} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  function h(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  /** One path each, in a box of 24. @type {Record<string, string>} */
  const paths = {
    profile: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c0-3.5 3-5.5 7-5.5s7 2 7 5.5v.5H5Z',
    email: 'M3 5h18v14H3Zm2 2.4V17h14V7.4l-7 5.2Zm1.6-.4L12 11l5.4-4Z',
    phone: 'M6 3h4l1.6 5-2.4 1.8a12 12 0 0 0 5 5L16 12.4l5 1.6v4a3 3 0 0 1-3 3C10.3 21 3 13.7 3 6a3 3 0 0 1 3-3Z',
    website: 'M10.6 13.4a1 1 0 0 0 1.4 0l4.6-4.6a2.5 2.5 0 0 0-3.5-3.5L11 7.4 9.6 6l2.1-2.1a4.5 4.5 0 0 1 6.4 6.4l-4.7 4.6a3 3 0 0 1-4.2 0Zm2.8-2.8a1 1 0 0 0-1.4 0l-4.6 4.6a2.5 2.5 0 0 0 3.5 3.5l2.1-2.1 1.4 1.4-2.1 2.1a4.5 4.5 0 0 1-6.4-6.4l4.7-4.6a3 3 0 0 1 4.2 0Z',
    birthday: 'M7 3h2v2h6V3h2v2h4v16H3V5h4Zm-2 7v9h14v-9Z',
    connected: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm7 0a3 3 0 1 0 0-6 5 5 0 0 1 0 6ZM2 20c0-4 3-6.5 7-6.5s7 2.5 7 6.5Zm16 0h4c0-3.4-2-5.7-5.5-6.3A8 8 0 0 1 18 20Z',
    address: 'M12 2a7 7 0 0 1 7 7c0 5-7 13-7 13S5 14 5 9a7 7 0 0 1 7-7Zm0 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
    close: 'm6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4Z',
    edit: 'm4 16.5 9.5-9.5 3.5 3.5L7.5 20H4ZM15 5.5 17 3.5 20.5 7l-2 2Z',
  };

  /** @type {(name: string, attributes?: Attributes) => SVGSVGElement} */
  function icon(name, attributes = {}) {
    const space = 'http://www.w3.org/2000/svg';
    const path = fill(document.createElementNS(space, 'path'), { d: paths[name] ?? '' }, []);
    const box = { viewBox: '0 0 24 24', width: '24', height: '24', fill: 'currentColor', 'aria-hidden': 'true' };
    return fill(document.createElementNS(space, 'svg'), { ...box, ...attributes }, [path]);
  }

  /** Initials on a colour of their own, in place of a photograph. @type {(name: string, className: string) => HTMLElement} */
  function avatar(name, className) {
    const initials = name.split(' ').map((part) => part.charAt(0)).join('');
    const hue = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 7);
    // Drawn by the style sheet: a picture has no text.
    const box = h('span', { class: className, 'aria-hidden': 'true', 'data-initials': initials });
    box.style.setProperty('--hue', String(hue));
    return box;
  }

  return { h, icon, avatar };
})();
