import { matches } from '/shareserver.js';
import { toNumber } from '../../lib/python.js';

/** Changes of a number that are kept for its curve. */
const MAX_HISTORY = 2000;

/**
 * What is in the registry, as told by a watch: entries `{ key, value, repr, type, changedAt, expiresAt, history, generation }` in the tree
 * that the dots of their keys make. `changedAt`, `expiresAt`: ms since 1970 by the server's clock; null: before the server kept
 * that; never.
 */
export class RegistryModel {
  /** By key. */
  entries = new Map();
  /** Keys of groups that are open. */
  open = new Set();
  /** Whether everything has been told that is there. */
  isKnown = false;
  /** How far the server's clock is ahead of this page's, in ms. */
  clockAhead = 0;
  #root = makeNode('', '');
  #filter = '';
  #generation = 0;

  /** A change, or a present value. Returns whether rows came or went. */
  change(key, value, deleted, { repr, type, time, expires }) {
    if (deleted) return this.#remove(key);
    const known = this.entries.get(key);
    const changedAt = time ? Date.parse(time) : null;
    const expiresAt = expires ? Date.parse(expires) : null;
    if (known) {
      known.generation = this.#generation;
      const isSame = known.repr === repr && known.type === type;
      Object.assign(known, { value, repr, type, changedAt, expiresAt });
      if (isSame) return false;
      noteHistory(known);
      return false;
    }
    const entry = { key, value, repr, type, changedAt, expiresAt, history: null, generation: this.#generation };
    noteHistory(entry);
    this.entries.set(key, entry);
    this.#insert(entry);
    return true;
  }

  /** The connection stands: all present values will be told again. */
  begin() {
    this.#generation++;
  }

  /** All present values have been told: what was not is gone. Returns whether rows went. */
  settle() {
    let gone = false;
    for (const { key, generation } of this.entries.values()) {
      if (generation !== this.#generation) gone = this.#remove(key) || gone;
    }
    this.isKnown = true;
    return gone;
  }

  set filter(text) {
    this.#filter = text.trim();
  }

  /** Whether the key passes the filter: a part of it, or a pattern with `*`, `?`, `[…]`. */
  get passes() {
    const filter = this.#filter;
    if (filter === '') return null;
    if (/[*?[]/.test(filter)) return key => matches(filter, key);
    const part = filter.toLowerCase();
    return key => key.toLowerCase().includes(part);
  }

  /** The rows to show, from top to bottom: `{ node, level }`. With a filter, all that passes; else what is open. */
  rows() {
    const rows = [];
    const passes = this.passes;
    for (const child of sorted(this.#root)) addRows(rows, child, 1, passes, this.open);
    return rows;
  }

  /** Until the entry is gone: more than 0, or 0 if that is past; null: never. */
  secondsLeft({ expiresAt }) {
    if (expiresAt === null) return null;
    return Math.max(0, Math.round(expiresAt - Date.now() - this.clockAhead) / 1000);
  }

  /** The entries that pass the filter, in the order of their keys. */
  shown() {
    const passes = this.passes;
    return below(this.#root).filter(({ key }) => !passes || passes(key));
  }

  /** All entries at a node and below it. */
  below(node) {
    return below(node);
  }

  /** Opens the groups around a key. */
  reveal(key) {
    for (let at = key.indexOf('.'); at >= 0; at = key.indexOf('.', at + 1)) this.open.add(key.slice(0, at));
  }

  #insert(entry) {
    let node = this.#root;
    for (const name of entry.key.split('.')) {
      let child = node.children.get(name);
      if (!child) {
        child = makeNode(name, node === this.#root ? name : `${node.path}.${name}`);
        node.children.set(name, child);
        node.sorted = null;
      }
      node.count++;
      node = child;
    }
    node.count++;
    node.entry = entry;
  }

  #remove(key) {
    if (!this.entries.delete(key)) return false;
    const way = [this.#root];
    for (const name of key.split('.')) way.push(way.at(-1).children.get(name));
    way.at(-1).entry = null;
    for (const node of way) node.count--;
    for (let i = way.length - 1; i > 0 && way[i].count === 0; i--) {
      way[i - 1].children.delete(way[i].name);
      way[i - 1].sorted = null;
    }
    return true;
  }
}

/** `count`: entries at it and below it. */
function makeNode(name, path) {
  return { name, path, entry: null, children: new Map(), sorted: null, count: 0 };
}

const collator = new Intl.Collator('en', { numeric: true });

function sorted(node) {
  node.sorted ??= [...node.children.values()].sort(
    (a, b) => collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1),
  );
  return node.sorted;
}

function below(node, found = []) {
  if (node.entry) found.push(node.entry);
  for (const child of sorted(node)) below(child, found);
  return found;
}

/** Returns whether the node or anything below it is shown. */
function addRows(rows, node, level, passes, open) {
  const at = rows.length;
  rows.push({ node, level });
  let shown = passes === null || (node.entry !== null && passes(node.entry.key));
  if (passes || open.has(node.path)) {
    for (const child of sorted(node)) shown = addRows(rows, child, level + 1, passes, open) || shown;
  }
  if (!shown) rows.length = at;
  return shown;
}

function noteHistory(entry) {
  const number = toNumber(entry);
  if (!Number.isFinite(number)) return;
  entry.history ??= [];
  entry.history.push([Date.now() / 1000, number]);
  if (entry.history.length > MAX_HISTORY) entry.history.splice(0, MAX_HISTORY / 10);
}
