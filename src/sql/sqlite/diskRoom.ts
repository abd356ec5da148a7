import { statfsSync } from 'node:fs';

/** What a statement leaves free for the rest of the server, at least. */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** Of so many looks one is at the disk. */
const LOOKS = 5;

/** Sees that no statement takes all of a disk: temporary files and the log of a large write are bounded by time alone. */
export class DiskRoom {
  readonly #folder: string;
  #statement: number | undefined;
  /** As little as may be free while the statement runs. */
  #leastBytes = 0;
  #looks = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether it has used up the disk but for 64 MiB, or for half of what was free when it began, if that is less. */
  isUsedUpBy(statement: number): boolean {
    if (statement !== this.#statement) {
      this.#statement = statement;
      this.#leastBytes = Math.min(RESERVE_BYTES, this.#freeBytes() / 2);
      return false;
    }
    this.#looks++;
    return this.#looks % LOOKS === 0 && this.#freeBytes() < this.#leastBytes;
  }

  #freeBytes(): number {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      return bavail * bsize;
    } catch {
      // SQLite will hear of it.
      return Number.POSITIVE_INFINITY;
    }
  }
}
