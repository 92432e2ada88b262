// The region WABAs: the accounts of customers, the newest first, with their phone
// numbers and the apps that are told of them.
import { $, badge, copyButton, h, keyed, phone, put } from './dom.js';
import { newest } from './api.js';
import { open } from './address.js';

const copied = (what, id) => h('span', { class: 'id' }, h('code', {}, id), ' ', copyButton(`Copy id of ${what}`, () => id));

const drawNumber = (n) => h('div', { class: 'line wrap' },
  h('span', {}, phone(n.display_phone_number, n.phone_number)), badge(n.registered ? 'registered' : n.verified ? 'verified' : 'unverified'), copied(n.phone_number, n.id),
  n.preverified_id && h('button', { class: 'link', type: 'button', 'aria-label': `Pre-verified number of ${n.phone_number}`, click: () => open(`number-${n.preverified_id}`) }, `pre-verified ${n.preverified_id}`),
  n.partner_id && h('span', { class: 'meta' }, `360dialog · ${n.partner_id}`));

/** Starts the region. */
export function wabas(app) {
  const region = $('#wabas'), list = $('.cards', region);
  const newestOnes = newest('wabas');

  const make = (w) => h('li', {},
    h('div', { class: 'top' }, h('span', { class: 'name' }, w.name), copied(`WABA ${w.id}`, w.id)),
    h('div', { class: 'meta' }, `Owner ${app.businessLabel(w.business)}`),
    h('div', { class: 'meta' }, w.subscribed_apps.map((s) => `App ${s.app} is subscribed${s.override_callback_uri ? `, at ${s.override_callback_uri}` : ''}`).join('; ') || 'No app is subscribed.'),
    w.phone_numbers.map(drawNumber));

  async function refresh() {
    const fresh = app.epoch(), page = await newestOnes.read();
    if (!page || !fresh()) return;
    const numbers = page.shown.flatMap((w) => w.phone_numbers), all = page.total === page.shown.length;
    keyed(list, page.shown, (w) => JSON.stringify(w), make);
    $('.empty', region).hidden = page.total > 0;
    put($('.count', region), page.total ? `${all ? '' : `newest ${page.shown.length} of `}${page.total} · ${numbers.filter((n) => n.registered).length} of ${numbers.length} numbers registered` : '');
  }
  return { refresh, clear: () => { newestOnes.clear(); list.replaceChildren(); }, quiet: $('.problem', region) };
}
