/** One figure drawn: table in, files out. */
import { divergence } from "../measures/divergence.ts";
import type { RunCurve } from "../tables/curves.ts";
import { type Chart, chartCsv, isEmpty } from "./chart.ts";
import type { ChartRequest } from "./kind.ts";
import { headline } from "./labels.ts";
import { kindOf } from "./mod.ts";
import { makePanels } from "./panels.ts";
import { missingLetters, renderPng, renderSvg, withFont } from "./renderer.ts";
import type { FigureRequest } from "./request.ts";
import { linearAxis } from "./scales.ts";

/** What the figure shows of these runs, as data; a sentence where there is nothing to show. */
export function makeChart(request: FigureRequest, curves: readonly RunCurve[]): Chart {
  if (curves.length === 0) return emptyChart(request, "no run has finished yet");
  const chart = chartOf(request, curves);
  if (!isEmpty(chart)) return { ...chart, message: null };
  const hasDiverged = curves.every(({ points }) => divergence(points) !== null);
  const reason = hasDiverged ? "every run diverged before its first number" : NOTHING;
  return { ...chart, message: chart.message ?? reason };
}

/** The chart of these runs, or one for each value of the fields that make panels. */
function chartOf(request: FigureRequest, curves: readonly RunCurve[]): Chart {
  const kind = kindOf(request.figure);
  const chart = kind.chart(request, curves);
  const { panels } = request.figure;
  if (panels === undefined) return chart;
  const part = { ...request, published: [], all: curves };
  return makePanels(chart, panels, curves, (of) => kind.chart(part, of));
}

const NOTHING = "no run has a number to draw here";

export interface DrawnFigure {
  readonly png: Uint8Array;
  readonly svg: string;
  readonly csv: string;
  /** What people should know of it that is no fault of theirs or ours, in full sentences. */
  readonly remarks: readonly string[];
}

/** The figure as PNG and SVG, in a font of one's own if there is one, and its numbers as CSV. */
export function drawFigure(
  request: FigureRequest,
  curves: readonly RunCurve[],
  font: Uint8Array | null = null,
): DrawnFigure {
  const chart = makeChart(request, curves);
  return withFont(font, () => {
    const remarks = describeLetters(missingLetters(chart));
    const remarked = { ...chart, subtitle: [...chart.subtitle, ...remarks] };
    return { png: renderPng(remarked), svg: renderSvg(remarked), csv: chartCsv(chart), remarks };
  });
}

/** In numbers of Unicode, since the letters themselves cannot be drawn. */
function describeLetters(letters: readonly string[]): string[] {
  if (letters.length === 0) return [];
  const numbers = letters.slice(0, MOST_LETTERS).map((letter) =>
    `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`
  );
  const more = letters.length - numbers.length;
  const list = [...numbers, ...more > 0 ? [`${more} more`] : []].join(", ");
  return [`letters that the font lacks, drawn as boxes: ${list}`];
}

const MOST_LETTERS = 8;

function emptyChart(request: ChartRequest<unknown>, message: string): Chart {
  const extent = { title: "", minimum: 0, maximum: 1 };
  return {
    ...headline(request, [], "", []),
    x: linearAxis({ ...extent, column: "x" }),
    y: linearAxis({ ...extent, column: "y" }),
    series: [],
    legend: { title: "", bar: null, entries: [] },
    lines: [],
    ends: [],
    message,
  };
}
