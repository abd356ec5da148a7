import { PythonError } from '../../../core/errors.ts';
import { charge, enter, leave, tick } from '../../budget.ts';
import { Dict } from '../../dict.ts';
import { parseInteger } from '../../numerals.ts';
import { lengthOf } from '../../strings.ts';
import type { Value } from '../../values.ts';

/** What becomes of the parts of a JSON text; the defaults give int, float, Dict, list. */
export interface JsonReading {
  /** Text of an int. */
  integer(digits: string): Value;
  /** Text of a number with point or exponent. */
  float(text: string): Value;
  /** `NaN`, `Infinity` or `-Infinity`; undefined: not allowed here. */
  constant(name: string): Value | undefined;
  object(entries: [string, Value][]): Value;
  /** Control characters within strings are errors. */
  strict: boolean;
}

export const DEFAULT_READING: JsonReading = {
  integer: digits => parseInteger(digits),
  float: Number,
  constant: name =>
    name === 'NaN' ? Number.NaN : name[0] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
  object: entries => Dict.of(entries),
  strict: true,
};

/** Bytes that a part of a string takes until the whole is there. */
const ESCAPE_BYTES = 32;

/** Bytes a value takes for each character of its text, about. */
const BYTES_PER_CHARACTER = 8;

/** @throws JSONDecodeError as CPython words it; RecursionError, MemoryError, TimeoutError past the budget. */
export function parseJson(text: string, reading: JsonReading = DEFAULT_READING): Value {
  charge(text.length * BYTES_PER_CHARACTER);
  return new JsonParser(text, reading).parse();
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const CONSTANTS = ['NaN', 'Infinity', '-Infinity'];
const LITERALS: readonly [string, Value][] = [
  ['null', null],
  ['true', true],
  ['false', false],
];
const ESCAPES = new Map([...'"\\/bfnrt'].map((letter, i) => [letter, '"\\/\b\f\n\r\t'[i]]));

class JsonParser {
  readonly #text: string;
  readonly #reading: JsonReading;
  #at = 0;

  constructor(text: string, reading: JsonReading) {
    this.#text = text;
    this.#reading = reading;
  }

  parse(): Value {
    if (this.#text.charCodeAt(0) === 0xfeff) throw this.#error('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    this.#skipBlanks();
    const value = this.#value();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#error('Extra data', this.#at);
    return value;
  }

  #value(): Value {
    tick();
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string();
      case '{':
        return this.#nested('object', () => this.#object());
      case '[':
        return this.#nested('array', () => this.#array());
      default:
        return this.#scalar();
    }
  }

  #nested(what: string, parse: () => Value): Value {
    enter(`while decoding a JSON ${what} from a unicode string`);
    try {
      this.#at++;
      this.#skipBlanks();
      return parse();
    } finally {
      leave();
    }
  }

  #object(): Value {
    const entries: [string, Value][] = [];
    if (this.#text[this.#at] !== '}') {
      do {
        this.#skipBlanks();
        if (this.#text[this.#at] !== '"')
          throw this.#error('Expecting property name enclosed in double quotes', this.#at);
        const key = this.#string();
        this.#skipBlanks();
        if (this.#text[this.#at] !== ':') throw this.#error("Expecting ':' delimiter", this.#at);
        this.#at++;
        this.#skipBlanks();
        entries.push([key, this.#value()]);
      } while (this.#more('}'));
    }
    this.#at++;
    return this.#reading.object(entries);
  }

  #array(): Value {
    const items: Value[] = [];
    if (this.#text[this.#at] !== ']') {
      do {
        this.#skipBlanks();
        items.push(this.#value());
      } while (this.#more(']'));
    }
    this.#at++;
    return items;
  }

  /** Whether a comma follows, which is eaten; else the container's end does. */
  #more(end: string): boolean {
    this.#skipBlanks();
    const next = this.#text[this.#at];
    if (next === end) return false;
    if (next !== ',') throw this.#error("Expecting ',' delimiter", this.#at);
    this.#at++;
    return true;
  }

  #scalar(): Value {
    for (const [name, value] of LITERALS) if (this.#eat(name)) return value;
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match) {
      this.#at += match[0].length;
      tick(match[0].length >> 4);
      return match[1] || match[2] ? this.#reading.float(match[0]) : this.#reading.integer(match[0]);
    }
    const start = this.#at;
    for (const name of CONSTANTS) {
      const value = this.#eat(name) ? this.#reading.constant(name) : undefined;
      if (value !== undefined) return value;
    }
    throw this.#error('Expecting value', start);
  }

  #eat(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #string(): string {
    const text = this.#text;
    const begin = this.#at++;
    let value = '';
    for (let chunk = this.#at; ; ) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x22) {
        value += text.slice(chunk, this.#at++);
        tick(value.length >> 6);
        return value;
      }
      if (Number.isNaN(code)) throw this.#error('Unterminated string starting at', begin);
      if (code === 0x5c) {
        tick();
        charge(ESCAPE_BYTES);
        value += text.slice(chunk, this.#at) + this.#escape(begin);
        chunk = this.#at;
      } else if (code < 0x20 && this.#reading.strict) {
        throw this.#error('Invalid control character at', this.#at);
      } else {
        this.#at++;
      }
    }
  }

  /** What a backslash and the characters after it stand for. */
  #escape(begin: number): string {
    const letter = this.#text[++this.#at];
    if (letter === undefined) throw this.#error('Unterminated string starting at', begin);
    this.#at++;
    if (letter !== 'u') {
      const plain = ESCAPES.get(letter);
      if (plain === undefined) throw this.#error('Invalid \\escape', this.#at - 2);
      return plain;
    }
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits) || this.#at + 4 >= this.#text.length)
      throw this.#error('Invalid \\uXXXX escape', this.#at - 1);
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #skipBlanks(): void {
    for (let code = this.#text.charCodeAt(this.#at); isBlank(code); code = this.#text.charCodeAt(this.#at)) this.#at++;
  }

  /** `at`: UTF-16 units; the message counts characters. */
  #error(message: string, at: number): PythonError {
    const before = this.#text.slice(0, at);
    let line = 1;
    let lineStart = 0;
    for (let end = before.indexOf('\n'); end >= 0; end = before.indexOf('\n', lineStart)) {
      tick();
      line++;
      lineStart = end + 1;
    }
    const column = lengthOf(before.slice(lineStart)) + 1;
    const position = lengthOf(before);
    return new PythonError('JSONDecodeError', `${message}: line ${line} column ${column} (char ${position})`);
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
