/** RMSprop with coupled weight decay, not centred, without momentum, as torch.optim.RMSprop. */
import { beta, coupledDecay, epsilon, learningRate } from "./fields.ts";
import { defineOptimizer, each } from "./optimizer.ts";
import { elementwise } from "./plain_rule.ts";

/** g <- g + wd w;  v <- a v + (1 - a) g^2;  w <- w - lr g / (sqrt(v) + epsilon) (Hinton, 2012). */
export const rmsprop = defineOptimizer({
  title: "RMSprop",
  description: "RMSprop as in PyTorch, not centred",
  source: "Hinton 2012; torch.optim.RMSprop",
  fields: {
    learningRate,
    smoothing: beta.default(0.99).meta({ description: "decay of the mean of squared gradients" }),
    epsilon,
    weightDecay: coupledDecay,
  },
  structure: [],
  build: () =>
    each<"smoothing" | "epsilon" | "weightDecay", "square">(
      ["square"],
      ({ value, gradient, slots }, { learningRate, hyperparameters }) => {
        const { smoothing, epsilon, weightDecay } = hyperparameters;
        const decayed = gradient.add(value.mul(weightDecay));
        const fresh = decayed.square().mul(smoothing.neg().add(1));
        const square = slots.square.mul(smoothing).add(fresh);
        const step = decayed.div(square.sqrt().add(epsilon)).mul(learningRate);
        return { value: value.sub(step), slots: { square } };
      },
    ),
  plain: ({ smoothing, epsilon, weightDecay }) =>
    elementwise((weight, gradient, { rate }, memory) => {
      const decayed = gradient + weightDecay * weight;
      memory.square = smoothing * memory.square! + (1 - smoothing) * decayed ** 2;
      return weight - rate * decayed / (Math.sqrt(memory.square) + epsilon);
    }),
  samples: [{ learningRate: 0.01, smoothing: 0.9, epsilon: 1e-3, weightDecay: 0.5 }],
});
