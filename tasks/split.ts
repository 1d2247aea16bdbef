/** Which rows are trained on: sizes, and where known the very rows, of the published codes. */
import { randomKey, randomPermutation } from "../random/counter.ts";
import { numpyPermutation } from "../random/numpy_shuffle.ts";

/** `bankers` is Python's round() (openai, PKU); `truncate` is int() (Nanda, danielmamay, Doshi). */
export const roundingNames = ["bankers", "truncate"] as const;

/** What orders the rows: our own function of the seed, or numpy's RandomState(seed).shuffle. */
export const shuffleNames = ["counter", "numpy"] as const;

export interface SplitSettings {
  /** α: fraction of the rows that is trained on, between 0 and 1. */
  readonly trainFraction: number;
  readonly rounding: (typeof roundingNames)[number];
  readonly shuffle: (typeof shuffleNames)[number];
  readonly seed: number;
}

/** Row indices of the two sides, each in random order. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** Number of training rows. 0 and `rows` are possible results, and no valid split. */
export function countTrainRows(rows: number, split: SplitSettings): number {
  const exact = rows * split.trainFraction;
  return split.rounding === "truncate" ? Math.floor(exact) : roundHalfToEven(exact);
}

/**
 * Shuffles the rows and trains on the first of them, so that with one seed a larger fraction
 * contains every smaller one.
 *
 * @throws {RangeError} when either side would be empty
 */
export function splitRows(rows: number, split: SplitSettings): Split {
  const count = countTrainRows(rows, split);
  if (count < 1 || count >= rows) {
    throw new RangeError(
      `Cannot split ${rows} rows at ${split.trainFraction}: ${count} for training leave ` +
        `${rows - count} for validation, and both need at least one`,
    );
  }
  const order = shuffleRows(rows, split);
  return { train: order.slice(0, count), validation: order.slice(count) };
}

function shuffleRows(rows: number, { shuffle, seed }: SplitSettings): Int32Array {
  switch (shuffle) {
    case "counter":
      return randomPermutation(randomKey(seed, "split"), rows);
    case "numpy":
      return numpyPermutation(seed, rows);
  }
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
