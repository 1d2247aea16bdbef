/** Where a softmax in float32 rounds to certainty, and its gradient to nothing. */
import { z } from "zod";
import { checkSet, defineMeasure } from "./measure.ts";

const LAYERS = ["collapse", "zeroTerms"] as const;

/**
 * With exponentials e of each output less the largest, in float32: `collapse` is the fraction of
 * rows whose Σe is exactly 1, so that the loss and its gradient are zero; `zeroTerms` the fraction of
 * all e that are exactly 0.
 */
export const softmaxCollapse = defineMeasure({
  title: "softmax collapse",
  description: "fraction of rows whose softmax in float32 is certain to the last bit",
  source: "Prieto et al. 2025, arXiv:2501.04697",
  fields: {
    set: z.string().default("train").meta({ description: "the rows it is measured on" }),
  },
  *check({ set }, run) {
    yield* checkSet(set, run);
    if (run.data.output.kind === "classes") return;
    yield { fields: ["kind"], message: "needs a task that asks for classes" };
  },
  needs: ({ set }) => ({ observations: [], set, parameters: [], outputs: true }),
  layers: () => LAYERS,
  measure(_, tensors) {
    const { shape, data } = tensors.get("outputs")!;
    const outputs = Float32Array.from(data);
    const width = outputs.length / shape[0]!;
    let [certain, zeros] = [0, 0];
    for (let start = 0; start < outputs.length; start += width) {
      const row = outputs.subarray(start, start + width);
      const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
      let sum = Math.fround(0);
      for (const value of row) {
        const term = Math.fround(Math.exp(value - largest));
        sum = Math.fround(sum + term);
        if (term === 0) zeros += 1;
      }
      if (Number.isNaN(sum)) return LAYERS.map((layer) => ({ layer, value: NaN }));
      if (sum === 1) certain += 1;
    }
    const values = { collapse: certain / shape[0]!, zeroTerms: zeros / outputs.length };
    return LAYERS.map((layer) => ({ layer, value: values[layer] }));
  },
  samples: [{
    settings: { set: "train" },
    // e^-20 is lost beside 1 in float32, e^-200 is 0 there, e^-5 is neither.
    tensors: { outputs: { shape: [3, 2], data: [20, 0, 0, -200, 5, 0] } },
    measured: [{ layer: "collapse", value: 2 / 3 }, { layer: "zeroTerms", value: 1 / 6 }],
  }],
});
