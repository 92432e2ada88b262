// The region Clock: the world's time, moving it, and what comes next.
import { $, act, displayed, h, isDisplayed, keyed, put, remember, say } from './dom.js';
import { call, get } from './api.js';
import { clockKnown, countdown, moment, now, running, setClock, tick } from './time.js';

const WORDS = {
  number_expired: 'expires', number_dropped: 'is dropped', code_expired: 'code expires', code_delivered: 'code arrives', reverify_window_opened: 'may be verified anew',
  pool_synced: '360dialog’s pool is synced', window_ended: 'has room again', register_window_ended: 'must be verified anew', share_ended: 'is shared no longer', webhook_due: 'webhook is due',
};
const words = (e) => [e.phone_number && displayed(e.phone_number), WORDS[e.event] ?? e.event.replaceAll('_', ' '), e.detail].filter(Boolean).join(' ');

/** Starts the region. */
export function clock(app) {
  const region = $('#clock'), problem = $('.problem', region), mode = $('#mode'), settled = $('#settled'), next = $('#next');
  const advance = $('#advance'), speed = $('#speed');

  function set(c) {
    setClock(c);
    put(mode, c.mode === 'running' && c.speed > 1 ? `running ×${c.speed}` : c.mode);
    mode.setAttribute('aria-label', `The clock is ${c.mode}; ${c.mode === 'running' ? 'stop it' : 'let it run'}`);
    mode.dataset.mode = c.mode;
    if (document.activeElement !== speed) speed.value = c.mode === 'running' && [...speed.options].some((o) => o.value === String(c.speed)) ? c.speed : '';
    const times = new Map();
    keyed(next, c.next.length ? c.next : [null], (e) => {
      const key = JSON.stringify(e);
      times.set(key, (times.get(key) ?? 0) + 1);
      return `${key} ${times.get(key)}`;
    }, makeNext, (li, e) => {
      if (!e) return;
      countdown($('.until', li), e.at);
      put($('.words', li), words(e));
    });
    show();
  }

  const makeNext = (e) => (!e ? h('li', { class: 'note' }, 'Nothing is due.') : h('li', {}, h('button', { class: 'link', type: 'button', title: `Go to ${moment(e.at)} UTC`, click: (x) => move(x.currentTarget, { at: e.at }) },
    h('span', { class: 'until' }), ' ', h('span', { class: 'words' }))));

  function show() {
    put($('#now'), clockKnown() ? `${moment(now())} UTC` : '–');
    if (clockKnown()) $('#now').setAttribute('datetime', new Date(now()).toISOString());
    tick();
  }

  async function refresh() {
    const fresh = app.epoch(), c = await get('clock');
    if (!fresh()) return;
    set(c);
    for (const { phone_number: digits } of c.next) {
      if (!digits || isDisplayed(digits)) continue;
      const [n] = (await get(`numbers?phone_number=${digits}&include=deleted&limit=1`)).data;
      remember(n?.display_phone_number ?? `+${digits}`, digits); // shown at the next turn
    }
  }

  const move = (button, body) => act(button, problem, async () => {
    const fresh = app.epoch(), moved = await call('POST', 'clock', body);
    if (!fresh()) return false;
    set(moved);
    const items = moved.settled.slice(0, 50).map((e) => h('li', {}, h('time', {}, moment(e.at)), ` ${words(e)}`));
    if (moved.settled.length > items.length) items.push(h('li', {}, `and ${moved.settled.length - items.length} more`));
    settled.replaceChildren(h('p', {}, body.mode ? `The clock is ${moved.mode}.` : `${moved.settled.length || 'Nothing'} became due.`), h('ol', { 'aria-label': 'What became due' }, items));
    say(`It is ${moment(moved.now)}; ${moved.settled.length} became due`);
    app.touchAll();
    return true;
  });

  $('#clock-form').addEventListener('submit', async (e) => {
    e.preventDefault();
    if (await move($('button', e.currentTarget), { advance: advance.value.trim() })) advance.value = '';
  });
  for (const b of region.querySelectorAll('[data-step]')) b.addEventListener('click', () => move(b, { advance: b.dataset.step }));
  mode.addEventListener('click', () => move(mode, { mode: running() ? 'frozen' : 'running' }));
  speed.addEventListener('change', () => speed.value && move(speed, { mode: 'running', speed: Number(speed.value) }));
  return { refresh, tick: show, clear: () => { settled.replaceChildren(); next.replaceChildren(); setClock(null); show(); }, quiet: problem };
}
