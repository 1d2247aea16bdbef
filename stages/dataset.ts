/** The dataset stage: the whole table of a task, split, for networks and for people. */
import { z } from "zod";
import { oneShot } from "../dag/stage.ts";
import { encodeTensors } from "../formats/safetensors.ts";
import { buildDataset, type Dataset, rowText } from "../tasks/dataset.ts";
import { encodingNames } from "../tasks/encodings.ts";
import type { ModularTask } from "../tasks/modular.ts";
import { operationNames } from "../tasks/operations.ts";
import { roundingNames, shuffleNames } from "../tasks/split.ts";

/** The form alone is checked: schemas/ checks the values, and its code stays out of the keys. */
const Params = z.strictObject({
  task: z.strictObject({
    kind: z.literal("modular"),
    operation: z.enum(operationNames),
    modulus: z.int(),
    operands: z.int(),
    operandFraction: z.number(),
    encoding: z.enum(encodingNames),
  }),
  split: z.strictObject({
    trainFraction: z.number(),
    rounding: z.enum(roundingNames),
    shuffle: z.enum(shuffleNames),
    seed: z.int(),
  }),
});

export const dataset = oneShot("dataset", ({ params }) => {
  const { task, split } = Params.parse(params);
  const table = buildDataset(task, split);
  const { rows, positions, answers, tokens, targets, train, validation, vocabulary } = table;
  const info = {
    vocabulary,
    rows,
    trainRows: train.length,
    validationRows: validation.length,
    positions,
    answers,
  };
  const text = (content: string) => new TextEncoder().encode(content);
  return Promise.resolve({
    "dataset.safetensors": encodeTensors({
      tensors: {
        tokens: { shape: [rows, positions], data: tokens },
        targets: { shape: [rows, answers], data: targets },
        train: { shape: [train.length], data: train },
        validation: { shape: [validation.length], data: validation },
      },
      metadata: {},
    }),
    "dataset.json": text(`${JSON.stringify(info)}\n`),
    "train.csv": text(csv(task, table, train)),
    "validation.csv": text(csv(task, table, validation)),
  });
});

/** One line per row, as a person would write the equation. */
function csv(task: ModularTask, dataset: Dataset, rows: Int32Array): string {
  const lines = Array.from(rows, (row) => {
    const { equation, answer } = rowText(task, dataset, row);
    return `${equation},${answer}`;
  });
  return ["equation,answer", ...lines].join("\n") + "\n";
}
