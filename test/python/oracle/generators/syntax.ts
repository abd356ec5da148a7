import { type Amount, Choices } from './choices.ts';

/** Valid texts that mutations start from: every construct of the grammar at least once. */
const CORPUS = [
  '1 + 2 * 3 - 4 / 8',
  'math.log10(134256)',
  "'hot' if x > 30 else 'cold'",
  '[x * 2 for x in range(10) if x % 2]',
  '{k: v for k, v in zip("ab", [1, 2])}',
  '{x for x in (1, 2, 3)}',
  'sum(x for x in range(5))',
  '(lambda a, b=2, *c, d, **e: a + b)(1, d=3)',
  'sorted([3, 1, 2], key=lambda x: -x, reverse=True)',
  "f'{x:>{w}} and {y!r} {z=}'",
  "'%s is %d' % ('a', 5)",
  "'{0} {a}'.format(1, a=2)",
  'a[1:2, ::3, ...]',
  'a[-1][:5].b.c(1)(2)',
  'not a and b or c',
  '1 < x <= 3 != y is not None',
  'x in y and x not in z',
  '(y := 5) + y',
  '[*a, 1, *b]',
  '{**a, "b": 1, **c}',
  'f(*a, b, *c, d=1, **e)',
  "b'abc' + rb'\\x00' + br'x'",
  '"a" \'b\' """c\nd"""',
  '0x1F + 0o17 + 0b11 + 1_000 + 1e5 + 1.5j + .5',
  '-x ** -y',
  '~a & b | c ^ d << 1 >> 2',
  'a if b else c if d else e',
  '(1,), (), (1, 2)',
  '[], {}, set()',
  'None is True, False, ...',
  '[[y for y in x] for x in z if x if y]',
  'datetime.datetime(2020, 1, 1) + datetime.timedelta(days=1)',
  "setReg('garden.soil.temp', 56)",
  "MyData['a'] = 1",
  'x = y = 1, 2',
  'a, *b = [1, 2, 3]',
  "MyData['n'] += 1",
  "del MyData['k'], a[0]",
  'x = 1; y = 2; x + y',
  '(a, b) = c',
  'x.y = 1',
  'x @= 3',
  'lambda: (yield)',
  '[(x) for x in (y) if (z)]',
  '{(a): (lambda b=(c): (d)) for a in (e) for f in (g)}',
  '(# comment\n1 +\n2)',
  'print("a", sep="")',
  '{1, 2} | {3}',
  'a.b[c](d)',
  "{'a': {'b': [1, (2, 3)]}}",
  'max(a, b, key=len)',
  'x if (a, b) else [c]',
];

const INSERTS = [
  ...'( ) [ ] { } , : ; = == := + - * ** / // % @ < > <= != -> . ... ! ? $ ~ & | ^ \\ # " \' \n'.split(' '),
  ...'in is not and or if else for lambda None True False def class return yield await async import from as del pass with while try print f x 1 2.5 0 1_ 0x 1e 08 1a "s" \'s b"x" f"{x}" f"{" \'\'\' u"x" é € ₂ \u00a0 \t'.split(
    ' ',
  ),
  '  ',
  '\f',
  '\f ',
  'yield',
  '\n',
  'x y',
  'x=1',
  '*x',
  '**x',
];

