/** The line on every page that says whether the guard is active. */
(() => {
  const { h } = demoDom;
  const { t, keep } = demoText;

  function showStatus() {
    const line = document.getElementById('guard-status');
    if (line === null) return;
    const state = document.documentElement.dataset.entreNous;
    const known = state === 'extension' || state === 'page' ? state : 'none';
    line.dataset.state = known;
    line.replaceChildren(
      h('span', { class: 'guard-dot', 'aria-hidden': 'true' }),
      h('span', {}, h('b', {}, t('guard.label')), ' ', t(`guard.${known}`)),
    );
    if (known === 'none') line.append(h('a', { href: keep(location.href, { guard: 'page' }), 'data-reload': true }, t('guard.run')));
  }

  showStatus();
  // A guard may announce itself only after the page's first scripts have run.
  window.addEventListener('load', showStatus);
})();
