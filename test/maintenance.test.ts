import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runProcess, type ServerProcess, startProcess } from './support/process.ts';
import { LineClient } from './support/rawClient.ts';
import { makeFolder } from './support/server.ts';

const NONE = 'NoneÈNoneÈNone';

function start(folder: string): Promise<ServerProcess> {
  return startProcess(['--port', '0', '--host', '127.0.0.1', '--data', folder]);
}

/** What was put into a server, to be looked for elsewhere. */
interface Contents {
  id: string;
}

const SQL = [
  'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, weight REAL, picture BLOB, twice GENERATED ALWAYS AS (id * 2))',
  "INSERT INTO t (id, name, weight, picture) VALUES (7, 'È', 1.0, x'00ff'), (9007199254740993, NULL, 9e999, x'')",
  // A number that is gone is not given out again.
  'INSERT INTO t (id) VALUES (9007199254741000)',
  'DELETE FROM t WHERE id = 9007199254741000',
  'CREATE TABLE log (text TEXT)',
  "CREATE TRIGGER noted AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('new'); END",
  'CREATE VIEW names AS SELECT name FROM t',
  'CREATE UNIQUE INDEX by_name ON t (name)',
  'CREATE VIRTUAL TABLE notes USING fts5 (body)',
  "INSERT INTO notes VALUES ('the quick brown fox')",
  'PRAGMA user_version = 5',
];

async function fill(port: number): Promise<Contents> {
  const client = await LineClient.open(port);
  const id = await client.ask('getClientID()');
  const requests = [
    "setReg('a', {'list': [1, 2.0, b'x'], 'time': datetime.datetime(2026, 1, 2)}); setReg('timed', 1, ttl=1000)",
    'shared = float("inf")',
    `join('${id}', 'group16'); send('x', '${id}', 'one'); send('x', 'group16', 'two'); send('x', 'ALL', 'three')`,
    ...SQL.map(sql => `dbQuery("${sql}")`),
  ];
  for (const request of requests) {
    const reply = await client.ask(request);
    assert.ok(!reply.startsWith('Error'), `${request}: ${reply}`);
  }
  client.destroy();
  return { id };
}

async function check(port: number, { id }: Contents): Promise<void> {
  const client = await LineClient.open(port);
  const expected: [string, string][] = [
    ["getReg('a')", "{'list': [1, 2.0, b'x'], 'time': datetime.datetime(2026, 1, 2, 0, 0)}"],
    ["getReg('timed'), shared", '(1, inf)'],
    [`groups('${id}')`, "['ALL', 'group16']"],
    [`recv('${id}')`, `xÈ${id}Èone`],
    [`recv('${id}')`, 'xÈgroup16Ètwo'],
    [`recv('${id}')`, 'xÈALLÈthree'],
    [`recv('${id}')`, NONE],
    [
      "dbQuery('SELECT * FROM t')",
      "[(7, 'È', 1.0, b'\\x00\\xff', 14), (9007199254740993, None, inf, b'', 18014398509481986)]",
    ],
    ["dbQuery('SELECT * FROM log')", '[]'],
    ["dbQuery('SELECT * FROM names ORDER BY 1')", "[(None,), ('È',)]"],
    ["dbQuery('SELECT body FROM notes WHERE notes MATCH ?', ['fox'])", "[('the quick brown fox',)]"],
    ["dbQuery('PRAGMA user_version')", '[(5,)]'],
    ["dbQuery('INSERT INTO t (name) VALUES (?) RETURNING id', ['new'])", '[(9007199254741001,)]'],
    ["dbQuery('SELECT * FROM log')", "[('new',)]"],
  ];
  for (const [request, reply] of expected) assert.equal(await client.ask(request), reply, request);
  assert.match(await client.ask("dbQuery('INSERT INTO t (name) VALUES (?)', ['new'])"), /IntegrityError: UNIQUE/);
  client.destroy();
}

