/**
 * Adam with weight decay, coupled (Kingma and Ba, arXiv:1412.6980, decay added to the gradient)
 * or decoupled (Loshchilov and Hutter, arXiv:1711.05101), in the order of torch.optim.
 */
import type { Tensor } from "../graph/tensor.ts";
import { beta, coupledDecay, decoupledDecay, epsilon, learningRate } from "./fields.ts";
import { defineOptimizer, each, type StepScalars } from "./optimizer.ts";
import { elementwise, type PlainStep } from "./plain_rule.ts";

const moments = {
  learningRate,
  beta1: beta.default(0.9).meta({ description: "decay of the mean of the gradients" }),
  beta2: beta.default(0.98).meta({ description: "decay of the mean of their squares" }),
  epsilon,
};

type Hyperparameter = "beta1" | "beta2" | "epsilon" | "weightDecay";
const slots = ["mean", "square"] as const;
const sample = { learningRate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-3, weightDecay: 0.5 };

/** w <- (1 - lr wd) w, then Adam's step on the plain gradient. */
export const adamw = defineOptimizer({
  title: "AdamW",
  description: "Adam with decoupled weight decay",
  source: "Loshchilov and Hutter 2017, arXiv:1711.05101",
  fields: { ...moments, weightDecay: decoupledDecay(1) },
  structure: [],
  build: () =>
    each<Hyperparameter, "mean" | "square">(slots, ({ value, gradient, slots }, scalars) => {
      const { weightDecay } = scalars.hyperparameters;
      const kept = constantMinus(1, scalars.learningRate.mul(weightDecay));
      return adamStep(value.mul(kept), gradient, slots, scalars);
    }),
  plain: (settings) =>
    elementwise((weight, gradient, step, memory) =>
      plainAdamStep(
        weight * (1 - step.rate * settings.weightDecay),
        gradient,
        step,
        memory,
        settings,
      )
    ),
  samples: [sample],
});

/** Adam's step on g + wd w. */
export const adam = defineOptimizer({
  title: "Adam",
  description: "Adam with coupled weight decay",
  source: "Kingma and Ba 2014, arXiv:1412.6980",
  fields: { ...moments, weightDecay: coupledDecay },
  structure: [],
  build: () =>
    each<Hyperparameter, "mean" | "square">(slots, ({ value, gradient, slots }, scalars) => {
      const decayed = gradient.add(value.mul(scalars.hyperparameters.weightDecay));
      return adamStep(value, decayed, slots, scalars);
    }),
  plain: (settings) =>
    elementwise((weight, gradient, step, memory) =>
      plainAdamStep(weight, gradient + settings.weightDecay * weight, step, memory, settings)
    ),
  samples: [sample],
});

/**
 * m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2
 * w <- w - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
 *
 * Both sides of the last fraction are multiplied by sqrt(1 - b2^t): one division less for each
 * weight.
 */
export function adamStep(
  value: Tensor,
  gradient: Tensor,
  { mean, square }: { readonly mean: Tensor; readonly square: Tensor },
  { learningRate, time, hyperparameters }: StepScalars<Exclude<Hyperparameter, "weightDecay">>,
) {
  const { beta1, beta2, epsilon } = hyperparameters;
  const nextMean = mean.mul(beta1).add(gradient.mul(constantMinus(1, beta1)));
  const nextSquare = square.mul(beta2).add(gradient.square().mul(constantMinus(1, beta2)));
  const correction = constantMinus(1, beta2.pow(time)).sqrt();
  const stepSize = learningRate.mul(correction).div(constantMinus(1, beta1.pow(time)));
  const denominator = nextSquare.sqrt().add(epsilon.mul(correction));
  return {
    value: value.sub(nextMean.mul(stepSize).div(denominator)),
    slots: { mean: nextMean, square: nextSquare },
  };
}

function constantMinus(value: number, subtrahend: Tensor): Tensor {
  return subtrahend.neg().add(value);
}

/** As torch.optim writes it: epsilon is added after the correction of the square. */
export function plainAdamStep(
  weight: number,
  gradient: number,
  { rate, time }: PlainStep,
  memory: Record<string, number>,
  { beta1, beta2, epsilon }: Record<Exclude<Hyperparameter, "weightDecay">, number>,
): number {
  memory.mean = beta1 * memory.mean! + (1 - beta1) * gradient;
  memory.square = beta2 * memory.square! + (1 - beta2) * gradient ** 2;
  const mean = memory.mean / (1 - beta1 ** time);
  const square = memory.square / (1 - beta2 ** time);
  return weight - rate * mean / (Math.sqrt(square) + epsilon);
}
