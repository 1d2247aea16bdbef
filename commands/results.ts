/** What each run of an experiment has reached so far, read from the store alone. */
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { RecordIndex } from "../dag/record_index.ts";
import { divergence } from "../measures/divergence.ts";
import { type Outcome, outcomeOf } from "../measures/outcome.ts";
import { stepsToThreshold } from "../measures/threshold.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import { StoreError } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { parseHistory } from "../tables/curves.ts";
import type { Workspace } from "./artifacts.ts";
import { chooseEngines } from "./engine_choice.ts";
import { actionsOf } from "./workspace.ts";

export type RunState = "done" | "diverged" | "in part" | "to do" | "damaged";

/** A run with the rows of its history that are there. */
export interface RunResult {
  readonly experiment: string;
  readonly run: Run;
  /** What trains it, as in native/cpu. */
  readonly engine: string;
  readonly state: RunState;
  readonly points: readonly HistoryRow[];
  /** The step at which a loss or a weight stopped being a number; null where none did. */
  readonly divergedAt: number | null;
  /** What became of it; null where that is not known, or not yet. */
  readonly outcome: Outcome | null;
}

/** The accuracy by which a run has learned its rows, in the grokking literature and here. */
const LEARNED = 0.99;

/** What is planned for a run and already there: its training, and what is measured of it. */
export interface RunPlan {
  readonly training: ActionPlan;
  readonly measures: readonly ActionPlan[];
}

export async function planRuns(
  loaded: LoadedExperiment,
  workspace: Workspace,
): Promise<ReadonlyMap<Run, RunPlan>> {
  return runPlans(loaded, await planExperiment(loaded, workspace));
}

/** What is planned for every action of an experiment, by its id. */
export async function planExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
): Promise<ReadonlyMap<string, ActionPlan>> {
  const index = new RecordIndex(workspace.store);
  const { engineOf } = await chooseEngines([loaded], workspace, index);
  const plan = await planActions(actionsOf([loaded], engineOf), workspace.environment, index);
  return new Map(plan.map((entry) => [entry.action.id, entry]));
}

export function runPlans(
  { experiment: { name, measures }, runs }: LoadedExperiment,
  plans: ReadonlyMap<string, ActionPlan>,
): ReadonlyMap<Run, RunPlan> {
  return new Map(runs.map((run) => [run, {
    training: plans.get(actionIds.train(name, run))!,
    measures: measures.map((measure) => plans.get(actionIds.measure(name, run, measure))!),
  }]));
}

/** The results of runs of an experiment, all of them if not said. */
export async function readResults(
  loaded: LoadedExperiment,
  workspace: Workspace,
  runs: readonly Run[] = loaded.runs,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  const plans = await planRuns(loaded, workspace);
  for (const run of runs) {
    const plan = plans.get(run)!;
    results.push(resultOf(loaded, run, plan, await readPoints(workspace.store, plan, run)));
  }
  return results;
}

/** The result of a run whose rows are these; null where a file of theirs is damaged. */
export function resultOf(
  { experiment: { name, outcomes } }: LoadedExperiment,
  run: Run,
  plan: RunPlan,
  points: readonly HistoryRow[] | null,
): RunResult {
  const divergedAt = divergence(points ?? []);
  return {
    experiment: name,
    run,
    engine: plan.training.action.engine!,
    state: points === null ? "damaged" : divergedAt === null ? stateOf(plan) : "diverged",
    points: points ?? [],
    divergedAt,
    outcome: points === null ? null : outcomeOf({
      points,
      budget: run.settings.training.steps,
      ...run.fork === null ? {} : { start: run.fork.step },
    }, outcomes),
  };
}

export function stateOf(
  { training: { state, records } }: Pick<RunPlan, "training">,
): Exclude<RunState, "damaged" | "diverged"> {
  return state === "fresh" ? "done" : records.length > 0 ? "in part" : "to do";
}

/** Whether nothing is left to train. */
export function hasEnded({ state }: { readonly state: RunState | "imported" }): boolean {
  return state === "done" || state === "diverged" || state === "imported";
}

/** The first step at which the accuracy was 99 %; null where it was not, or not yet. */
export function stepsToLearn(
  { points }: Pick<RunResult, "points">,
  metric: "trainAccuracy" | "validationAccuracy",
): number | null {
  return stepsToThreshold(points, metric, LEARNED);
}

/** The same in words; only of a run that has ended it can be said that it never got there. */
export function describeStepsToLearn(
  steps: number | null,
  state: RunState | "imported",
): string {
  if (steps !== null) return String(steps);
  return hasEnded({ state }) ? "never" : "not yet";
}

/** All evaluations and measures of the links that are done; null where a file of theirs is damaged. */
export async function readPoints(
  store: Pick<Store, "read">,
  { training, measures }: RunPlan,
  { id }: Run,
): Promise<HistoryRow[] | null> {
  try {
    const logs = [
      ...training.records.map(({ files }) => files["history.jsonl"]!),
      ...measures.flatMap(({ records }) => records.map(({ files }) => files["measures.jsonl"]!)),
    ];
    const texts = [];
    for (const log of logs) texts.push(new TextDecoder().decode(await store.read(log)));
    return parseHistory(texts.join(""), id);
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
