/** Cross-entropy without exponentials: StableMax (Prieto et al., arXiv:2501.04697). */
import { z } from "zod";
import { defineObjective } from "./objective.ts";
import { refuseNumbers } from "./cross_entropy.ts";

/**
 * -log(s(x)[target] / sum s(x)) in nats, with s(x) = x + 1 from 0 on and 1 / (1 - x) below: outputs
 * that grow do not round all other classes away.
 */
export const stableMax = defineObjective({
  title: "StableMax cross-entropy",
  description: "mean cross-entropy of the answers, with shares that are not exponential",
  fields: {
    precision: z.literal([32, 64]).default(64).meta({
      description:
        "bits of the numbers in which loss and slope are computed: 64 in Prieto et al. " +
        "2025",
    }),
  },
  check: (_, { output }) => refuseNumbers("StableMax", output),
  build: ({ precision }) => (outputs, targets) =>
    outputs.crossEntropy(targets, { form: "stableMax", precision }),
  samples: [
    { settings: { precision: 64 }, outputs: [3, 3, 3, 3], target: 2, loss: Math.log(4) },
    // s is 4, 1/2 and 1.
    { settings: { precision: 64 }, outputs: [3, -1, 0], target: 1, loss: Math.log(11) },
    { settings: { precision: 32 }, outputs: [3, -1, 0], target: 0, loss: Math.log(5.5 / 4) },
  ],
});
