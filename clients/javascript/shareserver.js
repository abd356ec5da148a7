/**
 * ShareServer's client for browsers and Node (22 or newer), over one WebSocket. No dependencies.
 *
 *   const hub = await connect('ws://hub.local:2980/ws');
 *   hub.on('message', ({ from, to, text }) => console.log(from, to, text));
 *   await hub.join('group16');
 *   await hub.send('group16', 'hello');
 *   hub.watch('garden.*', (key, value) => console.log(key, value));
 *
 * A lost connection comes back by itself, with the same client id: messages that arrived meanwhile are delivered, none is
 * delivered twice, and watched keys are told again. @see shareserver.d.ts for the types.
 */

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
/** Attempts in a row that did not even get a WebSocket, until that is told of: a server that restarts needs one or two. */
const FAILURES_UNTIL_TOLD = 3;
/** The close code of a connection that never stood. */
const NO_CONNECTION = 1006;
/** Close codes after which coming back would be wrong. */
const TAKEN_OVER = 4001;
const REFUSED = 4400;
const UNKNOWN_CLIENT = 4404;

/** Close codes that say why a connection was not let in, or may not stay. */
const UNAUTHENTICATED = 4401;
const FORBIDDEN = 4403;
const TOO_MANY_REQUESTS = 4429;
const REFUSALS = new Map([
  [UNAUTHENTICATED, 'AuthenticationError'],
  [FORBIDDEN, 'PermissionError'],
  [TOO_MANY_REQUESTS, 'RateLimitError'],
]);

/** A call that the server answered with an error. `type`: the Python exception's type. */
export class ShareError extends Error {
  constructor(type, message) {
    super(message);
    this.name = 'ShareError';
    this.type = type;
  }
}

/**
 * Connects; resolves as soon as the server has said hello. Until then it is tried again and again; `options.onError` is told of
 * errors from the first one on.
 */
export function connect(url, options = {}) {
  const hub = new Hub(url, options);
  if (options.onError) hub.on('error', options.onError);
  return new Promise((resolve, reject) => {
    hub.on('open', () => resolve(hub));
    hub.on('close', (_reason, error) => reject(error));
  });
}

class Hub {
  #url;
  #options;
  #socket = null;
  #nextId = 1;
  #calls = new Map();
  #listeners = new Map();
  #watches = new Map();
  /** How many replies are awaited, by watched pattern. */
  #starting = new Map();
  #delay = FIRST_DELAY_MS;
  /** Attempts in a row without a connection. */
  #failures = 0;
  #timer = null;
  /** Why it is over for good. */
  #ended = null;
  #lastSeq = 0;
  #open = false;
  /** Groups to be in, whatever becomes of the client meanwhile. */
  #groups;

