// What this browser keeps between visits, project files, and settings: in a real browser, with reloads, tabs, and no room.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  axe, binary, download, fits, fixtures, give, goTo, kpi, newFolder, openPage, ready, saved, setUp, status, waitFor,
} from './lib.mjs';

const cut = join(fixtures, 'online_retail_cut.csv');

const { site, browser, withPage } = await setUp();

/** Rows of a shop of so many customers. */
function shop(customers, orders = 4) {
  const lines = ['transaction_id,customer_id,product_id,purchase_date,price'];
  for (let c = 0; c < customers; c++) {
    for (let o = 0; o < orders; o++) {
      const month = String(1 + ((c + o * 3) % 12)).padStart(2, '0');
      lines.push(`T${c}-${o},C${c},P${(c * 7 + o) % 23},2025-${month}-${String(1 + ((c * 5 + o) % 28)).padStart(2, '0')},${5 + ((c + o) % 40)}.50`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const kept = (page) => page.waitForFunction(() => /Kept only/.test(document.querySelector('[data-testid=kept-note]')?.textContent));
const openPart = (page, name) => page.getByTestId(`settings-${name}`).locator('summary').click();
/** Gives the file chooser a project. */
const drop = (page, name, buffer) =>
  page.getByTestId('file-input').setInputFiles({ name, mimeType: 'application/zip', buffer });
/** Types a setting and leaves the field. */
async function type(page, name, text) {
  const field = page.getByTestId(`setting-${name}`);
  await field.fill(text);
  await field.press('Tab');
}

describe('reload', () => {
  test('brings back files, settings and page, with the same bytes', () => withPage(async (page) => {
    await page.getByTestId('file-input').setInputFiles(cut);
    await ready(page);
    const customers = await kpi(page, 'customers');
    assert.ok(Number(customers) > 0);
    await kept(page);
    await goTo(page, 'settings');
    await openPart(page, 'recommendations');
    await type(page, 'recommendations.n', '5');
    await page.getByTestId('settings-use').click();
    await page.getByTestId('settings-drafts').waitFor({ state: 'detached' });
    await ready(page);
    await goTo(page, 'recommendations');
    const before = await download(page, 'recommendations');
    assert.ok(before.toString().includes(',5,'), 'five for a customer');
    await kept(page);
    await page.reload();
    await page.getByTestId('page-recommendations').waitFor();
    await ready(page);
    assert.equal((await download(page, 'recommendations')).toString(), before.toString());
    await kept(page);
    // Settings can be changed as before the reload, and the columns looked at.
    await goTo(page, 'settings');
    await openPart(page, 'recommendations');
    assert.equal(await page.getByTestId('setting-recommendations.n').inputValue(), '5');
    await page.getByTestId('settings-reset').click();
    await ready(page);
    await page.waitForFunction(() => document.querySelector('[data-testid="setting-recommendations.n"]').value === '3');
    await page.reload();
    await ready(page);
    await openPart(page, 'recommendations');
    await page.waitForFunction(() => document.querySelector('[data-testid="setting-recommendations.n"]')?.value === '3');
    // A new tab begins with the start page, which offers them.
    await page.goto('about:blank');
    await page.goto(site.url);
    await page.getByTestId('kept-open').click();
    await page.getByTestId('page-overview').waitFor();
    await ready(page);
    assert.equal(await kpi(page, 'customers'), customers);
  }));

  test('in the middle of a run starts the same run again', () => withPage(async (page) => {
    const large = shop(9_000, 12);
    await give(page, 'large.csv', large);
    await waitFor(page, 'running');
    await kept(page);
    assert.equal(await status(page).getAttribute('data-state'), 'running', 'kept before the run has ended');
    await page.reload();
    await waitFor(page, ['running', 'ready']);
    await ready(page);
    await goTo(page, 'overview');
    assert.equal(await kpi(page, 'customers'), '9000');
  }));

  test('before the files are wholly kept asks for them, and brings back no others', () => withPage(async (page) => {
    await give(page, 'first.csv', shop(60));
    await ready(page);
    await kept(page);
    // The second file's keeping is stopped as by a full stop of the machine: the page is gone before the worker has begun.
    await page.evaluate(() => sessionStorage.setItem('clientele.work', 'pending'));
    await page.reload();
    const gone = page.getByTestId('files-gone');
    await gone.waitFor();
    assert.match(await gone.innerText(), /before your files were wholly kept/);
    await give(page, 'second.csv', shop(70));
    await ready(page);
    await goTo(page, 'overview');
    assert.equal(await kpi(page, 'customers'), '70');
  }));

  test('a half-written set of files is cleared away, and the one before stands', () => withPage(async (page) => {
    await give(page, 'first.csv', shop(60));
    await ready(page);
    await kept(page);
    const folders = () => page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('clientele');
      const names = [];
      for await (const name of folder.keys()) names.push(name);
      return names.sort();
    });
    const whole = await folders();
    await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('clientele');
      const half = await folder.getDirectoryHandle('9999999999999-1', { create: true });
      await half.getFileHandle('0', { create: true });
      await half.getFileHandle('list-1-9999999999999', { create: true });
    });
    await page.reload();
    await ready(page);
    await goTo(page, 'overview');
    assert.equal(await kpi(page, 'customers'), '60');
    await give(page, 'second.csv', shop(70));
    await ready(page);
    await page.waitForFunction(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('clientele');
      return folder.getDirectoryHandle('9999999999999-1').then(() => false, () => true);
    });
    assert.equal((await folders()).length, whole.length + 1);
  }));

  test('a list damaged on disk leads to the one before it', () => withPage(async (page) => {
    await give(page, 'first.csv', shop(60));
    await ready(page);
    await kept(page);
    await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('clientele');
      for await (const [, work] of folder.entries()) {
        const file = await work.getFileHandle('list-99-9999999999999', { create: true });
        const out = await file.createWritable();
        await out.write('00000000\n{"format": "clientele-project", "version": 1');
        await out.close();
      }
    });
    await page.reload();
    await ready(page);
    await goTo(page, 'overview');
    assert.equal(await kpi(page, 'customers'), '60');
  }));
});

