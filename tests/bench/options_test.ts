/** Options of benches are read, or refused with what would be right. */
import assert from "node:assert/strict";
import { findNetworks, positiveIntegers } from "../../bench/options.ts";

Deno.test("findNetworks() gives networks in the order in which they are named", () => {
  assert.deepEqual(findNetworks("lstm, pku").map(({ name }) => name), ["lstm", "pku"]);
});

Deno.test("findNetworks() names those that there are", () => {
  assert.throws(() => findNetworks("pku,resnet"), /no network "resnet"; there are pku, .*gromov/);
});

Deno.test("positiveIntegers() refuses what is no number of threads", () => {
  assert.deepEqual(positiveIntegers("1,2"), [1, 2]);
  for (const wrong of ["", "0", "1,x", "1.5"]) assert.throws(() => positiveIntegers(wrong));
});
