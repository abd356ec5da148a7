import { createAccount } from './lib/account.js';
import { h, icon, setText } from './lib/dom.js';
import { Link } from './lib/link.js';
import { Login } from './lib/login.js';

/** The dashboard: which panel is shown, the state of the connection, the theme. */

const PANELS = [
  ['registry', 'Registry'],
  ['messages', 'Messages'],
  ['prompt', 'Prompt'],
  ['clients', 'Clients'],
  ['sql', 'SQL'],
  ['connect', 'Connect'],
  ['server', 'Server'],
];
const STATES = {
  connecting: 'Connecting…',
  online: 'Connected',
  lost: 'Connection lost',
  locked: 'Not logged in',
  ended: 'Disconnected',
};
const THEME_KEY = 'theme';

const link = new Link();
const app = { link, badge };
const made = new Map();
let current = null;

buildNavigation();
followTheme();
const login = new Login(link);
document.getElementById('theme').before(createAccount(link, { logIn: () => login.offer() }));
link.on('state', showState);
addEventListener('hashchange', show);
// Messages are received from the start, whichever panel is shown.
made.set('messages', make('messages'));
show();

function buildNavigation() {
  const nav = document.getElementById('nav');
  for (const [id, label] of PANELS) {
    nav.append(h('a', { href: `#${id}`, id: `nav-${id}`, title: label }, icon(id), h('span', {}, label)));
  }
}

/** A small number beside a panel's name; 0 takes it away. `what`: what is counted. */
function badge(id, count, what) {
  const anchor = document.getElementById(`nav-${id}`);
  anchor.querySelector('.badge')?.remove();
  if (count > 0) {
    anchor.append(
      h(
        'span',
        { class: 'badge' },
        count > 99 ? '99+' : String(count),
        h('i', { class: 'visually-hidden' }, ` ${what}`),
      ),
    );
  }
}

/** Shows the panel of the address; panels are loaded when they are first wanted, and stay. */
async function show() {
  const wanted = location.hash.slice(1);
  const id = PANELS.some(([known]) => known === wanted) ? wanted : PANELS[0][0];
  for (const [other, label] of PANELS) {
    const anchor = document.getElementById(`nav-${other}`);
    if (other === id) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
    if (other === id) document.title = `${label} · ShareServer`;
  }
  if (!made.has(id)) made.set(id, make(id));
  const panel = await made.get(id);
  if (document.getElementById(`nav-${id}`).getAttribute('aria-current') === null || panel === current) return;
  if (current) {
    current.element.hidden = true;
    current.hide?.();
  }
  current = panel;
  panel.element.hidden = false;
  panel.show?.();
}

async function make(id) {
  const { createPanel } = await import(`./panels/${id}.js`);
  const panel = createPanel(app);
  panel.element.hidden = true;
  document.getElementById('panels').append(panel.element);
  return panel;
}

function showState(state) {
  document.getElementById('status').dataset.state = state;
  setText(document.getElementById('status-text'), STATES[state]);
  const banner = document.getElementById('banner');
  banner.hidden = state !== 'lost' && state !== 'ended';
  if (state === 'lost') {
    banner.replaceChildren('The connection to the server is lost. It comes back by itself; what you have typed stays.');
  } else if (state === 'ended') {
    const again = h('button', { type: 'button', class: 'link', onclick: () => link.restart() }, 'Connect again');
    banner.replaceChildren(`This page is no longer connected: ${link.reason}.`, again);
  } else banner.replaceChildren();
}

function followTheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = localStorage.getItem(THEME_KEY);
    if (chosen) document.documentElement.dataset.theme = chosen;
    dispatchEvent(new Event('themechange'));
  };
  dark.addEventListener('change', apply);
  const toggle = document.getElementById('theme');
  toggle.append(icon('theme'));
  toggle.addEventListener('click', () => {
    const isDark = (localStorage.getItem(THEME_KEY) ?? (dark.matches ? 'dark' : 'light')) === 'dark';
    localStorage.setItem(THEME_KEY, isDark ? 'light' : 'dark');
    apply();
  });
  apply();
}
