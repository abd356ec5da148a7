import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { osError } from '../../../src/core/errors.ts';
import type { Limits } from '../../../src/core/limits.ts';
import { Client, listen, SmallHub } from '../smallHub.ts';

const NEVER = 600_000;
/** Nothing happens by the clock unless a test says so. */
const PATIENT: Partial<Limits> = {
  quietMs: NEVER,
  piecesQuietMs: NEVER,
  openMs: NEVER,
  lingerMs: NEVER,
  replyHoldMs: NEVER,
  singleLineIdleMs: NEVER,
  idleMs: NEVER,
  drainMs: NEVER,
  stalledMs: NEVER,
};

async function start(limits: Partial<Limits> = {}) {
  const hub = new SmallHub({ ...PATIENT, ...limits });
  const listener = await listen(hub);
  return { hub, listener, open: () => Client.open(listener.port) };
}

/** The server has read everything that was sent before: another connection was served since. */
async function settled(open: () => Promise<Client>): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const other = await open();
    await other.send('\nping()\n');
    await other.expect('pong\n');
    other.socket.destroy();
  }
}

describe('a request without line end', () => {
  it('that calls a command is answered at once, and the server closes after a while', async () => {
    const { open } = await start({ lingerMs: 30 });
    const client = await open();
    await client.send('ping()');
    await client.expect('pong');
    assert.equal(await client.rest(), '');
  });

  it('that calls a command may be printed in pieces', async () => {
    const { open, hub } = await start();
    const client = await open();
    for (const byte of Buffer.from("echo('ö (')")) await client.send(Uint8Array.of(byte));
    await client.expect('ö (');
    assert.deepEqual(hub.evaluated, ["echo('ö (')"]);
  });

  it('closes as soon as the client has closed', async () => {
    const { open } = await start();
    const client = await open();
    await client.send('ping()');
    await client.expect('pong');
    client.socket.end();
    assert.equal(await client.rest(), '');
  });

  it('of any other form is answered after a short silence, and the server closes', async () => {
    const { open } = await start({ quietMs: 5 });
    for (const [request, reply] of [
      [' 1 + 2 ', '3'],
      ["'a\\\\b\\n'", 'a\\b\n'],
      ['1 2', 'Error: SyntaxError: invalid syntax'],
      ['x', "Error: NameError: name 'x' is not defined"],
    ]) {
      const client = await open();
      await client.send(request);
      assert.equal(await client.rest(), reply);
    }
  });

  it('is waited for longer once it came in pieces', async () => {
    const { open } = await start({ quietMs: 1, piecesQuietMs: 50 });
    const client = await open();
    await client.send('1 +');
    for (const piece of [' 2', '1']) await client.send(piece);
    assert.equal(await client.rest(), '22');
  });

  it('is not complete while more of it lies unread', async () => {
    const { open } = await start({ quietMs: 500, piecesQuietMs: 500 });
    const client = await open();
    await client.send('1');
    await settled(open);
    // Right before the loop looks at its timers, and only then reads.
    await new Promise<void>(resolve =>
      setImmediate(() => {
        client.socket.write('2\n');
        for (const end = performance.now() + 600; performance.now() < end; );
        resolve();
      }),
    );
    await client.expect('12\n');
  });

  it('that stays open is answered with its error', async () => {
    const { open } = await start({ quietMs: 1, openMs: 20 });
    const client = await open();
    await client.send('1 +');
    assert.equal(await client.rest(), 'Error: SyntaxError: unexpected EOF while parsing');
  });

  it('is complete when the client half-closes', async () => {
    const { open } = await start();
    for (const [request, reply] of [
      ['1 + 2', '3'],
      ["echo('a\\n')", 'a\n'],
      ["auth('x')", 'OK'],
      ['GET /', "Error: NameError: name 'GET' is not defined"],
      ['  ', ''],
      ['', ''],
    ]) {
      const client = await open();
      client.socket.end(request);
      assert.equal(await client.rest(), reply, request);
    }
  });

  it('that is not UTF-8 gets its error', async () => {
    const { open } = await start({ quietMs: 1 });
    const client = await open();
    await client.send(Uint8Array.of(0x31, 0xff));
    assert.equal(
      await client.rest(),
      "Error: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
    );
  });

  it('with auth(…) alone is not answered until it goes on', async () => {
    const { open, hub } = await start({ quietMs: 1, piecesQuietMs: 1 });
    const client = await open();
    await client.send("auth('x')");
    await settled(open);
    assert.equal(client.received, '');
    await client.send('\nping()\n');
    await client.expect('OK\npong\n');
    assert.equal(hub.evaluated.filter(text => text.startsWith('auth')).length, 1);
  });
});

