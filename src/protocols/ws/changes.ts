import type { Change, ValueCodec } from '../../core/hub.ts';
import { encodeTextFrame } from './frames.ts';
import { encodeNotification } from './jsonRpc.ts';

const plain = new WeakMap<Change, Buffer>();
const described = new WeakMap<Change, Buffer>();

/** A change as a `changed` notification's frame, encoded once for all who are told of it. `describes`: with `repr`, `type`, `time` and `expires`. */
export function encodeChange(change: Change, values: ValueCodec, describes: boolean): Buffer {
  const known = describes ? described : plain;
  let frame = known.get(change);
  if (!frame) {
    frame = encodeTextFrame(encodeNotification('changed', showChange(change, values, describes)));
    known.set(change, frame);
  }
  return frame;
}

function showChange(
  { key, value, time, expires }: Change,
  { toJson, toSource, typeName }: ValueCodec,
  describes: boolean,
): string {
  const name = JSON.stringify(key);
  if (value === undefined) return `{"key":${name},"value":null,"deleted":true}`;
  if (!describes) return `{"key":${name},"value":${toJson(value)}}`;
  const python = `"repr":${JSON.stringify(toSource(value))},"type":${JSON.stringify(typeName(value))}`;
  return `{"key":${name},"value":${toJson(value)},${python},"time":${showMoment(time)},"expires":${showMoment(expires)}}`;
}

function showMoment(time: number | null): string {
  return time === null ? 'null' : `"${new Date(time).toISOString()}"`;
}
