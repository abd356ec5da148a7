import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse as parseToml, type TomlError } from 'smol-toml';
import type { AccessSettings } from './access/doorkeeper.ts';
import { readCommandLine, SettingError } from './config/commandLine.ts';
import { isList } from './config/kinds.ts';
import {
  type Durability,
  type LogLevel,
  SETTINGS,
  type Setting,
  type SettingName,
  type SettingValues,
  settingNames,
  variableName,
} from './config/table.ts';
import type { Limits } from './core/limits.ts';
import { type BudgetLimits, DEFAULT_BUDGET } from './python/budget.ts';

/** What the server is told from outside, checked. */
export interface Settings {
  /** The address to listen on; undefined: all interfaces. */
  host: string | undefined;
  /** 0: any free one. */
  port: number;
  /** A further port that speaks HTTP only; undefined: none. */
  httpPort: number | undefined;
  /** Absolute. */
  dataFolder: string;
  durability: Durability;
  /** How long writes are gathered before they are committed, ms; 0: until the end of the event loop's turn. */
  commitIntervalMs: number;
  logLevel: LogLevel;
  access: Pick<AccessSettings, 'allowed' | 'proxies' | 'requiresToken'>;
  tls: TlsSettings;
  limits: Limits;
  budget: BudgetLimits;
  sql: { timeoutMs: number; maxRows: number; maxFileBytes: number };
  /** What web pages may do: further names of the server, and origins of other pages that may use it. */
  browsers: { allowedHosts: string[]; corsOrigins: string[] };
}

/** Paths are absolute. `auto`: what `tls-init` made in the data folder, if it is there. */
export interface TlsSettings {
  cert: string | 'auto' | 'none';
  key: string | 'auto';
  /** From other machines. */
  isRequired: boolean;
  /** Further names and addresses for a certificate that is made. */
  names: string[];
}

/**
 * The settings in effect: a flag wins over its variable `SHARE_…`, that over the file (TOML; `--config`, else `share-server.toml` in
 * the data folder if it is there), that over the default.
 * @throws SettingError
 */
export function loadSettings(argv: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { flags } = readCommandLine(argv);
  const given = new Map<SettingName, Given>();
  for (const name of settingNames()) {
    const flag = flags.get(name);
    const variable = env[variableName(name)];
    if (flag !== undefined) given.set(name, { text: flag, folder: '.', from: `the flag --${name}` });
    else if (variable) given.set(name, { text: variable, folder: '.', from: `the variable ${variableName(name)}` });
  }
  addFile(given, flags.get('config') ?? (env.SHARE_CONFIG || undefined));
  const entries = settingNames().map(name => [name, readSetting(name, given.get(name))]);
  return assemble(Object.fromEntries(entries) as SettingValues);
}

/** A setting as the outside gave it. `folder`: what relative paths in it start from. */
interface Given {
  text: string;
  folder: string;
  from: string;
}

function readSetting(name: SettingName, given: Given | undefined): unknown {
  const setting: Setting<unknown> = SETTINGS[name];
  const { text, folder, from } = given ?? { text: setting.default, folder: '.', from: 'its default' };
  const read = setting.read(text, folder);
  if (read) return read.value;
  const wrong = setting.findWrongItem?.(text, folder) ?? text;
  const said = wrong === text ? `${name} is '${text}'` : `${name} has '${wrong}' in it`;
  throw new SettingError(`${said} (from ${from}); allowed is ${setting.allowed}`);
}

/** Adds what the configuration file says of settings that are not given yet. */
function addFile(given: Map<SettingName, Given>, path: string | undefined): void {
  const folder = readSetting('data', given.get('data')) as string;
  const file = path === undefined ? join(folder, DEFAULT_FILE) : resolve(path);
  if (path === undefined && !existsSync(file)) return;
  for (const [name, value] of Object.entries(readFile(file))) {
    if (!Object.hasOwn(SETTINGS, name)) throw new SettingError(`there is no setting '${name}' (in the file ${file})`);
    if (name === 'data' && path === undefined) {
      throw new SettingError(`data cannot be set in the file ${file}, which lies in the data folder; use --config`);
    }
    const known = given.has(name as SettingName);
    const from = `the file ${file}`;
    if (!known)
      given.set(name as SettingName, { text: textOf(value, name as SettingName, from), folder: dirname(file), from });
  }
}

/** A value of the file as a flag would have it. @throws SettingError for what is no text, number or list */
function textOf(value: unknown, name: SettingName, from: string): string {
  const setting: Setting<unknown> = SETTINGS[name];
  const items = Array.isArray(value) && isList(setting) ? value : [value];
  if (items.some(item => typeof item === 'object')) {
    const shape = Array.isArray(value) ? 'an array' : value instanceof Date ? 'a date' : 'a table';
    throw new SettingError(`${name} is ${shape} (from ${from}); allowed is ${setting.allowed}`);
  }
  return items.join(',');
}

const DEFAULT_FILE = 'share-server.toml';

function readFile(file: string): Record<string, unknown> {
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch (error) {
    const { line, column, message } = error as TomlError;
    const where = line === undefined ? '' : `, line ${line}, column ${column}`;
    throw new SettingError(`the configuration file ${file}${where} cannot be read: ${message.split('\n', 1)[0]}`);
  }
}

function assemble(values: SettingValues): Settings {
  const { port, 'http-port': httpPort } = values;
  if (port !== 0 && port === httpPort) throw new SettingError(`http-port is ${httpPort}, which is the port too`);
  return {
    host: values.host,
    port,
    httpPort,
    dataFolder: values.data,
    durability: values.durability,
    commitIntervalMs: values['commit-interval-ms'],
    logLevel: values['log-level'],
    access: {
      allowed: values.allow,
      proxies: values['trust-proxy'],
      requiresToken: values['require-token'],
    },
    tls: {
      cert: values['tls-cert'],
      key: values['tls-key'],
      isRequired: values['require-tls'],
      names: values['tls-names'],
    },
    limits: {
      maxRequestBytes: values['max-request'],
      maxReplyBytes: values['max-reply'],
      quietMs: values['quiet-ms'],
      piecesQuietMs: values['pieces-quiet-ms'],
      openMs: values['open-ms'],
      lingerMs: values['linger-ms'],
      replyHoldMs: values['reply-hold-ms'],
      singleLineIdleMs: values['single-line-idle-ms'],
      idleMs: values['idle-ms'],
      drainMs: values['drain-ms'],
      stalledMs: values['stalled-ms'],
      inboxLimit: values['inbox-limit'],
      clientTimeoutMs: values['client-timeout'],
      clientMemoryMs: values['client-memory'],
      maxConnections: values['max-connections'],
      maxPeerConnections: values['max-peer-connections'],
      requestsPerSecond: values['rate-limit'] ?? Number.POSITIVE_INFINITY,
      maxKeys: values['max-keys'],
      maxClients: values['max-clients'],
      maxWatches: values['max-watches'],
      maxValueBytes: values['max-value'],
    },
    budget: budgetFor(values['eval-ms']),
    sql: {
      timeoutMs: values['sql-timeout-ms'],
      maxRows: values['sql-max-rows'],
      maxFileBytes: values['sql-max-file'],
    },
    browsers: { allowedHosts: values['allowed-host'], corsOrigins: values['cors-origin'] },
  };
}

/** The steps are for what the clock cannot see; they are not to end what still has time. */
function budgetFor(timeMs: number): BudgetLimits {
  const steps = DEFAULT_BUDGET.steps * Math.max(1, timeMs / DEFAULT_BUDGET.timeMs);
  return { ...DEFAULT_BUDGET, timeMs, steps };
}
