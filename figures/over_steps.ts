/** Train and validation values of a metric against optimizer steps, median and range over seeds. */
import { spreadOf } from "../measures/statistics.ts";
import type { Metric, RunCurve } from "../tables/curves.ts";
import type { Axis, LegendEntry, Point, Series, Style } from "./chart.ts";
import { type Group, groupRuns, isOrdered, settingSymbol, varyingAxes } from "./groups.ts";
import { describeSeeds } from "./labels.ts";
import { logarithmicAxis } from "./scales.ts";
import { groupColours, ink, lineStyle, setColours } from "./style.ts";

const POINTS_PER_DECADE = 120; // more than one point per printed dot would only swell the SVG

export interface StepsPlot {
  readonly series: readonly Series[];
  readonly legend: readonly LegendEntry[];
  readonly legendTitle: string;
  readonly x: Axis;
  /** What a reader must know of how the curves came about. */
  readonly notes: readonly string[];
}

/** `metrics` names the history columns; `keep` says which values the y axis can show. */
export function plotOverSteps(
  curves: readonly RunCurve[],
  metrics: { readonly train: Metric; readonly validation: Metric },
  keep: (value: number) => boolean,
): StepsPlot {
  const axes = varyingAxes(curves);
  const groups = groupRuns(curves, axes);
  const colours = groupColours(groups.length, isOrdered(groups, axes));
  const series: Series[] = [];
  for (const set of ["train", "validation"] as const) {
    for (const [index, group] of groups.entries()) {
      const points = summarize(group, metrics[set], keep);
      const colour = groups.length === 1 ? setColours[set] : colours[index]!;
      const style = groups.length === 1 ? { ...lineStyle, colour } : setStyle(set, colour);
      series.push({ keys: { ...group.keys, set }, style, points });
    }
  }
  const sets = (["train", "validation"] as const).map((set) => ({
    label: set,
    style: groups.length === 1
      ? { ...lineStyle, colour: setColours[set] }
      : setStyle(set, ink.quiet),
  }));
  const values = groups.length === 1 ? [] : groups.map((group, index) => ({
    label: group.label,
    style: { ...lineStyle, colour: colours[index]! },
  }));
  return {
    series,
    legend: [...values, ...sets],
    legendTitle: values.length > 0 && axes.length === 1 ? settingSymbol(axes[0]!) : "",
    x: stepsAxis(curves),
    notes: describe(groups),
  };
}

function setStyle(set: "train" | "validation", colour: string): Style {
  return set === "train"
    ? { ...lineStyle, colour, line: 1, dash: [4, 3], range: "none" }
    : { ...lineStyle, colour };
}

function summarize(group: Group, metric: Metric, keep: (value: number) => boolean): Point[] {
  const runs = group.curves.map((curve) => {
    const values = new Map(curve.points.map((row) => [row.step, row[metric]]));
    const last = curve.points.at(-1);
    return {
      values,
      end: last?.step ?? 0,
      final: last === undefined ? null : last[metric],
    };
  });
  const points: Point[] = [];
  for (const step of stepsOf(group.curves)) {
    // A run that stopped early has met its goal and keeps its last value, or the median of the
    // runs that are left would fall where nothing fell.
    const values = runs.map((run) => step > run.end ? run.final : run.values.get(step))
      .filter((value) => typeof value === "number").filter(keep);
    if (values.length === 0) continue;
    const { median, lowest, highest } = spreadOf(values);
    points.push({ x: step, y: median, lowest, highest, runs: values.length });
  }
  return points;
}

/** Steps of all curves, without 0, thinned to what a logarithmic axis can show. */
function stepsOf(curves: readonly RunCurve[]): number[] {
  const steps = [...new Set(curves.flatMap((curve) => curve.points.map((row) => row.step)))]
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  let cell = -1;
  return steps.filter((step, index) => {
    const here = Math.floor(Math.log10(step) * POINTS_PER_DECADE);
    const isNew = here > cell;
    cell = here;
    return isNew || index === steps.length - 1;
  });
}

function stepsAxis(curves: readonly RunCurve[]): Axis {
  const steps = stepsOf(curves);
  const minimum = steps[0] ?? 1;
  const maximum = Math.max(steps.at(-1) ?? 1, minimum * 10);
  return logarithmicAxis({ title: "optimizer steps", column: "step", minimum, maximum });
}

function describe(groups: readonly Group[]): string[] {
  const counts = groups.map((group) => group.curves.length);
  const ends = groups.map((group) => group.curves.map((curve) => curve.points.at(-1)?.step));
  const held = ends.some((steps) => new Set(steps).size > 1);
  return [
    describeSeeds(counts, "shaded"),
    held ? "stopped runs keep their last value" : "",
    "step 0 not shown",
  ];
}
