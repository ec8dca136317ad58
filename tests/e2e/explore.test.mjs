// What goes over all pages: the filter, the tour, help, audiences, overview and statistics; and that every page can be used by
// everybody: axe-core in light and dark, the whole job by keyboard alone, narrow and wide windows.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOf, assertPlain, axe, downloadRows, drawn, goTo, kpi, kpiIs, openPage, setUp, shown, slow, still, waitFor } from './lib.mjs';

const { site, browser, withPage, withDemo } = await setUp();

const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash.replaceAll('+', ' ')));

/** Everybody's segments, by customer. */
async function segments(page) {
  await goTo(page, 'segments');
  const [head, ...rows] = await downloadRows(page, 'segments');
  const at = (name) => head.indexOf(name);
  return rows.map((row) => ({ id: row[at('customer_id')], segment: row[at('segment')], spent: Number(row[at('monetary')]) }));
}

describe('overview', () => {
  test('figures with their change, sentences that agree with them, charts, what rises and falls', async () => {
    await withDemo('overview', async (page) => {
      await page.getByTestId('kpi-revenue').waitFor();
      for (const name of ['revenue', 'orders', 'customers', 'average-order', 'repeat-rate', 'active-customers']) {
        const card = page.getByTestId(`kpi-${name}`);
        assert.ok(Number(await card.getAttribute('data-value')) > 0, name);
      }
      assert.ok(await page.locator('[data-testid^=kpi-] svg').count() >= 4, 'sparklines');
      const told = await page.getByTestId('executive-summary').innerText();
      const customers = await kpi(page, 'customers');
      assert.ok(told.replaceAll(',', '').includes(customers), `${customers} customers in: ${told}`);
      for (const name of ['revenue-over-time', 'weekday-hour', 'customer-pareto', 'top-categories', 'top-places']) await drawn(page, name);
      const text = await page.getByTestId('page-overview').innerText();
      assert.match(text, /rising/i);
      assert.match(text, /falling/i);
      assertPlain(text, 'overview');
    });
  });
});

