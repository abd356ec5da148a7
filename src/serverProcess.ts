import { once } from 'node:events';
import { isatty } from 'node:tty';
import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { type CommandLine, helpText, readCommandLine, SettingError } from './config/commandLine.ts';
import { loadSettings, type Settings } from './config.ts';
import { StartError } from './core/errors.ts';
import type { Gateway } from './gateway.ts';
import { describePortOwner } from './portOwner.ts';
import { VERSION } from './version.ts';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const CLOSE_DEADLINE_MS = 5000;
/** As shells count a process that a signal ended. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;

/**
 * The process from its command line to its end. Its exit code: 0 after a SIGTERM or SIGINT or a command that was done, 1 for a fault (a taken port, a full disk), 2 for
 * a wrong setting.
 */
export async function runServer(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // A reader that has gone (`share-server | head`) is no reason to stop serving.
  process.stdout.on('error', () => undefined);
  try {
    if (argv[0] === 'token') {
      const { runTokenCommand } = await import('./tokenCommand.ts');
      return runTokenCommand(argv.slice(1), env);
    }
    const { help, version, action } = readCommandLine(argv);
    if (help || version) {
      console.log(help ? helpText() : VERSION);
      return 0;
    }
    const settings = loadSettings(argv, env);
    return action ? await maintain(action, settings) : await serve(settings);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    return complain(error.message, 2);
  }
}

/** Does what a command asks for with the data folder. */
async function maintain({ name, file }: NonNullable<CommandLine['action']>, settings: Settings): Promise<number> {
  const { maintenance } = await import('./maintenance.ts');
  const problem = await maintenance[name](settings, file);
  return problem === null ? 0 : complain(problem, 1);
}

async function serve(settings: Settings): Promise<number> {
  const log = createLogger(settings);
  const end = untilEnd(log);
  let gateway: Gateway | number;
  try {
    // Not before it is needed: help and complaints are to come at once.
    const { openGateway } = await import('./gateway.ts');
    gateway = await Promise.race([openGateway(settings, log), end]);
  } catch (error) {
    return explainOpening(error as NodeJS.ErrnoException, settings);
  }
  if (typeof gateway === 'number') return gateway;
  const { reload } = gateway;
  process.on('SIGHUP', () => isTerminalGone() || reload());
  announce(gateway, settings);
  const code = await end;
  await closeInTime(gateway, log);
  return code;
}

/** Readable on a terminal, JSON for whatever else collects it. On stderr, so that stdout has the announcements alone. */
function createLogger({ logLevel: level }: Settings): Logger {
  return process.stderr.isTTY
    ? pino({ level }, PinoPretty({ destination: 2, sync: true, ignore: 'pid,hostname' }))
    : pino({ level }, pino.destination({ fd: 2, sync: true }));
}

const TERMINALS = [0, 1, 2].filter(isatty);

/** Whether a SIGHUP says that the terminal has been closed, and not that the operator wants settings to be read anew. */
function isTerminalGone(): boolean {
  return process.platform === 'win32' || (TERMINALS.length > 0 && !TERMINALS.some(isatty));
}

/** Waits for a signal, or the end of the terminal (0), or a fault (1). After that, a further signal ends the process at once. */
function untilEnd(log: Logger): Promise<number> {
  const signals = STOP_SIGNALS.map(signal =>
    once(process, signal).then(() => {
      for (const next of STOP_SIGNALS) process.on(next, () => process.exit(EXIT_CODES[next]));
      log.info({ signal }, 'stopping');
      return 0;
    }),
  );
  const fault = new Promise<number>(resolve => {
    process.on('uncaughtException', error => {
      log.fatal({ err: error }, 'stopping after an internal error');
      resolve(1);
    });
  });
  const terminalGone = new Promise<number>(resolve => {
    process.on('SIGHUP', () => isTerminalGone() && resolve(0));
  });
  return Promise.race([...signals, terminalGone, fault]);
}

function announce(gateway: Gateway, { dataFolder, tls }: Settings): void {
  const { port, httpPort, addresses } = gateway;
  const validTo = gateway.certificateValidTo();
  console.log(`Server is now listening on port ${port}.`);
  const reached = addresses.map(address => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`));
  console.log(`Clients reach it at ${[...reached, `localhost:${port}`].join(', ')}`);
  if (httpPort !== undefined) console.log(`HTTP alone is served on port ${httpPort}`);
  if (validTo) {
    const alone = tls.isRequired ? ', and needed from other machines' : ' too';
    console.log(`TLS is on, on the same port${alone}; the certificate is valid until ${day(validTo)}`);
  }
  console.log(`Its data is in ${dataFolder}`);
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

async function closeInTime(gateway: Gateway, log: Logger): Promise<void> {
  const closed = gateway.close().catch(error => log.error({ err: error }, 'closing failed'));
  const late = new Promise<void>(resolve => {
    setTimeout(() => {
      log.warn({}, 'not everything ended in time');
      resolve();
    }, CLOSE_DEADLINE_MS);
  });
  await Promise.race([closed, late]);
}

/** Why the server can't be opened, in a line. @throws the error, where only its stack tells. */
async function explainOpening(error: NodeJS.ErrnoException & { port?: number }, settings: Settings): Promise<number> {
  const port = error.port ?? settings.port;
  switch (error.code) {
    case 'EADDRINUSE':
      return complain(`port ${port} is taken by ${await describePortOwner(port)}; --port chooses another`, 1);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return complain(`host is '${settings.host}', which is no address of this machine`, 2);
    case 'EACCES':
      if (error.syscall === 'listen')
        return complain(`port ${port} is not allowed to this user; --port chooses another`, 1);
      break;
  }
  if (error instanceof StartError) return complain(error.message, 1);
  if (error.code) return complain(`cannot start: ${error.message}`, 1);
  throw error;
}

function complain(message: string, code: number): number {
  console.error(`share-server: ${message}`);
  return code;
}
