import { PythonError, typeError, valueError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { Dict } from './dict.ts';
import { dateType, PyDate } from './modules/datetime/date.ts';
import { DateTime } from './modules/datetime/dateTime.ts';
import { TimeDelta } from './modules/datetime/timeDelta.ts';
import { TimeZone } from './modules/datetime/timeZone.ts';
import { Bytes, type PyObject, Tuple, typeName, types, type Value } from './values.ts';

/*
 * The text of a stored value. Each value begins with a letter that tells its type:
 *
 *   n None, t True, f False           i123;  int, x1f; a long one       d0.5;  float (d-0; dnan; dinf; too)
 *   s5:hello  str, its length in UTF-16 units; u8:"\ud800"  one with lone surrogates, as JSON, which UTF-8 could not carry
 *   b4:aGk=   bytes, base64           l2:…  list          p2:…   tuple          m2:…  dict, key and value by turns
 *   D737676;  date, its ordinal       S-5;  timedelta, its microseconds
 *   T63…;     datetime, its microseconds; F…; where fold is 1; Z<datetime>3600000000;n with its zone: offset, name (str or None)
 *
 * So equal values of one type have equal texts (dicts where their order is the same too), and no text is a prefix of another.
 */

/** Nesting that can be stored; well above what an evaluation's depth lets through. */
const MAX_DEPTH = 500;
const LONG_INTEGER = 1n << 256n;

/**
 * The text under which a value is stored: None, bool, int, float, str, bytes, list, tuple, dict, date, datetime, timedelta.
 * @throws TypeError for a value of another type, ValueError for a container in itself, RecursionError past 500 levels,
 * MemoryError and TimeoutError past the budget.
 */
export function encode(value: Value): string {
  switch (typeof value) {
    case 'string':
      return encodeText(value);
    case 'bigint':
      return encodeInteger(value);
    case 'number':
      return encodeFloat(value);
    case 'boolean':
      return value ? 't' : 'f';
    default:
      return value === null ? 'n' : new Encoder().encode(value);
  }
}

function encodeText(text: string): string {
  if (text.isWellFormed()) return `s${text.length}:${text}`;
  const json = JSON.stringify(text);
  return `u${json.length}:${json}`;
}

function encodeInteger(value: bigint): string {
  if (value < LONG_INTEGER && value > -LONG_INTEGER) return `i${value};`;
  // Hexadecimal is linear in the length; decimal isn't.
  return value < 0n ? `x-${(-value).toString(16)};` : `x${value.toString(16)};`;
}

function encodeFloat(value: number): string {
  if (Number.isFinite(value)) return `d${Object.is(value, -0) ? '-0' : value};`;
  return Number.isNaN(value) ? 'dnan;' : value > 0 ? 'dinf;' : 'd-inf;';
}

function encodeBytes({ data }: Bytes): string {
  charge(data.length * 2);
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
  return `b${text.length}:${text}`;
}

function encodeDateTime({ microseconds, fold, zone }: DateTime): string {
  const local = `${fold ? 'F' : 'T'}${microseconds};`;
  return zone ? `Z${local}${zone.offset};${encode(zone.zoneName)}` : local;
}

class Encoder {
  #text = '';
  /** The containers around the present one. */
  readonly #around: object[] = [];

  encode(value: Value[] | PyObject): string {
    this.#object(value);
    return this.#text;
  }

  #object(value: Value[] | PyObject): void {
    if (Array.isArray(value)) this.#items('l', value, value);
    else if (value instanceof Dict) this.#dict(value);
    else if (value.type === types.tuple) this.#items('p', (value as Tuple).items, value);
    else if (value instanceof Bytes) this.#append(encodeBytes(value));
    else if (value.type === dateType) this.#append(`D${(value as PyDate).ordinal};`);
    else if (value instanceof TimeDelta) this.#append(`S${value.microseconds};`);
    else if (value instanceof DateTime) this.#append(encodeDateTime(value));
    else throw typeError(`cannot store an object of type ${typeName(value)}`);
  }

  #value(value: Value): void {
    tick();
    if (typeof value === 'object' && value !== null) this.#object(value);
    else this.#append(encode(value));
  }

  #items(tag: string, items: readonly Value[], container: object): void {
    this.#open(container, `${tag}${items.length}:`);
    for (const item of items) this.#value(item);
    this.#around.pop();
  }

  #dict(dict: Dict): void {
    this.#open(dict, `m${dict.size}:`);
    for (const [key, value] of dict.entries()) {
      this.#value(key);
      this.#value(value);
    }
    this.#around.pop();
  }

  #open(container: object, head: string): void {
    if (this.#around.includes(container)) throw valueError('Circular reference detected');
    if (this.#around.length >= MAX_DEPTH)
      throw new PythonError('RecursionError', 'maximum recursion depth exceeded while storing a container');
    this.#around.push(container);
    this.#append(head);
  }

  #append(part: string): void {
    charge(part.length);
    this.#text += part;
  }
}