describe('the filter', () => {
  test('filters every page, stands in the address, is undone by Back, by its chip and by the button', async () => {
    await withDemo('overview', async (page) => {
      const all = await segments(page);
      const champions = all.filter((row) => row.segment === 'Champions');
      assert.ok(champions.length > 20 && champions.length < all.length);
      await goTo(page, 'overview');
      const everybody = await kpi(page, 'customers');
      await page.getByTestId('filters').locator('summary').click();
      await page.getByTestId('filter-segment').selectOption('Champions');
      await page.getByTestId('chip-segment').waitFor();
      assert.match(await hash(page), /segment=Champions/);
      await kpiIs(page, 'customers', String(champions.length));
      assert.match(await page.getByTestId('chips-count').innerText(), new RegExp(`^${champions.length} customers`));

      // The same filter stands above the other pages.
      await goTo(page, 'customers');
      await page.waitForFunction((n) => document.querySelector('[data-testid=filter-count]').textContent.includes(n), String(champions.length));
      await goTo(page, 'recommendations');
      await page.waitForFunction(() => {
        const rows = [...document.querySelectorAll('[data-testid=recommendation-row]')];
        return rows.length > 0 && rows.every((row) => row.innerText.includes('Champions'));
      });
      // Movement, rules, experiments and the report are about the same customers, and say so.
      for (const name of ['movement', 'basket', 'experiments']) {
        await goTo(page, name);
        assert.match(await page.getByTestId(`${name === 'experiments' ? 'experiment' : name}-part`).innerText(), /(within|match) the filter/);
        assert.match(await page.getByTestId('chips-count').innerText(), new RegExp(`^${champions.length} customers`));
      }
      assert.match(await page.getByTestId('experiment-part').innerText(), new RegExp(`the ${champions.length} customers`));
      await goTo(page, 'report');
      assert.match(await page.getByTestId('report-filtered').innerText(), /only about: Champions/);
      await goTo(page, 'overview');

      // A second condition; each is undone by itself.
      if (!(await page.getByTestId('filter-category').isVisible())) await page.getByTestId('filters').locator('summary').click();
      const category = await page.getByTestId('filter-category').locator('option').nth(1).getAttribute('value');
      await page.getByTestId('filter-category').selectOption(category);
      await page.getByTestId('chip-category').waitFor();
      const both = Number(await kpi(page, 'customers'));
      assert.ok(both <= champions.length);
      await page.getByTestId('filter-undo').click();
      await page.getByTestId('chip-category').waitFor({ state: 'detached' });
      await page.getByTestId('chip-segment').waitFor();
      await page.goForward();
      await page.getByTestId('chip-category').waitFor();
      await page.getByTestId('chip-segment').locator('..').getByTestId('chip-segment').click();
      await page.getByTestId('chip-segment').waitFor({ state: 'detached' });
      assert.match(await hash(page), /category=/);

      // The address is enough: in another tab it shows the same.
      const [customers, address] = [await kpi(page, 'customers'), page.url()];
      const other = await openPage(browser, site);
      await other.goto(address);
      assert.equal(await waitFor(other, 'ready'), 'ready');
      await other.getByTestId('chip-category').waitFor();
      await kpiIs(other, 'customers', customers);
      await other.context().close();

      await page.getByTestId('filter-clear').click();
      await kpiIs(page, 'customers', everybody);
      assert.ok(!/category=|segment=/.test(await hash(page)));
    });
  });

  test('is set by a click on a mark of a chart', async () => {
    await withDemo('overview', async (page) => {
      const chart = await drawn(page, 'top-categories');
      const bar = chart.locator('.bars .point path').first();
      const box = await bar.boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.getByTestId('chip-category').waitFor();
      const chip = (await page.getByTestId('chip-category').innerText()).replace(/^Bought (.*) ×$/, '$1');
      assert.match(await hash(page), new RegExp(`category=${chip.replace(/[^\w ]/g, '.')}`));
      const revenue = Number(await kpi(page, 'revenue'));
      await page.goBack();
      await page.getByTestId('chip-category').waitFor({ state: 'detached' });
      await page.waitForFunction((part) => Number(document.querySelector('[data-testid=kpi-revenue]').dataset.value) > part, revenue);
    });
  });

  test('a filter that nobody passes says so and can be taken away', async () => {
    await withDemo('overview?segment=Champions&month=1999-01', async (page) => {
      await page.getByTestId('chip-month').waitFor();
      assert.match(await page.getByTestId('chips-count').innerText(), /^0 customers/);
      for (const name of ['segments', 'value', 'statistics', 'clusters', 'movement', 'cohorts', 'customers', 'recommendations', 'basket',
        'experiments', 'audiences', 'report', 'overview']) {
        await goTo(page, name);
        await shown(page, `page-${name}`);
        const text = await page.getByTestId(`page-${name}`).innerText();
        assertPlain(text, name);
      }
      await page.getByTestId('filter-clear').click();
      await page.getByTestId('chip-month').waitFor({ state: 'detached' });
      assert.ok(Number(await kpi(page, 'customers')) > 0);
    });
  });
});

describe('statistics', () => {
  test('spreads by segment, all pairs of figures, and the unusual customers', async () => {
    await withDemo('statistics', async (page) => {
      for (const name of ['segment-recency', 'segment-frequency', 'segment-monetary', 'segment-order-value', 'pair-plot']) {
        const chart = await drawn(page, name);
        assert.ok((await chart.locator('.panel-note').innerText()).length > 20, name);
        await chart.getByText('Show as table').click();
        await chart.locator('tbody tr').nth(1).waitFor();
      }
      const outliers = page.getByTestId('outlier-row');
      assert.ok(await outliers.count() > 0);
      await outliers.first().getByRole('link').first().click();
      await page.getByTestId('page-customer').waitFor();
    });
  });
});

