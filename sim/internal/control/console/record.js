// One exchange in full: why it was answered so, what it led to, and what can be
// done with it.
import { $, act, badge, copy, copyButton, h, phone, say, showProblem } from './dom.js';
import { call, get } from './api.js';
import { moment } from './time.js';
import { open, opened } from './address.js';
import { short, statusOf, verdicts, why } from './requests.js';
import { curlOf } from './curl.js';

/** A link to a record of the journal. */
export const recordLink = (id, text = id) => h('button', { class: 'link', type: 'button', click: () => open(id) }, text);

/** Reads a record, and the calls that were made for it. */
export async function loadRecord(id) {
  const record = await get(`requests/${encodeURIComponent(id)}`);
  const calls = record.parent ? [] : (await get(`requests?parent=${id}&limit=50`)).data;
  return { record, calls: calls.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))) };
}

/** A body as a person reads it. */
export function pretty(part) {
  const type = Object.entries(part.headers).find(([k]) => k.toLowerCase() === 'content-type')?.[1]?.[0] ?? '';
  if (part.encoding === 'base64') return `${part.body}\n(${part.size} bytes, in Base64)`;
  try {
    if (part.body) return JSON.stringify(JSON.parse(part.body), null, 2);
  } catch {
    if (type.startsWith('application/x-www-form-urlencoded')) {
      return [...new URLSearchParams(part.body)].map(([k, v]) => `${k} = ${v}`).join('\n');
    }
  }
  return part.body;
}

export const headerLines = (headers) => Object.entries(headers).flatMap(([k, values]) => values.map((v) => `${k}: ${v}`)).join('\n');
export const firstLine = (r) => `${r.method} ${r.path}${r.request.query ? `?${r.request.query}` : ''}`;

const counted = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;

function message(name, first, part) {
  return h('section', { class: 'message', 'aria-label': name },
    h('div', { class: 'head' }, h('h3', {}, name), part.body ? copyButton(`Copy ${name.toLowerCase()} body`, () => part.body) : null),
    h('pre', { class: 'first', tabindex: 0 }, first),
    h('details', {}, h('summary', {}, counted(Object.keys(part.headers).length, 'header')), h('pre', { tabindex: 0 }, headerLines(part.headers))),
    part.body ? h('pre', { class: 'text', tabindex: 0 }, pretty(part)) : h('p', { class: 'note' }, 'No body.'),
    part.truncated ? h('p', { class: 'note' }, `Only the beginning is kept, of ${part.size} bytes.`) : null);
}

const list = (title, items) => (items.length ? [h('h3', {}, title), h('ul', { class: 'findings' }, items)] : []);

const factsOf = (r) => [
  ['Operation', r.operation ?? 'none of the table'], ['Caller', r.origin], ['World time', `${moment(r.at)} UTC`], ['Took', `${r.duration_ms} ms`],
  ['Number', r.phone_number && h('button', { class: 'link', click: () => open(`number-${r.number_id}`) }, phone(r.display_phone_number, r.phone_number))],
  ['Its status then', r.number_status], ['Business', r.business], ['Partner', r.partner], ['Failure', r.error && `${r.error}${r.inferred ? ' (wording inferred)' : ''}`],
  ['May be retried', r.error && (r.transient ? 'yes' : 'no')], ['Told to wait', r.retry_after], ['Dialect', r.dialect], ['Breaks on purpose', r.violates], ['Hint', r.hint],
].filter(([, v]) => v);

const violation = (v) => h('li', {}, h('strong', {}, `${v.direction}${v.in ? ` ${v.in}` : ''}${v.name ? ` ${v.name}` : ''}: `), v.message,
  v.declared ? ' (declared by a fault rule)' : '', v.schema_path ? h('code', { class: 'path' }, v.schema_path) : null);

const decision = (d) => h('li', {}, h('strong', {}, d.rule), ' ', [d.point && `at ${d.point}`, d.action || 'did not act', d.call && `call ${d.call}`,
  d.draw !== undefined && `drew ${d.draw.toFixed(3)}`, d.latency_ms && `${d.latency_ms} ms`].filter(Boolean).join(' · '));

const childLine = (c) => h('li', {}, statusOf(c), ' ', recordLink(c.id, c.operation ?? c.path), ' ', h('span', { class: 'words' }, why(c)), ' ', verdicts(c));

