import { connect, matches, ShareError } from '/shareserver.js';

/** How often the server is asked whether it is there, and how long it may take to say so. */
const HEARTBEAT_MS = 5000;
const PATIENCE_MS = 4000;
/** Until a server that cannot be reached is asked again. */
const RETRY_MS = 1500;
/** Silences after which a connection is made anew: the network may have changed under it. */
const SILENCES = 2;
const CLIENT_KEY = 'client';
const TOKEN_KEY = 'token';
const CONSOLE = 'CONSOLE';

/**
 * The page's connection: one client of the server, a member of CONSOLE if it may be. `state` is `connecting`, `online`, `lost`,
 * `locked` (the server wants a token) or `ended` (by another page as the same client). Watches and listeners outlive connections.
 */
export class Link {
  state = 'connecting';
  /** Why it ended, or is locked. */
  reason = '';
  /** Who this page is for the server and what it may do, as `/dashboard/identity` says; null until that is known. */
  identity = null;
  /** This page's client id; null until the first connection. */
  id = null;
  /** How far the server's clock is ahead of this page's, in ms: a tablet's may be wrong by years. */
  clockAhead = 0;
  #token = sessionStorage.getItem(TOKEN_KEY);
  #hub = null;
  #watches = new Set();
  #listeners = new Map();
  #silences = 0;
  /** When the server last told of a key: the reply to a heartbeat may stand behind many of these. */
  #heardAt = 0;
  #attempt = 0;

