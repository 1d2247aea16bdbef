/** Corrupted data sets: what is taught, what is true, and what stays as it was. */
import assert from "node:assert/strict";
import { buildDataset, datasetSize } from "../../tasks/dataset.ts";
import type { TaskSettings } from "../../tasks/mod.ts";
import { SplitSettings } from "../../tasks/split.ts";

const tasks: readonly TaskSettings[] = [
  {
    kind: "modular",
    operation: "x+y",
    modulus: 7,
    operands: 2,
    operandFraction: 1,
    encoding: "equation",
  },
  { kind: "sorting", length: 3, values: 4, rows: "all" },
];
const split = SplitSettings.parse({});
const corruption = { kind: "randomLabels", fraction: 0.25, seed: 0 } as const;

for (const task of tasks) {
  const plain = buildDataset({ task, split });
  const corrupted = buildDataset({ task, split, corruption });
  const { corrupted: wrong, corrected: right } = corrupted.sets as Record<string, Int32Array>;
  const { output } = plain.size.data;
  const answers = output.kind === "classes" ? output.answers : 0;
  const answersOf = (row: number) =>
    corrupted.targets.subarray(row * answers, (row + 1) * answers).join();

  Deno.test(`${task.kind} with a corruption has the sets that are promised`, () => {
    assert.deepEqual(
      Object.entries(corrupted.sets).map(([name, rows]) => [name, rows.length]),
      Object.entries(datasetSize({ task, split, corruption }).sets),
    );
    assert.deepEqual(Object.keys(corrupted.sets), [
      "train",
      "validation",
      "corrupted",
      "corrected",
    ]);
    assert.equal(wrong!.length, Math.round(plain.sets.train!.length / 4));
    assert.ok(wrong!.every((row) => corrupted.sets.train!.includes(row)));
  });

  Deno.test(`${task.kind}: corrupted rows are taught wrong, and their copies know better`, () => {
    const perRow = plain.inputs.length * answers / plain.targets.length;
    const inputOf = (row: number) =>
      corrupted.inputs.subarray(row * perRow, (row + 1) * perRow).join();
    for (const [index, row] of wrong!.entries()) {
      const copy = right![index]!;
      assert.equal(inputOf(copy), inputOf(row));
      assert.notEqual(answersOf(copy), answersOf(row));
      assert.deepEqual(corrupted.text(copy), plain.text(row));
      assert.equal(corrupted.text(row).input, plain.text(row).input);
      assert.equal(corrupted.text(row).answer.replaceAll(" ", ","), answersOf(row));
    }
  });

  Deno.test(`${task.kind}: all other rows and the split are as without a corruption`, () => {
    assert.deepEqual(corrupted.sets.train, plain.sets.train);
    assert.deepEqual(corrupted.sets.validation, plain.sets.validation);
    assert.deepEqual(corrupted.inputs.slice(0, plain.inputs.length), plain.inputs);
    const rows = plain.targets.length / answers;
    for (let row = 0; row < rows; row++) {
      if (wrong!.includes(row)) continue;
      const truth = plain.targets.subarray(row * answers, (row + 1) * answers).join();
      assert.equal(answersOf(row), truth);
      assert.deepEqual(corrupted.text(row), plain.text(row));
    }
  });
}

Deno.test("a corruption of nothing is the data set as it was", () => {
  const [task] = tasks;
  const none = buildDataset({ task: task!, split, corruption: { ...corruption, fraction: 0 } });
  assert.deepEqual(Object.keys(none.sets), ["train", "validation"]);
  assert.deepEqual(none.targets, buildDataset({ task: task!, split }).targets);
});

Deno.test("a row that is read with its answers is read with the corrupted ones, up to its end", () => {
  const lists = {
    kind: "sorting",
    length: 3,
    values: 9,
    rows: "all",
    encoding: "sentence",
  } as const;
  const { inputs, targets, vocabulary, sets, text } = buildDataset({
    task: lists,
    split,
    corruption,
  });
  for (const row of sets.corrupted!) {
    const tokens = inputs.subarray(row * 9, row * 9 + 9);
    const { input, answer } = text(row);
    const sentence = `<|eos|> sort ${input} = ${answer}`;
    assert.equal([...tokens].map((token) => vocabulary[token]).join(" "), sentence);
    const answers = [...targets.subarray(row * 4, row * 4 + 4)].map((token) => vocabulary[token]);
    assert.equal(answers.join(" "), `${answer} <|eos|>`);
  }
});
