/** How much a weight matrix can stretch a vector. */
import { defineMeasure } from "./measure.ts";
import { ofMatrices, sampleMatrices, singularValues } from "./singular_values.ts";

export const spectralNorm = defineMeasure({
  title: "spectral norm",
  description: "largest singular value of each weight matrix",
  ...ofMatrices,
  measure: (_, tensors) =>
    [...tensors].map(([layer, matrix]) => ({ layer, value: singularValues(matrix)[0] ?? NaN })),
  samples: [{
    settings: { parameters: ["*"] },
    tensors: sampleMatrices,
    measured: [{ layer: "diagonal", value: 3 }, { layer: "line", value: 5 }],
  }],
});
