import { button, h, setText } from '../lib/dom.js';
import { formatTime } from '../lib/format.js';
import { escapePattern } from '../lib/patterns.js';
import { toLiteral } from '../lib/python.js';
import { createDeviceToken } from './connect/deviceToken.js';
import { createSnippets } from './connect/snippets.js';
import { createTokenList } from './connect/tokenList.js';

/** Ready code for a device, with this server's address; and word of its first call. */
export function createPanel({ link }) {
  const name = h('input', {
    value: 'mydevice',
    maxlength: '40',
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
  });
  const host = h('input', { spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
  const hint = h('p', { class: 'hint' });
  const code = h('code');
  const copy = button('Copy', 'copy', { onclick: () => copyCode() });
  const tabs = h('div', { class: 'segmented', role: 'tablist', 'aria-label': 'Kind of device' });
  const arrival = h('div', { class: 'arrival', role: 'status' }, h('span', { class: 'dot' }), h('span'));
  let snippets = createSnippets(transport());
  let snippet = snippets[0];
  let address = { host: location.hostname, port: Number(location.port) || (location.protocol === 'https:' ? 443 : 80) };
  let endWatch = () => undefined;
  let watched = null;
  const tokenList = createTokenList(link);
  const deviceToken = createDeviceToken(link, {
    name: () => nameOfDevice(),
    changed: update,
    made: tokenList.load,
  });

  for (const { id, label } of snippets) {
    tabs.append(
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${id}`,
          'data-snippet': id,
          'aria-controls': 'snippet',
          onclick: () => choose(id),
        },
        label,
      ),
    );
  }
  link.on('identity', () => {
    snippets = createSnippets(transport());
    for (const { id, label } of snippets) setText(document.getElementById(`tab-${id}`), label);
    choose(snippet.id);
  });
  tabs.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = snippets.indexOf(snippet) + step + snippets.length;
    choose(snippets[at % snippets.length].id);
    tabs.querySelector('[aria-selected="true"]').focus();
  });
  name.addEventListener('input', update);
  host.addEventListener('input', update);
  const element = h(
    'section',
    { class: 'panel', 'aria-labelledby': 'connect-title' },
    h('div', { class: 'panel-head' }, h('h1', { id: 'connect-title' }, 'Connect a device')),
    h(
      'div',
      { class: 'card connect-card' },
      tabs,
      h(
        'div',
        { class: 'connect-fields' },
        h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Name of the device'), name),
        h(
          'label',
          { class: 'field' },
          h('span', { class: 'field-label' }, 'This server, as the device reaches it'),
          host,
        ),
      ),
      deviceToken.element,
      h(
        'div',
        { id: 'snippet', role: 'tabpanel' },
        h('div', { class: 'code' }, h('pre', { tabindex: '0', 'aria-label': 'Code' }, code), copy),
      ),
      hint,
      arrival,
    ),
    tokenList.element,
  );
  choose(snippet.id);
  findAddress();

  /** Devices may have to come as the page did; and by TLS where only this machine is let in without. */
  function transport() {
    return { isTls: location.protocol === 'https:' || link.identity?.needsTls === true };
  }

  /** A device can't reach what is `localhost` here. */
  async function findAddress() {
    const facts = await link.call('getAll', { pattern: 'server.*' }).catch(() => null);
    const isLocal = /^(localhost|127\.|\[?::1)/.test(location.hostname);
    if (facts && isLocal) address = { host: facts['server.ip'], port: facts['server.port'] };
    if (host.value === '') host.value = `${address.host}:${address.port}`;
    update();
  }

  function choose(id) {
    snippet = snippets.find(candidate => candidate.id === id);
    for (const tab of tabs.children) {
      const chosen = tab.dataset.snippet === id;
      tab.setAttribute('aria-selected', chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
    document.getElementById('snippet')?.setAttribute('aria-labelledby', `tab-${id}`);
    update();
  }

  function nameOfDevice() {
    return name.value.trim() || 'mydevice';
  }

  function update() {
    const [, hostName, port] = /^(.*?)(?::(\d+))?$/.exec(host.value.trim());
    const key = `${nameOfDevice()}.hello`;
    const { token } = deviceToken;
    const place = { host: hostName || address.host, port: Number(port ?? address.port), key, token };
    const greeting = token === null ? '' : `auth(${toPythonText(token)}); `;
    setText(code, snippet.code({ ...place, call: `${greeting}incReg(${toPythonText(key)})` }));
    deviceToken.follow();
    setText(hint, snippet.hint(place));
    expect(key);
  }

  /** Waits for the first call: the code counts its starts in this key. */
  function expect(key) {
    if (key === watched) return;
    endWatch();
    watched = key;
    let repr = null;
    let isPresent = true;
    const wait = () => say(false, `Waiting for the first call: the device counts its starts in ${key}.`);
    wait();
    if (link.identity && !link.may('read', key)) {
      endWatch = () => undefined;
      return say(false, `The device counts its starts in ${key}, which your token may not read.`);
    }
    const hear = (changed, _value, deleted, python) => {
      // At each new connection, what is there is told again.
      if (changed !== key || (!deleted && python.repr === repr)) return;
      repr = deleted ? null : python.repr;
      if (deleted) wait();
      else if (isPresent) say(false, `This device has called before: ${key} is ${repr}. Waiting for its next call.`);
      else say(true, `Connected. ${key} became ${repr} at ${formatTime(new Date())}.`);
    };
    endWatch = link.watch(escapePattern(key), hear, () => {
      isPresent = false;
    });
  }

  function say(arrived, text) {
    if (arrived) arrival.dataset.arrived = '';
    else delete arrival.dataset.arrived;
    setText(arrival.lastChild, text);
  }

  async function copyCode() {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      copyBySelection();
    }
    setText(copy.lastChild, 'Copied');
    setTimeout(() => setText(copy.lastChild, 'Copy'), 2000);
  }

  /** Pages that come by plain HTTP from elsewhere than localhost have no clipboard. */
  function copyBySelection() {
    getSelection().selectAllChildren(code);
    document.execCommand('copy');
  }

  return {
    element,
    show() {
      deviceToken.look();
      tokenList.load();
    },
  };
}

/** In single quotes, as devices' code has double ones around it. */
function toPythonText(text) {
  return `'${toLiteral(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
