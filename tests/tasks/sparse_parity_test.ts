/** Sparse parity: every row, or different ones by chance, with answers by brute force. */
import assert from "node:assert/strict";
import { sparseParity } from "../../tasks/sparse_parity.ts";

const drawn = { bits: 40, relevant: 3, rows: 1100, form: "signs" } as const;
const build = (seed: number) => sparseParity.build(drawn, { files: {}, seed });

Deno.test("the answer is the product of the signs that matter", () => {
  const { inputs, targets } = build(0);
  for (const [row, target] of targets.entries()) {
    const signs = inputs.subarray(row * 40, row * 40 + 40);
    assert.ok(signs.every((sign) => sign === 1 || sign === -1));
    assert.equal(signs[0]! * signs[1]! * signs[2]!, target === 0 ? 1 : -1);
  }
});

Deno.test("as tokens, the same rows are the bits themselves", () => {
  const tokens = sparseParity.build({ ...drawn, form: "tokens" }, { files: {}, seed: 0 });
  const signs = build(0);
  assert.deepEqual([...tokens.inputs], [...signs.inputs].map((sign) => (1 - sign) / 2));
  assert.deepEqual(tokens.targets, signs.targets);
});

Deno.test("drawn rows differ from each other and with the seed, and each bit is fair", () => {
  const texts = (seed: number) => Array.from({ length: 1100 }, (_, row) => build(seed).text(row));
  const inputs = texts(0).map(({ input }) => input);
  assert.equal(new Set(inputs).size, 1100);
  assert.notDeepEqual(inputs, texts(1).map(({ input }) => input));
  for (let bit = 0; bit < 40; bit++) {
    const set = inputs.filter((input) => input[bit] === "1").length;
    // 550 on average, with a deviation of 17.
    assert.ok(Math.abs(set - 550) < 75, `bit ${bit}: ${set}`);
  }
});

Deno.test("bits beyond one random word are as random as the others", () => {
  const { text } = sparseParity.build({ ...drawn, bits: 70 }, { files: {}, seed: 0 });
  const inputs = Array.from({ length: 1100 }, (_, row) => text(row).input);
  for (const bit of [32, 38, 64, 69]) {
    const like = inputs.filter((input) => input[bit] === input[bit % 32]).length;
    assert.ok(Math.abs(like - 550) < 75, `bit ${bit}: ${like}`);
  }
});

Deno.test("the parity of more bits than there are, and more rows than there are, are refused", () => {
  const fields = (changes: object) =>
    [...sparseParity.check({ bits: 4, relevant: 2, rows: "all", form: "tokens", ...changes })]
      .map((problem) => problem.fields[0]);
  assert.deepEqual(fields({}), []);
  assert.deepEqual(fields({ relevant: 5 }), ["task.relevant"]);
  assert.deepEqual(fields({ rows: 17 }), ["task.rows"]);
  assert.deepEqual(fields({ rows: 16 }), []);
});
