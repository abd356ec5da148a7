import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { COMMANDS } from '../../src/commands/index.ts';
import { RpcClient } from '../support/rpcClient.ts';
import type { TestServer } from '../support/server.ts';
import { type Args, type Outcome, startWithTokens, waysToAsk } from './support.ts';

const GRANTS = {
  all: 'all',
  nothing: {},
  garden: { read: ['garden.*'], write: ['garden.beds.*'], send: ['alerts', 'beds'], join: ['beds'], sql: 'read' },
  boss: { admin: true, read: ['*'], send: ['*'], eval: true },
} as const;
type Token = keyof typeof GRANTS;

let server: TestServer;
let tokens: Record<Token, string>;
/** A client of each token. */
const clients = {} as Record<Token, string>;

before(async () => {
  ({ server, tokens } = await startWithTokens<Token>(GRANTS as never));
  for (const name of Object.keys(GRANTS) as Token[]) {
    clients[name] = await server.ask(`auth('${tokens[name]}'); getClientID()`);
  }
  const all = await server.connect();
  await all.ask(`auth('${tokens.all}')`);
  await all.ask("setReg('garden.temp', 21); setReg('house.temp', 20); setReg('garden.list', [1])");
  await all.ask(`join('${clients.all}', 'house')`);
});

const denied = (message: string): Outcome => ['PermissionError', message];
const reads = (what: string) => denied(`the token 'garden' may read 'garden.*', not ${what}`);
const writes = (what: string) => denied(`the token 'garden' may write 'garden.beds.*', not ${what}`);

/** What each token gets for a call; null: it is done. */
function cases(): [token: Token, command: string, args: Args, outcome: Outcome][] {
  return [
    ['all', 'setReg', { key: 'house.door', value: 1 }, null],
    ['all', 'getAll', { pattern: '*' }, null],
    ['all', 'dbQuery', { sql: 'CREATE TABLE IF NOT EXISTS t (x)' }, null],
    ['all', 'recv', { id: clients.all }, null],
    ['all', 'recv', { id: clients.garden }, denied(`client '${clients.garden}' belongs to another token`)],
    [
      'all',
      'fetch',
      { id: clients.garden, pattern: 'x' },
      denied(`client '${clients.garden}' belongs to another token`),
    ],
    [
      'all',
      'join',
      { id: clients.all, group: 'SYSADMIN' },
      denied("the group 'SYSADMIN' takes a token with the scope admin"),
    ],
    ['garden', 'getReg', { key: 'garden.temp' }, null],
    ['garden', 'getReg', { key: 'server.version' }, null],
    ['garden', 'getReg', { key: 'house.temp' }, reads("'house.temp'")],
    ['garden', 'getAll', { pattern: 'garden.*' }, null],
    ['garden', 'getAll', { pattern: 'garden.b?ds.*' }, null],
    ['garden', 'getAll', { pattern: 'server.*' }, null],
    ['garden', 'getAll', { pattern: 'garden*' }, reads("all of 'garden*'")],
    ['garden', 'getAll', { pattern: '*' }, reads("all of '*'")],
    ['garden', 'fetch', { id: clients.garden, pattern: 'house.*' }, reads("all of 'house.*'")],
    ['garden', 'setReg', { key: 'garden.beds.1', value: 5 }, null],
    ['garden', 'setReg', { key: 'garden.temp', value: 5 }, writes("'garden.temp'")],
    ['garden', 'incReg', { key: 'garden.beds.1' }, null],
    ['garden', 'incReg', { key: 'house.temp', by: 0 }, reads("'house.temp'")],
    ['garden', 'delete', { pattern: 'garden.beds.*' }, null],
    ['garden', 'delete', { pattern: 'garden.*' }, writes("all of 'garden.*'")],
    ['garden', 'join', { id: clients.garden, group: 'beds' }, null],
    [
      'garden',
      'join',
      { id: clients.garden, group: 'house' },
      denied("the token 'garden' may join 'beds', not 'house'"),
    ],
    ['garden', 'send', { sender: clients.garden, to: 'alerts', text: 'dry' }, null],
    ['garden', 'send', { sender: 'beds', to: 'alerts', text: 'dry' }, null],
    ['garden', 'send', { sender: 'any other name', to: 'alerts', text: 'dry' }, null],
    [
      'garden',
      'send',
      { sender: 'house', to: 'alerts', text: 'dry' },
      denied("only members send as the group 'house'"),
    ],
    [
      'garden',
      'send',
      { sender: clients.all, to: 'alerts', text: 'x' },
      denied(`client '${clients.all}' belongs to another token`),
    ],
    [
      'garden',
      'send',
      { sender: 'SYSADMIN', to: 'alerts', text: 'x' },
      denied("to send as 'SYSADMIN' takes a token with the scope admin"),
    ],
    [
      'garden',
      'send',
      { sender: clients.garden, to: 'ALL', text: 'x' },
      denied("the token 'garden' may send to 'alerts', 'beds', not 'ALL'"),
    ],
    ['garden', 'send', { sender: clients.garden, to: 'SYSTEM', text: 'time' }, null],
    [
      'garden',
      'send',
      { sender: clients.garden, to: 'SYSTEM', text: 'tokens' },
      denied("'tokens' to SYSTEM takes a token with the scope admin"),
    ],
    ['garden', 'dbQuery', { sql: 'SELECT 1' }, null],
    ['garden', 'dbQuery', { sql: 'CREATE TABLE u (x)' }, denied('this SQL may only read')],
    ['garden', 'dbExec', { id: clients.garden, sql: 'DROP TABLE t' }, denied('this SQL may only read')],
    [
      'garden',
      'send',
      { sender: clients.garden, to: 'SQLite', text: 'DROP TABLE t' },
      denied('this SQL may only read'),
    ],
    ['nothing', 'ping', {}, null],
    ['nothing', 'recv', { id: clients.nothing }, null],
    ['nothing', 'getReg', { key: 'x' }, denied("the token 'nothing' may read nothing, not 'x'")],
    ['nothing', 'dbQuery', { sql: 'SELECT 1' }, denied("the token 'nothing' may not use SQL")],
    ['nothing', 'dbExec', { id: clients.nothing, sql: 'SELECT 1' }, denied("the token 'nothing' may not use SQL")],
    [
      'nothing',
      'send',
      { sender: clients.nothing, to: 'SQLite', text: 'SELECT 1' },
      denied("the token 'nothing' may not use SQL"),
    ],
    ['boss', 'recv', { id: clients.garden }, null],
    [
      'boss',
      'join',
      { id: clients.boss, group: 'SYSADMIN' },
      denied("the token 'boss' may join nothing, not 'SYSADMIN'"),
    ],
    ['boss', 'send', { sender: clients.boss, to: 'SYSTEM', text: 'tokens' }, null],
  ];
}

