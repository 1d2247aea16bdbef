/** Weight decay as a part of the gradient (L2), for any optimizer and for groups of parameters. */
import { z } from "zod";
import { elementwise } from "../optimizers/plain_rule.ts";
import { defineGradientRule, withoutSlots } from "./gradient_rule.ts";

/** g <- g + rate w: weight_decay_kind `honest` of openai/grok. */
export const coupledDecay = defineGradientRule({
  title: "coupled decay",
  description: "adds the weights to their gradients, as the L2 norm in the loss would",
  fields: {
    rate: z.number().min(0).default(0.1).meta({
      description: "how many times the weight is added; besides the optimizer's own weightDecay, " +
        "for which use 0",
    }),
  },
  structure: [],
  build: () => ({
    slots: () => [],
    update: (weights, { hyperparameters: { rate } }) =>
      withoutSlots(weights.map(({ value, gradient }) => gradient.add(value.mul(rate)))),
  }),
  plain: ({ rate }) => elementwise((weight, gradient) => gradient + rate * weight),
  samples: [{ rate: 0.5 }],
});
