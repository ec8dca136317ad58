// Loads the app's WebAssembly and starts it; says plainly what happened when that fails. No other logic belongs here.
const script = document.querySelector('script[data-wasm]');
const address = (path) => new URL(path, document.baseURI).href;

function showFailure(error) {
  const text = navigator.onLine === false
    ? 'The connection is gone. Connect again and reload the page.'
    : 'Its program could not be loaded or is not supported here. Reload the page; if that does not help, use a current Firefox, Chrome, Edge or Safari.';
  document.getElementById('boot-failure-text').textContent = `${text} (${error && error.message ? error.message : error})`;
  document.getElementById('boot-failure').hidden = false;
}

// Charts come with the first run.
globalThis.clienteleCharts = () => import(address(`charts.js?${script.dataset.js}`));

// Documents are written by a program of their own, loaded when the first one is asked for.
globalThis.clienteleWrite = async (job) => (await import(address(`exporter.js?${script.dataset.js}`))).write(job);

try {
  const app = await import(address(script.dataset.js));
  await app.default({ module_or_path: address(script.dataset.wasm) });
} catch (error) {
  console.error(error);
  showFailure(error);
}
