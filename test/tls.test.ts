import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { loadSettings } from '../src/config.ts';
import { type Logger, silentLog } from '../src/core/log.ts';
import { lanAddresses } from '../src/lanAddresses.ts';
import { initTls } from '../src/tlsInit.ts';
import { makeCertificate, makeSelfSigned, type TestCertificate, writeCertificate } from './support/certificates.ts';
import { cleanUp } from './support/cleanUp.ts';
import { runProcess, type ServerProcess, startProcess } from './support/process.ts';
import { exchange, LineClient, readAll } from './support/rawClient.ts';
import { makeFolder, startServer } from './support/server.ts';

const SHARE_PY = fileURLToPath(new URL('../clients/python', import.meta.url));
const SHARE_JS = fileURLToPath(new URL('../clients/javascript/shareserver.js', import.meta.url));
const has = (program: string, flag = '--version') => !spawnSync(program, [flag]).error;

async function openTls(port: number, ca: string, options: object = {}): Promise<TLSSocket> {
  const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'localhost', ca, ...options });
  cleanUp(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** The body of a reply over HTTPS. */
function get(port: number, path: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', servername: 'localhost', path, ca, agent: false }, response => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', text => (body += text)).on('end', () => resolve(body));
    });
    sent.on('error', reject).end();
  });
}

/** Runs a program to its end, its output. @throws Error with it, if it fails */
async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}, input = ''): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', text => (output += text));
  child.stderr.setEncoding('utf8').on('data', text => (errors += text));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${errors}`);
  return output;
}

type Started = Awaited<ReturnType<typeof start>>;

let common: Promise<Started> | undefined;

/** The server of the tests that need none of their own. */
function started(): Promise<Started> {
  common ??= start(['--http-port', '0', '--linger-ms', '20']);
  return common;
}

async function start(flags: string[] = [], names?: string[]) {
  const certificate = await makeCertificate(names);
  const logged: string[] = [];
  const log: Logger = { ...silentLog, warn: (_, text) => logged.push(text), error: (_, text) => logged.push(text) };
  const server = await startServer({ flags: [...certificate.flags, ...flags], log });
  return { ...server, certificate, ca: certificate.ca, logged };
}

describe('one port, with TLS and without', () => {
  it('serves raw text, HTTP, events and WebSocket both ways at the same time', async () => {
    const { port, ca, ask, connect } = await started();
    const lines = await openTls(port, ca);
    lines.write('\ngetClientID()\n');
    const id = String((await once(lines, 'data'))[0]).trim();
    const socket = new WebSocket(`wss://localhost:${port}/ws?client=${id}`, { ca });
    cleanUp(() => socket.terminate());
    const frames: { method: string; params: Record<string, unknown> }[] = [];
    socket.on('message', data => frames.push(JSON.parse(String(data))));
    await once(socket, 'message');
    const plain = await connect();
    assert.equal(await plain.ask(`send('x', '${id}', 'hello')`), 'OK');
    while (frames.length < 2) await once(socket, 'message');
    assert.deepEqual([frames[1].method, frames[1].params.text], ['message', 'hello']);
    socket.close();
    await once(socket, 'close');
    const events = await openTls(port, ca);
    events.write(`GET /events?client=${id} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    let stream = '';
    events.on('data', text => (stream += text));
    assert.equal(await ask(`send('x', '${id}', 'again')`), 'OK');
    while (!stream.includes('"again"')) await once(events, 'data');
    assert.equal(await get(port, '/api/eval?expr=1%2B1&format=text', ca), '2');
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/api/ping?format=text`)).text(), 'pong');
  });

  it('answers one request for each connection, by half-close, as a whole call, or after silence', async () => {
    const { port, ca, ask } = await started();
    const halfClosed = await openTls(port, ca);
    halfClosed.end("setReg('a', 1)");
    assert.equal(await readAll(halfClosed), 'OK');
    const call = await openTls(port, ca);
    call.write("getReg('a')");
    assert.equal(await readAll(call), '1');
    const silent = await openTls(port, ca);
    silent.write("getReg('a') + 1");
    assert.equal(await readAll(silent), '2');
    const pipelined = await openTls(port, ca, { allowHalfOpen: true });
    pipelined.end("incReg('n')\n".repeat(1000));
    assert.equal(await readAll(pipelined), Array.from({ length: 1000 }, (_, i) => `${i + 1}\n`).join(''));
    assert.equal(await ask("getReg('n')"), '1000');
  });

  it('serves the port of HTTP alone, too', async () => {
    const { gateway, ca } = await started();
    assert.equal(await get(gateway.httpPort!, '/api/ping?format=text', ca), 'pong');
    assert.equal(await (await fetch(`http://127.0.0.1:${gateway.httpPort}/api/ping?format=text`)).text(), 'pong');
  });

  it('leaves no connection behind when it closes', async () => {
    const { port, ca, close } = await start();
    const idle = await openTls(port, ca);
    idle.write('\nping()\n');
    await once(idle, 'data');
    const socket = new WebSocket(`wss://localhost:${port}/ws`, { ca });
    await once(socket, 'message');
    const begun = performance.now();
    await Promise.all([close(), readAll(idle), once(socket, 'close')]);
    assert.ok(performance.now() - begun < 4000, 'at once, not at the deadline');
  });

  it('refuses others than this machine without TLS, where that is set', async t => {
    const address = lanAddresses().find(found => found.includes('.'));
    if (!address) return t.skip('no network here');
    const { port, ca } = await start(['--require-tls', '--host', '0.0.0.0']);
    const response = await fetch(`http://${address}:${port}/`);
    assert.equal(response.status, 403);
    assert.match(await response.text(), /takes TLS alone/);
    const socket = new WebSocket(`ws://${address}:${port}/ws`);
    const [error] = await once(socket, 'error');
    assert.match(error.message, /403/);
    assert.equal(await exchange(port, 'ping()'), 'pong');
    assert.equal(await get(port, '/api/ping?format=text', ca), 'pong');
  });
});

