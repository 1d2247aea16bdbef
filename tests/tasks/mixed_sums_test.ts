/** Sums of several lengths: the numbers of the PKU study, and what is trained on. */
import assert from "node:assert/strict";
import { buildDataset, datasetSize } from "../../tasks/dataset.ts";
import { mixedSums } from "../../tasks/mixed_sums.ts";
import type { TaskSettings } from "../../tasks/mod.ts";
import { SplitSettings } from "../../tasks/split.ts";

type Settings = Extract<TaskSettings, { kind: "mixedSums" }>;

const small: Settings = {
  kind: "mixedSums",
  modulus: 5,
  operands: 4,
  shorter: [2, 3],
  rows: 200,
  encoding: "operands",
};
const split = SplitSettings.parse({ trainRows: 40 });

Deno.test("the set of the PKU study has 59,381 rows to train on and 257,661 to validate on", () => {
  const { sets, data } = datasetSize({
    task: { ...small, modulus: 31, operands: 5, rows: 286_290 },
    split: SplitSettings.parse({ trainRows: 28_629 }),
  });
  assert.deepEqual(sets, { train: 59_381, validation: 257_661, sums2: 961, sums3: 29_791 });
  assert.equal(sets.train, 28_629 + 961 + 29_791);
  assert.deepEqual(data.input, { kind: "tokens", positions: 5, vocabulary: 173, causal: false });
});

Deno.test("every row adds what it shows, behind as many ends as it is shorter", () => {
  const { inputs, targets, vocabulary, sets } = buildDataset({ task: small, split });
  const shownOf = (row: number) =>
    [...inputs.subarray(row * 4, row * 4 + 4)].map((token) => vocabulary[token]!);
  const lengths = new Map<number, number>();
  for (const [row, target] of targets.entries()) {
    const operands = shownOf(row).filter((token) => token !== "<|eos|>");
    const padding = Array<string>(4 - operands.length).fill("<|eos|>");
    assert.deepEqual(shownOf(row), [...padding, ...operands]);
    const sum = operands.map(Number).reduce((total, operand) => total + operand, 0);
    assert.equal(vocabulary[target], String(sum % 5));
    lengths.set(operands.length, (lengths.get(operands.length) ?? 0) + 1);
  }
  assert.deepEqual([...lengths], [[4, 200], [2, 25], [3, 125]]);
  assert.equal(new Set([...targets.keys()].map((row) => shownOf(row).join())).size, 350);
  assert.ok(sets.sums2!.every((row) => shownOf(row)[1] === "<|eos|>"));
});

Deno.test("all shorter sums are trained on, and only long ones are validated", () => {
  const { sets } = buildDataset({ task: small, split });
  assert.deepEqual([sets.train!.length, sets.validation!.length], [40 + 25 + 125, 160]);
  const train = new Set(sets.train);
  assert.equal(train.size, 190);
  for (const name of ["sums2", "sums3"]) assert.ok(sets[name]!.every((row) => train.has(row)));
  assert.ok(sets.validation!.every((row) => row < 200 && !train.has(row)));
});

Deno.test("drawn sums depend on the split's seed, and all of them do not", () => {
  const texts = (rows: "all" | number, seed: number) => {
    const { text } = mixedSums.build({ ...small, rows }, { files: {}, seed });
    return Array.from({ length: 50 }, (_, row) => text(row).input);
  };
  assert.notDeepEqual(texts(200, 0), texts(200, 1));
  assert.deepEqual(texts("all", 0), texts("all", 1));
  assert.equal(texts("all", 0)[7], "0+0+1+2");
});

Deno.test("sums that are not shorter, listed twice, or too many are refused", () => {
  const fields = (changes: Partial<Settings>) =>
    [...mixedSums.check({ ...small, ...changes })].map((problem) => problem.fields[0]);
  assert.deepEqual(fields({}), []);
  assert.deepEqual(fields({ shorter: [2, 4] }), ["task.shorter.1"]);
  assert.deepEqual(fields({ shorter: [3, 3] }), ["task.shorter.1"]);
  assert.deepEqual(fields({ rows: 626 }), ["task.rows"]);
});
