/** The network's other pages: the demo's start page, connections, people search, a sales lead. */
const demoLists = (() => {
  const { h, avatar } = demoDom;
  const { t, pick, origin, keep } = demoText;
  const people = demoPeople;

  /** @type {(person: Person) => HTMLElement} */
  function personCard(person) {
    const word = person.degree === 'own' ? t('card.own') : people.degreeInFull(person) || t('card.none');
    return h('li', {}, h('a', { class: 'person-card', href: people.path(person) },
      avatar(person.name, 'avatar'),
      h('span', { class: 'person-card__text' },
        h('b', {}, person.name), h('span', {}, pick(person.headline)), h('span', { class: `pill pill--${person.degree}` }, word))));
  }

  /** @type {(title: string, family: Person['family']) => HTMLElement} */
  function family(title, family) {
    return h('section', { class: 'home-family' }, h('h3', {}, title),
      h('ul', { class: 'person-cards' }, ...people.all.filter((person) => person.family === family).map(personCard)));
  }

  /** @type {() => HTMLElement} */
  function home() {
    /** @param {string} slug */
    const profile = (slug) => `/in/${slug}/`;
    return h('main', { class: 'home' },
      h('section', { class: 'artdeco-card home-intro' },
        h('h1', {}, t('home.title')),
        h('p', {}, t('home.lead')),
        h('p', {}, t('home.lead2')),
        h('h2', {}, t('home.try')),
        h('ol', {},
          h('li', {}, t('home.step1'), ' ', h('a', { href: profile('claire-vasseur-3a7b') }, t('home.step1.link'))),
          h('li', {}, t('home.step2')),
          h('li', {}, t('home.step3'))),
        h('p', {}, t('home.then'), ' ', h('a', { href: profile('amara-okafor-55d2') }, 'Amara Okafor'), '.'),
        h('p', {}, t('home.list'), ' ', h('a', { href: '/events/rhone-fair/' }, t('home.list.link')), '.'),
        h('p', {}, t('home.beside'), ' ', h('a', { href: keep(`${origin('prospect')}/`) }, t('home.beside.link')), '.')),
      h('section', { class: 'artdeco-card' },
        h('h2', {}, t('home.people')),
        family(t('home.classic'), 'ember'), family(t('home.recent'), 'flagship'), family(t('home.sales'), 'sales')));
  }

  /** @type {() => HTMLElement} */
  function connections() {
    const first = people.all.filter((person) => person.degree === 'first' && person.family !== 'sales');
    const since = new Map([['claire-vasseur-3a7b', '2021-02-03'], ['lena-brandt-17fe', '2019-09-21']]);
    return h('main', { class: 'list-page' }, h('section', { class: 'artdeco-card' },
      h('h1', {}, t('connections.title')),
      h('ul', { class: 'rows', 'data-view-name': 'connections-list' }, ...first.map((person) => h('li', { class: 'row' },
        avatar(person.name, 'avatar'),
        h('div', {},
          h('a', { class: 'row__name', href: people.path(person) }, person.name),
          h('p', {}, pick(person.headline)),
          h('p', { class: 'quiet' }, `${t('connections.since')} ${people.dayInWords(since.get(person.slug) ?? '2020-01-01', true)}`)))))));
  }

  /** @type {(person: {degree: Person['degree']}) => HTMLElement | false} */
  function badgeOf(person) {
    return people.hasDegree(person) && h('span', { class: 'entity-result__badge t-14' },
      h('span', { class: 'entity-result__badge-text' },
        h('span', { 'aria-hidden': 'true' }, `• ${people.degree(person)}`),
        h('span', { class: 'visually-hidden' }, people.degreeInFull(person))));
  }

  /** @type {(person: Person) => HTMLElement} */
  function resultRow(person) {
    const badge = badgeOf(person);
    return h('li', { class: 'reusable-search__result-container' }, h('div', { class: 'entity-result row' },
      avatar(person.name, 'avatar'),
      h('div', { class: 'entity-result__content' },
        h('span', { class: 'entity-result__title-text' }, h('a', { class: 'row__name', href: people.path(person) }, person.name), ' ', badge),
        h('p', { class: 'entity-result__primary-subtitle' }, pick(person.headline)),
        h('p', { class: 'entity-result__secondary-subtitle quiet' }, pick(person.place)))));
  }

  /** @type {() => HTMLElement} */
  function search() {
    const found = people.all.filter((person) => person.degree !== 'own' && person.family !== 'sales');
    /** @type {Set<string>} */
    const wanted = new Set();
    const count = h('p', { class: 'quiet', role: 'status' });
    const list = h('ul', { class: 'rows' });
    const show = () => {
      const shown = found.filter((person) => wanted.size === 0 || wanted.has(person.degree));
      count.textContent = `${shown.length} ${t('search.count')}`;
      list.replaceChildren(...shown.map(resultRow));
    };
    const chip = (/** @type {string} */ degree) => {
      const button = h('button', {
        type: 'button', class: 'artdeco-pill', 'aria-pressed': 'false',
        click: () => {
          if (!wanted.delete(degree)) wanted.add(degree);
          button.setAttribute('aria-pressed', String(wanted.has(degree)));
          show();
        },
      }, t(`chip.${degree}`));
      return h('li', {}, button);
    };
    show();
    return h('main', { class: 'list-page' }, h('section', { class: 'artdeco-card' },
      h('h1', {}, t('search.title')),
      h('ul', { class: 'search-reusables__filter-list', 'aria-label': t('search.filter') }, chip('first'), chip('second'), chip('third')),
      count, h('div', { class: 'search-results-container' }, list)));
  }

  /** @type {(attendee: Attendee) => HTMLElement} */
  function attendeeRow(attendee) {
    return h('li', { class: 'reusable-search__result-container' }, h('div', { class: 'entity-result row attendee' },
      avatar(attendee.name, 'avatar'),
      h('div', { class: 'entity-result__content' },
        h('span', { class: 'entity-result__title-text' }, h('a', { class: 'row__name', href: `/in/${attendee.slug}/` }, attendee.name), ' ', badgeOf(attendee)),
        h('p', { class: 'entity-result__primary-subtitle' }, attendee.company)),
      h('p', { class: 'attendee__contact' }, h('a', {
        href: `mailto:${attendee.email}`,
        'data-contact-kind': 'email',
        'data-contact-owner': attendee.slug,
        'data-contact-visibility': attendee.degree === 'first' ? '1st-degree' : 'everyone',
      }, attendee.email))));
  }

  /** @type {() => HTMLElement} */
  function attendees() {
    const all = people.attendees;
    return h('main', { class: 'list-page' }, h('section', { class: 'artdeco-card' },
      h('h1', {}, t('event.title')),
      h('p', {}, t('event.lead')),
      h('p', { class: 'quiet' }, t('event.count', String(all.length))),
      h('ul', { class: 'rows', 'data-view-name': 'event-attendees' }, ...all.map(attendeeRow))));
  }

  /** @type {(person: Person) => HTMLElement} */
  function lead(person) {
    const lines = h('ul', { class: 'lead-lines', 'aria-live': 'polite' }, h('li', {}, t('contact.loading')));
    people.contacts(person).then((contacts) => {
      lines.replaceChildren(...contacts.map(({ kind, value = '' }) => h('li', {},
        h('span', { class: 'quiet' }, t(`contact.${kind}`)), ' ',
        h('a', { 'data-anonymize': kind, href: kind === 'email' ? `mailto:${value}` : `tel:${value.replace(/[^+\d]/g, '')}` }, value))));
    }, () => lines.replaceChildren(h('li', {}, t('contact.failed'))));
    return h('main', { class: 'list-page' },
      h('section', { class: 'artdeco-card lead-card' },
        h('p', { class: 'quiet' }, t('lead.title')),
        h('div', { class: 'artdeco-entity-lockup row' },
          avatar(person.name, 'avatar avatar--large'),
          h('div', { class: 'artdeco-entity-lockup__content' },
            h('div', { class: 'name-row artdeco-entity-lockup__title' },
              h('h1', { 'data-anonymize': 'person-name' }, person.name),
              h('span', { class: 'artdeco-entity-lockup__badge' },
                h('span', { class: 'a11y-text' }, people.degreeInFull(person)),
                h('span', { class: 'artdeco-entity-lockup__degree', 'aria-hidden': 'true' }, `· ${people.degree(person)}`))),
            h('p', { 'data-anonymize': 'headline' }, pick(person.headline)),
            h('p', { class: 'quiet', 'data-anonymize': 'location' }, pick(person.place))))),
      h('section', { class: 'artdeco-card', 'data-sn-view-name': 'lead-contact-info' }, h('h2', {}, t('lead.contact')), lines),
      h('section', { class: 'artdeco-card' }, h('h2', {}, t('profile.about')), h('p', {}, pick(person.about))));
  }

  return { home, connections, search, attendees, lead };
})();
