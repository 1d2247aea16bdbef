/** Every corruption: as many rows as it says, of those that are trained on, and never the truth. */
import assert from "node:assert/strict";
import { refuseUncorruptible } from "../../corruptions/corruption.ts";
import { corruptionKinds, CorruptionSettings, findCorruption } from "../../corruptions/mod.ts";
import type { DataShape } from "../../schemas/data_shape.ts";

/** Twenty rows of two answers out of 0, 3 and 7, half of them for training. */
const output = { kind: "classes", answers: 2, classes: 9 } as const;
const targets = Int32Array.from({ length: 40 }, (_, at) => [0, 3, 7][(at * at) % 3]!);
const train = Int32Array.of(4, 0, 13, 19, 7, 2, 11, 5, 16, 9);

for (const kind of Object.keys(corruptionKinds) as CorruptionSettings["kind"][]) {
  const { title, subject, check, count, corrupt, samples } = findCorruption(kind);
  for (const [index, { settings, ofTen }] of samples.entries()) {
    Deno.test(`${title}, sample ${index}, gives ${ofTen} of ten rows a wrong answer`, () => {
      CorruptionSettings.parse({ kind, ...settings });
      assert.deepEqual([...check(settings, train.length)], []);
      assert.equal(count(settings, train.length), ofTen);
      const corrupted = corrupt(settings, { output, targets, train });
      assert.equal(new Set(corrupted.rows).size, ofTen);
      assert.ok(corrupted.rows.every((row) => train.includes(row)));
      assert.equal(corrupted.targets.length, ofTen * output.answers);
      for (const [at, answer] of corrupted.targets.entries()) {
        assert.ok([0, 3, 7].includes(answer), `${answer} is nobody's answer`);
        assert.notEqual(answer, targets[corrupted.rows[at >> 1]! * 2 + at % 2]);
      }
      assert.ok(subject(settings).length > 0);
    });
  }
}

Deno.test("only classes can be corrupted, at least two, and none that the row itself shows", () => {
  const refused = (causal: boolean, output: DataShape["output"]) =>
    [...refuseUncorruptible({
      input: { kind: "tokens", positions: 2, vocabulary: 5, causal },
      output,
    })].length;
  const classes = (count: number) => ({ kind: "classes", answers: 1, classes: count }) as const;
  assert.equal(refused(false, classes(5)), 0);
  assert.equal(refused(true, classes(5)), 1);
  assert.equal(refused(false, classes(1)), 1);
  assert.equal(refused(false, { kind: "numbers", width: 2 }), 1);
});
