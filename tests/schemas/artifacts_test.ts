/** Files between stages: what is well-formed, and what is not. */
import assert from "node:assert/strict";
import { HistoryRow, Verdicts } from "../../schemas/artifacts.ts";

Deno.test("HistoryRow takes any columns, and null for what is not finite", () => {
  const row = { step: 0, trainLoss: 4.1, validationLoss: null, "featureRank/layers.0": 3 };
  assert.deepEqual(HistoryRow.parse(row), row);
});

Deno.test("HistoryRow refuses what is no number, and rows without a step", () => {
  for (const row of [{ step: 0, trainLoss: "4" }, { trainLoss: 4 }, { step: -1 }, { step: 0.5 }]) {
    assert.equal(HistoryRow.safeParse(row).success, false);
  }
});

Deno.test("Verdicts refuses a verdict that is none", () => {
  const verdict = { name: "c", kind: "never", verdict: "holds", expected: "a", measured: "b" };
  assert.deepEqual(Verdicts.parse([verdict]), [verdict]);
  assert.equal(Verdicts.safeParse([{ ...verdict, verdict: "perhaps" }]).success, false);
});
