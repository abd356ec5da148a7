import { type Amount, Choices } from './choices.ts';

type Type = 'int' | 'float' | 'str' | 'bytes' | 'list' | 'tuple' | 'dict' | 'set' | 'bool';

/** Leaves, by type. */
const ATOMS: Readonly<Record<Type, readonly string[]>> = {
  int: ['0', '1', '2', '3', '7', '-1', '10', '255', '-12', '2**40', '0x1f'],
  float: ['0.5', '1.0', '-2.25', '1e3', '3.14159', '0.1', '1e-7', '1e22'],
  str: ["''", "'a'", "'abc'", "'a,b,c'", "'Hello World'", "'12'", "'é€'", "' x '", "'%d'", "'{:>4}'"],
  bytes: ["b''", "b'ab'", "b'\\x00\\xff'", "b'a b'"],
  list: ['[]', '[1, 2, 3]', '[3, 1, 2]', '[0.5, 2]', '[[1, 2], [3]]'],
  tuple: ['()', '(1, 2)', '(3, 1, 2)', "('a', 1)"],
  dict: ['{}', "{'a': 1}", '{1: 2, 3: 4}', "{'k': [1, 2]}"],
  set: ['set()', '{1, 2, 3}', '{2, 5}', '{10}'],
  bool: ['True', 'False'],
};
const TYPES = Object.keys(ATOMS) as Type[];

/**
 * Forms of expressions by the type of their value: a letter in braces is an operand of that type (i f s y l t d e b, n a number, x anything,
 * v a variable that is bound there). All of them are taken by Python, so that texts get far.
 */
