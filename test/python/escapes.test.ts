import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PythonError } from '../../src/core/errors.ts';
import { evaluate } from '../../src/python/index.ts';
import { PyObject, type Value } from '../../src/python/values.ts';
import { Variables } from './oracle/compare.ts';
import { SAMPLES } from './oracle/generators/samples.ts';

/** Ways out of other sandboxes: into Python's object graph, into JavaScript's, to the host. Each must end in this type of error. */
const ESCAPES: readonly [source: string, error: string][] = [
  // Python's object graph.
  ['().__class__', 'AttributeError'],
  ['().__class__.__bases__[0].__subclasses__()', 'AttributeError'],
  ["''.__class__.__mro__[1]", 'AttributeError'],
  ['(1).__class__', 'AttributeError'],
  ['int.__base__', 'AttributeError'],
  ['int.__dict__', 'AttributeError'],
  ['type.__subclasses__(object)', 'AttributeError'],
  ['object.__subclasses__()', 'AttributeError'],
  ['object.__init__', 'AttributeError'],
  ['[].append.__self__', 'AttributeError'],
  ['len.__self__', 'AttributeError'],
  ['len.__module__', 'AttributeError'],
  ['math.__dict__', 'AttributeError'],
  ['math.__loader__', 'AttributeError'],
  ['math.__spec__', 'AttributeError'],
  ['datetime.sys', 'AttributeError'],
  ['random._os', 'AttributeError'],
  ['json.decoder', 'AttributeError'],
  ['json.codecs', 'AttributeError'],
  ['statistics.math', 'AttributeError'],
  ['base64.struct', 'AttributeError'],
  ['hashlib.__builtins__', 'AttributeError'],
  ['(lambda: 0).__globals__', 'AttributeError'],
  ['(lambda: 0).__code__', 'AttributeError'],
  ['(lambda: 0).__closure__', 'AttributeError'],
  ['(lambda: 0).__call__()', 'AttributeError'],
  ['(x for x in [1]).gi_frame', 'AttributeError'],
  ['(x for x in [1]).gi_code', 'AttributeError'],
  ['(x for x in [1]).gi_frame.f_back.f_globals', 'AttributeError'],
  ['(x for x in [1]).throw(1)', 'TypeError'],
  ['__builtins__', 'NameError'],
  ["__import__('os')", 'NameError'],
  ['__name__', 'NameError'],
  ['__loader__', 'NameError'],
  // Functions that reach further.
  ["eval('1')", 'NameError'],
  ["exec('1')", 'NameError'],
  ["compile('1', '', 'eval')", 'NameError'],
  ["open('/etc/passwd')", 'NameError'],
  ['input()', 'NameError'],
  ['globals()', 'NameError'],
  ['locals()', 'NameError'],
  ['vars()', 'NameError'],
  ['dir()', 'NameError'],
  ["getattr(1, '__class__')", 'NameError'],
  ["setattr(int, 'x', 1)", 'NameError'],
  ["hasattr(1, 'real')", 'NameError'],
  ['id(1)', 'NameError'],
  ['super()', 'NameError'],
  ['breakpoint()', 'NameError'],
  ['help()', 'NameError'],
  ['memoryview(b"")', 'NameError'],
  ['copyright', 'NameError'],
  ['quit()', 'NameError'],
  ['os.system("id")', 'NameError'],
  ['sys.modules', 'NameError'],
  ['type("X", (), {})', 'TypeError'],
  ['type("X", (int,), dict(__init__=1))', 'TypeError'],
  // Statements that are none of ours.
  ['import os', 'SyntaxError'],
  ['from os import *', 'SyntaxError'],
  ['class X: pass', 'SyntaxError'],
  ['def f(): pass', 'SyntaxError'],
  ['global x', 'SyntaxError'],
  ['exec "1"', 'SyntaxError'],
  ['with open("x") as f: pass', 'SyntaxError'],
  ['raise SystemExit', 'SyntaxError'],
  ['assert 0', 'SyntaxError'],
  ['while 1: pass', 'SyntaxError'],
  ['for x in []: pass', 'SyntaxError'],
  ['await x', 'SyntaxError'],
  ['lambda: (yield)', 'SyntaxError'],
  // Format strings.
  ["'{0.__class__}'.format(1)", 'AttributeError'],
  ["'{0.__init__}'.format(1)", 'AttributeError'],
  ["'{0.__init__.__globals__}'.format(lambda: 0)", 'AttributeError'],
  ["'{a.__class__.__mro__[1]}'.format(a=1)", 'AttributeError'],
  ["'{0.constructor}'.format(1)", 'AttributeError'],
  ["'{0[__proto__]}'.format({})", 'KeyError'],
  ["'{0[constructor]}'.format({})", 'KeyError'],
  ["'{__proto__}'.format()", 'KeyError'],
  ["'{constructor}'.format(a=1)", 'KeyError'],
  ["'{constructor.constructor}'.format_map({'a': 1})", 'KeyError'],
  ["'{0[constructor]}'.format([1])", 'TypeError'],
  ["'{:{0.__class__}}'.format(1)", 'ValueError'],
  ["'%(__proto__)s' % {}", 'KeyError'],
  ["'%(constructor)s' % {'a': 1}", 'KeyError'],
  ["f'{(1).__class__}'", 'AttributeError'],
  ["f'{().__class__.__base__!r}'", 'AttributeError'],
  ["str.format('{0.__class__}', 1)", 'AttributeError'],
  ["str.format_map('{x.__class__}', {'x': 1})", 'AttributeError'],
  ["list(map('{0.__class__}'.format, [1]))", 'AttributeError'],
  ["datetime.date(2020, 1, 1).__format__('%Y')", 'AttributeError'],
  // JavaScript's.
  ["(1).constructor('return this')()", 'AttributeError'],
  ["''.constructor.constructor('return process')()", 'AttributeError'],
  ['[].constructor', 'AttributeError'],
  ['[].length', 'AttributeError'],
  ['[].push(1)', 'AttributeError'],
  ['[].map(str)', 'AttributeError'],
  ['[].__proto__', 'AttributeError'],
  ["''.length", 'AttributeError'],
  ["''.at(0)", 'AttributeError'],
  ["'a'.charCodeAt(0)", 'AttributeError'],
  ["'a'.repeat(3)", 'AttributeError'],
  ['(1.5).toFixed(3)', 'AttributeError'],
  ['(1).toString()', 'AttributeError'],
  ['(1).valueOf()', 'AttributeError'],
  ['True.toString', 'AttributeError'],
  ['None.constructor', 'AttributeError'],
  ['{}.hasOwnProperty', 'AttributeError'],
  ['{}.size', 'AttributeError'],
  ['{1}.has(1)', 'AttributeError'],
  ['(1,).items', 'AttributeError'],
  ["b'a'.data", 'AttributeError'],
  ["b'a'.buffer", 'AttributeError'],
  ['len.run', 'AttributeError'],
  ['len.signature', 'AttributeError'],
  ['len.call', 'AttributeError'],
  ['len.apply', 'AttributeError'],
  ['len.bind', 'AttributeError'],
  ['len.prototype', 'AttributeError'],
  ['int.attributes', 'AttributeError'],
  ['int.getters', 'AttributeError'],
  ['int.construct', 'AttributeError'],
  ['int.find', 'AttributeError'],
  ['int.base', 'AttributeError'],
  ['math.members', 'AttributeError'],
  ['math.name', 'AttributeError'],
  ['math.constructor', 'AttributeError'],
  ['(lambda: 0).frame', 'AttributeError'],
  ['(lambda: 0).constructor', 'AttributeError'],
  ['range(3).iterate', 'AttributeError'],
  ['iter([]).next', 'AttributeError'],
  ['slice(1).type', 'AttributeError'],
  ['(1j).real.constructor', 'AttributeError'],
  ['datetime.date(2020, 1, 1).ordinal', 'AttributeError'],
  ['datetime.datetime.now().zone', 'AttributeError'],
  ['random.Random().source', 'AttributeError'],
  ['hashlib.md5().digestSize', 'AttributeError'],
  ['constructor', 'NameError'],
  ['__proto__', 'NameError'],
  ['prototype', 'NameError'],
  ['hasOwnProperty', 'NameError'],
  ['toString', 'NameError'],
  ['valueOf()', 'NameError'],
  ['process', 'NameError'],
  ['require("fs")', 'NameError'],
  ['globalThis', 'NameError'],
  ['window', 'NameError'],
  ['Function("return this")()', 'NameError'],
  ['Object', 'NameError'],
  ['undefined', 'NameError'],
  ['arguments', 'NameError'],
  ['this', 'NameError'],
  ['new', 'NameError'],
  ['frame', 'NameError'],
  ['host', 'NameError'],
  ["{}['__proto__']", 'KeyError'],
  ["{}['constructor']", 'KeyError'],
  ["{'a': 1}['toString']", 'KeyError'],
  ["[]['length']", 'TypeError'],
  ["''['length']", 'TypeError'],
  ["(1,)['items']", 'TypeError'],
  ["{}['__proto__'] ['x']", 'KeyError'],
  ["x = {}; x['__proto__']['polluted'] = 1", 'KeyError'],
  ["del {}['__proto__']", 'KeyError'],
  ["dict(__proto__=1)['constructor']", 'KeyError'],
  ["dict.fromkeys(['a'])['__proto__']", 'KeyError'],
  ["json.loads('{}')['__proto__']", 'KeyError'],
  ['json.loads(\'{"__proto__": {"x": 1}}\')[\'x\']', 'KeyError'],
  ['sorted([1], constructor=1)', 'TypeError'],
  ['sorted([1], __proto__=1)', 'TypeError'],
  ['print(__proto__=1)', 'TypeError'],
  ['int(toString=1)', 'TypeError'],
  ["'a'.split(constructor=1)", 'TypeError'],
  ['(lambda x: x)(__proto__=1)', 'TypeError'],
  ['datetime.date(constructor=1)', 'TypeError'],
  ["'a'.encode('constructor')", 'LookupError'],
  ["'a'.encode('__proto__')", 'LookupError'],
  ["'é'.encode('ascii', 'constructor')", 'LookupError'],
  ["b'a'.decode('toString')", 'LookupError'],
  ["hashlib.new('constructor')", 'ValueError'],
  ["hashlib.new('__proto__')", 'ValueError'],
  ["'\\N{constructor}'", 'SyntaxError'],
  ["'\\N{__proto__}'", 'SyntaxError'],
  ["struct.pack('constructor', 1)", 'error'],
  ["datetime.datetime.strptime('a', '%constructor')", 'ValueError'],
  // Writing where nothing may be written.
  ['math.pi = 3', 'AttributeError'],
  ['int.x = 1', 'TypeError'],
  ['(1).x = 1', 'AttributeError'],
  ["'a'.__class__ = int", 'AttributeError'],
  ['len.x = 1', 'AttributeError'],
  ['(lambda: 0).__code__ = 1', 'AttributeError'],
  ['x = []; x.constructor = 1', 'AttributeError'],
  ['len = 1', 'NameError'],
  ['math = 1', 'NameError'],
  ['int: int = 1', 'SyntaxError'],
  ['del len', 'NameError'],
  ['del math.pi', 'AttributeError'],
  ['del int.real', 'TypeError'],
  ['[int := 1 for x in [1]]', 'NameError'],
];

