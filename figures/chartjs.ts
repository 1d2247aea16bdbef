/** A chart as a configuration for Chart.js: axes, lines, markers, legend; the rest is overlay. */
import type { ChartConfiguration, ChartDataset } from "chart.js";
import type { Axis, Chart, Series } from "./chart.ts";
import { legendWidth } from "./legend.ts";
import { overlay } from "./overlay.ts";
import { markerRadius } from "./marker.ts";
import { ink } from "./style.ts";

const POINT_STYLES = { none: false, circle: "circle", square: "rect" } as const;

type LineDataset = ChartDataset<"line", { x: number; y: number | null }[]>;
type ScaleOptions = NonNullable<NonNullable<ChartConfiguration["options"]>["scales"]>[string];

/** `pixelRatio` is 2 for a sharp bitmap and 1 for vectors. */
export function chartConfiguration(chart: Chart, pixelRatio: number): ChartConfiguration {
  return {
    type: "line",
    data: { datasets: chart.series.map(dataset) as ChartDataset[] },
    options: {
      devicePixelRatio: pixelRatio,
      layout: { padding: { left: 12, right: 16 + legendWidth(chart), top: 10, bottom: 10 } },
      scales: { x: scale(chart.x), y: scale(chart.y) },
      plugins: {
        title: {
          display: true,
          text: [...chart.title],
          align: "start",
          color: ink.text,
          font: { size: 16, weight: "bold" },
          padding: { bottom: 4 },
        },
        subtitle: {
          display: chart.subtitle.length > 0,
          text: [...chart.subtitle],
          align: "start",
          color: ink.quiet,
          font: { size: 11.5 },
          padding: { bottom: 14 },
        },
        legend: { display: false }, // the overlay draws one with true markers
      },
    },
    plugins: [overlay(chart)],
  };
}

function dataset({ style, points }: Series, index: number): LineDataset {
  return {
    data: points.map(({ x, y }) => ({ x, y })),
    order: -index, // later series on top
    parsing: false,
    normalized: true,
    showLine: style.line > 0,
    borderColor: style.colour,
    borderWidth: style.line,
    borderDash: [...style.dash],
    borderJoinStyle: "round",
    pointStyle: POINT_STYLES[style.marker],
    pointRadius: markerRadius(style),
    pointBorderColor: style.colour,
    pointBorderWidth: style.hollow ? 1.4 : 1,
    pointBackgroundColor: style.hollow ? "transparent" : style.colour,
  };
}

function scale(axis: Axis): ScaleOptions {
  return {
    type: axis.scale,
    min: axis.minimum,
    max: axis.maximum,
    bounds: "data",
    title: {
      display: true,
      text: axis.title,
      align: "center",
      color: ink.text,
      font: { size: 12.5 },
      padding: 6,
    },
    border: { color: ink.axis, width: 1 },
    grid: {
      color: ({ tick }: { tick?: { major?: boolean } }) => tick?.major ? ink.grid : "transparent",
      tickColor: ink.axis,
      tickLength: 5,
    },
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      color: ink.text,
      font: { size: 11.5 },
      callback: (_, index) => axis.ticks[index]?.label ?? "",
    },
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.map(({ value, label }) => ({ value, major: label !== "" }));
    },
  };
}
