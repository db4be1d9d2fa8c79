/** The words and links of ProspectPad's own page. Its table is in the document, as a server would write it. */
(() => {
  const { h } = demoDom;
  const { t, keep, origin, language, applyToPage } = demoText;
  const rows = [...document.querySelectorAll('#prospects tbody tr')];
  /** @param {Element} row */
  const idOf = (row) => row.querySelector('input')?.value ?? '';
  // Their requests hold ids only.
  for (const row of rows) {
    row.append(h('td', {}, h('button', {
      type: 'button', class: 'pad-way', 'data-export-ids': idOf(row),
      'aria-label': `${t('pad.export')}: ${row.querySelector('th')?.textContent}`,
    }, t('pad.export'))));
  }
  document.getElementById('prospect-export')?.append(
    h('button', { type: 'button', class: 'pad-way', 'data-export-ids': rows.map(idOf).join(' ') }, t('pad.export.all')));
  const other = language === 'fr' ? 'en' : 'fr';
  applyToPage();
  document.getElementById('site-nav')?.append(
    h('a', { href: keep(`${origin('network')}/`) }, t('nav.network')),
    h('button', { type: 'button', lang: other, click: () => location.assign(keep(location.href, { lang: other })) }, t('nav.language')));
})();
