// The start box tells how to point a backend at a world that has seen no request yet.
import { $, copyButton, h } from './dom.js';
import { baseURL } from './api.js';

/** Fills the box of an empty world from its scenario. */
export function drawStart(document) {
  const business = document?.businesses?.[0], partner = document?.partners?.[0];
  const token = business?.tokens?.[0]?.token ?? business?.tokens?.[0], key = partner?.api_keys?.[0];
  const facts = [
    ['Base URL for Meta', baseURL()], ['Base URL for 360dialog', partner && `${baseURL()}/api/v2`], ['Business id', business?.id], ['Access token', token],
    ['Partner id', partner?.id], ['Partner API key', key],
  ].filter(([, value]) => value);
  const curl = business && token && `curl -H 'Authorization: Bearer ${token}' \\\n  '${baseURL()}/v23.0/${business.id}/preverified_numbers'`;
  $('#start').replaceChildren(...[
    h('h3', {}, 'No requests yet. Point your backend here:'),
    h('dl', { class: 'facts copied' }, facts.flatMap(([label, value]) => [h('dt', {}, label), h('dd', {}, h('code', {}, value), ' ', copyButton(`Copy ${label}`, () => value))])),
    curl && h('h3', {}, 'A first request'),
    curl && h('div', { class: 'first' }, h('pre', { tabindex: 0 }, curl), copyButton('Copy first request', () => curl)),
  ].filter(Boolean));
}
