/** Patterns that match each key once: by its last character. */
const PARTS = [
  '*[01]',
  '*[23]',
  '*[45]',
  '*[67]',
  '*[89]',
  '*[a-dA-D]',
  '*[e-hE-H]',
  '*[i-nI-N]',
  '*[o-rO-R]',
  '*[s-zS-Z]',
  '*[!0-9a-zA-Z]',
];

/**
 * Watches all keys that the page may read, whatever becomes of its rights; where all are more than the server looks for by one
 * pattern, by several. `changed` as in `Link.watch`; `complete()`: all that may be read has been told.
 */
export function watchReadableKeys(link, changed, complete) {
  let watched = [];
  let ends = [];
  /** Patterns whose present values have not all been told. */
  let incomplete = new Set();
  const finish = pattern => {
    if (incomplete.delete(pattern) && incomplete.size === 0) complete();
  };
  const watch = patterns => {
    for (const end of ends) end();
    watched = patterns;
    incomplete = new Set(patterns);
    ends = patterns.map(pattern => link.watch(pattern, changed, () => finish(pattern)));
  };
  const follow = () => {
    const read = link.identity?.read ?? [];
    const wanted = read.includes('*') ? ['*'] : read;
    const isSame = wanted.join('\n') === (watched === PARTS ? '*' : watched.join('\n'));
    if (!isSame) watch(wanted);
  };
  link.on('identity', follow);
  link.on('opening', () => {
    incomplete = new Set(watched);
  });
  link.on('online', () => watched.length === 0 && complete());
  link.on('watchError', ({ type, match }) => {
    if (type === 'MemoryError' && match === '*' && watched[0] === '*') watch(PARTS);
    // Nothing will be told.
    else finish(match);
  });
  follow();
}

/** A pattern that matches the text alone. */
export function escapePattern(text) {
  return text.replace(/[*?[]/g, '[$&]');
}
