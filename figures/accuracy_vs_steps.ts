/** The figure that named grokking: train and validation accuracy against optimizer steps. */
import type { RunCurve } from "../tables/curves.ts";
import type { Chart } from "./chart.ts";
import { chanceLine, headline } from "./labels.ts";
import { plotOverSteps } from "./over_steps.ts";
import type { RequestOf } from "./request.ts";
import { accuracyAxis } from "./scales.ts";

export function accuracyVsSteps(
  request: RequestOf<"accuracyVsSteps">,
  curves: readonly RunCurve[],
): Chart {
  const metrics = { train: "trainAccuracy", validation: "validationAccuracy" } as const;
  const { notes, ...plot } = plotOverSteps(curves, metrics, () => true);
  return {
    ...headline(request, "accuracy during training", notes),
    ...plot,
    y: accuracyAxis("accuracy (fraction correct)"),
    lines: chanceLine(request),
    neverAbove: null,
  };
}
