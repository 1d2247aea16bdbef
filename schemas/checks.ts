/** Settings that are each possible, and together are not: what each kind says, and sizes. */
import { refuseUncorruptible } from "../corruptions/corruption.ts";
import { findCorruption } from "../corruptions/mod.ts";
import { findModel } from "../models/mod.ts";
import { findObjective } from "../objectives/mod.ts";
import { buildModel } from "../models/mod.ts";
import { rowsPerBatch } from "../tasks/batch.ts";
import { countParts, type DatasetSize, datasetSize } from "../tasks/dataset.ts";
import { findTask } from "../tasks/mod.ts";
import { TaskFileError, type TaskFiles } from "../tasks/task.ts";
import { stepsPerPass } from "../training/batches.ts";
import { countScheduled, inSteps } from "../training/step_schedule.ts";
import { checkColumn, columnsOfData } from "./columns.ts";
import { checkEstimates } from "./estimates.ts";
import { checkFloat32 } from "./float32_checks.ts";
import type { FieldProblem } from "./kinds.ts";
import { selectNames } from "./name_patterns.ts";
import type { RunSettings } from "./run_settings.ts";

/** Numbers of the largest table that is built; beyond it memory runs out before training starts. */
const MAXIMUM_NUMBERS = 2 ** 28;

/** Checkpoints and evaluations of one run: far more than use, and far less than memory. */
const MAXIMUM_COUNTS = {
  checkpoints: 10_000,
  evaluation: 1_000_000,
  batchAverages: 1_000_000,
} as const;

/** What the data set will be like, and everything that makes a run with these settings impossible. */
export interface CheckedSettings {
  /** Null where the task itself is impossible. */
  readonly data: DatasetSize | null;
  readonly problems: readonly FieldProblem[];
}

export function checkSettings(settings: RunSettings, files: TaskFiles): CheckedSettings {
  const problems = [...checkTask(settings), ...checkFloat32(settings)];
  if (problems.length > 0) return { data: null, problems };
  const data = measureData(settings, files);
  if ("message" in data) return { data: null, problems: [data] };
  const found = [
    ...checkSizes(settings, data),
    ...checkCounts(settings, data),
    ...checkKinds(settings, data),
    ...checkStop(settings, data),
  ];
  if (found.length === 0) found.push(...checkEstimates(settings, data));
  // Names of parameters are listed only where there are not too many of them.
  if (found.length === 0) found.push(...checkFrozen(settings, data), ...checkRules(settings, data));
  return { data, problems: found };
}

function checkTask({ task: { kind, ...settings } }: RunSettings): Iterable<FieldProblem> {
  return findTask(kind).check(settings);
}

/** A file that is not what the task needs is found here. */
function measureData(settings: RunSettings, files: TaskFiles): DatasetSize | FieldProblem {
  try {
    return datasetSize(settings, files);
  } catch (error) {
    if (!(error instanceof TaskFileError)) throw error;
    return { fields: [`task.${error.field}`], message: error.message };
  }
}

function* checkSizes(
  { task, split, training }: RunSettings,
  size: DatasetSize,
): Generator<FieldProblem> {
  const { data: { input }, rows, sets, parts } = size;
  const [first, ...others] = findTask(task.kind).sizedBy.map((name) => `task.${name}`);
  const taskFields = [first!, ...others] as const;
  const perRow = input.kind === "tokens"
    ? input.positions
    : input.shape.reduce((product, size) => product * size, 1);
  if (rows * perRow > MAXIMUM_NUMBERS) {
    yield {
      fields: taskFields,
      message: `the table would have ${rows} rows of ${perRow} numbers, more than fits in ` +
        "memory; make the task smaller",
    };
    return;
  }
  const splitFields = ["split.trainRows", "split.trainFraction", ...taskFields] as const;
  for (const part of countParts(size, split)) {
    const left = parts === undefined ? sets.validation! : part.rows - part.train;
    if (part.train >= 1 && part.train <= part.rows && left >= 1) continue;
    const where = parts === undefined ? "the task" : part.name;
    const taken = split.trainRows === "fraction"
      ? `${split.trainFraction} of the ${part.rows} rows of ${where} are ${part.train}`
      : `${where} has ${part.rows} rows`;
    yield {
      fields: split.trainRows === "fraction"
        ? ["split.trainFraction", ...taskFields, "split.rounding"]
        : splitFields,
      message: `${taken}, which leaves nothing to ` +
        `${part.train < 1 ? "train on" : "validate on"}; train on ` +
        `${part.train < 1 ? "more" : "fewer"} of them, or make the task larger`,
    };
    return;
  }
  const trainRows = sets.train!;
  const batch = rowsPerBatch(training.batch, trainRows);
  if (batch < 1 || batch > trainRows) {
    yield {
      fields: ["training.batch.size", ...splitFields],
      message: `a batch of ${batch} rows cannot be drawn from ${trainRows} training rows; ` +
        "use a smaller size, full, or atMostHalf: ceil",
    };
  }
}

