import { test } from 'node:test';
import fc from 'fast-check';
import { compareWithPython } from '../support/cpython.ts';

const CASES = [
  "base64.b64encode('a')",
  'base64.b64encode(5)',
  'base64.b64encode()',
  "base64.b64encode(b'a',b'-')",
  "base64.b64encode(b'\\xff\\xfe',b'-_'), base64.b64encode(b'\\xff',altchars=b'-_')",
  "base64.b64encode(b'a','ab')",
  'base64.b64decode(5)',
  "base64.b64decode('é')",
  "base64.b64decode('YQ')",
  "base64.b64decode('Y')",
  "base64.b64decode('YWJjZ')",
  "base64.b64decode('YQ==YQ=='), base64.b64decode('Y!Q=='), base64.b64decode('=YQ=='),base64.b64decode('YQ=x='),base64.b64decode('')",
  "base64.b64decode('Y!Q==',validate=True)",
  "base64.b64decode('YQ==YQ==',validate=True)",
  "base64.b64decode('=',validate=True)",
  "base64.b64decode('YQ=a=',validate=True)",
  "base64.b64decode('YQ===',validate=True)",
  "base64.b64decode('YQ==\\n',validate=True)",
  "base64.b64decode('-_8=',b'-_'), base64.b64decode('-_8=','-_')",
  "base64.urlsafe_b64encode(b'\\xff\\xfe'),base64.urlsafe_b64decode('__4='),base64.standard_b64encode(b'a'),base64.standard_b64decode(b'YQ==')",
  "base64.b32encode(b'hello'),base64.b32encode(b'h'),base64.b32decode('NBSWY3DP'),base64.b32decode('NA======'),base64.b32encode(b''),base64.b32hexencode(b'hello'),base64.b32hexdecode('D1IMOR3F')",
  "base64.b32encode(b'he'),base64.b32encode(b'hel'),base64.b32encode(b'hell'),base64.b32encode(b'hellohe'),base64.b32decode('NBSQ===='),base64.b32decode('')",
  "base64.b32decode('nbswy3dp')",
  "base64.b32decode('nbswy3dp',casefold=True), base64.b32decode('NBSWY3D0',map01='L')",
  "base64.b32decode('NBSWY3')",
  "base64.b32decode('NBSWY3D=')",
  "base64.b32decode('NBSWY===')",
  "base64.b32decode('N1======')",
  "base64.b32decode('NAA=====')",
  "base64.b16encode(b'\\xab'),base64.b16decode('AB'),base64.b16decode('ab',casefold=True)",
  "base64.b16decode('ab')",
  "base64.b16decode('A')",
  "base64.b16decode('XY')",
  "base64.b85encode(b'hello'),base64.b85decode('Xk~0{Zv'),base64.a85encode(b'hello'),base64.a85decode('BOu!rDZ'),base64.a85encode(b'\\0\\0\\0\\0'),base64.a85encode(b'    ',foldspaces=True),base64.a85encode(b'hello',adobe=True),base64.b85encode(b'h',pad=True)",
  "base64.a85encode(b'\\0\\0'),base64.a85encode(b''),base64.b85encode(b''),base64.b85decode(''),base64.a85decode(''),base64.a85encode(b'hello world',pad=True)",
  "base64.a85encode(b'hello world this is long',wrapcol=10),base64.a85encode(b'hello world this is long',wrapcol=10,adobe=True),base64.a85encode(b'abcd',wrapcol=7,adobe=True)",
  "base64.b85decode('Xk~0{Z\\x7f')",
  "base64.b85decode('~~~~~')",
  "base64.a85decode('zzz')",
  "base64.a85decode('BOz!rDZ')",
  "base64.a85decode('BO\\x7f')",
  "base64.a85decode('uuuuu')",
  "base64.a85decode('yy',foldspaces=True), base64.a85decode('BO u!r\\nDZ')",
  "base64.a85decode('<~BOu!rDZ~>',adobe=True)",
  "base64.a85decode('BOu!rDZ',adobe=True)",
  "base64.encodebytes(b'a'*100),base64.decodebytes(b'YQ=='),base64.encodebytes(b'')",
  "base64.encodebytes('a')",
  "base64.decodebytes('a')",
  'base64.foo',
  "binascii.hexlify(b'abc'),binascii.hexlify(b'abcdef','-',2),binascii.hexlify(b'abcdef',sep=b':',bytes_per_sep=-4),binascii.b2a_hex(b''),binascii.hexlify(b'abcdefg','-',3),binascii.hexlify(b'abcdefg','-',-3),binascii.hexlify(b'ab','-',0),binascii.hexlify(b'ab','-',5)",
  "binascii.hexlify('a')",
  "binascii.hexlify(b'ab','--')",
  "binascii.hexlify(b'ab','é')",
  "binascii.hexlify(b'ab',5)",
  "binascii.unhexlify('abc')",
  "binascii.unhexlify('xy')",
  "binascii.unhexlify('é0')",
  'binascii.unhexlify(5)',
  "binascii.unhexlify('4142'),binascii.a2b_hex(b'41')",
  "binascii.crc32(b'hello'),binascii.crc32(b'world',5),binascii.crc32(b'a',-1),binascii.crc32(b'a',2**40)",
  "binascii.crc32('a')",
  "binascii.crc32(b'a','b')",
  "binascii.crc_hqx(b'hello',0),binascii.crc_hqx(b'hello',70000)",
  "binascii.b2a_base64(b'abc'),binascii.b2a_base64(b'abc',newline=False),binascii.b2a_base64(b'')",
  "binascii.a2b_base64('YWJj'), binascii.a2b_base64(b'YWJj\\n')",
  "binascii.a2b_base64('YWJj\\n',strict_mode=True)",
  "binascii.a2b_base64('Y',strict_mode=True)",
  "binascii.a2b_base64('é')",
  'binascii.a2b_base64(5)',
  "binascii.b2a_uu(b'hello'), binascii.a2b_uu(b'%:&5L;&\\\\\\n'),binascii.b2a_uu(b'hi',backtick=True),binascii.b2a_uu(b''),binascii.a2b_uu(b' \\n'),binascii.a2b_uu('%:&5L;&\\\\ \\n')",
  "binascii.b2a_uu(b'a'*46)",
  "binascii.a2b_uu(b'%\\x7f')",
  "binascii.a2b_uu(b'!!!!!!!')",
  "binascii.a2b_uu(b''),binascii.a2b_uu(b'%')",
  'binascii.Error',
  "hashlib.md5('a')",
  'hashlib.md5(5)',
  "hashlib.md5(b'a').hexdigest(), hashlib.md5(b'a').digest(), hashlib.md5().name, hashlib.sha256().digest_size, hashlib.sha512().block_size",
  "hashlib.md5(b'a',b'b')",
  "hashlib.md5(string=b'a').hexdigest(),hashlib.md5(b'a',usedforsecurity=False).hexdigest()",
  'hashlib.md5(foo=1)',
  "hashlib.md5(b'a').hexdigest(1)",
  "hashlib.shake_128(b'a').hexdigest(5),hashlib.shake_256(b'a').digest(3),hashlib.shake_128(b'a').digest(0),hashlib.shake_128(b'a').digest(length=2)",
  "hashlib.shake_128(b'a').hexdigest()",
  "hashlib.shake_128(b'a').hexdigest(-1)",
  "hashlib.new('md5',b'a').hexdigest(), hashlib.new('SHA256').name, hashlib.new('sha3_256',b'').hexdigest(), hashlib.new('blake2b',b'a').hexdigest()",
  "hashlib.new('foo')",
  'hashlib.new(5)',
  'hashlib.new()',
  "hashlib.sha1(b'a').update('x')",
  "hashlib.sha1(b'a').update(b'x')",
  "hashlib.sha1(b'a').copy().hexdigest()",
  "hashlib.blake2b(b'a',digest_size=65)",
  "hashlib.blake2b(b'a',digest_size=0)",
  "hashlib.blake2b(b'a',key=b'k').hexdigest(),hashlib.blake2b(b'a',digest_size=5,key=b'k',salt=b's',person=b'p').hexdigest(),hashlib.blake2s(b'abc',digest_size=16).hexdigest(),hashlib.blake2s(b'abc',salt=b'x',person=b'abcdefgh').hexdigest()",
  "hashlib.blake2b(b'a',key=b'k'*65)",
  "hashlib.blake2b(b'a',salt=b'k'*65)",
  "hashlib.blake2b('a')",
  "hashlib.blake2b(b'a').name,hashlib.blake2s(b'a').block_size,hashlib.sha3_224().block_size,hashlib.shake_128().digest_size,hashlib.sha224().name,hashlib.blake2s(b'',digest_size=3).digest_size",
  'sorted(hashlib.algorithms_guaranteed)',
  "hashlib.md5(b'a').foo",
  "hashlib.sha3_256('a')",
  'hashlib.sha3_256(5)',
  "hashlib.new('ripemd160',b'').hexdigest()",
  "hashlib.new('sha512_256',b'').hexdigest()",
  "hashlib.sha224(b'x').hexdigest(),hashlib.sha384(b'x').hexdigest(),hashlib.sha3_384(b'x').hexdigest(),hashlib.sha3_512(b'x').hexdigest(),hashlib.sha3_224(b'x').hexdigest()",
];

