// Top-3 recommendations for every customer (five strategies, confidence, evidence) by our engine as wasm, one thread, against a tight
// JavaScript loop for item-item cosine top-10 (no evidence, no confidence, no rules) in the same page of headless Chromium, in turns:
//   node run.mjs [--rounds 5] [--sizes 1000x500,10000x500,100000x500,20000x10000]
// Sizes are customers x products; nine transactions a customer. The loops keep products × products, so they are left out beyond 2,000
// products. Needs the wasm32 target, wasm-bindgen 0.2.130 and wasm-opt on the PATH (./dev setup brings them), playwright-core (the
// project's own npm packages) and Chromium (CHROMIUM=…). The lists of the browser must be those of the native program, byte for byte.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, usual) => { const at = process.argv.indexOf(name); return at > 0 ? process.argv[at + 1] : usual; };
const rounds = Number(option('--rounds', '5'));
const sizes = option('--sizes', '1000x500,10000x500,100000x500,20000x10000').split(',').map((size) => size.split('x').map(Number));
const MOST_PRODUCTS_OF_LOOPS = 2_000;
const build = join(here, 'build');
mkdirSync(build, { recursive: true });
const run = (command, args, options = {}) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e8, ...options }).toString();

// ---- our engine, twice ----
const target = process.env.CARGO_TARGET_DIR ?? join(here, 'engine', 'target');
const cargo = (...args) => run(process.env.CARGO ?? 'cargo', ['build', ...args], { cwd: join(here, 'engine'), env: { ...process.env, CARGO_TARGET_DIR: target } });
cargo('--profile', 'quick', '--bin', 'recommend-bench');
cargo('--release', '--lib', '--target', 'wasm32-unknown-unknown');
const native = join(target, 'quick', 'recommend-bench');
run('wasm-bindgen', [join(target, 'wasm32-unknown-unknown', 'release', 'clientele_recommend_bench.wasm'), '--target', 'no-modules', '--no-typescript', '--out-dir', build]);
const wasm = join(build, 'clientele_recommend_bench_bg.wasm');
run('wasm-opt', [wasm, '-O3', '--enable-simd', '--enable-bulk-memory', '--enable-nontrapping-float-to-int', '--enable-sign-ext', '--enable-mutable-globals', '--enable-reference-types', '--enable-multivalue', '-o', wasm]);

// ---- the page ----
const TYPES = { '.wasm': 'application/wasm', '.js': 'text/javascript' };
const server = createServer((request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1);
  if (!name) return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Recommendations</title>');
  const file = name === 'page.js' ? join(here, name) : join(build, name);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream' }).end(readFileSync(file));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;

// ---- in turns, in one page per size ----
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const ms = (x) => `${Math.round(x).toLocaleString('en')} ms`;
console.log('| customers | products | model | lists | all | longest step | memory | loops: cosines | top 10 | all | ours ÷ loops | chances: longest step |');
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [customers, products] of sizes) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  for (const script of ['clientele_recommend_bench.js', 'page.js']) await page.addScriptTag({ url: url + script });
  await page.evaluate(async () => { await wasm_bindgen('./clientele_recommend_bench_bg.wasm'); globalThis.bytes = () => wasm_bindgen.memory_bytes(); });
  await page.evaluate(([c, p]) => globalThis.prepare(c, p), [customers, products]);
  const against = products <= MOST_PRODUCTS_OF_LOOPS;
  const ours = [], loops = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await page.evaluate(() => globalThis.ours()));
    if (against) loops.push(await page.evaluate(() => globalThis.loops()));
  }
  const chances = await page.evaluate(() => globalThis.calibration());
  await browser.close();
  const digest = run(native, [customers, products, 1].map(String)).trim().split('\n').at(-1);
  if (ours.some((round) => round.digest !== digest)) throw new Error(`wasm and native differ: ${ours[0].digest} ${digest}`);
  const of = (list, get) => median(list.map(get));
  const all = of(ours, (o) => o.model.ms + o.lists.ms);
  const peers = against ? [(l) => l.model, (l) => l.lists, (l) => l.model + l.lists].map((get) => ms(of(loops, get))) : ['–', '–', '–'];
  const ratio = against ? (all / of(loops, (l) => l.model + l.lists)).toFixed(2) : '–';
  const longest = of(ours, (o) => Math.max(o.model.longest, o.lists.longest));
  console.log(`| ${[
    customers.toLocaleString('en'), products.toLocaleString('en'), ms(of(ours, (o) => o.model.ms)), ms(of(ours, (o) => o.lists.ms)), ms(all), ms(longest),
    `${Math.round(ours.at(-1).bytes / 1e6)} MB`, ...peers, ratio, ms(chances.longest),
  ].join(' | ')} |`);
}
server.close();
