import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Expression } from '../../../src/python/parse/ast.ts';
import { parse } from '../../../src/python/parse/parse.ts';
import type { BinaryOperator } from '../../../src/python/values.ts';

function parseExpression(source: string): Expression {
  const { statements } = parse(source);
  const [statement] = statements;
  assert.ok(statements.length === 1 && statement.type === 'ExpressionStatement');
  return statement.expression;
}

/** An expression with all of its parentheses. */
function show(node: Expression): string {
  switch (node.type) {
    case 'Name':
      return node.name;
    case 'Literal':
      return String(node.value);
    case 'Unary':
      return `(${node.operator} ${show(node.argument)})`;
    case 'Binary':
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case 'Logical':
      return `(${node.operands.map(show).join(` ${node.operator} `)})`;
    case 'Comparison':
      return `(${show(node.first)}${node.operators.map((operator, i) => ` ${operator} ${show(node.operands[i])}`).join('')})`;
    case 'Conditional':
      return `(${show(node.consequent)} if ${show(node.test)} else ${show(node.alternate)})`;
    case 'Attribute':
      return `${show(node.object)}.${node.name}`;
    case 'Call':
      return `${show(node.callee)}(${node.positional.map(show).join(', ')})`;
    case 'Subscript':
      return `${show(node.object)}[${show(node.key)}]`;
    case 'Lambda':
      return `(lambda: ${show(node.body)})`;
    default:
      throw new Error(node.type);
  }
}

const PRECEDENCE: [string, string][] = [
  ['-2**2', '(- (2 ** 2))'],
  ['(-2)**2', '((- 2) ** 2)'],
  ['2**-1**x', '(2 ** (- (1 ** x)))'],
  ['2**3**2', '(2 ** (3 ** 2))'],
  ['not a == b', '(not (a == b))'],
  ['not a in b', '(not (a in b))'],
  ['a is  not b', '(a is not b)'],
  ['a is (not b)', '(a is (not b))'],
  ['a not  in b', '(a not in b)'],
  ['a or b and not c', '(a or (b and (not c)))'],
  ['a < b <= c != d', '(a < b <= c != d)'],
  ['(a < b) < c', '((a < b) < c)'],
  ['a | b ^ c & d << e + f * g', '(a | (b ^ (c & (d << (e + (f * g))))))'],
  ['a - b - c', '((a - b) - c)'],
  ['a * b // c % d @ e', '((((a * b) // c) % d) @ e)'],
  ['a if b else c if d else e', '(a if b else (c if d else e))'],
  ['a or b if c or d else e', '((a or b) if (c or d) else e)'],
  ['lambda: a if b else c', '(lambda: (a if b else c))'],
  ['a if b else lambda: c', '(a if b else (lambda: c))'],
  ['~a.b(c)[d] ** e', '(~ (a.b(c)[d] ** e))'],
  ['- + ~ a', '(- (+ (~ a)))'],
  ['a<b>c', '(a < b > c)'],
  ['a<-b', '(a < (- b))'],
  ['a\t+\f(b\n+ # why\nc)', '(a + (b + c))'],
  ['1if a else 2', '(1 if a else 2)'],
  ['notx + isy + ifz', '((notx + isy) + ifz)'],
];

test('operators bind as in Python', () => {
  for (const [source, expected] of PRECEDENCE) assert.equal(show(parseExpression(source)), expected, source);
});

const LEVELS: BinaryOperator[][] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@'], ['**']];
const levelOf = (operator: string) => LEVELS.findIndex(level => level.includes(operator as BinaryOperator));

type Tree = string | { operator: BinaryOperator; left: Tree; right: Tree };
const tree = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom('a', 'b', 'c'),
    fc.record({ operator: fc.constantFrom(...LEVELS.flat()), left: tie('tree'), right: tie('tree') }),
  ),
})).tree;

/** The tree with the fewest parentheses, and with any blanks. */
function write(node: Tree, level: number, blank: string): string {
  if (typeof node === 'string') return node;
  const own = levelOf(node.operator);
  const isPower = node.operator === '**';
  const left = write(node.left, isPower ? own + 1 : own, blank);
  const right = write(node.right, isPower ? own : own + 1, blank);
  const text = `${left}${blank}${node.operator}${blank}${right}`;
  return own < level ? `(${text})` : text;
}

const showTree = (node: Tree): string =>
  typeof node === 'string' ? node : `(${showTree(node.left)} ${node.operator} ${showTree(node.right)})`;

test('any tree of operators is read back from its text', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom('', ' ', '\t '), (node, blank) => {
      assert.equal(show(parseExpression(write(node, 0, blank))), showTree(node));
    }),
  );
});

test('literals have the values and types of Python', () => {
  const value = (source: string) => {
    const node = parseExpression(source);
    assert.equal(node.type, 'Literal', source);
    return (node as { value: unknown }).value;
  };
  assert.equal(value('9007199254740993'), 9007199254740993n);
  assert.equal(value('0xFF'), 255n);
  assert.equal(value('1_000'), 1000n);
  assert.equal(value('1.'), 1);
  assert.equal(value('1e3'), 1000);
  assert.equal(value('00'), 0n);
  assert.equal(value("'a' 'b'\"c\""), 'abc');
  assert.equal(value("'''a\nb'''"), 'a\nb');
  assert.equal(value("'a\\\nb'"), 'ab');
  assert.equal(value("'\\x41\\u00e9\\N{degree sign}\\101\\q'"), 'Aé°A\\q');
  assert.equal(value("r'\\x41'"), '\\x41');
  assert.equal(value("f'{{}}'"), '{}');
  assert.equal(value('None'), null);
});

test('a text of any characters parses or fails with a Python error, in time', () => {
  const piece = fc.constantFrom(
    ...'()[]{},:;=+-*/<>!&|^~@%.\'"\\\n #abefx019_'.split(''),
    ' if ',
    ' for ',
    ' in ',
    'lambda ',
    ':=',
    '**',
    "f'{",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
      try {
        parse(pieces.join(''));
      } catch (error) {
        assert.match(String(error), /^(SyntaxError|IndentationError|RecursionError): /);
      }
    }),
    { numRuns: 2000 },
  );
});

test('calls are counted, names that := binds are kept apart by lambda', () => {
  const program = parse('f(g(1), (a := 2), lambda: (b := 3), [c := d for d in e])');
  assert.equal(program.calls, 2);
  assert.deepEqual(program.bindings, ['a', 'c']);
});

test('a generator in parentheses may stand beside any arguments', () => {
  for (const source of [
    'f((x for x in y), a=(1), b=(2))',
    'f((x for x in y), ((1)), (2))',
    'f(a, (x for x in y), **(z), b=1)',
    'f(x for x in y)',
  ])
    assert.doesNotThrow(() => parse(source), source);
  for (const source of ['f(x for x in y, a=1)', 'f(x for x in y,)', 'f(x for x in (y), (1))'])
    assert.throws(() => parse(source), /Generator expression must be parenthesized/, source);
});
