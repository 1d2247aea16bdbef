/** All kinds of figures, and one figure drawn: table in, files out. */
import type { RunCurve } from "../tables/curves.ts";
import { accuracyVsSteps } from "./accuracy_vs_steps.ts";
import { alphaVsAccuracy } from "./alpha_vs_accuracy.ts";
import { alphaVsSteps } from "./alpha_vs_steps.ts";
import { type Chart, chartCsv } from "./chart.ts";
import { lossVsSteps } from "./loss_vs_steps.ts";
import { renderPng, renderSvg } from "./renderer.ts";
import type { FigureRequest } from "./request.ts";

/** What the figure shows of these runs, as data. */
export function makeChart(request: FigureRequest, curves: readonly RunCurve[]): Chart {
  const { figure } = request;
  switch (figure.kind) {
    case "accuracyVsSteps":
      return accuracyVsSteps({ ...request, figure }, curves);
    case "lossVsSteps":
      return lossVsSteps({ ...request, figure }, curves);
    case "alphaVsSteps":
      return alphaVsSteps({ ...request, figure }, curves);
    case "alphaVsAccuracy":
      return alphaVsAccuracy({ ...request, figure }, curves);
  }
}

/** The figure as PNG and SVG, and its numbers as CSV. */
export function drawFigure(
  request: FigureRequest,
  curves: readonly RunCurve[],
): { png: Uint8Array; svg: string; csv: string } {
  const chart = makeChart(request, curves);
  return { png: renderPng(chart), svg: renderSvg(chart), csv: chartCsv(chart) };
}
