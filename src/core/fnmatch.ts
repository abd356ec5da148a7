import picomatch from 'picomatch';

/** A pattern over keys, as `fnmatch.fnmatchcase` reads it. */
export interface KeyPattern {
  source: string;
  /** What every match begins with. */
  prefix: string;
  /** The pattern has no wildcard: `prefix` is the one key that matches. */
  exact: boolean;
  test(key: string): boolean;
}
