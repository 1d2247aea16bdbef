/** The perceptron of the PKU study against dense layers on explicit one-hots. */
import assert from "node:assert/strict";
import { buildModel } from "../../models/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { modularTask, taskData } from "../training/small_run.ts";
import { answer, randomWeights, recipeOf, rowsOf, tokenData } from "./networks.ts";
import { concatenatedOneHots, multiply } from "./plain_algebra.ts";

for (const hiddenWidths of [[6], [6, 4], [3, 5, 4]]) {
  Deno.test(`the MLP [${hiddenWidths}] is dense layers with ReLU between`, async () => {
    const sizes = tokenData(2, 1, 5);
    const recipe = recipeOf({ kind: "mlp", hiddenWidths, dropout: 0.5 }, sizes);
    const weights = randomWeights(recipe);
    const tokens = [[0, 4], [3, 3], [4, 1]];
    const dense = (input: number[][], layer: number) => {
      const bias = rowsOf(weights[`layers.${layer}.bias`]!)[0]!;
      return multiply(input, rowsOf(weights[`layers.${layer}.weight`]!))
        .map((row) => row.map((value, column) => value + bias[column]!));
    };
    let expected = dense(tokens.map((row) => concatenatedOneHots(row, 5)), 0);
    for (let layer = 1; layer <= hiddenWidths.length; layer++) {
      expected = dense(expected.map((row) => row.map((value) => Math.max(value, 0))), layer);
    }
    assertClose(await answer(recipe, weights, tokens), {
      shape: [3, 1, 5],
      data: Float64Array.from(expected.flat()),
    }, 1e-13);
  });
}

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
