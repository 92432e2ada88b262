// The region Scenario: loading one from the library or as text, its task, judging
// the client, and snapshots.
import { $, act, debounce, h, put, say, showProblem } from './dom.js';
import { call, callText, get, getText, poll, state } from './api.js';
import { moment, now } from './time.js';
import { open } from './address.js';
import { recordLink } from './record.js';
import { yaml } from './yaml.js';

const TASK = [['add', 'Add'], ['verify', 'Verify'], ['delete', 'Delete'], ['share', 'Share'], ['claim', 'Claim']];
const entry = (x) => (typeof x === 'object' ? `+${x.phone_number} → ${x.with ?? x.waba}` : `+${x}`);
const drawTask = (task) => (task ? [h('strong', {}, 'Task: '), task.say ?? '', ...TASK.filter(([k]) => task[k]?.length).map(([k, label]) => h('span', { class: 'todo' }, ` ${label} ${task[k].map(entry).join(', ')}.`))] : []);

class Scenario {
  region = $('#scenario');
  quiet = $('.quiet', this.region);
  problem = $('#scenario-problem');
  select = $('#scenario-name');
  text = $('#yaml');
  library = [];
  current = null; // what the world began with
  chosen = null;
  last = {};
  lastCoverage = {};
  turn = 0; // of the lint

  constructor(app) {
    this.app = app;
    this.listen();
    snapshots(app, this.problem);
  }

  document() { return this.current?.document ?? null; }

  async refresh() {
    const fresh = this.app.epoch(), read = await poll('scenario', this.last);
    if (!read || !fresh()) return;
    const again = this.current?.name !== read.name, count = $('.count', this.region);
    this.current = read;
    put(count, `${read.name} · seed ${read.seed} · ${read.dialect} · ${read.profile}`);
    count.title = `Started ${moment(read.started_at)} UTC`;
    if (again || !this.library.length) await this.fill(fresh);
    this.explain();
    this.app.scenarioChanged();
  }

  async fill(fresh) {
    const library = this.library = (await get('scenarios')).data;
    if (!fresh()) return;
    const option = (s) => h('option', { value: s.name }, s.name), own = library.filter((s) => !s.embedded);
    this.select.replaceChildren(h('option', { value: '' }, 'The text below'), ...(own.length ? [h('optgroup', { label: 'Yours' }, own.map(option))] : []),
      h('optgroup', { label: 'Embedded' }, library.filter((s) => s.embedded).map(option)));
    const keep = this.chosen ?? (this.text.value.trim() ? '' : this.current.name);
    this.select.value = library.some((s) => s.name === keep) ? keep : '';
  }

  /** Tells what the chosen scenario is about, else what the present one is. */
  explain() {
    const { current } = this, about = this.library.find((s) => s.name === this.select.value) ?? { summary: current?.summary, task: current?.document?.task };
    put($('#scenario-summary'), about.summary ?? '');
    $('#task').replaceChildren(...drawTask(about.task).flat());
  }

  async lint() {
    const mine = ++this.turn, found = $('#lint'), value = this.text.value;
    if (!value.trim()) return found.replaceChildren();
    const r = await callText('POST', 'scenario/lint', value, 'application/yaml').catch((error) => ({ issues: [{ message: error.detail }] }));
    if (mine !== this.turn) return undefined;
    const place = (i) => (i.line ? h('button', { type: 'button', class: 'link', click: () => this.goTo(i) }, `${i.line}:${i.column}`) : '');
    found.replaceChildren(...(r.issues.length ? r.issues.slice(0, 20).map((i) => h('li', { class: i.warning ? 'warning' : '' }, place(i), ' ', i.path ? h('code', {}, `${i.path} `) : '', i.message))
      : [h('li', { class: 'fine' }, `${r.name ?? 'It'} can be loaded.`)]));
    this.text.toggleAttribute('aria-invalid', r.issues.some((i) => !i.warning));
    return undefined;
  }

