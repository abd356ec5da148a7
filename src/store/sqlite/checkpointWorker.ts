import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** The checkpointer's thread: copies as much of the log as can be copied without waiting, each time it is asked. */
const db = new Database((workerData as { file: string }).file, { fileMustExist: true });
const pass = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw();

parentPort!.on('message', (request: 'pass' | 'close') => {
  if (request === 'pass') {
    parentPort!.postMessage(tryPass());
    return;
  }
  db.close();
  parentPort!.close();
});

/** What the pass says (see PassResult), and how many bytes it has written, where the system tells. */
function tryPass(): unknown {
  try {
    const before = countWritten();
    const state = pass.get() as number[];
    return [...state, countWritten() - before];
  } catch (error) {
    return new Error((error as Error).message);
  }
}

/** What this thread has written since its start, as Linux counts it; elsewhere NaN. */
function countWritten(): number {
  try {
    return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/thread-self/io', 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}
