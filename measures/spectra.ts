/** Singular values of weight matrices: how large, and how many of them matter. */
import { Matrix as Dense, SingularValueDecomposition } from "ml-matrix";
import { z } from "zod";
import { selectNames } from "../schemas/name_patterns.ts";
import { checkNames, defineMeasure, matricesOf, type Matrix, type Measurable } from "./measure.ts";

const fields = {
  parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
    description: "names of matrices, * for any letters; all if left out",
  }),
};

interface Settings {
  readonly parameters: readonly string[];
}

/** What both measures of this file have in common. */
const shared = {
  fields,
  check: ({ parameters }: Settings, run: Measurable) =>
    checkNames(parameters, matricesOf(run.parameters), "matrix"),
  needs: ({ parameters }: Settings, run: Measurable) => ({
    observations: [],
    set: "train",
    parameters: selectNames(matricesOf(run.parameters), parameters),
  }),
  layers: ({ parameters }: Settings, run: Measurable) =>
    selectNames(matricesOf(run.parameters), parameters),
};

const tensors = {
  diagonal: { shape: [2, 3], data: [3, 0, 0, 0, -3, 0] },
  line: { shape: [2, 2], data: [1, 2, 2, 4] }, // rank 1, ||W|| = 5
};

export const spectralNorm = defineMeasure({
  title: "spectral norm",
  description: "largest singular value of each weight matrix",
  ...shared,
  measure: (_, tensors) =>
    [...tensors].map(([layer, matrix]) => ({ layer, value: singularValues(matrix)[0] ?? NaN })),
  samples: [{
    settings: { parameters: ["*"] },
    tensors,
    measured: [{ layer: "diagonal", value: 3 }, { layer: "line", value: 5 }],
  }],
});

/** exp(-Σ s_i ln s_i) of the singular values over their sum (Roy and Vetterli 2007). */
export const effectiveRank = defineMeasure({
  title: "effective rank",
  description: "exponential of the entropy of each matrix's singular values",
  source: "Roy and Vetterli 2007, EUSIPCO",
  ...shared,
  measure: (_, tensors) =>
    [...tensors].map(([layer, matrix]) => {
      const values = singularValues(matrix);
      const sum = values.reduce((all, value) => all + value, 0);
      const shares = values.map((value) => value / sum).filter((share) => share > 0);
      const entropy = -shares.reduce((all, share) => all + share * Math.log(share), 0);
      return { layer, value: sum > 0 ? Math.exp(entropy) : NaN };
    }),
  samples: [{
    settings: { parameters: ["*"] },
    tensors,
    measured: [{ layer: "diagonal", value: 2 }, { layer: "line", value: 1 }],
  }],
});

/** From the largest on; none of a matrix that is not finite. Further axes are taken as columns. */
function singularValues({ shape, data }: Matrix): number[] {
  const numbers = Array.from(data);
  if (!numbers.every(Number.isFinite)) return [];
  const rows = shape[0]!;
  const width = numbers.length / rows;
  const dense = Dense.from1DArray(rows, width, numbers);
  return new SingularValueDecomposition(dense, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).diagonal;
}
