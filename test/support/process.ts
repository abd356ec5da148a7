import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cleanUp } from './cleanUp.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The server as its own process, as a user starts it. */
export interface ServerProcess {
  port: number;
  child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Sends the signal and waits for the end; the exit code, or null if it was killed. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `share-server` with `args` and waits until it listens. @throws Error with its output if it ends before. */
export async function startProcess(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  limits: ProcessLimits = {},
): Promise<ServerProcess> {
  const { child, output, ended } = runMain(args, env, limits);
  const port = await new Promise<number>((resolve, reject) => {
    const look = () => {
      const found = /Server is now listening on port (\d+)\./.exec(output());
      if (found) resolve(Number(found[1]));
    };
    child.stdout!.on('data', look);
    ended.then(code => reject(new Error(`the server ended with ${code}: ${output()}`)), reject);
  });
  return {
    port,
    child,
    output,
    async stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs `share-server` with `args` to its end. */
export async function runProcess(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; output: string }> {
  const { output, ended } = runMain(args, env);
  const code = await ended;
  return { code, output: output() };
}

/** What the operating system lets the process have. */
interface ProcessLimits {
  /** Open files and sockets. */
  descriptors?: number;
}

function runMain(args: string[], env: NodeJS.ProcessEnv, { descriptors }: ProcessLimits = {}) {
  const command = [process.execPath, MAIN, ...args];
  if (descriptors !== undefined) command.unshift('sh', '-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh');
  const child = spawn(command[0], command.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (printed += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  cleanUp(() => child.kill('SIGKILL'));
  return { child, output: () => printed, ended };
}
