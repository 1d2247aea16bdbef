/** Columns of the history against optimizer steps, median and range over seeds. */
import { divergence, rowsBeforeDivergence } from "../measures/divergence.ts";
import { spreadOf } from "../measures/statistics.ts";
import { writeCount } from "../measures/wording.ts";
import type { RunCurve } from "../tables/curves.ts";
import {
  type Axis,
  type Chart,
  type LegendEntry,
  placeOn,
  type Point,
  type Series,
  type Style,
} from "./chart.ts";
import { type Group, groupRuns, varyingAxes } from "./groups.ts";
import { describeSeeds } from "./labels.ts";
import { areMany, makeDepthLegend, makeLegend } from "./legend.ts";
import { groupLooks, withLook } from "./looks.ts";
import { linearAxis, logarithmicAxis } from "./scales.ts";
import { DASHES, ink, lineStyle } from "./style.ts";
import { shareName, type Trace } from "./traces.ts";

const POINTS_PER_DECADE = 120; // more than one point per printed dot would only swell the SVG
const POINTS_PER_AXIS = 500; // the same on a linear axis

export interface StepsPlot extends Pick<Chart, "x" | "y" | "series" | "legend" | "ends"> {
  /** What a reader must know of how the curves came about. */
  readonly notes: readonly string[];
}

export interface StepsOptions {
  /** What tells the traces apart, as the CSV calls it. */
  readonly key: "set" | "metric";
  readonly xScale: Axis["scale"];
  yAxis(values: readonly number[]): Axis;
}

export function plotOverSteps(
  curves: readonly RunCurve[],
  traces: readonly Trace[],
  { key, xScale: wanted, yAxis }: StepsOptions,
): StepsPlot {
  const xScale = scaleOf(curves, wanted);
  const axes = varyingAxes(curves);
  const groups = groupRuns(curves, axes);
  const looks = groupLooks(groups, axes);
  const isSingle = groups.length === 1;
  const isDeep = areMany(traces, groups);
  const styleOf = (trace: Trace, index: number): Style => {
    if (isSingle) return trace.alone;
    const look = looks[index]!;
    if (!isDeep) return withLook(trace.besideOthers, look);
    const dash = groups.length > DASHES.length ? [] : DASHES[index]!;
    return { ...withLook({ ...trace.alone, line: 1.2, dash }, look), colour: trace.alone.colour };
  };
  const series: Series[] = [];
  const ends: Chart["ends"][number][] = [];
  for (const trace of traces) {
    for (const [index, group] of groups.entries()) {
      const points = summarize(group, trace.metric, xScale);
      const style = styleOf(trace, index);
      const keys = { ...group.keys, [key]: trace.name };
      const isPoint = points.length === 1 && style.marker === "none"; // has no line
      series.push({ keys, style: isPoint ? { ...style, marker: "circle" } : style, points });
      ends.push(...endsOf(group, trace.metric, style.colour));
    }
  }
  const entries = traces.map(({ name, label, alone, besideOthers }): LegendEntry => ({
    label: isSingle || isDeep ? label : name,
    style: isSingle || isDeep ? alone : { ...besideOthers, colour: ink.quiet },
  }));
  const { title } = shareName(traces.map(({ metric }) => metric));
  const points = series.flatMap((one) => one.points);
  const values = points.flatMap(({ y, lowest, highest }) => [y, lowest, highest])
    .filter((value) => value !== null);
  const [x, y] = [stepsAxis(curves, xScale), yAxis(values)];
  const shownEnds = ends.filter((end) => placeOn(x, end.x) !== null && placeOn(y, end.y) !== null);
  const hidden = points.filter((point) => point.y !== null && placeOn(y, point.y) === null);
  return {
    x,
    y,
    series,
    ends: shownEnds,
    legend: isSingle || isDeep
      ? makeDepthLegend(title, entries, groups, axes)
      : makeLegend(groups, axes, looks, lineStyle, entries),
    notes: [
      ...describe(groups),
      isDeep && groups.length > DASHES.length
        ? `lines of one colour: ${groups.length} settings, which panels would part`
        : "",
      xScale === "logarithmic" && hasStepZero(curves) ? "step 0 not shown" : "",
      hidden.length === 0
        ? ""
        : `${writeCount(hidden.length, "point")} below 0 not shown on the logarithmic axis`,
      shownEnds.length === 0 ? "" : "×:\u00a0diverged",
    ],
  };
}

