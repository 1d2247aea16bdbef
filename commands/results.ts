/** What each run of an experiment has reached so far, read from the store alone. */
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { RecordIndex } from "../dag/record_index.ts";
import { divergence } from "../measures/divergence.ts";
import { stepsToThreshold } from "../measures/threshold.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import { StoreError } from "../store/errors.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { parseHistory } from "../tables/curves.ts";
import type { Workspace } from "./artifacts.ts";
import { actionsOf } from "./workspace.ts";

export type RunState = "done" | "diverged" | "in part" | "to do" | "damaged";

/** A run with the rows of its history that are there. */
export interface RunResult {
  readonly experiment: string;
  readonly run: Run;
  readonly state: RunState;
  readonly points: readonly HistoryRow[];
  /** The step at which a loss or a weight stopped being a number; null where none did. */
  readonly divergedAt: number | null;
}

/** The accuracy by which a run has learned its rows, in the grokking literature and here. */
export const LEARNED = 0.99;

/** The plan of the training of each run. */
export async function planTrainings(
  loaded: LoadedExperiment,
  { store, environment, engine }: Workspace,
): Promise<ReadonlyMap<Run, ActionPlan>> {
  const actions = actionsOf([loaded], engine);
  const plan = await planActions(actions, environment, new RecordIndex(store));
  const entries = new Map(plan.map((entry) => [entry.action.id, entry]));
  const { experiment, runs } = loaded;
  return new Map(runs.map((run) => [run, entries.get(actionIds.train(experiment.name, run))!]));
}

/** The results of runs of an experiment, all of them if not said. */
export async function readResults(
  loaded: LoadedExperiment,
  workspace: Workspace,
  runs: readonly Run[] = loaded.runs,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  const entries = await planTrainings(loaded, workspace);
  for (const run of runs) {
    const entry = entries.get(run)!;
    const points = await readPoints(workspace.store, entry.records, run);
    const divergedAt = divergence(points ?? []);
    results.push({
      experiment: loaded.experiment.name,
      run,
      state: points === null ? "damaged" : divergedAt === null ? stateOf(entry) : "diverged",
      points: points ?? [],
      divergedAt,
    });
  }
  return results;
}

export function stateOf({ state, records }: ActionPlan): Exclude<RunState, "damaged" | "diverged"> {
  return state === "fresh" ? "done" : records.length > 0 ? "in part" : "to do";
}

/** Whether nothing is left to train. */
export function hasEnded({ state }: Pick<RunResult, "state">): boolean {
  return state === "done" || state === "diverged";
}

/** The first step at which the accuracy was 99 %; null where it was not, or not yet. */
export function stepsToLearn(
  { points }: RunResult,
  metric: "trainAccuracy" | "validationAccuracy",
): number | null {
  return stepsToThreshold(points, metric, LEARNED);
}

/** The same in words; only of a run that has ended it can be said that it never got there. */
export function describeStepsToLearn(steps: number | null, state: RunState): string {
  if (steps !== null) return String(steps);
  return hasEnded({ state }) ? "never" : "not yet";
}

/** All evaluations of the links that are done; null where a file of theirs is damaged. */
async function readPoints(
  store: Store,
  records: readonly LinkRecord[],
  { id }: Run,
): Promise<HistoryRow[] | null> {
  try {
    const texts = [];
    for (const { files } of records) {
      texts.push(new TextDecoder().decode(await store.read(files["history.jsonl"]!)));
    }
    return parseHistory(texts.join(""), id);
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
