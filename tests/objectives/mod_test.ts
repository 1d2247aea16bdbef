/** Objectives against the losses in their rows, and against the constants of the papers. */
import assert from "node:assert/strict";
import type { Engine } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { input } from "../../graph/tensor.ts";
import {
  buildObjective,
  findObjective,
  objectiveKinds,
  ObjectiveSettings,
} from "../../objectives/mod.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { classesOf, tokensOf } from "../../models/samples.ts";
import { engines, runOnce } from "../engines/run_program.ts";
import { programOf } from "../graph/op_cases.ts";

/** The losses of rows of outputs, each with its target. */
async function losses(
  settings: ObjectiveSettings,
  rows: readonly (readonly number[])[],
  targets: readonly (number | readonly number[])[],
  engine: Engine = referenceEngine,
): Promise<number[]> {
  const width = rows[0]!.length;
  const asksForNumbers = typeof targets[0] !== "number";
  const data: DataShape = {
    input: tokensOf(1, 2),
    output: asksForNumbers ? { kind: "numbers", width } : classesOf(width),
  };
  const outputs = input("outputs", ["rows", width]);
  const wanted = asksForNumbers
    ? input("targets", ["rows", width])
    : input("targets", ["rows"], "int");
  const result = buildObjective(settings, data)(outputs, wanted);
  const results = await runOnce(engine, programOf("losses", [outputs, wanted], [result]), {
    outputs: { shape: [rows.length, width], data: Float64Array.from(rows.flat()) },
    targets: asksForNumbers
      ? { shape: [rows.length, width], data: Float64Array.from(targets.flat()) }
      : { shape: [rows.length], data: Int32Array.from(targets as number[]) },
  });
  assert.deepEqual([...results.output0!.shape], [rows.length]);
  return [...results.output0!.data];
}

for (const kind of Object.keys(objectiveKinds) as ObjectiveSettings["kind"][]) {
  const { title, samples } = findObjective(kind);
  for (const engine of [referenceEngine, ...engines]) {
    Deno.test(`${title} gives the losses in its row on ${engine.name}`, async () => {
      assert.ok(samples.length > 0);
      for (const { settings, outputs, target, loss } of samples) {
        const parsed = ObjectiveSettings.parse({ kind, ...settings });
        const [found] = await losses(parsed, [outputs], [target], engine);
        const off = Math.abs(found! - loss);
        assert.ok(off <= 1e-6 * Math.max(1, Math.abs(loss)), `${found} instead of ${loss}`);
      }
    });
  }
}

Deno.test("cross-entropy of equal logits is the logarithm of the number of classes", async () => {
  for (const [classes, expected] of [[97, 4.5747], [113, 4.7274], [120, 4.7875], [239, 5.4765]]) {
    const [loss] = await losses({ kind: "crossEntropy" }, [Array(classes).fill(3)], [5]);
    assert.equal(loss!.toFixed(4), expected!.toFixed(4));
  }
});

for (const engine of engines) {
  Deno.test(`cross-entropy of logits of a thousand is finite and right on ${engine.name}`, async () => {
    const rows = [[1000, 0, -1000], [1000, 0, -1000], [-1000, -1000, -1000]];
    const found = await losses({ kind: "crossEntropy" }, rows, [0, 2, 1], engine);
    for (const [index, expected] of [0, 2000, Math.log(3)].entries()) {
      assert.ok(Math.abs(found[index]! - expected) <= 1e-6 * Math.max(1, expected));
    }
  });
}
