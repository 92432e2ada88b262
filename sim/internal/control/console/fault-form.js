// Building a fault rule. A control's name is the place of its value in the rule,
// such as when.calls; data-as says how its text becomes a value.
import { $, act, h, put, say } from './dom.js';
import { call } from './api.js';

const number = (text) => (text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text);
const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
const AS = {
  number,
  numbers: (text) => text.split(/[\s,]+/).filter(Boolean).map(number),
  flag: () => true,
  json,
  headers: (text) => Object.fromEntries(text.split('\n').map((line) => line.split(/:\s*(.*)/s)).filter(([k]) => k).map(([k, v]) => [k, v ?? ''])),
  /** 200ms, 100ms-2s, or p50 100ms p99 2s. */
  latency(text) {
    const span = /^(\S+?)\s*-\s*(\S+)$/.exec(text), curve = /^p50\s+(\S+?),?\s+p99\s+(\S+)$/.exec(text);
    return span ? { min: span[1], max: span[2] } : curve ? { p50: curve[1], p99: curve[2] } : text;
  },
};

const BREAKING = new Set(['truncate', 'garbage', 'empty']); // replies that no contract allows

/** The rule that a form describes. */
function ruleOf(form) {
  const rule = { do: {} };
  for (const e of form.elements) {
    if (!e.name || e.disabled || (e.type === 'checkbox' ? !e.checked : !e.value.trim())) continue;
    const path = e.name.split('.'), last = path.pop();
    const place = path.reduce((at, key) => (at[key] ??= {}), rule);
    place[last] = (AS[e.dataset.as] ?? String)(e.value.trim());
  }
  if (BREAKING.has(rule.do.reply)) rule.do.violates ??= 'chosen in the console';
  if (rule.do.deliver === 'late') rule.do.deliver = { late: $('#late').value.trim() };
  return rule;
}

/** Starts the form. */
export function faultForm(app) {
  const form = $('#fault-form'), problem = $('#fault-problem'), note = $('#fault-note');
  const { failure, operation } = { failure: $('#failure'), operation: $('#operation') };
  let catalogue = [];

  function explain() {
    const e = catalogue.find((x) => x.id === failure.value);
    const fits = !operation.value || e?.operations.some((o) => o === operation.value || o.endsWith('*') && operation.value.startsWith(o.slice(0, -1)));
    put(note, !e ? 'Choose what goes wrong: a failure, the reply, the connection, the delivery or latency.' : fits ? e.summary : `It cannot come from ${operation.value}.`);
    $('#late-by').hidden = $('#deliver').value !== 'late';
  }
  for (const e of form.elements) e.addEventListener('change', explain);

  /** Marks the control that a problem speaks of. */
  function mark(error) {
    for (const e of form.elements) e.removeAttribute('aria-invalid');
    for (const { path = '' } of error?.errors ?? []) {
      const e = [...form.elements].find((x) => x.name && (path === x.name || path.startsWith(`${x.name}.`) || path.startsWith(`${x.name}[`)));
      e?.setAttribute('aria-invalid', 'true');
      if (e?.closest('details')) e.closest('details').open = true;
    }
  }

  form.addEventListener('submit', (e) => {
    e.preventDefault();
    act($('#add-fault'), problem, async () => {
      try {
        const made = await call('POST', 'faults', ruleOf(form));
        mark(null);
        form.reset();
        explain();
        say(`Added ${made.name}`);
        app.touch('faults');
      } catch (error) {
        mark(error);
        throw error;
      }
    });
  });
  explain();

  /** Fills the comboboxes; the catalogues are those of the process. */
  return function catalogues(errors, operations) {
    catalogue = errors;
    const vendors = Map.groupBy(errors, (e) => e.id.split('.')[0]);
    failure.append(...[...vendors].map(([vendor, entries]) => h('optgroup', { label: vendor }, entries.map((e) => h('option', { value: e.id }, `${e.id}  ${e.documented.status}`)))));
    operation.append(...operations.map((o) => h('option', { value: o.name }, o.name)));
  };
}
