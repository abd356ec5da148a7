import { pollClients } from '../lib/clientStates.js';
import { button, h, setText } from '../lib/dom.js';
import { formatTime } from '../lib/format.js';
import { describeError, toastError } from '../lib/notices.js';
import { createRightsLine, listPatterns, whose } from '../lib/rights.js';

const KEPT = 500;
const KEPT_KEY = 'messages';
/** What cannot be sent to, or is joined by nobody. */
const FIXED_GROUPS = new Set(['ALL', 'CONSOLE']);

/** This page as a client: groups, an inbox that is read live, messages to others; and the operator's console. */
export function createPanel({ link, badge }) {
  let messages = JSON.parse(sessionStorage.getItem(KEPT_KEY) ?? '[]');
  let shown = 'inbox';
  let unread = 0;
  let visible = false;

  const log = h('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': 'Messages' });
  const views = h('div', { class: 'segmented', role: 'group', 'aria-label': 'What is shown' });
  const own = h('code', { id: 'own-id' }, '…');
  const groups = h('ul', { class: 'group-list' });
  const names = h('datalist', { id: 'destinations' });
  const problem = h('p', { class: 'error-text', role: 'alert' });
  const to = h('input', {
    list: 'destinations',
    value: 'ALL',
    required: true,
    maxlength: '60',
    'aria-label': 'To',
    placeholder: 'To',
    autocomplete: 'off',
  });
  const text = h('input', { 'aria-label': 'Text', dir: 'auto', placeholder: 'Message', autocomplete: 'off' });
  const group = h('input', {
    required: true,
    maxlength: '60',
    'aria-label': 'Group to join',
    placeholder: 'Group',
    autocomplete: 'off',
  });
  const polling = pollClients(link, showGroups);

  for (const [id, label] of [
    ['inbox', 'Inbox'],
    ['console', 'Console'],
  ]) {
    views.append(
      h('button', { type: 'button', 'aria-pressed': id === shown, 'data-view': id, onclick: () => view(id) }, label),
    );
  }
  const element = h(
    'section',
    { class: 'panel messages', 'aria-labelledby': 'messages-title' },
    h('div', { class: 'panel-head' }, h('h1', { id: 'messages-title' }, 'Messages'), views),
    createRightsLine(link, describeRights),
    h(
      'div',
      { class: 'messages-layout' },
      h(
        'div',
        { class: 'card conversation' },
        log,
        problem,
        h(
          'form',
          { class: 'composer', 'aria-label': 'Send a message', onsubmit: send },
          to,
          names,
          text,
          button('Send', 'send', { type: 'submit', class: 'primary' }),
        ),
      ),
      h(
        'aside',
        { class: 'card groups', 'aria-label': 'Groups' },
        h('p', { class: 'hint' }, 'This page is client ', own),
        h('h2', {}, 'Groups'),
        groups,
        h(
          'form',
          { class: 'join-form', 'aria-label': 'Join a group', onsubmit: join },
          group,
          h('button', { type: 'submit' }, 'Join'),
        ),
      ),
    ),
  );
  link.on('message', receive);
  link.on('online', () => setText(own, link.id));
  if (link.id) setText(own, link.id);
  view(shown);

  /** The console has what is sent to CONSOLE, and what the server itself says. */
  function belongs({ from, to: destination }) {
    const isConsole = destination === 'CONSOLE' || from === 'SYSTEM';
    return shown === 'console' ? isConsole : destination !== 'CONSOLE';
  }

  function receive(message) {
    messages.push(message);
    if (messages.length > KEPT) messages = messages.slice(-KEPT);
    keep();
    if (!visible) {
      unread++;
      badge('messages', unread, 'unread');
    }
    if (!belongs(message)) return;
    log.querySelector('.empty')?.remove();
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    log.append(createMessage(message, link.id));
    while (log.children.length > KEPT) log.firstChild.remove();
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  /** What was taken out of the inbox survives a reload of the page. */
  function keep() {
    try {
      sessionStorage.setItem(KEPT_KEY, JSON.stringify(messages));
    } catch {
      // The browser has no room for them; they are shown all the same.
    }
  }

  function view(id) {
    shown = id;
    for (const choice of views.children) choice.setAttribute('aria-pressed', choice.dataset.view === id);
    log.replaceChildren(...messages.filter(belongs).map(message => createMessage(message, link.id)));
    if (log.children.length === 0) log.append(createEmpty(id));
    log.scrollTop = log.scrollHeight;
  }

  async function send(event) {
    event.preventDefault();
    problem.textContent = '';
    const [destination, typed] = [to.value, text.value];
    try {
      await link.call('send', { sender: link.id, to: destination, text: typed });
      // Not what has been typed meanwhile.
      if (text.value === typed) text.value = '';
      polling.now();
    } catch (error) {
      problem.textContent = describeError(error);
    }
  }

  async function join(event) {
    event.preventDefault();
    if (await change('join', group.value)) group.value = '';
  }

  async function change(command, name) {
    try {
      await link.call(command, { id: link.id, group: name });
      await polling.now();
      return true;
    } catch (error) {
      toastError(error);
      return false;
    }
  }

  function showGroups(clients) {
    const members = new Map();
    for (const { id, groups: joined } of clients) {
      for (const name of joined) members.set(name, [...(members.get(name) ?? []), id]);
    }
    const sorted = [...members.keys()].sort();
    names.replaceChildren(
      ...[...sorted, 'SYSTEM', 'SQLite', ...clients.map(({ id }) => id)].map(value => h('option', { value })),
    );
    for (const item of [...groups.children]) if (!members.has(item.dataset.group)) item.remove();
    sorted.forEach((name, i) => {
      let item = [...groups.children].find(child => child.dataset.group === name);
      if (!item) {
        item = createGroup(name);
        groups.insertBefore(item, groups.children[i] ?? null);
      }
      updateGroup(item, name, members.get(name));
    });
  }

  function createGroup(name) {
    const toggle = h('button', {
      type: 'button',
      onclick: () => change(item.dataset.joined === 'true' ? 'leave' : 'join', name),
    });
    const write = h(
      'button',
      {
        type: 'button',
        onclick: () => {
          to.value = name;
          text.focus();
        },
      },
      'Write to it',
    );
    const item = h(
      'li',
      { 'data-group': name },
      h(
        'details',
        {},
        h(
          'summary',
          {},
          h('span', { class: 'name' }, name),
          h('span', { class: 'tag accent joined' }, 'joined'),
          h('span', { class: 'tag size' }),
        ),
        h('ul', { class: 'mono' }),
        h('div', { class: 'group-actions' }, write, ' ', !FIXED_GROUPS.has(name) && toggle),
      ),
    );
    item.toggle = toggle;
    return item;
  }

  function updateGroup(item, name, members) {
    const joined = members.includes(link.id);
    item.dataset.joined = joined;
    item.querySelector('.joined').hidden = !joined || FIXED_GROUPS.has(name);
    setText(item.querySelector('.size'), String(members.length));
    setText(item.toggle, joined ? 'Leave' : 'Join');
    const list = item.querySelector('ul');
    const listed = members.map(id => (id === link.id ? `${id} (this page)` : id));
    if (list.textContent !== listed.join('')) list.replaceChildren(...listed.map(id => h('li', {}, id)));
  }

  return {
    element,
    show() {
      visible = true;
      unread = 0;
      badge('messages', 0);
      log.scrollTop = log.scrollHeight;
      polling.start();
    },
    hide() {
      visible = false;
      polling.stop();
    },
  };
}

function createMessage({ from, to, text, time }, ownId) {
  const date = new Date(time);
  return h(
    'article',
    { class: 'message' },
    h('span', { class: 'from' }, from === ownId ? 'This page' : from),
    h('span', { class: 'to' }, 'to ', to === ownId ? 'this page' : to),
    h('time', { class: 'time', datetime: time, title: date.toLocaleString() }, formatTime(date)),
    h('span', { class: 'text', dir: 'auto' }, text),
  );
}

function createEmpty(view) {
  const text =
    view === 'console'
      ? 'What clients send to CONSOLE, and what the server itself has to say, shows here.'
      : 'What is sent to ALL, to the groups this page has joined, and to this page shows here at once.';
  return h('div', { class: 'empty' }, h('h2', {}, 'No messages yet'), h('p', {}, text));
}

function describeRights(identity) {
  const limits = [];
  const add = (verb, patterns) => patterns && limits.push(`${verb} ${patterns}`);
  add('send to', listPatterns(identity.send));
  add('join', listPatterns(identity.join));
  return limits.length > 0 ? `${whose(identity)} may ${limits.join(', and ')}.` : '';
}
