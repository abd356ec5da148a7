/** The time of day, in milliseconds since 1970. Tests set it; the server reads the machine's. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