describe('a line end that comes apart from its command call', () => {
  it('ends the same request: an LF follows the reply, and line mode goes on', async () => {
    const { open, hub } = await start();
    for (const end of [['\n'], ['\r\n'], ['\r', '\n']]) {
      const client = await open();
      await client.send('ping()');
      await client.expect('pong');
      for (const piece of end) await client.send(piece);
      await client.expect('\n');
      await client.send('1 + 1\nping()\n');
      await client.expect('2\npong\n');
      client.socket.end();
      assert.equal(await client.rest(), '');
    }
    assert.equal(hub.evaluated.length, 9);
  });

  it('gives the reply the form of a line if it comes before it', async () => {
    const { open, hub } = await start();
    const client = await open();
    await client.send('later()');
    await hub.untilWaiting();
    await client.send('\r\nping()\n');
    await settled(open);
    assert.equal(client.received, '');
    await hub.release('a\nb');
    await client.expect('a\\nb\npong\n');
  });

  it('is waited for before a reply whose form depends on it leaves', async () => {
    const { open } = await start();
    const client = await open();
    await client.send("echo('a\\nb')");
    await settled(open);
    assert.equal(client.received, '');
    await client.send('\nping()\n');
    await client.expect('a\\nb\npong\n');
  });

  it('is not waited for long', async () => {
    const { open } = await start({ replyHoldMs: 5 });
    const client = await open();
    await client.send("echo('a\\nb')");
    await client.expect('a\nb');
    await client.send('\n');
    await client.expect('\n');
  });

  it('makes no sense behind anything else: the connection closes', async () => {
    const { open, hub } = await start();
    const client = await open();
    await client.send('ping()');
    await client.expect('pong');
    await client.send(' + 1\nping()\n');
    assert.equal(await client.rest(), '');
    assert.deepEqual(hub.evaluated, ['ping()']);
  });
});

describe('lines', () => {
  it('are answered by a line each, with escapes', async () => {
    const { open } = await start();
    const client = await open();
    await client.send("1 + 1\r\n'a\\\\b\\r\\n'\n\n  \nfoo\n");
    await client.expect("2\na\\\\b\\r\\n\nError: NameError: name 'foo' is not defined\n");
  });

  it('may come in any pieces, or unterminated before a half-close', async () => {
    const { open } = await start();
    const client = await open();
    for (const byte of Buffer.from("1\n'é'\r\nping()")) await client.send(Uint8Array.of(byte));
    await client.expect('1\né\n');
    client.socket.end();
    assert.equal(await client.rest(), 'pong\n');
  });

  it('that are not UTF-8 do not disturb the others', async () => {
    const { open } = await start();
    const client = await open();
    await client.send(Buffer.from('1\n\xff\n2\n', 'latin1'));
    await client.expect(
      "1\nError: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte\n2\n",
    );
  });

  it('stay lines when they look like HTTP or TLS', async () => {
    const { open } = await start();
    const client = await open();
    await client.send('\n\x16\nGET / HTTP/1.1\n');
    await client.expect("Error: SyntaxError: invalid syntax\nError: NameError: name 'GET' is not defined\n");
  });

  it('are answered in order, 10,000 in one pipeline', async () => {
    const { open } = await start();
    for (const durability of ['none', 'turn'] as const) {
      const { hub, listener } = await start();
      hub.durability = durability;
      const client = await Client.open(listener.port);
      const numbers = Array.from({ length: 10_000 }, (_, i) => i);
      client.socket.end(numbers.map(n => `${n} + 1\n`).join(''));
      assert.equal(await client.rest(), numbers.map(n => `${n + 1}\n`).join(''));
    }
    await settled(open);
  });

  it('of one chunk are answered by one write', async () => {
    const { open, hub } = await start();
    hub.durability = 'turn';
    const client = await open();
    const chunks: string[] = [];
    client.socket.on('data', chunk => chunks.push(String(chunk)));
    await client.send('1\n2\n3\n');
    await client.expect('1\n2\n3\n');
    assert.equal(chunks.length, 1);
  });

  it('wait for the result of the one before', async () => {
    const { open, hub } = await start();
    const client = await open();
    await client.send("1\nlater()\nadd('n', 1)\n");
    await client.expect('1\n');
    await hub.untilWaiting();
    await settled(open);
    assert.equal(hub.registry.size, 0);
    await hub.release('a');
    await client.expect('a\n1\n');
  });

  it('let other connections have their turn', async () => {
    const { open, hub } = await start();
    const busy = await open();
    for (const nap of ['nap(6)', 'asyncNap(6)']) {
      await busy.send(`${nap}\n`.repeat(20));
      const other = await open();
      await other.send('\nping()\n');
      await other.expect('pong\n');
      assert.ok(hub.evaluated.filter(text => text === nap).length < 20);
      await busy.expect('OK\n'.repeat(20));
    }
  });

  it('are refused when they are too long, behind the replies to the others, and the connection closes', async () => {
    const { open } = await start({ maxRequestBytes: 100 });
    const long = `'${'a'.repeat(100)}'`;
    const error = 'Error: ValueError: request is longer than 100 bytes';
    const client = await open();
    await client.send(`1\n${long}\n2\n`);
    assert.equal(await client.rest(), `1\n${error}\n`);
    const first = await open();
    await first.send(`${long}\n2\n`);
    assert.equal(await first.rest(), `${error}\n`);
    const unended = await open();
    await unended.send(long);
    await unended.send('a\n');
    assert.equal(await unended.rest(), `${error}\n`);
  });
});

