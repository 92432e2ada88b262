// The region Requests: the journal as it is written, and one exchange in full.
import { $, act, copyButton, h, hour, keyed, moment, put, say, showProblem } from './dom.js';
import { baseURL, call, follow, get } from './api.js';

const SIZE = 100, MOST = 1000;

/** The badges that say what became of a request. */
export function verdicts(r, quiet = false) {
  const out = [];
  if (r.fault) out.push(['fault', `fault: ${r.fault}`]);
  if (r.limit) out.push(['limit', `limit: ${r.limit}`]);
  if (!r.conforms) out.push(['breaks', 'breaks contract']);
  else if (!out.length && !quiet) out.push(['conforms', 'conforms']);
  if (r.hint) out.push(['hint', 'hint']);
  return out.map(([kind, words]) => h('span', { class: 'verdict', 'data-verdict': kind, title: kind === 'hint' ? r.hint : words }, words));
}

// What a row needs; bodies stay with the server.
const light = ({ id, at, operation, origin, parent, method, path, status, fault, limit, conforms, hint, error, duration_ms: ms }) =>
  ({ id, at, operation, origin, parent, method, path, status, fault, limit, conforms, hint, error, ms });

const newer = (a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1));

/** Starts the region. */
export function requests(app) {
  const region = $('#requests'), body = $('tbody', region), more = $('.more', region), problem = $('.problem', region);
  const filter = $('#verdict'), pause = $('#pause');
  let all = new Map(), shown = SIZE, next = '', dropped = 0, waiting = [], stop = null, timer = null, turns = 0;

  const paused = () => pause.getAttribute('aria-pressed') === 'true';

  function draw() {
    const rows = [...all.values()].sort(newer);
    if (rows.length > shown) {
      next = rows[shown - 1].id;
      rows.length = shown;
      all = new Map(rows.map((r) => [r.id, r]));
    }
    keyed(body, rows, JSON.stringify, makeRow, () => {}); // after a reset, ids there have been come again
    more.hidden = !next || shown >= MOST;
    $('.empty', region).hidden = rows.length > 0;
    const held = paused() && waiting.length ? `${waiting.length} waiting` : '';
    put($('#requests-count'), held || (rows.length ? `${rows.length}${next ? '+' : ''}${dropped ? ` · ${dropped} dropped` : ''}` : ''));
  }

  function makeRow(r) {
    const what = r.operation ?? `${r.method} ${r.path}`;
    return h('tr', { class: r.parent ? 'child' : '' },
      h('td', { class: 'at', title: `${moment(r.at)} UTC` }, hour(r.at)),
      h('td', { class: 'what' }, h('button', { class: 'link', title: `${r.id} ${r.method} ${r.path}`, click: () => openRecord(app, r.id) }, what)),
      h('td', { class: 'caller' }, r.origin),
      h('td', { class: 'code', 'data-class': String(r.status)[0] }, r.status || '–'),
      h('td', { class: 'verdicts', title: r.hint ?? r.error ?? '' }, verdicts(r), r.error && h('span', { class: 'why' }, r.error)),
      h('td', { class: 'wide right ms' }, r.ms < 10 ? r.ms.toFixed(1) : Math.round(r.ms)));
  }

  // A busy journal is drawn four times a second, not for each record.
  function arrive(record) {
    waiting.push(light(record));
    if (waiting.length > MOST) waiting.shift();
    timer ??= setTimeout(flush, 250);
  }

  function flush() {
    timer = null;
    app.touch('numbers', 'codes', 'limits', 'faults', 'coverage');
    if (!paused()) {
      for (const r of waiting.splice(0)) all.set(r.id, r);
    }
    draw();
  }

  async function load() {
    const fresh = app.epoch(), turn = ++turns;
    const known = new Set(all.values()); // what comes while the list is on its way may not be in it
    waiting = [];
    const page = await get(`requests?limit=${SIZE}${filter.value && '&' + filter.value}`);
    if (!fresh() || turn !== turns) return;
    shown = SIZE;
    next = page.next ?? '';
    dropped = page.dropped;
    all = new Map([...page.data.map((r) => [r.id, light(r)]), ...[...all].filter(([, r]) => !known.has(r))]);
    draw();
  }

  /** Follows the journal for as long as the page lives, and again whenever it broke off. */
  async function run() {
    for (let tries = 0; ; tries++) {
      await app.inView();
      stop = new AbortController();
      try {
        await follow(`requests/stream${filter.value && '?' + filter.value}`, {
          signal: stop.signal,
          // The list is read once the stream is open, so that nothing falls between.
          opened: () => { tries = 0; load().catch((e) => showProblem(problem, e)); showProblem(problem, null); app.touchAll(); },
          event: (name, data) => name === 'request' && arrive(JSON.parse(data)),
        });
        await app.worldEnded();
      } catch (error) {
        if (error.name !== 'AbortError' && error.status) showProblem(problem, error);
      }
      if (stop.signal.aborted) tries = 0;
      else await new Promise((done) => setTimeout(done, Math.min(5000, 250 * 2 ** tries)));
    }
  }

  // A browser opens few connections to one origin: a page nobody sees holds none.
  document.addEventListener('visibilitychange', () => document.hidden && stop?.abort());

  const restart = () => {
    turns++; // a list that is still on its way is of no use any more
    all.clear();
    waiting = [];
    next = '';
    draw();
    stop?.abort();
  };
  filter.addEventListener('change', restart);
  more.addEventListener('click', () => act(more, problem, async () => {
    const fresh = app.epoch(), page = await get(`requests?limit=${SIZE}&after=${next}${filter.value && '&' + filter.value}`);
    if (!fresh()) return;
    for (const r of page.data) all.set(r.id, light(r));
    next = page.next ?? '';
    shown += SIZE;
    draw();
  }));
  pause.addEventListener('click', () => {
    pause.setAttribute('aria-pressed', String(!paused()));
    put(pause, paused() ? 'Resume' : 'Pause');
    flush();
  });
  $('#clear').addEventListener('click', (e) => act(e.currentTarget, problem, async () => {
    await call('DELETE', 'requests');
    await load();
    say('The journal is empty');
  }));

  run();
  return { refresh: load, restart, clear: restart, quiet: problem };
}

