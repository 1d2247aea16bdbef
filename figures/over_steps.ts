/** Any columns of the history against optimizer steps. */
import { writeColumn } from "../measures/wording.ts";
import { checkColumnOrLayers } from "../schemas/columns.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { defineFigure } from "./kind.ts";
import { metricNames, referenceLines, scale, verticalTitle } from "./fields.ts";
import { headline } from "./labels.ts";
import { valueAxisOn } from "./scales.ts";
import { plotOverSteps } from "./steps_plot.ts";
import { describeMissing, metricTitles, tracesOf, withLayers } from "./traces.ts";

export const overSteps = defineFigure({
  title: "metrics over steps",
  description: "any columns of the history over steps",
  fields: {
    metrics: metricNames,
    xScale: scale.default("logarithmic").meta({ description: "of the steps" }),
    yScale: scale.default("linear").meta({ description: "of the metrics" }),
    yTitle: verticalTitle,
    lines: referenceLines,
  },
  *check({ metrics }, _, columns): Generator<Problem> {
    for (const [index, metric] of metrics.entries()) {
      yield* checkColumnOrLayers(metric, ["metrics", index], columns);
    }
  },
  chart(request, curves) {
    const { metrics, xScale, yScale, lines, yTitle = metricTitles(metrics) } = request.figure;
    const shown = withLayers(metrics, curves);
    const traces = tracesOf(new Map(shown.map((metric) => [metric, writeColumn(metric)])));
    const { notes, ...plot } = plotOverSteps(curves, traces, {
      key: "metric",
      xScale,
      yAxis: (values) =>
        valueAxisOn(yScale, yTitle, "value", [...values, ...lines.map(({ y }) => y)]),
    });
    const { message, note } = describeMissing(metrics, curves);
    return {
      ...headline(request, curves, `${yTitle} during training`, [...notes, note]),
      ...plot,
      lines,
      message,
    };
  },
});
