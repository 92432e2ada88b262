// The pane beside the requests: what the fragment of the address names.
import { $, h, put, showProblem } from './dom.js';
import { get } from './api.js';
import { close, onOpen, opened } from './address.js';
import { drawRecord, loadRecord } from './record.js';
import { drawPair, loadPair } from './compare.js';
import { drawNumber, loadNumber } from './number.js';
import { drawCoverage } from './coverage.js';

/** What a fragment names: {title, load, render}, null for nothing that can be opened. */
function thing(app, name) {
  if (/^r\d+$/.test(name)) return { title: `Request ${name}`, load: () => loadRecord(name), render: (x) => drawRecord(app, x) };
  if (/^r\d+,(r\d+)?$/.test(name)) {
    const others = ([a]) => app.regions.requests.like(a);
    return { title: `Compare ${name}`, load: () => loadPair(name.split(',')), render: (x) => drawPair(app, x, others(x)) };
  }
  if (/^number-\d+$/.test(name)) return { title: 'Number', load: () => loadNumber(name.slice(7)), render: (x) => drawNumber(app, x), live: true };
  if (name === 'coverage') return { title: 'Coverage', load: () => get('coverage'), render: drawCoverage, live: true };
  return null;
}

/** Starts the pane. */
export function pane(app) {
  const element = $('#pane'), title = $('#pane-title'), body = $('.body', element);
  let what = null, data = null, opener = null, seen = '';

  function draw() {
    const drawn = what.render(data);
    put(title, drawn.title);
    body.replaceChildren(...drawn.nodes.flat(3).filter(Boolean));
  }

  async function refresh(first = false) {
    const mine = what;
    if (!mine || !(first || mine.live)) return;
    try {
      const loaded = await mine.load(), text = JSON.stringify(loaded);
      if (mine !== what || !first && text === seen) return;
      seen = text;
      data = loaded;
      draw();
      if (first) body.scrollTop = 0;
    } catch (error) {
      if (mine !== what || !first) return;
      const place = h('p', { class: 'problem', role: 'alert' });
      showProblem(place, error);
      body.replaceChildren(place);
    } finally {
      element.removeAttribute('aria-busy');
    }
  }

  function show(name) {
    const next = thing(app, name), was = !element.hidden;
    what = next;
    data = null;
    element.hidden = !next;
    document.body.toggleAttribute('data-pane', Boolean(next));
    if (!next) {
      if (was && opener?.isConnected) opener.focus();
      opener = null;
      return;
    }
    if (!was) opener = document.activeElement;
    put(title, next.title);
    element.setAttribute('aria-busy', 'true');
    if (!was) {
      body.replaceChildren();
      title.focus();
    }
    refresh(true);
  }

  $('#pane-close').addEventListener('click', close);
  addEventListener('keydown', (e) => {
    if (e.key !== 'Escape' || element.hidden || e.target.matches('input, textarea, select')) return;
    e.preventDefault();
    close();
  });
  onOpen(show);
  return { refresh: () => refresh(), redraw: () => data && draw(), clear: () => show(opened()), start: () => show(opened()) };
}
