// The pages of value, movement and cohorts: figures, charts, and the way to the customers behind them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertPlain, download, drawn, goTo, kpi, setUp } from './lib.mjs';

const { withDemo } = await setUp();

const assertPlainPage = async (page, name) => assertPlain(await page.getByTestId(`page-${name}`).innerText(), name);

describe('value', () => {
  test('shows figures with ranges, charts, the check, and leads to the customers', async () => {
    await withDemo('value', async (page) => {
      await page.getByTestId('value-table').waitFor();
      assert.ok(Number(await kpi(page, 'expected-value')) > 0);
      assert.ok(Number(await kpi(page, 'expected-orders')) > 0);
      assert.match(await page.getByTestId('kpi-expected-orders').innerText(), /\d to \d/);
      for (const name of ['active-map', 'value-distribution', 'holdout-bins', 'holdout-tracking']) await drawn(page, name);
      assert.match(await page.getByTestId('value-check').innerText(), /expected \d+ repeat orders/);
      assert.ok(await page.getByTestId('notes').locator('li').count() > 0);
      await assertPlainPage(page, 'value');
      const first = page.getByTestId('value-row').first();
      const id = await first.getAttribute('data-key');
      await first.getByRole('link').click();
      await page.getByTestId('page-customer').waitFor();
      const forecast = page.getByTestId('customer-value');
      assert.match(await forecast.innerText(), /Likely still active[\s\S]*Expected orders[\s\S]*Next order due[\s\S]*Why/);
      assert.ok(await page.getByTestId('customer-why').locator('li').count() > 0);
      assert.match(page.url(), new RegExp(id));
    });
  });

  test('a bar leads to the customers that it counts', async () => {
    await withDemo('value', async (page) => {
      const chart = await drawn(page, 'value-distribution');
      const bars = chart.locator('.bars .point path');
      await bars.nth(Math.floor(await bars.count() / 2)).waitFor();
      const box = await bars.nth(Math.floor(await bars.count() / 2)).boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height - 3);
      await page.getByTestId('page-customers').waitFor();
      assert.match(await page.getByTestId('filter-group').innerText(), /Expected value from/);
      await page.getByTestId('customer-row').first().getByRole('link').waitFor();
      await page.getByTestId('filter-group').click();
      await page.waitForFunction(() => /^1,000/.test(document.querySelector('[data-testid=filter-count]').textContent));
    });
  });

  test('value.csv has a row for every buyer, sorted by id', async () => {
    await withDemo('value', async (page) => {
      const rows = (await download(page, 'value')).toString().trim().split('\n');
      assert.ok(rows[0].startsWith('customer_id,p_alive,expected_orders_90d,expected_order_value,clv_365d'));
      assert.equal(rows.length, 1001);
      const ids = rows.slice(1).map((row) => row.split(',')[0]);
      assert.deepEqual(ids, [...ids].sort());
    });
  });
});

describe('movement', () => {
  test('tells who fell and rose, for the days chosen', async () => {
    await withDemo('movement', async (page) => {
      await page.getByTestId('movement-fell').waitFor();
      await drawn(page, 'movement');
      assert.match(await page.getByTestId('movement-summary').innerText(), /fell out of Champions/);
      assert.equal(await page.getByTestId('movement-to').inputValue(), '2025-12-31');
      assert.equal(await page.getByTestId('movement-from').inputValue(), '2025-10-02');
      await assertPlainPage(page, 'movement');
      const counted = await page.getByTestId('stat-fell').getAttribute('data-value');
      await page.getByTestId('movement-fell').getByRole('link', { name: /customers?$/ }).click();
      await page.getByTestId('page-customers').waitFor();
      await page.waitForFunction((n) => document.querySelector('[data-testid=filter-count]')?.textContent.startsWith(`${n} `), counted);
      await page.goBack();
      await page.getByTestId('page-movement').waitFor();
      await page.getByTestId('movement-from').fill('2025-07-01');
      await page.waitForURL(/from=2025-07-01/);
      await page.waitForFunction((n) => document.querySelector('[data-testid=stat-fell]')?.dataset.value !== n, counted);
      const rows = (await download(page, 'movement')).toString().trim().split('\n');
      assert.equal(rows[0], 'customer_id,from_segment,to_segment,direction,score_change,revenue_between,revenue');
      const fell = rows.filter((row) => row.split(',')[3] === 'fell').length;
      assert.equal(String(fell), await page.getByTestId('stat-fell').getAttribute('data-value'));
    });
  });

  test('days in the wrong order are refused with a way back', async () => {
    await withDemo('movement?from=2025-12-01&to=2025-03-01', async (page) => {
      await page.getByTestId('run-error').waitFor();
      await page.getByRole('button', { name: /^Last \d+ days$/ }).click();
      await page.getByTestId('movement-fell').waitFor();
    });
  });
});

describe('cohorts', () => {
  test('heat map in three measures, gaps, who is past due', async () => {
    await withDemo('cohorts', async (page) => {
      await page.getByTestId('kpi-retention-1').waitFor();
      const retention = Number(await kpi(page, 'retention-1'));
      assert.ok(retention > 0 && retention < 1);
      await drawn(page, 'cohort-customers');
      await page.getByTestId('measure-revenue').click();
      await drawn(page, 'cohort-revenue');
      await page.getByTestId('measure-orders').click();
      await drawn(page, 'cohort-orders');
      await drawn(page, 'order-gaps');
      await assertPlainPage(page, 'cohorts');
      const overdue = await kpi(page, 'overdue');
      await page.getByTestId('overdue-all').click();
      await page.getByTestId('page-customers').waitFor();
      await page.waitForFunction((n) => document.querySelector('[data-testid=filter-count]')?.textContent.replaceAll(',', '').startsWith(`${n} `), overdue);
    });
  });

  test('a cell leads to the cohort', async () => {
    await withDemo('cohorts', async (page) => {
      const chart = await drawn(page, 'cohort-customers');
      const plot = await chart.locator('.nsewdrag').first().boundingBox();
      await page.mouse.click(plot.x + 12, plot.y + 12);
      await page.getByTestId('page-customers').waitFor();
      assert.match(await page.getByTestId('filter-group').innerText(), /^First order in /);
    });
  });
});

describe('navigation', () => {
  test('leads to all three', async () => {
    await withDemo('overview', async (page) => {
      for (const name of ['value', 'movement', 'cohorts']) await goTo(page, name);
    });
  });
});
