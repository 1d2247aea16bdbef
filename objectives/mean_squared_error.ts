/** The squared distance from the answer, or from its one-hot. */
import { defineObjective } from "./objective.ts";

/** Mean over the outputs of (output - answer)^2, as torch.nn.MSELoss averages. */
export const meanSquaredError = defineObjective({
  title: "mean squared error",
  description: "mean squared difference from the numbers asked for, or from the one-hot answer",
  fields: {},
  check: () => [],
  build: (_, { output }) => (outputs, targets) => {
    const wanted = output.kind === "classes" ? targets.oneHot(output.classes) : targets;
    return outputs.sub(wanted).square().mean([1]);
  },
  samples: [
    // ((0.5 - 0)^2 + (2 - 1)^2 + (-1 - 0)^2 + (0 - 0)^2) / 4
    { settings: {}, outputs: [0.5, 2, -1, 0], target: 1, loss: 2.25 / 4 },
    { settings: {}, outputs: [0, 0, 0, 1], target: 3, loss: 0 },
    // ((1 - 3)^2 + (2 - 2)^2) / 2
    { settings: {}, outputs: [1, 2], target: [3, 2], loss: 2 },
  ],
});
