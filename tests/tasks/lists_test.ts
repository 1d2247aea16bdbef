/** Lists: all of them or different ones by chance, sorted, reversed or copied. */
import assert from "node:assert/strict";
import { copying, reversing, sorting } from "../../tasks/lists.ts";

const plain = { distinct: undefined, encoding: undefined };
const drawn = { length: 3, values: 12, rows: 200, ...plain };
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
  const settings = { length: 2, values: 3, ...plain };
  const [problem] = [...sorting.check({ ...settings, rows: 10 })];
  assert.deepEqual(problem!.fields[0], "task.rows");
  assert.match(problem!.message, /only 9 lists of 2 numbers below 3; use all/);
  const { text } = sorting.build({ ...settings, rows: 9 }, { files: {}, seed: 0 });
  assert.equal(new Set(Array.from({ length: 9 }, (_, row) => text(row).input)).size, 9);
});

Deno.test("the lists of a seed stay the same: finished experiments were trained on them", () => {
  const { text } = sorting.build({ length: 4, values: 11, rows: 3, ...plain }, {
    files: {},
    seed: 0,
  });
  const texts = [0, 1, 2].map((row) => `${text(row).input}=${text(row).answer}`);
  assert.deepEqual(texts, ["9 8 2 2=2 2 8 9", "6 9 3 9=3 6 9 9", "0 1 7 3=0 1 3 7"]);
});

Deno.test("reversed and copied lists hold the number of each place in its place", () => {
  const lists = { length: 4, values: 9, rows: 50, ...plain };
  const [reversed, copied] = [reversing, copying].map((task) =>
    task.build(lists, { files: {}, seed: 3 })
  );
  for (let row = 0; row < 50; row++) {
    for (let at = 0; at < 4; at++) {
      assert.equal(reversed!.targets[row * 4 + at], reversed!.inputs[row * 8 + 3 - at]);
      assert.equal(copied!.targets[row * 4 + at], copied!.inputs[row * 8 + at]);
    }
  }
});

Deno.test("a sentence holds the list, its result and the end, as openai/grok writes it", () => {
  const settings = {
    length: 3,
    values: 97,
    rows: 2,
    distinct: true,
    encoding: "sentence",
  } as const;
  const { inputs, targets, vocabulary, text } = sorting.build(settings, { files: {}, seed: 0 });
  const words = (tokens: Iterable<number>) => [...tokens].map((token) => vocabulary[token]);
  const { input, answer } = text(1);
  const sentence = `<|eos|> sort ${input} = ${answer}`.split(" ");
  assert.deepEqual(words(inputs.subarray(9, 18)), sentence);
  assert.deepEqual(words(targets.subarray(4)), [...answer.split(" "), "<|eos|>"]);
});

Deno.test("lists of different numbers, drawn until there are no others, are all of them", () => {
  const settings = { length: 3, values: 4, rows: 24, distinct: true, encoding: undefined };
  assert.deepEqual([...copying.check(settings)], []);
  const texts = (rows: "all" | number) => {
    const { text } = copying.build({ ...settings, rows }, { files: {}, seed: 5 });
    return Array.from({ length: 24 }, (_, row) => text(row).input);
  };
  assert.deepEqual(texts(24).toSorted(), texts("all"));
  assert.ok(texts("all").every((list) => new Set(list.split(" ")).size === 3));
});

Deno.test("a list cannot hold more different numbers than there are", () => {
  const settings = { length: 5, values: 4, rows: "all", distinct: true, encoding: undefined };
  const [problem] = [...copying.check({ ...settings, rows: "all" })];
  assert.match(problem!.message, /only 4 different numbers below 4, so a list of 5 has one twice/);
});
