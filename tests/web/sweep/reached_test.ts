import assert from "node:assert/strict";
import { classOf, reachedAt } from "../../../web/sweep/reached.ts";

const rises = {
  train: { steps: [0, 1, 5], values: [0.1, 0.6, 1] },
  validation: { steps: [0, 50, 100], values: [0.01, 0.5, 0.97] },
};
const run = { rises, curves: {}, stoppedEarly: false };

Deno.test("reachedAt() gives the first step with at least the accuracy, and never where none has", () => {
  assert.deepEqual([0, 0.1, 0.11, 0.6, 1].map((each) => reachedAt(rises.train, each)), [
    ...[0, 0, 1, 1, 5],
  ]);
  assert.equal(reachedAt(rises.validation, 0.99), null);
  assert.equal(reachedAt({ steps: [], values: [] }, 0), null);
});

Deno.test("classOf() follows the thresholds that are moved", () => {
  const classes = ([train, validation, delay]: readonly [number, number, number]) =>
    classOf(run, { train, validation, delay });
  assert.equal(classes([0.99, 0.99, 5]), "memorised");
  assert.equal(classes([0.99, 0.95, 5]), "grokked");
  assert.equal(classes([0.99, 0.95, 21]), "generalisedAtOnce");
  assert.equal(
    classOf({ ...run, stoppedEarly: true }, { train: 1, validation: 1, delay: 5 }),
    null,
  );
});
