import { h, icon, setText } from '../../lib/dom.js';
import { formatDuration } from '../../lib/format.js';
import { drawSparkline } from './sparkline.js';

const SHOWN_CHARACTERS = 300;

/**
 * One row of the tree, made once and used for many nodes. `actions`: what its buttons do, each told the node:
 * `toggle`, `select`, `edit`, `remove`, `plot`.
 */
export function createRow(actions) {
  const row = h('div', { role: 'row', class: 'tree-row' });
  const act = action => event => {
    event.stopPropagation();
    action(row.node);
  };
  const small = (label, name, action, extra = '') =>
    h(
      'button',
      {
        type: 'button',
        tabindex: '-1',
        class: `quiet icon-only small ${extra}`,
        'aria-label': label,
        title: label,
        onclick: act(action),
      },
      icon(name),
    );
  row.parts = {
    twisty: h('span', { class: 'twisty', 'aria-hidden': 'true' }, icon('chevron')),
    name: h('span', { class: 'key-name' }),
    count: h('span', { class: 'tag count' }),
    value: h('span', { class: 'value mono' }),
    spark: h('canvas', { class: 'spark', 'aria-hidden': 'true' }),
    age: h('span', { class: 'age muted' }),
    left: h('span', { class: 'left muted' }),
    plot: small('Chart', 'chart', actions.plot),
    edit: small('Edit', 'edit', actions.edit),
    remove: small('Delete', 'delete', actions.remove, 'remove'),
  };
  const { twisty, name, count, value, spark, age, left, plot, edit, remove } = row.parts;
  row.append(
    h('span', { role: 'rowheader', class: 'cell-name' }, twisty, name, count),
    h(
      'span',
      {
        role: 'gridcell',
        class: 'cell-value',
        onclick: act(node => (node.entry ? actions.edit(node) : actions.toggle(node))),
      },
      value,
    ),
    h('span', { role: 'gridcell', class: 'cell-spark' }, spark),
    h('span', { role: 'gridcell', class: 'cell-age' }, age, left),
    h('span', { role: 'gridcell', class: 'cell-actions' }, plot, edit, remove),
  );
  row.addEventListener('click', () => {
    actions.select(row.node);
    if (row.node.children.size > 0) actions.toggle(row.node);
  });
  return row;
}

/** Shows a node in a row. `state`: `{ index, level, isOpen, isSelected, isPlotted, mayEdit, mayRemove, now, secondsLeft }`; `now` by the server's clock. */
export function updateRow(row, node, state) {
  const { index, level, isOpen, isSelected, isPlotted, mayEdit, mayRemove, now, secondsLeft } = state;
  const { entry } = node;
  const parts = row.parts;
  const isGroup = node.children.size > 0;
  row.node = node;
  row.id = `registry-row-${index}`;
  row.setAttribute('aria-rowindex', index + 1);
  row.setAttribute('aria-level', level);
  row.setAttribute('aria-selected', isSelected);
  if (isGroup) row.setAttribute('aria-expanded', isOpen);
  else row.removeAttribute('aria-expanded');
  row.style.setProperty('--level', level - 1);
  parts.twisty.classList.toggle('none', !isGroup);
  setText(parts.name, nameOf(node));
  parts.name.title = node.path;
  setText(parts.count, isGroup ? String(node.count) : '');
  parts.count.hidden = !isGroup;
  setText(parts.value, entry ? shorten(entry.repr) : '');
  parts.value.className = `value mono ${entry ? `type-${entry.type}` : ''}`;
  parts.value.title = entry ? `${entry.type}: ${shorten(entry.repr)}` : '';
  setText(parts.age, entry?.changedAt ? formatDuration((now - entry.changedAt) / 1000) : '');
  parts.age.title = entry?.changedAt
    ? `Changed at ${new Date(entry.changedAt).toLocaleString()}`
    : 'Not known: it has not changed since the server keeps the time';
  const expires = typeof secondsLeft === 'number';
  setText(parts.left, expires ? `${formatDuration(Math.max(1, secondsLeft))} left` : '');
  parts.left.title = expires ? `Gone at ${new Date(entry.expiresAt).toLocaleString()}` : '';
  parts.plot.hidden = !entry?.history;
  parts.plot.setAttribute('aria-pressed', isPlotted);
  parts.edit.hidden = !entry;
  allow(parts.edit, 'Edit', mayEdit);
  allow(parts.remove, 'Delete', mayRemove);
  drawSparkline(parts.spark, entry?.history);
}

function allow(control, label, isAllowed) {
  control.disabled = !isAllowed;
  control.title = isAllowed ? label : 'Your token may not change this';
}

function shorten(text) {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** What could not be seen is named or quoted. */
function nameOf({ name }) {
  if (name === '') return '(empty)';
  return name === name.trim() ? name : `'${name}'`;
}
