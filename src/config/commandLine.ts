import { parseArgs } from 'node:util';
import { isList } from './kinds.ts';
import { SETTINGS, type Setting, type SettingName, settingNames } from './table.ts';

/** What the server is told is wrong: one line that says which setting, where it came from and what is allowed. */
export class SettingError extends Error {
  constructor(message: string) {
    super(message.replaceAll(/[\r\n]+/g, ' '));
  }
}

/** What can be done instead of serving; the file that it needs or may have, and what the help says of it. */
const ACTIONS = {
  backup: ['FILE', 'copy the data folder into one file, while the server runs or not'],
  restore: ['FILE', 'make the data folder that of a backup; what was there is put aside'],
  export: ['[FILE]', 'write the data folder as lines of JSON, to the output where no file is named'],
  import: ['[FILE]', 'make a new data folder from such lines, from the input where no file is named'],
  'tls-init': ['', 'make a certificate for TLS in the data folder, and a CA for it; again: renew the certificate'],
} as const;
/** The commands for tokens; `tokenCommand.ts` reads them. */
const TOKEN_HELP: readonly (readonly [command: string, help: string])[] = [
  [
    'token add NAME',
    'make a token and show it, this once; with everything but admin, or with the scopes that are named:',
  ],
  ['', '--read, --write PATTERN (keys), --send, --join PATTERN (groups and clients), each any number of times;'],
  ['', '--sql none|read|write; --eval (any expression); --admin (looks after the server)'],
  ['token list', 'show the tokens’ names and scopes'],
  ['token remove NAME', 'withdraw a token'],
];

export type Action = keyof typeof ACTIONS;

export interface CommandLine {
  /** Absent: to serve. */
  action?: { name: Action; file: string | undefined };
  /** The values of flags by name, not judged yet. */
  flags: Map<string, string>;
  help: boolean;
  version: boolean;
}

/** Reads the command line; of a repeated flag the last one counts, those of a list add up. @throws SettingError for what is no flag of ours. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true });
  const flags = new Map<string, string>();
  const plain = new Set<string>();
  const words: string[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'option') {
      if (!isSwitchValue(tokens, i)) words.push(token.kind === 'positional' ? token.value : '--');
      continue;
    }
    const { name, rawName, value } = token;
    const known = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (!known) throw new SettingError(`there is no flag ${rawName}; --help lists the flags`);
    if (known.type === 'boolean' && !isSwitch(name)) plain.add(name);
    else if (isSwitch(name))
      flags.set(name, value ?? (isSwitchValue(tokens, i + 1) ? (tokens[i + 1] as Positional).value : 'on'));
    else if (value === undefined) throw new SettingError(`the flag ${rawName} needs a value`);
    else flags.set(name, addsUp(name) && flags.has(name) ? `${flags.get(name)},${value}` : value);
  }
  const action = readAction(words);
  return { ...(action && { action }), flags, help: plain.has('help'), version: plain.has('version') };
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type Positional = Extract<Token, { kind: 'positional' }>;

/** Whether a word is the value of the switch before it: `--require-token off`. */
function isSwitchValue(tokens: readonly Token[], at: number): boolean {
  const [flag, word] = [tokens[at - 1], tokens[at]];
  const isBare = flag?.kind === 'option' && isSwitch(flag.name) && flag.value === undefined;
  return isBare && word?.kind === 'positional' && ['on', 'off'].includes(word.value);
}

function isSwitch(name: string): boolean {
  const setting: Setting<unknown> | undefined = SETTINGS[name as SettingName];
  return setting?.isSwitch ?? false;
}

function addsUp(name: string): boolean {
  return name !== 'config' && isList(SETTINGS[name as SettingName]);
}

function readAction([word, file, ...rest]: string[]): CommandLine['action'] {
  if (word === undefined) return undefined;
  const name = Object.hasOwn(ACTIONS, word) ? (word as Action) : undefined;
  const unexpected = name ? (ACTIONS[name][0] === '' ? file : rest[0]) : word;
  if (unexpected !== undefined) throw new SettingError(`unexpected argument '${unexpected}'; --help lists the flags`);
  if (file === undefined && ACTIONS[name!][0] === 'FILE') throw new SettingError(`${name} needs the name of a file`);
  return { name: name!, file };
}

const OPTIONS: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
  ...Object.fromEntries(
    [...settingNames(), 'config'].map(name => [name, { type: isSwitch(name) ? 'boolean' : 'string' }]),
  ),
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
};

/** The text of `--help`: every setting with its default. */
export function helpText(): string {
  const lines = ['Usage: share-server [flags]'];
  for (const [name, [file]] of Object.entries(ACTIONS))
    lines.push(`       share-server ${[name, file, '[flags]'].filter(Boolean).join(' ')}`);
  lines.push('       share-server token add|list|remove …', '', 'Without a command, it serves. Others:');
  for (const [name, [file, help]] of Object.entries(ACTIONS))
    lines.push(...helpLines(`${name} ${file}`.trimEnd(), help));
  for (const [command, help] of TOKEN_HELP) lines.push(...helpLines(command, help));
  lines.push('');
  lines.push('A setting is taken from its flag, else from its variable (--quiet-ms: SHARE_QUIET_MS), else from the');
  lines.push('configuration file (TOML; quiet-ms = 10), else it has its default.');
  let topic = '';
  for (const name of settingNames()) {
    const setting: Setting<unknown> = SETTINGS[name];
    if (setting.topic !== topic) lines.push('', `${setting.topic}:`);
    topic = setting.topic;
    lines.push(...helpLines(`--${name} ${setting.placeholder}`, `${setting.help} (default: ${setting.default})`));
  }
  lines.push('', 'Others:');
  lines.push(...helpLines('--config FILE', 'the configuration file (default: share-server.toml in the data folder)'));
  lines.push(...helpLines('-h, --help', 'show this'), ...helpLines('-v, --version', 'show the version'));
  return lines.join('\n');
}

const HELP_COLUMN = 30;
const HELP_WIDTH = 100;

function helpLines(left: string, right: string): string[] {
  const lines: string[] = [];
  let line = `  ${left}`.padEnd(HELP_COLUMN - 1);
  for (const word of right.split(/ (?!\S+\)$)/)) {
    if (line.length + 1 + word.length > HELP_WIDTH) {
      lines.push(line);
      line = ' '.repeat(HELP_COLUMN - 1);
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
