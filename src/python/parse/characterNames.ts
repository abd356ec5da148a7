/** The character of a Unicode name (`\N{degree sign}`), of the common ones; undefined for the others. */
export function characterNamed(_name: string): string | undefined {
  return undefined;
}
