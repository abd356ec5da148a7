import { type Amount, Choices } from './choices.ts';
import { ONE_OF_EACH } from './samples.ts';

const NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '0.5',
  '-0.5',
  '1e-5',
  '3.7',
  '-2.5',
  '10',
  '100',
  '1e10',
  '1e308',
  '5e-324',
  '1e-300',
  "float('inf')",
  "float('-inf')",
  "float('nan')",
  '-0.0',
  '0.1',
  '1/3',
  '2**0.5',
  'math.pi',
  'math.pi/2',
  '1e22',
  '710.5',
  '-745.2',
  '170.5',
  '171.7',
  '0.9999999',
  '1.0000001',
  '20',
  '2**53',
  '10**30',
  '10**400',
  'True',
  '123456.789',
  '-7',
];
const INTS = [
  '0',
  '1',
  '-1',
  '2',
  '5',
  '10',
  '12',
  '18',
  '100',
  '1000',
  '-4',
  'True',
  '2**63',
  '2.0',
  '3.5',
  '10**20',
  "'a'",
];

const ONE_ARGUMENT =
  'acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 fabs floor frexp gamma isfinite isinf isnan lgamma log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp'.split(
    ' ',
  );
const TWO_ARGUMENTS = 'atan2 copysign fmod hypot ldexp log nextafter pow remainder'.split(' ');
const OF_INTS = 'comb perm gcd lcm factorial isqrt'.split(' ');

/** Every function of math: on its special values, at random, and on what it does not take. */
export function generateMath({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources = ['math.pi', 'math.e', 'math.tau', 'math.inf', 'math.nan', '-math.nan', 'math.foo'];
  for (const name of ONE_ARGUMENT) sources.push(...[...NUMBERS, ...ONE_OF_EACH].map(x => `math.${name}(${x})`));
  for (const name of TWO_ARGUMENTS)
    for (const x of NUMBERS) for (const y of NUMBERS) sources.push(`math.${name}(${x}, ${y})`);
  for (const name of OF_INTS)
    for (const x of INTS) for (const y of [...INTS, '']) sources.push(`math.${name}(${x}${y && ', '}${y})`);
  const all = [...ONE_ARGUMENT, ...TWO_ARGUMENTS, ...OF_INTS, 'dist', 'fsum', 'prod', 'isclose'];
  for (const name of all) {
    sources.push(
      `math.${name}`,
      `math.${name}()`,
      `math.${name}(1, 2, 3)`,
      `math.${name}(x=1)`,
      `math.${name}(1, y=2)`,
    );
    for (let i = 0; i < 10; i++) sources.push(`math.${name}(${choices.of(ONE_OF_EACH)}, ${choices.of(ONE_OF_EACH)})`);
  }
  const lists = [
    '[]',
    '[1, 2]',
    '[0.1] * 10',
    '[1e16, 1.0, -1e16]',
    "[1, 'a']",
    '(1, 2.5)',
    'range(5)',
    '5',
    "[float('inf'), float('-inf')]",
    '[1e308, 1e308]',
    '[2**70, 3]',
    '[True, None]',
    "['a']",
    "float('nan'),",
    '(3, 4)',
    '[1j]',
  ];
  for (const a of lists) {
    sources.push(
      `math.fsum(${a})`,
      `math.prod(${a})`,
      `math.prod(${a}, start=2)`,
      `math.prod(${a}, start='a')`,
      `math.hypot(*${a})`,
      `math.gcd(*${a})`,
    );
    for (const b of lists) sources.push(`math.dist(${a}, ${b})`);
  }
  for (const x of NUMBERS)
    for (const y of ['1', '1.0000000001', x])
      for (const more of ['', ', rel_tol=0.1', ', abs_tol=2', ', rel_tol=-1', ', abs_tol=0.5, rel_tol=0'])
        sources.push(`math.isclose(${x}, ${y}${more})`);
  return choices.some(sources, count);
}

const magnitude = (choices: Choices): string => {
  const mantissa = `${choices.below(10)}.${choices.below(1e9)}${choices.below(1e7)}`;
  const exponent = choices.chance(0.7) ? choices.below(5) - 2 : choices.below(40) - 20;
  return `${choices.chance(0.4) ? '-' : ''}${mantissa}e${exponent}`;
};

/** Elementary functions at random arguments, where their last bit is decided. */
export function generateFloats({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  const total = Math.min(count, 20_000);
  const binary = [
    ...TWO_ARGUMENTS.filter(name => name !== 'ldexp' && name !== 'nextafter'),
    '**',
    '//',
    '%',
    '*',
    '/',
    'dist',
  ];
  while (sources.length < total) {
    const x = magnitude(choices);
    const y = magnitude(choices);
    const kind = choices.below(8);
    if (kind < 3) sources.push(`math.${choices.of(ONE_ARGUMENT)}(${x})`);
    else if (kind < 5) {
      const name = choices.of(binary);
      sources.push(
        /\w/.test(name)
          ? name === 'dist'
            ? `math.dist([${x}, ${y}], [1, 2])`
            : `math.${name}(${x}, ${y})`
          : `(${x}) ${name} ${y}`,
      );
    } else if (kind === 5)
      sources.push(
        choices.of([
          `complex(${x}, ${y}) * complex(${y}, 1.5)`,
          `complex(${x}, ${y}) / complex(${y}, 1.5)`,
          `abs(complex(${x}, ${y}))`,
          `complex(${x}, ${y}) ** ${choices.of(['2', '-1', '0.5', '3', '2.5', '1j', '0', '100'])}`,
          `complex(${x}, 2) ** complex(1, ${y})`,
        ]),
      );
    else if (kind === 6)
      sources.push(
        choices.of([
          `round(${x}, ${choices.below(12) - 3})`,
          `float.hex(${x})`,
          `(${x}).as_integer_ratio()`,
          `int(${x})`,
          `round(${x})`,
          `divmod(${x}, ${y})`,
          `hash(${x})`,
          `(${x}).is_integer()`,
        ]),
      );
    else
      sources.push(
        choices.of([
          `${x}`,
          `${x} + ${y}`,
          `sum([${x}, ${y}, 0.1])`,
          `math.fsum([${x}, ${y}, 0.1])`,
          `'%.${choices.below(20)}g' % ${x}`,
          `f'{${x}:.${choices.below(20)}f}'`,
          `f'{${x}:.${choices.below(10)}e}'`,
          `statistics.mean([${x}, ${y}])`,
          `statistics.stdev([${x}, ${y}, 1.5])`,
          `json.dumps(${x})`,
        ]),
      );
  }
  return sources;
}
