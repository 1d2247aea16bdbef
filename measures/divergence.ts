/** When a run diverged: its loss or its weights stopped being finite numbers. */
import type { HistoryRow } from "../schemas/artifacts.ts";

/**
 * The number of updates after which a loss or a weight was first seen not to be a finite number,
 * or null for a run that never diverged. Training ends there, right after the first update whose
 * loss is not finite: a `batchLoss` of null belongs to the weights before the last update.
 */
export function divergence(points: readonly HistoryRow[]): number | null {
  for (const { step, trainLoss, validationLoss, batchLoss, parameterNorm } of points) {
    if (batchLoss === null) return step - 1;
    if ([trainLoss, validationLoss, parameterNorm].includes(null)) return step;
  }
  return null;
}

/**
 * The rows of a run up to where it diverged. Where losses are no numbers, neither are the outputs
 * of the network, and accuracies in such a row mean nothing.
 */
export function rowsBeforeDivergence(points: readonly HistoryRow[]): readonly HistoryRow[] {
  const end = divergence(points) ?? Infinity;
  return points.filter(({ step, trainLoss, validationLoss }) =>
    step <= end && ![trainLoss, validationLoss].includes(null)
  );
}
