/** The networks whose training step is timed, at their published sizes. */
import { buildModel, ModelSettings, sharesRows } from "../models/mod.ts";
import { countParameters } from "../graph/parameter.ts";
import { classesOf, numbersOf, tokensOf } from "../models/samples.ts";
import { buildObjective, ObjectiveSettings } from "../objectives/mod.ts";
import { buildOptimizer, OptimizerSettings, splitOptimizer } from "../optimizers/mod.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import type { Recipe } from "../training/programs.ts";

/** What a network is made of, which PyTorch is told as well. */
export interface NetworkSettings {
  readonly model: ModelSettings;
  readonly data: DataShape;
  readonly objective: ObjectiveSettings;
  readonly optimizer: OptimizerSettings;
}

export interface Network {
  readonly name: string;
  readonly settings: NetworkSettings;
  readonly recipe: Recipe;
  readonly parameters: number;
  /** Rows of a step, and of the data that they are taken from. */
  readonly batch: number;
  readonly rows: number;
  /** Steps of one timed call: some tenths of a second. */
  readonly steps: number;
}

type Input<Schema extends { parse(value: unknown): unknown }> =
  & { readonly kind: ReturnType<Schema["parse"]> extends { kind: infer Kind } ? Kind : never }
  & Readonly<Record<string, unknown>>;

interface Description {
  readonly name: string;
  readonly model: Input<typeof ModelSettings>;
  readonly data: DataShape;
  readonly objective?: Input<typeof ObjectiveSettings>;
  readonly optimizer?: Input<typeof OptimizerSettings>;
  readonly batch: number;
  readonly rows: number;
  readonly steps?: number;
}

const published = {
  kind: "transformer",
  layers: 2,
  width: 128,
  heads: 4,
  feedForwardWidth: 512,
} as const;
const adamw = { kind: "adamw", learningRate: 1e-3, weightDecay: 0.1 } as const;
/** The residues of openai/grok's vocabulary, whose other tokens never stand in a row. */
const residues = [22, 22 + 97] as const;
const operands = {
  input: { ...tokensOf(2, 239), ranges: [residues, residues] },
  output: classesOf(239),
};

/** Half of all pairs of 97 residues, as the PKU study trains on them. */
const halfOfPairs = { batch: 512, rows: 4704 };

/** PKU's transformer: two operand tokens of 239, mean over positions, dropout 0.1. */
export const pku = makeNetwork({
  name: "pku",
  model: {
    ...published,
    dropout: 0.1,
    positions: "sinusoidal",
    readout: "mean",
    attentionInitialization: "linear",
  },
  data: operands,
  ...halfOfPairs,
});

/** danielmamay's transformer: x op y =, 99 tokens, the last position answers. */
const danielmamay = makeNetwork({
  name: "danielmamay",
  model: {
    ...published,
    dropout: 0,
    positions: "learned",
    readout: "last",
    attentionInitialization: "xavier",
  },
  data: {
    input: { ...tokensOf(4, 99), ranges: [[0, 97], [98, 99], [0, 97], [97, 98]] },
    output: classesOf(99),
  },
  ...halfOfPairs,
});

/** `configs/quickstart.yaml` at α = 0.5: squares of one hidden layer, 59 residues, all rows in a step. */
export const quickStart = makeNetwork({
  name: "quickstart",
  ...squares(59, 256),
  optimizer: { kind: "adamw", learningRate: 0.01, weightDecay: 1 },
  steps: 100,
});

/** `configs/pku/figure3.yaml`. */
const lstm = makeNetwork({
  name: "lstm",
  model: { kind: "lstm", layers: 2, width: 128, dropout: 0.1 },
  data: operands,
  optimizer: { ...adamw, weightDecay: 1 },
  ...halfOfPairs,
});

/** `configs/pku/figure4.yaml`. */
const mlp = makeNetwork({
  name: "mlp",
  model: { kind: "mlp", hiddenWidths: [256, 256], dropout: 0.1 },
  data: operands,
  ...halfOfPairs,
});

/** `configs/deep_grokking/depth.yaml` at depth 12 on images of 28 × 28. */
const mnist = makeNetwork({
  name: "mnist",
  model: { kind: "mlp", hiddenWidths: [400], hiddenLayers: 11, dropout: 0, initialScale: 8 },
  data: { input: numbersOf(28, 28), output: classesOf(10) },
  objective: { kind: "meanSquaredError" },
  optimizer: { ...adamw, weightDecay: 0.01 },
  batch: 200,
  rows: 5000,
});

/** `configs/gromov2023/gradient_descent.yaml`: all rows in a step, plain gradient descent. */
const gromov = makeNetwork({
  name: "gromov",
  ...squares(97, 500, 0.49),
  optimizer: { kind: "sgd", learningRate: 300, momentum: 0, nesterov: false, weightDecay: 0 },
});

export const transformers: readonly Network[] = [pku, danielmamay];
export const networks: readonly Network[] = [...transformers, quickStart, lstm, mlp, mnist, gromov];

/** Gromov's network on a fraction of all pairs of residues. */
export function squares(modulus: number, width: number, fraction = 0.5) {
  const rows = Math.trunc(fraction * modulus ** 2);
  return {
    model: { kind: "quadraticMlp", width },
    data: { input: tokensOf(2, modulus), output: classesOf(modulus) },
    objective: { kind: "meanSquaredError" },
    batch: rows,
    rows,
  } as const;
}

/** A network of settings as an experiment has them; what is left out is as there. */
export function makeNetwork({
  name,
  model,
  data,
  objective = { kind: "crossEntropy" },
  optimizer = adamw,
  batch,
  rows,
  steps = 20,
}: Description): Network {
  const settings = {
    model: ModelSettings.parse(model),
    data,
    objective: ObjectiveSettings.parse(objective),
    optimizer: OptimizerSettings.parse(optimizer),
  };
  const recipe = {
    model: buildModel(settings.model, data),
    objective: buildObjective(settings.objective, data),
    optimizer: buildOptimizer(splitOptimizer(settings.optimizer).structure),
    data,
    sharesRows: sharesRows(settings.model, data, batch),
  };
  const parameters = countParameters(recipe.model);
  return { name, settings, recipe, parameters, batch, rows, steps };
}

/** The same network, but that each row is computed by itself, as it is elsewhere. */
export function eachRow(network: Network): Network {
  return { ...network, recipe: { ...network.recipe, sharesRows: false } };
}

/** The same network, but that nothing is dropped: its losses are the same whoever computes them. */
export function withoutDropout({ name, settings, ...sizes }: Network): Network {
  const { model } = settings;
  return makeNetwork({
    name,
    ...settings,
    model: "dropout" in model ? { ...model, dropout: 0 } : model,
    ...sizes,
  });
}

/** Sizes of "batch", "rows" and "steps", to which the symbols of a program are bound. */
export type Sizes = ReadonlyMap<string, number>;

/** Those of one timed call of a network's training program. */
export function sizesOf({ batch, rows, steps }: Pick<Network, "batch" | "rows" | "steps">): Sizes {
  return new Map([["batch", batch], ["rows", rows], ["steps", steps]]);
}
