import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lanAddresses } from '../../src/lanAddresses.ts';
import { startProcess } from '../support/process.ts';
import { makeFolder, startServer } from '../support/server.ts';
import { addToken } from '../support/tokens.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const LIBRARY = path('../../clients/python');

/** Seed's clients know no port but 2980; this leads them to another one. */
const LEAD_TO_PORT = `
import os, socket
_connect = socket.socket.connect
def connect(self, address):
    return _connect(self, (address[0], int(os.environ['TEST_PORT'])) if address[1] == 2980 else address)
socket.socket.connect = connect
`;

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs python3 while this process goes on serving. */
async function runPython(args: string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn('python3', args, {
    env: { ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1', PYTHONWARNINGS: 'ignore', ...env },
  });
  const run: Run = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', text => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', text => (run.stderr += text));
  [run.code] = await once(child, 'close');
  return run;
}

const skip = spawnSync('python3', ['--version']).error ? 'no python3 here' : false;

describe('the Python clients', { skip }, () => {
  it('client8.py runs unchanged, line by line as listed', async () => {
    const server = await startServer();
    const folder = await makeFolder();
    await writeFile(join(folder, 'sitecustomize.py'), LEAD_TO_PORT);
    const { code, stdout, stderr } = await runPython([path('../fixtures/client8.py')], {
      PYTHONPATH: folder,
      TEST_PORT: `${server.port}`,
    });
    assert.equal(code, 0, stderr);
    const id = /send\('(\w{8})', 'ALL'/.exec(stdout)?.[1];
    const exchanges = [
      ["'Hello World'", 'Hello World'],
      [' ( 1 + 1 ) * 2 ', '4'],
      [' math.log10( 134256 ) ', '5.127933703747114'],
      ['getClientID()', `${id}`],
      [`send('${id}', 'ALL', 'This is a test.')`, 'OK'],
      [`recv('${id}')`, `${id}ÈALLÈThis is a test.`],
      [`exit('${id}')`, 'OK'],
    ].map(([request, reply]) => `   Sent to server:  ${request}\nReply from server:  ${reply}\n\n`);
    exchanges.splice(6, 0, `The message is:  ['${id}', 'ALL', 'This is a test.']\n\n`);
    assert.equal(stdout, exchanges.join(''));
  });

  it('client7.py runs unchanged from start to end on our share.py', async () => {
    const server = await startServer();
    const folder = await makeFolder();
    await copyFile(path('../fixtures/client7.py'), join(folder, 'client7.py'));
    await copyFile(join(LIBRARY, 'share.py'), join(folder, 'share.py'));
    const { code, stdout, stderr } = await runPython(
      ['client7.py'].map(file => join(folder, file)),
      {
        SHARE_SERVER: `localhost:${server.port}`,
      },
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    const id = /My client ID: {2}(\w{8})/.exec(stdout)?.[1];
    const expected = expectedOfClient7(id!);
    assert.equal(
      stdout.replace(/^server\..*\n/gm, '').replace(/\('\d{4}-\d\d-\d\d \d\d:\d\d:\d\d',\)/, '(NOW,)'),
      expected,
    );
    const facts = [...stdout.matchAll(/^server\.(\w+):./gm)].map(match => match[1]);
    assert.deepEqual(facts, facts.toSorted());
    for (const fact of [
      'version',
      'host',
      'ip',
      'port',
      'started',
      'uptime',
      'clients',
      'groups',
      'keys',
      'messages',
      'requests',
    ]) {
      assert.ok(facts.includes(fact), fact);
    }
    assert.equal(await server.ask('clients()'), '[]');
    assert.equal(await server.ask("len(getAll('project17.*'))"), '0');
  });

  it('share.py does what its docstrings say', async () => {
    const server = await startServer();
    const { code, stderr } = await runPython([path('python/test_share.py')], {
      SHARE_SERVER: `127.0.0.1:${server.port}`,
    });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Ran \d\d tests/);
  });

  it('share.py gives its token with each request, out of the environment too', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const scopes = { read: ['garden.*'], write: ['garden.*'], join: ['*'], send: ['*'] };
    const tokens = [addToken(server, 'all'), addToken(server, 'kitchen', scopes)];
    const script = `
import sys, share
for token in sys.argv[1:]:
    sh = share.ShareServer(token=token)
    print(sh.isServerUp(), len(sh.ID), sh.setReg("garden.a", ["1", 2.0]), sh.getReg("garden.a"))
    sh._connection.close()
    print(sh.join("cooks"), sh.send("cooks", "it's"), sh.recv()[1:], sh.members("cooks") == [sh.ID], sh.SendToServer("ping()"))
    print(sh.setReg("attic", 1))
    try:
        print(sh.evaluate("1 + 1"))
    except share.ShareError as error:
        print(error)
    print(sh.exit())
print(share.ShareServer().getReg("garden.a"))
wrong = share.ShareServer(token="it's wrong")
print(wrong.isServerUp(), wrong.setReg("garden.a", 1))
`;
    const { stdout, stderr } = await runPython(['-c', script, ...tokens], {
      ...{ SHARE_SERVER: `127.0.0.1:${server.port}`, SHARE_TOKEN: tokens[1], PYTHONPATH: LIBRARY },
    });
    const same = "True 8 OK ['1', 2.0]\nOK OK ('cooks', \"it's\") True pong\n";
    assert.equal(
      stdout,
      [
        `${same}OK\n2\nOK\n`,
        `${same}Error: PermissionError: the token 'kitchen' may write 'garden.*', not 'attic'\n`,
        "PermissionError: the token 'kitchen' may only call commands; other expressions take the scope eval\nOK\n",
        "['1', 2.0]\nTrue Error: AuthenticationError: the token is wrong, or was withdrawn\n",
      ].join(''),
      stderr,
    );
  });

  it('share.py finds a server that wants a token', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const { stdout, stderr } = await runPython(['-c', `import share; print(share.find_server(${server.port}, 2))`], {
      PYTHONPATH: LIBRARY,
    });
    assert.equal(stdout, 'localhost\n', stderr);
  });

  it('share.py goes on after the server was started anew', async t => {
    const folder = await makeFolder();
    const flags = ['--host', '127.0.0.1', '--data', folder];
    let server = await startProcess(['--port', '0', ...flags]);
    const { port } = server;
    const script = `
import sys, share
sh = share.ShareServer('127.0.0.1', ${port})
print(sh.setReg('restart.n', 5), flush=True)
sys.stdin.readline()
print(sh.getReg('restart.n'), flush=True)
`;
    const child = spawn('python3', ['-c', script], { env: { ...process.env, PYTHONPATH: LIBRARY } });
    t.after(() => child.kill());
    child.stderr.pipe(process.stderr);
    const printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    assert.equal((await printed.next()).value, 'OK');
    assert.equal(await server.stop('SIGTERM'), 0);
    server = await startProcess(['--port', `${port}`, ...flags]);
    child.stdin.end('\n');
    assert.equal((await printed.next()).value, '5');
  });

  it('share.py finds a server that only the local network reaches', async t => {
    const address = lanAddresses().find(found => found.includes('.'));
    if (!address) return t.skip('no network here');
    const server = await startProcess(['--port', '0', '--host', address, '--data', await makeFolder()]);
    const { stdout, stderr } = await runPython(['-c', `import share; print(share.find_server(${server.port}))`], {
      PYTHONPATH: LIBRARY,
    });
    assert.equal(stdout, `${address}\n`, stderr);
  });
});

