/** Sets of rows beside those of a data set: what somebody wrote, and labels that are made false. */
import type { CorruptionSettings } from "../corruptions/mod.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import { corruptTable } from "../tasks/corrupt.ts";
import { SplitSettings } from "../tasks/split.ts";
import type { Table } from "../tasks/task.ts";
import type { TrainingData } from "../training/data.ts";

/** Rows as networks see them, row-major as in a `Table`. */
export type Rows = Pick<Table, "inputs" | "targets">;

/** The data with further sets, whose rows stand behind all others. */
export function appendSets(
  data: TrainingData,
  sets: ReadonlyMap<string, Rows>,
): TrainingData {
  const added = [...sets];
  let rows = data.inputs.shape[0]!;
  const ranges = added.map(([name, { targets }]) => {
    const count = targets.length / width(data.targets.shape);
    const range = Int32Array.from({ length: count }, (_, index) => rows + index);
    rows += count;
    return [name, range] as const;
  });
  const stack = (
    { shape, data: own }: TrainingData["inputs"],
    others: readonly Rows["inputs"][],
  ) => ({
    shape: [rows, ...shape.slice(1)],
    data: concatenate(own, others),
  });
  return {
    inputs: stack(data.inputs, added.map(([, { inputs }]) => inputs)),
    targets: stack(data.targets, added.map(([, { targets }]) => targets)),
    sets: { ...data.sets, ...Object.fromEntries(ranges) },
  };
}

/**
 * The rows of a set of which a fraction has other answers, drawn at random as the corruption
 * `randomLabels` draws them; a larger fraction makes those of a smaller one false too.
 */
export function withRandomLabels(
  { inputs, targets, sets }: TrainingData,
  shape: DataShape,
  set: string,
  fraction: number,
): Rows {
  const rows = sets[set]!;
  const corruption: CorruptionSettings = { kind: "randomLabels", fraction, seed: 0 };
  const table: Table = {
    inputs: inputs.data,
    targets: targets.data,
    sets: {},
    vocabulary: [],
    text: () => ({ input: "", answer: "" }),
  };
  const split = { train: rows, validation: new Int32Array(0) };
  const taught = corruptTable(table, shape, split, corruption, SplitSettings.parse({}));
  return {
    inputs: pick(taught.inputs, rows, width(inputs.shape)),
    targets: pick(taught.targets, rows, width(targets.shape)),
  };
}

/** Some rows of a row-major array with so many numbers in each. */
export function pick<Numbers extends Int32Array | Float32Array>(
  from: Numbers,
  rows: Int32Array,
  size: number,
): Numbers {
  const picked = empty(from, rows.length * size);
  for (const [index, row] of rows.entries()) {
    picked.set(from.subarray(row * size, (row + 1) * size), index * size);
  }
  return picked;
}

function concatenate(
  first: Rows["inputs"],
  others: readonly Rows["inputs"][],
): Int32Array | Float32Array {
  const all = empty(first, others.reduce((total, { length }) => total + length, first.length));
  all.set(first);
  let end = first.length;
  for (const other of others) {
    all.set(other, end);
    end += other.length;
  }
  return all;
}

/** Zeros of the same type. */
function empty<Numbers extends Int32Array | Float32Array>(like: Numbers, length: number): Numbers {
  const made = like instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  return made as Numbers;
}

/** Numbers in a row. */
function width(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, size) => product * size, 1);
}
