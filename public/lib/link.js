import { connect } from '/shareserver.js';

/** How often the server is asked whether it is there, and how long it may take to say so. */
const HEARTBEAT_MS = 5000;
const PATIENCE_MS = 4000;
/** Silences after which a connection is made anew: the network may have changed under it. */
const SILENCES = 2;
const CLIENT_KEY = 'client';

/**
 * The page's connection: one client of the server, a member of CONSOLE. `state` is `connecting`, `online`, `lost` or `ended` (by
 * another page as the same client). Watches and listeners outlive connections.
 */
export class Link {
  state = 'connecting';
  /** Why it ended. */
  reason = '';
  #hub = null;
  #watches = new Set();
  #listeners = new Map();
  #silences = 0;
  #attempt = 0;

  constructor() {
    this.#open(sessionStorage.getItem(CLIENT_KEY));
    setInterval(() => this.#beat(), HEARTBEAT_MS);
    addEventListener('offline', () => this.#set('lost'));
    addEventListener('online', () => this.#beat());
  }

  /** This page's client id; null until the first connection. */
  get id() {
    return this.#hub?.id ?? null;
  }

  /** `event`: `state`, `message`, `watchError`, or `online`, at each (re)connection. */
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

  /** Told the present values and every change: `changed(key, value, deleted, { repr, type, time })`. Returns the end of it. */
  watch(pattern, changed) {
    const watch = { pattern, changed, end: this.#hub?.watch(pattern, changed) };
    this.#watches.add(watch);
    return () => {
      this.#watches.delete(watch);
      watch.end?.();
    };
  }

  /** After it has ended: goes on as a new client. */
  restart() {
    sessionStorage.removeItem(CLIENT_KEY);
    this.#set('connecting');
    this.#open(null);
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

  async #open(client) {
    const attempt = ++this.#attempt;
    this.#hub?.close();
    try {
      const hub = await connect(location.origin, { ...(client && { client }), join: ['CONSOLE'], describe: true });
      if (attempt !== this.#attempt) hub.close();
      else this.#adopt(hub);
    } catch (error) {
      // The id is of another server, or of long ago.
      if (attempt === this.#attempt && client) this.restart();
      else this.#end(error.message);
    }
  }

  #adopt(hub) {
    this.#hub = hub;
    for (const watch of this.#watches) watch.end = hub.watch(watch.pattern, watch.changed);
    const current = run => value => {
      if (hub === this.#hub) run(value);
    };
    hub.on('message', message => this.#emit('message', message));
    hub.on(
      'open',
      current(() => this.#isOnline()),
    );
    hub.on(
      'lost',
      current(() => this.#set('lost')),
    );
    hub.on(
      'close',
      current(reason => this.#end(reason)),
    );
    hub.on('error', error => this.#emit('watchError', error));
    this.#isOnline();
  }

  #isOnline() {
    this.#silences = 0;
    sessionStorage.setItem(CLIENT_KEY, this.#hub.id);
    this.#set('online');
    this.#emit('online');
  }

  #end(reason) {
    this.reason = reason;
    this.#set('ended');
  }

  async #beat() {
    const hub = this.#hub;
    if (!hub?.connected || this.state === 'ended') return;
    const answered = await Promise.race([
      hub.ping().then(
        () => true,
        () => true,
      ),
      new Promise(resolve => setTimeout(resolve, PATIENCE_MS, false)),
    ]);
    if (hub !== this.#hub || !hub.connected) return;
    if (answered) {
      this.#silences = 0;
      this.#set('online');
    } else if (++this.#silences >= SILENCES) this.#open(hub.id);
    else this.#set('lost');
  }

  #set(state) {
    if (state === this.state) return;
    this.state = state;
    this.#emit('state', state);
  }

  #emit(event, value) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(value);
  }
}
