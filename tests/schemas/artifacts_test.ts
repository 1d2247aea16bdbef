/** Files between stages: what is well-formed, and what is not. */
import assert from "node:assert/strict";
import { HistoryRow, Verdicts } from "../../schemas/artifacts.ts";

const start = {
  step: 0,
  trainLoss: 4.1,
  trainAccuracy: 0.01,
  validationLoss: null,
  validationAccuracy: 0,
  batchLoss: null,
  batchAccuracy: null,
  learningRate: null,
  parameterNorm: 3,
};

Deno.test("HistoryRow accepts the row at step 0, and losses that are not finite as null", () => {
  assert.deepEqual(HistoryRow.parse(start), start);
});

Deno.test("HistoryRow refuses percentages", () => {
  assert.equal(HistoryRow.safeParse({ ...start, trainAccuracy: 99 }).success, false);
});

Deno.test("Verdicts refuses a verdict that is none", () => {
  const verdict = { name: "c", kind: "never", verdict: "holds", expected: "a", measured: "b" };
  assert.deepEqual(Verdicts.parse([verdict]), [verdict]);
  assert.equal(Verdicts.safeParse([{ ...verdict, verdict: "perhaps" }]).success, false);
});
