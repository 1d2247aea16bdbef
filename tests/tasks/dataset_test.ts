/** Datasets: shapes known beforehand, tokens that say what the row says. */
import assert from "node:assert/strict";
import { buildDataset, datasetShape, rowText } from "../../tasks/dataset.ts";
import { encodingNames } from "../../tasks/encodings.ts";
import type { ModularTask } from "../../tasks/modular.ts";

const split = { trainFraction: 0.5, rounding: "bankers", shuffle: "counter", seed: 0 } as const;
const division: ModularTask = {
  kind: "modular",
  operation: "x/y",
  modulus: 7,
  operands: 2,
  operandFraction: 1,
  encoding: "sentence",
};

Deno.test("buildDataset() has the shape that datasetShape() promises, in every encoding", () => {
  for (const encoding of encodingNames) {
    const task = { ...division, encoding };
    const dataset = buildDataset(task, split);
    const shape = datasetShape(task);
    assert.equal(dataset.rows, 42);
    assert.equal(dataset.tokens.length, 42 * shape.positions, encoding);
    assert.equal(dataset.targets.length, 42 * shape.answers, encoding);
    assert.equal(dataset.vocabulary.length, shape.vocabularySize, encoding);
    assert.equal(dataset.train.length + dataset.validation.length, 42);
    const size = shape.vocabularySize;
    assert.ok([...dataset.tokens, ...dataset.targets].every((token) => token >= 0 && token < size));
  }
});

Deno.test("datasetShape() gives the input lengths of the published networks", () => {
  const shapes = encodingNames.map((encoding) =>
    datasetShape({ ...division, modulus: 97, encoding })
  );
  assert.deepEqual(shapes, [
    { positions: 2, answers: 1, vocabularySize: 97 },
    { positions: 2, answers: 1, vocabularySize: 239 },
    { positions: 4, answers: 1, vocabularySize: 99 },
    { positions: 6, answers: 2, vocabularySize: 239 },
  ]);
});

Deno.test("rowText() reads the same equation back from every encoding", () => {
  for (const encoding of encodingNames) {
    const task = { ...division, encoding };
    const dataset = buildDataset(task, split);
    const texts = Array.from({ length: 42 }, (_, row) => rowText(task, dataset, row));
    for (const { equation, answer } of texts) {
      const [x, y] = equation.split("/").map(Number);
      assert.equal((Number(answer) * y!) % 7, x, `${encoding}: ${equation} = ${answer}`);
    }
    assert.equal(new Set(texts.map(({ equation }) => equation)).size, 42);
  }
});

Deno.test("residues are their own tokens", () => {
  const task: ModularTask = { ...division, operation: "x+y", operands: 3, encoding: "residues" };
  const { tokens, targets, positions } = buildDataset(task, split);
  assert.equal(positions, 3);
  for (const [row, target] of targets.entries()) {
    assert.equal((tokens[3 * row]! + tokens[3 * row + 1]! + tokens[3 * row + 2]!) % 7, target);
  }
});
