/** Training programs on which compilers, processors and threads have to agree to the bit. */
import type { Values } from "../../../engines/engine.ts";
import type { Program } from "../../../graph/program.ts";
import { ModelSettings } from "../../../models/mod.ts";
import { classesOf, tokensOf } from "../../../models/samples.ts";
import type { DataShape } from "../../../schemas/data_shape.ts";
import { buildTrainProgram } from "../../../training/programs.ts";
import { trainFeeds } from "../../models/feeds.ts";
import { recipeOf } from "../../models/networks.ts";

export interface Case {
  readonly name: string;
  readonly program: Program;
  readonly feeds: Values;
}

const STEPS = 4;

function training(
  name: string,
  model: Record<string, unknown>,
  data: DataShape,
  objective: "crossEntropy" | "meanSquaredError" = "crossEntropy",
  sharesRows = false,
): Case {
  const recipe = { ...recipeOf(ModelSettings.parse(model), data, objective), sharesRows };
  const hyperparameters = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 };
  return {
    name,
    program: buildTrainProgram(recipe),
    feeds: trainFeeds(recipe, hyperparameters, STEPS),
  };
}

/** The quick start's network is wider than one block of a product. */
export const cases: readonly Case[] = [
  training(
    "the quick start's network",
    { kind: "quadraticMlp", width: 300 },
    { input: tokensOf(2, 59), output: classesOf(59) },
    "meanSquaredError",
  ),
  training(
    "a transformer with dropout",
    {
      kind: "transformer",
      layers: 1,
      width: 48,
      heads: 3,
      feedForwardWidth: 80,
      dropout: 0.1,
      positions: "sinusoidal",
      readout: "mean",
    },
    { input: tokensOf(3, 37), output: classesOf(37) },
  ),
  training(
    "a transformer that computes prefixes once",
    {
      kind: "transformer",
      layers: 2,
      width: 48,
      heads: 3,
      feedForwardWidth: 80,
      dropout: 0,
      positions: "learned",
      readout: "last",
    },
    {
      input: { ...tokensOf(4, 39), ranges: [[0, 37], [37, 38], [0, 37], [38, 39]] },
      output: classesOf(39),
    },
    "crossEntropy",
    true,
  ),
  training(
    "an LSTM",
    { kind: "lstm", layers: 1, width: 40, dropout: 0.1 },
    { input: tokensOf(2, 29), output: classesOf(29) },
  ),
];
