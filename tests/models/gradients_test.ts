/** Whole training programs take the gradient of the loss they report: finite differences. */
import assert from "node:assert/strict";
import type { Value, Values } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { nextName } from "../../graph/next_name.ts";
import type { ModelSettings } from "../../models/mod.ts";
import type { ModelSizes } from "../../models/model.ts";
import type { ObjectiveKind } from "../../objectives/objective.ts";
import { names } from "../../training/manifest.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { load } from "../engines/run_program.ts";
import { dot } from "./plain_algebra.ts";
import { integers, normals, randomWeights, recipeOf } from "./networks.ts";

const transformer = {
  kind: "transformer",
  layers: 2,
  width: 6,
  heads: 2,
  feedForwardWidth: 8,
  dropout: 0.2,
  weightNoise: 0.1,
  positions: "learned",
  readout: "last",
  attentionInitialization: "linear",
} as const;

const networks: [string, ModelSettings, ModelSizes][] = [
  ["quadratic MLP", { kind: "quadraticMlp", width: 4 }, {
    positions: 2,
    answers: 1,
    vocabularySize: 5,
  }],
  ["ReLU MLP", { kind: "reluMlp", hiddenWidths: [6, 5], dropout: 0.2 }, {
    positions: 2,
    answers: 1,
    vocabularySize: 5,
  }],
  ["transformer", transformer, { positions: 4, answers: 2, vocabularySize: 5 }],
  ["transformer that reads the mean", {
    ...transformer,
    positions: "sinusoidal",
    readout: "mean",
  }, { positions: 3, answers: 1, vocabularySize: 5 }],
];

const data = [[0, 1, 2, 3], [4, 4, 0, 1], [2, 0, 3, 3], [1, 3, 4, 0]];
const scalar = (value: number): Value => ({ shape: [], data: Float64Array.of(value) });

/** With rate 1 and neither momentum nor decay, a step of SGD subtracts the gradient. */
function feedsOf({ positions, answers }: ModelSizes, weights: Values): Values {
  const slots = Object.entries(weights).map(([name, { shape, data }]) =>
    [names.slot(name, "velocity"), { shape, data: new Float64Array(data.length) }] as const
  );
  return {
    ...weights,
    ...Object.fromEntries(slots),
    [names.tokens]: integers(data.map((row) => row.slice(0, positions))),
    [names.targets]: integers(data.map((row) => row.slice(-answers))),
    [names.batch]: integers([[3, 0, 2]]),
    [names.learningRate]: { shape: [1], data: Float64Array.of(1) },
    [names.key]: { shape: [1, 2], data: Uint32Array.of(7, 8) },
    [names.updates]: scalar(0),
    [names.hyperparameter("momentum")]: scalar(0),
    [names.hyperparameter("weightDecay")]: scalar(0),
  };
}

function moved({ shape, data }: Value, direction: Value, by: number): Value {
  return { shape, data: Float64Array.from(data, (x, at) => x + by * direction.data[at]!) };
}

for (const [name, settings, sizes] of networks) {
  for (const objective of ["crossEntropy", "meanSquaredError"] satisfies ObjectiveKind[]) {
    Deno.test(`a step of the ${name} follows the slope of its ${objective}`, async () => {
      const recipe = recipeOf(settings, sizes, objective, { kind: "sgd", nesterov: false });
      const program = await load(referenceEngine, buildTrainProgram(recipe));
      const weights = randomWeights(recipe);
      const run = (changed: Values) => program.run(feedsOf(sizes, { ...weights, ...changed }));
      const lossAt = async (changed: Values) => (await run(changed))[names.loss]!.data[0]!;
      const next = await run({});
      for (const [parameter, before] of Object.entries(weights)) {
        const direction = normals(`direction ${parameter}`, before.shape);
        const h = 1e-5;
        const ahead = await lossAt({ [parameter]: moved(before, direction, h) });
        const behind = await lossAt({ [parameter]: moved(before, direction, -h) });
        const after = next[nextName(parameter)]!.data;
        const slope = dot([...before.data].map((x, at) => x - after[at]!), [...direction.data]);
        const measured = (ahead - behind) / (2 * h);
        assert.ok(
          Math.abs(slope - measured) < 1e-7 * (1 + Math.abs(measured)),
          `${parameter}: slope ${slope}, measured ${measured}`,
        );
        assert.notEqual(slope, 0, `${parameter} has no slope`);
      }
    });
  }
}
