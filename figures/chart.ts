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
}

export interface Style {
  readonly colour: string;
  /** Width of the line through the points, 0 for none. */
  readonly line: number;
  readonly dash: readonly number[];
  readonly marker: "none" | "circle" | "square";
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
  readonly style: Style;
}

export interface Chart {
  readonly title: readonly string[];
  readonly subtitle: readonly string[];
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly legendTitle: string;
  readonly legend: readonly LegendEntry[];
  /** Horizontal lines with a few words on them, such as a budget. */
  readonly lines: readonly { readonly y: number; readonly label: string }[];
  /** Lower edge of the band for "never" at the top of the plot; null where there is none. */
  readonly neverAbove: number | null;
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
