/** Representative values by type, as source texts that stand as operands. */
export const SAMPLES_BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  NoneType: ['None'],
  bool: ['True', 'False'],
  int: ['0', '1', '7', '(-3)', '255', '(2**63)', '(2**53+1)', '(-10**30)'],
  float: ['0.0', '(-0.0)', '2.5', '(-1.5)', '1e308', '5e-324', '1e16', "float('inf')", "float('nan')"],
  complex: ['2j', '(1.5-2j)', 'complex(-0.0, 0.0)'],
  str: ["''", "'ab'", "'3'", "'é€😀'", "'%s'"],
  bytes: ["b''", "b'ab'", "b'\\xff\\x00'"],
  list: ['[]', '[1, 2.5]', "['b', 'a']", '[[1], (2,)]'],
  tuple: ['()', "(1, 'a')", '(1,)'],
  dict: ['{}', "{1: 2, 'a': 'b'}"],
  set: ['set()', '{1, 2}', '{2, 3, 10}'],
  frozenset: ['frozenset()', 'frozenset({2, 3})'],
  range: ['range(3)', 'range(10, 1, -3)'],
  slice: ['slice(1, None)'],
  dict_keys: ["{1: 2, 'a': 'b'}.keys()"],
  dict_values: ['{1: 2}.values()'],
  dict_items: ['{1: 2}.items()'],
  type: ['int', 'str', 'object'],
  function: ['len', 'math.sqrt'],
  method: ["'a'.upper", 'str.upper'],
  lambda: ['(lambda: 1)'],
  ellipsis: ['...'],
  module: ['math'],
  generator: ['(i for i in [1, 2])'],
  map: ['map(str, [1, 2])'],
  zip: ["zip([1, 2], 'ab')"],
  iterator: ['iter([1, 2])'],
  date: ['datetime.date(2024, 2, 29)'],
  time: ['datetime.time(12, 30, 15, 7)'],
  datetime: ['datetime.datetime(2024, 2, 29, 12, 30)', 'datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)'],
  timedelta: ['datetime.timedelta(days=1, seconds=30)', 'datetime.timedelta(-1, 5, 7)'],
  timezone: ['datetime.timezone.utc'],
};

/** All of them. */
export const SAMPLES: readonly string[] = Object.values(SAMPLES_BY_TYPE).flat();

/** One of each type. */
export const ONE_OF_EACH: readonly string[] = Object.values(SAMPLES_BY_TYPE).map(samples => samples.at(-1)!);
