/** `run --dry-run`: what a run would execute, and why; it changes nothing. */
import type { Action } from "../dag/action.ts";
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { joinReasons } from "../dag/why.ts";
import type { Workspace } from "./artifacts.ts";
import { exitCodes } from "./exit.ts";

export function printPlan(
  actions: readonly Action[],
  { store, environment }: Workspace,
  { json }: { readonly json: boolean },
): number {
  const plan = planActions(actions, environment, store);
  const due = plan.filter(({ state }) => state !== "fresh");
  console.log(
    json
      ? JSON.stringify({ total: plan.length, due: due.map(asEntry) })
      : [...due.map(describeEntry), describeTotal(plan.length, due)].join("\n"),
  );
  return exitCodes.done;
}

function asEntry({ action, state, because, records }: ActionPlan) {
  return {
    action: action.id,
    stage: action.stage,
    state,
    because: because.map(({ sentence }) => sentence),
    linksDone: records.length,
    links: action.links.length,
  };
}

function describeEntry({ action, state, because }: ActionPlan): string {
  return `${state === "stale" ? "run  " : "maybe"} ${action.id}: ${joinReasons(because)}`;
}

function describeTotal(total: number, due: readonly ActionPlan[]): string {
  const certain = due.filter(({ state }) => state === "stale").length;
  const maybe = due.length - certain;
  return `${certain} of ${total} actions would run` +
    (maybe > 0 ? `, ${maybe} more if what they read comes out different` : "");
}
