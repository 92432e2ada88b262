// The region Requests: the journal as it is written. Calls of 360dialog stand
// under the request they were made for, the newest request first.
import { $, atEnd, badge, debounce, h, phone, put, say, showProblem, windowed } from './dom.js';
import { follow, get, query } from './api.js';
import { stamp } from './time.js';
import { filter, onOpen, open, opened, setFilters } from './address.js';
import { Journal } from './journal.js';

const PAGE = 100;
const SHOW = { breaks: 'conforms=false', fault: 'fault=*', limit: 'refused_by=*', failure: 'error=*', 'of-360dialog': 'origin=360dialog', webhooks: 'origin=meta' };

/** Opens a record, or chooses it as the second of a comparison. */
function choose(id) {
  const [first, second] = opened().split(',');
  return second === undefined ? open(id) : open(`${first},${id}`, true);
}

/** The name of an operation or failure without its vendor. */
export const short = (name) => name.slice(name.indexOf('.') + 1);

/** Why a record was answered as it was, in the server's words. */
export function why(r) {
  const c = r.cause;
  const text = c?.record ? c.text.replace(`${c.operation} ${c.record}`, short(c.operation)) : c?.text;
  return [r.error && short(r.error), text].filter(Boolean).join(' ← ');
}

/** The badges of a record: what acted on it, and what it broke, as far as the reason does not say so. */
export const verdicts = (r) => [
  !r.conforms && badge('breaks the contract', 'breaks'),
  r.fault && badge(`fault ${r.fault}`, 'fault'),
  r.limit && badge(`limit ${r.limit}`, 'limit'),
  r.outcome && r.outcome !== 'replied' && badge(`reply ${r.outcome}`, 'fault'),
].filter((b) => b && !why(r).includes(b.textContent));

export const statusOf = (r) => h('span', { class: 'code', 'data-class': String(r.status)[0] }, r.status || '–');

function makeRow(r) {
  return h('tr', { class: r.parent ? 'child' : '', click: (e) => e.target.closest('button') || choose(r.id) },
    h('td', { class: 'at' }, h('span')),
    h('td', { class: 'status' }, statusOf(r)),
    h('td', { class: 'what' }, h('button', { class: 'link', title: `${r.id} ${r.method} ${r.path}`, click: () => choose(r.id) }, r.operation ?? `${r.method} ${r.path}`)),
    h('td', { class: 'about' }, r.phone_number ? phone(r.display_phone_number, r.phone_number) : null),
    h('td', { class: 'why', title: [why(r), r.hint].filter(Boolean).join('\n') }, verdicts(r), h('span', { class: `words${r.fault || r.cause?.fault ? ' by-fault' : r.limit || r.cause?.limit ? ' by-limit' : ''}` }, why(r)), r.hint && badge('hint', 'hint')),
    h('td', { class: 'ms' }, r.duration_ms < 10 ? r.duration_ms.toFixed(1) : Math.round(r.duration_ms)));
}

const since = () => filter('since');
const criteria = () => [query({ q: filter('q'), operation: filter('operation'), status: filter('status'), since: since() }).slice(1), SHOW[filter('show')]].filter(Boolean).join('&');

class Requests {
  region = $('#requests');
  quiet = $('.problem', this.region);
  scroller = $('.scroll', this.region);
  pill = $('#new-requests');
  controls = { q: $('#search'), operation: $('#request-operation'), status: $('#request-status'), show: $('#request-show') };
  journal = new Journal();
  rows = [];
  stop = null;
  turns = 0;
  loading = false;
  table = windowed(this.scroller, (r) => r.row, makeRow, (tr, r) => this.updateRow(tr, r));
  soon = debounce(() => this.draw());

  constructor(app) {
    this.app = app;
    this.listen();
    this.readAddress();
    this.run();
  }

  updateRow(tr, r) {
    stamp(tr.cells[0].firstChild, r.at);
    tr.toggleAttribute('data-open', opened().split(',').includes(r.id));
    $('button', tr).tabIndex = r === (this.rows.find((x) => x.id === opened()) ?? this.rows[0]) ? 0 : -1;
  }

  filtered() { return Object.keys(this.controls).some(filter) || since(); }

  /** While a person reads, in the list or in a record, the list keeps its place. */
  reading() { return this.scroller.scrollTop > 4 || /^r\d/.test(opened()); }

  draw() {
    const { journal, region } = this;
    if (!this.reading()) {
      journal.admit();
      journal.trim();
    }
    const rows = this.rows = journal.rows();
    this.table.draw(rows);
    this.pill.hidden = !journal.waiting.size;
    put(this.pill, `${journal.news} new`);
    put($('.count', region), rows.length ? `${rows.length}${journal.next ? '+' : ''}${journal.dropped ? ` · ${journal.dropped} older ones dropped` : ''}` : '');
    $('.empty', region).hidden = rows.length > 0 || !this.filtered();
    $('#start').hidden = rows.length > 0 || Boolean(this.filtered()) || this.loading;
    $('#unhide').hidden = !since();
  }

