import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseToml, stringify, type TomlError } from 'smol-toml';
import { StartError } from '../core/errors.ts';
import { readToken, type TokenRecord } from './token.ts';

const FILE = 'tokens.toml';
const OWNER_ONLY = 0o600;
const HEADING = `# Who may come in: one table for each token. Made by \`share-server token\`; what is changed here by hand is kept, comments are not.
# Scopes: read, write (patterns of keys), send, join (patterns of groups and clients), sql ("none", "read", "write"), eval, admin (true, false).
# A token without any scope may do everything but admin.
`;

/** The tokens that a data folder knows, in a TOML file that only its owner can read. */
export class TokenFile {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, FILE);
  }

  /** None where there is no file. @throws StartError for one that can't be read or is wrong, in a line that says where. */
  read(): TokenRecord[] {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new StartError(`the tokens' file ${this.path} cannot be read: ${(error as Error).message}`);
    }
    return this.#parse(text);
  }

  /** Replaces the file whole, or not at all. @throws Error of the file system. */
  write(tokens: readonly TokenRecord[]): void {
    const tables = Object.fromEntries(tokens.map(({ name, hash, grant }) => [name, { hash, ...grant }]));
    const temporary = `${this.path}.new`;
    const file = openSync(temporary, 'w', OWNER_ONLY);
    try {
      writeSync(file, `${HEADING}\n${stringify(tables)}`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(temporary, OWNER_ONLY);
    renameSync(temporary, this.path);
  }

  #parse(text: string): TokenRecord[] {
    let name: string | undefined;
    try {
      const tokens: TokenRecord[] = [];
      for (const [key, table] of Object.entries(parseToml(text))) {
        name = key;
        tokens.push(readToken(key, table));
      }
      return tokens;
    } catch (error) {
      const { line, column, message } = error as TomlError;
      const where =
        name !== undefined ? `, token '${name}'` : line === undefined ? '' : `, line ${line}, column ${column}`;
      throw new StartError(`the tokens' file ${this.path}${where} is wrong: ${message.split('\n', 1)[0]}`);
    }
  }
}
