/** The loop that feeds a training program: one segment of a run, from checkpoint to checkpoint. */
import type { Executable, NumberArray, Value, Values } from "../engines/engine.ts";
import { nextName } from "../graph/next_name.ts";
import { countParameters } from "../graph/parameter.ts";
import { divergence } from "../measures/divergence.ts";
import { randomKey } from "../random/counter.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { type BatchPlan, nextBatches, stepsPerCall } from "./batches.ts";
import { setColumn, type SetMeasure } from "./columns.ts";
import type { TrainingData } from "./data.ts";
import { evaluateRows } from "./evaluation.ts";
import { type Knot, learningRateFactor } from "./learning_rate.ts";
import { type Manifest, names } from "./manifest.ts";
import { type BatchSums, noBatches, type TrainingState } from "./state.ts";
import {
  type PassSchedule,
  scheduledPassEnds,
  scheduledSteps,
  type StepSchedule,
} from "./step_schedule.ts";

/** A network with its data and settings, loaded on an engine and ready to be trained. */
export interface Trainer {
  readonly manifest: Manifest;
  readonly train: Executable;
  readonly evaluate: Executable;
  readonly data: TrainingData;
  readonly batches: BatchPlan;
  readonly learningRate: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly schedule: readonly Knot[];
  readonly evaluation: StepSchedule;
  /**
   * Passes at whose end loss and accuracy while training are told, as means over the pass; null
   * for means since the last evaluation, told at each evaluation.
   */
  readonly batchAverages: PassSchedule | null;
  readonly stopWhen: StopWhen | null;
}

/** Ends a run when a column has been high enough in so many rows in a row that have it. */
export interface StopWhen {
  readonly metric: string;
  readonly atLeast: number;
  readonly evaluations: number;
}

export interface SegmentEnds {
  /** Updates done when the segment ends, unless `stopWhen` ends it earlier. */
  readonly to: number;
  /** True at the end of the run, which is always evaluated. */
  readonly last: boolean;
}

export interface Watcher {
  /** `latest` has the newest value of each column, or is null before the first. */
  progress(step: number, latest: HistoryRow | null): void;
  readonly signal: AbortSignal;
}

export interface SegmentResult {
  readonly state: TrainingState;
  readonly rows: readonly HistoryRow[];
  /** True when `stopWhen` was met, or the run diverged: there is nothing more to train. */
  readonly ended: boolean;
}

/** Trains from `state` to the end of the segment. Aborting throws and changes nothing. */
export async function trainSegment(
  trainer: Trainer,
  start: TrainingState,
  { to, last }: SegmentEnds,
  watcher: Watcher,
  /** True when the state is the start of a run, which is looked at before the first update. */
  begins = start.step === 0,
): Promise<SegmentResult> {
  checkTensors(trainer, start);
  holdFixed(trainer, start);
  const evaluations = new Set(scheduledSteps(trainer.evaluation, start.step, to));
  if (last) evaluations.add(to);
  const averages = trainer.batchAverages === null
    ? evaluations
    : new Set(scheduledPassEnds(trainer.batchAverages, start.step, to));
  const rows: HistoryRow[] = [];
  const most = stepsPerCall(trainer.batches, countParameters(trainer.manifest));
  let state = start;
  let latest: HistoryRow | null = null;
  const look = async (columns: Columns) => {
    const row = await measureState(trainer, state, columns);
    rows.push(row);
    latest = { ...latest, ...row };
    state = {
      ...state,
      batchSums: trainer.batchAverages === null ? noBatches : state.batchSums,
      goalsMet: countGoals(trainer, state, row),
    };
    watcher.progress(state.step, latest);
  };
  const goalIsMet = () =>
    trainer.stopWhen !== null && state.goalsMet >= trainer.stopWhen.evaluations;
  const ended = () => goalIsMet() || divergence(rows) !== null;
  if (begins) await look({ sets: true, batches: false });
  for (const stop of [...new Set([...evaluations, ...averages, to])].sort((a, b) => a - b)) {
    while (state.step < stop && !ended()) {
      watcher.signal.throwIfAborted();
      const before = state;
      state = await runSteps(trainer, before, Math.min(most, stop - before.step));
      const isOurs = before.tensors !== start.tensors;
      if (isOurs) trainer.train.reuse?.(trainedTensors(trainer, before));
      if (!Number.isFinite(state.batchSums.loss)) await look({ sets: true, batches: true });
      else watcher.progress(state.step, latest);
    }
    if (ended()) break;
    const columns = { sets: evaluations.has(stop), batches: averages.has(stop) };
    if (columns.sets || columns.batches) await look(columns);
  }
  return { state, rows, ended: ended() };
}

/** Which columns a row has, besides those that cost nothing. */
interface Columns {
  readonly sets: boolean;
  readonly batches: boolean;
}

function countGoals({ stopWhen }: Trainer, { goalsMet }: TrainingState, row: HistoryRow): number {
  const value = stopWhen === null ? undefined : row[stopWhen.metric];
  if (value === undefined) return goalsMet;
  return value !== null && value >= stopWhen!.atLeast ? goalsMet + 1 : 0;
}

/**
 * At most `limit` updates in one call of the engine; fewer where the batch size changes, and none
 * after the first whose loss is not a finite number.
 */
