/** Gradients without their part along the weights (Prieto et al., arXiv:2501.04697). */
import { normOf, plainNormOf } from "../optimizers/norms.ts";
import { defineGradientRule, withoutSlots } from "./gradient_rule.ts";

/** Keeps a tensor of zeros from being divided by zero, as in the authors' code. */
const EPSILON = 1e-30;

/**
 * For each tensor: p = g - (w.g / (w.w + 1e-30)) w;  g <- p |g| / (|p| + 1e-30). What is left
 * turns the weights and does not grow them, which a softmax that has collapsed would reward.
 */
export const perpendicular = defineGradientRule({
  title: "perpendicular gradient",
  description: "takes from the gradient of each tensor its part along the tensor",
  source: "Prieto et al. 2025, arXiv:2501.04697",
  fields: {},
  structure: [],
  build: () => ({
    slots: () => [],
    update: (weights) =>
      withoutSlots(weights.map(({ value, gradient }) => {
        const share = value.mul(gradient).sum().div(value.square().sum().add(EPSILON));
        const across = gradient.sub(value.mul(share));
        return across.mul(normOf([gradient]).div(normOf([across]).add(EPSILON)));
      })),
  }),
  plain: () => (weights) =>
    weights.map(({ value, gradient }) => {
      const [along, square] = [dot(value, gradient), dot(value, value)];
      const across = gradient.map((each, at) => each - along / (square + EPSILON) * value[at]!);
      const factor = plainNormOf([gradient]) / (plainNormOf([across]) + EPSILON);
      return across.map((each) => each * factor);
    }),
  samples: [{}],
});

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, each, at) => total + each * b[at]!, 0);
}
