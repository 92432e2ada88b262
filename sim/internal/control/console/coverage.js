// The map of what was reached: a cell for everything that can be, empty where it
// never was.
import { h } from './dom.js';

function cell(label, count, what, reachable = true) {
  const times = count ? `${count} times` : 'never';
  return h('li', { class: `cell ${count ? 'met' : reachable ? '' : 'out'}`, title: `${what}: ${count || reachable ? times : 'cannot be reached'}` }, label, h('span', { class: 'unseen' }, ` ${times}`));
}

/** Draws it for the pane. */
export function drawCoverage(c) {
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
      c.faults.length ? [h('h3', {}, 'Fault rules'), h('ul', { class: 'cells' }, c.faults.map((f) => cell(f.name, f.acted, f.name)))] : null,
    ],
  };
}
