/** Products of permutations, against the tables of the published code. */
import assert from "node:assert/strict";
import { buildDataset } from "../../tasks/dataset.ts";
import { permutations } from "../../tasks/permutations.ts";

const split = {
  trainFraction: 0.5,
  trainRows: "fraction",
  rounding: "bankers",
  shuffle: "numpy",
  seed: 0,
} as const;

/**
 * The first rows and the last of make_data() in openai/grok, data.py, worked out with numpy 2.4 and
 * sympy 1.14: they fix the products, the order of the table and the split.
 */
const published = {
  "xy": ["21304 12430 42310", "34102 10243 43012", "03124 31420 32140", "04312 34102 32041"],
  "xyx^-1": ["21304 12430 40213", "34102 10243 10324", "03124 31420 13240", "04312 34102 24013"],
  "xyx": ["21304 12430 43012", "34102 10243 20341", "03124 31420 21340", "04312 34102 13024"],
} as const;

for (const operation of ["xy", "xyx^-1", "xyx"] as const) {
  Deno.test(`${operation} has the rows of the published code, in its order`, () => {
    const task = { kind: "permutations", operation, letters: 5, encoding: "sentence" } as const;
    const { inputs, targets, vocabulary, sets } = buildDataset({ task, split });
    const written = (row: number) =>
      [...inputs.subarray(row * 6, row * 6 + 6), ...targets.subarray(row * 2, row * 2 + 2)]
        .map((token) => vocabulary[token]);
    const token = { "xy": "s5", "xyx^-1": "s5conj", "xyx": "s5aba" }[operation];
    const rows = [...sets.train!.slice(0, 3), sets.validation!.at(-1)!];
    for (const [index, row] of rows.entries()) {
      const [x, y, product] = published[operation][index]!.split(" ");
      const sentence = ["<|eos|>", x, token, y, "=", product, product, "<|eos|>"];
      assert.deepEqual(written(row), sentence);
    }
    assert.deepEqual([sets.train!.length, sets.validation!.length], [7200, 7200]);
  });
}

/** Answers of all pairs of S4 by the names of the elements. */
function tableOf(operation: "xy" | "xyx^-1" | "xyx"): Map<string, string> {
  const settings = { operation, letters: 4, encoding: "residues" } as const;
  const { inputs, targets, vocabulary } = permutations.build(settings, { files: {}, seed: 0 });
  const name = (token: number | undefined) => vocabulary[token!]!;
  return new Map(Array.from(
    targets,
    (answer, row) => [`${name(inputs[2 * row])} ${name(inputs[2 * row + 1])}`, name(answer)],
  ));
}

Deno.test("each row and each column of the product holds every element once", () => {
  const table = tableOf("xy");
  const elements = [...new Set([...table.keys()].map((pair) => pair.split(" ")[0]!))];
  assert.equal(elements.length, 24);
  for (const x of elements) {
    assert.equal(new Set(elements.map((y) => table.get(`${x} ${y}`))).size, 24);
    assert.equal(new Set(elements.map((y) => table.get(`${y} ${x}`))).size, 24);
  }
});

Deno.test("conjugates and xyx agree with the table of products", () => {
  const [product, conjugate, aba] = [tableOf("xy"), tableOf("xyx^-1"), tableOf("xyx")];
  const times = (x: string, y: string) => product.get(`${x} ${y}`)!;
  for (const pair of product.keys()) {
    const [x, y] = pair.split(" ") as [string, string];
    assert.equal(aba.get(pair), times(times(x, y), x));
    // c = x y x^-1 exactly when c x = x y.
    assert.equal(times(conjugate.get(pair)!, x), times(x, y));
  }
});

Deno.test("only permutations of five things are written with the tokens of openai/grok", () => {
  const settings = { operation: "xy", letters: 4, encoding: "operands" } as const;
  const [problem] = [...permutations.check(settings)];
  assert.deepEqual(problem!.fields, ["task.encoding", "task.letters", "task.operation"]);
  assert.deepEqual([...permutations.check({ ...settings, letters: 5 })], []);
});
