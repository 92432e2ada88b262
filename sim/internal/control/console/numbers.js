// The region Numbers: found by the server in the whole world, a page at a time,
// and what can be done to one.
import { $, act, atEnd, debounce, h, phone, put, say, showProblem, windowed } from './dom.js';
import { call, get, poll, query } from './api.js';
import { countdown } from './time.js';
import { filter, onOpen, open, opened, setFilters } from './address.js';

const PAGE = 100;

/** Tab goes through one row of a list; the arrow keys lead to the others. */
const reachable = (tr, on) => tr.querySelectorAll('button').forEach((b) => { b.tabIndex = on ? 0 : -1; });

const status = () => filter('number_status');
const pathOf = (after) => 'numbers' + query({ q: filter('find'), sort: filter('sort'), limit: PAGE, after, ...(status() === 'deleted' ? { include: 'deleted' } : { status: status() }) });

class Numbers {
  region = $('#numbers');
  problem = $('#number-problem');
  quiet = $('.filters .problem', this.region);
  scroller = $('.scroll', this.region);
  sort = $('#sort-left');
  controls = { find: $('#find'), number_status: $('#numbers-status') };
  pages = [];
  shown = [];
  added = null; // shown on top until it is in a page
  total = 0;
  loading = false;
  table = windowed(this.scroller, (n) => n.id, (n) => this.makeRow(n), (tr, n) => this.updateRow(tr, n));

  constructor(app) {
    this.app = app;
    this.listen();
    this.readAddress();
  }

  makeRow(n) {
    const button = (verb, label) => h('button', { class: `small ${verb}`, 'aria-label': `${label} ${n.phone_number}`, click: (e) => this.happen(e.currentTarget, this.problem, verb, n.phone_number) }, label);
    return h('tr', {},
      h('td', { class: 'number' }, h('button', { class: 'link', 'aria-label': `+${n.phone_number}`, click: () => open(`number-${n.id}`) }, phone(n.display_phone_number, n.phone_number))),
      h('td', { class: 'status' }, h('span', { class: 'badge' }), h('span', { class: 'badge', 'data-kind': 'limit', hidden: true }, 'IN USE')),
      h('td', { class: 'left' }, h('span', { class: 'until' })),
      h('td', { class: 'owner' }),
      h('td', { class: 'actions' }, button('claim', 'Claim'), ' ', button('expire', 'Expire'), ' ', button('delete', 'Delete')));
  }

  updateRow(tr, n) {
    const [, state, left, owner, actions] = tr.cells, word = n.deleted_at ? 'DELETED' : n.status;
    put(state.firstChild, word);
    state.firstChild.dataset.kind = word;
    state.lastChild.hidden = n.availability !== 'IN_USE'; // a claim may leave it deleted
    state.title = word;
    countdown(left.firstChild, n.deleted_at ?? n.expires_at);
    const name = this.app.businessName(n.owner_business_id);
    put(owner, n.partner_id ? `360dialog · ${n.partner_id}` : name);
    owner.title = [n.owner_business_id, n.shared_with.length && `shared with ${n.shared_with.map(this.app.businessName).join(', ')}`].filter(Boolean).join('; ');
    tr.classList.toggle('deleted', Boolean(n.deleted_at));
    tr.toggleAttribute('data-open', opened() === `number-${n.id}`);
    for (const b of actions.children) b.hidden = Boolean(n.deleted_at);
    reachable(tr, n === this.shown[0] || tr.contains(document.activeElement));
    $('.claim', actions).disabled = n.availability === 'IN_USE';
    $('.expire', actions).disabled = n.status !== 'VERIFIED';
  }

  draw() {
    const loaded = this.pages.flatMap((p) => p.data), { added, region } = this;
    this.shown = added && !loaded.some((n) => n.id === added.id) ? [added, ...loaded] : loaded;
    this.table.draw(this.shown);
    const chosen = filter('find') || status();
    put($('.count', region), this.pages.length ? `${this.total.toLocaleString('en')}${chosen ? ' found' : ''}` : '');
    const empty = $('.empty', region);
    empty.hidden = !this.pages.length || loaded.length > 0;
    put(empty, chosen ? 'No number of this world fits.' : 'No numbers yet. Add one above, or let your backend do it: what it adds shows up here.');
  }

