/** `status`: which runs are done, how far the others are, and what they reached. */
import type { LinkRecord } from "../store/record.ts";
import { planActions } from "../dag/plan.ts";
import { parseHistory } from "../tables/curves.ts";
import { actionIds } from "../stages/actions.ts";
import { formatPercent, formatTable } from "../terminal/format.ts";
import { exitCodes } from "./exit.ts";
import { actionsOf, loadExperiments, openWorkspace } from "./workspace.ts";

export interface StatusCommand {
  readonly artifacts: string;
  readonly json: boolean;
  readonly set: readonly string[];
}

interface RunStatus {
  readonly experiment: string;
  readonly run: string;
  readonly state: "done" | "in part" | "to do";
  readonly step: number;
  readonly steps: number;
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
    const done = new Map<string, readonly LinkRecord[]>();
    for (const { action, records } of plan) if (records.length > 0) done.set(action.id, records);
    for (const run of loaded.runs) {
      const id = actionIds.train(loaded.experiment.name, run);
      const records = done.get(id) ?? [];
      const complete = plan.find(({ action }) => action.id === id)!.state === "fresh";
      const history = records.at(-1)?.files["history.jsonl"];
      const text = history ? new TextDecoder().decode(await store.read(history)) : "";
      const last = text === "" ? undefined : parseHistory(text, run.id).at(-1);
      statuses.push({
        experiment: loaded.experiment.name,
        run: run.id,
        state: complete ? "done" : records.length > 0 ? "in part" : "to do",
        step: last?.step ?? 0,
        steps: run.settings.training.steps,
        trainAccuracy: last?.trainAccuracy ?? null,
        validationAccuracy: last?.validationAccuracy ?? null,
      });
    }
  }
  if (json) console.log(JSON.stringify(statuses));
  else console.log(describe(statuses));
  return exitCodes.done;
}

function describe(statuses: readonly RunStatus[]): string {
  const percent = (value: number | null) => value === null ? "" : formatPercent(value);
  const rows = statuses.map((status) => [
    `${status.experiment}/${status.run}`,
    status.state,
    `${status.step}/${status.steps}`,
    percent(status.trainAccuracy),
    percent(status.validationAccuracy),
  ]);
  return formatTable([["run", "state", "step", "train", "validation"], ...rows]);
}
