/** What networks share: dropout, weight noise, and dense layers on one-hots. */
import assert from "node:assert/strict";
import type { Value } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { input, type Tensor } from "../../graph/tensor.ts";
import { printProgram } from "../../graph/text.ts";
import type { ModelSettings } from "../../models/mod.ts";
import { dropout, oneHotLayer, withWeightNoise } from "../../models/layers.ts";
import { randomKey } from "../../random/counter.ts";
import { buildEvaluationProgram, buildTrainProgram } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";
import { programOf } from "../graph/op_cases.ts";
import { recipeOf, tokenData } from "./networks.ts";

const LENGTH = 4000;
const plain = { observe: (_: string, tensor: Tensor) => tensor, sharesRows: false };

function keyOf(step: number): Value {
  return { shape: [2], data: Uint32Array.from(randomKey(0, "dropout", step)) };
}

/** What dropout makes of ones. */
async function dropOnes(rate: number, stream: string, step: number): Promise<number[]> {
  const [ones, randomKey] = [input("ones", [LENGTH]), input("key", [2], "key")];
  const parameter = () => assert.fail("dropout reads no parameter");
  const dropped = dropout(ones, rate, stream, { ...plain, randomKey, parameter });
  const results = await runOnce(
    referenceEngine,
    programOf("dropout", [ones, randomKey], [dropped.mul(1)]),
    {
      ones: { shape: [LENGTH], data: new Float64Array(LENGTH).fill(1) },
      key: keyOf(step),
    },
  );
  return [...results.output0!.data];
}

const share = (values: readonly boolean[]) =>
  values.filter((value) => value).length / values.length;

for (const rate of [0.1, 0.5, 0.9]) {
  Deno.test(`dropout of ${rate} keeps the others, scaled so that the mean stays`, async () => {
    const values = await dropOnes(rate, "layer", 1);
    assert.deepEqual([...new Set(values)].sort(), [0, 1 / (1 - rate)]);
    const deviation = Math.sqrt(rate * (1 - rate) / LENGTH);
    const kept = share(values.map((value) => value > 0));
    assert.ok(Math.abs(kept - (1 - rate)) < 4 * deviation, `kept ${kept}`);
  });
}

Deno.test("masks are the same for the same step and layer, and unrelated otherwise", async () => {
  const mask = async (stream: string, step: number) =>
    (await dropOnes(0.5, stream, step)).map((value) => value > 0);
  const first = await mask("blocks.0", 1);
  assert.deepEqual(await mask("blocks.0", 1), first);
  const others = [
    await mask("blocks.1", 1),
    await mask("blocks.0", 2),
  ];
  for (const other of others) {
    const agreement = share(other.map((kept, index) => kept === first[index]));
    assert.ok(Math.abs(agreement - 0.5) < 4 * Math.sqrt(0.25 / LENGTH), `agree ${agreement}`);
  }
});

Deno.test("dropout of nothing, and dropout in evaluation, is the tensor itself", () => {
  const [x, randomKey] = [input("x", [3]), input("key", [2], "key")];
  const parameter = () => assert.fail("dropout reads no parameter");
  assert.equal(dropout(x, 0, "layer", { ...plain, randomKey, parameter }), x);
  assert.equal(dropout(x, 0.5, "layer", { ...plain, randomKey: null, parameter }), x);
});

/** The parameter "w", all zeros, as a training step with noise sees it. */
async function noisyZeros(deviation: number, name: string, step: number) {
  const [zeros, randomKey] = [input("zeros", [LENGTH]), input("key", [2], "key")];
  const { parameter } = withWeightNoise({ ...plain, randomKey, parameter: () => zeros }, deviation);
  const results = await runOnce(
    referenceEngine,
    programOf("noise", [zeros, randomKey], [parameter(name)]),
    {
      zeros: { shape: [LENGTH], data: new Float64Array(LENGTH) },
      key: keyOf(step),
    },
  );
  return [...results.output0!.data];
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

Deno.test("weight noise is normal, with the deviation asked for", async () => {
  const values = await noisyZeros(0.2, "w", 1);
  const standard = values.map((value) => value / 0.2);
  const moments = [1, 2, 3, 4].map((power) => mean(standard.map((value) => value ** power)));
  const errors = [1, 2, 15, 96].map((variance) => Math.sqrt(variance / LENGTH));
  for (const [index, expected] of [0, 1, 0, 3].entries()) {
    assert.ok(Math.abs(moments[index]! - expected) < 4 * errors[index]!, `moments ${moments}`);
  }
});

Deno.test("weight noise is of its own for each step and each parameter", async () => {
  const first = await noisyZeros(1, "w", 1);
  assert.deepEqual(await noisyZeros(1, "w", 1), first);
  for (const other of [await noisyZeros(1, "v", 1), await noisyZeros(1, "w", 2)]) {
    const correlation = mean(other.map((value, index) => value * first[index]!));
    assert.ok(Math.abs(correlation) < 4 / Math.sqrt(LENGTH), `correlation ${correlation}`);
  }
});

Deno.test("there is no weight noise in evaluation, nor when its deviation is zero", () => {
  const [w, randomKey] = [input("w", [3]), input("key", [2], "key")];
  const parameter = () => w;
  assert.equal(withWeightNoise({ ...plain, randomKey: null, parameter }, 0.1).parameter("w"), w);
  assert.equal(withWeightNoise({ ...plain, randomKey, parameter }, 0).parameter("w"), w);
});

const transformer = {
  kind: "transformer",
  layers: 2,
  width: 8,
  heads: 2,
  feedForwardWidth: 12,
  dropout: 0.1,
  weightNoise: 0,
  positions: "sinusoidal",
  readout: "mean",
  attentionInitialization: "linear",
} as const;

const droppers: [ModelSettings, string[]][] = [
  [transformer, ["blocks.0.feedForward", "blocks.1.feedForward"]],
  [{ kind: "mlp", hiddenWidths: [6, 5], dropout: 0.1 }, ["layers.0", "layers.1"]],
  [
    { ...transformer, layers: 1, dropoutAt: ["embedding", "attention"] },
    ["blocks.0.attention", "embedding"],
  ],
  [{ ...transformer, dropout: 0 }, []],
  [{ kind: "quadraticMlp", width: 6 }, []],
];

Deno.test("training drops in each layer with a stream of its own, evaluation never", () => {
  for (const [settings, streams] of droppers) {
    const recipe = recipeOf(settings, tokenData(2, 1, 5));
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
