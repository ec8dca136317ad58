// A page and programs of different builds, programs that are gone, and pages that cannot start: said plainly, with a button that helps.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { drawn, give, openPage, ready, root, setUp, status, waitFor } from './lib.mjs';

const { site, browser, withPage, withDemo } = await setUp();
const dist = join(root, 'dist');
const UPDATED = /Clientele was updated: this page and the programs behind it are of different versions\. Reload the page to go on with the new version\./;
// What would send the reader somewhere else.
const OTHER_WAYS = /Run again|Try again|smaller file|untouched|stopped/i;

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)));
const programs = files.filter((name) => /\.(js|wasm)$/.test(name));

/** Serves a program of another build: its mark differs in the last digit, all else is the same. */
const ofAnotherBuild = (pattern) => (page) => page.route(pattern, async (route) => {
  const response = await route.fetch();
  const body = await response.body();
  const text = body.toString('latin1');
  const other = text.replace(/clientele-build-([0-9a-f]{15})([0-9a-f])/g, (_, most, last) => `clientele-build-${most}${last === '0' ? '1' : '0'}`);
  assert.notEqual(other, text, 'the program has the mark of its build');
  await route.fulfill({ response, body: Buffer.from(other, 'latin1') });
});

/** As after an update: the server has the program no more. */
const gone = (pattern) => (page) => page.route(pattern, (route) => route.fulfill({ status: 404, body: 'not found' }));

/** The one error that is shown says what is wrong and has the button that helps, and no other. */
async function saysSo(page) {
  const box = page.getByTestId('run-error');
  await box.waitFor();
  assert.equal(await box.count(), 1);
  assert.equal(await box.getAttribute('data-code'), 'other-version');
  assert.match((await box.innerText()).replaceAll(/\s+/g, ' '), UPDATED);
  assert.deepEqual(await box.getByRole('button').allInnerTexts(), ['Reload']);
  assert.equal(await box.getByRole('link').count(), 0);
  assert.doesNotMatch(await page.locator('body').innerText(), OTHER_WAYS);
}

