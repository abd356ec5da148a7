import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { helpText, readCommandLine, SettingError } from '../src/config/commandLine.ts';
import { SETTINGS, settingNames, variableName } from '../src/config/table.ts';
import { loadSettings } from '../src/config.ts';
import { DEFAULT_LIMITS } from '../src/core/limits.ts';
import { DEFAULT_BUDGET } from '../src/python/budget.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** A folder of its own, with a configuration file in it. */
function folderWith(t: TestContext, toml: string, name = 'share-server.toml'): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'share-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, toml);
  return { folder, file };
}

/** The message of the SettingError that loading ends in; always one line. */
function complaint(argv: string[], env: Record<string, string> = {}): string {
  try {
    loadSettings(argv, env);
  } catch (error) {
    assert.ok(error instanceof SettingError, `${error}`);
    assert.doesNotMatch(error.message, /[\r\n]/);
    return error.message;
  }
  assert.fail('the settings were accepted');
}

test('without any flag, variable or file, everything has its default', () => {
  const settings = loadSettings([], {});
  assert.equal(settings.port, 2980);
  assert.equal(settings.host, undefined);
  assert.equal(settings.httpPort, undefined);
  assert.equal(settings.dataFolder, resolve('data'));
  assert.equal(settings.logLevel, 'info');
  assert.deepEqual(settings.limits, DEFAULT_LIMITS);
  assert.deepEqual(settings.budget, DEFAULT_BUDGET);
});

test('each default that --help prints is the one in effect', () => {
  const help = helpText().replaceAll(/\n {3,}/g, ' ');
  const printed = new Map([...help.matchAll(/^ +--([\w-]+) [A-Z]+ .*\(default: (\S+)\)$/gm)].map(m => [m[1], m[2]]));
  assert.deepEqual([...printed.keys()], settingNames());
  const effective = loadSettings([], {});
  for (const [name, text] of printed) assert.deepEqual(loadSettings([`--${name}`, text], {}), effective, name);
});

test('more time for an evaluation is more steps, too', () => {
  const { budget } = loadSettings(['--eval-ms', '200'], {});
  assert.deepEqual(budget, { ...DEFAULT_BUDGET, timeMs: 200, steps: 10 * DEFAULT_BUDGET.steps });
  assert.equal(loadSettings(['--eval-ms', '5'], {}).budget.steps, DEFAULT_BUDGET.steps);
});

test('every setting changes what the server is told', () => {
  const defaults = loadSettings([], {});
  const others: Record<string, string> = {
    host: '127.0.0.1',
    data: '/elsewhere',
    durability: 'full',
    'log-level': 'debug',
    'sql-max-file': '2000000',
    'cors-origin': '*',
    allow: '203.0.113.0/24',
    'trust-proxy': '10.0.0.1',
    'require-token': 'on',
    'require-tls': 'on',
    'tls-names': 'hub',
  };
  for (const name of settingNames()) {
    assert.notDeepEqual(loadSettings([`--${name}`, others[name] ?? '1025'], {}), defaults, name);
  }
});

test('a flag wins over a variable, a variable over the file, the file over the default', t => {
  const { folder, file } = folderWith(
    t,
    'port = 3001 # a comment\nquiet-ms = 31\nlog-level = "warn"\nclient-timeout = 60',
  );
  const env = { SHARE_PORT: '3002', SHARE_QUIET_MS: '32', SHARE_DATA: folder };
  const settings = loadSettings(['--port', '3003'], env);
  assert.equal(settings.port, 3003);
  assert.equal(settings.limits.quietMs, 32);
  assert.equal(settings.logLevel, 'warn');
  assert.equal(settings.limits.clientTimeoutMs, 60_000);
  assert.equal(settings.limits.lingerMs, DEFAULT_LIMITS.lingerMs);
  assert.equal(loadSettings([`--config=${file}`], {}).port, 3001);
  assert.equal(loadSettings([], { SHARE_CONFIG: file }).port, 3001);
});

test('an empty variable counts as none', () => {
  assert.equal(loadSettings([], { SHARE_PORT: '' }).port, 2980);
});

