import { button, h, setText } from '../lib/dom.js';
import { createRightsLine, whose } from '../lib/rights.js';
import { createResult } from './sql/result.js';
import { createTables } from './sql/tables.js';

const DRAFT_KEY = 'sql';

/** SQL: an editor, the tables at the side, the result as a table. */
export function createPanel({ link }) {
  const place = h('div', { class: 'editor-place' });
  const run = button('Run', 'run', { class: 'primary', onclick: () => execute() });
  const result = createResult();
  const tables = createTables(link, {
    insert(text) {
      editor?.insert(text);
    },
    show(name) {
      editor.text = `SELECT * FROM ${quoteName(name)} LIMIT 100`;
      execute();
    },
    loaded: schema => editor?.setSchema(schema),
  });
  const layout = h('div', { class: 'sql-layout' });
  const element = h(
    'section',
    { class: 'panel', 'aria-labelledby': 'sql-title' },
    h('div', { class: 'panel-head' }, h('h1', { id: 'sql-title' }, 'SQL')),
    createRightsLine(link, describeRights),
    layout,
  );
  layout.append(
    tables.element,
    h(
      'div',
      { class: 'sql-main' },
      h(
        'div',
        { class: 'card editor' },
        place,
        h(
          'div',
          { class: 'editor-foot' },
          h('span', { class: 'hint' }, 'One statement, a transaction of its own. Ctrl+Enter runs it.'),
          run,
        ),
      ),
      result.element,
    ),
  );
  link.on('identity', follow);
  link.on('online', () => !element.hidden && mayUse() && tables.load());
  follow();

  function mayUse() {
    return link.identity !== null && link.identity.sql !== 'none';
  }

  function follow() {
    layout.hidden = link.identity?.sql === 'none';
  }

  let editor = null;
  import('./sql/editor.js').then(({ createEditor }) => {
    editor = createEditor(place, {
      text: sessionStorage.getItem(DRAFT_KEY) ?? '',
      changed: text => sessionStorage.setItem(DRAFT_KEY, text),
      run: execute,
    });
    editor.setSchema(tables.schema);
    if (!element.hidden) editor.focus();
  });

  async function execute() {
    const sql = editor.text.trim();
    if (sql === '' || run.disabled) return;
    run.disabled = true;
    setText(run.lastChild, 'Running…');
    const started = performance.now();
    result.show(await query(link, sql), performance.now() - started);
    run.disabled = false;
    setText(run.lastChild, 'Run');
    if (!/^\s*select\b/i.test(sql)) tables.load();
  }

  return {
    element,
    show() {
      if (mayUse()) tables.load();
      if (matchMedia('(pointer: fine)').matches) editor?.focus();
    },
  };
}

/** Runs SQL: `{ columns, rows, changes }`, cells as in JSON but `{ source }` for numbers; or `{ error }`. */
export async function query(link, sql) {
  try {
    const response = await link.fetch('/dashboard/sql', {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: sql,
    });
    const answer = parseExactly(await response.text());
    return response.ok ? answer.result : { error: answer.error ? `${answer.error}: ${answer.detail}` : answer.detail };
  } catch {
    return { error: 'Not run, or the connection was lost before the reply. What you typed is still there.' };
  }
}

function describeRights(identity) {
  if (identity.sql === 'none') return `${whose(identity)} may not use SQL; that takes the scope sql.`;
  return identity.sql === 'read'
    ? `${whose(identity)} may only read; changing tables takes the scope sql = "write".`
    : '';
}

/** JSON with each number as `{ source }`: 56.0 and 9007199254740993 as they were written. */
function parseExactly(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && key !== 'changes' && key !== 'status'
      ? { source: context?.source ?? String(value) }
      : value,
  );
}

/** A name as SQL has it. */
export function quoteName(name) {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
