import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after } from 'node:test';
import { type ArgumentType, type Command, defineCommand, type Session } from '../../src/core/command.ts';
import { CommandTable, createDispatch, invoke, type Request } from '../../src/core/dispatch.ts';
import { nameError, PythonError, typeError } from '../../src/core/errors.ts';
import type { Completeness, Hub } from '../../src/core/hub.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/core/limits.ts';
import { silentLog } from '../../src/core/log.ts';
import type { PromiseOrValue } from '../../src/core/promiseOrValue.ts';
import { type Listener, type ListenerOptions, openListener } from '../../src/protocols/listener.ts';
import type { Value } from '../../src/python/values.ts';
import { openDoor } from '../support/doorkeeper.ts';

/**
 * A hub of the core's real parts with a few commands and a language of sums: `ping()`, `'a' + echo('b')`, `1 + 2`. So the protocols can be
 * tested apart from the language and the store; the tests of the whole server are elsewhere.
 */
export class SmallHub implements Hub {
  readonly commands: CommandTable;
  readonly dispatch: Hub['dispatch'];
  readonly limits: Limits;
  readonly log = silentLog;
  readonly values = { toText: String } as unknown as Hub['values'];
  readonly access = openDoor();
  readonly inboxes = undefined as never;
  readonly watches = undefined as never;
  /** Texts that were evaluated, in order. */
  readonly evaluated: string[] = [];
  /** Results that `later()` is to have; each call takes one. */
  readonly #waiting: ((value: Value) => void)[] = [];
  readonly #onWaiting: (() => void)[] = [];
  /** How many calls of `later` have ended because their peer was gone. */
  abandoned = 0;
  /** When replies may leave: at once, at the end of the turn, or never for this error. */
  durability: 'none' | 'turn' | PythonError = 'none';
  #unsettled: ((error: PythonError | null) => void)[] = [];
  readonly registry = new Map<string, Value>();

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.commands = new CommandTable(this.#commands());
    const parts = {
      commands: this.commands,
      admit: () => undefined,
      guard: () => undefined,
      open: (session: Session) => new Extent(session),
      observe: () => undefined,
      fault: (error: unknown) => {
        throw error;
      },
    };
    this.commands.add(
      defineCommand({
        ...COMMON,
        name: 'eval',
        reach: 'protocols',
        args: { expr: argument() },
        run: (extent: Extent, { expr }) => {
          this.evaluated.push(String(expr));
          return evaluate(String(expr), (name, args) => {
            const command = this.commands.isFunction(name) ? this.commands.get(name) : undefined;
            if (!command) throw nameError(`name '${name}' is not defined`);
            return invoke(parts, extent.session, extent, command, { positional: args, named: null });
          });
        },
      }),
    );
    this.dispatch = createDispatch(parts);
  }

