import { pollClients } from '../lib/clientStates.js';
import { button, h, setText } from '../lib/dom.js';
import { formatDuration } from '../lib/format.js';
import { confirmInDialog, toast, toastError } from '../lib/notices.js';
import { createRightsLine } from '../lib/rights.js';

const PROTOCOLS = { raw: 'Raw text', http: 'HTTP', websocket: 'WebSocket', events: 'Events', console: 'Console' };

/** Who is there, from where, how long silent, what waits; and an end to it. */
export function createPanel({ link }) {
  const count = h('span', { class: 'muted', role: 'status' });
  const body = h('tbody');
  const rows = new Map();
  const columns = ['Client', 'Owner', 'From', 'By', 'Groups', 'Waiting', 'Silent for'];
  const head = columns.map(name =>
    h('th', { scope: 'col', class: name === 'Waiting' || name === 'Silent for' ? 'number' : null }, name),
  );
  const element = h(
    'section',
    { class: 'panel clients', 'aria-labelledby': 'clients-title' },
    h('div', { class: 'panel-head' }, h('h1', { id: 'clients-title' }, 'Clients'), count),
    createRightsLine(link, describeRights),
    h(
      'div',
      { class: 'card table-card clients-card', tabindex: '0', role: 'region', 'aria-label': 'Table of clients' },
      h(
        'table',
        { class: 'data' },
        h(
          'thead',
          {},
          h('tr', {}, ...head, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Actions'))),
        ),
        body,
      ),
    ),
    h(
      'p',
      { class: 'hint' },
      'A client that is silent for long is taken for gone; messages are pushed to those that are connected.',
    ),
  );
  const table = element.querySelector('table');
  link.on('identity', showOwners);
  showOwners();
  const polling = pollClients(link, showClients);

  /** Without tokens, clients are nobody's. */
  function showOwners() {
    table.classList.toggle('without-owners', !link.identity?.hasTokens);
  }

  function showClients(clients) {
    setText(count, `${clients.length} ${clients.length === 1 ? 'client' : 'clients'}`);
    const present = new Set(clients.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (present.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    for (const [i, client] of clients.entries()) {
      if (!rows.has(client.id)) rows.set(client.id, createRow(client.id));
      const row = rows.get(client.id);
      if (body.children[i] !== row) body.insertBefore(row, body.children[i] ?? null);
      updateRow(row, client);
    }
  }

  function createRow(id) {
    const cell = (label, name = '') => h('td', { 'data-label': label, class: name });
    const row = h(
      'tr',
      {},
      h('td', {}, h('span', { class: 'mono' }, id), ' ', h('span', { class: 'tag accent', hidden: true }, 'this page')),
      cell('Owner'),
      cell('From'),
      cell('By'),
      cell('Groups'),
      cell('Waiting', 'number'),
      cell('Silent for', 'number'),
    );
    const dropIt = button('Drop', 'close', { class: 'quiet', 'aria-label': `Drop ${id}`, onclick: () => drop(id) });
    row.append(h('td', { class: 'number drop' }, dropIt));
    return row;
  }

  function updateRow(row, { id, owner, mayActFor, address, protocol, groups, pending, silent, connected }) {
    const own = id === link.id;
    const [, ownedBy, from, by, inGroups, waiting, silence, drop] = row.children;
    row.querySelector('.tag').hidden = !own;
    setText(ownedBy, owner ?? 'nobody');
    setText(from, address ?? 'unknown');
    setText(by, protocol ? PROTOCOLS[protocol] : 'unknown');
    setText(inGroups, groups.join(', '));
    setText(waiting, String(pending));
    setText(silence, connected ? 'connected' : formatDuration(silent));
    drop.firstChild.hidden = own;
    drop.firstChild.disabled = !mayActFor;
    drop.firstChild.title = mayActFor ? '' : `It belongs to the token '${owner}': to drop it takes the scope admin.`;
  }

  async function drop(id) {
    const confirmed = await confirmInDialog({
      title: `Drop ${id}?`,
      text: 'Its inbox and its groups are gone for good, and its id is unknown from then on.',
      action: 'Drop',
    });
    if (!confirmed) return;
    try {
      await link.call('exit', { id });
      toast(`Dropped ${id}`);
      polling.now();
    } catch (error) {
      toastError(error);
    }
  }

  return { element, show: polling.start, hide: polling.stop };
}

function describeRights({ hasTokens, admin }) {
  return hasTokens && !admin ? 'To drop clients of other tokens takes the scope admin.' : '';
}
