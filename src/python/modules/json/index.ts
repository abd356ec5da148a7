import { PythonError, typeError } from '../../../core/errors.ts';
import { charge } from '../../budget.ts';
import { call } from '../../call.ts';
import { Dict } from '../../dict.ts';
import { listOf } from '../../iterators.ts';
import { toSize, truth } from '../../operators.ts';
import { repeat } from '../../strings.ts';
import { floatRepr } from '../../text.ts';
import { Bytes, Module, Tuple, typeName, type Value } from '../../values.ts';
import { shortTypeName } from '../arguments.ts';
import { pythonFunction } from '../pythonFunction.ts';
import { decodeBytes } from './bytes.ts';
import { DEFAULT_READING, type JsonReading, parseJson } from './parse.ts';
import { DEFAULT_WRITING, type JsonWriting, notCompliant, writeJson } from './write.ts';

const dumps = pythonFunction(
  'dumps',
  'obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, indent=None, separators=None, default=None, sort_keys=False, **kwargs',
  (
    value: Value,
    skipKeys: Value = false,
    ensureAscii: Value = true,
    checkCircular: Value = true,
    allowNan: Value = true,
    indent: Value = null,
    separators: Value = null,
    fallback: Value = null,
    sortKeys: Value = false,
    others: Map<string, Value> = new Map(),
  ) => {
    refuseOthers('JSONEncoder', others);
    const writing: JsonWriting = {
      ...DEFAULT_WRITING,
      indent: toIndent(indent),
      sortKeys: truth(sortKeys),
      ensureAscii: truth(ensureAscii),
      checkCircular: truth(checkCircular),
      ...toSeparators(separators, indent),
    };
    if (truth(skipKeys)) writing.otherKey = () => undefined;
    if (fallback !== null) writing.other = other => call(fallback, [other]);
    if (!truth(allowNan))
      writing.nonFinite = number => {
        throw notCompliant(writing.indent === null ? '' : `: ${floatRepr(number)}`);
      };
    return writeJson(value, writing);
  },
);

function refuseOthers(owner: string, others: Map<string, Value>): void {
  for (const name of others.keys()) throw typeError(`${owner}.__init__() got an unexpected keyword argument '${name}'`);
}

function toIndent(indent: Value): string | null {
  if (indent === null || typeof indent === 'string') return indent;
  if (typeof indent !== 'bigint' && typeof indent !== 'boolean')
    throw typeError(`can't multiply sequence by non-int of type '${typeName(indent)}'`);
  return repeat(' ', toSize(indent));
}

function toSeparators(separators: Value, indent: Value): Pick<JsonWriting, 'itemSeparator' | 'keySeparator'> {
  if (separators === null) return { itemSeparator: indent === null ? ', ' : ',', keySeparator: ': ' };
  if (typeof separators === 'number' || typeof separators === 'bigint' || typeof separators === 'boolean')
    throw typeError(`cannot unpack non-iterable ${typeName(separators)} object`);
  const parts = listOf(separators);
  const [keySeparator, itemSeparator] = [parts[1], parts[0]];
  if (parts.length !== 2) throw new PythonError('ValueError', unpackMessage(parts.length));
  if (typeof keySeparator !== 'string')
    throw typeError(`make_encoder() argument 5 must be str, not ${typeName(keySeparator)}`);
  if (typeof itemSeparator !== 'string')
    throw typeError(`make_encoder() argument 6 must be str, not ${typeName(itemSeparator)}`);
  return { itemSeparator, keySeparator };
}

function unpackMessage(count: number): string {
  return count > 2
    ? 'too many values to unpack (expected 2)'
    : `not enough values to unpack (expected 2, got ${count})`;
}

const loads = pythonFunction(
  'loads',
  's, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, strict=True, **kwargs',
  (
    source: Value,
    objectHook: Value = null,
    floatParser: Value = null,
    intParser: Value = null,
    parseConstant: Value = null,
    pairsHook: Value = null,
    strict: Value = true,
    others: Map<string, Value> = new Map(),
  ) => {
    const text = toText(source);
    refuseOthers('JSONDecoder', others);
    const reading: JsonReading = { ...DEFAULT_READING, strict: truth(strict) };
    if (intParser !== null) reading.integer = digits => call(intParser, [digits]);
    if (floatParser !== null) reading.float = digits => call(floatParser, [digits]);
    if (parseConstant !== null) reading.constant = name => call(parseConstant, [name]);
    if (pairsHook !== null) reading.object = entries => call(pairsHook, [entries.map(entry => new Tuple(entry))]);
    else if (objectHook !== null) reading.object = entries => call(objectHook, [Dict.of(entries)]);
    return parseJson(text, reading);
  },
);

function toText(source: Value): string {
  if (typeof source === 'string') return source;
  if (source instanceof Bytes) {
    charge(source.data.length * 2);
    return decodeBytes(source.data);
  }
  throw typeError(`the JSON object must be str, bytes or bytearray, not ${shortTypeName(source)}`);
}

/** Python's `json`. */
export const json = new Module('json', new Map<string, Value>([dumps, loads].map(fn => [fn.name, fn])));
