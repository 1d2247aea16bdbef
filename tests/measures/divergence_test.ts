/** What tells that a run diverged, and after how many updates. */
import assert from "node:assert/strict";
import { divergence, rowsBeforeDivergence } from "../../measures/divergence.ts";
import { curveOf } from "./curve.ts";

const { points: healthy } = curveOf([0, 0.5, 1]);
const last = healthy.at(-1)!;

Deno.test("divergence() is null while all losses and weights are numbers, be they 0", () => {
  assert.equal(divergence(healthy), null);
  assert.equal(divergence([...healthy, { ...last, step: 30, trainLoss: 0, batchLoss: 0 }]), null);
});

Deno.test("divergence() is at the evaluation that finds a loss or a weight that is no number", () => {
  for (const column of ["trainLoss", "validationLoss", "parameterNorm"]) {
    const row = { ...last, step: 30, [column]: null };
    assert.equal(divergence([...healthy, row]), 30, column);
  }
  assert.equal(divergence([{ ...healthy[0]!, trainLoss: null }]), 0);
});

Deno.test("divergence() is before the last update where the loss of that update is no number", () => {
  const row = { ...last, step: 17, trainLoss: null, batchLoss: null };
  assert.equal(divergence([...healthy.slice(0, 2), row]), 16);
});

Deno.test("rowsBeforeDivergence() are all rows whose losses are numbers, and no later ones", () => {
  assert.deepEqual(rowsBeforeDivergence(healthy), healthy);
  const lost = { ...last, step: 30, trainLoss: null, validationLoss: null, trainAccuracy: 0.2 };
  assert.deepEqual(rowsBeforeDivergence([...healthy, lost]), healthy);
  const overflown = { ...last, step: 30, parameterNorm: null };
  assert.deepEqual(rowsBeforeDivergence([...healthy, overflown, { ...lost, step: 40 }]), [
    ...healthy,
    overflown,
  ]);
});
