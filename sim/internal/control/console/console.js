// The console: one page that shows a world and acts on it through the control
// API. Every region is a module of its own; this one holds them together.
import { $, act, debounce, h, put, say, showProblem, span } from './dom.js';
import { baseURL, call, get, pageOf, query, state, useToken, watch } from './api.js';
import { clock, codes, faults, limits } from './panels.js';
import { numbers } from './numbers.js';
import { requests } from './requests.js';
import { scenario } from './scenario.js';

let held = false; // while the world is gone, nothing asks for it, since that would make it anew
let wake = () => {};
let era = 0; // counts the worlds that were looked at, so that late answers are dropped

const app = {
  clock: null,
  soon: {}, // what is going to happen, by region: [world time, what]
  now: () => (app.clock ? app.clock.at + (app.clock.mode === 'running' ? performance.now() - app.clock.read : 0) : Date.now()),
  span,
  epoch: () => {
    const mine = era;
    return () => mine === era;
  },
  changed: () => regions.clock?.tick(),
  touch: (...names) => names.forEach((n) => soonest[n]?.()),
  touchAll: () => Object.values(soonest).forEach((f) => f()),
  begin,
  secrets,
  worldEnded,
  inView: () => (document.hidden ? new Promise((seen) => document.addEventListener('visibilitychange', seen, { once: true })) : null),
};

const drawer = $('#drawer');
app.drawer = makeDrawer();

const regions = {};
regions.clock = clock(app);
regions.numbers = numbers(app);
regions.codes = codes(app);
regions.faults = faults(app);
regions.limits = limits(app);
regions.scenario = scenario(app);

// What may be asked for again, each at most four times a second.
const soonest = {};
for (const name of ['clock', 'numbers', 'codes', 'faults', 'limits', 'scenario']) {
  soonest[name] = debounce(() => quietly(regions[name], regions[name].refresh));
}
soonest.coverage = debounce(() => quietly(null, regions.scenario.coverage), 1000);
soonest.worlds = debounce(() => quietly(null, worlds));
soonest.drawer = debounce(() => app.drawer.refresh(), 500);

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

/** Credentials of the scenario, to fill in what the journal masks. */
function secrets() {
  const d = regions.scenario.document();
  return [...(d?.businesses ?? []).flatMap((b) => b.tokens ?? []).map((t) => t.token ?? t), ...(d?.partners ?? []).flatMap((p) => p.api_keys ?? [])].map(String);
}

// --- the side that opens for one thing

function makeDrawer() {
  let what = null, opener = null, seen = '';
  const title = $('#drawer-title'), body = $('.body', drawer);

  function close() {
    what = null;
    drawer.close();
    if (opener?.isConnected) opener.focus();
  }

  async function refresh(first = false) {
    const mine = what;
    if (!mine || !(first || mine.live)) return;
    try {
      const data = await mine.load();
      const text = JSON.stringify(data);
      if (mine !== what || !first && text === seen) return;
      seen = text;
      const drawn = mine.render(data);
      put(title, drawn.title);
      body.replaceChildren(...drawn.nodes.flat().filter(Boolean));
      if (first) body.scrollTop = 0;
    } catch (error) {
      if (mine !== what) return;
      if (first) {
        const place = h('p', { class: 'problem', role: 'alert' });
        showProblem(place, error);
        body.replaceChildren(place);
      }
    } finally {
      drawer.removeAttribute('aria-busy');
    }
  }

  $('#drawer-close').addEventListener('click', close);
  drawer.addEventListener('keydown', (e) => {
    if (e.key !== 'Escape') return;
    e.preventDefault();
    close();
  });

  return {
    open(next) {
      if (!drawer.contains(document.activeElement)) opener = document.activeElement;
      what = next;
      put(title, next.title);
      drawer.setAttribute('aria-busy', 'true');
      if (!drawer.open) {
        body.replaceChildren();
        drawer.show();
      }
      title.focus();
      refresh(true);
    },
    refresh,
    close: () => drawer.open && close(),
  };
}

// --- worlds

const select = $('#world');

async function worlds() {
  const all = (await get('worlds?limit=1000')).data, names = all.map((w) => w.name);
  // A scenario can be long; it is read again only when the world has started anew.
  const mine = all.find((w) => w.name === state.world), start = `${mine?.started_at} ${mine?.scenario} ${mine?.seed}`;
  if (select.dataset.start !== start) app.touch('scenario');
  select.dataset.start = start;
  if (!names.includes(state.world)) names.unshift(state.world);
  const text = names.join(' ');
  if (select.dataset.names !== text) {
    select.dataset.names = text;
    select.replaceChildren(...names.map((n) => h('option', { value: n }, n)));
  }
  select.value = state.world;
}

