/** A chart as a configuration for Chart.js: axes, lines, markers, legend; the rest is overlay. */
import type { ChartConfiguration, ChartDataset } from "chart.js";
import { type Axis, type Chart, placeOn, type Series } from "./chart.ts";
import { legendWidth } from "./draw_legend.ts";
import { overlay } from "./overlay.ts";
import { markerRadius } from "./marker.ts";
import { figureSize, ink } from "./style.ts";
import { shortenTogether, wrap } from "./wrap.ts";

const POINT_STYLES = {
  none: false,
  circle: "circle",
  square: "rect",
  triangle: "triangle",
  diamond: "rectRot",
} as const;
const PADDING = { left: 12, right: 16, top: 10, bottom: 10 } as const;
const PANEL_PADDING = { left: 4, right: 10, top: 2, bottom: 2 } as const;
const PANEL_TITLE = { size: 11.5, weight: "bold", characters: 60, lines: 2 } as const;
export const TITLE = { size: 16, weight: "bold", characters: 66, lines: 3 } as const;
export const SUBTITLE = { size: 11.5, weight: "normal", characters: 105, lines: 3 } as const;
export const AXIS_TITLE = { size: 12.5, weight: "normal", characters: 80, lines: 2 } as const;
const TICK = { size: 11.5, weight: "normal", characters: 30, lines: 3 } as const;
const TURNED_CHARACTERS = 22; // longer ones would leave no height for the plot
const MOST_PANEL_LABELS = 6;
const SPARSE_MARKERS = 10;
const BESIDE_PLOT = 70; // about the room that each axis takes with its title
export const LINE = { title: 20, subtitle: 14 } as const; // heights

/** Width of a text in pixels. */
export type Measure = (text: string, size: number, weight: "normal" | "bold") => number;

type Place = { x: number; y: number | null };
type LineDataset = ChartDataset<"line", Place[]>;
type ScaleOptions = NonNullable<NonNullable<ChartConfiguration["options"]>["scales"]>[string];

/** How much room a chart has, and whether it is one of several that share titles and legend. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly isPanel: boolean;
}

const ALONE: Frame = { ...figureSize, isPanel: false };

/** `pixelRatio` is 2 for a sharp bitmap and 1 for vectors. */
export function chartConfiguration(
  chart: Chart,
  pixelRatio: number,
  measure: Measure,
  frame = ALONE,
): ChartConfiguration {
  const padding = frame.isPanel
    ? PANEL_PADDING
    : { ...PADDING, right: PADDING.right + legendWidth(chart) };
  const width = frame.width - padding.left - padding.right;
  const titleLook = frame.isPanel ? PANEL_TITLE : TITLE;
  const lines = (text: string, look: TextLook, room: number) =>
    wrap(text, { ...look, fits: (line) => measure(line, look.size, look.weight) <= room });
  const title = lines(chart.title, titleLook, width);
  const subtitle = chart.subtitle.flatMap((text) => lines(text, SUBTITLE, width));
  const axisTitle = ({ title }: Axis, room: number) =>
    frame.isPanel || title === "" ? [] : lines(title, AXIS_TITLE, room);
  const plotWidth = width - BESIDE_PLOT;
  const xLabels = chart.x.categories === undefined
    ? tickLabels(chart.x, frame.isPanel)
    : categoryLabels(chart.x, plotWidth, lines);
  const turned = isTurned(chart.x, xLabels)
    ? Math.max(0, ...xLabels.flat().map((label) => measure(label, TICK.size, TICK.weight)))
    : 0;
  const plotHeight = frame.height - BESIDE_PLOT - 30 - title.length * LINE.title -
    subtitle.length * LINE.subtitle - turned;
  return {
    type: "line",
    data: {
      datasets: chart.series.map((series, index) => ({
        ...dataset(series, index, chart),
        // Markers at the edge of a small plot would lose half of themselves.
        ...frame.isPanel && series.style.marker !== "none" ? { clip: 6 } : {},
      })),
    },
    options: {
      devicePixelRatio: pixelRatio,
      layout: { padding },
      scales: {
        x: scale(chart.x, {
          title: axisTitle(chart.x, plotWidth),
          mayTurn: true,
          labels: xLabels,
        }),
        y: scale(chart.y, {
          title: axisTitle(chart.y, plotHeight),
          mayTurn: false,
          labels: chart.y.categories === undefined
            ? tickLabels(chart.y, frame.isPanel)
            : shortenTogether(chart.y.ticks.map(({ label }) => label), TICK.characters),
        }),
      },
      plugins: {
        title: {
          display: true,
          text: title,
          align: "start",
          color: ink.text,
          font: { size: titleLook.size, weight: titleLook.weight },
          padding: { bottom: 4 },
        },
        subtitle: {
          display: subtitle.length > 0,
          text: subtitle,
          align: "start",
          color: ink.quiet,
          font: { size: SUBTITLE.size },
          padding: { bottom: 14 },
        },
        legend: { display: false }, // the overlay draws one with true markers
      },
    },
    plugins: [overlay(chart, frame.isPanel)],
  };
}

