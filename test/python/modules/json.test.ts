import { test } from 'node:test';
import fc from 'fast-check';
import { compareWithPython } from '../support/cpython.ts';

const CASES = [
  "json.loads('')",
  "json.loads('[')",
  "json.loads('{')",
  'json.loads(\'{"a"\')',
  'json.loads(\'{"a":\')',
  'json.loads(\'{"a":1\')',
  'json.loads(\'{"a":1,\')',
  "json.loads('[1,')",
  "json.loads('[1 2]')",
  "json.loads('\"abc')",
  'json.loads(\'"a\\tb"\')',
  'json.loads(\'"\\\\x"\')',
  "json.loads('\"\\\\u12')",
  'json.loads(\'"\\\\u12zz"\')',
  'json.loads(\'"\\\\ud800\\\\u12zz"\')',
  "json.loads('\"\\\\')",
  "json.loads('nul')",
  "json.loads('-')",
  "json.loads('-a')",
  "json.loads('01')",
  "json.loads('1.')",
  "json.loads('1e')",
  "json.loads('NaN')",
  "json.loads('-Infinity')",
  "json.loads('[1]x')",
  "json.loads('\\ufeff1')",
  "json.loads(' \\n [1,\\n x]')",
  'json.loads(\'"😀" x\')',
  'json.loads(\'{"a":1,}\')',
  "json.loads('[,]')",
  "json.loads('{1:2}')",
  "json.loads('Infinit')",
  'json.loads(\'"\\\\ud83d\\\\ude00"\')',
  "json.loads('\"\\\\u12345')",
  'json.loads(\'"\\\\u1234"\')',
  'json.loads(\'"\\\\ud83d"\')',
  'json.loads(\'{"a":1,"a":2}\')',
  "json.loads('[1.5e3,2E-2,-0,-0.0,1e400]')",
  'json.loads(\'"\\\\/\\\\b\\\\f\\\\n\\\\r\\\\t\\\\""\')',
  "json.loads('\\t[ ]\\r\\n')",
  "json.loads('{ }')",
  'json.loads(\'{"a" : [ 1 , {"b":null} ] }\')',
  'json.loads(\'"é😀"\')',
  "json.loads('true')",
  "json.loads('false')",
  "json.loads('null')",
  "json.loads('tru')",
  "json.loads('[1,]')",
  'json.loads(\'["a"\')',
  'json.loads(\'{"a"1}\')',
  "json.loads('{,}')",
  "json.loads('[1}')",
  "json.loads(' ')",
  'json.loads(5)',
  'json.loads(None)',
  'json.dumps({1,2})',
  'json.dumps({(1,):2})',
  'json.dumps(math.nan,allow_nan=False)',
  'json.dumps([math.nan],allow_nan=False,indent=1)',
  "json.dumps({'a':1,1:2},sort_keys=True)",
  "json.dumps([1,[2,{}],[],{'a':{'b':1}}],indent=2)",
  "json.dumps([1],indent='--')",
  'json.dumps({1:1,True:2,None:3,1.5:4})',
  'json.dumps(1,2)',
  'json.dumps()',
  'json.loads()',
  'json.dumps(1,foo=2)',
  'json.dumps([1],separators=(1,2))',
  'json.dumps([1],separators=5)',
  "json.dumps([1],separators=(',',':'))",
  "json.dumps({'a':[1,2]},separators=(',',':'))",
  'json.dumps(1j)',
  "json.dumps(b'')",
  "json.dumps({b'':1})",
  "json.loads('1',foo=2)",
  "json.dumps('\\ud83d\\ude00é\\x7f\\u2028/')",
  "json.dumps('é\\x7f\\u2028/\\ud800',ensure_ascii=False)",
  'json.dumps([1],indent=2.5)',
  'json.dumps([1],indent=-1)',
  'json.dumps([1],indent=True)',
  'json.dumps({(1,):2},skipkeys=True)',
  "json.dumps({(1,):2,'a':3},skipkeys=True,indent=1)",
  'json.dumps({1},default=5)',
  "json.loads(b'\\xff')",
  "json.loads(b'[1]')",
  "json.loads('[1]'.encode('utf-16'))",
  "json.loads(b'\\xef\\xbb\\xbf1')",
  "json.loads('[1.5,2,NaN]',parse_float=str,parse_constant=repr)",
  'json.loads(\'{"a":{"b":1}}\',object_hook=list)',
  'json.loads(\'{"a":{"b":1}}\',object_pairs_hook=list)',
  'json.loads(\'"a\\tb"\',strict=False)',
  "json.loads('1',parse_int=5)",
  'json.dumps(datetime.datetime(2020,1,1))',
  'json.dumps(datetime.timedelta(1),default=str)',
  'json.dumps((1,(2,)))',
  "json.dumps({'b':1,'a':[3,2]},sort_keys=True,indent=4)",
  'json.dumps([math.inf,-math.inf,math.nan,1e16,1e-7,-0.0,10**30])',
  'json.dumps({math.nan:1})',
  "json.dumps({'a':math.inf},allow_nan=False)",
  "json.dumps('\\x00\\x1f\"\\\\\\n')",
  'json.dumps(10**5000)',
  'json.dumps([[]]*3)',
  'json.dumps(range(3))',
  'json.dumps(True)',
  'json.dumps(None)',
  "json.dumps({1:2,'1':3})",
  'json.dumps({True:1},sort_keys=True)',
  "json.dumps([1,2,{'x':(1,2)}],indent='\\t')",
  'json.dumps({},indent=2),json.dumps([],indent=2),json.dumps((),indent=1)',
  "json.dumps('a',ensure_ascii=0)",
  'json.dumps([1,2],indent=0)',
  'json.foo',
];

