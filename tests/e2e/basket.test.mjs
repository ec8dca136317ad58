// What is bought together, in a real browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { download, goTo, launch, openPage, serveSite, status, waitFor } from './lib.mjs';

const DEMO = '#/basket?source=demo&seed=42';

let site;
let browser;
before(async () => {
  site = await serveSite();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens the basket page of the demo shop; problems on the page fail the test. */
async function withBasket(test, options = {}) {
  const page = await openPage(browser, site, options);
  try {
    await page.goto(site.url + DEMO);
    await status(page).waitFor({ state: 'attached' });
    assert.equal(await waitFor(page, ['ready', 'failed']), 'ready');
    await page.getByTestId('rule-row').first().waitFor();
    await test(page);
    assert.deepEqual(page.foreign, [], 'no request leaves the page\'s origin');
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

const lifts = (page) => page.getByTestId('rule-row').locator('td:nth-of-type(2)').evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));

/** Does something and waits until the list of rules is another. */
async function changed(page, change) {
  const text = () => page.getByTestId('rules').innerText();
  const before = await text();
  await change();
  await page.waitForFunction((before) => document.querySelector('[data-testid=rules]').innerText !== before, before);
  return text();
}

describe('basket', () => {
  test('rules are sorted, filtered, turned over and saved', () => withBasket(async (page) => {
    const sorted = await lifts(page);
    assert.ok(sorted.length > 0 && sorted.every((lift, i) => i === 0 || lift <= sorted[i - 1]), sorted.join());
    for (const row of await page.getByTestId('rule-row').allInnerTexts()) assert.match(row, /more than chance/);
    await changed(page, () => page.getByTestId('rules-chance').check());
    const rows = (await download(page, 'rules')).toString().trim().split('\n');
    const count = Number((await page.getByTestId('rules-count').innerText()).replace(/\D/g, ''));
    assert.equal(rows.length - 1, count, 'the demo has no postage');
    assert.match(rows[0], /^antecedent,consequent,support,confidence,lift,orders/);
    if (count > 25) {
      await changed(page, () => page.getByTestId('rules-next').click());
      assert.ok(await page.getByTestId('rules-previous').isEnabled());
    }
    await changed(page, () => page.getByTestId('rules-sort').selectOption('product'));
    const name = await page.getByTestId('rule-row').first().locator('th').innerText();
    await page.getByTestId('rules-search').fill(name);
    await changed(page, () => page.getByTestId('rules-search').press('Enter'));
    for (const row of await page.getByTestId('rule-row').allInnerTexts()) assert.ok(row.includes(name), row);
    await page.getByTestId('rules-search').fill('no product has such a name');
    await page.getByTestId('rules-search').press('Enter');
    await page.getByText('No rule passes these filters.').waitFor();
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
    const chart = page.getByTestId('chart-basket-matrix');
    await chart.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('[data-testid=chart-basket-matrix]')?.dataset.drawn === 'true');
    assert.ok(await chart.locator('svg').count() > 0);
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.locator('.nsewdrag').first().boundingBox();
    // The strongest pair stands in the first row.
    await page.mouse.move(box.x + box.width * 1.5 / 16, box.y + box.height * 0.5 / 16);
    await page.waitForTimeout(200);
    await page.mouse.down();
    await page.mouse.up();
    await page.getByTestId('together-row').first().waitFor();
  }));

  test('nothing is wider than a phone', () => withBasket(async (page) => {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await goTo(page, 'experiments');
    await page.getByTestId('plan-answer').waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }, { viewport: { width: 360, height: 760 } }));
});
