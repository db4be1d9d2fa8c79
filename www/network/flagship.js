/** Profiles and contact overlay with the structure of LinkedIn's server-driven pages (2025–2026). */
const demoFlagship = (() => {
  const { h, icon, avatar } = demoDom;
  const { t, pick } = demoText;
  const people = demoPeople;

  /** Class names on these pages are hashes, and say nothing. */
  const hashed = {
    layout: '_5c1e07', column: '_a93f12', card: '_77d0b4', cover: '_e2618c', name: '_0f4ad9', row: '_b81c35', degree: '_3d97e6',
    shown: '_61fa20', unshown: '_c40b7e', text: '_9ae55d', small: '_28c6f1', side: '_d7130a', item: '_4be892', job: '_f05c6d',
    dialog: '_86a1d3', head: '_1d72ce', line: '_ea40f7', label: '_52bd98', value: '_be0963', close: '_7f3d15',
  };

  /** @type {Record<string, string>} */
  const iconIds = {
    profile: 'linkedin-bug-medium', email: 'envelope-medium', phone: 'phone-handset-small', website: 'link-medium',
    birthday: 'calendar-medium', connected: 'people-medium', address: 'location-marker-medium',
  };

  /** @type {(word: string, rendered: boolean) => HTMLElement} */
  const degree = (word, rendered) =>
    h('div', { class: rendered ? hashed.shown : hashed.unshown }, h('p', { class: hashed.degree }, `· ${word}`));

  /**
   * A 1st-degree card holds the badge of a 2nd-degree one as well, not rendered: the page keeps both states of a
   * connection ready and shows one.
   * @type {(person: Person) => HTMLElement[]}
   */
  function badges(person) {
    if (!people.hasDegree(person)) return [];
    if (person.degree === 'first') return [degree(t('degree.second'), false), degree(t('degree.first'), true)];
    return [degree(people.degree(person), true)];
  }

  /** @type {(person: Person) => HTMLElement} */
  function alsoViewed(person) {
    return h('aside', { class: `${hashed.card} ${hashed.side}` },
      h('p', { class: hashed.head }, t('profile.also')),
      ...people.alsoViewed(person).map((other) => {
        const word = people.degree(other);
        const label = [other.name, pick(other.headline), word].filter((each) => each !== '').join(', ');
        return h('a', { class: hashed.item, href: people.path(other), 'aria-label': label },
          avatar(other.name, 'avatar'),
          h('div', {},
            h('p', { class: hashed.text }, other.name), ' ',
            h('p', { class: hashed.small }, pick(other.headline), word !== '' && h('span', { class: hashed.degree }, ` · ${word}`))));
      }));
  }

  /** @type {(person: Person) => HTMLElement} */
  function profile(person) {
    return h('div', { class: hashed.layout },
      h('main', { class: hashed.column },
        h('h1', { class: 'visually-hidden' }, t('contact.profile')),
        h('section', { class: hashed.card, componentkey: 'ProfileTopcard' },
          h('div', { class: hashed.cover }),
          avatar(person.name, 'avatar avatar--large'),
          h('div', { class: hashed.row }, h('h2', { class: hashed.name }, person.name), ...badges(person)),
          h('p', { class: hashed.text }, pick(person.headline)),
          h('div', { class: hashed.row },
            h('p', { class: hashed.small }, pick(person.place)), h('p', { class: hashed.small }, '·'),
            h('p', { class: hashed.small }, h('a', { href: people.overlayPath(person) }, t('profile.contact'))))),
        h('section', { class: hashed.card }, h('p', { class: hashed.head }, t('profile.about')), h('p', { class: hashed.text }, pick(person.about))),
        h('section', { class: hashed.card },
          h('p', { class: hashed.head }, t('profile.experience')),
          ...person.jobs.map((job) => h('div', { class: hashed.job },
            h('p', { class: hashed.text }, h('b', {}, pick(job.role))),
            h('p', { class: hashed.text }, job.company),
            h('p', { class: hashed.small }, job.years.endsWith('–') ? `${job.years} ${t('profile.today')}` : job.years))))),
      alsoViewed(person));
  }

  /** @type {(person: Person, contact: Contact) => HTMLElement} */
  function valueLine(person, contact) {
    const text = contact.value ?? '';
    const suffix = contact.type === undefined ? '' : ` (${t(`type.${contact.type}`)})`;
    switch (contact.kind) {
      case 'profile': {
        const href = `/in/${person.slug}`;
        return h('p', { class: hashed.value }, h('a', { href }, location.host + href));
      }
      case 'email':
        return h('p', { class: hashed.value }, h('a', { href: `mailto:${text}` }, text));
      case 'website':
        return h('p', { class: hashed.value }, h('a', { href: text, target: '_blank', rel: 'noopener' }, text.replace('https://', '')), suffix);
      case 'birthday':
        return h('p', { class: hashed.value }, people.dayInWords(text, false));
      case 'connected':
        return h('p', { class: hashed.value }, people.dayInWords(text, true));
      default:
        return h('p', { class: hashed.value }, text + suffix);
    }
  }

  /** @type {(person: Person, contact: Contact) => HTMLElement} */
  function line(person, contact) {
    return h('div', { class: hashed.line },
      icon(contact.kind, { id: iconIds[contact.kind] ?? '' }),
      h('div', {}, h('p', { class: hashed.label }, t(`contact.${contact.kind}`)), valueLine(person, contact)));
  }

  /**
   * @param {Person} person
   * @param {() => void} onClose
   * @returns {() => void} takes the overlay away
   */
  function openContact(person, onClose) {
    const content = h('div', { 'data-testid': 'dialog-content', 'aria-live': 'polite' }, h('p', { class: hashed.text }, t('contact.loading')));
    const dialog = h('dialog', {
      class: hashed.dialog, 'aria-label': t('contact.title'), 'data-testid': 'dialog',
      cancel: (event) => { event.preventDefault(); onClose(); },
    },
      h('div', { 'data-sdui-screen': 'com.linkedin.sdui.flagshipnav.profile.ProfileContactDetailsOverlay' },
        h('div', { class: hashed.row },
          h('h2', { class: hashed.name }, person.name),
          h('button', { type: 'button', class: hashed.close, 'aria-label': t('contact.close'), click: onClose }, icon('close'))),
        content));
    document.body.append(dialog);
    dialog.showModal();
    people.contacts(person).then(
      (contacts) => content.replaceChildren(h('p', { class: hashed.head }, t('contact.title')), ...contacts.map((contact) => line(person, contact))),
      () => content.replaceChildren(h('p', { class: hashed.text }, t('contact.failed'))),
    );
    return () => {
      // A dialog that is removed while open would leave focus nowhere.
      dialog.close();
      dialog.remove();
    };
  }

  return { profile, openContact };
})();
