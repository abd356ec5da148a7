import type { Value } from '../python/values.ts';
import { bindArguments } from './bind.ts';
import type { CallArguments, Command, Session } from './command.ts';
import { nameError, osError, PythonError } from './errors.ts';
import { chain, isPending, type PromiseOrValue } from './promiseOrValue.ts';

/** What a request ends in. */
export type Reply = { readonly value: Value; readonly error?: undefined } | { readonly error: PythonError };

/** The commands by name and alias. Live: a reload of the user's own functions replaces entries. */
export class CommandTable {
  readonly #byName = new Map<string, Command>();

  constructor(commands: Iterable<Command> = []) {
    for (const command of commands) this.add(command);
  }

  add(command: Command): void {
    this.#byName.set(command.name, command);
    if (command.alias) this.#byName.set(command.alias, command);
  }

  get(name: string): Command | undefined {
    return this.#byName.get(name);
  }

  /** Whether expressions can call it. */
  isFunction(name: string): boolean {
    const command = this.#byName.get(name);
    return command !== undefined && !command.reach;
  }

  /** The command of this name if clients can call it by it, on protocols that name commands. */
  getPublic(name: string): Command | undefined {
    const command = this.#byName.get(name);
    return command?.reach === 'resources' ? undefined : command;
  }

  /** Each command once, in the order of declaration. */
  all(): Command[] {
    return [...new Set(this.#byName.values())];
  }
}

/** The extent of one request: what commands get as their context, and how it ends. */
export interface Request {
  /** Stores what is pending and keeps it. */
  keep(): PromiseOrValue<void>;
  /** Takes back what the request did since it began, or since it last waited. */
  undo(): void;
}

export interface DispatchParts<C extends Request> {
  commands: CommandTable;
  /** Whether the request is heard at all. @throws PermissionError, AuthenticationError, RateLimitError */
  admit(session: Session, command: Command): void;
  /** The one guard for all protocols, behind each call of a command. @throws PermissionError */
  guard(session: Session, command: Command, args: Record<string, unknown>, request: C): PromiseOrValue<void>;
  open(session: Session, command: Command): C;
  /** Told of each request that ended, for the metrics. */
  observe(session: Session, command: string, startedMs: number, error: PythonError | null): void;
  /** Told of errors that are no PythonErrors: faults of ours or of the machine. */
  fault(error: unknown): void;
}

export type Dispatch = (session: Session, name: string, args: CallArguments) => PromiseOrValue<Reply>;

/**
 * The one way from a protocol to a command: binds and checks the arguments, asks the guard, runs, keeps or undoes.
 * It never throws and never rejects; it is the only catch.
 */
export function createDispatch<C extends Request>(parts: DispatchParts<C>): Dispatch {
  const { commands, open, observe } = parts;

  function fail(error: unknown): PythonError {
    if (error instanceof PythonError) return error;
    parts.fault(error);
    const { code, message } = error as NodeJS.ErrnoException;
    return code ? osError(message) : new PythonError('RuntimeError', 'internal error; the server log has the details');
  }

  return function dispatch(session, name, args) {
    const started = performance.now();
    const command = commands.get(name);
    const end = (reply: Reply): Reply => {
      observe(session, command?.name ?? 'unknown', started, reply.error ?? null);
      return reply;
    };
    if (!command) return end({ error: nameError(`name '${name}' is not defined`) });
    let request: C | undefined;
    const refuse = (error: unknown): Reply => {
      request?.undo();
      return end({ error: fail(error) });
    };
    try {
      parts.admit(session, command);
      request = open(session, command);
      const result = invoke(parts, session, request, command, args);
      if (isPending(result)) return keepThenWait(request, result, end, refuse);
      const kept = request.keep();
      return isPending(kept) ? kept.then(() => end({ value: result }), refuse) : end({ value: result });
    } catch (error) {
      return refuse(error);
    }
  };
}

/** What was done before a command waits stands; what it does after that is its own business. */
async function keepThenWait<C extends Request>(
  request: C,
  result: Promise<Value>,
  end: (reply: Reply) => Reply,
  refuse: (error: unknown) => Reply,
): Promise<Reply> {
  try {
    // Both are waited for, so that neither fails unheard.
    const [value] = await Promise.all([result, (async () => request.keep())()]);
    await request.keep();
    return end({ value });
  } catch (error) {
    return refuse(error);
  }
}

/**
 * Runs a command inside a request that is already open: what a call in an expression does.
 * @throws PythonError
 */
export function invoke<C extends Request>(
  parts: Pick<DispatchParts<C>, 'guard'>,
  session: Session,
  request: C,
  command: Command,
  args: CallArguments,
): PromiseOrValue<Value> {
  const bound = bindArguments(command, args);
  return chain(parts.guard(session, command, bound, request), () => command.run(request, bound as never));
}
