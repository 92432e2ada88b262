'use strict';
const form = document.querySelector('form');
const shown = document.querySelector('[role=status]');
const times = { lost: 0, once: 1, twice: 2 };
let ended = !form;

// The callback goes as text that is not JSON, as other text from Meta's origins does.
function tell({ message, code }) {
  const { origin, channel } = form.dataset;
  const { order, message: often } = Object.fromEntries(new FormData(form));
  const post = (text) => window.opener?.postMessage(text, origin);
  const messages = Array(times[often]).fill(message);
  const answer = new URLSearchParams(code ? { cb: channel, code } : { cb: channel }).toString();
  for (const text of order === 'callback_first' ? [answer, ...messages] : [...messages, answer]) post(text);
}

// The members that go with an outcome.
const members = { finish: ['number'], cancel: ['step'], error: ['error_code', 'error_message'] };

function send(outcome) {
  const given = new FormData(form);
  const asked = new URLSearchParams({ signup: given.get('signup'), outcome });
  for (const name of members[outcome] ?? []) if (given.get(name)) asked.set(name, given.get(name));
  return asked;
}

async function end(outcome) {
  const answer = await fetch(location.pathname, { method: 'POST', body: send(outcome) });
  if (!answer.ok) throw new Error(await answer.text());
  ended = true;
  const result = await answer.json();
  tell(result);
  shown.textContent = `The signup is ${result.state}.`;
  document.querySelector('output').textContent = [result.message, result.code].filter(Boolean).join('\n\n');
  if (window.opener) window.close();
}

function enable(enabled) {
  for (const button of form.querySelectorAll('button')) button.disabled = !enabled;
}

form?.addEventListener('click', (event) => {
  const { outcome } = event.target.dataset;
  if (!outcome) return;
  enable(false);
  end(outcome).catch((failure) => {
    shown.textContent = failure.message;
    enable(!ended);
  });
});

// A window that is closed or left is a signup that the customer abandons. Only before
// it is unloaded can it still tell the other page; some windows go without that event.
function abandon() {
  if (ended) return;
  ended = true;
  tell({ message: form.dataset.abandoned });
  navigator.sendBeacon(location.pathname, send('cancel'));
}
addEventListener('beforeunload', abandon);
addEventListener('pagehide', abandon);