describe('clients of others', () => {
  it('curl', { skip: has('curl') ? false : 'no curl here' }, async () => {
    const { port, certificate } = await started();
    const url = `https://localhost:${port}/api/ping?format=text`;
    assert.equal(await run('curl', ['-sS', '--cacert', certificate.caFile, url]), 'pong');
    await assert.rejects(run('curl', ['-sS', url]), /ended with 60/);
  });

  it('openssl s_client', { skip: has('openssl', 'version') ? false : 'no openssl here' }, async () => {
    const { port, certificate } = await started();
    const args = [
      's_client',
      '-quiet',
      '-verify_return_error',
      '-verify_hostname',
      'localhost',
      '-CAfile',
      certificate.caFile,
    ];
    const child = spawn('openssl', [...args, '-connect', `localhost:${port}`]);
    cleanUp(() => child.kill());
    child.stdin.write('1 + 1\nping()\n');
    let output = '';
    child.stdout.setEncoding('utf8').on('data', text => (output += text));
    while (output !== '2\npong\n') await once(child.stdout, 'data');
  });

  it("Python's ssl, which checks the CA and the name", {
    skip: has('python3') ? false : 'no python3 here',
  }, async () => {
    const { port, certificate } = await started();
    const script = `
import socket, ssl
context = ssl.create_default_context(cafile=${JSON.stringify(certificate.caFile)})
context.verify_flags |= ssl.VERIFY_X509_STRICT
def ask(name, text):
    with socket.create_connection(('127.0.0.1', ${port})) as plain:
        with context.wrap_socket(plain, server_hostname=name) as tls:
            tls.sendall(text)
            return tls.recv(100)
print(ask('localhost', b'ping()'), ask('localhost', b'1 + 1\\n'))
try:
    ask('elsewhere', b'ping()')
except ssl.SSLCertVerificationError as error:
    print(error.verify_message)
`;
    const output = await run('python3', ['-c', script]);
    assert.equal(output, "b'pong' b'2\\n'\nHostname mismatch, certificate is not valid for 'elsewhere'.\n");
  });

  it('shareserver.js in Node', async () => {
    const { port, certificate } = await started();
    const script = `
      const { connect } = await import(${JSON.stringify(SHARE_JS)});
      const hub = await connect('https://localhost:${port}');
      console.log(await hub.eval('1 + 1'));
      hub.close();`;
    const env = { NODE_EXTRA_CA_CERTS: certificate.caFile };
    assert.equal(await run(process.execPath, ['--input-type=module', '-e', script], env), '2\n');
  });
});

