/** The circle that sums go round, in features that are one. */
import assert from "node:assert/strict";
import { allPairs, wavesOf } from "../../measures/sample_pairs.ts";
import { sumCircle } from "../../numerics/residues.ts";

Deno.test("a perfect circle is found at every frequency there is, with value 1", () => {
  for (const modulus of [12, 97]) {
    const pairs = allPairs(modulus);
    for (let k = 1; k < modulus / 2; k += modulus === 97 ? 9 : 1) {
      const { shape, data } = wavesOf(pairs.answers, modulus, [k], 3);
      const found = sumCircle(pairs, { rows: shape[0]!, width: 2, data: Array.from(data) })!;
      assert.equal(found.pair.frequency, k);
      assert.ok(Math.abs(found.value - 1) < 1e-9, `${found.value} at ${k} of ${modulus}`);
    }
  }
});
