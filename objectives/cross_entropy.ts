/** The negative log-likelihood of the right class. */
import { defineObjective } from "./objective.ts";

/** -log softmax(logits)[target], in nats. */
export const crossEntropy = defineObjective({
  title: "cross-entropy",
  description: "mean cross-entropy of the answers",
  fields: {},
  *check(_, { output }) {
    if (output.kind === "classes") return;
    yield {
      fields: ["objective.kind", "task.kind"],
      message: "cross-entropy needs classes, and this task asks for numbers; use meanSquaredError",
    };
  },
  build: () => (logits, targets) =>
    logits.logSoftmax().mul(targets.oneHot(Number(logits.shape[1]))).sum([1]).neg(),
  samples: [
    { settings: {}, outputs: [3, 3, 3, 3], target: 2, loss: Math.log(4) },
    { settings: {}, outputs: [1000, 0, -1000], target: 1, loss: 1000 },
    { settings: {}, outputs: [Math.log(3), 0], target: 0, loss: Math.log(4 / 3) },
  ],
});
