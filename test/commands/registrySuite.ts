import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { delayStore } from '../store/delayedStore.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** `remote`: verbs answer later, and there is no undo. */
export function testRegistry(store: 'embedded' | 'remote'): void {
  let server: TestServer;
  before(async () => {
    server = await startServer(store === 'remote' ? { wrapStore: delayStore } : {});
  });

  /** Requests and the replies they must have, one after the other on one connection. */
  async function transcript(lines: [request: string, reply: string][]): Promise<void> {
    const client = await server.connect();
    for (const [request, reply] of lines) assert.equal(await client.ask(request), reply, request);
  }

  describe(`the registry (${store} store)`, () => {
    it('keeps a value and its type', () =>
      transcript([
        ["setReg('t.int', 42)", 'OK'],
        ["getReg('t.int')", '42'],
        ["setReg('t.float', 56.0)", 'OK'],
        ["repr(getReg('t.float'))", '56.0'],
        ["setReg('t.text', '42')", 'OK'],
        ["repr(getReg('t.text'))", "'42'"],
        [
          "setReg('t.bool', True); type(getReg('t.bool')).__name__",
          "Error: AttributeError: type object 'bool' has no attribute '__name__'",
        ],
        ["setReg('t.bool', True)", 'OK'],
        ["getReg('t.bool') is True", 'True'],
        ["setReg('t.none', None)", 'OK'],
        ["'t.none' in MyData", 'True'],
        ["getReg('t.none', 5)", 'None'],
        ["setReg('t.nested', [1, (2.5, b'x'), {'a': None, 3: datetime.timedelta(days=1)}])", 'OK'],
        ["getReg('t.nested')", "[1, (2.5, b'x'), {'a': None, 3: datetime.timedelta(days=1)}]"],
        ["setReg('t.big', 2**200)", 'OK'],
        ["getReg('t.big') == 2**200", 'True'],
        ["setReg('t.when', datetime.datetime(2020, 9, 8, 1, 2, 3)); getReg('t.when').year", '2020'],
      ]));

    it('gives the default for a missing key', () =>
      transcript([
        ["getReg('nobody.set.this')", 'None'],
        ["getReg('nobody.set.this', 'I don’t know.')", 'I don’t know.'],
        ["MyData.get('nobody.set.this', 7)", '7'],
        ["MyData['nobody.set.this']", "Error: KeyError: 'nobody.set.this'"],
      ]));

    it('is the mapping MyData', () =>
      transcript([
        ["MyData['m.a'] = 1", 'OK'],
        ["MyData['m.b'] = 'two'", 'OK'],
        ["MyData['m.a'] += 5; MyData['m.a']", '6'],
        ["'m.a' in MyData, 'm.z' in MyData, 5 in MyData", '(True, False, False)'],
        ["[k for k in MyData.keys() if k.startswith('m.')]", "['m.a', 'm.b']"],
        ["{k: v for k, v in MyData.items() if k.startswith('m.')}", "{'m.a': 6, 'm.b': 'two'}"],
        ["MyData.setdefault('m.c', [])", '[]'],
        ["MyData['m.c'].append(1)", 'None'],
        ["MyData['m.c']", '[1]'],
        ["MyData.pop('m.c')", '[1]'],
        ["MyData.pop('m.c')", "Error: KeyError: 'm.c'"],
        ["MyData.pop('m.c', 'none')", 'none'],
        ["del MyData['m.b']", 'OK'],
        ["del MyData['m.b']", "Error: KeyError: 'm.b'"],
        ["MyData['m.none'] += 1", "Error: KeyError: 'm.none'"],
        ['len(MyData) == len(list(MyData)) == len(MyData.values())', 'True'],
      ]));

    it('stores what is changed in place, once the request has succeeded', () =>
      transcript([
        ["MyData['p.l'] = [1]; MyData['p.l'].append(2); MyData['p.l']", '[1, 2]'],
        ["MyData['p.l'].extend([3, 4]); 1/0", 'Error: ZeroDivisionError: division by zero'],
        ["MyData['p.l']", '[1, 2]'],
        ["getReg('p.l').append(3)", 'None'],
        ["getReg('p.l')", '[1, 2, 3]'],
        ["MyData['p.d'] = {'a': {'b': []}}; MyData['p.d']['a']['b'] += [1]", 'OK'],
        ["MyData['p.d']", "{'a': {'b': [1]}}"],
        ["(MyData['p.l'].append(9), setReg('p.l', 'text'))[1]", 'OK'],
        ["getReg('p.l')", 'text'],
      ]));

    it('knows an object again after a wait, unless others changed it meanwhile', async () => {
      await transcript([
        ["rl = []; MyData['r.l'] = []", 'OK'],
        ["rl.append(dbQuery('SELECT 1')); rl.append(2); rl", '[[(1,)], 2]'],
        ['rl', '[[(1,)], 2]'],
        ["MyData['r.l'].append(dbQuery('SELECT 1')); MyData['r.l'] += [2]; MyData['r.l']", '[[(1,)], 2]'],
        ["MyData['r.l']", '[[(1,)], 2]'],
        ["rl = MyData['r.l']; rl.append(3); dbQuery('SELECT 1'); rl.append(4); rl is MyData['r.l']", 'True'],
        ["rl == MyData['r.l'] == [[(1,)], 2, 3, 4]", 'True'],
        ["MyData['r.l'].append(dbQuery('SELECT 1')); getAll('r.*')['r.l'].append(5); len(MyData['r.l'])", '6'],
        ["len(getReg('r.l'))", '6'],
        ["MyData['r.l'].append(dbQuery('SELECT 1')); delete('r.*'); dbQuery('SELECT 1'); 'r.l' in MyData", 'False'],
        ["'r.l' in MyData", 'False'],
      ]);
      const id = await server.ask('getClientID()');
      const waiting = await server.connect();
      const other = await server.connect();
      assert.equal(await other.ask("setReg('r.l', [1])"), 'OK');
      waiting.send(`MyData['r.l'].append(2); recv('${id}', 10); MyData['r.l'].append(4); MyData['r.l']`);
      while ((await other.ask("getReg('r.l')")) !== '[1, 2]');
      assert.equal(await other.ask(`MyData['r.l'].append(3); send('x', '${id}', 'go')`), 'OK');
      assert.equal(await waiting.next(), '[1, 2, 3, 4]');
      assert.equal(await other.ask("getReg('r.l')"), '[1, 2, 3, 4]');
    });

    it('refuses what cannot be stored when the request ends', { skip: store === 'remote' }, () =>
      transcript([
        ["MyData['p.l'] = 'text'", 'OK'],
        [
          "MyData['p.l'] = []; MyData['p.l'].append(len); 1",
          'Error: TypeError: cannot store an object of type builtin_function_or_method',
        ],
        ["getReg('p.l')", 'text'],
      ]),
    );

    it('undoes a request that fails half-way', { skip: store === 'remote' }, () =>
      transcript([
        ["setReg('u.a', 1); setReg('u.b', 2)", 'OK'],
        [
          "setReg('u.a', 10); delete('u.b'); setReg('u.c', 3); undefined_name",
          "Error: NameError: name 'undefined_name' is not defined",
        ],
        ["getAll('u.*')", "{'u.a': 1, 'u.b': 2}"],
        ["[setReg('u.' + str(i), i) for i in range(5)] + [1/0]", 'Error: ZeroDivisionError: division by zero'],
        ["getAll('u.*')", "{'u.a': 1, 'u.b': 2}"],
      ]),
    );

    it('counts atomically with incReg', () =>
      transcript([
        ["incReg('c.n')", '1'],
        ["incReg('c.n', 4)", '5'],
        ["incReg('c.n', by=-0.5)", '4.5'],
        ["setReg('c.s', 'text')", 'OK'],
        ["incReg('c.s')", 'Error: TypeError: can only concatenate str (not "int") to str'],
        ["getReg('c.s')", 'text'],
        ["incReg('c.n', 'x')", 'Error: TypeError: by must be int or float, not str'],
      ]));

    it('matches patterns as fnmatch does', () =>
      transcript([
        ["setReg('f.a.temp', 1); setReg('f.b.temp', 2); setReg('f.a.hum', 3); setReg('f.[x]', 4)", 'OK'],
        ["sum(getAll('f.*.temp').values())", '3'],
        ["getAll('f.?.temp')", "{'f.a.temp': 1, 'f.b.temp': 2}"],
        ["getAll('f.[!a].*')", "{'f.b.temp': 2}"],
        ["getAll('f.[[]x]')", "{'f.[x]': 4}"],
        ["delete('f.a.*')", 'OK'],
        ["getAll('f.*')", "{'f.[x]': 4, 'f.b.temp': 2}"],
      ]));

    it('tells the server’s own facts and protects them', async () => {
      await transcript([
        ["getReg('server.port') == MyData['server.port']", 'True'],
        ["type(getReg('server.started'))", "<class 'datetime.datetime'>"],
        ["'server.version' in getAll('*') and 'server.version' in MyData", 'True'],
        [
          "setReg('server.port', 1)",
          "Error: PermissionError: 'server.port' is read-only: the server.* keys are the server's own",
        ],
        [
          "MyData['server.x'] = 1",
          "Error: PermissionError: 'server.x' is read-only: the server.* keys are the server's own",
        ],
        [
          "incReg('server.requests')",
          "Error: PermissionError: 'server.requests' is read-only: the server.* keys are the server's own",
        ],
        [
          "del MyData['server.port']",
          "Error: PermissionError: 'server.port' is read-only: the server.* keys are the server's own",
        ],
        ["delete('server.*')", 'OK'],
      ]);
      assert.equal(await server.ask("getReg('server.port')"), String(server.port));
    });

    it('refuses bad keys, and changes nothing', () =>
      transcript([
        ["setReg('', 1)", 'Error: ValueError: key must be 1 to 255 characters long, not 0'],
        ["setReg('k' * 256, 1)", 'Error: ValueError: key must be 1 to 255 characters long, not 256'],
        ["setReg('😀' * 255, 1)", 'OK'],
        ['setReg(5, 1)', 'Error: TypeError: key must be str, not int'],
        ['MyData[5] = 1', 'Error: TypeError: key must be str, not int'],
        ["setReg('k')", "Error: TypeError: setReg() missing 1 required positional argument: 'value'"],
        [
          "setReg('k', 1, None, 2)",
          'Error: TypeError: setReg() takes from 2 to 3 positional arguments but 4 were given',
        ],
        ["setReg('k', 1, tll=3)", "Error: TypeError: setReg() got an unexpected keyword argument 'tll'"],
        ["setReg('k', 1, key='j')", "Error: TypeError: setReg() got multiple values for argument 'key'"],
        ["setReg('k', 1, ttl=-5)", 'Error: ValueError: ttl must be 0.001 to 315360000 seconds, not -5'],
        ["setReg('k', 1, ttl=float('nan'))", 'Error: ValueError: ttl must be 0.001 to 315360000 seconds, not nan'],
        [
          "setReg('k', 1, ttl=10**20)",
          `Error: ValueError: ttl must be 0.001 to 315360000 seconds, not 1${'0'.repeat(20)}`,
        ],
        ["'k' in MyData", 'False'],
      ]));
  });

  it(`MyData is a dict where it leaves its evaluation (${store} store)`, async () => {
    await server.ask("delete('*'); setReg('m.a', 1)");
    const whole = await server.ask('MyData');
    assert.match(whole, /^\{'m\.a': 1, 'server\./);
    const cut = (text: string) => text.replaceAll(/, 'server\.[^}]*(\{[^}]*\}[^}]*)*\}/g, '}');
    const asked: [request: string, reply: string][] = [
      ['[MyData]', "[{'m.a': 1}]"],
      ['(MyData, {2: [MyData]})', "({'m.a': 1}, {2: [{'m.a': 1}]})"],
      ["getReg('m.none', MyData)", "{'m.a': 1}"],
      ["(lambda x: (x.append(x), MyData['m.a'], x)[1:])([1])", '(1, [1, [...]])'],
    ];
    for (const [request, reply] of asked) assert.equal(cut(await server.ask(request)), reply, request);
    assert.match(await server.ask('[x for x in [[MyData]]][0], MyData.get'), /^\(\[\{'m\.a': 1, /);
    assert.equal(
      await server.ask('{1: MyData}.values()'),
      'Error: RuntimeError: this can be read in its evaluation alone',
    );
  });

  describe(`shared variables (${store} store)`, () => {
    it('are one for all clients and keep their values', async () => {
      assert.equal(await server.ask('TheAnswer = 42'), 'OK');
      assert.equal(await server.ask(' TheAnswer '), '42');
      await transcript([
        ['a, b = 1, [2]', 'OK'],
        ['b.append(a)', 'None'],
        ['b', '[2, 1]'],
        ['a += 1; a', '2'],
        ['del a', 'OK'],
        ['a', "Error: NameError: name 'a' is not defined"],
        ['send = 1', "Error: NameError: 'send' is reserved"],
        ['len = 1', "Error: NameError: 'len' is reserved"],
        ['MyData = 1', "Error: NameError: 'MyData' is reserved"],
      ]);
    });
  });
}
