import { openSqlite } from '../storeSupport.ts';

/** Run as a process of its own: opens the store in the folder and says `ready`, or why not; then it waits for its end. */
try {
  openSqlite(process.argv[2]);
  console.log('ready');
} catch (error) {
  console.log((error as Error).message);
}
setInterval(() => undefined, 1000);
