/** Best and final validation accuracy against the train fraction (or another swept field). */
import { spreadOf } from "../measures/statistics.ts";
import { bestValue, finalValue } from "../measures/threshold.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Chart, Point } from "./chart.ts";
import { chanceLine, headline } from "./labels.ts";
import { plotOverSetting } from "./over_setting.ts";
import type { RequestOf } from "./request.ts";
import { accuracyAxis } from "./scales.ts";
import { accuracyColours } from "./style.ts";

export function alphaVsAccuracy(
  request: RequestOf<"alphaVsAccuracy">,
  curves: readonly RunCurve[],
): Chart {
  const { notes, ...plot } = plotOverSetting(request.figure.x, curves, [
    {
      name: "best",
      colour: accuracyColours.best,
      marker: "circle",
      dash: [4, 3],
      summarize: (runs) => summarize(runs, bestValue),
    },
    {
      name: "final",
      colour: accuracyColours.final,
      marker: "square",
      dash: [],
      summarize: (runs) => summarize(runs, finalValue),
    },
  ], []);
  return {
    ...headline(request, "validation accuracy, best and at the end of training", notes),
    ...plot,
    y: accuracyAxis("validation accuracy (fraction correct)"),
    lines: chanceLine(request),
    neverAbove: null,
  };
}

function summarize(
  curves: readonly RunCurve[],
  statistic: typeof bestValue,
): Omit<Point, "x"> | null {
  const values = curves.map((curve) => statistic(curve.points, "validationAccuracy"))
    .filter((value) => value !== null);
  if (values.length === 0) return null;
  const { median, lowest, highest } = spreadOf(values);
  return { y: median, lowest, highest, runs: values.length };
}
