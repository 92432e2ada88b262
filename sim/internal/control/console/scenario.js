// The region Scenario: loading one, judging the client, and the coverage map.
import { $, act, h, put, say } from './dom.js';
import { call, get } from './api.js';
import { recordLink } from './panels.js';

const UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** Milliseconds of a duration such as +1d12h. */
const duration = (text) => [...String(text).matchAll(/(\d+)(ms|[smhdw])/g)].reduce((sum, [, n, unit]) => sum + n * UNITS[unit], 0);

/** Starts the region. */
export function scenario(app) {
  const region = $('#scenario'), problem = $('.problem', region), select = $('#scenario-name'), report = $('#report');
  const summary = $('#scenario-summary');
  let library = [], current = null, chosen = false;

  async function refresh() {
    const fresh = app.epoch();
    const now = await get('scenario');
    if (!fresh()) return;
    const changed = current?.name !== now.name;
    current = now;
    put($('#scenario-now'), `${now.name} · seed ${now.seed} · ${now.dialect} · ${now.profile}`);
    $('#scenario-now').title = `${now.summary} Started ${now.started_at}.`;
    app.soon.timeline = (now.document?.timeline ?? []).map((step) =>
      [String(step.at).startsWith('+') ? new Date(Date.parse(now.started_at) + duration(step.at)).toISOString() : String(step.at), `the timeline: ${Object.keys(step.do ?? {}).join(', ')}`]);
    owners(now.document);
    if (changed || !select.options.length) await fill(fresh);
  }

  async function fill(fresh) {
    library = (await get('scenarios')).data;
    if (!fresh()) return;
    const keep = chosen ? select.value : current.name;
    const own = library.filter((s) => !s.embedded), embedded = library.filter((s) => s.embedded);
    const option = (s) => h('option', { value: s.name }, s.name);
    const loose = library.some((s) => s.name === current.name) ? [] : [h('option', { value: '' }, `${current.name} (own)`)];
    select.replaceChildren(...loose, ...(own.length ? [h('optgroup', { label: 'Yours' }, own.map(option))] : []), ...embedded.map(option));
    select.value = library.some((s) => s.name === keep) ? keep : '';
    explain();
  }

  const explain = () => put(summary, select.value ? library.find((s) => s.name === select.value)?.summary : current?.summary);

  function owners(document) {
    const owner = $('#phone-owner'), keep = owner.value;
    const options = [['', 'First business'], ...(document?.businesses ?? []).map((b) => [`business:${b.id}`, b.name ?? b.id]),
      ...(document?.partners ?? []).map((p) => [`partner:${p.id}`, `360dialog · ${p.id}`])];
    const text = JSON.stringify(options);
    if (owner.dataset.options === text) return;
    owner.dataset.options = text;
    owner.replaceChildren(...options.map(([value, label]) => h('option', { value }, label)));
    if (options.some(([value]) => value === keep)) owner.value = keep;
  }

  select.addEventListener('change', () => {
    chosen = true;
    explain();
  });
  $('#scenario-form').addEventListener('submit', (e) => {
    e.preventDefault();
    act($('button', e.currentTarget), problem, async () => {
      const loaded = await call('PUT', 'scenario', { name: select.value });
      chosen = false;
      clearReport();
      say(`The world starts anew from ${loaded.name}`);
      app.begin();
    });
  });

  $('#verify').addEventListener('click', (e) => act(e.currentTarget, problem, async () => {
    const fresh = app.epoch(), r = await call('POST', 'verify');
    if (!fresh()) return;
    const records = (ids) => ids.slice(0, 8).flatMap((id) => [' ', recordLink(app, id)]);
    const verdict = { passed: 'Passed', failed: 'Failed', not_met: 'Not met' }[r.verdict];
    report.replaceChildren(
      h('p', { class: 'result', 'data-passed': String(r.passed) }, h('strong', {}, verdict), ` ${r.message}`),
      h('ul', { class: 'checks' }, r.checks.map((c) => h('li', { 'data-passed': String(c.passed) },
        h('strong', {}, `${c.passed ? '✓' : '✗'} ${Object.keys(c.expect)[0]} `), c.message, records(c.records)))),
      r.notes.length ? h('ul', { class: 'checks' }, r.notes.map((note) => h('li', {}, note))) : '');
    say(verdict);
  }));

  $('#coverage').addEventListener('click', () => app.drawer.open({ title: 'Coverage', load: () => get('coverage'), render: drawCoverage, live: true }));

  async function coverage() {
    const fresh = app.epoch(), c = await get('coverage');
    if (fresh()) put($('#coverage-percent'), `${c.percent.toFixed(0)} % reached`);
  }

  function clearReport() {
    report.replaceChildren(h('p', { class: 'empty' }, 'Verify judges the client by what the scenario expects. The report appears here.'));
  }

  return { refresh, coverage, document: () => current?.document ?? null, clear: () => { current = null; chosen = false; clearReport(); }, quiet: problem };
}

/** The map: a cell for everything that can be reached, empty where it never was. */
function drawCoverage(c) {
  const cell = (label, count, what, reachable = true) => h('li', { class: count ? 'cell met' : reachable ? 'cell' : 'cell out', title: `${what}: ${count ? `${count} times` : reachable ? 'never' : 'cannot be reached'}` },
    label, h('span', { class: 'unseen' }, count ? ` ${count} times` : ' never'));
  const never = c.never.answers.length + c.never.errors.length;
  return {
    title: 'Coverage',
    nodes: [
      h('p', {}, h('strong', {}, `${c.percent.toFixed(1)} %`), ` of what can be reached: ${c.reached} of ${c.reachable} documented answers and failures. ${never} were never met.`),
      h('p', { class: 'legend' }, h('span', { class: 'cell met' }, 'met'), h('span', { class: 'cell' }, 'never'), h('span', { class: 'cell out' }, 'out of reach')),
      h('h3', {}, 'Answers'),
      h('dl', { class: 'map' }, c.operations.flatMap((o) => [h('dt', {}, o.operation), h('dd', {}, h('ul', { class: 'cells' }, o.answers.map((a) => cell(String(a.status), a.count, `${o.operation} ${a.status}`))))])),
      h('h3', {}, 'Failures'),
      h('ul', { class: 'cells' }, c.errors.map((e) => cell(e.id, e.count, e.id, e.reachable))),
      h('h3', {}, 'Transitions'),
      h('ul', { class: 'cells' }, c.transitions.map((t) => cell(t.name, t.count, t.name))),
      c.faults.length ? h('h3', {}, 'Fault rules') : null,
      h('ul', { class: 'cells' }, c.faults.map((f) => cell(f.name, f.acted, f.name))),
    ],
  };
}
