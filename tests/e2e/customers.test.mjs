// The table of customers and one customer's page in a real browser: sorting, columns, search, keyboard, file, timeline.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { axe, downloadRows, drawn, fits, setUp, settled, waitFor } from './lib.mjs';

const { withDemo } = await setUp();

/** The table of a small demo shop. */
const withTable = (test, { more = '', options = {} } = {}) => withDemo('customers', async (page) => {
  await page.getByTestId('customer-row').first().waitFor();
  await test(page);
}, { more: `&customers=600&products=60&transactions=5000${more}`, options: { locale: 'en-GB', ...options } });

/** The rows that are drawn, as texts. */
const rows = (page) => page.getByTestId('customer-row').evaluateAll((found) =>
  found.map((row) => [...row.children].map((cell) => cell.innerText.trim())));

/** The table's headings, by the names of their columns. */
const heads = (page) => page.locator('[data-testid=customer-table] thead button').evaluateAll((found) =>
  found.map((button) => button.dataset.testid.replace('sort-', '')));

/** The drawn texts of a column. */
async function column(page, name) {
  const at = (await heads(page)).indexOf(name);
  assert.ok(at >= 0, `${name} is shown`);
  return (await rows(page)).map((row) => row[at]);
}

const amount = (text) => Number(text.replace(/[^0-9.-]/g, ''));
const sort = (page, name) => page.getByTestId(`sort-${name}`);
const ariaSort = (page, name) => sort(page, name).locator('xpath=ancestor::th').getAttribute('aria-sort');

