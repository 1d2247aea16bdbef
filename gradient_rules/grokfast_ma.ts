/** Grokfast with a window: slow parts of the gradient are amplified (arXiv:2405.20233). */
import { z } from "zod";
import { defineGradientRule } from "./gradient_rule.ts";

/**
 * g <- g + lambda (mean of the last `window` gradients, this one among them), once there are as
 * many (Lee et al., algorithm 1; window 100 and lambda 5 for modular multiplication).
 *
 * The window is a ring: the next row to be written is the first of those written least often.
 */
export const grokfastMa = defineGradientRule({
  title: "Grokfast MA",
  description: "adds the mean of the last gradients to each gradient",
  source: "Lee et al. 2024, arXiv:2405.20233, algorithm 1",
  fields: {
    window: z.int().min(1).max(10_000).default(100).meta({
      description: "gradients in the mean; each is kept, so that every checkpoint grows by as " +
        "many times the size of the network",
    }),
    factor: z.number().min(0).default(5).meta({
      description: "how many times the mean is added, lambda in Lee et al. 2024",
    }),
  },
  structure: ["window"],
  build: ({ window }) => ({
    slots: ({ shape }) => [
      { name: "gradients", shape: [window, ...shape], start: "zero" },
      { name: "writes", shape: [window], start: "zero" },
    ],
    update: (weights, { hyperparameters: { factor } }) =>
      weights.map(({ gradient, slots }) => {
        const next = slots.writes!.neg().argmax();
        const gradients = slots.gradients!.replaceRow(next, gradient);
        const writes = slots.writes!.add(next.oneHot(window));
        const isFull = writes.greater(0).sum().greater(window - 0.5);
        const mean = gradients.mean([0]);
        return {
          gradient: gradient.add(mean.mul(factor.mul(isFull))),
          slots: { gradients, writes },
        };
      }),
  }),
  plain: ({ window, factor }) => {
    const past: Float64Array[][] = [];
    return (weights, { time }) =>
      weights.map(({ gradient }, which) => {
        const last = past[which] = [...past[which] ?? [], gradient].slice(-window);
        if (time < window) return gradient;
        return gradient.map((own, at) =>
          own + factor * last.reduce((total, each) => total + each[at]!, 0) / window
        );
      });
  },
  samples: [{ window: 3, factor: 5 }, { window: 1, factor: 0.5 }],
});
