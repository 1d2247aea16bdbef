/** What runs would take, known before anything is built: parameters, memory, files. */
import { buildModel, findModel } from "../models/mod.ts";
import { countParameters } from "../graph/parameter.ts";
import { rowsPerBatch } from "../tasks/batch.ts";
import type { DatasetSize } from "../tasks/dataset.ts";
import { stepsPerPass } from "../training/batches.ts";
import { countScheduled, inSteps } from "../training/step_schedule.ts";
import { buildUpdate, splitUpdate } from "../training/update_rule.ts";
import type { Problem } from "./diagnostics.ts";
import { fieldPaths, parsePath, valueAt } from "./fields.ts";
import type { FieldProblem } from "./kinds.ts";
import type { RunSettings } from "./run_settings.ts";

/** Far more than a network for a table of some thousand rows has, and less than breaks files. */
const MAXIMUM_PARAMETERS = 2 ** 28;
/** More than most machines have; what fits in theirs is for people to find out. */
const MAXIMUM_BYTES = 64 * 2 ** 30;
/** Of all runs of an experiment. */
const MAXIMUM_TOTALS = { evaluations: 10_000_000, checkpoints: 200_000, gigabytes: 2000 } as const;

const FLOAT_BYTES = 4;

export interface RunEstimate {
  readonly parameters: number;
  /** Bytes of one checkpoint: the parameters, and what the optimizer keeps beside each. */
  readonly checkpointBytes: number;
  /** Bytes that training holds at least: data, two states, gradients, activations of a batch. */
  readonly trainingBytes: number;
}

export function estimateRun(settings: RunSettings, { data, sets, rows }: DatasetSize): RunEstimate {
  const model = buildModel(settings.model, data);
  const optimizer = buildUpdate(splitUpdate(settings).structure);
  const slots = model.parameters.flatMap((parameter) => optimizer.slots(parameter));
  const parameters = countParameters(model);
  const state = slots.reduce((total, { shape }) => total + multiply(shape), parameters);
  const { input, output } = data;
  const perRow = (input.kind === "tokens" ? input.positions : multiply(input.shape)) +
    (output.kind === "classes" ? output.answers : output.width);
  // Every matrix gives each row of a batch one number for each of its columns, or more.
  const activations = model.parameters.reduce((total, { shape }) => total + (shape.at(-1) ?? 1), 0);
  const batch = rowsPerBatch(settings.training.batch, sets.train!);
  return {
    parameters,
    checkpointBytes: FLOAT_BYTES * state,
    trainingBytes: FLOAT_BYTES * (2 * state + parameters + rows * perRow + batch * activations),
  };
}

/** What makes one run larger than any machine this is for. */
export function* checkEstimates(
  settings: RunSettings,
  size: DatasetSize,
): Generator<FieldProblem> {
  const { parameters, trainingBytes } = estimateRun(settings, size);
  const { title } = findModel(settings.model.kind);
  if (parameters > MAXIMUM_PARAMETERS) {
    yield {
      fields: largestFields(settings),
      message: `the ${title} would have ${amount(parameters)} parameters, and at most ` +
        `${amount(MAXIMUM_PARAMETERS)} are possible; make it smaller`,
    };
  } else if (trainingBytes > MAXIMUM_BYTES) {
    yield {
      fields: ["training.batch.size", ...largestFields(settings)],
      message: `training the ${title} would take ${amount(trainingBytes / 1e9)} GB of memory at ` +
        `least, and at most ${amount(MAXIMUM_BYTES / 1e9)} are possible; use smaller batches or ` +
        "a smaller network",
    };
  }
}

/** What makes all runs of an experiment together more than a disk or a table holds. */
export function* checkTotals(
  runs: readonly { readonly settings: RunSettings; readonly data: DatasetSize }[],
): Generator<Problem> {
  const totals = { evaluations: 0, checkpoints: 0, gigabytes: 0 };
  const bytes = new Map<RunSettings, number>(); // runs of several seeds share their settings
  for (const { settings, data } of runs) {
    const { steps, batch } = settings.training;
    const train = data.sets.train!;
    const perPass = Math.max(1, stepsPerPass(train, rowsPerBatch(batch, train)));
    const checkpoints = countScheduled(settings.checkpoints, steps);
    totals.evaluations += countScheduled(inSteps(settings.evaluation, perPass), steps);
    totals.checkpoints += checkpoints;
    const each = bytes.get(settings) ?? estimateRun(settings, data).checkpointBytes;
    bytes.set(settings, each);
    totals.gigabytes += checkpoints * each / 1e9;
  }
  const places = {
    evaluations: "evaluation",
    checkpoints: "checkpoints",
    gigabytes: "checkpoints",
  };
  for (const name of ["evaluations", "checkpoints", "gigabytes"] as const) {
    if (totals[name] <= MAXIMUM_TOTALS[name]) continue;
    const what = name === "gigabytes" ? "GB of checkpoints" : name;
    const message = `${amount(totals[name])} ${what} in all ${runs.length} runs, and at most ` +
      `${amount(MAXIMUM_TOTALS[name])} are possible; space them out, or list fewer runs`;
    yield { path: [places[name]], message };
    return;
  }
}

/** The numbers of the network, the largest first, then those that decide how much it reads. */
function largestFields(settings: RunSettings): [string, ...string[]] {
  const sizeOf = (field: string) => Number(valueAt(settings, parsePath(field)));
  const sizes = fieldPaths(settings.model, "model").filter((field) => sizeOf(field) >= 1)
    .sort((a, b) => sizeOf(b) - sizeOf(a));
  const [first = "model", ...others] = sizes;
  return [first, ...others, ...fieldPaths(settings.task, "task")];
}

function multiply(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `12345`, or `1.2e+30` where digits would say nothing. */
function amount(value: number): string {
  return value < 1e15 ? String(Math.round(value)) : value.toPrecision(2);
}
