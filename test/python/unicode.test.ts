import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { startBudget } from '../../src/python/budget.ts';
import * as unicode from '../../src/python/unicode.ts';

/** What CPython says of every character there is, surrogates aside. */
const PROGRAM = `
import json, sys, unicodedata
chars = [chr(c) for c in range(0x110000) if not 0xd800 <= c < 0xe000]
# Beyond these there are none with a case, and none that matters to one.
low = [c for c in chars if c < chr(0x20000) or chr(0xe0000) <= c < chr(0xe0200)]
def flags(test): return ''.join('1' if test(c) else '0' for c in chars)
sys.stdout.write(json.dumps({
  'flags': {
    'isAlpha': flags(str.isalpha), 'isDecimal': flags(str.isdecimal), 'isDigit': flags(str.isdigit),
    'isNumeric': flags(str.isnumeric), 'isUpper': flags(str.isupper), 'isLower': flags(str.islower),
    'isPrintable': flags(str.isprintable), 'isSpace': flags(str.isspace), 'isIdentifierStart': flags(str.isidentifier),
    'isIdentifierPart': flags(lambda c: ('a' + c).isidentifier()),
  },
  'texts': {
    'upperCase': [c.upper() for c in low], 'lowerCase': [c.lower() for c in low], 'titleCase': [c.title() for c in low],
    'foldCase': [c.casefold() for c in low], 'swapCase': [c.swapcase() for c in low],
    'capitalize': [c.capitalize() for c in low],
  },
  'digits': [unicodedata.decimal(c, -1) for c in chars],
  'sigmas': [[('a' + c + 'Σ' + c + 'b').lower(), ('1' + c + 'Σ' + c).lower(), (c + 'AΣ' + c + 'aB').title()] for c in low],
}))
`;

const CHARS: string[] = [];
for (let c = 0; c < 0x110000; c++) if (c < 0xd800 || c >= 0xe000) CHARS.push(String.fromCodePoint(c));

const LOW = CHARS.filter(char => {
  const codePoint = char.codePointAt(0)!;
  return codePoint < 0x20000 || (codePoint >= 0xe0000 && codePoint < 0xe0200);
});

const version = spawnSync('python3', ['-V'], { encoding: 'utf8' }).stdout ?? '';
const skip = version.startsWith('Python 3.11') ? false : 'python3 3.11 is missing: nothing to compare with';

test('properties and case of every character are those of Python 3.11', { skip }, () => {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PROGRAM], { encoding: 'utf8', maxBuffer: 1 << 29 });
  assert.equal(status, 0, stderr);
  const { flags, texts, digits, sigmas } = JSON.parse(stdout);
  startBudget({ timeMs: 60_000, steps: 1e10, bytes: 1e10, depth: 100 });
  const functions = unicode as unknown as Record<string, (argument: never) => unknown>;
  for (const name of Object.keys(flags)) {
    const ours = CHARS.map(char => (functions[name](char.codePointAt(0)! as never) ? '1' : '0')).join('');
    assert.ok(ours === flags[name], name);
  }
  for (const name of Object.keys(texts))
    for (const [i, char] of LOW.entries())
      if (functions[name](char as never) !== texts[name][i])
        assert.fail(`${name} of U+${char.codePointAt(0)!.toString(16)}`);
  for (const [i, char] of CHARS.entries()) {
    const where = `U+${char.codePointAt(0)!.toString(16)}`;
    if (unicode.decimalValue(char.codePointAt(0)!) !== digits[i]) assert.fail(`decimalValue of ${where}`);
  }
  for (const [i, char] of LOW.entries()) {
    const where = `U+${char.codePointAt(0)!.toString(16)}`;
    const ours = [
      unicode.lowerCase(`a${char}Σ${char}b`),
      unicode.lowerCase(`1${char}Σ${char}`),
      unicode.titleCase(`${char}AΣ${char}aB`),
    ];
    if (ours.some((text, n) => text !== sigmas[i][n])) assert.fail(`a capital sigma beside ${where}`);
  }
});

test('some characters that newer Unicode versions changed', () => {
  // U+A7CB got its lower case in Unicode 16, U+0264 its upper case; U+1E4D0 was assigned in 15.
  assert.equal(unicode.upperCase('\u0264'), '\u0264');
  assert.equal(unicode.lowerCase('\ua7cb'), '\ua7cb');
  assert.equal(unicode.isPrintable(0x1e4d0), false);
  assert.equal(unicode.isAlpha(0x1e4d0), false);
});
