import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type DatabaseFiles, filesOf, MaintenanceError, openToRead, replaceDatabases, syncFile } from './dataFolder.ts';
import { decode } from './python/encode.ts';
import { readStatement } from './sql/sqlite/statement.ts';
import { checkOurs, MIGRATIONS, migrate } from './store/sqlite/migrations.ts';

/*
 * The databases as lines of JSON: a first line that says what it is, then `{database, schema}` or `{database, sql}` for what makes the tables,
 * `{database, table, row}` for their rows, and a last line that tells how many there were, so that a cut file is known as one.
 *
 * In a row, an integer and a text are themselves, a real number is {"real": "1.5"}, bytes are {"base64": "AP8="}, an integer that JSON's numbers do not
 * hold is {"integer": "9007199254740993"}.
 */

const FORMAT = 'share-server export';
const FORMAT_VERSION = 1;

type Cell = null | string | bigint | number | Buffer;
type JsonCell = null | string | number | { real: string } | { integer: string } | { base64: string };
type DatabaseName = keyof DatabaseFiles;

interface Line {
  format?: string;
  version?: number;
  database?: DatabaseName;
  schema?: number;
  sql?: string;
  table?: string;
  row?: Record<string, JsonCell>;
  lines?: number;
}

/** The lines of a data folder's databases, each as it is at one moment, whether a server has them open or not. @throws MaintenanceError */
export function* exportLines(folder: string): Generator<string> {
  const files = filesOf(folder);
  let count = 0;
  const write = (line: Line) => {
    count++;
    return `${JSON.stringify(line)}\n`;
  };
  yield write({ format: FORMAT, version: FORMAT_VERSION });
  for (const line of exportDatabase('share', files.share)) yield write(line);
  if (existsSync(files.sql)) for (const line of exportDatabase('sql', files.sql)) yield write(line);
  yield write({ lines: count });
}

function* exportDatabase(database: DatabaseName, file: string): Generator<Line> {
  const db = openToRead(file);
  try {
    if (database === 'share') checkOurs(db);
    db.defaultSafeIntegers().exec('BEGIN');
    if (database === 'share') {
      yield { database, schema: Number(db.pragma('user_version', { simple: true })) };
    } else {
      for (const name of ['user_version', 'application_id']) {
        yield { database, sql: `PRAGMA ${name} = ${db.pragma(name, { simple: true })}` };
      }
      yield* schemaOf(db, "type = 'table'");
    }
    for (const table of tablesOf(db)) yield* rowsOf(db, database, table);
    if (database === 'sql') yield* schemaOf(db, "type <> 'table'");
  } finally {
    db.close();
  }
}

function* schemaOf(db: Database.Database, where: string): Generator<Line> {
  const shadows = db.prepare("SELECT name FROM pragma_table_list WHERE type = 'shadow'").pluck().all();
  const query = `SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND ${where} ORDER BY rowid`;
  for (const row of db.prepare(query).all()) {
    const { name, sql } = row as { name: string; sql: string };
    if (!shadows.includes(name)) yield { database: 'sql', sql };
  }
}

