/** Permutations: how many, in which order, and that they are the symmetric group. */
import assert from "node:assert/strict";
import { compose, invert, permutations } from "../../tasks/symmetric_group.ts";

const letters = (each: readonly number[]) => each.join("");

Deno.test("there are n! permutations, all different, in lexicographic order", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6].map((n) => permutations(n).length), [1, 2, 6, 24, 120, 720]);
  assert.deepEqual(permutations(3).map(letters), ["012", "021", "102", "120", "201", "210"]);
  for (const n of [4, 5]) {
    const names = permutations(n).map(letters);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names, names.toSorted());
  }
});

Deno.test("composition and inverses make them a group, and not a commutative one", () => {
  const group = permutations(4);
  const names = new Set(group.map(letters));
  const [identity] = group;
  let commuting = 0;
  for (const a of group) {
    assert.deepEqual(compose(a, identity!), a);
    assert.deepEqual(compose(a, invert(a)), identity);
    assert.deepEqual(compose(invert(a), a), identity);
    for (const b of group) {
      assert.ok(names.has(letters(compose(a, b))));
      if (letters(compose(a, b)) === letters(compose(b, a))) commuting += 1;
      for (const c of group.slice(0, 6)) {
        assert.deepEqual(compose(compose(a, b), c), compose(a, compose(b, c)));
      }
    }
  }
  // Burnside: pairs that commute are as many as classes of conjugates (5) times elements.
  assert.equal(commuting, 5 * 24);
});

Deno.test("composing goes from left to right, as numpy's b[a]", () => {
  // 0 goes to 1 by the first, and 1 to 2 by the second.
  assert.deepEqual(compose([1, 0, 2], [0, 2, 1]), [2, 0, 1]);
});
