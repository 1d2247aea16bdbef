/** Data sets: sizes known beforehand, sets of rows, tokens that say what the row says. */
import assert from "node:assert/strict";
import { buildDataset, datasetSize } from "../../tasks/dataset.ts";
import { encodingNames } from "../../tasks/encodings.ts";
import type { TaskSettings } from "../../tasks/mod.ts";
import { SplitSettings } from "../../tasks/split.ts";

const split = SplitSettings.parse({});
const division: TaskSettings = {
  kind: "modular",
  operation: "x/y",
  modulus: 7,
  operands: 2,
  operandFraction: 1,
  encoding: "sentence",
};

Deno.test("buildDataset() has the sets that datasetSize() promises, in every encoding", () => {
  for (const encoding of encodingNames) {
    const task = { ...division, encoding };
    const { sets } = buildDataset({ task, split });
    const promised = datasetSize({ task, split });
    assert.deepEqual(promised.sets, { train: 21, validation: 21 });
    assert.deepEqual(
      Object.entries(sets).map(([name, { length }]) => [name, length]),
      Object.entries(promised.sets),
    );
  }
});

Deno.test("datasetSize() gives the input lengths of the published networks", () => {
  const shapes = encodingNames.map((encoding) =>
    datasetSize({ task: { ...division, modulus: 97, encoding }, split }).data
  );
  const tokens = (
    ranges: readonly [number, number][],
    vocabulary: number,
    answers = 1,
    classes = vocabulary,
  ) => ({
    input: {
      kind: "tokens",
      positions: ranges.length,
      vocabulary,
      causal: answers > 1,
      ranges,
    },
    output: { kind: "classes", answers, classes },
  });
  const values: [number, number] = [0, 97];
  const openai: [number, number] = [22, 22 + 97];
  const only = (token: number): [number, number] => [token, token + 1];
  assert.deepEqual(shapes, [
    tokens([values, values], 97),
    tokens([openai, openai], 239),
    tokens([values, only(98), values, only(97)], 99),
    tokens([only(0), openai, only(10), openai, only(1), openai], 239, 2),
    tokens([values, values, only(97)], 98, 1, 97),
    tokens([values, values, only(97)], 98),
    tokens([values, only(97), values, only(98)], 99),
  ]);
});

Deno.test("people read the same equations in every encoding", () => {
  for (const encoding of encodingNames) {
    const { text } = buildDataset({ task: { ...division, encoding }, split });
    const texts = Array.from({ length: 42 }, (_, row) => text(row));
    for (const { input, answer } of texts) {
      const [x, y] = input.split("/").map(Number);
      assert.equal((Number(answer) * y!) % 7, x, `${encoding}: ${input} = ${answer}`);
    }
    assert.equal(new Set(texts.map(({ input }) => input)).size, 42);
  }
});

Deno.test("residues are their own tokens", () => {
  const task = { ...division, operation: "x+y", operands: 3, encoding: "residues" } as const;
  const { inputs, targets } = buildDataset({ task, split });
  for (const [row, target] of targets.entries()) {
    assert.equal((inputs[3 * row]! + inputs[3 * row + 1]! + inputs[3 * row + 2]!) % 7, target);
  }
});
