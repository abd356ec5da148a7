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
  if (/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT) [^\0- \x7f]+ HTTP\/1\./.test(text)) return 'http';
  const mayBecome = METHODS.some(method => {
    const start = `${method} `;
    if (start.startsWith(text)) return true;
    if (!text.startsWith(start)) return false;
    const rest = /^[^\0- \x7f]*(?: (.*))?$/s.exec(text.slice(start.length));
    if (!rest) return false;
    return rest[1] === undefined || (text[start.length] !== ' ' && 'HTTP/1.'.startsWith(rest[1]));
  });
  return mayBecome && text !== '' ? 'undecided' : 'raw';
}

describe('the first bytes of a connection', () => {
  it('are HTTP from the request line on, with any method', () => {
    for (const method of METHODS) {
      assert.equal(detect([`${method} /a?b=c HTTP/1.1\r\n`]), 'http');
      assert.equal(detect([`${method} http://host/ HTTP/1.0\r\n`]), 'http');
    }
  });

  it('are undecided as long as they may become a request line', () => {
    const line = 'DELETE /registry/a HTTP/1';
    for (let length = 1; length <= line.length; length++) {
      assert.equal(detect([line.slice(0, length)]), 'undecided', line.slice(0, length));
    }
  });

  it('tell whether a METHOD is there yet', () => {
    const detector = new Detector(ALL);
    detector.feed(Buffer.from('GET'));
    assert.equal(detector.hasMethod, false);
    detector.feed(Buffer.from(' '));
    assert.equal(detector.hasMethod, true);
  });

  it('are raw where they can become nothing else', () => {
    const raw = [
      'x',
      '\n',
      '\r\nGET / HTTP/1.1',
      ' GET / HTTP/1.1',
      'get / HTTP/1.1',
      'GETX',
      'GET  / HTTP/1.1',
      'GET /\r',
      'GET \n',
      'GET\n',
      'GET / HTTP/2.0',
      'GET / http/1.1',
      'GET + 1',
      'PRI * HTTP/2.0',
      'BREW / HTTP/1.1',
      '\x80',
      '\0',
    ];
    for (const text of raw) assert.equal(detect([Buffer.from(text, 'latin1')]), 'raw', JSON.stringify(text));
  });

  it('are TLS by 0x16, where that is served', () => {
    const hello = Uint8Array.of(0x16, 3, 1, 0);
    assert.equal(detect([hello]), 'tls');
    assert.equal(detect([hello], { http: true, tls: false }), 'raw');
    assert.equal(detect(['a', hello]), 'raw');
  });

  it('are raw where HTTP is not served', () => {
    assert.equal(detect(['GET / HTTP/1.1'], { http: false, tls: true }), 'raw');
  });

  it('say the same in whatever pieces they come', () => {
    const token = fc.constantFrom(...METHODS, 'GE', ' ', '/', 'HTTP/1.', 'HTTP/1', 'H', '\n', '\r', 'a', 'é', '(');
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
