// Starts the writer of documents in a worker of its own, hands it a job and returns the file's bytes. The page loads this on need.

// What the worker runs before the program: it keeps the job and the page's build, which the program takes when it starts.
const START = `
self.onmessage = (event) => {
  self.onmessage = null;
  Object.assign(self, { job: event.data.job, build: event.data.build });
  wasm_bindgen({ module_or_path: event.data.module }).catch((error) => self.postMessage({ failed: String(error) }));
};
`;

let program;

async function load() {
  const get = async (name) => {
    const url = new URL(name, document.baseURI).href;
    const response = await fetch(url);
    if (!response.ok) throw await globalThis.clienteleWhy(url, new Error(`${name} could not be loaded (status ${response.status})`));
    return response;
  };
  const [script, module] = await Promise.all([
    get('clientele-exporter.js').then((response) => response.text()),
    get('clientele-exporter_bg.wasm').then((response) => response.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  // A worker made from a blob inherits the page's policy: it can reach no other address.
  return { url: URL.createObjectURL(new Blob([script, START], { type: 'text/javascript' })), module };
}

/** The bytes of the file that `job` describes, from a writer that has to be of this build. */
export async function write(build, job) {
  program ??= load();
  const { url, module } = await program.catch((error) => {
    program = undefined;
    throw error;
  });
  const worker = new Worker(url);
  try {
    return await new Promise((resolve, reject) => {
      let greeted = false;
      worker.onmessage = ({ data }) => {
        if (data.failed !== undefined) return reject(new Error(data.failed));
        // Its first word is its build: one of another may have read the job as something else.
        if (greeted) return typeof data === 'string' ? reject(new Error(data)) : resolve(data);
        greeted = data === build;
        if (!greeted) reject(globalThis.clienteleOtherVersion());
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage({ module, job, build }, [job.buffer]);
    });
  } finally {
    worker.terminate();
  }
}
