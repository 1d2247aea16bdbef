/**
 * The shuffle of `numpy.random.RandomState(seed)`, with which openai/grok and the PKU study split
 * their data, and what openai/grok draws after it: the only way to train on their very rows.
 */

const SIZE = 624;
const PERIOD = 397;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;
const TWIST = 0x9908b0df;
const SEED_MULTIPLIER = 1812433253;

/** The numbers 0..length-1 as `RandomState(seed).shuffle` orders them; seed below 2^32. */
export function numpyPermutation(seed: number, length: number): Int32Array {
  return numpyShuffle(seed, length).order;
}

/** `count` of the numbers 0..length-1 as `choice` gives them, with repetition, after the shuffle. */
export function numpyChoicesAfterShuffle(seed: number, length: number, count: number): Int32Array {
  const { next } = numpyShuffle(seed, length);
  return Int32Array.from({ length: count }, () => drawUpTo(length - 1, next));
}

/** The order, and the generator as the shuffle leaves it. */
function numpyShuffle(
  seed: number,
  length: number,
): { order: Int32Array; next: () => number } {
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`A seed of numpy's RandomState is from 0 to 2^32 - 1, not ${seed}`);
  }
  const next = mersenneTwister(seed);
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = drawUpTo(last, next);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return { order, next };
}

/** A uniform integer 0..bound: words are masked to as many bits as needed, large ones rejected. */
function drawUpTo(bound: number, next: () => number): number {
  const mask = 0xffffffff >>> Math.clz32(bound);
  for (;;) {
    const value = (next() & mask) >>> 0;
    if (value <= bound) return value;
  }
}

/** MT19937 (Matsumoto and Nishimura, 1998), seeded with one word: a stream of 32-bit words. */
function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let index = 1; index < SIZE; index++) {
    const before = state[index - 1]!;
    state[index] = Math.imul(SEED_MULTIPLIER, before ^ (before >>> 30)) + index;
  }
  let position = SIZE;
  return () => {
    if (position === SIZE) {
      twist(state);
      position = 0;
    }
    let word = state[position++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let index = 0; index < SIZE; index++) {
    const joined = (state[index]! & UPPER_BIT) | (state[(index + 1) % SIZE]! & LOWER_BITS);
    const odd = joined & 1 ? TWIST : 0;
    state[index] = state[(index + PERIOD) % SIZE]! ^ (joined >>> 1) ^ odd;
  }
}
