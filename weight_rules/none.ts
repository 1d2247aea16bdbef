/** Weights as the optimizer leaves them, to compare with in a sweep over kinds. */
import { defineWeightRule, withoutSlots } from "./weight_rule.ts";

export const none = defineWeightRule({
  title: "plain weights",
  description: "leaves weights as the optimizer makes them, for comparison in a sweep",
  fields: {},
  structure: [],
  build: () => ({
    slots: () => [],
    update: (weights) => withoutSlots(weights.map(({ value }) => value)),
  }),
  plain: () => (weights) => weights.map(({ value }) => value),
  samples: [{}],
});
