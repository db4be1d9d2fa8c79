/** The network is one page: its links change what is shown, and whose profile it is, without loading anything anew. */
(() => {
  const { h } = demoDom;
  const { t, keep, origin, language, applyToPage } = demoText;
  const people = demoPeople;
  const app = /** @type {HTMLElement} */ (document.getElementById('app'));

  /** The profile that is shown, so that its overlay can open and close over it. @type {string | null} */
  let shown = null;
  /** @type {(() => void) | null} */
  let closeOverlay = null;

  /** @type {(path: string) => void} */
  function go(path) {
    history.pushState(null, '', keep(path));
    show();
  }

  function show() {
    closeOverlay?.();
    closeOverlay = null;
    const path = location.pathname;
    const profile = /^\/in\/([\w-]+)(\/overlay\/contact-info)?\/?$/.exec(path);
    const person = people.all.find((each) => each.family !== 'sales' && each.slug === profile?.[1]);
    const lead = people.all.find((each) => people.path(each) === path.replace(/\/$/, ''));
    if (person !== undefined) showProfile(person, profile?.[2] !== undefined);
    else if (lead !== undefined) render(path, lead.name, demoLists.lead(lead));
    else if (path === '/') render(path, t('nav.home'), demoLists.home());
    else if (path === '/mynetwork/') render(path, t('nav.connections'), demoLists.connections());
    else if (path === '/search/') render(path, t('nav.search'), demoLists.search());
    else if (path === '/events/rhone-fair/') render(path, t('nav.event'), demoLists.attendees());
    else render(path, t('missing.title'), h('main', { class: 'list-page' }, h('section', { class: 'artdeco-card' }, h('h1', {}, t('missing.title')), h('a', { href: '/' }, t('missing.home')))));
    markNavigation();
  }

  /** @type {(person: Person, overlay: boolean) => void} */
  function showProfile(person, overlay) {
    const pages = person.family === 'flagship' ? demoFlagship : demoEmber;
    const path = people.path(person);
    if (shown !== path) render(path, person.name, pages.profile(person));
    if (overlay) {
      closeOverlay = pages.openContact(person, () => {
        go(path);
        const opener = app.querySelector(`a[href="${people.overlayPath(person)}"]`);
        if (opener instanceof HTMLElement) opener.focus();
      });
    }
  }

  /** @type {(path: string, title: string, content: HTMLElement) => void} */
  function render(path, title, content) {
    shown = path;
    document.title = `${title} | ${t('network.name')}`;
    app.replaceChildren(content);
    scrollTo(0, 0);
  }

  function markNavigation() {
    for (const link of document.querySelectorAll('#site-nav a')) {
      if (link.getAttribute('href') === location.pathname) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || link.target !== '' || link.hasAttribute('download') || link.dataset.reload !== undefined) return;
    // The origin of a `blob:` address is this page's own too.
    if (link.protocol !== location.protocol || link.host !== location.host) return;
    event.preventDefault();
    go(link.pathname);
  });
  window.addEventListener('popstate', show);

  const own = people.all.find((person) => person.degree === 'own');
  document.getElementById('site-nav')?.append(
    h('a', { href: '/' }, t('nav.home')),
    h('a', { href: '/mynetwork/' }, t('nav.connections')),
    h('a', { href: '/search/' }, t('nav.search')),
    h('a', { href: '/events/rhone-fair/' }, t('nav.event')),
    ...(own === undefined ? [] : [h('a', { href: people.path(own) }, t('nav.me'))]),
    h('a', { href: keep(`${origin('prospect')}/`) }, t('nav.prospect')),
    h('button', { type: 'button', lang: language === 'fr' ? 'en' : 'fr', click: () => location.assign(keep(location.href, { lang: language === 'fr' ? 'en' : 'fr' })) }, t('nav.language')));
  applyToPage();
  show();
})();