test('json.loads and json.dumps, options and errors', t => {
  compareWithPython(t, 'jsonModule', [...CASES, "json.loads('1' * 5000)"]);
});

const scalar = fc.oneof(
  fc.constantFrom('None', 'True', 'False'),
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
  fc.double().map(value => `float('${value}')`.replace('Infinity', 'inf')),
  fc.string({ unit: 'binary', maxLength: 8 }).map(pythonText),
);
/** A str literal without any character that has a meaning. */
function pythonText(text: string): string {
  return `'${[...text].map(c => `\\U${c.codePointAt(0)!.toString(16).padStart(8, '0')}`).join('')}'`;
}
const { value } = fc.letrec<{ value: string; items: string[] }>(tie => ({
  items: fc.array(tie('value'), { maxLength: 4 }),
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    tie('items').map(items => `[${items.join(', ')}]`),
    tie('items').map(items => `(${[...items, ''].join(', ')})`),
    fc
      .array(fc.tuple(scalar, tie('value')), { maxLength: 4 })
      .map(entries => `{${entries.map(entry => entry.join(': ')).join(', ')}}`),
  ),
}));
const OPTIONS = ['', ', indent=2', ', ensure_ascii=False', ", separators=(',', ':')", ", indent='--'", ', indent=0'];

test('random values there and back', t => {
  const cases = fc
    .sample(fc.tuple(value, fc.constantFrom(...OPTIONS)), { seed: 13, numRuns: 1000 })
    .flatMap(([source, options]) => [`json.dumps(${source}${options})`, `json.loads(json.dumps(${source}${options}))`]);
  compareWithPython(t, 'jsonValues', cases, cases.slice(0, 150));
});

test('damaged texts', t => {
  const damaged = fc
    .tuple(
      fc.jsonValue({ maxDepth: 3 }).map(json => JSON.stringify(json)),
      fc.nat(),
      fc.constantFrom('', 'x', ',', '"', '}', ' ', '\n', '\\'),
    )
    .map(
      ([text, at, insert]) =>
        text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + (at % 2)),
    );
  const cases = fc
    .sample(damaged, { seed: 17, numRuns: 800 })
    .map(text => `json.loads(${pythonText(text.toWellFormed())})`);
  compareWithPython(t, 'jsonDamaged', cases, cases.slice(0, 100));
});