const FORMS: Readonly<Record<Type, readonly string[]>> = {
  int: [
    '{i} + {i}|{i} - {i}|{i} * {b}|{i} // 3|{i} % 7|({i}) & 15|{i} | 8|{i} ^ {i}|{i} << 2|{i} >> 1|-{i}|~{i}|+{b}|abs({i})|{b} + {b}',
    'len({s})|len({l})|len({d})|len({e})|ord("x")|int({f} % 100)|int("17")|int("ff", 16)|round({f} % 50)|hash({i})|sum(range({i} % 9))',
    '{s}.count("a")|{s}.find({s})|{l}.count({i})|({i}).bit_length()|divmod({i}, 5)[1]|pow({i}, 2, 97)|max({i}, {i})|min({i}, {i}, {i})',
    '{x} if {b} else {i}|{i} and {i}|{i} or {i}|(v := {i}) + v|(lambda v: v + {i})({i})|sum([{i} for v in {l}])|len([v for v in {s} if {b}])',
    'sum(v for v in range(4) if v % 2)|(lambda v, *w, k={i}: len(w) + k)(1, *{t})|[{i}, {i}][{b}]|range(10)[{i} % 10]|math.gcd({i}, 12)|({i})**2',
  ],
  float: [
    '{f} + {n}|{n} * {f}|{f} - {f}|{i} / 4|-{f}|abs({f})|float({i})|float("2.5")|round({f}, 2)|{f} // 2|{f} % 3|divmod({f}, 2)[0]',
    'math.sqrt(abs({n}))|math.floor({f}) + 0.5|sum([{f}, {f}], 0.0)|max({f}, {f})|math.fsum([{f}, {f}])|{f} if {b} else {f}|min({n}, {f}) * 1.0',
    'statistics.mean([{n}, {n}])|statistics.fmean([{f}, {i}])|math.hypot({n}, {n})|(lambda v={f}: v * 2)()|{f}.real|1.5 ** ({i} % 5)',
  ],
  str: [
    '{s} + {s}|{s} * ({i} % 4)|str({x})|repr({x})|ascii({s})|{s}.upper()|{s}.strip()|{s}.title()|{s}.replace("a", {s})|{s}[:{i} % 5]|{s}[::-1]',
    '", ".join(sorted({s}))|"-".join(str(v) for v in {l})|{s}.center({i} % 12, "*")|{s}.zfill(6)|{s}.ljust(5)|format({i}, "05d")|format({f}, ".3f")',
    "f'{ {x} }'|f'{ {i} :>6}'|f'{ {f} :.2f},{ {s} !r:^10}'|f'{ {n} =}'|'%s and %r' % ({x}, {x})|'%05.1f' % {f}|'{} {!r}'.format({x}, {s})",
    "'{a[0]} {b:<4}.'.format(a={t} + (1,), b={i})|hex({i})|bin({i})|oct({i})|chr(65 + {i} % 26)|{s}.partition(',')[0]|{s}.casefold().swapcase()",
    '{y}.decode("latin-1")|{y}.hex("-")|json.dumps({l})|{s} if {b} else {s}|{s} or "x"|max({s}, {s})|type({x}).foo if 0 else "t"|{s}.expandtabs()',
    "''.join(reversed({s}))|{s}.removeprefix('a')|{s}.translate({97: 'b', 98: None})|'{:{w}.{p}}'.format({s}, w={i} % 9, p=2)|f'{ {i} :#x}'",
  ],
  bytes: [
    '{y} + {y}|{y} * 2|{s}.encode()|bytes([{i} % 256])|bytes({i} % 5)|{y}[::-1]|{y}.upper()|{y}.replace(b"a", {y})|({i} % 999).to_bytes(2, "big")',
    'struct.pack("<hB", {i} % 99, 7)|base64.b64encode({y})|b"%d-%s" % ({i}, {y})|{y}.ljust(4, b".")|b",".join([{y}, {y}])|bytes.fromhex("61 62")',
  ],
  list: [
    '{l} + {l}|{l} * 2|[{x}, {x}]|[*{l}, {i}]|sorted({l}, key=str)|list({t})|list({d})|list({s})|{l}[1:]|{l}[::-1]|{s}.split()|{s}.split(",")',
    '[v for v in {l}]|[v * 2 for v in range({i} % 6)]|[(v, w) for v in {s} for w in range(2) if {b}]|[v for v in range(20) if not v % 3]|list(map(str, {l}))',
    'list(zip({l}, {s}))|list(enumerate({s}))|list(filter(None, {l}))|list(reversed({t}))|sorted({e})|[[w for w in range(v)] for v in range(3)]|list({d}.items())',
    '(lambda v: [v.append({i}), v][1])({l})|(lambda v: [v.extend({s}), v.reverse(), v][2])({l})|{l} and {l}|[v := {i}, v]|json.loads("[1, 2.5, null]")',
    '(lambda v: (v.insert({i}, {x}), v)[1])({l})|list(range({i} % 5, -3, -2))|[*range(3), *{s}]|list(divmod({i}, 7))|(lambda v: [v.sort(key=repr), v][1])({l})',
  ],
  tuple: [
    '{t} + {t}|({x},)|({x}, {x})|tuple({l})|{t}[::-1]|{t}[:2]|divmod({i}, 7)|{s}.partition("b")|(*{t}, *{l})|{t} * 2|tuple(v for v in {s})|{t} if {b} else {t}',
    'math.modf({f})|math.frexp({f})|struct.unpack("<hB", b"\\x01\\x02\\x03")|(lambda *v: v)(*{l})|(lambda v, /, w={i}: (v, w))({x})|{f}.as_integer_ratio()',
  ],
  dict: [
    '{**{d}, "z": {x}}|dict(a={x}, b={i})|{v: {x} for v in range(3)}|{str(v): v for v in {l}}|dict(zip({s}, {l}))|{d} | {d}|dict.fromkeys({s}, {i})|{d}.copy()',
    '(lambda v: [v.update(q={i}), v][1])({d})|(lambda v: [v.setdefault("a", []), v][1])({d})|{"n": {n}, "s": {s}}|{d} if {d} else {}|(lambda **v: v)(a={x}, **{"b": 2})',
  ],
  set: [
    '{e} | {e}|{e} & {e}|{e} - {e}|{e} ^ {e}|set(range({i} % 6))|{v % 3 for v in range(9)}|{{i}, {i}}|{e}.union([{i}])|frozenset({e}) | {e}|{e}.intersection(range(5))',
    '(lambda v: [v.add({i}), v][1])({e})|(lambda v: [v.discard({i}), v][1])({e})|{*{e}, {i}}',
  ],
  bool: [
    '{n} < {n}|{i} == {i}|{s} in {s}|{i} in {l}|not {x}|{n} <= {n} < {n}|{x} == {x}|{x} != {x}|{b} and {b}|{b} or {b}|isinstance({x}, (int, str))|{s} < {s}|{e} <= {e}',
    'any({l})|all({l})|bool({x})|{s}.isalpha()|{s}.startswith("a")|{x} is None|{x} is not None|{i} not in {e}|"a" in {d}|{l} == {l}|{t} < {t}|{n} > {n} != {n}|callable({x})',
  ],
};
const OPERANDS: Readonly<Record<string, readonly Type[]>> = {
  i: ['int'],
  f: ['float'],
  s: ['str'],
  y: ['bytes'],
  l: ['list'],
  t: ['tuple'],
  d: ['dict'],
  e: ['set'],
  b: ['bool'],
  n: ['int', 'float', 'bool'],
  x: TYPES,
};
/** The forms of a type, one by one: what parts them has no blanks around it. */
const SPLIT = new Map(TYPES.map(type => [type, FORMS[type].flatMap(line => line.split(/(?<! )\|(?! )/))]));

