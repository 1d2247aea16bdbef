/** What the stages of a run are told, worked out from its settings; a page knows this as well. */
import { matricesOf } from "../measures/measure.ts";
import { findModel } from "../models/mod.ts";
import { countTokens } from "../models/shared_rows.ts";
import { measurableOf } from "../schemas/measurable.ts";
import { selectNames } from "../schemas/name_patterns.ts";
import { type Run, type RunSettings, startsFromRun } from "../schemas/run_settings.ts";
import type { StartFromSettings } from "../schemas/start_from.ts";
import { withoutPaths } from "../schemas/task_files.ts";
import { scheduleKnots } from "../schedules/mod.ts";
import type { Json } from "../store/canonical_json.ts";
import { rowsPerBatch, settleBatch } from "../tasks/batch.ts";
import { stepsPerPass } from "../training/batches.ts";
import {
  inSteps,
  scheduledSteps,
  scheduledStepsWithLast,
  type StepSchedule,
} from "../training/step_schedule.ts";
import { splitUpdate } from "../training/update_rule.ts";
import type { DatasetParams } from "./dataset.ts";
import type { ProgramParams } from "./program.ts";
import type { TrainLink, TrainParams } from "./train.ts";

/** Without a corruption none is spoken of, so that these data sets keep their keys. */
export function datasetParams({ task, split, corruption }: RunSettings): DatasetParams {
  return { task: withoutPaths(task), split, ...corruption ? { corruption } : {} };
}

/** Only what changes the program: learning rates and the like are inputs of it. */
export function programParams(run: Run): ProgramParams {
  const { settings, data: { data } } = run;
  const { model, objective, training } = settings;
  const { structure } = splitUpdate(settings);
  return {
    model,
    objective,
    ...structure,
    data,
    frozen: select(run, training.frozen),
    ...sharesRows(run) ? { sharesRows: true } : {},
  };
}

/** With fewer rows in a batch than there are tokens, each is computed by itself at less cost. */
function sharesRows({ settings, data: { data: { input }, sets } }: Run): boolean {
  return findModel(settings.model.kind).sharesRows === true && input.kind === "tokens" &&
    rowsPerBatch(settings.training.batch, sets.train!) > countTokens(input);
}

/** Learning rates and the like, which batches, and when to look. */
export function trainParams(run: Run): TrainParams {
  const { settings, seed } = run;
  const { learningRate, hyperparameters } = splitUpdate(settings);
  return {
    seed,
    learningRate,
    hyperparameters,
    schedule: scheduleKnots(settings.schedule),
    batch: settleBatch(settings.training.batch, run.data.sets.train!),
    evaluation: evaluationSteps(run),
    batchAverages: settings.batchAverages
      ? { ...settings.batchAverages, stepsPerPass: passLength(run) }
      : null,
    stopWhen: settings.stopWhen ?? null,
    ...settings.startFrom === undefined ? {} : {
      fork: {
        step: run.fork!.step,
        optimizer: settings.startFrom.optimizer,
        fresh: select(run, settings.startFrom.fresh),
        ...truncation(run, settings.startFrom),
      },
    },
  };
}

/** Only matrices are truncated: gains and biases have no weak part. */
function truncation(
  run: Run,
  { truncate }: StartFromSettings,
): Pick<NonNullable<TrainParams["fork"]>, "truncate"> {
  if (truncate === undefined) return {};
  const matrices = matricesOf(measurableOf(run).parameters);
  return { truncate: { ...truncate, parameters: selectNames(matrices, truncate.parameters) } };
}

/**
 * One link for each checkpoint. `last` asks for an evaluation at the end of the run; where the
 * schedule has one there anyway, the link is like any other, and a longer run goes on from it.
 */
export function trainLinks(run: Run): readonly (TrainLink & Json)[] {
  const { steps } = run.settings.training;
  const evaluated = scheduledSteps(evaluationSteps(run), 0, steps).at(-1) === steps;
  // The start is looked at anyway, so that a run which ends there needs no look at its end.
  const start = run.fork?.step;
  return checkpointSteps(run).map((to) => ({
    to,
    last: to === steps && to !== start && !evaluated,
  }));
}

export function evaluationSteps(run: Run): StepSchedule {
  return inSteps(run.settings.evaluation, passLength(run));
}

function passLength({ settings, data: { sets } }: Run): number {
  const trainRows = sets.train!;
  return stepsPerPass(trainRows, rowsPerBatch(settings.training.batch, trainRows));
}

/**
 * The steps at which a run saves its state; one that starts from another's checkpoint, only after
 * it, and one that starts from a file there too, since nobody else has it.
 */
export function checkpointSteps({ settings: { checkpoints, training }, fork }: Run): number[] {
  const later = scheduledStepsWithLast(checkpoints, training.steps)
    .filter((step) => step > (fork?.step ?? 0));
  return fork === null || startsFromRun(fork) ? later : [fork.step, ...later];
}

/** Names of the parameters that fit one of the patterns. */
function select(run: Run, patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0) return [];
  return selectNames(measurableOf(run).parameters.map(({ name }) => name), patterns);
}

/** Settings as plain JSON: an optional field that is undefined is one that is not there. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
