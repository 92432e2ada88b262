// The region Numbers: found by the server in the whole world, a page at a time,
// and what can be done to one.
import { $, act, atEnd, debounce, h, phone, put, say, showProblem, windowed } from './dom.js';
import { call, get, poll, query } from './api.js';
import { countdown } from './time.js';
import { filter, onOpen, open, opened, setFilters } from './address.js';

const PAGE = 100;

/** Tab goes through one row of a list; the arrow keys lead to the others. */
const reachable = (tr, on) => tr.querySelectorAll('button').forEach((b) => { b.tabIndex = on ? 0 : -1; });

/** Starts the region. */
export function numbers(app) {
  const region = $('#numbers'), problem = $('#number-problem'), scroller = $('.scroll', region), sort = $('#sort-left');
  const controls = { find: $('#find'), number_status: $('#numbers-status') };
  let pages = [], shown = [], added = null, total = 0, loading = false;

  function makeRow(n) {
    const button = (verb, label) => h('button', { class: `small ${verb}`, 'aria-label': `${label} ${n.phone_number}`, click: (e) => happen(e.currentTarget, problem, verb, n.phone_number) }, label);
    return h('tr', {},
      h('td', { class: 'number' }, h('button', { class: 'link', 'aria-label': `+${n.phone_number}`, click: () => open(`number-${n.id}`) }, phone(n.display_phone_number, n.phone_number))),
      h('td', { class: 'status' }, h('span', { class: 'badge' }), h('span', { class: 'badge', 'data-kind': 'limit', hidden: true }, 'IN USE')),
      h('td', { class: 'left' }, h('span', { class: 'until' })),
      h('td', { class: 'owner' }),
      h('td', { class: 'actions' }, button('claim', 'Claim'), ' ', button('expire', 'Expire'), ' ', button('delete', 'Delete')));
  }

  function updateRow(tr, n) {
    const [, status, left, owner, actions] = tr.cells;
    const word = n.deleted_at ? 'DELETED' : n.status;
    put(status.firstChild, word);
    status.firstChild.dataset.kind = word;
    status.lastChild.hidden = n.availability !== 'IN_USE'; // a claim may leave it deleted
    status.title = word;
    countdown(left.firstChild, n.deleted_at ?? n.expires_at);
    const name = app.businessName(n.owner_business_id);
    put(owner, n.partner_id ? `360dialog · ${n.partner_id}` : name);
    owner.title = [n.owner_business_id, n.shared_with.length && `shared with ${n.shared_with.map(app.businessName).join(', ')}`].filter(Boolean).join('; ');
    tr.classList.toggle('deleted', Boolean(n.deleted_at));
    tr.toggleAttribute('data-open', opened() === `number-${n.id}`);
    for (const b of actions.children) b.hidden = Boolean(n.deleted_at);
    reachable(tr, n === shown[0] || tr.contains(document.activeElement));
    $('.claim', actions).disabled = n.availability === 'IN_USE';
    $('.expire', actions).disabled = n.status !== 'VERIFIED';
  }
  const table = windowed(scroller, (n) => n.id, makeRow, updateRow);

  const status = () => filter('number_status');
  const path = (after) => 'numbers' + query({ q: filter('find'), sort: filter('sort'), limit: PAGE, after, ...(status() === 'deleted' ? { include: 'deleted' } : { status: status() }) });
  const rows = () => pages.flatMap((p) => p.data);

  function draw() {
    const loaded = rows();
    shown = added && !loaded.some((n) => n.id === added.id) ? [added, ...loaded] : loaded;
    table.draw(shown);
    const chosen = filter('find') || status();
    put($('.count', region), pages.length ? `${total.toLocaleString('en')}${chosen ? ' found' : ''}` : '');
    const empty = $('.empty', region);
    empty.hidden = !pages.length || loaded.length > 0;
    put(empty, chosen ? 'No number of this world fits.' : 'No numbers yet. Add one above, or let your backend do it: what it adds shows up here.');
  }

  async function readPage(i) {
    const before = pages[i], last = before?.last ?? {};
    const page = await poll(path(i ? pages[i - 1].next : ''), last);
    return page && { ...page, last };
  }

  /** Asks for the pages in view again; what lies behind a page that changed is read anew when it comes into view. */
  async function refresh() {
    if (loading) return;
    loading = true;
    const fresh = app.epoch(), [first, last] = table.view().map((row) => Math.floor(row / PAGE));
    try {
      for (let i = Math.min(first, Math.max(0, pages.length - 1)); i <= last && (i === 0 || pages[i - 1]?.next); i++) {
        const page = await readPage(i);
        if (!fresh()) return;
        if (!page) continue;
        const same = page.next === pages[i]?.next;
        pages = [...pages.slice(0, i), page, ...(same ? pages.slice(i + 1) : [])];
        total = page.total;
      }
      if (added) added = await get(`numbers/${added.id}`).catch(() => null);
      if (added?.deleted_at) added = null;
      if (fresh()) draw();
    } finally {
      loading = false;
    }
  }

  async function more() {
    if (loading || !pages.at(-1)?.next) return;
    loading = true;
    const fresh = app.epoch();
    try {
      const page = await readPage(pages.length);
      if (page && fresh()) pages.push(page);
    } finally {
      loading = false;
    }
    draw();
  }
  atEnd(scroller, () => more().catch((e) => showProblem(problem, e)));

  const happen = (button, place, verb, digits) => act(button, place, async () => {
    try {
      await call('POST', 'events', { [verb]: digits });
    } catch (error) {
      throw Object.assign(error, { title: `+${digits}: ${error.title}` });
    }
    say(`${digits}: ${verb}`);
    app.touch('numbers', 'clock', 'codes', 'coverage', 'pane');
  });

  $('#number-form').addEventListener('submit', (e) => {
    e.preventDefault();
    const field = $('#phone');
    act($('button', e.currentTarget), problem, async () => {
      const [kind, id] = $('#phone-owner').value.split(/:(.*)/s);
      added = await call('POST', 'numbers', { phone_number: field.value, ...(id ? { [kind]: id } : {}) });
      field.value = '';
      say(`Added ${added.phone_number}`);
      app.touch('numbers');
    });
  });

  function restart() {
    pages = [];
    added = null;
    scroller.scrollTop = 0;
    app.touch('numbers');
  }
  function readAddress() {
    for (const [name, control] of Object.entries(controls)) if (control !== document.activeElement) control.value = filter(name);
    sort.setAttribute('aria-pressed', String(filter('sort') === 'expires_at'));
  }
  const typed = debounce(() => {
    setFilters({ find: controls.find.value.trim() });
    restart();
  });
  controls.find.addEventListener('input', typed);
  controls.number_status.addEventListener('change', () => {
    setFilters({ number_status: controls.number_status.value });
    restart();
  });
  sort.addEventListener('click', () => {
    // Sorting by the time left asks which numbers expire soon.
    setFilters(filter('sort') ? { sort: '' } : { sort: 'expires_at', number_status: status() || 'VERIFIED' });
    readAddress();
    restart();
  });

  scroller.addEventListener('focusin', (e) => e.target.matches('tbody button') && reachable(e.target.closest('tr'), true));
  onOpen(draw);
  readAddress();
  return { refresh, draw, happen, clear: () => { pages = []; added = null; readAddress(); draw(); }, quiet: $('.filters .problem', region) };
}
