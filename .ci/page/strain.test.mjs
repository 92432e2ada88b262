// The console under strain: every width, large worlds, long journals, and servers
// and worlds that go.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUSINESS, accessible, clients, fresh, gone, openConsole, row, shared, startSim, until, visible } from './rig.mjs';

const { sim, browser } = shared();
const add = (c, phone_number) => c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number }).then((r) => r.body.id);
const list = (c) => c.graph('GET', `${BUSINESS}/preverified_numbers?limit=1`);
const many = `version: 1\nname: many\nsummary: Many numbers.\nbusinesses: [{id: "${BUSINESS}", name: B, tokens: [EAAJBsimulator]}]\ngenerate: [{count: 10000, statuses: {VERIFIED: 9, NOT_VERIFIED: 1}}]\n`;
/** Waits until the page has asked for all it shows. */
const quiet = (c) => until('it is quiet', async () => {
  const before = c.seen.requests.length;
  await new Promise((done) => setTimeout(done, 300));
  return c.seen.requests.length === before;
});

describe('every width', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`no violation of axe and nothing overflows, ${colorScheme}`, async () => {
      const c = await fresh({ colorScheme });
      const id = await add(c, '15550783881');
      await c.graph('POST', `${id}/request_code`, { code_method: 'SMS', language: 'en_US' });
      await c.graph('POST', `${id}/verify_code`, { code: 'x' });
      await c.control('POST', 'numbers', { phone_number: '4915123456789', status: 'EXPIRED' });
      await c.control('POST', 'signups', { phone_numbers: ['4915123456789'], outcome: 'only_waba' });
      await c.control('POST', 'numbers', { phone_number: '33612345678', status: 'VERIFIED' });
      await c.control('POST', 'signups', { phone_numbers: ['33612345678'], outcome: 'finish' });
      await c.region('Clock').getByRole('textbox', { name: 'Advance by' }).fill('4x');
      await c.region('Clock').getByRole('button', { name: 'Advance', exact: true }).click();
      await visible(c.region('Clock').getByRole('alert'));
      await c.region('Scenario').getByRole('textbox', { name: 'Scenario YAML' }).fill('version: 2');
      await visible(c.region('Scenario').getByRole('listitem').first());
      for (const width of [1920, 1440, 1024, 360]) {
        await c.page.setViewportSize({ width, height: width === 360 ? 740 : width === 1440 ? 900 : 768 });
        for (const [what, hash] of [['the page', ''], ['a record', '#r3'], ['a comparison', '#r3,r2'], ['a number', `#number-${id}`], ['coverage', '#coverage']]) {
          if (what !== 'the page' && what !== 'a record' && width !== 1440) continue; // their parts are laid out alike
          await c.page.evaluate((h) => { location.hash = h; }, hash);
          if (hash) await until(`${what} is shown`, () => c.page.locator('#pane:not([aria-busy]) .body > *').first().isVisible());
          await accessible(c.page, `${colorScheme} ${width}, ${what}`);
          assert.equal(await c.page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0, `${width} overflows`);
        }
      }
      await c.close(/400/);
    });
  }

  test('at 1440 × 900 clock, newest code, numbers and requests are in view, and the record beside the list', async () => {
    const c = await fresh(), id = await add(c, '15550783881');
    await c.graph('POST', `${id}/request_code`, { code_method: 'SMS', language: 'en_US' });
    const { code } = await c.control('GET', `codes/latest?number_id=${id}`);
    await row(c.region('Requests'), 'meta.request_code').getByRole('button').click();
    const record = c.page.getByRole('region', { name: 'Request r2' });
    await visible(record);
    const places = [c.page.locator('#now'), c.region('Codes').getByText(code, { exact: true }), row(c.region('Numbers'), '15550783881'), row(c.region('Requests'), 'meta.request_code'), record];
    for (const place of places) {
      const b = await place.boundingBox();
      assert.ok(b.y >= 0 && b.y + b.height <= 900, JSON.stringify(b));
    }
    const a = await c.region('Requests').boundingBox(), b = await record.boundingBox();
    assert.ok(a.x + a.width <= b.x && Math.abs(a.y - b.y) < 1, 'the record covers the list');
    await c.close();
  });

  test('at 360 a row still says what, which number and why, and the record opens', async () => {
    const c = await fresh({ viewport: { width: 360, height: 740 } });
    await c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number: '12025550104' });
    const failed = row(c.region('Requests'), '500');
    for (const words of ['meta.add_number', '+1 202-555-0104', /fault magic-0104/]) {
      const b = await failed.getByText(words).boundingBox();
      assert.ok(b.x >= 0 && b.x + 100 <= 360, `${words}: ${JSON.stringify(b)}`);
    }
    await failed.getByRole('button').click();
    await c.page.getByRole('button', { name: 'Close' }).click();
    await visible(failed);
    await c.close();
  });
});

