// The region Faults: the rules, one's own before those of the scenario.
import { $, act, h, keyed, put, say } from './dom.js';
import { call, poll } from './api.js';
import { recordLink } from './record.js';

const flat = (v) => (Array.isArray(v) ? v.join(', ') : v && typeof v === 'object' ? Object.entries(v).map(([k, x]) => `${k} ${flat(x)}`).join(' ') : String(v));
const say1 = ([k, v]) => (k === 'operation' || k === 'error' ? v : v === true ? k.replaceAll('_', ' ') : `${k.replaceAll('_', ' ')} ${flat(v)}`);

/** A rule in words. */
export function describe(f) {
  const on = Object.entries(f.on ?? {}).map(say1).join(', ') || 'any request';
  const what = Object.entries(f.do).map(say1).join(', ');
  const when = Object.entries(f.when ?? {}).map(([k, v]) => (k === 'times' && v === 1 ? 'once' : say1([k, v]))).join(', ');
  return `${on} → ${what}${when ? `, ${when}` : ''}`;
}

/** Starts the region. */
export function faults(app) {
  const region = $('#faults'), problem = $('#fault-problem'), list = $('.rules', region);
  let last = {};

  function make(f) {
    const path = `faults/${encodeURIComponent(f.name)}`;
    const box = h('input', { type: 'checkbox', 'aria-label': `${f.name} is on`, change: (e) => {
      const wanted = e.currentTarget.checked;
      act(box, problem, () => call('PUT', path, { enabled: wanted }).finally(refresh));
    } });
    return h('li', {}, box, h('span', { class: 'name' }, f.name), h('span', { class: 'acted' }),
      h('button', { 'aria-label': `Remove ${f.name}`, class: 'small', click: (e) => act(e.currentTarget, problem, async () => {
        await call('DELETE', path);
        say(`Removed ${f.name}`);
        await refresh();
      }) }, 'Remove'),
      h('span', { class: 'meta' }), h('span', { class: 'miss' }));
  }

  function update(li, f) {
    const box = $('input', li), miss = $('.miss', li);
    if (box.getAttribute('aria-busy') !== 'true') box.checked = f.enabled;
    const spent = f.enabled && !f.active;
    li.classList.toggle('off', !f.enabled);
    li.classList.toggle('spent', spent);
    put($('.acted', li), f.remaining === null ? `acted ${f.acted}` : `acted ${f.acted}/${f.acted + f.remaining}`);
    $('.acted', li).title = spent ? 'It cannot act any more' : '';
    put($('.meta', li), describe(f));
    const why = f.nearest_miss?.text ?? (f.acted ? '' : f.missed ?? '');
    if (miss.dataset.why === why) return;
    miss.dataset.why = why;
    miss.replaceChildren(...(why ? [`Nearest miss: ${why} `, f.nearest_miss ? recordLink(f.nearest_miss.request, 'show') : ''] : []));
  }

  function draw(all) {
    const known = new Set(app.scenario()?.faults?.map((f) => f.name));
    const own = all.filter((f) => !known.has(f.name)), theirs = all.filter((f) => known.has(f.name));
    const heading = (title, some) => (some.length ? [{ name: `heading ${title}`, title }] : []);
    const items = [...heading('Yours, the newest first', own), ...own.toReversed(), ...heading('Of the scenario', theirs), ...theirs];
    keyed(list, items, (f) => f.name, (f) => (f.title ? h('li', { class: 'heading' }, f.title) : make(f)), (li, f) => f.title || update(li, f));
    $('.empty', region).hidden = all.length > 0;
    put($('.count', region), all.length ? `${all.filter((f) => f.active).length} of ${all.length} may act` : '');
  }

  async function refresh() {
    const fresh = app.epoch(), page = await poll('faults?limit=1000', last);
    if (page && fresh()) draw(page.data);
  }
  return { refresh, again: () => { last = {}; app.touch('faults'); }, clear: () => { last = {}; list.replaceChildren(); }, quiet: $('.quiet', region) };
}
