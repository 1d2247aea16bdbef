/** From an experiment to the actions that carry it out: the one place that knows them all. */
import type { Action, InputSource } from "../dag/action.ts";
import type { FigureSettings } from "../schemas/figures.ts";
import { publishedPoints } from "../figures/mod.ts";
import type { Run, RunSettings } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { type Json } from "../store/canonical_json.ts";
import { contentHash, keyOf } from "../store/content_hash.ts";
import type { FileReference } from "../store/store.ts";
import { withoutPaths } from "../schemas/task_files.ts";
import { scheduleKnots } from "../schedules/mod.ts";
import { findModel } from "../models/mod.ts";
import { findOptimizer, splitOptimizer } from "../optimizers/mod.ts";
import { batchRows } from "../tasks/batch.ts";
import { findTask } from "../tasks/mod.ts";
import { chanceOf } from "../tasks/task.ts";
import type { DatasetParams } from "./dataset.ts";
import type { ProgramParams } from "./program.ts";
import type { TrainLink, TrainParams } from "./train.ts";
import { stepsPerPass } from "../training/batches.ts";
import {
  inSteps,
  scheduledSteps,
  scheduledStepsWithLast,
  type StepSchedule,
} from "../training/step_schedule.ts";

/** Ids of the actions of an experiment, which people see and events carry. */
export const actionIds = {
  dataset: (run: Run) => `dataset/${shortKey(datasetKey(run))}`,
  program: (run: Run) => `program/${shortKey(programParams(run))}`,
  train: (experiment: string, run: Run) => `train/${experiment}/${run.id}`,
  export: (experiment: string, run: Run) => `export/${experiment}/${run.id}`,
  aggregate: (experiment: string) => `aggregate/${experiment}`,
  judge: (experiment: string) => `judge/${experiment}`,
  render: (experiment: string, figure: FigureSettings) => `render/${experiment}/${figure.name}`,
};

/** Every action of an experiment; runs that share a data set or a program share its action. */
export function experimentActions({ experiment, runs }: LoadedExperiment): Action[] {
  const shared = new Map<string, Action>();
  for (const run of runs) {
    for (const action of [datasetAction(run), programAction(run)]) shared.set(action.id, action);
  }
  const { name } = experiment;
  const table = oneFile(actionIds.aggregate(name), "table.parquet");
  return [
    ...shared.values(),
    ...runs.flatMap((run) => [trainAction(name, run), exportAction(name, run)]),
    action("aggregate", actionIds.aggregate(name), {
      runs: runs.map(({ id, seed, axes, settings }) => ({
        run: id,
        seed,
        axes,
        budget: settings.training.steps,
      })),
    }, {
      history: runs.flatMap((run) => oneFile(actionIds.export(name, run), "history.jsonl")),
    }),
    action("judge", actionIds.judge(name), { claims: asJson(experiment.claims) }, { table }),
    ...experiment.figures.map((figure) =>
      action("render", actionIds.render(name, figure), {
        figure: asJson(figure),
        title: experiment.title,
        ...commonFacts(runs),
        published: asJson(publishedPoints(figure, experiment.claims)),
      }, { table })
    ),
  ];
}

function datasetAction(run: Run): Action {
  const files = Object.entries(run.files)
    .map(([name, bytes]) => [name, [{ content: referenceTo(bytes) }]] as const);
  const params: DatasetParams = datasetParams(run.settings);
  return action("dataset", actionIds.dataset(run), asJson(params), Object.fromEntries(files));
}

function datasetParams({ task, split }: RunSettings): DatasetParams {
  return { task: withoutPaths(task), split };
}

/** Two runs with the same key here have the same data set. */
function datasetKey(run: Run): Json {
  const files = Object.entries(run.files).map(([name, bytes]) => [name, referenceTo(bytes).hash]);
  return { params: asJson(datasetParams(run.settings)), files: Object.fromEntries(files) };
}

function programAction(run: Run): Action {
  return action("program", actionIds.program(run), asJson(programParams(run)), {});
}

