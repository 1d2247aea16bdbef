/** `export`: brings one run up to date and copies its files to a folder outside the store. */
import { dirname, join } from "node:path";
import { actionIds } from "../stages/actions.ts";
import { type ContentHash, contentHash } from "../store/content_hash.ts";
import { StoreError, storeError } from "../store/errors.ts";
import type { FileReference, Store } from "../store/store.ts";
import { print, tell } from "../terminal/output.ts";
import { openWorkspace, type WorkspaceOptions } from "./artifacts.ts";
import { buildAndUse } from "./build.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { stopCode } from "./stop.ts";
import { runFiles } from "./view.ts";
import { actionsOf, loadExperiments, storeFiles, withDependencies } from "./workspace.ts";

export interface ExportCommand extends WorkspaceOptions {
  readonly to: string;
  readonly jobs: number;
  readonly frozen: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

export async function exportCommand(
  config: string,
  runId: string,
  options: ExportCommand,
): Promise<number> {
  const [loaded] = await loadExperiments([config], options);
  const { experiment, runs } = loaded!;
  const run = runs.find(({ id }) => id === runId);
  if (!run) {
    const known = runs.map(({ id }) => id).join(", ");
    throw new UsageError(`"${config}" has no run "${runId}"; its runs are ${known}`);
  }
  const workspace = openWorkspace(options);
  const { store } = workspace;
  const actions = withDependencies(
    actionsOf([loaded!], workspace.engine),
    actionIds.export(experiment.name, run),
  );
  await storeFiles(store, [loaded!]);
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
    for (const { action, message } of result.failed) tell(`failed ${action}: ${message}`);
    return result.status === "stopped" ? stopCode() : exitCodes.failed;
  }
  const names = Object.keys(files).sort();
  if (options.json) print(JSON.stringify({ folder: options.to, files: names }));
  else print(names.map((name) => join(options.to, name)).join("\n"));
  return exitCodes.done;
}

/**
 * Copies files to a folder. What is there already stays as it is.
 *
 * @throws {StoreError} when a file of one of these names is there and has other bytes; nothing is
 * copied then.
 */
async function copyFiles(
  store: Store,
  files: Readonly<Record<string, FileReference>>,
  folder: string,
): Promise<void> {
  const missing: [path: string, file: FileReference][] = [];
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    const there = await hashOrNull(path);
    if (there === null) missing.push([path, file]);
    else if (there !== file.hash) {
      const message = `Cannot export to "${path}": a file with other contents is there. Move it ` +
        "away, or export to another folder";
      throw new StoreError(message, path);
    }
  }
  for (const [path, file] of missing) {
    const bytes = await store.read(file);
    try {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, bytes, { createNew: true });
    } catch (error) {
      throw storeError("write", path, error);
    }
  }
}

/** Content hash of a file, null where there is none. */
async function hashOrNull(path: string): Promise<ContentHash | null> {
  try {
    return contentHash(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw storeError("read", path, error);
  }
}
