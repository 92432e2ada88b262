// The console in a real browser, found and driven by accessible names.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { BUSINESS, accessible, clients, launch, openConsole, startSim, until } from './rig.mjs';

let sim, browser;
before(async () => {
  sim = await startSim();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sim?.stop();
});

let worlds = 0;
/** A console on a world of its own, and that world's clients. */
async function fresh(options) {
  const world = `page-${++worlds}`;
  const c = await openConsole(browser, sim.url, `/_world/${world}/_sim/`, options);
  await c.page.getByText('Live', { exact: true }).waitFor();
  return { ...c, world, ...clients(sim.url, world) };
}
const text = (locator) => locator.innerText();
const visible = (locator) => locator.waitFor();
const gone = (locator) => locator.waitFor({ state: 'hidden' });
const row = (region, words) => region.getByRole('row').filter({ hasText: words });

describe('the page', () => {
  test('carries the names that tests and screen readers go by', async () => {
    const c = await fresh();
    for (const name of ['Numbers', 'Codes', 'Requests', 'Faults', 'Clock', 'Scenario', 'Limits']) await visible(c.region(name));
    await visible(c.page.getByRole('combobox', { name: 'World', exact: true }));
    await visible(c.page.getByRole('button', { name: 'Reset', exact: true }));
    await visible(c.region('Clock').getByRole('textbox', { name: 'Advance by', exact: true }));
    for (const [region, names] of [['Clock', ['Advance']], ['Scenario', ['Load', 'Verify']], ['Faults', ['Add fault']], ['Numbers', ['Add number']]]) {
      for (const name of names) await visible(c.region(region).getByRole('button', { name, exact: true }));
    }
    for (const [region, names] of [['Scenario', ['Scenario']], ['Faults', ['Failure', 'Operation']]]) {
      for (const name of names) await visible(c.region(region).getByRole('combobox', { name, exact: true }));
    }
    await visible(c.region('Numbers').getByRole('textbox', { name: 'Phone number', exact: true }));
    await until('the catalogue is there', async () => (await c.region('Faults').getByLabel('Failure').locator('option').count()) > 50);
    const values = await c.region('Faults').getByLabel('Operation').locator('option').evaluateAll((o) => o.map((x) => x.value));
    assert.ok(values.includes('meta.verify_code') && values.includes('360dialog.add_number'), values.join(' '));
    await c.close();
  });

  test('is opened by the bare address, and keeps to the policy', async () => {
    const c = await openConsole(browser, sim.url, '/');
    assert.equal(new URL(c.page.url()).pathname, '/_sim/');
    await visible(c.page.getByText('Live', { exact: true }));
    assert.ok(await c.page.evaluate(() => {
      const s = document.createElement('script');
      s.textContent = 'globalThis.broken = true';
      document.body.append(s);
      return globalThis.broken === undefined;
    }), 'an inline script ran');
    await c.close(/Content Security Policy/);
  });

  test('has no violation of axe, wide and narrow, light and dark, with a side open', async () => {
    for (const colorScheme of ['light', 'dark']) {
      for (const viewport of [{ width: 1600, height: 1000 }, { width: 1100, height: 800 }, { width: 360, height: 740 }]) {
        const c = await fresh({ colorScheme, viewport });
        const where = `${colorScheme} ${viewport.width}`;
        const { body } = await c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number: '15550783881' });
        await c.graph('POST', `${body.id}/request_code`, { code_method: 'SMS', language: 'en_US' });
        await c.graph('POST', `${body.id}/verify_code`, { code: 'x' });
        await c.control('POST', 'numbers', { phone_number: '4915123456789', status: 'EXPIRED' });
        await visible(row(c.region('Numbers'), '4915123456789'));
        await visible(row(c.region('Requests'), 'meta.verify_code'));
        await visible(c.region('Codes').getByText('pending'));
        await c.region('Clock').getByRole('textbox', { name: 'Advance by' }).fill('4x');
        await c.region('Clock').getByRole('button', { name: 'Advance', exact: true }).click();
        await visible(c.region('Clock').getByRole('alert'));
        await accessible(c.page, where);
        await c.region('Requests').getByRole('button', { name: 'meta.verify_code' }).click();
        await visible(c.page.getByRole('dialog').getByText('curl', { exact: true }));
        await accessible(c.page, `${where}, a request`);
        await c.page.keyboard.press('Escape');
        await c.region('Numbers').getByRole('button', { name: '+15550783881', exact: true }).click();
        await visible(c.page.getByRole('img', { name: /State machine/ }));
        await accessible(c.page, `${where}, a number`);
        await c.page.keyboard.press('Escape');
        await gone(c.page.getByRole('dialog'));
        await c.region('Scenario').getByRole('button', { name: 'Coverage' }).click();
        await visible(c.page.getByRole('dialog').getByRole('heading', { name: 'Answers' }));
        await accessible(c.page, `${where}, coverage`);
        assert.equal(await c.page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0, `${where} overflows`);
        await c.close(/400/);
      }
    }
  });
});

