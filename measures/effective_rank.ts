/** How many directions of a weight matrix matter. */
import { defineMeasure } from "./measure.ts";
import { ofMatrices, sampleMatrices, singularValues } from "./singular_values.ts";

/** exp(-Σ s_i ln s_i) of the singular values over their sum (Roy and Vetterli 2007). */
export const effectiveRank = defineMeasure({
  title: "effective rank",
  description: "exponential of the entropy of each matrix's singular values",
  source: "Roy and Vetterli 2007, EUSIPCO",
  ...ofMatrices,
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
    tensors: sampleMatrices,
    measured: [{ layer: "diagonal", value: 2 }, { layer: "line", value: 1 }],
  }],
});
