// Files are told apart by their bytes: other files of the same name, size and time have their own figures and settings, and a kept copy
// that was damaged on disk is told and put right.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { binary, goTo, kpi, kpiIs, newFolder, ready, setUp, waitFor } from './lib.mjs';

const { site, withPage } = await setUp();

/** 400 sales of 40 customers at 5 pounds and so many pence: the files of two prices have the same length. */
function sales(pence) {
  const two = (n) => String(n).padStart(2, '0');
  const rows = Array.from({ length: 400 }, (_, n) =>
    `T${String(n).padStart(3, '0')},C${two(n % 40)},P${n % 7},2025-${two(1 + (n % 12))}-${two(1 + (n % 28))},5.${two(pence)}\n`);
  return `transaction_id,customer_id,product_id,purchase_date,price\n${rows.join('')}`;
}
const REVENUE = { a: '2200', b: '2360' };
const TEXT = { a: sales(50), b: sales(90) };

const folder = newFolder('same');
/** Writes a file into a folder of its own; all of them were last changed at the same moment. */
function onDisk(which, name, bytes) {
  mkdirSync(join(folder, which), { recursive: true });
  const path = join(folder, which, name);
  writeFileSync(path, bytes);
  utimesSync(path, 1_750_000_000, 1_750_000_000);
  return path;
}
const csv = { a: onDisk('a', 'sales.csv', TEXT.a), b: onDisk('b', 'sales.csv', TEXT.b) };
const project = Object.fromEntries(['a', 'b'].map((which) => {
  const path = join(folder, which, 'shop.clientele');
  execFileSync(binary, ['run', csv[which], '--save-project', path, '--out', join(folder, which, 'out'), '--quiet']);
  utimesSync(path, 1_750_000_000, 1_750_000_000);
  return [which, path];
}));

const kept = (page) => page.waitForFunction(() => /Kept only/.test(document.querySelector('[data-testid=kept-note]')?.textContent));
const workName = (page) => page.evaluate(() => sessionStorage.getItem('clientele.work'));
const fileInput = (page) => page.getByTestId('file-input');

/** Opens a file, and waits for its result and until it is kept. */
async function open(page, path) {
  const before = await workName(page);
  await fileInput(page).setInputFiles(path);
  await page.waitForFunction((before) => sessionStorage.getItem('clientele.work') !== before, before);
  await ready(page);
  await page.waitForFunction(() => /^\d+-\d+$/.test(sessionStorage.getItem('clientele.work')));
  await kept(page);
}

async function shows(page, which) {
  await goTo(page, 'overview');
  await kpiIs(page, 'revenue', await revenueText(which));
  assert.equal(await kpi(page, 'revenue'), await revenueText(which), which);
}
const revenueText = async (which) => `${REVENUE[which]}.00`;

/** Names of the sets that are kept. */
const sets = (page) => page.evaluate(async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('clientele');
  const names = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
});

/** Changes the bytes of the first file of the only kept set: one digit, or cut off at half. */
const damage = (page, how) => page.evaluate(async (how) => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('clientele');
  for await (const [, set] of folder.entries()) {
    const handle = await set.getFileHandle('0');
    let bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    const middle = Math.floor(bytes.length / 2);
    if (how === 'cut') bytes = bytes.slice(0, middle);
    // Of a text the first price's "5" is made "7".
    else if (how === 'digit') bytes[new TextDecoder().decode(bytes).indexOf(',5.') + 1] = 0x37;
    else bytes[middle] ^= 0x5a;
    const out = await handle.createWritable();
    await out.write(bytes);
    await out.close();
  }
}, how);

/** The page is loaded again, and says that the kept copy is damaged and what to do. */
async function reloadTellsDamage(page, name) {
  await page.reload();
  const told = page.getByTestId('files-gone');
  await told.waitFor();
  assert.equal(await told.getAttribute('data-code'), 'kept-damaged');
  assert.match(await told.innerText(), new RegExp(`copy of ${name.replace('.', '\\.')} .*damaged`));
  assert.match(await told.innerText(), /Choose the file again/);
  assert.equal(await page.getByTestId('kept-open').count(), 0, 'nothing to go on with');
}

async function setLists(page, n) {
  await goTo(page, 'settings');
  await page.getByTestId('settings-recommendations').locator('summary').click();
  const field = page.getByTestId('setting-recommendations.n');
  await field.fill(n);
  await field.press('Tab');
  await page.getByTestId('settings-use').click();
  await page.getByTestId('settings-drafts').waitFor({ state: 'detached' });
  await ready(page);
}

async function listsAre(page, n) {
  await goTo(page, 'settings');
  const field = page.getByTestId('setting-recommendations.n');
  if (!(await field.isVisible())) await page.getByTestId('settings-recommendations').locator('summary').click();
  await page.waitForFunction((n) => document.querySelector('[data-testid="setting-recommendations.n"]')?.value === n, n);
}

