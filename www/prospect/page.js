/** The words and links of ProspectPad's own page. Its table is in the document, as a server would write it. */
(() => {
  const { h } = demoDom;
  const { t, keep, origin, language, applyToPage } = demoText;
  const other = language === 'fr' ? 'en' : 'fr';
  applyToPage();
  document.getElementById('site-nav')?.append(
    h('a', { href: keep(`${origin('network')}/`) }, t('nav.network')),
    h('button', { type: 'button', lang: other, click: () => location.assign(keep(location.href, { lang: other })) }, t('nav.language')));
})();
