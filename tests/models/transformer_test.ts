/** The transformer against one written by hand, its causality and its size. */
import assert from "node:assert/strict";
import type { Value } from "../../engines/engine.ts";
import { buildModel, findModel, type ModelSettings } from "../../models/mod.ts";
import { tokensOf } from "../../models/samples.ts";
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
  ["layers normalised before", { ...small, normalization: "before" }, 3, 2],
  ["normalised values carried on", { ...small, normalization: "carried" }, 3, 2],
  ["no normalisation", { ...small, normalization: "none" }, 3, 1],
  ["no mask", { ...small, mask: "none" }, 4, 1],
  ["no mask, and a mean", { ...small, mask: "none", readout: "mean" }, 3, 1],
  ["GELU", { ...small, activation: "gelu" }, 3, 1],
  ...(["attention", "feedForward", "output"] as const).map((part) =>
    [`biases of ${part}`, { ...small, biases: [part] }, 3, 1] as typeof variants[number]
  ),
  [
    "all of Grokfast",
    {
      ...small,
      normalization: "carried",
      activation: "gelu",
      biases: ["attention", "feedForward"],
      positions: "learned",
    },
    4,
    1,
  ],
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

/** How each weight of a block starts, by the end of its name: a bound, a deviation or a value. */
function starts(settings: Partial<Transformer>): Record<string, number> {
  const { parameters } = buildModel({ ...published, ...settings }, tokenData(4, 1, 99));
  return Object.fromEntries(parameters.map(({ name, initialization }) => {
    const { kind: _, ...numbers } = initialization;
    return [name, Object.values(numbers)[0]!];
  }));
}

const biases: Transformer["biases"] = ["attention", "feedForward", "output"];
const names = ["query", "key", "value", "output"].map((name) => `blocks.0.attention.${name}`);

Deno.test("attention starts as torch's MultiheadAttention with xavier, else as its Linear", () => {
  const [linear, xavier] = [1 / Math.sqrt(128), Math.sqrt(6 / 512)];
  const bounds = (attentionInitialization: "xavier" | "linear") => {
    const found = starts({ attentionInitialization, biases });
    return [names.map((name) => found[name]), names.map((name) => found[`${name}Bias`])];
  };
  assert.deepEqual(bounds("linear"), [
    [linear, linear, linear, linear],
    [linear, linear, linear, linear],
  ]);
  assert.deepEqual(bounds("xavier"), [[xavier, xavier, xavier, linear], [0, 0, 0, 0]]);
});

Deno.test("all other layers start as torch's Linear and Embedding, biases included", () => {
  const found = starts({ positions: "learned", biases });
  assert.equal(found["embedding.weight"], 1);
  assert.equal(found["positions.weight"], 1);
  assert.equal(found["blocks.0.feedForward.input"], 1 / Math.sqrt(128));
  assert.equal(found["blocks.0.feedForward.inputBias"], 1 / Math.sqrt(128));
  assert.equal(found["blocks.0.feedForward.output"], 1 / Math.sqrt(512));
  assert.equal(found["blocks.0.feedForward.outputBias"], 1 / Math.sqrt(512));
  assert.equal(found["output.weight"], 1 / Math.sqrt(128));
  assert.equal(found["output.bias"], 1 / Math.sqrt(128));
});

Deno.test("normal starts all matrices with 1/sqrt(width), the last with 1/sqrt(classes)", () => {
  const found = starts({
    positions: "learned",
    normalization: "none",
    biases,
    initialization: "normal",
  });
  for (const [name, value] of Object.entries(found)) {
    const deviation = name === "output.weight" ? Math.sqrt(1 / 99) : Math.sqrt(1 / 128);
    assert.equal(value, /[bB]ias$/.test(name) ? 0 : deviation, name);
  }
});

Deno.test("xavier starts matrices with sqrt(6 / (from + to)), and small embeddings", () => {
  const found = starts({ positions: "learned", biases, initialization: "xavier" });
  assert.equal(found["embedding.weight"], 0.02);
  assert.equal(found["positions.weight"], 0.02);
  assert.equal(found["blocks.1.attention.query"], Math.sqrt(6 / (128 + 384)));
  assert.equal(found["blocks.1.attention.output"], Math.sqrt(6 / (128 + 128)));
  assert.equal(found["blocks.1.feedForward.input"], Math.sqrt(6 / (128 + 512)));
  assert.equal(found["output.weight"], Math.sqrt(6 / (128 + 99)));
  const zero = Object.entries(found).filter(([name]) => /Bias$|output.bias$/.test(name));
  assert.deepEqual([...new Set(zero.map(([, value]) => value))], [0]);
});

Deno.test("settings that contradict each other, or the data, are refused at their field", () => {
  const fieldsOf = (settings: Partial<Transformer>, causal = false) => {
    const { kind: _, ...all } = { ...published, ...settings };
    const data = tokenData(4, 1, 99);
    const seen = { ...data, input: { ...tokensOf(4, 99), causal } };
    return [...findModel("transformer").check(all, seen)].map(({ fields }) => fields[0]);
  };
  assert.deepEqual(fieldsOf({ mask: "none" }), []);
  assert.deepEqual(fieldsOf({ mask: "none" }, true), ["model.mask"]);
  assert.deepEqual(
    fieldsOf({ initialization: "normal", attentionInitialization: "xavier" }),
    ["model.attentionInitialization"],
  );
});
