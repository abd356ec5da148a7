import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Framed, Framer, type FramerLimits } from '../../../src/protocols/raw/framer.ts';
import { SmallHub } from '../smallHub.ts';

const LIMITS: FramerLimits = { maxRequestBytes: 64, quietMs: 10, piecesQuietMs: 250, openMs: 5000 };
const hub = new SmallHub();

function makeFramer(limits = LIMITS, classify = (text: string) => hub.classify(text)): Framer {
  return new Framer(classify, limits);
}

/** `line pong`, `whole Error: …`. */
function show({ form, text, error }: Framed): string {
  return `${form} ${error ?? text}`;
}

function drain(framer: Framer): string[] {
  const all: string[] = [];
  for (let framed = framer.next(); framed; framed = framer.next()) all.push(show(framed));
  return all;
}

function feed(framer: Framer, ...pieces: (string | Uint8Array)[]): string[] {
  return pieces.flatMap(piece => {
    framer.feed(Buffer.from(piece as string));
    return drain(framer);
  });
}

/** Every request of the pieces up to the half-close, with the outcome of `call`s and `cut`s. */
function frameAll(pieces: (string | Uint8Array)[], limits = LIMITS): string[] {
  const framer = makeFramer(limits);
  const all = feed(framer, ...pieces);
  framer.halfClose();
  all.push(...drain(framer));
  assert.equal(framer.isOver, true);
  assert.equal(framer.bufferedBytes, 0);
  return framer.lineEnd === undefined ? all : [...all, `lineEnd ${framer.lineEnd}`];
}

describe('a request without line end', () => {
  it('is complete at the half-close', () => {
    assert.deepEqual(frameAll([' 1 + ']), ['whole 1 +']);
    assert.deepEqual(frameAll(['x\r']), ['whole x']);
  });

  it('is none where nothing, or nothing but blanks, was sent', () => {
    assert.deepEqual(frameAll([]), []);
    assert.deepEqual(frameAll([' \t\r']), []);
  });

  it('is complete at once as one whole call of a command', () => {
    assert.deepEqual(feed(makeFramer(), 'ping()'), ['call ping()']);
    assert.deepEqual(feed(makeFramer(), ' ping( ) \r'), ['call ping( )']);
    assert.deepEqual(feed(makeFramer(), "echo('a)", "b'", ")'", ')'), []);
    assert.deepEqual(feed(makeFramer(), "echo('a)", "b'", ')'), ["call echo('a)b')"]);
    assert.deepEqual(feed(makeFramer(), ..."echo(echo('é'))"), ["call echo(echo('é'))"]);
  });

  it('is no call of a command if it goes on in the same piece, or calls something else', () => {
    for (const text of ['ping() + 1', '1 + ping()', 'foo()', "'ping()'", '(1)', 'ping', 'ping(', 'ping(]']) {
      assert.deepEqual(feed(makeFramer(), text), [], text);
    }
  });

  it('is complete in any other form when silence has come', () => {
    const framer = makeFramer();
    assert.deepEqual(feed(framer, '1 + 2'), []);
    assert.equal(framer.waitMs, 10);
    framer.expire();
    assert.deepEqual(drain(framer), ['whole 1 + 2']);
    assert.equal(framer.isOver, true);
  });

  it('is waited for longer once it came in pieces', () => {
    const framer = makeFramer();
    feed(framer, '21', '.');
    assert.equal(framer.waitMs, 250);
    const fedAtOnce = makeFramer();
    fedAtOnce.feed(Buffer.from('21.'), 2);
    assert.equal(fedAtOnce.waitMs, 250);
  });

  it('that is wrong whatever may follow does not wait for more', () => {
    for (const wrong of ['1 2', '1)', 'x\xff', Uint8Array.of(0x31, 0xff)]) {
      const framer = makeFramer();
      feed(framer, wrong);
      framer.expire();
      assert.equal(drain(framer).length, 1, String(wrong));
    }
  });

  it('that is open is waited for up to the longest time, from the last piece on', () => {
    for (const open of ['1 +', "'abc", 'echo(1']) {
      const framer = makeFramer();
      feed(framer, open);
      framer.expire();
      assert.deepEqual(drain(framer), []);
      assert.equal(framer.waitMs, 5000);
      feed(framer, ' ');
      assert.equal(framer.waitMs, 250);
      framer.expire();
      assert.equal(framer.waitMs, 5000);
      framer.expire();
      assert.equal(drain(framer).length, 1);
    }
  });

  it('of bytes that break off inside a character is open, unless it is wrong before', () => {
    const framer = makeFramer();
    feed(framer, Buffer.from("'é").subarray(0, -1));
    framer.expire();
    assert.equal(framer.waitMs, 5000);
    assert.deepEqual(feed(framer, Buffer.from('é').subarray(1), "'\n"), ["line 'é'"]);
    const wrong = makeFramer();
    feed(wrong, Buffer.from("1 2 'é").subarray(0, -1));
    wrong.expire();
    assert.deepEqual(drain(wrong), [
      "whole UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 5: unexpected end of data",
    ]);
  });

  it('of blanks is waited for without end', () => {
    const framer = makeFramer();
    feed(framer, '  ');
    framer.expire();
    assert.deepEqual(drain(framer), []);
    assert.equal(framer.waitMs, null);
    assert.deepEqual(feed(framer, 'ping()'), ['call ping()']);
  });

  it('auth(…) alone is open without LF', () => {
    for (const text of ["auth('secret')", " auth ( 'secret' ) "]) {
      const framer = makeFramer();
      assert.deepEqual(feed(framer, text), []);
      framer.expire();
      assert.deepEqual(drain(framer), [], text);
      assert.equal(framer.waitMs, 5000);
    }
    assert.deepEqual(frameAll(["auth('s')\nping()\n"]), ["line auth('s')", 'line ping()']);
    const followed = makeFramer();
    feed(followed, "auth('s')+ping()");
    followed.expire();
    assert.deepEqual(drain(followed), ["whole auth('s')+ping()"]);
  });
});

