import { type PythonError, typeError, valueError } from '../../../core/errors.ts';
import { charge, enter, leave, tick } from '../../budget.ts';
import { Dict } from '../../dict.ts';
import { formatInteger } from '../../numerals.ts';
import { sorted } from '../../sort.ts';
import { floatRepr } from '../../text.ts';
import { Tuple, type Value } from '../../values.ts';
import { shortTypeName } from '../arguments.ts';

/** How a value is written as JSON. */
export interface JsonWriting {
  /** What each level is indented by; null: all on one line. */
  indent: string | null;
  itemSeparator: string;
  keySeparator: string;
  sortKeys: boolean;
  ensureAscii: boolean;
  checkCircular: boolean;
  /** The text of nan and the infinities. */
  nonFinite(value: number): string;
  /** The text of a key that is no str, int, float, bool or None; undefined: its entry is left out. */
  otherKey(key: Value): string | undefined;
  /** What is written in place of a value that JSON has nothing for. */
  other(value: Value): Value;
}

/** What `json.dumps` does without options. */
export const DEFAULT_WRITING: JsonWriting = {
  indent: null,
  itemSeparator: ', ',
  keySeparator: ': ',
  sortKeys: false,
  ensureAscii: true,
  checkCircular: true,
  nonFinite: value => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'),
  otherKey: key => {
    throw typeError(`keys must be str, int, float, bool or None, not ${shortTypeName(key)}`);
  },
  other: value => {
    throw typeError(`Object of type ${shortTypeName(value)} is not JSON serializable`);
  },
};

/** @throws what the options throw; ValueError for a container in itself; RecursionError, MemoryError, TimeoutError. */
export function writeJson(value: Value, writing: JsonWriting = DEFAULT_WRITING): string {
  return new JsonWriter(writing).write(value);
}

class JsonWriter {
  readonly #writing: JsonWriting;
  #text = '';
  #depth = 0;
  readonly #around = new Set<Value>();

  constructor(writing: JsonWriting) {
    this.#writing = writing;
  }

  write(value: Value): string {
    this.#value(value);
    return this.#text;
  }

  #append(part: string): void {
    charge(part.length);
    this.#text += part;
  }

  #value(value: Value): void {
    tick();
    const scalar = this.#scalar(value) ?? emptyContainer(value);
    if (scalar !== undefined) this.#append(scalar);
    else if (Array.isArray(value)) this.#nested(value, () => this.#items(value));
    else if (value instanceof Tuple) this.#nested(value, () => this.#items(value.items));
    else if (value instanceof Dict) this.#nested(value, () => this.#entries(value));
    else this.#nested(value, () => this.#value(this.#writing.other(value)));
  }

  #scalar(value: Value): string | undefined {
    switch (typeof value) {
      case 'string':
        return quoteJson(value, this.#writing.ensureAscii);
      case 'bigint':
        return formatInteger(value);
      case 'number':
        return Number.isFinite(value) ? floatRepr(value) : this.#writing.nonFinite(value);
      case 'boolean':
        return String(value);
      default:
        return value === null ? 'null' : undefined;
    }
  }

  #nested(value: Value, write: () => void): void {
    if (this.#writing.checkCircular && this.#around.has(value)) throw valueError('Circular reference detected');
    this.#around.add(value);
    enter('while encoding a JSON object');
    try {
      write();
    } finally {
      leave();
    }
    this.#around.delete(value);
  }

  #items(items: readonly Value[]): void {
    const separator = this.#open('[');
    for (let i = 0; i < items.length; i++) {
      if (i) this.#append(separator);
      this.#value(items[i]);
    }
    this.#close(']');
  }

  #entries(dict: Dict): void {
    const separator = this.#open('{');
    let first = true;
    for (const [key, value] of this.#writing.sortKeys ? sortedEntries(dict) : dict.entries()) {
      const name = this.#keyText(key);
      if (name === undefined) continue;
      if (!first) this.#append(separator);
      first = false;
      this.#append(quoteJson(name, this.#writing.ensureAscii));
      this.#append(this.#writing.keySeparator);
      this.#value(value);
    }
    this.#close('}');
  }

  #keyText(key: Value): string | undefined {
    return typeof key === 'string' ? key : (this.#scalar(key) ?? this.#writing.otherKey(key));
  }

  /** Returns what stands between two items of the container that it opens. */
  #open(bracket: string): string {
    this.#append(bracket);
    this.#depth++;
    const line = this.#newLine();
    this.#append(line);
    return this.#writing.itemSeparator + line;
  }

  #close(bracket: string): void {
    this.#depth--;
    this.#append(this.#newLine() + bracket);
  }

  #newLine(): string {
    const { indent } = this.#writing;
    if (indent === null) return '';
    charge(indent.length * this.#depth);
    return `\n${indent.repeat(this.#depth)}`;
  }
}

function emptyContainer(value: Value): string | undefined {
  if (value instanceof Dict) return value.size === 0 ? '{}' : undefined;
  const items = value instanceof Tuple ? value.items : value;
  return Array.isArray(items) && items.length === 0 ? '[]' : undefined;
}

/** The entries in the order of `sorted(dict.items())`. */
function sortedEntries(dict: Dict): [Value, Value][] {
  const entries = [...dict.entries()].map(entry => new Tuple(entry));
  return sorted(entries, null, 'ascending').map(entry => (entry as Tuple).items as [Value, Value]);
}

const SHORT_ESCAPES = new Map([...'"\\\n\r\t\f\b'].map((plain, i) => [plain, `\\${'"\\nrtfb'[i]}`]));

/** So many characters are looked at between two ticks. */
const PIECE = 4096;

/** A str as a JSON string. Lone surrogates stay as they are, unless `ensureAscii`. */
export function quoteJson(text: string, ensureAscii: boolean): string {
  const special = ensureAscii ? /["\\]|[^ -~]/g : /["\\]|[\0-\x1f]/g;
  if (text.length <= PIECE) return `"${text.replace(special, escapeUnit)}"`;
  // `replace` finds all of its matches before it calls back: not to be stopped in a long text.
  let quoted = '"';
  for (let at = 0; at < text.length; at += PIECE) {
    const piece = text.slice(at, at + PIECE).replace(special, escapeUnit);
    tick(PIECE / 4);
    charge(piece.length);
    quoted += piece;
  }
  return `${quoted}"`;
}

function escapeUnit(unit: string): string {
  return SHORT_ESCAPES.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `ValueError` of `allow_nan=False`. */
export function notCompliant(detail = ''): PythonError {
  return valueError(`Out of range float values are not JSON compliant${detail}`);
}
