import { ACTIONS } from './actions.ts';
import { compileGrammar } from './grammar.ts';

/**
 * Python's expressions, assignments and deletions, and the ways to get them wrong that CPython 3.11 has words for. The order of rules
 * and alternatives decides which of several mistakes is told, and follows CPython's documented grammar. Operators that bind
 * unequally tight are one level here: for a mistake that makes no difference.
 */
const GRAMMAR = `
eval: expressions NEWLINE* END
statements: (simple (';' simple)* ';'? NEWLINE)+ END
nested: star_expressions

simple (memo): assignment | star_expressions | deletion
assignment: NAME ':' expression ('=' (yield_expr | star_expressions))?
  | ('(' single_target ')' | item_or_attribute) ':' expression ('=' (yield_expr | star_expressions))?
  | (star_targets '=')+ (yield_expr | star_expressions) !'='
  | single_target augmented ~ (yield_expr | star_expressions)
  | invalid_assignment
augmented: '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**=' | '//='
deletion: 'del' del_target % ',' ','? &(';' | NEWLINE) | invalid_deletion

expressions: expression (',' expression)+ ','? => tuple | expression ',' => tuple | expression
expression (memo): invalid_expression | invalid_legacy
  | disjunction 'if' disjunction 'else' expression => conditional expression
  | disjunction
  | lambda
yield_expr: 'yield' 'from' expression -> yield | 'yield' star_expressions? -> yield
star_expressions: star_expression (',' star_expression)+ ','? => tuple | star_expression ',' => tuple | star_expression
star_expression (memo): '*' bitwise_or => starred | expression
star_named_expressions: star_named_expression % ',' ','?
star_named_expression: '*' bitwise_or => starred | named_expression
assignment_expression: NAME ':=' ~ expression => named expression
named_expression: assignment_expression | invalid_named_expression | expression !':='

disjunction (memo): inversion (('or' | 'and') inversion)+ => expression | inversion
inversion (memo): 'not' inversion => expression | comparison
comparison: bitwise_or (comparator bitwise_or)+ => comparison | bitwise_or
comparator: 'not' 'in' => operator | 'in' => in | 'is' 'not' => operator
  | ('==' | '!=' | '<=' | '<' | '>=' | '>' | 'is') => operator
bitwise_or (memo): factor (binary factor)+ => expression | factor
binary: '|' | '^' | '&' | '<<' | '>>' | '+' | '-' | '*' | '/' | '//' | '%' | '@'
factor (memo): ('+' | '-' | '~') factor => expression | power
power: awaited '**' factor => expression | awaited
awaited (memo): 'await' primary -> await | primary
primary (memo): atom trailer* -> primary
trailer: '.' NAME => attribute | genexp => function call | '(' arguments? ')' => function call | '[' slices ']' => subscript

slices: slice !',' | (slice | starred_expression) % ',' ','? => tuple
slice: expression? ':' expression? (':' expression?)? => slice | named_expression
atom: NAME | 'True' => True | 'False' => False | 'None' => None | &STRING strings | NUMBER -> number
  | &'(' (tuple | group | genexp)
  | &'[' (list | listcomp)
  | &'{' (dict | set | dictcomp | setcomp)
  | '...' => ellipsis
strings (memo): STRING+ -> strings
group: '(' a=(yield_expr | named_expression) ')' | invalid_group
list: '[' star_named_expressions? ']' => list
tuple: '(' (star_named_expression ',' star_named_expressions?)? ')' => tuple
set: '{' star_named_expressions '}' => set display
dict: '{' (double_starred_entry % ',' ','?)? '}' => dict literal | '{' wrong_entries '}'
double_starred_entry: '**' bitwise_or | entry
entry: expression ':' expression

for_if_clauses: for_if_clause+
for_if_clause: 'async' 'for' star_targets 'in' ~ disjunction ('if' disjunction)* -> async
  | 'for' star_targets 'in' ~ disjunction ('if' disjunction)*
  | invalid_for_target
listcomp: '[' named_expression for_if_clauses ']' => list comprehension | invalid_comprehension
setcomp: '{' named_expression for_if_clauses '}' => set comprehension | invalid_comprehension
genexp: '(' (assignment_expression | expression !':=') for_if_clauses ')' => generator expression | invalid_comprehension
dictcomp: '{' entry for_if_clauses '}' => dict comprehension | invalid_dict_comprehension

arguments (memo): args ','? &')' | invalid_arguments
args: positional (',' kwargs)? => arguments | kwargs => arguments
positional: (starred_expression | (assignment_expression | expression !':=') !'=') % ','
kwargs: kwarg_or_starred % ',' ',' kwarg_or_double_starred % ','
  | kwarg_or_starred % ','
  | kwarg_or_double_starred % ','
starred_expression: '*' expression => starred
kwarg_or_starred: invalid_kwarg | NAME '=' expression => keyword | starred_expression
kwarg_or_double_starred: invalid_kwarg | NAME '=' expression => keyword | '**' expression => keyword unpacking

lambda: 'lambda' lambda_parameters? ':' expression => lambda
lambda_parameters: invalid_parameters | parameters
parameters: slash_no_default param_no_default* param_with_default* star_etc?
  | slash_with_default param_with_default* star_etc?
  | param_no_default+ param_with_default* star_etc?
  | param_with_default+ star_etc?
  | star_etc
slash_no_default: param_no_default+ '/' (',' | &':')
slash_with_default: param_no_default* param_with_default+ '/' (',' | &':')
star_etc: invalid_star_etc
  | '*' param_no_default param_maybe_default* named_rest?
  | '*' ',' param_maybe_default+ named_rest?
  | named_rest
named_rest: invalid_named_rest | '**' param_no_default
param_no_default: NAME (',' | &':')
param_with_default: NAME default (',' | &':')
param_maybe_default: NAME default? (',' | &':')
default: '=' expression | invalid_default

star_targets: star_target !',' | star_target (',' star_target)* ','? => tuple
star_target (memo): '*' !'*' star_target => starred | target_with_star_atom
target_with_star_atom (memo): item_or_attribute | star_atom
star_atom: NAME
  | '(' a=target_with_star_atom ')'
  | '(' (star_target ',' (star_target % ',' ','?)?)? ')' => tuple
  | '[' (star_target % ',' ','?)? ']' => list
single_target: item_or_attribute | NAME | '(' a=single_target ')'
item_or_attribute: primary -> itemOrAttribute
del_target (memo): item_or_attribute
  | NAME
  | '(' a=del_target ')'
  | '(' (del_target % ',' ','?)? ')' => tuple
  | '[' (del_target % ',' ','?)? ']' => list

invalid_arguments: (positional ',' kwargs | kwargs) ',' a='*' -> starAfterUnpacking
  | a=expression for_if_clauses ',' (args | expression for_if_clauses)? -> generatorArgument
  | a=NAME '=' expression for_if_clauses -> maybeEquals
  | a=args for_if_clauses -> bareGenerator
  | args ',' a=expression for_if_clauses -> generatorArgument
  | a=args ',' args -> keywordArguments
invalid_kwarg: a=('True' | 'False' | 'None') '=' -> constantKeyword
  | a=NAME '=' expression for_if_clauses -> maybeEquals
  | !(NAME '=') a=expression '=' -> assignmentInArgument
expression_without_invalid (trusting): disjunction 'if' disjunction 'else' expression => conditional expression
  | disjunction
  | lambda
soft_keyword: NAME -> softKeyword
invalid_legacy: a=NAME !'(' star_expressions -> legacy
invalid_expression: !(NAME STRING | soft_keyword) a=disjunction expression_without_invalid -> missingComma
  | a=disjunction 'if' disjunction !('else' | ':') -> missingElse
invalid_named_expression (memo): a=expression ':=' expression -> namedTarget
  | a=NAME '=' bitwise_or !('=' | ':=') -> maybeEquals
  | !(list | tuple | genexp | 'True' | 'None' | 'False') a=bitwise_or '=' bitwise_or !('=' | ':=') -> assignmentHere
invalid_assignment: a=invalid_annotated ':' expression -> annotatedTarget
  | a=star_named_expression ',' star_named_expressions* ':' expression -> annotatedTuple
  | a=expression ':' expression -> annotatedOther
  | (star_targets '=')* a=star_expressions '=' -> assignTarget
  | (star_targets '=')* a=yield_expr '=' -> assignYield
  | a=star_expressions augmented (yield_expr | star_expressions) -> augmentedTarget
invalid_annotated: list | tuple | '(' a=invalid_annotated ')'
invalid_deletion: 'del' a=star_expressions -> deleteTarget
invalid_comprehension: ('[' | '(' | '{') a=starred_expression for_if_clauses -> starredElement
  | ('[' | '{') a=star_named_expression ',' star_named_expressions for_if_clauses -> bareTupleElement
  | ('[' | '{') a=star_named_expression ',' for_if_clauses -> bareTupleElement
invalid_dict_comprehension: '{' a='**' bitwise_or for_if_clauses '}' -> unpackedEntries
invalid_for_target: 'async'? 'for' a=star_expressions -> forTarget
invalid_group: '(' a=starred_expression ')' -> starredGroup | '(' a='**' expression ')' -> doubleStarredGroup
wrong_entries: double_starred_entry % ',' ',' wrong_entry
  | expression ':' a='*' bitwise_or -> starredValue
  | expression a=':' &('}' | ',') -> missingValue
wrong_entry: a=expression !':' -> missingColon
  | expression ':' a='*' bitwise_or -> starredValue
  | expression a=':' &('}' | ',') -> missingValue
invalid_parameters: param_no_default* (slash_with_default | param_with_default+) a=param_no_default -> noDefault
  | param_no_default* a='(' NAME % ',' ','? ')' -> parenthesizedParameters
  | a='/' ',' -> slashFirst
  | (slash_no_default | slash_with_default) param_maybe_default* a='/' -> slashTwice
  | (slash_no_default | slash_with_default)? param_maybe_default* '*' (',' | param_no_default) param_maybe_default* a='/' -> slashAfterStar
  | param_maybe_default+ '/' a='*' -> slashStar
invalid_default: a='=' &(')' | ',') -> missingDefault
invalid_star_etc: '*' (':' | ',' (':' | '**')) -> nothingAfterStar
  | '*' NAME a='=' -> restDefault
  | '*' (param_no_default | ',') param_maybe_default* a='*' (param_no_default | ',') -> starTwice
invalid_named_rest: '**' NAME a='=' -> namedRestDefault
  | '**' NAME ',' a=NAME -> afterNamedRest
  | '**' NAME ',' a=('*' | '**' | '/') -> afterNamedRest
`;

/** The rules by name; `eval`, `statements` and `nested` (an expression in an f-string) match whole texts. */
export const PYTHON = compileGrammar(GRAMMAR, ACTIONS);
