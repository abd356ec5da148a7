import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import { RefusalLog } from '../../src/core/refusalLog.ts';

it('each reason is logged once a minute, and not too many of them', () => {
  let now = 0;
  const lines: [object, string][] = [];
  const log = new RefusalLog({ ...silentLog, warn: (fields, text) => void lines.push([fields, text]) }, () => now);
  for (let n = 0; n < 10; n++) log.note(`10.0.0.1:${n}`, 'no');
  assert.deepEqual(lines, [[{ peer: '10.0.0.1:0' }, 'refused: no']]);
  for (let n = 0; n < 100; n++) log.note('10.0.0.2:1', `no ${n}`);
  assert.equal(lines.length, 20);
  now = 59_999;
  log.note('10.0.0.1:1', 'no');
  assert.equal(lines.length, 20);
  now = 60_000;
  log.note('10.0.0.1:1', 'no');
  assert.deepEqual(lines.at(-1), [{ peer: '10.0.0.1:1', notLogged: 82 }, 'refused: no']);
});