  constructor() {
    this.#begin(sessionStorage.getItem(CLIENT_KEY));
    setInterval(() => this.#beat(), HEARTBEAT_MS);
    addEventListener('offline', () => this.#hub && this.#set('lost'));
    addEventListener('online', () => this.#beat());
  }

  /** `event`: `state`, `message`, `watchError`, `identity` (who the page is, or may do, has changed), and at each (re)connection `opening` (nothing is told on it yet), then `online`. */
  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
  }

  /** Any command. Waits while the connection is down. */
  async call(method, params) {
    await this.#opened();
    return this.#hub.call(method, params);
  }

  eval(expr) {
    return this.call('eval', { expr });
  }

  /** As `fetch`, with the page's token. Waits for whoever has to log in. */
  async fetch(path, options) {
    await this.#opened();
    const response = await send(path, this.#token, options);
    // The token was withdrawn.
    if (response.status === 401) this.#begin(this.id);
    return response;
  }

  /**
   * Told the present values and every change: `changed(key, value, deleted, { repr, type, time, expires })`; `complete()` at each connection
   * when all present values have been told. Returns the end of it.
   */
  watch(pattern, changed, complete = () => undefined) {
    const told = (...change) => {
      this.#heardAt = performance.now();
      changed(...change);
    };
    const watch = { pattern, changed: told, complete, end: this.#hub?.watch(pattern, told) };
    this.#watches.add(watch);
    return () => {
      this.#watches.delete(watch);
      watch.end?.();
    };
  }

  /** Whether the page may do so with this key, group or client. `scope`: `read`, `write`, `send`, `join`. */
  may(scope, name) {
    return this.identity?.[scope].some(pattern => matches(pattern, name)) ?? false;
  }

  /** Whether devices need a token here. */
  async wantsTokens() {
    if (!this.identity?.hasTokens) return false;
    return this.identity.name === null ? false : (await ask(null)).identity.refusal !== null;
  }

  /** Goes on with this token. @throws ShareError, with `waitSeconds` where too many were tried; TypeError without a connection */
  async logIn(token) {
    // What can't be in a header is no token.
    if (!/^[!-~]+$/.test(token)) throw new ShareError('AuthenticationError', 'the token is wrong');
    const asked = await ask(token);
    if (asked.identity.refusal !== null) throw new ShareError('AuthenticationError', asked.identity.refusal);
    this.#token = token;
    sessionStorage.setItem(TOKEN_KEY, token);
    this.#set('connecting');
    this.#begin(this.id ?? sessionStorage.getItem(CLIENT_KEY), asked);
  }

  /** Leaves nothing of whoever was logged in. */
  logOut() {
    sessionStorage.clear();
    location.reload();
  }

  /** After it has ended: goes on as a new client. */
  restart() {
    sessionStorage.removeItem(CLIENT_KEY);
    this.#set('connecting');
    this.#begin(null);
  }

  #opened() {
    if (this.#hub) return undefined;
    return new Promise(resolve => {
      const once = () => {
        this.#listeners.get('online').delete(once);
        resolve();
      };
      this.on('online', once);
    });
  }

  /** Finds out who the page is for the server, and connects if that one is let in. */
  async #begin(client, known) {
    const attempt = ++this.#attempt;
    const former = this.#hub;
    this.#hub = null;
    former?.close();
    let again = RETRY_MS;
    try {
      const asked = known ?? (await ask(this.#token));
      if (attempt !== this.#attempt) return;
      this.#learn(asked);
      if (asked.identity.refusal === null) await this.#open(client, attempt);
      else this.#lock(asked.identity.refusal);
      return;
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error.waitSeconds) again = error.waitSeconds * 1000;
      if (error instanceof ShareError) this.#refused(error);
      else this.#set('lost');
    }
    setTimeout(() => attempt === this.#attempt && this.#begin(client), again);
  }

  /** Too many wrong tokens are waited for; a stranger is let in when the server's settings say so. */
  #refused({ type, message }) {
    this.reason = message;
    this.#set(type === 'RateLimitError' ? 'locked' : 'ended');
  }

  async #open(client, attempt) {
    const join = this.may('join', CONSOLE) ? [CONSOLE] : [];
    const options = { ...(client && { client }), ...(this.#token && { token: this.#token }), join, describe: true };
    try {
      const hub = await connect(location.origin, options);
      if (attempt === this.#attempt) this.#adopt(hub);
      else hub.close();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error.type === 'AuthenticationError') this.#lock(error.message);
      // The id is of another server, of another token, or of long ago.
      else if (client) this.restart();
      else this.#end(error.message);
    }
  }

  #adopt(hub) {
    this.#hub = hub;
    for (const watch of this.#watches) watch.end = hub.watch(watch.pattern, watch.changed);
    const current =
      run =>
      (...values) => {
        if (hub === this.#hub) run(...values);
      };
    hub.on('message', message => this.#emit('message', message));
    hub.on(
      'open',
      current(() => this.#reopened(hub)),
    );
    hub.on(
      'lost',
      current(() => this.#set('lost')),
    );
    hub.on(
      'close',
      current((reason, { type }) => {
        if (type === 'AuthenticationError') this.#lock(reason);
        // It may do less than before: what it may is asked anew.
        else if (type === 'PermissionError') this.#begin(this.id);
        else this.#end(reason);
      }),
    );
    hub.on(
      'present',
      current(match => {
        for (const { pattern, complete } of [...this.#watches]) if (pattern === match) complete();
      }),
    );
    hub.on('error', error => this.#emit('watchError', error));
    this.#emit('opening');
    this.#isOnline();
  }

  /** Meanwhile the rights may have changed. */
  async #reopened(hub) {
    this.#emit('opening');
    const asked = await ask(this.#token).catch(() => null);
    if (hub !== this.#hub) return;
    if (asked && asked.identity.refusal === null) this.#learn(asked);
    this.#isOnline();
  }

  #isOnline() {
    this.#silences = 0;
    this.id = this.#hub.id;
    sessionStorage.setItem(CLIENT_KEY, this.id);
    this.#set('online');
    this.#emit('online');
  }

  #learn({ identity, clockAhead }) {
    this.clockAhead = clockAhead;
    if (JSON.stringify(identity) === JSON.stringify(this.identity)) return;
    this.identity = identity;
    this.#emit('identity');
  }

  /** A token that is no good is forgotten: each request with it would count as an attempt. */
  #lock(reason) {
    this.#attempt++;
    this.#hub = null;
    this.#token = null;
    sessionStorage.removeItem(TOKEN_KEY);
    this.reason = reason;
    this.#set('locked');
  }

  #end(reason) {
    this.reason = reason;
    this.#set('ended');
  }

  async #beat() {
    const hub = this.#hub;
    if (!hub?.connected || this.state === 'ended') return;
    const askedAt = performance.now();
    const answered = await Promise.race([
      hub.ping().then(
        () => true,
        () => true,
      ),
      new Promise(resolve => setTimeout(resolve, PATIENCE_MS, false)),
    ]);
    if (hub !== this.#hub || !hub.connected) return;
    if (answered || this.#heardAt > askedAt) {
      this.#silences = 0;
      this.#set('online');
    } else if (++this.#silences >= SILENCES) this.#begin(hub.id);
    else this.#set('lost');
  }

  /** Of being locked, the reason may be another one. */
  #set(state) {
    if (state === this.state && state !== 'locked') return;
    this.state = state;
    this.#emit('state', state);
  }

  #emit(event, value) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(value);
  }
}

function send(path, token, { headers, ...options } = {}) {
  return fetch(path, { ...options, headers: { ...headers, ...(token && { Authorization: `Bearer ${token}` }) } });
}

/** Who a page with this token is, and how far the server's clock is ahead. @throws ShareError for who is not even told that, TypeError without a connection */
async function ask(token) {
  const before = Date.now();
  const response = await send('/dashboard/identity', token);
  const after = Date.now();
  if (response.status >= 500) throw new TypeError(`the server answers ${response.status}`);
  const { result, error, detail } = await response.json();
  if (!response.ok) {
    const waitSeconds = Number(response.headers.get('Retry-After'));
    throw Object.assign(new ShareError(error ?? 'Error', detail), { waitSeconds });
  }
  // The header tells whole seconds.
  const clockAhead = Date.parse(response.headers.get('Date')) + 500 - (before + after) / 2;
  return { identity: result, clockAhead };
}
