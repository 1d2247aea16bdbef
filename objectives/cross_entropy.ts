/** The negative log-likelihood of the right class. */
import { z } from "zod";
import type { DataShape } from "../schemas/data_shape.ts";
import type { FieldProblem } from "../schemas/kinds.ts";
import { defineObjective } from "./objective.ts";

/** -log softmax(logits)[target], in nats. */
export const crossEntropy = defineObjective({
  title: "cross-entropy",
  description: "mean cross-entropy of the answers",
  fields: {
    precision: z.literal([16, 32, 64]).optional().meta({
      description: "bits of the numbers in which loss and slope are computed from the outputs; " +
        "if left out, those of all else, which are 32",
    }),
  },
  check: (_, { output }) => refuseNumbers("cross-entropy", output),
  build: ({ precision = 32 }) => (logits, targets) =>
    precision === 32
      ? logits.logSoftmax().mul(targets.oneHot(Number(logits.shape[1]))).sum([1]).neg()
      : logits.crossEntropy(targets, { form: "softmax", precision }),
  samples: [
    { settings: {}, outputs: [3, 3, 3, 3], target: 2, loss: Math.log(4) },
    { settings: {}, outputs: [1000, 0, -1000], target: 1, loss: 1000 },
    { settings: {}, outputs: [Math.log(3), 0], target: 0, loss: Math.log(4 / 3) },
    { settings: { precision: 64 }, outputs: [1000, 0, -1000], target: 1, loss: 1000 },
    // log(4) between 1.3857 and 1.3867, its neighbours of half precision.
    { settings: { precision: 16 }, outputs: [3, 3, 3, 3], target: 2, loss: 1.38671875 },
  ],
});

/** The refusal of data that ask for numbers, where classes are needed. */
export function* refuseNumbers(
  what: string,
  output: DataShape["output"],
): Generator<FieldProblem> {
  if (output.kind === "classes") return;
  yield {
    fields: ["objective.kind", "task.kind"],
    message: `${what} needs classes, and this task asks for numbers; use meanSquaredError`,
  };
}
