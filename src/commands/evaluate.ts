import type { CallArguments, Command } from '../core/command.ts';
import { defineCommand } from '../core/command.ts';
import { type DispatchParts, invoke } from '../core/dispatch.ts';
import { PythonError } from '../core/errors.ts';
import { requireEval } from '../core/identity.ts';
import { isPending, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { type BudgetLimits, DEFAULT_BUDGET, endBudget, startBudget } from '../python/budget.ts';
import { setEnvironment } from '../python/environment.ts';
import { type Host, type Prepared, prepare } from '../python/index.ts';
import type { Arguments } from '../python/signature.ts';
import { PyObject, type PyType, types, type Value } from '../python/values.ts';
import { expression } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { Journal, journalled, Suspension, withJournal } from './journal.ts';
import { MyData } from './myData.ts';
import { anyResult } from './results.ts';
import { withoutMyData } from './withoutMyData.ts';

type Parts = Pick<DispatchParts<RequestContext>, 'commands' | 'guard'>;

/**
 * The command `eval`, which no expression can call: evaluates a request's text. Most evaluations run once, from start to end, and nobody else
 * runs inside them. One that may wait (it names a command that can) keeps a journal, and is run again when what it waits for is there.
 */
export function createEvaluate(
  parts: Parts,
  store: 'embedded' | 'remote',
  budget: BudgetLimits = DEFAULT_BUDGET,
): Command {
  const host = new EvaluationHost(parts, budget);
  const isCommand = (name: string) => parts.commands.isFunction(name);

  function mayWait(prepared: Prepared): boolean {
    if (store === 'remote') return true;
    for (const name of prepared.names) if (parts.commands.get(name)?.waits) return true;
    return false;
  }

  /** @throws AuthenticationError, PermissionError: for whoever may not have this evaluated. A first statement `auth(…)` decides for itself. */
  function admit(context: RequestContext, expr: string): Prepared {
    const { identity } = context.session;
    if (identity.refusal && !BEGINS_WITH_AUTH.test(expr)) throw identity.refusal;
    const prepared = prepare(expr);
    if (prepared.firstCall === 'auth') {
      // What it authenticates for is judged there.
      context.callsOnly = prepared.callsOnly(isCommand);
    } else {
      if (identity.refusal) throw identity.refusal;
      if (!identity.scopes.eval && !prepared.callsOnly(isCommand)) requireEval(identity);
    }
    return prepared;
  }

  return defineCommand({
    name: 'eval',
    topic: 'system',
    reach: 'protocols',
    summary: 'Evaluates a Python expression or simple statement',
    description: 'What a line of raw text does. Several statements are parted by ;. A statement’s result is OK.',
    args: { expr: expression('The text') },
    result: anyResult('The value', 42n),
    errors: {
      SyntaxError: 'The text is not Python.',
      TimeoutError: 'It took too long.',
      MemoryError: 'It took too much memory.',
    },
    effect: 'write',
    waits: true,
    authenticates: true,
    run(context: RequestContext, { expr }) {
      const prepared = admit(context, expr);
      if (mayWait(prepared)) return new Evaluation(host, prepared, context).run();
      context.begin(prepared.isCommandCall(isCommand) === null ? 'writesAny' : 'writesOnce');
      return host.run(prepared, context);
    },
  });
}

/** All that whoever is still unknown may have evaluated before it is known who asks: a text for a token, and nothing to compute. */
const BEGINS_WITH_AUTH = /^\s*auth\s*\(\s*(?:'[^'\\]*'|"[^"\\]*")\s*\)/;

/** What an evaluation finds outside itself: the commands, MyData, the names that clients share. */
class EvaluationHost implements Host {
  readonly #parts: Parts;
  readonly #budget: BudgetLimits;
  readonly #functions = new Map<string, CommandFunction>();
  readonly #myData = new MyData(() => this.context);
  #context: RequestContext | null = null;
  /** What the last run took. */
  used = { ms: 0, steps: 0 };

  constructor(parts: Parts, budget: BudgetLimits) {
    this.#parts = parts;
    this.#budget = budget;
  }

  /** The request whose evaluation is running. @throws RangeError where the stack has no room left for a command. */
  get context(): RequestContext {
    if (!this.#context) throw new PythonError('RuntimeError', 'this can be read in its evaluation alone');
    reserveStack(STACK_FRAMES);
    return this.#context;
  }

  run(prepared: Prepared, context: RequestContext, used = { ms: 0, steps: 0 }): Value {
    this.#context = context;
    startBudget(this.#budget, used.ms, used.steps);
    try {
      const value = prepared.run(this);
      return prepared.names.has('MyData') ? withoutMyData(value) : value;
    } finally {
      this.used = endBudget();
      this.#context = null;
    }
  }

  global(name: string): Value | undefined {
    if (name === 'MyData') return this.#myData;
    const command = this.#parts.commands.get(name);
    if (!command || command.reach) return undefined;
    let found = this.#functions.get(name);
    if (found?.command !== command) {
      found = new CommandFunction(command, args => {
        const { context } = this;
        return invoke(this.#parts, context.session, context, command, args);
      });
      this.#functions.set(name, found);
    }
    return found;
  }

  readVariable(name: string): Value | undefined {
    this.context.requireKey('read', name);
    return this.context.variables.get(name) as Value | undefined;
  }

  assignVariable(name: string, value: Value): void {
    this.context.requireKey('write', name);
    this.context.variables.set(name, value);
  }

  deleteVariable(name: string): boolean {
    this.context.requireKey('write', name);
    return this.context.variables.delete(name) as boolean;
  }
}

/** What the deepest command takes, and some more. */
const STACK_FRAMES = 150;

/** Runs out of stack here, in a deep recursion of the client's, rather than in the middle of what a store does. */
function reserveStack(frames: number): number {
  return frames === 0 ? 0 : 1 + reserveStack(frames - 1);
}

/** A command as a function in expressions. */
class CommandFunction extends PyObject {
  readonly command: Command;
  readonly #invoke: (args: CallArguments) => PromiseOrValue<Value>;

  constructor(command: Command, invokeCommand: (args: CallArguments) => PromiseOrValue<Value>) {
    super();
    this.command = command;
    this.#invoke = invokeCommand;
  }

  get type(): PyType {
    return types.function;
  }

  override repr(): string {
    return `<function ${this.command.name}>`;
  }

  override call(args: Arguments): Value {
    const result = this.#invoke(args);
    if (isPending(result)) throw new Error(`${this.command.name}() waited inside an evaluation`);
    return result;
  }
}

/** An evaluation that may have to wait. */
class Evaluation {
  readonly #host: EvaluationHost;
  readonly #prepared: Prepared;
  readonly #context: RequestContext;
  readonly #journal: Journal;
  #used = { ms: 0, steps: 0 };

  constructor(host: EvaluationHost, prepared: Prepared, context: RequestContext) {
    this.#host = host;
    this.#prepared = prepared;
    this.#context = context;
    this.#journal = new Journal(() => context.rebase());
  }

  run(): PromiseOrValue<Value> {
    this.#context.begin('writesAny');
    try {
      return this.#once();
    } catch (error) {
      if (error instanceof Suspension) return this.#resume(error);
      throw error;
    }
  }

  #once(): Value {
    return withJournal(this.#journal, () => {
      const former = setEnvironment({ once: produce => journalled(produce) as ReturnType<typeof produce> });
      try {
        return this.#host.run(this.#prepared, this.#context, this.#used);
      } finally {
        setEnvironment(former);
        this.#used = this.#host.used;
      }
    });
  }

  /** What was done before a wait stands; from there on it is one whole again. */
  async #resume(suspension: Suspension): Promise<Value> {
    for (let waiting = suspension; ; ) {
      await this.#context.keep();
      await waiting.until;
      this.#context.restart();
      this.#context.begin('writesAny');
      try {
        const value = this.#once();
        await this.#context.keep();
        return value;
      } catch (error) {
        if (!(error instanceof Suspension)) {
          this.#context.undo();
          throw error;
        }
        waiting = error;
      }
    }
  }
}
