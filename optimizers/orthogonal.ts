/** Matrices made orthogonal: all singular values become 1, or nearly so. */
import type { Tensor } from "../graph/tensor.ts";

/** What one iteration makes of each singular value s: a s + b s^3 + c s^5. */
export type Quintic = readonly [a: number, b: number, c: number];

/**
 * Grows small values the fastest, and leaves those near 1 between 0.68 and 1.21 (K. Jordan et al.,
 * "Muon: an optimizer for hidden layers", 2024).
 */
export const growing: Quintic = [3.4445, -4.7750, 2.0315];

/** Converges to 1 from 0 to sqrt(7/3): near 1 each iteration cubes the distance (Higham, 2008). */
export const converging: Quintic = [15 / 8, -10 / 8, 3 / 8];

/** True for a parameter that is a matrix, or a stack of matrices. */
export function isMatrix({ shape }: { readonly shape: readonly unknown[] }): boolean {
  return shape.length >= 2;
}

/**
 * Newton and Schulz's iterations on X / (|X| + epsilon), with Frobenius' norm |X|, which is at
 * least the largest singular value: X <- a X + (b A + c A^2) X, A = X X^T, or the same from the
 * right where that side is shorter. Leading axes are stacks.
 */
export function orthogonalize(
  matrix: Tensor,
  iterations: readonly Quintic[],
  epsilon: number,
): Tensor {
  const [rows, columns] = [Number(matrix.shape.at(-2)), Number(matrix.shape.at(-1))];
  const isTall = rows > columns;
  let x = matrix.div(matrix.square().sum([-2, -1], true).sqrt().add(epsilon));
  for (const [a, b, c] of iterations) {
    const square = x.matmul(x, isTall ? { transposeLeft: true } : { transposeRight: true });
    const polynomial = square.mul(b).add(square.matmul(square).mul(c));
    x = x.mul(a).add(isTall ? x.matmul(polynomial) : polynomial.matmul(x));
  }
  return x;
}

/** A matrix in plain numbers, as a list of rows. */
type Rows = readonly (readonly number[])[];

export function toRows(data: Float64Array, columns: number): number[][] {
  return Array.from(
    { length: data.length / columns },
    (_, row) => [...data.subarray(row * columns, (row + 1) * columns)],
  );
}

export function transposed(rows: Rows): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

export function product(left: Rows, right: Rows): number[][] {
  const columns = transposed(right);
  return left.map((row) =>
    columns.map((column) => row.reduce((sum, x, at) => sum + x * column[at]!, 0))
  );
}

/**
 * U V^T of the singular value decomposition U S V^T, by Jacobi's rotations of pairs of columns
 * (Hestenes, 1958); columns of zeros stay zeros.
 */
export function plainPolarFactor(matrix: Rows): number[][] {
  if (matrix.length < matrix[0]!.length) {
    return transposed(plainPolarFactor(transposed(matrix)));
  }
  const columns = transposed(matrix); // of U S, in the end
  const rotations = columns.map((_, row) => columns.map((_, column) => Number(row === column)));
  for (let sweep = 0; sweep < 40; sweep++) {
    for (let p = 0; p < columns.length; p++) {
      for (let q = p + 1; q < columns.length; q++) {
        const [pp, qq, pq] = [
          dot(columns[p]!, columns[p]!),
          dot(columns[q]!, columns[q]!),
          dot(
            columns[p]!,
            columns[q]!,
          ),
        ];
        if (pq === 0) continue;
        const ratio = (qq - pp) / (2 * pq);
        const tangent = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
        for (const pair of [columns, rotations]) rotate(pair, p, q, tangent);
      }
    }
  }
  const units = columns.map((column) => {
    const length = Math.sqrt(dot(column, column));
    return length === 0 ? column : column.map((x) => x / length);
  });
  return product(transposed(units), rotations);
}

function rotate(columns: number[][], p: number, q: number, tangent: number): void {
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  const [left, right] = [columns[p]!, columns[q]!];
  columns[p] = left.map((x, at) => cosine * x - sine * right[at]!);
  columns[q] = left.map((x, at) => sine * x + cosine * right[at]!);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, at) => sum + x * b[at]!, 0);
}