describe('audiences', () => {
  test('lists for four tools hold the filtered customers, each address once', async () => {
    await withDemo('audiences?segment=Champions', async (page) => {
      const champions = new Set((await segments(page)).filter((row) => row.segment === 'Champions').map((row) => row.id));
      await goTo(page, 'audiences');
      const columns = {
        klaviyo: ['Email', 'First Name', 'Last Name', 'Customer ID', 'Segment', 'Cluster'],
        mailchimp: ['Email Address', 'First Name', 'Last Name', 'Tags'],
        meta: ['email', 'fn', 'ln', 'uid'],
        google: ['Email', 'First Name', 'Last Name', 'Country', 'Zip'],
      };
      for (const [tool, wanted] of Object.entries(columns)) {
        await page.getByTestId('field-tool').selectOption(tool);
        await page.waitForFunction((text) => document.querySelector('[data-testid=audience]').innerText.includes(text), wanted.join(', '));
        const [head, ...rows] = await downloadRows(page, 'audience');
        assert.deepEqual(head, wanted);
        assert.equal(rows.length, champions.size, tool);
        assert.equal(new Set(rows.map((row) => row[0])).size, rows.length);
        assert.ok(rows.every((row) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(row[0]) && row[0] === row[0].toLowerCase()));
        if (tool === 'klaviyo') assert.ok(rows.every((row) => champions.has(row[3]) && row[4] === 'Champions'));
        if (tool === 'mailchimp') assert.ok(rows.every((row) => row[3] === 'Champions'));
      }
    });
  });
});

describe('help', () => {
  test('the tour of the first visit goes through the pages, can be skipped for good, and be taken again', async () => {
    await withDemo('overview', async (page) => {
      const tour = page.getByTestId('tour');
      await tour.waitFor();
      const seen = [];
      for (;;) {
        seen.push(`${(await hash(page)).match(/#\/([a-z]+)/)[1]}: ${await tour.locator('h2').innerText()}`);
        const next = page.getByTestId('tour-next');
        if (!(await next.count())) break;
        const before = await tour.innerText();
        await next.click();
        await page.waitForFunction((before) => document.querySelector('[data-testid=tour]').innerText !== before, before);
      }
      assert.equal(new Set(seen).size, 6);
      assert.ok(seen.at(-1).startsWith('report: '));
      // A reload goes on where one was; once skipped it stays away.
      await page.reload();
      assert.equal(await waitFor(page, 'ready'), 'ready');
      await tour.waitFor();
      await page.getByTestId('tour-skip').click();
      await tour.waitFor({ state: 'detached' });
      await page.reload();
      assert.equal(await waitFor(page, 'ready'), 'ready');
      await goTo(page, 'segments');
      assert.equal(await tour.count(), 0);
      await goTo(page, 'help');
      await page.getByTestId('tour-start').click();
      await tour.waitFor();
      await page.getByTestId('page-overview').waitFor();
      assert.deepEqual(await axe(page), []);
    });
  });

  test('words, keys and privacy are there, and each word leads to its page', async () => {
    await withDemo('help', async (page) => {
      const words = page.getByTestId('glossary');
      assert.ok(await words.locator('dt').count() >= 20);
      assert.match(await page.getByTestId('privacy').innerText(), /no server/);
      assert.match(await page.getByTestId('keys').innerText(), /Ctrl \+ Z/);
      await words.locator('dt', { hasText: 'Lift' }).locator('xpath=following-sibling::dd[1]').getByRole('link').click();
      await page.getByTestId('page-basket').waitFor();
    });
  });
});

const PAGES = [
  'data', 'overview', 'segments', 'clusters', 'statistics', 'value', 'movement', 'cohorts', 'customers', 'customers/C000041', 'recommendations',
  'recommendations?view=settings', 'recommendations?view=rules', 'recommendations?view=test', 'recommendations?view=worth', 'basket',
  'experiments', 'audiences', 'report', 'settings', 'help',
];

/** Goes to an address and waits until the page has its words. */
async function visitPage(page, name) {
  await page.evaluate((to) => { location.hash = to; }, addressOf(name));
  const testid = name.startsWith('customers/') ? 'page-customer' : `page-${name.split('?')[0]}`;
  await shown(page, testid);
  await page.waitForFunction((testid) => document.querySelector(`[data-testid=${testid}]`).innerText.length > 150, testid);
}

