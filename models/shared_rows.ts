/**
 * What a network computes of few tokens need not be computed for each row of a batch: rows that
 * have the same tokens there have the same results, which are computed once and given to each.
 */
import type { Dimension } from "../graph/shape.ts";
import { constant, type Tensor } from "../graph/tensor.ts";
import type { TokenInput } from "../schemas/data_shape.ts";

/** Rows that something is computed for: those of a batch, or fewer that stand for them. */
export interface Rows {
  readonly size: Dimension;
  /** int [size, positions] */
  readonly tokens: Tensor;
  /**
   * For each of `rows`, which of these stands for it at a position: int [rows.size]; null where
   * they are the same rows.
   */
  find(rows: Rows, position: number): Tensor | null;
}

/** What these rows have at a position, [size, ...], given to other rows. */
export function giveTo(rows: Rows, own: Rows, position: number, values: Tensor): Tensor {
  const places = own.find(rows, position);
  return places === null ? values : values.gather(places);
}

/** The token of each row of `tokens` [rows, positions] at a position: int [rows]. */
export function tokenAt(tokens: Tensor, position: number): Tensor {
  return tokens.slice(1, position, position + 1).reshape([tokens.shape[0]!]);
}

/** The rows of a batch of `tokens` [rows, positions], which nothing but themselves stands for. */
export function rowsOfBatch(tokens: Tensor): Rows {
  return { size: tokens.shape[0]!, tokens, find: () => null };
}

/** The most tokens that there are at one position. */
export function countTokens(input: TokenInput): number {
  return Math.max(...rangesOf(input).map(([from, end]) => end - from));
}

/**
 * Rows that have every token that there is at each position, whatever stands at the others: for
 * what depends on one position alone.
 */
export function rowsOfTokens(input: TokenInput): Rows {
  const ranges = rangesOf(input);
  const size = countTokens(input);
  return {
    size,
    tokens: listRows(size, ranges.map(([from, end]) => (row) => Math.min(from + row, end - 1))),
    find: ({ tokens }, position) => tokenAt(tokens, position).sub(ranges[position]![0]),
  };
}

/** The first positions of all rows, of which one alone differs between them. */
export interface Prefix {
  /** A row for each token at the position that differs. */
  readonly rows: Rows;
  readonly positions: number;
}

/** The longest such prefix; null where no position differs. */
export function prefixOf(input: TokenInput): Prefix | null {
  const ranges = rangesOf(input);
  const differing = ranges.keys().filter((position) =>
    ranges[position]![1] - ranges[position]![0] > 1
  );
  const [first, second = input.positions] = differing;
  if (first === undefined) return null;
  const [lowest, end] = ranges[first]!;
  const rows: Rows = {
    size: end - lowest,
    tokens: listRows(
      end - lowest,
      ranges.map(([from], position) => (row) => position === first ? lowest + row : from),
    ),
    find: (others) => others === rows ? null : tokenAt(others.tokens, first).sub(lowest),
  };
  return { rows, positions: second };
}

/** By position, the tokens that rows may have there, from the first number on, below the second. */
export function rangesOf({ positions, vocabulary, ranges }: TokenInput) {
  return ranges ?? Array.from({ length: positions }, () => [0, vocabulary] as const);
}

/** Tokens by row, of what gives the token of a row at each position. */
function listRows(size: number, columns: readonly ((row: number) => number)[]): Tensor {
  const rows = Array.from({ length: size }, (_, row) => columns.map((token) => token(row)));
  return constant(rows.flat(), "int", [size, columns.length]);
}
