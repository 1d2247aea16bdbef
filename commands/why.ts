/** `why`: one sentence on what a run, or any action, has to be made anew for. */
import type { ActionPlan } from "../dag/plan.ts";
import { planActions } from "../dag/plan.ts";
import { joinReasons } from "../dag/why.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { actionsOf, loadExperiments, openWorkspace } from "./workspace.ts";

export interface WhyCommand {
  readonly artifacts: string;
  readonly configs: readonly string[];
  readonly json: boolean;
  readonly set: readonly string[];
}

/** `target` is a run, a figure, or an action's whole id. */
export async function whyCommand(target: string, options: WhyCommand): Promise<number> {
  const { configs, artifacts, json, set } = options;
  const experiments = await loadExperiments(configs, set);
  const { store, environment } = openWorkspace(artifacts);
  const plan = planActions(actionsOf(experiments), environment, store);
  const found = plan.filter(({ action }) =>
    action.id === target || action.id.endsWith(`/${target}`)
  );
  if (found.length === 0) {
    const known = experiments.flatMap(({ runs }) => runs.map(({ id }) => id)).slice(0, 5);
    throw new UsageError(
      `No run, figure or action is called "${target}" in ${configs.join(", ")}; ` +
        `there are for instance ${known.join(", ")}`,
    );
  }
  const answers = found.map(explain);
  console.log(json ? JSON.stringify(answers) : answers.map(({ why }) => why).join("\n"));
  return exitCodes.done;
}

function explain({ action, state, because }: ActionPlan) {
  const reasons = joinReasons(because);
  const why = state === "fresh"
    ? `${action.id} is up to date`
    : state === "stale"
    ? `${action.id} runs: ${reasons}`
    : `${action.id} runs only if what it reads comes out different: ${reasons}`;
  return { action: action.id, state, why };
}
