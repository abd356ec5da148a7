import { BUILTINS } from '../../../../src/python/builtins/index.ts';
import { MODULES } from '../../../../src/python/modules/index.ts';
import type { Signature } from '../../../../src/python/signature.ts';
import { Builtin, PyType, types, type Value } from '../../../../src/python/values.ts';
import { ourAnswer } from '../compare.ts';
import { type Amount, Choices } from './choices.ts';
import { SAMPLES, SAMPLES_BY_TYPE } from './samples.ts';

/** What is called, and what is known of its parameters. */
interface Callable {
  /** The call, around a list of arguments. */
  call(args: string): string;
  names: readonly string[];
  /** With fewer arguments, or None, it takes the present time. */
  least: number;
  /** Lists of arguments that were taken. */
  fitting: string[][];
}

/** What only some functions take. */
const SPECIAL = [
  "'%Y-%m-%d'",
  "'2024-02-29'",
  "'12:30:15'",
  "'2024-02-29T12:30:15.000007+02:00'",
  "'<hI2s'",
  "'b'",
  "b'\\x01\\x02\\x03\\x04'",
  "b'YWI='",
  "'YWI='",
  "'6162'",
  '\'[1, {"a": null}]\'',
  "'utf-8'",
  "'replace'",
  "'big'",
  "'sha256'",
  "'1+2j'",
  "'0x1.8p3'",
  "',.2f'",
  "'{} {a}'",
  '[1.5, 2.5, 4.0]',
  '[3, 1, 2, 2]',
  '(2024, 2, 29, 12, 30, 15, 3, 60, 0)',
  "[('a', 1), ('b', 2)]",
  "{'a': 1}",
  '2024',
  '12',
  '-1',
  '0.25',
  'lambda x: x',
  'lambda x, y: x',
  'lambda *a, **k: 3',
  'time.gmtime(0)',
  'random.Random(3)',
  "struct.Struct('<h')",
  '(3, (1,) * 625, None)',
  '(2, (-1,) * 624 + (5,), None)',
];

const POOL = [...SAMPLES, ...SPECIAL];

/** Samples of types whose methods are not those of `SAMPLES_BY_TYPE`. */
const MORE_SELVES: Readonly<Record<string, readonly string[]>> = {
  'random.Random': ['random.Random(7)'],
  '_struct.Struct': ["struct.Struct('<hb')", "struct.Struct('3s')"],
  '_hashlib.HASH': ["hashlib.md5(b'a')"],
  '_hashlib.HASHXOF': ["hashlib.shake_128(b'a')"],
  '_blake2.blake2b': ["hashlib.blake2b(b'a')"],
  'time.struct_time': ['time.gmtime(10**9)'],
};

/**
 * Left out: what tells the time or is another in every process; classes of exceptions; and the functions that CPython has in Python as
 * attributes of `random.Random`, which take any self until they use it.
 */
const LEFT_OUT =
  /^(hash|time\.(time|monotonic|perf_counter)\w*|.*\.(today|now|utcnow)|.*[eE]rror|datetime\.tzinfo|random\.Random\..*)$/;
/** How many arguments these need so as not to take the present time. */
const TIMELY = new Map([
  ['time.gmtime', 1],
  ['time.localtime', 1],
  ['time.ctime', 1],
  ['time.asctime', 1],
  ['time.strftime', 2],
]);

function callables(): Callable[] {
  const found: Callable[] = [];
  const add = (name: string, signature: Signature | undefined, call: Callable['call']) => {
    if (LEFT_OUT.test(name)) return;
    const names = signature?.parameters.map(parameter => parameter.name) ?? [];
    const least = TIMELY.get(name) ?? 0;
    found.push({ call, names, least, fitting: [Array(least).fill("'%Y'")] });
  };
  /** `name`: where it has one. */
  const addMethods = (type: PyType, name: string | null) => {
    const selves = SAMPLES_BY_TYPE[type.name.replace('datetime.', '')] ?? MORE_SELVES[type.qualifiedName] ?? [];
    for (const [method, value] of type.attributes) {
      if (!(value instanceof Builtin)) continue;
      if (name !== null) add(`${name}.${method}`, value.signature, args => `${name}.${method}(${args})`);
      for (const self of selves)
        add(`${name}().${method}`, value.signature, args => `(lambda s: [s.${method}(${args}), s])(${self})`);
    }
  };
  const addValue = (name: string, value: Value) => {
    const call: Callable['call'] = name.startsWith('random.')
      ? args => `(random.seed(5), ${name}(${args}))[1]`
      : args => `${name}(${args})`;
    if (value instanceof Builtin) add(name, value.signature, call);
    if (!(value instanceof PyType)) return;
    add(name, value.construct?.signature, call);
    addMethods(value, name);
  };
  for (const type of [types.generator, types.dict_keys, types.dict_values, types.dict_items]) addMethods(type, null);
  for (const [name, value] of BUILTINS) if (name !== 'print') addValue(name, value);
  for (const [name, module] of MODULES)
    for (const [member, value] of module.members) addValue(`${name}.${member}`, value);
  return found;
}

/**
 * Every function, type and method there is, called with anything: lists of arguments that were taken are kept, and changed further,
 * so that calls get far inside as well as fail at each of their checks.
 */
export function generateCalls({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const all = callables();
  const sources: string[] = [];
  const total = Math.min(count, 200 * all.length);
  while (sources.length < total) {
    const callable = choices.of(all);
    const args = changed(choices, choices.of(callable.fitting), callable.names);
    if (args.length < callable.least || (callable.least && /^None|=/.test(args[0]))) continue;
    const source = callable.call(args.join(', '));
    sources.push(source);
    if (callable.fitting.length < 40 && !/^(Error|FAULT)/.test(ourAnswer(source))) callable.fitting.push(args);
  }
  return sources;
}

function changed(choices: Choices, args: readonly string[], names: readonly string[]): string[] {
  const result = [...args];
  const steps = choices.chance(0.7) ? 1 : 2;
  for (let i = 0; i < steps; i++) {
    const at = choices.below(result.length + 1);
    const value = choices.of(POOL);
    const name = choices.chance(0.9) && names.length > 0 ? choices.of(names) : choices.of(['x', 'key', 'a', 'self']);
    if (choices.chance(0.15)) result.splice(at, 1);
    else if (choices.chance(0.25)) result.push(`${name}=${value}`);
    else if (choices.chance(0.04)) result.push(choices.of(["*''", '**{}', `**{'${name}': ${value}}`]));
    else if (choices.chance(0.4) || result.length === 0) result.splice(at, 0, value);
    else result[at % result.length] = result[at % result.length].replace(/^(\w+=)?.*$/s, (_, key = '') => key + value);
  }
  return result;
}
