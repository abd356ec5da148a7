import { test } from 'node:test';
import fc from 'fast-check';

/** How long each parser is tried: `FUZZ_SECONDS`, or a second. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 1);
/** `FUZZ_SEED` begins with another run's inputs: the seed that its failure told. */
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const RUNS = 20;
/** For a failure to be made smaller. */
const SHRINK_MS = 60_000;

/** A test that tries inputs for that long, some at least. What fails is shrunk, and tells its seed. */
export function fuzz<T>(name: string, input: fc.Arbitrary<T>, check: (input: T) => void | Promise<void>): void {
  const property = fc.asyncProperty(input, async value => check(value));
  test(name, { timeout: SECONDS * 1000 + 3 * SHRINK_MS }, async () => {
    const end = Date.now() + SECONDS * 1000;
    for (let seed = FIRST_SEED; seed === FIRST_SEED || Date.now() < end; seed++) {
      await fc.assert(property, { seed, numRuns: RUNS, interruptAfterTimeLimit: SHRINK_MS });
    }
  });
}
