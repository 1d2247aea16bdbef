/**
 * The train stage: a chain of segments, each from one checkpoint to the next. It knows programs
 * only as bytes, so a change of a network's source that leaves them equal trains nothing.
 */
import { z } from "zod";
import type { LinkResult, LinkRunner, Stage, StageContext } from "../dag/stage.ts";
import { onnxEngine } from "../engines/onnx.ts";
import { decodeTensors, type StoredTensor } from "../formats/safetensors.ts";
import { divergence } from "../measures/divergence.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { FileReference } from "../store/store.ts";
import { batchLimitNames, batchRows } from "../tasks/batch.ts";
import { type Trainer, trainSegment } from "../training/loop.ts";
import type { Manifest } from "../training/manifest.ts";
import { decodeState, encodeState, initialState } from "../training/state.ts";

const StepSchedule = z.union([
  z.strictObject({ every: z.int() }),
  z.strictObject({ perDecade: z.int() }),
]);

/** The form alone is checked: schemas/ checks the values, and its code stays out of the keys. */
const Params = z.strictObject({
  seed: z.int(),
  learningRate: z.number(),
  hyperparameters: z.record(z.string(), z.number()),
  schedule: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("constant") }),
    z.strictObject({ kind: z.literal("linearWarmup"), steps: z.int(), from: z.number() }),
  ]),
  batch: z.strictObject({
    size: z.union([z.literal("full"), z.int()]),
    atMostHalf: z.enum(batchLimitNames),
  }),
  evaluation: StepSchedule,
  stopWhen: z.strictObject({
    metric: z.enum(["trainAccuracy", "validationAccuracy"]),
    atLeast: z.number(),
    evaluations: z.int(),
  }).nullable(),
});

const Link = z.strictObject({ to: z.int(), last: z.boolean() });

export const train: Stage = {
  name: "train",
  async prepare(context): Promise<LinkRunner> {
    const trainer = await loadTrainer(context);
    return {
      run: (link, previous) => runLink(context, trainer, Link.parse(link), previous),
      async close() {
        await trainer.train.close();
        await trainer.evaluate.close();
      },
    };
  },
};

async function loadTrainer(context: StageContext): Promise<Trainer> {
  const params = Params.parse(context.params);
  const read = (name: string) => context.read(context.inputs[name]![0]!);
  const load = async (name: string) =>
    await onnxEngine.load(await read(name), { threads: context.threads });
  // The program stage wrote this file, and its hash was checked when it was read.
  const manifest = JSON.parse(new TextDecoder().decode(await read("manifest"))) as Manifest;
  const { tensors } = decodeTensors(await read("dataset"));
  const trainRows = integers(tensors, "train");
  return {
    manifest,
    train: await load("train"),
    evaluate: await load("evaluate"),
    data: { tokens: tensors.tokens!, targets: tensors.targets! },
    validation: integers(tensors, "validation"),
    batches: {
      train: trainRows,
      batchRows: batchRows(params.batch, trainRows.length),
      seed: params.seed,
    },
    ...params,
  };
}

function integers(tensors: Readonly<Record<string, StoredTensor>>, name: string): Int32Array {
  const data = tensors[name]?.data;
  if (data instanceof Int32Array) return data;
  throw new TypeError(`The data set has no integers "${name}"`);
}

async function runLink(
  context: StageContext,
  trainer: Trainer,
  link: z.infer<typeof Link>,
  previous: Readonly<Record<string, FileReference>> | null,
): Promise<LinkResult> {
  const { seed } = trainer.batches;
  const start = previous === null
    ? initialState(trainer.manifest, seed)
    : decodeState(await context.read(previous["checkpoint.safetensors"]!));
  const { state, rows, ended } = await trainSegment(trainer, start, link, {
    signal: context.signal,
    progress: (step, latest) =>
      context.progress({
        done: step,
        total: link.to,
        values: latest === null ? {} : watchedValues(latest),
      }),
  });
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return {
    files: {
      "checkpoint.safetensors": encodeState(state),
      "history.jsonl": new TextEncoder().encode(lines),
    },
    ended,
  };
}

/** What people watch while a run trains. */
function watchedValues(row: HistoryRow): Record<string, number> {
  const { trainAccuracy, validationAccuracy } = row;
  const divergedAt = divergence([row]);
  return { trainAccuracy, validationAccuracy, ...divergedAt === null ? {} : { divergedAt } };
}
