// In the demo's build only: lets the demo's pages say that the extension is active.
document.documentElement.dataset.entreNous = 'extension';
