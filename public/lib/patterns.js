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
 * pattern, by several. `changed` as in `Link.watch`.
 */
export function watchReadableKeys(link, changed) {
  let watched = [];
  let ends = [];
  const watch = patterns => {
    for (const end of ends) end();
    watched = patterns;
    ends = patterns.map(pattern => link.watch(pattern, changed));
  };
  const follow = () => {
    const read = link.identity?.read ?? [];
    const wanted = read.includes('*') ? ['*'] : read;
    const isSame = wanted.join('\n') === (watched === PARTS ? '*' : watched.join('\n'));
    if (!isSame) watch(wanted);
  };
  link.on('identity', follow);
  link.on('watchError', ({ type }) => {
    if (type === 'MemoryError' && watched.length === 1 && watched[0] === '*') watch(PARTS);
  });
  follow();
}

/** A pattern that matches the text alone. */
export function escapePattern(text) {
  return text.replace(/[*?[]/g, '[$&]');
}
