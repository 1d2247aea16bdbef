/** What networks share: dropout, and dense layers on one-hots. */
import assert from "node:assert/strict";
import { referenceEngine } from "../../engines/reference.ts";
import { input } from "../../graph/tensor.ts";
import { printProgram } from "../../graph/text.ts";
import type { ModelSettings } from "../../models/mod.ts";
import { dropout, oneHotLayer } from "../../models/model.ts";
import { buildEvaluationProgram, buildTrainProgram } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";
import { programOf } from "../graph/op_cases.ts";
import { recipeOf } from "./networks.ts";

const LENGTH = 4000;

/** What dropout makes of ones. */
async function dropOnes(rate: number, stream: string, key: [number, number]): Promise<number[]> {
  const [ones, dropoutKey] = [input("ones", [LENGTH]), input("key", [2], "key")];
  const parameter = () => assert.fail("dropout reads no parameter");
  const dropped = dropout(ones, rate, stream, { dropoutKey, parameter });
  const results = await runOnce(
    referenceEngine,
    programOf("dropout", [ones, dropoutKey], [dropped.mul(1)]),
    {
      ones: { shape: [LENGTH], data: new Float64Array(LENGTH).fill(1) },
      key: { shape: [2], data: Uint32Array.from(key) },
    },
  );
  return [...results.output0!.data];
}

const share = (values: readonly boolean[]) =>
  values.filter((value) => value).length / values.length;

for (const rate of [0.1, 0.5, 0.9]) {
  Deno.test(`dropout of ${rate} keeps the others, scaled so that the mean stays`, async () => {
    const values = await dropOnes(rate, "layer", [1, 2]);
    assert.deepEqual([...new Set(values)].sort(), [0, 1 / (1 - rate)]);
    const deviation = Math.sqrt(rate * (1 - rate) / LENGTH);
    const kept = share(values.map((value) => value > 0));
    assert.ok(Math.abs(kept - (1 - rate)) < 4 * deviation, `kept ${kept}`);
  });
}

Deno.test("masks are the same for the same key and stream, and unrelated otherwise", async () => {
  const mask = async (stream: string, key: [number, number]) =>
    (await dropOnes(0.5, stream, key)).map((value) => value > 0);
  const first = await mask("blocks.0", [1, 2]);
  assert.deepEqual(await mask("blocks.0", [1, 2]), first);
  const others = [
    await mask("blocks.1", [1, 2]),
    await mask("blocks.0", [3, 2]),
    await mask("blocks.0", [1, 3]),
  ];
  for (const other of others) {
    const agreement = share(other.map((kept, index) => kept === first[index]));
    assert.ok(Math.abs(agreement - 0.5) < 4 * Math.sqrt(0.25 / LENGTH), `agree ${agreement}`);
  }
});

Deno.test("dropout of nothing, and dropout in evaluation, is the tensor itself", () => {
  const [x, dropoutKey] = [input("x", [3]), input("key", [2], "key")];
  const parameter = () => assert.fail("dropout reads no parameter");
  assert.equal(dropout(x, 0, "layer", { dropoutKey, parameter }), x);
  assert.equal(dropout(x, 0.5, "layer", { dropoutKey: null, parameter }), x);
});

const transformer = {
  kind: "transformer",
  layers: 2,
  width: 8,
  heads: 2,
  feedForwardWidth: 12,
  dropout: 0.1,
  positions: "sinusoidal",
  readout: "mean",
  attentionInitialization: "linear",
} as const;

const droppers: [ModelSettings, string[]][] = [
  [transformer, ["blocks.0.feedForward", "blocks.1.feedForward"]],
  [{ kind: "reluMlp", hiddenWidths: [6, 5], dropout: 0.1 }, ["layers.0", "layers.1"]],
  [{ ...transformer, dropout: 0 }, []],
  [{ kind: "quadraticMlp", width: 6 }, []],
];

Deno.test("training drops in each layer with a stream of its own, evaluation never", () => {
  for (const [settings, streams] of droppers) {
    const recipe = recipeOf(settings, { positions: 2, answers: 1, vocabularySize: 5 });
    const found = printProgram(buildTrainProgram(recipe)).matchAll(/"stream":"(.*?)"/g);
    assert.deepEqual([...new Set([...found].map(([, stream]) => stream))].sort(), streams);
    assert.equal(recipe.model.random, streams.length > 0);
    assert.doesNotMatch(printProgram(buildEvaluationProgram(recipe)), /randomUniform/);
  }
});

Deno.test("oneHotLayer() refuses weights for other one-hots than it is given", () => {
  const tokens = input("tokens", ["batch", 2], "int");
  assert.throws(() => oneHotLayer(tokens, input("weights", [9, 4]), 5), {
    name: "RangeError",
    message: "A one-hot layer for 2 tokens of 5 kinds cannot have the weights [9, 4]",
  });
});
