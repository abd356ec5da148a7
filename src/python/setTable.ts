import type { HashKey } from './values.ts';

const MIN_SIZE = 8;
const LINEAR_PROBES = 9;
const PERTURB_SHIFT = 5;
const LARGE_SET = 50_000;

/** A hash of 64 bits; a number where that is exact. */
export type Hash = number | bigint;

/** A slot whose key was taken out: looked past, but not free. */
const DUMMY: unique symbol = Symbol('dummy');

/**
 * The order of a set's keys: CPython's open-addressing table (Objects/setobject.c) without the keys' values. It is
 * what decides the order in which a set of numbers prints.
 */
export class SetTable {
  #slots: (HashKey | typeof DUMMY | undefined)[] = emptySlots(MIN_SIZE);
  /** The lower and upper half of each slot's 64-bit hash. */
  #low = new Int32Array(MIN_SIZE);
  #high = new Int32Array(MIN_SIZE);
  #mask = MIN_SIZE - 1;
  /** Slots with a key. */
  #used = 0;
  /** Slots with a key or a dummy. */
  #fill = 0;

  /** Adds a key that is not there. */
  add(key: HashKey, hash: Hash): void {
    this.#add(key, lowHalf(hash), highHalf(hash));
  }

  #add(key: HashKey, low: number, high: number): void {
    const fill = this.#fill;
    this.#place(key, low, high);
    if (this.#fill > fill && this.#fill * 5 >= this.#mask * 3) this.#grow();
  }

  #grow(): void {
    this.#resize(this.#used > LARGE_SET ? this.#used * 2 : this.#used * 4);
  }

  /** Puts a key into its probing sequence: into the last dummy before the first slot that was never used, or into that. */
  #place(key: HashKey, low: number, high: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let perturbLow = low;
    let perturbHigh = high;
    let start = low & mask;
    let free = -1;
    for (;;) {
      const last = start + LINEAR_PROBES <= mask ? start + LINEAR_PROBES : start;
      for (let i = start; i <= last; i++) {
        if (slots[i] === DUMMY) free = i;
        if (slots[i] !== undefined) continue;
        if (free < 0) {
          free = i;
          this.#fill++;
        }
        slots[free] = key;
        this.#low[free] = low;
        this.#high[free] = high;
        this.#used++;
        return;
      }
      perturbLow = (perturbLow >>> PERTURB_SHIFT) | (perturbHigh << (32 - PERTURB_SHIFT));
      perturbHigh >>>= PERTURB_SHIFT;
      start = (Math.imul(start, 5) + 1 + perturbLow) & mask;
    }
  }

  /** Takes out a key that is there. */
  remove(key: HashKey, hash: Hash): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let perturbLow = lowHalf(hash);
    let perturbHigh = highHalf(hash);
    let start = perturbLow & mask;
    for (;;) {
      const last = start + LINEAR_PROBES <= mask ? start + LINEAR_PROBES : start;
      for (let i = start; i <= last; i++) {
        if (slots[i] !== key) continue;
        slots[i] = DUMMY;
        this.#used--;
        return;
      }
      perturbLow = (perturbLow >>> PERTURB_SHIFT) | (perturbHigh << (32 - PERTURB_SHIFT));
      perturbHigh >>>= PERTURB_SHIFT;
      start = (Math.imul(start, 5) + 1 + perturbLow) & mask;
    }
  }

  #resize(minUsed: number): void {
    let size = MIN_SIZE;
    while (size <= minUsed) size *= 2;
    const slots = this.#slots;
    const low = this.#low;
    const high = this.#high;
    this.#slots = emptySlots(size);
    this.#low = new Int32Array(size);
    this.#high = new Int32Array(size);
    this.#mask = size - 1;
    this.#used = this.#fill = 0;
    for (let i = 0; i < slots.length; i++) {
      const key = slots[i];
      if (key !== undefined && key !== DUMMY) this.#place(key, low[i], high[i]);
    }
  }

  /** Room for `count` more keys, as a merge makes it before it adds them. */
  reserve(count: number): void {
    if ((this.#fill + count) * 5 >= this.#mask * 3) this.#resize((this.#used + count) * 2);
  }

  /** Adds the keys of another table for which `isNew`. */
  merge(other: SetTable, isNew: (key: HashKey) => boolean): void {
    if (other.#used === 0) return;
    this.reserve(other.#used);
    const wasEmpty = this.#fill === 0;
    if (wasEmpty && this.#mask === other.#mask && other.#fill === other.#used) {
      this.#slots = other.#slots.slice();
      this.#low = other.#low.slice();
      this.#high = other.#high.slice();
      this.#used = this.#fill = other.#used;
      return;
    }
    for (let i = 0; i <= other.#mask; i++) {
      const key = other.#slots[i];
      if (key === undefined || key === DUMMY) continue;
      if (wasEmpty) this.#place(key, other.#low[i], other.#high[i]);
      else if (isNew(key)) this.#add(key, other.#low[i], other.#high[i]);
    }
  }

  /** After a difference in place: frees the dummies where they are more than a quarter. */
  dropDummies(): void {
    if (this.#fill - this.#used > this.#mask >> 2) this.#grow();
  }

  /** Where the first key at or after `position` stands; -1 at the end. */
  next(position: number): number {
    for (let i = position; i <= this.#mask; i++) {
      const key = this.#slots[i];
      if (key !== undefined && key !== DUMMY) return i;
    }
    return -1;
  }

  /** The key at a position that `next` gave. */
  keyAt(position: number): HashKey {
    return this.#slots[position] as HashKey;
  }

  /** Where the key stands that `set.pop` takes next; `finger`: one after where the last one stood. There is a key. */
  nextToPop(finger: number): number {
    const position = this.next(finger & this.#mask);
    return position < 0 ? this.next(0) : position;
  }
}

function emptySlots(size: number): (HashKey | typeof DUMMY | undefined)[] {
  return new Array(size).fill(undefined);
}

function lowHalf(hash: Hash): number {
  return typeof hash === 'number' ? hash | 0 : Number(BigInt.asIntN(32, hash));
}

function highHalf(hash: Hash): number {
  return typeof hash === 'number' ? Math.floor(hash / 2 ** 32) | 0 : Number(BigInt.asIntN(32, hash >> 32n));
}
