/** `export`: brings one run up to date and copies its files to a folder outside the store. */
import { dirname, join } from "node:path";
import type { FinishedRun } from "../exports/format.ts";
import type { ExportName } from "../exports/names.ts";
import { didYouMean } from "../schemas/fields.ts";
import { actionIds } from "../stages/actions.ts";
import { type ContentHash, contentHash } from "../store/content_hash.ts";
import { StoreError, storeError } from "../store/errors.ts";
import { print, tell } from "../terminal/output.ts";
import { openWorkspace, type WorkspaceOptions } from "./artifacts.ts";
import { buildAndUse } from "./build.ts";
import { enginesForTraining } from "./engine_trial.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { finishedRun } from "./finished_run.ts";
import { stopCode } from "./stop.ts";
import { runFiles } from "./view.ts";
import { actionsOf, loadExperiments, storeFiles, withDependencies } from "./workspace.ts";

export interface ExportCommand extends WorkspaceOptions {
  readonly to: string;
  /** Files as another program leaves them, in place of our own. */
  readonly format?: ExportName | undefined;
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
    const known = runs.map(({ id }) => id);
    const cure = didYouMean(runId, known, `its runs are ${known.join(", ")}`);
    throw new UsageError(`"${config}" has no run "${runId}"; ${cure}`);
  }
  const workspace = openWorkspace(options);
  const { store } = workspace;
  const actions = withDependencies(
    actionsOf([loaded!], await enginesForTraining([loaded!], workspace, options)),
    actionIds.export(experiment.name, run),
  );
  await storeFiles(store, [loaded!]);
  const { result, used: files } = await buildAndUse(
    actions,
    workspace,
    { ...options, name: experiment.name, keepGoing: false, verify: false },
    async ({ records }) => {
      const own = await runFiles(store, experiment.name, run, records);
      if (own === null) return null;
      const files = options.format === undefined
        ? new Map(
          Object.entries(own).map(([name, file]) => [
            name,
            { hash: file.hash, read: () => store.read(file) },
          ]),
        )
        : await convertFiles(options.format, await finishedRun(store, experiment.name, run, own));
      await copyFiles(files, options.to);
      return [...files.keys()].sort();
    },
  );
  if (files === null) {
    for (const { action, message } of result.failed) tell(`failed ${action}: ${message}`);
    return result.status === "stopped" ? stopCode() : exitCodes.failed;
  }
  if (options.json) print(JSON.stringify({ folder: options.to, files }));
  else print(files.map((name) => join(options.to, name)).join("\n"));
  return exitCodes.done;
}

/** Files by their path in the folder, read when they are needed. */
type Exported = ReadonlyMap<
  string,
  { readonly hash: ContentHash; read(): Promise<Uint8Array> }
>;

async function convertFiles(format: ExportName, finished: FinishedRun): Promise<Exported> {
  const { findExport } = await import("../exports/mod.ts");
  const files = await findExport(format).write(finished);
  return new Map(
    Object.entries(files).map(([path, bytes]) => [
      path,
      { hash: contentHash(bytes), read: () => Promise.resolve(bytes) },
    ]),
  );
}

/**
 * Writes files to a folder. What is there already stays as it is.
 *
 * @throws {StoreError} when a file of one of these names is there and has other bytes; nothing is
 * written then.
 */
async function copyFiles(files: Exported, folder: string): Promise<void> {
  const missing: [path: string, read: () => Promise<Uint8Array>][] = [];
  for (const [name, { hash, read }] of files) {
    const path = join(folder, name);
    const there = await hashOrNull(path);
    if (there === null) missing.push([path, read]);
    else if (there !== hash) {
      const message = `Cannot export to "${path}": a file with other contents is there. Move it ` +
        "away, or export to another folder";
      throw new StoreError(message, path);
    }
  }
  for (const [path, read] of missing) {
    const bytes = await read();
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
