const LARGE = ['10**9', '2**70', '10**400', '1e308', "'a'*10**6", 'range(10**9)', '[0]*10**5', "'{:>99999}'"];

/** A text with its small numbers made dangerous; `i` chooses how. */
export function enlarged(text: string, i: number): string {
  return text.replaceAll(/\b[123]\b/g, (digit, at: number) => (at % 3 === 0 ? `(${LARGE[i % LARGE.length]})` : digit));
}
