/** The networks whose training step is timed, at their published sizes. */
import { buildModel, type ModelSettings } from "../models/mod.ts";
import { countParameters } from "../models/model.ts";
import { classesOf, tokensOf } from "../models/samples.ts";
import { buildObjective, type ObjectiveSettings } from "../objectives/mod.ts";
import { buildOptimizer } from "../optimizers/mod.ts";
import type { Recipe } from "../training/programs.ts";

export const BATCH = 512;

export interface Network {
  readonly name: string;
  readonly recipe: Recipe;
  readonly parameters: number;
}

const common = {
  kind: "transformer",
  layers: 2,
  width: 128,
  heads: 4,
  feedForwardWidth: 512,
  weightNoise: 0,
} as const;

/** PKU's transformer: two operand tokens of 239, mean over positions, dropout 0.1. */
const pku = network("pku", {
  ...common,
  dropout: 0.1,
  positions: "sinusoidal",
  readout: "mean",
  attentionInitialization: "linear",
}, { input: tokensOf(2, 239), output: classesOf(239) });

/** danielmamay's transformer: x op y =, 99 tokens, the last position answers. */
const danielmamay = network("danielmamay", {
  ...common,
  dropout: 0,
  positions: "learned",
  readout: "last",
  attentionInitialization: "xavier",
}, { input: tokensOf(4, 99), output: classesOf(99) });

export const networks: readonly Network[] = [pku, danielmamay];

/** The network of `configs/quickstart.yaml`: squares of one hidden layer, 59 residues. */
export const quickStart = network(
  "quick start",
  { kind: "quadraticMlp", width: 256 },
  { input: tokensOf(2, 59), output: classesOf(59) },
  { kind: "meanSquaredError" },
);

function network(
  name: string,
  settings: ModelSettings,
  data: Recipe["data"],
  objective: ObjectiveSettings = { kind: "crossEntropy" },
): Network {
  const model = buildModel(settings, data);
  const recipe = {
    model,
    objective: buildObjective(objective, data),
    optimizer: buildOptimizer({ kind: "adamw" }),
    data,
  };
  return { name, recipe, parameters: countParameters(model) };
}
