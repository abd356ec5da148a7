import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { compilePattern } from '../../src/core/fnmatch.ts';

type Case = [pattern: string, key: string];

const recorded: [...Case, boolean][] = JSON.parse(
  readFileSync(new URL('../fixtures/fnmatch.json', import.meta.url), 'utf8'),
);

const ORACLE = `
import fnmatch, json, sys, warnings
warnings.simplefilter('ignore')
cases = json.load(sys.stdin)
json.dump([fnmatch.fnmatchcase(key, pattern) for pattern, key in cases], sys.stdout)
`;

/** What Python says of each case; undefined where there is no python3. */
function askPython(cases: Case[]): boolean[] | undefined {
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', ORACLE], {
    input: JSON.stringify(cases),
    maxBuffer: 1 << 26,
    encoding: 'utf8',
  });
  if (error) return undefined;
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

function assertSame(cases: Case[], expected: boolean[]): void {
  cases.forEach(([pattern, key], i) => {
    assert.equal(
      compilePattern(pattern).test(key),
      expected[i],
      `${JSON.stringify(key)} against ${JSON.stringify(pattern)}`,
    );
  });
}

const NASTY = Array.from('aabbcz[[]]!!^--**??\\./{},+@()|&~$"\n\r\0 \u2028é😀😁\uffff\u{10ffff}');
const characters = fc.constantFrom(...NASTY);
const set = fc.string({ unit: characters, maxLength: 8 }).map(stuff => `[${stuff}]`);
const pattern = fc
  .array(fc.oneof({ weight: 3, arbitrary: characters }, { weight: 1, arbitrary: set }), { maxLength: 10 })
  .map(parts => parts.join(''));
const anyKey = fc.string({ unit: characters, maxLength: 12 });
/** A key that has a chance: the pattern with its wildcards filled in. */
const likelyKey = (source: string) =>
  fc.array(characters, { minLength: 12, maxLength: 12 }).map(fill => {
    let next = 0;
    return source.replace(/\[!?\]?[^\]]*\]|\*|\?/gu, wild => {
      const filling = fill[next++ % fill.length];
      return wild === '*' && next % 2 ? '' : wild.length > 2 && next % 3 ? Array.from(wild)[1] : filling;
    });
  });
const cases = pattern.chain(source => fc.oneof(anyKey, likelyKey(source)).map((key): Case => [source, key]));

test('recorded cases match as they do in Python', () => {
  assertSame(
    recorded.map(([source, key]): Case => [source, key]),
    recorded.map(([, , matches]) => matches),
  );
});

test('random patterns and keys match as they do in Python', t => {
  const sample = fc.sample(cases, 20_000);
  const expected = askPython(sample);
  if (!expected) return t.skip('no python3 here');
  const hits = expected.filter(Boolean).length;
  assert.ok(hits > 2000, `only ${hits} of the cases match: the generator is no good`);
  assertSame(sample, expected);
});

test('every set of up to four nasty characters stands for what it does in Python', t => {
  const alphabet = ['a', 'b', '!', '-', '^', '['];
  const sets = alphabet.reduce<string[]>(
    all => all.concat(all.filter(stuff => stuff.length < 4).flatMap(stuff => alphabet.map(c => stuff + c))),
    [''],
  );
  const all = [...new Set(sets)].flatMap(stuff => [...alphabet, ']'].map((key): Case => [`[${stuff}]`, key]));
  const expected = askPython(all);
  if (!expected) return t.skip('no python3 here');
  assertSame(all, expected);
});

test('a pattern tells what its matches begin with', () => {
  const facts = (source: string) => {
    const { prefix, exact } = compilePattern(source);
    return { prefix, exact };
  };
  assert.deepEqual(facts('garden.*.temp'), { prefix: 'garden.', exact: false });
  assert.deepEqual(facts('garden.soil'), { prefix: 'garden.soil', exact: true });
  assert.deepEqual(facts('a[b'), { prefix: 'a[b', exact: true });
  assert.deepEqual(facts('a[b]'), { prefix: 'a', exact: false });
  assert.deepEqual(facts('?'), { prefix: '', exact: false });
  assert.deepEqual(facts(''), { prefix: '', exact: true });
  fc.assert(
    fc.property(cases, ([source, key]) => {
      const compiled = compilePattern(source);
      if (compiled.test(key)) assert.ok(key.startsWith(compiled.prefix));
      if (compiled.exact) assert.equal(compiled.test(key), key === compiled.prefix);
    }),
  );
});

test('characters outside the basic plane count as one', () => {
  assert.ok(compilePattern('?').test('😀'));
  assert.ok(compilePattern('[!a]').test('😀'));
  assert.ok(compilePattern('[😀-😂]*').test('😁x'));
  assert.ok(!compilePattern('??').test('😀'));
});

test('a set of ten thousand single characters is one set', () => {
  const members = Array.from({ length: 10_000 }, (_, i) => String.fromCharCode(0x3000 + 2 * i));
  const compiled = compilePattern(`[${members.join('')}]`);
  assert.ok(members.every(member => compiled.test(member)));
  assert.ok(!compiled.test('\u3001'));
  const negated = compilePattern(`[!${members.join('')}]`);
  assert.ok(!members.some(member => negated.test(member)));
  assert.ok(negated.test('\u3001'));
});

test('the same pattern is compiled once, and old ones are forgotten', () => {
  const compiled = compilePattern('kept.*');
  assert.equal(compilePattern('kept.*'), compiled);
  for (let i = 0; i < 1000; i++) compilePattern(`other.${i}`);
  assert.notEqual(compilePattern('kept.*'), compiled);
});

test('a pattern of more than 65,536 characters is refused', () => {
  assert.throws(() => compilePattern('*'.repeat(65_537)), { type: 'ValueError' });
  assert.ok(compilePattern('*'.repeat(65_536)).test('key'));
});

/** Each of these takes a backtracking matcher longer than the universe lasts. In a process of its own, since a regular expression cannot be interrupted. */
const HOSTILE = `
import { compilePattern } from ${JSON.stringify(new URL('../../src/core/fnmatch.ts', import.meta.url).href)};
const key = 'a'.repeat(255);
const patterns = [
  '*a'.repeat(127) + '*b',
  '*?'.repeat(127) + 'b',
  '*[!b]'.repeat(127) + 'b*',
  '*' + 'a'.repeat(120) + '*' + 'a'.repeat(120) + 'b*',
  '*a'.repeat(32_000) + 'b',
  '[a-b]'.repeat(13_000),
  '['.repeat(65_536),
  '[!'.repeat(30_000) + ']',
  '+(a|aa)'.repeat(9_000) + '*',
  '{a,{a,'.repeat(10_000) + '}}',
];
console.log(patterns.map(pattern => compilePattern(pattern).test(key)).join());
`;

test('hostile patterns end', () => {
  const { error, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', HOSTILE], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    timeout: 60_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  assert.equal(error, undefined, stderr);
  assert.equal(stdout.trim(), Array(10).fill('false').join());
});
