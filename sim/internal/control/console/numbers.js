// The region Numbers: pages of the list, adding, and what can be done to one.
import { $, act, copyButton, h, hour, keyed, moment, put, say } from './dom.js';
import { call, get, query } from './api.js';
import { machine, placeOf, trailOf } from './machine.js';
import { openRecord, verdicts } from './requests.js';

const SIZE = 100;

/** Starts the region. */
export function numbers(app) {
  const region = $('#numbers'), body = $('tbody', region), more = $('.more', region);
  const find = $('#find'), filter = $('#numbers-status'), scroller = $('.scroll', region);
  let pages = [{ data: [] }];
  let extra = []; // numbers added here, or found, that are on no page that is loaded

  const digits = () => find.value.replace(/\D/g, '');
  const criteria = () => (filter.value === 'deleted' ? { include: 'deleted' } : { status: filter.value });
  const fetchPage = (after) => get('numbers' + query({ ...criteria(), limit: SIZE, after }));

  // Only the pages in view are asked for again.
  function inView() {
    const row = body.rows[0]?.offsetHeight || 32;
    const page = (y) => Math.min(pages.length - 1, Math.max(0, Math.floor(y / row / SIZE)));
    const first = page(scroller.scrollTop), last = page(scroller.scrollTop + scroller.clientHeight);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  async function refresh() {
    const fresh = app.epoch();
    const wanted = inView();
    for (let i = wanted[0]; i <= wanted.at(-1); i++) {
      const page = await fetchPage(i ? pages[i - 1].next : '');
      if (!fresh()) return;
      const moved = page.next !== pages[i]?.next && i + 1 < pages.length;
      pages[i] = page;
      if (!page.next) {
        pages.length = i + 1;
        break;
      }
      if (moved) wanted.push(i + 1);
    }
    await refreshExtra(fresh);
    if (fresh()) draw();
  }

  async function refreshExtra(fresh) {
    const loaded = new Set(pages.flatMap((p) => p.data).map((n) => n.id));
    const kept = extra.filter((n) => !loaded.has(n.id)).slice(0, 5);
    const again = await Promise.all(kept.map((n) => get(`numbers/${n.id}`).catch(() => null)));
    const found = digits() ? (await get('numbers' + query({ ...criteria(), phone_number: digits(), limit: 10 }))).data : [];
    if (fresh()) extra = [...again.filter((n) => n && (!n.deleted_at || filter.value === 'deleted')), ...found];
  }

  function shown() {
    const all = new Map([...extra, ...pages.flatMap((p) => p.data)].map((n) => [n.id, n]));
    const wanted = digits();
    return [...all.values()].filter((n) => !wanted || n.phone_number.includes(wanted));
  }

  function draw() {
    const rows = shown(), next = pages.at(-1).next;
    keyed(body, rows, (n) => n.id, makeRow, updateRow);
    put($('#numbers-count'), rows.length ? `${rows.length}${next ? '+' : ''}` : '');
    $('.empty', region).hidden = rows.length > 0;
    put($('.empty', region), digits() || filter.value ? 'No number fits.' : 'No numbers yet. Add one above, or let your backend do it: what it adds shows up here.');
    more.hidden = !next;
    app.soon.numbers = rows.filter((n) => !n.deleted_at && n.expires_at).map((n) => [n.expires_at, `+${n.phone_number} expires`]);
    app.changed();
  }

  function makeRow(n) {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const button = (verb, label) => h('button', {
      class: verb, 'aria-label': `${label} ${n.phone_number}`,
      click: (e) => happen(e.currentTarget, problem, verb, n.phone_number),
    }, label);
    return h('tr', {},
      h('td', {}, h('button', { class: 'link number', title: n.display_phone_number, click: () => open(n.id) }, `+${n.phone_number}`)),
      h('td', { class: 'status' }, h('span', { class: 'badge' }), h('span', { class: 'badge use', hidden: true }, 'IN USE')),
      h('td', { class: 'left' }),
      h('td', { class: 'wide owner' }),
      h('td', { class: 'actions' }, h('div', {}, button('claim', 'Claim'), ' ', button('expire', 'Expire'), ' ', button('delete', 'Delete')), problem));
  }

  function updateRow(tr, n) {
    const [, status, left, owner, actions] = tr.cells;
    const word = n.deleted_at ? 'DELETED' : n.status;
    put(status.firstChild, word);
    status.firstChild.dataset.status = word;
    status.lastChild.hidden = n.availability !== 'IN_USE'; // a claim may leave it deleted
    left.dataset.until = (!n.deleted_at && n.status === 'VERIFIED' && n.expires_at) || '';
    left.title = n.expires_at ? `${n.status === 'EXPIRED' ? 'expired' : 'expires'} ${moment(n.expires_at)} UTC` : '';
    if (!left.dataset.until) put(left, n.status === 'EXPIRED' && !n.deleted_at ? 'over' : '–');
    put(owner, n.partner_id ? `360dialog · ${n.partner_id}` : n.owner_business_id);
    owner.title = owner.textContent;
    tr.classList.toggle('deleted', Boolean(n.deleted_at));
    actions.firstChild.hidden = Boolean(n.deleted_at);
    $('.claim', actions).disabled = n.availability === 'IN_USE';
    $('.expire', actions).disabled = n.status !== 'VERIFIED';
  }

  const happen = (button, problem, verb, phone) => act(button, problem, async () => {
    await call('POST', 'events', { [verb]: phone });
    say(`${phone}: ${verb}`);
    await refresh();
    app.touch('codes', 'coverage');
  });

  $('#number-form').addEventListener('submit', (e) => {
    e.preventDefault();
    const form = e.currentTarget, phone = $('#phone');
    act($('button', form), $('#number-problem'), async () => {
      const [kind, id] = $('#phone-owner').value.split(/:(.*)/s);
      const n = await call('POST', 'numbers', { phone_number: phone.value, ...(id ? { [kind]: id } : {}) });
      phone.value = '';
      extra.unshift(n);
      say(`Added ${n.phone_number}`);
      await refresh();
      $(`tr[data-key="${n.id}"]`, body)?.scrollIntoView({ block: 'nearest' });
    });
  });
  more.addEventListener('click', () => act(more, $('#number-problem'), async () => {
    const fresh = app.epoch(), page = await fetchPage(pages.at(-1).next);
    if (!fresh()) return;
    pages.push(page);
    draw();
  }));
  const restart = () => {
    pages = [{ data: [] }];
    extra = [];
    scroller.scrollTop = 0;
    app.touch('numbers');
  };
  filter.addEventListener('change', restart);
  find.addEventListener('input', () => {
    draw();
    app.touch('numbers');
  });

  function open(id) {
    app.drawer.open({ title: 'Number', load: () => loadNumber(id), render: (seen) => drawNumber(app, seen), live: true });
  }

  return { refresh, clear: () => { pages = [{ data: [] }]; extra = []; draw(); }, quiet: $('.filters .problem', region) };
}

async function loadNumber(id) {
  const number = await get(`numbers/${id}`);
  const [codes, journal] = await Promise.all([
    get(`codes?number_id=${id}&state=pending&limit=1`),
    get(`requests?phone_number=${number.phone_number}&limit=100`),
  ]);
  return { number, pending: codes.data[0] ?? null, records: journal.data.reverse() };
}

function drawNumber(app, { number, pending, records }) {
  const place = placeOf(number, pending);
  const facts = [
    ['Id', number.id], ['Display', number.display_phone_number], ['Status', number.status], ['Availability', number.availability],
    ['Owner', number.owner_business_id], ['Shared with', number.shared_with.join(', ') || '–'], ['Partner', number.partner_id ?? '–'],
    ['Expires', number.expires_at ? `${moment(number.expires_at)} UTC` : '–'],
  ];
  if (pending) facts.push(['Pending code', pending.code]);
  const steps = [[number.created_at, 'added'], [number.verified_at, 'verified'], [number.deleted_at, 'deleted']]
    .concat([[number.status === 'EXPIRED' ? number.expires_at : null, 'expired']])
    .filter(([at]) => at).map(([at, what]) => [at, h('span', { class: 'event' }, what)]);
  for (const r of records) {
    const words = [h('button', { class: 'link', click: () => openRecord(app, r.id) }, r.operation ?? `${r.method} ${r.path}`),
      h('span', { class: 'code', 'data-class': String(r.status)[0] }, r.status || '–'), ...verdicts(r, true)];
    steps.push([r.at, h('span', { class: 'event' }, words)]);
  }
  steps.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  let last = '';
  return {
    title: `+${number.phone_number}`,
    nodes: [
      h('div', { class: 'drawing', tabindex: 0, role: 'group', 'aria-label': 'Where it stands' }, machine(place, trailOf(number, records))),
      h('dl', { class: 'facts' }, facts.flatMap(([k, v]) => [h('dt', {}, k), h('dd', {}, v)])),
      h('div', { class: 'line' }, copyButton('Copy number', () => number.phone_number)),
      h('h3', {}, 'History'),
      h('ol', { class: 'history' }, steps.map(([at, what]) => {
        const d = at.slice(0, 10), first = d !== last;
        last = d;
        return h('li', {}, h('time', {}, `${first ? d + ' ' : ''}${hour(at)}`), what);
      })),
      records.length ? null : h('p', { class: 'note' }, 'The journal has no request about it.'),
    ],
  };
}
