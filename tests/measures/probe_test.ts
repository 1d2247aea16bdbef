import assert from "node:assert/strict";
import { accuracyOf, type Examples, trainProbe } from "../../measures/probe.ts";

const settings = { epochs: 1, batch: 8, learningRate: 0.01, penalty: 0, seed: 0 };

const points: Examples = {
  features: Float64Array.of(0, 1, 2, -1, 3, 0.5, -2, 1),
  width: 2,
  classes: Int32Array.of(0, 1, 2, 0),
};

Deno.test("the first step of Adam is the learning rate long, for every weight and bias", () => {
  const start = trainProbe(points, 3, { ...settings, epochs: 0 });
  const next = trainProbe(points, 3, settings);
  for (const [at, weight] of next.entries()) {
    assert.ok(Math.abs(Math.abs(weight - start[at]!) - 0.01) < 1e-6, `${at}: ${weight}`);
  }
});

Deno.test("weights begin uniform in ±1/√width, by the seed", () => {
  const wide = { features: new Float64Array(100), width: 100, classes: Int32Array.of(1) };
  const start = (seed: number) => trainProbe(wide, 10, { ...settings, epochs: 0, seed });
  assert.equal(start(0).length, 1010);
  assert.ok(start(0).every((weight) => Math.abs(weight) <= 0.1));
  const square = start(0).reduce((sum, weight) => sum + weight * weight, 0) / 1010;
  assert.ok(Math.abs(square - 0.01 / 3) < 3e-4, `${square}`);
  assert.deepEqual(start(1), start(1));
  assert.notDeepEqual(start(0), start(1));
});

Deno.test("features that say nothing are answered by how frequent the classes are", () => {
  const blind = { features: new Float64Array(4), width: 1, classes: Int32Array.of(1, 0, 1, 1) };
  const long = { ...settings, epochs: 3000 };
  const [, , first, second] = trainProbe(blind, 2, long);
  assert.ok(Math.abs(second! - first! - Math.log(3)) < 1e-6, `${second! - first!}`);
  assert.equal(accuracyOf(trainProbe(blind, 2, long), blind, 2), 3 / 4);
});

Deno.test("a penalty on the length of the weights stops them where the slope of the loss is that", () => {
  // Of one feature of 1 and two classes alike: d/dw of ln(1 + e^-2w) at (w, -w), and of λ √2 w.
  const told = { features: Float64Array.of(1, -1), width: 1, classes: Int32Array.of(0, 1) };
  const found = trainProbe(told, 2, { ...settings, epochs: 5000, penalty: 0.1 });
  const margin = found[0]! - found[1]!;
  const slope = 1 / (1 + Math.exp(margin)); // of the loss, by the margin
  assert.ok(Math.abs(slope - 0.1 / Math.SQRT2) < 1e-4, `${slope}`);
});
