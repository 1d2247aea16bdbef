/** Singular values of weight matrices, for the measures of them. */
import { Matrix as Dense, SingularValueDecomposition } from "ml-matrix";
import { z } from "zod";
import { selectNames } from "../schemas/name_patterns.ts";
import { checkNames, matricesOf, type Matrix, type Measurable } from "./measure.ts";

const fields = {
  parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
    description: "names of matrices, * for any letters; all if left out",
  }),
};

interface Settings {
  readonly parameters: readonly string[];
}

/** What measures of singular values have in common. */
export const ofMatrices = {
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

/** Matrices whose singular values are known. */
export const sampleMatrices = {
  diagonal: { shape: [2, 3], data: [3, 0, 0, 0, -3, 0] },
  line: { shape: [2, 2], data: [1, 2, 2, 4] }, // rank 1, ||W|| = 5
};

/** From the largest on; none of a matrix that is not finite. Further axes are taken as columns. */
export function singularValues({ shape, data }: Matrix): number[] {
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
