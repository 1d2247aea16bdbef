/** Stochastic gradient descent with momentum and coupled weight decay, as torch.optim.SGD. */
import { z } from "zod";
import { beta, coupledDecay, learningRate } from "./fields.ts";
import { defineOptimizer, each } from "./optimizer.ts";
import { elementwise } from "./plain_rule.ts";

/**
 * g <- g + wd w;  b <- mu b + g;  w <- w - lr (g + mu b) with Nesterov's momentum, else w - lr b
 * (Sutskever et al., 2013; the velocity starts at zero, which equals torch's first step b = g).
 */
export const sgd = defineOptimizer({
  title: "SGD",
  description: "stochastic gradient descent with momentum",
  source: "Sutskever et al. 2013; torch.optim.SGD",
  fields: {
    learningRate,
    momentum: beta.default(0.9).meta({ description: "decay of the velocity" }),
    nesterov: z.boolean().default(true).meta({ description: "look ahead along the velocity" }),
    weightDecay: coupledDecay,
  },
  structure: ["nesterov"],
  idle: ({ momentum }) => momentum === 0 ? { nesterov: "momentum is 0" } : {},
  build: ({ nesterov }) =>
    each<"momentum" | "weightDecay", "velocity">(
      ["velocity"],
      ({ value, gradient, slots }, { learningRate, hyperparameters }) => {
        const { momentum, weightDecay } = hyperparameters;
        const decayed = gradient.add(value.mul(weightDecay));
        const velocity = slots.velocity.mul(momentum).add(decayed);
        const direction = nesterov ? decayed.add(velocity.mul(momentum)) : velocity;
        return { value: value.sub(direction.mul(learningRate)), slots: { velocity } };
      },
    ),
  plain: ({ momentum, nesterov, weightDecay }) =>
    elementwise((weight, gradient, { rate }, memory) => {
      const decayed = gradient + weightDecay * weight;
      memory.velocity = momentum * memory.velocity! + decayed;
      const direction = nesterov ? decayed + momentum * memory.velocity : memory.velocity;
      return weight - rate * direction;
    }),
  samples: [
    { learningRate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 0.5 },
    { learningRate: 0.01, momentum: 0.9, nesterov: false, weightDecay: 0.5 },
  ],
});