/** The way back to what decided the answer. */
function causeLine(r) {
  if (!r.cause && !r.parent) return null;
  return h('p', { class: 'cause' }, r.cause && h('span', {}, h('strong', {}, 'Cause: '), r.cause.text, ' ', r.cause.record && recordLink(r.cause.record)),
    r.parent && h('span', {}, 'Made for ', recordLink(r.parent)));
}

/** Draws a record for the pane. */
export function drawRecord(app, { record: r, calls }) {
  const { requests } = app.regions;
  const step = (name, by) => h('button', {
    type: 'button', disabled: !requests.beside(r.id, by), title: by < 0 ? 'The row above (↑)' : 'The row below (↓)',
    click: () => open(requests.beside(opened(), by) ?? opened(), true), // the one opened last, which may still be on its way
  }, name);
  const { command, note } = curlOf(r, app.secrets());
  const told = h('p', { class: 'told', role: 'status' });
  return {
    title: `Request ${r.id}`,
    nodes: [
      h('div', { class: 'line tools' }, step('Previous', -1), step('Next', 1),
        h('button', { type: 'button', click: (e) => { copy(command, e.currentTarget); told.textContent = note; } }, 'Copy as curl'),
        h('button', { type: 'button', click: () => open(`${r.id},${requests.like(r)[0]?.id ?? ''}`) }, 'Compare')),
      told,
      h('p', { class: 'line' }, h('span', { class: 'big' }, statusOf(r)), h('strong', {}, r.operation ?? 'no operation'), verdicts(r)),
      causeLine(r),
      breakNext(app, r),
      calls.length ? [h('h3', {}, 'Calls it made'), h('ul', { class: 'calls' }, calls.map(childLine))] : null,
      h('dl', { class: 'facts' }, factsOf(r).flatMap(([k, v]) => [h('dt', {}, k), h('dd', {}, v)])),
      list('Where it broke the contract', r.violations.map(violation)),
      list('Decisions of fault rules', (r.decisions ?? []).map(decision)),
      message('Request', firstLine(r), r.request),
      message('Response', r.status ? `HTTP ${r.status}` : 'No answer was begun.', r.response),
      h('section', { class: 'message', 'aria-label': 'curl' }, h('h3', {}, 'curl'), h('pre', { class: 'curl', tabindex: 0 }, command), note ? h('p', { class: 'told' }, note) : null),
    ],
  };
}

const HOW = [
  ['lost', 'Reply lost', () => ({ reply: 'drop' })], ['reset', 'Connection reset', () => ({ connection: 'reset' })], ['slow', 'Slow (3 s)', () => ({ latency: '3s' })],
  ['429', '429', (api) => ({ error: api === 'meta' ? 'meta.rate_limited' : '360dialog.too_many_requests' })],
  ['error', 'Error', (api) => ({ error: api === 'meta' ? 'meta.unexpected_error' : '360dialog.internal_error' })],
];

/** The rule that breaks the next request like a record. */
function ruleLike(r, how, once) {
  const api = r.operation.split('.')[0];
  const on = { operation: r.operation, origin: r.origin };
  if (r.phone_number) on.phone_number = r.phone_number;
  const rule = { name: `next-${short(r.operation)}-${how}`.replaceAll('_', '-'), on, do: HOW.find(([name]) => name === how)[2](api) };
  return once ? { ...rule, when: { times: 1 } } : rule;
}

function breakNext(app, r) {
  const problem = h('p', { class: 'problem', role: 'alert' }), done = h('span', { class: 'note', role: 'status' });
  const how = h('select', { 'aria-label': 'How to break it' }, HOW.map(([value, label]) => h('option', { value }, label)));
  const often = h('select', { 'aria-label': 'How often to break it' }, h('option', { value: 'once' }, 'once'), h('option', { value: 'always' }, 'every time'));
  const form = h('form', { class: 'break line', submit: (e) => {
    e.preventDefault();
    done.textContent = '';
    act(button, problem, async () => {
      const made = await call('POST', 'faults', ruleLike(r, how.value, often.value === 'once'));
      done.textContent = `Added ${made.name}`;
      say(done.textContent);
      app.touch('faults');
    });
  } });
  const button = h('button', { disabled: !r.operation || r.origin === 'meta' }, 'Break the next one like this');
  form.append(button, how, often, done);
  return [form, problem];
}
