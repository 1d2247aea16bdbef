/** Adam and AdamW in the order of torch.optim, epsilon after the correction of the square. */
import { type PlainRule, testUpdateRule } from "./update_rule.ts";

const hyperparameters = { beta1: 0.9, beta2: 0.98, epsilon: 1e-3, weightDecay: 0.5 };
const { beta1, beta2, epsilon, weightDecay } = hyperparameters;

const adamStep: PlainRule = (weight, gradient, { rate, time }, memory) => {
  memory.mean = beta1 * (memory.mean ?? 0) + (1 - beta1) * gradient;
  memory.square = beta2 * (memory.square ?? 0) + (1 - beta2) * gradient ** 2;
  const mean = memory.mean / (1 - beta1 ** time);
  const square = memory.square / (1 - beta2 ** time);
  return weight - rate * mean / (Math.sqrt(square) + epsilon);
};

testUpdateRule(
  "AdamW",
  { kind: "adamw" },
  hyperparameters,
  (weight, gradient, step, memory) =>
    adamStep(weight * (1 - step.rate * weightDecay), gradient, step, memory),
);

testUpdateRule(
  "Adam with coupled decay",
  { kind: "adam" },
  hyperparameters,
  (weight, gradient, step, memory) =>
    adamStep(weight, gradient + weightDecay * weight, step, memory),
);
