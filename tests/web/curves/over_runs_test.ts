import assert from "node:assert/strict";
import { median, spreadOver } from "../../../web/curves/over_runs.ts";

Deno.test("median() is the middle, or between the two in the middle", () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([1, Infinity, Infinity]), Infinity);
});

Deno.test("spreadOver() has every step of any curve, straight between points, constant after the last", () => {
  const spread = spreadOver([
    { steps: [0, 10], values: [0, 1] },
    { steps: [0, 5], values: [0, 0.8] },
    { steps: [5, 10], values: [0.2, 0.2] },
  ]);
  assert.deepEqual(spread, {
    steps: [0, 5, 10],
    median: [0, 0.5, 0.8],
    low: [0, 0.2, 0.2],
    high: [0, 0.8, 1],
  });
});

Deno.test("a spike of one of many runs stays in the range", () => {
  const steps = Array.from({ length: 101 }, (_, at) => at);
  const flat = { steps, values: steps.map(() => 0.5) };
  const spiked = { steps, values: steps.map((step) => step === 42 ? 1 : 0.5) };
  const { high, median } = spreadOver([flat, spiked, flat]);
  assert.deepEqual([high[42], median[42]], [1, 0.5]);
});
