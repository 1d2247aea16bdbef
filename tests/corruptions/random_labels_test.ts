/** Random labels: every other class as often, and a larger fraction goes on from a smaller one. */
import assert from "node:assert/strict";
import { randomLabels } from "../../corruptions/random_labels.ts";
import { SplitSettings } from "../../tasks/split.ts";

const output = { kind: "classes", answers: 1, classes: 5 } as const;
const targets = Int32Array.from({ length: 5000 }, (_, row) => row % 5);
const train = Int32Array.from({ length: 4000 }, (_, row) => 5000 - 1 - row);
const context = {
  validation: Int32Array.from({ length: 1000 }, (_, row) => row),
  split: SplitSettings.parse({}),
};
const corrupt = (fraction: number, seed = 0) =>
  randomLabels.corrupt({ fraction, seed }, { output, targets, train, ...context });

Deno.test("each of the other classes is drawn as often", () => {
  const { rows, targets: taught } = corrupt(1);
  const counts = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    const change = `${targets[row]} to ${taught[at]}`;
    counts.set(change, (counts.get(change) ?? 0) + 1);
  }
  assert.equal(counts.size, 20);
  // 200 times each, with a deviation of 12.
  for (const [change, count] of counts) {
    assert.ok(Math.abs(count - 200) < 60, `${change}: ${count}`);
  }
});

Deno.test("every answer of a corrupted row is a wrong one", () => {
  const { rows, targets: taught } = corrupt(0.7);
  assert.equal(rows.length, 2800);
  for (const [at, row] of rows.entries()) assert.notEqual(taught[at], targets[row]);
});

Deno.test("a larger fraction corrupts the rows of a smaller one in the same way", () => {
  const [small, large] = [corrupt(0.1), corrupt(0.4)];
  assert.deepEqual(large.rows.slice(0, 400), small.rows);
  assert.deepEqual(large.targets.slice(0, 400), small.targets);
});

Deno.test("another seed corrupts other rows", () => {
  const other = new Set(corrupt(0.1, 1).rows);
  const both = corrupt(0.1).rows.filter((row) => other.has(row)).length;
  assert.ok(both < 100, `${both} of 400 rows are the same`);
});

Deno.test("where all rows have one answer, there is no other to be taught", () => {
  const same = { ...context, output, targets: new Int32Array(10), train: Int32Array.of(1, 2) };
  assert.throws(() => randomLabels.corrupt({ fraction: 0.5, seed: 0 }, same), /no other/);
});
