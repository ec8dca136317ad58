// Takes the README's screenshots with the real sample data: ./dev screenshots
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goTo, launch, openPage, root, serveSite, waitFor } from './lib.mjs';

const folder = process.env.SCREENSHOTS ?? join(root, '.github', 'screenshots');
mkdirSync(folder, { recursive: true });
const site = await serveSite();
const browser = await launch();
/** Waits until every chart in view is drawn and nothing moves any more. */
async function settled(page) {
  await page.waitForFunction(() => ![...document.querySelectorAll('section[data-testid^=chart-]')].some((chart) => {
    const box = chart.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0 && !chart.querySelector('.main-svg');
  }), null, { timeout: 20_000 });
  await page.waitForTimeout(400);
}

const page = await openPage(browser, site, { viewport: { width: 1280, height: 860 }, colorScheme: 'light', locale: 'en-GB' });
// Not the first visit.
await page.addInitScript(() => localStorage.setItem('clientele.tour', '0'));
await page.goto(site.url);
await page.getByTestId('drop-zone').waitFor();
await page.screenshot({ path: join(folder, 'start.png') });
await page.getByTestId('try-sample').click();
await waitFor(page, 'ready');
for (const name of ['overview', 'segments', 'clusters', 'recommendations']) {
  await goTo(page, name);
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await browser.close();
await site.close();
console.log(`screenshots are in ${folder}`);
