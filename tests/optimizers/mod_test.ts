/** Every optimizer against its published formula, written as a plain loop in its own row. */
import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import {
  buildOptimizer,
  findOptimizer,
  optimizerKinds,
  OptimizerSettings,
  splitOptimizer,
} from "../../optimizers/mod.ts";
import { assertFollowsFormula } from "./update_paths.ts";

for (const kind of Object.keys(optimizerKinds) as OptimizerSettings["kind"][]) {
  const { title, samples } = findOptimizer(kind);
  for (const [index, sample] of samples.entries()) {
    const settings = OptimizerSettings.parse({ kind, ...sample });
    for (const [engine, tolerance] of [[referenceEngine, 1e-12], [onnxEngine, 2e-5]] as const) {
      Deno.test(`${title}, sample ${index}, is its formula on ${engine.name}`, async () => {
        await assertFollowsFormula(engine, { optimizer: settings }, tolerance);
      });
    }
  }

  Deno.test(`${title} has a sample, and its settings are numbers or part of the program`, () => {
    assert.ok(samples.length > 0);
    const { structure, hyperparameters } = splitOptimizer(OptimizerSettings.parse({ kind }));
    const { hyperparameters: fed } = buildOptimizer(structure);
    assert.deepEqual(Object.keys(hyperparameters).toSorted(), fed.toSorted());
    assert.ok(Object.values(hyperparameters).every(Number.isFinite));
  });
}
