// Runs before the first paint: the theme that was chosen last time, so that the page does not flash in the other one.
// It must stay tiny and free of imports, and must also run in browsers too old for the app, to tell them so.
(function () {
  try {
    var theme = localStorage.getItem('clientele.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.setAttribute('data-theme', theme);
  } catch (error) { /* storage is switched off: the system's theme it is */ }

  if (!('noModule' in document.createElement('script')) || typeof WebAssembly !== 'object') {
    document.addEventListener('DOMContentLoaded', function () {
      var box = document.getElementById('boot-failure');
      document.getElementById('boot-failure-text').textContent =
        'This browser is too old for it: it lacks WebAssembly or JavaScript modules. Use a current Firefox, Chrome, Edge or Safari.';
      box.hidden = false;
    });
  }
})();