test('base64, binascii and hashlib', t => {
  compareWithPython(t, 'binaryModules', CASES);
});

const bytesLiteral = fc.uint8Array({ maxLength: 40 }).map(data => `bytes(${JSON.stringify([...data])})`);
const ENCODINGS = ['b64', 'urlsafe_b64', 'b32', 'b32hex', 'b16', 'a85', 'b85'];
const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_512', 'blake2b', 'blake2s'];

test('any bytes in every encoding and hash', t => {
  const encoded = fc.tuple(fc.constantFrom(...ENCODINGS), bytesLiteral);
  const cases = [
    ...fc.sample(encoded, { seed: 1, numRuns: 400 }).map(([name, data]) => `base64.${name}encode(${data})`),
    ...fc
      .sample(encoded, { seed: 2, numRuns: 400 })
      .map(([name, data]) => `base64.${name}decode(base64.${name}encode(${data}))`),
    ...fc.sample(encoded, { seed: 3, numRuns: 400 }).map(([name, data]) => `base64.${name}decode(${data})`),
    ...fc
      .sample(fc.tuple(fc.constantFrom(...HASHES), bytesLiteral), { seed: 4, numRuns: 300 })
      .map(([name, data]) => `hashlib.${name}(${data}).hexdigest()`),
    ...fc
      .sample(bytesLiteral, { seed: 5, numRuns: 200 })
      .map(data => `(binascii.crc32(${data}), binascii.b2a_uu(${data}))`),
  ];
  compareWithPython(t, 'anyBytes', cases, cases.slice(0, 100));
});
