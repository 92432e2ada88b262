// Embedded Signup in a real browser: a page with Meta's own addresses in it opens the
// window through the simulator's proxy, and a back end goes on with the code.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BUSINESS, TOKEN, accessible, clients, launch, startSim, until } from './rig.mjs';

const APP = '1017734028366125', SECRET = 'sim-app-secret';
const SHOP = 'https://shop.example/';

// The listener checks the origin as Meta's example does.
const shop = (sdk) => `<!doctype html><html lang="en"><title>Shop</title><body>
<button id="launch">Sign up</button>
<script>
  const seen = [];
  addEventListener('message', (event) => {
    if (!event.origin.endsWith('facebook.com')) return;
    try {
      const message = JSON.parse(event.data);
      if (message.type === 'WA_EMBEDDED_SIGNUP') seen.push({ message, origin: event.origin, text: event.data });
    } catch { seen.push({ noise: event.data }); }
  });
  window.fbAsyncInit = () => {
    FB.init({ appId: '${APP}', autoLogAppEvents: true, xfbml: true, version: 'v23.0' });
    FB.getLoginStatus((answer) => { window.loginStatus = answer; });
  };
  let extras = {};
  document.getElementById('launch').onclick = () => FB.login((answer) => seen.push({ answer }), {
    config_id: '5550001', response_type: 'code', override_default_response_type: true, extras,
  });
</script>
<script async defer crossorigin="anonymous" src="${sdk}"></script>`;

