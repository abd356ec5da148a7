import { test } from 'node:test';
import { Choices, compareWithPython } from './support/cpython.ts';

const ENCODINGS =
  'utf-8 UTF8 utf_8 U8 ascii us-ascii 646 latin1 latin-1 iso-8859-1 8859 L1 utf-8-sig utf-16 utf-16-le utf-16be utf-32 utf-32-le utf_32_be cp1252 windows-1252 cp1251 cp437 ibm850 iso-8859-15 latin9 koi8-r koi8_u mac-roman cp866 cp1255'.split(
    ' ',
  );
const HANDLERS = ['strict', 'ignore', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'surrogateescape', 'nope'];
const TEXTS = [
  '""',
  '"abc"',
  '"aé"',
  '"é€"',
  '"Жя"',
  '"😀x"',
  '"a\\ud800b"',
  '"\\udcff"',
  '"éé€€z"',
  '"\\x81\\x8d"',
  '"שלום"',
];

test('encoding', t => {
  const sources = TEXTS.flatMap(text =>
    ENCODINGS.flatMap(encoding => HANDLERS.map(handler => `${text}.encode("${encoding}", "${handler}")`)),
  );
  // What a handler makes of a surrogate in these, and the bytes of surrogateescape, would need units split in halves.
  const plain = sources.filter(source => !(/utf.?(16|32)/i.test(source) && /surrogateescape|ignore/.test(source)));
  compareWithPython(t, 'codecs.encode', plain, plain.slice(-500));
});

test('decoding, of valid and of damaged bytes', t => {
  const random = new Choices(4);
  const bytes = [
    0x61, 0x80, 0xbf, 0xc2, 0xc3, 0xe0, 0xa0, 0xed, 0x9f, 0xe2, 0x82, 0xac, 0xf0, 0x90, 0xf4, 0x8f, 0xff, 0xfe, 0x00,
    0xd8, 0xdc,
  ];
  const sources: string[] = [];
  for (let i = 0; i < 3000; i++) {
    const data = Array.from({ length: random.below(7) }, () => `\\x${random.of(bytes).toString(16).padStart(2, '0')}`);
    const handler = random.of([
      'strict',
      'ignore',
      'replace',
      'backslashreplace',
      'surrogateescape',
      'xmlcharrefreplace',
      'nope',
    ]);
    const encoding = random.below(3) ? 'utf-8' : random.of(ENCODINGS);
    if (!(handler === 'surrogateescape' && /utf.?(16|32)/i.test(encoding)))
      sources.push(`b"${data.join('')}".decode("${encoding}", "${handler}")`);
  }
  compareWithPython(t, 'codecs.decode', sources, sources.slice(-500));
});

test('every byte in every single-byte encoding', t => {
  const encodings = '2 3 4 5 6 7 8 9 10 11 13 14 15 16'
    .split(' ')
    .map(n => `iso8859-${n}`)
    .concat(
      'cp437 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp865 cp866 cp869 cp874 cp1125 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r koi8-t koi8-u mac-cyrillic mac-greek mac-iceland mac-latin2 mac-turkish cp720 cp856 cp864 cp1006 kz1048 ptcp154 palmos tis-620 hp-roman8 mac-croatian mac-romanian cp037 cp273 cp424 cp500 cp875 cp1026 cp1140'.split(
        ' ',
      ),
    );
  compareWithPython(
    t,
    'codecs.pages',
    encodings.flatMap(encoding => [
      `bytes(range(256)).decode("${encoding}", "replace")`,
      `bytes(range(256)).decode("${encoding}", "ignore").encode("${encoding}")`,
    ]),
  );
});

test('names of encodings', t => {
  const names = [
    'UTF 8',
    ' utf-8 ',
    'utf--8',
    'utf.8',
    '',
    'nope',
    'a\\0b',
    'hex',
    'base64',
    'rot13',
    'Latin-1',
    'ISO_8859-15',
    'u16',
    'utf',
  ];
  compareWithPython(
    t,
    'codecs.names',
    names.flatMap(name => [`"é".encode("${name}")`, `b"a".decode("${name}")`, `b"".decode("${name}")`]),
  );
});
