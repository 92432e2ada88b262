// Finds and drives the console by accessible names.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { BUSINESS, PARTNER, clients, fresh, gone, openConsole, row, shared, text, until, visible } from './rig.mjs';

const { sim, browser } = shared();
const button = (place, name) => place.getByRole('button', { name, exact: true });
const box = (place, name) => place.getByRole('combobox', { name, exact: true });
const field = (place, name) => place.getByRole('textbox', { name, exact: true });
const search = (place, name) => place.getByRole('searchbox', { name, exact: true });
const pane = (c) => c.page.getByRole('region', { name: /^(Request r|Compare|r\d+ and|\+|Coverage)/ });
const alert = (place, words) => place.getByRole('alert').filter({ hasText: words });
const ids = (region) => region.getByRole('row').evaluateAll((rows) => rows.flatMap((r) => r.querySelector('td.what button')?.title.split(' ')[0] ?? []));
const add = (c, phone_number) => c.graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number }).then((r) => r.body.id);
const list = (c, query = '') => c.graph('GET', `${BUSINESS}/preverified_numbers${query}`).then((r) => r.status);
const shareFails = { name: 'share-fails-once', on: { operation: 'meta.share_number', origin: '360dialog' }, when: { times: 1 }, do: { error: 'meta.unexpected_error' } };

/** A world with a 502 of 360dialog and the retry that works: r1 to r4, r5 to r7. */
async function retried(options) {
  const c = await fresh(options);
  await c.control('POST', 'faults', shareFails);
  assert.equal((await c.dialog360('POST', '', { phone_number: '12125550177' })).status, 502);
  assert.equal((await c.dialog360('POST', '', { phone_number: '12125550177' })).status, 201);
  await until('both are shown', async () => (await ids(c.region('Requests'))).length === 7);
  return c;
}

