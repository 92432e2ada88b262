// The regions Codes, Faults, Limits and Clock.
import { $, act, copyButton, h, hour, keyed, moment, put, say } from './dom.js';
import { call, get } from './api.js';
import { openRecord } from './requests.js';

const CODES = 50;

/** The inbox of codes, newest first. */
export function codes(app) {
  const region = $('#codes'), list = $('.inbox', region), more = $('.more', region), problem = $('.problem', region);
  let shown = CODES;

  async function refresh() {
    const fresh = app.epoch();
    const page = await get(`codes?limit=${shown}`);
    if (!fresh()) return;
    const times = new Map();
    const rows = page.data.toReversed().map((c) => {
      const key = `${c.number_id} ${c.issued_at}`;
      times.set(key, (times.get(key) ?? 0) + 1);
      return { ...c, key: `${key} ${times.get(key)} ${c.code}` };
    }).reverse();
    keyed(list, rows, (c) => c.key, make, update);
    $('.empty', region).hidden = rows.length > 0;
    more.hidden = !page.next || shown >= 1000;
    put($('.count', region), rows.length ? `${rows.length}${page.next ? '+' : ''}` : '');
    app.soon.codes = rows.flatMap((c) => [
      c.state === 'pending' && [c.expires_at, `the code of +${c.phone_number} expires`],
      c.state === 'undelivered' && c.delivered_at && [c.delivered_at, `a code reaches +${c.phone_number}`],
    ].filter(Boolean));
    app.changed();
  }

  const make = (c) => h('li', {},
    h('span', { class: 'digits', title: c.message }, c.code), copyButton(`Copy code ${c.code}`, () => c.code),
    h('span', { class: 'to' }, `+${c.phone_number}`),
    h('span', { class: 'meta' }), h('span', { class: 'badge' }), h('span', { class: 'left' }));

  function update(li, c) {
    put($('.meta', li), `${hour(c.issued_at)} · ${c.method} ${c.language}${c.attempts ? ` · ${c.attempts} wrong` : ''}`);
    const badge = $('.badge', li), left = $('.left', li);
    put(badge, c.state);
    badge.dataset.status = c.state;
    left.dataset.until = c.state === 'pending' ? c.expires_at : '';
    if (c.state !== 'pending') put(left, '');
    li.classList.toggle('spent', c.state !== 'pending');
  }

  more.addEventListener('click', () => act(more, problem, () => {
    shown += CODES;
    return refresh();
  }));
  return { refresh, clear: () => { shown = CODES; list.replaceChildren(); }, quiet: problem };
}