/** The rows of a run that have this column, up to where it diverged, if it did. */
function measuredRows({ points }: RunCurve, metric: string): RunCurve["points"] {
  return rowsBeforeDivergence(points).filter((row) => typeof row[metric] === "number");
}

function summarize(group: Group, metric: string, scale: Axis["scale"]): Point[] {
  const runs = group.curves.map((curve) => {
    const rows = measuredRows(curve, metric);
    return {
      values: new Map(rows.map((row) => [row.step, row[metric]])),
      end: rows.at(-1)?.step ?? 0,
      final: divergence(curve.points) === null ? rows.at(-1)?.[metric] : null,
    };
  });
  const points: Point[] = [];
  for (const step of thin(runs.flatMap(({ values }) => [...values.keys()]), scale)) {
    // A run that stopped early has met its goal and keeps its last value, or the median of the
    // runs that are left would fall where nothing fell.
    const values = runs.map((run) => step > run.end ? run.final : run.values.get(step))
      .filter((value) => typeof value === "number");
    if (values.length === 0) continue;
    const { median, lowest, highest } = spreadOf(values);
    points.push({ x: step, y: median, lowest, highest, runs: values.length });
  }
  return points;
}

/** The last number of each run that diverged. */
function endsOf(group: Group, metric: string, colour: string): Chart["ends"] {
  return group.curves.filter((curve) => divergence(curve.points) !== null).flatMap((curve) => {
    const row = measuredRows(curve, metric).at(-1);
    return row === undefined ? [] : [{ x: row.step, y: row[metric]!, colour }];
  });
}

/** Steps in their order, thinned to what an axis can show; without 0 on a logarithmic one. */
function thin(steps: readonly number[], scale: Axis["scale"]): number[] {
  const sorted = [...new Set(steps)].filter((step) => step > 0 || scale === "linear")
    .sort((a, b) => a - b);
  const last = sorted.at(-1) ?? 1;
  const cellOf = (step: number) =>
    scale === "logarithmic"
      ? Math.floor(Math.log10(step) * POINTS_PER_DECADE)
      : Math.floor(step / last * POINTS_PER_AXIS);
  let cell = -1;
  return sorted.filter((step) => {
    const here = cellOf(step);
    const isNew = here > cell;
    cell = here;
    return isNew || step === last;
  });
}

/** Steps within one power of ten, as of a run that goes on from another, are seen on a linear axis. */
function scaleOf(curves: readonly RunCurve[], wanted: Axis["scale"]): Axis["scale"] {
  const steps = thin(curves.flatMap((curve) => curve.points.map((row) => row.step)), "logarithmic");
  const [first, last] = [steps[0] ?? 1, steps.at(-1) ?? 1];
  return first < last && last < first * 10 ? "linear" : wanted;
}

function hasStepZero(curves: readonly RunCurve[]): boolean {
  return curves.some(({ points }) => points.some(({ step }) => step === 0));
}

function stepsAxis(curves: readonly RunCurve[], scale: Axis["scale"]): Axis {
  const steps = thin(curves.flatMap((curve) => curve.points.map((row) => row.step)), scale);
  const extent = { title: "optimizer steps", column: "step" };
  if (scale === "linear") {
    const [first = 0, last = 1] = [steps[0], steps.at(-1)];
    const minimum = first < last && last < first * 10 ? first : 0;
    return linearAxis({ ...extent, minimum, maximum: Math.max(last, 1) });
  }
  const [first = 1, last = first] = [steps[0], steps.at(-1)];
  // Room on both sides of a single step, so that its marker is seen.
  const [minimum, maximum] = first === last
    ? [first / 4, first * 4]
    : [first, Math.max(last, first * 10)];
  return logarithmicAxis({ ...extent, minimum, maximum });
}

function describe(groups: readonly Group[]): string[] {
  const counts = groups.map((group) => group.curves.length);
  const ends = groups.map((group) =>
    group.curves.filter((curve) => divergence(curve.points) === null)
      .map((curve) => curve.points.at(-1)?.step)
  );
  const held = ends.some((steps) => new Set(steps).size > 1);
  return [
    describeSeeds(counts, "shaded"),
    held ? "stopped runs keep their last value" : "",
  ];
}
