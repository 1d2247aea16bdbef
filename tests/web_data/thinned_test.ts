import assert from "node:assert/strict";
import { thinSteps } from "../../web_data/thinned.ts";

Deno.test("thinned checkpoints are even by their place, with both ends", () => {
  const steps = [1, 2, 4, 8, 16, 32, 64];
  assert.deepEqual(thinSteps(steps, 4), [1, 4, 16, 64]);
  assert.deepEqual(thinSteps(steps, 2), [1, 64]);
  assert.deepEqual(thinSteps(steps, 1), [64]);
  assert.deepEqual(thinSteps(steps, 7), steps);
  assert.deepEqual(thinSteps([], 3), []);
});
