// One number in full: where it stands, its codes, and what happened to it.
import { badge, copyButton, h } from './dom.js';
import { get } from './api.js';
import { brief, day, moment } from './time.js';
import { open } from './address.js';
import { statusOf, verdicts, why } from './requests.js';
import { machine, placeOf, trailOf } from './machine.js';

/** Reads a number with its codes and the journal about it. */
export async function loadNumber(id) {
  const number = await get(`numbers/${encodeURIComponent(id)}`);
  const [codes, journal] = await Promise.all([get(`codes?number_id=${id}&limit=10`), get(`requests?phone_number=${number.phone_number}&limit=100`)]);
  return { number, codes: codes.data, records: journal.data.reverse() };
}

function steps(number, records) {
  const own = [[number.created_at, 'added'], [number.verified_at, 'verified'], [number.deleted_at, 'deleted'], [number.status === 'EXPIRED' ? number.expires_at : null, 'expired']]
    .filter(([at]) => at).map(([at, what]) => [at, what]);
  const calls = records.map((r) => [r.at, [h('button', { class: 'link', click: () => open(r.id) }, r.operation ?? `${r.method} ${r.path}`), statusOf(r), h('span', { class: 'words' }, why(r)), verdicts(r)]]);
  return [...own, ...calls].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

function history(list) {
  let last = '';
  return h('ol', { class: 'history' }, list.map(([at, what]) => {
    const first = day(at) !== last;
    last = day(at);
    return h('li', {}, h('time', {}, first ? moment(at) : moment(at).slice(11)), h('span', { class: 'event' }, what));
  }));
}

function actions(app, n) {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const button = (verb, label, disabled) => h('button', { type: 'button', disabled, click: (e) => app.regions.numbers.happen(e.currentTarget, problem, verb, n.phone_number) }, label);
  return [h('p', { class: 'line' }, button('claim', 'Claim', n.availability === 'IN_USE'), button('expire', 'Expire', n.status !== 'VERIFIED'), button('delete', 'Delete')), problem];
}

/** Draws it for the pane. */
export function drawNumber(app, { number: n, codes, records }) {
  const pending = codes.find((c) => c.state === 'pending');
  const facts = [
    ['Digits', [h('code', {}, n.phone_number), ' ', copyButton('Copy number', () => n.phone_number)]], ['Id', [h('code', {}, n.id), ' ', copyButton('Copy id', () => n.id)]], ['Status', n.status], ['Availability', n.availability], ['Owner', app.businessLabel(n.owner_business_id)],
    ['Shared with', n.shared_with.map(app.businessLabel).join(', ') || '–'], ['Partner', n.partner_id ?? '–'], ['Expires', n.expires_at ? `${moment(n.expires_at)} UTC` : '–'],
  ];
  return {
    title: n.display_phone_number,
    nodes: [
      h('div', { class: 'drawing', tabindex: 0, role: 'group', 'aria-label': 'Where it stands' }, machine(placeOf(n, pending), trailOf(n, records, codes))),
      h('dl', { class: 'facts' }, facts.flatMap(([k, v]) => [h('dt', {}, k), h('dd', {}, v)])),
      n.deleted_at ? null : actions(app, n),
      codes.length ? [h('h3', {}, 'Codes'), h('ul', { class: 'calls' }, codes.map((c) => h('li', {}, h('code', {}, c.code), ' ', badge(c.state), ` ${brief(c.issued_at)} · ${c.attempts} wrong tries`)))] : null,
      h('h3', {}, 'History'), history(steps(n, records)),
      records.length ? null : h('p', { class: 'note' }, 'The journal has no request about it.'),
    ],
  };
}