describe('share.py', { skip: has('python3') ? false : 'no python3 here' }, () => {
  const python = (script: string, env: NodeJS.ProcessEnv = {}) =>
    run('python3', ['-c', `import share\n${script}`], { PYTHONPATH: SHARE_PY, PYTHONDONTWRITEBYTECODE: '1', ...env });

  it('speaks TLS, given the CA by its argument or its variable', async () => {
    const { port, certificate } = await started();
    const { caFile } = certificate;
    const use = `
sh.setReg('py', {'a': [1, 2.0]})
print(sh.getReg('py'), sh.ping(), sh._connection._socket.version())
for i in range(200):
    assert sh.incReg('py.n') == i + 1
print(sh.recv(), len(sh.evaluate("'x' * 300000")))
print(sh._connection is not None, sh.exit())
`;
    const expected = "{'a': [1, 2.0]} pong TLSv1.3\n('None', 'None', 'None') 300000\nTrue OK\n";
    assert.equal(
      await python(`sh = share.ShareServer('localhost', ${port}, tls=${JSON.stringify(caFile)})${use}`),
      expected,
    );
    const env = { SHARE_SERVER: `127.0.0.1:${port}`, SHARE_TLS: caFile };
    const again = use.replace('py.n', 'py.m');
    assert.equal(await python(`sh = share.ShareServer()${again}`, env), expected);
    assert.equal(await python('print(share.ShareServer(tls=False)._connection._context)', env), 'None\n');
  });

  it('keeps its connection, and notices that the server has closed it', async () => {
    const { port, certificate, ask } = await start(['--idle-ms', '300']);
    const script = `
import time
sh = share.ShareServer('localhost', ${port}, tls=${JSON.stringify(certificate.caFile)})
sh.ping()
first = sh._connection._socket
sh.ping()
print(sh._connection._socket is first)
time.sleep(1)
print(sh.ping(), sh._connection._socket is first)
`;
    assert.equal(await python(script), 'True\npong False\n');
    assert.equal(await ask('ping()'), 'pong');
  });

  it('trusts nobody else, and says so', async () => {
    const { port } = await start([], ['elsewhere']);
    const { caFile } = await makeCertificate();
    const ask = (tls: string) =>
      python(`print(share.ShareServer('localhost', ${port}, tls=${tls}).SendToServer('ping()'))`);
    assert.match(
      await ask(JSON.stringify(caFile)),
      /^Error: ConnectionError: localhost:\d+: .*not valid for 'localhost'/,
    );
    assert.match(await ask('True'), /^Error: ConnectionError: localhost:\d+: .*CERTIFICATE_VERIFY_FAILED/);
    await assert.rejects(ask("'/none'"), /share\.ShareError: ConnectionError: tls is '\/none', no file of a CA/);
  });

  it('finds a server by TLS', async t => {
    const address = lanAddresses().find(found => found.includes('.'));
    if (!address) return t.skip('no network here');
    const { port, certificate } = await start(['--require-tls', '--host', address], [address]);
    const script = `
context = share._tls_context(${JSON.stringify(certificate.caFile)})
print(share.find_server(${port}, context=context), share.find_server(${port}))
`;
    assert.equal(await python(script), `${address} None\n`);
  });
});

