import { type Command, defineCommand } from '../core/command.ts';
import { keyError } from '../core/errors.ts';
import { chain } from '../core/promiseOrValue.ts';
import { Dict } from '../python/dict.ts';
import { add } from '../python/operators.ts';
import { repr, str } from '../python/text.ts';
import type { Value } from '../python/values.ts';
import { anyValue, clientId, keyPattern, number, optional, registryKey, seconds } from './arguments.ts';
import { asClient } from './clients.ts';
import type { RequestContext } from './context.ts';
import { deleteMatching, readEntries, readKey, refuseFact } from './myData.ts';
import { anyResult, KEY_ERROR, LOOKUP_ERROR, OK, STORE_ERROR } from './results.ts';

const MAX_TTL_SECONDS = 10 * 365 * 86_400;
const SEARCH_ERROR = { TimeoutError: 'There are too many keys that begin with the pattern’s plain text.' };

const setReg = defineCommand({
  name: 'setReg',
  topic: 'registry',
  summary: 'Stores a value under a key',
  description:
    'The value keeps its type: None, bool, int, float, str, bytes, list, tuple, dict, date, datetime, timedelta. With `ttl` the key is gone after so many seconds. Dots in a key make a hierarchy for patterns: garden.soil.temp.',
  args: {
    key: registryKey('write')('The key, 1 to 255 characters'),
    value: anyValue('The value'),
    ttl: optional(seconds(0.001, MAX_TTL_SECONDS, 60n)('Seconds until the key is gone'), null, 'None'),
  },
  result: OK,
  errors: { ...KEY_ERROR, ...STORE_ERROR },
  effect: 'write',
  run(context: RequestContext, { key, value, ttl }) {
    refuseFact(key);
    const expires = ttl === null ? null : context.now() + ttl;
    return chain(context.registry.set(key, value, expires), () => 'OK');
  },
});

const getReg = defineCommand({
  name: 'getReg',
  topic: 'registry',
  summary: 'Reads the value of a key',
  description: 'A missing key gives the default.',
  args: {
    key: registryKey('read')('The key'),
    default: optional(anyValue('What a missing key gives', { example: 'I don’t know.' }), null, 'None'),
  },
  result: anyResult('The value', 56n),
  errors: KEY_ERROR,
  effect: 'read',
  run: (context: RequestContext, { key, default: fallback }) =>
    chain(readKey(context, key), value => (value === undefined ? fallback : value)),
});

const getAll = defineCommand({
  name: 'getAll',
  topic: 'registry',
  summary: 'Reads all keys that match a pattern',
  description:
    'A dict of the matching keys and their values, in the order of the keys: sum(getAll("garden.*.temp").values()).',
  args: { pattern: keyPattern('read')('A pattern with *, ? and [...], as fnmatch has it') },
  result: {
    summary: 'The keys and values',
    schema: { type: 'object' },
    example: Dict.of([['garden.soil.temp', 56n]]),
  },
  errors: { MemoryError: 'There are too many to be given at once.', ...SEARCH_ERROR },
  effect: 'read',
  run: (context: RequestContext, { pattern }) => chain(readEntries(context, pattern), entries => Dict.of(entries)),
});

const incReg = defineCommand({
  name: 'incReg',
  topic: 'registry',
  summary: 'Adds to a number',
  description: 'Atomic, so that no count is lost between several clients. A missing key counts as 0.',
  args: {
    key: registryKey('update')('The key', { example: 'garden.visits' }),
    by: optional(number('What to add'), 1n, '1'),
  },
  result: { summary: 'The new value', schema: { type: 'number' }, example: 57n },
  errors: { ...KEY_ERROR, ...STORE_ERROR, TypeError: 'The value is not a number.' },
  effect: 'write',
  run(context: RequestContext, { key, by }) {
    refuseFact(key);
    return context.registry.update(key, old => add(old ?? 0n, by));
  },
});

const deleteCommand = defineCommand({
  name: 'delete',
  topic: 'registry',
  summary: 'Removes all keys that match a pattern',
  description: 'The server’s own keys, server.*, stay.',
  args: {
    pattern: keyPattern('write')('A pattern with *, ? and [...], as fnmatch has it', { example: 'project17.*' }),
  },
  result: OK,
  errors: {
    MemoryError: 'There are too many to be removed at once; nothing was removed.',
    ...SEARCH_ERROR,
    OSError: 'The storage failed; nothing was removed.',
  },
  effect: 'write',
  run: (context: RequestContext, { pattern }) => chain(deleteMatching(context, pattern), () => 'OK'),
});

const fetch = defineCommand({
  name: 'fetch',
  topic: 'registry',
  summary: 'Sends all keys that match a pattern to an inbox',
  description:
    'One message for each matching key, in the order of the keys, from SYSTEM to the client, its text key:value. The reply comes when they are in the inbox.',
  args: {
    id: clientId('The client that gets them'),
    pattern: keyPattern('read')('A pattern with *, ? and [...], as fnmatch has it', { example: 'server.*' }),
  },
  result: OK,
  errors: { ...LOOKUP_ERROR, MemoryError: 'There are too many to be sent at once.', ...SEARCH_ERROR },
  effect: 'write',
  run: (context: RequestContext, { id, pattern }) =>
    asClient(context, id, () =>
      chain(readEntries(context, pattern), entries => {
        if (entries.length === 0) return 'OK';
        const texts = entries.map(([key, value]: [string, Value]) => `${key}:${str(value)}`);
        return chain(context.messages.send('SYSTEM', id, texts, context.now()), () => 'OK');
      }),
    ),
});

const readKeyCommand = defineCommand({
  name: 'readKey',
  reach: 'resources',
  topic: 'registry',
  summary: 'Reads the value of a key that must be there',
  description: 'Like MyData[key].',
  args: { key: registryKey('read')('The key') },
  result: anyResult('The value', 56n),
  errors: { ...KEY_ERROR, KeyError: 'There is no such key.' },
  effect: 'read',
  run: (context: RequestContext, { key }) =>
    chain(readKey(context, key), value => {
      if (value === undefined) throw keyError(repr(key));
      return value;
    }),
});

const watch = defineCommand({
  name: 'watch',
  reach: 'resources',
  topic: 'registry',
  summary: 'Whether keys that match a pattern may be watched',
  description: 'Watching itself is what a push connection does.',
  args: { pattern: keyPattern('read')('A pattern with *, ? and [...], as fnmatch has it') },
  result: OK,
  errors: {},
  effect: 'read',
  run: () => 'OK',
});

const deleteKey = defineCommand({
  name: 'deleteKey',
  reach: 'resources',
  topic: 'registry',
  summary: 'Removes one key',
  description: 'Like del MyData[key].',
  args: { key: registryKey('write')('The key') },
  result: OK,
  errors: { ...KEY_ERROR, KeyError: 'There is no such key.', PermissionError: 'The key is one of the server’s own.' },
  effect: 'write',
  run(context: RequestContext, { key }) {
    refuseFact(key);
    return chain(context.registry.delete(key), found => {
      if (!found) throw keyError(repr(key));
      return 'OK';
    });
  },
});

export const REGISTRY_COMMANDS: readonly Command[] = [
  ...[setReg, getReg, getAll, incReg, deleteCommand, fetch],
  ...[readKeyCommand, watch, deleteKey],
];