describe('tabs', () => {
  test('each goes on with its own files, and a third begins with the latest', async () => {
    const first = await openPage(browser, site);
    try {
      await first.goto(site.url);
      await give(first, 'first.csv', shop(60));
      await ready(first);
      await kept(first);
      const second = await first.context().newPage();
      await second.goto(site.url);
      await give(second, 'second.csv', shop(80));
      await ready(second);
      await kept(second);
      for (const [page, customers] of [[first, '60'], [second, '80']]) {
        await page.reload();
        await ready(page);
        await goTo(page, 'overview');
        assert.equal(await kpi(page, 'customers'), customers);
      }
      const third = await first.context().newPage();
      await third.goto(`${site.url}#/overview?source=files`);
      await ready(third);
      assert.equal(await kpi(third, 'customers'), '80', 'the second one ran last');
      assert.deepEqual(first.problems, []);
    } finally {
      await first.context().close();
    }
  });

  test('with the same files and other settings, the second to change them is told that its are not kept', async () => {
    const first = await openPage(browser, site);
    try {
      await first.goto(site.url);
      await give(first, 'shop.csv', shop(60));
      await ready(first);
      await kept(first);
      const second = await first.context().newPage();
      await second.goto(`${site.url}#/settings?source=files`);
      await ready(second);
      const set = async (page, n) => {
        await page.bringToFront();
        await goTo(page, 'settings');
        await openPart(page, 'recommendations');
        await type(page, 'recommendations.n', n);
        await page.getByTestId('settings-use').click();
        await ready(page);
        await page.waitForFunction((n) => document.querySelector('[data-testid="setting-recommendations.n"]')?.value === n, n);
      };
      await set(second, '7');
      await kept(second);
      await set(first, '9');
      const told = first.locator('[data-testid=run-error][data-code=kept-other-tab]');
      await told.waitFor();
      assert.match(await told.innerText(), /other tab/i);
      // Nothing is lost: both go on with their own; what is kept is the second's.
      assert.equal(await first.getByTestId('setting-recommendations.n').inputValue(), '9');
      await second.reload();
      await ready(second);
      await openPart(second, 'recommendations');
      await second.waitForFunction(() => document.querySelector('[data-testid="setting-recommendations.n"]')?.value === '7');
    } finally {
      await first.context().close();
    }
  });
});