describe('the table', () => {
  test('sorts by two columns, tells so, and keeps it in the address', () => withTable(async (page) => {
    assert.equal(await ariaSort(page, 'monetary'), 'descending');
    await sort(page, 'segment').click();
    await page.waitForURL(/sort=segment&|sort=segment$|order=up/);
    await page.waitForFunction(() => document.querySelector('[data-testid=sort-segment]').closest('th').ariaSort === 'ascending');
    await sort(page, 'monetary').focus();
    await page.keyboard.press('Shift+Enter');
    await page.waitForURL(/sort=segment,-monetary/);
    await page.waitForFunction(() => document.querySelector('[data-testid=sort-monetary]').innerText.includes('2'));
    assert.match(await sort(page, 'segment').innerText(), /↑1/);
    assert.match(await sort(page, 'monetary').innerText(), /↓2/);
    assert.equal(await ariaSort(page, 'segment'), 'ascending');
    assert.equal(await ariaSort(page, 'monetary'), 'none', 'only the first one is the table\'s');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'sort-monetary', 'the focus stays');
    // The heading may turn a moment before the rows do.
    const check = async (sign) => {
      for (let round = 0; !(await isSorted(sign)) && round < 50; round++) await page.waitForTimeout(100);
      assert.ok(await isSorted(sign), JSON.stringify(await rows(page)));
    };
    const isSorted = async (sign) => {
      await settled(page);
      const [segments, spent] = [await column(page, 'segment'), (await column(page, 'monetary')).map(amount)];
      assert.ok(segments.length > 10);
      return segments.every((segment, i) => i === 0 || segment !== segments[i - 1] || sign * (spent[i - 1] - spent[i]) >= 0);
    };
    await check(1);
    await sort(page, 'monetary').click({ modifiers: ['Shift'] });
    await page.waitForURL(/sort=segment,monetary/);
    await page.waitForFunction(() => document.querySelector('[data-testid=sort-monetary]').innerText.includes('↑2'));
    await check(-1);
    const before = await rows(page);
    await page.reload();
    await waitFor(page, 'ready');
    await page.getByTestId('customer-row').first().waitFor();
    await settled(page);
    assert.deepEqual(await rows(page), before);
    await sort(page, 'name').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=sort-name]').closest('th').ariaSort === 'ascending');
    assert.equal(await ariaSort(page, 'segment'), 'none');
  }));

  test('an address of before still sorts as it did', () => withTable(async (page) => {
    assert.equal(await ariaSort(page, 'recency'), 'ascending');
    const days = (await column(page, 'recency')).map(amount);
    assert.deepEqual(days, [...days].sort((a, b) => a - b));
  }, { more: '&sort=recency&order=up' }));

  test('columns are chosen, by the keyboard too, and are there again after a reload', () => withTable(async (page) => {
    const usual = await heads(page);
    assert.ok(!usual.includes('email') && usual.includes('cluster'));
    const choice = page.getByTestId('columns');
    await choice.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('field-show-email').waitFor();
    await page.getByTestId('field-show-email').focus();
    await page.keyboard.press('Space');
    await page.getByTestId('sort-email').waitFor();
    await page.getByTestId('field-show-cluster').uncheck();
    await page.getByTestId('sort-cluster').waitFor({ state: 'detached' });
    await page.getByTestId('field-show-active').check();
    await page.getByTestId('sort-active').waitFor();
    await page.waitForURL(/show-cluster=0/);
    await page.keyboard.press('Escape');
    assert.equal(await choice.getAttribute('open'), null, 'Escape closes it');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
    await settled(page);
    assert.ok((await column(page, 'email')).every((text) => text.includes('@')));
    assert.ok((await column(page, 'active')).some((text) => /^[\d.]+%$/.test(text)));
    const [chosen, shown] = [await heads(page), await rows(page)];
    await page.reload();
    await waitFor(page, 'ready');
    await page.getByTestId('customer-row').first().waitFor();
    await settled(page);
    assert.deepEqual(await heads(page), chosen);
    assert.deepEqual(await rows(page), shown);
    await choice.locator('summary').click();
    await page.getByTestId('columns-usual').click();
    await page.getByTestId('sort-cluster').waitFor();
    assert.deepEqual(await heads(page), usual);
    assert.doesNotMatch(page.url(), /show-/);
  }));

  test('a search is marked and counted, and can be cleared', () => withTable(async (page) => {
    const all = await page.getByTestId('filter-count').innerText();
    assert.match(all, /^600 customers$/);
    const id = (await rows(page))[3][0];
    await page.getByTestId('search').fill(id.toLowerCase());
    await page.waitForFunction((id) => document.querySelector('[data-testid=customer-row] mark')?.innerText === id, id);
    assert.match(await page.getByTestId('filter-count').innerText(), /^1 of 600 customers$/);
    await page.getByTestId('search').fill('<i>nobody');
    await page.getByTestId('clear-search').waitFor();
    assert.match(await page.getByTestId('customer-table').innerText(), /No customer matches “<i>nobody”/);
    assert.equal(await page.getByTestId('customer-row').count(), 0);
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('clear-search').click();
    await page.getByTestId('customer-row').first().waitFor();
    assert.equal(await page.getByTestId('search').inputValue(), '');
    assert.equal(await page.getByTestId('filter-count').innerText(), all);
  }));

  test('the keyboard goes from the headings through the rows to a customer, and back to the same row', () => withTable(async (page) => {
    const at = () => page.evaluate(() => {
      const row = document.activeElement.closest('tr');
      return row && Number(row.getAttribute('aria-rowindex'));
    });
    /** Whether the row with the focus is wholly in view, under the headings. */
    const isSeen = () => page.evaluate(() => {
      const [box, row] = [document.querySelector('[data-testid=customer-table]'), document.activeElement.closest('tr')].map((e) => e.getBoundingClientRect());
      const head = document.querySelector('[data-testid=customer-table] thead').getBoundingClientRect();
      return row.top >= head.bottom - 1 && row.bottom <= box.bottom + 1;
    });
    await sort(page, 'monetary').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), 2, 'the first row stands after the headings');
    for (const [key, expected] of [['ArrowDown', 3], ['ArrowUp', 2], ['ArrowUp', 2], ['End', 601], ['ArrowDown', 601], ['ArrowUp', 600], ['Home', 2]]) {
      await page.keyboard.press(key);
      assert.equal(await at(), expected, key);
      assert.ok(await isSeen(), key);
    }
    await page.keyboard.press('PageDown');
    const far = await at();
    assert.ok(far > 5 && await isSeen(), String(far));
    await page.keyboard.press('PageUp');
    assert.equal(await at(), 2);
    const table = page.getByTestId('customer-table').locator('table');
    assert.equal(await table.getAttribute('aria-rowcount'), '601');
    for (let i = 0; i < 4; i++) await page.keyboard.press('PageDown');
    await settled(page);
    const [row, id] = [await at(), await page.evaluate(() => document.activeElement.innerText)];
    await page.keyboard.press('Enter');
    await page.getByTestId('page-customer').waitFor();
    await page.getByRole('heading', { name: `Customer ${id}` }).waitFor();
    await page.getByTestId('back-to-table').click();
    await page.getByTestId('customer-row').first().waitFor();
    await page.waitForFunction((row) => document.querySelector(`[aria-rowindex="${row}"] a[tabindex="0"]`), row);
    await page.getByTestId('customer-table').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), row, 'where it was left');
  }));

  test('a row that leaves the view does not take the keyboard with it', () => withTable(async (page) => {
    const table = page.getByTestId('customer-table');
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await table.evaluate((box) => { box.scrollTop = 9_000; });
    await page.waitForFunction(() => !document.querySelector('[aria-rowindex="2"]'));
    assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'customer-table');
    await table.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const box = await table.boundingBox();
    // Wherever it is scrolled to, rows fill the box.
    for (const top of [0, 333, 12_345, 1e9, 4_000]) {
      await table.evaluate((element, top) => { element.scrollTop = top; }, top);
      for (const y of [80, box.height / 2, box.height - 60]) {
        await page.waitForFunction(([x, y]) => document.elementFromPoint(x, y)?.closest('tr')?.dataset.testid === 'customer-row',
          [box.x + 30, box.y + y], { timeout: 5_000 }).catch(() => assert.fail(`no row at ${y} when scrolled to ${top}`));
      }
    }
  }));

  test('the file is what is shown', () => withTable(async (page) => {
    await settled(page);
    const [names, shown] = [await heads(page), await rows(page)];
    const [header, ...csv] = await downloadRows(page, 'customers');
    assert.deepEqual(header, ['customer_id', ...names.slice(1)]);
    const count = Number((await page.getByTestId('filter-count').innerText()).split(' ')[0]);
    assert.equal(csv.length, count);
    const money = new Set(['monetary', 'order-value', 'value']);
    shown.forEach((row, i) => row.forEach((text, at) => {
      const saved = csv[i][at];
      if (money.has(names[at])) assert.equal(amount(text), Math.round(Number(saved) * 100) / 100, names[at]);
      else if (names[at] === 'first-order') assert.equal(new Date(`${saved}T00:00Z`).toLocaleDateString('en-GB', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }), text);
      else if (/^[\d,.]+$/.test(text)) assert.equal(amount(text), Number(saved), names[at]);
      else if (text !== '–') assert.equal(text, saved.replace(/^'/, ''), names[at]);
    }));
  }, { more: '&category=Books&sort=place,-frequency&show-first-order=1&show-order-value=1&show-place=1&show-email=1' }));
});

