// What a user can set about segments and clusters, and what the pages show of it, in a real browser.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { download, drawn, fits, goTo, setUp, shown, waitFor } from './lib.mjs';

const { withDemo } = await setUp();

/** The segments of a small demo shop. */
const withSegments = (test, options) => withDemo('segments', async (page) => {
  await page.getByTestId('segment-row').first().waitFor();
  await test(page);
}, { more: '&customers=600&products=60&transactions=5000', options });

/** Customers by segment, as the table has them. */
const counts = (page) => page.getByTestId('segment-row').evaluateAll((rows) =>
  Object.fromEntries(rows.map((row) => [row.dataset.segment, Number(row.dataset.customers)])));

const total = (counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Does something that runs the analysis again, and waits until its result is shown. */
async function rerun(page, change) {
  const before = JSON.stringify(await counts(page));
  await change();
  await page.waitForFunction((before) => {
    const rows = [...document.querySelectorAll('[data-testid=segment-row]')];
    const now = JSON.stringify(Object.fromEntries(rows.map((row) => [row.dataset.segment, Number(row.dataset.customers)])));
    return now !== before && document.querySelector('[data-testid=run-status]').dataset.state === 'ready';
  }, before);
  return counts(page);
}

/** Every chart of a page, once it has been scrolled to. */
async function drawAll(page, names) {
  for (const name of names) {
    const chart = await drawn(page, name);
    assert.equal(await chart.locator('.chart-problem').count(), 0, name);
    assert.ok(await chart.locator('svg, canvas').count() > 0, `${name} is drawn`);
  }
}

describe('segments', () => {
  test('cut points change who is where, and quantiles bring it back', () => withSegments(async (page) => {
    const usual = await counts(page);
    const changed = await rerun(page, async () => {
      for (const [n, days] of [[1, 2], [2, 4], [3, 6], [4, 8]]) await page.getByTestId(`cut-recency-${n}`).fill(String(days));
      await page.getByTestId('apply-cuts').click();
    });
    assert.equal(total(changed), total(usual));
    assert.notDeepEqual(changed, usual);
    assert.match(await page.getByTestId('own-settings').innerText(), /cut points/);
    assert.equal(await page.getByTestId('cut-recency-1').inputValue(), '2');

    // A reload keeps them: they belong to these data in this browser.
    await page.reload();
    await waitFor(page, 'ready');
    await page.getByTestId('segment-row').first().waitFor();
    assert.deepEqual(await counts(page), changed);

    // Out of order is refused before anything runs.
    await page.getByTestId('cut-recency-1').fill('99');
    await page.getByTestId('apply-cuts').click();
    assert.match(await page.getByTestId('cut-points').getByTestId('setting-problem').innerText(), /not in order/);
    assert.deepEqual(await rerun(page, () => page.getByTestId('quantile-cuts').click()), usual);
    await page.getByTestId('own-settings').waitFor({ state: 'detached' });
  }));

  test('a grid of one\'s own must be total, and holds', () => withSegments(async (page) => {
    const usual = await counts(page);
    const editor = page.getByTestId('grid-editor');
    await editor.locator('summary').click();
    const verdict = (total) => page.locator(`[data-testid=grid-verdict][data-total=${total}]`).waitFor();
    await page.getByTestId('cell-55').selectOption({ label: '– none –' });
    await verdict(false);
    assert.match(await page.getByTestId('grid-verdict').innerText(), /recency 5, value 5/);
    assert.ok(await page.getByTestId('save-grid').isDisabled());
    await page.getByTestId('new-segment').fill('Stars & <b>Friends</b>');
    await page.getByTestId('add-segment').click();
    await page.getByTestId('cell-55').selectOption({ label: 'Stars & <b>Friends</b>' });
    await verdict(true);
    const own = await rerun(page, () => page.getByTestId('save-grid').click());
    assert.ok(own['Stars & <b>Friends</b>'] > 0);
    assert.equal(own['Stars & <b>Friends</b>'] + own.Champions, usual.Champions);
    assert.match((await download(page, 'segments')).toString(), /Stars & <b>Friends<\/b>/);
    assert.deepEqual(await rerun(page, () => page.getByTestId('reset-settings').click()), usual);
  }));

  test('the map and the analysis date can be chosen', () => withSegments(async (page) => {
    const six = await rerun(page, async () => {
      await page.getByTestId('map-choice').selectOption('six');
      await page.getByTestId('apply-map').click();
    });
    assert.deepEqual(Object.keys(six), ['Champions', 'Loyal', 'Recent', 'Needs Attention', 'At Risk', 'Inactive']);
    const day = await page.getByTestId('analysis-date').inputValue();
    const earlier = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
    const then = await rerun(page, async () => {
      await page.getByTestId('analysis-date').fill(earlier);
      await page.getByTestId('apply-map').click();
    });
    assert.ok(total(then) < total(six), 'later orders are left out');
    assert.match(await page.getByTestId('cautions').innerText(), /left out/);
  }));

  test('words for a segment survive', () => withSegments(async (page) => {
    const row = page.locator('[data-testid=segment-row][data-segment=Champions]');
    await row.locator('summary').click();
    await row.getByTestId('edit-strategy').click();
    await page.getByTestId('strategy-offer').fill('Tea with the owner');
    await page.getByTestId('save-strategy').click();
    await page.getByText('Tea with the owner').waitFor({ state: 'attached' });
    await waitFor(page, 'ready');
    await page.reload();
    await waitFor(page, 'ready');
    await row.locator('summary').click();
    assert.match(await row.innerText(), /Tea with the owner/);
    await row.getByTestId('original-strategy').click();
    await page.getByText('Tea with the owner').waitFor({ state: 'detached' });
  }));

  test('tests, spread and charts are there', () => withSegments(async (page) => {
    await drawAll(page, ['segment-bars', 'segment-grid', 'recency-distribution', 'frequency-distribution', 'monetary-distribution', 'segment-correlations']);
    const tests = page.getByTestId('metric-test');
    assert.equal(await tests.count(), 3);
    assert.match(await tests.first().innerText(), /Kruskal-Wallis test: H = .* degrees of freedom, p < 0\.001/);
    await tests.first().locator('summary').click();
    assert.match(await tests.first().locator('table').innerText(), /large\s+< 0.001\s+clearly different/);
    assert.ok(await page.getByTestId('behaviour').locator('tbody tr').count() >= 5);
    assert.match(await page.getByTestId('spread').innerText(), /Skewness/);
  }));

  test('nothing is wider than a phone', () => withSegments(async (page) => {
    for (const name of ['segments', 'clusters']) {
      await goTo(page, name);
      await shown(page, `page-${name}`);
      assert.ok(await fits(page), name);
    }
  }, { viewport: { width: 360, height: 760 } }));
});

describe('clusters', () => {
  test('features and number can be chosen, and charts are drawn', () => withSegments(async (page) => {
    await goTo(page, 'clusters');
    await page.getByTestId('cluster-row').first().waitFor();
    await drawAll(page, ['cluster-scatter', 'cluster-profiles', 'cluster-choice', 'silhouette-plot', 'cluster-scatter-3d', 'cluster-radar', 'segment-cluster-matrix']);
    assert.match(await page.getByTestId('agreement').innerText(), /Adjusted Rand index/);
    assert.match(await page.getByTestId('split-half').innerText(), /^-?[\d.,−–]+/);
    await page.getByTestId('feature-tenure').check();
    await page.getByTestId('k-choice').selectOption('5');
    await page.getByTestId('apply-clusters').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=chosen-k]')?.dataset.value === '5'
      && /days since the first order/.test(document.querySelector('[data-testid=cluster-settings]')?.innerText ?? ''));
    const json = JSON.parse((await download(page, 'clusters')).toString());
    assert.deepEqual(json.features, ['recency', 'frequency', 'monetary', 'tenure']);
    assert.equal(json.chosen_k, 5);
    assert.equal(json.split_half.adjusted_rand.length, 10);
    for (const feature of ['recency', 'frequency', 'monetary', 'tenure']) await page.getByTestId(`feature-${feature}`).uncheck();
    await page.getByTestId('apply-clusters').click();
    await page.getByText('features is empty').waitFor();
  }));
});
