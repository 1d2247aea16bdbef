import assert from "node:assert/strict";
import { decodeTensors } from "../../formats/safetensors.ts";
import { DatasetInfo } from "../../schemas/artifacts.ts";
import { dataset } from "../../stages/dataset.ts";
import type { Json } from "../../store/canonical_json.ts";
import { encodingNames } from "../../tasks/encodings.ts";
import { runOnce } from "./context.ts";
import { actionsOf, onlyAction, textOf } from "./small_experiment.ts";

const sums = `name: sums
title: Sums
task: { kind: modular, operation: x+y, modulus: 7, encoding: residues }
split: { trainFraction: 0.5, rounding: truncate }
model: { kind: quadraticMlp }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw }
training: { steps: 1 }
`;

function paramsOf(...overrides: string[]): Json {
  return onlyAction(actionsOf(sums, ...overrides), "dataset").params;
}

/** A network that reads every encoding. */
const transformer = ["model={ kind: transformer }", "objective.kind=crossEntropy"];

const linesOf = (bytes: Uint8Array | undefined) => textOf(bytes).trimEnd().split("\n");

for (const encoding of encodingNames) {
  Deno.test(`dataset lists every equation once for people, as ${encoding}`, async () => {
    const files = await runOnce(dataset, paramsOf(`task.encoding=${encoding}`, ...transformer), {});
    const [trainHeader, ...train] = linesOf(files["train.csv"]);
    const [validationHeader, ...validation] = linesOf(files["validation.csv"]);
    assert.deepEqual([trainHeader, validationHeader], ["input,answer", "input,answer"]);
    const all = Array.from({ length: 49 }, (_, row) => {
      const [x, y] = [Math.floor(row / 7), row % 7];
      return `${x}+${y},${(x + y) % 7}`;
    });
    assert.deepEqual([...train, ...validation].sort(), all.sort());
    assert.deepEqual([train.length, validation.length], [24, 25]);
  });
}

Deno.test("dataset gives networks the rows that it gives people, in the same order", async () => {
  const files = await runOnce(dataset, paramsOf("task.operation=x/y", "task.modulus=5"), {});
  const { tensors } = decodeTensors(files["dataset.safetensors"]!);
  assert.deepEqual(Object.keys(tensors).sort(), [
    "inputs",
    "sets.train",
    "sets.validation",
    "targets",
  ]);
  assert.deepEqual(tensors.inputs!.shape, [20, 2]);
  assert.deepEqual(tensors.targets!.shape, [20, 1]);
  for (const side of ["train", "validation"] as const) {
    const lines = Array.from(tensors[`sets.${side}`]!.data, (row) => {
      const [x, y] = tensors.inputs!.data.subarray(2 * row, 2 * row + 2);
      const answer = tensors.targets!.data[row]!;
      assert.equal((answer * y!) % 5, x, `${x}/${y} is ${answer}`);
      return `${x}/${y},${answer}`;
    });
    assert.deepEqual(linesOf(files[`${side}.csv`]).slice(1), lines);
  }
});

Deno.test("dataset describes its tensors in dataset.json", async () => {
  const files = await runOnce(dataset, paramsOf("task.encoding=sentence", ...transformer), {});
  const info = DatasetInfo.parse(JSON.parse(textOf(files["dataset.json"])));
  const { vocabulary, ...sizes } = info;
  assert.deepEqual(sizes, {
    input: {
      kind: "tokens",
      positions: 6,
      vocabulary: 22 + 7 + 120,
      causal: true,
      ranges: [[0, 1], [22, 29], [6, 7], [22, 29], [1, 2], [22, 29]],
    },
    output: { kind: "classes", answers: 2, classes: 22 + 7 + 120 },
    sets: { train: 24, validation: 25 },
  });
  assert.equal(vocabulary.length, 22 + 7 + 120);
  const { tensors } = decodeTensors(files["dataset.safetensors"]!);
  const last = tensors.inputs!.data.subarray(48 * 6).values().map((token) => vocabulary[token]!);
  assert.equal([...last].join(" "), "<|eos|> 6 + 6 = 5");
  const targets = tensors.targets!.data.subarray(48 * 2).values().map((t) => vocabulary[t]!);
  assert.equal([...targets].join(" "), "5 <|eos|>");
});

Deno.test("dataset depends on the split's seed and fraction, and gives the same twice", async () => {
  const bytes = (...overrides: string[]) => runOnce(dataset, paramsOf(...overrides), {});
  assert.deepEqual(await bytes(), await bytes());
  assert.notDeepEqual((await bytes("split.seed=1"))["train.csv"], (await bytes())["train.csv"]);
  assert.equal(linesOf((await bytes("split.trainFraction=0.25"))["train.csv"]).length, 1 + 12);
});