describe('share-server backup and restore', () => {
  it('bring everything back, and put aside what was there', async () => {
    const folder = await makeFolder();
    const other = await makeFolder();
    const file = join(await makeFolder(), 'share.backup');
    const first = await start(folder);
    const contents = await fill(first.port);
    assert.deepEqual(await runProcess(['backup', file, '--data', folder]), {
      code: 0,
      output: `The data of ${folder} is in ${file}\n`,
    });
    await first.stop('SIGKILL');
    const second = await start(other);
    const client = await LineClient.open(second.port);
    await client.ask("setReg('other', 1)");
    client.destroy();

    const inUse = await runProcess(['restore', file, '--data', other]);
    assert.equal(inUse.code, 1);
    assert.match(
      inUse.output,
      new RegExp(`^share-server: the data folder .* is in use by process ${second.child.pid}\n$`),
    );
    await second.stop('SIGTERM');

    assert.equal((await runProcess(['restore', file, '--data', other])).code, 0);
    const aside = readdirSync(other).filter(name => name.startsWith('share.db.replaced-'));
    assert.equal(aside.length, 1);
    const third = await start(other);
    await check(third.port, contents);
    const again = await LineClient.open(third.port);
    assert.equal(await again.ask("getReg('other')"), 'None');
    again.destroy();
    assert.equal(await third.stop('SIGTERM'), 0);
    assert.doesNotMatch(third.output(), /damaged/);
  });

  it('copy one moment of a server that goes on writing', async () => {
    const folder = await makeFolder();
    const server = await start(folder);
    const client = await LineClient.open(server.port);
    let isOver = false;
    const writing = (async () => {
      for (let i = 0; !isOver; i++) await client.ask(`setReg('pair.one', ${i}); setReg('pair.two', ${i})`);
    })();
    const files = await Promise.all([1, 2].map(async n => join(await makeFolder(), `${n}.backup`)));
    for (const file of files) assert.equal((await runProcess(['backup', file, '--data', folder])).code, 0);
    isOver = true;
    await writing;
    client.destroy();
    await server.stop('SIGTERM');
    for (const file of files) {
      const restored = await makeFolder();
      assert.equal((await runProcess(['restore', file, '--data', restored])).code, 0);
      const copy = await start(restored);
      const reader = await LineClient.open(copy.port);
      const [one, two] = (await reader.ask("getAll('pair.*')")).match(/\d+/g)!;
      assert.equal(one, two);
      reader.destroy();
      await copy.stop('SIGTERM');
    }
  });

  it('refuse what they cannot do, in one line, and change nothing', async () => {
    const folder = await makeFolder();
    const file = join(folder, 'share.backup');
    const server = await start(join(folder, 'data'));
    await server.stop('SIGTERM');
    assert.equal((await runProcess(['backup', file, '--data', join(folder, 'data')])).code, 0);
    const before = readdirSync(join(folder, 'data'));
    const garbled = join(folder, 'garbled');
    writeFileSync(garbled, Buffer.alloc(10_000, 'garbage '));
    const cut = join(folder, 'cut');
    writeFileSync(cut, readFileSync(file));
    truncateSync(cut, 8192);
    const holed = join(folder, 'holed');
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 8192) * 4096;
    writeFileSync(holed, bytes.fill('garbage ', middle, middle + 4096));
    const cases: [string[], RegExp][] = [
      [['backup', file], /^share-server: .*share\.backup exists already\n$/],
      [['backup', join(folder, 'no/such/folder')], /^share-server: the backup .*folder cannot be written: .*\n$/],
      [['restore', join(folder, 'missing')], /^share-server: there is no file .*missing\n$/],
      [['restore', garbled], /^share-server: .*garbled is no sound backup: .*\n$/],
      [['restore', holed], /^share-server: .*holed is no sound backup: .*\n$/],
      [['restore', cut], /^share-server: .*cut is no sound backup: .*\n$/],
      [['export', file], /^share-server: .*EEXIST.*\n$/],
      [['import', join(folder, 'missing')], /^share-server: .*ENOENT.*\n$/],
      [['import', garbled], /^share-server: .*share\.db is there already; import makes a new data folder\n$/],
    ];
    for (const [args, line] of cases) {
      const { code, output } = await runProcess([...args, '--data', join(folder, 'data')]);
      assert.match(output, line);
      assert.equal(code, 1);
    }
    assert.deepEqual(readdirSync(join(folder, 'data')), before);
    const wrong = await runProcess(['backup']);
    assert.deepEqual(wrong, { code: 2, output: 'share-server: backup needs the name of a file\n' });
    const nothing = await runProcess(['backup', join(folder, 'x'), '--data', join(folder, 'none')]);
    assert.match(nothing.output, /^share-server: there is no database .*none\/share\.db\n$/);
    assert.deepEqual([nothing.code, existsSync(join(folder, 'none'))], [1, false]);
  });
});

