// The page that asks what columns mean: questions answered by one click, answers side by side, what will happen before it does, what is remembered.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerAll, axe, fits, give, goTo, kpi, openQuestions, questionsLeft, ready, saved, setUp, waitFor } from './lib.mjs';

const { withPage } = await setUp();

/** A till's list: the customer stands in a column that no word explains, the pieces in one that could also be something else. */
const TILL = ['slip,who,day,what,xyzzy,Price', ...Array.from({ length: 60 }, (_, n) => {
  const order = Math.floor(n / 2);
  return `${order},C${order % 7},2025-0${1 + Math.floor(n / 20)}-1${order % 9},Tea ${n % 5},${1 + (n % 3)},${2 + (n % 5)}.50`;
}), ''].join('\n');

/** The same with a line without a customer and one with a broken date. */
const FAULTY = `${TILL}200,,2025-03-12,Tea 1,1,3.50\n201,C1,soon,Tea 1,1,3.50\n`;

/** Half of the rows have no date that can be read, the others cost nothing: none is left. */
const NEVER = `transaction_id,customer_id,product_id,purchase_date,price\n${
  Array.from({ length: 6 }, (_, n) => (n < 3 ? `T${n},C${n % 2},P1,some day ${n},10.00` : `T${n},C1,P1,2025-01-1${n},0.00`)).join('\n')}\n`;

/** Every fourth purchase has no amount. */
const WITHOUT_AMOUNTS = ['Order,Customer,Product,Order Date,Amount', ...Array.from({ length: 80 }, (_, n) => {
  const amount = n % 4 === 0 ? '' : `${2 + (n % 5)}.50`;
  return `${1001 + n},C${n % 7},Tea ${n % 5},2025-0${1 + Math.floor(n / 20)}-1${n % 9},${amount}`;
}), ''].join('\n');

/** Waits until the worker has read the files with the columns as they are chosen, and gives what it says. */
async function previewed(page) {
  await page.waitForFunction(() => {
    const panel = document.querySelector('[data-testid=mapping-preview]');
    return panel?.dataset.state === 'ready' && panel.querySelector('[data-testid=preview-account], [data-testid=preview-error]');
  });
  return page.getByTestId('preview-account').evaluate((account) => ({ ...account.dataset }));
}

async function asked(page, text = TILL, name = 'till.csv') {
  await give(page, name, text);
  await page.getByTestId('page-mapping').waitFor();
}

describe('a question', () => {
  test('is answered by one click, by the keyboard alone', async () => {
    await withPage(async (page) => {
      await asked(page);
      const before = await openQuestions(page);
      assert.ok(before >= 1, `${before} questions`);
      assert.ok(await page.getByTestId('mapping-analyse').isDisabled(), 'not before it is answered');
      assert.deepEqual(await axe(page), []);
      for (let left = before; left > 0; left -= 1) {
        await page.getByTestId('answer-0').focus();
        await page.keyboard.press('Enter');
        await questionsLeft(page, left - 1);
      }
      await page.waitForFunction(() => document.activeElement?.id === 'mapping-analyse');
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press('Enter');
      await ready(page);
      await goTo(page, 'overview');
      assert.equal(await kpi(page, 'customers'), '7');
    });
  });

  test('shows what each answer would make of the first rows, and can be opened again', async () => {
    await withPage(async (page) => {
      await asked(page);
      // The pieces: left out as proposed, or counted.
      for (let left = await openQuestions(page); !/xyzzy/.test(await page.getByTestId('question').innerText()); left -= 1) {
        await page.getByTestId('answer-0').click();
        await questionsLeft(page, left - 1);
      }
      const rows = (ix) => page.getByTestId(`answer-box-${ix}`).locator('tbody tr');
      await rows(0).nth(2).waitFor();
      await rows(1).nth(2).waitFor();
      const figures = (ix) => rows(ix).evaluateAll((rows) => rows.map((row) => row.cells[4].textContent));
      const [one, other] = [await figures(0), await figures(1)];
      assert.equal(one.length, 3);
      assert.notDeepEqual(one, other);
      assert.match(await page.getByTestId('answer-box-0').innerText(), /would count, for/);
      const before = await openQuestions(page);
      await page.getByTestId('answer-1').click();
      await questionsLeft(page, before - 1);
      const column = page.locator('[data-header=xyzzy]');
      const chosen = await column.inputValue();
      await page.getByRole('button', { name: /Change the answer to.*xyzzy/ }).click();
      await questionsLeft(page, before);
      assert.notEqual(await column.inputValue(), chosen, 'as proposed again');
    });
  });

  test('whether rows without an amount are purchases counts them, now and in the next file', async () => {
    await withPage(async (page) => {
      await asked(page, WITHOUT_AMOUNTS, 'orders.csv');
      while (!/is empty in 20 of/.test(await page.getByTestId('question').innerText())) {
        const left = await openQuestions(page);
        await page.getByTestId('answer-0').click();
        await questionsLeft(page, left - 1);
      }
      const says = (ix) => page.getByTestId(`answer-box-${ix}`).getByText(/would count/);
      assert.match(await says(0).first().innerText(), /80 would count/);
      assert.match(await says(1).first().innerText(), /60 would count/);
      await answerAll(page);
      await page.getByTestId('mapping-analyse').click();
      await ready(page);
      await goTo(page, 'data');
      const analysed = () => page.getByTestId('reconciliation-analysed').evaluate((line) => line.dataset.rows);
      await page.getByTestId('reconciliation').waitFor();
      assert.equal(await analysed(), '80');
      assert.match(await page.locator('main').innerText(), /Purchases without an amount/);
      await give(page, 'orders-2.csv', WITHOUT_AMOUNTS.replaceAll('2025-', '2026-'));
      await page.waitForFunction(() => /orders-2/.test(document.querySelector('main').innerText));
      await ready(page);
      await page.getByTestId('reconciliation').waitFor();
      assert.equal(await analysed(), '80');
    });
  });

  test('fits a phone', async () => {
    await withPage(async (page) => {
      await asked(page);
      await previewed(page);
      assert.ok(await fits(page));
      assert.deepEqual(await axe(page), []);
    }, { options: { viewport: { width: 390, height: 844 } } });
  });
});

