/**
 * Randomness as a function: every number is computed from (seed, purpose, index), so nothing has
 * to be stored to resume a run and no consumer can shift another's stream.
 */
import { cos, log } from "../numerics/elementary.ts";

const MULTIPLIER_1 = 0x7feb352d; // lowbias32, C. Wellons, "Prospecting for Hash Functions", 2018
const MULTIPLIER_2 = 0x846ca68b;

/** Two 32-bit words that name one stream of random numbers. */
export type RandomKey = readonly [number, number];

/** One uniformly distributed 32-bit word for each (key, index); index below 2^32. */
export function randomWord(key: RandomKey, index: number): number {
  let x = (index ^ key[0]) >>> 0;
  x = Math.imul(x ^ (x >>> 16), MULTIPLIER_1);
  x = x ^ key[1]; // without a second word, streams whose keys share high bits would be shuffles
  x = Math.imul(x ^ (x >>> 15), MULTIPLIER_2);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Constants of {@linkcode randomWord}, for engines that compute it themselves. */
export const randomWordConstants = {
  multipliers: [MULTIPLIER_1, MULTIPLIER_2],
  shifts: [16, 15, 16],
} as const;

/** A uniform number in [0, 1) with 24 random bits, exact in float32 and float64 alike. */
export function randomUniform(key: RandomKey, index: number): number {
  return (randomWord(key, index) >>> 8) / 0x1000000;
}

/** A standard normal number (Box and Muller, 1958) from two words of the stream. */
export function randomNormal(key: RandomKey, index: number): number {
  const radius = Math.sqrt(-2 * log(1 - randomUniform(key, 2 * index)));
  return radius * cos(2 * Math.PI * randomUniform(key, 2 * index + 1));
}

/**
 * The stream for a purpose, for instance `randomKey(seed, "batch", epoch)`. Different purposes
 * give unrelated streams, so a new consumer changes no other.
 */
export function randomKey(seed: number, purpose: string, ...counters: number[]): RandomKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Seed must be a non-negative integer, current value is ${seed}`);
  }
  const words = [seed % 0x100000000, Math.floor(seed / 0x100000000)];
  // No byte of UTF-8 is 0xff, so ("a", 98) and ("ab") are different streams.
  words.push(...new TextEncoder().encode(purpose), ...counters.flatMap((count) => [0xff, count]));
  let key: RandomKey = [0x9e3779b9, 0x243f6a88]; // first digits of the golden ratio and of pi
  for (const [position, word] of words.entries()) {
    const mixed = randomWord(key, word);
    key = [mixed, randomWord([key[1], mixed], position)];
  }
  return key;
}

/** The numbers 0..length-1 in random order (Fisher and Yates, 1938). */
export function randomPermutation(key: RandomKey, length: number): Int32Array {
  const order = new Int32Array(length);
  for (let index = 0; index < length; index++) order[index] = index;
  for (let last = length - 1; last > 0; last--) {
    const other = randomIndex(key, last, last + 1);
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}

/** A uniform integer in [0, bound); bias below bound / 2^53. */
export function randomIndex(key: RandomKey, index: number, bound: number): number {
  const high = randomWord(key, 2 * index) * 0x200000;
  const low = randomWord(key, 2 * index + 1) >>> 11;
  return Math.floor(((high + low) / 0x20000000000000) * bound);
}
