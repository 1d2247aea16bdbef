/** Stochastic gradient descent with momentum and coupled weight decay, as torch.optim.SGD. */
import type { Optimizer } from "./optimizer.ts";

/**
 * g <- g + wd w;  b <- mu b + g;  w <- w - lr (g + mu b) with Nesterov's momentum, else w - lr b
 * (Sutskever et al., 2013; the velocity starts at zero, which equals torch's first step b = g).
 */
export function sgd({ nesterov }: { nesterov: boolean }): Optimizer<"momentum" | "weightDecay"> {
  return {
    slots: ["velocity"],
    hyperparameters: ["momentum", "weightDecay"],
    update(parameter, gradient, [velocity], { learningRate, hyperparameters }) {
      const { momentum, weightDecay } = hyperparameters;
      const decayed = gradient.add(parameter.mul(weightDecay));
      const nextVelocity = velocity!.mul(momentum).add(decayed);
      const direction = nesterov ? decayed.add(nextVelocity.mul(momentum)) : nextVelocity;
      return { parameter: parameter.sub(direction.mul(learningRate)), slots: [nextVelocity] };
    },
  };
}
