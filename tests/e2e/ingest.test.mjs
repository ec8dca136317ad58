// Taking files in: columns that are asked about, repairs, rows looked at, pasted tables.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { answerAll, axe, downloadRows, fixtures, give, goTo, kpi, newFolder, quoted, ready, saved, setUp, status, waitFor } from './lib.mjs';

const { site, withPage } = await setUp();

/** Columns whose names say nothing: customer, day, product, pieces, price of one. 24 rows that come to 12 × 10 + 12 × 5 = 180. */
const UNKNOWN = ['c1,c2,c3,c4,c5', ...Array.from({ length: 24 }, (_, i) => {
  const [pieces, price] = i % 2 ? [2, '2.50'] : [1, '10.00'];
  return `${1 + (i % 6)},2024-0${1 + (i % 5)}-1${i % 10},${['Green Tea', 'Blue Mug', 'Oak Tray'][i % 3]},${pieces},${price}`;
}), ''].join('\n');

/** A sale of 3 pieces of which 1 comes back later, one line without a customer, one with a broken date. */
const RETURNS = `order_id,customer_id,product_id,purchase_date,quantity,price
1,A,tea,2024-01-05,3,10.00
2,B,mug,2024-01-10,1,7.50
3,,mug,2024-01-11,1,7.50
4,A,tea,2024-01-20,-1,10.00
5,B,tea,not a day,1,10.00
6,C,mug,2024-02-01,2,7.50
`;

const amountOf = (page, code) => page.getByTestId(`reconciliation-${code}`).getAttribute('data-amount');

/** Waits until the analysed amount is this one: runs that follow a change are short. */
async function analysed(page, amount) {
  await page.waitForFunction((amount) => document.querySelector('[data-testid=reconciliation-analysed]')?.dataset.amount === amount, amount);
}

async function openReturns(page) {
  await give(page, 'returns.csv', RETURNS);
  await ready(page);
  await goTo(page, 'data');
  await analysed(page, '42.50');
}

