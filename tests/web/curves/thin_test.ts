import assert from "node:assert/strict";
import { thin } from "../../../web/curves/thin.ts";

const steps = Array.from({ length: 10_000 }, (_, step) => step);

Deno.test("thin() keeps a spike of one step, up or down, wherever it is", () => {
  for (const spike of [1, 37, 500, 4321, 9998]) {
    for (const height of [5, -5]) {
      const values = steps.map((step) => step === spike ? height : Math.sin(step / 100));
      const { steps: kept, values: left } = thin({ steps, values }, 50);
      assert.equal(left[kept.indexOf(spike)], height);
    }
  }
});

Deno.test("thin() keeps both ends, the order, and few points", () => {
  const values = steps.map((step) => (step * 7919) % 101);
  const { steps: kept } = thin({ steps, values }, 50);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 9999]);
  assert.ok(kept.length <= 102);
  assert.deepEqual(kept, kept.toSorted((a, b) => a - b));
});

Deno.test("thin() leaves a short curve as it is", () => {
  const curve = { steps: [0, 1, 5], values: [0.1, 0.9, 0.5] };
  assert.deepEqual(thin(curve, 50), curve);
});
