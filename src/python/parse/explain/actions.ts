import { StringError } from '../escapes.ts';
import { combineStrings, quoteLengthAt, type StringToken } from '../strings.ts';
import { type Action, type Node, node } from './matching.ts';
import { Diagnosis } from './tokens.ts';

export type { Action } from './matching.ts';

/** The node of the one element that matters. */
export const PASS_UP: Action = (named, all, first) => {
  if (named.length === 1) return named[0];
  return all.length === 1 ? all[0] : node('group', first, named.length > 0 ? named : all);
};

function fail(message: string, { line }: Pick<Node, 'line'>): never {
  throw new Diagnosis(message, line);
}

/** An action that says what is wrong, in the line of the first named piece, else of the last token that was looked at. */
function says(message: string): Action {
  return ([at], _all, _first, state) => fail(message, at ?? state.lastToken());
}

/** As `says`, with the kind of the first named piece in place of `%s`. */
function saysOfKind(message: string): Action {
  return ([at]) => fail(message.replace('%s', at.kind), at);
}

/** Valid to the parser, refused behind it. */
function refusedLater(kind: string, message: string): Action {
  return (_named, all, first, state) => {
    state.refused ??= new Diagnosis(message, first.line);
    return node(kind, first, all);
  };
}

/** The part of a would-be target that cannot be one. */
function invalidTarget(target: Node, use: 'assign' | 'delete' | 'for'): Node | null {
  switch (target.kind) {
    case 'list':
    case 'tuple':
      for (const item of target.items) {
        const found = invalidTarget(item, use);
        if (found) return found;
      }
      return null;
    case 'starred':
      return use === 'delete' ? target : invalidTarget(target.items[0], use);
    case 'comparison':
      if (use !== 'for') return target;
      return target.items[1].kind === 'in' ? invalidTarget(target.items[0], use) : null;
    case 'name':
    case 'subscript':
    case 'attribute':
      return null;
    default:
      return target;
  }
}

function checksTarget(use: 'assign' | 'delete' | 'for'): Action {
  return ([target]) => {
    const invalid = invalidTarget(target, use);
    return invalid && fail(`cannot ${use === 'delete' ? 'delete' : 'assign to'} ${invalid.kind}`, invalid);
  };
}

function isLegacy({ kind, text }: Node): boolean {
  return kind === 'name' && (text === 'print' || text === 'exec');
}

const strings: Action = (_named, all, first, state) => {
  const tokens = all.flatMap(({ items }) => items).map(stringToken);
  try {
    combineStrings(tokens, (nested, _index, line) => state.parseNested(nested, line));
  } catch (error) {
    if (error instanceof StringError) fail(error.message, state.lastToken());
    throw error;
  }
  const formatted = tokens.some(({ prefix }) => prefix.includes('f'));
  return node(formatted ? 'f-string expression' : 'literal', first, []);
};