  constructor(url, options) {
    this.#url = new URL(url, globalThis.location?.href);
    if (this.#url.protocol === 'http:') this.#url.protocol = 'ws:';
    if (this.#url.protocol === 'https:') this.#url.protocol = 'wss:';
    if (this.#url.pathname === '/') this.#url.pathname = '/ws';
    this.#options = options;
    this.#groups = new Set(options.join);
    /** This client's id; null until the first connection. */
    this.id = options.client ?? null;
    this.#connect();
  }

  /** Whether the connection stands just now. */
  get connected() {
    return this.#open;
  }

  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Any command; `params` by name or by position. Waits for a connection if there is none. */
  call(method, params = {}) {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const frame = JSON.stringify({ jsonrpc: '2.0', id, method, params });
      this.#calls.set(id, { frame, resolve, reject, sent: false });
      this.#sendCalls();
    });
  }

  eval(expr) {
    return this.call('eval', { expr });
  }

  setReg(key, value, ttl = null) {
    return this.call('setReg', { key, value, ttl });
  }

  getReg(key, fallback = null) {
    return this.call('getReg', { key, default: fallback });
  }

  getAll(pattern) {
    return this.call('getAll', { pattern });
  }

  incReg(key, by = 1) {
    return this.call('incReg', { key, by });
  }

  delete(pattern) {
    return this.call('delete', { pattern });
  }

  fetch(pattern) {
    return this.call('fetch', { id: this.id, pattern });
  }

  /** `send(to, text)` as this client, or `send(sender, to, text)`. */
  send(...args) {
    const [sender, to, text] = args.length === 2 ? [this.id, ...args] : args;
    return this.call('send', { sender, to, text });
  }

  async join(group) {
    const result = await this.call('join', { id: this.id, group });
    this.#groups.add(group);
    return result;
  }

  async leave(group) {
    this.#groups.delete(group);
    return this.call('leave', { id: this.id, group });
  }

  members(group) {
    return this.call('members', { group });
  }

  groups() {
    return this.call('groups', { id: this.id });
  }

  clients() {
    return this.call('clients');
  }

  dbExec(sql) {
    return this.call('dbExec', { id: this.id, sql });
  }

  dbQuery(sql, params = []) {
    return this.call('dbQuery', { sql, params });
  }

  ping() {
    return this.call('ping');
  }

  /** Calls `changed(key, value, deleted, { repr, type, time, expires })` for the present values and for every change; returns the end of it. */
  watch(pattern, changed) {
    const watching = this.#watches.get(pattern);
    if (watching) watching.add(changed);
    else this.#watches.set(pattern, new Set([changed]));
    // Again, for a second listener: it is told the present values too.
    if (this.#open) this.#startWatch(pattern);
    return () => this.#unwatch(pattern, changed);
  }

  /** Forgets the client on the server, and closes. */
  async exit() {
    await this.call('exit', { id: this.id });
    this.close();
  }

  /** Closes for good; the client's inbox stays on the server until its time-out. */
  close() {
    this.#end(new ShareError('ConnectionError', 'the connection was closed'));
    this.#socket?.close(1000);
  }

  async #startWatch(pattern) {
    this.#starting.set(pattern, (this.#starting.get(pattern) ?? 0) + 1);
    await this.#request('watch', { match: pattern });
    const others = this.#starting.get(pattern) - 1;
    if (others > 0) this.#starting.set(pattern, others);
    else this.#starting.delete(pattern);
  }

  #unwatch(pattern, changed) {
    const watching = this.#watches.get(pattern);
    if (!watching?.delete(changed) || watching.size > 0) return;
    this.#watches.delete(pattern);
    if (this.#open) this.#request('unwatch', { match: pattern });
  }

  #connect() {
    const url = new URL(this.#url);
    url.searchParams.set('ack', 'client');
    if (this.id !== null) url.searchParams.set('client', this.id);
    if (this.#options.token) url.searchParams.set('token', this.#options.token);
    if (this.#options.describe) url.searchParams.set('describe', 'true');
    if (this.#groups.size > 0) url.searchParams.set('join', [...this.#groups].join(','));
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = event => this.#receive(event.data);
    socket.onclose = event => this.#lost(socket, event);
    socket.onerror = () => undefined;
  }

  #receive(text) {
    const frame = JSON.parse(text);
    if (frame.method === undefined) this.#answered(frame);
    else if (frame.method === 'hello') this.#hello(frame.params);
    else if (frame.method === 'message') this.#message(frame.params);
    else if (frame.method === 'changed') this.#changed(frame.params);
    else if (frame.method === 'present') this.#present(frame.params);
  }

  #hello({ client }) {
    this.id = client;
    this.#delay = FIRST_DELAY_MS;
    this.#failures = 0;
    this.#open = true;
    for (const pattern of this.#watches.keys()) this.#startWatch(pattern);
    this.#sendCalls();
    this.#emit('open');
  }

  /** Confirmed when the listeners have had it; one that came before a reconnect is confirmed again, not told again. */
  #message(message) {
    if (message.seq > this.#lastSeq) {
      this.#lastSeq = message.seq;
      this.#emit('message', message);
    }
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'ack', params: { seq: message.seq } }));
  }

  #changed({ key, value, deleted = false, repr, type, time, expires }) {
    for (const [pattern, listeners] of this.#watches) {
      if (matches(pattern, key))
        for (const changed of [...listeners]) changed(key, value, deleted, { repr, type, time, expires });
    }
  }

  /** One that comes before the reply to a watch is about a former watch of the same pattern. */
  #present({ match }) {
    if (this.#watches.has(match) && !this.#starting.has(match)) this.#emit('present', match);
  }

  #answered({ id, result, error }) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (!call) return;
    if (error) call.reject(new ShareError(error.data?.error ?? 'ProtocolError', error.message));
    else call.resolve(result);
  }

  #sendCalls() {
    if (!this.#open) return;
    for (const call of this.#calls.values()) {
      if (call.sent) continue;
      call.sent = true;
      this.#socket.send(call.frame);
    }
  }

  /** `watch` or `unwatch`. After a lost connection, watches are asked for anew. */
  async #request(method, { match }) {
    try {
      await this.call(method, { match });
    } catch (error) {
      if (error.type !== 'ConnectionError') this.#emit('error', Object.assign(error, { match }));
    }
  }

  #lost(socket, { code, reason }) {
    if (socket !== this.#socket) return;
    const wasOpen = this.#open;
    this.#open = false;
    // Whether these were done is not known, and doing them again could do them twice.
    this.#reject(call => call.sent, new ShareError('ConnectionError', 'the connection was lost before the reply'));
    if (this.#ended) return;
    const refusal = REFUSALS.has(code) ? readRefusal(code, reason) : null;
    if (refusal) this.#emit('error', refusal);
    if (code === UNKNOWN_CLIENT && this.id !== null && !this.#options.client) {
      this.id = null;
      this.#lastSeq = 0;
    } else if (isFinal(code, wasOpen)) {
      this.#end(refusal ?? new ShareError('ConnectionError', reason || `closed with ${code}`));
      return;
    }
    if (wasOpen) this.#emit('lost');
    else if (code === NO_CONNECTION && ++this.#failures === FAILURES_UNTIL_TOLD) this.#emit('error', this.#explain());
    const delay = this.#delay * (0.5 + Math.random());
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    this.#timer = setTimeout(() => this.#connect(), Math.max(delay, code === TOO_MANY_REQUESTS ? waitMs(reason) : 0));
  }

  /** A browser tells no page whether a server is down or has refused it. */
  #explain() {
    const page = globalThis.location;
    const isStranger = page && page.host !== this.#url.host;
    // Pages out of files have the origin `null`.
    const origin = page?.origin === 'null' ? "'*'" : page?.origin;
    const why = isStranger ? `, or does not take pages of this origin (--cors-origin ${origin})` : '';
    return new ShareError(
      'ConnectionError',
      `cannot connect to ${this.#url.host}: the server is down or out of reach${why}; trying again`,
    );
  }

  #end(error) {
    if (this.#ended) return;
    this.#ended = error;
    this.#open = false;
    clearTimeout(this.#timer);
    this.#reject(() => true, error);
    this.#emit('close', error.message, error);
  }

  #reject(which, error) {
    for (const [id, call] of this.#calls) {
      if (!which(call)) continue;
      this.#calls.delete(id);
      call.reject(error);
    }
  }

  #emit(event, ...args) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...args);
  }
}

