/** Multiplicative noise in the place of decay, as openai/grok has it. */
import { z } from "zod";
import { gaussian } from "../graph/gaussian.ts";
import { plainGaussian } from "../optimizers/plain_rule.ts";
import { defineWeightRule, withoutSlots } from "./weight_rule.ts";

const stream = (name: string) => `${name}.jiggle`;

/**
 * w <- w + (exp(lr rate n) - 1) (w before the step), with one standard normal n for each tensor:
 * weight_decay_kind `jiggle` of openai/grok, which scales all of a tensor before its step.
 */
export const jiggle = defineWeightRule({
  title: "jiggle",
  description: "each tensor is scaled by a random factor near 1",
  fields: {
    rate: z.number().min(0).default(1).meta({
      description: "standard deviation of the factor's logarithm, times learningRate",
    }),
  },
  structure: [],
  build: () => ({
    random: true,
    slots: () => [],
    update: (weights, { learningRate, hyperparameters: { rate } }, key) => {
      const deviation = learningRate.mul(rate);
      return withoutSlots(weights.map(({ parameter: { name }, value, previous }) => {
        const factor = gaussian(key!, deviation, stream(name)).mul(deviation).exp().sub(1);
        return value.add(previous.mul(factor));
      }));
    },
  }),
  plain: ({ rate }) => (weights, step) =>
    weights.map(({ name, value, previous }) => {
      const [normal] = plainGaussian(step, 1, stream(name));
      const factor = Math.exp(normal! * step.rate * rate);
      return value.map((each, at) => each + previous[at]! * (factor - 1));
    }),
  samples: [{ rate: 3 }],
});
