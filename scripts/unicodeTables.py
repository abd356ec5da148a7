"""Writes src/python/unicodeTables.ts: what CPython 3.11 (Unicode 14.0) says of every character.

Usage: python3.11 scripts/unicodeTables.py > src/python/unicodeTables.ts
"""
import sys
import unicodedata
from encodings.aliases import aliases

assert unicodedata.unidata_version == '14.0.0', 'this wants Python 3.11'
ALL = range(sys.maxunicode + 1)
DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'


def base36(n):
    if n < 0:
        return '-' + base36(-n)
    return DIGITS[n] if n < 36 else base36(n // 36) + DIGITS[n % 36]


def ranges(has):
    """The lengths of the runs of characters that don't and do have a property, in turn."""
    runs, last, now = [], 0, False
    for c in ALL:
        if bool(has(chr(c))) != now:
            runs.append(base36(c - last))
            last, now = c, not now
    runs.append(base36(sys.maxunicode + 1 - last))
    return ' '.join(runs)


def cased(c):
    return c.isupper() or c.islower() or c.istitle()


def case_ignorable(c):
    """Nothing in Python tells, except what becomes of a sigma behind the character."""
    if cased(c):
        return ('1' + c + 'Σ').lower().endswith('σ')
    return ('A' + c + 'Σ').lower().endswith('ς')


def mapping(convert, default):
    """Runs of `gap,length,stride,difference`, and what becomes several characters."""
    pairs = [(c, convert(chr(c))) for c in ALL if convert(chr(c)) != default(chr(c))]
    special = [(c, to) for c, to in pairs if len(to) != 1]
    simple = [(c, ord(to) - c) for c, to in pairs if len(to) == 1]
    runs, end, i = [], 0, 0
    while i < len(simple):
        start, difference = simple[i]
        stride = 1
        if i + 1 < len(simple) and simple[i + 1][1] == difference and simple[i + 1][0] - start <= 2:
            stride = simple[i + 1][0] - start
        n = 1
        while i + n < len(simple) and simple[i + n] == (start + n * stride, difference):
            n += 1
        runs.append(','.join(map(base36, (start - end, n, stride, difference))))
        end = start + (n - 1) * stride
        i += n
    several = ' '.join(base36(c) + ''.join(',' + base36(ord(d)) for d in to) for c, to in special)
    return ' '.join(runs), several


def emit(name, text):
    print(f"  {name}: '{text}',")


def page(encoding):
    """The characters of bytes 128 to 255, of all bytes where the lower half is not ASCII; U+FFFD where there is none."""
    characters = bytes(range(256)).decode(encoding, 'replace')
    assert len(characters) == 256, encoding
    return characters[128:] if characters[:128] == ''.join(map(chr, range(128))) else characters


CODE_PAGES = [f'iso8859-{n}' for n in range(2, 17) if n != 12] + '''
    cp437 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp865 cp866 cp869 cp874
    cp720 cp856 cp864 cp1006 kz1048 ptcp154 palmos tis-620 hp-roman8 mac-croatian mac-romanian
    cp037 cp273 cp424 cp500 cp875 cp1026 cp1140
    cp1125 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r koi8-t koi8-u
    mac-roman mac-cyrillic mac-greek mac-iceland mac-latin2 mac-turkish'''.split()

print('// Written by scripts/unicodeTables.py from Python 3.11 (Unicode 14.0): change that, not this.')
print('// biome-ignore-all format: its lines are as they are written.')
print()
print('/** Lengths (base 36) of the runs of code points that do not and do have the property, in turn. */')
print('export const PROPERTY_RUNS = {')
for name, has in {
    'alpha': str.isalpha,
    'decimal': str.isdecimal,
    'digit': str.isdigit,
    'numeric': str.isnumeric,
    'upper': str.isupper,
    'lower': str.islower,
    'title': lambda c: c.istitle() and not c.isupper(),
    'space': str.isspace,
    'printable': str.isprintable,
    'identifierStart': str.isidentifier,
    'identifierPart': lambda c: ('a' + c).isidentifier(),
    'caseIgnorable': case_ignorable,
}.items():
    emit(name, ranges(has))
print('} as const;')
print()
print('/**')
print(' * Runs of `gap,length,stride,difference` (base 36) of the code points that are mapped to one other, and those')
print(' * mapped to several, each followed by them. Title: where it is not upper; fold: where it is not lower.')
print(' */')
print('export const CASE_RUNS = {')
same = lambda c: c
for name, convert, default in (
    ('upper', str.upper, same), ('lower', str.lower, same), ('title', str.title, str.upper), ('fold', str.casefold, str.lower),
):
    runs, several = mapping(convert, default)
    emit(name, runs)
    emit(name + 'Several', several)
print('} as const;')
print()
print('/** Bytes 128 to 255 of the single-byte encodings, all 256 of those that differ from ASCII below; U+FFFD: no character. */')
print('export const CODE_PAGES = {')
def escaped(c):
    """Whether a source file should show a character by its number."""
    return not c.isprintable() or unicodedata.combining(c) or unicodedata.bidirectional(c) in 'R AL' or c in "'\\\ufffd" or c >= '\ue000'


for encoding in CODE_PAGES:
    emit(encoding.replace('-', '_'), ''.join(f'\\u{ord(c):04x}' if escaped(c) else c for c in page(encoding)))
print('} as const;')
print()
print("/** Other names of the encodings that are supported, each behind its own: `encoding alias alias …`. */")
print('export const ENCODING_ALIASES = [')
supported = [encoding.replace('-', '_') for encoding in CODE_PAGES]
for encoding in 'ascii latin_1 utf_8 utf_8_sig utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be'.split() + supported:
    names = [alias for alias, name in sorted(aliases.items()) if name == encoding]
    if names:
        print(f"  '{' '.join([encoding] + names)}',")
print('] as const;')