describe('large worlds', () => {
  test('10,000 numbers: the first row within 300 ms, found in the whole world, sorted, a list that grows by itself', async () => {
    const c = await fresh();
    await c.scenario(many);
    const numbers = c.region('Numbers'), times = [], floors = [];
    await c.page.addInitScript(() => {
      const look = () => (document.querySelector('#numbers tbody:not(.blank) tr') ? Object.assign(globalThis, { firstRow: performance.now() }) : requestAnimationFrame(look));
      look();
    });
    for (let i = 0; i < 4; i++) {
      await c.page.goto(`${sim().url}/livez`);
      floors.push(await c.page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd));
      await c.page.goto(`${sim().url}/_world/${c.world}/_sim/`);
      let first; // since the navigation began
      await until('there is a row', async () => (first = await c.page.evaluate(() => globalThis.firstRow)));
      times.push(first);
    }
    // A machine that takes more than 25 ms for an empty page is busy with something else.
    const most = 300 * Math.max(1, Math.min(...floors) / 25);
    assert.ok(Math.min(...times) < most, `first row after ${times.map(Math.round)} ms, an empty page ${floors.map(Math.round)} ms`);
    await visible(numbers.getByText('10,000', { exact: true }));
    const { data } = await c.control('GET', 'numbers?limit=10000'), last = data.at(-1).phone_number;
    const find = numbers.getByRole('searchbox', { name: 'Find number' });
    await find.fill(last.slice(-6));
    await visible(row(numbers, last));
    await find.fill(data.at(-1).display_phone_number.slice(3));
    await visible(row(numbers, last));
    assert.match(c.page.url(), /find=/);
    await find.fill('');
    await visible(numbers.getByText('10,000', { exact: true }));
    const scroller = numbers.getByRole('group', { name: 'List of numbers' });
    await until('it grows', () => scroller.evaluate((e) => {
      e.scrollTop = e.scrollHeight;
      return e.scrollHeight > 400 * e.querySelector('tbody:not(.blank) tr').offsetHeight;
    }));
    assert.ok((await numbers.getByRole('row').count()) < 150, 'only the rows in view exist');
    await numbers.getByRole('button', { name: 'Left' }).click();
    const [soonest] = (await c.control('GET', 'numbers?sort=expires_at&status=VERIFIED&limit=1')).data;
    await until('sorted', async () => (await numbers.getByRole('row').nth(1).innerText()).includes(soonest.phone_number));
    const { next } = await c.control('GET', 'clock');
    await visible(c.region('Clock').getByRole('button', { name: new RegExp(next[1].phone_number.slice(-4)) }).first());
    await c.close(/401/); // the icon that a browser asks the address of the floor for
  });

  test('of many signups and WABAs the newest are shown, and the older ones are not asked for again', async () => {
    const c = await fresh(), wabas = c.region('WABAs'), signUp = (name) => c.control('POST', 'signups', { outcome: 'only_waba', business: { name } });
    for (let i = 0; i < 230; i++) await signUp(`Shop ${i}`);
    for (const region of [wabas, c.region('Signups')]) await visible(region.getByText('Shop 229', { exact: true }));
    await visible(wabas.getByText('newest 100 of 230', { exact: false }));
    assert.equal(await wabas.getByText('Shop 129', { exact: true }).count(), 0);
    await signUp('Last shop');
    await visible(wabas.getByText('Last shop', { exact: true }));
    await visible(wabas.getByText('newest 100 of 231', { exact: false }));
    assert.ok(c.seen.requests.some((r) => /v1\/wabas\?.*after=/.test(r.url)));
    await c.control('POST', 'reset');
    await signUp('First shop');
    await visible(wabas.getByText('First shop', { exact: true }));
    await gone(wabas.getByText('Last shop', { exact: true }));
    await c.close(/400/);
  });

  test('an idle page asks for little, and gets less', async () => {
    const c = await fresh();
    await c.scenario(many);
    await visible(c.region('Numbers').getByText('10,000', { exact: true }));
    await quiet(c);
    let bytes = 0;
    c.page.on('response', async (r) => { bytes += (await r.body().catch(() => '')).length; });
    await new Promise((done) => setTimeout(done, 5000)); // what is measured is idle time
    assert.ok(bytes < 30_000, `${bytes} bytes in 5 s`);
    await c.close();
  });

  test('20,000 records: memory is flat, and nothing jumps', async () => {
    const c = await fresh();
    await quiet(c); // what a page draws while it loads is no jump
    const session = await c.context.newCDPSession(c.page);
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
    };
    await c.page.evaluate(() => {
      globalThis.shift = [];
      const outside = (s) => s.node && !(s.node.parentElement ?? s.node).closest?.('.scroll'); // records come in on top of the list, and a row that has gone since is no node
      new PerformanceObserver((l) => l.getEntries().forEach((e) => {
        if (!e.hadRecentInput) globalThis.shift.push(...e.sources.filter(outside).map((s) => s.node.parentElement?.outerHTML ?? 'the page'));
      })).observe({ type: 'layout-shift' });
    });
    const pour = async (n) => {
      for (let i = 0; i < n; i += 100) await Promise.all(Array.from({ length: 100 }, () => list(c)));
      await visible(row(c.region('Requests'), 'meta.list_numbers').first());
    };
    const from = c.seen.requests.length, start = Date.now();
    await pour(4000);
    const first = await heap();
    await pour(16_000);
    const last = await heap(), seconds = (Date.now() - start) / 1000;
    assert.ok(last < first + 6, `${first.toFixed(1)} MiB after 4,000 records, ${last.toFixed(1)} after 20,000`);
    assert.ok((await c.region('Requests').getByRole('row').count()) < 150);
    for (const what of ['numbers', 'codes', 'limits', 'faults', 'clock']) {
      const calls = c.seen.requests.slice(from).filter((r) => new URL(r.url).pathname.endsWith(`/v1/${what}`)).length;
      assert.ok(calls <= 4 * seconds + 4, `${calls} calls for ${what} in ${seconds} s`);
    }
    assert.deepEqual(await c.page.evaluate(() => globalThis.shift), [], 'the layout shifts');
    await c.close();
  });
});

