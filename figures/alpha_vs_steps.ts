/** Steps to an accuracy against the train fraction (or another swept field). */
import { spreadOfSteps, stepsToThreshold, stoppedEarly } from "../measures/threshold.ts";
import { writeCount, writeNumber } from "../measures/wording.ts";
import type { Metric, RunCurve } from "../tables/curves.ts";
import type { Axis, Chart, Point, Series } from "./chart.ts";
import { headline, writePercent } from "./labels.ts";
import { plotOverSetting } from "./over_setting.ts";
import type { RequestOf } from "./request.ts";
import { logarithmicAxis } from "./scales.ts";
import { setColours } from "./style.ts";

const NEVER_SHARE = 0.13; // of the height of the plot, kept for runs that never get there

export function alphaVsSteps(
  request: RequestOf<"alphaVsSteps">,
  curves: readonly RunCurve[],
): Chart {
  const { threshold, x } = request.figure;
  const { notes, ...plot } = plotOverSetting(x, curves, [
    {
      name: "train",
      colour: setColours.train,
      marker: "circle",
      dash: [4, 3],
      summarize: (runs) => summarize(runs, "trainAccuracy", threshold),
    },
    {
      name: "validation",
      colour: setColours.validation,
      marker: "square",
      dash: [],
      summarize: (runs) => summarize(runs, "validationAccuracy", threshold),
    },
  ], request.published);
  const budgets = [...new Set(curves.map((curve) => curve.budget))];
  const goal = `optimizer steps to ${writePercent(threshold)} accuracy`;
  return {
    ...headline(request, goal, [...notes, describeUnknown(curves, threshold)]),
    ...plot,
    lines: budgets.length > 1 ? [] : budgets.map((budget) => ({
      y: budget,
      label: `budget ${writeNumber(budget)} steps`,
    })),
    ...stepsAxis(plot.series, Math.max(...budgets), goal),
  };
}

function summarize(
  curves: readonly RunCurve[],
  metric: Metric,
  threshold: number,
): Omit<Point, "x"> | null {
  const steps = knownSteps(curves, metric, threshold);
  if (steps.length === 0) return null;
  const { median, lowest, highest } = spreadOfSteps(steps);
  return { y: median, lowest, highest, runs: steps.length };
}

/** Runs that stopped early without an answer are left out: they are neither a number nor never. */
function knownSteps(curves: readonly RunCurve[], metric: Metric, threshold: number) {
  return curves.flatMap((curve) => {
    const steps = stepsToThreshold(curve.points, metric, threshold);
    return steps === null && stoppedEarly(curve) ? [] : [steps];
  });
}

function describeUnknown(curves: readonly RunCurve[], threshold: number): string {
  const unknown = (["trainAccuracy", "validationAccuracy"] as const).map((metric) =>
    curves.length - knownSteps(curves, metric, threshold).length
  );
  const most = Math.max(...unknown);
  return most === 0 ? "" : `${writeCount(most, "run")} stopped before the threshold, not shown`;
}

/** The y axis, with room above the budget for the band of "never" where a run needs it. */
function stepsAxis(
  series: readonly Series[],
  budget: number,
  title: string,
): { y: Axis; neverAbove: number | null } {
  const points = series.flatMap((one) => one.points);
  const values = points.flatMap(({ y, lowest, highest }) => [y, lowest, highest]);
  const numbers = values.filter((value) => value !== null).filter((value) => value > 0);
  const minimum = Math.min(...numbers, budget / 10) / 1.6;
  const maximum = Math.max(...numbers, budget) * 1.25;
  const axis = logarithmicAxis({ title, column: "steps", minimum, maximum });
  if (!values.includes(null)) return { y: axis, neverAbove: null };
  const height = (maximum / minimum) ** (NEVER_SHARE / (1 - NEVER_SHARE));
  const never = { value: maximum * Math.sqrt(height), label: "never" };
  const y = { ...axis, maximum: maximum * height, ticks: [...axis.ticks, never] };
  return { y, neverAbove: maximum };
}