describe('names', () => {
  test('every program has the hash of its content in its name, and is called by it', () => {
    assert.ok(programs.length >= 11, programs.join());
    for (const name of programs) {
      const digest = createHash('sha256').update(readFileSync(join(dist, name))).digest('hex').slice(0, 16);
      assert.ok(name.replace(/\.(js|wasm)$/, '').endsWith(`-${digest}`), `${name} is not named by its content`);
    }
    assert.ok(files.filter((name) => name.endsWith('.css')).every((name) => /-[0-9a-f]{8,16}\.css$/.test(name)), 'style sheets too');
    const said = new Set();
    for (const name of ['index.html', ...programs.filter((name) => name.endsWith('.js') && !name.includes('vendor'))]) {
      for (const [, called] of readFileSync(join(dist, name), 'utf8').matchAll(/["'`/]((?:clientele-|plotly-|boot|early|charts|exporter|parquet)[\w.-]*\.(?:js|wasm))["'`]/g)) said.add(called);
    }
    const names = programs.map((name) => name.split('/').at(-1));
    assert.deepEqual(names.filter((name) => !said.has(name)), [], 'each is called by its name');
  });
});

describe('another build', () => {
  test('a worker of another build is not asked for anything', () => withPage(async (page) => {
    await page.getByTestId('try-demo').click();
    assert.equal(await waitFor(page, ['ready', 'failed']), 'failed');
    await saysSo(page);
    assert.match(await status(page).innerText(), UPDATED);
  }, { prepare: ofAnotherBuild('**/clientele-worker_bg-*.wasm') }));

  test('a worker of the time before builds were told apart is found out as well', () => withPage(async (page) => {
    await page.getByTestId('try-demo').click();
    assert.equal(await waitFor(page, ['ready', 'failed']), 'failed');
    await saysSo(page);
  }, {
    prepare: (page) => page.route('**/clientele-worker-*.js', (route) => route.fulfill({
      contentType: 'text/javascript',
      // Variant 0 with the version that was typed by hand.
      body: 'const wasm_bindgen = async () => self.postMessage(new Uint8Array([0, 7]));\n',
    })),
  }));

  test('files that are given are not read', () => withPage(async (page) => {
    await give(page, 'shop.csv', 'transaction_id,customer_id,product_id,purchase_date,price\nT1,C1,P1,2025-01-02,10.00\n');
    await saysSo(page);
  }, { prepare: ofAnotherBuild('**/clientele-worker_bg-*.wasm') }));

  test('a writer of documents of another build is given no job', () => withDemo('report', async (page) => {
    await page.getByTestId('page-report').waitFor();
    await saysSo(page);
    await page.getByTestId('export-xlsx').first().click();
    await page.locator('.export-error').first().waitFor();
    for (const text of await page.locator('.export-error').allInnerTexts()) assert.match(text, UPDATED);
    await saysSo(page);
  }, { prepare: ofAnotherBuild('**/clientele-exporter_bg-*.wasm') }));
});

describe('a program that is gone after an update', () => {
  for (const [what, pattern] of [['script', '**/clientele-worker-*.js'], ['program', '**/clientele-worker_bg-*.wasm']]) {
    test(`the worker's ${what}`, () => withPage(async (page) => {
      await page.getByTestId('try-demo').click();
      assert.equal(await waitFor(page, ['ready', 'failed']), 'failed');
      await saysSo(page);
    }, { prepare: gone(pattern), allow: ['404'] }));
  }

  for (const [what, pattern] of [['plotly.js', '**/vendor/*.js'], ['what draws charts', '**/charts-*.js']]) {
    test(what, () => withDemo('overview', async (page) => {
      await page.locator('.chart-problem').first().waitFor();
      await saysSo(page);
    }, { prepare: gone(pattern), allow: ['404'] }));
  }

  for (const [what, pattern] of [['the script of the writer', '**/exporter-*.js'], ['the writer of documents', '**/clientele-exporter_bg-*.wasm']]) {
    test(what, () => withDemo('report', async (page) => {
      await page.getByTestId('page-report').waitFor();
      await saysSo(page);
    }, { prepare: gone(pattern), allow: ['404'] }));
  }

  test('a connection that is gone is no update', () => withPage(async (page) => {
    await page.getByTestId('try-demo').click();
    assert.equal(await waitFor(page, ['ready', 'failed']), 'failed');
    assert.equal(await page.getByTestId('run-error').getAttribute('data-code'), 'worker-lost');
  }, { prepare: (page) => page.route('**/clientele-worker-*.js', (route) => route.abort()), allow: ['ERR_FAILED'] }));
});

describe('Reload', () => {
  test('asks the server for the page, past the browser\'s cache', () => withPage(async (page) => {
    await page.getByTestId('try-demo').click();
    await saysSo(page);
    await page.unroute('**/clientele-worker_bg-*.wasm');
    const asked = () => site.requests.filter(({ path }) => path === '/clientele/').length;
    const before = asked();
    await page.getByTestId('reload').click();
    await page.waitForEvent('load');
    assert.ok(asked() > before, 'the server was asked');
    await ready(page);
    await drawn(page, 'revenue-over-time');
  }, { prepare: ofAnotherBuild('**/clientele-worker_bg-*.wasm') }));
});

describe('a page that cannot start', () => {
  const failure = (page) => page.locator('#boot-failure');

  /** Opens a page that will not start; nothing but `allow` may go wrong. */
  async function open(prepare, check, address = site.url) {
    const page = await openPage(browser, site);
    try {
      await prepare(page);
      await page.goto(address);
      await check(page);
    } finally {
      await page.context().close();
    }
  }

  for (const [what, pattern, words] of [
    ['its script', '**/boot-*.js', /was updated since the browser kept this page\. Reload the page\./],
    ['its program\'s script', '**/clientele-app-*.js', /It was updated since this page was loaded\. Reload the page/],
    ['its program', '**/clientele-app_bg-*.wasm', /It was updated since this page was loaded\. Reload the page/],
  ]) {
    test(`${what} is gone: it says so, and Reload helps`, () => open(gone(pattern), async (page) => {
      await failure(page).waitFor();
      assert.match(await failure(page).innerText(), words);
      assert.equal(await page.locator('.boot-skeleton').count(), 0);
      await page.unroute(pattern);
      await page.locator('#boot-reload').click();
      await page.getByTestId('drop-zone').waitFor();
      assert.ok(await failure(page).isHidden());
    }));
  }

  test('opened as a file it says where it has to come from', () => open(() => {}, async (page) => {
    await failure(page).waitFor();
    assert.match(await failure(page).innerText(), /opened as a file.*web server.*\.\/dev serve/s);
    assert.equal(await page.locator('.boot-skeleton').count(), 0);
  }, pathToFileURL(join(dist, 'index.html')).href));

  test('without any script of its own the skeleton does not stay without a word', () => open(gone('**/*.js'), async (page) => {
    const late = page.locator('.boot-late');
    assert.ok(await late.isHidden());
    // As after the seconds that it waits.
    await page.evaluate(() => document.getAnimations().find((one) => one.animationName === 'boot-late').finish());
    await late.waitFor();
    assert.match(await late.innerText(), /has not started yet.*reload the page.*web server/s);
  }));

  test('a page that starts shows none of this', () => withPage(async (page) => {
    await page.getByTestId('drop-zone').waitFor();
    assert.equal(await page.locator('.boot-late').count(), 0);
    assert.ok(await failure(page).isHidden());
  }));
});
