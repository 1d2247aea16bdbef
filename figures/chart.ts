/**
 * A figure as plain data: what is drawn where, in which style, with which words. The kinds of
 * figures make it from runs, {@linkcode chartCsv} writes its numbers, `chartjs.ts` draws it.
 */
import type { Axes } from "../schemas/fields.ts";

export interface Tick {
  readonly value: number;
  /** Empty for a minor tick. */
  readonly label: string;
}

/** The end of an axis that is kept for what its scale has no number for. */
export interface Margin {
  /** Where on the axis it begins, and where in it marks stand, in the axis's numbers. */
  readonly edge: number;
  readonly place: number;
}

export interface Axis {
  readonly title: string;
  readonly scale: "linear" | "logarithmic";
  readonly minimum: number;
  readonly maximum: number;
  readonly ticks: readonly Tick[];
  /** The name of this axis in the CSV. */
  readonly column: string;
  /** Texts at positions 0, 1, … of an axis that has no numbers. */
  readonly categories?: readonly string[];
  /** At the lower end of a logarithmic axis, where 0 is shown. */
  readonly zero?: Margin;
  /** At the upper end, where "never" is shown. */
  readonly never?: Margin;
}

export interface Style {
  readonly colour: string;
  /** Width of the line through the points, 0 for none. */
  readonly line: number;
  readonly dash: readonly number[];
  readonly marker: "none" | "circle" | "square" | "triangle" | "diamond";
  readonly hollow: boolean;
  /** How the range over seeds is drawn. */
  readonly range: "none" | "band" | "bars";
}

/** A plotted point; y null is "never", and so are lowest and highest null next to `runs` > 0. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** Runs summarized in the point; 0 for a published number. */
  readonly runs: number;
}

export interface Series {
  /** What tells the series from the others: the first columns of the CSV, the same in all. */
  readonly keys: Axes;
  readonly style: Style;
  readonly points: readonly Point[];
}

export interface LegendEntry {
  readonly label: string;
  /** None for a remark between entries. */
  readonly style: Style | null;
}

/** Colours of groups that are too many for a line each, with the numbers they stand for. */
export interface ColourBar {
  readonly colours: readonly string[];
  /** Labels at some of the colours, by their index. */
  readonly labels: readonly { readonly index: number; readonly label: string }[];
}

export interface Legend {
  readonly title: string;
  readonly bar: ColourBar | null;
  readonly entries: readonly LegendEntry[];
}

export interface Chart {
  readonly title: string;
  /** Paragraphs. */
  readonly subtitle: readonly string[];
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly legend: Legend;
  /** Horizontal lines with a few words on them, such as a budget. */
  readonly lines: readonly { readonly y: number; readonly label: string }[];
  /** Crosses where a curve ends because its run diverged. */
  readonly ends: readonly { readonly x: number; readonly y: number; readonly colour: string }[];
  /** A sentence instead of curves, where there are none. */
  readonly message: string | null;
}

/** Where on an axis a value stands; null where it has no place there. */
export function placeOn({ scale, zero }: Axis, value: number): number | null {
  if (scale === "linear" || value > 0) return value;
  return value === 0 && zero !== undefined ? zero.place : null;
}

/** The plotted numbers as CSV (RFC 4180 quoting, one line per point, y null as "never"). */
export function chartCsv(chart: Chart): string {
  const keys = Object.keys(chart.series[0]?.keys ?? {});
  const y = chart.y.column;
  const lines = [[...keys, chart.x.column, y, `${y}Lowest`, `${y}Highest`, "runs"]];
  for (const series of chart.series) {
    const labels = keys.map((key) => String(series.keys[key] ?? ""));
    for (const { x, y, lowest, highest, runs } of series.points) {
      const range = runs === 0 ? ["", "", ""] : [cell(lowest), cell(highest), String(runs)];
      lines.push([...labels, chart.x.categories?.[x] ?? String(x), cell(y), ...range]);
    }
  }
  return lines.map((line) => line.map(quote).join(",") + "\n").join("");
}

const cell = (value: number | null) => value === null ? "never" : String(value);
const quote = (text: string) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
