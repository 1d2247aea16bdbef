/** Train and validation loss against optimizer steps, both logarithmic. */
import type { RunCurve } from "../tables/curves.ts";
import type { Axis, Chart, Series } from "./chart.ts";
import { headline } from "./labels.ts";
import { plotOverSteps } from "./over_steps.ts";
import type { RequestOf } from "./request.ts";
import { logarithmicAxis } from "./scales.ts";

export function lossVsSteps(request: RequestOf<"lossVsSteps">, curves: readonly RunCurve[]): Chart {
  const metrics = { train: "trainLoss", validation: "validationLoss" } as const;
  // A loss that underflowed to 0 has no place on a logarithmic axis.
  const { notes, ...plot } = plotOverSteps(curves, metrics, (value) => value > 0);
  return {
    ...headline(request, "loss during training", notes),
    ...plot,
    y: lossAxis(plot.series),
    lines: [],
    neverAbove: null,
  };
}

function lossAxis(series: readonly Series[]): Axis {
  const points = series.flatMap((one) => one.points);
  const lowest = points.reduce((least, point) => Math.min(least, point.lowest ?? least), Infinity);
  const highest = points.reduce((most, point) => Math.max(most, point.highest ?? most), 0);
  const [minimum, maximum] = highest > 0 ? [lowest / 1.5, highest * 1.5] : [0.1, 10];
  return logarithmicAxis({ title: "loss", column: "loss", minimum, maximum });
}
