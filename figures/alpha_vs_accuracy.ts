/** Best and final validation accuracy against the train fraction (or another swept field). */
import { checkSwept } from "../schemas/swept_fields.ts";
import { sweptField } from "./fields.ts";
import { defineFigure } from "./kind.ts";
import { chanceLine, headline } from "./labels.ts";
import { valueOf } from "./measurements.ts";
import { accuracyAxis } from "./scales.ts";
import { plotOverSetting } from "./setting_plot.ts";
import { accuracyColours } from "./style.ts";

export const alphaVsAccuracy = defineFigure({
  title: "accuracy over a setting",
  description: "best and final accuracy over a swept field",
  source: "Power et al. 2022, arXiv:2201.02177, figure 2; PKU report on grokking, figure 5",
  fields: { x: sweptField },
  check: ({ x }, swept) => checkSwept(x, ["x"], swept),
  chart(request, curves) {
    const { notes, ...plot } = plotOverSetting(request.figure.x, curves, [
      {
        name: "best",
        colour: accuracyColours.best,
        marker: "circle",
        dash: [4, 3],
        valueOf: valueOf("validationAccuracy", "best"),
      },
      {
        name: "final",
        colour: accuracyColours.final,
        marker: "square",
        dash: [],
        valueOf: valueOf("validationAccuracy", "final"),
      },
    ], []);
    return {
      ...headline(request, curves, "validation accuracy, best and at the end of training", notes),
      ...plot,
      y: accuracyAxis("validation accuracy (fraction correct)"),
      lines: chanceLine(request),
      message: null,
    };
  },
});
