// How smoothly the table of customers scrolls in headless Chromium: times between frames while it is scrolled for three seconds.
//   node tests/e2e/scroll.mjs [customers]
import { addressOf, demoOf, launch, openPage, serveSite, waitFor } from './lib.mjs';

const customers = Number(process.argv[2] ?? 100_000);
const site = await serveSite();
const browser = await launch();
const page = await openPage(browser, site);
await page.goto(site.url + addressOf('customers', demoOf(customers)));
await waitFor(page, ['ready', 'failed'], 600_000);
await page.getByTestId('customer-row').first().waitFor();
await page.waitForTimeout(2_000);

/** Scrolls so many pixels a second for three seconds; times between frames, and frames in which a row in view was still on its way. */
const scroll = (speed) => page.getByTestId('customer-table').evaluate((box, speed) => new Promise((resolve) => {
  const [from, times, started] = [box.scrollTop, [], performance.now()];
  let waiting = 0;
  let before = started;
  const step = (now) => {
    times.push(now - before);
    before = now;
    const { top, bottom } = box.getBoundingClientRect();
    const isSeen = (row) => { const r = row.getBoundingClientRect(); return r.bottom > top && r.top < bottom; };
    if ([...box.querySelectorAll('.is-waiting')].some(isSeen)) waiting += 1;
    box.scrollTop = from + speed * (now - started) / 1000;
    if (now - started < 3_000) requestAnimationFrame(step);
    else resolve({ times: times.slice(1), waiting });
  };
  requestAnimationFrame(step);
}), speed);

const whole = customers * 40;
console.log('| customers | scrolled | frames | median | 95th percentile | longest | frames with a row on its way |');
console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
for (const [name, speed] of [['as one reads', 800], ['fast', 8_000], ['through all rows', whole / 3]]) {
  await page.getByTestId('customer-table').evaluate((box) => { box.scrollTop = 0; });
  await page.waitForTimeout(500);
  const { times, waiting } = await scroll(speed);
  times.sort((a, b) => a - b);
  const at = (share) => `${times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1)} ms`;
  console.log(`| ${customers.toLocaleString('en')} | ${name} | ${times.length} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${waiting} |`);
}
// From the click to the first row in the new order.
for (const column of ['name', 'value', 'segment']) {
  const head = page.getByTestId(`sort-${column}`);
  if (await head.count() === 0) continue;
  const before = await page.getByTestId('customer-row').first().innerText();
  const started = Date.now();
  await head.click();
  await page.waitForFunction((before) => document.querySelector('[data-testid=customer-row]').innerText !== before, before);
  console.log(`sorted by ${column} after ${Date.now() - started} ms`);
}
await browser.close();
await site.close();
