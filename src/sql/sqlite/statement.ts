import { PythonError } from '../../core/errors.ts';
import { nameOf, type Token, tokenize } from './tokens.ts';

/** What has to be known of a statement before SQLite sees it. */
export interface Statement {
  /** The leading keyword in capitals, that behind EXPLAIN if it is one; '' for an empty statement. */
  readonly keyword: string;
  /** One entry a placeholder, in the order of their numbers: its name with prefix (`:a`, `?3`), or `undefined` for `?`. */
  readonly placeholders: readonly (string | undefined)[];
}

const ALLOWED = new Set(
  'SELECT VALUES WITH INSERT REPLACE UPDATE DELETE CREATE DROP ALTER ANALYZE REINDEX VACUUM PRAGMA'.split(' '),
);
const OWN_TRANSACTION = 'every request is a transaction of its own';
const ONE_CONNECTION = 'all clients share one connection';
const ONE_DATABASE = 'there is one database';
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'].map(word => [word, OWN_TRANSACTION] as const),
  ...['ATTACH', 'DETACH'].map(word => [word, ONE_DATABASE] as const),
]);

/** The PRAGMAs that tell something, and whether one takes a value: never, as an argument, or to be set in the file. */
const PRAGMAS: ReadonlyMap<string, 'read' | 'argument' | 'set'> = new Map([
  ...'table_info table_xinfo table_list index_list index_info index_xinfo foreign_key_list foreign_key_check integrity_check quick_check optimize'
    .split(' ')
    .map(name => [name, 'argument'] as const),
  ...'auto_vacuum cache_size collation_list compile_options data_version encoding foreign_keys freelist_count function_list journal_mode max_page_count module_list page_count page_size pragma_list recursive_triggers schema_version synchronous trusted_schema'
    .split(' ')
    .map(name => [name, 'read'] as const),
  ['user_version', 'set'],
  ['application_id', 'set'],
]);
const REFUSED_FUNCTIONS = new Set(['load_extension', 'fts3_tokenizer']);

const refuse = (what: string, why: string) => new PythonError('OperationalError', `${what} is not allowed: ${why}`);

/**
 * Reads what a statement is and refuses what reaches beyond the one database, its files and its settings. SQLite's authorizer would be the
 * place for that, but its binding has none. What SQLite does not know as a statement is refused as SQLite would, so that no difference between
 * its tokens and ours can let another kind of statement through.
 * @throws PythonError OperationalError
 */
export function readStatement(text: string): Statement {
  const tokens = tokenize(text).filter(token => token.kind !== 'blank');
  let start = tokens.findIndex(token => token.text !== ';');
  if (start === -1) return { keyword: '', placeholders: [] };
  if (wordAt(tokens, start) === 'EXPLAIN') {
    start += wordAt(tokens, start + 1) === 'QUERY' && wordAt(tokens, start + 2) === 'PLAN' ? 3 : 1;
  }
  const keyword = checkKeyword(tokens, start);
  if (keyword === 'PRAGMA') checkPragma(tokens, start + 1);
  if (keyword === 'CREATE') checkCreate(tokens, start + 1);
  if (keyword === 'ANALYZE' && isTemporary(tokens[start + 1])) throw refuse('to analyze temp', ONE_CONNECTION);
  if (keyword === 'VACUUM' && tokens.some(token => token.text.toUpperCase() === 'INTO')) {
    throw refuse('VACUUM INTO', 'it would write another file');
  }
  checkNames(tokens);
  return { keyword, placeholders: numberPlaceholders(tokens) };
}

function wordAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === 'word' ? token.text.toUpperCase() : undefined;
}

function checkKeyword(tokens: readonly Token[], index: number): string {
  const keyword = wordAt(tokens, index);
  if (keyword !== undefined && ALLOWED.has(keyword)) return keyword;
  const reason = keyword && REFUSED.get(keyword);
  if (reason) throw refuse(keyword, reason);
  const token = tokens[index];
  if (token === undefined) throw new PythonError('OperationalError', 'incomplete input');
  if (token.kind === 'illegal') throw new PythonError('OperationalError', `unrecognized token: "${token.text}"`);
  throw new PythonError('OperationalError', `near "${token.text}": syntax error`);
}

function checkPragma(tokens: readonly Token[], index: number): void {
  const at = tokens[index + 1]?.text === '.' ? index + 2 : index;
  const name = nameOf(tokens[at])?.toLowerCase();
  if (name === undefined) return;
  const use = PRAGMAS.get(name);
  if (use === undefined) throw refuse(`PRAGMA ${name}`, 'only PRAGMAs that read, user_version and application_id are');
  const next = tokens[at + 1]?.text;
  if (use === 'read' && next !== undefined && next !== ';')
    throw refuse(`to set PRAGMA ${name}`, 'it can only be read');
}

/** Nothing temporary: it would be seen by all clients and be gone with the process, though its writes had been acknowledged. */
function checkCreate(tokens: readonly Token[], start: number): void {
  let index = start;
  const first = wordAt(tokens, index);
  if (first === 'TEMP' || first === 'TEMPORARY') throw refuse(`CREATE ${first}`, ONE_CONNECTION);
  if (first === 'UNIQUE' || first === 'VIRTUAL') index++;
  index++;
  if (wordAt(tokens, index) === 'IF') index += 3;
  if (isTemporary(tokens[index]) && tokens[index + 1]?.text === '.') throw refuse('to create in temp', ONE_CONNECTION);
}

const isTemporary = (token: Token | undefined) => nameOf(token)?.toLowerCase() === 'temp';

function checkNames(tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    const name = nameOf(token)?.toLowerCase();
    // The other PRAGMAs' tables only read.
    if (name === 'pragma_database_list') throw refuse(name, 'it tells where the database is');
    if (name && REFUSED_FUNCTIONS.has(name) && tokens[index + 1]?.text === '(')
      throw refuse(`${name}()`, 'it loads code');
  });
}

/** Numbers placeholders as SQLite does: `?` is one more than the highest so far, as is a new name; `?3` is 3, and a gap is like `?`. */
function numberPlaceholders(tokens: readonly Token[]): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  const known = new Set<string>();
  for (const { kind, text } of tokens) {
    if (kind !== 'parameter') continue;
    if (text === '?') names.push(undefined);
    else if (text[0] === '?') {
      const number = Number(text.slice(1));
      // SQLite has said "variable number must be between" or will.
      if (number < 1 || number > MAX_PLACEHOLDERS) continue;
      while (names.length < number) names.push(undefined);
      names[number - 1] ??= text;
    } else if (!known.has(text)) {
      known.add(text);
      names.push(text);
    }
  }
  return names;
}

/** SQLite's own limit, SQLITE_MAX_VARIABLE_NUMBER. */
export const MAX_PLACEHOLDERS = 32_766;