/** Shows one exchange in full. */
export function openRecord(app, id) {
  app.drawer.open({ title: `Request ${id}`, load: () => get(`requests/${encodeURIComponent(id)}`), render: (r) => drawRecord(app, r) });
}

function pretty(part) {
  const type = Object.entries(part.headers).find(([k]) => k.toLowerCase() === 'content-type')?.[1]?.[0] ?? '';
  if (part.encoding === 'base64') return `${part.body}\n(${part.size} bytes, in Base64)`;
  try {
    if (part.body) return JSON.stringify(JSON.parse(part.body), null, 2);
  } catch {
    if (type.startsWith('application/x-www-form-urlencoded')) {
      return [...new URLSearchParams(part.body)].map(([k, v]) => `${k} = ${v}`).join('\n');
    }
  }
  return part.body;
}

const headerLines = (headers) => Object.entries(headers).flatMap(([k, values]) => values.map((v) => `${k}: ${v}`)).join('\n');

function message(name, first, part, copied) {
  return h('section', { class: 'message', 'aria-label': name },
    h('div', { class: 'head' }, h('h3', {}, name), part.body ? copyButton(`Copy ${copied}`, () => part.body) : null),
    h('pre', { class: 'first', tabindex: 0 }, first),
    h('details', {}, h('summary', {}, `${Object.keys(part.headers).length} headers`), h('pre', { tabindex: 0 }, headerLines(part.headers))),
    part.body ? h('pre', { class: 'text', tabindex: 0 }, pretty(part)) : h('p', { class: 'note' }, 'No body.'),
    part.truncated ? h('p', { class: 'note' }, `Only the beginning is kept, of ${part.size} bytes.`) : null);
}

