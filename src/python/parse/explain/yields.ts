import { Diagnosis, type Token } from './tokens.ts';

/** The tokens between two brackets, without those between brackets in there. */
interface Enclosed {
  /** The bracket's place in the list; -1 around all. */
  at: number;
  bracket: string;
  around: Enclosed | null;
  places: number[];
}

/** What is wrong with a `yield` in a comprehension, which CPython refuses before all else; null where there is none. For valid texts. */
export function yieldInComprehension(tokens: readonly Token[]): Diagnosis | null {
  let inside: Enclosed = { at: -1, bracket: '', around: null, places: [] };
  const yields: { place: number; inside: Enclosed }[] = [];
  tokens.forEach(({ kind, text }, place) => {
    if (kind !== 'operator') return;
    if (')]}'.includes(text)) inside = inside.around ?? inside;
    else inside.places.push(place);
    if (text === 'yield') yields.push({ place, inside });
    if ('([{'.includes(text)) inside = { at: place, bracket: text, around: inside, places: [] };
  });
  for (const { place, inside } of yields) {
    const kind = comprehensionAround(tokens, place, inside);
    if (kind) return new Diagnosis(`'yield' inside ${kind}`, tokens[place].line);
  }
  return null;
}

function comprehensionAround(tokens: readonly Token[], place: number, inside: Enclosed): string | null {
  const textOf = (at: number) => tokens[at].text;
  for (let within: Enclosed | null = inside, at = place; within; at = within.at, within = within.around) {
    const { places, bracket } = within;
    if (isInLambda(places.filter(other => other < at).map(textOf))) return null;
    const first = places.findIndex(other => textOf(other) === 'for');
    if (first < 0) continue;
    const start = places.findIndex((other, i) => i > first && textOf(other) === 'in');
    const end = places.find((other, i) => i > start && ['for', 'async', 'if'].includes(textOf(other)));
    // What the first loop goes through is evaluated outside.
    if (at > places[start] && (end === undefined || at < end)) continue;
    return kindOf(bracket, places.slice(0, first).map(textOf));
  }
  return null;
}

/** Whether what follows these keywords and operators belongs to the body of a lambda. */
function isInLambda(before: readonly string[]): boolean {
  let parameters = 0;
  let bodies = 0;
  for (const text of before) {
    if (text === 'lambda') parameters++;
    else if (text === ':' && parameters > 0) {
      parameters--;
      bodies++;
    } else if (parameters === 0 && [',', ':', 'for'].includes(text)) bodies = 0;
  }
  return bodies > 0 && parameters === 0;
}

function kindOf(bracket: string, element: readonly string[]): string {
  if (bracket === '[') return 'list comprehension';
  if (bracket === '(') return 'generator expression';
  const count = (text: string) => element.filter(other => other === text).length;
  return count(':') > count('lambda') ? 'dict comprehension' : 'set comprehension';
}
