/** Reports what is wrong with a number. */
type Fail = (message: string) => never;

const BASES: ReadonlyMap<string, { name: string; digits: RegExp }> = new Map([
  ['x', { name: 'hexadecimal', digits: /[0-9a-fA-F]/ }],
  ['o', { name: 'octal', digits: /[0-7]/ }],
  ['b', { name: 'binary', digits: /[01]/ }],
]);
const DIGIT = /[0-9]/;
const NAME_PART = /\w/;
/** Words that may follow at once; CPython looks at the first two letters alone of the short ones. */
const FOLLOWING = /(?:and|else|for|or|not)(?![\w\u0080-\uffff])|i[fns]/y;

/** The end of the number that begins at `start`, with CPython's errors. */
export function numberEnd(text: string, start: number, fail: Fail): number {
  const base = text[start] === '0' ? BASES.get((text[start + 1] ?? '').toLowerCase()) : undefined;
  return base ? basedEnd(text, start + 2, base, fail) : decimalEnd(text, start, fail);
}

function basedEnd(text: string, start: number, { name, digits }: { name: string; digits: RegExp }, fail: Fail): number {
  let at = start;
  const checkDigit = (): void => {
    const character = text[at] ?? '';
    if (DIGIT.test(character) && !digits.test(character)) fail(`invalid digit '${character}' in ${name} literal`);
  };
  do {
    if (text[at] === '_') at++;
    checkDigit();
    if (!digits.test(text[at] ?? '')) fail(`invalid ${name} literal`);
    while (digits.test(text[at] ?? '')) at++;
  } while (text[at] === '_');
  checkDigit();
  return checkEnd(text, at, name, fail);
}

function decimalEnd(text: string, start: number, fail: Fail): number {
  let at = digitsEnd(text, start, fail);
  const padded = text[start] === '0' && /[1-9]/.test(text.slice(start, at));
  let isFloat = false;
  if (text[at] === '.') {
    isFloat = true;
    at++;
    if (DIGIT.test(text[at] ?? '')) at = digitsEnd(text, at, fail);
  }
  if (text[at] === 'e' || text[at] === 'E') {
    const sign = text[at + 1] === '+' || text[at + 1] === '-' ? 1 : 0;
    if (DIGIT.test(text[at + 1 + sign] ?? '')) {
      isFloat = true;
      at = digitsEnd(text, at + 1 + sign, fail);
    } else if (sign === 1) fail('invalid decimal literal');
    else return checkEnd(text, at, 'decimal', fail);
  }
  if (text[at] === 'j' || text[at] === 'J') return checkEnd(text, at + 1, 'imaginary', fail);
  if (padded && !isFloat)
    fail('leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers');
  return checkEnd(text, at, 'decimal', fail);
}

function digitsEnd(text: string, start: number, fail: Fail): number {
  let at = start;
  for (;;) {
    while (DIGIT.test(text[at] ?? '')) at++;
    if (text[at] !== '_') return at;
    if (!DIGIT.test(text[++at] ?? '')) fail('invalid decimal literal');
  }
}

function checkEnd(text: string, at: number, name: string, fail: Fail): number {
  FOLLOWING.lastIndex = at;
  if (NAME_PART.test(text[at] ?? '') && !FOLLOWING.test(text)) fail(`invalid ${name} literal`);
  return at;
}