describe('the same rights hold on every protocol', () => {
  for (const token of Object.keys(GRANTS) as Token[]) {
    it(`of the token '${token}'`, async () => {
      for (const [way, ask] of await waysToAsk(server, tokens[token])) {
        for (const [of, command, args, outcome] of cases()) {
          if (of === token)
            assert.deepEqual(await ask(command, args), outcome, `${way}: ${command} ${JSON.stringify(args)}`);
        }
      }
    });
  }

  it('of nobody in particular, whose are all but admin and what belongs to tokens', async () => {
    assert.equal(await server.ask("setReg('free', 1)"), 'OK');
    assert.equal(
      await server.ask(`recv('${clients.all}')`),
      `Error: PermissionError: client '${clients.all}' belongs to another token`,
    );
    assert.match(
      await server.ask("send('x', 'SYSTEM', 'tokens')"),
      /^Error: PermissionError: 'tokens' to SYSTEM takes/,
    );
    const id = await server.ask('getClientID()');
    assert.equal(
      await server.ask(`auth('${tokens.all}'); join('${id}', 'anyone')`),
      'OK',
      'a client of nobody’s is anybody’s',
    );
  });
});

describe('what goes around the commands in an expression asks the guard as well', () => {
  const of = (name: Token, text: string) => server.ask(`auth('${tokens[name]}'); ${text}`);
  const evaluating = { read: ['garden.*'], write: ['garden.beds.*'], eval: true };
  let reader: (text: string) => Promise<string>;
  before(async () => {
    const other = await startWithTokens({ reader: evaluating, all: 'all' });
    reader = text => other.server.ask(`auth('${other.tokens.reader}'); ${text}`);
    await other.server.ask(
      `auth('${other.tokens.all}'); setReg('garden.list', [1]); setReg('house.list', [1]); setReg('garden.beds.list', [1]); shared = 5`,
    );
  });

  it('MyData', async () => {
    assert.equal(await reader("MyData['garden.list']"), '[1]');
    assert.equal(await reader("MyData['server.port'] > 0"), 'True');
    assert.equal(await reader("MyData['garden.beds.x'] = 1"), 'OK');
    const refused = [
      "MyData['house.list']",
      "MyData.get('house.list')",
      "'house.list' in MyData",
      'len(MyData)',
      'list(MyData)',
      'MyData.keys()',
      'str(MyData)',
      "MyData['garden.list'] = 1",
      "MyData['garden.list'] += [2]",
      "del MyData['garden.list']",
      "MyData.pop('garden.list')",
      "MyData.setdefault('garden.new', 1)",
      "MyData.update({'garden.new': 1})",
      "getReg('house.list')",
      "[getReg(k) for k in ['garden.list', 'house.list']]",
      "(lambda f: f('house.list'))(getReg)",
    ];
    for (const text of refused)
      assert.match(await reader(text), /^Error: PermissionError: the token 'reader' may/, text);
  });

  it('a change in place', async () => {
    assert.equal(await reader("getReg('garden.beds.list').append(2)"), 'None');
    assert.equal(await reader("getReg('garden.beds.list')"), '[1, 2]');
    assert.match(
      await reader("getReg('garden.list').append(2)"),
      /^Error: PermissionError: the token 'reader' may write/,
    );
    assert.equal(await reader("getReg('garden.list')"), '[1]');
  });

  it('shared names', async () => {
    assert.match(
      await reader('shared'),
      /^Error: PermissionError: the token 'reader' may read 'garden\.\*', not 'shared'/,
    );
    assert.match(await reader('shared = 6'), /^Error: PermissionError: the token 'reader' may write/);
    assert.match(await reader('del shared'), /^Error: PermissionError: the token 'reader' may write/);
  });

  it('and what was done before a refusal is undone', async () => {
    assert.match(await reader("setReg('garden.beds.half', 1); setReg('house.x', 1)"), /^Error: PermissionError/);
    assert.equal(await reader("getReg('garden.beds.half')"), 'None');
  });

  it('without the scope eval, only commands are called', async () => {
    assert.equal(await of('garden', "setReg('garden.beds.a', 1); setReg('garden.beds.b', 2)"), 'OK');
    const message =
      "Error: PermissionError: the token 'garden' may only call commands; other expressions take the scope eval";
    for (const text of [
      '1',
      '1 + 1',
      'x = 1',
      "getReg('garden.temp') + 1",
      "[getReg('garden.temp')]",
      "print('x')",
      'range(3)',
      "setReg('garden.beds.a', str(1))",
    ]) {
      assert.equal(await of('garden', text), message, text);
    }
    const response = await fetch(`http://127.0.0.1:${server.port}/api/eval?expr=1&token=${tokens.garden}`);
    assert.equal(response.status, 403);
  });
});

