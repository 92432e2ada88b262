// The part of the journal that the page holds: the records of the list, and those that
// wait while a person reads. A record has what a row needs; bodies stay with the server.

const LIVE = 500, HELD = 1000;

const number = (id) => Number(id.slice(1));
const group = (r) => number(r.parent ?? r.id);
const inOrder = (a, b) => group(b) - group(a) || number(a.id) - number(b.id);
const light = ({ request, response, violations, decisions, ...r }) => ({ ...r, row: JSON.stringify([r.id, r.at, r.operation, r.status]) });

export class Journal {
  all = new Map();
  waiting = new Map();
  next = ''; // where older ones begin, '' for none
  dropped = 0;

  clear() {
    this.all.clear();
    this.waiting.clear();
    this.next = '';
  }

  /** Takes a record from the stream; it waits. */
  arrive(record) {
    this.waiting.set(record.id, light(record));
    if (this.waiting.size > HELD) this.waiting.delete(this.waiting.keys().next().value);
  }

  /** How many wait: a number, or "1000+". */
  get news() { return this.waiting.size >= HELD ? `${HELD}+` : this.waiting.size; }

  /** Those in the list or waiting; what comes while a page is on its way may not be in it. */
  known() { return new Set([...this.all.values(), ...this.waiting.values()]); }

  /** Begins the list with a page, and keeps what came since known() was asked. */
  begin(page, known) {
    const later = [...this.all, ...this.waiting].filter(([, r]) => !known.has(r));
    this.all = new Map([...page.data.map((r) => [r.id, light(r)]), ...later]);
    this.waiting.clear();
    this.next = page.next ?? '';
    this.dropped = page.dropped;
  }

  /** Adds a page of older records. */
  older(page) {
    for (const r of page.data) this.all.set(r.id, light(r));
    this.next = page.next ?? '';
  }

  /** Lets those that wait into the list. */
  admit() {
    for (const [id, r] of this.waiting) this.all.set(id, r);
    this.waiting.clear();
  }

  /** Forgets the oldest of a list that has grown too long; the server still has them. */
  trim() {
    if (this.all.size <= LIVE) return;
    this.all = new Map([...this.all.values()].sort(inOrder).slice(0, LIVE).map((r) => [r.id, r]));
    this.next = `r${Math.min(...[...this.all.keys()].map(number))}`;
  }

  /** The newest group first, the calls of a request below it. */
  rows() { return [...this.all.values()].sort(inOrder); }

  /** The number of the newest record, 0 for none. */
  newest() { return Math.max(0, ...[...this.all.keys(), ...this.waiting.keys()].map(number)); }
}
