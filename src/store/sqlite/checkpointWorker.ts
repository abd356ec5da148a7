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

function tryPass(): unknown {
  try {
    return pass.get();
  } catch (error) {
    return new Error((error as Error).message);
  }
}