/** Those with rows of their own; the sequence of AUTOINCREMENT among them, and last. */
function tablesOf(db: Database.Database): string[] {
  const query = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
    AND (name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence') ORDER BY name = 'sqlite_sequence', name`;
  return db.prepare(query).pluck().all() as string[];
}

function* rowsOf(db: Database.Database, database: DatabaseName, table: string): Generator<Line> {
  const columns = db.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0').pluck().all(table) as string[];
  const query = db.prepare(`SELECT ${columns.map(quote).join(', ')} FROM ${quote(table)}`).raw();
  for (const cells of query.iterate()) {
    const row = Object.create(null) as Record<string, JsonCell>;
    for (const [i, cell] of (cells as Cell[]).entries()) row[columns[i]] = toJson(cell);
    yield { database, table, row };
  }
}

function toJson(cell: Cell): JsonCell {
  if (typeof cell === 'number') return { real: Object.is(cell, -0) ? '-0' : `${cell}` };
  if (typeof cell === 'bigint') {
    return Number.isSafeInteger(Number(cell)) ? Number(cell) : { integer: `${cell}` };
  }
  return Buffer.isBuffer(cell) ? { base64: cell.toString('base64') } : cell;
}

function fromJson(cell: JsonCell): Cell {
  if (typeof cell === 'number') return BigInt(cell);
  if (cell === null || typeof cell !== 'object') return cell;
  if ('real' in cell) return Number(cell.real);
  return 'integer' in cell ? BigInt(cell.integer) : Buffer.from(cell.base64, 'base64');
}

/**
 * Makes the databases of a data folder that has none from the lines of an export. @throws MaintenanceError, which names the line; then
 * nothing has changed.
 */
export async function importLines(folder: string, lines: AsyncIterable<string>): Promise<void> {
  const present = Object.values(filesOf(folder)).find(file => existsSync(file));
  if (present) throw new MaintenanceError(`${present} is there already; import makes a new data folder`);
  await replaceDatabases(folder, async partial => {
    const importing = new Import(partial);
    try {
      for await (const line of lines) importing.add(line);
      importing.end();
    } finally {
      importing.close();
    }
    for (const file of Object.values(partial)) if (existsSync(file)) syncFile(file);
  });
}

/** The databases while lines come in. */
class Import {
  readonly #files: DatabaseFiles;
  readonly #open = new Map<DatabaseName, Database.Database>();
  readonly #inserts = new Map<string, Database.Statement>();
  #count = 0;
  #isOver = false;

  constructor(files: DatabaseFiles) {
    this.#files = files;
  }

  add(text: string): void {
    const number = this.#count + 1;
    try {
      this.#take(JSON.parse(text) as Line);
    } catch (error) {
      throw new MaintenanceError(`line ${number} cannot be imported: ${(error as Error).message}`);
    }
    this.#count++;
  }

  /** All has come. */
  end(): void {
    if (!this.#isOver) throw new MaintenanceError(`the export ends early, after line ${this.#count}`);
    const share = this.#database('share');
    for (const db of this.#open.values()) db.exec('COMMIT');
    migrate(share);
  }

  close(): void {
    for (const db of this.#open.values()) db.close();
  }

  #take(line: Line): void {
    if (this.#isOver) throw new Error('there should be no more');
    if (this.#count === 0) checkFormat(line);
    else if (line.lines !== undefined) this.#checkEnd(line.lines);
    else if (line.schema !== undefined) this.#makeSchema(line.schema);
    else if (line.sql !== undefined) this.#makeSql(line.sql);
    else if (line.table !== undefined && line.row) this.#insert(line.database!, line.table, line.row);
    else throw new Error('it is neither a row nor a table');
  }

  /** An export may come from anywhere: no more than a client's SQL may do. */
  #makeSql(sql: string): void {
    readStatement(sql);
    this.#database('sql').prepare(sql).run();
  }

  #checkEnd(lines: number): void {
    if (lines !== this.#count) throw new Error(`${lines} lines should come before it`);
    this.#isOver = true;
  }

  #makeSchema(version: number): void {
    if (!(version >= 1 && version <= MIGRATIONS.length)) {
      throw new Error(
        `it was written by a newer server (schema ${version}; this one knows up to ${MIGRATIONS.length})`,
      );
    }
    const db = new Database(this.#files.share);
    this.#open.set('share', db);
    migrate(db, MIGRATIONS.slice(0, version));
    db.exec('BEGIN; DELETE FROM "group"; DELETE FROM state');
  }

  #database(name: DatabaseName): Database.Database {
    let db = this.#open.get(name);
    if (db) return db;
    if (name !== 'sql') throw new Error(`there is no schema of the database '${name}' before it`);
    db = new Database(this.#files.sql);
    this.#open.set(name, db);
    db.pragma('foreign_keys = OFF');
    db.exec('BEGIN');
    return db;
  }

  #insert(database: DatabaseName, table: string, row: Record<string, JsonCell>): void {
    // What no server could have written must not be read by one.
    if (database === 'share' && HAVE_VALUES.has(table)) decode(String(row.value));
    const columns = Object.keys(row);
    const sql = `INSERT INTO ${quote(table)} (${columns.map(quote).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const key = `${database} ${sql}`;
    let insert = this.#inserts.get(key);
    if (!insert) {
      const db = this.#database(database);
      if (table === 'sqlite_sequence') db.exec('DELETE FROM sqlite_sequence');
      insert = db.prepare(sql);
      this.#inserts.set(key, insert);
    }
    insert.run(Object.values(row).map(fromJson));
  }
}

const HAVE_VALUES = new Set(['registry', 'variable']);

function checkFormat({ format, version }: Line): void {
  if (format !== FORMAT) throw new Error('it is not the first line of an export of this server');
  if (version !== FORMAT_VERSION) throw new Error(`its format is ${version}, and this server knows ${FORMAT_VERSION}`);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
