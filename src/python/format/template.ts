import type { Value } from '../values.ts';

/** `template.format(*positional, **named)`; with `named` a function, `template.format_map(…)`. @throws IndexError, KeyError, ValueError, AttributeError … as CPython. */
export function formatTemplate(
  _template: string,
  _positional: readonly Value[] | null,
  _named: ReadonlyMap<string, Value> | ((name: string) => Value) | null,
): string {
  throw new Error('being written');
}
