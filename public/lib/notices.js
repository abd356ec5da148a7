import { button, h } from './dom.js';

const SHOWN_MS = 8000;
const ERROR_SHOWN_MS = 12_000;

/** Says a thing at the lower edge, for some seconds. `action`: `{ label, run }`, such as undo. */
export function toast(text, { action, kind = 'info' } = {}) {
  const element = h('div', { class: `toast ${kind}` }, h('span', {}, text));
  const end = () => element.remove();
  if (action) {
    const run = () => {
      end();
      action.run();
    };
    element.append(h('button', { type: 'button', class: 'link', onclick: run }, action.label));
  }
  element.append(button('Dismiss', 'close', { class: 'quiet icon-only', onclick: end }));
  const shownMs = kind === 'error' ? ERROR_SHOWN_MS : SHOWN_MS;
  let timer = setTimeout(end, shownMs);
  // Whoever is about to press the button has the time to.
  const stay = () => clearTimeout(timer);
  const leave = () => {
    timer = setTimeout(end, shownMs);
  };
  element.addEventListener('pointerenter', stay);
  element.addEventListener('focusin', stay);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('focusout', leave);
  const toasts = document.getElementById('toasts');
  toasts.append(element);
  while (toasts.children.length > 3) toasts.firstChild.remove();
}

/** Shows what went wrong. */
export function toastError(error) {
  toast(describeError(error), { kind: 'error' });
}

export function describeError(error) {
  return error.type && error.type !== 'ConnectionError' ? `${error.type}: ${error.message}` : error.message;
}

/** Asks before what cannot be undone. Resolves to whether it was confirmed. */
export function confirmInDialog({ title, text, action }) {
  return new Promise(resolve => {
    const dialog = h(
      'dialog',
      { class: 'dialog', 'aria-labelledby': 'confirm-title' },
      h('h2', { id: 'confirm-title' }, title),
      h('p', {}, text),
      h(
        'div',
        { class: 'dialog-actions' },
        h('button', { type: 'button', onclick: () => dialog.close('') }, 'Cancel'),
        h('button', { type: 'button', class: 'danger', onclick: () => dialog.close('yes') }, action),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
