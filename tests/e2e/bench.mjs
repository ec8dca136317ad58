// Time per stage and memory in headless Chromium on generated shops, nine transactions a customer, 500 products:
//   node tests/e2e/bench.mjs [--customers 1000,10000,100000]
import { readFileSync, writeFileSync } from 'node:fs';
import { addressOf, demoOf, download, launch, openPage, option, serveSite, waitFor } from './lib.mjs';

const sizes = option('--customers', '1000,10000,100000').split(',').map(Number);
const site = await serveSite();

/**
 * The most memory in kB that any of the browser's renderer processes held since the last reading; the worker lives in the page's.
 * Only Linux tells; elsewhere it is 0.
 */
function peakSinceLast(pids) {
  let peak = 0;
  for (const pid of pids) {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0));
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
    } catch {
      // The process has ended, or another system.
    }
  }
  return peak;
}

const number = (n) => n.toLocaleString('en');
const megabytes = (kb) => (kb === undefined ? 'too short to see' : kb ? `${number(Math.round(kb / 1024))} MB` : 'not measured here');

console.log('| customers | stage | time | peak memory of the tab |');
console.log('| ---: | --- | ---: | ---: |');
for (const customers of sizes) {
  // A fresh browser each time: cold code, as for a user's first file.
  const browser = await launch();
  const page = await openPage(browser, site);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  let pids = processInfo.filter((p) => p.type === 'renderer').map((p) => p.id);
  const peaks = new Map();
  let stage = null;
  await page.exposeFunction('stageChanged', (next) => {
    if (next === stage) return;
    if (stage) peaks.set(stage, peakSinceLast(pids));
    stage = next;
  });
  await page.addInitScript(() => {
    const look = () => globalThis.stageChanged(document.querySelector('[data-testid=run-status]')?.dataset.stage ?? null);
    new MutationObserver(look).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-stage'] });
  });
  await page.goto(site.url);
  await page.getByTestId('drop-zone').waitFor();
  pids = (await session.send('SystemInfo.getProcessInfo')).processInfo.filter((p) => p.type === 'renderer').map((p) => p.id);
  peakSinceLast(pids);
  await page.evaluate((hash) => { location.hash = hash; location.reload(); },
    addressOf('overview', demoOf(customers)));
  const state = await waitFor(page, ['ready', 'failed'], 600_000);
  // What runs on the page's thread after this is Plotly drawing the result.
  const tasks = await page.evaluate(() => globalThis.longTasks.map((t) => Math.round(t.ms)));
  if (stage) peaks.set(stage, peakSinceLast(pids));
  await page.getByTestId('log-toggle').click();
  const log = (await download(page, 'log')).toString();
  const stages = [...log.matchAll(/ INFO ([a-z]+) Done in ([\d,]+) ms/g)].map(([, name, ms]) => [name, Number(ms.replaceAll(',', ''))]);
  for (const [name, ms] of stages) console.log(`| ${number(customers)} | ${name} | ${number(ms)} ms | ${megabytes(peaks.get(name))} |`);
  const all = stages.reduce((sum, [, ms]) => sum + ms, 0);
  console.log(`| ${number(customers)} | all stages (${state}) | ${number(all)} ms | ${megabytes(Math.max(0, ...peaks.values()))} |`);
  console.log(`| ${number(customers)} | longest task on the page's thread | ${tasks.length ? `${Math.max(...tasks)} ms` : 'none over 50 ms'} | |`);
  await browser.close();
}
await site.close();
