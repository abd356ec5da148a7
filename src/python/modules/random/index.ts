import { nameInCalls } from '../../functionNames.ts';
import { builtin, defineConstructor, defineMethods, type Run } from '../../signature.ts';
import { type Builtin, Module, PyObject, PyType, type Value } from '../../values.ts';
import { bindPython, pythonFunction } from '../pythonFunction.ts';
import {
  beta,
  exponential,
  gamma,
  gauss,
  logNormal,
  normal,
  pareto,
  triangular,
  uniform,
  vonMises,
  weibull,
} from './distributions.ts';
import { MersenneTwister, SharedSource, type Source } from './mersenneTwister.ts';
import { getState, seed, setState } from './seed.ts';
import {
  choices,
  choose,
  randomBits,
  randomBytes,
  randomInteger,
  randomOfRange,
  sample,
  shuffle,
} from './selection.ts';

const randomType = new PyType('Random', null, 'random.Random');

/** A generator of its own: `random.Random(42)`. */
class Random extends PyObject {
  readonly source: Source;

  constructor(source: Source) {
    super();
    this.source = source;
  }

  get type(): PyType {
    return randomType;
  }
}

type Draw = (source: Source, ...values: any[]) => Value;

/** What CPython has in C. */
const NATIVE: Record<string, [signature: string, draw: Draw]> = {
  random: ['', source => source.random()],
  getrandbits: ['k, /', randomBits],
};

const METHODS: Record<string, [signature: string, draw: Draw]> = {
  seed: ['a=None, version=2', seed],
  getstate: ['', getState],
  setstate: ['state', setState],
  randbytes: ['n', randomBytes],
  randrange: ['start, stop=None, step=1', randomOfRange],
  randint: ['a, b', randomInteger],
  choice: ['seq', choose],
  choices: ['population, weights=None, *, cum_weights=None, k=1', choices],
  sample: ['population, k, *, counts=None', sample],
  shuffle: ['x', shuffle],
  uniform: ['a, b', uniform],
  triangular: ['low=0.0, high=1.0, mode=None', triangular],
  normalvariate: ['mu=0.0, sigma=1.0', normal],
  gauss: ['mu=0.0, sigma=1.0', gauss],
  lognormvariate: ['mu, sigma', logNormal],
  expovariate: ['lambd', exponential],
  vonmisesvariate: ['mu, kappa', vonMises],
  gammavariate: ['alpha, beta', gamma],
  betavariate: ['alpha, beta', beta],
  paretovariate: ['alpha', pareto],
  weibullvariate: ['alpha, beta', weibull],
};

const bindConstructor = bindPython('Random.__init__', 'x=None');
defineConstructor(randomType, '*args, **kwargs', (args: Value[], named: Map<string, Value>) => {
  const [value = null]: Value[] = bindConstructor(args, named);
  const source = new MersenneTwister();
  seed(source, value);
  return new Random(source);
});

for (const [name, [signature, draw]] of Object.entries(NATIVE)) {
  const run: Run = (self: Random, ...values) => draw(self.source, ...values);
  defineMethods(randomType, { [name]: [signature, run] });
}
for (const [name, [signature, draw]] of Object.entries(METHODS)) {
  const bind = bindPython(`Random.${name}`, signature);
  const run: Run = (self: Random, args, named) => draw(self.source, ...bind(args, named));
  defineMethods(randomType, { [name]: ['*args, **kwargs', run] });
  nameInCalls(randomType.attributes.get(name) as Builtin, `random.Random.${name}`);
}

/** The generator of the module's functions; seeded anew when the server starts. */
const shared = new SharedSource(new MersenneTwister());
seed(shared);

/** Python's `random`. */
export const random = new Module(
  'random',
  new Map<string, Value>([
    ['Random', randomType],
    ...Object.entries(NATIVE).map(([name, [signature, draw]]): [string, Value] => [
      name,
      builtin(`Random.${name}`, signature, (...values) => draw(shared, ...values)),
    ]),
    ...Object.entries(METHODS).map(([name, [signature, draw]]): [string, Value] => [
      name,
      pythonFunction(`Random.${name}`, signature, (...values) => draw(shared, ...values)),
    ]),
  ]),
);