class Writer {
  readonly #choices: Choices;
  /** Shared variables, with the types of their values. */
  readonly variables: [name: string, type: Type][] = [];

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** An expression of a type. */
  expression(type: Type, depth: number): string {
    const choices = this.#choices;
    const known = this.variables.filter(([, own]) => own === type);
    if (known.length > 0 && choices.chance(0.3)) return choices.of(known)[0];
    if (depth <= 0 || choices.chance(0.15)) return choices.of(ATOMS[type]);
    const form = choices.of(SPLIT.get(type)!);
    return form.replaceAll(/\{([ifsyltdebnx])\}/g, (_, letter: string) =>
      this.#operand(choices.of(OPERANDS[letter]), depth - 1),
    );
  }

  #operand(type: Type, depth: number): string {
    const text = this.expression(type, depth);
    return /^([\w.]+|'[^']*'|\[[^\]]*\])$/.test(text) && !/^\d/.test(text) ? text : `(${text})`;
  }
}

/** Statements, with a variable `V` that is of the type, a new value `X`, an index `I`, a key `K`. */
const STATEMENTS: Readonly<Record<Type, readonly string[]>> = {
  int: [
    'V += I',
    'V = X',
    'V -= X',
    'V **= 2',
    'V //= 3',
    'V <<= 1',
    'V ^= X',
    'V |= X',
    'V %= 5',
    'V *= X',
    'V /= 2',
    'del V',
    'V @= 2',
  ],
  float: ['V += X', 'V /= 2', 'V = V * 2', 'V //= I', 'V -= I', 'V **= 2', 'V &= 1'],
  str: ['V += X', 'V *= 2', 'V %= I', 'V[0] = "a"', 'V, *w = V', 'del V[0]', 'V = V.upper(); V', 'V.x = 1'],
  bytes: ['V += X', 'V *= 2', 'V[0] = 1', 'V, w = V'],
  list: [
    'V += X',
    'V *= 2',
    'V[I] = X',
    'V[1:2] = X',
    'V[::2] = X',
    'del V[0]',
    'del V[1:]',
    'del V[::2]',
    'V.append(X)',
    'V[0] += I',
    'V += "ab"',
    'V[K] = 1',
    'V, w = V',
    '*V, w = X',
    'V[:] = V',
    '[V, *w] = X',
    'V = w = X',
    '(V[0], w) = X',
    'V[-1], V[0] = V[0], V[-1]',
    'del V, w',
    'V[0:0] = 5',
  ],
  tuple: ['V += X', 'V *= 2', 'V[0] = 1', 'V, w = X', 'V = *V, 1', 'V, *w = X', 'del V[0]', '(V, w), u = X, I'],
  dict: [
    'V[K] = X',
    'del V[K]',
    'V |= X',
    'V[K] += I',
    'V.update(X)',
    'V.pop(K)',
    'V[[]] = 1',
    'V["a"] *= 2',
    'V, *w = V',
    'V |= [(1, 2)]',
    'del V["a"], V["z"]',
  ],
  set: ['V |= X', 'V &= X', 'V -= X', 'V ^= X', 'V.add(I)', 'V |= [1]', 'V[0] = 1', 'V += X'],
  bool: ['V &= X', 'V += 1', 'V = not V', 'V |= I', 'V ^= True', 'V -= X'],
};

/** Whole requests of expressions that mostly succeed, and of assignments of every form, one after the other. */
export function generatePrograms({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  const total = Math.min(count, 100_000);
  while (sources.length < total) {
    const writer = new Writer(choices);
    const depth = 1 + choices.below(4);
    if (choices.chance(0.6)) sources.push(writer.expression(choices.of(TYPES), depth));
    else sources.push(program(choices, writer, depth));
  }
  return sources;
}

function program(choices: Choices, writer: Writer, depth: number): string {
  const names = ['a', 'b', 'c'].slice(0, 1 + choices.below(3));
  const lines = names.map(name => {
    const type = choices.of(TYPES);
    const line = `${name} = ${writer.expression(type, depth - 1)}`;
    writer.variables.push([name, type]);
    return line;
  });
  for (let i = 1 + choices.below(4); i > 0; i--) {
    const [name, type] = choices.of(writer.variables);
    const statement = choices.of(STATEMENTS[type]);
    const parts: Readonly<Record<string, () => string>> = {
      V: () => name,
      X: () => writer.expression(choices.chance(0.9) ? type : choices.of(TYPES), depth - 1),
      I: () => writer.expression('int', 0),
      K: () => choices.of(["'a'", "'k'", '1', '3', 'None']),
    };
    lines.push(statement.replaceAll(/\b[VXIK]\b/g, letter => parts[letter]()));
  }
  return `${lines.join('; ')}; [${names.join(', ')}]`;
}
