/** Whole training programs have the text on record, so that no change of one goes unseen. */
import { printProgram } from "../../graph/text.ts";
import type { ModelSettings } from "../../models/mod.ts";
import type { ObjectiveSettings } from "../../objectives/mod.ts";
import type { OptimizerStructure } from "../../optimizers/mod.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { assertGolden } from "../golden/golden.ts";
import { recipeOf, tokenData } from "../models/networks.ts";

const transformer = { kind: "transformer", width: 8, heads: 2, feedForwardWidth: 16 } as const;

const recipes: readonly [
  string,
  ModelSettings,
  ObjectiveSettings["kind"],
  OptimizerStructure,
][] = [
  [
    "quadratic_mlp_adamw",
    { kind: "quadraticMlp", width: 12 },
    "meanSquaredError",
    { kind: "adamw" },
  ],
  [
    "mlp_sgd",
    { kind: "mlp", hiddenWidths: [10, 9], dropout: 0.25 },
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

for (const [name, model, objective, optimizer] of recipes) {
  Deno.test(`the training program ${name} has the text on record`, () => {
    const recipe = recipeOf(model, tokenData(3, 1, 7), objective, optimizer);
    assertGolden(`${name}.txt`, printProgram(buildTrainProgram(recipe)));
  });
}
