import type { MessageTables } from './messageTables.ts';
import type { Span } from './streams.ts';

type Seqs = Pick<MessageTables, 'seqAt' | 'nextSeq'>;

/** A span's messages that are left after a cut. */
interface Rest {
  span: Span;
  after: number;
}

export interface Overflow {
  /** How many messages are to be dropped. */
  dropped: number;
  /** The seq of the last of them; where that is gone, the one before the first that stays; 0: nothing stays. */
  seq: number;
  /** How far each span is to be advanced. */
  cuts: [span: Span, after: number][];
}

/** Finds what an overfull inbox drops so that its newest `limit` messages are left. Needs some hundred look-ups, however many are dropped. */
export function dropOldest(spans: readonly Span[], limit: number, seqs: Seqs): Overflow {
  const rests: Rest[] = [];
  let count = 0;
  for (const span of spans) {
    const { end, stream } = span;
    const after = Math.min(end, Math.max(span.after, stream.floor, stream.last - limit));
    count += end - after;
    rests.push({ span, after });
  }
  if (count > limit) cutAt(findThreshold(rests, limit, seqs), rests, seqs);

  const cuts = rests.filter(({ span, after }) => after > span.after);
  const dropped = cuts.reduce((sum, { span, after }) => sum + after - span.after, 0);
  return { dropped, seq: lastDropped(cuts, rests, seqs), cuts: cuts.map(({ span, after }) => [span, after]) };
}

/** The seq of which `limit` messages are left behind it. */
function findThreshold(rests: readonly Rest[], limit: number, seqs: Seqs): number {
  let low = 0;
  let high = 0;
  for (const { span, after } of rests)
    if (after < span.end) high = Math.max(high, seqs.seqAt(span.stream.id, span.end));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const left = rests.reduce((sum, rest) => sum + rest.span.end - lastUpTo(rest, middle, seqs), 0);
    if (left > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cutAt(threshold: number, rests: Rest[], seqs: Seqs): void {
  for (const rest of rests) rest.after = lastUpTo(rest, threshold, seqs);
}

/** The number of a span's last message with a seq up to `seq`. */
function lastUpTo({ span, after }: Rest, seq: number, seqs: Seqs): number {
  let low = after;
  let high = span.end;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (seqs.seqAt(span.stream.id, middle) <= seq) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lastDropped(cuts: readonly Rest[], rests: readonly Rest[], seqs: Seqs): number {
  const known = Math.max(0, ...cuts.map(({ span, after }) => seqs.seqAt(span.stream.id, after)));
  if (known > 0) return known;
  const left = rests.filter(({ span, after }) => after < span.end);
  if (left.length === 0) return 0;
  return Math.min(...left.map(({ span, after }) => seqs.nextSeq(span.stream.id, after))) - 1;
}
