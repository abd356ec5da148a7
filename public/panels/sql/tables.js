import { button, h } from '../../lib/dom.js';
import { query, quoteName } from '../sql.js';

const SCHEMA = `SELECT m.name, m.type, p.name, p.type, p.pk FROM sqlite_master AS m, pragma_table_info(m.name) AS p
  WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name, p.cid`;

/**
 * The tables and their columns, at the side. `insert(text)`: a column was chosen; `show(name)`: a table's rows are wanted;
 * `loaded(schema)`: columns by table, for completion.
 */
export function createTables(link, { insert, show, loaded }) {
  const list = h('div');
  const element = h(
    'aside',
    { class: 'card tables', 'aria-label': 'Tables' },
    h(
      'div',
      { class: 'tables-head' },
      h('h2', {}, 'Tables'),
      button('Look again', 'refresh', { class: 'quiet icon-only small', onclick: () => load() }),
    ),
    list,
  );
  const schema = {};

  async function load() {
    const { rows, error } = await query(link, SCHEMA);
    if (error) return;
    const tables = new Map();
    for (const [table, kind, column, type, key] of rows) {
      if (!tables.has(table)) tables.set(table, { kind, columns: [] });
      tables.get(table).columns.push({ column, type, isKey: key.source !== '0' });
    }
    for (const name of Object.keys(schema)) delete schema[name];
    for (const [name, { columns }] of tables) schema[name] = columns.map(({ column }) => column);
    const open = new Set([...list.querySelectorAll('details[open]')].map(({ dataset }) => dataset.table));
    const shown = [...tables].map(([name, table]) => createTable(name, table, open.has(name) || tables.size <= 4));
    list.replaceChildren(
      ...(shown.length > 0 ? shown : [h('p', { class: 'hint' }, 'There are no tables yet. CREATE TABLE makes one.')]),
    );
    loaded(schema);
  }

  function createTable(name, { kind, columns }, isOpen) {
    const items = columns.map(({ column, type, isKey }) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'link plain',
            onclick: () => insert(quoteName(column)),
            title: 'Put into the statement',
          },
          column,
        ),
        h('span', { class: 'muted' }, `${type.toLowerCase()}${isKey ? ' key' : ''}`),
      ),
    );
    const rows = h(
      'li',
      {},
      button('Show rows', null, {
        class: 'link plain accent',
        'aria-label': `Show rows of ${name}`,
        onclick: () => show(name),
      }),
    );
    return h(
      'details',
      { 'data-table': name, open: isOpen },
      h('summary', {}, name, kind === 'view' && h('span', { class: 'tag' }, 'view')),
      h('ul', {}, ...items, rows),
    );
  }

  return { element, schema, load };
}