function drawRecord(app, r) {
  const facts = [['Operation', r.operation ?? 'none'], ['Caller', r.origin], ['World time', `${moment(r.at)} UTC`], ['Took', `${r.duration_ms} ms`],
    ['Dialect', r.dialect], ['Outcome', r.outcome], ['Failure', r.error], ['Limit', r.limit], ['Fault', r.fault], ['Breaks on purpose', r.violates], ['Hint', r.hint],
    ['Number', r.phone_number && `+${r.phone_number}`], ['Business', r.business], ['Partner', r.partner]].filter(([, v]) => v);
  const curl = curlOf(r, app.secrets());
  const list = (title, items) => (items.length ? [h('h3', {}, title), h('ul', { class: 'findings' }, items)] : []);
  return {
    title: `Request ${r.id}`,
    nodes: [
      h('p', { class: 'line' }, h('span', { class: 'code big', 'data-class': String(r.status)[0] }, r.status || 'no answer'), verdicts(r),
        r.parent && h('button', { class: 'link', click: () => openRecord(app, r.parent) }, `caused by ${r.parent}`)),
      h('dl', { class: 'facts' }, facts.flatMap(([k, v]) => [h('dt', {}, k), h('dd', {}, v)])),
      ...list('Violations', r.violations.map((v) => h('li', {}, h('strong', {}, `${v.direction}${v.in ? ` ${v.in}` : ''}${v.name ? ` ${v.name}` : ''}: `), v.message,
        v.declared ? ' (declared by a fault rule)' : '', v.schema_path ? h('code', { class: 'path' }, v.schema_path) : null))),
      ...list('Decisions of fault rules', (r.decisions ?? []).map((d) => h('li', {}, h('strong', {}, d.rule), ' ',
        [d.point && `at ${d.point}`, d.action, d.call && `call ${d.call}`, d.draw !== undefined && `drew ${d.draw.toFixed(3)}`, d.latency_ms && `${d.latency_ms} ms`].filter(Boolean).join(' · ')))),
      message('Request', `${r.method} ${r.path}${r.request.query ? '?' + r.request.query : ''}`, r.request, 'request body'),
      message('Response', r.status ? `HTTP ${r.status}` : 'No answer was begun.', r.response, 'response body'),
      h('section', { class: 'message', 'aria-label': 'curl' },
        h('div', { class: 'head' }, h('h3', {}, 'curl'), copyButton('Copy curl command', () => curl)),
        h('pre', { class: 'curl', tabindex: 0 }, curl)),
    ],
  };
}

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const UNSENT = /^(host|content-length|connection|accept-encoding|transfer-encoding|x-sim-world)$/i;

/** A command that asks the same again. Masked secrets are filled in where the scenario holds one with that end. */
function curlOf(r, secrets) {
  const fill = (text) => text.replace(/(?:\*|%2A){4}([^\s*&"',;}]{4})/gi, (masked, end) => secrets.find((s) => s.endsWith(end)) ?? masked);
  const lines = [`curl -X ${r.method} ${quote(baseURL() + r.path + (r.request.query ? '?' + fill(r.request.query) : ''))}`];
  for (const [name, values] of Object.entries(r.request.headers)) {
    if (!UNSENT.test(name)) for (const v of values) lines.push(`-H ${quote(`${name}: ${fill(v)}`)}`);
  }
  if (r.request.body && r.request.encoding === 'base64') {
    return `printf %s ${quote(r.request.body)} | base64 -d | ` + [...lines, '--data-binary @-'].join(' \\\n  ');
  }
  if (r.request.body) lines.push(`--data-raw ${quote(fill(r.request.body))}`);
  return lines.join(' \\\n  ');
}
