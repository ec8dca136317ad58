// What to offer to whom, in a real browser: settings seen before they are used, rules, tuning, the test, what it may bring.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { axe, changed, download, downloadRows, drawn, fits, ready, setUp, waitFor } from './lib.mjs';

const { withDemo } = await setUp();

/** A part of the page of the demo. */
const withOffers = (part, test, { more = '', options } = {}) => withDemo('recommendations', async (page) => {
  await page.getByTestId(`offers-${part || 'lists'}`).waitFor();
  await test(page);
}, { more: `${part && `&view=${part}`}${more}`, options });

const rows = (page) => page.getByTestId('recommendation-row').allInnerTexts();

/** Moves a slider in the page itself and gives the milliseconds until the lists have changed. */
function slide(page, name, value) {
  return page.evaluate(([name, value]) => new Promise((resolve, reject) => {
    const lists = document.querySelector('[data-testid=offers-preview]');
    const slider = document.querySelector(`[data-testid=offer-${name}]`);
    const before = lists.innerText;
    const started = performance.now();
    const watch = new MutationObserver(() => {
      if (lists.innerText !== before) {
        watch.disconnect();
        resolve(performance.now() - started);
      }
    });
    watch.observe(lists, { childList: true, subtree: true, characterData: true });
    setTimeout(() => reject(new Error(`the lists did not change with ${name}`)), 10_000);
    slider.value = String(value);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }), [name, value]);
}

/** Presses a button that runs again, and waits until the result is there. */
async function runWith(page, testid) {
  await page.getByTestId(testid).click();
  await page.waitForFunction(() => document.querySelector('[data-testid=run-status]').dataset.state === 'running', null, { polling: 5 })
    .catch(() => {});
  await ready(page);
}