function* checkCounts(
  settings: RunSettings,
  { sets: { train = 1 } }: DatasetSize,
): Generator<FieldProblem> {
  const { steps, batch } = settings.training;
  const perPass = Math.max(1, stepsPerPass(train, rowsPerBatch(batch, train)));
  for (const name of ["checkpoints", "evaluation", "batchAverages"] as const) {
    const schedule = settings[name];
    const most = MAXIMUM_COUNTS[name];
    if (!schedule || countScheduled(inSteps(schedule, perPass), steps) <= most) continue;
    const [field, value] = Object.entries(schedule)[0]!;
    const cure = field === "every" ? `at least ${Math.ceil(steps / most)}, or perDecade` : "more";
    yield {
      fields: [`${name}.${field}`, "training.steps"],
      message: `${field} ${value} of ${steps} steps is more than ${most} times; use ${cure}`,
    };
  }
}

function* checkStop({ stopWhen }: RunSettings, size: DatasetSize): Generator<FieldProblem> {
  if (stopWhen === undefined) return;
  const accuracies = columnsOfData(size)
    .filter((name) => name.endsWith("Accuracy") && name !== "batchAccuracy");
  if (accuracies.length === 0) {
    const message = "watches an accuracy, and this task asks for numbers; leave stopWhen out";
    yield { fields: ["stopWhen", "task.kind"], message };
  }
  for (const { message } of checkColumn(stopWhen.metric, [], accuracies)) {
    yield { fields: ["stopWhen.metric"], message };
  }
}

function* checkKinds(
  { model, objective, corruption }: RunSettings,
  { data, sets }: DatasetSize,
): Generator<FieldProblem> {
  const { kind: modelKind, ...modelSettings } = model;
  yield* findModel(modelKind).check(modelSettings, data);
  const { kind: objectiveKind, ...objectiveSettings } = objective;
  yield* findObjective(objectiveKind).check(objectiveSettings, data);
  if (corruption === undefined) return;
  const { kind, ...corruptionSettings } = corruption;
  yield* refuseUncorruptible(data);
  yield* findCorruption(kind).check(corruptionSettings, sets.train!);
}

function* checkFrozen(
  { model, training: { frozen } }: RunSettings,
  { data }: DatasetSize,
): Generator<FieldProblem> {
  if (frozen.length === 0) return;
  const names = buildModel(model, data).parameters.map(({ name }) => name);
  const idle = frozen.findIndex((pattern) => selectNames(names, [pattern]).length === 0);
  if (idle >= 0) {
    yield {
      fields: [`training.frozen.${idle}`, "model.kind"],
      message: `no parameter is called "${frozen[idle]}"; they are ${names.join(", ")}`,
    };
  } else if (selectNames(names, frozen).length === names.length) {
    yield {
      fields: ["training.frozen", "model.kind"],
      message: "leaves no parameter to train; freeze fewer",
    };
  }
}

/** Rules beside the optimizer are for parameters that the network has. */
function* checkRules(settings: RunSettings, { data }: DatasetSize): Generator<FieldProblem> {
  const found = new Set(buildModel(settings.model, data).parameters.map(({ group }) => group));
  for (const list of ["gradient", "weights"] as const) {
    for (const [index, { groups = [] }] of (settings[list] ?? []).entries()) {
      const lacking = groups.findIndex((group) => !found.has(group));
      if (lacking < 0) continue;
      yield {
        fields: [`${list}.${index}.groups.${lacking}`, "model.kind"],
        message: `the network has no parameter of the group ${groups[lacking]}; it has ` +
          [...found].join(", "),
      };
    }
  }
}
