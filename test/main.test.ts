import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { helpText } from '../src/config/commandLine.ts';
import { runProcess, startProcess } from './support/process.ts';
import { exchange, LineClient } from './support/rawClient.ts';
import { makeFolder } from './support/server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a command to its end. */
async function run(command: string, args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(command, args, { cwd: root });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', text => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', text => (output.stderr += text));
  const [code] = await once(child, 'close');
  return { code, ...output };
}

describe('share-server', () => {
  it('says on which port it listens, where it is reached, and where its data is', async () => {
    const folder = await makeFolder();
    const server = await startProcess(['--port', '0', '--data', folder]);
    assert.equal(await exchange(server.port, 'ping()'), 'pong');
    assert.equal(await server.stop('SIGTERM'), 0);
    const lines = server.output().split('\n');
    assert.equal(lines[0], `Server is now listening on port ${server.port}.`);
    assert.match(lines[1], /^Clients reach it at .*\blocalhost:\d+$/);
    const own = Object.values(networkInterfaces()).flat();
    for (const found of own.filter(address => address?.family === 'IPv4' && !address.internal)) {
      assert.ok(lines[1].includes(`${found?.address}:${server.port}`), lines[1]);
    }
    assert.equal(lines[2], `Its data is in ${folder}`);
  });

  it('writes its log as JSON where there is no terminal', async () => {
    const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()]);
    await server.stop('SIGTERM');
    const logged = server
      .output()
      .split('\n')
      .filter(line => line.startsWith('{'));
    assert.ok(logged.some(line => JSON.parse(line).msg === 'stopping'));
  });

  it('logs the texts of messages at trace alone', async () => {
    for (const level of ['debug', 'trace']) {
      const flags = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder(), '--log-level', level];
      const server = await startProcess(flags);
      for (const to of ['ALL', 'CONSOLE']) {
        assert.equal(await exchange(server.port, `send('someone', '${to}', 'a secret')`), 'OK');
      }
      await server.stop('SIGTERM');
      assert.equal(server.output().includes('a secret'), level === 'trace');
    }
  });

  it('ends with 1 after an internal error, which it logs', async () => {
    const fault = "process.once('SIGUSR2',()=>{throw(new(Error)('boom'))})";
    const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()], {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fault)}`,
    });
    assert.equal(await server.stop('SIGUSR2'), 1);
    assert.match(server.output(), /"level":60.*boom.*"msg":"stopping after an internal error"/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends with 0 at a ${signal}, however busy its connections are`, async () => {
      const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()]);
      const waiting = await LineClient.open(server.port);
      waiting.send(`recv('${await waiting.ask('getClientID()')}', 15)`);
      waiting.next().catch(() => undefined);
      const open = connect(server.port, '127.0.0.1', () => open.write('len((1,'));
      open.on('error', () => undefined);
      await once(open, 'connect');
      assert.equal(await exchange(server.port, 'ping()'), 'pong');
      assert.equal(await server.stop(signal), 0);
    });
  }

  it('ends the waits for messages with the reply that there is none', async () => {
    const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()]);
    const waiting = await LineClient.open(server.port);
    const id = await waiting.ask('getClientID()');
    const reply = waiting.ask(`recv('${id}', 15)`);
    const http = fetch(`http://127.0.0.1:${server.port}/api/recv?id=${id}&wait=15&format=text`).then(got => got.text());
    while (!(await exchange(server.port, "MyData['server.connections']")).includes('3')) assert.ok(id);
    // What else is under way is answered as ever.
    const busy = await LineClient.open(server.port);
    busy.send(
      "1\ndbQuery('WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000) SELECT max(i) FROM n')",
    );
    assert.equal(await busy.next(), '1');
    const result = busy.next();
    assert.equal(await server.stop('SIGTERM'), 0);
    assert.equal(await result, '[(500000,)]');
    assert.equal(await reply, 'NoneÈNoneÈNone');
    assert.equal(await http, 'NoneÈNoneÈNone');
    assert.doesNotMatch(server.output(), /in time/);
  });

  it('ends at once at a second signal', async () => {
    const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()]);
    const reader = connect(server.port, '127.0.0.1', () => reader.write("'x' * 400000\n".repeat(50)));
    reader.on('error', () => undefined);
    // One that does not read on keeps the server from ending.
    await once(reader, 'readable');
    server.child.kill('SIGTERM');
    while (!server.output().includes('stopping')) await once(server.child.stderr!, 'data');
    assert.equal(await server.stop('SIGINT'), 130);
    reader.destroy();
  });

  it('keeps what was acknowledged before the signal', async () => {
    const flags = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()];
    const first = await startProcess(flags);
    assert.equal(await exchange(first.port, "setReg('kept', 1)"), 'OK');
    await first.stop('SIGINT');
    const second = await startProcess(flags);
    assert.equal(await exchange(second.port, "getReg('kept')"), '1');
    assert.equal(await second.stop('SIGTERM'), 0);
  });

  it('says who has taken the port, and ends with 1', async () => {
    const holder = createServer().listen(0);
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const { code, output } = await runProcess(['--port', `${port}`, '--data', await makeFolder()]);
    holder.close();
    assert.equal(code, 1);
    const who = existsSync('/proc/net/tcp') ? `process ${process.pid} \\(.*node.*\\)` : 'another program';
    assert.match(output, new RegExp(`^share-server: port ${port} is taken by ${who}; --port chooses another\n$`));
  });

  it('ends with 2 and one line at a wrong setting', async () => {
    const data = await makeFolder();
    const cases: [string[], NodeJS.ProcessEnv, RegExp][] = [
      [['--port', 'x'], {}, /^share-server: port is 'x' \(from the flag --port\); allowed is .*\n$/],
      [[], { SHARE_LINGER_MS: '-1' }, /^share-server: linger-ms is '-1' \(from the variable SHARE_LINGER_MS\); .*\n$/],
      [['--bogus'], {}, /^share-server: there is no flag --bogus; --help lists the flags\n$/],
      [
        ['--host', '198.51.100.77'],
        {},
        /^share-server: host is '198\.51\.100\.77', which is no address of this machine\n$/,
      ],
    ];
    for (const [args, env, line] of cases) {
      const { code, output } = await runProcess(['--data', data, ...args], env);
      assert.match(output, line);
      assert.equal(code, 2);
    }
  });

  it('ends with 2 and one line where the data folder cannot be', async () => {
    const inFile = join(root, 'package.json', 'data');
    // Node's own recursive mkdir does not come back from the last one.
    for (const data of [
      inFile,
      join(root, 'package.json'),
      ...(existsSync('/proc/self') ? ['/proc/data/folder'] : []),
    ]) {
      const { code, output } = await runProcess(['--port', '0', '--data', data]);
      assert.match(output, /^share-server: data is '.*', which cannot be made a folder: E.*\n$/);
      assert.ok(output.includes(`'${data}'`), output);
      assert.equal(code, 2);
    }
  });

  it('ends with 1 and one line where another server has the data folder, or the database is not ours', async () => {
    const data = join(await makeFolder(), 'a', 'b');
    const server = await startProcess(['--port', '0', '--data', data]);
    const { code, output } = await runProcess(['--port', '0', '--data', data]);
    assert.equal(output, `share-server: the data folder ${data} is in use by process ${server.child.pid}\n`);
    assert.equal(code, 1);
    assert.equal(await exchange(server.port, 'ping()'), 'pong');
    await server.stop('SIGTERM');
    const foreign = await makeFolder();
    const db = new Database(join(foreign, 'share.db'));
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    const refused = await runProcess(['--port', '0', '--data', foreign]);
    assert.match(refused.output, /^share-server: .*share\.db is not a database of this server\n$/);
    assert.equal(refused.code, 1);
  });

  it('tells its help and version', async () => {
    assert.deepEqual(await runProcess(['--help']), { code: 0, output: `${helpText()}\n` });
    assert.deepEqual(await runProcess(['--version']), { code: 0, output: `${packageJson.version}\n` });
  });

  it('gets its flags from npm start', async () => {
    const { code, stdout } = await run('npm', ['start', '--silent', '--', '--port', '1', '--data', 'x', '--version']);
    assert.deepEqual([code, stdout.trim()], [0, packageJson.version]);
  });

  it('tells an old Node.js apart in one line', async () => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.17.9' } })`;
    const { code, stderr } = await run(process.execPath, [
      '--import',
      `data:text/javascript,${pretend}`,
      'src/main.ts',
    ]);
    assert.equal(stderr, 'share-server: needs Node.js 22.18 or newer; this is 22.17.9\n');
    assert.equal(code, 1);
    assert.equal(packageJson.engines.node, '>=22.18');
  });
});
