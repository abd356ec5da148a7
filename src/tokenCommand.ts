import { parseArgs } from 'node:util';
import { type Grant, readGrant } from './access/token.ts';
import { Tokens } from './access/tokens.ts';
import { helpText, SettingError } from './config/commandLine.ts';
import { loadSettings } from './config.ts';
import { PythonError, StartError } from './core/errors.ts';
import { PATTERN_SCOPES } from './core/identity.ts';
import { makeFolder } from './makeFolder.ts';

const PATTERNS = { type: 'string', multiple: true } as const;
const OPTIONS = {
  ...{ read: PATTERNS, write: PATTERNS, send: PATTERNS, join: PATTERNS },
  sql: { type: 'string' },
  eval: { type: 'boolean' },
  admin: { type: 'boolean' },
  data: { type: 'string' },
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Work = (tokens: Tokens, name: string, grant: Grant) => void;

const WORK: Readonly<Record<string, { takesName: boolean; work: Work }>> = Object.assign(Object.create(null), {
  add: {
    takesName: true,
    work(tokens: Tokens, name: string, grant: Grant) {
      const token = tokens.add(name, grant);
      console.log(token);
      // Apart from the token, which a script takes from stdout.
      console.error(
        `This is the token '${name}'; it cannot be shown again. A running server takes it within a second or two.`,
      );
    },
  },
  list: {
    takesName: false,
    work(tokens: Tokens) {
      for (const { name, grant } of tokens.list()) console.log(`${name}: ${describe(grant)}`);
    },
  },
  remove: {
    takesName: true,
    work(tokens: Tokens, name: string) {
      tokens.remove(name);
      console.error(`The token '${name}' is withdrawn; a running server knows within a second or two.`);
    },
  },
});

/**
 * `share-server token …`: makes, lists and withdraws the tokens of a data folder, whether the server runs or not. Its exit code: 0, or 1 for what
 * could not be done.
 * @throws SettingError for a wrong command line.
 */
export function runTokenCommand(argv: readonly string[], env: NodeJS.ProcessEnv): number {
  const { values, positionals } = parse(argv);
  if (values.help) {
    console.log(helpText());
    return 0;
  }
  const { action, name, grant, dataFolder } = readTokenCommand(values, positionals, env);
  try {
    makeFolder(dataFolder);
    action(new Tokens(dataFolder), name, grant);
    return 0;
  } catch (error) {
    if (!(error instanceof PythonError || error instanceof StartError) && !(error as NodeJS.ErrnoException).code)
      throw error;
    console.error(`share-server: ${(error as Error).message}`);
    return 1;
  }
}

function readTokenCommand(
  { data, config, ...scopes }: ReturnType<typeof parse>['values'],
  positionals: readonly string[],
  env: NodeJS.ProcessEnv,
) {
  const [verb = '', name = '', ...surplus] = positionals;
  const command = WORK[verb];
  if (!command) throw new SettingError(`token is followed by one of ${Object.keys(WORK).join(', ')}, not '${verb}'`);
  if (command.takesName !== (name !== '')) {
    throw new SettingError(command.takesName ? `token ${verb} needs a name` : `unexpected argument '${name}'`);
  }
  if (surplus.length > 0)
    throw new SettingError(`unexpected argument '${surplus[0]}'; a name with blanks needs quotes`);
  const flags = Object.entries({ data, config }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, value],
  );
  return { action: command.work, name, grant: grantOf(scopes), dataFolder: loadSettings(flags, env).dataFolder };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new SettingError(`token: ${(error as Error).message}`);
  }
}

/** `--admin` alone adds to everything else; other scopes stand for themselves. */
function grantOf(scopes: Record<string, unknown>): Grant {
  const { admin, ...others } = scopes;
  try {
    return { ...readGrant({ ...others }), admin: admin === true };
  } catch (error) {
    throw new SettingError(`token: ${(error as Error).message}`);
  }
}

function describe(grant: Grant): string {
  const patterns = PATTERN_SCOPES.map(scope => `${scope} ${grant[scope].join(' ') || 'nothing'}`);
  const switches = (['eval', 'admin'] as const).filter(scope => grant[scope]);
  return [...patterns, `sql ${grant.sql}`, ...switches].join(', ');
}
