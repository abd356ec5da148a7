/** What an evaluation sees of the outside world: the clock, chance, the console. Nothing else gets in. */
export interface Environment {
  /**
   * Does something whose result another run could not repeat (a look at the clock, a random draw, a print) and returns
   * its result. A re-run of a suspended evaluation answers from its journal instead. Never nested.
   */
  once<T>(produce: () => T): T;
  /** Microseconds since 1970-01-01T00:00:00Z; the caller wraps it in `once`. */
  nowMicroseconds(): bigint;
  /** One line for the operator's console; the caller wraps it in `once`. */
  print(text: string): void;
}

/** The environment of the running evaluation. */
export let environment: Environment = {
  once: produce => produce(),
  nowMicroseconds: readClock,
  print: text => console.log(text),
};

/** Replaces some or all of the environment (the server's console, the journal of an evaluation); returns the former one. */
export function setEnvironment(change: Partial<Environment>): Environment {
  const former = environment;
  environment = { ...former, ...change };
  return former;
}

/** Where the monotonic clock's zero lies on the wall clock, in milliseconds. */
let origin = performance.timeOrigin;

/** The wall clock, whose milliseconds the system gives, refined to microseconds by the monotonic clock. */
export function readClock(): bigint {
  const milliseconds = Date.now();
  const elapsed = performance.now();
  if (origin + elapsed < milliseconds) origin = milliseconds - elapsed;
  else if (origin + elapsed >= milliseconds + 1) origin = milliseconds + 0.999 - elapsed;
  const fraction = Math.min(999, Math.max(0, Math.floor((origin + elapsed - milliseconds) * 1000)));
  return BigInt(milliseconds) * 1000n + BigInt(fraction);
}
