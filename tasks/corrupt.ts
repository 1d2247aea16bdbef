/** A table of which some training rows are taught other answers. */
import { type CorruptionSettings, findCorruption } from "../corruptions/mod.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import type { Table } from "./task.ts";

/**
 * The same rows with some answers replaced, followed by copies of these rows with the true ones.
 * The set `corrupted` is the rows as they are taught, `corrected` the copies, which nothing is
 * trained on: a network that answers the first as taught knows it by heart, one that answers the
 * second sees through the corruption.
 *
 * @throws {TypeError} for data without classes, which no experiment with a corruption has.
 */
export function corruptTable(
  table: Table,
  { output }: DataShape,
  train: Int32Array,
  { kind, ...settings }: CorruptionSettings,
): Table {
  const { inputs, targets, vocabulary } = table;
  if (output.kind !== "classes" || targets instanceof Float32Array) {
    throw new TypeError("Only classes can be corrupted, and these data ask for numbers");
  }
  const { answers } = output;
  const all = targets.length / answers;
  const corrupted = findCorruption(kind).corrupt(settings, { output, targets, train });
  const taught = new Int32Array(targets.length + corrupted.targets.length);
  taught.set(targets);
  const perRow = inputs.length / all;
  const shown = new (inputs instanceof Int32Array ? Int32Array : Float32Array)(
    inputs.length + corrupted.rows.length * perRow,
  );
  shown.set(inputs);
  for (const [index, row] of corrupted.rows.entries()) {
    const copy = all + index;
    shown.copyWithin(copy * perRow, row * perRow, (row + 1) * perRow);
    taught.copyWithin(copy * answers, row * answers, (row + 1) * answers);
    const wrong = corrupted.targets.subarray(index * answers, (index + 1) * answers);
    taught.set(wrong, row * answers);
  }
  const wrongAnswer = new Map(Array.from(corrupted.rows, (row) => {
    const classes = taught.subarray(row * answers, (row + 1) * answers);
    return [row, Array.from(classes, (each) => vocabulary[each] ?? String(each)).join(" ")];
  }));
  return {
    ...table,
    inputs: shown,
    targets: taught,
    sets: {
      ...table.sets,
      corrupted: corrupted.rows,
      corrected: corrupted.rows.map((_, index) => all + index),
    },
    text(row) {
      const { input, answer } = table.text(row < all ? row : corrupted.rows[row - all]!);
      return { input, answer: wrongAnswer.get(row) ?? answer };
    },
  };
}
