/** A table of which some rows are taught other answers. */
import { type CorruptionSettings, findCorruption } from "../corruptions/mod.ts";
import type { ClassOutput, DataShape } from "../schemas/data_shape.ts";
import type { Split, SplitSettings } from "./split.ts";
import type { Table } from "./task.ts";

/**
 * The same rows with some answers replaced, followed by copies of those of them that are trained
 * on, with the true answers. The set `corrupted` is the rows as they are taught, `corrected` the
 * copies, which nothing is trained on: a network that answers the first as taught knows it by heart,
 * one that answers the second sees through the corruption. Answers that all rows share, such as the
 * end of a sentence, are none of a corruption's.
 *
 * @throws {TypeError} for data without classes, which no experiment with a corruption has.
 */
export function corruptTable(
  table: Table,
  { input, output }: DataShape,
  { train, validation }: Split,
  { kind, ...settings }: CorruptionSettings,
  split: SplitSettings,
): Table {
  const { inputs, targets, vocabulary } = table;
  if (output.kind !== "classes" || targets instanceof Float32Array) {
    throw new TypeError("Only classes can be corrupted, and these data ask for numbers");
  }
  const { answers } = output;
  const all = targets.length / answers;
  const differing = differingAnswers(targets, output);
  const corrupted = findCorruption(kind).corrupt(settings, {
    output: { ...output, answers: differing.length },
    targets: columns(targets, answers, differing),
    train,
    validation,
    split,
  });
  const trained = new Set(train);
  const copied = corrupted.rows.filter((row) => trained.has(row));
  const perRow = inputs.length / all;
  const shown = new (inputs instanceof Int32Array ? Int32Array : Float32Array)(
    inputs.length + copied.length * perRow,
  );
  shown.set(inputs);
  const taught = new Int32Array(targets.length + copied.length * answers);
  taught.set(targets);
  for (const [index, row] of copied.entries()) {
    const copy = all + index;
    shown.copyWithin(copy * perRow, row * perRow, (row + 1) * perRow);
    taught.copyWithin(copy * answers, row * answers, (row + 1) * answers);
  }
  const wrongAnswer = new Map<number, string>();
  for (const [index, row] of corrupted.rows.entries()) {
    const classes = corrupted.targets.subarray(
      index * differing.length,
      (index + 1) * differing.length,
    );
    for (const [at, answer] of differing.entries()) {
      taught[row * answers + answer] = classes[at]!;
      // A row that is read with its answers shows each behind the position that is asked for it.
      const position = perRow - answers + answer + 1;
      if (input.kind === "tokens" && input.causal && position < perRow) {
        shown[row * perRow + position] = classes[at]!;
      }
    }
    const words = Array.from(classes, (each) => vocabulary[each] ?? String(each));
    wrongAnswer.set(row, words.join(" "));
  }
  return {
    ...table,
    inputs: shown,
    targets: taught,
    sets: {
      ...table.sets,
      corrupted: copied,
      corrected: copied.map((_, index) => all + index),
    },
    text(row) {
      const { input, answer } = table.text(row < all ? row : copied[row - all]!);
      return { input, answer: wrongAnswer.get(row) ?? answer };
    },
  };
}

/** The answers, by place, that are not the same in all rows. */
function differingAnswers(targets: Int32Array, { answers }: ClassOutput): number[] {
  return Array.from({ length: answers }, (_, answer) => answer)
    .filter((answer) =>
      targets.some((each, at) => at % answers === answer && each !== targets[answer])
    );
}

/** Some columns of a row-major matrix with so many. */
function columns(matrix: Int32Array, width: number, chosen: readonly number[]): Int32Array {
  return Int32Array.from({ length: matrix.length / width * chosen.length }, (_, at) => {
    const row = Math.floor(at / chosen.length);
    return matrix[row * width + chosen[at % chosen.length]!]!;
  });
}