describe('what it shows', () => {
  test('a number, its code and its requests, as they come', async () => {
    const c = await fresh();
    const numbers = c.region('Numbers'), codes = c.region('Codes'), requests = c.region('Requests');
    await visible(numbers.getByText('No numbers yet'));
    const { body } = await c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number: '15550783881' });
    await visible(row(numbers, '15550783881').getByText('NOT_VERIFIED'));
    await c.graph('POST', `${body.id}/request_code`, { code_method: 'SMS', language: 'en_US' });
    const { code } = await c.control('GET', `codes/latest?number_id=${body.id}`);
    await visible(codes.getByText(code, { exact: true }));
    await visible(codes.getByText(/^(10m 00|9m \d\d)s$/));
    await codes.getByRole('button', { name: `Copy code ${code}` }).click();
    assert.equal(await c.page.evaluate(() => navigator.clipboard.readText()), code);

    await c.graph('POST', `${body.id}/verify_code`, { code: code === '111111' ? '222222' : '111111' });
    await c.graph('POST', `${body.id}/verify_code`, { code });
    await visible(row(numbers, '15550783881').getByText('VERIFIED', { exact: true }));
    await visible(row(numbers, '15550783881').getByText(/^1[34]d \d\dh$/));
    await visible(codes.getByText('used'));
    await visible(row(requests, 'meta.code_wrong').getByText('422'));
    assert.equal(await requests.getByRole('row').count(), 5, 'a head and four records');

    await numbers.getByRole('button', { name: '+15550783881', exact: true }).click();
    const side = c.page.getByRole('dialog');
    await visible(side.getByRole('img', { name: 'State machine; the number is at VERIFIED' }));
    for (const step of ['added', 'meta.add_number', 'meta.request_code', 'verified']) await visible(side.getByRole('listitem').filter({ hasText: step }).first());
    await c.control('POST', 'events', { expire: '15550783881' });
    await visible(side.getByRole('img', { name: 'State machine; the number is at EXPIRED' }));
    await c.page.keyboard.press('Escape');
    await gone(side);
    assert.equal(await c.page.evaluate(() => document.activeElement.textContent), '+15550783881', 'focus does not go back');
    await visible(row(numbers, '15550783881').getByText('EXPIRED'));
    await c.close();
  });

  test('an exchange in full, with what acted and a command that works', async () => {
    const c = await fresh();
    const requests = c.region('Requests'), side = c.page.getByRole('dialog');
    await c.hub('POST', '', { phone: "it's <b>12</b>" });
    await visible(row(requests, '360dialog.add_number').getByText('breaks contract'));
    await requests.getByRole('button', { name: '360dialog.add_number' }).click();
    await visible(side.getByText('360dialog.add_number request body /phone_number required'));
    await visible(side.getByText(`"phone": "it's <b>12</b>"`));
    const command = await text(side.locator('pre.curl'));
    const out = JSON.parse(execFileSync('bash', ['-c', command.replace('curl', 'curl -s')], { encoding: 'utf8' }));
    assert.equal(out.meta.http_code ?? 400, 400, JSON.stringify(out));
    await until('the command is in the journal', async () => (await row(requests, 'breaks contract').count()) === 2);
    await c.page.keyboard.press('Escape');

    await c.control('POST', 'faults', { name: 'share-fails-once', on: { operation: 'meta.share_number', origin: '360dialog' }, when: { times: 1 }, do: { error: 'meta.unexpected_error' } });
    assert.equal((await c.hub('POST', '', { phone_number: '12125550177' })).status, 502);
    const child = row(requests, 'meta.share_number');
    await visible(child.getByText('fault: share-fails-once'));
    assert.match(await text(child), /360dialog/);
    await child.getByRole('button').click();
    await visible(side.getByText('Decisions of fault rules'));
    await visible(side.getByRole('listitem').filter({ hasText: 'share-fails-once' }));
    await side.getByRole('button', { name: /caused by r\d+/ }).click();
    await visible(side.getByText('HTTP 502'));
    await side.getByRole('button', { name: 'Close' }).click();

    const authed = await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    assert.equal(authed.status, 200);
    await requests.getByRole('button', { name: 'meta.list_numbers' }).click();
    await visible(side.getByText('HTTP 200'));
    const again = await text(side.locator('pre.curl'));
    assert.match(again, /Bearer EAAJBsimulator/, 'the masked token is filled in');
    assert.match(execFileSync('bash', ['-c', again.replace('curl', 'curl -s')], { encoding: 'utf8' }), /"data"/);
    await c.page.keyboard.press('Escape');

    await requests.getByRole('combobox', { name: 'Show verdict' }).selectOption('A fault acted');
    await until('only faults are listed', async () => (await requests.getByRole('row').count()) === 3);
    await visible(row(requests, '360dialog.add_number')); // failed because of the fault
    await c.close();
  });

  test('usage of the limits, and which one refused', async () => {
    const c = await fresh();
    const limits = c.region('Limits');
    const { body } = await c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number: '15550783881' });
    await c.graph('POST', `${body.id}/request_code`, { code_method: 'SMS', language: 'en_US' });
    await c.graph('POST', `${body.id}/verify_code`, { code: '000000' });
    await visible(limits.getByText('1/125'));
    await limits.getByRole('button', { name: 'Exhaust meta-verify-code' }).click();
    await visible(limits.getByText('125/125').first());
    assert.equal((await c.graph('POST', `${body.id}/verify_code`, { code: '000000' })).status, 429);
    await visible(row(c.region('Requests'), '429').getByText('limit: meta-verify-code'));
    await c.close();
  });

  test('hostile text as text', async () => {
    const c = await fresh();
    const evil = '<img src=x onerror="globalThis.broken=1">';
    await c.control('POST', 'faults', { name: evil, do: { latency: '1ms' } });
    await c.graph('POST', `${BUSINESS}/add_phone_numbers?x=${encodeURIComponent(evil)}`, { phone_number: evil }, { 'X-Evil': evil });
    await visible(c.region('Faults').getByText(evil, { exact: true }));
    await c.region('Requests').getByRole('button', { name: 'meta.add_number' }).click();
    const side = c.page.getByRole('dialog');
    await visible(side.getByText(`phone_number = ${evil}`));
    await side.getByText('headers').first().click();
    await visible(side.getByText(`X-Evil: ${evil}`).first());
    assert.equal(await c.page.locator('img').count(), 0);
    await c.page.goto(`${sim.url}/_world/${encodeURIComponent('<b>x')}/_sim/`);
    await visible(c.page.getByRole('alert').filter({ hasText: 'The name of the world is not valid' }).first());
    assert.equal(await c.page.evaluate(() => globalThis.broken), undefined);
    await c.close(/400|503/);
  });
});

