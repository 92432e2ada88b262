// The region Limits: a bar for every key of every limit.
import { $, act, h, keyed, put } from './dom.js';
import { call, poll } from './api.js';

const makeBar = () => h('li', {}, h('span', { class: 'key' }), h('span', { class: 'bar' }, h('span', {})), h('span', { class: 'used' }));

function updateBar(li, u) {
  const [key, bar, used] = li.children;
  put(key, u.key ?? 'all together');
  key.title = u.key ?? '';
  bar.firstChild.style.inlineSize = `${Math.min(100, u.percent)}%`;
  bar.dataset.level = u.percent >= 100 ? 'full' : u.percent >= 80 ? 'high' : 'low';
  put(used, `${u.used}/${u.allow}${u.percent >= 100 && u.regain ? ` · free in ${u.regain}` : ''}`);
}

function update(li, l) {
  put($('.meta', li), `${l.allow} in ${l.window} per ${l.per} · ${[l.operation].flat().join(', ')}`);
  const usage = l.usage.length ? l.usage.toSorted((a, b) => b.percent - a.percent).slice(0, 20) : [{ key: 'not used yet', used: 0, allow: l.allow, percent: 0 }];
  keyed($('.bars', li), usage, (u) => u.key ?? '', makeBar, updateBar);
}

/** Starts the region. */
export function limits(app) {
  const region = $('#limits'), list = $('.usage', region), problem = $('.problem', region);
  let last = {};

  const make = (l) => h('li', {},
    h('div', { class: 'top' }, h('span', { class: 'name' }, l.name),
      h('button', { class: 'small', 'aria-label': `Exhaust ${l.name}`, click: (e) => act(e.currentTarget, problem, async () => {
        await call('POST', `limits/${encodeURIComponent(l.name)}/exhaust`, {});
        await refresh();
      }) }, 'Exhaust')),
    h('span', { class: 'meta' }), h('ul', { class: 'bars', 'aria-label': `Usage of ${l.name}` }));

  async function refresh() {
    const fresh = app.epoch(), page = await poll('limits?limit=100', last);
    if (!page || !fresh()) return;
    keyed(list, page.data, (l) => l.name, make, update);
    $('.empty', region).hidden = page.data.length > 0;
  }
  return { refresh, clear: () => { last = {}; list.replaceChildren(); }, quiet: problem };
}
