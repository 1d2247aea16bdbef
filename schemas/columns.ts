/**
 * Columns of a history, and names that are none. Kinds of claims and figures check theirs here, so
 * this file knows no network: a change of one judges and draws nothing anew.
 */
import type { DatasetSize } from "../tasks/dataset.ts";
import { trainingColumns } from "../training/columns.ts";
import type { Problem } from "./diagnostics.ts";
import { didYouMean, type Path } from "./fields.ts";

/** The columns that training gives; sets without rows have none. */
export function columnsOfData({ sets, data }: DatasetSize): string[] {
  return trainingColumns(Object.keys(sets).filter((set) => sets[set]! > 0), data.output);
}

/** Nothing where `name` is one of these columns, or where they are not known. */
export function* checkColumn(
  name: string,
  path: Path,
  columns: readonly string[] | null,
): Generator<Problem> {
  if (columns === null || columns.includes(name)) return;
  const layers = layersOf(name, columns);
  const cure = layers.length > 0
    ? `it is measured per layer: use one of ${layers.join(", ")}`
    : didYouMean(name, columns, `columns are ${columns.join(", ")}`);
  yield { path, message: `${name} is not a column of this experiment's history; ${cure}` };
}

/** The same where a name stands for all layers of a measure, too. */
export function* checkColumnOrLayers(
  name: string,
  path: Path,
  columns: readonly string[] | null,
): Generator<Problem> {
  if (columns === null || layersOf(name, columns).length > 0) return;
  yield* checkColumn(name, path, columns);
}

function layersOf(name: string, columns: readonly string[]): string[] {
  return columns.filter((column) => column.startsWith(`${name}/`));
}
