// K-means for k = 2 to 10 with ten starts each, and silhouettes of every k, on the same customers: our engine natively and as wasm in
// headless Chromium (one thread), tight JavaScript loops in the same page, and scikit-learn on all cores:
//   node run.mjs [ONLINE_RETAIL.csv] [--rounds 3] [--sizes 10000,100000]
// Makes its own Python environment. Needs the wasm32 target, wasm-bindgen 0.2.130 and wasm-opt on the PATH (./dev setup brings them),
// playwright-core (the project's own npm packages) and Chromium (CHROMIUM=…). Beyond 14,000 customers silhouettes rest on a sample in
// ours, and the others' are left out.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, usual) => { const at = process.argv.indexOf(name); return at > 0 ? process.argv[at + 1] : usual; };
const rounds = Number(option('--rounds', '3'));
const retail = process.argv[2] && !process.argv[2].startsWith('--') ? process.argv[2] : null;
const inputs = [...(retail ? [retail] : []), ...option('--sizes', '10000,100000').split(',')];
const build = join(here, 'build');
mkdirSync(build, { recursive: true });
const run = (command, args, options = {}) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e8, ...options });

// ---- our engine, twice ----
const target = process.env.CARGO_TARGET_DIR ?? join(here, 'engine', 'target');
const cargo = (...args) => run(process.env.CARGO ?? 'cargo', ['build', '--release', ...args], { cwd: join(here, 'engine'), env: { ...process.env, CARGO_TARGET_DIR: target } });
cargo('--bin', 'kmeans-bench');
cargo('--lib', '--target', 'wasm32-unknown-unknown');
const native = join(target, 'release', 'kmeans-bench');
run('wasm-bindgen', [join(target, 'wasm32-unknown-unknown', 'release', 'clientele_kmeans_bench.wasm'), '--target', 'no-modules', '--no-typescript', '--out-dir', build]);
const wasm = join(build, 'clientele_kmeans_bench_bg.wasm');
// As the app's worker is: what the program says that it uses, and no more.
run('wasm-opt', [wasm, '-O3', '-o', wasm]);

// ---- scikit-learn ----
const python = join(here, 'venv', 'bin', 'python');
if (!existsSync(python)) {
  run('python3', ['-m', 'venv', join(here, 'venv')]);
  run(python, ['-m', 'pip', 'install', '--quiet', 'scikit-learn']);
}

// ---- the page ----
const TYPES = { '.wasm': 'application/wasm', '.js': 'text/javascript' };
const server = createServer((request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1);
  if (!name) return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>K-means</title>');
  const file = name === 'page.js' ? join(here, name) : join(build, name);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream' }).end(readFileSync(file));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;

async function inBrowser(name, exact) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  await page.addScriptTag({ url: `${url}clientele_kmeans_bench.js` });
  await page.addScriptTag({ url: `${url}page.js` });
  await page.evaluate(() => wasm_bindgen('./clientele_kmeans_bench_bg.wasm'));
  const result = await page.evaluate(([file, exact]) => globalThis.compare(file, exact), [name, exact]);
  await browser.close();
  return result;
}

// ---- in turns ----
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
console.log('| customers | work | wasm, 1 thread | native, 1 thread | JavaScript loops | scikit-learn | wasm ÷ loops | wasm ÷ scikit-learn |');
console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const input of inputs) {
  const name = `${input.replaceAll(/[^A-Za-z0-9]/g, '_')}.bin`;
  const file = join(build, name);
  run(native, ['make', input, file]);
  const n = statSync(file).size / 16;
  const exact = n <= 14_000;
  const all = [];
  for (let round = 0; round < rounds; round++) {
    const { ours, loops } = await inBrowser(name, exact);
    const here = JSON.parse(run(native, ['time', file]));
    const peer = JSON.parse(run(python, [join(dirname(fileURLToPath(import.meta.url)), 'peer.py'), file, exact ? '1' : '0']));
    // The same bytes natively and as wasm; the others find clusters as good, to a hundredth.
    if (ours.by_k.some((x, i) => x !== here.by_k[i])) throw new Error('wasm and native differ');
    for (const other of [loops, peer]) {
      other.by_k.forEach((x, i) => { if (i % 2 === 0 && ours.by_k[i] > x * 1.01) throw new Error(`inertia of k = ${2 + i / 2}: ${ours.by_k[i]} against ${x}`); });
    }
    all.push({ ours, here, loops, peer });
  }
  for (const work of ['runs', 'silhouettes']) {
    const [w, nat, js, sk] = ['ours', 'here', 'loops', 'peer'].map((who) => (all[0][who][work] === null ? null : median(all.map((r) => r[who][work]))));
    const ms = (x) => (x === null ? '–' : `${Math.round(x).toLocaleString('en')} ms`);
    const ratio = (x) => (x === null ? '–' : (w / x).toFixed(2));
    const label = work === 'runs' ? 'K-means, k = 2 to 10' : exact ? 'exact silhouettes, all k' : 'silhouettes of a sample, all k';
    console.log(`| ${n.toLocaleString('en')} | ${label} | ${ms(w)} | ${ms(nat)} | ${ms(js)} | ${ms(sk)} | ${ratio(js)} | ${ratio(sk)} |`);
  }
}
server.close();
