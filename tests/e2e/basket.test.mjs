// What is bought together, in a real browser.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changed, download, drawn, fits, goTo, setUp } from './lib.mjs';

const { withDemo } = await setUp();

/** The basket page of the demo, with its rules. */
const withBasket = (test, options) => withDemo('basket', async (page) => {
  await page.getByTestId('rule-row').first().waitFor();
  await test(page);
}, { options });

const lifts = (page) => page.getByTestId('rule-row').locator('td:nth-of-type(2)').evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));

describe('basket', () => {
  test('rules are sorted, filtered, turned over and saved', () => withBasket(async (page) => {
    const sorted = await lifts(page);
    assert.ok(sorted.length > 0 && sorted.every((lift, i) => i === 0 || lift <= sorted[i - 1]), sorted.join());
    for (const row of await page.getByTestId('rule-row').allInnerTexts()) assert.match(row, /more than chance/);
    await changed(page, 'rules', () => page.getByTestId('rules-chance').check());
    const rows = (await download(page, 'rules')).toString().trim().split('\n');
    const count = Number((await page.getByTestId('rules-count').innerText()).replace(/\D/g, ''));
    assert.equal(rows.length - 1, count, 'the demo has no postage');
    assert.match(rows[0], /^antecedent,consequent,support,confidence,lift,orders/);
    if (count > 25) {
      await changed(page, 'rules', () => page.getByTestId('rules-next').click());
      assert.ok(await page.getByTestId('rules-previous').isEnabled());
    }
    await changed(page, 'rules', () => page.getByTestId('rules-sort').selectOption('product'));
    const name = await page.getByTestId('rule-row').first().locator('th').innerText();
    await page.getByTestId('rules-search').fill(name);
    await changed(page, 'rules', () => page.getByTestId('rules-search').press('Enter'));
    for (const row of await page.getByTestId('rule-row').allInnerTexts()) assert.ok(row.includes(name), row);
    await page.getByTestId('rules-search').fill('no product has such a name');
    await page.getByTestId('rules-search').press('Enter');
    await page.getByTestId('rules').getByText('No rule matches these filters.').waitFor();
  }));

  test('what goes with a product is shown, by name and by a click', () => withBasket(async (page) => {
    const button = page.getByTestId('rule-row').first().locator('th button');
    const name = await button.innerText();
    await button.click();
    await page.getByTestId('together-row').first().waitFor();
    assert.ok((await page.getByTestId('together-name').innerText()).includes(name));
    await page.getByTestId('together-product').fill('nothing like it');
    await page.getByTestId('together-product').press('Enter');
    await page.getByText('There is no product').waitFor();
    const chart = await drawn(page, 'basket-matrix');
    assert.ok(await chart.locator('svg').count() > 0);
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.locator('.nsewdrag').first().boundingBox();
    // The strongest pair stands in the first row.
    await page.mouse.move(box.x + box.width * 1.5 / 16, box.y + box.height * 0.5 / 16);
    await chart.locator('.hoverlayer .hovertext').first().waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.getByTestId('together-row').first().waitFor();
  }));

  test('nothing is wider than a phone', () => withBasket(async (page) => {
    assert.ok(await fits(page));
    await goTo(page, 'experiments');
    await page.getByTestId('plan-answer').waitFor();
    assert.ok(await fits(page));
  }, { viewport: { width: 360, height: 760 } }));
});
