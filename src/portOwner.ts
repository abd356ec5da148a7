import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';

/** Who listens on a TCP port of this machine, in words, as far as that can be found out. */
export async function describePortOwner(port: number): Promise<string> {
  return findProcess(port) ?? ((await answersPing(port)) ? 'another ShareServer' : 'another program');
}

const LISTENING = '0A';

/** Linux tells in /proc: the port's socket, then the process that has it open (one's own only, unless root asks). */
function findProcess(port: number): string | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => listeningSockets(table, port)));
  if (sockets.size === 0) return undefined;
  const pid = list('/proc').find(entry => /^\d+$/.test(entry) && hasOpen(entry, sockets));
  if (!pid) return undefined;
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() || read(`/proc/${pid}/comm`).trim();
  return `process ${pid} (${command.slice(0, MAX_COMMAND_LENGTH)})`;
}

const MAX_COMMAND_LENGTH = 200;

/** `socket:[inode]` of each socket that listens on the port. */
function listeningSockets(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = read(table)
    .split('\n')
    .map(row => row.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => state === LISTENING && local.endsWith(`:${hexPort}`))
    .map(row => `socket:[${row[9]}]`);
}

function hasOpen(pid: string, sockets: Set<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  return list(folder).some(descriptor => {
    try {
      return sockets.has(readlinkSync(`${folder}/${descriptor}`));
    } catch {
      return false;
    }
  });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const PING_DEADLINE_MS = 1000;

function answersPing(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, 'localhost', () => socket.write('ping()'));
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(PING_DEADLINE_MS, () => end(false));
    socket.on('data', data => end(data.toString() === 'pong'));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
  });
}
