/** Sorting: all lists or different ones by chance, answers in order of size. */
import assert from "node:assert/strict";
import { sorting } from "../../tasks/sorting.ts";

const drawn = { length: 3, values: 12, rows: 200 };
const build = (seed: number) => sorting.build(drawn, { files: {}, seed });
const listsOf = (seed: number) => Array.from({ length: 200 }, (_, row) => build(seed).text(row));

Deno.test("each answer of a list is the number of its rank", () => {
  const { inputs, targets } = build(1);
  for (let row = 0; row < drawn.rows; row++) {
    const list = [...inputs.subarray(row * 6, row * 6 + 3)];
    assert.deepEqual([...inputs.subarray(row * 6 + 3, row * 6 + 6)], [12, 12, 12]);
    assert.deepEqual(
      [...targets.subarray(row * 3, row * 3 + 3)],
      list.toSorted((left, right) => left - right),
    );
  }
});

Deno.test("lists drawn at random differ from each other, and with the seed", () => {
  const texts = (seed: number) => listsOf(seed).map(({ input }) => input);
  assert.equal(new Set(texts(0)).size, drawn.rows);
  assert.deepEqual(texts(0), texts(0));
  assert.notDeepEqual(texts(0), texts(1));
  const counts = new Map<string, number>();
  for (const number of texts(0).join(" ").split(" ")) {
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  // Of 600 numbers each of 12 is expected 50 times, with a deviation of 7.
  assert.equal(counts.size, 12);
  assert.ok([...counts.values()].every((count) => Math.abs(count - 50) < 28), `${[...counts]}`);
});

Deno.test("more lists than there are cannot be drawn, and all of them can", () => {
  const settings = { length: 2, values: 3 };
  const [problem] = [...sorting.check({ ...settings, rows: 10 })];
  assert.deepEqual(problem!.fields[0], "task.rows");
  assert.match(problem!.message, /only 9 lists of 2 numbers below 3; use all/);
  const { text } = sorting.build({ ...settings, rows: 9 }, { files: {}, seed: 0 });
  assert.equal(new Set(Array.from({ length: 9 }, (_, row) => text(row).input)).size, 9);
});
