/** Weights on a sphere: Omnigrok's constraint (Liu et al., arXiv:2210.01117). */
import { z } from "zod";
import { normOf, plainNormOf } from "../optimizers/norms.ts";
import { defineWeightRule } from "./weight_rule.ts";

/** w <- w factor |w at the start| / |w|, with the norms over all weights together. */
export const fixedNorm = defineWeightRule({
  title: "fixed norm",
  description: "scales all weights together after each step, so that their norm stays",
  source: "Omnigrok, Liu et al. 2022, arXiv:2210.01117",
  fields: {
    factor: z.number().gt(0).default(1).meta({
      description: "norm of all weights, in norms of the initial weights: alpha of Liu et al. 2022",
    }),
  },
  structure: [],
  build: () => ({
    slots: ({ shape }) => [{ name: "initial", shape, start: "parameter" }],
    update: (weights, { hyperparameters: { factor } }) => {
      const initial = normOf(weights.map(({ slots }) => slots.initial!));
      const scale = factor.mul(initial).div(normOf(weights.map(({ value }) => value)));
      return weights.map(({ value, slots }) => ({ value: value.mul(scale), slots }));
    },
  }),
  plain: ({ factor }) => (weights, _, memories) => {
    const initial = weights.map(({ previous }, which) =>
      memories[which]!.initial ??= Float64Array.from(previous)
    );
    const values = weights.map(({ value }) => value);
    const scale = factor * plainNormOf(initial) / plainNormOf(values);
    return values.map((value) => value.map((each) => each * scale));
  },
  samples: [{ factor: 0.8 }],
});
