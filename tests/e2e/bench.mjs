// Time per stage and memory in headless Chromium on generated shops, nine transactions a customer, 500 products:
//   node tests/e2e/bench.mjs [--customers 1000,10000,100000]
import { readFileSync } from 'node:fs';
import { download, launch, openPage, serveSite, waitFor } from './lib.mjs';

const at = process.argv.indexOf('--customers');
const sizes = (at > 0 ? process.argv[at + 1] : '1000,10000,100000').split(',').map(Number);
const site = await serveSite();

/** Peak resident memory of the browser's renderer processes in kB, where the system tells (Linux). */
function peakRenderer(pids) {
  try {
    return Math.max(...pids.map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)));
  } catch {
    return 0;
  }
}

console.log('| customers | stage | time | peak memory of the tab |');
console.log('| ---: | --- | ---: | ---: |');
for (const customers of sizes) {
  // A fresh browser each time: cold code, as for a user's first file.
  const browser = await launch();
  const page = await openPage(browser, site);
  const session = await browser.newBrowserCDPSession();
  await page.goto(`${site.url}#/overview?source=demo&seed=42&customers=${customers}&products=500&transactions=${customers * 9}`);
  const state = await waitFor(page, ['ready', 'failed'], 600_000);
  // What runs on the page's thread after this is Plotly drawing the result.
  const tasks = await page.evaluate(() => globalThis.longTasks.map((t) => Math.round(t.ms)));
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peak = peakRenderer(processInfo.filter((p) => p.type === 'renderer').map((p) => p.id));
  await page.getByTestId('log-toggle').click();
  const log = (await download(page, 'log')).toString();
  const stages = [...log.matchAll(/ INFO ([a-z]+) Done in ([\d,]+) ms/g)].map(([, stage, ms]) => [stage, Number(ms.replaceAll(',', ''))]);
  const number = (n) => n.toLocaleString('en');
  for (const [stage, ms] of stages) console.log(`| ${number(customers)} | ${stage} | ${number(ms)} ms | |`);
  console.log(`| ${number(customers)} | ${state}; longest task of the page's thread ${Math.max(0, ...tasks)} ms | | ${number(Math.round(peak / 1024))} MB |`);
  await browser.close();
}
await site.close();
