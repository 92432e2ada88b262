// The region Webhooks: where each app is told what happens, and what it was told.
import { $, act, copyButton, displayed, h, keyed, put, say } from './dom.js';
import { call, poll, query } from './api.js';
import { stamp } from './time.js';
import { recordLink } from './record.js';
import { statusOf, why } from './requests.js';

const DELIVERIES = 10;

const field = (label, value, placeholder) => h('label', { class: 'field' }, h('span', {}, label), h('input', { value, placeholder, spellcheck: 'false' }));
const text = (of) => $('input', of).value.trim();

/** The form that sets the callback of an app; done is called once it is set. */
function formOf(a, problem, done) {
  const { url = '', verify_token = '', fields = [] } = a.webhook ?? {};
  const to = field('Callback URL', url, 'http://127.0.0.1:3000/webhook'), token = field('Verify token', verify_token, ''), names = field('Fields', fields.join(', '), 'account_update');
  const button = h('button', {}, 'Set webhook');
  return h('form', { 'aria-label': `Webhook of ${a.name}`, autocomplete: 'off', submit: (e) => {
    e.preventDefault();
    act(button, problem, async () => {
      const told = text(names).split(/[\s,]+/).filter(Boolean);
      await call('PUT', `apps/${encodeURIComponent(a.id)}/webhook`, { url: text(to), ...(text(token) && { verify_token: text(token) }), ...(told.length && { fields: told }) });
      say(text(to) ? 'The callback has answered and is set' : 'The callback is taken away');
      await done();
    });
  } }, to, token, names, button);
}

const made = (a, form) => h('li', {},
  h('div', { class: 'top' }, h('span', { class: 'name' }, a.name), h('code', {}, a.id)),
  h('div', { class: 'meta' }, 'Secret ', h('code', {}, `****${a.secret.slice(-4)}`), ' ', copyButton(`Copy secret of ${a.name}`, () => a.secret)),
  h('div', { class: 'meta' }, a.webhook ? `Told of ${a.webhook.fields?.join(', ') ?? 'account_update'} at ${a.webhook.url}, signed with the app’s secret.` : 'No callback: the app is told nothing.'), form);

const delivery = (r) => (!r ? h('li', { class: 'note' }, 'None yet.')
  : h('li', {}, statusOf(r), ' ', h('time', {}), ' ', recordLink(r.id), ' ', h('span', { class: 'words' }, [r.phone_number && displayed(r.phone_number), why(r) || r.path].filter(Boolean).join(' '))));

/** Starts the region. */
export function webhooks(app) {
  const region = $('#webhooks'), problem = $('#webhook-problem'), list = $('.cards', region), sent = $('#deliveries');
  let last = {}, lastSent = {};

  async function refresh() {
    const fresh = app.epoch(), apps = await poll('apps?limit=100', last);
    if (apps && fresh()) {
      keyed(list, apps.data, (a) => JSON.stringify(a), (a) => made(a, formOf(a, problem, refresh)));
      put($('.count', region), `${apps.data.filter((a) => a.webhook).length} of ${apps.data.length} apps`);
    }
    const records = await poll('requests' + query({ origin: 'meta', limit: DELIVERIES }), lastSent);
    if (records && fresh()) keyed(sent, records.data.length ? records.data : [null], (r) => r && `${r.id} ${r.at}`, delivery, (li, r) => r && stamp($('time', li), r.at));
  }
  function clear() {
    last = {};
    lastSent = {};
    list.replaceChildren();
    sent.replaceChildren();
  }
  return { refresh, clear, quiet: $('.quiet', region) };
}
