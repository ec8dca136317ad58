// Our importer, PapaParse and DuckDB-WASM's read_csv on the same file, in one page of headless Chromium, taking turns:
//   npm install && node run.mjs FILE.csv [--rounds 7]
// Ours is parse, types and validation in a worker: the importer alone (wasm/), built as the app's worker is. PapaParse runs in a
// worker too, with and without types; DuckDB in its own, with the columns' types given and the dates of Online Retail parsed.
// Needs the wasm32 target, wasm-bindgen 0.2.130 and wasm-opt on the PATH (./dev setup brings them), and Chromium (CHROMIUM=…).
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const [file] = process.argv.slice(2);
if (!file || !existsSync(file)) throw new Error('node run.mjs FILE.csv [--rounds 7]');
const at = process.argv.indexOf('--rounds');
const rounds = at > 0 ? Number(process.argv[at + 1]) : 7;
const out = join(here, 'build');
mkdirSync(out, { recursive: true });

// ---- our importer ----
const target = process.env.CARGO_TARGET_DIR ?? join(here, 'wasm', 'target');
execFileSync(process.env.CARGO ?? 'cargo', ['build', '--release', '--target', 'wasm32-unknown-unknown'], {
  cwd: join(here, 'wasm'), stdio: 'inherit', env: { ...process.env, CARGO_TARGET_DIR: target },
});
const wasm = join(target, 'wasm32-unknown-unknown', 'release', 'clientele_ingest_bench.wasm');
execFileSync('wasm-bindgen', [wasm, '--target', 'no-modules', '--no-typescript', '--out-dir', out], { stdio: 'inherit' });
const bound = join(out, 'clientele_ingest_bench_bg.wasm');
const features = ['simd', 'bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals', 'reference-types', 'multivalue'];
execFileSync('wasm-opt', [bound, '-O3', ...features.map((feature) => `--enable-${feature}`), '-o', bound], { stdio: 'inherit' });

// ---- the page and its workers ----
writeFileSync(join(out, 'ours.js'), `
importScripts('./clientele_ingest_bench.js');
const ready = wasm_bindgen('./clientele_ingest_bench_bg.wasm');
const answer = (work) => async (event) => {
  try { postMessage({ result: await work(event.data) }); } catch (error) { postMessage({ error: String(error) }); }
};
onmessage = answer(async (file) => {
  await ready;
  const start = performance.now();
  const run = new wasm_bindgen.Import('f.csv', file.size);
  // The next part is on its way while this one is read.
  const part = (at) => file.slice(at, at + (4 << 20)).arrayBuffer();
  let next = part(0);
  for (let at = 0; at < file.size; at += 4 << 20) {
    const chunk = new Uint8Array(await next);
    next = part(at + (4 << 20));
    for (let piece = 0; piece < chunk.length; piece += 65536) run.push(chunk.subarray(piece, piece + 65536));
  }
  run.end();
  const read = performance.now() - start;
  const result = run.finish();
  return result + ', reading alone ' + Math.round(read) + ' ms, memory ' + Math.round(wasm_bindgen.memory_bytes() / 1048576) + ' MB';
});`);
writeFileSync(join(out, 'papa.js'), `
importScripts('/node_modules/papaparse/papaparse.min.js');
onmessage = async ({ data: { file, typed } }) => {
  const text = await file.text();
  const { data } = Papa.parse(text, { header: typed, dynamicTyping: typed, skipEmptyLines: true });
  postMessage({ result: (typed ? data.length : data.length - 1) + ' rows' });
};`);
await build({
  stdin: { contents: `
import * as duckdb from '@duckdb/duckdb-wasm';
const call = (worker, message) => new Promise((done, failed) => {
  worker.onmessage = ({ data }) => (data.error ? failed(new Error(data.error)) : done(data.result));
  worker.onerror = (error) => failed(new Error(error.message));
  worker.postMessage(message);
});
let connection;
const sql = "CREATE TABLE t AS SELECT * REPLACE (strptime(InvoiceDate, '%m/%d/%Y %H:%M') AS InvoiceDate) FROM read_csv('f.csv', header=true, " +
  "columns={'InvoiceNo':'VARCHAR','StockCode':'VARCHAR','Description':'VARCHAR','Quantity':'INTEGER','InvoiceDate':'VARCHAR','UnitPrice':'DOUBLE','CustomerID':'VARCHAR','Country':'VARCHAR'})";
window.prepare = async () => {
  const file = new File([await (await fetch('/file')).blob()], 'f.csv');
  const ours = new Worker('/build/ours.js'), papa = new Worker('/build/papa.js');
  const dist = location.origin + '/node_modules/@duckdb/duckdb-wasm/dist/';
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(dist + 'duckdb-browser-eh.worker.js'));
  await db.instantiate(dist + 'duckdb-eh.wasm');
  await db.open({ query: { castBigIntToDouble: true } });
  await db.registerFileHandle('f.csv', file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  connection = await db.connect();
  const cases = {
    'clientele': () => call(ours, file),
    'papaparse': () => call(papa, { file, typed: false }),
    'papaparse, typed': () => call(papa, { file, typed: true }),
    'duckdb-wasm read_csv': async () => {
      await connection.query(sql);
      return (await connection.query('SELECT count(*) n FROM t')).get(0).n + ' rows';
    },
  };
  window.measure = async (name) => {
    if (name.startsWith('duckdb')) await connection.query('DROP TABLE IF EXISTS t');
    const start = performance.now();
    const result = await cases[name]();
    return { ms: performance.now() - start, result };
  };
  return Object.keys(cases);
};`, resolveDir: here },
  bundle: true, format: 'iife', outfile: join(out, 'page.js'), logLevel: 'error',
});
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><script src="/build/page.js"></script>');
  const name = path === '/file' ? resolve(file) : resolve(here, '.' + path);
  if ((path !== '/file' && !name.startsWith(here)) || !existsSync(name)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-length': statSync(name).size });
  return createReadStream(name).pipe(response);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));

// ---- the measurement ----
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage'],
});
const page = await browser.newPage();
page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
page.on('pageerror', (error) => console.error(error));
page.setDefaultTimeout(120_000);
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const names = await page.evaluate(() => window.prepare());
const times = new Map(names.map((name) => [name, []]));
const results = new Map();
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const { ms, result } = await page.evaluate((n) => window.measure(n), name);
    times.get(name).push(ms);
    results.set(name, result);
  }
}
await browser.close();
server.close();
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`| ${rounds} rounds, taking turns | first | median | best | gave |\n| --- | ---: | ---: | ---: | --- |`);
for (const [name, ms] of times) {
  console.log(`| ${name} | ${Math.round(ms[0])} ms | ${Math.round(median(ms))} ms | ${Math.round(Math.min(...ms))} ms | ${results.get(name)} |`);
}
