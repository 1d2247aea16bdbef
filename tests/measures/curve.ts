/** A run out of its validation accuracies at steps 0, 10, 20, …, for tests. */
import type { RunCurve, RunLabel } from "../../tables/curves.ts";

export function curveOf(
  validation: readonly number[],
  { train = validation, ...label }: Partial<RunLabel> & { train?: readonly number[] } = {},
): RunCurve {
  const points = validation.map((validationAccuracy, index) => ({
    step: index * 10,
    trainLoss: 1,
    trainAccuracy: train[index]!,
    validationLoss: 1,
    validationAccuracy,
    ...index === 0 ? {} : { batchLoss: 1, batchAccuracy: 0.5, learningRate: 0.1 },
    parameterNorm: 1,
  }));
  return { run: "a", seed: 0, budget: points.at(-1)!.step, axes: {}, points, ...label };
}
