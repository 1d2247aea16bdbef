/** The actions of one run: its data set, its programs, its training, and what is made of it. */
import type { Action, InputSource } from "../dag/action.ts";
import { type EngineId, findEngine } from "../engines/registry.ts";
import { measureName } from "../measures/measure.ts";
import { findMeasure, type MeasureSettings } from "../measures/mod.ts";
import { measurableOf } from "../schemas/measurable.ts";
import { answerWidth } from "../models/model.ts";
import {
  type Run,
  type RunFork,
  type RunSettings,
  startsFromRun,
} from "../schemas/run_settings.ts";
import type { Json } from "../store/canonical_json.ts";
import { contentHash, keyOf } from "../store/content_hash.ts";
import type { FileReference } from "../store/store.ts";
import type { MeasureParams } from "./measure.ts";
import {
  asJson,
  checkpointSteps,
  datasetParams,
  programParams,
  trainLinks,
  trainParams,
} from "./run_params.ts";

/** Ids of the actions of a run, which people see and events carry. */
export const runActionIds = {
  dataset: (run: Run) => sharedActions(run).dataset.id,
  program: (run: Run) => sharedActions(run).program.id,
  native: (run: Run) => sharedActions(run).native.id,
  train: (experiment: string, run: Run) => `train/${experiment}/${run.id}`,
  /** Training as far as a checkpoint that another run starts from. */
  origin: ({ experiment, run, step }: RunFork) => `train/${experiment}/${run.id}/until-${step}`,
  measure: (experiment: string, run: Run, measure: MeasureSettings) =>
    `measure/${experiment}/${run.id}/${measureName(measure)}`,
  export: (experiment: string, run: Run) => `export/${experiment}/${run.id}`,
};

/** Everything that is done for a run. Those that other runs share have the same id there. */
export function runActions(
  experiment: string,
  run: Run,
  measures: readonly MeasureSettings[],
  engine: EngineId,
): Action[] {
  return [
    ...trainingActions(experiment, run, engine),
    ...measures.map((measure) => measureAction(experiment, run, measure, engine)),
    exportAction(experiment, run, measures, engine),
  ];
}

/** The training of a run, and all that it needs: that of the run it starts from among it. */
export function trainingActions(experiment: string, run: Run, engine: EngineId): Action[] {
  return [
    ...startsFromRun(run.fork) ? originActions(run.fork, engine) : [],
    ...sharedActionsFor(run, engine),
    trainAction(experiment, run, engine),
  ];
}

/** Another run's training, as far as the checkpoint at which this one starts. */
function originActions(fork: RunFork, engine: EngineId): Action[] {
  const { experiment, run, step } = fork;
  const actions = trainingActions(experiment, run, engine);
  const train = actions.at(-1)!;
  const links = train.links.slice(0, checkpointSteps(run).indexOf(step) + 1);
  return [...actions.slice(0, -1), { ...train, id: runActionIds.origin(fork), links }];
}

/** The actions that runs of one content share, which is what their ids are made of. */
interface SharedActions {
  readonly dataset: Action;
  readonly program: Action;
  /** The programs for the native engine; others do not need it. */
  readonly native: Action;
}

/** Worked out once for all seeds of the same settings. */
const known = new WeakMap<RunSettings, SharedActions>();

function sharedActions(run: Run): SharedActions {
  const found = known.get(run.settings);
  if (found !== undefined) return found;
  const files = Object.entries(run.files)
    .map(([name, bytes]) => [name, [{ content: referenceTo(bytes) }]] as const);
  const program = sharedAction("program", programParams(run), {});
  const texts = ["train", "evaluate", "observe", "gradient", "jacobian"]
    .map((name) => [name, oneFile(program.id, `${name}.txt`)] as const);
  const made = {
    dataset: sharedAction("dataset", datasetParams(run.settings), Object.fromEntries(files)),
    program,
    native: sharedAction("native", {}, Object.fromEntries(texts)),
  };
  known.set(run.settings, made);
  return made;
}

function sharedActionsFor(run: Run, engine: EngineId): Action[] {
  const { dataset, program, native } = sharedActions(run);
  return findEngine(engine).reads === "native" ? [dataset, program, native] : [dataset, program];
}

function sharedAction(stage: string, params: object, inputs: Action["inputs"]): Action {
  const id = keyOf(asJson({ params, inputs })).slice(0, 12);
  return action(stage, `${stage}/${id}`, asJson(params), inputs);
}

