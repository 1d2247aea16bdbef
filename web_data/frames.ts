/** What pictures show of one checkpoint of a run. */
import type { Workspace } from "../commands/artifacts.ts";
import type { Snapshot, SnapshotRun } from "./snapshot.ts";

/** A run with all that frames are made of. */
export interface FrameRun {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly run: SnapshotRun;
}

/** The frame of the checkpoint after `step` updates; null where there is none. */
export function frameFor(_run: FrameRun, _step: number): Promise<Uint8Array | null> {
  return Promise.resolve(null);
}
