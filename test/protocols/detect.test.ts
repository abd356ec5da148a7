import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Detectable, type Detection, Detector } from '../../src/protocols/detect.ts';

const ALL: Detectable = { http: true, tls: true };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

/** What the pieces say, up to where it is decided. */
function detect(pieces: (string | Uint8Array)[], served = ALL): Detection {
  const detector = new Detector(served);
  for (const piece of pieces) {
    const detection = detector.feed(Buffer.from(piece as string));
    if (detection !== 'undecided') return detection;
  }
  return 'undecided';
}

/** The specification's own words, without any cleverness. */
function expected(text: string): Detection {
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  if (new RegExp(`^${token} [^\\0- \\x7f]+ HTTP/1\\.`).test(text)) return 'http';
  const [start, version] = new RegExp(`^${token}(?: (?:[^\\0- \\x7f]+(?: (.*))?)?)?$`, 's').exec(text) ?? [];
  return start !== undefined && 'HTTP/1.'.startsWith(version ?? '') ? 'undecided' : 'raw';
}

describe('the first bytes of a connection', () => {
  it('are HTTP from the request line on, with any method', () => {
    for (const method of METHODS) {
      assert.equal(detect([`${method} /a?b=c HTTP/1.1\r\n`]), 'http');
      assert.equal(detect([`${method} http://host/ HTTP/1.0\r\n`]), 'http');
    }
    for (const method of ['get', 'BREW', 'GETX', '1', "x'y", '`~!#$%&*+-.^_|']) {
      assert.equal(detect([`${method} / HTTP/1.1\r\n`]), 'http', method);
    }
  });

  it('are undecided as long as they may become a request line', () => {
    for (const line of ['DELETE /registry/a HTTP/1', 'brew /coffee HTTP/1']) {
      for (let length = 1; length <= line.length; length++) {
        assert.equal(detect([line.slice(0, length)]), 'undecided', line.slice(0, length));
      }
    }
  });

  it('tell whether they are likely HTTP before that is certain', () => {
    const detector = new Detector(ALL);
    const isLikely = (more: string) => {
      assert.equal(detector.feed(Buffer.from(more)), 'undecided');
      return detector.isLikelyHttp;
    };
    assert.equal(isLikely('GET'), false);
    assert.equal(isLikely(' '), true);
    const other = new Detector(ALL);
    const page = `x /${'1'.repeat(500)}`;
    assert.equal(other.feed(Buffer.from(page.slice(0, 300))), 'undecided');
    assert.equal(other.isLikelyHttp, false);
    assert.equal(other.feed(Buffer.from(page.slice(300))), 'undecided');
    assert.equal(other.isLikelyHttp, true);
  });

  it('are raw where they can become nothing else', () => {
    const raw = [
      'x(',
      'x = 1',
      'x\n',
      '\n',
      '\r\nGET / HTTP/1.1',
      ' GET / HTTP/1.1',
      'a"b / HTTP/1.1',
      'é / HTTP/1.1',
      'GET  / HTTP/1.1',
      'GET /\r',
      'GET \n',
      'GET\n',
      'GET / HTTP/2.0',
      'GET / http/1.1',
      'GET + 1',
      'PRI * HTTP/2.0',
      '\x80',
      '\0',
    ];
    for (const text of raw) assert.equal(detect([Buffer.from(text, 'latin1')]), 'raw', JSON.stringify(text));
  });

  it('are TLS by 0x16, where that is served', () => {
    const hello = Uint8Array.of(0x16, 3, 1, 0);
    assert.equal(detect([hello]), 'tls');
    assert.equal(detect([hello], { http: true, tls: false }), 'noTls');
    assert.equal(detect(['a', hello]), 'raw');
  });

  it('are raw where HTTP is not served', () => {
    assert.equal(detect(['GET / HTTP/1.1'], { http: false, tls: true }), 'raw');
  });

  it('say the same in whatever pieces they come', () => {
    const token = fc.constantFrom(
      ...METHODS,
      'GE',
      'x',
      '-',
      ' ',
      '/',
      'HTTP/1.',
      'HTTP/1',
      'H',
      '\n',
      '\r',
      'a',
      'é',
      '(',
    );
    const text = fc.array(token, { minLength: 1, maxLength: 8 }).map(tokens => tokens.join(''));
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (whole, sizes) => {
        const pieces: Buffer[] = [];
        for (let rest = Buffer.from(whole); rest.length > 0; ) {
          const size = sizes.next().value;
          pieces.push(rest.subarray(0, size));
          rest = rest.subarray(size);
        }
        assert.equal(detect(pieces), expected(whole));
        assert.equal(detect([whole]), expected(whole));
      }),
      { numRuns: 2000 },
    );
  });
});
