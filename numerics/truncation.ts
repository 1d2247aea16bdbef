/** The weakest part of a matrix, set to zero. */

/**
 * What is weak: single weights by their size; or by their length the rows of a matrix, which are
 * what a unit gives on, or its columns, which are what a unit takes in.
 */
export const truncatedUnits = ["weights", "rows", "columns"] as const;

export type TruncatedUnit = (typeof truncatedUnits)[number];

export interface Weights {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Weights, rows or columns by their size; of equal ones the first in the matrix comes first. */
export function weakestFirst(matrix: Weights, of: TruncatedUnit): number[] {
  const squares: number[] = [];
  for (const [index, weight] of Array.from(matrix.data).entries()) {
    const unit = unitOf(matrix, of, index);
    squares[unit] = (squares[unit] ?? 0) + weight * weight;
  }
  return [...squares.keys()].sort((a, b) => squares[a]! - squares[b]!);
}

/** The matrix without the first `fraction` of its units in `order`. */
export function truncate(
  matrix: Weights,
  of: TruncatedUnit,
  order: readonly number[],
  fraction: number,
): Float32Array {
  const weak = new Set(order.slice(0, Math.round(fraction * order.length)));
  return Float32Array.from(
    matrix.data,
    (weight, index) => weak.has(unitOf(matrix, of, index)) ? 0 : weight,
  );
}

/** The number of the unit with the element at `index`. */
function unitOf({ shape, data }: Weights, of: TruncatedUnit, index: number): number {
  switch (of) {
    case "weights":
      return index;
    case "rows":
      return Math.floor(index * shape[0]! / data.length);
    case "columns":
      return index % shape.at(-1)!;
  }
}
