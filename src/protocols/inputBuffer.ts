const NO_BYTES = Buffer.alloc(0);
const MIN_CAPACITY = 64;

/**
 * Bytes that have come and are not used up. Grows by doubling, so that a peer who sends byte by byte costs time and memory in
 * proportion to the bytes; a single chunk is taken as it is.
 */
export class InputBuffer {
  #bytes: Buffer = NO_BYTES;
  #start = 0;
  #end = 0;
  /** Whether `#bytes` is ours to write to, not a chunk. */
  #owned = false;

  get length(): number {
    return this.#end - this.#start;
  }

  /** All bytes; valid until the next call of `append`. */
  view(): Buffer {
    return this.length === this.#bytes.length ? this.#bytes : this.#bytes.subarray(this.#start, this.#end);
  }

  append(chunk: Buffer): void {
    if (this.length === 0) {
      this.#adopt(chunk, false);
      return;
    }
    if (!this.#owned || this.#end + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  /** Drops the first `count` bytes. */
  consume(count: number): void {
    this.#start += count;
    if (this.#start >= this.#end) this.clear();
  }

  clear(): void {
    this.#adopt(NO_BYTES, false);
  }

  /** Copies what is left of a chunk, so that the chunk can be freed. */
  release(): void {
    if (this.#owned || this.#start === 0) return;
    const rest = Buffer.allocUnsafeSlow(this.length);
    this.view().copy(rest);
    this.#adopt(rest, true);
  }

  #adopt(bytes: Buffer, owned: boolean): void {
    this.#bytes = bytes;
    this.#owned = owned;
    this.#start = 0;
    this.#end = bytes.length;
  }

  #makeRoom(count: number): void {
    const { length } = this;
    const capacity = Math.max(MIN_CAPACITY, 2 * (length + count));
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.view().copy(larger);
    this.#adopt(larger, true);
    this.#end = length;
  }
}
