/**
 * What is measured for each of many layers, or at each of many fractions, against these: ranks over
 * the depth of a network, or accuracies over the fraction of its weights that is set to zero.
 */
import { z } from "zod";
import { writeWords } from "../measures/wording.ts";
import { checkColumnOrLayers } from "../schemas/columns.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { AxisValue } from "../schemas/fields.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { RunCurve } from "../tables/curves.ts";
import { varyingAxes } from "./groups.ts";
import { metricNames, referenceLines, scale, verticalTitle } from "./fields.ts";
import { defineFigure } from "./kind.ts";
import { headline } from "./labels.ts";
import { linearValueAxis, valueAxisOn } from "./scales.ts";
import { type Measurement, plotOverSetting } from "./setting_plot.ts";
import { DASHES, groupColours, MARKERS, setColours } from "./style.ts";
import { describeMissing, withLayers } from "./traces.ts";

const LAYER = "layer";
const STEP = "step";

export const overLayers = defineFigure({
  title: "metrics over layers",
  description: "what is measured per layer, or per fraction, over what stands behind the slash",
  fields: {
    metrics: metricNames,
    steps: z.array(z.int().min(0)).min(1).optional().meta({
      description: "checkpoints that are shown, by their steps; the last of each run if left out",
    }),
    xTitle: z.string().min(1).default("layer").meta({
      description: "the title of the horizontal axis",
    }),
    yScale: scale.default("linear").meta({ description: "of the metrics" }),
    yTitle: verticalTitle,
    lines: referenceLines,
  },
  *check({ metrics }, _, columns): Generator<Problem> {
    for (const [index, metric] of metrics.entries()) {
      const path = ["metrics", index];
      yield* checkColumnOrLayers(metric, path, columns);
      if (!columns?.includes(metric)) continue;
      yield { path, message: `${metric} is one number, without layers; use overSteps` };
    }
  },
  chart(request, curves) {
    const { steps, xTitle, yScale, lines } = request.figure;
    const metrics = partSets(request.figure.metrics, curves);
    const measurements = metrics.map((metric, index): Measurement => ({
      name: metric.split("/").map(writeWords).join(" "),
      colour: colourOf(metric, groupColours(metrics.length, false)[index]!),
      marker: MARKERS[index % MARKERS.length]!,
      dash: DASHES[index % DASHES.length]!,
      valueOf: ({ points }) => points.at(-1)?.[metric],
    }));
    const apart = curves.flatMap((curve) => takeApart(curve, metrics, steps));
    const { message, note } = describeMissing(request.figure.metrics, curves);
    const yTitle = request.figure.yTitle ?? measurements.map(({ name }) => name).join(", ");
    const { notes, ...plot } = plotOverSetting(LAYER, apart, measurements, [], {
      // All that tells runs apart, even where each has layers of its own.
      axes: varyingAxes(apart).filter((path) => path !== LAYER),
      order: mergeOrders(curves.map((curve) => layersOf(curve, metrics))),
    });
    const values = plot.series.flatMap(({ points }) =>
      points.flatMap(({ y, lowest, highest }) => [y, lowest, highest])
    ).filter((value) => value !== null);
    const heights = lines.map(({ y }) => y);
    const when = steps === undefined ? "last checkpoints" : `checkpoints ${steps.join(", ")}`;
    const places = apart.map(({ axes }) => axes[LAYER]!);
    const x = places.every((place) => typeof place === "number")
      ? linearValueAxis(xTitle, LAYER, places)
      : { ...plot.x, title: xTitle };
    return {
      ...headline(request, curves, `${yTitle} (${when})`, [...notes, note]),
      ...plot,
      x,
      y: valueAxisOn(yScale, yTitle, "value", [...values, ...heights]),
      lines,
      message,
    };
  },
});

/** A run as one for each of its layers, at each of the steps: what is swept in figures of settings. */
function takeApart(
  curve: RunCurve,
  metrics: readonly string[],
  steps: readonly number[] | undefined,
): RunCurve[] {
  const columns = withLayers(metrics, [curve]);
  const measured = curve.points.filter((row) =>
    columns.some((column) => row[column] !== undefined)
  );
  const shown = steps === undefined
    ? measured.slice(-1)
    : measured.filter(({ step }) => steps.includes(step));
  const layers = layersOf(curve, metrics);
  const isNumeric = layers.every((layer) => layer.trim() !== "" && Number.isFinite(Number(layer)));
  return shown.flatMap((row) =>
    layers.map((layer): RunCurve => ({
      ...curve,
      axes: {
        ...curve.axes,
        ...steps === undefined ? {} : { [STEP]: row.step },
        [LAYER]: (isNumeric ? Number(layer) : layer) satisfies AxisValue,
      },
      points: [valuesOf(row, metrics, layer)],
    }))
  );
}

/** The row of one layer, its columns called as the metrics. */
function valuesOf(row: HistoryRow, metrics: readonly string[], layer: string): HistoryRow {
  const values = metrics.map((metric) => [metric, row[`${metric}/${layer}`]] as const)
    .filter(([, value]) => value !== undefined);
  return { step: row.step, ...Object.fromEntries(values) };
}

/** What stands behind the names of the metrics in the columns of a run. */
function layersOf(curve: RunCurve, metrics: readonly string[]): string[] {
  const columns = withLayers(metrics, [curve]);
  return [...new Set(columns.map((column) => column.slice(column.lastIndexOf("/") + 1)))];
}

/** A measure of several sets is as many metrics: a line each. */
function partSets(metrics: readonly string[], curves: readonly RunCurve[]): string[] {
  return [
    ...new Set(metrics.flatMap((metric) => {
      const columns = withLayers([metric], curves).filter((column) => column.includes("/"));
      return columns.length === 0
        ? [metric]
        : columns.map((column) => column.slice(0, column.lastIndexOf("/")));
    })),
  ];
}

/** One order of all layers: what only deeper networks have stands behind what comes before it there. */
function mergeOrders(lists: readonly (readonly string[])[]): string[] {
  const merged: string[] = [];
  for (const list of lists) {
    for (const [index, layer] of list.entries()) {
      if (merged.includes(layer)) continue;
      const before = index === 0 ? merged.length - 1 : merged.indexOf(list[index - 1]!);
      merged.splice(before + 1, 0, layer);
    }
  }
  return merged;
}

/** Train and validation look alike in all figures. */
function colourOf(metric: string, other: string): string {
  const name = metric.slice(metric.lastIndexOf("/") + 1);
  return name.startsWith("train")
    ? setColours.train
    : name.startsWith("validation")
    ? setColours.validation
    : other;
}