  async readPage(i) {
    const last = this.pages[i]?.last ?? {}, page = await poll(pathOf(i ? this.pages[i - 1].next : ''), last);
    return page && { ...page, last };
  }

  /** Runs a reading of pages unless one is on its way, and draws unless the world has changed. */
  async reading(read) {
    if (this.loading) return;
    this.loading = true;
    const fresh = this.app.epoch();
    try {
      await read(fresh);
      if (fresh()) this.draw();
    } finally {
      this.loading = false;
    }
  }

  /** Asks for the pages in view again; what lies behind a page that changed is read anew when it comes into view. */
  refresh() {
    const [first, last] = this.table.view().map((row) => Math.floor(row / PAGE));
    return this.reading(async (fresh) => {
      for (let i = Math.min(first, Math.max(0, this.pages.length - 1)); i <= last && (i === 0 || this.pages[i - 1]?.next); i++) {
        const page = await this.readPage(i);
        if (!fresh()) return;
        if (page) this.replace(i, page);
      }
      if (this.added) this.added = await get(`numbers/${this.added.id}`).catch(() => null);
      if (this.added?.deleted_at) this.added = null;
    });
  }

  replace(i, page) {
    const same = page.next === this.pages[i]?.next;
    this.pages = [...this.pages.slice(0, i), page, ...(same ? this.pages.slice(i + 1) : [])];
    this.total = page.total;
  }

  async more() {
    if (!this.pages.at(-1)?.next) return;
    await this.reading(async (fresh) => {
      const page = await this.readPage(this.pages.length);
      if (page && fresh()) this.pages.push(page);
    });
  }

  /** Lets something happen to a number. */
  happen(button, place, verb, digits) {
    return act(button, place, async () => {
      try {
        await call('POST', 'events', { [verb]: digits });
      } catch (error) {
        throw Object.assign(error, { title: `+${digits}: ${error.title}` });
      }
      say(`${digits}: ${verb}`);
      this.app.touch('numbers', 'wabas', 'clock', 'codes', 'coverage', 'pane');
    });
  }

  async add(field) {
    const [kind, id] = $('#phone-owner').value.split(/:(.*)/s);
    this.added = await call('POST', 'numbers', { phone_number: field.value, ...(id ? { [kind]: id } : {}) });
    field.value = '';
    say(`Added ${this.added.phone_number}`);
    this.app.touch('numbers');
  }

  filterBy(filters) {
    setFilters(filters);
    this.pages = [];
    this.added = null;
    this.scroller.scrollTop = 0;
    this.app.touch('numbers');
  }

  clear() {
    this.pages = [];
    this.added = null;
    this.readAddress();
    this.draw();
  }

  readAddress() {
    for (const [name, control] of Object.entries(this.controls)) if (control !== document.activeElement) control.value = filter(name);
    this.sort.setAttribute('aria-pressed', String(filter('sort') === 'expires_at'));
  }

  listen() {
    const { find, number_status } = this.controls;
    $('#number-form').addEventListener('submit', (e) => {
      e.preventDefault();
      act($('button', e.currentTarget), this.problem, () => this.add($('#phone')));
    });
    find.addEventListener('input', debounce(() => this.filterBy({ find: find.value.trim() })));
    number_status.addEventListener('change', () => this.filterBy({ number_status: number_status.value }));
    this.sort.addEventListener('click', () => {
      // Sorting by the time left asks which numbers expire soon.
      this.filterBy(filter('sort') ? { sort: '' } : { sort: 'expires_at', number_status: status() || 'VERIFIED' });
      this.readAddress();
    });
    atEnd(this.scroller, () => this.more().catch((e) => showProblem(this.problem, e)));
    this.scroller.addEventListener('focusin', (e) => e.target.matches('tbody button') && reachable(e.target.closest('tr'), true));
    onOpen(() => this.draw());
  }
}

/** Starts the region. */
export const numbers = (app) => new Numbers(app);
