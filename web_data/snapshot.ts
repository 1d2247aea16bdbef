/** One experiment as the store has it now: its plan and the histories of its runs. */
import { join } from "node:path";
import type { Workspace } from "../commands/artifacts.ts";
import {
  planExperiment,
  readPoints,
  resultOf,
  type RunPlan,
  runPlans,
  type RunResult,
} from "../commands/results.ts";
import type { FoundExperiment } from "../commands/workspace.ts";
import type { ActionPlan } from "../dag/plan.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { FileReference, LinkRecord } from "../store/record.ts";

export interface SavedStep {
  /** Updates done. */
  readonly step: number;
  readonly file: FileReference;
}

export interface SnapshotRun extends RunResult {
  readonly plan: RunPlan;
  readonly checkpoints: readonly SavedStep[];
}

export interface Snapshot {
  readonly loaded: FoundExperiment;
  /** What is planned for every action, with the records of what is done of it, by id. */
  readonly plans: ReadonlyMap<string, ActionPlan>;
  readonly runs: readonly SnapshotRun[];
}

/** Histories by the hashes of their files: what was read once needs not be read again. */
export type HistoryMemory = Map<string, HistoryRow[]>;

export async function takeSnapshot(
  loaded: FoundExperiment,
  workspace: Workspace,
  memory: HistoryMemory,
): Promise<Snapshot> {
  const plans = await planExperiment(loaded, workspace);
  const runs: SnapshotRun[] = [];
  for (const [run, plan] of runPlans(loaded, plans)) {
    const links = [plan.training, ...plan.measures].flatMap(({ records }) => records);
    const key = JSON.stringify([loaded.experiment.name, run.id, links.map(hashOfLog)]);
    const points = memory.get(key) ?? await readPoints(workspace.store, plan, run);
    if (points !== null) memory.set(key, points);
    runs.push({
      ...resultOf(loaded, run, plan, points),
      plan,
      checkpoints: checkpointsOf(plan, points ?? []),
    });
  }
  return { loaded, plans, runs };
}

function hashOfLog({ files }: LinkRecord): string {
  return (files["history.jsonl"] ?? files["measures.jsonl"])!.hash;
}

/** A segment ends as planned, or at the evaluation that met the goal of the run. */
function checkpointsOf({ training }: RunPlan, points: readonly HistoryRow[]): SavedStep[] {
  return training.records.map(({ key, files, ended }) => ({
    step: ended ? points.at(-1)?.step ?? 0 : (key.link as { readonly to: number }).to,
    file: files["checkpoint.safetensors"]!,
  }));
}

/**
 * A text that is another one when something was finished in a store or the file of an experiment was
 * edited; it costs a look at some folders.
 */
export function stampOf(folder: string, file: string): string {
  const records = join(folder, "records");
  const stages = readNames(records).map((name) => join(records, name));
  return [file, ...stages].map((path) => `${path} ${changed(path)}`).join("\n");
}

function readNames(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch {
    return []; // nothing was run yet
  }
}

/** When a file or folder was changed, in milliseconds; 0 where there is none. */
export function changed(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}
