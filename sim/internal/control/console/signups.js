// The region Signups: Embedded Signup without a browser, opened and ended here or
// elsewhere.
import { $, act, badge, copyButton, h, keyed, phone, put, say } from './dom.js';
import { call, newest } from './api.js';
import { countdown, stamp } from './time.js';

const OUTCOMES = [['finish', 'Finish'], ['only_waba', 'Finish without a number'], ['cancel', 'Cancel'], ['error', 'Report an error']];

/** The form that ends an open signup. */
function endForm(app, problem, s) {
  const outcome = h('select', { 'aria-label': `Outcome of ${s.id}` }, OUTCOMES.map(([value, label]) => h('option', { value }, label)));
  const number = h('select', { 'aria-label': `Number for ${s.id}` }, s.offered.map((o) => h('option', { value: o.id }, o.display_phone_number)));
  const button = h('button', { 'aria-label': `End signup ${s.id}` }, 'End');
  return h('form', { class: 'line', submit: (e) => {
    e.preventDefault();
    act(button, problem, async () => {
      const takes = outcome.value === 'finish' && number.value;
      const ended = await call('POST', `signups/${encodeURIComponent(s.id)}/finish`, { outcome: outcome.value, ...(takes && { number: number.value }) });
      say(`Signup ${ended.id} is ${ended.state}`);
      app.touch('signups', 'wabas', 'webhooks', 'numbers', 'clock');
    });
  } }, number, outcome, button);
}

function codeState(s) {
  if (s.code_used_at) return badge('used');
  const left = h('span', { class: 'until' });
  countdown(left, s.code_expires_at);
  return left;
}

const fact = (label, value) => value && h('span', {}, `${label} `, h('code', {}, value), ' ');

/** A signup as the list shows it; form ends it. */
function make(s, form) {
  const when = h('span', { class: 'meta' });
  stamp(when, s.opened_at);
  return h('li', {},
    h('div', { class: 'top' }, h('span', { class: 'name' }, s.business_name || s.business_id || `Signup ${s.id}`), badge(s.state), when),
    h('div', { class: 'meta' }, s.offered.map((o) => h('span', {}, phone(o.display_phone_number, o.phone_number), ' '))),
    s.state === 'open' && form(s),
    h('div', { class: 'meta' }, fact('WABA', s.waba_id), fact('phone number id', s.phone_number_id), fact('outcome', s.outcome), fact('error', s.error_code)),
    s.code && h('div', { class: 'line' }, h('code', { class: 'secret' }, s.code), copyButton(`Copy code of ${s.id}`, () => s.code), codeState(s)),
    s.message && h('div', { class: 'line' }, h('code', { class: 'secret', title: s.message }, s.message), copyButton(`Copy message of ${s.id}`, () => s.message)));
}

/** Opens a signup as the form at the top says. */
async function openOne() {
  const numbers = $('#signup-numbers'), name = $('#signup-customer');
  const phones = numbers.value.split(/[,;\n]+/).map((x) => x.trim()).filter(Boolean), customer = name.value.trim();
  const made = await call('POST', 'signups', { ...(phones.length && { phone_numbers: phones }), ...(customer && { business: { name: customer } }) });
  numbers.value = '';
  name.value = '';
  say(`Signup ${made.id} is open`);
}

/** Starts the region. */
export function signups(app) {
  const region = $('#signups'), problem = $('#signup-problem'), list = $('.cards', region);
  const newestOnes = newest('signups');

  async function refresh() {
    const fresh = app.epoch(), page = await newestOnes.read();
    if (!page || !fresh()) return;
    keyed(list, page.shown, (s) => JSON.stringify(s), (s) => make(s, (open) => endForm(app, problem, open)));
    $('.empty', region).hidden = page.total > 0;
    put($('.count', region), page.total ? `${page.shown.filter((s) => s.state === 'open').length} open of ${page.total}` : '');
  }
  $('#signup-form').addEventListener('submit', (e) => {
    e.preventDefault();
    act($('button', e.currentTarget), problem, () => openOne().then(refresh));
  });
  return { refresh, clear: () => { newestOnes.clear(); list.replaceChildren(); }, quiet: $('.quiet', region) };
}
