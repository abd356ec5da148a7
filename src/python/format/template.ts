import { indexError, PythonError, valueError } from '../../core/errors.ts';
import { getAttribute } from '../attributes.ts';
import { charge, tick } from '../budget.ts';
import { getItem } from '../operators/subscript.ts';
import { ascii, repr, str } from '../text.ts';
import type { Value } from '../values.ts';
import { format } from './format.ts';
import { readInteger, shownCharacter } from './spec.ts';

/** A field's spec may have fields, and these none. */
const MAX_NESTING = 2;

type NamedValues = ReadonlyMap<string, Value> | ((name: string) => Value);

/**
 * `template.format(*positional, **named)`. With `positional` null and `named` a look-up, `template.format_map(…)`.
 * @throws IndexError, KeyError, ValueError, AttributeError, TypeError as CPython words them.
 */
export function formatTemplate(
  template: string,
  positional: readonly Value[] | null,
  named: NamedValues | null,
): string {
  return new TemplateFormatter(positional, named).build(template, MAX_NESTING);
}

/** A replacement field, `{name!conversion:spec}`. */
interface Field {
  name: string;
  conversion: string;
  spec: string;
  /** The spec has fields itself. */
  nested: boolean;
}

class TemplateFormatter {
  readonly #positional: readonly Value[] | null;
  readonly #named: NamedValues | null;
  #numbering: 'undecided' | 'automatic' | 'manual' = 'undecided';
  #nextNumber = 0;

  constructor(positional: readonly Value[] | null, named: NamedValues | null) {
    this.#positional = positional;
    this.#named = named;
  }

  build(template: string, nesting: number): string {
    if (nesting <= 0) throw valueError('Max string recursion exceeded');
    const reader = new TemplateReader(template);
    let result = '';
    while (!reader.atEnd) {
      tick();
      const { literal, hasField } = reader.takeLiteral();
      const text = hasField ? literal + this.#render(reader.takeField(), nesting) : literal;
      charge(text.length);
      result += text;
    }
    return result;
  }

  #render(field: Field, nesting: number): string {
    tick(4);
    const value = convert(this.#resolve(field.name), field.conversion);
    return format(value, field.nested ? this.build(field.spec, nesting - 1) : field.spec);
  }

