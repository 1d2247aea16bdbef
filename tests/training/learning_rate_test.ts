/** The learning rate over time, as the published codes have it. */
import assert from "node:assert/strict";
import { learningRateFactor } from "../../training/learning_rate.ts";

const factors = (from: number, steps: readonly number[]) =>
  steps.map((step) => learningRateFactor({ kind: "linearWarmup", steps: 10, from }, step));

Deno.test("openai's warm-up starts at 0 and is full at the 11th update", () => {
  assert.deepEqual(factors(0, [0, 1, 5, 9, 10, 11, 100_000]), [0, 0.1, 0.5, 0.9, 1, 1, 1]);
});

Deno.test("torch's LinearLR from 0.1 is 0.1 + 0.9 s / 10 before the 11th update, then 1", () => {
  const expected = [0.1, 0.19, 0.55, 0.91, 1, 1];
  for (const [index, factor] of factors(0.1, [0, 1, 5, 9, 10, 11]).entries()) {
    assert.ok(Math.abs(factor - expected[index]!) < 1e-15, `${factor}`);
  }
});

Deno.test("a constant learning rate is the full one from the first update", () => {
  assert.equal(learningRateFactor({ kind: "constant" }, 0), 1);
  assert.equal(learningRateFactor({ kind: "constant" }, 1e6), 1);
});