describe('share-server export and import', () => {
  it('bring everything back', async () => {
    const folder = await makeFolder();
    const file = join(await makeFolder(), 'share.jsonl');
    const server = await start(folder);
    const contents = await fill(server.port);
    assert.deepEqual(await runProcess(['export', file, '--data', folder]), { code: 0, output: '' });
    await server.stop('SIGTERM');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.deepEqual(JSON.parse(lines[0]), { format: 'share-server export', version: 1 });
    assert.deepEqual(JSON.parse(lines.at(-1)!), { lines: lines.length - 1 });

    const other = join(await makeFolder(), 'data');
    assert.equal((await runProcess(['import', file, '--data', other])).code, 0);
    const again = await runProcess(['export', '--data', other]);
    assert.equal(again.code, 0);
    assert.deepEqual(again.output.trimEnd().split('\n'), lines, 'the same export again');
    const copy = await start(other);
    await check(copy.port, contents);
    assert.equal(await copy.stop('SIGTERM'), 0);
    assert.doesNotMatch(copy.output(), /damaged/);
  });

  it('take no part for the whole, and leave nothing behind', async () => {
    const folder = await makeFolder();
    const server = await start(folder);
    await fill(server.port);
    await server.stop('SIGTERM');
    const { output } = await runProcess(['export', '--data', folder]);
    const lines = output.trimEnd().split('\n');
    const outside = await makeFolder();
    const cases: [string[], RegExp][] = [
      [lines.slice(0, -1), /^share-server: the export ends early, after line \d+\n$/],
      [
        [...lines.slice(0, 5), ...lines.slice(6)],
        /^share-server: line \d+ cannot be imported: \d+ lines should come before it\n$/,
      ],
      [
        lines.slice(1),
        /^share-server: line 1 cannot be imported: it is not the first line of an export of this server\n$/,
      ],
      [[lines[0], 'x'], /^share-server: line 2 cannot be imported: .*JSON.*\n$/],
      [[lines[0], '{"database":"share","schema":99}'], /^share-server: line 2 .* newer server \(schema 99; .*\n$/],
      [
        [lines[0], lines[1], '{"database":"share","table":"no","row":{"a":1}}'],
        /^share-server: line 3 .*no such table: no\n$/,
      ],
      [
        [lines[0], lines[1], '{"database":"share","table":"registry","row":{"key":"a","value":"i5"}}'],
        /^share-server: line 3 cannot be imported: stored value is damaged at character 1\n$/,
      ],
      [
        [lines[0], lines[1], JSON.stringify({ database: 'sql', sql: `ATTACH '${outside}/new.db' AS x` })],
        /^share-server: line 3 cannot be imported: ATTACH is not allowed: there is one database\n$/,
      ],
    ];
    for (const [given, line] of cases) {
      const target = await makeFolder();
      const file = join(await makeFolder(), 'x.jsonl');
      writeFileSync(file, `${given.join('\n')}\n`);
      const { code, output: said } = await runProcess(['import', file, '--data', target]);
      assert.match(said, line);
      assert.equal(code, 1);
      assert.deepEqual(
        readdirSync(target).filter(name => name !== 'share.lock'),
        [],
      );
    }
    assert.deepEqual(readdirSync(outside), []);
  });
});
