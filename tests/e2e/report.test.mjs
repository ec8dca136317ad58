// Reports and workbooks, in a real browser: made there, equal to the command line's, and opened again by other programs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, describe, test } from 'node:test';
import { addressOf, axe, download, has, newFolder, ready, saved, serveSite, setUp, visit } from './lib.mjs';

const SECTIONS = ['summary', 'revenue', 'segments', 'clusters', 'value', 'movement', 'recommendations', 'rules', 'data', 'methods'];

const { browser, withDemo } = await setUp();
const folder = newFolder('report');
after(() => rmSync(folder, { recursive: true }));

const preview = (page) => page.frameLocator('[data-testid=report-preview]');

/** The page of the demo's report. */
const withReport = (test, options) => withDemo('report', async (page) => {
  await page.getByTestId('page-report').waitFor();
  await test(page);
}, { options });

describe('report', () => {
  test('the writer of documents is loaded only when one is made', async () => {
    const own = await serveSite();
    await visit(browser, own, async (page) => {
      const asked = () => own.requests.filter((request) => request.path.includes('exporter')).map((request) => request.path);
      await ready(page);
      await page.getByTestId('page-overview').waitFor();
      assert.deepEqual(asked(), []);
      await page.getByTestId('nav-report').first().click();
      await preview(page).locator('h1').waitFor();
      assert.equal(asked().filter((path) => path.endsWith('.wasm')).length, 1);
      const program = own.requests.find((request) => /clientele-exporter_bg-\w+\.wasm$/.test(request.path));
      console.log(`exporter: ${Math.round(program.bytes / 1024)} KiB gzip`);
    }, { hash: addressOf('overview') }).finally(() => own.close());
  });

  test('every export is the command line\'s, byte by byte', () => withReport(async (page) => {
    const files = {};
    for (const [kind, name] of [['pdf', 'report.pdf'], ['xlsx', 'clientele.xlsx'], ['html', 'report.html'], ['zip', 'clientele.zip']]) {
      files[name] = await download(page, kind);
      writeFileSync(join(folder, name), files[name]);
    }
    assert.equal(files['report.pdf'].subarray(0, 5).toString(), '%PDF-');
    assert.equal(files['clientele.xlsx'].subarray(0, 2).toString(), 'PK');
    assert.equal(files['clientele.zip'].subarray(0, 2).toString(), 'PK');
    const native = process.env.CLIENTELE_BIN;
    if (native) {
      execFileSync(native, ['run', '--quiet', '--out', join(folder, 'native')]);
      for (const name of ['report.html', 'report.pdf', 'clientele.xlsx']) {
        assert.ok(readFileSync(join(folder, 'native', name)).equals(files[name]), `${name} differs from the command line's`);
      }
    }
    if (has('pdftotext')) {
      const text = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-']).toString();
      const pages = text.replace(/\f$/, '').split('\f');
      pages.forEach((words, n) => assert.ok(words.includes(`${n + 1} of ${pages.length}`), `page ${n + 1} has no number`));
      assert.match(text, /Customer report/);
      assert.match(text, /Champions/);
    }
    if (has('pdftoppm')) {
      execFileSync('pdftoppm', ['-r', '30', '-gray', join(folder, 'report.pdf'), join(folder, 'page')]);
      const pictures = readdirSync(folder).filter((name) => name.endsWith('.pgm'));
      assert.ok(pictures.length >= 8, `${pictures.length} pages`);
      for (const name of pictures) {
        const bytes = readFileSync(join(folder, name));
        const dark = bytes.subarray(20).reduce((n, byte) => n + (byte < 160), 0);
        assert.ok(dark > 200, `${name} is nearly empty`);
      }
    }
  }));

  test('what is chosen is what is shown and exported', () => withReport(async (page) => {
    await preview(page).locator('#rules').waitFor();
    for (const name of SECTIONS) assert.ok(await page.getByTestId(`report-section-${name}`).isChecked(), name);
    await page.getByTestId('report-section-rules').uncheck();
    await preview(page).locator('#rules').waitFor({ state: 'detached' });
    await preview(page).locator('#segments').waitFor();
    assert.match(await page.evaluate(() => location.hash), /rules=0/);
    await page.getByTestId('report-title').fill('March <review>');
    await page.getByTestId('report-title').press('Enter');
    await preview(page).getByRole('heading', { name: 'March <review>' }).waitFor();
    const html = (await download(page, 'html')).toString();
    assert.ok(html.includes('March &lt;review&gt;') && !html.includes('id="rules"') && html.includes('id="segments"'));
    for (const name of SECTIONS.filter((name) => name !== 'rules')) await page.getByTestId(`report-section-${name}`).uncheck();
    await page.waitForFunction(() => document.querySelector('[data-testid=export-pdf]').disabled);
    await page.getByTestId('report-section-summary').check();
    await preview(page).locator('#summary').waitFor();
  }));

  test('the preview can be used and reaches nothing', () => withReport(async (page) => {
    const mark = preview(page).locator('#chart-segment-bars svg.wide [data-t]').first();
    await mark.scrollIntoViewIfNeeded();
    await mark.hover();
    await preview(page).locator('#tip').filter({ hasText: 'Champions' }).waitFor();
    await preview(page).locator('nav a[href="#methods"]').click();
    await preview(page).getByRole('heading', { name: 'Methods and limits' }).waitFor();
    const frame = page.frames().find((frame) => frame !== page.mainFrame());
    assert.equal(await frame.evaluate(() => { try { return parent.document.title; } catch { return 'refused'; } }), 'refused');
    assert.deepEqual(await axe(page), []);
  }));

  test('the HTML file opens offline, and its charts and tables can be used', async () => {
    const path = join(folder, 'report.html');
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, acceptDownloads: true, offline: true });
    const page = await context.newPage();
    const [requests, problems] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
    await page.goto(pathToFileURL(path).href);
    const tip = page.locator('#tip');
    const mark = page.locator('#chart-revenue-over-time svg.wide circle[data-t]').nth(3);
    await mark.scrollIntoViewIfNeeded();
    await mark.hover();
    assert.match(await tip.innerText(), /2024: [\d,]+\.\d\d$/);
    const svg = page.locator('#chart-segment-bars svg.wide');
    await svg.focus();
    await page.keyboard.press('ArrowRight');
    const first = await page.locator('#chart-segment-bars output').innerText();
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await page.locator('#chart-segment-bars output').innerText(), first);
    const key = page.locator('#chart-segment-bars .legend button').first();
    await key.click();
    assert.equal(await key.getAttribute('aria-pressed'), 'false');
    assert.equal(await svg.locator('[data-s="0"]:visible').count(), 0);
    await key.click();
    const table = page.locator('#table-segments');
    const figures = () => table.locator('tbody tr:visible td:nth-child(2)').evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.v)));
    await table.getByRole('button', { name: 'Customers', exact: true }).click();
    const sorted = await figures();
    assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
    await table.locator('input').fill('champ');
    assert.equal((await figures()).length, 1);
    const csv = await saved(page, table.getByRole('button', { name: 'CSV' }));
    assert.equal(csv.name, 'table-segments.csv');
    assert.match(csv.bytes.toString(), /^Segment,Customers,Share of customers/);
    const png = await saved(page, page.locator('#chart-segment-bars').getByRole('button', { name: 'PNG' }));
    assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
    assert.ok(png.bytes.length > 5_000);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(problems, []);
    assert.ok(requests.every((url) => url.startsWith('file:') || url.startsWith('data:') || url.startsWith('blob:')), requests.join());
    assert.equal(requests.filter((url) => url.startsWith('file:')).length, 1);
    for (const [width, colorScheme] of [[360, 'light'], [360, 'dark']]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
      assert.equal(await page.locator('svg.wide:visible').count(), 0);
    }
    await context.close();
  });

  test('nothing is wider than a phone', () => withReport(async (page) => {
    await preview(page).locator('h1').waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 360);
  }, { viewport: { width: 360, height: 800 } }));
});
