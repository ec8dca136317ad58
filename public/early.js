// Runs before the first paint: the theme that was chosen last time, so that the page does not flash in the other one; and what to say
// when the app's program cannot come. It must stay tiny and free of imports, and must also run in browsers too old for the app, to
// tell them so.
(function () {
  try {
    var theme = localStorage.getItem('clientele.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.setAttribute('data-theme', theme);
  } catch (error) { /* storage is switched off: the system's theme it is */ }

  function whenParsed(run) {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run);
    else run();
  }

  // Says why there is no app, in the box that the page keeps for it, in place of what looks like one on its way.
  window.clienteleFail = function (text) {
    whenParsed(function () {
      var waiting = document.querySelector('.boot-skeleton');
      if (waiting) waiting.parentNode.removeChild(waiting);
      document.getElementById('boot-failure-text').textContent = text;
      document.getElementById('boot-failure').hidden = false;
    });
  };

  // Loads the page anew, past the browser's cache: a page that was kept there names programs that may be gone from the server.
  window.clienteleReload = function () {
    var load = function () { location.reload(); };
    if (window.fetch) fetch(location.href.split('#')[0], { cache: 'reload' }).then(load, load);
    else load();
  };
  whenParsed(function () {
    document.getElementById('boot-reload').addEventListener('click', window.clienteleReload);
  });

  if (!('noModule' in document.createElement('script')) || typeof WebAssembly !== 'object') {
    window.clienteleFail('This browser is too old for it: it lacks WebAssembly or JavaScript modules. Use a current Firefox, Chrome, Edge or Safari.');
  } else if (location.protocol === 'file:') {
    window.clienteleFail('This page was opened as a file, and browsers start its program only from a web server. In the project\'s folder, ./dev serve is one; or put the folder dist on any web server and open its address.');
  } else {
    // The script that starts the app has not come; errors of what it loads are told by itself.
    addEventListener('error', function (event) {
      var script = event.target;
      if (!script || !script.hasAttribute || !script.hasAttribute('data-wasm')) return;
      window.clienteleFail('Its program could not be loaded: the connection is gone, or Clientele was updated since the browser kept this page. Reload the page.');
    }, true);
  }
})();
