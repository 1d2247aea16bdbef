/** RMSprop as torch has it: epsilon outside the root, not centred, no momentum. */
import { testUpdateRule } from "./update_rule.ts";

const hyperparameters = { smoothing: 0.99, epsilon: 1e-3, weightDecay: 0.5 };

testUpdateRule(
  "RMSprop with coupled decay",
  { kind: "rmsprop" },
  hyperparameters,
  (weight, gradient, { rate }, memory) => {
    const { smoothing, epsilon, weightDecay } = hyperparameters;
    const decayed = gradient + weightDecay * weight;
    memory.square = smoothing * (memory.square ?? 0) + (1 - smoothing) * decayed ** 2;
    return weight - rate * decayed / (Math.sqrt(memory.square) + epsilon);
  },
);
