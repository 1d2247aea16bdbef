/** What pictures show of one checkpoint of a run, made when it is asked for. */
import type { Workspace } from "../commands/artifacts.ts";
import type { Executable } from "../engines/engine.ts";
import { encodeFrame } from "../pictures/frame.ts";
import { makeFrame } from "../pictures/make_frame.ts";
import { observeMoment } from "../pictures/observe.ts";
import { runActionIds } from "../stages/run_actions.ts";
import type { FileReference } from "../store/record.ts";
import { decodeDataset, type TrainingData } from "../training/data.ts";
import { names } from "../training/manifest.ts";
import { decodeState } from "../training/state.ts";
import type { Snapshot, SnapshotRun } from "./snapshot.ts";

/** A run with all that frames are made of. */
export interface FrameRun {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly run: SnapshotRun;
}

interface Network {
  readonly program: Executable;
  readonly data: TrainingData;
}

/** Programs that stay loaded; a page looks at few runs at a time. */
const KEPT_NETWORKS = 4;

/** By the contents of the program and the data set, the one used last at the end. */
const networks = new Map<string, Promise<Network>>();

/** The frame of the checkpoint after `step` updates; null where there is none. */
export async function frameFor(
  { workspace: { store }, snapshot, run: { run, checkpoints } }: FrameRun,
  step: number,
): Promise<Uint8Array | null> {
  const checkpoint = checkpoints.find((each) => each.step === step);
  const program = fileOf(snapshot, runActionIds.program(run), "observe.onnx");
  const dataset = fileOf(snapshot, runActionIds.dataset(run), "dataset.safetensors");
  if (checkpoint === undefined || program === null || dataset === null) return null;
  const network = await keep(
    `${program.hash} ${dataset.hash}`,
    () => load((file) => store.read(file), program, dataset),
  );
  const { tensors } = decodeState(await store.read(checkpoint.file));
  const { program: loaded, data: { sets } } = network;
  const moment = await observeMoment({ run, program: loaded, sets }, step, tensors);
  return encodeFrame(makeFrame(moment));
}

function fileOf({ plans }: Snapshot, action: string, name: string): FileReference | null {
  return plans.get(action)?.records[0]?.files[name] ?? null;
}

function keep(key: string, load: () => Promise<Network>): Promise<Network> {
  const known = networks.get(key) ?? load();
  networks.delete(key);
  networks.set(key, known);
  known.catch(() => networks.delete(key)); // it may be there the next time
  if (networks.size > KEPT_NETWORKS) {
    const oldest = networks.keys().next().value!;
    networks.get(oldest)!.then(({ program }) => program.close(), () => {});
    networks.delete(oldest);
  }
  return known;
}

/** Pictures are for eyes, so onnxruntime makes them, whichever engine trained. */
async function load(
  read: (file: FileReference) => Promise<Uint8Array>,
  program: FileReference,
  dataset: FileReference,
): Promise<Network> {
  const { onnxEngine } = await import("../engines/onnx.ts");
  const data = decodeDataset(await read(dataset));
  const loaded = await onnxEngine.load(await read(program), { threads: 1 });
  loaded.hold({ [names.inputs]: data.inputs });
  return { program: loaded, data };
}
