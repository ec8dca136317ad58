// Old workbooks, OpenDocument and Parquet, dropped on the page: the same sales as their CSV, and the reader of Parquet comes with the first one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fixtures, goTo, kpi, kpiIs, ready, serveSite, setUp, status, visit } from './lib.mjs';

const { browser, withPage } = await setUp();
const own = await serveSite();
after(() => own.close());

const file = (name) => join(fixtures, 'readers', name);
const asked = () => own.requests.filter((request) => request.path.includes('parquet'));

async function figures(page, name) {
  await page.getByTestId('file-input').setInputFiles(file(name));
  await ready(page);
  await goTo(page, 'overview');
  return Promise.all(['revenue', 'customers', 'orders'].map((figure) => kpi(page, figure)));
}

describe('files of other programs', () => {
  let csv;
  test('CSV', () => withPage(async (page) => { csv = await figures(page, 'sales.csv'); }));
  for (const name of ['sales.xls', 'sales_1904.xls', 'sales.ods', 'months.xls', 'months.ods', 'sales.parquet', 'sales_duckdb_v2.parquet']) {
    test(name, () => withPage(async (page) => assert.deepEqual(await figures(page, name), csv)));
  }
});

describe('the reader of Parquet', () => {
  test('is loaded with the first file, once', () => visit(browser, own, async (page) => {
    await figures(page, 'sales.ods');
    assert.deepEqual(asked(), []);
    const revenue = await kpi(page, 'revenue');
    await page.goto(own.url);
    await page.getByTestId('file-input').setInputFiles(file('sales_lz4_delta.parquet'));
    await ready(page);
    await goTo(page, 'overview');
    await kpiIs(page, 'revenue', revenue);
    const programs = asked().filter((request) => request.path.endsWith('.wasm'));
    assert.equal(programs.length, 1);
    console.log(`reader of Parquet: ${Math.round(programs[0].bytes / 1024)} KiB gzip`);
  }));

  test('a file that is cut off is said to be', () => withPage(async (page) => {
    const bytes = readFileSync(file('sales.parquet'));
    await page.getByTestId('file-input').setInputFiles({ name: 'cut.parquet', mimeType: '', buffer: bytes.subarray(0, 2000) });
    await page.getByText('cut.parquet is a Parquet file, but damaged or cut short.').first().waitFor();
    assert.notEqual(await status(page).getAttribute('data-state'), 'running');
  }));

  test('without it the file is refused, and the page says why', () => withPage(async (page) => {
    await page.getByTestId('file-input').setInputFiles(file('sales.parquet'));
    await page.getByText('the program that reads such files could not be loaded').first().waitFor();
  }, { prepare: (page) => page.route('**/clientele-parquet_bg-*.wasm', (route) => route.abort()), allow: ['Failed to load resource'] }));
});
