/**
 * What a page tries on a server: `hub` is its address, `key` what the page wants to set. Each attempt ends in what the page could read of
 * the reply; in `refused`, if it was told so; in nothing, if it was told nothing.
 */
const attempts = (() => {
  const set = (hub, key) => `${hub}/api/setReg?key=${key}&value=1`;
  const read = async (address, init) => {
    try {
      return await (await fetch(address, init)).text();
    } catch {
      return 'refused';
    }
  };
  const load = (name, property, address, more = {}) =>
    new Promise(resolve => {
      const element = Object.assign(document.createElement(name), more);
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      element[property] = address;
      document.body.append(element);
    });
  const post = body => ({ method: 'POST', mode: 'no-cors', body });
  const json = { 'Content-Type': 'application/json' };

  return {
    'fetch with CORS': (hub, key) => read(set(hub, key)),
    'fetch without CORS': (hub, key) => read(set(hub, key), { mode: 'no-cors' }),
    'fetch with credentials': (hub, key) => read(set(hub, key), { credentials: 'include' }),
    'fetch without a referrer': (hub, key) => read(set(hub, key), { mode: 'no-cors', referrerPolicy: 'no-referrer' }),
    'a post of text': (hub, key) => read(`${hub}/api/eval`, post(`setReg('${key}', 1)`)),
    'a post of lines': (hub, key) => read(hub, post(`setReg('${key}', 1)\nsetReg('${key}', 1)\n`)),
    'a post of JSON': (hub, key) =>
      read(`${hub}/api/setReg`, { method: 'POST', body: `{"key":"${key}","value":1}`, headers: json }),
    'a post over a redirect': (hub, key) => read(`/redirect?${encodeURIComponent(set(hub, key))}`, post('')),
    'a put': (hub, key) => read(`${hub}/registry/${key}`, { method: 'PUT', body: '1' }),
    'a delete': hub => read(`${hub}/registry/kept`, { method: 'DELETE' }),
    'a method of its own': (hub, key) => read(hub, { method: 'BREW', body: `\nsetReg('${key}', 1)\n` }),
    'an expression as the request line': (hub, key) => read(`${hub}/setReg('${key}',1)or`, { method: '1' }),
    'a read': hub => read(`${hub}/registry`),
    'a read without CORS': hub => read(`${hub}/registry`, { mode: 'no-cors' }),
    'a read of metrics': hub => read(`${hub}/metrics`),
    sendBeacon: (hub, key) => {
      navigator.sendBeacon(`${hub}/api/eval`, `setReg('${key}', 1)`);
      navigator.sendBeacon(set(hub, key));
      return '';
    },
    'an image': (hub, key) => load('img', 'src', set(hub, key)),
    'an image of the server': hub => load('img', 'src', `${hub}/icon.svg`),
    'a script': (hub, key) => load('script', 'src', set(hub, key)),
    'a script of the server': hub => load('script', 'src', `${hub}/shareserver.js`),
    'a style sheet of the server': hub => load('link', 'href', `${hub}/styles/base.css`, { rel: 'stylesheet' }),
    'a media element': (hub, key) => load('audio', 'src', set(hub, key)),
    EventSource: hub =>
      new Promise(resolve => {
        const source = new EventSource(`${hub}/events`);
        source.addEventListener('hello', ({ data }) => resolve(data));
        source.onerror = () => {
          source.close();
          resolve('refused');
        };
      }),
    WebSocket: (hub, key) =>
      new Promise(resolve => {
        const socket = new WebSocket(`${hub.replace('http', 'ws')}/ws`);
        const call = { jsonrpc: '2.0', id: 1, method: 'setReg', params: { key, value: 1 } };
        socket.onopen = () => socket.send(JSON.stringify(call));
        socket.onmessage = ({ data }) => resolve(data);
        socket.onerror = () => resolve('refused');
      }),
  };
})();

/** Sends a form into a frame of its own. */
function submit(action, method, enctype, fields) {
  const frame = Object.assign(document.createElement('iframe'), { name: `frame${document.forms.length}` });
  const form = Object.assign(document.createElement('form'), { action, method, enctype, target: frame.name });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
  document.body.append(frame, form);
  form.submit();
}

/** Loads an address by an element that does not tell whether it could. */
function embed(name, property, address, more = {}) {
  document.body.append(Object.assign(document.createElement(name), { [property]: address }, more));
}

Object.assign(globalThis, { attempts, submit, embed });
