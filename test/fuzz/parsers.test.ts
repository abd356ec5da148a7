import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { SettingError } from '../../src/config/commandLine.ts';
import { settingNames, variableName } from '../../src/config/table.ts';
import { loadSettings } from '../../src/config.ts';
import { PythonError } from '../../src/core/errors.ts';
import { MaintenanceError } from '../../src/dataFolder.ts';
import { exportLines, importLines } from '../../src/jsonLines.ts';
import { Detector } from '../../src/protocols/detect.ts';
import { parseQuery, splitTarget } from '../../src/protocols/query.ts';
import { Framer } from '../../src/protocols/raw/framer.ts';
import { decodeUtf8, findUtf8Fault } from '../../src/protocols/utf8.ts';
import { decode, encode } from '../../src/python/encode.ts';
import { setEnvironment } from '../../src/python/environment.ts';
import { onBudget, prepare } from '../../src/python/index.ts';
import { fromJson, toJson } from '../../src/python/json.ts';
import { repr, str } from '../../src/python/text.ts';
import type { Value } from '../../src/python/values.ts';
import { readStatement } from '../../src/sql/sqlite/statement.ts';
import { tokenize } from '../../src/sql/sqlite/tokens.ts';
import { SmallHub } from '../protocols/smallHub.ts';
import { Variables } from '../python/oracle/compare.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startServer } from '../support/server.ts';
import { EXPRESSIONS, FLAGS, HTTP, JSON_TEXTS, QUERIES, RAW, SQL_TEXTS, TOML_TEXTS } from './corpus.ts';
import { fuzz } from './duration.ts';
import { inPieces, mutated, mutatedText } from './mutations.ts';

setEnvironment({ print: () => {} });

/** Many times its budget: not a measurement, but finds what nothing stops. */
const MAX_CPU_MS = 2000;

