/** Objectives against their closed forms. */
import assert from "node:assert/strict";
import { referenceEngine } from "../../engines/reference.ts";
import { input } from "../../graph/tensor.ts";
import { findObjective, type ObjectiveKind } from "../../objectives/objective.ts";
import { engines, runOnce } from "../engines/run_program.ts";
import { programOf } from "../graph/op_cases.ts";
import { normals, rowsOf } from "../models/networks.ts";

/** Losses of each row. */
async function losses(
  kind: ObjectiveKind,
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  engine = referenceEngine,
): Promise<number[]> {
  const classes = rows[0]!.length;
  const [logits, wanted] = [input("logits", ["rows", classes]), input("targets", ["rows"], "int")];
  const program = programOf("losses", [logits, wanted], [findObjective(kind)(logits, wanted)]);
  const results = await runOnce(engine, program, {
    logits: { shape: [rows.length, classes], data: Float64Array.from(rows.flat()) },
    targets: { shape: [rows.length], data: Int32Array.from(targets) },
  });
  assert.deepEqual([...results.output0!.shape], [rows.length]);
  return [...results.output0!.data];
}

function assertAllClose(actual: readonly number[], expected: readonly number[], tolerance: number) {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries()) {
    const off = Math.abs(actual[index]! - value);
    assert.ok(off <= tolerance * Math.max(1, Math.abs(value)), `${actual} instead of ${expected}`);
  }
}

Deno.test("cross-entropy of equal logits is the logarithm of the number of classes", async () => {
  for (const [classes, expected] of [[97, 4.5747], [113, 4.7274], [120, 4.7875], [239, 5.4765]]) {
    const [loss] = await losses("crossEntropy", [Array(classes).fill(3)], [5]);
    assertAllClose([loss!], [Math.log(classes!)], 1e-13);
    assert.equal(loss!.toFixed(4), expected!.toFixed(4));
  }
});

Deno.test("cross-entropy is the logarithm of the sum of exponentials less the logit", async () => {
  const rows = rowsOf(normals("logits", [4, 6], 3));
  const targets = [0, 5, 2, 2];
  const expected = rows.map((row, index) =>
    Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - row[targets[index]!]!
  );
  assertAllClose(await losses("crossEntropy", rows, targets), expected, 1e-13);
});

for (const engine of engines) {
  Deno.test(`cross-entropy of logits of a thousand is finite and right on ${engine.name}`, async () => {
    const rows = [[1000, 0, -1000], [1000, 0, -1000], [-1000, -1000, -1000]];
    const found = await losses("crossEntropy", rows, [0, 2, 1], engine);
    assertAllClose(found, [0, 2000, Math.log(3)], 1e-6);
  });
}

Deno.test("squared error averages over the classes, as torch's MSELoss", async () => {
  // For the first row ((0.5 - 0)^2 + (2 - 1)^2 + (-1 - 0)^2 + (0 - 0)^2) / 4.
  const found = await losses("meanSquaredError", [[0.5, 2, -1, 0], [0, 0, 0, 1]], [1, 3]);
  assertAllClose(found, [2.25 / 4, 0], 1e-15);
});