const TOKEN =
  /\s+|[A-Za-z_]\w*|\d[\w.]*|"""|'''|"[^"\n]*"|'[^'\n]*'|\*\*=?|\/\/=?|<<=?|>>=?|[<>=!:+\-*/%@&|^]=|\.\.\.|./gsu;

/** Texts that were valid before a token was taken out, put in, doubled, exchanged, or the end cut off. */
export function generateMutations({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = CORPUS.flatMap(source => [...source].map((_, end) => source.slice(0, end + 1)));
  const total = Math.min(count, 40_000);
  while (sources.length < total) {
    let tokens: string[] = choices.of(CORPUS).match(TOKEN)!;
    const steps = choices.chance(0.75) ? 1 : 2;
    for (let i = 0; i < steps; i++) tokens = mutate(choices, tokens);
    sources.push(tokens.join(''));
  }
  return choices.some(sources, count).filter(source => source.isWellFormed());
}

function mutate(choices: Choices, tokens: string[]): string[] {
  const at = choices.below(tokens.length);
  const [before, token, after] = [tokens.slice(0, at), tokens[at], tokens.slice(at + 1)];
  switch (choices.below(7)) {
    case 0:
      return [...before, ...after, ''];
    case 1:
      return [...before, token, token, ...after];
    case 2:
      return [...before, choices.of(INSERTS), ...after];
    case 3:
      return [...before, ' ', choices.of(INSERTS), ' ', token, ...after];
    case 4:
      return [...before, token, choices.of(INSERTS), ...after];
    case 5:
      return [...before, choices.of(choices.of(CORPUS).match(TOKEN)!), ...after];
    default:
      return after.length > 0 ? [...before, after[0], token, ...after.slice(1)] : [...before, ''];
  }
}

const NUMBERS =
  '0 00 0_0 0__0 _0 0_ 01 0x 0xg 0xF_f 0x_f 0XfF 0b 0b2 0b1_0 0b12 0o 0o8 0o17 0O7 1_000 1__0 1e 1e5 1E+5 1e-5 1e_5 1_0e1_0 1e+ 1. .5 . 1.5.2 1..real 1.real 1 .real 1.e5 1._5 1_.5 1.5_ 1j 1J 1.5j 1e5j 0x1j 0b1j 01j 00j 09.5 09e1 09j 1ja 1if 1or 1and 1in 1is 1else 0xfor 1_if 1e5or 1.5if 0o7or 0b1or 1L 1l 0u 1f 12abc 1__ 0777 0x1.8 1e400 1e-400 5e-324 2e-324 1.7976931348623159e308 123456789012345678901234567890 0.1e1 1e0001 00.5 0e0 0_1.5 1_2.3_4 0b 0xe+1 1\u0660 1² ½ 1e1.5 1e5.5 1.2e3.4'.split(
    ' ',
  );
const STRINGS = [
  "''",
  '""',
  "'a",
  "'a\\'",
  "'\\n\\t\\\\\\''",
  "'\\x41\\u00e9\\U0001F600\\101\\0\\8'",
  "'\\x4'",
  "'\\xzz'",
  "'\\u12'",
  "'\\U00110000'",
  "'\\U0000'",
  "'\\N{BULLET}'",
  "'\\N{bullet}'",
  "'\\N{NOPE}'",
  "'\\N{'",
  "'\\N'",
  "'\\q\\z'",
  "b'\\x4'",
  "b'é'",
  "b'\\u1234'",
  "b'\\N{BULLET}'",
  "r'\\x4'",
  "r'\\'",
  "rb'\\''",
  "Rb'x'",
  "bR'x'",
  "ur'x'",
  "u'x'",
  "U'x'",
  "bu'x'",
  "fb'x'",
  "fr'{1}\\n'",
  "Rf'{1}\\n'",
  "rF'{1}'",
  "'a' 'b'",
  "'a' b'b'",
  "b'a' b'b'",
  "f'a' 'b' f'{1}'",
  "'a'\n'b'",
  "('a'\n'b')",
  "'''a\nb'''",
  "'''a",
  '"""a\\"""',
  "'a\\\nb'",
  "r'a\\\nb'",
  "'a\nb'",
  "'''a''b'''",
  "'\"'",
  '"\'"',
  "'\\400'",
  "b'\\400'",
  "'\\777'",
  "f'{1}' b'a'",
  "b'\\xff'",
  "'\\ud800'",
  "'\\r\\v\\f\\a\\b'",
  "'\\\n'",
  "f'{'a'}'",
  'f\'{"a"}\'',
  "f'{1:{2}}'",
  "f'\\{1}'",
  "f'{\\n}'",
  "f'\\N{BULLET}{1}'",
  "f'\\x7b1}'",
  "f'{1}}'",
  "f'{{1}}'",
  "f'{{{1}}}'",
  "f'}'",
  "f'{'",
  "f'{}'",
  "f'{!r}'",
  "f'{:}'",
  "f'{1!z}'",
  "f'{1!}'",
  "f'{1!r:>5}'",
  "f'{1=}'",
  "f'{1 = !r:>5}'",
  "f'{lambda x: 1}'",
  "f'{(lambda x: 1)(2)}'",
  "f'{ {1: 2}[1] }'",
  "f'{#}'",
  "f'''{1\n}'''",
  "f'''{\n1}'''",
  "f'''\n{1 +}'''",
  "f'{a b}'",
  "f'{1:{2:{3}}}'",
  "f'{1:{2:{3:{4}}}}'",
  "f'{yield}'",
  "f'{*[1]}'",
  "f'{*[1],}'",
  "f'{1,2}'",
  "f'{a.b}'",
  "f'{x:=5}'",
  "f'{(x:=5)}'",
  "f'{None!s}'",
  "f'{3!r}{4!a}'",
  'f\'{"é"!a}\'',
  "f'{1}' '{2}'",
  "'{2}' f'{1}'",
  "f'{1:\\n}'",
  "f'{1:%}'",
  "f'{3.14:.{1}f}'",
  "f'{\"'\"}'",
  "f'{1]}'",
  "f'{(1}'",
  "f'{[1}'",
  "f'{1)}'",
  "f'{1 2}'",
  "f'{  }'",
  "f'{1;2}'",
  'f\'{a["b"]}\'',
  "f'{a!r !s}'",
  "f'{1!r'",
  "f'{1:'",
  "f'{1:{'",
  "f'{1:{2'",
  "f'{1=!r:^20}'",
  "f'{1!=2}'",
  "f'{1==2}'",
  "f'{1<=2}'",
  "f'{x=}'",
  "f'{ x = }'",
  "f'{1:>{5}}|'",
  "f\"{'a' 'b'}\"",
  'f\'{f"{1}"}\'',
  'f\'{f"{f""}"}\'',
  "f'''\n\n{(yield)}'''",
  "f'''\n{f'''",
  'f\'\'\'{f"""{a b}"""}\'\'\'',
  "f'''{f\"\"\"{f'{a b}'}\"\"\"}'''",
  'f\'\'\'{f"""{"a" b"b"}"""}\'\'\'',
  'f\'\'\'{f"""{}"""}\'\'\'',
  'f\'\'\'{\nf"""{\na b}"""}\'\'\'',
  'f\'\'\'{\nf"""{\n1a}"""}\'\'\'',
  "f'''\n{\n1a}'''",
  "f'''\n{\n(1a\n)}'''",
  "f'''\n\n{ 0x\n}'''",
  "(\n\nf'''\n\n{ 0x\n}''')",
  "(\n\nf'''\n\n{ a b\n}''')",
  "'a\\\n",
  "'a\\\nb",
  "'a\\\nb\n",
  "'a\\\nb\\\n",
  "'a\\\n\\\n\nb'",
  "1 +\\\n'a\\\nb\n'",
  "(1,\n'a\\\nb\n'",
  "'a\\",
  "'a\\\\\n",
  "f'''{\n$}'''",
  "f'''\n{\n$}'''",
  "f'''\n{é$}'''",
  "f'''\n{1 if 2}'''",
  "f'''\n{x\n\n=!z}'''",
  "f'''\n{lambda x:1}'''",
  'f\'\'\'{f"""{lambda x:1}"""}\'\'\'',
  'f\'\'\'{\nf"""{\n(yield)}"""}\'\'\'',
  "f'''\n{x:{\na b}}'''",
  "f'''\n{x:\n{\na b}}'''",
];

/** Literals of every form, right and wrong. */
export function generateLiterals({ seed, count }: Amount): string[] {
  const wrappers = [
    'L',
    '-L',
    '[L]',
    'L + 1',
    '(L,',
    'L L',
    'x = L',
    'L.x',
    'L(1)',
    'L = 1',
    'L if 1 else 2',
    '{L: L}',
    'not L',
    'L in L',
    '\nL',
    ' L',
    'L;',
    'L:',
    'lambda: L',
    'f(L',
  ];
  const sources = [...NUMBERS, ...STRINGS].flatMap(literal =>
    wrappers.map(wrapper => wrapper.replaceAll('L', () => literal)),
  );
  return new Choices(seed).some(sources, count);
}
