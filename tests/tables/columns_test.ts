import assert from "node:assert/strict";
import type { HistoryRow } from "../../schemas/artifacts.ts";
import { columnNames } from "../../tables/columns.ts";

Deno.test("columnNames() gives the step, then the columns in the order of the rows", () => {
  assert.deepEqual(columnNames([{ step: 0, b: 1, a: null }, { step: 1, b: 1, a: 2 }]), [
    "step",
    "b",
    "a",
  ]);
  assert.deepEqual(columnNames([]), ["step"]);
});

Deno.test("columnNames() puts a column that comes later where its row has it", () => {
  const rows: HistoryRow[] = [
    { step: 0, trainLoss: 1, parameterNorm: 1 },
    { step: 1, "rank/0": 1, "rank/1": 1 },
    { step: 2, batchLoss: 1, parameterNorm: 1 },
    { step: 3, trainLoss: 1, batchLoss: 1, rate: 1, parameterNorm: 1, "rank/0": 1 },
  ];
  assert.deepEqual(columnNames(rows), [
    "step",
    "trainLoss",
    "batchLoss",
    "rate",
    "parameterNorm",
    "rank/0",
    "rank/1",
  ]);
});
