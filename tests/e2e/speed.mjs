// How quickly the page answers in headless Chromium, on a generated shop: a change of page, of filter, of a weight; and the longest
// tasks on the page's thread, those of plotly.js apart:
//   node tests/e2e/speed.mjs [--customers 10000] [--rounds 3]
import { demoOf, launch, openPage, option, serveSite, waitFor } from './lib.mjs';

const customers = Number(option('--customers', 10_000));
const rounds = Number(option('--rounds', 3));
const site = await serveSite();
const browser = await launch();
const page = await openPage(browser, site);
await page.addInitScript(() => {
  // Where plotly.js was at work, so that its share can be taken out of the long tasks.
  globalThis.ofPlotly = [];
  const timed = (work) => function (...given) {
    const began = performance.now();
    try {
      return work.apply(this, given);
    } finally {
      globalThis.ofPlotly.push([began, performance.now()]);
    }
  };
  let plotly;
  Object.defineProperty(globalThis, 'Plotly', {
    configurable: true,
    get: () => plotly,
    set(library) {
      plotly = library;
      for (const name of ['react', 'newPlot', 'relayout', 'restyle', 'update', 'purge', 'toImage']) library[name] = timed(library[name]);
      library.Plots.resize = timed(library.Plots.resize);
    },
  });
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      for (const script of frame.scripts) {
        if (/plotly/.test(script.sourceURL)) globalThis.ofPlotly.push([script.startTime, script.startTime + script.duration]);
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
  globalThis.ownLongTasks = () => globalThis.longTasks.map(({ start, ms }) => {
    const within = globalThis.ofPlotly.map(([from, to]) => [Math.max(from, start), Math.min(to, start + ms)]).filter(([from, to]) => to > from);
    within.sort((a, b) => a[0] - b[0]);
    let [covered, end] = [0, 0];
    for (const [from, to] of within) {
      covered += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
    return { own: ms - covered, ms, start };
  });
  // From a press until what it leads to is there and painted: what is there before a frame's painting is there after it.
  globalThis.until = (press, isThere) => new Promise((resolve, reject) => {
    const began = performance.now();
    press();
    const look = () => {
      if (isThere()) setTimeout(() => resolve(performance.now() - began));
      else if (performance.now() - began > 20_000) reject(new Error(`nothing came of ${press}`));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
});
const demo = demoOf(customers);
await page.goto(`${site.url}#/overview?${demo}`);
console.log(`${customers} customers: ${await waitFor(page, ['ready', 'failed'], 600_000)}`);
const stands = await page.evaluate(() => performance.now());
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (n) => `${Math.round(n)} ms`;
const told = (name, times) => console.log(`| ${name} | ${ms(times[0])} | ${ms(median(times))} | ${ms(Math.max(...times))} |`);
console.log('| what | first time | median | longest |\n| --- | ---: | ---: | ---: |');

/** Goes to a page by its link until its blocks are there. */
const go = (name) => page.evaluate((name) => globalThis.until(
  () => document.querySelector(`[data-testid=nav-${name}]`).click(),
  () => {
    const shown = document.querySelector(`[data-testid=page-${name}]`);
    const waits = shown && [...shown.querySelectorAll('.skeleton:not(:is(.chart-wait, .preview-wait) .skeleton)')].some((line) => line.checkVisibility());
    return shown && !waits && shown.innerText.length > 200;
  },
), name);
const names = ['segments', 'clusters', 'statistics', 'value', 'movement', 'cohorts', 'customers', 'recommendations', 'basket', 'experiments', 'audiences', 'report', 'settings', 'help', 'data', 'overview'];
const visits = new Map(names.map((name) => [name, []]));
// As between all changes.
await page.waitForTimeout(700);
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    visits.get(name).push(await go(name));
    await page.waitForTimeout(700);
  }
}
for (const [name, times] of visits) told(`page ${name}`, times);

// Each time another segment: nothing of it is known yet.
for (const name of ['overview', 'segments', 'customers', 'value', 'statistics']) {
  const times = [];
  for (const segment of ['Champions', 'At Risk', 'Hibernating', 'Loyal'].slice(0, rounds + 1)) {
    await page.evaluate(([name, demo]) => { location.hash = `#/${name}?${demo}`; }, [name, demo]);
    await page.waitForTimeout(1000);
    // Folded, it is not built.
    await page.evaluate(() => document.querySelector('[data-testid=filters]:not([open]) > summary')?.click());
    await page.getByTestId('filter-segment').waitFor();
    await page.waitForTimeout(500);
    times.push(await page.evaluate(([name, segment]) => {
      const strip = document.querySelector('[data-testid=filter-strip]');
      const body = () => document.querySelector(`[data-testid=page-${name}]`)?.innerText ?? '';
      const before = body();
      return globalThis.until(
        () => { const field = strip.querySelector('[data-testid=filter-segment]'); field.value = segment; field.dispatchEvent(new Event('change', { bubbles: true })); },
        () => strip.querySelector('[data-testid=chip-segment]') && body() !== before && body().length > 200,
      );
    }, [name, segment]));
  }
  told(`filter on ${name}`, times);
}

await page.evaluate((demo) => { location.hash = `#/recommendations?${demo}&view=settings`; }, demo);
await page.getByTestId('offers-preview').waitFor();
await page.waitForTimeout(1500);
const moved = [];
for (let round = 0; round < 2 * rounds + 1; round++) {
  moved.push(await page.evaluate((value) => {
    const slider = document.querySelector('[data-testid=offer-seasonal]');
    const preview = () => document.querySelector('[data-testid=offers-preview]').innerText;
    const before = preview();
    return globalThis.until(
      () => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); },
      () => preview() !== before,
    );
  }, String(round % 2 ? 0.1 : 1)));
  await page.waitForTimeout(600);
}
told('lists after a moved weight', moved);
// What comes after the result stands is what somebody feels who works; before it, the first frame and the program's start.
const tasks = (await page.evaluate(() => globalThis.ownLongTasks())).sort((a, b) => b.own - a.own);
const of = (some) => `${some.filter((task) => task.own > 50).length} of ${some.length} (longest ${some.slice(0, 3).map((task) => `${ms(task.own)} of ${ms(task.ms)}`).join(', ')})`;
console.log(`tasks over 50 ms outside plotly.js: before the result ${of(tasks.filter((task) => task.start < stands))}; after it ${of(tasks.filter((task) => task.start >= stands))}`);
if (page.problems.length) console.log(page.problems);
await browser.close();
await site.close();