describe('what it does', () => {
  test('numbers: add, claim, expire, delete, by keyboard too', async () => {
    const c = await fresh();
    const numbers = c.region('Numbers'), phone = numbers.getByRole('textbox', { name: 'Phone number' });
    await phone.fill('+1 555 078 3881');
    await phone.press('Enter');
    await visible(row(numbers, '15550783881'));
    assert.equal(await phone.inputValue(), '');
    await phone.fill('15550783881');
    await numbers.getByRole('button', { name: 'Add number' }).click();
    await visible(numbers.getByRole('alert').filter({ hasText: 'The number exists already' }));
    assert.equal(await phone.inputValue(), '15550783881', 'the form has lost what was typed');
    await phone.fill('4915123456789');
    await numbers.getByRole('combobox', { name: 'Owner' }).selectOption('partner:simul8PA');
    await numbers.getByRole('button', { name: 'Add number' }).click();
    await visible(row(numbers, '4915123456789').getByText('360dialog · simul8PA'));
    await gone(numbers.getByRole('alert').filter({ hasText: 'exists' }));

    await c.control('POST', 'events', { verify: '15550783881' });
    const first = row(numbers, '15550783881'), second = row(numbers, '4915123456789');
    await first.getByRole('button', { name: 'Expire' }).click();
    await visible(first.getByText('EXPIRED'));
    await c.control('POST', 'numbers', { phone_number: '12115555105' });
    const claimed = row(numbers, '12115555105');
    await claimed.getByRole('button', { name: 'Claim' }).click();
    await gone(claimed); // a claim replaces the number
    // What the page has not heard of yet fails, and says so in the row.
    const before = JSON.stringify(await c.control('GET', 'numbers'));
    await c.page.route('**/v1/numbers?**', (route) => route.fulfill({ contentType: 'application/json', body: before }));
    await c.control('POST', 'events', { delete: '4915123456789' });
    await second.getByRole('button', { name: 'Delete' }).click();
    await visible(second.getByRole('alert').filter({ hasText: 'There is no such number' }));
    await c.page.unroute('**/v1/numbers?**');
    await gone(second);
    await first.getByRole('button', { name: 'Delete' }).focus();
    await c.page.keyboard.press('Enter');
    await gone(first);
    await numbers.getByRole('combobox', { name: 'Show status' }).selectOption('deleted');
    await visible(first.getByText('DELETED'));
    await gone(first.getByText('IN USE'));
    await visible(claimed.getByText('IN USE'));
    await claimed.getByRole('button', { name: '+12115555105', exact: true }).click();
    await visible(c.page.getByRole('dialog').getByRole('img', { name: 'State machine; the number is at IN USE' }));
    await c.close(/40[49]/);
  });

  test('the clock: by typing, by one click, to the next event', async () => {
    const c = await fresh();
    await c.scenario('version: 1\nname: still\nsummary: Stands still.\nclock: {mode: frozen, at: 2026-01-15T09:00:00Z}\nbusinesses: [{id: "506914307656634", name: B, tokens: [EAAJBsimulator]}]\nnumbers: [{phone_number: "12115555105", business: "506914307656634", status: VERIFIED, verified: 13d ago}]\n');
    const clock = c.region('Clock'), by = clock.getByRole('textbox', { name: 'Advance by' });
    const advance = clock.getByRole('button', { name: 'Advance', exact: true });
    await visible(clock.getByText('2026-01-15 09:00:00 UTC'));
    await visible(row(c.region('Numbers'), '12115555105').getByText('1d 00h'));
    await by.fill('a while');
    await advance.click();
    await visible(clock.getByRole('alert').filter({ hasText: 'The request is not valid' }).filter({ hasText: 'a duration is' }));
    assert.equal(await by.inputValue(), 'a while');
    await by.fill('2h30m');
    await by.press('Enter');
    await visible(clock.getByText('2026-01-15 11:30:00 UTC'));
    await clock.getByRole('button', { name: '+10 min' }).click();
    await visible(clock.getByText('2026-01-15 11:40:00 UTC'));
    await visible(clock.getByText('Next: +12115555105 expires, in 21h 20m.'));
    await clock.getByRole('button', { name: 'To next event' }).click();
    await visible(clock.getByText('2026-01-16 09:00:00 UTC', { exact: true }));
    await visible(clock.getByRole('listitem').filter({ hasText: '+12115555105' }));
    await visible(row(c.region('Numbers'), '12115555105').getByText('EXPIRED'));
    await clock.getByRole('button', { name: '+1 day' }).click();
    await visible(clock.getByText('2026-01-17 09:00:00 UTC'));
    await clock.getByRole('button', { name: /The clock is frozen/ }).click();
    await visible(clock.getByRole('button', { name: /The clock is running/ }));
    await c.close(/400/);
  });

  test('faults: build, switch off and on, remove', async () => {
    const c = await fresh();
    const faults = c.region('Faults');
    await faults.getByRole('combobox', { name: 'Failure' }).selectOption('meta.temporarily_unavailable');
    await faults.getByRole('combobox', { name: 'Operation' }).selectOption('meta.list_numbers');
    await faults.getByRole('button', { name: 'Add fault' }).click();
    const rule = faults.getByRole('listitem').filter({ hasText: 'meta.list_numbers → meta.temporarily_unavailable' });
    await visible(rule);
    const list = () => c.graph('GET', `${BUSINESS}/preverified_numbers`).then((r) => r.status);
    assert.equal(await list(), 503);
    await visible(rule.getByText(/acted 1/));
    await rule.getByRole('checkbox').click();
    await until('the rule is off', async () => (await list()) === 200);
    await rule.getByRole('checkbox').focus();
    await c.page.keyboard.press('Space');
    await until('the rule is on', async () => (await list()) === 503);
    await rule.getByRole('button', { name: /^Remove/ }).click();
    await gone(rule);
    assert.equal(await list(), 200);
    await faults.getByRole('combobox', { name: 'Failure' }).selectOption('360dialog.already_in_pool');
    await faults.getByRole('button', { name: 'Add fault' }).click();
    await visible(faults.getByRole('alert').filter({ hasText: 'The request is not valid' }));
    assert.equal(await faults.getByRole('combobox', { name: 'Operation' }).inputValue(), 'meta.list_numbers');
    await c.close(/400/);
  });

  test('scenarios: load, verify, coverage, reset', async () => {
    const c = await fresh();
    const scenario = c.region('Scenario');
    await c.control('POST', 'numbers', { phone_number: '15550783881' });
    await visible(row(c.region('Numbers'), '15550783881'));
    await scenario.getByRole('combobox', { name: 'Scenario' }).selectOption('code-expires-then-retry');
    await scenario.getByRole('button', { name: 'Load', exact: true }).click();
    await visible(scenario.getByText(/^code-expires-then-retry · seed/));
    await gone(row(c.region('Numbers'), '15550783881'));
    assert.equal((await c.control('GET', 'scenario')).name, 'code-expires-then-retry');
    await scenario.getByRole('button', { name: 'Verify' }).click();
    await visible(scenario.getByText('Failed', { exact: true }));
    await visible(scenario.getByRole('listitem').filter({ hasText: '✗' }).first());
    await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await scenario.getByRole('button', { name: 'Coverage' }).click();
    const side = c.page.getByRole('dialog');
    await visible(side.getByTitle('meta.list_numbers 200: 1 times'));
    await visible(side.getByTitle('meta.verify_code 200: never'));
    await side.getByRole('button', { name: 'Close' }).click();
    await c.control('POST', 'numbers', { phone_number: '15550783882' });
    await visible(row(c.region('Numbers'), '15550783882'));
    await c.page.getByRole('button', { name: 'Reset' }).click();
    await gone(row(c.region('Numbers'), '15550783882'));
    await until('the journal is empty', async () => (await c.region('Requests').getByRole('row').count()) === 1);
    await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.close();
  });

  test('worlds: choose, create, and go back', async () => {
    const c = await fresh();
    await c.control('POST', 'numbers', { phone_number: '15550783881' });
    await visible(row(c.region('Numbers'), '15550783881'));
    const world = c.page.getByRole('combobox', { name: 'World', exact: true });
    const create = async (name) => {
      const field = c.page.getByRole('textbox', { name: 'New world' });
      if (!(await field.isVisible())) await c.page.getByText('New…').click();
      await field.fill(name);
      await c.page.getByRole('button', { name: 'Create world' }).click();
    };
    await create('no good');
    await visible(c.page.getByRole('alert').filter({ hasText: 'The request is not valid' }));
    await create('other.1');
    await until('the new world is chosen', async () => (await world.inputValue()) === 'other.1');
    assert.equal(new URL(c.page.url()).pathname, '/_world/other.1/_sim/');
    await gone(row(c.region('Numbers'), '15550783881'));
    await clients(sim.url, 'other.1').graph('GET', `${BUSINESS}/preverified_numbers`);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await world.selectOption(c.world);
    await visible(row(c.region('Numbers'), '15550783881'));
    await create('other.1'); // is there already, and must not be emptied
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.page.goBack();
    await visible(row(c.region('Numbers'), '15550783881'));
    await c.close(/400/);
  });
});

