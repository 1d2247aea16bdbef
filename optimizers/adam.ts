/**
 * Adam with weight decay, coupled (Kingma and Ba, arXiv:1412.6980, decay added to the gradient)
 * or decoupled (Loshchilov and Hutter, arXiv:1711.05101), in the order of torch.optim.
 */
import type { Tensor } from "../graph/tensor.ts";
import type { Optimizer, StepScalars } from "./optimizer.ts";

type AdamHyperparameter = "beta1" | "beta2" | "epsilon" | "weightDecay";

const hyperparameters = ["beta1", "beta2", "epsilon", "weightDecay"] as const;
const slots = ["mean", "square"] as const;

/** w <- (1 - lr wd) w, then Adam's step on the plain gradient. */
export const adamw: Optimizer<AdamHyperparameter> = {
  slots,
  hyperparameters,
  update(parameter, gradient, [mean, square], scalars) {
    const { weightDecay } = scalars.hyperparameters;
    const kept = constantMinus(1, scalars.learningRate.mul(weightDecay));
    return adamStep(parameter.mul(kept), gradient, mean!, square!, scalars);
  },
};

/** Adam's step on g + wd w. */
export const adam: Optimizer<AdamHyperparameter> = {
  slots,
  hyperparameters,
  update(parameter, gradient, [mean, square], scalars) {
    const { weightDecay } = scalars.hyperparameters;
    return adamStep(parameter, gradient.add(parameter.mul(weightDecay)), mean!, square!, scalars);
  },
};

/**
 * m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2
 * w <- w - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
 *
 * Both sides of the last fraction are multiplied by sqrt(1 - b2^t): one division less for each
 * weight.
 */
function adamStep(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  square: Tensor,
  { learningRate, time, hyperparameters }: StepScalars<AdamHyperparameter>,
) {
  const { beta1, beta2, epsilon } = hyperparameters;
  const nextMean = mean.mul(beta1).add(gradient.mul(constantMinus(1, beta1)));
  const nextSquare = square.mul(beta2).add(gradient.square().mul(constantMinus(1, beta2)));
  const correction = constantMinus(1, beta2.pow(time)).sqrt();
  const stepSize = learningRate.mul(correction).div(constantMinus(1, beta1.pow(time)));
  const denominator = nextSquare.sqrt().add(epsilon.mul(correction));
  return {
    parameter: parameter.sub(nextMean.mul(stepSize).div(denominator)),
    slots: [nextMean, nextSquare],
  };
}

function constantMinus(value: number, subtrahend: Tensor): Tensor {
  return subtrahend.neg().add(value);
}
