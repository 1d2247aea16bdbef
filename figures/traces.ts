/** Which columns of the history a figure draws, and how each looks. */
import { writeColumn, writeWords } from "../measures/wording.ts";
import { columnNames } from "../tables/columns.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Style } from "./chart.ts";
import { lineStyle, setColours, traceColours } from "./style.ts";

/** One column as it is drawn. */
export interface Trace {
  readonly metric: string;
  /** What the legend and the CSV call it. */
  readonly name: string;
  /** The same without what the legend's title says. */
  readonly label: string;
  /** Where the figure shows one group of runs alone. */
  readonly alone: Style;
  /** Where groups take the colours. */
  readonly besideOthers: Style;
}

const VALIDATION: Style = lineStyle;
const TRAIN: Style = { ...lineStyle, line: 1, dash: [4, 3], range: "none" };
const OTHER_DASHES = [[1, 2.5], [9, 3], [9, 3, 1, 3], [5, 2, 1, 2, 1, 2]] as const;

/** What columns that are all layers of one measure share, and what is left of their names. */
export function shareName(
  columns: readonly string[],
): { title: string; labelOf(column: string): string } {
  const measures = new Set(columns.map((column) => column.split("/")[0]!));
  const isOne = columns.length > 1 && measures.size === 1 &&
    columns.every((column) => column.includes("/"));
  if (!isOne) return { title: "", labelOf: writeColumn };
  return {
    title: writeWords([...measures][0]!),
    labelOf: (column) => column.split("/").slice(1).map(writeWords).join(" "),
  };
}

/** Columns of these runs in the order they come in, except the step. */
function metricsOf(curves: readonly RunCurve[]): string[] {
  return columnNames(rowsOf(curves)).slice(1);
}

function* rowsOf(curves: readonly RunCurve[]): Generator<RunCurve["points"][number]> {
  for (const { points } of curves) yield* points;
}

/** Each name with its layers: "rank" selects "rank" itself and every "rank/…". */
export function withLayers(names: readonly string[], curves: readonly RunCurve[]): string[] {
  const metrics = metricsOf(curves);
  return [...new Set(names.flatMap((name) => metrics.filter((metric) => isOf(metric, name))))];
}

function isOf(metric: string, name: string): boolean {
  return metric === name || metric.startsWith(`${name}/`);
}

/** Sets of examples that have a column such as "Accuracy", by its name; batches are not a set. */
export function setsOf(curves: readonly RunCurve[], ending: "Accuracy" | "Loss") {
  const sets = new Map<string, string>();
  for (const metric of metricsOf(curves)) {
    const set = metric.endsWith(ending) ? metric.slice(0, -ending.length) : "";
    const isPartOfRows = set.endsWith("Answer"); // accuracy of single answers, not of whole rows
    if (set !== "" && set !== "batch" && !isPartOfRows) sets.set(metric, writeWords(set));
  }
  return sets;
}

/** Looks of columns by their names in the figure; train and validation look alike everywhere. */
export function tracesOf(metrics: ReadonlyMap<string, string>): Trace[] {
  const first = (set: string) => [...metrics.keys()].find((metric) => metric.startsWith(set));
  const [train, validation] = [first("train"), first("validation")];
  const others = [...metrics.keys()].filter((metric) => metric !== train && metric !== validation);
  const colours = traceColours(others.length);
  const { title, labelOf } = shareName([...metrics.keys()]);
  return [...metrics].map(([metric, name]) => {
    const index = others.indexOf(metric);
    const colour = metric === train
      ? setColours.train
      : metric === validation
      ? setColours.validation
      : colours[index]!;
    const dash = OTHER_DASHES[index % OTHER_DASHES.length];
    const besideOthers = metrics.size === 1 || metric === validation
      ? VALIDATION
      : metric === train
      ? TRAIN
      : { ...TRAIN, dash: dash!, line: 1.3 };
    const label = title === "" ? name : labelOf(metric);
    return { metric, name, label, alone: { ...lineStyle, colour }, besideOthers };
  });
}

/** What an axis for these columns is called. */
export function metricTitles(names: readonly string[]): string {
  return [...new Set(names.map((name) => writeColumn(name.split("/")[0]!)))].join(", ");
}

/** Names that no run has a column for: a sentence if that is all of them, a note if it is some. */
export function describeMissing(names: readonly string[], curves: readonly RunCurve[]) {
  const metrics = metricsOf(curves);
  const missing = names.filter((name) => !metrics.some((metric) => isOf(metric, name)));
  const text = missing.length === 0 ? "" : `no run has measured ${missing.join(", ")}`;
  return missing.length < names.length
    ? { message: null, note: text }
    : { message: text, note: "" };
}
