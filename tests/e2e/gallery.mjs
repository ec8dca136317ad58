// Pictures of every page with the demo or the real sample, to be looked at one by one: windows of 360, 768, 1280 and 2560 pixels, and 1280 at 200 %
// zoom, light and dark:
//   node tests/e2e/gallery.mjs [--folder gallery] [--windows 360,768,1280,2560,zoom] [--schemes light,dark] [--pages overview,…] [--source demo|sample]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, DEMO, launch, openPage, option, root, serveSite, waitFor } from './lib.mjs';

const source = option('--source', 'demo') === 'sample' ? 'source=sample' : DEMO;
const folder = option('--folder', join(root, 'target', 'gallery'));
const WINDOWS = {
  360: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  768: { viewport: { width: 768, height: 1024 } },
  1280: { viewport: { width: 1280, height: 900 } },
  2560: { viewport: { width: 2560, height: 1440 } },
  // Zoomed to 200 %, a window of 1280 pixels lays out as one of 640 with twice as many dots.
  zoom: { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
};
const PAGES = {
  start: '', data: 'data', overview: 'overview', filtered: 'overview?segment=Champions', segments: 'segments', clusters: 'clusters',
  statistics: 'statistics', value: 'value', movement: 'movement', cohorts: 'cohorts', customers: 'customers', customer: source === 'source=sample' ? 'customers/15291' : 'customers/C000041',
  recommendations: 'recommendations', settings_of_offers: 'recommendations?view=settings', rules: 'recommendations?view=rules',
  test: 'recommendations?view=test', worth: 'recommendations?view=worth', basket: 'basket', experiments: 'experiments', audiences: 'audiences',
  report: 'report', settings: 'settings', help: 'help',
};
const windows = option('--windows', Object.keys(WINDOWS).join(',')).split(',');
const schemes = option('--schemes', 'light,dark').split(',');
const wanted = option('--pages', Object.keys(PAGES).join(',')).split(',');
mkdirSync(folder, { recursive: true });
const site = await serveSite();
const browser = await launch();
for (const name of windows) {
  for (const colorScheme of schemes) {
    const page = await openPage(browser, site, { ...WINDOWS[name], colorScheme });
    // Not in the report's frame, which has no storage.
    await page.addInitScript(() => { if (window === window.top && !localStorage.getItem('clientele.tour')) localStorage.setItem('clientele.tour', '0'); });
    await page.goto(site.url + addressOf('overview', source));
    await waitFor(page, 'ready');
    for (const [label, to] of Object.entries(PAGES)) {
      if (!wanted.includes(label)) continue;
      await page.evaluate((to) => { location.hash = to; }, to ? addressOf(to, source) : '#/');
      await page.waitForTimeout(1200);
      // Charts are drawn when they are about to be seen.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      for (let y = 0; y < height; y += 600) {
        await page.evaluate((y) => scrollTo(0, y), y);
        await page.waitForTimeout(150);
      }
      await page.waitForFunction(() => [...document.querySelectorAll('section[data-testid^=chart-]')].every((chart) => chart.querySelector('.main-svg')), null, { timeout: 10_000 })
        .catch(() => console.log(`${label} ${name} ${colorScheme}: a chart is missing`));
      await page.waitForFunction(() => [...document.querySelectorAll('iframe')].every((frame) => 'ready' in frame.dataset), null, { timeout: 20_000 });
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `${label}-${name}-${colorScheme}.png`), fullPage: true });
    }
    if (page.problems.length) console.log(`${name} ${colorScheme}:`, page.problems);
    await page.context().close();
  }
}
await browser.close();
await site.close();
console.log(`pictures are in ${folder}`);
