/** `why`: one sentence on what a run, or any action, has to be made anew for. */
import type { Action } from "../dag/action.ts";
import { walkLinks } from "../dag/links.ts";
import { type ActionPlan, evaluateAction, planActions } from "../dag/plan.ts";
import { workOf } from "../dag/request.ts";
import { explainAction, joinReasons } from "../dag/why.ts";
import { openWorkspace, type Workspace } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { actionsOf, loadNamedOrAll, withDependencies } from "./workspace.ts";

export interface WhyCommand {
  readonly artifacts: string;
  /** All experiments in `configs/` if left out. */
  readonly configs?: readonly string[];
  readonly json: boolean;
  readonly set: readonly string[];
}

interface Answer {
  readonly action: string;
  readonly state: ActionPlan["state"];
  readonly why: string;
}

/** `target` is a run, a figure, or an action's whole id. */
export async function whyCommand(target: string, options: WhyCommand): Promise<number> {
  const { artifacts, json } = options;
  const workspace = openWorkspace(artifacts);
  const experiments = await loadNamedOrAll(options.configs, options.set);
  const graphs = experiments.map((loaded) => actionsOf([loaded]));
  const answers = graphs.flatMap((actions) => {
    const found = actions.filter(({ id }) => id === target || id.endsWith(`/${target}`));
    return found.map(({ id }) => explain(id, withDependencies(actions, id), workspace));
  });
  if (answers.length === 0) throw unknownTarget(target, graphs.flat(), options);
  const unique = [...new Map(answers.map((answer) => [answer.action, answer])).values()];
  console.log(json ? JSON.stringify(unique) : unique.map(({ why }) => why).join("\n"));
  return exitCodes.done;
}

function unknownTarget(
  target: string,
  actions: readonly Action[],
  { configs }: WhyCommand,
): UsageError {
  const runs = actions.filter(({ stage }) => stage === "train").slice(0, 3).map(({ id }) => id);
  return new UsageError(
    `No run, figure or action is called "${target}" in ${configs?.join(", ") ?? "configs/"}` +
      (runs.length === 0 ? "" : `; there are for instance ${runs.join(", ")}`),
  );
}

function explain(
  id: string,
  actions: readonly Action[],
  { store, environment }: Workspace,
): Answer {
  const plan = planActions(actions, environment, store);
  const { action, state, because } = plan.find((entry) => entry.action.id === id)!;
  const fresh = plan.filter((entry) => entry.state === "fresh");
  const done = new Map(fresh.map((entry) => [entry.action.id, entry.records]));
  const evaluation = evaluateAction(action, done, environment, store);
  if (evaluation?.state === "stale") {
    const work = workOf(evaluation.request);
    const records = store.listRecords(action.stage);
    return { action: id, state, why: explainAction(id, work, walkLinks(work, store), records) };
  }
  const reasons = joinReasons(because);
  const why = state === "fresh"
    ? `${id} is up to date`
    : state === "stale"
    ? `${id}: ${reasons}`
    : `${id} runs only if what it reads comes out different: ${reasons}`;
  return { action: id, state, why };
}