describe('a certificate', () => {
  it('of the data folder is used without any setting, and announced', async () => {
    const folder = await makeFolder();
    const { dataFolder, tls } = loadSettings(['--data', folder], {});
    await initTls(dataFolder, tls);
    const flags = ['--port', '0', '--host', '127.0.0.1', '--data', folder];
    const server = await startProcess(flags);
    assert.equal(await get(server.port, '/api/ping?format=text', readCa(folder)), 'pong');
    while (!server.output().includes('Its data is in')) await once(server.child.stdout!, 'data');
    assert.match(server.output(), /^TLS is on, on the same port too; the certificate is valid until \d{4}-\d\d-\d\d$/m);
    await server.stop('SIGTERM');
    const without = await startServer({ folder, flags: ['--tls-cert', 'none'] });
    await assert.rejects(get(without.port, '/', readCa(folder)));
  });

  it('that is missing, broken or of another key is one line, and exit code 2', async () => {
    const [one, other] = [await makeCertificate(), await makeCertificate()];
    const folder = await makeFolder();
    const text = join(folder, 'text');
    writeFileSync(text, 'text');
    const encrypted = join(folder, 'encrypted');
    writeFileSync(encrypted, '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGj\n-----END ENCRYPTED PRIVATE KEY-----\n');
    const cases: [string[], RegExp][] = [
      [['--tls-cert', one.certFile], /^tls-cert is '.*', but tls-key is not set: a certificate needs its key$/],
      [['--tls-key', one.keyFile], /^tls-key is '.*', but tls-cert is auto: a key is of use with its certificate$/],
      [['--tls-cert', '/none', '--tls-key', one.keyFile], /^tls-cert is '\/none', which cannot be read: ENOENT/],
      [['--tls-cert', folder, '--tls-key', one.keyFile], /^tls-cert is '.*', which cannot be read: EISDIR/],
      [['--tls-cert', one.certFile, '--tls-key', '/none'], /^tls-key is '\/none', which cannot be read: ENOENT/],
      [['--tls-cert', text, '--tls-key', one.keyFile], /^tls-cert is '.*', which is no certificate in PEM form: /],
      [
        ['--tls-cert', one.keyFile, '--tls-key', one.certFile],
        /^tls-cert is '.*', which is no certificate in PEM form: /,
      ],
      [['--tls-cert', one.certFile, '--tls-key', text], /^tls-key is '.*', which is no private key in PEM form: /],
      [
        ['--tls-cert', one.certFile, '--tls-key', encrypted],
        /^tls-key is '.*', which is encrypted; the server needs the key/,
      ],
      [
        ['--tls-cert', one.certFile, '--tls-key', other.keyFile],
        /^tls-key is '.*', which is not the key of the certificate '.*'$/,
      ],
      [['--require-tls'], /^require-tls is on, which needs a certificate; share-server tls-init makes one$/],
    ];
    for (const [flags, message] of cases) {
      await assert.rejects(startServer({ flags }), (error: Error) => {
        assert.equal(error.constructor.name, 'SettingError');
        assert.match(error.message, message);
        return true;
      });
    }
    const { code, output } = await runProcess([
      '--port',
      '0',
      '--data',
      folder,
      '--tls-cert',
      '/none',
      '--tls-key',
      one.keyFile,
    ]);
    assert.equal(code, 2);
    assert.match(output, /^share-server: tls-cert is '\/none', which cannot be read: [^\n]*\n$/);
  });

  it('that has ended, ends soon or has not begun is a warning', async () => {
    const cases: [number, number, RegExp | undefined][] = [
      [-10, -1, /a\.crt expired on \d{4}-\d\d-\d\d$/],
      [-10, 29, /a\.crt expires on \d{4}-\d\d-\d\d$/],
      [1, 100, /a\.crt is not valid before \d{4}-\d\d-\d\d$/],
      [-10, 31, undefined],
    ];
    for (const [from, to, warning] of cases) {
      const { flags } = await writeCertificate(await makeSelfSigned(from, to));
      const logged: string[] = [];
      const server = await startServer({ flags, log: { ...silentLog, warn: (_, text) => logged.push(text) } });
      assert.equal(await server.ask('ping()'), 'pong');
      if (warning) assert.match(logged.join(), warning);
      else assert.deepEqual(logged, []);
    }
  });
});