describe('a too long request without line end', () => {
  it('gets its error without one, and no reset destroys it', async () => {
    const { open } = await start({ replyHoldMs: 5, maxRequestBytes: 64 * 1024 });
    const client = await open();
    client.socket.write('x'.repeat(3_000_000));
    assert.equal(await client.rest(), 'Error: ValueError: request is longer than 65536 bytes');
  });
});

describe('a result that is waited for', () => {
  it('is not given up at a half-close', async () => {
    const { open, hub } = await start();
    for (const request of ['later()', 'later()\n']) {
      const client = await open();
      client.socket.end(request);
      await hub.untilWaiting();
      await settled(open);
      await hub.release('done');
      assert.equal((await client.rest()).trimEnd(), 'done');
    }
    assert.equal(hub.abandoned, 0);
  });

  it('is given up at a reset, and what was to follow is not done', async () => {
    const { open, hub } = await start();
    const client = await open();
    await client.send("\nlater()\nadd('n', 1)\n");
    await hub.untilWaiting();
    client.socket.resetAndDestroy();
    while (hub.abandoned === 0) await settled(open);
    assert.equal(hub.registry.size, 0);
  });
});

describe('silence', () => {
  it('ends a connection that sent a single line', async () => {
    const { open } = await start({ singleLineIdleMs: 20 });
    for (const request of ['1\n', '1\r\n']) {
      const client = await open();
      await client.send(request);
      assert.equal(await client.rest(), '1\n');
    }
    const call = await open();
    await call.send('ping()');
    await call.send('\n');
    assert.equal(await call.rest(), 'pong\n');
  });

  it('does not soon end one that sent more than that', async () => {
    const { open, listener } = await start({ singleLineIdleMs: 20 });
    const staying: Client[] = [];
    for (const more of ['\n', '2', '\r']) {
      const client = await open();
      await client.send(`1\n${more}`);
      await client.expect('1\n');
      staying.push(client);
    }
    const single = await open();
    await single.send('1\n');
    await single.rest();
    single.socket.end();
    await settled(open);
    assert.equal(listener.connections >= staying.length, true);
    for (const client of staying) assert.equal(client.hasEnded, false);
  });

  it('ends any connection in the end', async () => {
    const { open } = await start({ idleMs: 30, quietMs: 1 });
    for (const request of ['', '  ', '\n', '\n1\n', '1\n2']) {
      const client = await open();
      if (request) await client.send(request);
      assert.equal(await client.rest(), request.includes('1') ? '1\n' : '');
    }
  });

  it('while a result is waited for ends nothing', async () => {
    const { open, hub } = await start({ idleMs: 10, singleLineIdleMs: 10 });
    const client = await open();
    await client.send('later()\n');
    await hub.untilWaiting();
    const silent = await open();
    await silent.rest();
    await hub.release('a');
    await client.expect('a\n');
  });
});