describe('the line end of a command call', () => {
  it('ends the same request, and lines follow', () => {
    for (const end of ['\n', '\r\n', ' \r\n']) {
      for (const pieces of [[end], [...end]]) {
        const framer = makeFramer();
        assert.deepEqual(feed(framer, 'ping()'), ['call ping()']);
        assert.equal(framer.lineEnd, undefined);
        assert.deepEqual(feed(framer, ...pieces), []);
        assert.equal(framer.lineEnd, true);
        assert.equal(framer.stays, false);
        assert.deepEqual(feed(framer, 'ping()', '\n2'), ['line ping()']);
        assert.equal(framer.stays, true);
      }
    }
  });

  it('does not come after anything else, nor after the half-close, nor when it is given up', () => {
    const ends: ((framer: Framer) => void)[] = [
      framer => feed(framer, ' + 1\nping()\n'),
      framer => framer.halfClose(),
      framer => framer.abandon(),
    ];
    for (const end of ends) {
      const framer = makeFramer();
      feed(framer, 'ping()');
      end(framer);
      assert.equal(framer.lineEnd, false);
      assert.equal(framer.isOver, true);
      assert.deepEqual(feed(framer, '\nping()\n'), []);
    }
  });
});

describe('lines', () => {
  it('are a request each, without CR, blanks around and blank lines', () => {
    assert.deepEqual(frameAll([' 1 \n\r\n \n2\r\n3']), ['line 1', 'line 2', 'line 3']);
    assert.deepEqual(frameAll(['\n']), []);
    assert.deepEqual(frameAll(['\r', '\n', '\n', '1']), ['line 1']);
  });

  it('that are open or calls are not looked at before they end', () => {
    assert.deepEqual(feed(makeFramer(), '1\n', 'ping()', ' + 1', '\n'), ['line 1', 'line ping() + 1']);
    const framer = makeFramer();
    feed(framer, '\nping()');
    assert.equal(framer.waitMs, null);
  });

  it('that are not UTF-8 are an error each, at their own positions', () => {
    assert.deepEqual(frameAll([Buffer.from('1\n\xff\n2\n \xc3\r\n3', 'latin1')]), [
      'line 1',
      "line UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      'line 2',
      "line UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 1: unexpected end of data",
      'line 3',
    ]);
  });

  it('tell whether there was more than one', () => {
    const cases: [string[], boolean][] = [
      [['1\n'], false],
      [['1\r\n'], false],
      [['1\n', '\n'], true],
      [['1\n', '2'], true],
      [['\n'], true],
      [['\n1\n'], true],
      [['1\n2\n'], true],
      [[], true],
    ];
    for (const [pieces, stays] of cases) {
      const framer = makeFramer();
      feed(framer, ...pieces);
      assert.equal(framer.stays, stays, JSON.stringify(pieces));
    }
  });
});

describe('a request that is too long', () => {
  const TOO_LONG = 'ValueError: request is longer than 64 bytes';

  it('is one with more bytes than the limit, the line end not counted', () => {
    const most = "'".padEnd(63, 'a').concat("'");
    assert.deepEqual(frameAll([`${most}\r\n${most}\n`]), [`line ${most}`, `line ${most}`]);
    assert.deepEqual(frameAll([`${most}\r`]), [`whole ${most}`]);
    assert.deepEqual(frameAll([`1\n${most} \n2\n`]), ['line 1', `line ${TOO_LONG}`]);
    const wide = 'é'.repeat(32);
    assert.deepEqual(frameAll([`${wide}\n`]), [`line ${wide}`]);
    assert.deepEqual(frameAll([`${wide}x\n`]), [`cut ${TOO_LONG}`, 'lineEnd true']);
  });

  it('is refused before it has ended, and its line end tells the form of the reply', () => {
    const framer = makeFramer();
    assert.deepEqual(feed(framer, 'a'.repeat(65)), [`cut ${TOO_LONG}`]);
    assert.equal(framer.isCut, true);
    assert.equal(framer.bufferedBytes, 0);
    assert.deepEqual(feed(framer, 'a'.repeat(100)), []);
    assert.equal(framer.lineEnd, undefined);
    assert.deepEqual(feed(framer, 'a\nping()\n'), []);
    assert.equal(framer.lineEnd, true);
    assert.equal(framer.isOver, true);
  });

  it('is the last one', () => {
    const framer = makeFramer();
    assert.deepEqual(feed(framer, `\n${'a'.repeat(65)}`), [`line ${TOO_LONG}`]);
    assert.equal(framer.isOver, true);
    assert.deepEqual(feed(framer, '\nping()\n'), []);
  });
});

