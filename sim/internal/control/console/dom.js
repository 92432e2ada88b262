// Small helpers for building the page. Text from the world only ever becomes
// text nodes and attributes, never markup.

export const $ = (selector, within = document) => within.querySelector(selector);

const SVG = 'http://www.w3.org/2000/svg';
const SHAPES = new Set(['svg', 'g', 'rect', 'path', 'text', 'marker', 'defs']);

/** Builds an element. Attributes that are functions are listeners; false, null and undefined are left out. */
export function h(tag, attributes = {}, ...children) {
  const e = SHAPES.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') e.addEventListener(name, value);
    else if (value === true) e.setAttribute(name, '');
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children.flat(2).filter((c) => c != null && c !== false));
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
export function keyed(parent, items, key, make, update = () => {}) {
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

/**
 * Keeps a long list in a table of which only the rows in view exist; blank rows
 * above and below stand for the rest. All rows are of one height.
 */
export function windowed(scroller, key, make, update) {
  const body = $('tbody', scroller), blank = () => h('tbody', { 'aria-hidden': 'true', class: 'blank' }, h('tr', {}, h('td')));
  const above = blank(), below = blank();
  body.before(above);
  body.after(below);
  let items = [], height = 30;
  function draw() {
    const room = Math.ceil(scroller.clientHeight / height) + 40;
    const from = Math.max(0, Math.min(Math.floor(scroller.scrollTop / height) - 20, items.length - room));
    const rows = items.slice(from, from + room);
    $('td', above).style.blockSize = `${from * height}px`;
    $('td', below).style.blockSize = `${(items.length - from - rows.length) * height}px`;
    above.hidden = from === 0;
    below.hidden = from + rows.length === items.length;
    keyed(body, rows, key, make, update);
    height = body.rows[0]?.offsetHeight || height;
  }
  scroller.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(scroller);
  return {
    draw: (list) => { items = list; draw(); },
    /** The places of the first and the last row in view. */
    view: () => [scroller.scrollTop, scroller.scrollTop + scroller.clientHeight].map((y) => Math.floor(y / height)),
    show(index) {
      const y = index * height, space = scroller.clientHeight - 2 * height;
      if (y < scroller.scrollTop || y > scroller.scrollTop + space) scroller.scrollTop = y - space / 2;
      draw();
    },
  };
}

/** Calls more whenever a list is scrolled near its end. */
export function atEnd(scroller, more) {
  scroller.addEventListener('scroll', () => {
    if (scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 600) more();
  }, { passive: true });
}

/** Shows a failure beside the control that caused it; null takes it away. */
export function showProblem(place, error) {
  if (!error) {
    place.replaceChildren();
    return;
  }
  const where = (x) => [x.line && `line ${x.line}, column ${x.column}`, x.path].filter(Boolean).join(': ');
  const more = (error.errors ?? []).slice(1, 6).map((x) => h('li', {}, [where(x), x.message].filter(Boolean).join(': ')));
  place.replaceChildren(h('strong', {}, error.title ?? 'That did not work'), ' ', h('span', {}, error.detail ?? String(error)));
  if (more.length) place.append(h('ul', {}, more));
}

/** Carries an action out with its button busy, and shows what goes wrong at place. */
export async function act(button, place, action) {
  if (button.getAttribute('aria-busy') === 'true') return undefined;
  button.setAttribute('aria-busy', 'true');
  showProblem(place, null);
  delete place.dataset.quiet;
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

/** Copies text, also where the page is not in a secure context, and says so on the button. */
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
  const word = button.dataset.word ??= button.textContent;
  button.classList.toggle('done', done);
  put(button, done ? 'Copied' : 'Not allowed');
  say(done ? 'Copied' : 'Copying is not allowed here');
  setTimeout(() => {
    button.classList.remove('done');
    put(button, word);
  }, 1200);
}

/** A copy button for what text() gives. */
export const copyButton = (label, text) =>
  h('button', { class: 'copy', type: 'button', 'aria-label': label, title: label, click: (e) => copy(text(), e.currentTarget) }, 'Copy');

/** The badge of a state or a verdict. */
export const badge = (word, kind = word) => h('span', { class: 'badge', 'data-kind': kind }, word);

const displays = new Map(); // how Graph writes the phone numbers that were shown

/** A phone number as Graph writes it, where the page has seen that. */
export const displayed = (digits) => displays.get(digits) ?? `+${digits}`;
export const isDisplayed = (digits) => displays.has(digits);
export function remember(display, digits) {
  if (displays.size > 5000) displays.clear();
  displays.set(digits, display);
}

/** A phone number: as Graph writes it, and its digits, muted. */
export function phone(display, digits) {
  remember(display, digits);
  return [h('span', { class: 'display' }, display), ' ', h('span', { class: 'digits' }, digits)];
}

/** Runs fn soon, at most four times a second however often it is asked for, never twice at once. */
export function debounce(fn, pause = 250) {
  let timer = null, running = false, again = false, last = -Infinity;
  const run = async () => {
    timer = null;
    running = true;
    try {
      await fn();
    } finally {
      running = false;
      last = performance.now();
      if (again) {
        again = false;
        ask();
      }
    }
  };
  const ask = () => {
    if (running) again = true;
    else timer ??= setTimeout(run, last + pause - performance.now());
  };
  return ask;
}
