import type { Argument, Command } from '../core/command.ts';
import { ERROR_TYPES } from '../core/errors.ts';

/** The pages of the documentation that are made from the declarations. */

const TOPICS: ReadonlyMap<Command['topic'], string> = new Map([
  ['registry', 'Registry: data that clients share'],
  ['messages', 'Messages'],
  ['groups', 'Groups'],
  ['sql', 'SQL'],
  ['system', 'System'],
]);

const GENERATED = '<!-- Made from the declarations in src/commands by `npm run generate`. -->';

/** docs/commands.md. `toText`: a value as the server writes it; `toSource`: as Python source. */
export function buildCommandsPage(commands: readonly Command[], toSource: (value: unknown) => string): string {
  const lines = [
    GENERATED,
    '',
    '# Commands',
    '',
    'Each is a function in expressions, an endpoint `/api/NAME` and a WebSocket method. Arguments are positional or by name in expressions; by name over HTTP.',
    'Besides what each names, every command can end in a TypeError: an argument is missing, unknown or of the wrong type.',
  ];
  for (const [topic, title] of TOPICS) {
    const shown = commands.filter(command => command.topic === topic && !command.reach);
    if (shown.length === 0) continue;
    lines.push('', `## ${title}`);
    for (const command of shown) lines.push('', ...describeCommand(command, toSource));
  }
  return `${lines.join('\n')}\n`;
}

function describeCommand(command: Command, toSource: (value: unknown) => string): string[] {
  const args = Object.entries(command.args);
  const signature = args.map(([name, { default: value }]) => (value ? `${name}=${value.text}` : name)).join(', ');
  const called = args.filter(([, argument]) => !argument.default).map(([, { example }]) => toSource(example));
  const alias = command.alias ? `Also called \`${command.alias}\`. ` : '';
  return [
    `### ${command.name}`,
    '',
    `\`${command.name}(${signature})\` — ${command.summary}.`,
    '',
    `${alias}${command.description}`,
    '',
    ...args.map(([name, argument]) => `- \`${name}\` (${argument.type.name}): ${describeArgument(argument)}`),
    `- Result: ${command.result.summary}`,
    ...Object.entries(command.errors).map(
      ([type, reason]) => `- [${type}](errors.md#${type.toLowerCase()}): ${reason}`,
    ),
    '',
    '```python',
    `>>> ${command.name}(${called.join(', ')})`,
    toSource(command.result.example),
    '```',
  ];
}

function describeArgument({ summary, default: value }: Argument<unknown>): string {
  return value ? `${summary}. Default: \`${value.text}\`` : `${summary}`;
}

/** docs/errors.md. */
export function buildErrorsPage(): string {
  const lines = [
    GENERATED.replace('src/commands', 'src/core/errors.ts'),
    '',
    '# Errors',
    '',
    'An error has the name of a Python exception type and a message, worded as CPython 3.11 words it. Raw text gives `Error: TYPE: MESSAGE`, HTTP a problem (RFC 9457) with the status below and the type as `error`, WebSocket a JSON-RPC error with the type as `data.error`.',
    '',
    '| type | HTTP status | meaning |',
    '| --- | --- | --- |',
    ...[...ERROR_TYPES].map(
      ([type, { status, meaning }]) => `| <a id="${type.toLowerCase()}"></a>${type} | ${status} | ${meaning} |`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