/**
 * Texts broken between words where each then has room beside the others; otherwise in one piece,
 * which Chart.js turns until they have.
 */
function categoryLabels(
  { ticks, categories }: Axis,
  width: number,
  lines: (text: string, look: TextLook, room: number) => string[],
): (string | string[])[] {
  const labels = ticks.map(({ label }) => label);
  if (categories === undefined) return labels;
  const short = shortenTogether(labels, TICK.characters);
  const broken = short.map((label) => lines(label, TICK, width / ticks.length - 8));
  const isWhole = broken.every((parts, index) => parts.join(" ") === short[index]);
  return isWhole ? broken : shortenTogether(labels, TURNED_CHARACTERS);
}

/** Texts that are not broken into lines stand aslant. */
function isTurned({ categories }: Axis, labels: readonly (string | string[])[]): boolean {
  return categories !== undefined && !labels.some(Array.isArray);
}

interface TextLook {
  readonly size: number;
  readonly weight: "normal" | "bold";
  readonly characters: number;
  readonly lines: number;
}

function dataset({ style, points }: Series, index: number, { x, y }: Chart): ChartDataset {
  const placed = points.map((point) => ({
    x: placeOn(x, point.x),
    y: point.y === null ? null : placeOn(y, point.y),
  })).filter((point): point is Place => point.x !== null);
  const every = Math.max(1, Math.ceil(placed.length / SPARSE_MARKERS));
  const shift = Math.floor(index % 3 / 3 * every); // lines above each other show all markers
  const drawn: LineDataset = {
    data: placed,
    order: -index, // later series on top
    parsing: false,
    normalized: true,
    showLine: style.line > 0,
    borderColor: style.colour,
    borderWidth: style.line,
    borderDash: [...style.dash],
    borderJoinStyle: "round",
    pointStyle: POINT_STYLES[style.marker],
    pointRadius: style.sparse === true
      ? placed.map((_, at) => at % every === shift ? markerRadius(style) : 0)
      : markerRadius(style),
    pointBorderColor: style.colour,
    pointBorderWidth: style.hollow ? 1.4 : 1,
    // The lone marker of a curve is seen whole where it stands at an edge.
    ...points.length === 1 && style.line > 0 && style.range !== "bars" ? { clip: 8 } : {},
    pointBackgroundColor: style.hollow ? "transparent" : style.colour,
  };
  return drawn as ChartDataset; // the type for all kinds of charts knows no null
}

/** Labels of an axis of numbers; in a small panel not all of them. */
function tickLabels({ ticks }: Axis, isPanel: boolean): string[] {
  const labels = ticks.map(({ label }) => label);
  const shown = labels.flatMap((label, index) => label === "" ? [] : [index]);
  if (!isPanel || shown.length <= MOST_PANEL_LABELS) return labels;
  const every = Math.ceil(shown.length / MOST_PANEL_LABELS);
  const kept = new Set(shown.filter((_, place) => place % every === 0));
  return labels.map((label, index) => kept.has(index) || label === "never" ? label : "");
}

function scale(
  axis: Axis,
  { title, labels, mayTurn }: {
    title: string[];
    labels: (string | string[])[];
    mayTurn: boolean;
  },
): ScaleOptions {
  const isAslant = mayTurn && isTurned(axis, labels);
  return {
    type: axis.scale,
    min: axis.minimum,
    max: axis.maximum,
    bounds: "data",
    title: {
      display: title.length > 0,
      text: title,
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
      ...isAslant ? { minRotation: 35, maxRotation: 90 } : { maxRotation: 0 },
      color: ink.text,
      font: { size: TICK.size },
      callback: (_, index) => labels[index] ?? "",
    },
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.map(({ value, label }) => ({ value, major: label !== "" }));
    },
  };
}
