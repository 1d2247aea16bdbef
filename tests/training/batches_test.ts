/** Batches: each pass is a partition of the training rows, however the steps are asked for. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { countTrainRows } from "../../tasks/split.ts";
import { type BatchPlan, nextBatches, stepsPerCall, stepsPerPass } from "../../training/batches.ts";

function planOf(rows: number, batchRows: number, seed = 0): BatchPlan {
  return { train: Int32Array.from({ length: rows }, (_, row) => 100 + row), batchRows, seed };
}

/** Batches of the steps from..to-1, asked for in portions of `limit`. */
function batchesBetween(plan: BatchPlan, from: number, to: number, limit: number): number[][] {
  const batches: number[][] = [];
  while (from + batches.length < to) {
    const step = from + batches.length;
    const next = nextBatches(plan, step, Math.min(limit, to - step));
    assert.ok(next.length > 0);
    assert.equal(new Set(next.map(({ length }) => length)).size, 1, "sizes in one portion");
    batches.push(...next.map((batch) => [...batch]));
  }
  return batches;
}

Deno.test("PKU's 80 % of 9409 rows are 15 batches of 512, the last of 359", () => {
  const rows = countTrainRows(9409, {
    trainFraction: 0.8,
    trainRows: "fraction",
    rounding: "bankers",
    shuffle: "counter",
    seed: 0,
  });
  const plan = planOf(rows, 512);
  assert.equal(stepsPerPass(rows, 512), 15);
  const sizes = batchesBetween(plan, 0, 15, 15).map(({ length }) => length);
  assert.deepEqual(sizes, [...Array(14).fill(512), 359]);
});

const plans = fc.record({
  rows: fc.integer({ min: 1, max: 60 }),
  batchRows: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(1000),
});

Deno.test("nextBatches() shows every training row once in each pass", () => {
  fc.assert(
    fc.property(plans, fc.nat(5), ({ rows, batchRows, seed }, pass) => {
      const plan = planOf(rows, batchRows, seed);
      const steps = stepsPerPass(rows, batchRows);
      const seen = batchesBetween(plan, pass * steps, (pass + 1) * steps, steps).flat();
      assert.deepEqual(seen.toSorted((a, b) => a - b), [...plan.train]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("nextBatches() gives the same batches in portions of any size", () => {
  fc.assert(
    fc.property(
      plans,
      fc.nat(40),
      fc.integer({ min: 1, max: 40 }),
      ({ rows, batchRows, seed }, from, limit) => {
        const plan = planOf(rows, batchRows, seed);
        assert.deepEqual(
          batchesBetween(plan, from, from + 30, limit),
          batchesBetween(plan, 0, from + 30, 1).slice(from),
        );
      },
    ),
    { seed: 2, numRuns: 100 },
  );
});

Deno.test("nextBatches() shuffles anew in each pass and for each seed", () => {
  const first = batchesBetween(planOf(50, 10), 0, 5, 5).flat();
  const second = batchesBetween(planOf(50, 10), 5, 10, 5).flat();
  const other = batchesBetween(planOf(50, 10, 1), 0, 5, 5).flat();
  const inOrder = [...planOf(50, 10).train];
  for (const [one, two] of [[first, second], [first, other], [first, inOrder]] as const) {
    const same = one.filter((row, index) => row === two[index]).length;
    assert.ok(same < 8, `${same} of 50 rows stand where they stood`);
  }
});

Deno.test("nextBatches() in order gives the rows of the split, from the first, in each pass", () => {
  const plan = { ...planOf(50, 12), ordered: true };
  assert.deepEqual(batchesBetween(plan, 0, 5, 5).flat(), [...plan.train]);
  assert.deepEqual(batchesBetween(plan, 5, 10, 2).flat(), [...plan.train]);
});

Deno.test("stepsPerCall() is 50, and up to 200 of tiny networks, whatever the time they take", () => {
  assert.equal(stepsPerCall(planOf(4704, 512), 455_424), 50);
  assert.equal(stepsPerCall(planOf(60, 60), 704), 200);
  assert.equal(stepsPerCall(planOf(100, 100), 10_000), 100);
  assert.equal(stepsPerCall(planOf(100, 5000), 10_000), 100, "there are only so many rows");
});
