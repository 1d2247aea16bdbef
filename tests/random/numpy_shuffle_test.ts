/** The shuffle of numpy, against orders that numpy 1.24 gave, and choices that numpy 2.4 gave. */
import assert from "node:assert/strict";
import { numpyChoicesAfterShuffle, numpyPermutation } from "../../random/numpy_shuffle.ts";

Deno.test("numpyPermutation() orders the 9409 pairs modulo 97 as RandomState(0) does", () => {
  const order = numpyPermutation(0, 9409);
  assert.deepEqual([...order.slice(0, 8)], [6449, 9394, 4069, 5477, 9378, 8122, 5314, 3597]);
  assert.deepEqual([...order.slice(-4)], [9225, 4859, 3264, 2732]);
});

Deno.test("numpyPermutation() follows other seeds and lengths", () => {
  assert.deepEqual([...numpyPermutation(42, 10)], [8, 1, 5, 0, 7, 2, 9, 4, 3, 6]);
  assert.deepEqual([...numpyPermutation(4294967295, 5)], [4, 1, 0, 2, 3]);
  assert.deepEqual([...numpyPermutation(0, 1)], [0]);
  assert.deepEqual([...numpyPermutation(0, 0)], []);
});

Deno.test("numpyPermutation() refuses seeds that numpy refuses", () => {
  for (const seed of [-1, 0.5, 2 ** 32]) {
    assert.throws(() => numpyPermutation(seed, 3), RangeError);
  }
});

Deno.test("numpyChoicesAfterShuffle() goes on where the shuffle ended", () => {
  assert.deepEqual([...numpyChoicesAfterShuffle(5, 100, 8)], [75, 5, 22, 52, 69, 82, 60, 91]);
  assert.deepEqual(
    [...numpyChoicesAfterShuffle(0, 14_400, 8)],
    [10924, 11586, 10770, 10957, 501, 12488, 4612, 7443],
  );
});