describe('columns', () => {
  test('of an unknown file are asked about, chosen by keyboard, and remembered', async () => {
    await withPage(async (page) => {
      await give(page, 'unknown.csv', UNKNOWN);
      await page.getByTestId('page-mapping').waitFor();
      assert.match(page.url(), /#\/mapping/);
      const column = (n) => page.getByTestId(`mapping-column-0-${n}`);
      assert.equal(await column(1).inputValue(), 'date', 'found by its values');
      assert.deepEqual(await axe(page), []);
      // The names of the products were guessed to be customers: no customer then.
      await column(2).focus();
      await page.keyboard.type('not used');
      assert.equal(await page.getByTestId('needed-customer').getAttribute('data-state'), 'missing');
      assert.ok(await page.getByTestId('mapping-analyse').isDisabled());
      assert.deepEqual(await axe(page), []);
      for (const [n, word] of [[0, 'customer'], [2, 'product name'], [3, 'quantity']]) {
        await column(n).focus();
        await page.keyboard.type(word);
      }
      assert.deepEqual(await Promise.all([0, 2, 3].map((n) => column(n).inputValue())), ['customer-id', 'product-name', 'quantity']);
      assert.equal(await page.getByTestId('needed-customer').getAttribute('data-state'), 'met');
      await answerAll(page);
      await page.getByTestId('mapping-analyse').focus();
      await page.keyboard.press('Enter');
      await ready(page);
      await goTo(page, 'overview');
      assert.deepEqual([await kpi(page, 'revenue'), await kpi(page, 'customers')], ['180.00', '6']);

      await page.goto(site.url);
      await page.reload();
      await give(page, 'next month.csv', UNKNOWN.replace('Green Tea', 'Black Tea'));
      await ready(page, 'not asked again');
      await goTo(page, 'data');
      assert.equal(await page.getByTestId('file-0').getAttribute('data-mapped'), 'true');
      assert.match(await page.getByTestId('file-0').innerText(), /columns that you chose/);

      await page.getByTestId('change-columns-0').click();
      await page.getByTestId('page-mapping').waitFor();
      assert.equal(await column(0).inputValue(), 'customer-id');
      await column(3).selectOption({ label: 'not used' });
      await page.getByTestId('mapping-analyse').click();
      await ready(page);
      await page.getByTestId('page-data').waitFor();
      await analysed(page, '150.00');
    });
  });

  test('may lack prices: what that costs is said before and after', async () => {
    await withPage(async (page) => {
      await give(page, 'unknown.csv', UNKNOWN);
      await page.getByTestId('page-mapping').waitFor();
      await page.getByTestId('mapping-column-0-0').selectOption('customer-id');
      await page.getByTestId('mapping-column-0-4').selectOption('unused');
      assert.equal(await page.getByTestId('needed-price').getAttribute('data-state'), 'left-out');
      await answerAll(page);
      assert.match(await page.getByTestId('mapping-state').innerText(), /no money/);
      await page.getByTestId('mapping-analyse').click();
      await ready(page);
      await goTo(page, 'overview');
      await page.getByTestId('no-prices').waitFor();
      assert.equal(await kpi(page, 'customers'), '6');
      assert.equal(await page.getByTestId('kpi-revenue').count(), 0, 'no 0.00 as if it were revenue');
    });
  });

  test('a meaning chosen twice moves; another kind of file has other meanings', async () => {
    await withPage(async (page) => {
      await give(page, 'unknown.csv', UNKNOWN);
      await page.getByTestId('page-mapping').waitFor();
      const column = (n) => page.getByTestId(`mapping-column-0-${n}`);
      await column(0).selectOption('date');
      assert.deepEqual([await column(0).inputValue(), await column(1).inputValue()], ['date', 'unused']);
      await page.getByTestId('mapping-kind-0').selectOption('customers');
      assert.equal(await column(0).inputValue(), 'unused');
      assert.ok(!(await column(0).innerText()).includes('quantity'));
      assert.match(await page.getByTestId('mapping-state').innerText(), /which file holds the sales/);
      await page.getByTestId('mapping-cancel').click();
      await page.getByTestId('page-start').waitFor();
    });
  });

  test('with known names in another language are not asked about', async () => {
    await withPage(async (page) => {
      const lines = Array.from({ length: 10 }, (_, i) => `${i};k${i % 3};Käse;${10 + i}.02.2024;1;1.234,50`);
      await give(page, 'verkauf.csv', ['Bestellnummer;Kundennummer;Artikel;Datum;Menge;Preis', ...lines, ''].join('\n'));
      await ready(page);
      await goTo(page, 'overview');
      assert.equal(await kpi(page, 'revenue'), '12345.00');
    });
  });
});

describe('repairs', () => {
  test('a switch changes the revenue as computed by hand, undo brings it back', async () => {
    await withPage(async (page) => {
      await openReturns(page);
      assert.equal(await page.getByTestId('repair-net-cancellations').getAttribute('data-money'), '-10.00');
      await page.getByTestId('step-net-cancellations').focus();
      await page.keyboard.press('Space');
      await analysed(page, '52.50');
      await waitFor(page, 'ready');
      assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'step-net-cancellations', 'the focus stays');
      await page.keyboard.press('Control+z');
      await analysed(page, '42.50');
      assert.ok(await page.getByTestId('step-net-cancellations').isChecked());
      await page.keyboard.press('Control+Shift+Z');
      await analysed(page, '52.50');
      await page.getByTestId('undo').click();
      await analysed(page, '42.50');
      assert.equal(await page.getByTestId('undo').getAttribute('aria-disabled'), 'true');
    });
  });

  test('a saved recipe does the same again, stays for the next files, and can be forgotten', async () => {
    await withPage(async (page) => {
      await openReturns(page);
      await page.getByTestId('step-net-cancellations').click();
      await analysed(page, '52.50');
      const file = await saved(page, page.getByTestId('recipe-save'));
      assert.equal(file.name, 'clientele-recipe.json');
      const text = file.bytes.toString();
      assert.deepEqual([JSON.parse(text).clientele_recipe, JSON.parse(text).recipe.steps], [1, { 'net-cancellations': false }]);

      await page.goto(site.url);
      await page.reload();
      assert.match(await page.getByTestId('recipe-kept').innerText(), /Settle cancellations and returns: off/);
      await give(page, 'next month.csv', RETURNS);
      await waitFor(page, 'ready');
      await goTo(page, 'data');
      await analysed(page, '52.50');
      await page.getByTestId('recipe-forget').click();
      await analysed(page, '42.50');
      await page.getByTestId('recipe-input').setInputFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await analysed(page, '52.50');
      const newer = JSON.stringify({ ...JSON.parse(text), clientele_recipe: 99 });
      await page.getByTestId('recipe-input').setInputFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from(newer) });
      assert.match(await page.getByTestId('run-error').innerText(), /newer Clientele/);
      await analysed(page, '52.50');
    });
  });

  test('what a status means can be said', async () => {
    await withPage(async (page) => {
      const lines = Array.from({ length: 12 }, (_, i) => `${i},c${i % 4},tea,2024-01-${10 + i},1,10.00,${i % 3 ? 'completed' : 'parked'}`);
      await give(page, 'status.csv', ['order_id,customer_id,product_id,purchase_date,quantity,price,status', ...lines, ''].join('\n'));
      await waitFor(page, 'ready');
      await goTo(page, 'data');
      await analysed(page, '120.00');
      await page.locator('[data-status="parked"] select').selectOption('not-paid');
      await analysed(page, '80.00');
      assert.equal(await amountOf(page, 'not-paid'), '40.00');
    });
  });

  test('dates that can be read both ways can be turned round', async () => {
    await withPage(async (page) => {
      const lines = Array.from({ length: 9 }, (_, i) => `${i},c${i % 3},tea,0${1 + i}/0${1 + (i % 4)}/2024,1,10.00`);
      await give(page, 'dates.csv', ['order_id,customer_id,product_id,purchase_date,quantity,price', ...lines, ''].join('\n'));
      await waitFor(page, 'ready');
      await goTo(page, 'data');
      // The last day is 8 April or 1 September.
      for (const [order, month] of [['day-first', 'Apr'], ['month-first', 'Sep'], ['day-first', 'Apr']]) {
        await page.getByTestId('date-order').selectOption(order);
        await page.waitForFunction((month) => document.querySelector('.dataset').innerText.includes(month), month);
      }
    });
  });
});

