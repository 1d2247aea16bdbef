/** Gaussian noise on every update, as openai/grok adds it. */
import { z } from "zod";
import { gaussian } from "../graph/gaussian.ts";
import { beta } from "../optimizers/fields.ts";
import { plainGaussian } from "../optimizers/plain_rule.ts";
import { defineWeightRule, withoutSlots } from "./weight_rule.ts";

const stream = (name: string) => `${name}.updateNoise`;

/**
 * w <- w - lr factor n / (1 - b1^t), with a standard normal n for each weight: noise_factor of
 * openai/grok, which adds it to Adam's direction before the step size lr / (1 - b1^t).
 */
export const updateNoise = defineWeightRule({
  title: "update noise",
  description: "Gaussian noise is added to every update",
  fields: {
    factor: z.number().min(0).default(0.01).meta({
      description: "standard deviation of the noise, times learningRate",
    }),
    beta1: beta.default(0.9).meta({
      description: "makes the noise of step t larger by 1 / (1 - beta1^t), as the first steps of " +
        "Adam are in openai/grok; 0 for noise of one size",
    }),
  },
  structure: [],
  build: () => ({
    random: true,
    slots: () => [],
    update: (weights, { learningRate, time, hyperparameters: { factor, beta1 } }, key) => {
      const deviation = learningRate.mul(factor).div(beta1.pow(time).neg().add(1));
      return withoutSlots(
        weights.map(({ parameter: { name }, value }) =>
          value.sub(gaussian(key!, value, stream(name)).mul(deviation))
        ),
      );
    },
  }),
  plain: ({ factor, beta1 }) => (weights, step) =>
    weights.map(({ name, value }) => {
      const noise = plainGaussian(step, value.length, stream(name));
      const deviation = step.rate * factor / (1 - beta1 ** step.time);
      return value.map((each, at) => each - deviation * noise[at]!);
    }),
  samples: [{ factor: 0.5, beta1: 0.9 }, { factor: 0.5, beta1: 0 }],
});
