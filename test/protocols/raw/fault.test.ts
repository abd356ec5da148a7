import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Client, listen, SmallHub } from '../smallHub.ts';

/** A hub with a fault in it, and what it has logged. */
class FaultyHub extends SmallHub {
  readonly errors: string[] = [];
  override readonly log = {
    error: (_details: object, message: string) => this.errors.push(message),
  } as unknown as SmallHub['log'];

  override classify(text: string): ReturnType<SmallHub['classify']> {
    if (text.includes('fault')) throw new Error('a fault in the look at a text');
    return super.classify(text);
  }

  override settle(done: Parameters<SmallHub['settle']>[0]): void {
    super.settle(error => {
      if (this.evaluated.at(-1) === "echo('fault')") throw new Error('a fault in a call back');
      done(error);
    });
  }
}

it('a fault of ours ends the connection that it is in, with a line in the log, not the process', async () => {
  const hub = new FaultyHub({ quietMs: 5 });
  const listener = await listen(hub);
  const other = await Client.open(listener.port);
  for (const text of ["echo('fault')", "\n\necho('fault')\n"]) {
    const client = await Client.open(listener.port);
    client.socket.write(text);
    assert.equal(await client.rest(), '');
    await other.send('\nping()\n');
    await other.expect('pong\n');
  }
  assert.deepEqual(hub.errors, Array(2).fill('a connection failed with an internal error'));
});
