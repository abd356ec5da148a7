import { bindArguments } from '../../core/bind.ts';
import type { ArgumentType, CallArguments, Command } from '../../core/command.ts';
import { typeError } from '../../core/errors.ts';

/** The methods that are no commands: they are about this connection alone. Their arguments are checked as those of commands are. */

const seq: ArgumentType<number> = {
  name: 'number of a message',
  decodedAs: 'value',
  schema: { type: 'integer' },
  role: 'other',
  check(value, argument) {
    if (typeof value !== 'bigint') throw typeError(`${argument} must be int`);
    return Number(value);
  },
};

const match: ArgumentType<string> = {
  name: 'pattern',
  decodedAs: 'text',
  schema: { type: 'string' },
  role: 'pattern',
  check(value, argument) {
    if (typeof value !== 'string') throw typeError(`${argument} must be str, a pattern`);
    return value;
  },
};

type Method = Pick<Command, 'name' | 'args'>;
const ack: Method = { name: 'ack', args: { seq: { type: seq, summary: 'The last message received', example: 7n } } };
const [watch, unwatch]: Method[] = ['watch', 'unwatch'].map(name => ({
  name,
  args: { match: { type: match, summary: 'Which keys', example: 'garden.*' } },
}));

/** What `ack` acknowledges: everything up to this message. @throws TypeError */
export function readAck(args: CallArguments): number {
  return bindArguments(ack, args).seq as number;
}

/** The pattern of `watch` or `unwatch`. @throws TypeError */
export function readMatch(name: 'watch' | 'unwatch', args: CallArguments): string {
  return bindArguments(name === 'watch' ? watch : unwatch, args).match as string;
}
