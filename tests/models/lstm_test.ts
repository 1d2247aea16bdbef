/** The LSTM against the equations of torch.nn.LSTM, a row and a unit at a time. */
import assert from "node:assert/strict";
import { buildModel } from "../../models/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { answer, randomWeights, recipeOf, rowsOf, tokenData } from "./networks.ts";
import { dot, oneHot } from "./plain_algebra.ts";

type Weights = ReturnType<typeof randomWeights>;

const [WIDTH, VOCABULARY] = [3, 4];
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** The states of one layer after each of its inputs. */
function plainLayer(weights: Weights, layer: number, inputs: number[][]): number[][] {
  const matrix = (name: string) => rowsOf(weights[`layers.${layer}.${name}`]!);
  const column = (name: string, at: number) => matrix(name).map((row) => row[at]!);
  let state: number[] = new Array(WIDTH).fill(0);
  let cell: number[] = new Array(WIDTH).fill(0);
  return inputs.map((input) => {
    const gates = Array.from(
      { length: 4 * WIDTH },
      (_, at) =>
        dot(input, column("input", at)) + matrix("inputBias")[0]![at]! +
        dot(state, column("state", at)) + matrix("stateBias")[0]![at]!,
    );
    const gate = (name: "i" | "f" | "g" | "o", unit: number) =>
      gates["ifgo".indexOf(name) * WIDTH + unit]!;
    cell = cell.map((kept, unit) =>
      logistic(gate("f", unit)) * kept + logistic(gate("i", unit)) * Math.tanh(gate("g", unit))
    );
    return state = cell.map((value, unit) => logistic(gate("o", unit)) * Math.tanh(value));
  });
}

for (const [layers, answers] of [[1, 1], [2, 1], [3, 2], [2, 3]] as const) {
  Deno.test(`an LSTM of ${layers} layers answers with its last ${answers} states`, async () => {
    const recipe = recipeOf(
      { kind: "lstm", layers, width: WIDTH, dropout: 0.5 },
      tokenData(3, answers, VOCABULARY),
    );
    const weights = randomWeights(recipe);
    const rows = [[0, 3, 1], [2, 2, 2]];
    const logits = rows.flatMap((tokens) => {
      let states = tokens.map((token) => oneHot(token, VOCABULARY));
      for (let layer = 0; layer < layers; layer++) states = plainLayer(weights, layer, states);
      return states.slice(-answers).flatMap((state) =>
        rowsOf(weights["output.bias"]!)[0]!.map((bias, at) =>
          bias + dot(state, rowsOf(weights["output.weight"]!).map((row) => row[at]!))
        )
      );
    });
    assertClose(await answer(recipe, weights, rows), {
      shape: [2, answers, VOCABULARY],
      data: Float64Array.from(logits),
    }, 1e-13);
  });
}

Deno.test("an LSTM starts as torch's, all of it within one over the root of its width", () => {
  const settings = { kind: "lstm", layers: 2, width: 16, dropout: 0 } as const;
  const { parameters } = buildModel(settings, tokenData(2, 1, 5));
  for (const { name, initialization } of parameters) {
    assert.deepEqual(initialization, { kind: "uniform", bound: 1 / 4 }, name);
  }
});

Deno.test("an LSTM of one layer has nothing to drop, and so draws no random numbers", () => {
  const isRandom = (layers: number) =>
    buildModel({ kind: "lstm", layers, width: 4, dropout: 0.1 }, tokenData(2, 1, 5)).random;
  assert.deepEqual([isRandom(1), isRandom(2)], [false, true]);
});
