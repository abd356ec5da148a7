import type { Bytes, Value } from '../values.ts';

/** `template % args` for str. */
export function formatPercent(_template: string, _args: Value): string {
  throw new Error('being written');
}
/** `template % args` for bytes. */
export function formatPercentBytes(_template: Bytes, _args: Value): Bytes {
  throw new Error('being written');
}
