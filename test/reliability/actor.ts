import assert from 'node:assert/strict';
import { exchange, LineClient } from '../support/rawClient.ts';
import { type Frame, RpcClient } from '../support/rpcClient.ts';

/** Sends one request; its reply as raw text. Rejects when the server has gone. */
export type Ask = (request: string) => Promise<string>;

/** The ways in, each as a way to ask. */
export const WAYS: Record<string, (port: number) => Promise<Ask>> = {
  'raw, one-shot': async port => async request => {
    const reply = await exchange(port, request);
    if (reply === '') throw new Error('the server closed the connection');
    return reply;
  },
  'raw, line mode': async port => {
    const client = await LineClient.open(port);
    return request => client.ask(request);
  },
  HTTP: async port => async request => {
    const init = { method: 'POST', body: request, headers: { 'Content-Type': 'text/plain', Accept: 'text/plain' } };
    return (await fetch(`http://127.0.0.1:${port}/api/eval`, init)).text();
  },
  WebSocket: async port => {
    const client = await RpcClient.open(port);
    return async request => {
      const { result, error } = await client.call('eval', { expr: `str((${request}))` });
      return error ? `Error: ${error.data?.error}: ${error.message}` : result;
    };
  },
};

/** What was done for sure, and what was asked for last, which may have been done or not. */
class Effect<T> {
  done: T;
  asked: T;

  constructor(value: T) {
    this.done = value;
    this.asked = value;
  }

  async do(value: T, ask: () => Promise<string>, reply = 'OK'): Promise<void> {
    this.asked = value;
    assert.equal(await ask(), reply);
    this.done = value;
  }

  /** What is found after a crash must be one of the two. */
  settle(found: T, what: string): void {
    assert.ok(found === this.done || found === this.asked, `${what}: ${found}, done ${this.done}, asked ${this.asked}`);
    this.done = found;
    this.asked = found;
  }
}

/** One client of the server: sends numbered messages to itself and takes them, sets, deletes and joins, until the server is killed; then compares. */
export class Actor {
  readonly #name: string;
  readonly #open: (port: number) => Promise<Ask>;
  readonly #takes: 'recv' | 'acknowledge';
  #id = '';
  readonly #sent = new Effect(0);
  /** The last message that left the inbox. */
  readonly #taken = new Effect(0);
  readonly #value = new Effect(0);
  readonly #isThere = new Effect(false);
  readonly #isMember = new Effect(false);
  /** Rounds of work that were done whole. */
  turns = 0;

  constructor(name: string, open: (port: number) => Promise<Ask>, takes: 'recv' | 'acknowledge') {
    this.#name = name;
    this.#open = open;
    this.#takes = takes;
  }

  /** Works until the connection breaks. */
  async work(port: number): Promise<void> {
    try {
      const ask = await this.#open(port);
      this.#id ||= await ask('getClientID()');
      if (this.#takes === 'acknowledge') await Promise.all([this.#acknowledge(port), this.#workOn(ask)]);
      else await this.#workOn(ask);
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error;
    }
  }

  async #workOn(ask: Ask): Promise<void> {
    for (; ; this.turns++) {
      const [sent, value] = [this.#sent, this.#value];
      for (let i = 0; i < 2; i++) await sent.do(sent.done + 1, () => ask(`send('x', '${this.#id}', '${sent.asked}')`));
      await value.do(value.done + 1, () => ask(`setReg('${this.#name}.value', ${value.asked})`));
      await this.#toggle(this.#isThere, ask, `setReg('${this.#name}.there', 1)`, `delete('${this.#name}.there*')`);
      await this.#toggle(this.#isMember, ask, `join('${this.#id}', 'crowd')`, `leave('${this.#id}', 'crowd')`);
      if (this.#takes === 'recv') await this.#receive(ask);
    }
  }

  async #toggle(effect: Effect<boolean>, ask: Ask, make: string, undo: string): Promise<void> {
    await effect.do(!effect.done, () => ask(effect.asked ? make : undo));
  }

  async #receive(ask: Ask): Promise<void> {
    const next = this.#taken.done + 1;
    await this.#taken.do(next, () => ask(`recv('${this.#id}')`), `xÈ${this.#id}È${next}`);
  }

  /** Gets the messages by push, and acknowledges them. */
  async #acknowledge(port: number): Promise<void> {
    const client = await RpcClient.open(port, `client=${this.#id}&ack=client`);
    for (;;) {
      const { seq, text } = await client.notification('message');
      assert.equal(Number(text), this.#taken.done + 1, `${this.#name}: pushed in order`);
      this.#taken.asked = Number(text);
      const { result, error }: Frame = await client.call('ack', { seq });
      assert.equal(error?.message ?? result, 'OK');
      this.#taken.done = Number(text);
    }
  }

  /** Compares with what the server has after its restart. */
  async check(ask: Ask): Promise<void> {
    if (this.#id === '') return;
    this.#value.settle(Number(await ask(`getReg('${this.#name}.value', 0)`)), `${this.#name}.value`);
    this.#isThere.settle((await ask(`'${this.#name}.there' in MyData`)) === 'True', `${this.#name}.there`);
    const groups = await ask(`groups('${this.#id}')`);
    this.#isMember.settle(groups === "['ALL', 'crowd']", `${this.#name}'s groups, ${groups}`);
    const left = await drain(ask, this.#id);
    const last = left.at(-1) ?? this.#sent.done;
    this.#sent.settle(last, `${this.#name}'s last message`);
    const first = left[0] ?? last + 1;
    this.#taken.settle(first - 1, `the last message that left ${this.#name}'s inbox`);
    assert.deepEqual(
      left,
      Array.from(left, (_, i) => first + i),
      `${this.#name}: each message once, in order`,
    );
    this.#taken.settle(first - 1, this.#name);
    this.#taken.done = last;
    this.#taken.asked = last;
  }
}

async function drain(ask: Ask, id: string): Promise<number[]> {
  const found: number[] = [];
  for (;;) {
    const [from, , text] = (await ask(`recv('${id}')`)).split('È');
    if (from === 'None') return found;
    assert.equal(from, 'x', text);
    found.push(Number(text));
  }
}

/** Waits until the actors have done so many turns more, all together, and each at least one. */
export async function untilWorked(actors: readonly Actor[], turns: number): Promise<void> {
  const before = actors.map(actor => actor.turns);
  const worked = () => actors.reduce((sum, actor, i) => sum + actor.turns - before[i], 0);
  while (worked() < turns || actors.some((actor, i) => actor.turns === before[i])) {
    await new Promise(resolve => setTimeout(resolve, 1));
  }
}