describe('no room', () => {
  test('a full disk is told, the work goes on, and a reload asks for the files', async () => {
    const page = await openPage(browser, site);
    try {
      await page.goto(site.url);
      const session = await page.context().newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 2_000_000 });
      await give(page, 'large.csv', shop(9_000, 12));
      await ready(page);
      const told = page.locator('[data-testid=run-error][data-code=kept-full]');
      await told.waitFor();
      assert.match(await told.innerText(), /Not kept: the browser (has no room left|allows 2 MB)/);
      assert.match(await told.innerText(), /work goes on.*project file/s);
      assert.match(await page.getByTestId('kept-note').innerText(), /Not kept/);
      await goTo(page, 'overview');
      assert.equal(await kpi(page, 'customers'), '9000');
      await page.reload();
      await page.getByTestId('files-gone').waitFor();
    } finally {
      await page.context().close();
    }
  });

  test('a browser without such a place is told in the same way', () => withPage(async (page) => {
    await give(page, 'shop.csv', shop(60));
    await ready(page);
    await page.locator('[data-testid=run-error][data-code=kept-nowhere]').waitFor();
    await goTo(page, 'overview');
    assert.equal(await kpi(page, 'customers'), '60');
    await page.reload();
    await page.getByTestId('files-gone').waitFor();
  }, {
    options: {},
    // The worker is made from fetched text: its first line takes the place away, as a private window does.
    prepare: async (page) => page.route('**/clientele-worker-*.js', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      const block = 'StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("private", "SecurityError"));\n';
      await route.fulfill({ response, body: block + text });
    }),
  }));
});