let sim, browser;
before(async () => {
  sim = await startSim(['--proxy']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sim?.stop();
});

let worlds = 0;
const scenario = (switches) => `
version: 1
name: browser
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
switches: ${switches}
apps: [{id: "${APP}", secret: ${SECRET}}]
businesses: [{id: "${BUSINESS}", name: Lucky Shrub, tokens: [${TOKEN}]}]
numbers:
  - {phone_number: "12115555105", id: "1001", status: VERIFIED}
  - {phone_number: "12115555106", id: "1002", status: VERIFIED}
`;

/** A world of its own, and a page in it that has loaded the SDK from Meta's address. */
async function open({ switches = '{offer: all}', extras, sdk = (world) => `https://connect.facebook.net/_world/${world}/en_US/sdk.js` } = {}) {
  const world = `browser-${++worlds}`;
  const c = clients(sim.url, world);
  await c.scenario(scenario(switches));
  const context = await browser.newContext({ proxy: { server: sim.url }, ignoreHTTPSErrors: true });
  context.setDefaultTimeout(10_000);
  await context.route(`${SHOP}**`, (route) => route.fulfill({ contentType: 'text/html', body: shop(sdk(world)) }));
  const complaints = [];
  context.on('weberror', (e) => complaints.push(String(e.error())));
  context.on('console', (m) => m.type() === 'error' && complaints.push(m.text()));
  const visit = async () => {
    const page = await context.newPage();
    await page.goto(SHOP);
    await until('the SDK is there', () => page.evaluate(() => window.loginStatus?.status === 'unknown'));
    await page.evaluate((given) => { extras = given; }, extras ?? { setup: { preVerifiedPhone: { ids: ['1001', '1002'] } }, featureType: '', sessionInfoVersion: '3' });
    const popup = async () => (await Promise.all([page.waitForEvent('popup'), page.click('#launch')]))[0];
    const seen = async (count) => {
      await until(`${count} things are heard`, async () => (await page.evaluate(() => seen.length)) >= count);
      return page.evaluate(() => seen);
    };
    return { page, popup, seen };
  };
  return { ...c, ...await visit(), visit, async close() { assert.deepEqual(complaints, []); await context.close(); } };
}

/** What a back end does with the code of a signup: from the exchange to the registration. */
async function onboard(s, { code }, { waba_id, phone_number_id }) {
  const exchanged = await s.graph('GET', `oauth/access_token?client_id=${APP}&client_secret=${SECRET}&code=${code}`);
  assert.equal(exchanged.status, 200, JSON.stringify(exchanged.body));
  const customer = { Authorization: `Bearer ${exchanged.body.access_token}` };
  assert.deepEqual((await s.graph('POST', `${waba_id}/subscribed_apps`, {}, customer)).body, { success: true });
  const { body: { data: [number] } } = await s.graph('GET', `${waba_id}/phone_numbers`, undefined, customer);
  assert.equal(number.id, phone_number_id);
  assert.deepEqual((await s.graph('POST', `${number.id}/register`, { messaging_product: 'whatsapp', pin: '581063' }, customer)).body, { success: true });
  const { body: { status } } = await s.graph('GET', `${number.id}?fields=status`, undefined, customer);
  return [number.display_phone_number, status];
}

/** What a page has heard: events of messages, and states of callbacks. */
const told = (heard) => heard.filter((h) => !h.noise).map((h) => h.message?.event ?? h.answer.status);
const press = (window, name) => window.getByRole('button', { name, exact: true }).click();

describe('Embedded Signup', () => {
  test('takes two customers at once from the log-in to a registered number each', async () => {
    const s = await open();
    const other = await s.visit();
    const [window, rival] = [await s.popup(), await other.popup()];
    for (const w of [window, rival]) await w.getByRole('radio', { name: '+1 211-555-5105', exact: true }).check();
    assert.equal(new URL(window.url()).origin, 'https://www.facebook.com');
    await accessible(window, 'the window');
    await press(window, 'Finish');
    const [{ message, origin, text }, noise, { answer }] = await s.seen(3);
    assert.equal(origin, 'https://www.facebook.com');
    assert.match(noise.noise, /^cb=/);
    assert.deepEqual([message.event, message.version, answer.status], ['FINISH', 3, 'connected']);
    await until('the window is closed', () => window.isClosed());
    assert.equal((await s.control('GET', 'signups')).data[0].message, text);

    // The number of the other customer is gone, so that one tries again.
    await press(rival, 'Finish');
    const [{ message: refused }] = await other.seen(3);
    assert.equal(refused.data.error_message, 'Phone number is already registered with WhatsApp Business');
    const again = await other.popup();
    await again.getByRole('radio', { name: '+1 211-555-5106', exact: true }).waitFor();
    assert.equal(await again.getByRole('radio').count(), 1, 'a claimed number is not offered');
    await again.getByText('Phone number is already registered with WhatsApp Business').waitFor();
    await press(again, 'Finish');
    const heard = await other.seen(6);
    assert.deepEqual(told(heard), ['CANCEL', 'unknown', 'FINISH', 'connected']);

    assert.deepEqual(await onboard(s, answer.authResponse, message.data), ['+1 211-555-5105', 'CONNECTED']);
    assert.deepEqual(await onboard(s, heard[5].answer.authResponse, heard[3].message.data), ['+1 211-555-5106', 'CONNECTED']);
    await s.close();
  });

  for (const [button, state, heard] of [
    ['Finish without a number', 'finished', ['FINISH_ONLY_WABA', 'connected']],
    ['Cancel', 'cancelled', ['CANCEL', 'unknown']],
    ['Report an error', 'failed', ['CANCEL', 'unknown']],
  ]) {
    test(`ends with ${button}`, async () => {
      const s = await open();
      await press(await s.popup(), button);
      assert.deepEqual(told(await s.seen(3)), heard);
      const { data: [signup] } = await s.control('GET', 'signups');
      assert.equal(signup.state, state);
      assert.equal(signup.phone_number_id, null);
      await s.close();
    });
  }

  test('tells in the order and as often as the switches say, or the page', async () => {
    const s = await open({ switches: '{signup: {order: callback_first, message: twice}}' });
    await press(await s.popup(), 'Finish');
    assert.deepEqual(told(await s.seen(4)), ['connected', 'FINISH', 'FINISH']);
    const second = await s.popup();
    await second.getByRole('combobox', { name: 'Order', exact: true }).selectOption('message_first');
    await second.getByRole('combobox', { name: 'Message', exact: true }).selectOption('lost');
    await second.getByRole('combobox', { name: 'Step of a cancel', exact: true }).selectOption('PERMISSIONS');
    await press(second, 'Cancel');
    assert.deepEqual(told(await s.seen(6)).slice(3), ['unknown']);
    assert.equal((await s.control('GET', 'signups')).data[1].step, 'PERMISSIONS');
    await s.close();
  });

  test('is cancelled by a window that is closed', async () => {
    const s = await open();
    const window = await s.popup();
    await window.getByRole('button', { name: 'Finish', exact: true }).waitFor();
    await window.close({ runBeforeUnload: true });
    assert.deepEqual(told(await s.seen(3)), ['CANCEL', 'unknown']);
    await until('the signup is cancelled', async () => (await s.control('GET', 'signups')).data[0].state === 'cancelled');
    await s.close();
  });

  test('shows hostile texts as text', async () => {
    const hostile = '<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>';
    const s = await open({ extras: { setup: { business: { name: hostile }, phone: { displayName: hostile }, preVerifiedPhone: { ids: [hostile] } } } });
    const window = await s.popup();
    await window.getByText('No number is offered.').waitFor();
    assert.equal(await window.getByText(hostile, { exact: true }).count(), 4);
    assert.equal(await window.evaluate(() => globalThis.broken ?? document.querySelectorAll('img').length), 0);
    await press(window, 'Finish');
    assert.deepEqual(told(await s.seen(3)), ['FINISH', 'connected']);
    await s.close();
  });

  test('takes plain functions alone, and opens its window at once', async () => {
    const s = await open();
    assert.match(await s.page.evaluate(() => {
      try { FB.login(async () => {}); } catch (e) { return e.message; }
    }), /^Expression is of type asyncfunction, not function$/);
    assert.equal(await s.page.evaluate(() => {
      let opened = 0;
      window.open = () => { opened++; return null; };
      FB.login((answer) => seen.push({ answer }), { response_type: 'code' });
      return opened;
    }), 1);
    assert.deepEqual(told(await s.seen(1)), ['unknown'], 'a blocked window');
    await s.close();
  });

  test('comes from the simulator\'s own address too', async () => {
    const s = await open({ sdk: (world) => `${sim.url}/_world/${world}/de_DE/sdk.js` });
    const window = await s.popup();
    await press(window, 'Finish');
    assert.deepEqual(told(await s.seen(1)), ['connected'], 'the message is not from facebook.com');
    await s.close();
  });
});
