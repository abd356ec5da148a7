import { ALIASES, NAMES } from './characterNameTable.ts';

let codes: Map<string, number> | null = null;

/** The character of a Unicode name in any case (`degree sign`), of the common ones; undefined for others. */
export function characterNamed(name: string): string | undefined {
  codes ??= readTable();
  const code = codes.get(name.toUpperCase());
  return code === undefined ? undefined : String.fromCodePoint(code);
}

function readTable(): Map<string, number> {
  const table = new Map<string, number>();
  for (const [, first, names] of NAMES.replaceAll('\n', ' ').matchAll(/([0-9a-f]+):(.*?)(?= [0-9a-f]+:|\s*$)/g)) {
    names.split(',').forEach((name, i) => {
      table.set(name.trim(), Number.parseInt(first, 16) + i);
    });
  }
  for (const alias of ALIASES.replaceAll('\n', ' ').split(',')) {
    const [name, code] = alias.trim().split('=');
    table.set(name, Number.parseInt(code, 16));
  }
  return table;
}