/** Whether coming back would be wrong. A token that was good may have got other rights: that is found out by asking once more. */
function isFinal(code, wasOpen) {
  if (code === UNAUTHENTICATED) return !wasOpen;
  return [TAKEN_OVER, REFUSED, UNKNOWN_CLIENT, FORBIDDEN].includes(code);
}

/** `AuthenticationError: the token is wrong`, as the server closes with it, or a text alone. */
function readRefusal(code, reason) {
  const [, type, message] = /^(?:(\w+Error): )?(.*)$/s.exec(reason);
  return new ShareError(type ?? REFUSALS.get(code), message || `closed with ${code}`);
}

/** How long the server wants to be left alone. */
function waitMs(reason) {
  return Number(/try again in (\d+) s/.exec(reason)?.[1] ?? 1) * 1000;
}

/** Whether the server's fnmatch pattern matches the key: linear, leftmost, as the server does it. */
export function matches(pattern, key) {
  const text = [...key];
  const items = parsePattern([...pattern]);
  let at = 0;
  let item = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (item < items.length && items[item] === '*') {
      star = item++;
      mark = at;
    } else if (item < items.length && items[item](text[at])) {
      item++;
      at++;
    } else if (star >= 0) {
      item = star + 1;
      at = ++mark;
    } else return false;
  }
  while (items[item] === '*') item++;
  return item === items.length;
}

/** `*`, or a test of one character, for each item of the pattern. */
function parsePattern(pattern) {
  const items = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    const end = c === '[' ? pattern.indexOf(']', i + (pattern[i + 1] === '!' ? 3 : 2)) : -1;
    if (c === '*') items.push('*');
    else if (c === '?') items.push(() => true);
    else if (end >= 0) {
      items.push(parseSet(pattern.slice(i + 1, end)));
      i = end;
    } else items.push(other => other === c);
  }
  return items;
}

/** Between two chunks of a set: a hyphen that makes a range. */
const RANGE = Symbol('range');

/** A test of one character for what stands between brackets. */
function parseSet(set) {
  const chunks = dropEmptyRanges(splitAtHyphens(set));
  const items = chunks.flatMap((chunk, i) => (i === 0 ? chunk : [RANGE, ...chunk]));
  const negated = items[0] === '!';
  const codeAt = i => (items[i] === RANGE ? '-' : items[i]).codePointAt(0);
  const ranges = [];
  for (let i = negated ? 1 : 0; i < items.length; i++) {
    const low = codeAt(i);
    if (items[i] !== RANGE && items[i + 1] === RANGE && i + 2 < items.length) i += 2;
    ranges.push([low, codeAt(i)]);
  }
  return c => ranges.some(([low, high]) => low <= c.codePointAt(0) && c.codePointAt(0) <= high) !== negated;
}

/** Between its hyphens, as CPython takes them: a chunk but the outer ones has two characters at least. */
function splitAtHyphens(set) {
  const chunks = [];
  let start = 0;
  for (let at = set.indexOf('-', set[0] === '!' ? 2 : 1); at >= 0; at = set.indexOf('-', at + 3)) {
    chunks.push(set.slice(start, at));
    start = at + 1;
  }
  if (start < set.length) chunks.push(set.slice(start));
  else chunks.at(-1).push('-');
  return chunks;
}

/** `z-a` stands for nothing; what it leaves behind is read anew. */
function dropEmptyRanges(chunks) {
  const kept = [chunks.at(-1)];
  for (const left of chunks.slice(0, -1).reverse()) {
    const right = kept[0];
    if (left.at(-1).codePointAt(0) > right[0].codePointAt(0)) kept[0] = [...left.slice(0, -1), ...right.slice(1)];
    else kept.unshift(left);
  }
  return kept;
}
