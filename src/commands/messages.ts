import { type Command, defineCommand } from '../core/command.ts';
import { permissionError, valueError } from '../core/errors.ts';
import { chain, forEachInOrder, type PromiseOrValue } from '../core/promiseOrValue.ts';
import type { Value } from '../python/values.ts';
import type { Message } from '../store/store.ts';
import { clientId, destination, messageText, optional, seconds, senderName } from './arguments.ts';
import { asClient, asSender } from './clients.ts';
import type { RequestContext } from './context.ts';
import { duplicateNotice } from './notices.ts';
import { answerPing } from './ping.ts';
import { LOOKUP_ERROR, NAME_ERROR, OK } from './results.ts';
import { runForInbox } from './sql.ts';
import { answerSystem } from './system.ts';

/** What parts the fields of a message in `recv`'s reply. */
const SEPARATOR = '\u00c8';
const NO_MESSAGE = ['None', 'None', 'None'].join(SEPARATOR);
const MAX_WAIT_SECONDS = 15;

const getClientID = defineCommand({
  name: 'getClientID',
  alias: 'getUserID',
  topic: 'messages',
  summary: 'Makes a new client',
  description:
    'Registers a client and returns its id: eight letters and digits that nobody can guess. The client has an inbox and is in the group ALL. After ten minutes without a command that names it, it is taken for gone.',
  args: {},
  result: {
    summary: 'The id',
    schema: { type: 'string', pattern: '^[0-9A-Za-z]{8}$' },
    example: '2UQp4It1',
  },
  errors: { OSError: 'The storage is full or failed.' },
  effect: 'write',
  run: (context: RequestContext) => register(context),
});

function register(context: RequestContext): PromiseOrValue<string> {
  return chain(context.services.newClientId(), id =>
    chain(context.messages.register(id, context.now(), context.session.identity.name), made => {
      if (!made) return register(context);
      context.services.origins.note(id, context.session);
      return id;
    }),
  );
}

const exit = defineCommand({
  name: 'exit',
  topic: 'messages',
  summary: 'Forgets a client',
  description: 'Its inbox and its memberships go with it, and its id is unknown from then on.',
  args: { id: clientId('The client') },
  result: OK,
  errors: { ...NAME_ERROR, ...LOOKUP_ERROR },
  effect: 'write',
  run: (context: RequestContext, { id }) => asClient(context, id, () => chain(context.messages.forget(id), () => 'OK')),
});

const send = defineCommand({
  name: 'send',
  topic: 'messages',
  summary: 'Sends a message to a client or a group',
  description:
    'One copy goes into the inbox of every member of the group `to` (the sender’s too, if it is a member), or of the client `to`. A message to SQLite is SQL, answered to the sender row by row; one to SYSTEM is a command to the server (help, status, clients, groups, time, version), answered by a message from SYSTEM; one to CONSOLE is shown to the operator. NOPLY takes no messages.',
  args: {
    sender: senderName('Who sends: a client’s id or any name, such as a group’s'),
    to: destination('Who gets it: a client’s id or a group'),
    text: messageText('The text'),
  },
  result: OK,
  errors: {
    ValueError: 'A name is not allowed, or the text is too long, or NOPLY was sent to.',
    PermissionError: 'Nobody sends as SYSTEM or SQLite.',
    OSError: 'The storage is full or failed; nothing was sent.',
  },
  effect: 'write',
  waits: true,
  run(context: RequestContext, { sender, to, text }) {
    if (sender === 'SYSTEM' || sender === 'SQLite') throw permissionError(`nobody can send as '${sender}'`);
    if (to === 'NOPLY') throw valueError('NOPLY takes no replies');
    const most = context.services.limits.maxValueBytes;
    if (text.length > most) throw valueError(`text is longer than ${most} characters`);
    return chain(
      asSender(context, sender, () => deliver(context, sender, to, text)),
      () => 'OK',
    );
  },
});

function deliver(context: RequestContext, sender: string, to: string, text: string): PromiseOrValue<void> {
  if (to === 'SQLite') return runForInbox(context, sender, text);
  if (to === 'SYSTEM') return answerSystem(context, sender, text);
  if (to === 'CONSOLE') context.services.showOnConsole(sender, text);
  return context.messages.send(sender, to, [text], context.now());
}

const recv = defineCommand({
  name: 'recv',
  topic: 'messages',
  summary: 'Takes the next message out of an inbox',
  description: `The reply is sender, destination and text, parted by È (U+00C8); the text may contain È, the other two may not. Without a message, even after \`wait\` seconds, it is None${SEPARATOR}None${SEPARATOR}None.`,
  args: {
    id: clientId('The client whose inbox it is'),
    wait: optional(seconds(0, MAX_WAIT_SECONDS, 10n)('How long to wait for a message'), 0, '0'),
  },
  result: {
    summary: 'The message',
    schema: { type: 'string' },
    example: ['2UQp4It1', 'ALL', 'This is a test.'].join(SEPARATOR),
  },
  errors: { ...LOOKUP_ERROR, ValueError: `The name is not allowed, or wait is not 0 to ${MAX_WAIT_SECONDS}.` },
  effect: 'write',
  waits: true,
  run(context: RequestContext, { id, wait }) {
    return asClient(context, id, () =>
      chain(reportDuplicate(context, id), () => takeUntil(context, id, performance.now() + wait)),
    );
  },
});

/** Tells SYSADMIN and the console, once, of two devices that poll the same inbox. */
function reportDuplicate(context: RequestContext, id: string): PromiseOrValue<void> {
  return chain(context.services.notePoll(id, context.session.peer), addresses => {
    if (!addresses) return;
    const text = duplicateNotice(id, addresses);
    context.services.warn(text);
    return forEachInOrder(['SYSADMIN', 'CONSOLE'], group =>
      context.messages.send('SYSTEM', group, [text], context.now()),
    );
  });
}

/** `deadline`: on the clock of `performance.now()`. */
function takeUntil(context: RequestContext, id: string, deadline: number): PromiseOrValue<Value> {
  const since = context.services.arrived();
  return chain(context.messages.take(id, context.now()), message => {
    if (message) return chain(answerPing(context.messages, id, message, context.now()), () => format(message));
    const left = deadline - performance.now();
    if (left <= 0) return NO_MESSAGE;
    return chain(context.services.arrivals.wait(id, left, context.session.gone, since), arrived => {
      if (!arrived) return chain(context.messages.touch(id, context.now()), () => NO_MESSAGE);
      return asClient(context, id, () => takeUntil(context, id, deadline));
    });
  });
}

function format({ from, to, text }: Message): string {
  return `${from}${SEPARATOR}${to}${SEPARATOR}${text}`;
}

export const MESSAGE_COMMANDS: readonly Command[] = [getClientID, exit, send, recv];
