import { Diagnosis, type Token } from './tokens.ts';

/** What is wrong with a `yield` in a comprehension, which CPython refuses before all else; null where there is none. For valid texts. */
export function yieldInComprehension(tokens: readonly Token[]): Diagnosis | null {
  let inside = new Enclosed(tokens, -1, null);
  const yields: { place: number; around: Enclosed; levels: number }[] = [];
  tokens.forEach(({ kind, text }, place) => {
    if (kind !== 'operator') return;
    if (')]}'.includes(text)) inside = inside.around ?? inside;
    else inside.add(place);
    if (text === 'yield') yields.push({ place, around: inside, levels: inside.levelsToLambda });
    if ('([{'.includes(text)) inside = new Enclosed(tokens, place, inside);
  });
  for (const { place, around, levels } of yields) {
    const kind = comprehensionAround(place, around, levels);
    if (kind) return new Diagnosis(`'yield' inside ${kind}`, tokens[place].line);
  }
  return null;
}

function comprehensionAround(place: number, around: Enclosed, levels: number): string | null {
  let at = place;
  let within: Enclosed | null = around;
  for (let level = 0; within && level < levels; level++) {
    const { loop } = within;
    // What the first loop goes through is evaluated outside.
    if (loop && !(at > loop.start && at < loop.end)) return loop.comprehension;
    at = within.at;
    within = within.around;
  }
  return null;
}

/** The first loop of a comprehension: what it goes through stands between two places. */
interface FirstLoop {
  comprehension: string;
  start: number;
  end: number;
}

/** The keywords and operators between two brackets, without those between brackets in there. Each is looked at once, however many ask. */
class Enclosed {
  /** The bracket's place in the list; -1 around all. */
  readonly at: number;
  readonly around: Enclosed | null;
  readonly #tokens: readonly Token[];
  readonly #places: number[] = [];
  /** Lambdas whose parameters, and whose body, the last place belongs to. */
  #parameters = 0;
  #bodies = 0;
  #loop: FirstLoop | null | undefined;

  constructor(tokens: readonly Token[], at: number, around: Enclosed | null) {
    this.#tokens = tokens;
    this.at = at;
    this.around = around;
  }

  add(place: number): void {
    this.#places.push(place);
    const { text } = this.#tokens[place];
    if (text === 'lambda') this.#parameters++;
    else if (text === ':' && this.#parameters > 0) {
      this.#parameters--;
      this.#bodies++;
    } else if (this.#parameters === 0 && [',', ':', 'for'].includes(text)) this.#bodies = 0;
  }

  /** How many brackets, from here outwards, are within the innermost lambda so far. */
  get levelsToLambda(): number {
    let levels = 0;
    for (let within: Enclosed | null = this; within && !within.#isInLambda; within = within.around) levels++;
    return levels;
  }

  get #isInLambda(): boolean {
    return this.#bodies > 0 && this.#parameters === 0;
  }

  /** Null where there is none. To be asked for when all has been added. */
  get loop(): FirstLoop | null {
    if (this.#loop === undefined) this.#loop = this.#findLoop();
    return this.#loop;
  }

  #findLoop(): FirstLoop | null {
    const texts = this.#places.map(place => this.#tokens[place].text);
    const first = texts.indexOf('for');
    if (first < 0) return null;
    const start = texts.indexOf('in', first);
    const end = texts.findIndex((text, i) => i > start && ['for', 'async', 'if'].includes(text));
    const comprehension = this.#kind(texts.slice(0, first));
    return { comprehension, start: this.#places[start], end: end < 0 ? Number.POSITIVE_INFINITY : this.#places[end] };
  }

  #kind(element: readonly string[]): string {
    const bracket = this.#tokens[this.at]?.text;
    if (bracket === '[') return 'list comprehension';
    if (bracket === '(') return 'generator expression';
    const count = (text: string) => element.filter(other => other === text).length;
    return count(':') > count('lambda') ? 'dict comprehension' : 'set comprehension';
  }
}
