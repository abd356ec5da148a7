import { before, test } from 'node:test';
import fc from 'fast-check';
import { EXPRESSIONS, HTTP, RAW, RPC, SQL_TEXTS } from './corpus.ts';
import { fuzz } from './duration.ts';
import { inPieces, mutated, mutatedText } from './mutations.ts';
import { Target } from './target.ts';

/** Connections at a time. */
const BATCH = 24;

let target: Target;

before(async () => {
  target = await Target.start();
});

/** Throws batches of these at the server, each on a connection of its own; after each, all protocols must answer. */
function fuzzServer(name: string, connection: fc.Arbitrary<Buffer[]>, greeting: Buffer | null = null): void {
  fuzz(name, fc.array(connection, { minLength: 1, maxLength: BATCH, size: 'max' }), async batch => {
    await target.check(await Promise.all(batch.map(pieces => target.throwAt(pieces, greeting))));
  });
}

fuzzServer('anything may come on the port', inPieces(mutated([...RAW, ...HTTP])));

const sqlCall = (text: string) => `dbQuery(${JSON.stringify(text)})`;
const line = fc.oneof(mutatedText(EXPRESSIONS), mutatedText(SQL_TEXTS).map(sqlCall));
const lines = fc.array(line, { maxLength: 10 }).map(texts => Buffer.from(`${texts.join('\n')}\n`));
fuzzServer('lines may say anything', inPieces(lines));

fuzzServer('HTTP requests may say anything', inPieces(mutated(HTTP)));

const pipeline = fc.array(mutated(HTTP), { minLength: 2, maxLength: 6 }).map(requests => Buffer.concat(requests));
fuzzServer('pipelined HTTP requests may say anything', inPieces(pipeline));

const COMMANDS = ['ping', 'eval', 'setReg', 'getReg', 'incReg', 'send', 'recv', 'fetch', 'dbQuery', 'join', 'clients'];
const TYPES = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'text/plain; charset=latin1',
  'x/y',
];
const body = mutated([
  ...RPC,
  ...EXPRESSIONS,
  'key=a&value=5',
  '{"expr": "1 + 1"}',
  '{"key": "a", "value": {"b": [1.5]}}',
]);
const post = fc
  .tuple(fc.constantFrom(...COMMANDS), fc.constantFrom(...TYPES), body)
  .map(([command, type, bytes]) =>
    Buffer.concat([
      Buffer.from(
        `POST /api/${command} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
      ),
      bytes,
    ]),
  );
fuzzServer('bodies may hold anything', inPieces(post));

const query = fc
  .tuple(
    fc.constantFrom(...COMMANDS),
    mutatedText(['key=a&value=5', 'expr=1%2B1', 'id=x&wait=0', 'sql=SELECT%201&params=1']),
  )
  .map(([command, text]) =>
    Buffer.from(
      `GET /api/${command}?${text.replaceAll(/[^!-~]/gu, encodeURIComponent)} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`,
    ),
  );
fuzzServer('queries may hold anything', inPieces(query));

const lastEventId = mutated(['7', '0', '18446744073709551616', '-1', '1e3']).map(id =>
  Buffer.concat([Buffer.from('GET /events HTTP/1.1\r\nHost: h\r\nLast-Event-ID: '), id, Buffer.from('\r\n\r\n')]),
);
fuzzServer('a Last-Event-ID may be anything', inPieces(lastEventId));

const UPGRADE = Buffer.from(
  'GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
);

interface FrameParts {
  opcode: number;
  isLast: boolean;
  /** RSV1 to RSV3. */
  reserved: number;
  isMasked: boolean;
  payload: Buffer;
  /** In place of the true length; undefined: the true one. */
  length: bigint | undefined;
}

function frame({ opcode, isLast, reserved, isMasked, payload, length }: FrameParts): Buffer {
  const size = length ?? BigInt(payload.length);
  const mask = isMasked ? 0x80 : 0;
  const head = Buffer.alloc(10);
  head[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  let headLength = 2;
  if (size < 126n) head[1] = mask | Number(size);
  else if (size < 65_536n) {
    head[1] = mask | 126;
    headLength = 2 + 2;
    head.writeUInt16BE(Number(size), 2);
  } else {
    head[1] = mask | 127;
    headLength = 2 + 8;
    head.writeBigUInt64BE(size, 2);
  }
  const key = [0x12, 0x34, 0x56, 0x78];
  const data = isMasked ? [Buffer.from(key), payload.map((byte, index) => byte ^ key[index % 4])] : [payload];
  return Buffer.concat([head.subarray(0, headLength), ...data]);
}

const payload = fc.oneof(
  mutated(RPC),
  mutated(RPC),
  fc.uint8Array({ maxLength: 130 }).map(bytes => Buffer.from(bytes)),
);

/** Mostly sound ones, so that something comes of those behind them. */
const soundFrame = payload.map(bytes =>
  frame({ opcode: 1, isLast: true, reserved: 0, isMasked: true, payload: bytes, length: undefined }),
);
const fragments = fc.tuple(payload, fc.nat(), fc.nat({ max: 2 })).map(([bytes, at, controls]) => {
  const cut = at % (bytes.length + 1);
  const part = (opcode: number, isLast: boolean, from: number, to: number) =>
    frame({ opcode, isLast, reserved: 0, isMasked: true, payload: bytes.subarray(from, to), length: undefined });
  const ping = frame({
    opcode: 9,
    isLast: true,
    reserved: 0,
    isMasked: true,
    payload: Buffer.from('x'),
    length: undefined,
  });
  return Buffer.concat([
    part(1, false, 0, cut),
    ...Array<Buffer>(controls).fill(ping),
    part(0, true, cut, bytes.length),
  ]);
});
const anyFrame = fc
  .record({
    opcode: fc.nat({ max: 15 }),
    isLast: fc.boolean(),
    reserved: fc.constantFrom(0, 0, 0, 1, 4, 7),
    isMasked: fc.constantFrom(true, true, true, false),
    payload,
    length: fc.option(fc.constantFrom(0n, 125n, 126n, 65_536n, 1n << 31n, (1n << 63n) - 1n, (1n << 64n) - 1n), {
      nil: undefined,
    }),
  })
  .map(frame);
const frames = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: soundFrame },
      { weight: 2, arbitrary: fragments },
      { weight: 2, arbitrary: anyFrame },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map(all => Buffer.concat(all));
fuzzServer('frames of a WebSocket may be anything', inPieces(frames), UPGRADE);

test('after all that the server holds nothing', { timeout: 120_000 }, () => target.checkHeld());