describe('what will happen', () => {
  test('is what then happens, row for row and cent for cent', async () => {
    await withPage(async (page) => {
      await asked(page, FAULTY);
      await answerAll(page);
      const before = await previewed(page);
      assert.equal(before.whole, 'true');
      await page.getByTestId('preview-rows').locator('[data-key=no-customer], [data-key=bad-date]').first().waitFor();
      const aside = await page.getByTestId('preview-rows').locator('tr[data-key]').evaluateAll((rows) =>
        rows.map((row) => [row.dataset.key, row.cells[1].textContent]).filter(([key]) => !['gross', 'analysed'].includes(key)));
      const first = await page.getByTestId('preview-first-rows').locator('tbody tr').count();
      assert.equal(first, 8);
      await page.getByTestId('mapping-analyse').click();
      await ready(page);
      await goTo(page, 'data');
      const line = page.getByTestId('reconciliation-analysed');
      await line.waitFor();
      const after = await line.evaluate((row) => ({ ...row.dataset }));
      assert.deepEqual([before.rows, before.revenue, before.orders], [after.rows, after.amount, after.orders]);
      for (const [key, rows] of aside) {
        assert.equal(await page.getByTestId(`reconciliation-${key}`).getAttribute('data-rows'), rows, key);
      }
    });
  });

  test('follows each change', async () => {
    await withPage(async (page) => {
      await asked(page);
      await answerAll(page);
      const before = await previewed(page);
      const column = page.locator('[data-header=xyzzy]');
      await column.selectOption((await column.inputValue()) === 'quantity' ? 'unused' : 'quantity');
      await page.waitForFunction((before) => {
        const account = document.querySelector('[data-testid=preview-account]');
        return account && account.dataset.revenue !== before;
      }, before.revenue);
      const why = column.locator('xpath=ancestor::th').locator('.mapping-why');
      assert.equal(await why.textContent(), 'as you set it');
    });
  });
});

describe('what was chosen', () => {
  test('is remembered, said on both pages, and forgotten by one click', async () => {
    await withPage(async (page) => {
      await asked(page);
      await answerAll(page);
      await page.getByTestId('mapping-analyse').click();
      await ready(page);
      await give(page, 'next month.csv', TILL.replaceAll('Tea 1', 'Tea 9'));
      await page.waitForFunction(() => document.querySelector('.dataset')?.innerText.includes('next month'));
      await ready(page, 'not asked again');
      await goTo(page, 'data');
      assert.match(await page.getByTestId('columns-used').innerText(), /columns that you chose/);
      await page.getByTestId('change-columns-used').click();
      await page.getByTestId('mapping-remembered-0').waitFor();
      await page.getByTestId('mapping-forget-0').click();
      await page.waitForFunction(() => Number(document.querySelector('[data-testid=mapping-questions]')?.dataset.open) > 0);
      assert.equal(await page.getByTestId('mapping-remembered-0').count(), 0);
    });
  });
});

describe('a file that cannot be used', () => {
  test('is told with its column and three cells, and with a report to keep', async () => {
    await withPage(async (page) => {
      await give(page, 'never.csv', NEVER);
      assert.equal(await waitFor(page, ['ready', 'failed']), 'failed');
      const text = await page.getByTestId('run-error').innerText();
      assert.match(text, /never\.csv.*purchase_date.*“some day 0”, “some day 1”, “some day 2”/s);
      const file = await saved(page, page.getByTestId('save-refusal'));
      assert.equal(file.name, 'validation.json');
      const refusal = JSON.parse(file.bytes.toString());
      assert.deepEqual([refusal.error.code, refusal.files[0].name], ['no-usable-rows', 'never.csv']);
    });
  });

  test('leaves no error over the questions about the next one', async () => {
    await withPage(async (page) => {
      await give(page, 'good.csv', NEVER.replaceAll(/some day (\d)/g, '2025-01-1$1'));
      await ready(page);
      await give(page, 'never.csv', NEVER);
      assert.equal(await waitFor(page, 'failed'), 'failed');
      await page.getByTestId('run-error').waitFor();
      await asked(page);
      assert.equal(await page.getByTestId('run-error').count(), 0);
      assert.ok(!(await page.getByTestId('run-status').innerText()).includes('sales rows can be used'));
    });
  });
});
