/** Truncation: which weights become zero, in what order, and what is told of the rows. */
import assert from "node:assert/strict";
import { type Matrix, type Measurable, networkThat } from "../../measures/measure.ts";
import { truncation } from "../../measures/truncation.ts";
import { classesOf, tokensOf } from "../../models/samples.ts";

const defaults = { of: "weights", fractions: [0.5], parameters: ["*"] } as const;
type Settings = Parameters<typeof truncation.measure>[0];
const settings = (changed: Partial<Settings>): Settings => ({
  of: defaults.of,
  fractions: [...defaults.fractions],
  parameters: [...defaults.parameters],
  ...changed,
});

/** What the network is evaluated with, as texts. */
async function weightsSeen(matrix: Matrix, changed: Partial<Settings>): Promise<string[]> {
  const seen: string[] = [];
  await truncation.measure(
    settings(changed),
    new Map([["matrix", matrix]]),
    networkThat({
      sets: ["train"],
      evaluate: (_, weights) => {
        seen.push([...weights.get("matrix")!.data].join(" "));
        return Promise.resolve({ loss: 0 });
      },
    }),
  );
  return seen;
}

const matrix = { shape: [2, 3], data: [3, -1, 2, 0.5, 4, -2] };

Deno.test("weights go by their size, the first of equal ones first", async () => {
  const fractions = [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1];
  assert.deepEqual(await weightsSeen(matrix, { fractions }), [
    "3 -1 2 0.5 4 -2",
    "3 -1 2 0 4 -2",
    "3 0 2 0 4 -2",
    "3 0 0 0 4 -2",
    "3 0 0 0 4 0",
    "0 0 0 0 4 0",
    "0 0 0 0 0 0",
  ]);
});

Deno.test("rows and columns go as a whole, by their length", async () => {
  assert.deepEqual(await weightsSeen(matrix, { of: "rows", fractions: [0.5, 1] }), [
    "0 0 0 0.5 4 -2", // 14 against 20.25
    "0 0 0 0 0 0",
  ]);
  assert.deepEqual(await weightsSeen(matrix, { of: "columns", fractions: [0.3, 0.7] }), [
    "3 -1 0 0.5 4 0", // 9.25, 17 and 8
    "0 -1 0 0 4 0",
  ]);
});

Deno.test("what is measured is untouched", async () => {
  const before = [...matrix.data];
  await weightsSeen(matrix, { fractions: [1] });
  assert.deepEqual(matrix.data, before);
});

Deno.test("without classes, the loss is told", async () => {
  const measured = await truncation.measure(
    settings({ sets: ["validation"] }),
    new Map([["matrix", matrix]]),
    networkThat({
      sets: ["train", "validation"],
      evaluate: (set) => Promise.resolve({ loss: set.length }),
    }),
  );
  assert.deepEqual(measured, [{ layer: "validationLoss/0.5", value: 10 }]);
});

const run: Measurable = {
  modulus: null,
  observations: {},
  parameters: [
    { name: "layers.0.weight", shape: [2, 3] },
    { name: "layers.0.bias", shape: [3] },
    { name: "layers.1.weight", shape: [3, 2] },
  ].map((each) => ({
    ...each,
    group: "hidden",
    initialization: { kind: "constant", value: 0 },
  })),
  sets: ["train", "validation"],
  data: { input: tokensOf(2, 5), output: classesOf(5) },
};

Deno.test("matrices are truncated, of all sets there are, and vectors are not", () => {
  assert.deepEqual(truncation.needs(settings({}), run).parameters, [
    "layers.0.weight",
    "layers.1.weight",
  ]);
  assert.deepEqual(truncation.layers(settings({ fractions: [0, 0.5] }), run), [
    "trainAccuracy/0",
    "trainAccuracy/0.5",
    "validationAccuracy/0",
    "validationAccuracy/0.5",
  ]);
});

Deno.test("what is not there, or is there twice, is refused at its place", () => {
  const problems = (changed: Partial<Settings>) =>
    [...truncation.check(settings(changed), run)].map(({ fields, message }) =>
      `${fields[0]}: ${message}`
    );
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ fractions: [0, 0.5, 0.5] }), [
    "fractions.2: 0.5 is in the list already",
  ]);
  assert.deepEqual(problems({ sets: ["test"] }), [
    'sets.0: there is no set "test"; sets are train, validation',
  ]);
  assert.deepEqual(problems({ sets: ["train", "train"] }), [
    'sets.1: "train" is in the list already',
  ]);
  assert.deepEqual(problems({ parameters: ["*.bias"] }), [
    'parameters.0: no matrix is called "*.bias"; they are layers.0.weight, layers.1.weight',
  ]);
});