describe('sales without a customer', () => {
  test('count in the shop, and are told beside what is told of customers', async () => {
    await withPage(async (page) => {
      await openReturns(page);
      const told = page.getByTestId('reconciliation-shop');
      const [analysed, shop] = [Number(await amountOf(page, 'analysed')), Number(await told.getAttribute('data-amount'))];
      assert.equal(shop - analysed, 7.5, 'the mug that nobody bought');
      assert.equal(await told.getAttribute('data-orders'), '4');
      assert.deepEqual(await axe(page), []);
      await goTo(page, 'overview');
      assert.deepEqual([await kpi(page, 'revenue'), await kpi(page, 'orders'), await kpi(page, 'customers')], [shop.toFixed(2), '4', '3']);
      const line = page.getByTestId('sales-without-customer');
      assert.equal(await line.getAttribute('data-amount'), '7.50');
      assert.match(await line.innerText(), /^7\.50 more from sales without a customer \(1 order\)\. They count in revenue/);
      assert.deepEqual(await axe(page), []);
      await goTo(page, 'customers');
      assert.match(await page.getByTestId('sales-without-customer').innerText(), /^7\.50 more from sales without a customer \(1 order\)\.$/);
      assert.deepEqual(await axe(page), []);
      // Under a filter about customers there is nobody's sale.
      await page.evaluate(() => { location.hash = '#/overview?segment=Champions'; });
      await page.waitForFunction(() => document.querySelector('[data-testid=page-overview]') && !document.querySelector('[data-testid=sales-without-customer]'));
    });
  });
});

describe('rows', () => {
  test('behind a line of the reconciliation are shown word for word, and the focus returns', async () => {
    await withPage(async (page) => {
      await openReturns(page);
      assert.deepEqual(await axe(page), []);
      await page.getByTestId('rows-no-customer').focus();
      await page.keyboard.press('Enter');
      const table = page.getByTestId('rows-table');
      await table.waitFor();
      assert.deepEqual(await table.locator('thead th').allInnerTexts(), ['Line', 'Why', 'order_id', 'customer_id', 'product_id', 'purchase_date', 'quantity', 'price']);
      const rows = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
      assert.deepEqual(rows, [['4', 'No customer', '3', '', 'mug', '2024-01-11', '1', '7.50']]);
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press('Escape');
      await table.waitFor({ state: 'hidden' });
      assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'rows-no-customer');
      await page.getByTestId('rows-analysed').click();
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=rows-table] tbody tr').length === 3);
    });
  });

  test('come fifty at a time, and the file of all rows set aside has as many as the page says', async () => {
    await withPage(async (page) => {
      await page.getByTestId('file-input').setInputFiles(join(fixtures, 'online_retail_cut.csv'));
      await waitFor(page, 'ready');
      await goTo(page, 'data');
      const total = Number(await page.getByTestId('reconciliation-gross').getAttribute('data-rows'));
      const aside = Number(await page.getByTestId('stat-rows-set-aside').getAttribute('data-value'));
      assert.ok(total > 100 && aside > 0, `${total} rows, ${aside} set aside`);
      const csv = await downloadRows(page, 'set-aside');
      assert.equal(csv.length - 1, aside);
      await page.getByTestId('rows-gross').click();
      const lines = () => page.locator('[data-testid=rows-table] tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.dataset.line)));
      await page.getByTestId('rows-table').waitFor();
      assert.deepEqual(await lines(), Array.from({ length: 50 }, (_, i) => 2 + i));
      await page.getByTestId('rows-next').click();
      await page.waitForFunction(() => document.querySelector('[data-testid=rows-table] tbody tr')?.dataset.line === '52');
      await page.getByTestId('rows-previous').click();
      await page.waitForFunction(() => document.querySelector('[data-testid=rows-table] tbody tr')?.dataset.line === '2');
      await page.getByTestId('rows-close').click();
    });
  });
});