describe('one customer', () => {
  test('the timeline is drawn, says what it shows, and has its orders as a table', () => withTable(async (page) => {
    const [id, orders] = [(await rows(page))[0][0], (await column(page, 'frequency'))[0]];
    await page.getByRole('link', { name: id, exact: true }).click();
    await page.getByTestId('page-customer').waitFor();
    const chart = await drawn(page, 'customer-timeline');
    assert.equal(await chart.locator('.chart-problem').count(), 0);
    assert.match(await chart.locator('.panel-note').innerText(), new RegExp(`^${orders} orders within .* came to `));
    assert.equal(await chart.locator('.scatterlayer .trace').count(), 3, 'orders, what was spent so far, what is due');
    await chart.getByText('Show as table').click();
    // What is folded is built when it is opened.
    await chart.locator('tbody tr').first().waitFor();
    assert.equal(await chart.locator('tbody tr').count(), Number(orders));
    await chart.getByText('How is this computed?').click();
    assert.match(await chart.innerText(), /usual days between orders/);
  }));

  test('products can be sorted; what they like, what to expect and what to offer are there', () => withTable(async (page) => {
    await page.getByTestId('customer-row').first().getByRole('link').click();
    const products = page.getByTestId('customer-products');
    await products.waitFor();
    const spent = async () => {
      const at = (await products.locator('thead th').allInnerTexts()).findIndex((text) => text.startsWith('Spent'));
      return (await products.getByTestId('product-row').evaluateAll((found, at) => found.map((row) => row.children[at].innerText), at)).map(amount);
    };
    const most = await spent();
    assert.deepEqual(most, [...most].sort((a, b) => b - a));
    await products.getByRole('button', { name: /^Spent/ }).click();
    await page.waitForURL(/products=spent/);
    await page.waitForFunction((most) => document.querySelector('[data-testid=product-row]:last-of-type').innerText.includes(most), String(Math.floor(most[0])).slice(-3));
    const least = await spent();
    assert.deepEqual(least, [...least].sort((a, b) => a - b));
    for (const name of ['likes', 'customer-value', 'offers']) assert.ok(await page.getByTestId(name).isVisible(), name);
    assert.match(await page.getByTestId('page-customer').innerText(), /of 5 points[\s\S]*Likely still active/);
  }));

  test('leads to those before and after, and back to the table as it was', () => withTable(async (page) => {
    await settled(page);
    const address = page.url();
    const ids = (await rows(page)).map((row) => row[0]);
    await page.getByRole('link', { name: ids[0], exact: true }).click();
    const title = (id) => page.getByRole('heading', { name: `Customer ${id}` }).waitFor();
    await title(ids[0]);
    assert.equal(await page.getByTestId('previous-customer').count(), 0, 'nobody stands before the first one');
    await page.getByTestId('next-customer').click();
    await title(ids[1]);
    await page.getByTestId('next-customer').click();
    await title(ids[2]);
    await page.getByTestId('previous-customer').click();
    await title(ids[1]);
    assert.match(await page.getByTestId('neighbours').innerText(), /^2 of \d+ in the table/);
    await page.getByTestId('back-to-table').click();
    await page.getByTestId('customer-row').first().waitFor();
    assert.equal(page.url(), address);
  }, { more: '&q=an&segment=Loyal&sort=cluster,recency&show-email=1' }));
});

