/** `why`: one sentence on why a run, or any action, has to run again. */
import type { Action } from "../dag/action.ts";
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { RecordIndex } from "../dag/record_index.ts";
import { explainAction } from "../dag/why.ts";
import { print } from "../terminal/output.ts";
import { openWorkspace, type Workspace, type WorkspaceOptions } from "./artifacts.ts";
import { chooseEngines } from "./engine_choice.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { actionsOf, loadNamedOrAll, withDependencies } from "./workspace.ts";

export interface WhyCommand extends WorkspaceOptions {
  /** All experiments in `configs/` if left out. */
  readonly configs?: readonly string[];
  readonly json: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

interface Answer {
  readonly action: string;
  readonly state: ActionPlan["state"];
  readonly why: string;
}

/** `target` is a run, a figure, or an action's whole id. */
export async function whyCommand(target: string, options: WhyCommand): Promise<number> {
  const workspace = openWorkspace(options);
  const experiments = await loadNamedOrAll(options.configs, options);
  const { engineOf } = await chooseEngines(experiments, workspace);
  const graphs = experiments.map((loaded) => actionsOf([loaded], engineOf));
  const answers: Answer[] = [];
  for (const actions of graphs) {
    const found = actions.filter(({ id }) => id === target || id.endsWith(`/${target}`));
    answers.push(...await explain(found.map(({ id }) => id), actions, workspace));
  }
  if (answers.length === 0) throw unknownTarget(target, graphs.flat(), options);
  const unique = [...new Map(answers.map((answer) => [answer.action, answer])).values()];
  print(options.json ? JSON.stringify(unique) : unique.map(({ why }) => why).join("\n"));
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

async function explain(
  ids: readonly string[],
  actions: readonly Action[],
  { store, environment }: Workspace,
): Promise<Answer[]> {
  const index = new RecordIndex(store);
  const plan = await planActions(withDependencies(actions, ...ids), environment, index);
  const asked = plan.filter(({ action }) => ids.includes(action.id));
  return await Promise.all(asked.map(async (entry) => ({
    action: entry.action.id,
    state: entry.state,
    why: await explainAction(entry, index),
  })));
}
