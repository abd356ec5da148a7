import { guard } from './access/guard.ts';
import { JournalledServices, RequestContext, type Services } from './commands/context.ts';
import { createEvaluate } from './commands/evaluate.ts';
import { COMMANDS } from './commands/index.ts';
import { RegistryWatches } from './commands/watches.ts';
import type { Command, Session } from './core/command.ts';
import { CommandTable, createDispatch } from './core/dispatch.ts';
import type { Hub } from './core/hub.ts';
import type { Meter } from './meter.ts';
import type { BudgetLimits } from './python/budget.ts';
import { classify } from './python/parse/classify.ts';
import { valueCodec } from './valueCodec.ts';

/** Everything between a decoded request and its reply. `kind`: whether the store can make a request wait. */
export function createHub(services: Services, kind: 'embedded' | 'remote', meter: Meter, budget: BudgetLimits): Hub {
  const { store, log, limits, arrivals } = services;
  const commands = new CommandTable(COMMANDS);
  const journalled = new JournalledServices(services);
  const parts = {
    commands,
    admit: (session: Session, command: Command) => services.access.admit(session, command),
    guard: (session: Session, command: Command, args: Record<string, unknown>, context: RequestContext) =>
      guard(session.identity, command, args, context),
    open(session: Session, command: Command) {
      const context = new RequestContext(session, journalled);
      // An evaluation knows better, once it is parsed.
      if (command.name !== 'eval') context.begin('writesOnce');
      return context;
    },
    observe: meter.observe.bind(meter),
    fault: (error: unknown) => log.error({ err: error }, 'a request failed with an internal error'),
  };
  commands.add(createEvaluate(parts, kind, budget));
  const watches = new RegistryWatches(store.registry);
  store.subscribe({
    keysChanged: changes => watches.notify(changes),
    messagesArrived: destinations => arrivals.wake(destinations),
  });
  return {
    commands,
    dispatch: createDispatch<RequestContext>(parts),
    settle: done => store.settle(done),
    classify(text) {
      try {
        return classify(text, name => commands.isFunction(name));
      } catch (error) {
        // A fault of ours; evaluating the text then says what there is to say.
        parts.fault(error);
        return 'complete';
      }
    },
    access: services.access,
    values: valueCodec,
    inboxes: arrivals,
    watches,
    limits,
    log,
  };
}
