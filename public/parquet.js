// Starts the reader of Parquet files in a worker of its own and hands it a file. The worker that holds the data loads this with the first one.

// What the reader's worker runs before the program: it waits for the compiled program, which then answers all else.
const START = `
self.onmessage = (event) => {
  self.onmessage = null;
  wasm_bindgen({ module_or_path: event.data.module }).catch((error) => setTimeout(() => { throw error; }));
};
`;

let program;

async function load() {
  const get = async (name) => {
    const response = await fetch(new URL(name, import.meta.url));
    if (!response.ok) throw new Error(`${name} could not be loaded (status ${response.status})`);
    return response;
  };
  const [script, module] = await Promise.all([
    get('clientele-parquet.js').then((response) => response.text()),
    get('clientele-parquet_bg.wasm').then((response) => response.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  // A worker made from a blob inherits the page's policy: it can reach no other address.
  return { url: URL.createObjectURL(new Blob([script, START], { type: 'text/javascript' })), module };
}

/**
 * Opens the Parquet file of these bytes with a reader of this build: what it says of itself (`head`), `next()` for its next rows, and
 * `close()`, which ends the reader.
 */
export async function open(build, file) {
  program ??= load();
  const { url, module } = await program.catch((error) => {
    program = undefined;
    throw error;
  });
  const worker = new Worker(url);
  const ask = (message, transfer = []) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(message, transfer);
  });
  try {
    // Its first word is its build.
    if (await ask({ module }) !== build) throw new Error('Clientele was updated');
    const head = await ask(file, [file.buffer]);
    return { head, next: () => ask(null), close: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
