// Small helpers for building the page. Text from the world only ever becomes
// text nodes and attributes, never markup.

export const $ = (selector, within = document) => within.querySelector(selector);

const SVG = 'http://www.w3.org/2000/svg';
const SHAPES = new Set(['svg', 'g', 'rect', 'path', 'text', 'marker', 'defs', 'circle', 'title', 'tspan']);

/** Builds an element. Attributes that are functions are listeners; false, null and undefined are left out. */
export function h(tag, attributes = {}, ...children) {
  const e = SHAPES.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') e.addEventListener(name, value);
    else if (value === true) e.setAttribute(name, '');
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children.flat().filter((c) => c != null && c !== false));
  return e;
}

/** Changes text only where it differs, so that selections and screen readers are left in peace. */
export function put(e, text) {
  text = String(text ?? '');
  if (e.textContent !== text) e.textContent = text;
}

/**
 * Brings the children of a parent in line with a list, reusing what is there by
 * key: focus, scroll position and hover stay where they are.
 */
export function keyed(parent, items, key, make, update) {
  const old = new Map([...parent.children].map((e) => [e.dataset.key, e]));
  let before = parent.firstElementChild;
  for (const item of items) {
    const k = String(key(item));
    let e = old.get(k);
    old.delete(k);
    if (!e) {
      e = make(item);
      e.dataset.key = k;
    }
    update(e, item);
    if (e === before) before = before.nextElementSibling;
    else parent.insertBefore(e, before);
  }
  for (const e of old.values()) e.remove();
}

/** Shows a failure beside the control that caused it; null takes it away. */
export function showProblem(place, error) {
  if (!error) {
    place.replaceChildren();
    return;
  }
  const more = (error.errors ?? []).slice(1, 6).map((x) => h('li', {}, `${x.path ? x.path + ': ' : ''}${x.message}`));
  place.replaceChildren(h('strong', {}, error.title ?? 'That did not work'), ' ', h('span', {}, error.detail ?? String(error)));
  if (more.length) place.append(h('ul', {}, ...more));
}

/** Carries an action out with its button busy, and shows what goes wrong at place. */
export async function act(button, place, action) {
  if (button.getAttribute('aria-busy') === 'true') return undefined;
  button.setAttribute('aria-busy', 'true');
  showProblem(place, null);
  try {
    return await action();
  } catch (error) {
    showProblem(place, error);
    return undefined;
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/** Says something to those who do not see the page change. */
export const say = (text) => put($('#said'), text);

/** Copies text, also where the page is not in a secure context. */
export async function copy(text, button) {
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const area = h('textarea', { class: 'unseen', 'aria-hidden': 'true', tabindex: '-1' });
    area.value = text;
    (button.closest('dialog') ?? document.body).append(area);
    area.select();
    done = document.execCommand('copy');
    area.remove();
    button.focus();
  }
  button.classList.toggle('done', done);
  say(done ? 'Copied' : 'Copying is not allowed here');
  setTimeout(() => button.classList.remove('done'), 1200);
}

/** A copy button for what text() gives. */
export const copyButton = (label, text) =>
  h('button', { class: 'copy', type: 'button', 'aria-label': label, title: label, click: (e) => copy(text(), e.currentTarget) }, 'Copy');

/** A rest of time: 13d 4h, 9m 05s, 0s. */
export function span(ms) {
  let s = Math.max(0, Math.ceil(ms / 1000));
  const d = Math.floor(s / 86400), hours = Math.floor((s % 86400) / 3600), m = Math.floor((s % 3600) / 60);
  s %= 60;
  const two = (n) => String(n).padStart(2, '0');
  if (d) return `${d}d ${two(hours)}h`;
  if (hours) return `${hours}h ${two(m)}m`;
  return m ? `${m}m ${two(s)}s` : `${s}s`;
}

/** World time as the API writes it, shortened: it is UTC everywhere. */
export const day = (iso) => (iso ? iso.slice(0, 10) : '');
export const hour = (iso) => (iso ? iso.slice(11, 19) : '');
export const moment = (iso) => (iso ? `${day(iso)} ${hour(iso)}` : '–');

/** Runs fn soon, at most four times a second however often it is asked for, never twice at once. */
export function debounce(fn, pause = 250) {
  let timer = null, running = false, again = false;
  const run = async () => {
    timer = null;
    running = true;
    try {
      await fn();
    } finally {
      running = false;
      if (again) {
        again = false;
        ask();
      }
    }
  };
  const ask = () => {
    if (running) again = true;
    else timer ??= setTimeout(run, pause);
  };
  return ask;
}
