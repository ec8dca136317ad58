// What the browser tests share: a static server for dist/ under a sub-path, as on GitHub Pages, a browser, and what tests do with a page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

export const root = normalize(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));
export const fixtures = join(root, 'tests', 'fixtures');
/** The full files that the project does not ship; tests that need them are left out where they are missing. */
export const shared = process.env.CLIENTELE_SHARED ?? join(root, '..', 'shared');
/** The native command, built by the integration tests before. */
export const binary = process.env.CLIENTELE_BIN ?? join(root, 'target', 'debug', 'clientele');
/** The demo, as addresses say it. */
export const DEMO = 'source=demo&seed=42';
/** A demo of so many customers, nine orders each, as addresses say it. */
export const demoOf = (customers) => `${DEMO}&customers=${customers}&products=500&transactions=${customers * 9}`;
/** The address of a page, which may have arguments of its own, with these data. */
export const addressOf = (page, source = DEMO) => `#/${page}${page.includes('?') ? '&' : '?'}${source}`;
/** What follows a name on the command line, for the scripts beside the tests. */
export const option = (name, usual) => { const at = process.argv.indexOf(name); return at > 0 ? process.argv[at + 1] : usual; };
/** For `skip` of a slow test: false with `./dev test --full`, else the reason why it is left out. */
export const slow = process.env.CLIENTELE_SLOW_TESTS ? false : './dev test --full runs it';
/** A new folder of this name for files of a test. */
export const newFolder = (name) => mkdtempSync(join(tmpdir(), `clientele-${name}-`));
/** Whether another program is there to open our files. */
export const has = (command) => spawnSync(command, ['-v']).error === undefined;
/** A text as a cell of a CSV file. */
export const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8',
  '.gz': 'application/gzip', '.png': 'image/png', '.ico': 'image/x-icon', '.webmanifest': 'application/manifest+json',
};
const PACKED = new Set(['.html', '.js', '.css', '.wasm', '.svg', '.json', '.txt']);

