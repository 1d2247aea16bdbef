/** Every corruption: as many rows as it says, of those that are trained on, with known answers. */
import assert from "node:assert/strict";
import { refuseUncorruptible } from "../../corruptions/corruption.ts";
import { corruptionKinds, CorruptionSettings, findCorruption } from "../../corruptions/mod.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { SplitSettings } from "../../tasks/split.ts";

/** Twenty rows of two answers out of 0, 3 and 7, half of them for training. */
const output = { kind: "classes", answers: 2, classes: 9 } as const;
const targets = Int32Array.from({ length: 40 }, (_, at) => [0, 3, 7][(at * at) % 3]!);
const train = Int32Array.of(4, 0, 13, 19, 7, 2, 11, 5, 16, 9);
const validation = Int32Array.of(1, 3, 6, 8, 10, 12, 14, 15, 17, 18);
const split = SplitSettings.parse({});

for (const kind of Object.keys(corruptionKinds) as CorruptionSettings["kind"][]) {
  const { title, subject, check, count, corrupt, samples } = findCorruption(kind);
  for (const [index, { settings, ofTen }] of samples.entries()) {
    Deno.test(`${title}, sample ${index}, teaches ${ofTen} of ten rows other answers`, () => {
      CorruptionSettings.parse({ kind, ...settings });
      assert.deepEqual([...check(settings, train.length)], []);
      assert.equal(count(settings, train.length), ofTen);
      const corrupted = corrupt(settings, { output, targets, train, validation, split });
      assert.equal(new Set(corrupted.rows).size, corrupted.rows.length);
      assert.equal(corrupted.rows.filter((row) => train.includes(row)).length, ofTen);
      assert.ok(corrupted.rows.every((row) => train.includes(row) || validation.includes(row)));
      assert.equal(corrupted.targets.length, corrupted.rows.length * output.answers);
      for (const answer of corrupted.targets) {
        assert.ok([0, 3, 7].includes(answer), `${answer} is nobody's answer`);
      }
      assert.ok(subject(settings).length > 0);
    });
  }
}

Deno.test("only classes can be corrupted, at least two, as many in each row", () => {
  const refused = (output: DataShape["output"]) =>
    [...refuseUncorruptible({
      input: { kind: "tokens", positions: 2, vocabulary: 5, causal: false },
      output,
    })].length;
  const classes = (count: number) => ({ kind: "classes", answers: 1, classes: count }) as const;
  assert.equal(refused(classes(5)), 0);
  assert.equal(refused({ ...classes(5), answers: 2, ragged: true }), 1);
  assert.equal(refused(classes(1)), 1);
  assert.equal(refused({ kind: "numbers", width: 2 }), 1);
});
