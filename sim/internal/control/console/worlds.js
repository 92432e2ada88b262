// The head of the page: choosing and making worlds, starting one anew and taking
// that back, and the connection with its token.
import { $, act, h, put, say, showProblem } from './dom.js';
import { call, callText, get, getText, query, state, useToken, watch } from './api.js';
import { goToWorld } from './address.js';
import { forgetReport } from './scenario.js';

/** Starts the choice of worlds. */
export function worlds(app) {
  const select = $('#world');

  async function refresh() {
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

  const goTo = (world) => {
    goToWorld(world);
    app.begin();
  };
  select.addEventListener('change', () => goTo(select.value));
  select.addEventListener('focus', () => app.touch('worlds'));
  addEventListener('popstate', (e) => {
    const world = e.state?.world ?? first;
    if (world === state.world) return;
    state.world = world;
    app.begin();
  });
  const first = state.world;

  const details = $('#new-world');
  $('#world-form').addEventListener('submit', (e) => {
    e.preventDefault();
    const form = e.currentTarget, name = $('#world-name').value.trim();
    act($('button', form), $('.problem', form), async () => {
      // To create a world that exists would empty it.
      const known = (await get('worlds' + query({ limit: '10000' }))).data.some((w) => w.name === name);
      if (!known) await call('PUT', `worlds/${encodeURIComponent(name)}`);
      form.reset();
      details.open = false;
      goTo(name);
      say(known ? `World ${name} was there already` : `World ${name} is new`);
      select.focus();
    });
  });
  details.addEventListener('keydown', (e) => {
    if (e.key !== 'Escape') return;
    details.open = false;
    $('summary', details).focus();
    e.stopPropagation();
  });
  details.addEventListener('toggle', () => details.open && $('#world-name').focus());
  return { refresh };
}

/** Lets Reset, Load and Restore be taken back. undoable(name, action) takes a snapshot before acting. */
export function undo(app) {
  const button = $('#undo'), problem = $('.reset .problem');
  let before = null;

  function remember(what, world, text) {
    before = text === null ? null : { world, text };
    button.disabled = !before;
    button.title = before ? `Undo: ${what}` : 'Nothing to undo';
  }

  async function undoable(what, action) {
    const world = state.world;
    let text = null;
    try {
      text = await getText('snapshot');
    } catch (error) {
      if (!error.status || error.status === 401) throw error; // nothing was done yet
      say(`${what} cannot be undone: ${error.detail}`);
    }
    const done = await action();
    forgetReport();
    remember(what, world, text);
    return done;
  }

  button.addEventListener('click', () => act(button, problem, async () => {
    await callText('PUT', 'snapshot', before.text, 'application/json');
    forgetReport();
    remember('', '', null);
    say('The world is as it was');
    app.begin();
  }));
  $('#reset').addEventListener('click', (e) => act(e.currentTarget, problem, async () => {
    await undoable('Reset', () => call('POST', 'reset'));
    say('The world is back at its start');
    app.begin();
  }));
  return { undoable, clear: () => before && before.world !== state.world && remember('', '', null) };
}

/** Shows whether the server answers, and asks for the control token. */
export function connection() {
  const light = $('#state'), ask = $('#ask'), problem = $('.problem', ask);
  let answer = null; // resolves once a token was given

  function show(kind, words) {
    light.dataset.state = kind;
    put($('.words', light), words);
  }
  watch({
    answered: () => show('live', 'Live'),
    silent: () => show('gone', 'The server does not answer; trying again'),
    refused: (refusal, used) => {
      show('wait', 'A token is needed');
      showProblem(problem, used ? refusal : null);
      answer ??= Promise.withResolvers();
      if (!ask.open) ask.showModal();
      return answer.promise;
    },
  });
  function settle(given) {
    answer?.resolve(given);
    answer = null;
  }
  ask.addEventListener('close', () => settle(false));
  $('#token-form').addEventListener('submit', (e) => {
    e.preventDefault();
    useToken($('#token').value);
    $('#token').value = '';
    showProblem(problem, null);
    settle(true);
    ask.close();
  });
  return { show, asking: () => ask.open };
}
