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

/** Every token that there is at each of some positions, for what depends on one position alone. */
export interface TokenTable {
  /** int [places]: the tokens of the first position, of the next, and so on. */
  readonly tokens: Tensor;
  /** int [places]: the position of each. */
  readonly positions: Tensor;
  /** Where the tokens of a position begin; of the position after the last, the number of places. */
  startOf(position: number): number;
  /** The places of the tokens that each of `rows` has at all positions of the table: int [rows.size, positions]. */
  placesOf(rows: Rows): Tensor;
  /** The tokens of positions from..to-1. */
  between(from: number, to: number): TokenTable;
}

export function tableOfTokens(
  input: TokenInput,
  from = 0,
  to: number = input.positions,
): TokenTable {
  const ranges = rangesOf(input).slice(from, to);
  const listed = ranges.flatMap(([lowest, end], index) =>
    Array.from({ length: end - lowest }, (_, token) => [lowest + token, from + index] as const)
  );
  const startOf = (position: number) => {
    const start = listed.findIndex((each) => each[1] === position);
    return start < 0 ? listed.length : start;
  };
  const listOf = (column: 0 | 1) =>
    constant(listed.map((each) => each[column]), "int", [listed.length]);
  return {
    tokens: listOf(0),
    positions: listOf(1),
    startOf,
    placesOf({ tokens }) {
      const shifts = ranges.map(([lowest], index) => startOf(from + index) - lowest);
      return tokens.slice(1, from, to).add(constant(shifts, "int", [shifts.length]));
    },
    between: (first, last) => tableOfTokens(input, first, last),
  };
}

/** Neighbouring positions of all rows, and those that stand for them there. */
export interface Prefix {
  readonly rows: Rows;
  readonly from: number;
  /** The position after the last. */
  readonly to: number;
}

/**
 * What rows have in common from the first position on: one row stands for all until a position
 * differs, and one for each token there until the next that differs.
 */
export function prefixesOf(input: TokenInput): readonly Prefix[] {
  const ranges = rangesOf(input);
  const differing = ranges.keys().filter((position) =>
    ranges[position]![1] - ranges[position]![0] > 1
  );
  const [first = input.positions, second = input.positions] = differing;
  const spans = [[0, first], [first, second]] as const;
  return spans.filter(([from, to]) => from < to)
    .map(([from, to]) => ({ rows: rowsByToken(ranges, from), from, to }));
}

/** A row for each token at a position; at the others, all have the lowest token that there is. */
function rowsByToken(ranges: ReturnType<typeof rangesOf>, differing: number): Rows {
  const [lowest, end] = ranges[differing]!;
  const rows: Rows = {
    size: end - lowest,
    tokens: listRows(
      end - lowest,
      ranges.map(([from], position) => (row) => position === differing ? lowest + row : from),
    ),
    find: (others) => others === rows ? null : tokenAt(others.tokens, differing).sub(lowest),
  };
  return rows;
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