async function runSteps(
  trainer: Trainer,
  state: TrainingState,
  limit: number,
): Promise<TrainingState> {
  const batches = nextBatches(trainer.batches, state.step, limit);
  const trained = trainedTensors(trainer, state);
  const feeds = {
    ...trained,
    [names.updates]: scalar(state.step - state.optimizerStart),
    ...stepFeeds(trainer, state, batches),
  };
  const results = await trainer.train.run(feeds);
  const losses = results[names.loss]!.data;
  const diverged = losses.findIndex((loss) => !Number.isFinite(loss));
  if (diverged >= 0 && diverged + 1 < losses.length) {
    return await runSteps(trainer, state, diverged + 1);
  }
  const tensors = Object.keys(trained).map((name) => {
    const { shape, data } = results[nextName(name)]!;
    return [name, { shape, data: asFloats(data) }] as const;
  });
  return {
    ...state,
    step: state.step + batches.length,
    tensors: { ...state.tensors, ...Object.fromEntries(tensors) },
    batchSums: addSums(trainer, state, results),
  };
}

/** Engines give arrays that are nobody else's; a copy would cost as much as a step of a small network. */
function asFloats(data: NumberArray): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** What else may be wrong with a checkpoint, the engine finds when it is fed. */
function checkTensors({ manifest }: Trainer, { tensors }: TrainingState): void {
  const [found, needed] = [
    Object.keys(tensors).length,
    manifest.parameters.length + manifest.slots.length,
  ];
  if (found === needed) return;
  throw new RangeError(
    `The checkpoint holds ${found} tensors, the program needs ${needed}: ` +
      "they are of different models",
  );
}

/** Data, hyperparameters and frozen weights are the same at every call. */
function holdFixed(
  { train, evaluate, manifest, data: { inputs, targets }, hyperparameters }: Trainer,
  { tensors }: TrainingState,
): void {
  const data = { [names.inputs]: inputs, [names.targets]: targets };
  const scalars = Object.entries(hyperparameters).map(([name, value]) =>
    [names.hyperparameter(name), scalar(value)] as const
  );
  const frozen = manifest.frozen.map((name) => [name, tensors[name]!] as const);
  train.hold({ ...data, ...Object.fromEntries([...scalars, ...frozen]) });
  evaluate.hold(data);
}

/** What steps change: the tensors of a state that are not frozen. */
function trainedTensors({ manifest: { frozen } }: Trainer, { tensors }: TrainingState): Values {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => !frozen.includes(name)));
}

function stepFeeds(
  trainer: Trainer,
  { step, optimizerStart }: TrainingState,
  batches: readonly Int32Array[],
): Values {
  const steps = batches.length;
  const rows = batches[0]!.length;
  const indices = new Int32Array(steps * rows);
  batches.forEach((batch, index) => indices.set(batch, index * rows));
  const rates = new Float32Array(steps);
  for (let index = 0; index < steps; index++) {
    rates[index] = learningRateAt(trainer, step - optimizerStart + index);
  }
  const feeds: Record<string, Value> = {
    [names.batch]: { shape: [steps, rows], data: indices },
    [names.learningRate]: { shape: [steps], data: rates },
  };
  if (!trainer.manifest.random) return feeds;
  const keys = batches.flatMap((_, index) =>
    randomKey(trainer.batches.seed, "dropout", step + index)
  );
  return { ...feeds, [names.key]: { shape: [steps, 2], data: Uint32Array.from(keys) } };
}

/** The learning rate of an update, counted from 0 at the start of the optimizer. */
function learningRateAt({ learningRate, schedule }: Trainer, update: number): number {
  return learningRate * learningRateFactor(schedule, update);
}

/** One step after the other, so that it does not matter how many are in one call. */
function addSums(
  { batchAverages }: Trainer,
  { step, batchSums }: TrainingState,
  results: Values,
): BatchSums {
  const losses = results[names.loss]!.data;
  const accuracies = results[names.accuracy]?.data;
  let { loss, accuracy, steps } = batchSums;
  for (let index = 0; index < losses.length; index++) {
    const isNewPass = batchAverages !== null && (step + index) % batchAverages.stepsPerPass === 0;
    if (isNewPass) ({ loss, accuracy, steps } = noBatches);
    const one = losses[index]!;
    loss += one;
    accuracy += accuracies === undefined ? NaN : Number.isFinite(one) ? accuracies[index]! : 0;
    steps++;
  }
  return { loss, accuracy, steps };
}

async function measureState(
  trainer: Trainer,
  state: TrainingState,
  { sets, batches }: Columns,
): Promise<HistoryRow> {
  const { step, optimizerStart, batchSums: { loss, accuracy, steps } } = state;
  const weights = trainer.manifest.parameters
    .map(({ name }) => [name, state.tensors[name]!] as const);
  const row: Record<string, number | null> & { step: number } = { step };
  if (sets) Object.assign(row, await measureSets(trainer, Object.fromEntries(weights)));
  if (batches) {
    row.batchLoss = finite(loss / steps);
    if (!Number.isNaN(accuracy)) row.batchAccuracy = accuracy / steps;
  }
  const updates = step - optimizerStart;
  if (updates > 0) row.learningRate = learningRateAt(trainer, updates - 1);
  const squares = weights.reduce((total, [, { data }]) => total + sumOfSquares(data), 0);
  row.parameterNorm = finite(Math.sqrt(squares));
  return row;
}

/** The columns of all sets that have rows. */
async function measureSets(
  { evaluate, data }: Trainer,
  feeds: Values,
): Promise<Record<string, number | null>> {
  const columns: Record<string, number | null> = {};
  for (const [set, rows] of Object.entries(data.sets)) {
    if (rows.length === 0) continue;
    const found = await evaluateRows(evaluate, feeds, rows);
    for (const [measure, value] of Object.entries(found)) {
      columns[setColumn(set, measure as SetMeasure)] = finite(value);
    }
  }
  return columns;
}

/** Of all weights at each evaluation: by index, since an iterator takes six times as long. */
function sumOfSquares(data: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < data.length; index++) total += data[index]! * data[index]!;
  return total;
}

/** JSON has no NaN and no infinity: a diverged number is written as null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function scalar(value: number): Value {
  return { shape: [], data: Float32Array.of(value) };
}