function trainAction(experiment: string, run: Run, engine: EngineId): Action {
  return {
    ...action("train", runActionIds.train(experiment, run), asJson(trainParams(run)), {
      manifest: oneFile(runActionIds.program(run), "manifest.json"),
      train: programFile(run, "train", engine),
      evaluate: programFile(run, "evaluate", engine),
      dataset: oneFile(runActionIds.dataset(run), "dataset.safetensors"),
      ...run.fork === null ? {} : {
        start: startsFromRun(run.fork)
          ? oneFile(runActionIds.origin(run.fork), "checkpoint.safetensors")
          : [{ content: referenceTo(run.fork.file) }],
      },
    }),
    engine,
    links: trainLinks(run),
  };
}

/** A program in the form that the engine reads. */
function programFile(run: Run, name: string, engine: EngineId): InputSource[] {
  const { reads } = findEngine(engine);
  if (reads === "native") return oneFile(runActionIds.native(run), `${name}.native`);
  return oneFile(runActionIds.program(run), `${name}.${reads === "onnx" ? "onnx" : "txt"}`);
}

function measureAction(
  experiment: string,
  run: Run,
  measure: MeasureSettings,
  engine: EngineId,
): Action {
  const measurable = measurableOf(run);
  const { kind, name: _, ...settings } = measure;
  const needs = findMeasure(kind).needs(settings, measurable);
  const params: MeasureParams = {
    measure,
    needs,
    parameters: measurable.parameters.map(({ name }) => name),
    ...needs.differentiates === "outputs" ? { outputs: answerWidth(measurable.data) } : {},
    ...needs.everyRow && measurable.modulus !== null
      ? { pairs: { task: run.settings.task, seed: run.settings.split.seed } }
      : {},
  };
  const train = runActionIds.train(experiment, run);
  return {
    ...action("measure", runActionIds.measure(experiment, run, measure), asJson(params), {
      observe: programFile(run, "observe", engine),
      ...needs.evaluates ? { evaluate: programFile(run, "evaluate", engine) } : {},
      ...needs.differentiates === "loss" ? { gradient: programFile(run, "gradient", engine) } : {},
      ...needs.differentiates === "outputs"
        ? { jacobian: programFile(run, "jacobian", engine) }
        : {},
      dataset: oneFile(runActionIds.dataset(run), "dataset.safetensors"),
      checkpoint: [{ action: train, file: "checkpoint.safetensors", links: "each" }],
    }),
    part: kind,
    engine,
  };
}

function exportAction(
  experiment: string,
  run: Run,
  measures: readonly MeasureSettings[],
  engine: EngineId,
): Action {
  const train = runActionIds.train(experiment, run);
  const { id, seed, axes, settings, fork } = run;
  const contents = Object.entries(run.files)
    .map(([field, bytes]) => [field, `sha256:${referenceTo(bytes).hash}`]);
  return action("export", runActionIds.export(experiment, run), {
    run: id,
    seed,
    axes,
    engine,
    // Files are known by content here too: one that was moved is the same file.
    settings: asJson({
      ...settings,
      task: { ...settings.task, ...Object.fromEntries(contents) },
      ...fork === null || startsFromRun(fork) ? {} : {
        startFrom: { ...settings.startFrom, file: `sha256:${referenceTo(fork.file).hash}` },
      },
    }),
  }, {
    answer: oneFile(runActionIds.program(run), "answer.txt"),
    checkpoint: oneFile(train, "checkpoint.safetensors"),
    ...historyInputs(experiment, run, measures, ""),
  });
}

/**
 * What was logged of a run: its training, link by link, and its measures, checkpoint by checkpoint.
 * Names end in `suffix`, by which one action can read those of many runs.
 */
export function historyInputs(
  experiment: string,
  run: Run,
  measures: readonly MeasureSettings[],
  suffix: string,
): Record<string, InputSource[]> {
  const train = runActionIds.train(experiment, run);
  return {
    [`history${suffix}`]: [{ action: train, file: "history.jsonl", links: "all" }],
    ...measures.length === 0 ? {} : {
      [`measures${suffix}`]: measures.map((measure): InputSource => ({
        action: runActionIds.measure(experiment, run, measure),
        file: "measures.jsonl",
        links: "all",
      })),
    },
  };
}

export function action(stage: string, id: string, params: Json, inputs: Action["inputs"]): Action {
  return { id, stage, params, inputs, links: [null] };
}

export function oneFile(action: string, file: string): InputSource[] {
  return [{ action, file }];
}

const references = new WeakMap<Uint8Array, FileReference>();

/** The content of a file, hashed once. */
export function referenceTo(bytes: Uint8Array): FileReference {
  const known = references.get(bytes) ?? { hash: contentHash(bytes), size: bytes.length };
  references.set(bytes, known);
  return known;
}