describe('pasted tables', () => {
  const TABLE = RETURNS.replaceAll(',', '\t');

  test('through the dialog', async () => {
    await withPage(async (page) => {
      await page.getByTestId('paste-table').click();
      assert.deepEqual(await axe(page), []);
      await page.getByTestId('paste-text').fill(TABLE);
      await page.getByTestId('paste-read').click();
      await ready(page);
      await goTo(page, 'data');
      await analysed(page, '42.50');
      assert.match(await page.getByTestId('file-0').innerText(), /pasted\.csv/);
    });
  });

  test('with Ctrl+V on the start page', async () => {
    await withPage(async (page) => {
      await page.getByTestId('drop-zone').waitFor();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.evaluate((text) => navigator.clipboard.writeText(text), TABLE);
      await page.keyboard.press('Control+v');
      await ready(page);
      await goTo(page, 'data');
      await analysed(page, '42.50');
    });
  });
});

describe('what stands in files', () => {
  const NAUGHTY = [
    '<img src=x onerror="document.title=\'hacked\'">', '<script>document.title="hacked"</script>', '=cmd|\' /C calc\'!A0', '+1+1', '@SUM(1)',
    '\u202Egnp.exe', 'مرحبا بالعالم', 'zero\u200Bwidth', '🧿 nazar', "Robert'); DROP TABLE--", '{{constructor}}', 'null', 'NaN', '&lt;b&gt;',
  ];

  test('is text on every page, never markup', async () => {
    await withPage(async (page) => {
      const head = ['c1', ...NAUGHTY.slice(0, 2), 'c4', 'c5'].map(quoted).join(',');
      const lines = Array.from({ length: 42 }, (_, i) => {
        const name = NAUGHTY[i % NAUGHTY.length];
        return [quoted(name), `2024-01-${10 + (i % 20)}`, quoted(name), i % 7 ? 1 : -1, '5.00'].join(',');
      });
      await give(page, '<b>naughty</b>.csv', [head, ...lines, ''].join('\n'));
      await page.getByTestId('page-mapping').waitFor();
      const set = (n, meaning) => page.getByTestId(`mapping-column-0-${n}`).selectOption(meaning);
      await set(0, 'customer-id');
      await set(1, 'date');
      await set(2, 'product-name');
      await set(3, 'quantity');
      await set(4, 'unit-price');
      const text = await page.getByTestId('page-mapping').textContent();
      assert.ok(text.includes(NAUGHTY[0]) && text.includes(NAUGHTY[2]));
      await page.getByTestId('mapping-analyse').click();
      await ready(page);
      await goTo(page, 'data');
      await page.getByTestId('rows-gross').click();
      await page.getByTestId('rows-table').waitFor();
      const cells = await page.locator('[data-testid=rows-table] tbody tr:nth-child(-n+14) td:last-child').count();
      assert.ok(cells > 0);
      const shown = await page.getByTestId('rows-table').textContent();
      for (const name of NAUGHTY) assert.ok(shown.includes(name), name);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('img[src=x], [data-testid=page-data] b').count(), 0);
      assert.ok(!(await page.title()).includes('hacked'));
    });
  });
});

test('a demo with faulty rows shows what was wrong', async () => {
  await withPage(async (page) => {
    await page.locator('.way summary').first().click();
    await page.getByTestId('demo-dirty').fill('5');
    await page.getByTestId('demo-dirty').blur();
    await page.getByTestId('try-demo').click();
    await ready(page);
    assert.match(page.url(), /dirty=50/);
    await goTo(page, 'data');
    await page.getByTestId('reconciliation-analysed').waitFor();
    assert.ok(Number(await page.getByTestId('stat-rows-set-aside').getAttribute('data-value')) > 0);
  });
});

test('an unreadable recipe dropped on the start page says so', async () => {
  await withPage(async (page) => {
    const folder = newFolder('recipe');
    writeFileSync(join(folder, 'recipe.json'), '{"colour": 1}');
    await page.getByTestId('file-input').setInputFiles(join(folder, 'recipe.json'));
    assert.match(await page.getByTestId('run-error').innerText(), /not a recipe/);
    assert.equal(await status(page).getAttribute('data-state'), 'idle');
  });
});
