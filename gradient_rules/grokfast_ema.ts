/** Grokfast with a moving mean: slow parts of the gradient are amplified (arXiv:2405.20233). */
import { z } from "zod";
import { beta } from "../optimizers/fields.ts";
import { elementwise } from "../optimizers/plain_rule.ts";
import { defineGradientRule } from "./gradient_rule.ts";

/**
 * m <- a m + (1 - a) g, at the first step m <- g;  g <- g + lambda m (Lee et al., algorithm 2; a
 * 0.98 and lambda 2 for modular multiplication).
 */
export const grokfastEma = defineGradientRule({
  title: "Grokfast EMA",
  description: "adds a moving mean of the gradients to each gradient",
  source: "Lee et al. 2024, arXiv:2405.20233, algorithm 2",
  fields: {
    smoothing: beta.default(0.98).meta({
      description: "share that the moving mean keeps at each step, alpha in Lee et al. 2024",
    }),
    factor: z.number().min(0).default(2).meta({
      description: "how many times the mean is added, lambda in Lee et al. 2024",
    }),
  },
  structure: [],
  build: () => ({
    slots: ({ shape }) => [{ name: "mean", shape, start: "zero" }],
    update: (weights, { time, hyperparameters: { smoothing, factor } }) => {
      const kept = smoothing.mul(time.greater(1)); // nothing at the first step
      const fresh = kept.neg().add(1);
      return weights.map(({ gradient, slots }) => {
        const mean = slots.mean!.mul(kept).add(gradient.mul(fresh));
        return { gradient: gradient.add(mean.mul(factor)), slots: { mean } };
      });
    },
  }),
  plain: ({ smoothing, factor }) =>
    elementwise((_, gradient, { time }, memory) => {
      const mean = time === 1 ? gradient : memory.mean!;
      memory.mean = smoothing * mean + (1 - smoothing) * gradient;
      return gradient + factor * memory.mean;
    }),
  samples: [{ smoothing: 0.7, factor: 2 }],
});
