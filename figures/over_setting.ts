/** Any columns of the history, each run summed up in a number, against a swept field. */
import { z } from "zod";
import { statisticNames } from "../measures/threshold.ts";
import { writeColumn } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { checkColumnOrLayers } from "../schemas/columns.ts";
import { checkSwept } from "../schemas/swept_fields.ts";
import type { SettingsOf } from "../schemas/kinds.ts";
import type { RunCurve } from "../tables/curves.ts";
import { metricNames, referenceLines, scale, sweptField, verticalTitle } from "./fields.ts";
import { defineFigure } from "./kind.ts";
import { headline } from "./labels.ts";
import {
  describeUnknown,
  type Goal,
  publishedSteps,
  stepsAxis,
  stepsTo,
  valueOf,
} from "./measurements.ts";
import { valueAxisOn } from "./scales.ts";
import { type Measurement, plotOverSetting } from "./setting_plot.ts";
import { DASHES, depthColours, groupColours, MARKERS } from "./style.ts";
import { describeMissing, metricTitles, shareName, withLayers } from "./traces.ts";

const fields = {
  x: sweptField,
  metrics: metricNames,
  statistics: z.array(z.enum(statisticNames)).min(1).optional().meta({
    description: "what of each run is shown: its largest (best), lowest or final value; final " +
      "if left out",
  }),
  stepsTo: z.union([
    z.strictObject({ atLeast: z.number().meta({ description: "reached from below" }) }),
    z.strictObject({ atMost: z.number().meta({ description: "reached from above" }) }),
  ], { error: "must be either { atLeast: number } or { atMost: number }" }).optional().meta({
    description: "shows the steps until the metrics get there, instead of statistics",
  }),
  yScale: scale.optional().meta({
    description: "of the vertical axis; linear if left out, and always logarithmic for steps",
  }),
  yTitle: verticalTitle,
  lines: referenceLines,
};
type Settings = SettingsOf<typeof fields>;

export const overSetting = defineFigure({
  title: "metrics over a setting",
  description: "any columns of the history over a swept field",
  fields,
  *check({ x, metrics, statistics, stepsTo, yScale }, swept, columns): Generator<Problem> {
    yield* checkSwept(x, ["x"], swept);
    for (const [index, metric] of metrics.entries()) {
      yield* checkColumnOrLayers(metric, ["metrics", index], columns);
    }
    if (stepsTo === undefined) return;
    if (statistics !== undefined) {
      const message = "cannot be shown beside stepsTo; leave one out, or list two figures";
      yield { path: ["statistics"], message };
    }
    if (yScale === "linear") {
      yield { path: ["yScale"], message: "steps are drawn on a logarithmic axis; leave it out" };
    }
  },
  published({ x, metrics, stepsTo }, claims) {
    if (stepsTo === undefined) return [];
    const series = new Map(metrics.map((metric) => [metric, writeColumn(metric)]));
    return publishedSteps({ x, ...goalOf(stepsTo) }, series, claims);
  },
  chart(request, curves) {
    const { x, metrics, stepsTo, yScale = "linear", lines } = request.figure;
    const measurements = listMeasurements(request.figure, curves);
    const { title: shared } = shareName(withLayers(metrics, curves));
    const { notes, ...plot } = plotOverSetting(x, curves, measurements, request.published, {
      title: shared,
    });
    const { message, note } = describeMissing(metrics, curves);
    const title = titleOf(request.figure);
    const shown = headline(request, curves, title, [
      ...notes,
      note,
      stepsTo === undefined ? "" : describeUnknown(curves, measurements),
    ]);
    const heights = lines.map(({ y }) => y);
    const yTitle = request.figure.yTitle ?? title;
    if (stepsTo !== undefined) {
      const { y, lines: budget } = stepsAxis(plot.series, curves, yTitle, heights);
      return { ...shown, ...plot, y, lines: [...budget, ...lines], message };
    }
    const values = plot.series.flatMap(({ points }) =>
      points.flatMap(({ y, lowest, highest }) => [y, lowest, highest])
    ).filter((value) => value !== null);
    const y = valueAxisOn(yScale, yTitle, "value", [...values, ...heights]);
    return { ...shown, ...plot, y, lines, message };
  },
});

/** Every metric with every statistic, or with the goal; what is the same in all is not named. */
function listMeasurements(settings: Settings, curves: readonly RunCurve[]): Measurement[] {
  const { metrics, statistics = ["final"], stepsTo: goal } = settings;
  const shown = withLayers(metrics, curves);
  const { labelOf } = shareName(shown);
  const found = shown.flatMap((metric) => {
    const name = writeColumn(metric);
    const label = labelOf(metric);
    if (goal !== undefined) return [{ name, label, valueOf: stepsTo(metric, goalOf(goal)) }];
    const named = (word: string, statistic: string) =>
      statistics.length === 1 ? word : shown.length === 1 ? statistic : `${word}, ${statistic}`;
    return statistics.map((statistic) => ({
      name: named(name, statistic),
      label: named(label, statistic),
      valueOf: valueOf(metric, statistic),
    }));
  });
  const colours = found.length > DASHES.length
    ? depthColours(found.length)
    : groupColours(found.length, false);
  return found.map((one, index) => ({
    ...one,
    colour: colours[index]!,
    marker: MARKERS[index % MARKERS.length]!,
    dash: DASHES[index % DASHES.length]!,
  }));
}

function titleOf({ metrics, statistics = ["final"], stepsTo }: Settings): string {
  const names = metricTitles(metrics);
  if (stepsTo === undefined) return `${names} (${statistics.join(", ")})`;
  const { threshold, direction } = goalOf(stepsTo);
  return `optimizer steps to ${names} ${direction === "rising" ? "≥" : "≤"}\u00a0${threshold}`;
}

function goalOf(stepsTo: NonNullable<Settings["stepsTo"]>): Goal {
  return "atLeast" in stepsTo
    ? { threshold: stepsTo.atLeast, direction: "rising" }
    : { threshold: stepsTo.atMost, direction: "falling" };
}
