/** Loss on every set of examples against optimizer steps, both logarithmic. */
import { defineFigure } from "./kind.ts";
import { headline } from "./labels.ts";
import { logarithmicValueAxis } from "./scales.ts";
import { plotOverSteps } from "./steps_plot.ts";
import { setsOf, tracesOf } from "./traces.ts";

export const lossVsSteps = defineFigure({
  title: "loss over steps",
  description: "losses of all runs over steps",
  fields: {},
  chart(request, curves) {
    const { notes, ...plot } = plotOverSteps(curves, tracesOf(setsOf(curves, "Loss")), {
      key: "set",
      xScale: "logarithmic",
      yAxis: (values) => logarithmicValueAxis("loss", "loss", values),
    });
    return {
      ...headline(request, curves, "loss during training", notes),
      ...plot,
      lines: [],
      message: null,
    };
  },
});
