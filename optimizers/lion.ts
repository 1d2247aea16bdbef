/** Lion: steps of one size, along the sign of a moving mean (Chen et al., arXiv:2302.06675). */
import { constant, type Tensor } from "../graph/tensor.ts";
import { beta, decoupledDecay, learningRate } from "./fields.ts";
import { defineOptimizer, each } from "./optimizer.ts";
import { elementwise } from "./plain_rule.ts";

/** w <- (1 - lr wd) w - lr sign(b1 m + (1 - b1) g);  m <- b2 m + (1 - b2) g. */
export const lion = defineOptimizer({
  title: "Lion",
  description: "the sign of a moving mean, with decoupled weight decay",
  source: "Chen et al. 2023, arXiv:2302.06675",
  fields: {
    // Its authors take a third to a tenth of AdamW's rate, and as much more decay.
    learningRate: learningRate.default(1e-4),
    beta1: beta.default(0.9).meta({ description: "share of the mean in the direction" }),
    beta2: beta.default(0.99).meta({ description: "decay of the mean of the gradients" }),
    weightDecay: decoupledDecay(0),
  },
  structure: [],
  build: () =>
    each<"beta1" | "beta2" | "weightDecay", "mean">(
      ["mean"],
      ({ value, gradient, slots }, { learningRate, hyperparameters }) => {
        const { beta1, beta2, weightDecay } = hyperparameters;
        const mix = (beta: Tensor) => slots.mean.mul(beta).add(gradient.mul(beta.neg().add(1)));
        const step = sign(mix(beta1)).add(value.mul(weightDecay)).mul(learningRate);
        return { value: value.sub(step), slots: { mean: mix(beta2) } };
      },
    ),
  plain: ({ beta1, beta2, weightDecay }) =>
    elementwise((weight, gradient, { rate }, memory) => {
      const direction = Math.sign(beta1 * memory.mean! + (1 - beta1) * gradient);
      memory.mean = beta2 * memory.mean! + (1 - beta2) * gradient;
      return weight * (1 - rate * weightDecay) - rate * direction;
    }),
  samples: [{ learningRate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0.5 }],
});

/** 1, -1, and 0 for a zero: a weight that no gradient has reached stays where it is. */
function sign(x: Tensor): Tensor {
  return x.greater(0).sub(constant(0).greater(x));
}
