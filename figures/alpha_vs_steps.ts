/** Steps to an accuracy against the train fraction (or another swept field). */
import { z } from "zod";
import { checkSwept } from "../schemas/swept_fields.ts";
import { sweptField } from "./fields.ts";
import { defineFigure } from "./kind.ts";
import { headline, writePercent } from "./labels.ts";
import { describeUnknown, publishedSteps, stepsAxis, stepsTo } from "./measurements.ts";
import { plotOverSetting } from "./setting_plot.ts";
import { setColours } from "./style.ts";

const series = new Map([["trainAccuracy", "train"], ["validationAccuracy", "validation"]]);

export const alphaVsSteps = defineFigure({
  title: "steps over a setting",
  description: "steps to a threshold over a swept field",
  source: "Power et al. 2022, arXiv:2201.02177, figure 1; PKU report on grokking, figure 2",
  fields: {
    threshold: z.number().gt(0).max(1).default(0.99).meta({
      description: "the accuracy to be reached, as a fraction from 0 to 1",
    }),
    x: sweptField,
  },
  check: ({ x }, swept) => checkSwept(x, ["x"], swept),
  published: ({ x, threshold }, claims) =>
    publishedSteps({ x, threshold, direction: "rising" }, series, claims),
  chart(request, curves) {
    const { threshold, x } = request.figure;
    const goal = { threshold, direction: "rising" } as const;
    const measurements = [
      {
        name: "train",
        colour: setColours.train,
        marker: "circle",
        dash: [4, 3],
        valueOf: stepsTo("trainAccuracy", goal),
      },
      {
        name: "validation",
        colour: setColours.validation,
        marker: "square",
        dash: [],
        valueOf: stepsTo("validationAccuracy", goal),
      },
    ] as const;
    const { notes, ...plot } = plotOverSetting(x, curves, measurements, request.published);
    const title = `optimizer steps to ${writePercent(threshold)} accuracy`;
    return {
      ...headline(request, curves, title, [...notes, describeUnknown(curves, measurements)]),
      ...plot,
      ...stepsAxis(plot.series, curves, title),
      message: null,
    };
  },
});
