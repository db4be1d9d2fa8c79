/** Profiles and contact overlay with the structure of LinkedIn's Ember pages (2018–2026). */
const demoEmber = (() => {
  const { h, icon, avatar } = demoDom;
  const { t, pick } = demoText;
  const people = demoPeople;

  /** @type {Record<string, string>} */
  const testIcons = {
    profile: 'linkedin-bug-medium', email: 'envelope-medium', phone: 'phone-handset-medium', website: 'link-medium',
    birthday: 'calendar-medium', connected: 'people-medium',
  };

  /** @type {(person: Person) => HTMLElement | null} */
  function badge(person) {
    if (!people.hasDegree(person)) return null;
    return h('span', { class: 'distance-badge separator t-14' },
      h('span', { class: 'visually-hidden' }, people.degreeInFull(person)),
      h('span', { class: 'dist-value', 'aria-hidden': 'true' }, people.degree(person)));
  }

  /** @type {(person: Person) => HTMLElement} */
  function topCard(person) {
    const own = person.degree === 'own';
    const note = h('p', { class: 'edit-note', role: 'status' });
    const edit = own && h('button', {
      type: 'button', class: 'artdeco-button pv-top-card__edit', 'aria-label': t('profile.edit'), title: t('profile.edit'),
      click: () => { note.textContent = t('profile.edit.no'); },
    }, icon('edit'));
    return h('section', { class: 'artdeco-card pv-top-card' },
      h('div', { class: 'pv-top-card__cover' }),
      edit,
      avatar(person.name, 'avatar avatar--large'),
      h('div', { class: 'pv-text-details__left-panel' },
        h('div', { class: 'name-row' }, h('h1', { class: 'text-heading-xlarge' }, person.name), badge(person)),
        h('div', { class: 'text-body-medium' }, pick(person.headline)),
        h('div', { class: 'text-body-small' },
          pick(person.place), ' · ',
          h('a', { id: 'top-card-text-details-contact-info', href: people.overlayPath(person) }, t('profile.contact'))),
        own && note));
  }

  /** @type {(person: Person) => HTMLElement} */
  function alsoViewed(person) {
    return h('aside', { class: 'artdeco-card pv-browsemap' },
      h('h2', {}, t('profile.also')),
      h('ul', {}, ...people.alsoViewed(person).map((other) => h('li', { class: 'artdeco-entity-lockup' },
        avatar(other.name, 'avatar'),
        h('div', {},
          h('a', { class: 'artdeco-entity-lockup__title', href: people.path(other) }, other.name), ' ', badge(other),
          h('div', { class: 'artdeco-entity-lockup__subtitle' }, pick(other.headline)))))));
  }

  /**
   * What LinkedIn's signed-in pages carry too: the viewer's own settings, hung on the other person's profile.
   * @type {(person: Person) => HTMLElement}
   */
  function viewerSettings(person) {
    return h('code', { hidden: true }, JSON.stringify({
      included: [{
        entityUrn: 'urn:li:fsd_privacySettings:singleton',
        $type: 'com.linkedin.voyager.dash.identity.profile.PrivacySettings',
        profile: person.slug,
        viewerPrivacySetting: 'PUBLIC',
        profilePictureVisibilitySetting: 'PUBLIC',
      }],
    }));
  }

  /** @type {(person: Person) => HTMLElement} */
  function profile(person) {
    return h('div', { class: 'scaffold-layout' },
      h('main', { class: 'scaffold-layout__main' },
        topCard(person),
        h('section', { class: 'artdeco-card pv-card' }, h('h2', {}, t('profile.about')), h('p', {}, pick(person.about))),
        h('section', { class: 'artdeco-card pv-card' },
          h('h2', {}, t('profile.experience')),
          h('ul', { class: 'jobs' }, ...person.jobs.map((job) => h('li', {},
            h('b', {}, pick(job.role)), h('span', {}, job.company),
            h('span', { class: 'quiet' }, job.years.endsWith('–') ? `${job.years} ${t('profile.today')}` : job.years)))))),
      alsoViewed(person),
      viewerSettings(person));
  }

  /** @type {(person: Person, contact: Contact) => (string | Node)[]} */
  function value(person, contact) {
    const text = contact.value ?? '';
    const suffix = contact.type === undefined ? [] : [' ', h('span', { class: 'quiet' }, `(${t(`type.${contact.type}`)})`)];
    switch (contact.kind) {
      case 'profile': {
        const href = `/in/${person.slug}`;
        return [h('a', { class: 'pv-contact-info__contact-link', href }, location.host + href)];
      }
      case 'email':
        return [h('a', { class: 'pv-contact-info__contact-link', href: `mailto:${text}` }, text)];
      case 'website':
        return [h('a', { class: 'pv-contact-info__contact-link', href: text, target: '_blank', rel: 'noopener' }, text.replace('https://', '')), ...suffix];
      case 'birthday':
        return [h('span', {}, people.dayInWords(text, false))];
      case 'connected':
        return [h('span', {}, people.dayInWords(text, true))];
      default:
        return [h('span', { class: 't-14 t-black' }, text), ...suffix];
    }
  }

  /** @type {(person: Person, contact: Contact) => HTMLElement} */
  function section(person, contact) {
    const own = contact.kind === 'profile' && person.degree === 'own';
    const header = h('h3', { class: 'pv-contact-info__header t-16 t-bold' }, t(own ? 'contact.profile.own' : `contact.${contact.kind}`));
    const list = contact.kind === 'phone' || contact.kind === 'website';
    const container = list
      ? h('ul', { class: 'list-style-none' }, h('li', { class: 'pv-contact-info__ci-container t-14' }, ...value(person, contact)))
      : h('div', { class: 'pv-contact-info__ci-container t-14' }, ...value(person, contact));
    return h('section', { class: 'pv-contact-info__contact-type' },
      icon(contact.kind, { 'data-test-icon': testIcons[contact.kind] ?? '' }), header, container);
  }

  /**
   * @param {Person} person
   * @param {() => void} onClose
   * @returns {() => void} takes the overlay away
   */
  function openContact(person, onClose) {
    const outlet = /** @type {HTMLElement} */ (document.getElementById('artdeco-modal-outlet'));
    const content = h('div', { class: 'pv-profile-section__section-info section-info', 'aria-live': 'polite' }, t('contact.loading'));
    const dismiss = h('button', { type: 'button', class: 'artdeco-modal__dismiss artdeco-button', 'aria-label': t('contact.close'), click: onClose }, icon('close'));
    const modal = h('div', { class: 'artdeco-modal', role: 'dialog', 'aria-labelledby': 'pv-contact-info', 'data-test-modal': true },
      dismiss,
      h('h2', { id: 'pv-contact-info', class: 'artdeco-modal__header' }, person.name),
      h('div', { class: 'artdeco-modal__content' },
        h('section', { class: 'pv-contact-info' }, h('h2', { class: 'pv-profile-section__card-heading' }, t('contact.title')), content)));
    outlet.replaceChildren(h('div', { class: 'artdeco-modal-overlay', click: (event) => { if (event.target === event.currentTarget) onClose(); } }, modal));

    /** @param {KeyboardEvent} event */
    const onKey = (event) => { if (event.key === 'Escape') onClose(); };
    document.addEventListener('keydown', onKey);
    dismiss.focus();
    people.contacts(person).then(
      (contacts) => content.replaceChildren(...contacts.map((contact) => section(person, contact))),
      () => { content.textContent = t('contact.failed'); },
    );
    return () => {
      document.removeEventListener('keydown', onKey);
      outlet.replaceChildren();
    };
  }

  return { profile, openContact };
})();
