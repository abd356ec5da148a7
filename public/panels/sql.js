import { button, h, setText } from '../lib/dom.js';
import { createResult } from './sql/result.js';
import { createTables } from './sql/tables.js';

const DRAFT_KEY = 'sql';

/** SQL: an editor, the tables at the side, the result as a table. */
export function createPanel() {
  const place = h('div', { class: 'editor-place' });
  const run = button('Run', 'run', { class: 'primary', onclick: () => execute() });
  const result = createResult();
  const tables = createTables({
    insert(text) {
      editor?.insert(text);
    },
    show(name) {
      editor.text = `SELECT * FROM ${quoteName(name)} LIMIT 100`;
      execute();
    },
    loaded: schema => editor?.setSchema(schema),
  });
  const element = h(
    'section',
    { class: 'panel', 'aria-labelledby': 'sql-title' },
    h('div', { class: 'panel-head' }, h('h1', { id: 'sql-title' }, 'SQL')),
    h(
      'div',
      { class: 'sql-layout' },
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
    ),
  );
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
    result.show(await query(sql), performance.now() - started);
    run.disabled = false;
    setText(run.lastChild, 'Run');
    if (!/^\s*select\b/i.test(sql)) tables.load();
  }

  return {
    element,
    show() {
      tables.load();
      if (matchMedia('(pointer: fine)').matches) editor?.focus();
    },
  };
}

/** Runs SQL: `{ columns, rows, changes }`, cells as in JSON but `{ source }` for numbers; or `{ error }`. */
export async function query(sql) {
  try {
    const response = await fetch('/dashboard/sql', {
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