describe('replies', () => {
  it('leave when what they tell of is stored', async () => {
    const { open, hub } = await start({ quietMs: 1 });
    hub.durability = 'turn';
    const client = await open();
    await client.send('1\n2\n');
    await client.expect('1\n2\n');
    const whole = await open();
    await whole.send('1 + 1');
    assert.equal(await whole.rest(), '2');
  });

  it('become the error if it could not be stored', async () => {
    const { open, hub } = await start({ quietMs: 1, lingerMs: 1 });
    hub.durability = osError('the disk is full');
    const client = await open();
    await client.send('\n1\n2\n');
    await client.expect('Error: OSError: the disk is full\n'.repeat(2));
    for (const request of ['1', 'ping()']) {
      const whole = await open();
      await whole.send(request);
      assert.equal(await whole.rest(), 'Error: OSError: the disk is full');
    }
  });

  it('that cannot be UTF-8 are the error that Python has for it', async () => {
    const { hub, open } = await start();
    const client = await open();
    await client.send('\nlater()\n');
    await hub.release('é\u{1f600}\ud800\udfff\ud800!');
    await client.expect(
      "Error: UnicodeEncodeError: 'utf-8' codec can't encode character '\\\\ud800' in position 3: surrogates not allowed\n",
    );
  });

  it('reach a client that goes on sending after the server has closed', async () => {
    const { open, hub } = await start({ quietMs: 5 });
    const client = await open();
    client.socket.pause();
    await client.send('1 + 2');
    while (!hub.evaluated.includes('1 + 2')) await settled(open);
    for (let i = 0; i < 50; i++) {
      await settled(open);
      client.socket.write('more of what nobody reads\n'.repeat(1000));
    }
    client.socket.resume();
    assert.equal(await client.rest(), '3');
  });

  it('end the connection for good when the peer does not close', async () => {
    const { open, listener } = await start({ quietMs: 1, drainMs: 20 });
    const client = await open();
    await client.send('1');
    assert.equal(await client.rest(), '1');
    while (listener.connections > 0) await new Promise(resolve => setImmediate(resolve));
  });
});

describe('a reader that is frozen', () => {
  const BIG = `echo('${'x'.repeat(50_000)}')\n`;

  it('is not read from, costs others nothing, and gets everything when it reads again', async () => {
    const { open, hub } = await start();
    const frozen = await open();
    frozen.socket.pause();
    frozen.socket.write(BIG.repeat(400));
    const evaluated = () => hub.evaluated.filter(text => text.startsWith('echo')).length;
    for (let before = -1; before !== evaluated(); ) {
      before = evaluated();
      for (let i = 0; i < 10; i++) await settled(open);
    }
    assert.ok(evaluated() < 400, `${evaluated()} of 400 were evaluated`);
    frozen.socket.end();
    frozen.socket.resume();
    assert.equal((await frozen.rest()).length, 400 * 50_001);
  });

  it('is dropped after a while', async () => {
    const { open, listener } = await start({ stalledMs: 50 });
    const frozen = await open();
    frozen.socket.pause();
    frozen.socket.on('error', () => {});
    frozen.socket.write(BIG.repeat(400));
    while (listener.connections > 0) await new Promise(resolve => setTimeout(resolve, 5));
    assert.equal(listener.connections, 0);
  });

  it('is dropped after a while when it only awaits the end', async () => {
    const { open, listener, hub } = await start({ stalledMs: 50 });
    const frozen = await open();
    frozen.socket.pause();
    // The reply leaves together with the FIN.
    frozen.socket.end('later()');
    await hub.untilWaiting();
    await settled(open);
    await hub.release('x'.repeat(20_000_000));
    while (listener.connections > 0) await new Promise(resolve => setTimeout(resolve, 5));
  });

  it('of many replies has no more of them made in a turn of the event loop than fit', async () => {
    const { open, hub } = await start({ maxReplyBytes: 10_000 });
    hub.durability = 'turn';
    let [before, most, isOver] = [0, 0, false];
    const look = () => {
      most = Math.max(most, hub.evaluated.length - before);
      before = hub.evaluated.length;
      if (!isOver) setImmediate(look);
    };
    look();
    const frozen = await open();
    frozen.socket.pause();
    frozen.socket.write(`\n${`'${'x'.repeat(1000)}'\n`.repeat(60)}`);
    while (hub.evaluated.length < 60) await new Promise(setImmediate);
    isOver = true;
    // Those that were stored, and as many again in their place.
    assert.ok(most <= 22, `${most} replies of 1 kB in one turn`);
    frozen.socket.end();
    frozen.socket.resume();
    assert.equal((await frozen.rest()).length, 60 * 1001);
  });
});

