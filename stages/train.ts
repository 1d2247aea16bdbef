/**
 * The train stage: a chain of segments, each from one checkpoint to the next. It knows programs
 * only as bytes, so a change of a network's source that leaves them equal trains nothing.
 */
import type { LinkResult, LinkRunner, Stage, StageContext } from "../dag/stage.ts";
import type { Engine } from "../engines/engine.ts";
import { divergence } from "../measures/divergence.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { FileReference } from "../store/store.ts";
import { batchRows, type BatchSettings } from "../tasks/batch.ts";
import { decodeDataset } from "../training/data.ts";
import { type ForkPlan, forkState } from "../training/fork.ts";
import type { Knot } from "../training/learning_rate.ts";
import { type SegmentEnds, type StopWhen, type Trainer, trainSegment } from "../training/loop.ts";
import type { Manifest } from "../training/manifest.ts";
import type { PassSchedule, StepSchedule } from "../training/step_schedule.ts";
import { decodeState, encodeState, initialState, type TrainingState } from "../training/state.ts";

/** Checked when the experiment was read; the plan makes these from its types. */
export interface TrainParams {
  readonly seed: number;
  readonly learningRate: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly schedule: readonly Knot[];
  readonly batch: BatchSettings;
  readonly evaluation: StepSchedule;
  readonly batchAverages: PassSchedule | null;
  readonly stopWhen: StopWhen | null;
  /** What is kept of the checkpoint in the input `start`; absent where there is none. */
  readonly fork?: ForkPlan;
}

export type TrainLink = SegmentEnds;

export const train: Stage = {
  name: "train",
  async prepare(context): Promise<LinkRunner> {
    const trainer = await loadTrainer(context);
    return {
      run: (link, previous) => runLink(context, trainer, link as unknown as TrainLink, previous),
      async close() {
        await trainer.train.close();
        await trainer.evaluate.close();
      },
    };
  },
};

async function loadTrainer(context: StageContext): Promise<Trainer> {
  const params = context.params as unknown as TrainParams;
  const read = (name: string) => context.read(context.inputs[name]![0]!);
  const engine = context.engine as Engine;
  const load = async (name: string) =>
    await engine.load(await read(name), { threads: context.threads });
  // The program stage wrote this file, and its hash was checked when it was read.
  const manifest = JSON.parse(new TextDecoder().decode(await read("manifest"))) as Manifest;
  const data = decodeDataset(await read("dataset"));
  const rows = data.sets.train!;
  const [train, evaluate] = await Promise.all([load("train"), load("evaluate")]);
  return {
    manifest,
    train,
    evaluate,
    data,
    batches: {
      train: rows,
      batchRows: batchRows(params.batch, rows.length),
      seed: params.seed,
      ordered: params.batch.order === "ordered",
    },
    ...params,
  };
}

async function runLink(
  context: StageContext,
  trainer: Trainer,
  link: TrainLink,
  previous: Readonly<Record<string, FileReference>> | null,
): Promise<LinkResult> {
  const start = previous === null
    ? await firstState(context, trainer)
    : stateIn(await context.read(previous["checkpoint.safetensors"]!));
  const watcher = {
    signal: context.signal,
    progress: (step: number, latest: HistoryRow | null) =>
      context.progress({
        done: step,
        total: link.to,
        values: latest === null ? {} : watchedValues(latest),
      }),
  };
  const begins = previous === null;
  const { state, rows, ended } = await trainSegment(trainer, start, link, watcher, begins);
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const checkpoint = encodeState(state);
  written.set(checkpoint, state);
  return {
    files: {
      "checkpoint.safetensors": checkpoint,
      "history.jsonl": new TextEncoder().encode(lines),
    },
    ended,
  };
}

/**
 * What files of checkpoints were written from, as long as someone has their bytes. Nobody changes the arrays
 * of a state that is handed on (training/loop.ts). Only sums that are infinite would be another thing (NaN)
 * if they were read, and a run with these has ended.
 */
const written = new WeakMap<Uint8Array, TrainingState>();

/** The state in a file; one that was written here needs no reading. */
function stateIn(file: Uint8Array): TrainingState {
  return written.get(file) ?? decodeState(file);
}

/** Initial weights, or the checkpoint of another run. */
async function firstState(
  { params, inputs, read }: StageContext,
  { manifest, batches: { seed } }: Trainer,
): Promise<TrainingState> {
  const { fork } = params as unknown as TrainParams;
  if (fork === undefined) return initialState(manifest, seed);
  return forkState(decodeState(await read(inputs.start![0]!)), manifest, seed, fork);
}

/** What people watch while a run trains. */
function watchedValues(row: HistoryRow): Record<string, number> {
  const { trainAccuracy, validationAccuracy } = row;
  const values = { trainAccuracy, validationAccuracy, divergedAt: divergence([row]) };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number" ? [[name, value]] : []
    ),
  );
}
