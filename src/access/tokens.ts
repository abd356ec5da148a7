import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { valueError } from '../core/errors.ts';
import { FULL_GRANT, type Grant, hashToken, makeToken, nameProblem, type TokenRecord } from './token.ts';
import { TokenFile } from './tokenFile.ts';

const WATCH_MS = 1000;

/** The tokens of a data folder: what the file says. */
export class Tokens {
  readonly #file: TokenFile;
  readonly #changed: (records: readonly TokenRecord[]) => void;

  /** `changed` is given the tokens at once, and again after each change. @throws StartError for a file that is wrong. */
  constructor(folder: string, changed: (records: readonly TokenRecord[]) => void = () => undefined) {
    this.#file = new TokenFile(folder);
    this.#changed = changed;
    changed(this.#file.read());
  }

  get path(): string {
    return this.#file.path;
  }

  list(): TokenRecord[] {
    return this.#file.read();
  }

  /** Makes a token and returns it; nobody can find it out later. @throws ValueError for a name that is taken or not allowed. */
  add(name: string, grant: Grant = FULL_GRANT): string {
    const problem = nameProblem(name);
    if (problem) throw valueError(problem);
    const records = this.#file.read();
    if (records.some(record => record.name === name)) throw valueError(`there is a token '${name}' already`);
    const token = makeToken();
    this.#replace([...records, { name, hash: hashToken(token), grant }]);
    return token;
  }

  /** Withdraws a token. @throws ValueError where there is none of this name. */
  remove(name: string): void {
    const records = this.#file.read();
    const left = records.filter(record => record.name !== name);
    if (left.length === records.length) throw valueError(`there is no token '${name}'`);
    this.#replace(left);
  }

  /** Reads the file again; how many tokens there are. @throws StartError for one that is wrong; then nothing changes. */
  reload(): number {
    const records = this.#file.read();
    this.#changed(records);
    return records.length;
  }

  /** Calls back about a second after the file has changed. Returns the end of it. */
  watch(changed: () => void): () => void {
    // It is also told once of a file that is not there.
    const look = (now: Stats, before: Stats) => {
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) changed();
    };
    watchFile(this.path, { interval: WATCH_MS, persistent: false }, look);
    return () => unwatchFile(this.path, look);
  }

  #replace(records: TokenRecord[]): void {
    this.#file.write(records);
    this.#changed(records);
  }
}
