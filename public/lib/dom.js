/** Small things for making and changing elements. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element: `h('button', { class: 'quiet', onclick: run, 'aria-label': 'Run' }, 'Run')`. What begins with `on` is a
 * listener; `true` is an attribute without a value; null, undefined and false are left out. Children are nodes or text.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces what is inside. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets the text only where it differs, so that selections and screen readers are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const ICONS = {
  registry: 'M4 6h6M4 12h6M4 18h6M14 6h6M14 12h6M14 18h6',
  messages: 'M4 5h16v11H9l-5 4z',
  prompt: 'M5 7l5 5-5 5M12 18h7',
  clients:
    'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 19a5.5 5.5 0 0 1 11 0M16 11a2.5 2.5 0 1 0 0-5M17 14a5 5 0 0 1 4.500 5',
  sql: 'M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3zM4 6v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3',
  connect: 'M7 7h10v10H7zM10 7V3M14 7V3M10 21v-4M14 21v-4M7 10H3M7 14H3M21 10h-4M21 14h-4',
  server: 'M3 17l5-6 4 4 4-8 5 6M3 21h18',
  chevron: 'M9 6l6 6-6 6',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v6M14 11v6',
  chart: 'M3 17l5-6 4 4 5-8 4 5',
  add: 'M12 5v14M5 12h14',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12l5 5 9-10',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  send: 'M4 12l16-8-5 16-3-7z',
  run: 'M7 5l12 7-12 7z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20a8 8 0 0 1 16 0',
  theme: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  refresh: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
};

/** A line drawing that screen readers skip. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon; `label` is shown too unless `properties.class` says `icon-only`. */
export function button(label, name, properties = {}) {
  const iconOnly = /\bicon-only\b/.test(properties.class ?? '');
  const named = iconOnly ? { 'aria-label': label, title: label } : {};
  return h(
    'button',
    { type: 'button', ...named, ...properties },
    name && icon(name),
    !iconOnly && h('span', {}, label),
  );
}

/** A control with its label above it. */
export function field(label, control, hint) {
  return h(
    'label',
    { class: 'field' },
    h('span', { class: 'field-label' }, label),
    control,
    hint && h('span', { class: 'hint' }, hint),
  );
}

/** Calls once, `delayMs` after the last call. */
export function debounce(run, delayMs) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(run, delayMs, ...args);
  };
}

/** Calls `run` at most once a frame. */
export function oncePerFrame(run) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      run();
    });
  };
}
