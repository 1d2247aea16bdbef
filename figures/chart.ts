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
  /** Markers at some ten points of the line instead of all of them. */
  readonly sparse?: boolean;
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

/** A rectangle of one colour with a few words in it, in the numbers of the axes. */
export interface Cell {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  readonly colour: string;
  readonly label: string;
}

/** One of several charts that share their axes and legend. */
export interface Panel {
  readonly label: string;
  readonly chart: Chart;
}

/** Columns by name and their rows. */
export interface NumberTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
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
  /** Drawn below everything else. */
  readonly cells?: readonly Cell[];
  /** The CSV of a chart whose numbers are not those of its series; null is "never". */
  readonly table?: NumberTable;
  /** Charts that are drawn in this one's place, row by row, with its title, axes and legend. */
  readonly panels?: readonly Panel[];
  /** Panels beside each other; as many as make a square if left out. */
  readonly panelColumns?: number | undefined;
}

/** Whether anything is drawn on the axes. */
export function isEmpty({ series, cells = [] }: Chart): boolean {
  return cells.length === 0 && series.every(({ points }) => points.length === 0);
}

/** Where on an axis a value stands; null where it has no place there. */
export function placeOn({ scale, zero }: Axis, value: number): number | null {
  if (scale === "linear" || value > 0) return value;
  return value === 0 && zero !== undefined ? zero.place : null;
}

/** The plotted numbers as CSV (RFC 4180 quoting, one line per point, y null as "never"). */
export function chartCsv(chart: Chart): string {
  const { columns, rows } = tableOf(chart);
  return [columns, ...rows].map((line) => line.map(cell).map(quote).join(",") + "\n").join("");
}

function tableOf(chart: Chart): NumberTable {
  if (chart.panels !== undefined) {
    const tables = chart.panels.map(({ label, chart }) => ({ label, ...tableOf(chart) }));
    return {
      columns: ["panel", ...tables[0]?.columns ?? []],
      rows: tables.flatMap(({ label, rows }) => rows.map((row) => [label, ...row])),
    };
  }
  return chart.table ?? tableOfSeries(chart);
}

function tableOfSeries({ series, x: { column, categories }, y }: Chart): NumberTable {
  const keys = Object.keys(series[0]?.keys ?? {});
  const rows = series.flatMap((one) => {
    const labels = keys.map((key) => String(one.keys[key] ?? ""));
    return one.points.map(({ x, y, lowest, highest, runs }) => [
      ...labels,
      categories?.[x] ?? x,
      y,
      ...runs === 0 ? ["", "", ""] : [lowest, highest, runs],
    ]);
  });
  const range = [`${y.column}Lowest`, `${y.column}Highest`, "runs"];
  return { columns: [...keys, column, y.column, ...range], rows };
}

const cell = (value: string | number | null) => value === null ? "never" : String(value);
const quote = (text: string) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