/** The fault rules, and building one. */
export function faults(app) {
  const region = $('#faults'), list = $('.rules', region), problem = $('.problem', region);
  const failure = $('#failure'), operation = $('#operation'), note = $('#fault-note');
  let catalogue = [];

  async function refresh() {
    const fresh = app.epoch();
    const page = await get('faults?limit=200');
    if (!fresh()) return;
    keyed(list, page.data, (f) => f.name, make, update);
    $('.empty', region).hidden = page.data.length > 0;
    const on = page.data.filter((f) => f.enabled).length;
    put($('.count', region), page.data.length ? `${on} of ${page.data.length}${page.next ? '+' : ''} on` : '');
  }

  function make(f) {
    const wrong = h('p', { class: 'problem', role: 'alert' });
    const path = `faults/${encodeURIComponent(f.name)}`;
    const box = h('input', { type: 'checkbox', 'aria-label': `${f.name} is on`, change: (e) => {
      const wanted = e.currentTarget.checked;
      act(box, wrong, async () => {
        try {
          await call('PUT', path, { enabled: wanted });
        } finally {
          await refresh();
        }
      });
    } });
    return h('li', {}, box,
      h('span', { class: 'name', title: f.name }, f.name),
      h('button', { 'aria-label': `Remove ${f.name}`, class: 'quiet', click: (e) => act(e.currentTarget, wrong, async () => {
        await call('DELETE', path);
        say(`Removed ${f.name}`);
        await refresh();
      }) }, 'Remove'),
      h('span', { class: 'meta' }), wrong);
  }

  function update(li, f) {
    const box = $('input', li);
    if (box.getAttribute('aria-busy') !== 'true') box.checked = f.enabled;
    li.classList.toggle('off', !f.enabled);
    const meta = $('.meta', li);
    const rest = f.remaining === null ? '' : ` · ${f.remaining} left`;
    put(meta, `${describe(f)} · acted ${f.acted}${rest}`);
    meta.title = f.nearest_miss ? f.nearest_miss.text : f.missed ?? '';
  }

  /** Fills the selects; the catalogues are those of the process. */
  async function catalogues() {
    const [errors, operations] = await Promise.all([get('errors'), get('operations')]);
    catalogue = errors.data;
    const groups = Map.groupBy(catalogue, (e) => e.id.split('.')[0]);
    failure.replaceChildren(...[...groups].map(([vendor, entries]) =>
      h('optgroup', { label: vendor }, entries.map((e) => h('option', { value: e.id }, `${e.id}  ${e.documented.status}`)))));
    operation.replaceChildren(h('option', { value: '' }, 'Any operation'), ...operations.data.map((o) => h('option', { value: o.name }, o.name)));
    failure.value = catalogue.some((e) => e.id === 'meta.unexpected_error') ? 'meta.unexpected_error' : catalogue[0].id;
    explain();
  }

  function explain() {
    const e = catalogue.find((x) => x.id === failure.value);
    const fits = !operation.value || e?.operations.some((o) => o === operation.value || o.endsWith('*') && operation.value.startsWith(o.slice(0, -1)));
    put(note, !e ? '' : fits ? e.summary : `It cannot come from ${operation.value}.`);
    note.title = e?.where ?? '';
  }

  failure.addEventListener('change', explain);
  operation.addEventListener('change', explain);
  $('#fault-form').addEventListener('submit', (e) => {
    e.preventDefault();
    act($('button', e.currentTarget), problem, async () => {
      const times = Number($('#times').value);
      const rule = { do: { error: failure.value } };
      if (operation.value) rule.on = { operation: operation.value };
      if (times) rule.when = { times };
      const made = await call('POST', 'faults', rule);
      say(`Added ${made.name}`);
      await refresh();
      $(`li[data-key="${CSS.escape(made.name)}"]`, list)?.scrollIntoView({ block: 'nearest' });
    });
  });
  return { refresh, catalogues, clear: () => list.replaceChildren(), quiet: problem };
}

function describe(f) {
  const on = Object.entries(f.on ?? {}).map(([k, v]) => (k === 'operation' ? v : `${k} ${v}`)).join(', ') || 'any request';
  const what = Object.entries(f.do).filter(([k]) => k !== 'violates' && k !== 'body' && k !== 'headers')
    .map(([k, v]) => (k === 'error' ? v : `${k} ${typeof v === 'object' ? Object.entries(v).flat().join(' ') : v}`)).join(', ');
  return `${on} → ${what}`;
}

/** A bar for every key of every limit. */
export function limits(app) {
  const region = $('#limits'), list = $('.usage', region), problem = $('.problem', region);

  async function refresh() {
    const fresh = app.epoch();
    const page = await get('limits?limit=100');
    if (!fresh()) return;
    keyed(list, page.data, (l) => l.name, make, update);
    $('.empty', region).hidden = page.data.length > 0;
  }

  const make = (l) => {
    const wrong = h('p', { class: 'problem', role: 'alert' });
    return h('li', {},
      h('div', { class: 'top' }, h('span', { class: 'name' }, l.name),
        h('button', { class: 'quiet', 'aria-label': `Exhaust ${l.name}`, click: (e) => act(e.currentTarget, wrong, async () => {
          await call('POST', `limits/${encodeURIComponent(l.name)}/exhaust`, {});
          await refresh();
        }) }, 'Exhaust')),
      h('span', { class: 'meta' }), h('ul', { class: 'bars', 'aria-label': `Usage of ${l.name}` }), wrong);
  };

  function update(li, l) {
    put($('.meta', li), `${l.allow} in ${l.window} per ${l.per} · ${[l.operation].flat().join(', ')}`);
    const usage = l.usage.length ? [...l.usage].sort((a, b) => b.percent - a.percent).slice(0, 20) : [{ key: 'nobody yet', used: 0, allow: l.allow, percent: 0, regain: '' }];
    keyed($('.bars', li), usage, (u) => u.key ?? '', () => h('li', {}, h('span', { class: 'key' }), h('span', { class: 'bar' }, h('span', {})), h('span', { class: 'used' })), (e, u) => {
      put(e.children[0], u.key ?? 'everybody');
      e.children[0].title = u.key ?? '';
      e.children[1].firstChild.style.inlineSize = `${u.percent}%`;
      e.children[1].dataset.level = u.percent >= 100 ? 'full' : u.percent >= 80 ? 'high' : 'low';
      put(e.children[2], `${u.used}/${u.allow}`);
      e.title = u.percent >= 100 ? `free again in ${u.regain}` : `${u.percent} %`;
    });
  }

  return { refresh, clear: () => list.replaceChildren(), quiet: problem };
}

