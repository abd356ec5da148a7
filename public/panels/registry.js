import { button, debounce, h, oncePerFrame, setText } from '../lib/dom.js';
import { download, fileName, toCsv } from '../lib/format.js';
import { toAssignments, toLiteral } from '../lib/python.js';
import { openRegistry } from '../lib/registry.js';
import { createRightsLine, listPatterns, mayChangeBelow, whose } from '../lib/rights.js';
import { VirtualList } from '../lib/virtualList.js';
import { createRowEditor, openAddDialog } from './registry/editor.js';
import { removeWithUndo } from './registry/removal.js';
import { createRow, updateRow } from './registry/rows.js';

const AGE_REFRESH_MS = 1000;
const FILTER_DELAY_MS = 120;
/** Up to so many keys, everything is open at first. */
const OPEN_UP_TO = 200;

/** The registry: a live tree to read, filter, change and draw. */
export function createPanel({ link }) {
  const registry = openRegistry(link);
  const { model } = registry;
  const plotted = new Set();
  /** Comes when it is first wanted. */
  let plot = null;
  let rows = [];
  let selected = null;
  let editing = null;

  const filter = h('input', {
    type: 'search',
    id: 'registry-filter',
    placeholder: 'Filter: temp or garden.*',
    'aria-label': 'Filter the keys',
    spellcheck: 'false',
    autocapitalize: 'off',
  });
  const addButton = button('Add', 'add', { class: 'primary', onclick: () => add() });
  const count = h('span', { class: 'muted', role: 'status', id: 'registry-count' });
  const spacer = h('div', { class: 'tree-rows', role: 'rowgroup' });
  const tree = h(
    'div',
    {
      class: 'tree',
      role: 'treegrid',
      'aria-label': 'Keys and values',
      tabindex: '0',
      'aria-describedby': 'tree-keys',
    },
    spacer,
  );
  const empty = h('div', { class: 'empty' });
  const plotPlace = h('div', { class: 'plot-place' });
  const element = h(
    'section',
    { class: 'panel registry', 'aria-labelledby': 'registry-title' },
    h(
      'div',
      { class: 'panel-head' },
      h('h1', { id: 'registry-title' }, 'Registry'),
      count,
      filter,
      button('CSV', 'download', { onclick: saveCsv, 'aria-label': 'Save what is shown as CSV' }),
      addButton,
    ),
    createRightsLine(link, describeRights),
    plotPlace,
    h('div', { class: 'card tree-card' }, tree, empty),
    h(
      'p',
      { class: 'visually-hidden', id: 'tree-keys' },
      'Arrow keys move, left and right close and open a group, Enter edits, Delete removes, C adds to the chart.',
    ),
  );
  const actions = {
    toggle: node => toggle(node),
    select: node => select(node.path),
    edit: node => edit(node),
    remove: node => remove(node),
    plot: node => togglePlot(node.entry.key),
  };
  const list = new VirtualList({ viewport: tree, spacer, create: () => createRow(actions), update: showRow });

  const rebuildNow = () => {
    const before = indexOfSelected();
    rows = model.rows();
    // Whoever removed the selected row, the one in its place is selected now.
    if (before >= 0 && indexOfSelected() < 0) selected = rows[Math.min(before, rows.length - 1)]?.node.path ?? null;
    list.count = rows.length;
    tree.setAttribute('aria-rowcount', rows.length);
    describe();
    showActive();
  };
  const rebuild = oncePerFrame(rebuildNow);
  const refresh = oncePerFrame(() => list.refresh());

  tree.addEventListener('keydown', handleKey);
  filter.addEventListener(
    'input',
    debounce(() => {
      model.filter = filter.value;
      tree.scrollTop = 0;
      rebuild();
    }, FILTER_DELAY_MS),
  );
  setInterval(refresh, AGE_REFRESH_MS);
  addEventListener('themechange', refresh);
  let isOpened = false;
  registry.on(what => {
    if (what === 'settled') openFirst();
    if (what === 'values') refresh();
    else rebuild();
  });
  link.on('identity', follow);
  follow();
  if (model.isKnown) openFirst();
  rebuild();
  describe();

  function follow() {
    addButton.disabled = link.identity?.write.length === 0;
    refresh();
  }

  function openFirst() {
    if (!isOpened && model.entries.size <= OPEN_UP_TO) for (const key of model.entries.keys()) model.reveal(key);
    isOpened = true;
  }

  function describe() {
    const total = model.entries.size;
    const shown = model.passes ? rows.filter(({ node }) => node.entry && model.passes(node.entry.key)).length : total;
    setText(
      count,
      shown === total
        ? `${total.toLocaleString('en')} ${total === 1 ? 'key' : 'keys'}`
        : `${shown.toLocaleString('en')} of ${total.toLocaleString('en')} keys`,
    );
    empty.hidden = rows.length > 0;
    tree.classList.toggle('without-rows', rows.length === 0);
    if (rows.length > 0) return;
    if (!model.isKnown) empty.replaceChildren(h('p', {}, 'Waiting for the server…'));
    else if (total > 0)
      empty.replaceChildren(
        h('h2', {}, 'No key matches'),
        h('p', {}, 'A filter is a part of a key, or a pattern with *, ? and [...].'),
      );
    else
      empty.replaceChildren(
        h('h2', {}, 'Nothing is stored yet'),
        h('p', {}, 'What devices store shows here at once. A device stores a value with one line:'),
        h('pre', { class: 'mono' }, "setReg('garden.soil.temp', 56)"),
      );
  }

  function showRow(row, index) {
    const { node, level } = rows[index];
    const isOpen = model.passes !== null || model.open.has(node.path);
    updateRow(row, node, {
      index,
      level,
      isOpen,
      isSelected: node.path === selected,
      isPlotted: plotted.has(node.path),
      mayEdit: mayEdit(node),
      mayRemove: mayRemove(node),
      now: Date.now() + model.clockAhead,
      secondsLeft: node.entry && model.secondsLeft(node.entry),
    });
    const isEdited = editing?.path === node.path;
    row.classList.toggle('edited', isEdited);
    if (isEdited) place(editing, row);
    else if (editing?.cell.parentNode === row) takeOut(editing);
  }

  function indexOfSelected() {
    return rows.findIndex(({ node }) => node.path === selected);
  }

  function showActive() {
    const index = indexOfSelected();
    if (index < 0) tree.removeAttribute('aria-activedescendant');
    else tree.setAttribute('aria-activedescendant', `registry-row-${index}`);
  }

  function select(path) {
    selected = path;
    showActive();
    list.refresh();
  }

  function toggle(node) {
    // With a filter, all that passes is open.
    if (model.passes) return;
    if (model.open.has(node.path)) model.open.delete(node.path);
    else model.open.add(node.path);
    // The next key is about the rows as they are then.
    rebuildNow();
  }

  function handleKey(event) {
    if (event.target !== tree || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = indexOfSelected();
    const node = rows[index]?.node;
    const move = to => {
      if (rows.length === 0) return;
      const target = Math.min(rows.length - 1, Math.max(0, to));
      list.reveal(target);
      select(rows[target].node.path);
    };
    const isClosed = node?.children.size > 0 && !model.passes && !model.open.has(node.path);
    const isOpen = node?.children.size > 0 && !model.passes && model.open.has(node.path);
    const keys = {
      ArrowDown: () => move(index + 1),
      ArrowUp: () => move(index - 1),
      PageDown: () => move(index + list.page),
      PageUp: () => move(index - list.page),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => node && (isClosed ? toggle(node) : move(index + 1)),
      ArrowLeft: () =>
        node &&
        (isOpen
          ? toggle(node)
          : move(rows.findIndex(row => row.node.path === node.path.slice(0, node.path.lastIndexOf('.'))))),
      Enter: () => node && (node.entry ? edit(node) : toggle(node)),
      Delete: () => node && remove(node),
      c: () => node?.entry?.history && togglePlot(node.path),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }

  function mayEdit({ path }) {
    return link.may('write', path);
  }

  function mayRemove(node) {
    return (!node.entry || mayEdit(node)) && (node.children.size === 0 || mayChangeBelow(link, node.path));
  }

  function edit(node) {
    if (!node.entry || !mayEdit(node)) return;
    select(node.path);
    editing?.cell.remove();
    const { entry } = node;
    const cell = createRowEditor(entry, {
      // As long as it would have been there; what has expired meanwhile is set anew.
      save: source => link.eval(toAssignments([[entry.key, source, model.secondsLeft(entry) || null]])),
      done() {
        const hadFocus = cell.contains(document.activeElement) || (editing?.cell === cell && isLost(editing));
        cell.remove();
        if (editing?.cell === cell) editing = null;
        list.refresh();
        if (hadFocus) tree.focus();
      },
    });
    editing = { path: node.path, cell };
    list.reveal(rows.findIndex(row => row.node.path === node.path));
    cell.focusValue();
  }

  function add() {
    const node = rows.find(row => row.node.path === selected)?.node;
    openAddDialog({
      prefix: node && !node.entry ? `${node.path}.` : '',
      async save(key, source, ttl) {
        await link.eval(`setReg(${toLiteral(key)}, ${source}${ttl ? `, ${Number(ttl)}` : ''})`);
        model.reveal(key);
        select(key);
        rebuild();
      },
    });
  }

  function remove(node) {
    if (mayRemove(node)) removeWithUndo(link, model, node);
  }

  async function togglePlot(key) {
    if (plotted.has(key)) plotted.delete(key);
    else plotted.add(key);
    list.refresh();
    plot ??= loadPlot();
    (await plot).setKeys(plotted);
  }

  async function loadPlot() {
    const { createPlot } = await import('./registry/plot.js');
    const made = createPlot(model, {
      remove: togglePlot,
      clear() {
        plotted.clear();
        made.setKeys(plotted);
        list.refresh();
      },
    });
    plotPlace.append(made.element);
    return made;
  }

  function saveCsv() {
    const table = model
      .shown()
      .map(({ key, value, repr, type, changedAt }) => [
        key,
        type === 'str' ? value : repr,
        type,
        changedAt ? new Date(changedAt).toISOString() : '',
      ]);
    download(fileName('registry'), toCsv([['key', 'value', 'type', 'changed'], ...table]));
  }

  return { element, show: () => list.refresh() };
}

function describeRights(identity) {
  const [read, write] = [listPatterns(identity.read), listPatterns(identity.write)];
  if (read === null && write === null) return '';
  return `${whose(identity)} may read ${read ?? 'all keys'}, and change ${write ?? 'all keys'}.`;
}

/** Puts the cell with the form of the edited key into the row that shows it now; what had the focus in it gets it back. */
function place(editing, row) {
  if (editing.cell.parentNode === row) return;
  takeOut(editing);
  row.append(editing.cell);
  editing.focused?.focus();
}

/** Whether it was taken out with the focus, which nothing has had since: its row went while it was saved. */
function isLost(editing) {
  return editing.focused && !editing.cell.isConnected && document.activeElement === document.body;
}

function takeOut(editing) {
  const active = document.activeElement;
  if (editing.cell.isConnected) editing.focused = editing.cell.contains(active) ? active : null;
  editing.cell.remove();
}
