/** What is computed once for rows that are alike has the results of computing it for each. */
import assert from "node:assert/strict";
import { referenceEngine } from "../../engines/reference.ts";
import { countProgram } from "../../graph/arithmetic.ts";
import { type ModelSettings, sharesRows } from "../../models/mod.ts";
import { published } from "../../models/transformer/networks.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { names } from "../../training/manifest.ts";
import {
  buildEvaluationProgram,
  buildTrainProgram,
  describePrograms,
  type Recipe,
} from "../../training/programs.ts";
import { assertClose } from "../engines/closeness.ts";
import { engines, runOnce } from "../engines/run_program.ts";
import { randomData, trainFeeds } from "./feeds.ts";
import { randomWeights, recipeOf, tokenData } from "./networks.ts";

type Transformer = Extract<ModelSettings, { kind: "transformer" }>;
const plain: Transformer = {
  kind: "transformer",
  layers: 2,
  width: 6,
  heads: 2,
  feedForwardWidth: 8,
  dropout: 0,
  weightNoise: 0,
  positions: "learned",
  readout: "last",
  attentionInitialization: "linear",
};
const lstm: ModelSettings = { kind: "lstm", layers: 2, width: 5, dropout: 0 };
const everywhere = ["embedding", "attention", "feedForward"] as const;

const models: readonly [string, ModelSettings][] = [
  ["a transformer", plain],
  ["one block", { ...plain, layers: 1 }],
  ["three blocks with a mean over positions", { ...plain, layers: 3, readout: "mean" }],
  ["layers normalised before", { ...plain, normalization: "before" }],
  ["normalised values carried on", { ...plain, normalization: "carried", positions: "sinusoidal" }],
  ["no normalisation, and biases", {
    ...plain,
    normalization: "none",
    biases: ["attention", "feedForward", "output"],
  }],
  ["no mask", { ...plain, mask: "none" }],
  ["weight noise", { ...plain, weightNoise: 0.1 }],
  ...everywhere.map((part): [string, ModelSettings] => [
    `dropout at ${part}`,
    { ...plain, dropout: 0.3, dropoutAt: [part] },
  ]),
  ["dropout in all places", { ...plain, dropout: 0.3, dropoutAt: [...everywhere] }],
  ["an LSTM", lstm],
  ["an LSTM of three layers with dropout", { ...lstm, layers: 3, dropout: 0.3 }],
];

/** Tokens of a range at each position, or the one that always stands there. */
function tokensIn(ranges: (number | [number, number])[], answers = 1): DataShape {
  const { input, output } = tokenData(ranges.length, answers, 5);
  assert.ok(input.kind === "tokens");
  const pairs = ranges.map((each) => typeof each === "number" ? [each, each + 1] as const : each);
  return { input: { ...input, ranges: pairs }, output };
}

const values: [number, number] = [1, 4];

const data: readonly [string, DataShape][] = [
  ["x op y =", tokensIn([values, 0, values, 4])],
  ["end x op y = c", tokensIn([0, values, 1, values, 4, values], 2)],
  ["x y", tokensIn([values, values])],
  ["any tokens", tokenData(3, 1, 4)],
  ["operators that differ", tokensIn([values, [3, 5], values, 0])],
  ["one token that differs", tokensIn([3, values, 2])],
  ["two answers in the prefix", tokensIn([values, 2, values], 3)],
  ["rows that are all the same", tokensIn([1, 2])],
];

const isPossible = (model: ModelSettings, { output }: DataShape) =>
  model.kind !== "transformer" || model.readout !== "mean" ||
  output.kind === "classes" && output.answers === 1;

for (const [name, model] of models) {
  Deno.test(`${name}: losses and trained weights are those of computing every row`, async () => {
    for (const [tokens, shape] of data) {
      if (!isPossible(model, shape)) continue;
      const recipe = recipeOf(model, shape);
      const sharing = { ...recipe, sharesRows: true };
      const training = trainFeeds(recipe, { ...hyperparameters }, 3);
      await assertEqual(buildTrainProgram(sharing), buildTrainProgram(recipe), training, tokens);
      const evaluation = {
        ...randomWeights(recipe),
        ...dataFeeds(recipe),
        [names.batch]: { shape: [3], data: Int32Array.of(4, 0, 2) },
      };
      const [evaluated, expected] = [sharing, recipe].map(buildEvaluationProgram);
      await assertEqual(evaluated!, expected!, evaluation, tokens);
    }
  });
}