  arrive(record) {
    this.journal.arrive(record);
    this.app.touch('numbers', 'codes', 'limits', 'faults', 'clock', 'coverage', 'pane', 'signups', 'wabas', 'webhooks');
    this.soon();
  }

  /** Reads a page; null where the world or the filter is another by then. */
  async page(after = '') {
    const fresh = this.app.epoch(), turn = this.turns;
    this.loading = true;
    const page = await get(`requests?limit=${PAGE}&${after}${criteria()}`).finally(() => { this.loading = false; });
    return fresh() && turn === this.turns ? page : null;
  }

  async refresh() {
    this.turns++;
    const known = this.journal.known(), page = await this.page();
    if (!page) return;
    this.journal.begin(page, known);
    this.draw();
    this.app.relisted();
  }

  async older() {
    if (!this.journal.next || this.loading) return;
    const page = await this.page(`after=${this.journal.next}&`);
    if (!page) return;
    this.journal.older(page);
    this.draw();
  }

  /** Follows the journal for as long as the page lives, and again whenever it broke off. */
  async run() {
    for (let tries = 0; ; tries++) {
      await this.app.inView();
      this.stop = new AbortController();
      if (await this.stream(this.stop.signal) || this.stop.signal.aborted) tries = 0;
      if (!this.stop.signal.aborted) await new Promise((done) => setTimeout(done, Math.min(5000, 250 * 2 ** tries)));
    }
  }

  /** Follows the stream to its end, and tells whether it was ever open. */
  async stream(signal) {
    let was = false;
    try {
      await follow(`requests/stream?${criteria()}`, {
        signal,
        // The list is read once the stream is open, so that nothing falls between.
        opened: () => { was = true; showProblem(this.quiet, null); this.refresh().catch((e) => showProblem(this.quiet, e)); this.app.touchAll(); },
        event: (name, data) => name === 'request' && this.arrive(JSON.parse(data)),
      });
      await this.app.worldEnded();
    } catch (error) {
      if (error.status === 401) await get('clock').then(() => this.stop.abort(), () => {}); // asks for the token
      else if (error.name !== 'AbortError' && error.status) showProblem(this.quiet, error);
    }
    return was;
  }

  restart() {
    this.turns++; // a list that is still on its way is of no use any more
    this.journal.clear();
    this.scroller.scrollTop = 0;
    this.loading = true;
    this.draw();
    this.stop?.abort();
  }

  clear() {
    this.readAddress();
    this.restart();
  }

  readAddress() {
    for (const [name, control] of Object.entries(this.controls)) if (control !== document.activeElement || name !== 'q') control.value = filter(name);
  }

  filterBy(filters) {
    setFilters(filters);
    this.restart();
  }

  listen() {
    const change = () => this.filterBy(Object.fromEntries(Object.entries(this.controls).map(([name, control]) => [name, control.value])));
    this.controls.q.addEventListener('input', debounce(change));
    for (const name of ['operation', 'status', 'show']) this.controls[name].addEventListener('change', change);
    $('#hide').addEventListener('click', () => {
      const newest = this.journal.newest();
      this.filterBy({ since: newest ? `r${newest}` : since() });
      say('The rows are hidden; the journal keeps them');
    });
    $('#unhide').addEventListener('click', () => this.filterBy({ since: '' }));
    this.pill.addEventListener('click', () => {
      this.journal.admit();
      this.scroller.scrollTop = 0;
      this.draw();
      this.scroller.focus();
    });
    atEnd(this.scroller, () => this.older().catch((e) => showProblem(this.quiet, e)));
    this.scroller.addEventListener('scroll', () => this.journal.waiting.size && !this.reading() && this.soon(), { passive: true });
    onOpen((what) => this.show(what));
    // A browser opens few connections to one origin: a page in the background holds none.
    document.addEventListener('visibilitychange', () => document.hidden && this.stop?.abort());
  }

  /** Scrolls to the record that is opened. */
  show(what) {
    this.draw();
    const at = this.rows.findIndex((r) => r.id === what);
    if (at >= 0) this.table.show(at);
  }

  /** Fills the comboboxes from the catalogue of operations. */
  catalogues(operations) {
    const statuses = [...new Set(operations.flatMap((o) => o.statuses))].sort();
    this.controls.operation.append(...operations.map((o) => h('option', { value: o.name }, o.name)));
    this.controls.status.append(...['2xx', '4xx', '5xx', ...statuses].map((s) => h('option', { value: s }, s)));
    this.readAddress();
  }

  /** The record above (-1) or below (1) one in the list. */
  beside(id, step) { return this.rows[this.rows.findIndex((r) => r.id === id) + step]?.id; }

  /** The records of the same operation. */
  like(r) { return this.rows.filter((x) => x.id !== r.id && x.operation === r.operation); }
}

/** Starts the region. */
export const requests = (app) => new Requests(app);
