import { test } from 'node:test';
import fc from 'fast-check';
import { compareWithPython } from '../support/cpython.ts';

const ERRORS_AND_STATES = [
  'random.setstate((3,(1,2),None))',
  'random.setstate((3,(0,)*625))',
  'random.setstate((3,(0,)*625,None,1))',
  '(random.setstate((2,(-1,)*624+(5,),None)),random.random())',
  'random.setstate((3,(-1,)*625,None))',
  'random.setstate((3,(2**64,)*625,None))',
  'random.setstate((3,(1.5,)*625,None))',
  'random.setstate((3,(1,)*624+(625,),None))',
  'random.setstate((3,(1,)*624+(2**70,),None))',
  'random.setstate((2,None,None))',
  '(random.setstate((3.0,(1,)*625,None)),random.random())',
  'random.setstate((4,(1,)*625,None))',
  '(random.seed("abc",version=1),random.random(),random.random())',
  '(random.seed(b"xyz",1),random.random(),random.random())',
  '(random.seed("",1),random.random(),random.random())',
  'random.seed([])',
  'random.randint(5,1)',
  'random.randrange(0)',
  'random.randrange(1,1)',
  'random.randrange(1,5,0)',
  'random.randrange(1,5,-1)',
  'random.randrange(1.5)',
  'random.choice([])',
  'random.sample([1],2)',
  'random.sample({1},1)',
  'random.choices([])',
  'random.choices([1,2],[1])',
  'random.choices([1,2],5)',
  'random.choices([1,2],[0,0])',
  'random.choices([1,2],[1,1],cum_weights=[1,2])',
  'random.uniform()',
  'random.uniform(1,2,3)',
  'random.random(1)',
  'random.getrandbits()',
  'random.getrandbits(-1)',
  'random.getrandbits(10**12)',
  'random.gammavariate(0,1)',
  'random.uniform("a",1)',
  'random.shuffle((1,2))',
  'random.expovariate(0)',
  'random.choice(5)',
  'random.sample([1,2],1.5)',
  'random.randrange(1,None,2)',
  'random.randint(1)',
  'random.foo',
  'random.seed(1,2,3)',
  '(random.seed(1),random.getstate()[2],random.getstate()[1][:3],random.gauss(),random.getstate()[2],random.getstate()[1][624])',
  '(random.seed(1),random.setstate((random.random(),random.getstate())[1]),random.random())',
];
const DRAWS = [
  'random.random()',
  'random.uniform(1,10)',
  'random.uniform(-2.5,7)',
  'random.randint(1,6)',
  'random.randint(-10**30,10**40)',
  'random.randrange(10)',
  'random.randrange(5,100,7)',
  'random.randrange(100,5,-3)',
  'random.choice([1,2,3,4,5])',
  "random.choice('hello')",
  'random.choices([1,2,3],k=5)',
  "random.choices('abc',weights=[1,2.5,3],k=6)",
  'random.choices(range(10),cum_weights=range(1,11),k=4)',
  'random.sample(range(100),10)',
  'random.sample([1,2,3,4,5,6,7],3)',
  'random.sample(range(10**9),6)',
  "random.sample(['a','b'],counts=[4,2],k=5)",
  'random.gauss(0,1)',
  'random.gauss(5,2.5)',
  'random.normalvariate(1,2)',
  'random.expovariate(1.5)',
  'random.triangular(0,10,3)',
  'random.triangular()',
  'random.betavariate(2,3)',
  'random.gammavariate(2,3)',
  'random.gammavariate(1,2)',
  'random.lognormvariate(0,1)',
  'random.vonmisesvariate(1,2)',
  'random.vonmisesvariate(0,0)',
  'random.paretovariate(3)',
  'random.weibullvariate(1,1.5)',
  'random.getrandbits(1)',
  'random.getrandbits(32)',
  'random.getrandbits(33)',
  'random.getrandbits(200)',
  'random.getrandbits(0)',
  'random.randbytes(5)',
  'random.randbytes(0)',
  '(lambda l: (random.shuffle(l), l))(list(range(20)))',
];

test('seeds of version 1, states and errors', t => {
  compareWithPython(t, 'randomModule', ERRORS_AND_STATES);
});

const seed = fc.oneof(
  fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }).map(String),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 20 }).map(text => `'${text}'`),
  fc.uint8Array({ maxLength: 8 }).map(data => `bytes([${data.join(', ')}])`),
  fc.double({ noNaN: true }).map(value => `float('${value}')`.replace('Infinity', 'inf')),
  fc.constantFrom('0', '7'),
);
const draws = fc.array(fc.constantFrom(...DRAWS), { minLength: 1, maxLength: 8 });

test('what follows a seed is what follows it in CPython', t => {
  const cases = fc
    .sample(fc.tuple(seed, draws), { seed: 19, numRuns: 700 })
    .map(([key, list]) => `(random.seed(${key}), ${list.join(', ')})`);
  compareWithPython(t, 'randomDraws', cases, cases.slice(0, 100));
});

test('a generator of its own', t => {
  const cases = fc.sample(fc.tuple(seed, draws), { seed: 23, numRuns: 300 }).map(([key, list]) => {
    const own = list
      .map(draw => draw.replaceAll('random.', 'r.'))
      .join(', ')
      .replaceAll('r.r.', 'r.');
    return `(lambda r: [${own}])(random.Random(${key}))`;
  });
  compareWithPython(t, 'randomInstances', cases, cases.slice(0, 60));
});
