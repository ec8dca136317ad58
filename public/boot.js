// Loads the app's WebAssembly and starts it; says plainly what happened when that fails. No other logic belongs here.
//
// Names of programs stand here as they are in public/; a site that is built has the hash of their content in them (./dev arrange).
const script = document.querySelector('script[data-wasm]');
const address = (path) => new URL(path, document.baseURI).href;

/** The error of a program that is of another version than the page. */
globalThis.clienteleOtherVersion = () => Object.assign(new Error('Clientele was updated'), { name: 'OtherVersion' });

/**
 * Why a program did not come: as `error` says, or that the site was updated and has it no more. Some servers send a page instead of what
 * they do not have.
 */
globalThis.clienteleWhy = async (url, error) => {
  const isGone = (answer) => answer.status === 404 || /html/.test(answer.headers.get('content-type'));
  return (await fetch(url, { method: 'HEAD', cache: 'no-store' }).then(isGone, () => false)) ? globalThis.clienteleOtherVersion() : error;
};

async function program(name) {
  const url = address(name);
  try {
    return await import(url);
  } catch (error) {
    throw await globalThis.clienteleWhy(url, error);
  }
}

// The engine's program, for the worker that holds the data.
globalThis.clienteleWorker = ['clientele-worker.js', 'clientele-worker_bg.wasm'];

// The reader of Parquet files, which that worker loads with the first one.
globalThis.clienteleParquet = address('parquet.js');

// Charts come with the first run.
globalThis.clienteleCharts = () => program('charts.js');

// Documents are written by a program of their own, loaded when the first one is asked for.
globalThis.clienteleWrite = async (build, job) => (await program('exporter.js')).write(build, job);

try {
  const app = await program(script.dataset.js);
  await app.default({ module_or_path: address(script.dataset.wasm) }).catch(async (error) => {
    throw await globalThis.clienteleWhy(address(script.dataset.wasm), error);
  });
} catch (error) {
  console.error(error);
  let text = 'Its program could not be loaded or is not supported here. Reload the page; if that does not help, use a current Firefox, Chrome, Edge or Safari.';
  if (error?.name === 'OtherVersion') text = 'It was updated since this page was loaded. Reload the page to go on with the new version.';
  else if (navigator.onLine === false) text = 'The connection is gone. Connect again and reload the page.';
  globalThis.clienteleFail(error?.name === 'OtherVersion' ? text : `${text} (${error?.message ?? error})`);
}
