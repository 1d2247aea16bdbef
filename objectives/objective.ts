/** What is minimised: a loss for each answer, averaged over a batch. */
import type { Tensor } from "../graph/tensor.ts";

export type ObjectiveKind = "crossEntropy" | "meanSquaredError";

/** Losses [n] of logits [n, classes] against integer targets [n]. */
export type Objective = (logits: Tensor, targets: Tensor) => Tensor;

const objectives: Readonly<Record<ObjectiveKind, Objective>> = {
  /** -log softmax(logits)[target], in nats. */
  crossEntropy: (logits, targets) =>
    logits.logSoftmax().mul(targets.oneHot(classes(logits))).sum([1]).neg(),
  /** Mean over the classes of (logit - one-hot)^2, as torch.nn.MSELoss averages. */
  meanSquaredError: (logits, targets) =>
    logits.sub(targets.oneHot(classes(logits))).square().mean([1]),
};

/** The loss of this kind. */
export function findObjective(kind: ObjectiveKind): Objective {
  return objectives[kind];
}

function classes(logits: Tensor): number {
  return Number(logits.shape[1]);
}
