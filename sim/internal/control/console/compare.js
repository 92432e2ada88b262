// Two records side by side, line by line.
import { h } from './dom.js';
import { get } from './api.js';
import { moment } from './time.js';
import { open } from './address.js';
import { why } from './requests.js';
import { firstLine, headerLines, pretty, recordLink } from './record.js';

/** Reads both; the second may not be chosen yet. */
export async function loadPair(ids) {
  return Promise.all(ids.filter(Boolean).map((id) => get(`requests/${encodeURIComponent(id)}`)));
}

const summary = (r) => [
  `status: ${r.status || 'no answer'}`, `operation: ${r.operation ?? '–'}`, `caller: ${r.origin}`, `number: ${r.phone_number ?? '–'}`,
  `number was: ${r.number_status ?? '–'}`, `why: ${why(r) || '–'}`, `hint: ${r.hint ?? '–'}`, `at: ${moment(r.at)}`, `took: ${r.duration_ms} ms`,
].join('\n');

const PARTS = [
  ['Summary', summary], ['Request', firstLine], ['Request headers', (r) => headerLines(r.request.headers)], ['Request body', (r) => pretty(r.request)],
  ['Response headers', (r) => headerLines(r.response.headers)], ['Response body', (r) => pretty(r.response)],
];

/** The lines of two texts: [mark, line], mark being " ", "-" (first only) or "+" (second only). */
export function difference(a, b) {
  const x = a.split('\n'), y = b.split('\n');
  if (x.length * y.length > 250_000) return [...x.map((l) => ['-', l]), ...y.map((l) => ['+', l])];
  const common = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) common[i][j] = x[i] === y[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }
  const out = [];
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) out.push([' ', x[i++], j++]);
    else if (i < x.length && (j === y.length || common[i + 1][j] >= common[i][j + 1])) out.push(['-', x[i++]]);
    else out.push(['+', y[j++]]);
  }
  return out;
}

const KIND = { ' ': 'same', '-': 'first', '+': 'second' };

function drawPart(name, a, b) {
  if (a === b) return h('p', { class: 'note' }, `${name}: the same.`);
  return [h('h3', {}, name), h('pre', { class: 'diff', tabindex: 0 }, difference(a, b).map(([mark, line]) => h('span', { class: KIND[mark] }, `${mark} ${line}\n`)))];
}

/** Draws the pair for the pane. */
export function drawPair(app, [a, b], others) {
  const choose = h('select', { 'aria-label': 'Compare with', change: () => open(`${a.id},${choose.value}`, true) },
    h('option', { value: '' }, 'choose, here or in the list'), [...others, ...(b && !others.some((r) => r.id === b.id) ? [b] : [])].map((r) => h('option', { value: r.id }, `${r.id} · ${r.status || '–'} · ${r.operation ?? r.path}`)));
  choose.value = b?.id ?? '';
  return {
    title: b ? `${a.id} and ${b.id}` : `Compare ${a.id}`,
    nodes: [
      h('p', { class: 'line' }, h('span', { class: 'first' }, '− ', recordLink(a.id)), 'with', b && h('span', { class: 'second' }, '+ ', recordLink(b.id)), choose),
      b ? PARTS.map(([name, read]) => drawPart(name, read(a), read(b))) : h('p', { class: 'empty' }, 'Choose the other request in the list.'),
    ].flat(3),
  };
}