/** Only what changes the program: learning rates and the like are inputs of it. */
function programParams({ settings, data: { data } }: Run): ProgramParams {
  const { model, objective, optimizer } = settings;
  return { model, objective, optimizer: splitOptimizer(optimizer).structure, data, frozen: [] };
}

function trainAction(experiment: string, run: Run): Action {
  const { settings, seed } = run;
  const { learningRate, hyperparameters } = splitOptimizer(settings.optimizer);
  const params: TrainParams = {
    seed,
    learningRate,
    hyperparameters,
    schedule: scheduleKnots(settings.schedule),
    batch: settings.training.batch,
    evaluation: evaluationSteps(run),
    batchAverages: settings.batchAverages
      ? { ...settings.batchAverages, stepsPerPass: passLength(run) }
      : null,
    stopWhen: settings.stopWhen ?? null,
  };
  const program = actionIds.program(run);
  return {
    ...action("train", actionIds.train(experiment, run), asJson(params), {
      manifest: oneFile(program, "manifest.json"),
      train: oneFile(program, "train.onnx"),
      evaluate: oneFile(program, "evaluate.onnx"),
      dataset: oneFile(actionIds.dataset(run), "dataset.safetensors"),
    }),
    engine: "onnx",
    links: trainLinks(run),
  };
}

/**
 * One link for each checkpoint. `last` asks for an evaluation at the end of the run; where the
 * schedule has one there anyway, the link is like any other, and a longer run goes on from it.
 */
function trainLinks(run: Run): readonly (TrainLink & Json)[] {
  const { checkpoints, training: { steps } } = run.settings;
  const evaluated = scheduledSteps(evaluationSteps(run), 0, steps).at(-1) === steps;
  return scheduledStepsWithLast(checkpoints, steps)
    .map((to) => ({ to, last: to === steps && !evaluated }));
}

function evaluationSteps(run: Run): StepSchedule {
  return inSteps(run.settings.evaluation, passLength(run));
}

function passLength({ settings, data: { sets } }: Run): number {
  const trainRows = sets.train!;
  return stepsPerPass(trainRows, batchRows(settings.training.batch, trainRows));
}

function exportAction(experiment: string, run: Run): Action {
  const train = actionIds.train(experiment, run);
  const { id, seed, axes, settings } = run;
  return action("export", actionIds.export(experiment, run), {
    run: id,
    seed,
    axes,
    settings: asJson(settings),
  }, {
    answer: oneFile(actionIds.program(run), "answer.txt"),
    checkpoint: oneFile(train, "checkpoint.safetensors"),
    history: [{ action: train, file: "history.jsonl", links: "all" }],
  });
}

/** What all runs have in common, for the subtitles of figures. */
function commonFacts(runs: readonly Run[]): { subtitle?: string; chance?: number } {
  const common = <T>(fact: (run: Run) => T): T | undefined => {
    const [first, ...others] = new Set(runs.map(fact));
    return others.length === 0 ? first : undefined;
  };
  const known = [
    common(({ settings: { task: { kind, ...task } } }) => findTask(kind).subject(task)),
    common(({ settings: { model } }) => findModel(model.kind).title),
    common(({ settings: { optimizer } }) => findOptimizer(optimizer.kind).title),
  ].filter((fact) => fact !== undefined);
  const chance = common((run) => chanceOf(run.data.data));
  return {
    ...known.length > 0 ? { subtitle: known.join(", ") } : {},
    ...typeof chance === "number" ? { chance } : {},
  };
}

function action(stage: string, id: string, params: Json, inputs: Action["inputs"]): Action {
  return { id, stage, params, inputs, links: [null] };
}

function oneFile(action: string, file: string): InputSource[] {
  return [{ action, file }];
}

const references = new WeakMap<Uint8Array, FileReference>();

/** The content of a file, hashed once. */
function referenceTo(bytes: Uint8Array): FileReference {
  const known = references.get(bytes) ?? { hash: contentHash(bytes), size: bytes.length };
  references.set(bytes, known);
  return known;
}

/** Settings as plain JSON: an optional field that is undefined is one that is not there. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

function shortKey(params: unknown): string {
  return keyOf(asJson(params)).slice(0, 12);
}
