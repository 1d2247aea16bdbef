import assert from "node:assert/strict";
import { powerTicks, roundTicks } from "../../../web/curves/ticks.ts";

Deno.test("powerTicks() are powers of ten, with 2 and 5 between few, and 0 where the axis begins there", () => {
  assert.deepEqual(powerTicks(0, 5000), [0, 1, 10, 100, 1000]);
  assert.deepEqual(powerTicks(30, 700), [50, 100, 200, 500]);
  assert.deepEqual(powerTicks(1e-4, 0.1), [1e-4, 1e-3, 0.01, 0.1]);
  assert.ok(powerTicks(1e-12, 1e12).length <= 10);
});

Deno.test("roundTicks() are some round numbers", () => {
  assert.deepEqual(roundTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundTicks(13, 41), [20, 30, 40]);
  assert.deepEqual(roundTicks(-0.3, 0.3), [-0.2, 0, 0.2]);
  assert.deepEqual(roundTicks(7, 7), [7]);
});
