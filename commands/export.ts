/** `export`: brings one run up to date and copies its files to a folder outside the store. */
import { dirname, join } from "node:path";
import { actionIds } from "../stages/actions.ts";
import { storeError } from "../store/errors.ts";
import type { FileReference, Store } from "../store/store.ts";
import { openWorkspace } from "./artifacts.ts";
import { buildAndUse } from "./build.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { stopCode } from "./stop.ts";
import { runFiles } from "./view.ts";
import { actionsOf, loadExperiments, withDependencies } from "./workspace.ts";

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
  const { store } = workspace;
  const actions = withDependencies(actionsOf([loaded!]), actionIds.export(experiment.name, run));
  const { result, used: files } = await buildAndUse(
    actions,
    workspace,
    { ...options, name: experiment.name, keepGoing: false, verify: false },
    async ({ records }) => {
      const files = await runFiles(store, experiment.name, run, records);
      if (files !== null) await copyFiles(store, files, options.to);
      return files;
    },
  );
  if (files === null) {
    for (const { action, message } of result.failed) console.error(`failed ${action}: ${message}`);
    return result.status === "stopped" ? stopCode() : exitCodes.failed;
  }
  const names = Object.keys(files).sort();
  if (options.json) console.log(JSON.stringify({ folder: options.to, files: names }));
  else console.log(names.map((name) => join(options.to, name)).join("\n"));
  return exitCodes.done;
}

async function copyFiles(
  store: Store,
  files: Readonly<Record<string, FileReference>>,
  folder: string,
): Promise<void> {
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    const bytes = await store.read(file);
    try {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, bytes);
    } catch (error) {
      throw storeError("write", path, error);
    }
  }
}
