// Every chart that the demo draws, pointed at and clicked in many places: nothing fails, and what is pointed at says something.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { drawn, root, setUp, slow } from './lib.mjs';
import { gridOf, marksOf } from './marks.mjs';

const { withDemo } = await setUp();
// Of each chart; every kind of chart in each case.
const POINTS = slow ? 6 : 20;
const FOLLOWED = slow ? 1 : 3;
// Pages with charts, as addresses say them; and what has to be pressed for one.
const PAGES = {
  overview: 'overview', segments: 'segments', clusters: 'clusters', statistics: 'statistics', value: 'value', movement: 'movement',
  'cohorts by customers': 'cohorts', 'cohorts by orders': 'cohorts?measure=orders', 'cohorts by revenue': 'cohorts?measure=revenue',
  customer: 'customers/C000041', 'tests of offers': 'recommendations?view=test', 'rules of offers': 'recommendations?view=rules',
  'worth of offers': 'recommendations?view=worth', basket: 'basket', experiments: 'experiments',
};
const PRESSED = { experiments: 'peek-ask' };
// Together they have every kind of chart.
const QUICK = ['overview', 'clusters', 'movement', 'statistics'];

const pointed = { charts: new Set(), kinds: new Set() };

/** Waits until the chart shows a label, or none. */
const labelled = (page, name, is) => page.waitForFunction(
  ([name, is]) => (document.querySelectorAll(`[data-testid=chart-${name}] .hovertext`).length > 0) === is,
  [name, is], { timeout: 3_000, polling: 20 });

/** The chart, in the middle of the window, and places in it: most on its marks, the others anywhere. */
async function places(page, name) {
  const panel = await drawn(page, name);
  await panel.locator('.chart-box').evaluate((box) => box.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const evenly = await panel.evaluate(marksOf, { most: POINTS - 4 });
  // The first ones from all over it.
  const marks = [0, 1, 2, 3, 4].flatMap((first) => evenly.filter((_, n) => n % 5 === first));
  const silent = await panel.evaluate(marksOf, { most: 4, silent: true });
  const anywhere = [...silent, ...await panel.evaluate(gridOf, POINTS - marks.length)];
  return { panel, marks, anywhere };
}

/** Waits until the chart is drawn again as it was, with its marks at these places; Plotly may list them in another order. */
async function backAt(page, name, marks) {
  const told = (list) => list.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`).sort().join();
  let last = '';
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const { panel, marks: now } = await places(page, name);
    last = told(now);
    if (last === told(marks)) return panel;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  return assert.fail(`${name} is not drawn again as it was at ${page.url()}: ${last} instead of ${told(marks)}`);
}

async function rest(page, panel, name) {
  const head = await panel.locator('h2').boundingBox();
  await page.mouse.move(head.x + 2, head.y + 2);
  await labelled(page, name, false);
}

/** Counts the clicks that plotly.js takes for marks; the page may have left the chart by then. */
const count = (panel) => panel.evaluate((panel) => {
  globalThis.clicks = 0;
  panel.querySelector('.js-plotly-plot').on('plotly_click', () => { globalThis.clicks += 1; });
});

/** No label that is shown is empty. */
async function saysSomething(panel, where) {
  const said = await panel.locator('.hovertext').allTextContents();
  assert.ok(said.every((text) => text.trim().length > 3 && !/%\{|undefined|NaN/.test(text)), `${where}: ${JSON.stringify(said)}`);
}

/** Takes away whoever hears of clicks, but for the count. */
async function deafen(panel) {
  await panel.evaluate((panel) => panel.querySelector('.js-plotly-plot').removeAllListeners('plotly_click'));
  await count(panel);
}

/**
 * Points at each place, and clicks there; on a mark there has to be a label that says something. The first clicks that lead away are
 * followed, and back; then the page no longer hears of them, only plotly.js.
 */
async function pointAndClick(page, name) {
  const here = page.url();
  const { marks, anywhere, ...first } = await places(page, name);
  let { panel } = first;
  assert.ok(marks.length > 0, `${name} has marks`);
  const canLead = await panel.evaluate((panel) => panel.classList.contains('is-clickable'));
  await count(panel);
  let led = 0;
  for (let n = 0; n < marks.length; n++) {
    const { x, y, kind } = marks[n];
    await rest(page, panel, name);
    await page.mouse.move(x, y, { steps: 2 });
    await labelled(page, name, true).catch(() => assert.fail(`${name}: no label at a ${kind}'s mark (${Math.round(x)}, ${Math.round(y)}); ${page.problems.join('; ')}`));
    await saysSomething(panel, `${name}, ${kind}`);
    pointed.kinds.add(kind);
    await page.mouse.down();
    // In space plotly.js sees with the next picture that it draws that a button is down.
    if (kind === 'scatter3d') await page.waitForFunction(() => globalThis.clicks > 0, null, { timeout: 10_000 });
    await page.mouse.up();
    const clicks = await page.evaluate(() => { const { clicks } = globalThis; globalThis.clicks = 0; return clicks; });
    if (!canLead || led === FOLLOWED || clicks === 0) continue;
    // Where a mark leads the worker says, or that it leads nowhere.
    const left = await page.waitForFunction((here) => location.href !== here && location.href, here, { timeout: 5_000, polling: 20 })
      .then((to) => to.jsonValue(), () => null);
    if (!left) continue;
    led += 1;
    // Not by Back: an argument of the page takes the place of the address that was.
    await page.evaluate((here) => { location.href = here; }, here);
    panel = await backAt(page, name, marks);
    await count(panel);
    if (led === FOLLOWED) await deafen(panel);
  }
  if (canLead) assert.ok(led > 0, `no click in ${name} led anywhere`);
  for (const { x, y } of anywhere) {
    await page.mouse.move(x, y, { steps: 2 });
    await saysSomething(panel, name);
    if (!canLead || led === FOLLOWED) await page.mouse.click(x, y);
  }
  await rest(page, panel, name);
  pointed.charts.add(name);
}

describe('hover and click', () => {
  for (const [label, address] of Object.entries(PAGES)) {
    test(label, { skip: !QUICK.includes(label) && slow }, () => withDemo(address, async (page) => {
      const [name] = address.split(/[?/]/);
      await page.getByTestId(address.includes('/') ? 'back-to-table' : `page-${name}`).waitFor();
      if (PRESSED[label]) await page.getByTestId(PRESSED[label]).click();
      await page.locator('.chart').first().waitFor();
      const charts = await page.locator('.chart').evaluateAll((panels) => panels.map((panel) => panel.dataset.testid.replace('chart-', '')));
      for (const chart of charts) {
        await pointAndClick(page, chart);
        assert.deepEqual(page.problems, [], chart);
      }
    }, { options: { viewport: { width: 1280, height: 1400 } } }));
  }

  // The last one: a chart that is new has to be pointed at too.
  test('no chart was left out', () => {
    const known = [...readFileSync(join(root, 'src', 'messages', 'chart.rs'), 'utf8').matchAll(/=> "([a-z0-9-]+)"/g)].map(([, name]) => name);
    assert.ok(known.length > 30);
    if (!slow) assert.deepEqual(known.filter((name) => !pointed.charts.has(name)), [], 'every chart was pointed at');
    const kinds = ['bar', 'heatmap', 'sankey', 'scatter', 'scatter3d', 'scatterpolar', 'splom'];
    assert.deepEqual([...pointed.kinds].sort(), kinds, 'every kind of trace was pointed at');
  });
});
