// The region Codes: the inbox, newest first.
import { $, act, copyButton, h, keyed, phone, put } from './dom.js';
import { poll } from './api.js';
import { countdown, stamp } from './time.js';

const PAGE = 30;

const make = (c) => h('li', {},
  h('span', { class: 'digits' }, c.code), copyButton(`Copy code ${c.code}`, () => c.code),
  h('span', { class: 'to' }, phone(c.display_phone_number, c.phone_number)), h('span', { class: 'badge' }),
  h('span', { class: 'meta' }, h('span', { class: 'at' }), h('span', { class: 'how' })), h('span', { class: 'left' }, h('span', { class: 'until' })));

function update(li, c) {
  const wrong = c.attempts ? ` · ${c.attempts} wrong ${c.attempts === 1 ? 'try' : 'tries'}` : '';
  stamp($('.at', li), c.issued_at);
  put($('.how', li), ` · ${c.method} ${c.language}${wrong}`);
  $('.meta', li).title = c.message ?? '';
  const state = $('.badge', li), left = $('.until', li);
  put(state, c.state);
  state.dataset.kind = c.state;
  $('.left', li).hidden = c.state !== 'pending';
  if (c.state === 'pending') countdown(left, c.expires_at);
  li.classList.toggle('spent', c.state !== 'pending' && c.state !== 'undelivered');
}

/** Starts the region. */
export function codes(app) {
  const region = $('#codes'), list = $('.inbox', region), more = $('.more', region), problem = $('.problem', region);
  let shown = PAGE, last = {};

  function draw(page) {
    const times = new Map();
    // A number may get several codes at one instant of a frozen clock, so the key counts them.
    const rows = page.data.toReversed().map((c) => {
      const key = `${c.number_id} ${c.issued_at} ${c.code}`;
      times.set(key, (times.get(key) ?? 0) + 1);
      return { ...c, key: `${key} ${times.get(key)}` };
    }).reverse();
    keyed(list, rows, (c) => c.key, make, update);
    $('.empty', region).hidden = rows.length > 0;
    more.hidden = !page.next || shown >= 1000;
    put($('.count', region), rows.length ? `${rows.length}${page.next ? '+' : ''}` : '');
  }

  async function refresh() {
    const fresh = app.epoch(), page = await poll(`codes?limit=${shown}`, last);
    if (page && fresh()) draw(page);
  }

  more.addEventListener('click', () => act(more, problem, () => {
    shown += PAGE;
    return refresh();
  }));
  return { refresh, clear: () => { shown = PAGE; last = {}; list.replaceChildren(); }, quiet: problem };
}
