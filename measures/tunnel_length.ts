/** How many layers a network does not use (Deep Grokking, after Masarczyk et al. 2023). */
import { z } from "zod";
import { covarianceRank } from "./feature_rank.ts";
import { checkFeatures, checkSet, defineMeasure, featuresOf } from "./measure.ts";

/**
 * The layers whose features have a numerical rank below a fraction of their width: the tunnel, which
 * carries on what earlier layers have made.
 */
export const tunnelLength = defineMeasure({
  title: "tunnel length",
  description: "number of layers whose features have a low rank",
  source:
    "Deep Grokking, arXiv:2405.19454, figures 3 and 4; Masarczyk et al. 2023, arXiv:2305.19753",
  fields: {
    set: z.string().default("validation").meta({ description: "the rows it is measured on" }),
    tensors: z.array(z.string()).min(1).optional().meta({
      description: "names of inner tensors; all that are matrices if left out",
    }),
    below: z.number().gt(0).max(1).default(0.75).meta({
      description: "a layer counts whose rank is below this fraction of its width: 300 of 400",
    }),
    epsilon: z.number().gt(0).default(2 ** -23).meta({
      description: "eigenvalues count that exceed the largest times the width times this",
    }),
  },
  *check({ set, tensors = [] }, run) {
    yield* checkSet(set, run);
    yield* checkFeatures(tensors, run);
  },
  needs: ({ set, tensors }, run) => ({
    observations: tensors ?? featuresOf(run),
    set,
    parameters: [],
  }),
  layers: () => [],
  measure({ below, epsilon }, tensors) {
    const shares = [...tensors.values()]
      .map((matrix) => covarianceRank(matrix, epsilon) / matrix.shape[1]!);
    if (shares.some(Number.isNaN)) return [{ value: NaN }];
    return [{ value: shares.filter((share) => share < below).length }];
  },
  samples: [{
    settings: { set: "validation", tensors: undefined, below: 0.75, epsilon: 2 ** -23 },
    tensors: {
      plane: { shape: [4, 2], data: [0, 0, 1, 0, 0, 1, 1, 1] },
      line: { shape: [3, 2], data: [0, 0, 1, 2, 2, 4] },
      point: { shape: [3, 2], data: [5, 5, 5, 5, 5, 5] },
    },
    measured: [{ value: 2 }],
  }, {
    settings: { set: "validation", tensors: undefined, below: 0.5, epsilon: 2 ** -23 },
    tensors: {
      line: { shape: [3, 2], data: [0, 0, 1, 2, 2, 4] }, // half of its width is not below half
      point: { shape: [3, 2], data: [5, 5, 5, 5, 5, 5] },
    },
    measured: [{ value: 1 }],
  }],
});
