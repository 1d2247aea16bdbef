/**
 * How much of a network its answers need: accuracy with its weakest weights, or its weakest units,
 * set to zero, for one fraction after the other (the TruncNET of lakaschus/grokking).
 */
import { z } from "zod";
import { truncate, truncatedUnits, weakestFirst } from "../numerics/truncation.ts";
import { selectNames } from "../schemas/name_patterns.ts";
import { checkNames, defineMeasure, matricesOf, type Matrix, type Measured } from "./measure.ts";

const fields = {
  of: z.enum(truncatedUnits).default("weights").meta({
    description: "what is weak: single weights by their size; or by their length the rows of a " +
      "matrix, which are what a unit gives on, or its columns, which are what a unit takes in",
  }),
  fractions: z.array(z.number().min(0).max(1)).min(1)
    .default([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]).meta({
      description: "fractions of each matrix that are set to zero, weakest first",
    }),
  sets: z.array(z.string().min(1)).min(1).optional().meta({
    description: "the rows that are answered; all sets if left out",
  }),
  parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
    description: "names of matrices, * for any letters; all if left out",
  }),
};

/**
 * Columns are called `truncation/validationAccuracy/0.5`; where no classes are asked for, it is the
 * loss. Vectors, such as biases and gains, stay as they are.
 */
export const truncation = defineMeasure({
  title: "truncation",
  description: "accuracy with a fraction of the weakest weights, or units, set to zero",
  fields,
  *check({ fractions, sets = [], parameters }, run) {
    for (const [index, fraction] of fractions.entries()) {
      if (fractions.indexOf(fraction) === index) continue;
      yield { fields: [`fractions.${index}`], message: `${fraction} is in the list already` };
    }
    for (const [index, set] of sets.entries()) {
      if (run.sets.includes(set) && sets.indexOf(set) === index) continue;
      const message = run.sets.includes(set)
        ? `"${set}" is in the list already`
        : `there is no set "${set}"; sets are ${run.sets.join(", ")}`;
      yield { fields: [`sets.${index}`], message };
    }
    yield* checkNames(parameters, matricesOf(run.parameters), "matrix");
  },
  needs: ({ parameters }, run) => ({
    observations: [],
    set: "train",
    parameters: selectNames(matricesOf(run.parameters), parameters),
    evaluates: true,
  }),
  layers: ({ fractions, sets }, run) =>
    (sets ?? run.sets).flatMap((set) =>
      fractions.map((fraction) => layerOf(set, run.data.output.kind === "classes", fraction))
    ),
  async measure({ of, fractions, sets }, tensors, network) {
    const diverged = [...tensors.values()]
      .some(({ data }) => !Array.from(data).every(Number.isFinite));
    const orders = new Map([...tensors].map(([name, matrix]) => [name, weakestFirst(matrix, of)]));
    const truncated = fractions.map((fraction) =>
      new Map(
        [...tensors].map(([name, matrix]) =>
          [name, {
            shape: matrix.shape,
            data: truncate(matrix, of, orders.get(name)!, fraction),
          }] as const
        ),
      )
    );
    const measured: Measured[] = [];
    for (const set of sets ?? network.sets) {
      for (const [index, weights] of truncated.entries()) {
        const { loss, accuracy } = await network.evaluate(set, weights);
        const layer = layerOf(set, accuracy !== undefined, fractions[index]!);
        measured.push({ layer, value: diverged ? NaN : accuracy ?? loss });
      }
    }
    return measured;
  },
  samples: truncatedUnits.map((of) => ({
    settings: { of, fractions: [0, 0.25, 0.5, 1], sets: ["train"], parameters: ["*"] },
    tensors: { matrix: { shape: [2, 2], data: [1, -2, 3, -4] } },
    // Each right answer hangs on a tenth of the weights, and none on their signs.
    evaluate: (weights: ReadonlyMap<string, Matrix>) => ({
      loss: 0,
      accuracy: sumOfSizes(weights) / 10,
    }),
    measured: [1, ...{ weights: [0.9, 0.7], rows: [0.7, 0.7], columns: [0.6, 0.6] }[of], 0]
      .map((value, index) => ({ layer: `trainAccuracy/${[0, 0.25, 0.5, 1][index]}`, value })),
  })),
});

function layerOf(set: string, hasAccuracy: boolean, fraction: number): string {
  return `${set}${hasAccuracy ? "Accuracy" : "Loss"}/${fraction}`;
}

function sumOfSizes(weights: ReadonlyMap<string, Matrix>): number {
  return [...weights.values()].flatMap(({ data }) => Array.from(data, Math.abs))
    .reduce((sum, size) => sum + size, 0);
}
