/** Gradients as they are, to compare with in a sweep over kinds. */
import { defineGradientRule, withoutSlots } from "./gradient_rule.ts";

export const none = defineGradientRule({
  title: "plain gradient",
  description: "leaves gradients as they are, for comparison in a sweep",
  fields: {},
  structure: [],
  build: () => ({
    slots: () => [],
    update: (weights) => withoutSlots(weights.map(({ gradient }) => gradient)),
  }),
  plain: () => (weights) => weights.map(({ gradient }) => gradient),
  samples: [{}],
});
