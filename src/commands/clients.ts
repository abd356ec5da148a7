import { lookupError } from '../core/errors.ts';
import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import type { RequestContext } from './context.ts';

/** Notes that client `id` is heard of, then goes on. @throws LookupError for an id that the server does not know. */
export function asClient<T>(context: RequestContext, id: string, next: () => PromiseOrValue<T>): PromiseOrValue<T> {
  return chain(context.messages.touch(id, context.now()), presence => {
    if (presence === 'unknown') throw lookupError(`no client '${id}'`);
    context.services.origins.note(id, context.session);
    return next();
  });
}

/** Notes that `sender` is heard of, if it is a client. */
export function asSender<T>(context: RequestContext, sender: string, next: () => PromiseOrValue<T>): PromiseOrValue<T> {
  return chain(context.messages.touch(sender, context.now()), presence => {
    if (presence !== 'unknown') context.services.origins.note(sender, context.session);
    return next();
  });
}