/** Bytes that a container's value takes in memory for each character of its text, at most. */
const BYTES_PER_CHARACTER = 8;

/**
 * The value of a text that `encode` made, its containers fresh each time.
 * @throws ValueError where the text is damaged; MemoryError and TimeoutError past the budget.
 */
export function decode(text: string): Value {
  if (text.length > 64) {
    tick(text.length >> 4);
    charge(text.length * BYTES_PER_CHARACTER);
  }
  const decoder = new Decoder(text);
  const value = decoder.value(0);
  if (decoder.position !== text.length) throw decoder.damaged();
  return value;
}

class Decoder {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): Value {
    switch (this.text[this.position++]) {
      case 's':
        return this.#counted();
      case 'i':
        return this.#integer(/^-?\d{1,80}$/, '');
      case 'x':
        return this.#integer(/^-?[\da-f]+$/, '0x');
      case 'd':
        return this.#float();
      case 'n':
        return null;
      case 't':
        return true;
      case 'f':
        return false;
      case 'l':
        return this.#items(depth);
      case 'p':
        return new Tuple(this.#items(depth));
      case 'm':
        return this.#dict(depth);
      case 'b':
        return this.#bytes();
      case 'u':
        return this.#loneSurrogates();
      default:
        this.position--;
        return this.#moment();
    }
  }

  damaged(): PythonError {
    return valueError(`stored value is damaged at character ${this.position}`);
  }

  /** What stands before the next `end`. */
  #until(end: string): string {
    const at = this.text.indexOf(end, this.position);
    if (at < 0) throw this.damaged();
    const part = this.text.slice(this.position, at);
    this.position = at + 1;
    return part;
  }

  #integer(form: RegExp, prefix: string): bigint {
    const digits = this.#until(';');
    if (!form.test(digits)) throw this.damaged();
    return digits[0] === '-' ? -BigInt(prefix + digits.slice(1)) : BigInt(prefix + digits);
  }

  #float(): number {
    const text = this.#until(';');
    if (text === 'nan') return Number.NaN;
    if (text.endsWith('inf')) return text === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) throw this.damaged();
    return value;
  }

  #count(): number {
    const digits = this.#until(':');
    if (!/^\d{1,10}$/.test(digits) || Number(digits) > this.text.length) throw this.damaged();
    return Number(digits);
  }

  #counted(): string {
    const end = this.#count() + this.position;
    if (end > this.text.length) throw this.damaged();
    const part = this.text.slice(this.position, end);
    this.position = end;
    return part;
  }

  /** The number of items of a container, each of which takes a character at least. */
  #size(depth: number): number {
    const size = this.#count();
    if (depth >= MAX_DEPTH || size > this.text.length - this.position) throw this.damaged();
    return size;
  }

  #items(depth: number): Value[] {
    const items = new Array<Value>(this.#size(depth));
    for (let i = 0; i < items.length; i++) items[i] = this.value(depth + 1);
    return items;
  }

  #dict(depth: number): Dict {
    const dict = new Dict();
    for (let left = this.#size(depth); left > 0; left--) {
      const key = this.value(depth + 1);
      dict.set(key, this.value(depth + 1));
    }
    return dict;
  }

  #bytes(): Bytes {
    return new Bytes(new Uint8Array(Buffer.from(this.#counted(), 'base64')));
  }

  #loneSurrogates(): string {
    try {
      return String(JSON.parse(this.#counted()));
    } catch {
      throw this.damaged();
    }
  }

  /** A date, timedelta or datetime. */
  #moment(): Value {
    const tag = this.text[this.position];
    if (tag === 'Z') return this.#aware();
    if (tag === 'T' || tag === 'F') return this.#naive();
    this.position++;
    if (tag === 'D') return new PyDate(Number(this.#microseconds()));
    if (tag === 'S') return new TimeDelta(this.#microseconds());
    this.position--;
    throw this.damaged();
  }

  #microseconds(): bigint {
    return this.#integer(/^-?\d{1,20}$/, '');
  }

  #naive(): DateTime {
    const tag = this.text[this.position++];
    if (tag !== 'T' && tag !== 'F') throw this.damaged();
    return new DateTime(this.#microseconds(), null, tag === 'F' ? 1 : 0);
  }

  #aware(): DateTime {
    this.position++;
    const { microseconds, fold } = this.#naive();
    const offset = this.#microseconds();
    const name = 'nsu'.includes(this.text[this.position]) ? this.value(MAX_DEPTH) : undefined;
    if (name !== null && typeof name !== 'string') throw this.damaged();
    return new DateTime(microseconds, TimeZone.of(offset, name), fold);
  }
}
