import fc from 'fast-check';

/** One change of some bytes; `at`, `size` and `to` are taken modulo what is there. */
interface Change {
  kind: 'flip' | 'insert' | 'repeat' | 'remove' | 'move' | 'cut';
  at: number;
  size: number;
  to: number;
  bytes: Uint8Array;
}

const MAX_SIZE = 64 * 1024;

/** What breaks parsers more often than chance: borders of UTF-8, of numbers, of nesting. */
const TOKENS = [
  ...['\0', '\r\n', '\n', '\r', '\t', '\x1b', '\x7f', ' ', '\u00a0', '\u2028', '\ufeff', 'È', '😀', 'ﬀ'],
  ...["'", '"', '\\', '`', '(', ')', '[', ']', '{', '}', '<', ',', ':', ';', '=', '&', '?', '%', '#', '/', '*', '@'],
  ...['%00', '%', '%zz', '%c3%28', '\\u0000', '\\ud800', '\\N{', '\\x', '/../', '__proto__', 'constructor'],
  ...['0', '-1', '1e999', '-0.0', 'nan', '9'.repeat(400), '18446744073709551616', '2147483648', '0x7fffffff'],
  ...['null', 'true', 'None', 'lambda:', 'for x in ', 'if ', ' and ', 'not ', '**', '//', '->', ':=', "f'{", '...'],
  ...['('.repeat(200), '['.repeat(5000), '{"a":'.repeat(300), '-'.repeat(3000), 'a'.repeat(3000), '\n'.repeat(300)],
].map(token => Buffer.from(token));
const BROKEN = ['ff', 'c3', 'eda080', 'f4908080', 'c080', '80', 'efbfbf', '00ff00ff'].map(hex =>
  Buffer.from(hex, 'hex'),
);

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'insert', 'repeat', 'remove', 'move', 'cut'),
  at: fc.nat(),
  size: fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: 400 })),
  to: fc.nat(),
  bytes: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...TOKENS) },
    { weight: 1, arbitrary: fc.constantFrom(...BROKEN) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }) },
  ),
});

function apply(bytes: Buffer, { kind, at, size, to, bytes: inserted }: Change): Buffer {
  const start = at % (bytes.length + 1);
  const end = Math.min(bytes.length, start + size);
  const part = bytes.subarray(start, end);
  const without = () => Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  const insertedAt = (into: Buffer, place: number, what: Uint8Array) =>
    Buffer.concat([into.subarray(0, place), what, into.subarray(place)]);
  switch (kind) {
    case 'flip': {
      const flipped = Buffer.from(bytes);
      if (start < flipped.length) flipped[start] ^= 1 << (to % 8);
      return flipped;
    }
    case 'insert':
      return insertedAt(bytes, start, inserted);
    case 'repeat':
      return insertedAt(bytes, start, Buffer.concat(Array<Buffer>(1 + (to % 20)).fill(part)));
    case 'remove':
      return without();
    case 'move': {
      const rest = without();
      return insertedAt(rest, to % (rest.length + 1), part);
    }
    case 'cut':
      return bytes.subarray(0, start);
  }
}

/** Bytes that are one of `valid` with some changes, or two of them in one, or none of them at all. */
export function mutated(valid: readonly (string | Uint8Array)[]): fc.Arbitrary<Buffer> {
  const seed = fc.constantFrom(...valid.map(text => Buffer.from(text as string)));
  const changed = fc
    .tuple(seed, fc.array(change, { maxLength: 5 }))
    .map(([bytes, changes]) => changes.reduce(apply, bytes).subarray(0, MAX_SIZE));
  const spliced = fc
    .tuple(changed, changed, fc.nat(), fc.nat())
    .map(([a, b, i, j]) => Buffer.concat([a.subarray(0, i % (a.length + 1)), b.subarray(j % (b.length + 1))]));
  const anything = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes));
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 2, arbitrary: spliced },
    { weight: 1, arbitrary: anything },
  );
}

/** The same as text. */
export function mutatedText(valid: readonly string[]): fc.Arbitrary<string> {
  return mutated(valid).map(bytes => bytes.toString('utf8'));
}

/** Bytes in pieces, cut anywhere. */
export function inPieces(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer[]> {
  return fc.tuple(bytes, fc.array(fc.nat(), { maxLength: 4 })).map(([whole, cuts]) => {
    const at = [...new Set(cuts.map(cut => cut % (whole.length + 1))), whole.length].sort((a, b) => a - b);
    return at.map((end, index) => whole.subarray(at[index - 1] ?? 0, end)).filter(piece => piece.length > 0);
  });
}