  settle(done: (error: PythonError | null) => void): void {
    if (this.durability === 'none') {
      done(null);
      return;
    }
    this.#unsettled.push(done);
    if (this.#unsettled.length > 1) return;
    setImmediate(() => {
      const error = this.durability instanceof PythonError ? this.durability : null;
      for (const settled of this.#unsettled.splice(0)) settled(error);
    });
  }

  classify(text: string): Completeness {
    return classify(text, name => ['ping', 'echo', 'later', 'add', 'nap', 'auth'].includes(name));
  }

  /** Gives the oldest `later()` its result, as soon as there is one. */
  async release(value: Value): Promise<void> {
    while (this.#waiting.length === 0) await new Promise<void>(resolve => this.#onWaiting.push(resolve));
    this.#waiting.shift()!(value);
  }

  /** How many calls of `later` wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async untilWaiting(): Promise<void> {
    while (this.#waiting.length === 0) await new Promise<void>(resolve => this.#onWaiting.push(resolve));
  }

  #later(session: Session): Promise<Value> {
    return new Promise(resolve => {
      const wait = (value: Value) => {
        session.gone.removeEventListener('abort', abandon);
        resolve(value);
      };
      const abandon = () => {
        this.#waiting.splice(this.#waiting.indexOf(wait), 1);
        this.abandoned++;
        resolve('gone');
      };
      this.#waiting.push(wait);
      session.gone.addEventListener('abort', abandon);
      for (const tell of this.#onWaiting.splice(0)) tell();
    });
  }

  #commands(): Command[] {
    return [
      defineCommand({ ...COMMON, name: 'ping', args: {}, run: () => 'pong' }),
      defineCommand({ ...COMMON, name: 'auth', args: { token: argument() }, run: () => 'OK' }),
      defineCommand({ ...COMMON, name: 'echo', args: { text: argument() }, run: (_, { text }) => text }),
      defineCommand({ ...COMMON, name: 'later', args: {}, run: (extent: Extent) => this.#later(extent.session) }),
      defineCommand({
        ...COMMON,
        name: 'add',
        args: { key: argument(), by: argument() },
        run: (_, { key, by }) => {
          const sum = ((this.registry.get(String(key)) as bigint | undefined) ?? 0n) + BigInt(String(by));
          this.registry.set(String(key), sum);
          return sum;
        },
      }),
      defineCommand({ ...COMMON, name: 'nap', args: { ms: argument() }, run: (_, { ms }) => nap(Number(ms)) }),
      defineCommand({
        ...COMMON,
        name: 'asyncNap',
        args: { ms: argument() },
        run: (_, { ms }) => Promise.resolve().then(() => nap(Number(ms))),
      }),
    ] as Command[];
  }
}

function nap(ms: number): Value {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return 'OK';
}

class Extent implements Request {
  readonly session: Session;
  constructor(session: Session) {
    this.session = session;
  }
  keep(): void {}
  undo(): void {}
}

const ANY: ArgumentType<Value> = { name: 'any', decodedAs: 'value', schema: {}, role: 'other', check: value => value };
const argument = () => ({ type: ANY, summary: '', example: null });
const COMMON = {
  topic: 'system',
  summary: '',
  description: '',
  result: { summary: '', schema: {}, example: null },
  errors: {},
  effect: 'write',
} as const;

type Call = (name: string, args: Value[]) => PromiseOrValue<Value>;

function evaluate(text: string, call: Call): PromiseOrValue<Value> {
  return new Sum(text, call).whole();
}

/** Where the text stops making sense: at its end, so that more may put it right, or before. */
class Stop extends PythonError {
  readonly atEnd: boolean;
  constructor(atEnd: boolean) {
    super('SyntaxError', atEnd ? 'unexpected EOF while parsing' : 'invalid syntax');
    this.atEnd = atEnd;
  }
}

function classify(text: string, isCommand: (name: string) => boolean): Completeness {
  if (text.trim() === '') return 'empty';
  const calls: string[] = [];
  const sum = new Sum(text, (name, args) => {
    calls.push(`${name}/${args.length}`);
    return 0n;
  });
  try {
    sum.whole();
  } catch (error) {
    if (error instanceof Stop) return error.atEnd ? 'incomplete' : 'invalid';
  }
  return sum.terms === 1 && sum.wholeCall !== undefined && isCommand(sum.wholeCall) ? 'command' : 'complete';
}

/** `term + term …`; a term is an int, a string, a name, a call. */
class Sum {
  readonly #text: string;
  readonly #call: Call;
  #at = 0;
  terms = 0;
  wholeCall: string | undefined;

  constructor(text: string, call: Call) {
    this.#text = text;
    this.#call = call;
  }

  whole(): PromiseOrValue<Value> {
    const value = this.#sum();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw new Stop(false);
    return value;
  }

  #sum(): PromiseOrValue<Value> {
    let value = this.#term();
    this.#skipBlanks();
    while (this.#text[this.#at] === '+') {
      this.#at++;
      const other = this.#term();
      if (typeof value !== typeof other) throw typeError(`unsupported operand type(s) for +`);
      value = (value as any) + other;
      this.#skipBlanks();
    }
    return value;
  }

  #term(): PromiseOrValue<Value> {
    this.#skipBlanks();
    const rest = this.#text.slice(this.#at);
    if (rest === '') throw new Stop(true);
    const depth = this.terms++;
    const number = /^\d+/.exec(rest);
    if (number) {
      this.#at += number[0].length;
      return BigInt(number[0]);
    }
    if (rest[0] === "'") return this.#string();
    const name = /^\p{ID_Start}\w*/u.exec(rest);
    if (!name) throw new Stop(false);
    this.#at += name[0].length;
    if (this.#text[this.#at] !== '(') throw nameError(`name '${name[0]}' is not defined`);
    this.#at++;
    const args = this.#arguments();
    this.terms = depth + 1;
    if (depth === 0) this.wholeCall = name[0];
    return this.#call(name[0], args);
  }

  #arguments(): Value[] {
    const args: Value[] = [];
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#at] === ')') break;
      args.push(this.#sum() as Value);
      this.#skipBlanks();
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== ')') throw new Stop(this.#at >= this.#text.length);
    }
    this.#at++;
    return args;
  }

  #string(): string {
    const found = /^'((?:[^'\\]|\\.)*)'/s.exec(this.#text.slice(this.#at));
    if (!found) throw new Stop(true);
    this.#at += found[0].length;
    return found[1].replace(/\\(.)/g, (_, escaped) => ({ n: '\n', r: '\r' })[escaped as string] ?? escaped);
  }

  #skipBlanks(): void {
    while (' \t'.includes(this.#text[this.#at] ?? '?')) this.#at++;
  }
}

/** A listener on a free port, closed after the tests of the file. */
export async function listen(hub: Hub, options: Partial<ListenerOptions> = {}): Promise<Listener> {
  const listener = await openListener({ hub, host: '127.0.0.1', port: 0, ...options });
  after(() => listener.close(0));
  return listener;
}

/** A client's socket with everything it has received. */
export class Client {
  readonly socket: Socket;
  #received = '';
  #hasEnded = false;
  #error: Error | undefined;
  #changed: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', text => {
      this.#received += text;
      this.#tell();
    });
    socket.on('end', () => {
      this.#hasEnded = true;
      this.#tell();
    });
    socket.on('error', error => {
      this.#error = error;
      this.#tell();
    });
  }

  static async open(port: number): Promise<Client> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    await once(socket, 'connect');
    after(() => socket.destroy());
    return new Client(socket);
  }

  /** What has come so far. */
  get received(): string {
    return this.#received;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Sends bytes; done when they are on their way, as a segment of their own. */
  async send(bytes: string | Uint8Array): Promise<void> {
    await new Promise<void>(resolve => this.socket.write(bytes, () => resolve()));
    await new Promise(resolve => setImmediate(resolve));
  }

  /** Waits until this text, and nothing else, has come. @throws Error if something else comes, or the connection ends before */
  async expect(text: string): Promise<void> {
    while (this.#received !== text) {
      if (this.#hasEnded || this.#error || !text.startsWith(this.#received)) {
        throw new Error(`expected ${JSON.stringify(text)}, got ${JSON.stringify(this.#received)}`, {
          cause: this.#error,
        });
      }
      await this.#change();
    }
    this.#received = '';
  }

  /** Everything until the server's FIN. @throws Error for a reset */
  async rest(): Promise<string> {
    while (!this.#hasEnded) {
      if (this.#error) throw this.#error;
      await this.#change();
    }
    return this.#received;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise(resolve => this.#changed.push(resolve));
  }

  #tell(): void {
    for (const tell of this.#changed.splice(0)) tell();
  }
}
