// The region Requests: the journal as it is written. Calls of 360dialog stand
// under the request they were made for, the newest request first.
import { $, act, atEnd, badge, debounce, h, phone, put, say, showProblem, windowed } from './dom.js';
import { follow, get, query } from './api.js';
import { stamp } from './time.js';
import { filter, onOpen, open, opened, setFilters } from './address.js';

const PAGE = 100, LIVE = 500, HELD = 1000;
const SHOW = { breaks: 'conforms=false', fault: 'fault=*', limit: 'refused_by=*', failure: 'error=*', 'of-360dialog': 'origin=360dialog', webhooks: 'origin=meta' };

const number = (id) => Number(id.slice(1));
const group = (r) => number(r.parent ?? r.id);
const inOrder = (a, b) => group(b) - group(a) || number(a.id) - number(b.id);

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

// light keeps the members that a row needs; bodies stay with the server.
const light = ({ request, response, violations, decisions, ...r }) => ({ ...r, row: JSON.stringify([r.id, r.at, r.operation, r.status]) });

function makeRow(r) {
  return h('tr', { class: r.parent ? 'child' : '', click: (e) => e.target.closest('button') || choose(r.id) },
    h('td', { class: 'at' }, h('span')),
    h('td', { class: 'status' }, statusOf(r)),
    h('td', { class: 'what' }, h('button', { class: 'link', title: `${r.id} ${r.method} ${r.path}`, click: () => choose(r.id) }, r.operation ?? `${r.method} ${r.path}`)),
    h('td', { class: 'about' }, r.phone_number ? phone(r.display_phone_number, r.phone_number) : null),
    h('td', { class: 'why', title: [why(r), r.hint].filter(Boolean).join('\n') }, verdicts(r), h('span', { class: `words${r.fault || r.cause?.fault ? ' by-fault' : r.limit || r.cause?.limit ? ' by-limit' : ''}` }, why(r)), r.hint && badge('hint', 'hint')),
    h('td', { class: 'ms' }, r.duration_ms < 10 ? r.duration_ms.toFixed(1) : Math.round(r.duration_ms)));
}

