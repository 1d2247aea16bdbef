/** `status`: which runs are done, how far the others are, and what they reached. */
import { planActions } from "../dag/plan.ts";
import { divergence } from "../measures/divergence.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { actionIds } from "../stages/actions.ts";
import { StoreError } from "../store/errors.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { describeDivergence } from "../terminal/events.ts";
import { formatPercent, formatTable } from "../terminal/format.ts";
import { openWorkspace } from "./artifacts.ts";
import { exitCodes } from "./exit.ts";
import { readLastRow } from "./last_row.ts";
import { actionsOf, loadExperiments } from "./workspace.ts";

export interface StatusCommand {
  readonly artifacts: string;
  readonly json: boolean;
  readonly set: readonly string[];
}

interface RunStatus {
  readonly experiment: string;
  readonly run: string;
  readonly state: "done" | "in part" | "to do" | "damaged";
  readonly step: number;
  readonly steps: number;
  /** A run that diverged is done, and its accuracies mean little. */
  readonly divergedAt: number | null;
  readonly trainAccuracy: number | null;
  readonly validationAccuracy: number | null;
}

export async function statusCommand(
  configs: readonly string[],
  { artifacts, json, set }: StatusCommand,
): Promise<number> {
  const experiments = await loadExperiments(configs, set);
  const { store, environment } = openWorkspace(artifacts);
  const statuses: RunStatus[] = [];
  for (const loaded of experiments) {
    const plan = planActions(actionsOf([loaded]), environment, store);
    const entries = new Map(plan.map((entry) => [entry.action.id, entry]));
    const experiment = loaded.experiment.name;
    for (const run of loaded.runs) {
      const { state, records } = entries.get(actionIds.train(experiment, run))!;
      const { last, damaged } = await lastRowOrDamage(store, records, run.id);
      statuses.push({
        experiment,
        run: run.id,
        state: damaged
          ? "damaged"
          : state === "fresh"
          ? "done"
          : records.length > 0
          ? "in part"
          : "to do",
        step: last?.step ?? 0,
        steps: run.settings.training.steps,
        divergedAt: last === undefined ? null : divergence([last]),
        trainAccuracy: last?.trainAccuracy ?? null,
        validationAccuracy: last?.validationAccuracy ?? null,
      });
    }
  }
  console.log(json ? JSON.stringify(statuses) : describe(statuses));
  if (!statuses.some(({ state }) => state === "damaged")) return exitCodes.done;
  console.error("Files of some runs are damaged: `run` with --verify makes them anew");
  return exitCodes.failed;
}

async function lastRowOrDamage(
  store: Store,
  records: readonly LinkRecord[],
  run: string,
): Promise<{ readonly last?: HistoryRow; readonly damaged: boolean }> {
  try {
    const last = await readLastRow(store, records, run);
    return last === undefined ? { damaged: false } : { last, damaged: false };
  } catch (error) {
    if (error instanceof StoreError) return { damaged: true };
    throw error;
  }
}

function describe(statuses: readonly RunStatus[]): string {
  const percent = (value: number | null) => value === null ? "" : formatPercent(value);
  const rows = statuses.map((status) => [
    `${status.experiment}/${status.run}`,
    status.divergedAt === null ? status.state : describeDivergence(status.divergedAt),
    `${status.step}/${status.steps}`,
    percent(status.trainAccuracy),
    percent(status.validationAccuracy),
  ]);
  return formatTable([["run", "state", "step", "train", "validation"], ...rows]);
}
