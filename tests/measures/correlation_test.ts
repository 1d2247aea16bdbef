import assert from "node:assert/strict";
import { spearman } from "../../measures/correlation.ts";

Deno.test("Spearman's correlation sees order alone", () => {
  assert.equal(spearman([[1, 1], [2, 10], [3, 11], [4, 1000]]), 1);
  assert.equal(spearman([[1, 3], [2, 2], [3, Infinity]]), 0.5);
  assert.equal(spearman([[1, 9], [2, 4], [3, 1]]), -1);
});

Deno.test("equal values share the mean of their ranks", () => {
  // scipy.stats.spearmanr([1, 2, 2, 3, 5], [5, 6, 7, 8, 7]).statistic
  const found = spearman([[1, 5], [2, 6], [2, 7], [3, 8], [5, 7]])!;
  assert.ok(Math.abs(found - 0.763157894736842) < 1e-12, String(found));
});

Deno.test("two pairs, or a side that never changes, have no correlation", () => {
  assert.equal(spearman([[1, 2], [2, 3]]), null);
  assert.equal(spearman([[1, 2], [1, 3], [1, 4]]), null);
});