  goTo({ line, column }) {
    const start = this.text.value.split('\n').slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0) + column - 1;
    this.text.focus();
    this.text.setSelectionRange(start, start);
  }

  async load() {
    const { select, text } = this;
    const loaded = await this.app.undoable('Load', () => (select.value ? call('PUT', 'scenario', { name: select.value }) : callText('PUT', 'scenario', text.value, 'application/yaml')));
    this.chosen = null;
    say(`The world starts anew from ${loaded.name}`);
    this.app.begin();
  }

  async verify() {
    const fresh = this.app.epoch(), r = await call('POST', 'verify');
    if (!fresh()) return;
    sessionStorage.setItem(reportKey(), JSON.stringify({ ...r, at: moment(now()) }));
    showReport();
    say(VERDICTS[r.verdict]);
  }

  async coverage() {
    const fresh = this.app.epoch(), c = await poll('coverage', this.lastCoverage);
    if (c && fresh()) put($('#coverage-percent'), `${c.percent.toFixed(0)} % reached`);
  }

  listen() {
    const { select, text } = this, soonLint = debounce(() => this.lint(), 200);
    select.addEventListener('change', () => {
      this.chosen = select.value;
      this.explain();
    });
    text.addEventListener('input', () => {
      select.value = text.value.trim() ? '' : this.current?.name ?? '';
      this.explain();
      soonLint();
    });
    $('#edit').addEventListener('click', () => {
      text.value = this.document() ? yaml(this.document()) : '';
      select.value = '';
      soonLint();
      text.focus();
    });
    $('#scenario-form').addEventListener('submit', (e) => {
      e.preventDefault();
      act($('#load'), this.problem, () => this.load());
    });
    $('#verify').addEventListener('click', (e) => act(e.currentTarget, this.problem, () => this.verify()));
    $('#coverage').addEventListener('click', () => open('coverage'));
  }

  clear() {
    this.current = null;
    this.last = {};
    this.lastCoverage = {};
    showReport();
  }
}

/** Starts the region. */
export const scenario = (app) => new Scenario(app);

// The last report of a world is kept until the world starts anew or the tab is closed.
const reportKey = () => `preverified-sim report ${state.world}`;
export function forgetReport() {
  sessionStorage.removeItem(reportKey());
}
function showReport() {
  const kept = sessionStorage.getItem(reportKey());
  $('#report').replaceChildren(...(kept ? drawReport(JSON.parse(kept)) : []));
}

const VERDICTS = { passed: 'Passed', failed: 'Failed', not_met: 'Not met' };

function drawReport(r) {
  const marks = (c) => (c.passed ? '✓' : c.met === false ? '○' : '✗');
  return [
    h('p', { class: 'result', 'data-verdict': r.verdict }, h('strong', {}, VERDICTS[r.verdict]), ` ${r.message}`, h('span', { class: 'note' }, ` at ${r.at}`)),
    h('ul', { class: 'checks' }, r.checks.map((c) => h('li', { 'data-passed': String(c.passed) },
      h('strong', {}, `${marks(c)} ${Object.keys(c.expect)[0]} `), c.message, c.records.slice(0, 8).flatMap((id) => [' ', recordLink(id)])))),
    ...(r.notes.length ? [h('ul', { class: 'checks' }, r.notes.map((note) => h('li', {}, note)))] : []),
  ];
}

/** Downloading and restoring the whole world. */
function snapshots(app, problem) {
  const file = $('#snapshot-file'), restore = $('#restore');
  $('#download').addEventListener('click', (e) => act(e.currentTarget, problem, async () => {
    const url = URL.createObjectURL(new Blob([await getText('snapshot')], { type: 'application/json' }));
    h('a', { href: url, download: `${state.world}-snapshot.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }));
  restore.addEventListener('click', () => file.click());
  file.addEventListener('change', () => act(restore, problem, async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    try {
      const content = await chosen.text();
      await app.undoable('Restore', () => callText('PUT', 'snapshot', content, 'application/json'));
      say(`The world is as ${chosen.name} has it`);
      app.begin();
    } catch (error) {
      throw Object.assign(error, { title: `${chosen.name}: ${error.title}` });
    } finally {
      file.value = '';
    }
  }));
  showProblem(problem, null);
}
