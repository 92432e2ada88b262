// The region Webhooks: where each app is told what happens, and what it was told.
import { $, act, copyButton, h, keyed, put, say } from './dom.js';
import { call, poll, query } from './api.js';
import { stamp } from './time.js';
import { recordLink } from './record.js';
import { statusOf, why } from './requests.js';

const DELIVERIES = 10;

/** Starts the region. */
export function webhooks(app) {
  const region = $('#webhooks'), problem = $('#webhook-problem'), list = $('.cards', region), sent = $('#deliveries');
  let last = {}, lastSent = {};

  function make(a) {
    const { url = '', verify_token = '', fields = [] } = a.webhook ?? {};
    const field = (label, value, placeholder) => h('label', { class: 'field' }, h('span', {}, label), h('input', { value, placeholder, spellcheck: 'false' }));
    const [to, token, names] = [['Callback URL', url, 'http://127.0.0.1:3000/webhook'], ['Verify token', verify_token, ''], ['Fields', fields.join(', '), 'account_update']].map((f) => field(...f));
    const text = (of) => $('input', of).value.trim();
    const button = h('button', {}, 'Set webhook');
    const form = h('form', { 'aria-label': `Webhook of ${a.name}`, autocomplete: 'off', submit: (e) => {
      e.preventDefault();
      act(button, problem, async () => {
        const told = text(names).split(/[\s,]+/).filter(Boolean);
        await call('PUT', `apps/${encodeURIComponent(a.id)}/webhook`, { url: text(to), ...(text(token) && { verify_token: text(token) }), ...(told.length && { fields: told }) });
        say(text(to) ? 'The callback has answered and is set' : 'The callback is taken away');
        await refresh();
      });
    } }, to, token, names, button);
    return h('li', {},
      h('div', { class: 'top' }, h('span', { class: 'name' }, a.name), h('code', {}, a.id)),
      h('div', { class: 'meta' }, 'Secret ', h('code', {}, `****${a.secret.slice(-4)}`), ' ', copyButton(`Copy secret of ${a.name}`, () => a.secret)),
      h('div', { class: 'meta' }, url ? `Told of ${fields.join(', ') || 'account_update'} at ${url}, signed with the app’s secret.` : 'No callback: the app is told nothing.'), form);
  }

  const makeDelivery = (r) => !r ? h('li', { class: 'note' }, 'None yet.') : h('li', {}, statusOf(r), ' ', h('time', {}), ' ', recordLink(r.id), ' ', h('span', { class: 'words' }, why(r) || r.path));

  async function refresh() {
    const fresh = app.epoch();
    const [apps, records] = await Promise.all([poll('apps?limit=100', last), poll('requests' + query({ origin: 'meta', limit: DELIVERIES }), lastSent)]);
    if (!fresh()) return;
    if (apps) {
      keyed(list, apps.data, (a) => JSON.stringify(a), make);
      put($('.count', region), `${apps.data.filter((a) => a.webhook).length} of ${apps.data.length} apps`);
    }
    if (records) keyed(sent, records.data.length ? records.data : [null], (r) => r && `${r.id} ${r.at}`, makeDelivery, (li, r) => r && stamp($('time', li), r.at));
  }
  function clear() {
    last = {};
    lastSent = {};
    list.replaceChildren();
    sent.replaceChildren();
  }
  return { refresh, clear, quiet: $('.quiet', region) };
}