describe('a request that drips in', () => {
  for (const [name, start_] of [
    ['without LF', "echo('"],
    ['in line mode', "\necho('"],
  ]) {
    it(`${name} is cut when it takes as long as a connection may be silent`, async () => {
      const { open } = await start({ idleMs: 200 });
      const client = await open();
      await client.send(start_);
      const drip = setInterval(() => client.socket.write('x'), 5);
      assert.equal(await client.rest(), 'Error: TimeoutError: the request has not ended within 0.2 s');
      clearInterval(drip);
    });
  }
});

describe('replies that wait to be stored', () => {
  it('are bounded in bytes, whatever their characters take', async () => {
    for (const [character, bytes] of [
      ['x', 1],
      ['ひ', 3],
    ] as const) {
      const { open, hub } = await start({ maxReplyBytes: 30_000 });
      const untilStored: (() => void)[] = [];
      hub.settle = done => {
        untilStored.push(() => done(null));
      };
      const client = await open();
      client.socket.write(`'${character.repeat(1000)}'\n`.repeat(60));
      while (untilStored.length === 0) await new Promise(setImmediate);
      for (let turns = 0; turns < 50; turns++) await new Promise(setImmediate);
      const most = 30_000 / (1000 * bytes) + 1;
      assert.ok(hub.evaluated.length <= most, `${hub.evaluated.length} replies of ${bytes} kB`);
      while (hub.evaluated.length < 60 || untilStored.length > 0) {
        for (const stored of untilStored.splice(0)) stored();
        await new Promise(setImmediate);
      }
      await client.until(() => client.received.length === 60 * 1001);
    }
  });
});

describe('200 connections at once', () => {
  it('are each answered rightly, in every mode', async () => {
    const { listener } = await start({ quietMs: 5, piecesQuietMs: 100, lingerMs: 20 });
    const ask = async (i: number): Promise<void> => {
      const client = await Client.open(listener.port);
      if (i % 4 === 0) {
        for (let n = 0; n < 20; n++) {
          await client.send(`${i} + ${n}\n`);
          await client.expect(`${i + n}\n`);
        }
        client.socket.end();
      } else if (i % 4 === 1) {
        await client.send(`echo('${i}')`);
        assert.equal(await client.rest(), `${i}`);
        client.socket.end();
      } else if (i % 4 === 2) {
        client.socket.end(`${i} + 1`);
        assert.equal(await client.rest(), `${i + 1}`);
      } else {
        for (const byte of Buffer.from(`echo(${i})`)) await client.send(Uint8Array.of(byte));
        assert.equal(await client.rest(), `${i}`);
        client.socket.end();
      }
    };
    await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)));
    while (listener.connections > 0) await new Promise(resolve => setImmediate(resolve));
  });
});

describe('malformed bytes', () => {
  it('of any kind leave the server answering', async () => {
    const { listener, open } = await start({ quietMs: 1, openMs: 1, piecesQuietMs: 1, replyHoldMs: 1 });
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 0x7fffffff);
    for (let round = 0; round < 100; round++) {
      const bytes = Uint8Array.from({ length: random() % 300 }, () => random() % 256);
      const socket = connect(listener.port, '127.0.0.1');
      socket.on('error', () => {});
      if (round % 3 === 0) socket.end(bytes);
      else if (round % 3 === 1) socket.write(bytes, () => socket.resetAndDestroy());
      else socket.write(bytes, () => socket.destroy());
    }
    await settled(open);
  });
});