function readCa(folder: string): string {
  return readFileSync(join(folder, 'tls', 'ca.crt'), 'utf8');
}

describe('SIGHUP', { skip: process.platform === 'win32' }, () => {
  const serial = (text: string) => new X509Certificate(text).serialNumber;
  const shown = (socket: TLSSocket) => socket.getPeerCertificate().serialNumber;

  async function startWith(certificate: TestCertificate): Promise<ServerProcess> {
    const flags = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()];
    return startProcess([...flags, ...certificate.flags]);
  }

  async function hangUp(server: ServerProcess, logged: RegExp): Promise<void> {
    const before = server.output().length;
    server.child.kill('SIGHUP');
    while (!logged.test(server.output().slice(before))) await once(server.child.stderr!, 'data');
  }

  it('gives new connections the new certificate, and old ones live on', async () => {
    const [first, second] = [await makeCertificate(), await makeCertificate()];
    const server = await startWith(first);
    const old = await openTls(server.port, first.ca);
    assert.equal(shown(old), serial(first.cert));
    copyFileSync(second.certFile, first.certFile);
    copyFileSync(second.keyFile, first.keyFile);
    assert.equal(shown(await openTls(server.port, first.ca)), serial(first.cert), 'not before it is told');
    await hangUp(server, /the certificate .* is in use/);
    assert.equal(shown(await openTls(server.port, first.ca)), serial(second.cert));
    old.write('ping()\n');
    assert.equal(String((await once(old, 'data'))[0]), 'pong\n');
    assert.equal(await server.stop('SIGTERM'), 0);
  });

  it('keeps the old certificate where the new one is wrong, and says why', async () => {
    const [first, second] = [await makeCertificate(), await makeCertificate()];
    const server = await startWith(first);
    copyFileSync(second.certFile, first.certFile);
    await hangUp(
      server,
      /"level":50.*the certificate stays as it was: tls-key is '.*', which is not the key of the certificate/,
    );
    assert.equal(shown(await openTls(server.port, first.ca)), serial(first.cert));
    writeFileSync(first.certFile, 'text');
    await hangUp(server, /the certificate stays as it was: tls-cert is '.*', which is no certificate/);
    assert.equal(shown(await openTls(server.port, first.ca)), serial(first.cert));
    copyFileSync(second.keyFile, first.keyFile);
    copyFileSync(second.certFile, first.certFile);
    await hangUp(server, /the certificate .* is in use/);
    assert.equal(shown(await openTls(server.port, first.ca)), serial(second.cert));
    assert.equal(await server.stop('SIGTERM'), 0);
  });

  it('does not end a server without TLS', async () => {
    const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()]);
    server.child.kill('SIGHUP');
    const client = await LineClient.open(server.port);
    assert.equal(await client.ask('ping()'), 'pong');
    client.destroy();
    assert.equal(await server.stop('SIGTERM'), 0);
  });

  it('of a closed terminal ends the server as a SIGTERM does', {
    skip: has('python3') ? false : 'no python3 here',
  }, async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const script = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b''
while b'Its data is in' not in seen:
    seen += os.read(terminal, 10000)
os.kill(pid, 1)
while b'reloaded' not in seen:
    seen += os.read(terminal, 10000)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
    const { flags } = await makeCertificate();
    const args = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder(), ...flags];
    assert.equal(
      await run('python3', ['-c', script.replace('reloaded', 'is in use'), process.execPath, main, ...args]),
      '0\n',
    );
  });
});
