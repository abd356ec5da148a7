import { DEFAULT_LIMITS } from '../core/limits.ts';
import { DEFAULT_BUDGET } from '../python/budget.ts';
import { CERTIFICATE_NAMES } from './certificateNames.ts';
import {
  address,
  choice,
  filePath,
  folderPath,
  HOST_NAMES,
  type Kind,
  list,
  milliseconds,
  networks,
  ORIGINS,
  onOff,
  optional,
  seconds,
  whole,
} from './kinds.ts';

/** One setting. */
export interface Setting<T> extends Kind<T> {
  /** Its heading in the help. */
  topic: string;
  /** What stands for the value in the help: `PORT`, `MS`. */
  placeholder: string;
  help: string;
}

const DURABILITIES = ['normal', 'full'] as const;
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
/** `full`: what is acknowledged outlives a lost power supply; `normal`: a killed process. */
export type Durability = (typeof DURABILITIES)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

const MEBIBYTE = 1024 * 1024;

/** Every setting, once, by its name: the flag `--name`, the variable `SHARE_NAME`, `name` in the file. */
export const SETTINGS = {
  port: {
    topic: 'Server',
    placeholder: 'PORT',
    help: 'TCP port for raw text, HTTP and WebSocket; 0 is any free one',
    ...whole(2980, 0, 65_535),
  },
  host: {
    topic: 'Server',
    placeholder: 'ADDRESS',
    help: 'address to listen on; * is all interfaces',
    ...optional(address(), '*'),
  },
  'http-port': {
    topic: 'Server',
    placeholder: 'PORT',
    help: 'a further port that speaks HTTP only',
    ...optional(whole(0, 0, 65_535), 'none'),
  },
  data: {
    topic: 'Server',
    placeholder: 'DIR',
    help: 'folder of everything the server keeps',
    ...folderPath('./data'),
  },
  durability: {
    topic: 'Server',
    placeholder: 'NAME',
    help: 'what a reply promises: that its writes outlive a killed process (normal), or a lost power supply too (full)',
    ...choice('normal', DURABILITIES),
  },
  'commit-interval-ms': {
    topic: 'Server',
    placeholder: 'MS',
    help: 'gather writes for so long before they are committed; above 0, a reply does not wait for that, and a killed server may lose what it acknowledged last',
    ...whole(0, 0, 60_000),
  },
  'log-level': {
    topic: 'Server',
    placeholder: 'NAME',
    help: 'what the log tells; texts of messages only at trace',
    ...choice('info', LOG_LEVELS),
  },
  allow: {
    topic: 'Access',
    placeholder: 'NETWORK',
    help: 'networks that may use the server, besides loopback, private networks and those this machine is in',
    ...networks([]),
  },
  'require-token': {
    topic: 'Access',
    placeholder: 'SWITCH',
    help: 'let nobody do anything without a token',
    ...onOff(),
  },
  'trust-proxy': {
    topic: 'Access',
    placeholder: 'NETWORK',
    help: 'networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed',
    ...networks([]),
  },
  'rate-limit': {
    topic: 'Access',
    placeholder: 'NUMBER',
    help: 'requests a second of one peer or token; programs on this machine without a token are not counted',
    ...optional(whole(DEFAULT_LIMITS.requestsPerSecond, 1, 1_000_000), 'none'),
    default: `${DEFAULT_LIMITS.requestsPerSecond}`,
  },
  'tls-cert': {
    topic: 'TLS',
    placeholder: 'FILE',
    help: "certificate for TLS on the same port (PEM, with those between it and its CA); auto is the data folder's tls/server.crt if it is there",
    ...filePath(['auto', 'none']),
  },
  'tls-key': {
    topic: 'TLS',
    placeholder: 'FILE',
    help: "its private key (PEM); auto is the data folder's tls/server.key",
    ...filePath(['auto']),
  },
  'require-tls': {
    topic: 'TLS',
    placeholder: 'SWITCH',
    help: 'let nobody but this machine connect without TLS',
    ...onOff(),
  },
  'tls-names': {
    topic: 'TLS',
    placeholder: 'NAMES',
    help: 'names and addresses of this server that tls-init is to put into its certificate, besides those that it finds',
    ...list([], CERTIFICATE_NAMES),
  },
  'max-request': {
    topic: 'Connections',
    placeholder: 'BYTES',
    help: 'length of a request',
    ...whole(DEFAULT_LIMITS.maxRequestBytes, 1024, 64 * MEBIBYTE),
  },
  'max-reply': {
    topic: 'Connections',
    placeholder: 'BYTES',
    help: 'replies held for a peer that does not read',
    ...whole(DEFAULT_LIMITS.maxReplyBytes, 1024, 1024 * MEBIBYTE),
  },
  'max-connections': {
    topic: 'Connections',
    placeholder: 'NUMBER',
    help: 'connections at the same time',
    ...whole(DEFAULT_LIMITS.maxConnections, 1, 1_000_000),
  },
  'max-peer-connections': {
    topic: 'Connections',
    placeholder: 'NUMBER',
    help: 'connections of one peer at the same time; those of this machine are not counted',
    ...whole(DEFAULT_LIMITS.maxPeerConnections, 1, 1_000_000),
  },
  'idle-ms': {
    topic: 'Connections',
    placeholder: 'MS',
    help: 'silence that closes a connection',
    ...milliseconds(DEFAULT_LIMITS.idleMs, 1),
  },
  'single-line-idle-ms': {
    topic: 'Connections',
    placeholder: 'MS',
    help: 'silence that closes a connection which sent a single line',
    ...milliseconds(DEFAULT_LIMITS.singleLineIdleMs, 1),
  },
  'stalled-ms': {
    topic: 'Connections',
    placeholder: 'MS',
    help: 'how long a peer that does not read is waited for',
    ...milliseconds(DEFAULT_LIMITS.stalledMs, 1),
  },
  'drain-ms': {
    topic: 'Connections',
    placeholder: 'MS',
    help: 'how long input is dropped after the last reply, until the peer closes',
    ...milliseconds(DEFAULT_LIMITS.drainMs),
  },
  'quiet-ms': {
    topic: 'Requests without a line end',
    placeholder: 'MS',
    help: 'silence that ends one which is no command call',
    ...milliseconds(DEFAULT_LIMITS.quietMs),
  },
  'pieces-quiet-ms': {
    topic: 'Requests without a line end',
    placeholder: 'MS',
    help: 'the same once the text has come in several pieces',
    ...milliseconds(DEFAULT_LIMITS.piecesQuietMs),
  },
  'open-ms': {
    topic: 'Requests without a line end',
    placeholder: 'MS',
    help: 'the same while a bracket or quote is open',
    ...milliseconds(DEFAULT_LIMITS.openMs),
  },
  'linger-ms': {
    topic: 'Requests without a line end',
    placeholder: 'MS',
    help: 'how long the connection stays after the reply',
    ...milliseconds(DEFAULT_LIMITS.lingerMs),
  },
  'reply-hold-ms': {
    topic: 'Requests without a line end',
    placeholder: 'MS',
    help: 'how long a reply waits that would be escaped in line mode',
    ...milliseconds(DEFAULT_LIMITS.replyHoldMs),
  },
  'allowed-host': {
    topic: 'Browsers',
    placeholder: 'NAME',
    help: 'further names by which browsers may reach the server',
    ...list([], HOST_NAMES),
  },
  'cors-origin': {
    topic: 'Browsers',
    placeholder: 'ORIGIN',
    help: 'web pages from elsewhere that may use the server',
    ...list([], ORIGINS),
  },
  'client-timeout': {
    topic: 'Clients and data',
    placeholder: 'SECONDS',
    help: 'silence after which a client is taken for gone',
    ...seconds(DEFAULT_LIMITS.clientTimeoutMs),
  },
  'client-memory': {
    topic: 'Clients and data',
    placeholder: 'SECONDS',
    help: 'how long the id of such a client stays known',
    ...seconds(DEFAULT_LIMITS.clientMemoryMs),
  },
  'inbox-limit': {
    topic: 'Clients and data',
    placeholder: 'NUMBER',
    help: 'messages in an inbox; beyond it the oldest are dropped',
    ...whole(DEFAULT_LIMITS.inboxLimit, 1, 10_000_000),
  },
  'max-value': {
    topic: 'Clients and data',
    placeholder: 'BYTES',
    help: "size of a message's text or of a key's value",
    ...whole(DEFAULT_LIMITS.maxValueBytes, 1, 64 * MEBIBYTE),
  },
  'max-keys': {
    topic: 'Clients and data',
    placeholder: 'NUMBER',
    help: 'keys in the registry, and shared names; beyond it new ones are refused',
    ...whole(DEFAULT_LIMITS.maxKeys, 1, 1_000_000_000),
  },
  'max-clients': {
    topic: 'Clients and data',
    placeholder: 'NUMBER',
    help: 'clients that are known; beyond it those that are gone are forgotten, then new ones refused',
    ...whole(DEFAULT_LIMITS.maxClients, 1, 100_000_000),
  },
  'max-watches': {
    topic: 'Clients and data',
    placeholder: 'NUMBER',
    help: 'patterns that one WebSocket watches',
    ...whole(DEFAULT_LIMITS.maxWatches, 1, 100_000),
  },
  'eval-ms': {
    topic: 'Evaluation and SQL',
    placeholder: 'MS',
    help: 'time one evaluation may take, waiting apart',
    ...whole(DEFAULT_BUDGET.timeMs, 1, 10_000),
  },
  'sql-timeout-ms': {
    topic: 'Evaluation and SQL',
    placeholder: 'MS',
    help: 'time one SQL statement may take',
    ...milliseconds(5000, 1),
  },
  'sql-max-file': {
    topic: 'Evaluation and SQL',
    placeholder: 'BYTES',
    help: 'size that the SQL database may grow to',
    ...whole(1024 * MEBIBYTE, MEBIBYTE, 1024 ** 2 * MEBIBYTE),
  },
  'sql-max-rows': {
    topic: 'Evaluation and SQL',
    placeholder: 'NUMBER',
    help: 'rows one SQL statement may yield',
    ...whole(10_000, 1, 10_000_000),
  },
} satisfies Record<string, Setting<unknown>>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;
/** The values of all settings. */
export type SettingValues = { [N in SettingName]: (typeof SETTINGS)[N] extends Kind<infer T> ? T : never };

/** The names of all settings, in the order of the help. */
export function settingNames(): SettingName[] {
  return Object.keys(SETTINGS) as SettingName[];
}

/** The environment variable of a setting: `SHARE_QUIET_MS`. */
export function variableName(name: string): string {
  return `SHARE_${name.toUpperCase().replaceAll('-', '_')}`;
}