describe('names', () => {
  test('regions and controls carry the names that tests and screen readers go by', async () => {
    const c = await fresh();
    for (const name of ['Numbers', 'Codes', 'Requests', 'Faults', 'Clock', 'Scenario', 'Limits', 'Signups', 'WABAs', 'Webhooks']) await visible(c.region(name));
    await visible(box(c.page, 'World'));
    for (const name of ['Reset', 'Undo']) await visible(button(c.page, name));
    await visible(search(c.region('Requests'), 'Search requests'));
    await visible(search(c.region('Numbers'), 'Find number'));
    await visible(c.region('Clock').getByRole('list', { name: 'What comes next', exact: true }).or(c.region('Clock').getByText('Nothing is due.')).first());
    for (const [region, names] of [['Clock', ['Advance']], ['Scenario', ['Load', 'Verify', 'Download snapshot', 'Restore snapshot']], ['Faults', ['Add fault']], ['Numbers', ['Add number']]]) {
      for (const name of names) await visible(button(c.region(region), name));
    }
    for (const [region, names] of [['Scenario', ['Scenario']], ['Faults', ['Failure', 'Operation', 'Reply', 'Connection', 'Delivery', 'Origin']], ['Requests', ['Operation', 'Status']]]) {
      for (const name of names) await visible(box(c.region(region), name));
    }
    for (const [region, names] of [['Clock', ['Advance by']], ['Numbers', ['Phone number']], ['Faults', ['On calls', 'Latency']], ['Scenario', ['Scenario YAML']]]) {
      for (const name of names) await visible(field(c.region(region), name));
    }
    const values = (b) => b.locator('option').evaluateAll((o) => o.map((x) => x.value));
    await until('the catalogues are there', async () => (await values(box(c.region('Faults'), 'Failure'))).length > 50);
    assert.ok((await values(box(c.region('Faults'), 'Operation'))).includes('meta.verify_code'));
    const statuses = await values(box(c.region('Requests'), 'Status'));
    for (const s of ['404', '4xx', '5xx']) assert.ok(statuses.includes(s), s);
    await c.close();
  });

  test('the bare address opens it, and no inline script runs', async () => {
    const c = await openConsole(browser(), sim().url, '/');
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
});

describe('requests', () => {
  test('an empty world tells base URLs, credentials and a first request that works', async () => {
    const c = await fresh(), requests = c.region('Requests'), base = `${sim().url}/_world/${c.world}`;
    await visible(requests.getByText('No requests yet'));
    for (const [name, value] of [['Base URL for Meta', base], ['Base URL for 360dialog', `${base}/api/v2`], ['Business id', BUSINESS], ['Access token', 'EAAJBsimulator'], ['Partner id', PARTNER], ['Partner API key', 'sim-api-key']]) {
      await button(requests, `Copy ${name}`).click();
      await visible(requests.getByText('Copied').first());
      assert.equal(await c.page.evaluate(() => navigator.clipboard.readText()), value);
    }
    await button(requests, 'Copy first request').click();
    const command = await c.page.evaluate(() => navigator.clipboard.readText());
    assert.match(execFileSync('bash', ['-c', command.replace('curl', 'curl -s')], { encoding: 'utf8' }), /"data"/);
    await visible(row(requests, 'meta.list_numbers'));
    await gone(requests.getByText('No requests yet'));
    await c.close();
  });

  test('calls stand under their parent in order, the newest group first, and a row says why and about which number', async () => {
    const c = await retried(), requests = c.region('Requests');
    assert.deepEqual(await ids(requests), ['r5', 'r6', 'r7', 'r1', 'r2', 'r3', 'r4']);
    const failed = row(requests, 'meta_failed');
    await visible(failed.getByText('meta_failed ← share_number: fault share-fails-once'));
    await visible(failed.getByText('+1 212-555-0177', { exact: true }));
    await visible(failed.getByText('12125550177', { exact: true }));
    await visible(row(requests, 'unexpected_error').getByText('unexpected_error ← fault share-fails-once'));
    await failed.getByRole('button').click();
    await visible(pane(c).getByText('Cause: meta.share_number r3: fault share-fails-once'));
    const calls = pane(c).getByRole('listitem').filter({ hasText: /meta\.(add|share|delete)_number/ });
    assert.deepEqual((await calls.allInnerTexts()).map((t) => t.slice(0, 3)), ['200', '500', '200']);
    await calls.nth(1).getByRole('button').click();
    assert.equal(new URL(c.page.url()).hash, '#r3');
    await visible(pane(c).getByText('Decisions of fault rules'));
    await button(pane(c), 'r1').click();
    await visible(pane(c).getByText('HTTP 502'));
    await c.page.goBack();
    await visible(c.page.getByRole('region', { name: 'Request r3' }));
    await c.close();
  });

  test('the server searches and filters, and the address keeps it', async () => {
    const c = await retried(), requests = c.region('Requests');
    await add(c, '15550783881');
    await visible(row(requests, '+1 555-078-3881'));
    const trace = /fbtrace_id":"(\w+)/.exec((await c.control('GET', 'requests/r3')).response.body)[1];
    for (const [words, want] of [[trace, ['r1', 'r3']], ['783881', ['r8']], ['212-555', ['r5', 'r6', 'r7', 'r1', 'r2', 'r3', 'r4']], ['no such thing', []]]) {
      await search(requests, 'Search requests').fill(words);
      await until(`${words} finds ${want}`, async () => String(await ids(requests)) === String(want));
    }
    await visible(requests.getByText('No request fits.'));
    await search(requests, 'Search requests').fill('');
    await box(requests, 'Status').selectOption('5xx');
    await until('only 5xx', async () => String(await ids(requests)) === 'r1,r3');
    await box(requests, 'Operation').selectOption('meta.share_number');
    await until('both filters', async () => String(await ids(requests)) === 'r3');
    assert.match(c.page.url(), /operation=meta\.share_number.*status=5xx|status=5xx.*operation=meta\.share_number/);
    await c.page.reload();
    await until('they outlive a reload', async () => String(await ids(requests)) === 'r3');
    await until('the box shows it', async () => await box(requests, 'Status').inputValue() === '5xx');
    await box(requests, 'Status').selectOption('');
    await box(requests, 'Operation').selectOption('');
    await box(requests, 'Show').selectOption('A fault acted');
    await until('the 502 failed by the fault too', async () => String(await ids(requests)) === 'r1,r3');
    await c.close();
  });

  test('a record has an address, neighbours, and Back closes it', async () => {
    const c = await retried(), requests = c.region('Requests');
    await c.page.goto(`${sim().url}/_world/${c.world}/_sim/#r1`);
    await c.page.reload();
    await visible(c.page.getByRole('region', { name: 'Request r1' }));
    await until('its row is marked', async () => (await requests.locator('tr[data-open]').innerText()).includes('502'));
    for (const [name, id] of [['Next', 'r2'], ['Next', 'r3'], ['Previous', 'r2']]) {
      await button(pane(c), name).click();
      await visible(c.page.getByRole('region', { name: `Request ${id}` }));
    }
    await button(pane(c), 'Close').click();
    await gone(pane(c));
    await row(requests, 'meta_failed').getByRole('button').click();
    await visible(pane(c));
    await c.page.goBack();
    await gone(pane(c));
    await row(requests, 'meta_failed').getByRole('button').click();
    await c.page.keyboard.press('Escape');
    await gone(pane(c));
    assert.equal(await c.page.evaluate(() => document.activeElement.textContent), '360dialog.add_number', 'focus goes back');
    await c.page.keyboard.press('ArrowDown');
    assert.equal(await c.page.evaluate(() => document.activeElement.textContent), 'meta.add_number');
    for (let i = 0; i < 3; i++) await c.page.keyboard.press('Shift+Tab');
    assert.ok(await c.page.evaluate(() => document.activeElement.closest('#requests .head')), 'one row of the list takes the focus, the others by arrow keys');
    await c.page.keyboard.press('/');
    assert.equal(await c.page.evaluate(() => document.activeElement.id), 'search');
    await c.close();
  });

  test('list and record keep their place, and a pill tells how many came', async () => {
    const c = await retried(), requests = c.region('Requests');
    await row(requests, 'meta_failed').getByRole('button').click();
    await visible(pane(c).getByText('HTTP 502'));
    const before = await row(requests, 'meta_failed').boundingBox();
    for (let i = 0; i < 30; i++) await list(c);
    const pill = requests.getByRole('button', { name: '30 new' });
    await visible(pill);
    assert.deepEqual(await row(requests, 'meta_failed').boundingBox(), before);
    await visible(c.page.getByRole('region', { name: 'Request r1' }));
    await pill.click();
    await until('they are shown', async () => (await ids(requests))[0] === 'r37');
    await c.close();
  });

  test('two records are compared, and the second is chosen in the list', async () => {
    const c = await retried(), requests = c.region('Requests');
    await row(requests, 'meta_failed').getByRole('button').click();
    await button(pane(c), 'Compare').click();
    await visible(c.page.getByRole('region', { name: 'r1 and r5' }));
    assert.equal(new URL(c.page.url()).hash, '#r1,r5');
    await visible(pane(c).getByText('- status: 502'));
    await visible(pane(c).getByText('+ status: 201'));
    await visible(pane(c).getByText('Request body: the same.'));
    await row(requests, 'unexpected_error').getByRole('button').click();
    await visible(c.page.getByRole('region', { name: 'r1 and r3' }));
    await c.close();
  });

  test('Copy as curl gives a command that works, or says what is masked', async () => {
    const c = await fresh(), requests = c.region('Requests');
    await list(c);
    await requests.getByRole('button', { name: 'meta.list_numbers' }).click();
    await button(pane(c), 'Copy as curl').click();
    await visible(pane(c).getByText('Copied'));
    const command = await c.page.evaluate(() => navigator.clipboard.readText());
    assert.match(command, /Bearer EAAJBsimulator/, 'the masked token is filled in');
    assert.match(execFileSync('bash', ['-c', command.replace('curl', 'curl -s')], { encoding: 'utf8' }), /"data"/);
    await c.page.keyboard.press('Escape');
    await c.graph('GET', `${BUSINESS}/preverified_numbers`, undefined, { Authorization: 'Bearer EAAJunknown0001' });
    await row(requests, '401').getByRole('button').click();
    await visible(pane(c).getByText(/A secret is masked/).first());
    await c.close();
  });

  test('Break the next one like this: every way, once', async () => {
    const c = await fresh(), requests = c.region('Requests');
    await list(c);
    await requests.getByRole('button', { name: 'meta.list_numbers' }).click();
    const outcomes = [];
    for (const how of ['Reply lost', 'Connection reset', '429', 'Error']) {
      await pane(c).getByRole('combobox', { name: 'How to break it' }).selectOption(how);
      await button(pane(c), 'Break the next one like this').click();
      await visible(pane(c).getByText(/^Added next-list-numbers/));
      outcomes.push(await list(c).catch(() => 'cut'), await list(c));
    }
    assert.deepEqual(outcomes, ['cut', 200, 'cut', 200, 429, 200, 500, 200]);
    await visible(c.region('Faults').getByText('acted 1/1').first());
    await c.close();
  });

  test('hiding rows leaves the journal alone', async () => {
    const c = await retried(), requests = c.region('Requests');
    await button(requests, 'Hide').click();
    await visible(requests.getByText('No request fits.'));
    await list(c);
    await until('what comes is shown', async () => String(await ids(requests)) === 'r8');
    assert.equal((await c.control('GET', 'requests/count')).count, 8);
    await button(requests, 'Show all').click();
    await until('all are back', async () => (await ids(requests)).length === 8);
    await c.close();
  });

  test('hostile text is text', async () => {
    const c = await fresh(), evil = '<img src=x onerror="globalThis.broken=1">';
    await c.control('POST', 'faults', { name: evil, do: { latency: '1ms' } });
    await c.graph('POST', `${BUSINESS}/add_phone_numbers?x=${encodeURIComponent(evil)}`, { phone_number: evil }, { 'X-Evil': evil });
    await visible(c.region('Faults').getByText(evil, { exact: true }));
    await c.region('Requests').getByRole('button', { name: 'meta.add_number' }).click();
    await visible(pane(c).getByText(`phone_number = ${evil}`));
    await pane(c).getByText('headers').first().click();
    await visible(pane(c).getByText(`X-Evil: ${evil}`).first());
    assert.equal(await c.page.locator('img').count(), 0);
    await c.page.goto(`${sim().url}/_world/${encodeURIComponent('<b>x')}/_sim/`);
    await visible(alert(c.page, 'The name of the world is not valid').first());
    assert.equal(await c.page.evaluate(() => globalThis.broken), undefined);
    await c.close(/40[04]|503/);
  });
});

describe('numbers and codes', () => {
  test('a number, its code and its requests, as they come', async () => {
    const c = await fresh(), numbers = c.region('Numbers'), codes = c.region('Codes');
    await visible(numbers.getByText('No numbers yet'));
    const id = await add(c, '15550783881');
    await visible(row(numbers, '15550783881').getByText('NOT_VERIFIED'));
    await visible(row(numbers, '15550783881').getByText('+1 555-078-3881', { exact: true }));
    await c.graph('POST', `${id}/request_code`, { code_method: 'SMS', language: 'en_US' });
    const { code } = await c.control('GET', `codes/latest?number_id=${id}`);
    await visible(codes.getByText(code, { exact: true }));
    await visible(codes.getByText('+1 555-078-3881', { exact: true }));
    await visible(codes.getByText(/^(10m 00|9m \d\d)s$/));
    await button(codes, `Copy code ${code}`).click();
    await visible(codes.getByText('Copied'));
    assert.equal(await c.page.evaluate(() => navigator.clipboard.readText()), code);
    await c.graph('POST', `${id}/verify_code`, { code: code === '111111' ? '222222' : '111111' });
    await visible(codes.getByText(/1 wrong try/));
    await button(numbers, '+15550783881').click();
    await visible(pane(c).getByRole('img', { name: 'State machine; the number is at CODE PENDING' }));
    await c.graph('POST', `${id}/verify_code`, { code });
    await visible(row(numbers, '15550783881').getByText('VERIFIED', { exact: true }));
    await visible(row(numbers, '15550783881').getByText(/^1[34]d \d\dh$/));
    await visible(pane(c).getByRole('img', { name: 'State machine; the number is at VERIFIED' }));
    await visible(pane(c).getByRole('listitem').filter({ hasText: `${code} used` }));
    for (const step of ['added', 'meta.add_number', 'meta.request_code', 'code_wrong', 'verified']) await visible(pane(c).getByRole('listitem').filter({ hasText: step }).first());
    await button(pane(c), 'Expire').click();
    await visible(pane(c).getByRole('img', { name: 'State machine; the number is at EXPIRED' }));
    await c.page.keyboard.press('Escape');
    await gone(pane(c));
    await visible(row(numbers, '15550783881').getByText(/ ago$/));
    await c.close();
  });

  test('add, claim, expire and delete, by keyboard too, and a mistake keeps the form', async () => {
    const c = await fresh(), numbers = c.region('Numbers'), phone = field(numbers, 'Phone number');
    await phone.fill('+1 555 078 3881');
    await phone.press('Enter');
    await visible(row(numbers, '15550783881'));
    assert.equal(await phone.inputValue(), '');
    for (const [typed, words] of [['15550783881', 'The number exists already'], ['hello', 'is not a phone number with its country code']]) {
      await phone.fill(typed);
      await button(numbers, 'Add number').click();
      await visible(alert(numbers, words));
      assert.equal(await phone.inputValue(), typed, 'the form has lost what was typed');
    }
    await phone.fill('4915123456789');
    await numbers.getByRole('combobox', { name: 'Owner' }).selectOption(`partner:${PARTNER}`);
    await button(numbers, 'Add number').click();
    await visible(row(numbers, '4915123456789').getByText(`360dialog · ${PARTNER}`));
    await c.control('POST', 'events', { verify: '15550783881' });
    const first = row(numbers, '15550783881'), second = row(numbers, '4915123456789');
    await first.getByRole('button', { name: 'Expire' }).click();
    await visible(first.getByText('EXPIRED'));
    await second.getByRole('button', { name: 'Claim' }).click();
    await gone(second); // a claim replaces the number
    await first.getByRole('button', { name: 'Delete' }).focus();
    await c.page.keyboard.press('Enter');
    await gone(first);
    await numbers.getByRole('combobox', { name: 'Show status' }).selectOption('deleted');
    await visible(first.getByText('DELETED'));
    await visible(second.getByText('IN USE'));
    await c.close(/40[09]/);
  });
});

describe('clock', () => {
  const still = `version: 1\nname: still\nsummary: Stands still.\nclock: {mode: frozen, at: 2026-01-15T09:00:00Z}\nbusinesses: [{id: "${BUSINESS}", name: B, tokens: [EAAJBsimulator]}]\n` +
    `numbers: [{phone_number: "12115555105", business: "${BUSINESS}", status: VERIFIED, verified: 13d ago}]\n`;

  test('by typing, by one click, and to what comes next', async () => {
    const c = await fresh();
    await c.scenario(still);
    const clock = c.region('Clock'), by = field(clock, 'Advance by'), next = clock.getByRole('list', { name: 'What comes next' });
    await visible(clock.getByText('2026-01-15 09:00:00 UTC', { exact: true }));
    await list(c);
    await by.fill('a while');
    await button(clock, 'Advance').click();
    await visible(alert(clock, 'a duration is'));
    assert.equal(await by.inputValue(), 'a while');
    await by.fill('2h30m');
    await by.press('Enter');
    await visible(clock.getByText('2026-01-15 11:30:00 UTC', { exact: true }));
    await button(clock, '+10 min').click();
    await visible(next.getByText('21h 20m'));
    await next.getByRole('button', { name: /\+1 211-555-5105 expires/ }).click();
    await visible(clock.getByText('2026-01-16 09:00:00 UTC', { exact: true }));
    await visible(clock.getByRole('list', { name: 'What became due' }).getByText('+1 211-555-5105 expires'));
    await visible(row(c.region('Numbers'), '12115555105').getByText('EXPIRED'));
    await visible(row(c.region('Requests'), 'meta.list_numbers').getByText('01-15 09:00:00')); // another day than the world's
    await clock.getByRole('button', { name: /The clock is frozen/ }).click();
    await visible(clock.getByRole('button', { name: /The clock is running/ }));
    await box(clock, 'Speed').selectOption('3600');
    await visible(clock.getByText('running ×3600'));
    await c.close(/400/);
  });
});

describe('faults', () => {
  test('nothing is preselected but once, and an empty rule is refused', async () => {
    const c = await fresh(), faults = c.region('Faults');
    for (const name of ['Failure', 'Operation', 'Reply', 'Connection', 'Delivery', 'Origin']) assert.equal(await box(faults, name).inputValue(), '', name);
    for (const name of ['On calls', 'Latency']) assert.equal(await field(faults, name).inputValue(), '', name);
    assert.equal(await box(faults, 'How often').locator('option:checked').innerText(), 'once');
    await button(faults, 'Add fault').click();
    await visible(faults.getByRole('alert').first());
    assert.equal((await c.control('GET', 'faults')).data.length, 8);
    const { FaultAction, FaultMatch, FaultDelivery } = (await c.control('GET', 'scenario-schema')).$defs;
    const words = { Reply: FaultAction.properties.reply.enum, Connection: FaultAction.properties.connection.enum, Origin: FaultMatch.properties.origin.enum, Delivery: [...FaultDelivery.oneOf[0].enum, 'late'] };
    for (const [name, want] of Object.entries(words)) {
      const offered = await box(faults, name).locator('option').evaluateAll((o) => o.map((x) => x.value).filter(Boolean));
      assert.deepEqual(offered.sort(), want.toSorted(), `${name} offers what the language has`);
    }
    await c.close(/400/);
  });

  test('every trigger and action can be built', async () => {
    const c = await fresh(), faults = c.region('Faults'), id = await add(c, '15550783881');
    await faults.getByText('More triggers and answers').click();
    const set = { Failure: 'meta.unexpected_error', Operation: 'meta.verify_code', Origin: 'client', 'How often': 'three times', API: 'meta', Method: 'POST', 'Status of the number': 'NOT_VERIFIED' };
    for (const [name, value] of Object.entries(set)) await box(faults, name).selectOption(value);
    const typed = { 'On calls': '2, 3', Latency: '1ms-2ms', 'For number': '+1 555 078 3881', Name: 'all', 'Number id': id, Business: BUSINESS, 'From call': '1', 'Every n-th call': '1', Probability: '1', After: '1ms', Until: '1h', 'Answer headers, one a line': 'X-One: 1' };
    for (const [name, value] of Object.entries(typed)) await field(faults, name).fill(value);
    await faults.getByRole('checkbox', { name: 'Make the change all the same' }).check();
    await faults.getByRole('checkbox', { name: 'The report does not ask for it' }).check();
    await button(faults, 'Add fault').click();
    await visible(faults.getByRole('checkbox', { name: 'all is on' }));
    const { name, on, when, do: what, optional } = (await c.control('GET', 'faults')).data.at(-1);
    assert.deepEqual({ name, on, when, what, optional }, {
      name: 'all', optional: true, on: { operation: 'meta.verify_code', api: 'meta', method: 'POST', origin: 'client', phone_number: '15550783881', number_id: id, business: BUSINESS },
      when: { calls: [2, 3], from: 1, every: 1, times: 3, probability: 1, after: '1ms', until: '1h', status: 'NOT_VERIFIED' },
      what: { error: 'meta.unexpected_error', apply: true, headers: { 'X-One': '1' }, latency: { min: '1ms', max: '2ms' } },
    });
    assert.equal(await field(faults, 'On calls').inputValue(), '', 'the form is empty again');
    for (const [control, option, want] of [['Reply', 'truncate', { reply: 'truncate', violates: 'chosen in the console' }], ['Connection', 'hang', { connection: 'hang' }], ['Delivery', 'never', { deliver: 'never' }], ['Delivery', 'late', { deliver: { late: '30s' } }]]) {
      await box(faults, control).selectOption(option);
      await button(faults, 'Add fault').click();
      await until(`${control} ${option}`, async () => JSON.stringify((await c.control('GET', 'faults')).data.at(-1).do) === JSON.stringify(want));
    }
    await field(faults, 'Answer status').fill('503');
    await field(faults, 'Answer body, text or JSON').fill('{"maintenance": true}');
    await field(faults, 'Why it may break the contract').fill('a proxy answers');
    await button(faults, 'Add fault').click();
    await until('a body of its own', async () => JSON.stringify((await c.control('GET', 'faults')).data.at(-1).do) === '{"status":503,"body":{"maintenance":true},"violates":"a proxy answers"}');
    await c.close();
  });

  test('own rules come first, a spent one looks spent, the nearest miss can be read', async () => {
    const c = await fresh(), faults = c.region('Faults'), rules = faults.getByRole('listitem');
    await box(faults, 'Failure').selectOption('meta.temporarily_unavailable');
    await box(faults, 'Operation').selectOption('meta.list_numbers');
    await button(faults, 'Add fault').click();
    const rule = rules.filter({ hasText: 'meta.list_numbers → meta.temporarily_unavailable, once' });
    await visible(rule);
    assert.match(await text(rules.first()), /Yours/);
    assert.equal(await list(c), 503);
    assert.equal(await list(c), 200);
    await visible(rule.getByText('acted 1/1'));
    assert.match(await rule.getAttribute('class'), /spent/);
    await visible(faults.getByText('8 of 9 may act'));
    await visible(rules.filter({ hasText: 'magic-0100' }).getByText(/^Nearest miss: r\d+/));
    await box(faults, 'Failure').selectOption('360dialog.already_in_pool');
    await box(faults, 'Operation').selectOption('meta.list_numbers');
    await button(faults, 'Add fault').click();
    await visible(alert(faults, 'The request is not valid'));
    assert.equal(await box(faults, 'Operation').inputValue(), 'meta.list_numbers', 'nothing is lost');
    await rule.getByRole('checkbox').click();
    await until('it is off', async () => !(await c.control('GET', 'faults')).data.at(-1).enabled);
    await rule.getByRole('button', { name: /^Remove/ }).click();
    await gone(rule);
    await c.close(/400/);
  });
});

describe('scenario', () => {
  test('load from the library, its task, the report, coverage', async () => {
    const c = await fresh(), scenario = c.region('Scenario');
    await c.control('POST', 'numbers', { phone_number: '15550783881' });
    await visible(row(c.region('Numbers'), '15550783881'));
    await box(scenario, 'Scenario').selectOption('code-expires-then-retry');
    await visible(scenario.getByText(/^Task:/));
    await button(scenario, 'Load').click();
    await visible(scenario.getByText(/^code-expires-then-retry · seed/));
    await gone(row(c.region('Numbers'), '15550783881'));
    await button(scenario, 'Verify').click();
    await visible(scenario.getByText(/^(Failed|Not met)$/));
    await visible(scenario.getByRole('listitem').filter({ hasText: /^[✗○]/ }).first());
    await c.page.reload();
    await visible(scenario.getByText(/^(Failed|Not met)$/)); // the report outlives a reload
    await list(c);
    await button(scenario, 'Coverage').click();
    await visible(pane(c).getByTitle('meta.list_numbers 200: 1 times'));
    await visible(pane(c).getByTitle('meta.verify_code 200: never'));
    assert.equal(new URL(c.page.url()).hash, '#coverage');
    await button(c.page, 'Reset').click();
    await gone(scenario.getByText(/^(Failed|Not met)$/)); // but not the start of the world
    await c.close();
  });

  test('YAML is linted as it is typed, loaded, and a mistake changes nothing', async () => {
    const c = await fresh(), scenario = c.region('Scenario'), yaml = field(scenario, 'Scenario YAML');
    await yaml.fill('version: 1\nname: own\nsummary: Mine.\nbla: 2\n');
    await visible(scenario.getByRole('listitem').filter({ hasText: /^4:1.*unknown key "bla"/ }));
    await button(scenario, 'Load').click();
    await visible(alert(scenario, 'unknown key'));
    assert.match(await yaml.inputValue(), /bla/);
    assert.equal((await c.control('GET', 'scenario')).name, 'default');
    await yaml.fill(`version: 1\nname: own\nsummary: Mine.\nbusinesses: [{id: "${BUSINESS}", name: B, tokens: [EAAJBsimulator]}]\ntask: {say: Do it., for: [meta], add: ["15550783881"]}\n`);
    await visible(scenario.getByText('own can be loaded.'));
    await button(scenario, 'Load').click();
    await visible(scenario.getByText(/^own · seed/));
    await visible(scenario.getByText('Task: Do it. Add +15550783881.'));
    await yaml.fill('');
    await button(scenario, 'Edit the present one').click();
    await visible(scenario.getByText('own can be loaded.'));
    await c.close(/422/);
  });

  test('a snapshot is downloaded and restored; one of another version is refused', async () => {
    const c = await fresh(), scenario = c.region('Scenario'), numbers = c.region('Numbers');
    await c.control('POST', 'numbers', { phone_number: '15550783881' });
    const [download] = await Promise.all([c.page.waitForEvent('download'), button(scenario, 'Download snapshot').click()]);
    const file = await download.path(), snapshot = JSON.parse(await readFile(file, 'utf8'));
    assert.equal(download.suggestedFilename(), `${c.world}-snapshot.json`);
    await c.control('POST', 'reset');
    await gone(row(numbers, '15550783881'));
    const restore = async (path) => {
      const [chooser] = await Promise.all([c.page.waitForEvent('filechooser'), button(scenario, 'Restore snapshot').click()]);
      await chooser.setFiles(path);
    };
    await restore(file);
    await visible(row(numbers, '15550783881'));
    await button(c.page, 'Undo').click();
    await gone(row(numbers, '15550783881'));
    await writeFile(`${file}-other`, JSON.stringify({ ...snapshot, version: 99 }));
    await restore(`${file}-other`);
    await visible(alert(scenario, /-other: /));
    await c.close(/4\d\d/);
  });

  test('Reset and Load can be undone', async () => {
    const c = await fresh(), numbers = c.region('Numbers'), undo = button(c.page, 'Undo');
    await add(c, '15550783881');
    await visible(row(numbers, '15550783881'));
    assert.ok(await undo.isDisabled());
    await button(c.page, 'Reset').click();
    await gone(row(numbers, '15550783881'));
    await visible(c.region('Requests').getByText('No requests yet'));
    await undo.click();
    await visible(row(numbers, '15550783881'));
    await visible(row(c.region('Requests'), 'meta.add_number'));
    await box(c.region('Scenario'), 'Scenario').selectOption('throttled');
    await button(c.region('Scenario'), 'Load').click();
    await visible(c.region('Scenario').getByText(/^throttled · seed/));
    await undo.click();
    await visible(c.region('Scenario').getByText(/^default · seed/));
    await visible(row(numbers, '15550783881'));
    await c.close();
  });
});

describe('limits, signups, worlds', () => {
  test('usage of the limits, and which one refused', async () => {
    const c = await fresh(), limits = c.region('Limits'), id = await add(c, '15550783881');
    await c.graph('POST', `${id}/request_code`, { code_method: 'SMS', language: 'en_US' });
    await c.graph('POST', `${id}/verify_code`, { code: '000000' });
    await visible(limits.getByText('1/125'));
    await button(limits, 'Exhaust meta-verify-code').click();
    await visible(limits.getByText(/^125\/125/).first());
    assert.equal((await c.graph('POST', `${id}/verify_code`, { code: '000000' })).status, 429);
    await visible(row(c.region('Requests'), '429').getByText(/limit meta-verify-code/));
    await c.close();
  });

  test('a signup is opened, ended, and gives message and code', async () => {
    const c = await fresh(), signups = c.region('Signups');
    await c.control('POST', 'numbers', { phone_number: '15550783881', status: 'VERIFIED' });
    await field(signups, 'Numbers to offer').fill('+1 555 078 9999');
    await button(signups, 'Open signup').click();
    await visible(signups.getByRole('alert').filter({ hasText: /./ }));
    assert.equal(await field(signups, 'Numbers to offer').inputValue(), '+1 555 078 9999');
    await field(signups, 'Numbers to offer').fill('+1 555 078 3881');
    await field(signups, 'Customer').fill('Wind and Wool');
    await button(signups, 'Open signup').click();
    const signup = signups.getByRole('listitem').filter({ hasText: 'Wind and Wool' });
    await visible(signup.getByText('open', { exact: true }));
    await signup.getByRole('button', { name: /^End signup/ }).click();
    await visible(signup.getByText('finished'));
    const [made] = (await c.control('GET', 'signups')).data;
    await button(signup, `Copy code of ${made.id}`).click();
    assert.equal(await c.page.evaluate(() => navigator.clipboard.readText()), made.code);
    await button(signup, `Copy message of ${made.id}`).click();
    assert.match(await c.page.evaluate(() => navigator.clipboard.readText()), /WA_EMBEDDED_SIGNUP/);
    await c.close(/4\d\d/);
  });

  test('WABAs: whose they are, their numbers, and the apps that are told', async () => {
    const c = await fresh(), wabas = c.region('WABAs'), evil = '<img src=x onerror="globalThis.broken=1">';
    await visible(wabas.getByText(/^No WABAs yet/));
    const { id } = await c.control('POST', 'numbers', { phone_number: '15550783881', status: 'VERIFIED', partner: PARTNER });
    const made = await c.control('POST', 'signups', { phone_numbers: ['15550783881'], business: { name: evil }, outcome: 'finish' });
    const waba = wabas.getByRole('listitem').filter({ hasText: made.waba_id });
    for (const words of [evil, '+1 555-078-3881', 'verified', made.phone_number_id, `360dialog · ${PARTNER}`]) await visible(waba.getByText(words, { exact: true }));
    await visible(waba.getByText(`Owner ${made.business_id}`));
    await visible(waba.getByText('No app is subscribed.'));
    await c.graph('POST', `${made.waba_id}/subscribed_apps`, {});
    await c.graph('POST', `${made.phone_number_id}/register`, { messaging_product: 'whatsapp', pin: '581063' });
    await visible(waba.getByText('registered', { exact: true }));
    await visible(waba.getByText(/^App \d+ is subscribed$/));
    await visible(wabas.getByText('1 · 1 of 1 numbers registered'));
    await button(waba, 'Copy id of 15550783881').click();
    assert.equal(await c.page.evaluate(() => navigator.clipboard.readText()), made.phone_number_id);
    await button(waba, 'Pre-verified number of 15550783881').click();
    await visible(pane(c).getByText(id, { exact: true }));
    assert.equal(await c.page.locator('img').count(), 0);
    await c.close();
  });

  test('a webhook is set, its deliveries lead to their records, and a callback that does not answer is refused', async () => {
    const c = await fresh(), hooks = c.region('Webhooks'), [app] = (await c.control('GET', 'apps')).data;
    const form = hooks.getByRole('form', { name: `Webhook of ${app.name}` }), set = button(form, 'Set webhook');
    await visible(hooks.getByText('No callback: the app is told nothing.'));
    await visible(hooks.getByText('None yet.'));
    const server = createServer((q, r) => r.end(new URL(q.url, 'http://x').searchParams.get('hub.challenge'))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${server.address().port}/hook`;
    await field(form, 'Callback URL').fill('ftp://x');
    await set.click();
    await visible(alert(hooks, 'http:// or https://'));
    assert.equal(await field(form, 'Callback URL').inputValue(), 'ftp://x');
    await field(form, 'Callback URL').fill(url);
    await field(form, 'Verify token').fill('v');
    await field(form, 'Fields').fill('account_update, messages');
    await set.click();
    await visible(hooks.getByText(`Told of account_update, messages at ${url}, signed with the app’s secret.`));
    assert.deepEqual((await c.control('GET', 'apps')).data[0].webhook, { url, verify_token: 'v', fields: ['account_update', 'messages'] });
    await button(hooks, `Copy secret of ${app.name}`).click();
    assert.equal(await c.page.evaluate(() => navigator.clipboard.readText()), app.secret);
    await c.control('POST', 'signups', { outcome: 'only_waba' });
    const delivery = hooks.getByRole('list', { name: /^Deliveries/ }).getByRole('listitem').filter({ hasText: '/hook' });
    await visible(delivery.getByText('200', { exact: true }));
    await delivery.getByRole('button').click();
    await visible(pane(c).getByText('meta.webhook').first());
    await field(form, 'Callback URL').fill('');
    await set.click();
    await visible(hooks.getByText('No callback: the app is told nothing.'));
    server.close();
    await c.close(/4\d\d/);
  });

  test('worlds: choose, create, and go back', async () => {
    const c = await fresh(), world = box(c.page, 'World');
    await c.control('POST', 'numbers', { phone_number: '15550783881' });
    await visible(row(c.region('Numbers'), '15550783881'));
    const create = async (name) => {
      const input = field(c.page, 'New world');
      if (!(await input.isVisible())) await c.page.getByText('New…').click();
      await input.fill(name);
      await button(c.page, 'Create world').click();
    };
    await create('no good');
    await visible(alert(c.page, 'The request is not valid'));
    await create('other.1');
    await until('the new world is chosen', async () => (await world.inputValue()) === 'other.1');
    assert.equal(new URL(c.page.url()).pathname, '/_world/other.1/_sim/');
    await gone(row(c.region('Numbers'), '15550783881'));
    await list(clients(sim().url, 'other.1'));
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
