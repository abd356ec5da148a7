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

/** Watches all keys; where that is more than the server looks for by one pattern, by several. `changed` as in `Link.watch`. */
export function watchEveryKey(link, changed) {
  const endWhole = link.watch('*', changed);
  let isWhole = true;
  link.on('watchError', ({ type }) => {
    if (!isWhole || type !== 'MemoryError') return;
    isWhole = false;
    endWhole();
    for (const part of PARTS) link.watch(part, changed);
  });
}

/** A pattern that matches the text alone. */
export function escapePattern(text) {
  return text.replace(/[*?[]/g, '[$&]');
}