describe('under strain', () => {
  test('a long action shows that it goes on, and its failure what went wrong', async () => {
    const c = await fresh();
    const scenario = c.region('Scenario'), load = scenario.getByRole('button', { name: 'Load', exact: true });
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
    await load.click();
    await visible(scenario.locator('button[aria-busy=true]'));
    go();
    await visible(scenario.getByRole('alert').filter({ hasText: 'The scenario is not valid name: <b>wrong</b>' }).filter({ hasText: 'clock.at: no time' }));
    assert.equal(await scenario.locator('button[aria-busy=true]').count(), 0);
    assert.equal(await scenario.getByRole('combobox', { name: 'Scenario' }).inputValue(), 'throttled');
    await c.close(/422/);
  });

  test('the rows are walked with the arrow keys', async () => {
    const c = await fresh();
    for (const n of ['15550783881', '15550783882']) await c.control('POST', 'numbers', { phone_number: n });
    await visible(row(c.region('Numbers'), '15550783882'));
    await c.region('Numbers').getByRole('button', { name: 'Delete 15550783881' }).focus();
    await c.page.keyboard.press('ArrowDown');
    assert.equal(await c.page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Delete 15550783882');
    assert.notEqual(await c.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none', 'the focus is not to be seen');
    await c.close();
  });

  test('a world that ends is not made anew by looking at it', async () => {
    const c = await fresh();
    const open = new Set();
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
    const putOff = () => c.page.evaluate(() => new Promise((done) => setTimeout(done, 250))); // as long as the page puts things off
    for (let i = 0; i < 2; i++) {
      await putOff();
      await until('all is answered', () => open.size === 1);
    }
    await clients(sim.url).control('DELETE', `worlds/${c.world}`);
    await visible(c.page.getByText(/This world has ended/));
    const asked = c.seen.requests.length;
    await c.page.evaluate(() => { for (let i = 0; i < 5; i++) globalThis.rounds.forEach((round) => round()); });
    await putOff();
    assert.deepEqual(c.seen.requests.slice(asked), []);
    assert.ok(!(await clients(sim.url).control('GET', 'worlds?limit=1000')).data.some((w) => w.name === c.world));
    await c.page.getByRole('button', { name: 'Reset' }).click();
    await visible(c.page.getByText('Live', { exact: true }));
    await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.close();
  });

  /** Holds every list of requests back until it is let go, in the order they were asked for. */
  async function holdLists(page) {
    const lists = [];
    await page.route('**/v1/requests?*', async (route) => {
      const response = await route.fetch();
      await new Promise((done) => lists.push(done));
      await route.fulfill({ response });
    });
    return {
      came: (n) => until(`${n} lists`, () => lists.length >= n),
      async letGo(n) {
        const shown = page.waitForResponse((r) => r.url().includes('/v1/requests?'));
        lists[n]();
        await (await shown).finished();
      },
    };
  }

  test('a request that comes while the list is on its way stays', async () => {
    const c = await fresh(), requests = c.region('Requests'), lists = await holdLists(c.page);
    await c.page.reload();
    await lists.came(1); // an empty one
    await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await visible(row(requests, 'meta.list_numbers'));
    await lists.letGo(0);
    await c.graph('GET', `${BUSINESS}/preverified_numbers?limit=1`);
    await until('both are shown', async () => (await row(requests, 'meta.list_numbers').count()) === 2);
    await c.close();
  });

  test('so does one after a reset, whose id there has been', async () => {
    const c = await fresh(), requests = c.region('Requests');
    for (let i = 0; i < 3; i++) await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await until('three are shown', async () => (await row(requests, 'meta.list_numbers').count()) === 3);
    const lists = await holdLists(c.page);
    await c.control('POST', 'reset');
    await lists.came(1);
    await c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number: '15550783881' });
    await visible(row(requests, 'meta.add_number'));
    await lists.letGo(0);
    await until('only it is shown', async () => (await requests.getByRole('row').filter({ hasText: 'meta.' }).count()) === 1);
    await visible(row(requests, 'meta.add_number'));
    await c.close();
  });

  test('a list of the filter before is not shown', async () => {
    const c = await fresh(), requests = c.region('Requests');
    await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await visible(row(requests, 'meta.list_numbers'));
    const lists = await holdLists(c.page);
    await c.page.reload();
    await lists.came(1);
    await c.page.locator('#verdict').selectOption('conforms=false');
    await lists.came(2);
    await lists.letGo(0);
    await lists.letGo(1);
    await visible(requests.getByText('No requests yet'));
    assert.equal(await row(requests, 'meta.list_numbers').count(), 0);
    await c.close();
  });

  test('a hidden page holds no stream, and catches up', async () => {
    const c = await fresh();
    await visible(c.region('Requests').getByText('No requests yet'));
    const hide = (hidden) => c.page.evaluate((h) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => h });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    const ended = c.page.waitForEvent('requestfailed', (r) => r.url().endsWith('/requests/stream'));
    await hide(true);
    await ended;
    await c.graph('GET', `${BUSINESS}/preverified_numbers`);
    await hide(false);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.close();
  });

  test('10,000 numbers and a busy journal: pages only, a few times a second, nothing jumps', async () => {
    const c = await fresh();
    await c.scenario('version: 1\nname: many\nsummary: Many numbers.\nbusinesses: [{id: "506914307656634", name: B, tokens: [EAAJBsimulator]}]\ngenerate: [{count: 10000, statuses: {VERIFIED: 1}}]\n');
    const numbers = c.region('Numbers');
    await until('a page is shown', async () => (await numbers.getByRole('row').count()) === 101);
    await c.page.evaluate(() => {
      globalThis.shift = [];
      // A record that comes in on top moves the list inside its frame; nothing else may move.
      const outside = (s) => !(s.node?.parentElement ?? s.node)?.closest?.('.scroll');
      new PerformanceObserver((l) => l.getEntries().forEach((e) => {
        if (!e.hadRecentInput) globalThis.shift.push(...e.sources.filter(outside).map((s) => s.node?.parentElement?.outerHTML ?? 'the page'));
      })).observe({ type: 'layout-shift' });
    });
    const from = c.seen.requests.length, start = Date.now();
    for (let i = 0; i < 400; i++) await c.graph('GET', `${BUSINESS}/preverified_numbers?limit=1`);
    assert.equal((await c.control('GET', 'requests/count')).count, 400);
    await until('the journal is shown', async () => (await c.region('Requests').getByRole('row').count()) === 101);
    const seconds = (Date.now() - start) / 1000;
    const asked = c.seen.requests.slice(from).map((r) => new URL(r.url));
    for (const what of ['numbers', 'codes', 'limits', 'faults']) {
      const calls = asked.filter((u) => u.pathname.endsWith(`/v1/${what}`));
      assert.ok(calls.length <= 4 * seconds + 3, `${calls.length} calls for ${what} in ${seconds} s`);
      for (const u of calls) assert.ok(Number(u.searchParams.get('limit')) <= 200, u.href);
    }
    assert.deepEqual(await c.page.evaluate(() => globalThis.shift), [], 'the layout shifts');
    await numbers.getByRole('button', { name: 'Show more' }).click();
    await until('two pages are shown', async () => (await numbers.getByRole('row').count()) === 201);
    const last = (await c.control('GET', 'numbers?limit=10000')).data.at(-1).phone_number;
    await numbers.getByRole('searchbox', { name: 'Find number' }).fill(last);
    await visible(row(numbers, last));
    await c.close();
  });

  test('a server that stops and comes back', async () => {
    let own = await startSim();
    const addr = new URL(own.url).host;
    const c = await openConsole(browser, own.url);
    await visible(c.page.getByText('Live', { exact: true }));
    const phone = c.region('Numbers').getByRole('textbox', { name: 'Phone number' });
    await phone.fill('15550783881');
    await own.stop();
    await visible(c.page.getByText('The server does not answer; trying again'));
    await c.region('Numbers').getByRole('button', { name: 'Add number' }).click();
    await visible(c.region('Numbers').getByRole('alert').filter({ hasText: 'The server does not answer.' }));
    assert.equal(await phone.inputValue(), '15550783881');
    own = await startSim([], addr);
    await visible(c.page.getByText('Live', { exact: true }));
    await c.region('Numbers').getByRole('button', { name: 'Add number' }).click();
    await visible(row(c.region('Numbers'), '15550783881'));
    await until('the journal is followed again', async () => {
      await clients(own.url).graph('GET', `${BUSINESS}/preverified_numbers`);
      return row(c.region('Requests'), 'meta.list_numbers').first().isVisible();
    });
    await c.close(/ERR_|Failed to load/);
    await own.stop();
  });

  test('a control token is asked for, and kept for the tab', async () => {
    const own = await startSim(['--control-token', 's3cret']);
    const c = await openConsole(browser, own.url);
    const ask = c.page.getByRole('dialog', { name: 'Control token' });
    await visible(ask);
    await accessible(c.page, 'asking for the token');
    await ask.getByLabel('Token', { exact: true }).fill('wrong');
    await ask.getByRole('button', { name: 'Use token' }).click();
    await visible(ask.getByRole('alert').filter({ hasText: 'The control token is missing or wrong' }));
    await ask.getByLabel('Token', { exact: true }).fill('s3cret');
    await ask.getByRole('button', { name: 'Use token' }).click();
    await gone(ask);
    await visible(c.page.getByText('Live', { exact: true }));
    await clients(own.url).graph('GET', `${BUSINESS}/preverified_numbers`);
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    await c.page.reload();
    await visible(row(c.region('Requests'), 'meta.list_numbers'));
    assert.equal(await ask.isVisible(), false);
    await c.close(/401/);
    await own.stop();
  });
});