function goTo(world, remember = true) {
  if (remember) history.pushState({ world }, '', pageOf(world));
  state.world = world;
  begin();
}

/** Looks at the world afresh: another one, or this one from its start. */
function begin() {
  era++;
  held = false;
  wake();
  app.soon = {};
  app.drawer.close();
  document.title = state.world === 'default' ? 'preverified-sim' : `${state.world} · preverified-sim`;
  for (const e of document.querySelectorAll('.base')) put(e, baseURL());
  for (const region of Object.values(regions)) region.clear();
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
  show('gone', 'This world has ended; choose another, or reset it to start anew');
  await new Promise((done) => { wake = done; });
}

select.addEventListener('change', () => goTo(select.value));
select.addEventListener('focus', () => app.touch('worlds'));
addEventListener('popstate', (e) => goTo(e.state?.world ?? state.first, false));
state.first = state.world;

$('#world-form').addEventListener('submit', (e) => {
  e.preventDefault();
  const form = e.currentTarget, name = $('#world-name').value.trim();
  act($('button', form), $('.problem', form), async () => {
    // To create a world that exists would empty it.
    const known = (await get('worlds' + query({ limit: '10000' }))).data.some((w) => w.name === name);
    if (!known) await call('PUT', `worlds/${encodeURIComponent(name)}`);
    form.reset();
    $('#new-world').open = false;
    goTo(name);
    say(known ? `World ${name} was there already` : `World ${name} is new`);
    select.focus();
  });
});
$('#new-world').addEventListener('keydown', (e) => {
  if (e.key !== 'Escape') return;
  $('#new-world').open = false;
  $('summary', e.currentTarget).focus();
});
$('#new-world').addEventListener('toggle', (e) => e.currentTarget.open && $('#world-name').focus());

$('#reset').addEventListener('click', (e) => act(e.currentTarget, $('.reset .problem'), async () => {
  await call('POST', 'reset');
  say('The world is back at its start');
  begin();
}));

// --- the connection

const light = $('#state');
function show(kind, words) {
  light.dataset.state = kind;
  put($('.words', light), words);
}

const ask = $('#ask');
let answer = null; // resolves once a token was given

watch({
  answered: () => show('live', 'Live'),
  silent: () => show('gone', 'The server does not answer; trying again'),
  refused: (problem, used) => {
    show('wait', 'A token is needed');
    showProblem($('.problem', ask), used ? problem : null);
    answer ??= Promise.withResolvers();
    if (!ask.open) ask.showModal();
    return answer.promise;
  },
});
ask.addEventListener('close', () => {
  answer?.resolve(false);
  answer = null;
});
$('#token-form').addEventListener('submit', (e) => {
  e.preventDefault();
  useToken($('#token').value);
  $('#token').value = '';
  ask.close();
  answer?.resolve(true);
  answer = null;
});

// Rows are walked with the arrow keys.
document.addEventListener('keydown', (e) => {
  const row = e.target.closest?.('tbody tr, .rules > li, .inbox > li');
  if (!row || e.target.matches('input:not([type=checkbox]), select, textarea') || !['ArrowDown', 'ArrowUp'].includes(e.key)) return;
  const other = e.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
  const at = [...row.querySelectorAll('button, input')].indexOf(e.target);
  const to = other?.querySelectorAll('button, input')[at];
  if (!to) return;
  e.preventDefault();
  to.focus();
});

// --- life

setInterval(() => !document.hidden && regions.clock.tick(), 1000);
// The journal tells of vendors' calls only: what tests do by the control API,
// and what time does, is asked for.
let round = 0;
setInterval(() => {
  if (document.hidden || ask.open) return;
  app.touch('clock', 'numbers', 'codes', 'limits', 'drawer');
  round++;
  if (round % 2 === 0) app.touch('faults', 'coverage');
  if (round % 4 === 0) app.touch('worlds');
}, 2000);
document.addEventListener('visibilitychange', () => document.hidden || app.touchAll());

begin();
regions.requests = requests(app);
(async function fill() {
  try {
    await regions.faults.catalogues();
  } catch {
    setTimeout(fill, 2000);
  }
})();
