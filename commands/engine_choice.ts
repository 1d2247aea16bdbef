/** Which of the engines that may be taken computes which run. */
import { dependenciesOf } from "../dag/action.ts";
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { RecordIndex } from "../dag/record_index.ts";
import type { EngineId } from "../engines/registry.ts";
import { type Run, startsFromRun } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import type { EngineOf } from "../stages/actions.ts";
import { runActionIds, trainingActions } from "../stages/run_actions.ts";
import type { Workspace } from "./artifacts.ts";

/** The runs that start from one another, which one engine has to train. */
interface Lineage {
  readonly runs: { readonly experiment: string; readonly run: Run }[];
  engine: EngineId;
  /** How many links that engine has trained. */
  links: number;
  /** Whether nothing is left to train. */
  complete: boolean;
}

export interface ChosenEngines {
  readonly engineOf: EngineOf;
  /** Whether something is to be trained of which the store holds nothing yet. */
  readonly begins: boolean;
}

/**
 * For each run the engine that has trained most of it, so that nothing is trained twice; for those
 * that are to be begun, the first of the workspace.
 */
export async function chooseEngines(
  experiments: readonly LoadedExperiment[],
  { store, environment, engines }: Pick<Workspace, "store" | "environment" | "engines">,
  index: RecordIndex = new RecordIndex(store),
): Promise<ChosenEngines> {
  const [first, ...others] = engines;
  if (others.length === 0) return { engineOf: () => first, begins: true };
  const lineages = lineagesOf(experiments, first);
  for (const engine of engines) {
    const open = lineages.filter(({ complete }) => !complete);
    if (open.length === 0) break;
    const runs = open.flatMap(({ runs }) => runs);
    const actions = runs.flatMap(({ experiment, run }) => trainingActions(experiment, run, engine));
    const unique = [...new Map(actions.map((action) => [action.id, action])).values()];
    const plan = await planActions(unique, environment, index);
    const plans = new Map(plan.map((entry) => [entry.action.id, entry]));
    for (const lineage of open) {
      const trainings = lineage.runs.map(({ experiment, run }) =>
        plans.get(runActionIds.train(experiment, run))!
      );
      const origins = lineage.runs.flatMap(({ run: { fork } }) =>
        startsFromRun(fork) ? plans.get(runActionIds.origin(fork))! : []
      );
      const there = await Promise.all(
        [...trainings, ...origins].map((each) => linksThere(each, plans, index)),
      );
      const links = there.reduce((sum, count) => sum + count, 0);
      if (links > lineage.links) Object.assign(lineage, { engine, links });
      lineage.complete = trainings.every(({ state }, at) => state !== "stale" && there[at]! > 0);
    }
  }
  const engineOf = new Map(
    lineages.flatMap(({ runs, engine }) => runs.map(({ run }) => [run, engine])),
  );
  return {
    engineOf: (run) => engineOf.get(run)!,
    begins: lineages.some(({ links }) => links === 0),
  };
}

/**
 * How many links of a training the store has; where what it reads is to be made again, those that are
 * there if that comes out as before. Keys of trainings know a network by its program's bytes alone: where
 * a network's program was never made, by any state of the code, what agrees is another network's.
 */
async function linksThere(
  { action, state, records, next }: ActionPlan,
  plans: ReadonlyMap<string, ActionPlan>,
  index: RecordIndex,
): Promise<number> {
  if (records.length > 0 || next === null || next.unknown.length === 0) return records.length;
  const program = dependenciesOf(action).find((id) => plans.get(id)!.action.stage === "program");
  const isNew = program !== undefined && (await index.ofAction("program", program)).length === 0;
  if (isNew) return 0;
  if (state === "conditional") return action.links.length;
  return (await index.agreeing(next.key, next.unknown)).length > 0 ? 1 : 0;
}

function lineagesOf(experiments: readonly LoadedExperiment[], engine: EngineId): Lineage[] {
  const lineages = new Map<string, Lineage>();
  for (const { experiment: { name }, runs } of experiments) {
    for (const run of runs) {
      const root = rootOf(name, run);
      const lineage = lineages.get(root) ?? { runs: [], engine, links: 0, complete: false };
      lineage.runs.push({ experiment: name, run });
      lineages.set(root, lineage);
    }
  }
  return [...lineages.values()];
}

/** The run that a run starts from, that which this starts from, and so on. */
function rootOf(experiment: string, run: Run): string {
  return startsFromRun(run.fork)
    ? rootOf(run.fork.experiment, run.fork.run)
    : `${experiment}/${run.id}`;
}
