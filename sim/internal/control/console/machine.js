// The picture of a number's life, with the place where it stands.
import { h } from './dom.js';

const BOXES = {
  NOT_VERIFIED: [16, 36], 'CODE PENDING': [212, 36], VERIFIED: [408, 36],
  GONE: [16, 130], 'IN USE': [212, 130], EXPIRED: [408, 130],
};
const WIDE = 136, HIGH = 38;

// name, path of the arrow, label, its place and anchor
const ARROWS = [
  ['add', 'M84 8 V34', 'add', 92, 20, 'start'],
  ['request', 'M152 47 H210', 'request_code', 182, 28, 'middle'],
  ['wrong', 'M212 63 H154', 'late or void', 182, 92, 'middle'],
  ['verify', 'M348 55 H406', 'verify_code', 378, 28, 'middle'],
  ['expire', 'M476 74 V128', 'validity passes', 484, 105, 'start'],
  ['again', 'M408 138 L332 76', 'request_code', 360, 92, 'end'],
  ['delete', 'M84 214 V170', 'delete, from any state', 92, 204, 'start'],
  ['claim', 'M280 214 V170', 'claim, from any state', 288, 204, 'start'],
];

/** Where a number stands: one of the boxes. */
export function placeOf(number, pending) {
  if (number.availability === 'IN_USE') return 'IN USE'; // also when the claim took it from the lists
  if (number.deleted_at) return 'GONE';
  return pending ? 'CODE PENDING' : number.status;
}

/** Which arrows a number has gone along, as far as state, codes and journal tell. */
export function trailOf(number, records, codes) {
  const seen = new Set(['add']);
  if (codes.some((c) => c.state === 'voided' || c.state === 'expired')) seen.add('wrong'); // a wrong try alone leaves the code pending
  for (const r of records) {
    const what = (r.operation ?? '').split('.')[1];
    const fine = r.status >= 200 && r.status < 300;
    if (/^request_(code|otp)$/.test(what) && fine) seen.add(seen.has('expire') ? 'again' : 'request');
    if (/^verify_(code|otp)$/.test(what) && fine) seen.add('verify');
    if (what === 'delete_number' && fine) seen.add('delete');
  }
  if (number.verified_at && records.length) seen.add('verify');
  if (number.status === 'EXPIRED') seen.add('expire');
  if (number.availability === 'IN_USE') seen.add('claim');
  else if (number.deleted_at) seen.add('delete');
  return seen;
}

/** Draws the machine. */
export function machine(place, trail) {
  const tip = (id) => h('marker', { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' },
    h('path', { d: 'M0 0 L8 4 L0 8 z', class: id }));
  const arrows = ARROWS.map(([name, d, label, x, y, anchor]) => h('g', { class: trail.has(name) ? 'arrow went' : 'arrow' },
    h('path', { d, 'marker-end': `url(#${trail.has(name) ? 'tip-went' : 'tip'})` }),
    h('text', { x, y, 'text-anchor': anchor }, label)));
  const boxes = Object.entries(BOXES).map(([name, [x, y]]) => h('g', { class: name === place ? 'box here' : 'box' },
    h('rect', { x, y, width: WIDE, height: HIGH, rx: 7 }),
    h('text', { x: x + WIDE / 2, y: y + HIGH / 2 + 4.5, 'text-anchor': 'middle' }, name)));
  return h('svg', { class: 'machine', viewBox: '0 0 580 222', role: 'img', 'aria-label': `State machine; the number is at ${place}` },
    h('defs', {}, tip('tip'), tip('tip-went')), ...arrows, ...boxes);
}