describe('project files', () => {
  test('save everything, and open in another browser and natively with the same results', async () => {
    let project;
    let lists;
    let segments;
    await withPage(async (page) => {
      await page.getByTestId('file-input').setInputFiles(cut);
      await ready(page);
      await goTo(page, 'settings');
      await openPart(page, 'recommendations');
      await type(page, 'recommendations.n', '4');
      await openPart(page, 'rfm');
      await page.getByTestId('setting-rfm.map').selectOption('six');
      await page.getByTestId('settings-use').click();
      await page.getByTestId('settings-drafts').waitFor({ state: 'detached' });
      await ready(page);
      project = await saved(page, page.getByTestId('save-project'));
      assert.equal(project.name, 'online_retail_cut.clientele');
      await goTo(page, 'recommendations');
      lists = (await download(page, 'recommendations')).toString();
      await goTo(page, 'segments');
      segments = (await download(page, 'segments')).toString();
    });
    const folder = newFolder('project');
    writeFileSync(join(folder, project.name), project.bytes);
    execFileSync(binary, ['run', join(folder, project.name), '--out', join(folder, 'out'), '--quiet']);
    assert.equal(readFileSync(join(folder, 'out', 'recommendations.csv'), 'utf8'), lists);
    assert.equal(readFileSync(join(folder, 'out', 'segments.csv'), 'utf8'), segments);
    await withPage(async (page) => {
      await drop(page, project.name, project.bytes);
      await page.getByTestId('page-overview').waitFor();
      await ready(page);
      await goTo(page, 'recommendations');
      assert.equal((await download(page, 'recommendations')).toString(), lists);
      // It is kept like any files; and what it had set can be changed on the page.
      await kept(page);
      await page.reload();
      await ready(page);
      assert.equal((await download(page, 'recommendations')).toString(), lists);
      await goTo(page, 'settings');
      const again = await saved(page, page.getByTestId('save-project'));
      assert.deepEqual(again.bytes, project.bytes, 'the same project, byte by byte');
    });
  });

  test('of the demo brings its address', async () => {
    let project;
    await withPage(async (page) => {
      await ready(page);
      await goTo(page, 'settings');
      project = await saved(page, page.getByTestId('save-project'));
    }, { hash: '#/overview?source=demo&seed=7&customers=200&transactions=1800' });
    await withPage(async (page) => {
      await drop(page, 'demo.clientele', project.bytes);
      await page.getByTestId('page-overview').waitFor();
      await ready(page);
      assert.match(page.url(), /source=demo&seed=7&customers=200&transactions=1800/);
      assert.equal(await kpi(page, 'customers'), '200');
    });
  });

  test('corrupt, newer and other files are refused in words, and what is open stays', () => withPage(async (page) => {
    const folder = newFolder('damaged');
    const file = join(folder, 'shop.clientele');
    execFileSync(binary, ['run', cut, '--save-project', file, '--out', join(folder, 'out'), '--quiet']);
    const whole = readFileSync(file);
    const { default: zlib } = await import('node:zlib');
    await page.getByTestId('try-demo').click();
    await ready(page);
    const flipped = Buffer.from(whole);
    flipped[Math.floor(whole.length / 3)] ^= 0x10;
    for (const [bytes, code, words] of [
      [whole.subarray(0, whole.length / 2), 'project-damaged', /damaged/],
      [flipped, 'project-damaged', /damaged/],
      [Buffer.from('customer_id,price\n'), 'project-not-a-project', /not a project/],
      [storedZip('manifest.json', '{"format":"clientele-project","version":3,"app_version":"9.0.0"}', zlib), 'project-too-new', /newer Clientele \(version 3/],
      [storedZip('manifest.json', '{"format":"something"}', zlib), 'project-not-a-project', /not a project/],
    ]) {
      await drop(page, 'shop.clientele', bytes);
      assert.equal(await waitFor(page, ['ready', 'failed']), 'failed', code);
      const told = page.locator(`[data-testid=run-error][data-code=${code}]`);
      await told.waitFor();
      assert.match(await told.innerText(), words);
      assert.match(await told.innerText(), /shop\.clientele/);
      await goTo(page, 'overview');
      assert.equal(await kpi(page, 'customers'), '1000', 'the demo is still there');
    }
    await drop(page, 'shop.clientele', whole);
    await ready(page);
  }));
});

/** A zip archive of one stored file. */
function storedZip(name, text, zlib) {
  const data = Buffer.from(text);
  const title = Buffer.from(name);
  const crc = zlib.crc32 ? zlib.crc32(data) : crc32(data);
  const head = (signature, rest) => {
    const buffer = Buffer.alloc(26);
    buffer.writeUInt16LE(20, 0);
    buffer.writeUInt32LE(crc, 10);
    buffer.writeUInt32LE(data.length, 14);
    buffer.writeUInt32LE(data.length, 18);
    buffer.writeUInt16LE(title.length, 22);
    const start = Buffer.alloc(4);
    start.writeUInt32LE(signature);
    return Buffer.concat([start, rest, buffer]);
  };
  const local = Buffer.concat([head(0x04034b50, Buffer.alloc(0)), title, data]);
  const made = Buffer.alloc(2);
  made.writeUInt16LE(20);
  const central = Buffer.concat([head(0x02014b50, made), Buffer.alloc(14), title]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe('erasing', () => {
  test('asks, erases everything, says what, and leaves the empty start page', () => withPage(async (page) => {
    await give(page, 'shop.csv', shop(60));
    await ready(page);
    await kept(page);
    await page.getByTestId('theme').click();
    await page.evaluate(async () => {
      localStorage.setItem('of-another-page', '1');
      await (await caches.open('clientele-test')).put('./x', new Response('x'));
    });
    await goTo(page, 'settings');
    await page.getByTestId('kept-work').waitFor();
    assert.match(await page.getByTestId('kept-works').innerText(), /shop\.csv/);
    await page.getByTestId('erase-all').click();
    await page.getByTestId('erase-keep').click();
    await page.getByTestId('erase-confirm').waitFor({ state: 'detached' });
    await page.getByTestId('erase-all').click();
    await page.getByTestId('erase-confirm').click();
    const told = page.getByTestId('erased');
    await told.waitFor();
    assert.match(await told.innerText(), /1 set of files/);
    const left = await page.evaluate(async () => {
      const names = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      const caught = await caches.keys();
      return { names, caught, local: Object.keys(localStorage), session: Object.keys(sessionStorage).filter((k) => sessionStorage[k]) };
    });
    assert.deepEqual(left, { names: [], caught: [], local: ['of-another-page'], session: [] });
    await page.reload();
    await page.getByTestId('drop-zone').waitFor();
    assert.equal(await page.getByTestId('erased').count(), 0);
    assert.equal(await page.getByTestId('kept-open').count(), 0);
    assert.equal(await page.getByTestId('files-gone').count(), 0);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['of-another-page']);
  }));
});

describe('settings', () => {
  test('are checked as they are typed, used on request, and saved and read as TOML', () => withPage(async (page) => {
    await ready(page);
    await goTo(page, 'settings');
    for (const part of ['ingest', 'rfm', 'clustering', 'recommendations', 'value', 'basket', 'generator']) await openPart(page, part);
    await type(page, 'recommendations.n', '500');
    await page.getByText('must be 1 to 100 products').waitFor();
    assert.ok(await page.getByTestId('settings-use').isDisabled());
    await type(page, 'recommendations.n', '6');
    await type(page, 'recommendations.max_per_category', 'auto');
    await type(page, 'clustering.k', '4');
    assert.ok(!/_recommendations/.test(page.url()), 'what is typed is no part of the address');
    await page.getByTestId('settings-use').click();
    await page.getByTestId('settings-drafts').waitFor({ state: 'detached' });
    await ready(page);
    const file = await saved(page, page.getByTestId('export-settings'));
    assert.equal(file.name, 'clientele-settings.toml');
    const text = file.bytes.toString();
    assert.match(text, /^n = 6$/m);
    assert.match(text, /^k = 4$/m);
    assert.match(text, /^# Products for each customer/m);
    // The address shows the same picture elsewhere.
    assert.match(decodeURIComponent(page.url()), /set=clustering\.k~4~~recommendations\.n~6~~recommendations\.max_per_category~/);
    const address = page.url().split('#')[1];
    await withPage(async (other) => {
      await ready(other);
      await goTo(other, 'settings');
      for (const part of ['recommendations', 'clustering']) await openPart(other, part);
      assert.equal(await other.getByTestId('setting-recommendations.n').inputValue(), '6');
      assert.equal(await other.getByTestId('setting-recommendations.max_per_category').inputValue(), 'auto');
      assert.equal(await other.getByTestId('setting-clustering.k').inputValue(), '4');
    }, { hash: `#${address}` });
    // Reset, and back by the file.
    await page.getByTestId('settings-reset').click();
    await page.waitForFunction(() => document.querySelector('[data-testid="setting-recommendations.n"]').value === '3');
    await ready(page);
    assert.ok(!page.url().includes('set='), page.url());
    const give = (body) => page.getByTestId('settings-import').setInputFiles({ name: 'settings.toml', mimeType: 'application/toml', buffer: Buffer.from(body) });
    await give('[recommendations]\nn = 0\n');
    await page.getByText(/recommendations\.n/).first().waitFor();
    await give(text);
    await page.getByTestId('settings-imported').waitFor();
    await page.getByTestId('settings-import-use').click();
    await page.waitForFunction(() => document.querySelector('[data-testid="setting-recommendations.n"]').value === '6');
    await ready(page);
    const again = await saved(page, page.getByTestId('export-settings'));
    assert.equal(again.bytes.toString(), text);
  }, { hash: '#/overview?source=demo&seed=42' }));

  test('the page can be read on a phone and without data', () => withPage(async (page) => {
    await goTo(page, 'settings');
    await page.getByTestId('settings-need-data').waitFor();
    assert.ok(await fits(page));
    await page.goto(`${site.url}#/settings?source=demo&seed=42`);
    await ready(page);
    for (const part of ['ingest', 'recommendations', 'generator']) await openPart(page, part);
    assert.ok(await fits(page));
    assert.deepEqual(await axe(page), []);
  }, { options: { viewport: { width: 360, height: 760 } } }));
});
