/** Python's literals, written and judged. */

/** A text as Python source. JSON's escapes are Python's. */
export function toLiteral(text) {
  return JSON.stringify(text);
}

/** What a value can be typed as in a form; `toSource` makes Python source of what was typed. @throws Error that says what is wrong */
export const KINDS = {
  text: { label: 'text', toSource: toLiteral },
  int: { label: 'int', toSource: text => check(text, /^[+-]?\d+(_\d+)*$/, 'a whole number, such as 56') },
  float: { label: 'float', toSource: toFloatSource },
  bool: { label: 'bool', toSource: text => check(text, /^(True|False)$/, 'True or False') },
  none: { label: 'None', toSource: () => 'None' },
  python: { label: 'Python', toSource: toExpressionSource },
};

function check(text, pattern, wanted) {
  const trimmed = text.trim();
  if (!pattern.test(trimmed)) throw new Error(`This must be ${wanted}.`);
  return trimmed;
}

function toFloatSource(text) {
  const number = text.trim().replace(',', '.');
  if (/^[+-]?(inf|nan)$/i.test(number)) return `float(${toLiteral(number)})`;
  const source = check(number, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'a number, such as 21.5');
  return /[.e]/i.test(source) ? source : `${source}.0`;
}

function toExpressionSource(text) {
  if (text.trim() === '') throw new Error('This must be a Python expression, such as [1, 2].');
  return `(${text})`;
}

/**
 * Python source that stores values under keys. `sources`: `[key, source, ttl]`; in those, nan and inf, as `repr` writes them, are what
 * they say. `ttl`: in seconds; null: for ever. Calls of commands alone, which take no scope eval, unless there are such.
 */
export function toAssignments(sources) {
  const calls = sources.map(
    ([key, source, ttl]) => `setReg(${toLiteral(key)}, ${source}${ttl === null ? '' : `, ${ttl}`})`,
  );
  if (!calls.some(call => NOT_LITERAL.test(call))) return calls.join('; ');
  return `[[${calls.join(', ')}] for nan, inf in [(float('nan'), float('inf'))]] and None`;
}

/** As a word; in a text it does no harm. */
const NOT_LITERAL = /\b(nan|inf)\b/;

const KIND_OF_TYPE = { str: 'text', int: 'int', float: 'float', bool: 'bool', NoneType: 'none' };

/** The kind that a stored value is edited as, and the text to edit. */
export function toEditable({ type, repr, value }) {
  const kind = Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type] : 'python';
  return { kind, text: kind === 'text' ? value : repr };
}

/** The number that a Python int or float is; NaN for everything else. */
export function toNumber({ type, repr }) {
  return type === 'int' || type === 'float' ? Number(repr) : Number.NaN;
}