describe('the pieces in which bytes come', () => {
  const inputs = [
    'ping()\n',
    'ping()\r\nping()\r\n',
    "echo('a\\n') \r\n\r\n1\n2",
    ' 1 + 2',
    "'é' + '\u{1f600}'\r\n'\ufffd'",
    '\n\n1\n',
    `1\n${'x'.repeat(64)}\n2`,
    `1\n${'x'.repeat(65)}\n2`,
    `${'x'.repeat(64)}\r\n2`,
    `${'x'.repeat(65)}\r\n2`,
    `${'x'.repeat(70)}`,
    'GET / HTTP/1.1\r\n',
    '\'\'\'a"\'(\' + ("""\\"""" # )',
  ].map(text => Buffer.from(text));
  inputs.push(Buffer.from('1\n\xff\xc3\n\xe2\x82\r\nx\xe2\x82', 'latin1'));

  it('make no difference, wherever one input is cut in two', () => {
    for (const input of inputs) {
      const whole = forget(frameAll([input]));
      for (let cut = 1; cut < input.length; cut++) {
        const pieces = [input.subarray(0, cut), input.subarray(cut)];
        assert.deepEqual(forget(frameAll(pieces)), whole, `${JSON.stringify(String(input))} at ${cut}`);
      }
    }
  });

  it('make no difference byte by byte', () => {
    for (const input of inputs) {
      const bytes = [...input].map(byte => Uint8Array.of(byte));
      assert.deepEqual(forget(frameAll(bytes)), forget(frameAll([input])), JSON.stringify(String(input)));
    }
  });

  it('make no difference for any bytes in any pieces', () => {
    const token = fc.constantFrom(
      '1',
      "'",
      '+',
      '\n',
      '\r',
      '\r\n',
      ' ',
      'é',
      '"',
      '\\',
      '[',
      '{',
      '#',
      'xxxxxxxxx',
      '\xff',
    );
    const input = fc.array(token, { maxLength: 40 }).map(tokens => Buffer.from(tokens.join(''), 'latin1'));
    fc.assert(
      fc.property(input, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (bytes, sizes) => {
        const pieces: Buffer[] = [];
        for (let rest = bytes; rest.length > 0; ) {
          const size = sizes.next().value;
          pieces.push(rest.subarray(0, size));
          rest = rest.subarray(size);
        }
        assert.deepEqual(forget(frameAll(pieces)), forget(frameAll([bytes])));
      }),
      { numRuns: 2000 },
    );
  });

  it('may be fed faster than requests are taken', () => {
    const framer = makeFramer();
    for (const piece of ['1\n', '2', '\n3\n\n\n']) framer.feed(Buffer.from(piece));
    for (const n of [1, 2, 3]) assert.equal(show(framer.next()!), `line ${n}`);
    for (const piece of ['4\n', '5']) framer.feed(Buffer.from(piece));
    framer.halfClose();
    assert.deepEqual(drain(framer), ['line 4', 'line 5']);
  });

  /** Whether a call's LF came with it or after it is the one thing that pieces show. */
  function forget(requests: string[]): string[] {
    const text = requests
      .join('\n')
      .replace(/^(call|cut) (.*)((?:\n.*)*)\nlineEnd (.*)$/s, (_, _form, first, rest, end) => {
        return `${end === 'true' ? 'line' : 'whole'} ${first}${rest}`;
      });
    return text.split('\n');
  }
});

describe('the work of the framer', () => {
  it('is in proportion to the bytes: a text is classified once, however it comes', () => {
    const size = 64 * 1024;
    const texts = [
      `echo('${'a'.repeat(size - 10)}')`,
      `(1)${'+1'.repeat(size / 2 - 4)}`,
      '('.repeat(size),
      ' '.repeat(size),
      `1${' '.repeat(size - 1)}`,
      `foo(1)${' '.repeat(size - 6)}`,
      "''".repeat(size / 2),
      '()'.repeat(size / 2),
    ];
    for (const text of texts) {
      let classified = 0;
      const framer = makeFramer({ ...LIMITS, maxRequestBytes: size }, () => {
        classified++;
        return 'complete';
      });
      for (const byte of Buffer.from(text)) {
        framer.feed(Buffer.of(byte));
        framer.next();
      }
      assert.ok(classified <= 1, text.slice(0, 10));
    }
  });
});
