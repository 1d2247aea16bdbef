/** Multi-layer perceptrons against dense layers on explicit one-hots. */
import assert from "node:assert/strict";
import type { Activation } from "../../models/activations.ts";
import { buildModel, findModel } from "../../models/mod.ts";
import { erf } from "../../numerics/elementary.ts";
import { assertClose } from "../engines/closeness.ts";
import { modularTask, taskData } from "../training/small_run.ts";
import { answer, randomWeights, recipeOf, rowsOf, tokenData } from "./networks.ts";
import { concatenatedOneHots, multiply } from "./plain_algebra.ts";

const activations: Record<Activation, (x: number) => number> = {
  relu: (x) => Math.max(x, 0),
  gelu: (x) => x * (1 + erf(x / Math.sqrt(2))) / 2,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

const networks: [words: string, settings: object, widths: number[], Activation, biases: boolean][] =
  [
    ["one hidden layer", { hiddenWidths: [6] }, [6], "relu", true],
    ["two hidden layers", { hiddenWidths: [6, 4] }, [6, 4], "relu", true],
    ["three hidden layers", { hiddenWidths: [3, 5, 4] }, [3, 5, 4], "relu", true],
    [
      "a number of layers of one width",
      { hiddenWidths: [4], hiddenLayers: 3 },
      [4, 4, 4],
      "relu",
      true,
    ],
    ["no biases", { hiddenWidths: [6, 4], biases: false }, [6, 4], "relu", false],
    ...(["relu", "gelu", "tanh", "sigmoid"] as const).map((activation) =>
      [activation, { hiddenWidths: [5, 4], activation }, [5, 4], activation, true] as [
        string,
        object,
        number[],
        Activation,
        boolean,
      ]
    ),
  ];

for (const [words, settings, widths, activation, biases] of networks) {
  Deno.test(`the MLP with ${words} is dense layers with the activation between`, async () => {
    const sizes = tokenData(2, 1, 5);
    const recipe = recipeOf({ kind: "mlp", hiddenWidths: [], ...settings, dropout: 0.5 }, sizes);
    const weights = randomWeights(recipe);
    const names = [...widths, 5].flatMap((
      _,
      layer,
    ) => [`layers.${layer}.weight`, ...biases ? [`layers.${layer}.bias`] : []]);
    assert.deepEqual(Object.keys(weights), names);
    const tokens = [[0, 4], [3, 3], [4, 1]];
    const dense = (input: number[][], layer: number) => {
      const bias = biases ? rowsOf(weights[`layers.${layer}.bias`]!)[0]! : null;
      return multiply(input, rowsOf(weights[`layers.${layer}.weight`]!))
        .map((row) => row.map((value, column) => value + (bias?.[column] ?? 0)));
    };
    let expected = dense(tokens.map((row) => concatenatedOneHots(row, 5)), 0);
    for (let layer = 1; layer <= widths.length; layer++) {
      expected = dense(expected.map((row) => row.map(activations[activation])), layer);
    }
    assertClose(await answer(recipe, weights, tokens), {
      shape: [3, 1, 5],
      data: Float64Array.from(expected.flat()),
    }, 1e-13);
  });
}

Deno.test("a number of hidden layers is refused beside several widths", () => {
  const data = tokenData(2, 1, 5);
  const [problem, ...others] = findModel("mlp")
    .check({ hiddenWidths: [4, 5], hiddenLayers: 3, dropout: 0 }, data);
  assert.deepEqual(others, []);
  assert.deepEqual(problem?.fields, ["model.hiddenLayers", "model.hiddenWidths"]);
  assert.match(problem.message, /^3 hidden layers need one width for all/);
});

Deno.test("the MLP starts as torch's Linear, biases included", () => {
  const sizes = taskData(modularTask(97, "operands"));
  const settings = { kind: "mlp" as const, hiddenWidths: [256], dropout: 0 };
  const bounds = buildModel(settings, sizes).parameters.map(({ name, initialization }) => [
    name,
    "bound" in initialization ? initialization.bound : null,
  ]);
  assert.deepEqual(bounds, [
    ["layers.0.weight", 1 / Math.sqrt(478)],
    ["layers.0.bias", 1 / Math.sqrt(478)],
    ["layers.1.weight", 1 / Math.sqrt(256)],
    ["layers.1.bias", 1 / Math.sqrt(256)],
  ]);
});
