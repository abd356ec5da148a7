import { attributeError } from '../core/errors.ts';
import { Builtin, ClassMethod, Module, PyObject, PyType, typeOf, types, type Value } from './values.ts';

/** `value.name`; a method comes bound. Names with a leading underscore are never there. @throws AttributeError as CPython words it. */
export function getAttribute(value: Value, name: string): Value {
  const found = findAttribute(value, name);
  if (found === undefined) throw noAttribute(value, name);
  return found;
}

/** As getAttribute, but undefined where there is none. */
export function findAttribute(value: Value, name: string): Value | undefined {
  if (name.startsWith('_')) return undefined;
  if (value instanceof PyType) {
    const own = findOnType(value, name);
    if (own !== undefined) return own;
  }
  const type = typeOf(value);
  const member = type.find(name);
  if (member !== undefined) return bindMember(member, type, value);
  const getter = findGetter(type, name);
  if (getter) return getter(value);
  return value instanceof PyObject ? value.getAttribute?.(name) : undefined;
}

/** What CPython says about an attribute that is not there. */
export function noAttribute(value: Value, name: string): Error {
  if (value instanceof PyType) return attributeError(`type object '${value.name}' has no attribute '${name}'`);
  if (value instanceof Module) return attributeError(`module '${value.name}' has no attribute '${name}'`);
  return attributeError(`'${typeOf(value).name}' object has no attribute '${name}'`);
}

/** The getter of the type or of its bases. */
export function findGetter(type: PyType, name: string): ((self: any) => Value) | undefined {
  for (let at: PyType | null = type; at; at = at.base) {
    const getter = at.getters.get(name);
    if (getter) return getter;
  }
  return undefined;
}

/** `str.upper`, `dict.fromkeys`, `int.real`: methods unbound, class methods bound to the type, properties as such. */
function findOnType(type: PyType, name: string): Value | undefined {
  const member = type.find(name);
  if (member instanceof ClassMethod) return bindMember(member, type, type);
  if (member !== undefined) return member;
  for (let at: PyType | null = type; at; at = at.base) {
    const getter = at.getters.get(name);
    if (getter) return new Property(at, name, getter);
  }
  return undefined;
}

function bindMember(member: Value, type: PyType, self: Value): Value {
  if (!(member instanceof Builtin) || member.self !== undefined) return member;
  const bound = member instanceof ClassMethod ? type : self;
  return new Builtin(member.name, member.signature, member.run, member.owner, bound);
}

const propertyType = new PyType('getset_descriptor');
const memberType = new PyType('member_descriptor');

/** A read-only property, looked up on its type. */
class Property extends PyObject {
  readonly owner: PyType;
  readonly name: string;
  readonly get: (self: any) => Value;

  constructor(owner: PyType, name: string, get: (self: any) => Value) {
    super();
    this.owner = owner;
    this.name = name;
    this.get = get;
  }

  get type(): PyType {
    return MEMBER_TYPES.has(this.owner) ? memberType : propertyType;
  }

  override repr(): string {
    const kind = this.type === memberType ? 'member' : 'attribute';
    return `<${kind} '${this.name}' of '${this.owner.name}' objects>`;
  }

  override equals(other: Value): boolean {
    return other instanceof Property && other.get === this.get;
  }
}

/** Types whose properties are plain members of their C structure. */
export const MEMBER_TYPES: Set<PyType> = new Set([types.complex, types.range, types.slice]);
