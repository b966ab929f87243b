// Runs before the first paint, so that a chosen theme never flashes; a file because the CSP allows no inline script.
(() => {
  try {
    const chosen = localStorage.getItem('storeyard-theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; the system's preference rules then.
  }
})();
