// Every chart that the demo draws, pointed at and clicked in many places: nothing fails, and what is pointed at says something.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { drawn, root, setUp } from './lib.mjs';
import { gridOf, marksOf } from './marks.mjs';

const { withDemo } = await setUp();
const POINTS = 20;
// Pages with charts, as addresses say them; and what has to be pressed for one.
const PAGES = {
  overview: 'overview', segments: 'segments', clusters: 'clusters', statistics: 'statistics', value: 'value', movement: 'movement',
  'cohorts by customers': 'cohorts', 'cohorts by orders': 'cohorts?measure=orders', 'cohorts by revenue': 'cohorts?measure=revenue',
  customer: 'customers/C000041', 'tests of offers': 'recommendations?view=test', 'rules of offers': 'recommendations?view=rules',
  'worth of offers': 'recommendations?view=worth', basket: 'basket', experiments: 'experiments',
};
const PRESSED = { experiments: 'peek-ask' };

const pointed = { charts: new Set(), kinds: new Set() };

/** What the labels of a chart say now. */
const labelsIn = (panel) => panel.locator('.hoverlayer .hovertext').allTextContents();

/** Waits until the chart shows a label, or none. */
const labelled = (page, name, is) => page.waitForFunction(
  ([name, is]) => (document.querySelectorAll(`[data-testid=chart-${name}] .hoverlayer .hovertext`).length > 0) === is,
  [name, is], { timeout: 3_000, polling: 20 });

/** The chart, in the middle of the window, and places in it: most on its marks, the others anywhere. */
async function places(page, name) {
  const panel = await drawn(page, name);
  await panel.locator('.chart-box').evaluate((box) => box.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const marks = await panel.evaluate(marksOf, POINTS - 4);
  const anywhere = await panel.evaluate(gridOf, POINTS - marks.length);
  return { panel, marks, anywhere };
}

async function rest(page, panel, name) {
  const head = await panel.locator('h2').boundingBox();
  await page.mouse.move(head.x + 2, head.y + 2);
  await labelled(page, name, false);
}

/** Points at each place; on a mark there has to be a label that says something. */
async function pointAt(page, name) {
  const { panel, marks, anywhere } = await places(page, name);
  assert.ok(marks.length > 0, `${name} has marks`);
  for (const { x, y, kind } of marks) {
    await rest(page, panel, name);
    await page.mouse.move(x, y, { steps: 2 });
    await labelled(page, name, true).catch(() => assert.fail(`${name}: no label at a ${kind}'s mark (${Math.round(x)}, ${Math.round(y)}); ${page.problems.join('; ')}`));
    const said = await labelsIn(panel);
    assert.ok(said.every((text) => text.trim().length > 3 && !/%\{|undefined|NaN/.test(text)), `${name}, ${kind}: ${JSON.stringify(said)}`);
    pointed.kinds.add(kind);
  }
  for (const { x, y } of anywhere) await page.mouse.move(x, y, { steps: 2 });
  await rest(page, panel, name);
  pointed.charts.add(name);
}

/** Clicks at each place. Where a click leads away, one goes back. */
async function clickAt(page, name) {
  const here = page.url();
  const canLead = await page.getByTestId(`chart-${name}`).evaluate((panel) => panel.classList.contains('is-clickable'));
  let { marks, anywhere } = await places(page, name);
  let led = 0;
  for (let n = 0; n < marks.length + anywhere.length; n++) {
    const { x, y } = [...marks, ...anywhere][n];
    await page.mouse.move(x, y, { steps: 2 });
    await page.mouse.click(x, y);
    if (!canLead) continue;
    const left = await page.waitForFunction((here) => location.href !== here, here, { timeout: 250, polling: 20 }).catch(() => null);
    if (!left) continue;
    led += 1;
    await page.goBack();
    await page.waitForFunction((here) => location.href === here, here);
    ({ marks, anywhere } = await places(page, name));
  }
  if (canLead) assert.ok(led > 0, `no click in ${name} led anywhere`);
}

describe('hover and click', () => {
  for (const [label, address] of Object.entries(PAGES)) {
    test(label, () => withDemo(address, async (page) => {
      const [name] = address.split(/[?/]/);
      await page.getByTestId(address.includes('/') ? 'back-to-table' : `page-${name}`).waitFor();
      if (PRESSED[label]) await page.getByTestId(PRESSED[label]).click();
      await page.locator('.chart').first().waitFor();
      const charts = await page.locator('.chart').evaluateAll((panels) => panels.map((panel) => panel.dataset.testid.replace('chart-', '')));
      for (const chart of charts) {
        const started = Date.now();
        await pointAt(page, chart);
        const between = Date.now();
        await clickAt(page, chart);
        if (process.env.HOVER_TIMES) console.log(`${chart}: pointed ${between - started} ms, clicked ${Date.now() - between} ms`);
        assert.deepEqual(page.problems, [], chart);
      }
    }, { options: { viewport: { width: 1280, height: 1400 } } }));
  }

  // The last one: a chart that is new has to be pointed at too.
  test('no chart was left out', () => {
    const known = [...readFileSync(join(root, 'src', 'chart', 'id.rs'), 'utf8').matchAll(/=> "([a-z0-9-]+)"/g)].map(([, name]) => name);
    assert.ok(known.length > 30);
    assert.deepEqual(known.filter((name) => !pointed.charts.has(name)), [], 'every chart was pointed at');
    const kinds = ['bar', 'heatmap', 'sankey', 'scatter', 'scatter3d', 'scatterpolar', 'splom'];
    assert.deepEqual([...pointed.kinds].sort(), kinds, 'every kind of trace was pointed at');
  });
});