function errorOf(source: string): string {
  try {
    const value = evaluate(source, new Variables());
    return `the value ${Array.isArray(value) ? 'list' : typeof value}`;
  } catch (error) {
    return error instanceof PythonError ? error.type : `a fault: ${error}`;
  }
}

test('known ways out of a sandbox end in errors of Python', () => {
  const others = ESCAPES.map(([source, error]) => [source, error, errorOf(source)]).filter(
    ([, error, found]) => error !== found,
  );
  assert.deepEqual(others, []);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

/** Whether it is a value of the language, all the way down to a few levels. */
function isValue(value: unknown): value is Value {
  if (value === null || ['boolean', 'bigint', 'number', 'string'].includes(typeof value)) return true;
  return value instanceof PyObject || (Array.isArray(value) && value.every(isValue));
}

/** The names that JavaScript knows of an object, of its prototypes, and of what every object has. */
function propertyNames(value: unknown): string[] {
  const names = new Set<string>(['__proto__', '__defineGetter__', '__lookupGetter__']);
  for (let at: unknown = Object(value); at; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  return [...names].filter(name => /^[A-Za-z_]\w*$/.test(name));
}

test('no property of a JavaScript object is an attribute of a value', () => {
  for (const source of SAMPLES) {
    const value = evaluate(source, new Variables());
    for (const name of propertyNames(value)) {
      const attribute = (() => {
        try {
          return evaluate(`(${source}).${name}`, new Variables());
        } catch (error) {
          assert.ok(error instanceof PythonError, `(${source}).${name}: ${error}`);
          return null;
        }
      })();
      assert.ok(isValue(attribute), `(${source}).${name}`);
      if (name.startsWith('_') || name === 'constructor') assert.equal(attribute, null, `(${source}).${name}`);
    }
  }
});
