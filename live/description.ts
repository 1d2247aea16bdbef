/** What a run costs, told before it is trained. */
import { countProgram } from "../graph/arithmetic.ts";
import { countParameters } from "../graph/parameter.ts";
import { optimizerKinds } from "../optimizers/mod.ts";
import type { Run } from "../schemas/run_settings.ts";
import { recipeOf } from "../stages/program.ts";
import { programParams } from "../stages/run_params.ts";
import { rowsPerBatch } from "../tasks/batch.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { type Choices, choicesOf } from "./choices.ts";

export interface Description {
  /** As settled: null for what the chosen optimizer does not have. */
  readonly choices: Choices;
  /** Rows by the name of their set. */
  readonly sets: Readonly<Record<string, number>>;
  readonly batchRows: number;
  readonly parameters: number;
  /** Multiplications and additions of the matrix products of one step. */
  readonly operations: number;
  /** Those that can be chosen. */
  readonly optimizers: readonly { readonly kind: string; readonly title: string }[];
  /** Updates after which the run ends, if nothing ends it earlier. */
  readonly steps: number;
}

export function describeRun(run: Run): Description {
  const { settings, seed, data: { sets } } = run;
  const recipe = recipeOf(programParams(run));
  const batchRows = rowsPerBatch(settings.training.batch, sets.train!);
  const sizes = new Map([["batch", batchRows], ["rows", run.data.rows]]);
  return {
    choices: choicesOf(settings, seed),
    sets,
    batchRows,
    parameters: countParameters(recipe.model),
    operations: countProgram(buildTrainProgram(recipe), sizes),
    optimizers: Object.entries(optimizerKinds).map(([kind, { title }]) => ({ kind, title })),
    steps: settings.training.steps,
  };
}
