// The scene of the pictures: a frozen world with a bit of everything.
import { BUSINESS } from './rig.mjs';

const scene = `
version: 1
name: onboarding-week
summary: A pool in use. Some numbers are fresh, some are about to expire, one is gone to a customer.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: "${BUSINESS}", name: Lucky Shrub, tokens: [EAAJBsimulator]}]
partners: [{id: simul8PA, business: "${BUSINESS}", api_keys: [sim-api-key]}]
numbers:
  - {phone_number: "15550783881", business: "${BUSINESS}", status: VERIFIED, verified: 2d ago}
  - {phone_number: "447700900123", business: "${BUSINESS}", status: VERIFIED, verified: 13d ago}
  - {phone_number: "33612345678", business: "${BUSINESS}", status: VERIFIED, verified: 9d ago}
  - {phone_number: "12115555105", business: "${BUSINESS}", status: EXPIRED}
  - {phone_number: "4915123456789", partner: simul8PA, status: VERIFIED, verified: 5d ago}
  - {phone_number: "5511912345678", partner: simul8PA}
limits:
  - {operation: meta.verify_code, per: business, allow: 125, window: 1h, error: meta.rate_limited}
  - {operation: meta.request_code, per: number, allow: 5, window: 1h, error: meta.rate_limited}
  - {operation: 360dialog.add_number, per: partner, allow: 5, window: 30s, error: 360dialog.too_many_requests}
faults:
  - {name: share-fails-once, on: {operation: meta.share_number, origin: 360dialog}, when: {times: 1}, do: {error: meta.unexpected_error}}
  - {name: reply-is-lost, on: {operation: meta.verify_code, phone_number: "12015550188"}, when: {calls: [2]}, do: {reply: drop}}
  - {name: slow-lists, on: {operation: 360dialog.list_numbers}, do: {latency: 20ms}}
expect:
  - calls: {operation: meta.request_code, min: 1, max: 3}
  - retries: {operation: 360dialog.add_number, transient: {min: 1, max: 5}}
  - never: {operation: meta.verify_code, after_error: meta.already_verified}
  - conforms: true
`;

/** Lets a client live through a morning. */
export async function play({ scenario, control, graph, dialog360 }) {
  await scenario(scene);
  const wait = (advance) => control('POST', 'clock', { advance });
  const add = async (phone_number) => (await graph('POST', `${BUSINESS}/add_phone_numbers`, { phone_number })).body.id;
  const request = (id) => graph('POST', `${id}/request_code`, { code_method: 'SMS', language: 'en_US' });
  const codeOf = async (id) => (await control('GET', `codes/latest?number_id=${id}`)).code;
  await graph('GET', `${BUSINESS}/preverified_numbers`);
  const first = await add('12015550188');
  await request(first);
  await wait('40s');
  await graph('POST', `${first}/verify_code`, { code: '000000' });
  await graph('POST', `${first}/verify_code`, { code: await codeOf(first) }).catch(() => null);
  await wait('5s');
  await graph('POST', `${first}/verify_code`, { code: await codeOf(first) });
  await wait('2m');
  await dialog360('POST', '', { phone_number: '12125550177' });
  await wait('3s');
  await dialog360('POST', '', { phone_number: '12125550177' });
  await wait('20s');
  await dialog360('POST', '', { phone: '12125550178' });
  await control('POST', 'events', { claim: '33612345678' });
  await wait('1m');
  const second = await add('12015550199');
  await request(second);
  await wait('2m');
  for (const code of ['111111', '222222']) await graph('POST', `${second}/verify_code`, { code });
  await dialog360('GET', '');
}