describe('every page', () => {
  for (const [turn, colorScheme] of ['light', 'dark'].entries()) {
    test(`is without fault for axe-core, ${colorScheme}`, async () => {
      await withDemo('overview', async (page) => {
        const faults = [];
        // The quick run takes every second page in each.
        for (const name of PAGES.filter((_, ix) => !slow || ix % 2 === turn)) {
          await visitPage(page, name);
          // Colours fade in; a page in the middle of that is not what people read.
          await still(page);
          faults.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
        }
        await page.evaluate(() => { location.hash = '#/'; });
        await page.getByTestId('drop-zone').waitFor();
        await still(page);
        faults.push(...(await axe(page)).map((fault) => `start: ${fault}`));
        assert.deepEqual(faults, []);
      }, { options: { colorScheme } });
    });
  }

  const windows = [[360, 740], [1280, 900], ...(slow ? [] : [[640, 450], [768, 1024], [2560, 1440]])];
  test(`fits windows of ${windows.map(([width]) => width).join(', ')} pixels without scrolling sideways`, async () => {
    await withDemo('overview', async (page) => {
      const wide = [];
      // A window of 1280 pixels at 200 % has room for 640.
      for (const [width, height] of windows) {
        await page.setViewportSize({ width, height });
        for (const name of PAGES) {
          await visitPage(page, name);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (over > 0) wide.push(`${name} at ${width}: ${over} pixels too wide`);
          // Words in a column too narrow for them, one letter a line.
          const thin = await page.evaluate(() => [...document.querySelectorAll('td, th, dd, h1, h2, h3, .card-head > *')]
            .filter((box) => box.innerText.trim().length > 5 && box.checkVisibility() && box.clientWidth > 0 && box.clientWidth < 24)
            .map((box) => box.innerText.slice(0, 20)));
          if (thin.length) wide.push(`${name} at ${width}: no room for ${thin.slice(0, 3)}`);
        }
      }
      assert.deepEqual(wide, []);
    });
  });

  test('is reached and used by keyboard alone, from the start page to the saved report', async () => {
    await withPage(async (page) => {
      await page.getByTestId('drop-zone').waitFor();
      /** Presses Tab until something has the focus, and checks that the focus can be seen. */
      const tabTo = async (testid) => {
        for (let i = 0; i < 150; i++) {
          await page.keyboard.press('Tab');
          const found = await page.evaluate((testid) => {
            const active = document.activeElement;
            const style = getComputedStyle(active);
            const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
            return active.dataset?.testid === testid ? (isSeen ? 'seen' : 'hidden') : '';
          }, testid);
          if (found) return assert.equal(found, 'seen', `the focus on ${testid} shows`);
        }
        assert.fail(`Tab does not reach ${testid}`);
      };
      await tabTo('try-demo');
      await page.keyboard.press('Enter');
      assert.equal(await waitFor(page, 'ready'), 'ready');
      await tabTo('tour-skip');
      await page.keyboard.press('Enter');
      await tabTo('nav-segments').catch(async () => tabTo('nav-segments'));
      await page.keyboard.press('Enter');
      await page.getByTestId('page-segments').waitFor();
      await tabTo('export-segments');
      const [segmentsFile] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      assert.equal(segmentsFile.suggestedFilename(), 'segments.csv');
      await tabTo('filter-segment').catch(async () => {
        // Folded: open it first.
        await page.evaluate(() => document.querySelector('[data-testid=filters] summary').focus());
        await page.keyboard.press('Enter');
        await tabTo('filter-segment');
      });
      await page.keyboard.press('ArrowDown');
      await page.locator('[data-testid=chip-segment]').waitFor();
      await tabTo('filter-undo');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=chip-segment]').waitFor({ state: 'detached' });
      await tabTo('nav-report');
      await page.keyboard.press('Enter');
      await page.getByTestId('page-report').waitFor();
      await tabTo('export-pdf');
      const [report] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), page.keyboard.press('Enter')]);
      assert.equal(report.suggestedFilename(), 'report.pdf');
    });
  });
});