describe('recommendations', () => {
  test('lists say why and by which rule, and are saved for mail tools', () => withOffers('', async (page) => {
    const shown = await rows(page);
    assert.equal(shown.length, 25);
    for (const row of shown) assert.match(row, /^.*% likely within \d+ days · (strong|fair|weak) evidence/s);
    const saved = await downloadRows(page, 'offers');
    assert.deepEqual(saved[0].slice(0, 6), ['customer_id', 'name', 'email', 'segment', 'offer_1', 'offer_1_id']);
    assert.equal(saved.length, 1001);
    assert.ok(shown[0].includes(saved[1][0]) && shown[0].includes(saved[1][4]), shown[0]);
    await page.getByTestId('offers-search').fill(saved[40][0]);
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=recommendation-row]').length === 1);
    assert.ok((await rows(page))[0].includes(saved[40][4]));
    await page.getByTestId('by-segment').click();
    await page.getByTestId('offers-segment').first().waitFor();
    await page.getByTestId('by-product').click();
    await page.getByTestId('offers-product').first().waitFor();
    assert.deepEqual(await axe(page), []);
  }));

  test('a moved slider changes the lists, and they can be used and reset', () => withOffers('settings', async (page) => {
    const first = (await rows(page))[0];
    assert.ok(await page.getByTestId('offers-apply').isDisabled());
    const times = [];
    for (const value of [100, 5, 90, 0]) times.push(await slide(page, 'price_affinity', value));
    times.push(await slide(page, 'seasonal', 100));
    console.log(`lists after a slider moved, 1,000 customers: ${times.map((ms) => Math.round(ms)).join(', ')} ms`);
    const seen = await rows(page);
    assert.notEqual(seen[0], first);
    assert.deepEqual(await axe(page), []);
    await runWith(page, 'offers-apply');
    await page.getByText('These settings are in use.').waitFor();
    const used = await rows(page);
    // Chances are fitted anew to the lists that are used.
    const bare = (text) => text.replaceAll(' (new)', '').replaceAll(/[\d.,<]+ ?% likely/g, '');
    assert.deepEqual(used.map(bare), seen.map(bare), 'what was shown is what they get');
    await page.reload();
    await ready(page);
    await page.getByText('These settings are in use.').waitFor();
    assert.deepEqual((await rows(page)).map(bare), seen.map(bare), 'and it is kept');
    await runWith(page, 'offers-reset');
    await page.waitForFunction((first) => document.querySelector('[data-testid=recommendation-row]').innerText === first, first);
  }));

  test('lists of ten thousand customers follow a slider', () => withOffers('settings', async (page) => {
    const times = [];
    for (const value of [100, 0, 80, 10, 60]) times.push(await slide(page, 'seasonal', value));
    console.log(`lists after a slider moved, 10,000 customers: ${times.map((ms) => Math.round(ms)).join(', ')} ms`);
  }, { more: '&customers=10000&transactions=90000' }));

  test('products are barred and put first, by name or number, and mistakes are told', () => withOffers('settings', async (page) => {
    const row = await page.getByTestId('recommendation-row').first();
    const name = (await row.locator('.cell-main').nth(1).innerText()).trim();
    const other = (await row.locator('.cell-main').nth(3).innerText()).trim();
    const type = async (field, text) => {
      await page.getByTestId(`offer-${field}`).fill(text);
      await page.getByTestId(`offer-${field}`).blur();
    };
    await changed(page, 'offers-preview', () => type('exclude', name));
    await changed(page, 'offers-preview', () => type('pin', other));
    await runWith(page, 'offers-apply');
    await page.getByText('These settings are in use.').waitFor();
    const saved = (await downloadRows(page, 'offers')).slice(1);
    assert.ok(saved.every((row) => row.filter((_, at) => at >= 4 && at % 2 === 0).every((offer) => offer !== name)), 'it is gone');
    assert.ok(saved.every((row) => row[4] === other), 'it stands first');
    await page.getByTestId('view-rules').click();
    const pinned = page.getByTestId('rule-done').filter({ hasText: 'Always first' });
    await pinned.waitFor();
    assert.match(await pinned.innerText(), /1 pinned/);
    await page.getByTestId('view-settings').click();
    await type('exclude', 'nothing of that name');
    await page.getByTestId('offers-problem').waitFor();
    assert.match(await page.getByTestId('offers-problem').innerText(), /no product “nothing of that name”/);
    assert.ok(await page.getByTestId('offers-apply').isDisabled());
  }));

  test('tuning shows how far it is, can be stopped, and says what it found', () => withOffers('test', async (page) => {
    // The first chart holds the page while plotly.js starts: longer than the tuning may take.
    await drawn(page, 'reliability');
    await page.getByTestId('tune').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=run-status]').dataset.state === 'running', null, { polling: 5 });
    await page.getByText(/of the tuning/).first().waitFor();
    // The worker answers meanwhile; in the page itself, as the tuning does not wait for the test.
    const meanwhile = await page.evaluate(() => new Promise((resolve) => {
      const of = (id) => document.querySelector(`[data-testid=${id}]`);
      of('view-rules').click();
      const look = () => {
        if (!of('rule-done')) return requestAnimationFrame(look);
        resolve(of('run-status').dataset.state);
        return of('cancel')?.click();
      };
      look();
    }));
    assert.equal(meanwhile, 'running');
    assert.equal(await waitFor(page, ['cancelled', 'ready']), 'cancelled');
    await page.getByTestId('view-test').click();
    await page.getByTestId('tune').waitFor();
    assert.equal(await page.getByTestId('tune-verdict').count(), 0);
    await page.getByTestId('tune').click();
    await page.getByTestId('tune-verdict').waitFor({ timeout: 240_000 });
    assert.match(await page.getByTestId('tuning').innerText(), /Does it hold on others\?/);
    assert.match((await download(page, 'tuning')).toString(), /"verdict"/);
    if (await page.getByTestId('tune-use').count()) {
      await runWith(page, 'tune-use');
      await page.getByTestId('tuning').getByText('These settings are in use.').waitFor();
    }
    // Of a shop so large that there is time to stop it.
  }, { more: '&customers=6000&transactions=54000' }));

  test('methods, chances and what it may bring are there', () => withOffers('test', async (page) => {
    assert.equal(await page.getByTestId('method-row').count(), 6);
    assert.match(await page.getByTestId('verdict').innerText(), /\d\.\d{3}/);
    const plot = await drawn(page, 'reliability');
    assert.ok(await plot.locator('svg').count() > 0);
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('view-worth').click();
    await page.getByTestId('impact-row').first().waitFor();
    const before = await page.getByTestId('impact-row').first().innerText();
    await page.getByTestId('worth-reach').fill('90');
    await page.waitForFunction((before) => document.querySelector('[data-testid=impact-row]').innerText !== before, before);
    assert.match(await page.getByTestId('assumptions').innerText(), /only an experiment can tell/);
    assert.match((await download(page, 'impact')).toString(), /"assumptions"/);
    assert.deepEqual(await axe(page), []);
  }));

  test('other settings are rehearsed on the days held back', () => withOffers('settings', async (page) => {
    await changed(page, 'offers-preview', async () => {
      await page.getByTestId('offer-n').fill('8');
      await page.getByTestId('offer-n').blur();
    });
    await page.getByTestId('replay').click();
    await page.getByTestId('replay-verdict').waitFor({ timeout: 60_000 });
    assert.equal(await page.getByTestId('replay-row').count(), 5);
  }));

  test('nothing is wider than a phone', () => withOffers('settings', async (page) => {
    for (const part of ['settings', 'rules', 'test', 'worth', 'lists']) {
      await page.getByTestId(`view-${part}`).click();
      await page.getByTestId(`offers-${part}`).waitFor();
      assert.ok(await fits(page), part);
    }
  }, { options: { viewport: { width: 360, height: 760 } } }));
});