function expectedOfClient7(id: string): string {
  const message = (from: string, to: string, text: string) =>
    `sentFrom:  ${from}\nsentTo:    ${to}\ntext:      ${text}\n\n`;
  return [
    'The server is responding...All systems are GO!\n\n',
    `My client ID:  ${id} \n\n`,
    message(id, 'ALL', 'This is a test sent to everyone.'),
    message(id, 'group16', 'This is a test sent to everyone in group16.'),
    message(id, 'sysadmin', 'This is a test sent to everyone in sysadmin.'),
    message(id, id, 'This is a test sent to ME.'),
    message('John Smith', 'ALL', 'This is a test sent to everyone.'),
    message('John Smith', 'John Smith', 'This is another test sent to myself.'),
    message(id, 'group16', '++ping, This is a test ping.'),
    message(id, id, '++pong, This is a test ping.'),
    'project17.value1:  123574\n',
    'project17 is running.\n\n',
    'project17.address:1313 Mockingbird Lane, Chicago IL, 99999\n',
    'project17.isRunning:True\n',
    'project17.value1:123574\n',
    'project17.value2:1236\n\n',
    '\n',
    '(NOW,)\n\n',
    ...Array.from({ length: 10 }, (_, i) => `(${i + 1}, 'This is record ${i}')\n`),
    '\n',
  ].join('');
}
