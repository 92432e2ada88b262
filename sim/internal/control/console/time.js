// World time, which is UTC everywhere. The page keeps a copy of the world's clock.

let read = null; // what the server said last: {at, mode, speed, since}

/** Takes over what the server says of the clock; null forgets it. */
export function setClock(c) {
  read = c && { at: Date.parse(c.now), mode: c.mode, speed: c.mode === 'running' ? c.speed ?? 1 : 0, since: performance.now() };
}
export const clockKnown = () => read !== null;
export const running = () => read?.mode === 'running';
/** World time by now, in milliseconds since 1970. */
export const now = () => (read ? read.at + (performance.now() - read.since) * read.speed : Date.now());

const iso = (at) => (typeof at === 'number' ? new Date(at).toISOString() : at ?? '');
export const day = (at) => iso(at).slice(0, 10);
export const moment = (at) => (at ? `${day(at)} ${iso(at).slice(11, 19)}` : '–');
/** The time of day, and the day where it is not the world's today. */
export const brief = (at) => (day(at) === day(now()) ? iso(at).slice(11, 19) : `${iso(at).slice(5, 10)} ${iso(at).slice(11, 19)}`);

/** A span of time: 13d 04h, 9m 05s, 0s. */
export function span(ms) {
  let s = Math.max(0, Math.ceil(ms / 1000));
  const d = Math.floor(s / 86400), hours = Math.floor((s % 86400) / 3600), m = Math.floor((s % 3600) / 60);
  s %= 60;
  const two = (n) => String(n).padStart(2, '0');
  if (d) return `${d}d ${two(hours)}h`;
  if (hours) return `${hours}h ${two(m)}m`;
  return m ? `${m}m ${two(s)}s` : `${s}s`;
}

/** A time element whose text counts down, or says how long ago it was. */
export function countdown(e, at) {
  e.dataset.until = at ?? '';
  e.title = at ? `${moment(at)} UTC` : '';
  tickOne(e);
}

function tickOne(e) {
  const left = Date.parse(e.dataset.until) - now();
  const text = Number.isNaN(left) ? '–' : left > 0 ? span(left) : `${span(-left)} ago`;
  if (e.textContent !== text) e.textContent = text;
  e.classList.toggle('near', left > 0 && left < 86400e3);
  e.classList.toggle('past', left <= 0);
}

/** Shows a time as brief does; it changes with the world's day. */
export function stamp(e, at) {
  e.dataset.at = at;
  e.title = `${moment(at)} UTC`;
  stampOne(e);
}
function stampOne(e) {
  const text = brief(e.dataset.at);
  if (e.textContent !== text) e.textContent = text;
}

/** Moves every time on the page on. */
export function tick() {
  document.querySelectorAll('[data-until]').forEach(tickOne);
  document.querySelectorAll('[data-at]').forEach(stampOne);
}
