/** `run --dry-run`: what a run would execute, and why; it changes nothing. */
import type { Reason } from "../dag/key.ts";
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { RecordIndex } from "../dag/record_index.ts";
import { explainPlan, joinReasons } from "../dag/why.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { mapConcurrently } from "../store/concurrency.ts";
import { print } from "../terminal/output.ts";
import type { Workspace } from "./artifacts.ts";
import { chooseEngines } from "./engine_choice.ts";
import { exitCodes } from "./exit.ts";
import { describeHours, estimateWork } from "./hours.ts";
import { actionsOf } from "./workspace.ts";

/** An action that would run, with the reasons in words. */
interface Due {
  readonly entry: ActionPlan;
  readonly because: readonly Reason[];
}

/** More actions of one stage and experiment than this, with the same reasons, share a line. */
const MOST_LINES = 3;

export interface PlanOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Actions that would run at once. */
  readonly jobs: number;
}

export async function printPlan(
  experiments: readonly LoadedExperiment[],
  workspace: Workspace,
  { json, verbose, jobs }: PlanOptions,
): Promise<number> {
  const { store, environment } = workspace;
  const index = new RecordIndex(store);
  const { engineOf } = await chooseEngines(experiments, workspace, index);
  const actions = actionsOf(experiments, engineOf);
  const plan = await planActions(actions, environment, index);
  const due = await mapConcurrently(
    plan.filter(({ state }) => state !== "fresh"),
    async (entry): Promise<Due> => ({ entry, because: await explainPlan(entry, index) }),
  );
  const entries = due.map(({ entry }) => entry);
  const cores = Math.min(jobs, navigator.hardwareConcurrency);
  const work = estimateWork(entries, actions, experiments, cores);
  print(
    json ? JSON.stringify({ total: plan.length, due: due.map(asJson), work }) : [
      ...describeDue(due, verbose),
      describeTotal(plan.length, due),
      ...describeHours(work),
    ].join("\n"),
  );
  return exitCodes.done;
}

function asJson({ entry: { action, state, records, request }, because }: Due) {
  return {
    action: action.id,
    stage: action.stage,
    state,
    because: because.map(({ sentence }) => sentence),
    linksDone: records.length,
    links: request?.links.length ?? action.links.length,
  };
}

function describeDue(due: readonly Due[], verbose: boolean): string[] {
  const groups = Map.groupBy(due, ({ entry: { action, state }, because }) => {
    const folder = action.id.slice(0, action.id.lastIndexOf("/"));
    return JSON.stringify([state, action.stage, folder, joinReasons(because)]);
  });
  return [...groups.values()].flatMap((group) =>
    verbose || group.length <= MOST_LINES
      ? group.map((one) => describeLine(one, one.entry.action.id))
      : [describeLine(group[0]!, `${group.length} × ${commonName(group)}`)]
  );
}

function describeLine({ entry: { state }, because }: Due, name: string): string {
  return `${state === "stale" ? "run  " : "maybe"} ${name}: ${joinReasons(because)}`;
}

/** `train/tiny/seed-*`: what all names begin with, up to the last mark between words. */
function commonName(group: readonly Due[]): string {
  const [first, ...others] = group.map(({ entry }) => entry.action.id);
  let length = first!.length;
  for (const other of others) {
    while (!other.startsWith(first!.slice(0, length))) length--;
  }
  return `${first!.slice(0, length).replace(/[^/_-]+$/, "")}*`;
}

function describeTotal(total: number, due: readonly Due[]): string {
  const certain = due.filter(({ entry }) => entry.state === "stale").length;
  const maybe = due.length - certain;
  return `${certain} of ${total} actions would run` +
    (maybe > 0 ? `, ${maybe} more if what they read comes out different` : "");
}