  /** The value that a field's name means: an argument, and what `.attribute` and `[item]` lead to from there. */
  #resolve(name: string): Value {
    let end = 0;
    while (end < name.length && name[end] !== '.' && name[end] !== '[') end++;
    let value = this.#argument(name.slice(0, end));
    const path = new PathReader(name, end);
    for (let step = path.next(); step; step = path.next()) {
      tick();
      value = step.kind === 'attribute' ? getAttribute(value, step.name) : getItem(value, itemKey(step.name));
    }
    return value;
  }

  #argument(first: string): Value {
    const given = integerOf(first);
    if (first !== '' && given === null) return this.#namedArgument(first);
    this.#checkNumbering(first === '' ? 'automatic' : 'manual');
    const index = given ?? this.#nextNumber++;
    if (!this.#positional) throw valueError('Format string contains positional fields');
    if (index < this.#positional.length) return this.#positional[index];
    throw indexError(`Replacement index ${index} out of range for positional args tuple`);
  }

  #checkNumbering(kind: 'automatic' | 'manual'): void {
    if (this.#numbering === 'undecided') this.#numbering = kind;
    if (this.#numbering === kind) return;
    const names = { automatic: 'automatic field numbering', manual: 'manual field specification' };
    throw valueError(`cannot switch from ${names[this.#numbering]} to ${names[kind]}`);
  }

  #namedArgument(name: string): Value {
    if (typeof this.#named === 'function') return this.#named(name);
    const value = this.#named?.get(name);
    if (value === undefined) throw new PythonError('KeyError', repr(name));
    return value;
  }
}

function convert(value: Value, conversion: string): Value {
  switch (conversion) {
    case '':
      return value;
    case 'r':
      return repr(value);
    case 's':
      return str(value);
    case 'a':
      return ascii(value);
    default:
      throw valueError(`Unknown conversion specifier ${shownCharacter(conversion)}`);
  }
}

/** The number that a name is, null if it is none. */
function integerOf(name: string): number | null {
  let at = 0;
  const peek = () => (at < name.length ? String.fromCodePoint(name.codePointAt(at)!) : '');
  const value = readInteger(peek, () => {
    at += peek().length;
  });
  return name !== '' && at === name.length ? value : null;
}

function itemKey(name: string): Value {
  const index = integerOf(name);
  return index === null ? name : BigInt(index);
}

/** Walks over a template. Everything that means something in it is ASCII, so that code units will do. */
class TemplateReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The text up to the next field; a doubled brace ends it as well, and stands in it once. */
  takeLiteral(): { literal: string; hasField: boolean } {
    const text = this.#text;
    const start = this.#at;
    while (this.#at < text.length && text[this.#at] !== '{' && text[this.#at] !== '}') this.#at++;
    if (this.atEnd) return { literal: text.slice(start), hasField: false };
    const brace = text[this.#at++];
    const doubled = text[this.#at] === brace;
    if (!doubled && (brace === '}' || this.atEnd)) throw valueError(`Single '${brace}' encountered in format string`);
    const literal = text.slice(start, doubled ? this.#at : this.#at - 1);
    if (doubled) this.#at++;
    return { literal, hasField: !doubled };
  }

  /** The field whose opening brace was just passed. */
  takeField(): Field {
    const { name, end } = this.#takeName();
    const field: Field = { name, conversion: '', spec: '', nested: false };
    if (end === '}') return field;
    if (end === '!') {
      field.conversion = this.#takeConversion();
      const next = this.#text[this.#at] ?? '';
      if (next !== '') this.#at++;
      if (next === '}') return field;
      if (next !== '' && next !== ':') throw valueError("expected ':' after conversion specifier");
    }
    const start = this.#at;
    for (let open = 1; this.#at < this.#text.length; ) {
      const unit = this.#text[this.#at++];
      if (unit === '{') {
        field.nested = true;
        open++;
      } else if (unit === '}' && --open === 0) {
        field.spec = this.#text.slice(start, this.#at - 1);
        return field;
      }
    }
    throw valueError("unmatched '{' in format spec");
  }

  #takeName(): { name: string; end: string } {
    const text = this.#text;
    const start = this.#at;
    while (this.#at < text.length) {
      const unit = text[this.#at++];
      if (unit === '{') throw valueError("unexpected '{' in field name");
      if (unit === '[') {
        const close = text.indexOf(']', this.#at);
        this.#at = close < 0 ? text.length : close;
      } else if (unit === '}' || unit === ':' || unit === '!') {
        return { name: text.slice(start, this.#at - 1), end: unit };
      }
    }
    throw valueError("expected '}' before end of string");
  }

  #takeConversion(): string {
    if (this.atEnd) throw valueError('end of string while looking for conversion specifier');
    const conversion = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += conversion.length;
    return conversion;
  }
}

/** Walks over what follows the first part of a field's name: `.attribute` and `[item]`. */
class PathReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  next(): { kind: 'attribute' | 'item'; name: string } | null {
    const text = this.#text;
    if (this.#at >= text.length) return null;
    const opening = text[this.#at++];
    const start = this.#at;
    if (opening === '.') {
      while (this.#at < text.length && text[this.#at] !== '.' && text[this.#at] !== '[') this.#at++;
      return this.#step('attribute', text.slice(start, this.#at));
    }
    if (opening !== '[') throw valueError("Only '.' or '[' may follow ']' in format field specifier");
    const close = text.indexOf(']', start);
    if (close < 0) throw valueError("Missing ']' in format string");
    this.#at = close + 1;
    return this.#step('item', text.slice(start, close));
  }

  #step(kind: 'attribute' | 'item', name: string) {
    if (name === '') throw valueError('Empty attribute in format string');
    return { kind, name };
  }
}