/** The world's clock, and moving it. */
export function clock(app) {
  const region = $('#clock'), problem = $('.problem', region), mode = $('#mode'), settled = $('.settled', region);
  const advance = $('#advance'), next = $('#next-event');

  function set(c) {
    app.clock = { at: Date.parse(c.now), mode: c.mode, read: performance.now() };
    put(mode, c.mode);
    mode.setAttribute('aria-label', `The clock is ${c.mode}; ${c.mode === 'running' ? 'stop it' : 'let it run'}`);
    mode.dataset.mode = c.mode;
    tick();
  }

  function tick() {
    if (!app.clock) return;
    const now = app.now(), iso = new Date(now).toISOString();
    put($('#now'), `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`);
    $('#now').setAttribute('datetime', iso);
    let over = false;
    for (const e of document.querySelectorAll('[data-until]:not([data-until=""])')) {
      const left = Date.parse(e.dataset.until) - now;
      put(e, app.span(left));
      e.classList.toggle('near', left < 86400e3);
      over ||= left <= 0 && left > -1100;
    }
    if (over) app.touch('numbers', 'codes');
    explain(now);
  }

  function soonest(now) {
    return Object.values(app.soon).flat().filter(([at]) => Date.parse(at) > now).sort((a, b) => Date.parse(a[0]) - Date.parse(b[0]))[0];
  }

  function explain(now) {
    const event = soonest(now);
    next.setAttribute('aria-disabled', String(!event));
    put($('#next-what'), event ? `Next: ${event[1]}, in ${app.span(Date.parse(event[0]) - now)}.` : 'No event in sight.');
  }

  async function refresh() {
    const fresh = app.epoch();
    const c = await get('clock');
    if (fresh()) set(c);
  }

  const move = (button, body) => act(button, problem, async () => {
    const fresh = app.epoch();
    const moved = await call('POST', 'clock', body);
    if (!fresh()) return false;
    set(moved);
    const items = moved.settled.slice(0, 20).map((s) => h('li', {}, h('time', {}, moment(s.at)), ` ${s.event}${s.phone_number ? ` +${s.phone_number}` : ''}${s.detail ? ` ${s.detail}` : ''}`));
    if (moved.settled.length > items.length) items.push(h('li', {}, `and ${moved.settled.length - items.length} more`));
    settled.replaceChildren(...(items.length ? items : [h('li', {}, body.mode ? `The clock is ${moved.mode}.` : 'Nothing became due.')]));
    say(`It is ${moment(moved.now)}; ${moved.settled.length} became due`);
    app.touchAll();
    return true;
  });

  $('#clock-form').addEventListener('submit', async (e) => {
    e.preventDefault();
    if (await move($('button', e.currentTarget), { advance: advance.value.trim() })) advance.value = '';
  });
  for (const b of region.querySelectorAll('[data-step]')) b.addEventListener('click', () => move(b, { advance: b.dataset.step }));
  next.addEventListener('click', () => {
    const event = soonest(app.now());
    if (event) move(next, { at: event[0] });
  });
  mode.addEventListener('click', () => move(mode, { mode: app.clock?.mode === 'running' ? 'frozen' : 'running' }));
  return { refresh, tick, clear: () => { settled.replaceChildren(); app.clock = null; put($('#now'), '–'); }, quiet: problem };
}

/** A link to a record of the journal. */
export const recordLink = (app, id) => h('button', { class: 'link', click: () => openRecord(app, id) }, id);
