import { typeError, valueError } from '../../core/errors.ts';
import { charge } from '../budget.ts';
import { hasSurrogates } from '../strings.ts';
import { decimalValue } from '../unicode.ts';

export type Alignment = '<' | '>' | '=' | '^';

/** A format spec, `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`, taken apart. */
export interface Spec {
  fill: string;
  align: Alignment;
  sign: '' | '+' | '-' | ' ';
  /** `z`: a negative number that is rounded to zero loses its sign. */
  noNegativeZero: boolean;
  alternate: boolean;
  /** -1 where it is not given; so is the precision. */
  width: number;
  grouping: '' | ',' | '_';
  precision: number;
  /** One character; the default type where none is given. */
  type: string;
}

/** What an object's format says of itself while its spec is parsed. */
export interface SpecDefaults {
  typeName: string;
  align: '<' | '>';
  /** '' stands for a type of its own, that of floats without one. */
  type: string;
}

const ALIGNMENTS = '<>=^';
const GROUPED_BY_THREE = new Set(['', 'd', 'e', 'f', 'g', 'E', 'G', '%', 'F']);
const GROUPED_BY_FOUR = new Set(['b', 'o', 'x', 'X']);
const MAX_SIZE = 2 ** 63;

/** Walks over a spec by characters. */
class SpecReader {
  readonly #characters: string | string[];
  at = 0;

  constructor(spec: string) {
    if (hasSurrogates(spec)) charge(spec.length * 16);
    this.#characters = hasSurrogates(spec) ? [...spec] : spec;
  }

  peek(ahead = 0): string {
    return this.#characters[this.at + ahead] ?? '';
  }

  get left(): number {
    return this.#characters.length - this.at;
  }

  /** Takes the next character if it is one of `wanted`, else ''. */
  take(wanted: string): string {
    const next = this.peek();
    if (next === '' || !wanted.includes(next)) return '';
    this.at++;
    return next;
  }

  takeInteger(): number {
    const start = this.at;
    const value = readInteger(
      () => this.peek(),
      () => this.at++,
    );
    return this.at === start ? -1 : value;
  }
}

/** The value of the decimal digits, of any script, that come next. @throws ValueError `Too many decimal digits in format string`. */
export function readInteger(peek: () => string, advance: () => void): number {
  let value = 0;
  for (let next = peek(); next !== ''; next = peek()) {
    const digit = decimalValue(next.codePointAt(0)!);
    if (digit < 0) break;
    value = value * 10 + digit;
    if (value >= MAX_SIZE) throw valueError('Too many decimal digits in format string');
    advance();
  }
  return value;
}

/** Specs parsed lately: few are used, and again and again. */
const parsed = new Map<string, Spec>();
const MAX_PARSED = 256;
const MAX_KEPT_LENGTH = 32;

/** Parses a spec that is not empty. @throws ValueError as CPython words them. */
export function parseSpec(spec: string, defaults: SpecDefaults): Readonly<Spec> {
  if (spec.length > MAX_KEPT_LENGTH) return parse(spec, defaults);
  const key = `${defaults.typeName}:${spec}`;
  let result = parsed.get(key);
  if (!result) {
    result = parse(spec, defaults);
    if (parsed.size === MAX_PARSED) parsed.clear();
    parsed.set(key, result);
  }
  return result;
}

function parse(spec: string, defaults: SpecDefaults): Spec {
  const reader = new SpecReader(spec);
  let fill = '';
  let align = '';
  if (reader.left >= 2 && ALIGNMENTS.includes(reader.peek(1))) {
    fill = reader.peek();
    align = reader.peek(1);
    reader.at += 2;
  } else {
    align = reader.take(ALIGNMENTS);
  }
  const sign = reader.take('+- ') as Spec['sign'];
  const noNegativeZero = reader.take('z') !== '';
  const alternate = reader.take('#') !== '';
  if (fill === '' && reader.take('0')) {
    fill = '0';
    if (align === '' && defaults.align === '>') align = '=';
  }
  const width = reader.takeInteger();
  const grouping = takeGrouping(reader);
  const precision = takePrecision(reader);
  if (reader.left > 1) {
    throw valueError(`Invalid format specifier '${spec}' for object of type '${defaults.typeName}'`);
  }
  const type = reader.left === 1 ? reader.peek() : defaults.type;
  checkGrouping(grouping, type);
  return {
    fill: fill || ' ',
    align: (align || defaults.align) as Alignment,
    sign,
    noNegativeZero,
    alternate,
    width,
    grouping,
    precision,
    type,
  };
}

function takeGrouping(reader: SpecReader): Spec['grouping'] {
  const comma = reader.take(',');
  const underscore = reader.take('_');
  if (underscore && (comma || reader.peek() === ',')) throw valueError("Cannot specify both ',' and '_'.");
  return (comma || underscore) as Spec['grouping'];
}

function takePrecision(reader: SpecReader): number {
  if (!reader.take('.')) return -1;
  const precision = reader.takeInteger();
  if (precision < 0) throw valueError('Format specifier missing precision');
  return precision;
}

function checkGrouping(grouping: string, type: string): void {
  if (grouping === '' || GROUPED_BY_THREE.has(type) || (grouping === '_' && GROUPED_BY_FOUR.has(type))) return;
  throw valueError(`Cannot specify '${grouping}' with '${shownCharacter(type)}'.`);
}

/** A character as messages about formats have it: itself if it is plain ASCII, else its code. */
export function shownCharacter(character: string): string {
  const codePoint = character.codePointAt(0)!;
  return codePoint > 32 && codePoint < 128 ? character : `\\x${codePoint.toString(16)}`;
}

/** The error of a type (the last character of a spec) that the value does not know. */
export function unknownType({ type }: Readonly<Spec>, typeName: string): Error {
  return valueError(`Unknown format code '${shownCharacter(type)}' for object of type '${typeName}'`);
}

/** The error of a type that takes no spec. */
export function unsupportedSpec(typeName: string): Error {
  return typeError(`unsupported format string passed to ${typeName}.__format__`);
}
