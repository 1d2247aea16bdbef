/** Splits: published sizes, and that they are partitions. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { countTrainRows, splitRows, type SplitSettings } from "../../tasks/split.ts";

const bankers: SplitSettings = {
  trainFraction: 0.5,
  trainRows: "fraction",
  rounding: "bankers",
  shuffle: "counter",
  seed: 0,
};

Deno.test("countTrainRows() gives the sizes of the published logs at p 97", () => {
  const sizes = [0.2, 0.25, 0.3, 0.33, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8]
    .map((trainFraction) => countTrainRows(9409, { ...bankers, trainFraction }));
  assert.deepEqual(
    sizes,
    [1882, 2352, 2823, 3105, 3293, 3764, 4234, 4704, 5175, 5645, 6116, 6586]
      .concat([7057, 7527]),
  );
});

Deno.test("countTrainRows() rounds halves to even, or truncates", () => {
  assert.equal(countTrainRows(3, bankers), 2); // 1.5
  assert.equal(countTrainRows(5, bankers), 2); // 2.5
  assert.equal(countTrainRows(7, bankers), 4); // 3.5
  assert.equal(countTrainRows(7, { ...bankers, rounding: "truncate" }), 3);
  assert.equal(countTrainRows(9312, bankers), 4656);
  assert.equal(
    countTrainRows(12769, { ...bankers, trainFraction: 0.3, rounding: "truncate" }),
    3830,
  );
  assert.equal(
    countTrainRows(9409, { ...bankers, trainFraction: 0.3, rounding: "truncate" }),
    2822,
  );
});

Deno.test("countTrainRows() takes a number of rows in place of a fraction", () => {
  assert.equal(countTrainRows(60_000, { ...bankers, trainRows: 1000 }), 1000);
});

Deno.test("splitRows() refuses to train on nothing, or on more rows than there are", () => {
  assert.throws(() => splitRows(9, { ...bankers, trainFraction: 0.01 }), {
    name: "RangeError",
    message: "Cannot train on 0 of 9 rows",
  });
  assert.throws(() => splitRows(9, { ...bankers, trainRows: 10 }), RangeError);
});

Deno.test("splitRows() without a shuffle takes the first rows, as Omnigrok does", () => {
  const { train, validation } = splitRows(5, { ...bankers, trainRows: 2, shuffle: "none" });
  assert.deepEqual([[...train], [...validation]], [[0, 1], [2, 3, 4]]);
});

Deno.test("splitRows() puts every row on exactly one side", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 400 }),
      fc.nat(),
      fc.integer({ min: 1, max: 99 }),
      (rows, seed, percent) => {
        const split = { ...bankers, trainFraction: percent / 100, seed };
        const count = countTrainRows(rows, split);
        fc.pre(count > 0 && count < rows);
        const { train, validation } = splitRows(rows, split);
        assert.equal(train.length, count);
        const all = [...train, ...validation].sort((a, b) => a - b);
        assert.deepEqual(all, Array.from({ length: rows }, (_, row) => row));
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

Deno.test("splitRows() trains on more rows, not on others, when the fraction grows", () => {
  const small = splitRows(9409, { ...bankers, trainFraction: 0.2 }).train;
  const large = splitRows(9409, bankers).train;
  assert.deepEqual(large.slice(0, small.length), small);
});

Deno.test("splitRows() depends on the seed alone, and repeats", () => {
  const { train } = splitRows(9409, bankers);
  assert.deepEqual(splitRows(9409, bankers).train, train);
  assert.notDeepEqual(splitRows(9409, { ...bankers, seed: 1 }).train, train);
  assert.deepEqual([...train.slice(0, 5)], [5202, 8024, 528, 4538, 4146]);
});

Deno.test("splitRows() trains on the rows of the published runs with numpy's shuffle", () => {
  const { train, validation } = splitRows(9409, {
    ...bankers,
    trainFraction: 0.8,
    shuffle: "numpy",
  });
  assert.deepEqual([...train.slice(0, 4)], [6449, 9394, 4069, 5477]); // RandomState(0).shuffle
  assert.deepEqual([train.length, validation.length], [7527, 1882]);
});