describe('for everybody', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing, ${colorScheme}`, () => withTable(async (page) => {
      await settled(page);
      assert.deepEqual(await axe(page), []);
      await page.getByTestId('columns').locator('summary').click();
      await page.getByTestId('field-show-email').waitFor();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press('Escape');
      await page.getByTestId('search').fill('an');
      await page.locator('mark').first().waitFor();
      assert.deepEqual(await axe(page), []);
      await page.getByTestId('customer-row').first().getByRole('link').click();
      await page.getByTestId('customer-products').waitFor();
      await drawn(page, 'customer-timeline');
      assert.deepEqual(await axe(page), []);
    }, { options: { colorScheme } }));
  }

  for (const width of [360, 768, 1280, 2560]) {
    test(`nothing is wider than the page at ${width} px, and the identifier stays`, () => withTable(async (page) => {
      await settled(page);
      assert.ok(await fits(page));
      const box = page.getByTestId('customer-table');
      const [before, after] = await box.evaluate((element) => {
        const left = () => element.querySelector('tbody a').getBoundingClientRect().left;
        const before = left();
        element.scrollLeft = 500;
        return [before, left()];
      });
      assert.equal(after, before, 'the first column is pinned');
      if (width === 360) assert.ok(await box.evaluate((element) => element.scrollLeft > 100), 'the table scrolls in its own box');
      await page.getByTestId('columns').locator('summary').click();
      await page.getByTestId('field-show-email').waitFor();
      assert.ok(await fits(page));
      const choice = await page.getByTestId('columns').locator('.stack').first().boundingBox();
      assert.ok(choice.x >= 0 && choice.x + choice.width <= width, JSON.stringify(choice));
      await page.keyboard.press('Escape');
      await page.getByTestId('customer-row').first().getByRole('link').click();
      await page.getByTestId('customer-products').waitFor();
      await drawn(page, 'customer-timeline');
      assert.ok(await fits(page));
    }, { options: { viewport: { width, height: 800 } } }));
  }
});
