/** Median and range of a few numbers, as used over seeds. */

export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Median (mean of the middle two for an even count), lowest and highest. Infinity is a value like
 * any other, so that a median of steps can be "never".
 * @throws {RangeError} when there are no values.
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) {
    throw new RangeError("Cannot take the median of no values");
  }
  const [below, above] = [
    sorted[(sorted.length - 1) >> 1]!,
    sorted[sorted.length >> 1]!,
  ];
  return { median: below === above ? below : (below + above) / 2, lowest, highest };
}
