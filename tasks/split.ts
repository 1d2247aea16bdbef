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

/** Fields that change nothing beside the others, each with the reason. */
export function idleSplitFields(
  { trainRows, shuffle }: SplitSettings,
): Partial<Record<keyof SplitSettings, string>> {
  const counted = trainRows === "fraction" ? null : "trainRows gives the number of rows";
  return {
    ...counted === null ? {} : { trainFraction: counted, rounding: counted },
    ...shuffle === "none" ? { seed: "shuffle is none" } : {},
  };
}

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
 * Number of training rows of parts that are split each by itself: the fraction of each; a number of
 * rows is shared out in proportion.
 */
export function countTrainRowsOfParts(parts: readonly number[], split: SplitSettings): number[] {
  const { trainRows } = split;
  if (trainRows === "fraction") return parts.map((rows) => countTrainRows(rows, split));
  const total = parts.reduce((sum, rows) => sum + rows, 0);
  let [before, shared] = [0, 0];
  return parts.map((rows) => {
    before += rows;
    const share = Math.floor(trainRows * before / total) - shared;
    shared += share;
    return share;
  });
}

/**
 * Shuffles the rows and trains on the first of them, so that with one seed a larger fraction
 * contains every smaller one. What is left is for validation.
 *
 * @throws {RangeError} when there are not so many rows
 */
export function splitRows(rows: number, split: SplitSettings): Split {
  const [whole] = splitParts([rows], split);
  return whole!;
}

/** The same of parts with so many consecutive rows; parts after the first have orders of their own. */
export function splitParts(parts: readonly number[], split: SplitSettings): Split[] {
  let start = 0;
  return countTrainRowsOfParts(parts, split).map((count, part) => {
    const rows = parts[part]!;
    if (count < 1 || count > rows) {
      throw new RangeError(`Cannot train on ${count} of ${rows} rows`);
    }
    const order = shuffleRows(rows, split, part).map((row) => start + row);
    start += rows;
    return { train: order.slice(0, count), validation: order.slice(count) };
  });
}

function shuffleRows(rows: number, { shuffle, seed }: SplitSettings, part: number): Int32Array {
  switch (shuffle) {
    case "counter":
      return randomPermutation(randomKey(seed, "split", ...part === 0 ? [] : [part]), rows);
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
