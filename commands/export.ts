/** `export`: brings one run up to date and copies its files to a folder outside the store. */
import { dirname, join } from "node:path";
import { type Action, dependenciesOf } from "../dag/action.ts";
import { actionIds } from "../stages/actions.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { runWithDisplay } from "./run.ts";
import { runFiles } from "./view.ts";
import { actionsOf, loadExperiments, openWorkspace } from "./workspace.ts";

export interface ExportCommand {
  readonly artifacts: string;
  readonly to: string;
  readonly jobs: number;
  readonly frozen: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
}

export async function exportCommand(
  config: string,
  runId: string,
  options: ExportCommand,
): Promise<number> {
  const [loaded] = await loadExperiments([config], options.set);
  const { experiment, runs } = loaded!;
  const run = runs.find(({ id }) => id === runId);
  if (!run) {
    const known = runs.map(({ id }) => id).join(", ");
    throw new UsageError(`"${config}" has no run "${runId}"; its runs are ${known}`);
  }
  const workspace = openWorkspace(options.artifacts);
  const actions = withDependencies(actionsOf([loaded!]), actionIds.export(experiment.name, run));
  const result = await runWithDisplay(actions, workspace, {
    ...options,
    name: experiment.name,
    keepGoing: false,
  });
  const files = await runFiles(workspace.store, experiment.name, run, result.records);
  if (files === null) {
    for (const { action, message } of result.failed) console.error(`failed: ${action}: ${message}`);
    return result.status === "stopped" ? exitCodes.interrupted : exitCodes.failed;
  }
  for (const [name, file] of Object.entries(files)) {
    const path = join(options.to, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, await workspace.store.read(file));
  }
  const names = Object.keys(files).sort();
  if (options.json) console.log(JSON.stringify({ folder: options.to, files: names }));
  else console.log(`${names.map((name) => join(options.to, name)).join("\n")}`);
  return exitCodes.done;
}

/** An action and all that it reads from. */
function withDependencies(actions: readonly Action[], id: string): Action[] {
  const needed = new Set([id]);
  const byId = new Map(actions.map((action) => [action.id, action]));
  for (const each of needed) dependenciesOf(byId.get(each)!).forEach((on) => needed.add(on));
  return actions.filter((action) => needed.has(action.id));
}
