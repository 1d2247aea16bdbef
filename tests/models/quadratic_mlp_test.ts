/** Gromov's network against its formula with explicit one-hots. */
import assert from "node:assert/strict";
import { buildModel } from "../../models/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { modularTask, taskData } from "../training/small_run.ts";
import { answer, randomWeights, recipeOf, rowsOf, tokenData } from "./networks.ts";
import { concatenatedOneHots, multiply } from "./plain_algebra.ts";

Deno.test("the quadratic MLP starts with deviation 0.05 at width 500, as the code of Doshi", () => {
  const sizes = taskData(modularTask(97, "residues"));
  for (
    const { initialization } of buildModel({ kind: "quadraticMlp", width: 500 }, sizes).parameters
  ) {
    assert.equal(initialization.kind, "normal");
    assert.ok("deviation" in initialization && Math.abs(initialization.deviation - 0.05) < 1e-15);
  }
});

for (const positions of [2, 3]) {
  Deno.test(`the quadratic MLP of ${positions} numbers is W2 (W1 x)^2`, async () => {
    const sizes = tokenData(positions, 1, 5);
    const recipe = recipeOf({ kind: "quadraticMlp", width: 4 }, sizes);
    const weights = randomWeights(recipe);
    const tokens = [[0, 4, 1], [3, 3, 3], [4, 0, 2]].map((row) => row.slice(0, positions));
    const inputs = tokens.map((row) => concatenatedOneHots(row, 5));
    const hidden = multiply(inputs, rowsOf(weights["hidden.weight"]!));
    const squares = hidden.map((row) => row.map((value) => value ** 2));
    const expected = multiply(squares, rowsOf(weights["output.weight"]!));
    assertClose(await answer(recipe, weights, tokens), {
      shape: [3, 1, 5],
      data: Float64Array.from(expected.flat()),
    }, 1e-13);
  });
}