/** What `run` yields, or `undefined` where it ends in one of the errors that users see. */
function allowing<T>(kind: abstract new (...args: never[]) => Error, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    assert.notEqual((error as PythonError).type, 'RuntimeError');
    return undefined;
  }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'share-fuzz-'));
  cleanUp(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

fuzz('the first bytes are recognised the same in any pieces', inPieces(mutated([...HTTP, ...RAW])), pieces => {
  const decide = (parts: Buffer[]) => {
    const detector = new Detector({ http: true, tls: true });
    for (const part of parts) {
      const detection = detector.feed(part);
      if (detection !== 'undecided') return detection;
    }
    return 'undecided';
  };
  const whole = Buffer.concat(pieces);
  if (whole.length > 0) assert.equal(decide(pieces), decide([whole]));
});

const hub = new SmallHub();
const FRAMER_LIMITS = { maxRequestBytes: 65_536, quietMs: 10, piecesQuietMs: 250, openMs: 5000 };

fuzz('raw bytes become requests, whatever they are', inPieces(mutated(RAW)), pieces => {
  const framer = new Framer(text => hub.classify(text), FRAMER_LIMITS);
  const drain = () => {
    for (let framed = framer.next(); framed; framed = framer.next()) {
      assert.ok(framed.error ? framed.error instanceof PythonError : framed.text !== '');
    }
  };
  for (const piece of pieces) {
    framer.feed(piece);
    drain();
  }
  framer.halfClose();
  drain();
  assert.equal(framer.isOver, true);
  assert.equal(framer.bufferedBytes, 0);
});

fuzz('bytes are UTF-8 or have a fault, and never both', mutated([...RAW, ...JSON_TEXTS]), bytes => {
  assert.equal(decodeUtf8(bytes) === undefined, findUtf8Fault(bytes) !== null);
});

fuzz('a text is a value or an error of Python, within its budget', mutatedText(EXPRESSIONS), text => {
  const start = process.threadCpuUsage();
  const value = allowing(PythonError, () => {
    const result = prepare(text).run(new Variables(), undefined);
    onBudget(() => str(result));
    return result;
  });
  const { user, system } = process.threadCpuUsage(start);
  assert.ok((user + system) / 1000 < MAX_CPU_MS, `${(user + system) / 1000} ms: ${text.slice(0, 300)}`);
  if (value !== undefined) allowing(PythonError, () => onBudget(() => checkCodecs(value)));
});

function checkCodecs(value: Value): void {
  const stored = encode(value);
  assert.ok(stored.isWellFormed());
  assert.equal(repr(decode(stored)), repr(value));
  JSON.parse(toJson(value));
}

fuzz('JSON is a value or an error of Python, and the value is JSON again', mutatedText(JSON_TEXTS), text => {
  const value = allowing(PythonError, () => onBudget(() => fromJson(text)));
  if (value === undefined) {
    assert.throws(() => onBudget(() => fromJson(text)));
    return;
  }
  const again = onBudget(() => toJson(value));
  JSON.parse(again);
  assert.equal(
    onBudget(() => toJson(fromJson(again))),
    again,
  );
});

fuzz('a query is pairs of text, or no UTF-8', mutatedText(QUERIES), text => {
  for (const pair of allowing(PythonError, () => parseQuery(text)) ?? []) {
    for (const part of pair) assert.ok(part.isWellFormed());
  }
  const { path, query } = splitTarget(text);
  assert.ok(text.startsWith(path) && text.endsWith(query));
});

const database = new Database(':memory:');
database.exec('CREATE TABLE t (a, b)');
const sqlState = () =>
  JSON.stringify([
    database.inTransaction,
    ...['database_list', 'writable_schema', 'foreign_keys', 'temp_store', 'query_only', 'journal_mode'].map(name =>
      database.pragma(name),
    ),
    database.prepare('SELECT * FROM sqlite_temp_schema').all(),
  ]);
sqlState(); // Opens temp.
const firstState = sqlState();

fuzz(
  'a statement is taken apart without loss, and what is let through changes no setting',
  mutatedText(SQL_TEXTS),
  text => {
    assert.equal(
      tokenize(text)
        .map(token => token.text)
        .join(''),
      text,
    );
    const isAllowed = allowing(PythonError, () => readStatement(text)) !== undefined;
    // The port refuses NUL itself; endless ones need the watchdog.
    if (!isAllowed || text.includes('\0') || /recursive/i.test(text)) return;
    try {
      const statement = database.prepare(text);
      if (statement.reader) statement.all([1]);
      else statement.run();
    } catch {
      // A wrong statement does nothing.
    }
    assert.equal(sqlState(), firstState);
  },
);

const argument = fc.oneof(fc.constantFrom(...FLAGS), mutatedText(FLAGS));
const variable = fc.tuple(
  fc.constantFrom(...settingNames().map(variableName), 'SHARE_CONFIG', 'SHARE_X'),
  fc.oneof(fc.constantFrom('0', '1024', 'x', '', '*', 'none'), mutatedText(FLAGS)),
);

const configFolder = temporaryFolder();
const configFile = join(configFolder, 'fuzz.toml');

fuzz(
  'settings are taken or refused in one line',
  fc.tuple(
    fc.array(argument, { maxLength: 4 }),
    fc.array(variable, { maxLength: 3 }),
    mutated(TOML_TEXTS),
    fc.boolean(),
  ),
  ([argv, variables, toml, hasFile]) => {
    writeFileSync(configFile, toml);
    const flags = hasFile ? ['--config', configFile, ...argv] : argv;
    try {
      loadSettings(flags, Object.fromEntries(variables));
    } catch (error) {
      assert.ok(error instanceof SettingError, String((error as Error).stack));
      assert.match(error.message, /^[^\r\n]+$/);
    }
  },
);

/** An export with something of everything. */
async function makeExport(): Promise<string[]> {
  const server = await startServer();
  const requests = [
    "setReg('a', [1, 2.5, {'b': b'x'}]); setReg('timed', 1, ttl=1000); shared = 'È'",
    "send(getClientID(), 'ALL', 'hello')",
    "dbQuery('CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b)')",
    "dbQuery('INSERT INTO t (b) VALUES (1.5), (?), (9007199254740993)', [b'x'])",
    "dbQuery('CREATE VIEW v AS SELECT a FROM t')",
  ];
  for (const request of requests) assert.doesNotMatch(await server.ask(request), /^Error/);
  await server.close();
  return [...exportLines(server.folder)].map(line => line.trimEnd());
}

const exported = await makeExport();
const importFolder = temporaryFolder();

fuzz(
  'lines are imported, or refused and leave nothing behind',
  fc.tuple(fc.nat({ max: exported.length - 1 }), mutatedText(exported)),
  async ([at, line]) => {
    const folder = join(importFolder, 'data');
    const lines = exported.with(at, line);
    try {
      await importLines(folder, Readable.from(lines) as AsyncIterable<string>);
    } catch (error) {
      assert.ok(error instanceof MaintenanceError, String((error as Error).stack));
      assert.deepEqual(
        readdirSync(folder).filter(name => name !== 'share.lock'),
        [],
      );
    }
    assert.deepEqual(readdirSync(importFolder), ['data']);
    rmSync(folder, { recursive: true });
  },
);
