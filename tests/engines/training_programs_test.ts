/** Whole training programs: their text on record, and the same numbers from every engine. */
import assert from "node:assert/strict";
import type { Value, Values } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { printProgram } from "../../graph/text.ts";
import { buildModel, type ModelSettings } from "../../models/mod.ts";
import { findObjective, type ObjectiveKind } from "../../objectives/objective.ts";
import { buildOptimizer, type OptimizerStructure } from "../../optimizers/mod.ts";
import { randomKey, randomWord } from "../../random/counter.ts";
import { names } from "../../training/manifest.ts";
import { buildTrainProgram, describePrograms, type Recipe } from "../../training/programs.ts";
import { initialState } from "../../training/state.ts";
import { assertGolden } from "../golden/golden.ts";
import { assertClose } from "./closeness.ts";
import { engines, runOnce } from "./run_program.ts";

const SIZES = { positions: 3, answers: 1, vocabularySize: 7 };
const [STEPS, BATCH, ROWS] = [4, 6, 10];

/** Large, so that a gradient near zero does not turn its rounding error into a whole step. */
const EPSILON = 1e-2;
const HYPERPARAMETERS: Readonly<Record<string, number>> = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: EPSILON,
  momentum: 0.9,
  smoothing: 0.99,
  weightDecay: 0.1,
};

const transformer = { kind: "transformer", width: 8, heads: 2, feedForwardWidth: 16 } as const;

const recipes: readonly [string, ModelSettings, ObjectiveKind, OptimizerStructure][] = [
  [
    "quadratic_mlp_adamw",
    { kind: "quadraticMlp", width: 12 },
    "meanSquaredError",
    { kind: "adamw" },
  ],
  [
    "relu_mlp_sgd",
    { kind: "reluMlp", hiddenWidths: [10, 9], dropout: 0.25 },
    "crossEntropy",
    { kind: "sgd", nesterov: true },
  ],
  [
    "transformer_adam",
    {
      ...transformer,
      layers: 2,
      dropout: 0.1,
      weightNoise: 0.01,
      positions: "learned",
      readout: "last",
      attentionInitialization: "linear",
    },
    "crossEntropy",
    { kind: "adam" },
  ],
  [
    "transformer_rmsprop",
    {
      ...transformer,
      layers: 1,
      dropout: 0,
      weightNoise: 0,
      positions: "sinusoidal",
      readout: "mean",
      attentionInitialization: "xavier",
    },
    "crossEntropy",
    { kind: "rmsprop" },
  ],
];

/** Random examples and batches for a recipe, from the weights a run starts with. */
function feedsFor(recipe: Recipe): Values {
  const manifest = describePrograms(recipe);
  const words = (purpose: string, shape: readonly number[], below: number): Value => {
    const key = randomKey(0, purpose);
    const length = shape.reduce((product, size) => product * size, 1);
    const at = (_: unknown, index: number) => randomWord(key, index) % below;
    return { shape, data: Int32Array.from({ length }, at) };
  };
  const scalars = manifest.hyperparameters.map((name): [string, Value] => [
    names.hyperparameter(name),
    { shape: [], data: Float32Array.of(HYPERPARAMETERS[name]!) },
  ]);
  return {
    ...initialState(manifest, 0).tensors,
    ...Object.fromEntries(scalars),
    [names.tokens]: words("tokens", [ROWS, SIZES.positions], SIZES.vocabularySize),
    [names.targets]: words("targets", [ROWS, SIZES.answers], SIZES.vocabularySize),
    [names.batch]: words("batch", [STEPS, BATCH], ROWS),
    [names.learningRate]: { shape: [STEPS], data: Float32Array.of(0.01, 0.02, 0.01, 0.005) },
    [names.updates]: { shape: [], data: Float32Array.of(0) },
    ...manifest.random
      ? { [names.key]: { shape: [STEPS, 2], data: Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8) } }
      : {},
  };
}

for (const [name, model, objective, optimizer] of recipes) {
  const recipe: Recipe = {
    model: buildModel(model, SIZES),
    objective: findObjective(objective),
    optimizer: buildOptimizer(optimizer),
    sizes: SIZES,
  };
  const program = buildTrainProgram(recipe);

  Deno.test(`the training program ${name} has the text on record`, () => {
    assertGolden(`${name}.txt`, printProgram(program));
  });

  Deno.test(`the training program ${name} gives the same on every engine`, async () => {
    const feeds = feedsFor(recipe);
    const expected = await runOnce(referenceEngine, program, feeds);
    assert.ok(expected[names.loss]!.data.every((loss) => loss > 0));
    for (const engine of engines) {
      const actual = await runOnce(engine, program, feeds);
      for (const [output, value] of Object.entries(expected)) {
        assertClose(actual[output]!, value, 1e-5, `${output} on ${engine.name}`);
      }
    }
  });
}
