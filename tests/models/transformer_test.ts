/** The transformer against one written by hand, its causality and its size. */
import assert from "node:assert/strict";
import type { Value } from "../../engines/engine.ts";
import { buildModel, type ModelSettings } from "../../models/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { answer, randomWeights, recipeOf, tokenData } from "./networks.ts";
import { plainTransformer } from "./plain_transformer.ts";

type Transformer = Extract<ModelSettings, { kind: "transformer" }>;

const published: Transformer = {
  kind: "transformer",
  layers: 2,
  width: 128,
  heads: 4,
  feedForwardWidth: 512,
  dropout: 0,
  weightNoise: 0,
  positions: "sinusoidal",
  readout: "last",
  attentionInitialization: "linear",
};
const small = { ...published, width: 8, heads: 2, feedForwardWidth: 12 };

const rows = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [6, 6, 0, 2, 6, 1]];

const variants: [string, Transformer, positions: number, answers: number][] = [
  ["two answers at the last positions", small, 6, 2],
  ["one answer at the last position", { ...small, positions: "learned" }, 4, 1],
  ["the mean over all positions", { ...small, readout: "mean" }, 2, 1],
  ["one block and four heads", { ...small, layers: 1, heads: 4 }, 3, 1],
];

for (const [name, settings, positions, answers] of variants) {
  Deno.test(`the transformer is the one written by hand, with ${name}`, async () => {
    const data = tokenData(positions, answers, 7);
    const recipe = recipeOf(settings, data);
    const weights = randomWeights(recipe);
    const tokens = rows.map((row) => row.slice(0, positions));
    const expected = tokens.flatMap((row) => plainTransformer(settings, data, weights, row));
    assertClose(await answer(recipe, weights, tokens), {
      shape: [rows.length, answers, 7],
      data: Float64Array.from(expected.flat()),
    }, 1e-12);
  });
}

function logitsOf({ shape, data }: Value, answer: number): number[] {
  return [...data.subarray(answer * shape[2]!, (answer + 1) * shape[2]!)];
}

Deno.test("an answer depends on what comes before it, and not on what comes after", async () => {
  const sizes = tokenData(4, 2, 7);
  const recipe = recipeOf(small, sizes);
  const weights = randomWeights(recipe);
  const plain = await answer(recipe, weights, [[0, 1, 2, 3]]);
  const laterChanged = await answer(recipe, weights, [[0, 1, 2, 6]]);
  assert.deepEqual(logitsOf(laterChanged, 0), logitsOf(plain, 0));
  assert.notDeepEqual(logitsOf(laterChanged, 1), logitsOf(plain, 1));
  const earlierChanged = await answer(recipe, weights, [[6, 1, 2, 3]]);
  assert.notDeepEqual(logitsOf(earlierChanged, 0), logitsOf(plain, 0));
});

Deno.test("an answer does not depend on the other rows of a batch", async () => {
  const sizes = tokenData(6, 2, 7);
  const recipe = recipeOf(small, sizes);
  const weights = randomWeights(recipe);
  const together = await answer(recipe, weights, rows);
  const alone = await answer(recipe, weights, [rows[1]!]);
  assert.deepEqual(
    [logitsOf(alone, 0), logitsOf(alone, 1)],
    [2, 3].map((at) => logitsOf(together, at)),
  );
});

Deno.test("attention starts as torch's MultiheadAttention with xavier, else as its Linear", () => {
  const bounds = (attentionInitialization: "xavier" | "linear") => {
    const sizes = tokenData(4, 1, 99);
    const { parameters } = buildModel({ ...published, attentionInitialization }, sizes);
    return ["query", "key", "value", "output"].map((name) => {
      const { initialization } = parameters.find((each) =>
        each.name === `blocks.0.attention.${name}`
      )!;
      assert.equal(initialization.kind, "uniform");
      return "bound" in initialization ? initialization.bound : NaN;
    });
  };
  const [linear, xavier] = [1 / Math.sqrt(128), Math.sqrt(6 / 512)];
  assert.deepEqual(bounds("linear"), [linear, linear, linear, linear]);
  assert.deepEqual(bounds("xavier"), [xavier, xavier, xavier, linear]);
});
