import type { Arguments, Signature } from './signature.ts';

/**
 * Python values as JavaScript ones.
 *
 * | Python | JavaScript |
 * | --- | --- |
 * | None, bool, str | null, boolean, string (UTF-16; indexed by code point through `strings.ts`) |
 * | int | bigint, always: a mistake then throws instead of becoming a float |
 * | float | number, always |
 * | list | Array |
 * | all else | a subclass of PyObject |
 *
 * So `typeof` is the type. No value is ever `undefined`; functions use it for "there is none".
 */
export type Value = null | boolean | bigint | number | string | Value[] | PyObject;

/** What an operation returns that does not know the other operand (Python's NotImplemented). */
export const NOT_IMPLEMENTED: unique symbol = Symbol('NotImplemented');
export type NotImplemented = typeof NOT_IMPLEMENTED;

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '<<' | '>>' | '&' | '|' | '^';
export type UnaryOperator = '-' | '+' | '~';
export type Ordering = '<' | '<=' | '>' | '>=';

/**
 * A value that is no JavaScript primitive and no list. The optional methods are the type's operations, the counterparts
 * of Python's slots; `operators.ts`, `text.ts` and the builtins call them. An expression never reaches them: attributes
 * are looked up in `type.attributes` and `type.getters`, which are Maps.
 */
export abstract class PyObject {
  abstract get type(): PyType;

  /** `repr(self)`. Default: `<NAME object at ADDRESS>`. Containers go through `repr` of `text.ts`, which bounds depth and size. */
  repr?(): string;
  /** `str(self)`. Default: `repr`. */
  str?(): string;
  /** `format(self, spec)`. Default: `str`, and a TypeError for a spec that is not empty. */
  format?(spec: string): string;
  /** `bool(self)`. Default: `length() !== 0` where there is one, else True. */
  truth?(): boolean;
  /** `len(self)`. */
  length?(): number;
  /** `self == other`. Default: identity. */
  equals?(other: Value): boolean | NotImplemented;
  /** `self OP other`; Default: a TypeError. */
  order?(operator: Ordering, other: Value): boolean | NotImplemented;
  /** The key under which a dict or set keeps this value (see `hash.ts`). Absent: unhashable, unless `identityHash`. */
  hashKey?(): HashKey;
  /** `self[key]`. */
  getItem?(key: Value): Value;
  setItem?(key: Value, value: Value): void;
  deleteItem?(key: Value): void;
  /** `self[key] OP= …` where that is to be atomic: `change` may run more than once. Default: `getItem`, then `setItem`. */
  updateItem?(key: Value, change: (old: Value) => Value): void;
  /** `item in self`. Default: by iteration. */
  contains?(item: Value): boolean;
  iterate?(): PyIterator;
  /** Values from the last to the first, for `reversed`. */
  iterateReversed?(): PyIterator;
  /** `self OP other`, or `other OP self` where `reflected`. */
  binary?(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented;
  /** `self OP= other` where that changes self in place (`set |= …`). Default: `binary`. */
  inPlace?(operator: BinaryOperator, other: Value): Value | NotImplemented;
  unary?(operator: UnaryOperator): Value | NotImplemented;
  /** `abs(self)`. */
  absolute?(): Value;
  /** `self(…)`. */
  call?(args: Arguments): Value;
  /** `self(argument)`: the shortcut of `call` that map, filter, sort and `key=` take. */
  callOne?(argument: Value): Value;
  /** An attribute that is not in the type's tables (of a module, a match object). */
  getAttribute?(name: string): Value | undefined;
  /** `operator.index(self)`: for what can stand as an int. */
  index?(): bigint;
  /** `float(self)`, `complex(self)` go through it. */
  float?(): number;
}

/** Where every object is said to be, in the reprs that tell it: nobody is to learn where it is. */
export const ADDRESS = '0x7f0000000000';

/** What a dict's Map has as its key: equal exactly where Python's values are equal. */
export type HashKey = string | number | boolean | null | object;

/** A type, as a value: `type(1)`, `int`, `datetime.date`. Its tables are filled by the files of `types/` and `modules/`. */
export class PyType extends PyObject {
  /** As errors have it: that of a class which CPython's library has in Python is without its module. */
  readonly name: string;
  /** As `repr` has it. */
  readonly qualifiedName: string;
  readonly base: PyType | null;
  /** Methods (as `Builtin`s that take self first), class methods and class constants. */
  readonly attributes = new Map<string, Value>();
  /** Read-only properties: `(1).real`, `date.year`. */
  readonly getters = new Map<string, (self: any) => Value>();
  /** `TYPE(…)`. Null: `cannot create 'NAME' instances`. */
  construct: Builtin | null = null;

