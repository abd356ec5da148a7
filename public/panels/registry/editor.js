import { button, field, h } from '../../lib/dom.js';
import { describeError } from '../../lib/notices.js';
import { KINDS, toEditable, toLiteral } from '../../lib/python.js';

/** The controls of a value: its type, and a text or a choice. `read()` gives Python source. @throws Error that says what is wrong */
export function createValueInput({ kind = 'text', text = '' } = {}) {
  const select = h(
    'select',
    { 'aria-label': 'Type' },
    ...Object.entries(KINDS).map(([id, { label }]) => h('option', { value: id }, label)),
  );
  const input = h('input', { 'aria-label': 'Value', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
  const truth = h('select', { 'aria-label': 'Value' }, h('option', {}, 'True'), h('option', {}, 'False'));
  const follow = () => {
    truth.hidden = select.value !== 'bool';
    input.hidden = select.value === 'bool';
    input.disabled = select.value === 'none';
    input.inputMode = select.value === 'float' ? 'decimal' : 'text';
  };
  // A text with line breaks would lose them in a line of input.
  const manyLines = kind === 'text' && /[\r\n]/.test(text);
  select.value = manyLines ? 'python' : kind;
  input.value = manyLines ? toLiteral(text) : kind === 'none' ? '' : text;
  if (kind === 'bool') truth.value = text;
  select.addEventListener('change', follow);
  follow();
  return {
    elements: [select, input, truth],
    focus() {
      const control = select.value === 'bool' ? truth : select.value === 'none' ? select : input;
      control.focus();
      control.select?.();
    },
    read: () => KINDS[select.value].toSource(select.value === 'bool' ? truth.value : input.value),
    invalid: isInvalid => input.setAttribute('aria-invalid', isInvalid),
  };
}

/**
 * The form that takes the place of a row while its value is changed. `save(source)` stores Python source; `done()` is called at
 * the end of it. What was typed stays until it is stored or given up.
 */
export function createRowEditor(entry, { save, done }) {
  const value = createValueInput(toEditable(entry));
  const problem = h('span', { class: 'error-text', role: 'alert' });
  const submit = async event => {
    event.preventDefault();
    await attempt(value, problem, save, done);
  };
  const form = h(
    'form',
    { 'aria-label': `Value of ${entry.key}`, onsubmit: submit },
    h('span', { class: 'key-name', title: entry.key }, entry.key),
    ...value.elements,
    button('Save', 'check', { type: 'submit', class: 'primary icon-only' }),
    button('Cancel', 'close', { class: 'quiet icon-only', onclick: done }),
    problem,
  );
  form.addEventListener('keydown', event => {
    event.stopPropagation();
    if (event.key === 'Escape') done();
  });
  // In a grid, all is in cells.
  const cell = h('div', { role: 'gridcell', class: 'row-editor' }, form);
  cell.focusValue = value.focus;
  return cell;
}

/** Asks for a new key. `save(key, source, ttl)`. */
export function openAddDialog({ prefix, save }) {
  const key = h('input', {
    required: true,
    maxlength: '255',
    value: prefix,
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    placeholder: 'garden.soil.temp',
  });
  const value = createValueInput();
  const ttl = h('input', { type: 'number', min: '0.001', step: 'any', placeholder: 'never' });
  const problem = h('p', { class: 'error-text', role: 'alert' });
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'add-title' });
  const submit = async event => {
    event.preventDefault();
    await attempt(
      value,
      problem,
      source => save(key.value, source, ttl.value),
      () => dialog.close(),
    );
  };
  dialog.append(
    h('h2', { id: 'add-title' }, 'Add a key'),
    h(
      'form',
      { onsubmit: submit },
      field('Key', key, 'Dots make groups.'),
      h(
        'div',
        { class: 'field', role: 'group', 'aria-label': 'Value' },
        h('span', { class: 'field-label' }, 'Value'),
        h('span', { class: 'value-input' }, ...value.elements),
      ),
      field('Gone after, in seconds', ttl),
      problem,
      h(
        'div',
        { class: 'dialog-actions' },
        button('Cancel', null, { onclick: () => dialog.close() }),
        h('button', { type: 'submit', class: 'primary' }, 'Add'),
      ),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function attempt(value, problem, save, done) {
  problem.textContent = '';
  value.invalid(false);
  try {
    await save(value.read());
    done();
  } catch (error) {
    value.invalid(true);
    problem.textContent = describeError(error);
  }
}