describe('files of the same name, size and time', () => {
  test('each have their own figures, also after a reload', () => withPage(async (page) => {
    for (const which of ['a', 'b', 'a']) {
      await open(page, csv[which]);
      await shows(page, which);
      await page.reload();
      await ready(page);
      await shows(page, which);
    }
    assert.equal((await sets(page)).length, 2, 'one set for each of the two');
    // Rows are read again from the file that is open.
    await goTo(page, 'data');
    await page.reload();
    await ready(page);
    await page.getByTestId('reconciliation-gross').waitFor();
    assert.equal(await page.getByTestId('reconciliation-gross').getAttribute('data-amount'), '2200.00');
  }));

  test('each have their own settings, and are known again', () => withPage(async (page) => {
    await open(page, csv.a);
    await setLists(page, '5');
    await open(page, csv.b);
    await listsAre(page, '3');
    await open(page, csv.a);
    await listsAre(page, '5');
    await page.goto('about:blank');
    await page.goto(site.url);
    await open(page, csv.b);
    await listsAre(page, '3');
    await open(page, csv.a);
    await listsAre(page, '5');
    await shows(page, 'a');
  }));

  test('two tabs go on with their own', () => withPage(async (page) => {
    await open(page, csv.a);
    const other = await page.context().newPage();
    await other.goto(site.url);
    await open(other, csv.b);
    for (const [tab, which] of [[page, 'a'], [other, 'b']]) {
      await tab.reload();
      await ready(tab);
      await shows(tab, which);
    }
  }));

  test('the same file, chosen again, is not worked out again', () => withPage(async (page) => {
    await open(page, csv.a);
    await open(page, csv.a);
    assert.equal((await sets(page)).length, 1);
    await page.getByTestId('log-toggle').click();
    const log = await page.getByTestId('log-panel').innerText();
    assert.ok(!/Reading sales\.csv/.test(log), log);
    await shows(page, 'a');
  }));
});

describe('projects of the same name', () => {
  test('with files of the same name, size and time have their own figures, also after a reload', () => withPage(async (page) => {
    for (const which of ['a', 'b', 'a']) {
      await open(page, project[which]);
      await shows(page, which);
      await page.reload();
      await ready(page);
      await shows(page, which);
    }
  }));
});

describe('a kept copy that was damaged on disk', () => {
  test('is told, and choosing the file again puts it right with its settings', () => withPage(async (page) => {
    await open(page, csv.a);
    await setLists(page, '5');
    await kept(page);
    const before = await sets(page);
    await damage(page, 'digit');
    await reloadTellsDamage(page, 'sales.csv');
    // It is no better for another reload, and says the same.
    await reloadTellsDamage(page, 'sales.csv');
    await open(page, csv.a);
    await shows(page, 'a');
    await page.reload();
    await ready(page);
    await shows(page, 'a');
    await listsAre(page, '5');
    assert.deepEqual(await sets(page), before);
  }));

  test('is told instead of what makes no sense in its bytes', () => withPage(async (page) => {
    const packed = onDisk('a', 'sales.csv.gz', gzipSync(TEXT.a));
    await open(page, packed);
    await damage(page, 'bits');
    await reloadTellsDamage(page, 'sales.csv.gz');
    await open(page, packed);
    await page.reload();
    await ready(page);
    await shows(page, 'a');
  }));

  test('is told when a part is missing', () => withPage(async (page) => {
    await open(page, csv.a);
    await damage(page, 'cut');
    await reloadTellsDamage(page, 'sales.csv');
    await open(page, csv.a);
    await page.reload();
    await ready(page);
    await shows(page, 'a');
  }));

  test('is put right unseen where the file is chosen again before it was read', () => withPage(async (page) => {
    await open(page, csv.a);
    await damage(page, 'digit');
    await open(page, csv.a);
    await page.reload();
    await ready(page);
    await shows(page, 'a');
  }));

  test('leaves the result that is open', () => withPage(async (page) => {
    await open(page, csv.a);
    await page.reload();
    await ready(page);
    await kept(page);
    await damage(page, 'digit');
    // Another way to read the files: they are read again.
    await goTo(page, 'settings');
    await page.getByTestId('settings-ingest').locator('summary').click();
    const field = page.getByTestId('setting-ingest.currency');
    await field.fill('GBP');
    await field.press('Tab');
    await page.getByTestId('settings-use').click();
    assert.equal(await waitFor(page, ['failed']), 'failed');
    const told = page.locator('[data-testid=run-error][data-code=kept-damaged]').first();
    await told.waitFor();
    assert.match(await told.innerText(), /Choose the file again/);
    await shows(page, 'a');
    await open(page, csv.a);
    await page.reload();
    await ready(page);
    await shows(page, 'a');
  }));
});

describe('a reload just before the page hears that files are kept', () => {
  test('brings them back', () => withPage(async (page) => {
    // What the page calls them until it has heard their name.
    const pending = [];
    await page.exposeFunction('noteName', (name) => pending.push(name));
    await page.evaluate(() => {
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (key === 'clientele.work') globalThis.noteName(value);
        return set.call(this, key, value);
      };
    });
    for (const which of ['a', 'b', 'a']) {
      await open(page, csv[which]);
    }
    const last = pending.filter((name) => name.startsWith('pending')).at(-1);
    assert.ok(last, pending.join());
    await page.evaluate((name) => sessionStorage.setItem('clientele.work', name), last);
    await page.reload();
    await ready(page);
    await shows(page, 'a');
    assert.equal(readFileSync(csv.a, 'utf8'), TEXT.a);
  }));
});
