/** A random table: no answer depends on its row, and only training rows have a corrected copy. */
import assert from "node:assert/strict";
import { buildDataset } from "../../tasks/dataset.ts";
import { SplitSettings } from "../../tasks/split.ts";

const task = {
  kind: "modular",
  operation: "x+y",
  modulus: 97,
  operands: 2,
  operandFraction: 1,
  encoding: "residues",
} as const;

function build(seed: number, trainFraction = 0.5) {
  const split = SplitSettings.parse({ trainFraction });
  return buildDataset({ task, split, corruption: { kind: "randomTable", seed } });
}

Deno.test("each class is an answer as often, on both sides of the split", () => {
  const { targets, sets } = build(0);
  for (const name of ["train", "validation"]) {
    const counts = new Map<number, number>();
    for (const row of sets[name]!) counts.set(targets[row]!, (counts.get(targets[row]!) ?? 0) + 1);
    // 48.5 times each, with a deviation of 7.
    assert.equal(counts.size, 97);
    assert.ok([...counts.values()].every((count) => count > 16 && count < 84), name);
  }
});

Deno.test("the rule is right as often as chance, of training rows and of the others", () => {
  const { targets, inputs, sets } = build(0);
  const right = (rows: Int32Array) =>
    rows.filter((row) => (inputs[2 * row]! + inputs[2 * row + 1]!) % 97 === targets[row]).length;
  // 48.5 on average.
  for (const name of ["train", "validation"]) assert.ok(right(sets[name]!) < 84, name);
  assert.deepEqual(sets.corrupted, sets.train);
  assert.equal(right(sets.corrected!), sets.train!.length);
});

Deno.test("another split is one of the same table, and another seed another table", () => {
  const answers = (seed: number, fraction: number) => build(seed, fraction).targets.slice(0, 9409);
  assert.deepEqual(answers(0, 0.5), answers(0, 0.3));
  assert.notDeepEqual(answers(0, 0.5), answers(1, 0.5));
});
