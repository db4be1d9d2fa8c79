// Looks at a page for what axe does not judge. Open shadow roots are part of it. Each look gives sentences of what is
// amiss.
globalThis.stageLooks = (() => {
  /** In CSS pixels: layouts round. */
  const ROUNDED = 1;
  const LEAST_CONTRAST_OF_TEXT = 4.5;
  const LEAST_CONTRAST_OF_FOCUS = 3;
  const LEAST_WIDTH_OF_FOCUS = 2;
  const CONTROLS = 'a[href], button, input, select, textarea, summary, iframe, [tabindex="0"]';
  /** What would mean less in one dimension. */
  const TWO_DIMENSIONAL = '.scroll, .table-scroll';

  const insideOf = (node) => [...node.children].flatMap((each) => [each, ...(each.shadowRoot ? insideOf(each.shadowRoot) : []), ...insideOf(each)]);
  /** All elements in and with those that the selector names. */
  const all = (selector) => [...document.querySelectorAll(selector)].flatMap((each) => [each, ...(each.shadowRoot ? insideOf(each.shadowRoot) : []), ...insideOf(each)]);
  const parentOf = (element) => {
    const { parentNode } = element.assignedSlot ?? element;
    return parentNode instanceof ShadowRoot ? parentNode.host : parentNode instanceof Element ? parentNode : null;
  };
  const around = (element) => (element === null ? [] : [element, ...around(parentOf(element))]);
  /** Some texts are said only. */
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && around(element).every((each) => getComputedStyle(each).clipPath !== 'inset(50%)');
  const ownText = (element) => [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data).join(' ').trim();
  const nameOf = (element) => `${element.localName}${element.id && `#${element.id}`} "${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}"`;
  const deepest = (of) => {
    let found = of(document);
    for (let root = found?.shadowRoot; root && of(root); root = found.shadowRoot) found = of(root);
    return found;
  };

  /** Red, green and blue from 0 to 255, opacity from 0 to 1. */
  function channels(colour) {
    const pen = new OffscreenCanvas(1, 1).getContext('2d');
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, opacity] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, opacity / 255];
  }

  const over = (top, opacity, below) => top.slice(0, 3).map((part, index) => part * opacity + below[index] * (1 - opacity));

  /** The colour behind what is in an element: of the nearest around it that lets nothing through, and of drawn circles. */
  function groundOf(element) {
    const grounds = around(element).map((each) => channels(getComputedStyle(each).backgroundColor));
    let ground = grounds.find(([, , , opacity]) => opacity === 1) ?? channels('Canvas');
    if (!(element instanceof SVGElement)) return ground;
    element.scrollIntoView({ block: 'center' });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    for (const circle of document.elementsFromPoint((left + right) / 2, (top + bottom) / 2).reverse()) {
      if (!(circle instanceof SVGCircleElement)) continue;
      const { fill, fillOpacity } = getComputedStyle(circle);
      ground = over(channels(fill), Number(fillOpacity), ground);
    }
    return ground;
  }

  function contrast(one, other) {
    const luminance = (colour) => {
      const [red, green, blue] = colour.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** Whether a text can be read where axe does not know what is behind it. */
  function isReadable(element) {
    const { color, fill } = getComputedStyle(element);
    return contrast(channels(element instanceof SVGElement ? fill : color), groundOf(element)) >= LEAST_CONTRAST_OF_TEXT;
  }

  /** What has to be scrolled sideways, or is cut off. */
  function cutOff(selector) {
    const { clientWidth } = document.documentElement;
    const isWide = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + ROUNDED && !element.matches(TWO_DIMENSIONAL);
    const wide = [document.documentElement, ...all(selector)].filter((each) => each === document.documentElement ? each.scrollWidth > clientWidth : isSeen(each) && isWide(each));
    const isClipped = (element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
      return (hides(overflowX) && element.scrollWidth > element.clientWidth + ROUNDED) || (hides(overflowY) && element.scrollHeight > element.clientHeight + ROUNDED);
    };
    return [...wide.map((each) => `${nameOf(each)} is ${each.scrollWidth} wide in ${each.clientWidth}`), ...all(selector).filter((each) => isSeen(each) && (ownText(each) !== '' || each.matches(CONTROLS))).flatMap((each) => {
      const { left, right } = each.getBoundingClientRect();
      const isIn = (left >= -ROUNDED && right <= clientWidth + ROUNDED) || each.closest(TWO_DIMENSIONAL) !== null;
      const clipping = around(each).find(isClipped);
      return [...(isIn ? [] : [`${nameOf(each)} reaches from ${left} to ${right}`]), ...(clipping ? [`${nameOf(each)} is cut off by ${nameOf(clipping)}`] : [])];
    })];
  }

  /** Where the Tab key comes from, and where it ends: Firefox does not give a page the focus back that has left it. */
  const ends = ['first', 'last'].map((name) => {
    const end = Object.assign(document.createElement('span'), { tabIndex: 0, id: `stage-${name}` });
    end.style.position = 'absolute';
    return end;
  });

  /** Puts the focus before everything. */
  function begin() {
    document.body.prepend(ends[0]);
    document.documentElement.append(ends[1]);
    ends[0].focus();
  }

  function end() {
    for (const each of ends) each.remove();
  }

  /** What the Tab key should come to: one of a group of radio buttons. */
  function controls(selector) {
    const reached = all(selector).filter((each) => each.matches(CONTROLS) && isSeen(each) && !each.disabled);
    return reached.filter((each) => !ends.includes(each) && (each.type !== 'radio' || each.checked)).map(nameOf);
  }

  /** What has the focus, and what is amiss with that. */
  function stop(selector) {
    const element = deepest((root) => root.activeElement);
    if (element === null || element === document.body || ends.includes(element) || !all(selector).includes(element)) return null;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow } = getComputedStyle(element);
    const isInside = parseFloat(outlineOffset) < 0;
    // A shadow of one colour under the outline is its ground.
    const [shadow] = boxShadow.match(/^(?:rgba?\([^)]*\)|color\([^)]*\))(?= 0px 0px 0px)/) ?? [];
    const ground = shadow ? channels(shadow) : groundOf(isInside ? element : parentOf(element));
    const faults = [];
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < LEAST_WIDTH_OF_FOCUS) faults.push('shows no focus');
    else if (contrast(channels(outlineColor), ground) < LEAST_CONTRAST_OF_FOCUS) faults.push(`shows its focus in ${outlineColor} on ${ground}`);
    const [x, y] = [Math.max(left, 0) + Math.min(right, innerWidth), Math.max(top, 0) + Math.min(bottom, innerHeight)].map((sum) => sum / 2);
    const hit = deepest((root) => root.elementFromPoint(x, y));
    if (hit === null || !(around(hit).includes(element) || around(element).includes(hit))) faults.push(`is behind ${hit && nameOf(hit)}`);
    const scrolled = around(element).reduce((sum, each) => ({ x: sum.x + each.scrollLeft, y: sum.y + each.scrollTop }), { x: 0, y: 0 });
    return { name: nameOf(element), faults, left: left + scrolled.x, right: right + scrolled.x, top: top + scrolled.y, bottom: bottom + scrolled.y };
  }

  /** What moves without being asked. */
  function moving(selector) {
    return all(selector).filter((each) => isSeen(each) && each.getAnimations().some(({ playState }) => playState !== 'finished')).map((each) => `${nameOf(each)} moves`);
  }

  return { isReadable, cutOff, begin, end, controls, stop, moving };
})();
