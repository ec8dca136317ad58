// Charts in a real browser: their files, keys, legends, paper, and that only those in view are drawn.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { axe, drawn, give, goTo, has, newFolder, parseCsv, quoted, ready, saved, setUp, slow } from './lib.mjs';

const { withPage, withDemo } = await setUp();
const folder = newFolder('charts');
after(() => rmSync(folder, { recursive: true }));

const chart = (page, name) => page.getByTestId(`chart-${name}`);

/** A page of the demo, once it is shown. */
const demo = (page, run, settings) => withDemo(page, async (tab) => {
  await tab.getByTestId(`page-${page.split('?')[0]}`).waitFor();
  await run(tab);
}, settings);

/** Digits and signs of a figure as the page writes it. */
const figure = (text) => text.replace(/[^\d.\-−]/g, '').replace('−', '-').replace(/\.$/, '');

async function filesOf(page, name) {
  const panel = await drawn(page, name);
  const title = await panel.locator('h2').innerText();
  const says = await panel.locator('.panel-note').innerText();
  const csv = await saved(page, panel.getByTestId('chart-csv'));
  assert.equal(csv.name, `${name}.csv`);
  const rows = parseCsv(csv.bytes.toString());
  await panel.getByText('Show as table').click();
  const table = await panel.locator('table').evaluate((table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)));
  await panel.getByText('Show as table').click();
  assert.equal(rows.length, table.length, `${name}: as many rows as the table`);
  table[0].forEach((column, at) => assert.ok(rows[0][at].startsWith(column), `${name}: ${column}`));
  for (const [at, row] of table.entries()) {
    row.forEach((cell, column) => {
      const text = rows[at][column];
      // Texts are the same; the page writes figures rounded, with marks and units.
      if (at === 0 || text === '' || text.replace(/^'/, '') === cell || !/^-?[\d.]+(e-?\d+)?$/.test(text)) return;
      const shown = Number(figure(cell));
      const exact = Number(text) * (cell.includes('%') ? 100 : 1);
      assert.ok(Math.abs(shown - exact) <= Math.max(0.51, Math.abs(exact) * 0.006), `${name}: ${cell} is ${text}`);
    });
  }
  const svg = await saved(page, panel.getByTestId('chart-svg'));
  assert.equal(svg.name, `${name}.svg`);
  const parsed = await page.evaluate((text) => {
    const read = new DOMParser().parseFromString(text, 'image/svg+xml');
    const root = read.documentElement;
    return {
      error: read.querySelector('parsererror')?.textContent ?? '',
      title: root.querySelector(':scope > title')?.textContent,
      desc: root.querySelector(':scope > desc')?.textContent,
      text: root.textContent,
      scripts: root.querySelectorAll('script, foreignObject, [onload], [onerror]').length,
      width: root.getAttribute('width'),
      marks: root.querySelectorAll('path, image, rect').length,
    };
  }, svg.bytes.toString());
  assert.equal(parsed.error, '');
  assert.equal(parsed.title.toLowerCase(), title.toLowerCase());
  assert.ok(parsed.desc.startsWith(says), `${name}: ${parsed.desc}`);
  assert.ok(parsed.text.toLowerCase().includes(title.toLowerCase().slice(0, 12)) && parsed.marks > 5, name);
  assert.deepEqual([parsed.width, parsed.scripts], ['800', 0]);
  const png = await saved(page, panel.getByTestId('chart-png'));
  assert.equal(png.name, `${name}.png`);
  assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
  assert.equal(png.bytes.readUInt32BE(16), 1600, `${name} is 1600 pixels wide`);
  assert.ok(png.bytes.readUInt32BE(20) > 600 && png.bytes.length > 10_000, `${name}: ${png.bytes.length} bytes`);
  if (process.env.CHARTS_OUT) writeFileSync(join(process.env.CHARTS_OUT, png.name), png.bytes);
}

describe('charts', () => {
  for (const [page, names] of Object.entries({
    overview: ['revenue-over-time', 'top-categories', 'customer-pareto', 'weekday-hour'],
    clusters: ['cluster-scatter', 'cluster-radar', 'cluster-scatter-3d', 'silhouette-plot'],
    statistics: ['recency-distribution', 'segment-monetary', 'pair-plot', 'segment-correlations'],
    movement: ['movement'],
  })) {
    const isQuick = page === 'overview' || page === 'movement';
    test(`${page}: each chart's table, PNG and SVG`, { skip: !isQuick && slow }, () => demo(page, async (tab) => {
      for (const name of names) await filesOf(tab, name);
    }));
  }

  test('pictures are light and say what is filtered, whatever the screen shows', () => demo('segments?segment=Champions', async (tab) => {
    const panel = await drawn(tab, 'segment-bars');
    const svg = await saved(tab, panel.getByTestId('chart-svg'));
    assert.equal(svg.name, 'segment-bars--champions.svg');
    const text = svg.bytes.toString();
    assert.match(text, /Only: Champions/);
    assert.match(text, /#1f2430|rgb\(31, 36, 48\)/);
    assert.doesNotMatch(text, /#7da2ff|rgb\(125, 162, 255\)/);
    const png = await saved(tab, panel.getByTestId('chart-png'));
    assert.equal(png.name, 'segment-bars--champions.png');
  }, { options: { colorScheme: 'dark', viewport: { width: 360, height: 800 } } }));

  test('tables of pages and the key figures are files too', () => demo('overview', async (tab) => {
    const panel = tab.getByTestId('best-sellers');
    const csv = await saved(tab, panel.getByTestId('table-csv'));
    const rows = parseCsv(csv.bytes.toString());
    assert.equal(rows.length, 1 + await panel.locator('tbody tr').count());
    assert.equal(rows[1][0], (await panel.locator('tbody tr').first().locator('.cell-main, th').first().innerText()).split('\n')[0]);
    const png = await saved(tab, tab.getByTestId('save-key-figures'));
    assert.equal(png.name, 'key-figures.png');
    assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
    assert.ok(png.bytes.readUInt32BE(16) >= 1400);
  }));

  test('only charts in view are drawn', () => demo('statistics', async (tab) => {
    await drawn(tab, 'recency-distribution');
    const last = chart(tab, 'segment-correlations');
    assert.equal(await last.getAttribute('data-drawn'), 'false');
    assert.equal(await last.locator('.js-plotly-plot').count(), 0);
    await drawn(tab, 'segment-correlations');
    assert.equal(await last.locator('.js-plotly-plot').count(), 1);
  }));

  test('points are walked by keys and said with units', () => demo('segments', async (tab) => {
    const panel = await drawn(tab, 'segment-bars');
    const canvas = panel.locator('.chart-canvas');
    const said = panel.getByTestId('chart-says');
    await canvas.focus();
    assert.match(await canvas.evaluate((node) => getComputedStyle(node).outlineStyle), /solid|auto/);
    await tab.keyboard.press('ArrowRight');
    const first = await said.innerText();
    // The bar at the top, as the eye reads.
    assert.match(first, /^Champions, [\d.]+ % of customers: [\d,]+ customers/);
    await panel.locator('.hoverlayer .hovertext').first().waitFor();
    await tab.keyboard.press('ArrowRight');
    assert.match(await said.innerText(), /^Champions, [\d.]+ % of revenue: [\d,.]+/);
    await tab.keyboard.press('ArrowDown');
    assert.doesNotMatch(await said.innerText(), /^Champions/);
    await tab.keyboard.press('Escape');
    assert.equal(await said.innerText(), '');
    await tab.keyboard.press('ArrowRight');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => /segment=Champions/.test(location.hash));
    await tab.getByTestId('chip-segment').waitFor();
  }));

  test('maps, flows and clouds are walked too', async () => {
    await demo('cohorts', async (tab) => {
      const panel = await drawn(tab, 'cohort-customers');
      await panel.locator('.chart-canvas').focus();
      await tab.keyboard.press('ArrowRight');
      const first = await panel.getByTestId('chart-says').innerText();
      assert.match(first, /customers? first ordered in .*0 months later: .*revenue/);
      await tab.keyboard.press('ArrowRight');
      assert.match(await panel.getByTestId('chart-says').innerText(), /1 month later/);
      await tab.keyboard.press('ArrowDown');
      assert.notEqual(await panel.getByTestId('chart-says').innerText(), first);
    });
    await demo('movement', async (tab) => {
      const panel = await drawn(tab, 'movement');
      await panel.locator('.chart-canvas').focus();
      await tab.keyboard.press('ArrowRight');
      assert.match(await panel.getByTestId('chart-says').innerText(), / → .*customers?, spent between the days: [\d,.]+/);
    });
    await demo('clusters', async (tab) => {
      for (const name of ['cluster-scatter', 'cluster-scatter-3d', 'cluster-radar']) {
        const panel = await drawn(tab, name);
        await panel.locator('.chart-canvas').focus();
        await tab.keyboard.press('ArrowRight');
        assert.match(await panel.getByTestId('chart-says').innerText(), /days? since the last order|standard deviations/, name);
      }
    });
  });

  test('the legend hides, shows alone and filters, by mouse and by keys', () => demo('clusters', async (tab) => {
    const panel = await drawn(tab, 'cluster-scatter');
    const dots = () => panel.locator('.scatterlayer .trace').count();
    const all = await dots();
    assert.ok(all > 1);
    await panel.locator('.legendtoggle').first().click();
    await tab.waitForFunction((all) => document.querySelectorAll('[data-testid=chart-cluster-scatter] .scatterlayer .trace').length === all - 1, all);
    await panel.getByText('Series').click();
    const names = panel.locator('.chart-names li');
    assert.equal(await names.count(), all);
    const first = names.first().getByRole('button').first();
    assert.equal(await first.getAttribute('aria-pressed'), 'false');
    await first.focus();
    await tab.keyboard.press('Enter');
    await tab.waitForFunction((all) => document.querySelectorAll('[data-testid=chart-cluster-scatter] .scatterlayer .trace').length === all, all);
    assert.equal(await first.getAttribute('aria-pressed'), 'true');
    await names.nth(1).getByRole('button', { name: /show alone/ }).click();
    await tab.waitForFunction(() => document.querySelectorAll('[data-testid=chart-cluster-scatter] .scatterlayer .trace').length === 1);
    await names.nth(1).getByRole('button', { name: /show all again/ }).click();
    await tab.waitForFunction((all) => document.querySelectorAll('[data-testid=chart-cluster-scatter] .scatterlayer .trace').length === all, all);
    assert.deepEqual(await axe(tab), []);
    const name = (await names.first().getByRole('button').first().textContent()).trim();
    await names.first().getByRole('button', { name: /^Only these customers/ }).click();
    await tab.getByTestId('chip-cluster').waitFor();
    assert.ok((await tab.getByTestId('chip-cluster').innerText()).includes(name));
  }));

  test('on paper: light, whole charts, title, period and files, also what was not in view', () => demo('statistics', async (tab) => {
    await drawn(tab, 'recency-distribution');
    assert.equal(await chart(tab, 'segment-correlations').getAttribute('data-drawn'), 'false');
    await tab.evaluate(() => { globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1; }; });
    await tab.keyboard.press('Control+p');
    await tab.waitForFunction(() => globalThis.printed === 1, null, { timeout: 60_000 });
    const charts = await tab.locator('.chart').count();
    assert.equal(await tab.locator('.chart-print').count(), charts, 'a picture of each chart');
    const pdf = await tab.pdf({ format: 'A4', printBackground: true });
    writeFileSync(join(folder, 'page.pdf'), pdf);
    if (process.env.CHARTS_OUT) writeFileSync(join(process.env.CHARTS_OUT, 'page.pdf'), pdf);
    if (has('pdftotext')) {
      const text = execFileSync('pdftotext', ['-layout', join(folder, 'page.pdf'), '-']).toString();
      for (const words of ['Statistics', '2024', 'Which figures go together', 'Who stands out']) {
        assert.ok(text.includes(words), `${words} is on paper`);
      }
      assert.doesNotMatch(text, /Not drawn yet|Open files|Show as table|\bPNG\b/);
      // No heading stands alone at the foot of a page.
      const heads = await tab.locator('.chart h2').allInnerTexts();
      for (const sheet of text.split('\f')) {
        const lines = sheet.split('\n').map((line) => line.trim()).filter(Boolean);
        assert.ok(!heads.some((head) => head.toLowerCase() === lines.at(-1)?.toLowerCase()), `"${lines.at(-1)}" stands alone`);
      }
    }
    if (has('pdftoppm')) {
      execFileSync('pdftoppm', ['-r', '20', join(folder, 'page.pdf'), join(folder, 'sheet')]);
      const pages = execFileSync('sh', ['-c', `ls ${folder}/sheet*.ppm`]).toString().trim().split('\n');
      for (const sheet of pages) {
        const bytes = readFileSync(sheet).subarray(15);
        const dark = bytes.reduce((n, byte) => n + (byte < 60), 0);
        assert.ok(dark < bytes.length / 5, 'the paper is white');
      }
    }
    await tab.waitForFunction(() => document.querySelectorAll('.chart-print').length === 0);
  }, { options: { colorScheme: 'dark' } }));

  test('names from files do nothing, on the screen nor in files', async () => {
    await withPage(async (page) => {
      const evil = ['<img src=x onerror=harmed()>', '=1+1', '"><svg onload=harmed()>', '+cmd|calc'];
      const lines = Array.from({ length: 60 }, (_, n) => `T${n},C${n % 9},P${n % 4},${quoted(evil[n % 4])},${quoted(evil[n % 4])},2025-0${(n % 8) + 1}-0${(n % 9) + 1},${n + 5}`);
      await give(page, 'evil.csv', `transaction_id,customer_id,product_id,product_name,category,purchase_date,price\n${lines.join('\n')}\n`);
      await ready(page);
      await page.getByTestId('page-overview').waitFor();
      const panel = await drawn(page, 'top-categories');
      await panel.locator('.chart-canvas').focus();
      await page.keyboard.press('ArrowDown');
      const said = await panel.getByTestId('chart-says').innerText();
      assert.ok(evil.some((name) => said.startsWith(name)), said);
      const rows = parseCsv((await saved(page, panel.getByTestId('chart-csv'))).bytes.toString());
      assert.ok(rows.flat().every((cell) => !/^[=+@]/.test(cell)), rows.join());
      assert.ok(rows.some((row) => row[0] === "'=1+1"));
      const svg = (await saved(page, panel.getByTestId('chart-svg'))).bytes.toString();
      assert.doesNotMatch(svg, /<img|<svg onload/);
      const png = await saved(page, panel.getByTestId('chart-png'));
      assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
    }, { prepare: (page) => page.addInitScript(() => { globalThis.harmed = () => console.error('a name from a file was run'); }) });
  });

  test('a filter that nobody passes and a shop of one order get sentences, not empty axes', async () => {
    await withPage(async (page) => {
      await give(page, 'one.csv', 'transaction_id,customer_id,product_id,purchase_date,price\nT1,C1,P1,2025-01-02,10.00\n');
      await ready(page);
      for (const name of ['overview', 'segments', 'cohorts', 'statistics']) {
        await goTo(page, name);
        for (const panel of await page.locator('.chart').all()) {
          await panel.scrollIntoViewIfNeeded();
          await panel.locator('.panel-note:not(:empty), .chart-problem').first().waitFor();
        }
      }
    });
  });
});