/** Holds every list of requests back until it is let go, in the order they were asked for. */
async function holdLists(page) {
  const lists = [];
  await page.route('**/v1/requests?limit*', async (route) => {
    const response = await route.fetch();
    await new Promise((done) => lists.push(done));
    await route.fulfill({ response });
  });
  return {
    came: (n) => until(`${n} lists`, () => lists.length >= n),
    async letGo(n) {
      const shown = page.waitForResponse((r) => r.url().includes('/v1/requests?limit'));
      lists[n]();
      await (await shown).finished();
    },
  };
}

describe('races', () => {
  test('a request that comes while the list is on its way stays', async () => {
    const c = await fresh(), requests = c.region('Requests'), lists = await holdLists(c.page);
    await c.page.reload();
    await lists.came(1); // an empty one
    await list(c);
    await visible(row(requests, 'meta.list_numbers'));
    await lists.letGo(0);
    await list(c);
    await until('both are shown', async () => (await row(requests, 'meta.list_numbers').count()) === 2);
    await c.close();
  });

  test('so does one after a reset, whose id there has been', async () => {
    const c = await fresh(), requests = c.region('Requests');
    for (let i = 0; i < 3; i++) await list(c);
    await until('three are shown', async () => (await row(requests, 'meta.list_numbers').count()) === 3);
    const lists = await holdLists(c.page);
    await c.control('POST', 'reset');
    await lists.came(1);
    await add(c, '15550783881');
    await visible(row(requests, 'meta.add_number'));
    await lists.letGo(0);
    await until('only it is shown', async () => (await requests.getByRole('row').filter({ hasText: 'meta.' }).count()) === 1);
    await c.close();
  });

  test('a list of the filter before is not shown', async () => {
    const c = await fresh(), requests = c.region('Requests');
    await list(c);
    await visible(row(requests, 'meta.list_numbers'));
    const lists = await holdLists(c.page);
    await c.page.reload();
    await lists.came(1);
    await requests.getByRole('combobox', { name: 'Show' }).selectOption('Broke the contract');
    await lists.came(2);
    await lists.letGo(0);
    await lists.letGo(1);
    await visible(requests.getByText('No request fits.'));
    await c.close();
  });

  test('a long action shows that it goes on, and its failure what went wrong', async () => {
    const c = await fresh(), scenario = c.region('Scenario');
    await scenario.getByRole('combobox', { name: 'Scenario' }).selectOption('throttled');
    let go;
    const held = new Promise((done) => { go = done; });
    await c.page.route('**/v1/scenario', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      await held;
      return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({
        type: '/problems/invalid-scenario', title: 'The scenario is not valid', status: 422, detail: 'name: <b>wrong</b> (and 1 more, see errors)',
        errors: [{ path: 'name', message: 'wrong' }, { path: 'clock.at', message: 'no time', line: 3, column: 5 }] }) });
    });
    await scenario.getByRole('button', { name: 'Load', exact: true }).click();
    await visible(scenario.locator('button[aria-busy=true]'));
    go();
    await visible(scenario.getByRole('alert').filter({ hasText: 'The scenario is not valid name: <b>wrong</b>' }).filter({ hasText: 'line 3, column 5: clock.at: no time' }));
    assert.equal(await scenario.locator('button[aria-busy=true]').count(), 0);
    assert.equal(await scenario.getByRole('combobox', { name: 'Scenario' }).inputValue(), 'throttled');
    await c.close(/422/);
  });
});