/** Starts the region. */
export function requests(app) {
  const region = $('#requests'), problem = $('.problem', region), scroller = $('.scroll', region), pill = $('#new-requests');
  const search = $('#search'), controls = { q: search, operation: $('#request-operation'), status: $('#request-status'), show: $('#request-show') };
  let all = new Map(), waiting = new Map(), rows = [], next = '', dropped = 0, stop = null, turns = 0, loading = false;
  const table = windowed(scroller, (r) => r.row, makeRow, (tr, r) => {
    stamp(tr.cells[0].firstChild, r.at);
    tr.toggleAttribute('data-open', opened().split(',').includes(r.id));
    $('button', tr).tabIndex = r === (rows.find((x) => x.id === opened()) ?? rows[0]) ? 0 : -1;
  });

  const since = () => filter('since');
  const filtered = () => Object.keys(controls).some(filter) || since();
  const criteria = () => [query({ q: filter('q'), operation: filter('operation'), status: filter('status'), since: since() }).slice(1), SHOW[filter('show')]].filter(Boolean).join('&');
  /** While a person reads, in the list or in a record, the list keeps its place. */
  const reading = () => scroller.scrollTop > 4 || /^r\d/.test(opened());

  function draw() {
    if (!reading()) {
      for (const [id, r] of waiting) all.set(id, r);
      waiting.clear();
      if (all.size > LIVE) {
        all = new Map([...all.values()].sort(inOrder).slice(0, LIVE).map((r) => [r.id, r]));
        next = [...all.values()].reduce((a, b) => (number(a.id) < number(b.id) ? a : b)).id;
      }
    }
    rows = [...all.values()].sort(inOrder);
    table.draw(rows);
    const fresh = waiting.size >= HELD ? `${HELD}+` : waiting.size;
    pill.hidden = !waiting.size;
    put(pill, `${fresh} new`);
    put($('.count', region), rows.length ? `${rows.length}${next ? '+' : ''}${dropped ? ` · ${dropped} older ones dropped` : ''}` : '');
    $('.empty', region).hidden = rows.length > 0 || !filtered();
    $('#start').hidden = rows.length > 0 || Boolean(filtered()) || loading;
    $('#unhide').hidden = !since();
  }

  const soon = debounce(draw);
  function arrive(record) {
    waiting.set(record.id, light(record));
    if (waiting.size > HELD) waiting.delete(waiting.keys().next().value);
    app.touch('numbers', 'codes', 'limits', 'faults', 'clock', 'coverage', 'pane', 'signups', 'wabas', 'webhooks');
    soon();
  }

  async function load() {
    const fresh = app.epoch(), turn = ++turns;
    const known = new Set([...all.values(), ...waiting.values()]); // what comes while the list is on its way may not be in it
    loading = true;
    const page = await get(`requests?limit=${PAGE}&${criteria()}`).finally(() => { loading = false; });
    if (!fresh() || turn !== turns) return;
    next = page.next ?? '';
    dropped = page.dropped;
    all = new Map([...page.data.map((r) => [r.id, light(r)]), ...[...all, ...waiting].filter(([, r]) => !known.has(r))]);
    waiting.clear();
    draw();
    app.relisted();
  }

  async function older() {
    if (!next || loading) return;
    const fresh = app.epoch(), turn = turns;
    loading = true;
    const page = await get(`requests?limit=${PAGE}&after=${next}&${criteria()}`).finally(() => { loading = false; });
    if (!fresh() || turn !== turns) return;
    for (const r of page.data) all.set(r.id, light(r));
    next = page.next ?? '';
    draw();
  }

  /** Follows the journal for as long as the page lives, and again whenever it broke off. */
  async function run() {
    for (let tries = 0; ; tries++) {
      await app.inView();
      stop = new AbortController();
      try {
        await follow(`requests/stream?${criteria()}`, {
          signal: stop.signal,
          // The list is read once the stream is open, so that nothing falls between.
          opened: () => { tries = 0; showProblem(problem, null); load().catch((e) => showProblem(problem, e)); app.touchAll(); },
          event: (name, data) => name === 'request' && arrive(JSON.parse(data)),
        });
        await app.worldEnded();
      } catch (error) {
        if (error.status === 401) await get('clock').then(() => stop.abort(), () => {}); // asks for the token
        else if (error.name !== 'AbortError' && error.status) showProblem(problem, error);
      }
      if (stop.signal.aborted) tries = 0;
      else await new Promise((done) => setTimeout(done, Math.min(5000, 250 * 2 ** tries)));
    }
  }

  function restart() {
    turns++; // a list that is still on its way is of no use any more
    all.clear();
    waiting.clear();
    next = '';
    scroller.scrollTop = 0;
    loading = true;
    draw();
    stop?.abort();
  }

  function readAddress() {
    for (const [name, control] of Object.entries(controls)) if (control !== document.activeElement || control !== search) control.value = filter(name);
  }

  function change() {
    setFilters(Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value])));
    restart();
  }
  const typed = debounce(change);
  search.addEventListener('input', typed);
  for (const name of ['operation', 'status', 'show']) controls[name].addEventListener('change', change);
  $('#hide').addEventListener('click', () => {
    const newest = Math.max(0, ...[...all.keys(), ...waiting.keys()].map(number));
    setFilters({ since: newest ? `r${newest}` : since() });
    restart();
    say('The rows are hidden; the journal keeps them');
  });
  $('#unhide').addEventListener('click', () => {
    setFilters({ since: '' });
    restart();
  });
  pill.addEventListener('click', () => {
    for (const [id, r] of waiting) all.set(id, r);
    waiting.clear();
    scroller.scrollTop = 0;
    draw();
    scroller.focus();
  });
  atEnd(scroller, () => older().catch((e) => showProblem(problem, e)));
  scroller.addEventListener('scroll', () => waiting.size && !reading() && soon(), { passive: true });
  onOpen((what) => {
    draw();
    const at = rows.findIndex((r) => r.id === what);
    if (at >= 0) table.show(at);
  });
  // A browser opens few connections to one origin: a page in the background holds none.
  document.addEventListener('visibilitychange', () => document.hidden && stop?.abort());

  /** Fills the comboboxes from the catalogue of operations. */
  function catalogues(operations) {
    const statuses = [...new Set(operations.flatMap((o) => o.statuses))].sort();
    controls.operation.append(...operations.map((o) => h('option', { value: o.name }, o.name)));
    controls.status.append(...['2xx', '4xx', '5xx', ...statuses].map((s) => h('option', { value: s }, s)));
    readAddress();
  }

  readAddress();
  run();
  return {
    refresh: load, restart, catalogues, clear: () => { readAddress(); restart(); }, quiet: problem,
    /** The record above (-1) or below (1) one in the list. */
    beside: (id, step) => rows[rows.findIndex((r) => r.id === id) + step]?.id,
    like: (r) => rows.filter((x) => x.id !== r.id && x.operation === r.operation),
  };
}