/** Serves dist/ at http://127.0.0.1:PORT/clientele/ with gzip; notes what was asked for and how many bytes went out. */
export async function serveSite(dist = join(root, 'dist')) {
  const requests = [];
  const packed = new Map();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    const name = path.startsWith('/clientele/') ? path.slice('/clientele/'.length) || 'index.html' : null;
    const file = name === null ? null : join(dist, normalize(name));
    if (!file || !file.startsWith(dist) || !existsSync(file) || !(await stat(file)).isFile()) {
      response.writeHead(404).end('not found');
      requests.push({ path, status: 404, bytes: 0 });
      return;
    }
    const type = extname(file);
    const headers = { 'content-type': TYPES[type] ?? 'application/octet-stream', 'cache-control': 'max-age=600' };
    let body = await readFile(file);
    if (PACKED.has(type)) {
      if (!packed.has(file)) packed.set(file, gzipSync(body, { level: 9 }));
      body = packed.get(file);
      headers['content-encoding'] = 'gzip';
    }
    headers['content-length'] = body.length;
    requests.push({ path, status: 200, bytes: body.length });
    response.writeHead(200, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/clientele/`;
  return { url, requests, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** A headless Chromium that talks to nobody but the page. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
  });
}

/** A page that fails the test when it logs an error or breaks its Content-Security-Policy. */
export async function openPage(browser, site, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.foreign = [];
  page.on('pageerror', (error) => page.problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(`console: ${message.text()}`);
  });
  const origin = new URL(site.url).origin;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:')) page.foreign.push(url);
  });
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) globalThis.longTasks.push({ start: task.startTime, ms: task.duration });
    }).observe({ type: 'longtask', buffered: true });
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

/** Opens the start page and hands it to the test; problems on the page fail the test. `prepare`: what is done before. */
export async function visit(browser, site, test, { hash = '', options = {}, allow = [], prepare = () => {} } = {}) {
  const page = await openPage(browser, site, options);
  try {
    await prepare(page);
    await page.goto(site.url + hash);
    await status(page).waitFor({ state: 'attached' });
    await test(page);
    assert.deepEqual(page.foreign, [], 'no request leaves the page\'s origin');
    assert.deepEqual(page.problems.filter((p) => !allow.some((a) => p.includes(a))), []);
  } finally {
    await page.context().close();
  }
}

/** The site and a browser for the tests of one file, closed after them, and how a test gets its page. */
export async function setUp() {
  const site = await serveSite();
  const browser = await launch().catch(async (error) => { await site.close(); throw error; });
  after(async () => {
    await browser.close();
    await site.close();
  });
  /** Opens the start page, or another by its `hash`. */
  const withPage = (test, settings) => visit(browser, site, test, settings);
  /** Opens a page of the demo, with `more` in its address, and waits for the result. */
  const withDemo = (page, test, { more = '', ...settings } = {}) => withPage(async (tab) => {
    await ready(tab);
    await test(tab);
  }, { hash: addressOf(page) + more, ...settings });
  return { site, browser, withPage, withDemo };
}

/** Where the page says how far the run is. */
export const status = (page) => page.getByTestId('run-status');

/** Waits until the run has ended in one of the given states. */
export async function waitFor(page, states, timeout = 120_000) {
  const wanted = [states].flat();
  await page.waitForFunction(
    (wanted) => wanted.includes(document.querySelector('[data-testid=run-status]')?.dataset.state),
    wanted,
    { timeout },
  );
  return status(page).getAttribute('data-state');
}

/** Waits for the end of the run, which must be a good one. */
export async function ready(page, why) {
  const state = await waitFor(page, ['ready', 'failed', 'cancelled']);
  assert.equal(state, 'ready', why ?? await status(page).innerText());
}

/** Opens a page of the app through its navigation and waits for it. */
export async function goTo(page, name) {
  await page.getByTestId(`nav-${name}`).first().click();
  await page.getByTestId(`page-${name}`).waitFor();
}

/** Waits until a page shows what it has to show: nothing of it is on its way, but for charts that are not in view. */
export async function shown(page, testid) {
  await page.getByTestId(testid).waitFor();
  await page.waitForFunction((testid) => {
    const page = document.querySelector(`[data-testid=${testid}]`);
    const waits = [...page.querySelectorAll('.skeleton')].some((line) => line.checkVisibility() && !line.closest('.chart-wait'));
    return !waits && page.innerText.split('\n').length > 2;
  }, testid);
}

/** Waits until what has come of the customer table is drawn, which headings are at once and rows with the next frame, and no row is on its way. */
export async function settled(page) {
  await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
  await page.waitForFunction(() => {
    const found = [...document.querySelectorAll('[data-testid=customer-row]')];
    return found.length > 0 && found.every((row) => row.className !== 'is-waiting');
  });
}

/** Waits until nothing fades or moves any more; what goes on for ever does not count. */
export function still(page) {
  return page.waitForFunction(() => document.getAnimations()
    .every((one) => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity));
}

/** The value of a key figure, as the machine reads it. */
export async function kpi(page, name) {
  return page.getByTestId(`kpi-${name}`).getAttribute('data-value');
}

/** Waits until a key figure has this value. */
export function kpiIs(page, name, value) {
  return page.waitForFunction(
    ([name, value]) => document.querySelector(`[data-testid=kpi-${name}]`)?.dataset.value === value, [name, value]);
}

/** Scrolls to a chart, waits until it is drawn, and gives it. */
export async function drawn(page, name) {
  const chart = page.getByTestId(`chart-${name}`);
  await chart.scrollIntoViewIfNeeded();
  await page.waitForFunction((name) => document.querySelector(`[data-testid=chart-${name}]`)?.dataset.drawn === 'true', name);
  await chart.locator('.main-svg').first().waitFor({ timeout: 20_000 });
  return chart;
}

/** Does something, waits until an element says something else, and gives what. */
export async function changed(page, testid, change) {
  const text = () => page.getByTestId(testid).first().innerText();
  const before = await text();
  await change();
  await page.waitForFunction(
    ([testid, before]) => document.querySelector(`[data-testid=${testid}]`)?.innerText !== before, [testid, before]);
  return text();
}

/** Fails where a text shows what only a program would say. */
export function assertPlain(text, where) {
  const found = text.match(/.{0,40}(NaN|undefined|Infinity).{0,10}/)?.[0];
  assert.equal(found, undefined, `${where}: ${found}`);
}

/** Whether nothing is wider than the window. */
export const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** Gives the page a file through its file chooser. */
export function give(page, name, text) {
  return page.getByTestId('file-input').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

/** How many questions about columns are open. */
export const openQuestions = (page) => page.getByTestId('mapping-questions').getAttribute('data-open').then(Number);

/** Waits until so many are. */
export const questionsLeft = (page, left) => page.waitForFunction(
  (left) => document.querySelector('[data-testid=mapping-questions]')?.dataset.open === String(left), left);

/** Answers all open questions about columns as proposed. */
export async function answerAll(page) {
  for (let left = await openQuestions(page); left > 0; left -= 1) {
    await page.getByTestId('answer-0').click();
    await questionsLeft(page, left - 1);
  }
}

/** What axe-core finds on the page as it is shown: one line a problem. */
export async function axe(page) {
  const source = await readFile(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const violations = await page.evaluate(async () => (await globalThis.axe.run(document)).violations);
  return violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

/** Clicks what saves a file and gives the file's name and bytes. */
export async function saved(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The bytes of a file that a download button saves. */
export async function download(page, kind) {
  return (await saved(page, page.getByTestId(`export-${kind}`).first())).bytes;
}

/** The rows of a CSV file that a download button saves. */
export async function downloadRows(page, kind) {
  return parseCsv((await download(page, kind)).toString());
}

/** CSV text as rows of cells; the app's own files quote in the standard way. */
export function parseCsv(text) {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += '"'; i++; }
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') { rows.at(-1).push(cell); cell = ''; }
    else if (c === '\n') { rows.at(-1).push(cell); cell = ''; rows.push([]); }
    else cell += c;
  }
  return rows.slice(0, -1);
}
