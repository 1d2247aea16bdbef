/** Several operations at once: their tables, their signs, and how each of them is split. */
import assert from "node:assert/strict";
import { buildDataset, datasetSize } from "../../tasks/dataset.ts";
import type { TaskSettings } from "../../tasks/mod.ts";
import { multitask } from "../../tasks/multitask.ts";
import { SplitSettings } from "../../tasks/split.ts";

const settings: Extract<TaskSettings, { kind: "multitask" }> = {
  kind: "multitask",
  operations: ["x+y", "x/y", "x-y"],
  modulus: 11,
  encoding: "equation",
};
const split = SplitSettings.parse({ trainFraction: 0.4 });

/** Of x and y that a row shows, by brute force over all z: the z that it asks for. */
const rules: Record<string, (x: number, y: number, z: number) => boolean> = {
  "+": (x, y, z) => (x + y - z) % 11 === 0,
  "-": (x, y, z) => (x - y - z) % 11 === 0,
  "/": (x, y, z) => (z * y - x) % 11 === 0,
};

Deno.test("every row shows x, its own operator and y, and asks for the one answer", () => {
  const { inputs, targets, vocabulary } = buildDataset({ task: settings, split });
  const seen = new Set<string>();
  for (const [row, answer] of targets.entries()) {
    const [x, sign, y, equals] = inputs.subarray(4 * row, 4 * row + 4);
    assert.equal(vocabulary[equals!], "=");
    const rule = rules[vocabulary[sign!]!]!;
    const answers = Array.from({ length: 11 }, (_, z) => z).filter((z) => rule(x!, y!, z));
    assert.deepEqual(answers, [answer]);
    seen.add([x, sign, y].join());
  }
  assert.equal(seen.size, 121 + 110 + 121);
});

Deno.test("the = of each operation is its own where the operator is one for all", () => {
  const { inputs, vocabulary } = buildDataset({
    task: { ...settings, encoding: "ownEquals" },
    split,
  });
  const shown = new Set(
    Array.from({ length: 352 }, (_, row) => {
      const [, sign, , equals] = inputs.subarray(4 * row, 4 * row + 4);
      return `${vocabulary[sign!]} ${vocabulary[equals!]}`;
    }),
  );
  assert.deepEqual([...shown], ["op =+", "op =/", "op =-"]);
});

Deno.test("the same fraction of each operation is trained on, and the rest validates by name", () => {
  const { sets, text } = buildDataset({ task: settings, split });
  const counts = (rows: Iterable<number>) =>
    ["+", "/", "-"].map((sign) => [...rows].filter((row) => text(row).input.includes(sign)).length);
  assert.deepEqual(counts(sets.train!), [48, 44, 48]);
  assert.deepEqual(counts(sets.validation!), [73, 66, 73]);
  assert.deepEqual(counts(sets.addition!), [73, 0, 0]);
  assert.deepEqual(counts(sets.division!), [0, 66, 0]);
  assert.deepEqual(counts(sets.subtraction!), [0, 0, 73]);
  assert.deepEqual(
    Object.entries(sets).map(([name, { length }]) => [name, length]),
    Object.entries(datasetSize({ task: settings, split }).sets),
  );
  const both = new Set([...sets.train!, ...sets.validation!]);
  assert.equal(both.size, 352);
});

Deno.test("operations of equally many rows are trained on different pairs", () => {
  const { sets, text } = buildDataset({ task: settings, split });
  const pairs = (sign: string) =>
    [...sets.train!].map((row) => text(row).input).filter((input) => input.includes(sign))
      .map((input) => input.replace(sign, " "));
  const common = pairs("+").filter((pair) => pairs("-").includes(pair)).length;
  // 48 · 48 / 121 = 19 on average, with a deviation of 3.4.
  assert.ok(common > 5 && common < 33, `${common}`);
});

Deno.test("a number of training rows is shared out in proportion", () => {
  const { sets } = datasetSize({
    task: settings,
    split: SplitSettings.parse({ trainRows: 100 }),
  });
  assert.deepEqual(sets, {
    train: 100,
    validation: 252,
    addition: 87,
    division: 79,
    subtraction: 86,
  });
});

Deno.test("an operation that is listed twice, or has no inverses, is refused by its place", () => {
  const problems = (
    changes: Partial<typeof settings>,
  ) => [...multitask.check({ ...settings, ...changes })];
  assert.deepEqual(problems({}), []);
  const [twice] = problems({ operations: ["x+y", "x-y", "x+y"] });
  assert.deepEqual(twice!.fields, ["task.operations.2"]);
  const [composite] = problems({ modulus: 12 });
  assert.deepEqual(composite!.fields, ["task.modulus", "task.operations.1"]);
});
