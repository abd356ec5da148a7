import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FULL_GRANT } from '../../src/access/token.ts';
import { Tokens } from '../../src/access/tokens.ts';
import { runProcess, type ServerProcess, startProcess } from '../support/process.ts';
import { exchange, LineClient } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { makeFolder } from '../support/server.ts';
import { startWithTokens } from './support.ts';

const runToEnd = (argv: string[]) => runProcess(argv);
const tokenOf = (output: string) => /^[0-9A-Za-z]{16}$/m.exec(output)![0];

/** Has the process read its tokens again; until it has. */
async function reload(server: ServerProcess): Promise<void> {
  const before = server.output().split('the tokens were read').length;
  server.child.kill('SIGHUP');
  while (server.output().split('the tokens were read').length === before) await once(server.child.stderr!, 'data');
}

describe('share-server token', () => {
  it('makes a token that a running server takes, and withdraws it', async () => {
    const folder = await makeFolder();
    const server = await startProcess(['--port', '0', '--data', folder, '--require-token']);
    assert.match(await exchange(server.port, '1 + 1'), /^Error: AuthenticationError: this server wants a token/);
    const made = await runToEnd(['token', 'add', 'kitchen', '--data', folder]);
    assert.equal(made.code, 0, made.output);
    const token = tokenOf(made.output);
    assert.match(token, /^[0-9A-Za-z]{16}$/);
    await reload(server);
    assert.equal(await exchange(server.port, `auth('${token}'); 1 + 1`), '2');
    const line = await LineClient.open(server.port);
    assert.equal(await line.ask(`auth('${token}')`), 'OK');
    assert.equal(await line.ask('1 + 1'), '2');
    assert.equal((await runToEnd(['token', 'remove', 'kitchen', '--data', folder])).code, 0);
    await reload(server);
    assert.match(
      await exchange(server.port, `auth('${token}'); 1 + 1`),
      /^Error: AuthenticationError: the token is wrong/,
    );
    assert.equal(await line.ask('1 + 1'), "Error: AuthenticationError: the token 'kitchen' was withdrawn");
    line.destroy();
    assert.equal(await server.stop('SIGTERM'), 0);
  });

  it('keeps of a token its hash alone, in a file that only its owner reads', async () => {
    const folder = await makeFolder();
    const { output } = await runToEnd(['token', 'add', 'kitchen', '--data', folder]);
    const file = join(folder, 'tokens.toml');
    const text = readFileSync(file, 'utf8');
    assert.ok(!text.includes(tokenOf(output)));
    assert.match(text, /hash = "sha256:[0-9a-f]{64}"/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('lists names and scopes', async () => {
    const folder = await makeFolder();
    await runToEnd(['token', 'add', 'all of it', '--data', folder]);
    await runToEnd([
      'token',
      'add',
      'garden',
      '--read',
      'garden.*',
      '--read',
      'house.*',
      '--sql',
      'read',
      '--eval',
      '--data',
      folder,
    ]);
    await runToEnd(['token', 'add', 'boss', '--admin', '--data', folder]);
    const { output, code } = await runToEnd(['token', 'list', '--data', folder]);
    assert.equal(code, 0);
    assert.deepEqual(output.trim().split('\n'), [
      'all of it: read *, write *, send *, join *, sql write, eval',
      'garden: read garden.* house.*, write nothing, send nothing, join nothing, sql read, eval',
      'boss: read *, write *, send *, join *, sql write, eval, admin',
    ]);
  });

  it('says in one line what is wrong', async () => {
    const folder = await makeFolder();
    await runToEnd(['token', 'add', 'kitchen', '--data', folder]);
    const wrong: [string[], number, RegExp][] = [
      [['add', 'kitchen'], 1, /there is a token 'kitchen' already/],
      [['remove', 'nobody'], 1, /there is no token 'nobody'/],
      [['add', 'a.b'], 1, /the name of a token is 1 to 60 characters without/],
      [['add'], 2, /token add needs a name/],
      [['list', 'x'], 2, /unexpected argument 'x'/],
      [['add', 'x', 'y'], 2, /unexpected argument 'y'/],
      [['give', 'x'], 2, /token is followed by one of add, list, remove/],
      [['add', 'x', '--sql', 'all'], 2, /sql must be one of none, read, write/],
      [['add', 'x', '--fly'], 2, /Unknown option '--fly'/],
    ];
    for (const [argv, code, text] of wrong) {
      const run = await runToEnd(['token', ...argv, '--data', folder]);
      assert.equal(run.code, code, `${argv}: ${run.output}`);
      assert.match(run.output, text);
      assert.equal(run.output.trim().split('\n').length, 1, run.output);
    }
  });
});

describe('the file of tokens', () => {
  it('that is wrong keeps the server from starting, in a line that says where', async () => {
    const folder = await makeFolder();
    const cases: [string, RegExp][] = [
      ['[kitchen]\nhash = 5', /tokens\.toml, token 'kitchen' is wrong: hash must be sha256:/],
      ['[kitchen]\nhash = ', /tokens\.toml, line 2, column \d+ is wrong/],
      [`[kitchen]\nhash = "sha256:${'0'.repeat(64)}"\nfly = true`, /token 'kitchen' is wrong: there is no scope 'fly'/],
      [`["a.b"]\nhash = "sha256:${'0'.repeat(64)}"`, /token 'a\.b' is wrong: the name of a token/],
    ];
    for (const [text, message] of cases) {
      writeFileSync(join(folder, 'tokens.toml'), text);
      const { code, output } = await runToEnd(['--port', '0', '--data', folder]);
      assert.equal(code, 1, output);
      assert.match(output, message);
      assert.equal(output.trim().split('\n').length, 1, output);
    }
  });

  it('that becomes wrong while the server runs changes nothing', async () => {
    const { server, tokens } = await startWithTokens({ kitchen: 'all' });
    const file = join(server.folder, 'tokens.toml');
    chmodSync(file, 0o600);
    writeFileSync(file, 'no [toml');
    await server.gateway.reload();
    assert.equal(await server.ask(`auth('${tokens.kitchen}'); 1 + 1`), '2');
  });

  it('is read again when it changes, without being told', async () => {
    const { server } = await startWithTokens({ kitchen: 'all' });
    const token = new Tokens(server.folder).add('later', FULL_GRANT);
    const deadline = Date.now() + 20_000;
    while ((await server.ask(`auth('${token}'); 1 + 1`)) !== '2')
      assert.ok(Date.now() < deadline, 'the token is known');
  });
});

describe('a token that is withdrawn, or whose scopes change', () => {
  it('ends the WebSockets and streams of events that were opened with it, and no others', async () => {
    const { server, tokens } = await startWithTokens({ kitchen: 'all', cellar: 'all' });
    const gone = await RpcClient.open(server.port, `token=${tokens.kitchen}`);
    const stays = await RpcClient.open(server.port, `token=${tokens.cellar}`);
    const events = await fetch(`http://127.0.0.1:${server.port}/events?token=${tokens.kitchen}`);
    const ended = once(gone.socket, 'close');
    new Tokens(server.folder).remove('kitchen');
    await server.gateway.reload();
    assert.equal((await ended)[0], 4401);
    await events.text();
    assert.equal((await stays.call('ping')).result, 'pong');
    stays.socket.close();
  });
});
