import { type KeyPattern, parseTokens, type Token } from './fnmatch.ts';

/**
 * Whether every text that `inner` matches is matched by `outer` too. A star of `inner` is only taken by a star of `outer`, so of two ways to
 * write the same the answer can be no (`[!]*` for `*`), but a yes is always right. Takes the product of the two lengths.
 */
export function covers(outer: KeyPattern, inner: KeyPattern): boolean {
  if (outer.source === '*' || outer.source === inner.source) return true;
  if (inner.exact) return outer.test(inner.prefix);
  const outerTokens = parseTokens(outer.source);
  const innerTokens = parseTokens(inner.source);
  // reachable[i]: the first i tokens of `outer` cover the tokens of `inner` so far.
  let reachable = openStars(outerTokens, [true, ...outerTokens.map(() => false)]);
  for (const token of innerTokens) {
    const next = outerTokens.map((candidate, i) => reachable[i] && candidate !== null && includes(candidate, token));
    const reached = [false, ...next].map(
      (is, i) => is || (i < outerTokens.length && outerTokens[i] === null && reachable[i]),
    );
    reachable = openStars(outerTokens, reached);
  }
  return reachable[outerTokens.length];
}

/** A star takes nothing, too. */
function openStars(tokens: readonly (Token | null)[], reachable: boolean[]): boolean[] {
  tokens.forEach((token, i) => {
    if (token === null && reachable[i]) reachable[i + 1] = true;
  });
  return reachable;
}

/** Whether a token takes all characters that another one takes. null: a star. */
function includes(outer: Token, inner: Token | null): boolean {
  if (inner === null) return false;
  const ranges = rangesOf(outer);
  return rangesOf(inner).every(([first, last]) => ranges.some(range => range[0] <= first && last <= range[1]));
}

function rangesOf(token: Token): readonly (readonly [first: number, last: number])[] {
  if (typeof token !== 'string') return token;
  const code = token.codePointAt(0)!;
  return [[code, code]];
}