const hyperparameters = { beta1: 0.9, beta2: 0.98, epsilon: 0.01, weightDecay: 0.1 };

function dataFeeds({ data }: Recipe) {
  const { inputs, targets } = randomData(data, 5);
  return { [names.inputs]: inputs, [names.targets]: targets };
}

type Program = ReturnType<typeof buildTrainProgram>;

async function assertEqual(
  program: Program,
  plain: Program,
  feeds: Parameters<typeof runOnce>[2],
  what: string,
) {
  const expected = await runOnce(referenceEngine, plain, feeds);
  const actual = await runOnce(referenceEngine, program, feeds);
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const [output, value] of Object.entries(expected)) {
    assertClose(actual[output]!, value, 1e-11, `${output} of ${what}`);
  }
}

for (const engine of engines) {
  Deno.test(`networks that share rows train to the weights of the reference on ${engine.name}`, async () => {
    const [[, equation], [, sentence]] = data as readonly [typeof data[0], typeof data[0]];
    for (const [model, shape] of [[plain, sentence], [lstm, equation]] as const) {
      const program = buildTrainProgram({ ...recipeOf(model, shape), sharesRows: true });
      const feeds = trainFeeds(recipeOf(model, shape), hyperparameters, 3);
      const expected = await runOnce(referenceEngine, program, feeds);
      const actual = await runOnce(engine, program, feeds);
      for (const [output, value] of Object.entries(expected)) {
        assertClose(actual[output]!, value, 1e-5, `${output} of ${model.kind} on ${engine.name}`);
      }
    }
  });
}

Deno.test("networks share rows that read tokens, from two rows for each token on", () => {
  const data = tokensIn([values, 0, values, 4]); // three tokens at most at a position
  assert.equal(sharesRows({ kind: "transformer" }, data, 5), false);
  assert.equal(sharesRows({ kind: "transformer" }, data, 6), true);
  assert.equal(sharesRows({ kind: "lstm" }, data, 6), true);
  assert.equal(sharesRows({ kind: "transformer" }, tokenData(3, 1, 4), 7), false);
  assert.equal(sharesRows({ kind: "mlp" }, data, 100), false, "its first layer reads a table");
});

Deno.test("what is observed, and the weights that there are, do not depend on sharing", () => {
  for (const [, model] of models) {
    const recipe = recipeOf(model, tokensIn([values, 2, values, 3]));
    assert.deepEqual(
      describePrograms({ ...recipe, sharesRows: true }),
      describePrograms(recipe),
    );
  }
});

/** Multiplications and additions of a step at batch 512, over those of computing each row. */
function shareOfWork(source: string, ranges: readonly (readonly [number, number])[]): number {
  const { settings, data } = published.find((network) => network.source.startsWith(source))!;
  assert.ok(data.input.kind === "tokens");
  const shape = { ...data, input: { ...data.input, ranges } };
  const recipe = recipeOf({ kind: "transformer", ...settings }, shape);
  const sizes = new Map([["batch", 512], ["rows", 9409], ["steps", 1]]);
  const [shared, all] = [true, false]
    .map((sharesRows) => countProgram(buildTrainProgram({ ...recipe, sharesRows }), sizes));
  return shared! / all!;
}

Deno.test("published networks need 57 to 76 % of the products of computing every row", () => {
  const only = (token: number) => [token, token + 1] as const;
  const [x, y] = [[0, 97], [0, 97]] as const;
  const shares = [
    shareOfWork("danielmamay", [x, only(98), y, only(97)]),
    shareOfWork("openai", [only(0), x, only(10), y, only(1), x]),
    shareOfWork("PKU", [x, y]),
    shareOfWork("Nanda", [[0, 113], [0, 113], only(113)]),
  ];
  assert.deepEqual(shares.map((share) => share.toFixed(2)), ["0.57", "0.58", "0.76", "0.64"]);
});
