/** The transformer against one written by hand, its causality and its size. */
import assert from "node:assert/strict";
import type { Value } from "../../engines/engine.ts";
import { buildModel, type ModelSettings } from "../../models/mod.ts";
import { countParameters, type ModelSizes } from "../../models/model.ts";
import { datasetShape } from "../../tasks/dataset.ts";
import { assertClose } from "../engines/closeness.ts";
import { modularTask } from "../training/small_run.ts";
import { answer, randomWeights, recipeOf } from "./networks.ts";
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

const counts: [string, Transformer, ModelSizes, number][] = [
  ["openai's", published, datasetShape(modularTask(97, "sentence")), 455_424],
  [
    "that of PKU",
    { ...published, readout: "mean", dropout: 0.1 },
    datasetShape(modularTask(97, "operands")),
    455_424,
  ],
  [
    "danielmamay's",
    { ...published, positions: "learned", attentionInitialization: "xavier" },
    datasetShape(modularTask(97, "equation")),
    420_096,
  ],
];

for (const [name, settings, sizes, count] of counts) {
  Deno.test(`the transformer has ${count} parameters when it is ${name}`, () => {
    assert.equal(countParameters(buildModel(settings, sizes)), count);
  });
}

Deno.test("the sizes of the published codes are 239, 239 and 99 tokens at p = 97", () => {
  assert.deepEqual(counts.map(([, , sizes]) => sizes), [
    { positions: 6, answers: 2, vocabularySize: 239 },
    { positions: 2, answers: 1, vocabularySize: 239 },
    { positions: 4, answers: 1, vocabularySize: 99 },
  ]);
});

const rows = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [6, 6, 0, 2, 6, 1]];

const variants: [string, Transformer, ModelSizes][] = [
  ["two answers at the last positions", small, {
    positions: 6,
    answers: 2,
    vocabularySize: 7,
  }],
  ["one answer at the last position", { ...small, positions: "learned" }, {
    positions: 4,
    answers: 1,
    vocabularySize: 7,
  }],
  ["the mean over all positions", { ...small, readout: "mean" }, {
    positions: 2,
    answers: 1,
    vocabularySize: 7,
  }],
  ["one block and four heads", { ...small, layers: 1, heads: 4 }, {
    positions: 3,
    answers: 1,
    vocabularySize: 7,
  }],
];

for (const [name, settings, sizes] of variants) {
  Deno.test(`the transformer is the one written by hand, with ${name}`, async () => {
    const recipe = recipeOf(settings, sizes);
    const weights = randomWeights(recipe);
    const tokens = rows.map((row) => row.slice(0, sizes.positions));
    const expected = tokens.flatMap((row) => plainTransformer(settings, sizes, weights, row));
    assertClose(await answer(recipe, weights, tokens), {
      shape: [rows.length, sizes.answers, sizes.vocabularySize],
      data: Float64Array.from(expected.flat()),
    }, 1e-12);
  });
}

function logitsOf({ shape, data }: Value, answer: number): number[] {
  return [...data.subarray(answer * shape[2]!, (answer + 1) * shape[2]!)];
}

Deno.test("an answer depends on what comes before it, and not on what comes after", async () => {
  const sizes = { positions: 4, answers: 2, vocabularySize: 7 };
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
  const sizes = { positions: 6, answers: 2, vocabularySize: 7 };
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
    const sizes = { positions: 4, answers: 1, vocabularySize: 99 };
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
