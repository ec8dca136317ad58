// Experiments, in a real browser: plan, split into groups, simulate, read results.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertPlain, download, drawn, kpi, kpiIs, setUp } from './lib.mjs';

const { withDemo } = await setUp();

/** The experiments page of the demo, with its first plan. */
const withExperiments = (test) => withDemo('experiments', async (page) => {
  await page.getByTestId('plan-answer').waitFor();
  await test(page);
});

const figure = async (page, name) => Number(await kpi(page, name));

describe('experiments', () => {
  test('a plan is there at once and follows what is typed', () => withExperiments(async (page) => {
    assert.ok(await figure(page, 'base') > 0);
    for (const [name, value] of [['effect', '20'], ['base', '10']]) await page.getByTestId(`plan-${name}`).fill(value);
    await page.getByTestId('plan-ask').click();
    await kpiIs(page, 'per-variant', '3841');
    assert.equal(await figure(page, 'total-needed'), 7682);
    assert.equal(await page.getByTestId('plan-answer').getAttribute('data-warning'), 'true');
    await page.getByTestId('plan-effect').fill('lots');
    await page.getByTestId('plan-ask').click();
    await page.getByText('is no number').waitFor();
  }));

  test('customers are split into groups and their results are read', () => withExperiments(async (page) => {
    const list = (await download(page, 'assignment')).toString().trim().split('\n');
    assert.equal(list[0], 'customer_id,segment,variant');
    const rows = list.slice(1).map((line) => line.split(','));
    assert.equal(rows.length, 1000);
    assert.equal(rows.filter((row) => row[2] === 'B').length, 500);
    assert.equal((await download(page, 'assignment')).toString().trim(), list.join('\n'), 'the same seed, the same list');

    const results = ['customer_id,variant,converted,revenue'];
    const seen = { control: 0, B: 0 };
    for (const [id, , variant] of rows) {
      const converted = seen[variant]++ % 10 < (variant === 'B' ? 4 : 2);
      results.push(`${id},${variant},${converted ? 'yes' : 'no'},${converted ? 25 : 0}`);
    }
    results.push('x,B,perhaps,1');
    await page.getByTestId('results-file').setInputFiles({ name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from(results.join('\n')) });
    const answer = page.getByTestId('results-answer');
    await answer.waitFor();
    const text = await answer.innerText();
    assert.match(text, /B brings more orders than control: \+20\.00 points/);
    assert.match(text, /1 row was not used/);
    assert.match(text, /CUPED: what 1,000 customers/);
    assertPlain(text, 'the results');
    assert.deepEqual([await figure(page, 'rows-read'), await figure(page, 'rows-used'), await figure(page, 'rows-bad')], [1001, 1000, 1]);
    await page.getByTestId('results-file').setInputFiles({ name: 'r.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
    await page.getByText('no column with customers').waitFor();
  }));

  test('plays show false alarms and what would be found', () => withExperiments(async (page) => {
    await page.getByTestId('peek-ask').click();
    await page.getByTestId('peek-answer').waitFor();
    assert.ok(await figure(page, 'peeking') > 0.15);
    assert.ok(await figure(page, 'one-look') < 0.08);
    assert.ok(await figure(page, 'always-valid') < 0.05);
    const chart = await drawn(page, 'peeking');
    assert.ok(await chart.locator('svg').count() > 0);
    await page.getByTestId('simulate-effect').fill('60');
    await page.getByTestId('simulate-ask').click();
    await page.getByTestId('simulate-answer').waitFor();
    assert.match(await page.getByTestId('simulate-answer').innerText(), /If the true relative effect on the order rate were \+60\.0 %/);
  }));
});
