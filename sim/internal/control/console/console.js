// The console: one page that shows a world and acts on it through the control
// API. Every region is a module of its own; this one holds them together.
import { $, debounce, put, showProblem } from './dom.js';
import { baseURL, get, state } from './api.js';
import { connection, undo, worlds } from './worlds.js';
import { clock } from './clock.js';
import { codes } from './codes.js';
import { faultForm } from './fault-form.js';
import { faults } from './faults.js';
import { limits } from './limits.js';
import { numbers } from './numbers.js';
import { pane } from './pane.js';
import { requests } from './requests.js';
import { scenario } from './scenario.js';
import { signups } from './signups.js';
import { drawStart } from './start.js';
import { wabas } from './wabas.js';
import { webhooks } from './webhooks.js';

let held = false; // while the world is gone, the page asks for nothing, since that would make it anew
let wake = () => {};
let era = 0; // counts the worlds that were looked at, so that late answers are dropped

const app = {
  regions: {},
  epoch: () => {
    const mine = era;
    return () => mine === era;
  },
  touch: (...names) => names.forEach((n) => soonest[n]?.()),
  touchAll: () => Object.values(soonest).forEach((f) => f()),
  begin,
  relisted: () => beside.redraw(), // a record's neighbours are those in the list
  worldEnded,
  scenario: () => app.regions.scenario.document(),
  scenarioChanged,
  businessName: (id) => business(id)?.name ?? id,
  businessLabel: (id) => [business(id)?.name, id].filter(Boolean).join(' · '),
  /** Credentials of the scenario, to fill in what the journal masks. */
  secrets: () => [...(app.scenario()?.businesses ?? []).flatMap((b) => b.tokens ?? []).map((t) => t.token ?? t), ...(app.scenario()?.partners ?? []).flatMap((p) => p.api_keys ?? [])].map(String),
  inView: () => (document.hidden ? new Promise((seen) => document.addEventListener('visibilitychange', seen, { once: true })) : null),
};
const business = (id) => app.scenario()?.businesses?.find((b) => String(b.id) === id);

const light = connection();
const back = undo(app);
app.undoable = back.undoable;
const fillFaultForm = faultForm(app);
Object.assign(app.regions, { clock: clock(app), numbers: numbers(app), codes: codes(app), faults: faults(app), limits: limits(app), scenario: scenario(app), signups: signups(app), wabas: wabas(app), webhooks: webhooks(app) });
const head = worlds(app), beside = pane(app);

// Each region is refreshed at most four times a second.
const soonest = {};
for (const [name, region] of Object.entries(app.regions)) soonest[name] = debounce(() => quietly(region, () => region.refresh()));
soonest.coverage = debounce(() => quietly(null, () => app.regions.scenario.coverage()), 1000);
soonest.worlds = debounce(() => quietly(null, head.refresh));
soonest.pane = debounce(() => quietly(null, beside.refresh), 500);

/** Refreshes without an action of the person; what fails is said in the region, until it works again. */
async function quietly(region, refresh) {
  if (held) return;
  const place = region?.quiet;
  try {
    await refresh();
    if (place?.dataset.quiet) {
      showProblem(place, null);
      delete place.dataset.quiet;
    }
  } catch (error) {
    if (!error.status || !place || place.textContent && !place.dataset.quiet) return;
    showProblem(place, error);
    place.dataset.quiet = 'yes';
  }
}

/** The scenario names owners, credentials and rules. */
function scenarioChanged() {
  const document1 = app.scenario(), owner = $('#phone-owner'), keep = owner.value;
  const options = [['', 'First business'], ...(document1?.businesses ?? []).map((b) => [`business:${b.id}`, b.name ?? b.id]),
    ...(document1?.partners ?? []).map((p) => [`partner:${p.id}`, `360dialog · ${p.id}`])];
  owner.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  if (options.some(([value]) => value === keep)) owner.value = keep;
  drawStart(document1);
  app.regions.numbers.draw();
  app.regions.faults.again();
}

/** Looks at the world afresh: another one, or this one from its start. */
function begin() {
  era++;
  held = false;
  wake();
  document.title = state.world === 'default' ? 'preverified-sim' : `${state.world} · preverified-sim`;
  put($('#base'), baseURL());
  back.clear();
  for (const region of Object.values(app.regions)) region.clear();
  beside.clear();
  app.touchAll();
}

/** The stream has ended: with its world, or for a reason that passes. */
async function worldEnded() {
  held = true;
  const mine = era;
  const there = (await get('worlds?limit=10000').catch(() => null))?.data.some((w) => w.name === state.world) ?? true;
  if (mine !== era) return;
  held = !there;
  if (there) return;
  light.show('gone', 'This world has ended; choose another, or reset it to start anew');
  await new Promise((done) => { wake = done; });
}

// --- the keyboard

document.addEventListener('keydown', (e) => {
  if (e.key === '/' && !e.target.matches('input, select, textarea') && !e.ctrlKey && !e.metaKey) {
    e.preventDefault();
    $('#search').focus();
  }
  const row = e.target.closest?.('tbody tr, .rules > li, .inbox > li');
  if (!row || e.target.matches('input:not([type=checkbox]), select, textarea') || !['ArrowDown', 'ArrowUp'].includes(e.key)) return;
  const other = e.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
  const at = [...row.querySelectorAll('button, input')].indexOf(e.target), to = other?.querySelectorAll('button, input')[at];
  if (!to) return;
  e.preventDefault();
  to.focus();
  if (document.body.hasAttribute('data-pane') && row.closest('#requests')) to.click();
});
for (const link of document.querySelectorAll('nav a, .skip')) {
  link.addEventListener('click', (e) => {
    e.preventDefault(); // the fragment is for records
    const region = $(link.getAttribute('href'));
    region.scrollIntoView({ block: 'start' });
    region.querySelector('h2').focus();
  });
}

// --- life

setInterval(() => !document.hidden && app.regions.clock.tick(), 1000);
// The journal tells of vendors' calls only: what tests do by the control API,
// and what time does, is asked for. An answer that has not changed has no body.
let round = 0;
setInterval(() => {
  if (document.hidden || light.asking()) return;
  app.touch('clock', 'numbers', 'codes', 'limits', 'faults', 'signups', 'wabas', 'webhooks', 'pane');
  round++;
  if (round % 2 === 0) app.touch('worlds');
  if (round % 4 === 0) app.touch('coverage');
}, 2000);
document.addEventListener('visibilitychange', () => document.hidden || app.touchAll());

begin();
app.regions.requests = requests(app);
beside.start();
(async function fill() {
  try {
    const [errors, operations] = await Promise.all([get('errors'), get('operations')]);
    fillFaultForm(errors.data, operations.data);
    app.regions.requests.catalogues(operations.data);
  } catch {
    setTimeout(fill, 2000);
  }
})();