describe('what goes', () => {
  test('a world that ends is not made anew by looking at it', async () => {
    const c = await fresh(), open = new Set();
    c.page.on('request', (r) => open.add(r));
    for (const end of ['requestfinished', 'requestfailed']) c.page.on(end, (r) => open.delete(r));
    c.page.on('framenavigated', () => open.clear()); // not all that the page before had asked is told of
    await c.page.addInitScript(() => {
      globalThis.rounds = []; // what the page does every other second is done when the test says so
      globalThis.setInterval = (round) => globalThis.rounds.push(round);
    });
    await c.page.reload();
    await visible(c.page.getByText('Live', { exact: true }));
    await visible(c.region('Requests').getByText('No requests yet'));
    // A question on its way would make the world anew: only the stream may be open.
    const putOff = () => c.page.evaluate(() => new Promise((done) => setTimeout(done, 600))); // as long as the page puts things off
    for (let i = 0; i < 2; i++) {
      await putOff();
      await until('all is answered', () => open.size === 1);
    }
    await clients(sim().url).control('DELETE', `worlds/${c.world}`);
    await visible(c.page.getByText(/This world has ended/));
    const asked = c.seen.requests.length;
    await c.page.evaluate(() => { for (let i = 0; i < 5; i++) globalThis.rounds.forEach((round) => round()); });
    await putOff();
    assert.deepEqual(c.seen.requests.slice(asked), []);
    assert.ok(!(await clients(sim().url).control('GET', 'worlds?limit=1000')).data.some((w) => w.name === c.world));
    await c.page.getByRole('button', { name: 'Reset' }).click();
    await visible(c.page.getByText('The world is back at its start')); // a request before that would be reset with the world
    await visible(c.page.getByText('Live', { exact: true }));
    await list(c);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.close();
  });

  test('a page in the background holds no stream, and catches up', async () => {
    const c = await fresh();
    await visible(c.region('Requests').getByText('No requests yet'));
    const hide = (hidden) => c.page.evaluate((h) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => h });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    const ended = c.page.waitForEvent('requestfailed', (r) => r.url().includes('/requests/stream'));
    await hide(true);
    await ended;
    await list(c);
    await hide(false);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.close();
  });

  test('a server that stops and comes back, this time with a token', async () => {
    let own = await startSim();
    const addr = new URL(own.url).host, c = await openConsole(browser(), own.url);
    await visible(c.page.getByText('Live', { exact: true }));
    const phone = c.region('Numbers').getByRole('textbox', { name: 'Phone number' }), addNumber = c.region('Numbers').getByRole('button', { name: 'Add number' });
    const yaml = c.region('Scenario').getByRole('textbox', { name: 'Scenario YAML' });
    await phone.fill('15550783881');
    await yaml.fill('version: 1');
    await own.stop();
    await visible(c.page.getByText('The server does not answer; trying again'));
    await addNumber.click();
    await visible(c.region('Numbers').getByRole('alert').filter({ hasText: 'The server does not answer.' }));
    own = await startSim(['--control-token', 's3cret'], addr);
    const ask = c.page.getByRole('dialog', { name: 'Control token' }), token = ask.getByLabel('Token', { exact: true });
    await visible(ask);
    await accessible(c.page, 'asking for the token');
    await token.fill('wrong');
    await ask.getByRole('button', { name: 'Use token' }).click();
    await visible(ask.getByRole('alert').filter({ hasText: 'The control token is missing or wrong' }));
    await token.fill('s3cret');
    await ask.getByRole('button', { name: 'Use token' }).click();
    await gone(ask);
    await visible(c.page.getByText('Live', { exact: true }));
    assert.equal(await c.page.getByText('The control token is missing or wrong').count(), 0, 'the old message stays');
    assert.deepEqual([await phone.inputValue(), await yaml.inputValue()], ['15550783881', 'version: 1'], 'nothing is lost');
    await addNumber.click();
    await visible(row(c.region('Numbers'), '15550783881'));
    await until('the journal is followed again', async () => {
      await list(clients(own.url));
      return row(c.region('Requests'), 'meta.list_numbers').first().isVisible();
    });
    await c.page.reload();
    await visible(row(c.region('Requests'), 'meta.list_numbers').first());
    assert.equal(await ask.isVisible(), false, 'the token is kept for the tab');
    await c.close(/ERR_|401|Failed to load/);
    await own.stop();
  });
});
