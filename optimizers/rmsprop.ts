/** RMSprop with coupled weight decay, not centred, without momentum, as torch.optim.RMSprop. */
import type { Optimizer } from "./optimizer.ts";

/** g <- g + wd w;  v <- a v + (1 - a) g^2;  w <- w - lr g / (sqrt(v) + epsilon) (Hinton, 2012). */
export const rmsprop: Optimizer<"smoothing" | "epsilon" | "weightDecay"> = {
  slots: ["square"],
  hyperparameters: ["smoothing", "epsilon", "weightDecay"],
  update(parameter, gradient, [square], { learningRate, hyperparameters }) {
    const { smoothing, epsilon, weightDecay } = hyperparameters;
    const decayed = gradient.add(parameter.mul(weightDecay));
    const fresh = decayed.square().mul(smoothing.neg().add(1));
    const nextSquare = square!.mul(smoothing).add(fresh);
    const step = decayed.div(nextSquare.sqrt().add(epsilon)).mul(learningRate);
    return { parameter: parameter.sub(step), slots: [nextSquare] };
  },
};
