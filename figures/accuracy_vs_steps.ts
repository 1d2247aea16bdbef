/** The figure that named grokking: accuracy on every set of examples against optimizer steps. */
import { defineFigure } from "./kind.ts";
import { chanceLine, headline } from "./labels.ts";
import { accuracyAxis } from "./scales.ts";
import { plotOverSteps } from "./steps_plot.ts";
import { setsOf, tracesOf } from "./traces.ts";

export const accuracyVsSteps = defineFigure({
  title: "accuracy over steps",
  description: "accuracies of all runs over steps",
  source: "Power et al. 2022, arXiv:2201.02177, figure 1",
  fields: {},
  chart(request, curves) {
    const { notes, ...plot } = plotOverSteps(curves, tracesOf(setsOf(curves, "Accuracy")), {
      key: "set",
      xScale: "logarithmic",
      yAxis: () => accuracyAxis("accuracy (fraction correct)"),
    });
    return {
      ...headline(request, curves, "accuracy during training", notes),
      ...plot,
      lines: chanceLine(request),
      message: null,
    };
  },
});
