/** The loop that feeds a training program: one segment of a run, from checkpoint to checkpoint. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import { nextName } from "../graph/next_name.ts";
import { divergence } from "../measures/divergence.ts";
import { randomKey } from "../random/counter.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { type BatchPlan, nextBatches } from "./batches.ts";
import { setColumn, type SetMeasure } from "./columns.ts";
import type { TrainingData } from "./data.ts";
import { evaluateRows, sum, sumWhereFinite } from "./evaluation.ts";
import { type Knot, learningRateFactor } from "./learning_rate.ts";
import { type Manifest, names } from "./manifest.ts";
import { type BatchSums, noBatches, type TrainingState } from "./state.ts";
import { scheduledSteps, type StepSchedule } from "./step_schedule.ts";

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
  readonly stopWhen: StopWhen | null;
}

/** Ends a run when an accuracy has been high enough at so many evaluations in a row. */
export interface StopWhen {
  readonly metric: "trainAccuracy" | "validationAccuracy";
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
  progress(step: number, latest: HistoryRow | null): void;
  readonly signal: AbortSignal;
}

export interface SegmentResult {
  readonly state: TrainingState;
  readonly rows: readonly HistoryRow[];
  /** True when `stopWhen` was met, or the run diverged: there is nothing more to train. */
  readonly ended: boolean;
}

/** Most steps in one call of the engine, so that progress shows and Ctrl-C is heard in time. */
const STEPS_PER_CALL = 50;

/** Trains from `state` to the end of the segment. Aborting throws and changes nothing. */
export async function trainSegment(
  trainer: Trainer,
  start: TrainingState,
  { to, last }: SegmentEnds,
  watcher: Watcher,
): Promise<SegmentResult> {
  checkTensors(trainer, start);
  holdFixed(trainer, start);
  const stops = new Set(scheduledSteps(trainer.evaluation, start.step, to));
  if (last) stops.add(to);
  const rows: HistoryRow[] = [];
  let state = start;
  const look = async () => {
    const row = await evaluateState(trainer, state);
    rows.push(row);
    state = { ...state, batchSums: noBatches, goalsMet: countGoals(trainer, state, row) };
    watcher.progress(state.step, row);
  };
  const goalIsMet = () =>
    trainer.stopWhen !== null && state.goalsMet >= trainer.stopWhen.evaluations;
  const ended = () => goalIsMet() || divergence(rows) !== null;
  if (state.step === 0) await look();
  for (const stop of [...stops, to].sort((a, b) => a - b)) {
    while (state.step < stop && !ended()) {
      watcher.signal.throwIfAborted();
      state = await runSteps(trainer, state, Math.min(STEPS_PER_CALL, stop - state.step));
      if (!Number.isFinite(state.batchSums.loss)) await look();
      else watcher.progress(state.step, rows.at(-1) ?? null);
    }
    if (stops.delete(stop) && !ended()) await look();
  }
  return { state, rows, ended: ended() };
}

function countGoals({ stopWhen }: Trainer, state: TrainingState, row: HistoryRow): number {
  const met = stopWhen !== null && row[stopWhen.metric] >= stopWhen.atLeast;
  return met ? state.goalsMet + 1 : 0;
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
    [names.updates]: scalar(state.step),
    ...stepFeeds(trainer, state.step, batches),
  };
  const results = await trainer.train.run(feeds);
  const losses = results[names.loss]!.data;
  const diverged = losses.findIndex((loss) => !Number.isFinite(loss));
  if (diverged >= 0 && diverged + 1 < losses.length) {
    return await runSteps(trainer, state, diverged + 1);
  }
  const tensors = Object.keys(trained).map((name) => {
    const { shape, data } = results[nextName(name)]!;
    return [name, { shape, data: Float32Array.from(data) }] as const;
  });
  return {
    ...state,
    step: state.step + batches.length,
    tensors: { ...state.tensors, ...Object.fromEntries(tensors) },
    batchSums: addSums(state.batchSums, results),
  };
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

function stepFeeds(trainer: Trainer, step: number, batches: readonly Int32Array[]): Values {
  const steps = batches.length;
  const rows = batches[0]!.length;
  const indices = new Int32Array(steps * rows);
  batches.forEach((batch, index) => indices.set(batch, index * rows));
  const rates = Float32Array.from(
    batches,
    (_, index) => trainer.learningRate * learningRateFactor(trainer.schedule, step + index),
  );
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

function addSums(sums: BatchSums, results: Values): BatchSums {
  const [losses, accuracies] = [results[names.loss]!, results[names.accuracy]];
  return {
    loss: sums.loss + sum(losses),
    accuracy: sums.accuracy + (accuracies ? sumWhereFinite(accuracies, losses) : NaN),
    steps: sums.steps + losses.data.length,
  };
}

async function evaluateState(trainer: Trainer, state: TrainingState): Promise<HistoryRow> {
  const { parameters } = trainer.manifest;
  const weights = parameters.map(({ name }) => [name, state.tensors[name]!] as const);
  const feeds = Object.fromEntries(weights);
  const row: Record<string, number | null> = { step: state.step };
  for (const [set, rows] of Object.entries(trainer.data.sets)) {
    const found = await evaluateRows(trainer.evaluate, feeds, rows);
    for (const [measure, value] of Object.entries(found)) {
      row[setColumn(set, measure as SetMeasure)] = finite(value);
    }
  }
  const { loss, accuracy, steps } = state.batchSums;
  const lastRate = (step: number) =>
    trainer.learningRate * learningRateFactor(trainer.schedule, step - 1);
  return {
    ...row,
    batchLoss: steps === 0 ? null : finite(loss / steps),
    batchAccuracy: steps === 0 ? null : finite(accuracy / steps),
    learningRate: state.step === 0 ? null : lastRate(state.step),
    parameterNorm: finite(
      Math.sqrt(weights.reduce((total, [, { data }]) => total + sumOfSquares(data), 0)),
    ),
  } as HistoryRow;
}

function sumOfSquares(data: ArrayLike<number> & Iterable<number>): number {
  let total = 0;
  for (const value of data) total += value * value;
  return total;
}

/** JSON has no NaN and no infinity: a diverged number is written as null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function scalar(value: number): Value {
  return { shape: [], data: Float32Array.of(value) };
}
