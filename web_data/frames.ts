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
import { Recent } from "./recent.ts";
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
const networks = new Recent<Network>(4, ({ program }) => program.close());

/** Frames that are asked for again, as by a page that is loaded anew: some 20 MB. */
const frames = new Recent<Uint8Array>(96);

/** Ends when the frame that was last asked for is made. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The frame of the checkpoint after `step` updates; null where there is none. Frames are made one after
 * the other, so that a page that goes through many leaves the other cores to what is being trained.
 */
export async function frameFor(
  { workspace: { store }, snapshot, run: { run, checkpoints } }: FrameRun,
  step: number,
): Promise<Uint8Array | null> {
  const checkpoint = checkpoints.find((each) => each.step === step);
  const program = fileOf(snapshot, runActionIds.program(run), "observe.onnx");
  const dataset = fileOf(snapshot, runActionIds.dataset(run), "dataset.safetensors");
  if (checkpoint === undefined || program === null || dataset === null) return null;
  const network = `${program.hash} ${dataset.hash}`;
  return await frames.get(`${network} ${checkpoint.file.hash}`, () =>
    inTurn(async () => {
      const read = (file: FileReference) => store.read(file);
      const { program: loaded, data: { sets } } = await networks.get(
        network,
        () => load(read, program, dataset),
      );
      const { tensors } = decodeState(await read(checkpoint.file));
      const moment = await observeMoment({ run, program: loaded, sets }, step, tensors);
      return encodeFrame(makeFrame(moment));
    }));
}

function inTurn<Made>(make: () => Promise<Made>): Promise<Made> {
  const made = last.then(make);
  last = made.catch(() => {});
  return made;
}

function fileOf({ plans }: Snapshot, action: string, name: string): FileReference | null {
  return plans.get(action)?.records[0]?.files[name] ?? null;
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
