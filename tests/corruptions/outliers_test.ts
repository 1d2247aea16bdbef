/** Outliers: the rows and answers of the published code, and as many without numpy. */
import assert from "node:assert/strict";
import { buildDataset, type Dataset } from "../../tasks/dataset.ts";
import { SplitSettings } from "../../tasks/split.ts";

const addition = {
  kind: "modular",
  operation: "x+y",
  modulus: 97,
  operands: 2,
  operandFraction: 1,
  encoding: "sentence",
} as const;

function build(rows: number, shuffle: "numpy" | "counter", seed = 0): Dataset {
  const split = SplitSettings.parse({ shuffle, seed });
  return buildDataset({ task: addition, split, corruption: { kind: "outliers", rows } });
}

Deno.test("outliers are those of openai/grok's `+_noisy_6`", () => {
  // make_data() worked out with numpy 2.4: the first six equations, and what they are made to be.
  const published = [
    ["66+47", "16", "65"],
    ["96+82", "81", "90"],
    ["41+92", "36", "32"],
    ["56+45", "4", "63"],
    ["96+66", "65", "53"],
    ["83+71", "57", "71"],
  ];
  const { sets, text } = build(6, "numpy");
  assert.deepEqual([...sets.corrupted!], [...sets.train!.slice(0, 6)]);
  const found = Array.from(sets.corrupted!, (row, index) => {
    const { input, answer } = text(row);
    return [input, text(sets.corrected![index]!).answer, answer];
  });
  assert.deepEqual(found, published);
});

Deno.test("a sentence is taught with the outlier among its tokens, and ends as before", () => {
  const { inputs, targets, vocabulary, sets } = build(6, "numpy");
  const words = (tokens: Iterable<number>) => [...tokens].map((token) => vocabulary[token]);
  const written = (row: number) => [
    words(inputs.subarray(row * 6, row * 6 + 6)).join(" "),
    words(targets.subarray(row * 2, row * 2 + 2)).join(" "),
  ];
  assert.deepEqual(written(sets.corrupted![0]!), ["<|eos|> 66 + 47 = 65", "65 <|eos|>"]);
  assert.deepEqual(written(sets.corrected![0]!), ["<|eos|> 66 + 47 = 16", "16 <|eos|>"]);
});

Deno.test("outliers are drawn from all rows, so that some keep their answer by chance", () => {
  const { sets: { corrupted, corrected }, targets } = build(3000, "counter");
  const kept =
    corrupted!.filter((row, index) => targets[2 * row] === targets[2 * corrected![index]!]).length;
  // 3000 / 97 = 31 on average, with a deviation of 5.5.
  assert.ok(kept > 9 && kept < 53, `${kept}`);
});

Deno.test("more outliers go on from fewer, and another seed draws others", () => {
  const taught = (rows: number, seed: number) => {
    const { sets: { corrupted }, targets } = build(rows, "counter", seed);
    return Array.from(corrupted!.slice(0, 100), (row) => targets[2 * row]);
  };
  assert.deepEqual(taught(100, 0), taught(2000, 0));
  assert.notDeepEqual(taught(100, 0), taught(100, 1));
});
