// The address holds what the page shows: filters in the query, the opened thing
// in the fragment (#r26, #r26,r12, #number-123, #coverage).
import { pageOf, state } from './api.js';

const watchers = [];

/** Calls fn whenever the fragment has changed. */
export const onOpen = (fn) => watchers.push(fn);
const tell = () => watchers.forEach((fn) => fn(opened()));

export const opened = () => decodeURIComponent(location.hash.slice(1));

/** A filter of the address, "" for none. */
export const filter = (name) => new URLSearchParams(location.search).get(name) ?? '';

/** Sets filters, without an entry in the history. */
export function setFilters(values) {
  const q = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) value ? q.set(name, value) : q.delete(name);
  go(q.toString(), location.hash, 'replaceState');
}

function go(search, hash, how) {
  history[how]({ world: state.world }, '', `${pageOf(state.world)}${search ? `?${search}` : ''}${hash}`);
}

/** Opens a thing; with replace it takes the place of the one before in the history. */
export function open(what, replace = false) {
  if (what === opened()) return tell();
  go(location.search.slice(1), what ? `#${what}` : '', replace ? 'replaceState' : 'pushState');
  return tell();
}
export const close = () => open('');

/** Goes to another world, without filters and with nothing opened. */
export function goToWorld(world) {
  state.world = world;
  go('', '', 'pushState');
}

addEventListener('hashchange', tell);
addEventListener('popstate', tell);
