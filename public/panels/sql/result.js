import { button, h, setText } from '../../lib/dom.js';
import { download, fileName, toCsv } from '../../lib/format.js';

/** Rows that are made at a time. */
const CHUNK = 200;

/** The result of a query: a table to sort and to save, or what went wrong. */
export function createResult() {
  const summary = h('span', { class: 'muted', role: 'status' }, 'No result yet');
  const csv = button('CSV', 'download', { class: 'quiet', hidden: true, onclick: () => save() });
  const place = h('div', { class: 'result-rows', tabindex: '0', role: 'region', 'aria-label': 'Result' });
  const element = h('div', { class: 'card result' }, h('div', { class: 'result-head' }, summary, csv), place);
  let table = { columns: [], rows: [] };
  let order = { column: -1, descending: false };

  function show({ columns, rows, changes, error }, tookMs) {
    table = { columns: columns ?? [], rows: rows ?? [] };
    order = { column: -1, descending: false };
    csv.hidden = table.columns.length === 0;
    const time = `${tookMs < 10 ? tookMs.toFixed(1) : Math.round(tookMs)} ms`;
    if (error) {
      setText(summary, `Failed after ${time}`);
      place.replaceChildren(h('p', { class: 'problem mono', role: 'alert' }, error));
    } else if (table.columns.length === 0) {
      setText(summary, `Done in ${time}`);
      place.replaceChildren(
        h(
          'div',
          { class: 'empty' },
          h('p', {}, changes > 0 ? `${count(changes, 'row')} changed.` : 'The statement yields no rows.'),
        ),
      );
    } else {
      setText(summary, `${count(table.rows.length, 'row')} in ${time}`);
      draw();
    }
  }

  function draw() {
    const head = table.columns.map((name, i) => {
      const sorted = order.column === i ? (order.descending ? 'descending' : 'ascending') : null;
      const mark = sorted === null ? '' : order.descending ? ' ↓' : ' ↑';
      const type = typeOfColumn(table.rows, i);
      return h(
        'th',
        { scope: 'col', 'aria-sort': sorted, class: isNumeric(type) ? 'number' : null },
        h('button', { type: 'button', onclick: () => sortBy(i) }, `${name}${mark}`),
        ' ',
        h('span', { class: 'tag' }, type),
      );
    });
    const body = h('tbody');
    place.replaceChildren(h('table', { class: 'data' }, h('thead', {}, h('tr', {}, ...head)), body));
    const rows = sortRows(table.rows, order);
    addRows(body, rows, 0);
  }

  /** More rows come when the last ones are in sight. */
  function addRows(body, rows, from) {
    body.append(...rows.slice(from, from + CHUNK).map(row => h('tr', {}, ...row.map(createCell))));
    if (from + CHUNK >= rows.length) return;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (!entry.isIntersecting) return;
        watcher.disconnect();
        addRows(body, rows, from + CHUNK);
      },
      { root: place, rootMargin: '400px' },
    );
    watcher.observe(body.lastChild);
  }

  function sortBy(column) {
    order = { column, descending: order.column === column && !order.descending };
    draw();
  }

  function save() {
    download(fileName('query'), toCsv([table.columns, ...sortRows(table.rows, order).map(row => row.map(toText))]));
  }

  return { element, show };
}

function createCell(value) {
  const type = typeOf(value);
  if (value === null) return h('td', { class: 'muted' }, 'NULL');
  const text = toText(value);
  const title = text.length > 40 ? text.slice(0, 2000) : null;
  return h('td', { class: isNumeric(type) ? 'number mono' : type === 'BLOB' ? 'mono muted' : null, title }, text);
}

/** SQLite's name of a value's type. */
function typeOf(value) {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return 'TEXT';
  if ('bytes' in value) return 'BLOB';
  return /^-?\d+$/.test(value.source) ? 'INTEGER' : 'REAL';
}

/** The types of a column's values, as far as they are not NULL. */
function typeOfColumn(rows, i) {
  const types = new Set(rows.slice(0, 1000).map(row => typeOf(row[i])));
  if (types.size > 1) types.delete('NULL');
  return [...types].join(' ') || '–';
}

function isNumeric(type) {
  return type === 'INTEGER' || type === 'REAL';
}

function toText(value) {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  return 'bytes' in value ? toHex(value.bytes) : value.source;
}

/** Base64 as SQL writes a BLOB. */
function toHex(base64) {
  const hex = Array.from(atob(base64), c => c.charCodeAt(0).toString(16).padStart(2, '0'));
  return `x'${hex.join('')}'`;
}

const RANK = { NULL: 0, INTEGER: 1, REAL: 1, TEXT: 2, BLOB: 3 };

/** As SQLite orders values: NULL, numbers, text, BLOBs. */
function sortRows(rows, { column, descending }) {
  if (column < 0) return rows;
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a[column], b[column]));
}

function compare(a, b) {
  const [typeA, typeB] = [typeOf(a), typeOf(b)];
  if (RANK[typeA] !== RANK[typeB]) return RANK[typeA] - RANK[typeB];
  if (isNumeric(typeA)) return Number(a.source) - Number(b.source);
  const [textA, textB] = [toText(a), toText(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

const count = (n, what) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