describe('no command lacks an effect or a scope', () => {
  /** What a token without any scope may do, with arguments that are its own. */
  const PUBLIC = new Set(['getClientID', 'exit', 'recv', 'leave', 'members', 'groups', 'clients', 'ping', 'auth']);
  const PUBLIC_RESOURCES = new Set(['allGroups', 'clientStates', 'findSyntaxError', 'identity']);

  it('every argument that names keys says what is done with them', () => {
    for (const { name, args, effect } of COMMANDS) {
      assert.ok(['read', 'write', 'admin'].includes(effect), name);
      for (const { type } of Object.values(args)) {
        if (type.role === 'key' || type.role === 'pattern') assert.ok(type.access, `${name}: ${type.name}`);
      }
    }
  });

  it('every other command is refused to a token without scopes', async () => {
    const { hub } = server.gateway;
    const session = {
      ...{ protocol: 'raw' as const, peer: '127.0.0.1:1', address: '127.0.0.1', gone: new AbortController().signal },
      identity: hub.access.identify('127.0.0.1', tokens.nothing),
    };
    for (const { name, args } of COMMANDS) {
      const named = new Map(
        Object.entries(args).map(([argument, { type, example }]) => [
          argument,
          // The server's own keys, which stand as an example, are nobody's secret.
          type.role === 'actor' || type.role === 'sender' ? clients.nothing : type.role === 'pattern' ? '*' : example,
        ]),
      );
      if (name === 'exit' || name === 'auth') continue;
      const { error } = await hub.dispatch(session, name, { positional: [], named });
      const isPublic = PUBLIC.has(name) || PUBLIC_RESOURCES.has(name);
      assert.equal(error?.type, isPublic ? undefined : 'PermissionError', `${name}: ${error}`);
    }
  });
});

describe('a watch', () => {
  it('is refused where the keys may not be read', async () => {
    const rpc = await RpcClient.open(server.port, `token=${tokens.garden}`);
    const { error } = await rpc.call('watch', { match: '*' });
    assert.deepEqual([error!.data!.error, error!.message], reads("all of '*'"));
    assert.equal((await rpc.call('watch', { match: 'garden.*' })).result, 'OK');
    rpc.socket.close();
  });
});