function stringToken({ text, line }: Node): StringToken {
  const quoteAt = text.search(/['"]/);
  const quoteLength = quoteLengthAt(text, quoteAt);
  return {
    prefix: text.slice(0, quoteAt).toLowerCase(),
    body: text.slice(quoteAt + quoteLength, text.length - quoteLength),
    start: 0,
    line,
  };
}

const MAX_DIGITS = 4300;

const number: Action = (_named, [token]) => {
  const digits = /^[0-9_]+$/.test(token.text) ? token.text.replaceAll('_', '').length : 0;
  if (digits > MAX_DIGITS)
    fail(
      `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion: value has ${digits} digits; use ` +
        'sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid ' +
        'decimal conversion limits.',
      token,
    );
  return token;
};

/** An operand with its trailers is what the last of them makes it. */
const primary: Action = (_named, [atom, trailers]) => {
  const last = trailers.items.at(-1);
  return last ? { ...atom, kind: last.kind, items: [] } : atom;
};

const missingComma: Action = ([left], _all, _first, state) => {
  if (isLegacy(left) || state.levelBehind() === 0) return null;
  return fail('invalid syntax. Perhaps you forgot a comma?', left);
};

const legacy: Action = ([name]) =>
  isLegacy(name) ? fail(`Missing parentheses in call to '${name.text}'. Did you mean ${name.text}(...)?`, name) : null;

const keywordArguments: Action = ([args], _all, _first, state) => {
  const unpacking = args.items.some(({ kind }) => kind === 'keyword unpacking') ? ' unpacking' : '';
  return fail(`positional argument follows keyword argument${unpacking}`, state.lastToken());
};

const bareGenerator: Action = ([args]) => {
  const positional = args.items.filter(({ kind }) => kind !== 'keyword' && kind !== 'keyword unpacking');
  return positional.length > 1 ? fail('Generator expression must be parenthesized', positional.at(-1)!) : null;
};

/** `a.b` or `a[b]`, of all operands. */
const itemOrAttribute: Action = (_named, [operand]) =>
  operand.kind === 'attribute' || operand.kind === 'subscript' ? operand : null;

const SOFT_KEYWORDS = ['_', 'case', 'match'];

/** CPython compares as many characters as the name has: `c` and `ma` pass for soft keywords too. */
const softKeyword: Action = (_named, [name]) =>
  SOFT_KEYWORDS.some(keyword => keyword.startsWith(name.text)) ? name : null;

const MAYBE_EQUALS = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

/** What the alternatives of the grammar say. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['strings', strings],
  ['number', number],
  ['primary', primary],
  ['itemOrAttribute', itemOrAttribute],
  ['softKeyword', softKeyword],
  ['yield', refusedLater('yield expression', "'yield' outside function")],
  ['await', refusedLater('await expression', "'await' outside function")],
  ['async', refusedLater('group', 'asynchronous comprehension outside of an asynchronous function')],
  ['missingComma', missingComma],
  ['missingElse', says("expected 'else' after 'if' expression")],
  ['legacy', legacy],
  ['assignTarget', checksTarget('assign')],
  ['forTarget', checksTarget('for')],
  ['deleteTarget', checksTarget('delete')],
  ['keywordArguments', keywordArguments],
  ['bareGenerator', bareGenerator],
  ['generatorArgument', says('Generator expression must be parenthesized')],
  ['starAfterUnpacking', says('iterable argument unpacking follows keyword argument unpacking')],
  ['maybeEquals', says(MAYBE_EQUALS)],
  ['constantKeyword', ([word]) => fail(`cannot assign to ${word.text}`, word)],
  ['assignmentInArgument', says('expression cannot contain assignment, perhaps you meant "=="?')],
  ['namedTarget', saysOfKind('cannot use assignment expressions with %s')],
  ['assignmentHere', saysOfKind("cannot assign to %s here. Maybe you meant '==' instead of '='?")],
  ['annotatedTarget', saysOfKind('only single target (not %s) can be annotated')],
  ['annotatedTuple', says('only single target (not tuple) can be annotated')],
  ['annotatedOther', says('illegal target for annotation')],
  ['assignYield', says('assignment to yield expression not possible')],
  ['augmentedTarget', saysOfKind("'%s' is an illegal expression for augmented assignment")],
  ['starredElement', says('iterable unpacking cannot be used in comprehension')],
  ['unpackedEntries', says('dict unpacking cannot be used in dict comprehension')],
  ['bareTupleElement', says('did you forget parentheses around the comprehension target?')],
  ['starredGroup', says('cannot use starred expression here')],
  ['doubleStarredGroup', says('cannot use double starred expression here')],
  ['starredValue', says('cannot use a starred expression in a dictionary value')],
  ['missingValue', says("expression expected after dictionary key and ':'")],
  ['missingColon', says("':' expected after dictionary key")],
  ['noDefault', says('non-default argument follows default argument')],
  ['parenthesizedParameters', says('Lambda expression parameters cannot be parenthesized')],
  ['slashFirst', says('at least one argument must precede /')],
  ['slashTwice', says('/ may appear only once')],
  ['slashAfterStar', says('/ must be ahead of *')],
  ['slashStar', says('expected comma between / and *')],
  ['missingDefault', says('expected default value expression')],
  ['nothingAfterStar', says('named arguments must follow bare *')],
  ['restDefault', says('var-positional argument cannot have default value')],
  ['starTwice', says('* argument may appear only once')],
  ['namedRestDefault', says('var-keyword argument cannot have default value')],
  ['afterNamedRest', says('arguments cannot follow var-keyword argument')],
]);
