/** Euclidean norms of several tensors together. */
import type { Tensor } from "../graph/tensor.ts";

/** The root of the sum of all squares. @throws {TypeError} for an empty list. */
export function normOf(tensors: readonly Tensor[]): Tensor {
  return tensors.map((tensor) => tensor.square().sum()).reduce((a, b) => a.add(b)).sqrt();
}

export function plainNormOf(tensors: readonly Float64Array[]): number {
  return Math.sqrt(
    tensors.reduce((total, each) => total + each.reduce((sum, x) => sum + x * x, 0), 0),
  );
}
