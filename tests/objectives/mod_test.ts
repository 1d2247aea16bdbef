/** Objectives against the losses in their rows, and against the constants of the papers. */
import assert from "node:assert/strict";
import type { Engine } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { gradients } from "../../graph/autodiff.ts";
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

Deno.test("StableMax of equal outputs is the logarithm of the number of classes", async () => {
  for (const precision of [32, 64] as const) {
    const [loss] = await losses({ kind: "stableMax", precision }, [Array(113).fill(-7)], [5]);
    assert.ok(Math.abs(loss! - Math.log(113)) < 1e-12);
  }
});

/** Outputs whose right class is so likely that 32 bits hold no other: softmax collapse. */
const certain = [[30, 0]];

for (const engine of engines) {
  Deno.test(`in 64 bits a loss below those of 32 bits is exact on ${engine.name}`, async () => {
    const [loss] = await losses({ kind: "crossEntropy", precision: 64 }, certain, [0], engine);
    assert.ok(Math.abs(loss! / Math.exp(-30) - 1) < 0.01, `${loss}`);
  });

  for (
    const [settings, slope] of [
      [{ kind: "crossEntropy", precision: 64 }, -Math.exp(-30)],
      [{ kind: "crossEntropy", precision: 16 }, 0],
      // s is 31 and 1, and its slope 1: 1 / 32 - 1 / 31.
      [{ kind: "stableMax", precision: 64 }, 1 / 32 - 1 / 31],
    ] as const
  ) {
    const name = `${settings.kind} in ${settings.precision} bits`;
    Deno.test(`${name} has the slope of a certain class on ${engine.name}`, async () => {
      const outputs = input("outputs", [1, 2]);
      const targets = input("targets", [1], "int");
      const data: DataShape = { input: tokensOf(1, 2), output: classesOf(2) };
      const loss = buildObjective(settings, data)(outputs, targets).sum();
      const program = programOf("slope", [outputs, targets], gradients(loss, [outputs]));
      const { output0 } = await runOnce(engine, program, {
        outputs: { shape: [1, 2], data: Float64Array.of(...certain[0]!) },
        targets: { shape: [1], data: Int32Array.of(0) },
      });
      const found = output0!.data[0]!;
      assert.ok(Math.abs(found - slope) <= 0.01 * Math.abs(slope), `${found} instead of ${slope}`);
    });
  }
}

Deno.test("in 16 bits a slope is rounded as torch rounds it, to steps of its size", async () => {
  const outputs = input("outputs", [1, 2]);
  const targets = input("targets", [1], "int");
  const dy = input("dy", [1]);
  const slope = outputs.crossEntropySlope(targets, dy, { form: "softmax", precision: 16 });
  const { output0 } = await runOnce(
    onnxEngine,
    programOf("slope", [outputs, targets, dy], [slope]),
    {
      outputs: { shape: [1, 2], data: Float64Array.of(0.1, 0) },
      targets: { shape: [1], data: Int32Array.of(0) },
      dy: { shape: [1], data: Float64Array.of(1 / 5107) },
    },
  );
  const rounded = Math.f16round;
  const shares = [0.1, 0].map(rounded).map((x, _, all) =>
    rounded(x - Math.log(all.reduce((sum, each) => sum + Math.exp(each), 0)))
  ).map(Math.exp);
  const step = rounded(1 / 5107);
  assert.deepEqual([...output0!.data], [
    rounded(step * shares[0]! - step),
    rounded(step * shares[1]!),
  ]);
});
