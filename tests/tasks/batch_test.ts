/** Sizes of batches, against the published numbers of batches per pass. */
import assert from "node:assert/strict";
import { batchRows, rowsPerBatch, settleBatch } from "../../tasks/batch.ts";

Deno.test("batchRows() gives the batches per pass that PKU logged", () => {
  const passes = [1882, 2823, 3764, 4704, 5645, 6586, 7527].map((rows) =>
    Math.ceil(rows / batchRows({ size: 512, atMostHalf: "ceil" }, rows))
  );
  assert.deepEqual(passes, [4, 6, 8, 10, 12, 13, 15]);
});

Deno.test("batchRows() limits a batch to half the rows, rounded as asked", () => {
  assert.equal(batchRows({ size: 512, atMostHalf: "ceil" }, 481), 241);
  assert.equal(batchRows({ size: 512, atMostHalf: "floor" }, 481), 240);
  assert.equal(batchRows({ size: 512, atMostHalf: "never" }, 481), 512);
});

Deno.test("batchRows() takes every row when full", () => {
  assert.equal(batchRows({ size: "full", atMostHalf: "never" }, 1740), 1740);
});

Deno.test("rowsPerBatch() takes a share of the rows, rounded up as openai/grok does", () => {
  assert.equal(rowsPerBatch({ size: 0.25, atMostHalf: "never" }, 4657), 1165);
  assert.equal(rowsPerBatch({ size: 0.001, atMostHalf: "never" }, 90), 1);
  assert.equal(rowsPerBatch({ size: 0.75, atMostHalf: "floor" }, 481), 240);
});

Deno.test("settleBatch() leaves sizes in rows as they are, and so their keys", () => {
  for (const size of ["full", 1, 512] as const) {
    const batch = { size, atMostHalf: "ceil" } as const;
    assert.equal(settleBatch(batch, 4657), batch);
  }
});
