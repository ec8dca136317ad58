// Starts the writer of documents in a worker of its own, hands it a job and returns the file's bytes. The page loads this on need.

// What the worker runs before the program: it keeps the job, which the program takes when it starts.
const START = `
self.onmessage = (event) => {
  self.onmessage = null;
  self.job = event.data.job;
  wasm_bindgen({ module_or_path: event.data.module }).catch((error) => self.postMessage(String(error)));
};
`;

let program;

async function load() {
  const get = async (name) => {
    const response = await fetch(new URL(name, document.baseURI), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${name} could not be loaded (status ${response.status})`);
    return response;
  };
  const [script, module] = await Promise.all([
    get('clientele-exporter.js').then((response) => response.text()),
    get('clientele-exporter_bg.wasm').then((response) => response.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  // A worker made from a blob inherits the page's policy: it can reach no other address.
  return { url: URL.createObjectURL(new Blob([script, START], { type: 'text/javascript' })), module };
}

export async function write(job) {
  program ??= load();
  const { url, module } = await program.catch((error) => {
    program = undefined;
    throw error;
  });
  const worker = new Worker(url);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = (event) => (typeof event.data === 'string' ? reject(new Error(event.data)) : resolve(event.data));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage({ module, job }, [job.buffer]);
    });
  } finally {
    worker.terminate();
  }
}
