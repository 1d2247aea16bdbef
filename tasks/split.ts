/** Which rows are trained on: sizes, and where known the very rows, of the published codes. */
import { z } from "zod";
import { randomKey, randomPermutation } from "../random/counter.ts";
import { numpyPermutation } from "../random/numpy_shuffle.ts";

/** `bankers` is Python's round() (openai, PKU); `truncate` is int() (Nanda, danielmamay, Doshi). */
export const roundingNames = ["bankers", "truncate"] as const;

/**
 * What orders the rows: our own function of the seed, numpy's RandomState(seed).shuffle, or nothing
 * (Omnigrok takes the first images of the file).
 */
export const shuffleNames = ["counter", "numpy", "none"] as const;

export const SplitSettings = z.strictObject({
  trainFraction: z.number().gt(0).lt(1).default(0.5).meta({
    description: "α, the fraction of all rows that is trained on, between 0 and 1",
  }),
  trainRows: z.union([z.literal("fraction"), z.int().min(1)], {
    error: "must be fraction, or a whole number of rows, at least 1",
  }).default("fraction").meta({
    description: "a number of training rows in place of trainFraction",
  }),
  rounding: z.enum(roundingNames).default("bankers").meta({
    description: "number of training rows: bankers is Python's round(), truncate its int()",
  }),
  shuffle: z.enum(shuffleNames).default("counter").meta({
    description: "what orders the rows: Regrok's own generator (counter), numpy's RandomState " +
      "(openai/grok and PKU, with seed 0), or none",
  }),
  seed: z.int().min(0).max(0xffffffff).default(0).meta({
    description: "seed of the split; the published codes use one split for all runs",
  }),
}).meta({ description: "which rows are trained on" });
export type SplitSettings = Readonly<z.infer<typeof SplitSettings>>;

/** Row indices of the two sides, each in random order. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** Number of training rows. 0 and `rows` are possible results, and no valid split. */
export function countTrainRows(rows: number, split: SplitSettings): number {
  if (split.trainRows !== "fraction") return split.trainRows;
  const exact = rows * split.trainFraction;
  return split.rounding === "truncate" ? Math.floor(exact) : roundHalfToEven(exact);
}

/**
 * Shuffles the rows and trains on the first of them, so that with one seed a larger fraction
 * contains every smaller one. What is left is for validation.
 *
 * @throws {RangeError} when there are not so many rows
 */
export function splitRows(rows: number, split: SplitSettings): Split {
  const count = countTrainRows(rows, split);
  if (count < 1 || count > rows) {
    throw new RangeError(`Cannot train on ${count} of ${rows} rows`);
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
    case "none":
      return Int32Array.from({ length: rows }, (_, row) => row);
  }
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
