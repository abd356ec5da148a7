import { compareCodePoints } from '../../src/store/sqlite/text.ts';
import { NOTICES } from './storeSupport.ts';

interface ModelClient {
  lastSeen: number;
  groups: string[];
  /** Overflow that it was not told of. */
  dropped: number;
  inbox: string[];
}

interface ModelState {
  clients: Map<string, ModelClient>;
  registry: Map<string, { value: string; expires: number | null }>;
}

export interface ModelLimits {
  inboxLimit: number;
  clientTimeoutMs: number;
  clientMemoryMs: number;
}

/** What a store does, said as simply as possible: every inbox is a list of texts. */
export class StoreModel {
  readonly #limits: ModelLimits;
  #state: ModelState = { clients: new Map(), registry: new Map() };
  /** That a client was heard of is not undone. */
  #heard = new Map<string, number>();
  now: number;

  constructor(limits: ModelLimits, now: number) {
    this.#limits = limits;
    this.now = now;
  }

  snapshot(): ModelState {
    return structuredClone(this.#state);
  }

  restore(snapshot: ModelState): void {
    this.#state = structuredClone(snapshot);
    for (const [id, client] of this.#state.clients) {
      const heard = this.#heard.get(id) ?? 0;
      if (heard > client.lastSeen && this.#isPresent(client, heard)) client.lastSeen = heard;
    }
  }

  /** Stands still for `ms`. */
  sleep(ms: number): void {
    this.now += ms;
    for (const client of this.#state.clients.values()) client.lastSeen += ms;
    this.#heard.clear();
  }

  // Registry

  get(key: string): string | undefined {
    return this.#live(key)?.value;
  }

  set(key: string, value: string, expires: number | null): void {
    this.#state.registry.set(key, { value, expires });
  }

  update(key: string, value: string): string {
    this.set(key, value, this.#live(key)?.expires ?? null);
    return value;
  }

  delete(key: string): boolean {
    const isThere = this.#live(key) !== undefined;
    this.#state.registry.delete(key);
    return isThere;
  }

  deleteMatching(prefix: string): number {
    const found = this.entries(prefix);
    for (const [key] of found) this.delete(key);
    return found.length;
  }

  entries(prefix: string): [string, string][] {
    return [...this.#state.registry.keys()]
      .filter(key => key.startsWith(prefix) && this.#live(key))
      .sort(compareCodePoints)
      .map(key => [key, this.get(key)!]);
  }

  #live(key: string) {
    const entry = this.#state.registry.get(key);
    return entry && (entry.expires === null || this.now < entry.expires) ? entry : undefined;
  }

  // Messages

  register(id: string): boolean {
    if (this.isClient(id) || this.members(id).length > 0) return false;
    this.#state.clients.set(id, { lastSeen: this.now, groups: [], dropped: 0, inbox: [] });
    return true;
  }

  forget(id: string): void {
    this.#state.clients.delete(id);
  }

  touch(id: string): 'present' | 'revived' | 'unknown' {
    const client = this.#known(id);
    if (!client) return 'unknown';
    if (this.#isPresent(client)) {
      if (this.now > client.lastSeen) this.#heard.set(id, this.now);
      client.lastSeen = this.now;
      return 'present';
    }
    const notice = NOTICES.revived(client.lastSeen + this.#limits.clientTimeoutMs);
    this.#state.clients.set(id, { lastSeen: this.now, groups: [], dropped: 0, inbox: [notice] });
    return 'revived';
  }

  isClient(id: string): boolean {
    return this.#known(id) !== undefined;
  }

  isPresent(id: string): boolean {
    const client = this.#known(id);
    return client !== undefined && this.#isPresent(client);
  }

  join(id: string, group: string): void {
    const { groups } = this.#known(id)!;
    if (!groups.includes(group)) groups.push(group);
  }

  leave(id: string, group: string): void {
    const client = this.#known(id)!;
    client.groups = client.groups.filter(name => name !== group);
  }

  members(group: string): string[] {
    return this.#membersOf(group).filter(id => this.isPresent(id));
  }

  send(to: string, texts: string[]): void {
    const receivers = this.isClient(to) ? [to] : this.members(to);
    for (const id of receivers) if (this.isPresent(id)) this.#state.clients.get(id)!.inbox.push(...texts);
  }

  take(id: string): string | undefined {
    if (!this.isPresent(id)) return undefined;
    const client = this.#state.clients.get(id)!;
    this.#dropExcess(client);
    if (client.dropped === 0) return client.inbox.shift();
    const notice = NOTICES.overflowed(client.dropped);
    client.dropped = 0;
    return notice;
  }

  peek(id: string): string[] {
    if (!this.isPresent(id)) return [];
    const client = this.#state.clients.get(id)!;
    this.#dropExcess(client);
    return client.dropped === 0 ? [...client.inbox] : [NOTICES.overflowed(client.dropped), ...client.inbox];
  }

  /** Removes the first `count` of what `peek` shows. */
  acknowledge(id: string, count: number): void {
    const client = this.#state.clients.get(id);
    if (!client || count === 0) return;
    client.inbox.splice(0, client.dropped > 0 ? count - 1 : count);
    client.dropped = 0;
  }

  clients() {
    const ids = [...this.#state.clients.keys()].filter(id => this.isPresent(id)).sort(compareCodePoints);
    return ids.map(id => {
      const { lastSeen, groups } = this.#state.clients.get(id)!;
      return { id, lastSeen, groups: ['ALL', ...groups].sort(compareCodePoints), pending: this.#pending(id) };
    });
  }

  #pending(id: string): number {
    const { inbox, dropped } = this.#state.clients.get(id)!;
    const { inboxLimit } = this.#limits;
    return Math.min(inbox.length, inboxLimit) + (dropped > 0 || inbox.length > inboxLimit ? 1 : 0);
  }

  #dropExcess(client: ModelClient): void {
    const excess = Math.max(0, client.inbox.length - this.#limits.inboxLimit);
    client.inbox.splice(0, excess);
    client.dropped += excess;
  }

  #membersOf(group: string): string[] {
    const found = [...this.#state.clients].filter(([, { groups }]) => group === 'ALL' || groups.includes(group));
    return found.map(([id]) => id).sort(compareCodePoints);
  }

  #known(id: string): ModelClient | undefined {
    const client = this.#state.clients.get(id);
    const { clientTimeoutMs, clientMemoryMs } = this.#limits;
    return client && this.now < client.lastSeen + clientTimeoutMs + clientMemoryMs ? client : undefined;
  }

  #isPresent(client: ModelClient, now = this.now): boolean {
    return now < client.lastSeen + this.#limits.clientTimeoutMs;
  }
}
