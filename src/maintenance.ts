import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { backUp, restore } from './backup.ts';
import type { Action } from './config/commandLine.ts';
import type { Settings } from './config.ts';
import { MaintenanceError } from './dataFolder.ts';
import { exportLines, importLines } from './jsonLines.ts';
import { ForeignDatabaseError } from './store/sqlite/migrations.ts';

/** Works on a data folder; null, or why it could not be done. */
type Work = (settings: Settings, file: string | undefined) => Promise<string | null>;

/** What `share-server` can do instead of serving. */
export const maintenance: Record<Action, Work> = {
  backup: working(async (folder, file) => {
    backUp(folder, file!);
    console.log(`The data of ${folder} is in ${file}`);
  }),
  restore: working(async (folder, file) => {
    await restore(folder, file!);
    console.log(`The data of ${file} is in ${folder}`);
  }),
  export: working(async (folder, file) => {
    // Existing files stay.
    const target = file === undefined ? process.stdout : createWriteStream(file, { flags: 'wx' });
    await pipeline(Readable.from(exportLines(folder)), target, { end: file !== undefined });
  }),
  import: working(async (folder, file) => {
    const source = file === undefined ? process.stdin : (await open(file)).createReadStream();
    await importLines(folder, createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY }));
    console.log(`The data of ${file ?? 'the input'} is in ${folder}`);
  }),
  'tls-init': working(async (folder, _file, { tls }) => {
    // Not before it is needed: what makes certificates is large.
    const { initTls } = await import('./tlsInit.ts');
    console.log(await initTls(folder, tls));
  }),
};

function working(work: (folder: string, file: string | undefined, settings: Settings) => Promise<void>): Work {
  return async (settings, file) => {
    try {
      await work(settings.dataFolder, file, settings);
      return null;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isKnown = error instanceof MaintenanceError || error instanceof ForeignDatabaseError;
      if (isKnown || code !== undefined) return message;
      throw error;
    }
  };
}