  constructor(name: string, base: PyType | null = null, qualifiedName = name) {
    super();
    this.name = name;
    this.base = base;
    this.qualifiedName = qualifiedName;
  }

  get type(): PyType {
    return types.type;
  }

  override repr(): string {
    return `<class '${this.qualifiedName}'>`;
  }

  override call(args: Arguments): Value {
    return constructInstance(this, args);
  }

  /** `int | str`, for isinstance. */
  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    return operator === '|' ? unionOf(this, other, reflected) : NOT_IMPLEMENTED;
  }

  /** The attribute of the type or of its bases. */
  find(name: string): Value | undefined {
    for (let type: PyType | null = this; type; type = type.base) {
      const found = type.attributes.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whether this is `other` or derives from it (bool from int, datetime from date). */
  isSubtypeOf(other: PyType): boolean {
    for (let type: PyType | null = this; type; type = type.base) if (type === other) return true;
    return other === types.object;
  }
}

/** `int | str | None`: one of several types. */
export class UnionType extends PyObject {
  readonly members: readonly PyType[];

  constructor(members: readonly PyType[]) {
    super();
    this.members = members;
  }

  get type(): PyType {
    return types.UnionType;
  }

  override repr(): string {
    return this.members.map(({ name }) => (name === 'NoneType' ? 'None' : name)).join(' | ');
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    return operator === '|' ? unionOf(this, other, reflected) : NOT_IMPLEMENTED;
  }

  override equals(other: Value): boolean | NotImplemented {
    if (!(other instanceof UnionType)) return NOT_IMPLEMENTED;
    const { members } = other;
    return members.length === this.members.length && members.every(member => this.members.includes(member));
  }
}

function unionOf(type: PyType | UnionType, other: Value, reflected: boolean): Value | NotImplemented {
  const [mine, theirs] = [membersOf(type), membersOf(other)];
  if (!mine || !theirs) return NOT_IMPLEMENTED;
  const members = [...new Set(reflected ? [...theirs, ...mine] : [...mine, ...theirs])];
  return members.length === 1 ? members[0] : new UnionType(members);
}

function membersOf(value: Value): readonly PyType[] | null {
  if (value === null) return [types.NoneType];
  if (value instanceof UnionType) return value.members;
  return value instanceof PyType ? [value] : null;
}

/** How `PyType.call` makes instances; set by `signature.ts`, which knows how arguments are bound. */
let constructInstance: (type: PyType, args: Arguments) => Value;
export function setConstructor(construct: (type: PyType, args: Arguments) => Value): void {
  constructInstance = construct;
}

/** The types of the language itself. Those of modules stand in their modules. */
export const types = {
  object: new PyType('object'),
  type: new PyType('type'),
  NoneType: new PyType('NoneType'),
  int: new PyType('int'),
  float: new PyType('float'),
  complex: new PyType('complex'),
  str: new PyType('str'),
  bytes: new PyType('bytes'),
  list: new PyType('list'),
  tuple: new PyType('tuple'),
  dict: new PyType('dict'),
  dict_keys: new PyType('dict_keys'),
  dict_values: new PyType('dict_values'),
  dict_items: new PyType('dict_items'),
  set: new PyType('set'),
  frozenset: new PyType('frozenset'),
  range: new PyType('range'),
  slice: new PyType('slice'),
  ellipsis: new PyType('ellipsis'),
  function: new PyType('function'),
  builtin: new PyType('builtin_function_or_method'),
  method: new PyType('method_descriptor'),
  module: new PyType('module'),
  generator: new PyType('generator'),
  UnionType: new PyType('types.UnionType'),
  bool: null as unknown as PyType,
};
types.bool = new PyType('bool', types.int);

/** The type of any value. */
export function typeOf(value: Value): PyType {
  switch (typeof value) {
    case 'string':
      return types.str;
    case 'bigint':
      return types.int;
    case 'number':
      return types.float;
    case 'boolean':
      return types.bool;
    default:
      if (value === null) return types.NoneType;
      return Array.isArray(value) ? types.list : value.type;
  }
}

/** The name of a value's type, as error messages have it: `'int' object is not iterable`. */
export function typeName(value: Value): string {
  return typeOf(value).name;
}

class Ellipsis extends PyObject {
  get type(): PyType {
    return types.ellipsis;
  }
  override repr(): string {
    return 'Ellipsis';
  }
}
/** `...` */
export const ELLIPSIS: Value = new Ellipsis();

/** A source of values, one at a time. Not a JavaScript iterator: those allocate an object a step. */
export abstract class PyIterator extends PyObject {
  /** The next value, or undefined at the end (and from then on). */
  abstract next(): Value | undefined;
  override iterate(): PyIterator {
    return this;
  }
  /** `operator.length_hint`: how many are still to come, where that is known. */
  lengthHint?(): number;
}

export class Tuple extends PyObject {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
  get type(): PyType {
    return types.tuple;
  }
}

export class Bytes extends PyObject {
  readonly data: Uint8Array;
  constructor(data: Uint8Array) {
    super();
    this.data = data;
  }
  get type(): PyType {
    return types.bytes;
  }
}

/** A function written in TypeScript: a builtin, a module's function, a method (which takes self as its first argument). */
export class Builtin extends PyObject {
  /** `len`, `upper`. */
  readonly name: string;
  readonly signature: Signature;
  /** Takes the arguments in the order of the signature; a missing optional one is undefined, `*args` an array, `**kwargs` a Map. */
  readonly run: (...values: any[]) => Value;
  /** The type whose method it is. */
  readonly owner: PyType | null;
  /** `str.upper` unbound or a function: undefined. `'a'.upper` as a value: the `'a'`. */
  readonly self: Value | undefined;

  constructor(
    name: string,
    signature: Signature,
    run: (...values: any[]) => Value,
    owner: PyType | null = null,
    self?: Value,
  ) {
    super();
    this.name = name;
    this.signature = signature;
    this.run = run;
    this.owner = owner;
    this.self = self;
  }

  get type(): PyType {
    return this.owner && this.self === undefined ? types.method : types.builtin;
  }

  override repr(): string {
    if (this.self !== undefined) return `<built-in method ${this.name} of ${typeName(this.self)} object at ${ADDRESS}>`;
    return this.owner ? `<method '${this.name}' of '${this.owner.name}' objects>` : `<built-in function ${this.name}>`;
  }

  override equals(other: Value): boolean {
    return other instanceof Builtin && other.run === this.run && other.self === this.self && other.owner === this.owner;
  }

  override hashKey(): HashKey {
    return this.self === undefined ? this.signature : this;
  }
}

/** A class method as it stands in its type's table: bound to the type it is looked up on. */
export class ClassMethod extends Builtin {}

export class Module extends PyObject {
  readonly name: string;
  readonly members: Map<string, Value>;
  constructor(name: string, members: Map<string, Value>) {
    super();
    this.name = name;
    this.members = members;
  }
  get type(): PyType {
    return types.module;
  }
  override repr(): string {
    return `<module '${this.name}'>`;
  }
  override getAttribute(name: string): Value | undefined {
    return this.members.get(name);
  }
}