test('of a repeated flag the last one counts', () => {
  assert.equal(loadSettings(['--port', '1', '--port=2'], {}).port, 2);
});

test('a list adds up over repeated flags, and is an array in the file', t => {
  const allowedHosts = (argv: string[], env = {}) => loadSettings(argv, env).browsers.allowedHosts;
  assert.deepEqual(allowedHosts([]), []);
  assert.deepEqual(allowedHosts(['--allowed-host', 'a.org', '--allowed-host=b.org,c.org']), [
    'a.org',
    'b.org',
    'c.org',
  ]);
  assert.deepEqual(allowedHosts([], { SHARE_ALLOWED_HOST: 'a.org b.org' }), ['a.org', 'b.org']);
  const { file } = folderWith(t, 'allowed-host = ["a.org", "*.b.org"]');
  assert.deepEqual(allowedHosts(['--config', file]), ['a.org', '*.b.org']);
  assert.deepEqual(allowedHosts(['--config', file, '--allowed-host', 'none']), []);
  writeFileSync(file, 'allowed-host = []');
  assert.deepEqual(allowedHosts(['--config', file]), []);
  const wrong = complaint(['--allowed-host', 'a.org,b:80']);
  assert.ok(wrong.startsWith("allowed-host has 'b:80' in it (from the flag --allowed-host); allowed is host names"));
  assert.match(complaint(['--allowed-host', 'none,a.org', '--allowed-host', 'b/']), /^allowed-host has 'b\/' in it/);
});

test('a relative data folder starts from the configuration file that names it', t => {
  const { folder, file } = folderWith(t, 'data = "kept"', 'elsewhere.toml');
  assert.equal(loadSettings(['--config', file], {}).dataFolder, join(folder, 'kept'));
  assert.equal(loadSettings(['--config', file, '--data', 'here'], {}).dataFolder, resolve('here'));
});

test('files are found from the configuration file that names them, and words for them are words', t => {
  const { folder, file } = folderWith(
    t,
    "tls-cert = 'a/b.crt'\ntls-key = 'b.key'\ntls-names = ['Hub.local', '192.0.2.7']",
  );
  const { tls } = loadSettings(['--config', file], {});
  assert.deepEqual([tls.cert, tls.key], [join(folder, 'a/b.crt'), join(folder, 'b.key')]);
  assert.deepEqual(tls.names, ['hub.local', '192.0.2.7']);
  assert.equal(loadSettings(['--config', file, '--tls-cert', 'none'], {}).tls.cert, 'none');
  assert.equal(loadSettings(['--tls-cert', 'x'], {}).tls.cert, resolve('x'));
  for (const name of ['a b', '-a', '192.0.2', '1', 'a..b', 'fe80::1%eth0', `${'a'.repeat(64)}.de`, 'http://a']) {
    assert.match(
      complaint(['--tls-names', `ok,${name.replace(' ', '!')}`]),
      /^tls-names has '.*' in it .*allowed is names or IP/,
    );
  }
});

test('a wrong value is named with its origin and with what is allowed', t => {
  const allowed = 'allowed is a whole number from 0 to 65535';
  assert.equal(complaint(['--port', 'x']), `port is 'x' (from the flag --port); ${allowed}`);
  assert.equal(complaint(['--port=70000']), `port is '70000' (from the flag --port); ${allowed}`);
  assert.equal(complaint(['--port', '-1']), `port is '-1' (from the flag --port); ${allowed}`);
  assert.equal(complaint([], { SHARE_PORT: '2980 ' }), `port is '2980 ' (from the variable SHARE_PORT); ${allowed}`);
  const { folder, file } = folderWith(t, 'port = 1.5');
  assert.equal(complaint(['--data', folder]), `port is '1.5' (from the file ${file}); ${allowed}`);
  assert.match(complaint(['--port', 'a\nb']), /^port is 'a b'/);
  for (const name of settingNames()) {
    if (['data', 'tls-cert', 'tls-key'].includes(name)) continue;
    const message = complaint([], { [variableName(name)]: '?!' });
    assert.ok(message.startsWith(`${name} is '?!' (from the variable SHARE_`), message);
    assert.ok(message.endsWith(SETTINGS[name].allowed), message);
  }
});

