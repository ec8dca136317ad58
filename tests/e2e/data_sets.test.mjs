// Public data sets through the page, where a folder of them is at hand (CLIENTELE_DATA, or beside the project): the same figures as
// the native tests of tests/real_data.rs, or the same reason why not.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { answerAll, goTo, kpiIs, ready, setUp, shared, slow, status, waitFor } from './lib.mjs';

const folder = process.env.CLIENTELE_DATA ?? join(shared, 'data');
const olist = ['customers', 'order_items', 'order_payments', 'order_reviews', 'orders', 'products'].map((n) => `olist_sample/olist_${n}_dataset.csv.gz`);

/** Files; rows and amount of all sales; rows, orders and amount that are analysed. */
const LOADED = [
  [['online_retail.csv.gz'], ['541909', '9747747.93'], ['395007', '18379', '8432909.79']],
  [['online_retail_first_70051_rows.xlsx'], ['70051', '1196390.72'], ['41443', '2105', '946589.89']],
  [['superstore/superstore_utf8_bom_comma_mdy.csv.gz'], ['9994', '2297200.86'], ['9994', '5009', '2297200.86']],
  [['superstore/superstore_cp1252_semicolon_decimal_comma_ymd.csv.gz'], ['9994', '2297200.86'], ['9994', '4992', '2297200.86']],
  [['sales_data_sample/sales_data_sample_cp437.csv'], ['2823', '8290886.79'], ['2763', '303', '8119691.30']],
  [[...olist, 'olist_sample/product_category_name_translation.csv.gz'], ['4519', '549545.09'], ['4497', '3960', '547666.75']],
];

/** Files that cannot be used, and what the page says. */
const REFUSED = [
  ['cdnow/CDNOW_sample.txt', /does not begin with the names of its columns/],
  ['cdnow/cdnow_customers_summary.csv', /None of the files holds sales/],
  ['cdnow/cdnow_customers_summary_with_transactions.csv', /None of the files holds sales/],
  ['shopify/orders_export.columns.csv', /column names but no rows/],
  ['olist_sample/olist_order_items_dataset.csv.gz', /no column for customer_id .* nor for purchase_date/],
  ['olist_sample/olist_orders_dataset.csv.gz', /no column for product_id .* nor for price/],
];

/** Files about which the page asks, what is missing, and whether they can be used without. */
const ASKED = [
  ['baskets/groceries.csv', 'date', false],
  ['baskets/groceries_dated_members.csv', 'price', true],
  ['blns.txt', 'date', false],
];

const { withPage } = existsSync(folder) ? await setUp() : {};

describe('data sets', { skip: existsSync(folder) ? false : 'no folder of data sets at hand' }, () => {
  const withFiles = (names, check) => withPage(async (page) => {
    await page.getByTestId('file-input').setInputFiles(names.map((name) => join(folder, name)));
    await check(page);
  });
  const line = (page, code) => page.getByTestId(`reconciliation-${code}`).evaluate((e) => [e.dataset.rows, e.dataset.orders, e.dataset.amount]);

  for (const [names, gross, analysed] of LOADED) {
    // The whole of Online Retail is read by the tests of files, too.
    const skip = names[0] === 'online_retail.csv.gz' && slow;
    test(`${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}: loaded`, { skip }, async () => {
      await withFiles(names, async (page) => {
        await ready(page);
        await goTo(page, 'data');
        await page.getByTestId('reconciliation').waitFor();
        const [rows, , amount] = await line(page, 'gross');
        assert.deepEqual([[rows, amount], await line(page, 'analysed')], [gross, analysed]);
      });
    });
  }

  for (const [name, says] of REFUSED) {
    test(`${name}: a reason why not`, async () => {
      await withFiles([name], async (page) => {
        assert.equal(await waitFor(page, ['ready', 'failed']), 'failed');
        assert.match(await page.locator('main').innerText(), says);
      });
    });
  }

  for (const [name, missing, canGoOn] of ASKED) {
    test(`${name}: asked about`, async () => {
      await withFiles([name], async (page) => {
        await page.getByTestId(`needed-${missing}`).waitFor();
        assert.equal(await page.getByTestId(`needed-${missing}`).getAttribute('data-state'), canGoOn ? 'left-out' : 'missing');
        if (canGoOn) await answerAll(page);
        assert.equal(await page.getByTestId('mapping-analyse').isEnabled(), canGoOn);
        if (!canGoOn) return;
        await page.getByTestId('mapping-analyse').click();
        await ready(page);
        await goTo(page, 'data');
        assert.deepEqual(await line(page, 'analysed'), ['38765', '14963', '0.00']);
      });
    });
  }

  test('a run of them leaves the page as lively as before', async () => {
    await withFiles(['sales_data_sample/sales_data_sample_cp437.csv'], async (page) => {
      await ready(page);
      await page.getByTestId('file-input').setInputFiles(join(folder, 'superstore/superstore_utf8_bom_comma_mdy.csv.gz'));
      await kpiIs(page, 'customers', '793');
      assert.equal(await status(page).getAttribute('data-state'), 'ready');
    });
  });
});
