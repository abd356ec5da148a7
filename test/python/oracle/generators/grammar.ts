import fc from 'fast-check';
import type { Amount } from './choices.ts';

const ATOMS = [
  '0',
  '1',
  '2',
  '-1',
  '3.5',
  "''",
  "'ab'",
  "b'x'",
  'None',
  'True',
  'False',
  '()',
  '[]',
  '{}',
  '1j',
  '...',
  'x',
  'y',
  'z',
  'n',
  "'3'",
  '10**20',
];
const NAMES = ['x', 'y', 'z', 'n'];
const BINARY = ['+', '-', '*', '/', '//', '%', '**', '&', '|', '^', '<<', '>>', '@'];
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is', 'is not'];
const FUNCTIONS = [
  'len',
  'str',
  'int',
  'list',
  'sorted',
  'sum',
  'tuple',
  'bool',
  'repr',
  'max',
  'set',
  'dict',
  'type',
  'abs',
  'any',
  'all',
  'iter',
  'next',
  'reversed',
  'min',
  'float',
  'callable',
  'zip',
  'map',
  'enumerate',
  'print',
  'round',
  'divmod',
  'range',
  'hash',
];
const METHODS = [
  'upper',
  'split',
  'join',
  'append',
  'get',
  'keys',
  'count',
  'index',
  'copy',
  'items',
  'real',
  'imag',
  'replace',
  'pop',
  'add',
  'union',
  'strip',
  'bit_length',
  'hex',
  'foo',
];
const SPECS = ['', ':>5', '!r', ':.2f', '=', '!s:^7', ':{n}', ' = !r'];

/** Any expression, as text; nested displays, comprehensions, calls, lambdas, slices, f-strings. */
const { expression } = fc.letrec<{ expression: string }>(tie => {
  const e = tie('expression');
  const of = fc.constantFrom;
  const name = of(...NAMES);
  const items = (item: fc.Arbitrary<string>, maxLength = 3) =>
    fc.array(item, { maxLength }).map(list => list.join(', '));
  const starred = fc.oneof({ weight: 6, arbitrary: e }, { weight: 1, arbitrary: e.map(x => `*${x}`) });
  const pair = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(e, e).map(([k, v]) => `${k}: ${v}`) },
    { weight: 1, arbitrary: e.map(x => `**${x}`) },
  );
  const argument = fc.oneof(
    { weight: 8, arbitrary: starred },
    fc.tuple(of('key', 'x', 'default', 'reverse'), e).map(([k, v]) => `${k}=${v}`),
    { weight: 1, arbitrary: e.map(x => `**${x}`) },
  );
  const target = fc.oneof(
    { weight: 4, arbitrary: name },
    { weight: 1, arbitrary: fc.tuple(name, name).map(pairOf => pairOf.join(', ')) },
    { weight: 1, arbitrary: fc.tuple(name, name).map(([a, b]) => `${a}, *${b}`) },
  );
  const source = fc.oneof(
    { weight: 2, arbitrary: of('[1, 2, 3]', "'abc'", 'range(4)', '{1: 2, 3: 4}', '[(1, 2), (3, 4)]', 'x', '{5, 6}') },
    { weight: 1, arbitrary: e },
  );
  const clause = fc
    .tuple(target, source, fc.option(e, { nil: '' }))
    .map(([t, s, c]) => ` for ${t} in (${s})${c && ` if ${c}`}`);
  const clauses = fc.array(clause, { minLength: 1, maxLength: 2 }).map(list => list.join(''));
  const slice = fc.oneof(
    e,
    fc.tuple(e, e).map(([a, b]) => `${a}:${b}`),
    e.map(a => `:${a}`),
    e.map(a => `::${a}`),
    fc.tuple(e, e).map(([a, b]) => `${a}, ${b}`),
    fc.constant(':'),
    e.map(a => `*${a},`),
  );
  const parameters = items(
    fc.oneof(
      name,
      name.map(n => `${n}=1`),
      name.map(n => `*${n}`),
      fc.constant('*'),
      fc.constant('/'),
      name.map(n => `**${n}`),
    ),
    3,
  );
  const group = (x: string) => `(${x})`;
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: of(...ATOMS) },
      fc
        .tuple(e, of(...BINARY), e)
        .map(([a, o, b]) => (o === '**' || o === '<<' ? `(${a}) ${o} ${ATOMS[b.length % 6]}` : `${a} ${o} ${b}`)),
      fc.tuple(e, of(...COMPARISONS), e, of(...COMPARISONS), e).map(([a, o, b, p, c]) => `${a} ${o} ${b} ${p} ${c}`),
      fc.tuple(of('-', '+', '~', 'not '), e).map(([o, x]) => o + x),
      fc.tuple(e, of('and', 'or'), e).map(list => list.join(' ')),
      fc.tuple(e, e, e).map(([a, b, c]) => `${a} if ${b} else ${c}`),
      e.map(group),
      items(starred).map(list => `[${list}]`),
      items(starred).map(list => `(${list},)`),
      // Of others, the order is another in every process.
      items(of('0', '1', '2', '3.5', 'n', 'True', '10**20', '-1', '()', '*range(3)', '*[1, 2]')).map(
        list => `{${list || '*()'}}`,
      ),
      items(pair).map(list => `{${list}}`),
      fc.tuple(e, clauses).map(([x, c]) => `[${x}${c}]`),
      fc.tuple(e, clauses).map(([x, c]) => `{${x}${c}}`),
      fc.tuple(e, e, clauses).map(([k, v, c]) => `{${k}: ${v}${c}}`),
      fc
        .tuple(of('list', 'sum', 'tuple', 'sorted', 'any', 'dict', 'max'), e, clauses)
        .map(([f, x, c]) => `${f}(${x}${c})`),
      fc.tuple(of(...FUNCTIONS), items(argument)).map(([f, list]) => `${f}(${list})`),
      fc.tuple(e, items(argument)).map(([f, list]) => `(${f})(${list})`),
      fc
        .tuple(e, of(...METHODS), fc.option(items(argument), { nil: null }))
        .map(([x, m, list]) => `(${x}).${m}${list === null ? '' : `(${list})`}`),
      fc.tuple(e, slice).map(([x, s]) => `(${x})[${s}]`),
      fc.tuple(parameters, e).map(([p, x]) => `lambda ${p}: ${x}`),
      fc.tuple(parameters, e, items(argument)).map(([p, x, list]) => `(lambda ${p}: ${x})(${list})`),
      fc.tuple(name, e).map(([n, x]) => `(${n} := ${x})`),
      fc.tuple(e, of(...SPECS)).map(([x, s]) => `f"{${/["'\\#]/.test(x) ? 'x' : x}${s}}"`),
      fc.tuple(e, e).map(([a, b]) => `'%s %r' % (${a}, ${b})`),
      fc.tuple(e, e).map(([a, b]) => `'{} {!r:>5}'.format(${a}, ${b})`),
    ),
  };
});

/** Random expressions over some values; most fail, deep inside. */
export function generateExpressions({ seed, count }: Amount): string[] {
  const bound = fc.tuple(
    expression,
    fc.constantFrom('5', "'hello'", '[1, 2, 3]', '{1: 2}', '2.5', '(1, 2)', 'None', '{1, 2}', 'range(3)'),
  );
  const texts = fc.sample(bound, { seed, numRuns: Math.min(count, 15_000) });
  return texts.map(([text, value]) => `(lambda x, y=3, z='zed', n=2: ${text})(${value})`);
}