test('what is no setting at all is refused', t => {
  assert.equal(complaint(['--prot', '1']), 'there is no flag --prot; --help lists the flags');
  assert.equal(complaint(['--constructor', '1']), 'there is no flag --constructor; --help lists the flags');
  assert.equal(complaint(['2980']), "unexpected argument '2980'; --help lists the flags");
  assert.equal(complaint(['--', 'x']), "unexpected argument '--'; --help lists the flags");
  assert.equal(complaint(['--port']), 'the flag --port needs a value');
  const { file } = folderWith(t, 'prot = 1');
  assert.equal(complaint(['--config', file]), `there is no setting 'prot' (in the file ${file})`);
});

test('a configuration file that cannot be read is named', t => {
  const { file } = folderWith(t, 'port = 1\nport 2');
  assert.match(
    complaint(['--config', file]),
    /^the configuration file .*share-server\.toml, line 2, column \d+ cannot be read: /,
  );
  assert.match(
    complaint(['--config', '/nowhere/x.toml']),
    /^the configuration file \/nowhere\/x\.toml cannot be read: ENOENT/,
  );
});

test('an array or a table where neither belongs is refused', t => {
  const { file } = folderWith(t, 'port = [2980]');
  const allowed = 'allowed is a whole number from 0 to 65535';
  assert.equal(complaint(['--config', file]), `port is an array (from the file ${file}); ${allowed}`);
  writeFileSync(file, '[port]\nraw = 2980');
  assert.equal(complaint(['--config', file]), `port is a table (from the file ${file}); ${allowed}`);
  writeFileSync(file, 'port = 2020-09-08');
  assert.equal(complaint(['--config', file]), `port is a date (from the file ${file}); ${allowed}`);
});

test('the file in the data folder cannot move the data folder', t => {
  const { folder } = folderWith(t, 'data = "/elsewhere"');
  assert.match(complaint(['--data', folder]), /^data cannot be set in the file /);
});

test('the two ports must differ', () => {
  assert.equal(complaint(['--http-port', '2980']), 'http-port is 2980, which is the port too');
  assert.equal(loadSettings(['--port', '0', '--http-port', '0'], {}).httpPort, 0);
});

test('commands take a file, wherever the flags are', () => {
  const { action, flags } = readCommandLine(['backup', '--data', 'x', 'a.backup']);
  assert.deepEqual([action, flags.get('data')], [{ name: 'backup', file: 'a.backup' }, 'x']);
  assert.deepEqual(readCommandLine(['export']).action, { name: 'export', file: undefined });
  for (const args of [['restore'], ['backup', 'a', 'b'], ['toString', 'a'], ['--', 'export']]) {
    assert.throws(() => readCommandLine(args), SettingError);
  }
});

test('help and version are seen beside other flags', () => {
  assert.deepEqual(readCommandLine(['--port', '1', '-h']), {
    flags: new Map([['port', '1']]),
    help: true,
    version: false,
  });
  assert.equal(readCommandLine(['--version']).version, true);
});

test('every setting is read by something', () => {
  const declared = new Set(['config.ts', join('core', 'limits.ts')]);
  const files = globSync('**/*.ts', { cwd: SRC }).filter(file => !declared.has(file) && !file.startsWith('config'));
  const source = files.map(file => readFileSync(join(SRC, file), 'utf8')).join('\n');
  const { limits, sql, ...others } = loadSettings([], {});
  for (const name of [...Object.keys(limits), ...Object.keys(sql), ...Object.keys(others)]) {
    assert.match(source, new RegExp(`\\b${name}\\b`), name);
  }
});

test('docs/configuration.md lists every setting as it is', () => {
  const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  const listed = page.split('\n').filter(line => line.startsWith('| `'));
  const rows = settingNames().map(name => {
    const { placeholder, default: fallback, help, allowed } = SETTINGS[name];
    return `| \`${name}\` | ${placeholder} | \`${fallback}\` | ${help} | ${allowed} |`;
  });
  assert.deepEqual(listed, rows);
});
