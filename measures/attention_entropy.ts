/** How widely the heads of a transformer look around. */
import { z } from "zod";
import { checkSet, defineMeasure, type Matrix, type Measurable } from "./measure.ts";

/**
 * -Σ a ln a of each row of attention, the mean over rows of data, heads and the positions that look, in
 * nats. In the last layer these are the positions that are answered: no network computes others.
 */
export const attentionEntropy = defineMeasure({
  title: "attention entropy",
  description: "how widely each layer's heads look around: 0 for one position, ln n for n alike; " +
    "in the last layer, of the positions that are answered",
  fields: {
    set: z.string().default("validation").meta({ description: "the rows it is measured on" }),
  },
  *check({ set }, run) {
    yield* checkSet(set, run);
    if (layersOf(run).length > 0) return;
    yield { fields: ["kind"], message: "needs a network with attention: a transformer" };
  },
  needs: ({ set }, run) => ({ observations: layersOf(run), set, parameters: [] }),
  layers: (_, run) => layersOf(run),
  measure: (_, tensors) =>
    [...tensors].map(([layer, weights]) => ({ layer, value: meanEntropy(weights) })),
  samples: [{
    settings: { set: "validation" },
    tensors: {
      sharp: { shape: [1, 1, 2, 2], data: [1, 0, 0, 1] },
      even: { shape: [1, 1, 1, 4], data: [0.25, 0.25, 0.25, 0.25] },
      both: { shape: [2, 1, 1, 2], data: [1, 0, 0.5, 0.5] },
    },
    measured: [
      { layer: "sharp", value: 0 },
      { layer: "even", value: Math.log(4) },
      { layer: "both", value: Math.log(2) / 2 },
    ],
  }],
});

/** [rows, heads, queries, keys]: the only inner tensors with four axes. */
function layersOf({ observations }: Measurable): string[] {
  return Object.keys(observations).filter((name) => observations[name]!.length === 4);
}

function meanEntropy({ shape, data }: Matrix): number {
  let sum = 0;
  for (const weight of data) if (weight !== 0) sum -= weight * Math.log(weight);
  return sum * shape.at(-1)! / data.length;
}
