/** How many dimensions a layer uses (Deep Grokking, arXiv:2405.19454: falls as a network groks). */
import { EigenvalueDecomposition, Matrix as Dense } from "ml-matrix";
import { z } from "zod";
import { checkFeatures, checkSet, defineMeasure, featuresOf, type Matrix } from "./measure.ts";

const fields = {
  set: z.string().default("validation").meta({ description: "the rows it is measured on" }),
  tensors: z.array(z.string()).min(1).optional().meta({
    description: "names of inner tensors; all that are matrices if left out",
  }),
  epsilon: z.number().gt(0).default(2 ** -23).meta({
    description: "eigenvalues count that exceed the largest times the width times this: the " +
      "precision of float32, as torch.linalg.matrix_rank has it",
  }),
};

/**
 * The numerical rank of the covariance [width, width] of a layer's outputs [rows, width] over all
 * rows of a set; tolerance as torch.linalg.matrix_rank: largest eigenvalue * width * epsilon.
 */
export const featureRank = defineMeasure({
  title: "feature rank",
  description: "rank of the covariance of each layer's outputs",
  source: "Deep Grokking, arXiv:2405.19454",
  fields,
  *check({ tensors = [], set }, run) {
    yield* checkSet(set, run);
    yield* checkFeatures(tensors, run);
  },
  needs: ({ tensors, set }, run) => ({
    observations: tensors ?? featuresOf(run),
    set,
    parameters: [],
  }),
  layers: ({ tensors }, run) => tensors ?? featuresOf(run),
  measure: ({ epsilon }, tensors) =>
    [...tensors].map(([layer, matrix]) => ({ layer, value: covarianceRank(matrix, epsilon) })),
  samples: [{
    settings: { set: "validation", tensors: undefined, epsilon: 2 ** -23 },
    tensors: {
      // The third column is the sum of the others, the fourth does not vary.
      plane: { shape: [4, 4], data: [0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 2, 3, 5, 1] },
      line: { shape: [3, 2], data: [0, 0, 1, 2, 2, 4] },
      point: { shape: [3, 2], data: [5, 5, 5, 5, 5, 5] },
    },
    measured: [
      { layer: "plane", value: 2 },
      { layer: "line", value: 1 },
      { layer: "point", value: 0 },
    ],
  }],
});

/** NaN of features that are not finite. */
export function covarianceRank({ shape, data }: Matrix, epsilon: number): number {
  const [rows, width] = [shape[0]!, shape[1]!];
  const values = Float64Array.from(data);
  if (!values.every(Number.isFinite)) return NaN; // of a run that diverged
  const means = new Float64Array(width);
  for (const [index, value] of values.entries()) means[index % width]! += value / rows;
  for (const index of values.keys()) values[index]! -= means[index % width]!;
  const sums = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const output = values.subarray(row * width, (row + 1) * width);
    for (let left = 0; left < width; left++) {
      const factor = output[left]!;
      // Half of a symmetric matrix; the other half is copied below.
      for (let right = left; right < width; right++) {
        sums[left * width + right]! += factor * output[right]!;
      }
    }
  }
  const covariance = new Dense(width, width);
  for (let left = 0; left < width; left++) {
    for (let right = left; right < width; right++) {
      covariance.set(left, right, sums[left * width + right]!);
      covariance.set(right, left, sums[left * width + right]!);
    }
  }
  const { realEigenvalues } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const sizes = realEigenvalues.map(Math.abs);
  const tolerance = Math.max(...sizes) * width * epsilon;
  return sizes.filter((size) => size > tolerance).length;
}
